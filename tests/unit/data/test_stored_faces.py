"""Faces that stay on the disk: what is read at a time follows the batch, not the data set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from helpers.pruning import random_network

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.faces.stored import StoredFaces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, save_checkpoint
from emotion_gui.core.model.learned_faces import after_training
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.subject import Subject

_MANY = 9_000
_BATCH = 4_096  # the largest of the batches that something reads by


class _Watched(np.ndarray[Any, np.dtype[np.uint8]]):
    """Tells how many faces were taken out of it at a time."""

    most = 0

    def __getitem__(self, places: Any) -> Any:
        found = super().__getitem__(places)
        if isinstance(places, np.ndarray):
            type(self).most = max(type(self).most, len(found))
        return found


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> FacePart:
    monkeypatch.setattr(_Watched, "most", 0)
    rng = np.random.default_rng(2)
    faces = rng.integers(0, 256, (_MANY + 50, 8, 8), dtype=np.uint8).view(_Watched)
    rows = np.sort(rng.permutation(_MANY + 50)[:_MANY])
    return FacePart(faces, rows, rng.integers(0, 7, _MANY), "train")


def test_rows_are_those_of_the_array(tmp_path: Path) -> None:
    values = np.arange(60 * 16).reshape(60, 4, 4) % 251
    np.save(tmp_path / "faces.npy", values.astype(np.uint8))
    mapped = np.load(tmp_path / "faces.npy", mmap_mode="r")
    rows = np.array([3, 4, 9, 20, 58])
    stored, whole = StoredFaces(mapped, rows), np.array(mapped[rows])
    assert (len(stored), stored.shape, stored.ndim, stored.dtype) == (5, (5, 4, 4), 3, np.uint8)
    np.testing.assert_array_equal(np.asarray(stored), whole)
    for places in (slice(1, 4), slice(None, None, 2), np.array([4, 0]), whole[:, 0, 0] > 100, 2):
        np.testing.assert_array_equal(stored[places], whole[places])
    assert stored[:2].flags.writeable, "a copy, whatever the file is"


def test_what_was_let_go_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emotion_gui.core.faces.stored._REGION_BYTES", 64)
    monkeypatch.setattr("emotion_gui.core.faces.stored._LET_GO_REGIONS", 3)
    whole = np.random.default_rng(0).integers(0, 256, (40, 8, 8), dtype=np.uint8)
    np.save(tmp_path / "faces.npy", whole)
    stored = StoredFaces(np.load(tmp_path / "faces.npy", mmap_mode="r"), np.arange(40))
    for _ in range(2):
        np.testing.assert_array_equal(
            np.concatenate([stored[k : k + 7] for k in range(0, 40, 7)]), whole
        )
    own = whole.copy()
    in_memory = StoredFaces(own, np.arange(40))
    np.testing.assert_array_equal(in_memory[:], own)
    np.testing.assert_array_equal(in_memory[:], own)


def test_evaluating_reads_a_batch_at_a_time(part: FacePart, tmp_path: Path) -> None:
    network, file = random_network(), tmp_path / "m.safetensors"
    known = after_training(None, part.stored)
    save_checkpoint(file, network, CheckpointInfo(spec=network.spec, learned=known))
    result = evaluate_checkpoint(file, part, engine="torch", context=JobContext())
    assert result.evaluation.n == _MANY
    learned = result.acquaintance.learned
    assert learned is not None
    assert learned.all()
    assert 0 < _Watched.most <= _BATCH


def test_pruning_reads_a_batch_at_a_time(part: FacePart) -> None:
    network = random_network()
    checkpoint = Checkpoint(network, CheckpointInfo(spec=network.spec))
    subject = Subject(checkpoint, part, part)
    session = record_layer(subject, None, JobContext())
    plan = session.plan(PruningOptions(preset=PruningPreset.REFIT), count=3)
    result = prune_layer(subject, session, plan, PruneRequest(latency_runs=1), JobContext())
    assert result.before.n == _MANY
    assert 0 < _Watched.most <= _BATCH


@pytest.mark.parametrize(
    ("places", "given_back"),
    [
        # Eight regions of five faces: given back before the third and before the sixth.
        ([slice(0, 40)], 2),  # in one go
        ([slice(k, k + 10) for k in range(0, 40, 10)], 2),  # or in pieces
        ([np.array([0, 39, 1, 38, 2, 37])], 2),  # each of these is somewhere else
        ([np.array([0, 1, 2, 3, 4, 0, 1, 2])], 0),  # and these lie together
        ([*range(40)], 2),  # one by one
        ([0, 39] * 4, 2),
        ([0, 1, 2, 3, 4] * 8, 0),
        ([slice(0, 0), np.zeros(40, dtype=bool)], 0),
    ],
)
def test_memory_is_given_back_each_time_so_many_regions_of_the_file_were_read(
    places: list[slice | int | npt.NDArray[np.int64]],
    given_back: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go: list[int] = []
    monkeypatch.setattr("emotion_gui.core.faces.stored._REGION_BYTES", 5 * 64)
    monkeypatch.setattr("emotion_gui.core.faces.stored._LET_GO_REGIONS", 3)
    monkeypatch.setattr(
        "emotion_gui.core.faces.stored.let_go", lambda faces: let_go.append(len(faces))
    )
    whole = np.random.default_rng(0).integers(0, 256, (40, 8, 8), dtype=np.uint8)
    np.save(tmp_path / "faces.npy", whole)
    stored = StoredFaces.all_of(np.load(tmp_path / "faces.npy", mmap_mode="r"))
    for place in places:
        np.testing.assert_array_equal(stored[place], whole[place])
    assert let_go == [40] * given_back
