"""A network in whole numbers of 8 bits: it answers, and that is all it can."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_graph import GraphSession
from emotion_gui.core.model.spec import NetworkSpec

_LAYERS = ("blocks", "pool_after", "dropout", "head")


class QuantizedNetwork(EmotionCNN):
    """An `EmotionCNN` whose layers are an ONNX graph with quantized convolutions.

    It is judged, calibrated and shown like any network. Its weights are no tensors of torch: it
    is not trained, pruned or looked into; the network that it was made from is.

    Args:
        spec: shape of that network.
        graph: ONNX, from normalised faces to logits.

    Raises:
        `runtime_errors()`: the graph is damaged.
    """

    def __init__(self, spec: NetworkSpec, graph: bytes) -> None:
        nn.Module.__init__(self)
        self.spec = spec
        self.graph = graph
        self._session = GraphSession(graph)

    def __deepcopy__(self, memo: dict[int, Any]) -> QuantizedNetwork:
        return QuantizedNetwork(self.spec, self.graph)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """See `EmotionCNN`; computed on the CPU."""
        faces = x.detach().to("cpu", torch.float32).contiguous().numpy()
        return torch.from_numpy(self._session.run(faces)).to(x.device)

    def __getattr__(self, name: str) -> Any:
        """Raises ConfigError for its layers: it has none that could be looked into."""
        if name in _LAYERS:
            raise only_answers()
        return super().__getattr__(name)

    def parameter_count(self) -> int:
        """Those of the network that it was made from."""
        return parameter_count(self.spec)

    def stored_bytes(self) -> int:
        """Of the graph."""
        return len(self.graph)


def only_answers() -> ConfigError:
    """Why a quantized network cannot be trained, pruned or looked into."""
    return ConfigError(
        "model", "int8", "it is quantized and only answers; take the network it was made from"
    )


def require_layers(network: EmotionCNN) -> None:
    """Raises ConfigError where a network is quantized, before any work is done."""
    if isinstance(network, QuantizedNetwork):
        raise only_answers()
