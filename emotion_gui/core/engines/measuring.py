"""How long each engine takes on this computer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from emotion_gui.core.engines.engine import Engine, make_engine
from emotion_gui.core.engines.names import MANY_FACES, EngineName, Speed, Speeds
from emotion_gui.core.model.backbone_network import build_network
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.quantized_network import QuantizedNetwork

_WARM_UP_RUNS = 3
_RUNS, _MANY_RUNS = 30, 10
Key = TypeVar("Key")


def measure_speeds(
    checkpoint: Checkpoint, *, model: str, is_wanted: Callable[[], bool] = lambda: True
) -> Speeds | None:
    """The median milliseconds a face of each engine, in turns within one loop.

    Args:
        checkpoint: the network.
        model: its name, for people.
        is_wanted: asked between passes; None is returned when it says no.
    """
    spec = checkpoint.network.spec
    names: tuple[EngineName, ...] = ("torch", "onnxruntime")
    if not isinstance(checkpoint.network, QuantizedNetwork):
        engines: dict[EngineName, Engine] = {name: make_engine(checkpoint, name) for name in names}
        found = engine_speeds(engines, side=spec.input_side, is_wanted=is_wanted)
        return None if found is None else Speeds(model=model, engines=found)
    # How long a float network of this shape takes does not depend on its weights.
    shape = Checkpoint(build_network(spec).eval(), CheckpointInfo(spec=spec))
    beside = {"int8": make_engine(checkpoint, "onnxruntime")} | {
        name: make_engine(shape, name) for name in names
    }
    both = engine_speeds(beside, side=spec.input_side, is_wanted=is_wanted)
    if both is None:
        return None
    as_float = min((both[name] for name in names), key=lambda speed: speed.one)
    return Speeds(model=model, engines={"onnxruntime": both["int8"]}, as_float=as_float)


def engine_speeds(
    engines: dict[Key, Engine], *, side: int, is_wanted: Callable[[], bool] = lambda: True
) -> dict[Key, Speed] | None:
    """See `measure_speeds`; for any engines, by any keys."""
    one = _medians_ms(list(engines.values()), 1, side, _RUNS, is_wanted)
    many = (
        None
        if one is None
        else _medians_ms(list(engines.values()), MANY_FACES, side, _MANY_RUNS, is_wanted)
    )
    if one is None or many is None:
        return None
    return {key: Speed(one=one[k], many=many[k] / MANY_FACES) for k, key in enumerate(engines)}


def _medians_ms(
    engines: Sequence[Engine], count: int, side: int, runs: int, is_wanted: Callable[[], bool]
) -> list[float] | None:
    faces = np.random.default_rng(0).integers(0, 256, (count, side, side), dtype=np.uint8)
    times_ms: list[list[float]] = [[] for _ in engines]
    for run in range(-_WARM_UP_RUNS, runs):
        for engine, record in zip(engines, times_ms, strict=True):
            if not is_wanted():
                return None
            started = time.perf_counter()
            engine.logits(faces)
            if run >= 0:
                record.append((time.perf_counter() - started) * 1e3)
    return [statistics.median(record) for record in times_ms]
