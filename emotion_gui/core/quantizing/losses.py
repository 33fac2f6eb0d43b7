"""How far a quantized network's answers are from those of the network it was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.probabilities import softmax
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.calibration import CalibratedGraph
from emotion_gui.core.quantizing.options import Granularity

_LEAST = 1e-12


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Of the answers about some faces.

    Attributes:
        divergence: mean Kullback-Leibler divergence from the float network's answers, in nats.
        agreement: share of faces with the same label, in [0, 1].
    """

    divergence: float
    agreement: float


@dataclass(frozen=True, kw_only=True)
class LayerBlame:
    """What one layer costs.

    Attributes:
        only_on: with this layer alone in 8 bits.
        only_off: with all but this layer in 8 bits.
    """

    only_on: Loss
    only_off: Loss


class LossMeter:
    """Measures graphs against a float network, on faces whose labels nobody needs.

    Args:
        network: float.
        faces: shape (n, side, side); not those of the calibration.
        preprocessing: how they become input.
    """

    def __init__(
        self, network: EmotionCNN, faces: npt.NDArray[np.uint8], preprocessing: Preprocessing
    ) -> None:
        self._spec: NetworkSpec = network.spec
        self._faces, self._preprocessing = faces, preprocessing
        self._wanted = softmax(predict_logits(network, faces, preprocessing))

    def __call__(self, graph: bytes) -> Loss:
        network = QuantizedNetwork(self._spec, graph)
        answers = softmax(predict_logits(network, self._faces, self._preprocessing))
        ratio = np.log(self._wanted + _LEAST) - np.log(answers + _LEAST)
        return Loss(
            divergence=max(0.0, float((self._wanted * ratio).sum(axis=1).mean())),
            agreement=float((answers.argmax(axis=1) == self._wanted.argmax(axis=1)).mean()),
        )


def blame_layers(
    calibration: CalibratedGraph,
    granularity: Granularity,
    meter: LossMeter,
    on_layer: Callable[[int], object] = lambda _: None,
) -> tuple[LayerBlame, ...]:
    """Each layer in 8 bits alone, and each alone in float.

    Args:
        calibration: of the network.
        granularity: of the weights' steps.
        meter: measures.
        on_layer: told before each layer; may raise to stop.
    """
    found = []
    every = range(len(calibration.ranges))
    for layer in every:
        on_layer(layer)
        others = [other for other in every if other != layer]
        found.append(
            LayerBlame(
                only_on=meter(calibration.quantized(granularity, float_layers=others)),
                only_off=meter(calibration.quantized(granularity, float_layers=[layer])),
            )
        )
    return tuple(found)
