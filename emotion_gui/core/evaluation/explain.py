"""What a network sees in one face: the maps of every layer, and where a class comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import check_faces, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec

_USEFUL_SIDE = 6  # a coarser map says little about where in a face


@dataclass(frozen=True)
class LayerMaps:
    """Outputs of one layer for one face, after its module's pooling, as the next layer sees them.

    Attributes:
        name: as `NetworkSpec.layer_names`.
        maps: float32, shape (maps, height, width), all >= 0.
        order: shape (maps,), numbers of the maps, the highest mean output first.
    """

    name: str
    maps: npt.NDArray[np.float32]
    order: npt.NDArray[np.int64]

    @property
    def silent(self) -> int:
        """Maps that are zero everywhere on this face."""
        return int((self.maps.max(axis=(1, 2)) <= 0).sum())


@dataclass(frozen=True)
class HeatMap:
    """Grad-CAM of one class at one layer.

    Attributes:
        values: float32, shape (side, side) of the face, scaled so that the highest is 1; all 0
            where nothing in the layer speaks for the class.
        grid: side of the layer's own maps, in cells: how coarse the answer really is.
    """

    values: npt.NDArray[np.float32]
    grid: int


def feature_maps(
    network: EmotionCNN, face: npt.NDArray[np.uint8], preprocessing: Preprocessing
) -> tuple[LayerMaps, ...]:
    """The maps of every layer on one face, from the first to the last before the head.

    Args:
        network: of any shape, pruned or not; it is not touched.
        face: gray, shape (side, side).
        preprocessing: the checkpoint's own.

    Raises:
        ConfigError: the face does not fit the network.
    """
    prepared, x = _ready(network, face, preprocessing)
    layers = []
    with torch.inference_mode():
        for layer, name in enumerate(network.spec.layer_names()):
            x = prepared.between(x, start=layer, stop=layer)
            maps = x[0].float().contiguous().numpy()
            order = np.argsort(-maps.mean(axis=(1, 2)), kind="stable")
            layers.append(LayerMaps(name, maps, order))
    return tuple(layers)


def grad_cam(
    network: EmotionCNN,
    face: npt.NDArray[np.uint8],
    preprocessing: Preprocessing,
    *,
    layer: int,
    emotion: int,
) -> HeatMap:
    """Where in a face a layer finds what speaks for a class.

    The layer's activations (before the pooling, where they are finest) are weighted with the
    mean gradient of the class's logit and summed; what speaks against the class is cut off.
    Source: Selvaraju et al., "Grad-CAM", ICCV 2017, equations 1 and 2.

    Args:
        network: of any shape, pruned or not; it is not touched.
        face: gray, shape (side, side).
        preprocessing: the checkpoint's own.
        layer: 0-based, as `EmotionCNN.blocks`.
        emotion: position of the class among the logits.

    Raises:
        ConfigError: no such layer or class, or a face that does not fit the network.
    """
    if not 0 <= layer < len(network.blocks):
        raise ConfigError("layer", layer, f"from 0 to {len(network.blocks) - 1}")
    if not 0 <= emotion < network.spec.classes:
        raise ConfigError("emotion", emotion, f"from 0 to {network.spec.classes - 1}")
    prepared, x = _ready(network, face, preprocessing)
    with torch.no_grad():
        if layer:
            x = prepared.features(x, stop=layer - 1)
        activations = prepared.blocks[layer](x)
    with torch.enable_grad():
        activations = activations.detach().requires_grad_()
        pooled = (
            nn.functional.max_pool2d(activations, 2) if prepared.pool_after[layer] else activations
        )
        logit = prepared.from_features(pooled, layer=layer)[0, emotion]
        (gradient,) = torch.autograd.grad(logit, activations)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    coarse = torch.relu((weights * activations.detach()).sum(dim=1, keepdim=True))
    fine = nn.functional.interpolate(coarse, size=face.shape, mode="bilinear", align_corners=False)[
        0, 0
    ]
    highest = fine.max()
    values = fine / highest if highest > 0 else torch.zeros_like(fine)
    return HeatMap(values.numpy().astype(np.float32), grid=int(activations.shape[-1]))


def best_layer(spec: NetworkSpec) -> int:
    """The deepest layer whose maps still tell where in a face they look."""
    side, best = spec.input_side, 0
    layer = -1
    for module, pooled in zip(spec.modules, spec.pooled, strict=True):
        layer += len(module)
        if side >= _USEFUL_SIDE:
            best = layer
        side = side // 2 if pooled else side
    return best


def _ready(
    network: EmotionCNN, face: npt.NDArray[np.uint8], preprocessing: Preprocessing
) -> tuple[EmotionCNN, torch.Tensor]:
    check_faces(face[None], network)
    return ready(network), to_input(face[None], preprocessing)
