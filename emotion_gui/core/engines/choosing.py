"""Which engine answers for a model on this computer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from emotion_gui.core.engines.engine import Engine, make_engine
from emotion_gui.core.engines.known import known_speeds
from emotion_gui.core.engines.measuring import measure_speeds
from emotion_gui.core.engines.names import (
    EngineName,
    Speeds,
    keep_speeds,
)
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.checkpoint_info import read_info, weights_digest
from emotion_gui.core.settings import EngineWish

_WORTH_MEASURING = 2_000  # faces: seconds of work, beside half a second


def settled_engine(wish: EngineWish, model: Path, *, many: bool = False) -> EngineName:
    """The engine that is wished for, or was found to be the fastest; torch while nobody knows.

    Args:
        wish: `auto` leaves it to what was measured here.
        model: checkpoint file.
        many: whether many faces are read at once.

    Raises:
        CheckpointError: the file cannot be read.
    """
    if read_info(model).quantized is not None:
        return "onnxruntime"
    if wish != "auto":
        return wish
    known = known_speeds(model)
    return "torch" if known is None else known.fastest(many=many)


def engine_for_many(
    checkpoint: Checkpoint, model: Path, wish: EngineWish, *, faces: int
) -> Engine | None:
    """What answers about many faces at once; None leaves it to torch's own batches.

    Args:
        checkpoint: of the file.
        model: its file.
        wish: `auto` takes the fastest, and measures first where the faces are worth it.
        faces: how many.

    Raises:
        CheckpointError: the file cannot be read.
    """
    name = settled_engine(wish, model, many=True)
    if wish == "auto" and faces >= _WORTH_MEASURING:
        speeds = speeds_of(checkpoint, model)
        name = name if speeds is None else speeds.fastest(many=True)
    if name == "torch":
        return None
    return make_engine(checkpoint, name, threads=torch.get_num_threads())


def speeds_of(
    checkpoint: Checkpoint, model: Path, *, is_wanted: Callable[[], bool] = lambda: True
) -> Speeds | None:
    """What was measured of a model here; measured now, and kept, where nobody did before.

    Args:
        checkpoint: of the file.
        model: its file.
        is_wanted: asked between passes; None is returned when it says no.

    Raises:
        CheckpointError: the file cannot be read.
    """
    known = known_speeds(model)
    if known is not None:
        return known
    title = str(checkpoint.info.run.get("title") or checkpoint.info.run.get("name") or model.stem)
    found = measure_speeds(checkpoint, model=title, is_wanted=is_wanted)
    if found is not None:
        keep_speeds(weights_digest(model), found)
    return found
