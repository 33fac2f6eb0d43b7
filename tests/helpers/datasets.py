"""Small data sets put straight into a workspace, for tests that are not about importing."""

from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.workspace.records import DatasetRow, RunRow, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace


def striped_faces(
    count: int, *, seed: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Seven easily told patterns: as many bright bars as the class says, in noise."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.int64) % 7
    faces = rng.integers(60, 120, size=(count, 48, 48), dtype=np.uint8)
    for face, label in zip(faces, labels, strict=True):
        for bar in range(label + 1):
            face[2 + 6 * bar : 5 + 6 * bar] = 230
    return faces, labels


def make_dataset(
    workspace: Workspace,
    *,
    name: str = "stripes",
    train: int = 140,
    test: int = 21,
    validation: int = 14,
) -> DatasetRow:
    """A finished data set of striped faces with a stored split."""
    total = train + test + validation
    faces, labels = striped_faces(total)
    row = workspace.create_dataset(name=name, source="stripes", settings={})
    np.save(workspace.dataset_dir(row.dataset_id) / "faces.npy", faces)
    samples = [
        Sample(source=str(i), status=SampleStatus.OK, label=int(label), face_index=i)
        for i, label in enumerate(labels)
    ]
    workspace.add_samples(row.dataset_id, samples)
    parts = np.repeat(np.arange(3, dtype=np.uint8), (train, test, validation))
    workspace.add_split(row.dataset_id, name="paper", kind="paper", seed=0, parts=parts)
    workspace.finish_dataset(row.dataset_id, content_hash="stripes")
    return workspace.dataset(name)


def make_run(workspace: Workspace, **facts: Any) -> RunRow:
    """A run as a process leaves it that was killed: `RunStatus.RUNNING`, and held by nobody."""
    with workspace.new_run(**facts) as run:
        return run
