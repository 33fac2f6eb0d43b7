"""The same work here, on processes and on Dask workers, compared byte by byte.

python scripts/same_on_workers.py [local:4 dask-local:1 dask-local:4]

Drawn photographs are imported, a small table is trained, criteria are compared, layers are
surveyed and drawn films are read: what comes of it must not depend on who did it.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.sample_faces import write_sample_pictures, write_sample_video
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.review.sessions import session_rows
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.requests import SweepRequest
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, analyse_sessions, queue_film
from emotion_gui.operations.compare_criteria import CompareRequest, compare_criteria
from emotion_gui.operations.datasets import import_source
from emotion_gui.operations.goal.survey import survey
from emotion_gui.operations.subject import MeasureRequest, read_subject
from emotion_gui.operations.train import sweep

PICTURES, FILMS, REPEATS = 140, 4, 4
NETWORK = NetworkSpec(((8,), (12,)), (True, True))
CONFIG = TrainConfig(network=NETWORK, epochs=3, batch_size=32, device="cpu")


def main() -> None:
    """Do all of it here first, then everywhere else."""
    prepare_process()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("executors", nargs="*", default=["local:4", "dask-local:1", "dask-local:4"])
    executors = parser.parse_args().executors
    with tempfile.TemporaryDirectory(prefix="emotion-same-") as folder:
        root = Path(folder)
        write_sample_pictures(root / "pictures", count=PICTURES, seed=3, width=320, height=240)
        for number in range(FILMS):
            write_sample_video(root / f"{number}.mp4", seconds=3, seed=number, faces=1)
        alone = found_by("local", root)
        for executor in executors:
            there = found_by(executor, root)
            for name, digest in alone.items():
                told = "the same" if there[name] == digest else "OTHER"
                print(f"{executor}: {name}: {told}")


def found_by(executor: str, root: Path) -> dict[str, str]:
    """Digests of all that came of it."""
    found: dict[str, str] = {}
    with Workspace.open(root / executor.replace(":", "-")) as workspace:
        for name, step in STEPS.items():
            began = time.perf_counter()
            digest = hashlib.blake2b(digest_size=12)
            for piece in step(workspace, root, executor):
                digest.update(piece)
            found[name] = digest.hexdigest()
            print(f"{executor}: {name}: {time.perf_counter() - began:.1f} s", flush=True)
    return found


def imported(workspace: Workspace, root: Path, executor: str) -> list[bytes]:
    """The file of faces, and the rows of its table."""
    request = ImportRequest(root / "pictures", "Faces", detector="haar")
    row = import_source(workspace, request, JobContext(), executor=executor).dataset
    faces = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    return [faces.read_bytes(), repr(list(workspace.samples(row.dataset_id))).encode()]


def trained(workspace: Workspace, root: Path, executor: str) -> list[bytes]:
    """The table, and the weights of every run."""
    del root
    setting = Preset("small", "Small", "", CONFIG, 10)
    request = SweepRequest("Faces", (setting,), repeats=REPEATS, judge="test")
    table = sweep(workspace, request, JobContext(), executor=executor)
    weights = [workspace.checkpoint_path(run.run_id).read_bytes() for run in workspace.runs()]
    return [table.read_bytes(), *weights]


def compared(workspace: Workspace, root: Path, executor: str) -> list[bytes]:
    """The rows but for their times."""
    del root
    subject = read_subject(workspace, MeasureRequest(model(workspace), "Faces", 1), JobContext())
    request = CompareRequest(
        options=PruningOptions(), shares=(0.5,), epochs=1, scratch_epochs=1, latency_runs=1
    )
    found = compare_criteria(subject, request, JobContext(), executor=executor)
    return [repr({**row.to_json(), "ms": 0}).encode() for row in found.rows]


def surveyed(workspace: Workspace, root: Path, executor: str) -> list[bytes]:
    """The cells of all layers and their plans."""
    del root
    subject = read_subject(workspace, MeasureRequest(model(workspace), "Faces", 1), JobContext())
    found = survey(subject, JobContext(), executor=executor).survey
    return [repr((found.cells, dict(found.parts))).encode()]


def read(workspace: Workspace, root: Path, executor: str) -> list[bytes]:
    """Every answer about every frame."""
    request = AnalyseRequest(model=model(workspace).file, detector="haar", engine="torch")
    rows = [queue_film(workspace, root / f"{n}.mp4", request) for n in range(FILMS)]
    done = analyse_sessions(workspace, rows, executor=executor)
    return [
        value.tobytes()
        for row in done
        for value in vars(session_rows(workspace, row)).values()
        if hasattr(value, "tobytes")
    ]


def model(workspace: Workspace) -> ModelEntry:
    """The first network of the table."""
    return next(one for one in list_models(workspace) if one.run_id == 1)


STEPS: dict[str, Callable[[Workspace, Path, str], list[bytes]]] = {
    "import": imported,
    "sweep": trained,
    "compare": compared,
    "survey": surveyed,
    "films": read,
}


if __name__ == "__main__":
    main()
