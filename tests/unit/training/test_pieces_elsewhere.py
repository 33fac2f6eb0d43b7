"""A training on a worker begins with what was shared: weights, teachers, and each file once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from helpers.pruning import random_network

from emotion_gui.core.executors import worker_side
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import elsewhere
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.elsewhere import Sharing, Trained, TrainingPiece
from emotion_gui.core.training.engine import new_state

SPEC = NetworkSpec(((3,), (4,)), (True, True))
CONFIG = TrainConfig(network=SPEC, epochs=2, device="cpu")


@pytest.fixture
def share() -> Iterator[Any]:
    """Values are kept in this process, as on a worker; `share.given` counts them."""
    given: list[bytes] = []

    def keep(value: bytes) -> str:
        given.append(value)
        name = f"elsewhere-{len(given)}"
        worker_side.keep_value(name, value)
        return name

    keep.given = given  # type: ignore[attr-defined]
    yield keep
    worker_side.drop_values("elsewhere-")


def saved(path: Path, seed: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    network = random_network(SPEC)
    save_checkpoint(path, network, CheckpointInfo(spec=SPEC))
    return network.state_dict()


def piece(**more: Any) -> TrainingPiece:
    return TrainingPiece(CONFIG, "", np.zeros(0, np.uint8), Preprocessing(), SEVEN, **more)


def test_a_file_is_shared_once(tmp_path: Path, share: Any) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    sharing = Sharing(None, share)  # type: ignore[arg-type]
    names = [sharing._file(tmp_path / name) for name in ("a", "b", "a")]
    assert names == ["elsewhere-1", "elsewhere-2", "elsewhere-1"]
    assert share.given == [b"a", b"b"]


def test_it_begins_with_shared_weights_or_afresh(tmp_path: Path, share: Any) -> None:
    weights = saved(tmp_path / "start.safetensors", 3)
    key = share((tmp_path / "start.safetensors").read_bytes())
    folder = tmp_path / "piece"
    folder.mkdir()
    begun = elsewhere._beginning(piece(start=key, start_name="start.safetensors"), folder)
    for name, value in begun.network.state_dict().items():
        torch.testing.assert_close(value, weights[name])
    assert [file.name for file in folder.iterdir()] == ["start.safetensors"]
    fresh = elsewhere._beginning(piece(), folder).network.state_dict()
    for name, value in new_state(CONFIG).network.state_dict().items():
        torch.testing.assert_close(fresh[name], value)


def test_a_teacher_is_what_was_shared(tmp_path: Path, share: Any) -> None:
    weights = saved(tmp_path / "teacher of ours.safetensors", 4)
    key = share((tmp_path / "teacher of ours.safetensors").read_bytes())
    folder = tmp_path / "piece"
    folder.mkdir()
    found = elsewhere._checkpoint(key, folder).network.state_dict()
    for name, value in weights.items():
        torch.testing.assert_close(found[name], value)


@pytest.mark.parametrize(
    ("keep", "state", "best", "trained"),
    [
        ("last", None, {1, 2}, (b"3", b"3")),
        ("best", None, {1, 2}, (b"3", b"2")),
        ("best", None, {3}, (b"3", b"3")),
        ("best", b"0", set(), (b"3", b"0")),  # the best one was before the interruption
    ],
)
def test_what_comes_back_is_the_last_state_and_the_one_that_is_kept(
    monkeypatch: pytest.MonkeyPatch,
    keep: Any,
    state: bytes | None,
    best: set[int],
    trained: tuple[bytes, bytes],
) -> None:
    def train(given: TrainingPiece, on_epoch: Any, context: JobContext) -> None:
        assert given is wanted
        for epoch in (1, 2, 3):
            on_epoch(epoch, epoch in best)

    monkeypatch.setattr(elsewhere, "_train", train)
    monkeypatch.setattr(elsewhere, "state_bytes", lambda epoch: str(epoch).encode())
    monkeypatch.setattr(elsewhere, "environment", lambda: "a worker")
    wanted = dataclasses.replace(piece(state=state), config=dataclasses.replace(CONFIG, keep=keep))
    made = elsewhere.train_piece(wanted, JobContext())
    assert (made.last, made.kept, made.made_on) == (*trained, "a worker")


@pytest.mark.parametrize(
    ("kept", "told"), [(b"2", [(b"2", True), (b"3", False)]), (b"3", [(b"3", True)])]
)
def test_what_came_back_is_told_as_if_it_was_trained_here(
    monkeypatch: pytest.MonkeyPatch, kept: bytes, told: list[tuple[bytes, bool]]
) -> None:
    states: list[bytes] = []

    def load(path: Path, state: object, *, epochs: int) -> None:
        assert (state, epochs) == ("state", 5)
        states.append(path.read_bytes())

    monkeypatch.setattr(elsewhere, "load_state", load)
    found: list[tuple[bytes, bool]] = []
    elsewhere.replay(
        Trained(b"3", kept, None),  # type: ignore[arg-type]
        "state",  # type: ignore[arg-type]
        lambda state, is_best: found.append((states[-1], is_best)),
        epochs=5,
    )
    assert found == told


def test_others_train_what_the_first_process_tells_and_write_nothing(
    monkeypatch: pytest.MonkeyPatch, share: Any
) -> None:
    told: list[Any] = []
    first: Any = SimpleNamespace(same=told.append)
    wanted = piece()
    elsewhere.tell_helpers(first, wanted, {"elsewhere-a": b"faces"})
    trained: list[tuple[object, ...]] = []

    def train(given: object, on_epoch: Any, context: object, ranks: object) -> None:
        trained.append((given, context, ranks, on_epoch(None, True)))

    monkeypatch.setattr(elsewhere, "_train", train)
    other: Any = SimpleNamespace(same=lambda value: told[0])
    context = JobContext()
    elsewhere.help_train(other, context)
    assert trained == [(wanted, context, other, None)]
    assert worker_side.shared("elsewhere-a") == b"faces"
