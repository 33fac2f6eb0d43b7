"""A training on a worker begins with what was shared: weights, teachers, and each file once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from helpers.pruning import random_network

from emotion_gui.core.executors import worker_side
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import elsewhere
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.elsewhere import Sharing, TrainingPiece
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
