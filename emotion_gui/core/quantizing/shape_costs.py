"""What networks of a shape take on this computer, before their weights are known."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from emotion_gui.core.engines.engine import Engine, make_engine
from emotion_gui.core.engines.measuring import engine_speeds
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.model.backbone_network import build_network
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.onnx_export import onnx_size
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.calibration import calibrate


class ShapeCosts:
    """Bytes and milliseconds, which depend on a network's shape and not on its weights."""

    def __init__(self, whole: CheckpointInfo, *, in_8_bits: bool) -> None:
        """Of networks that `whole` becomes; `in_8_bits` once they are quantized."""
        self._whole, self._in_8_bits = whole, in_8_bits
        self._bytes: dict[NetworkSpec, int] = {}

    def exported_bytes(self, spec: NetworkSpec) -> int:
        """Of the `.onnx` file that other programs get."""
        if spec not in self._bytes:
            self._bytes[spec] = onnx_size(self._made(spec))
        return self._bytes[spec]

    def milliseconds(self, specs: Sequence[NetworkSpec]) -> tuple[float, ...]:
        """For one face by the fastest engine here, all in turns within one loop."""
        engines: dict[int, Engine] = {
            k: make_engine(self._made(spec), self.engine) for k, spec in enumerate(specs)
        }
        speeds = engine_speeds(engines, side=self._whole.spec.input_side)
        assert speeds is not None
        return tuple(speeds[k].one for k in range(len(specs)))

    @cached_property
    def engine(self) -> EngineName:
        """The fastest for the whole network."""
        if self._in_8_bits:
            return "onnxruntime"
        names: tuple[EngineName, ...] = ("torch", "onnxruntime")
        engines = {name: make_engine(self._made(self._whole.spec), name) for name in names}
        speeds = engine_speeds(engines, side=self._whole.spec.input_side)
        assert speeds is not None
        return min(names, key=lambda name: speeds[name].one)

    def _made(self, spec: NetworkSpec) -> Checkpoint:
        info = dataclasses.replace(self._whole, spec=spec)
        network = build_network(spec).eval()
        if not self._in_8_bits:
            return Checkpoint(network, info)
        faces = np.random.default_rng(0).integers(0, 256, (2, spec.input_side, spec.input_side))
        calibrated = calibrate(network, faces.astype(np.uint8), info.preprocessing)
        return Checkpoint(QuantizedNetwork(spec, calibrated.quantized("channel")), info)


def int8_pays(whole: CheckpointInfo) -> bool:
    """Whether networks of this shape are faster in 8 bits here than by any engine in float.

    Measured in turns within one loop. Without VNNI a processor may be slower in 8 bits.
    """
    small, large = (ShapeCosts(whole, in_8_bits=bits)._made(whole.spec) for bits in (True, False))
    engines: dict[str, Engine] = {
        "int8": make_engine(small, "onnxruntime"),
        "torch": make_engine(large, "torch"),
        "onnxruntime": make_engine(large, "onnxruntime"),
    }
    speeds = engine_speeds(engines, side=whole.spec.input_side)
    assert speeds is not None
    return speeds["int8"].one < min(speeds["torch"].one, speeds["onnxruntime"].one)
