"""Outputs of one layer over a set of faces, in evaluation mode and fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import BATCH_SIZE, check_faces, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.backbones import check_prunable
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import Reduce
from emotion_gui.core.pruning.statistics import (
    LayerStatistics,
    MomentAccumulator,
    Moments,
    active_taps,
)

Faces = npt.NDArray[np.uint8]
Singles = npt.NDArray[np.float32]

_MOST_POSITIONS = 8_000_000
_MOST_VALUES = 64_000_000  # of a flattened layer: 256 MB
_REFIT_FACES = 4096
_REFIT_PATCHES = 24_000


def evenly_spaced(count: int, at_most: int) -> slice:
    """Which of `count` faces to take so that they are at most `at_most`, from all over them."""
    return slice(None, None, max(1, -(-count // at_most)))


def layer_side(spec: NetworkSpec, layer: int) -> int:
    """Side of the maps of convolution `layer` after its module's pooling, in pixels.

    Raises:
        ConfigError: there is no such layer, or the network is a backbone, which is not pruned.
    """
    check_prunable(spec)
    if not 0 <= layer < len(spec.widths):
        raise ConfigError("layer", layer, f"the network has layers 0 to {len(spec.widths) - 1}")
    side, last = spec.input_side, -1
    for module, pooled in zip(spec.modules, spec.pooled, strict=True):
        last += len(module)
        if layer < last or (layer == last and not pooled):
            return side
        side = side // 2 if pooled else side
        if layer == last:
            return side
    return side


def feature_batches(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    layer: int,
    context: JobContext,
    text: str,
    step: int = 1,
    device: torch.device | None = None,
) -> Iterator[tuple[slice, torch.Tensor]]:
    """Output of `layer` batch by batch: rows it belongs to, and (n, maps, side, side) values.

    Args:
        network: copied; evaluation mode.
        faces: uint8, shape (n, side, side).
        preprocessing: the checkpoint's own.
        layer: 0-based convolution.
        context: progress in faces; may cancel.
        text: what progress says.
        step: take every step-th face only; rows then count the faces taken.
        device: where to run; the CPU by default.
    """
    check_faces(faces, network)
    layer_side(network.spec, layer)
    prepared, target = ready(network, device), device or torch.device("cpu")
    total = len(range(0, len(faces), step))
    for start in range(0, total, BATCH_SIZE):
        context.checkpoint()
        stop = min(start + BATCH_SIZE, total)
        chosen = faces[start * step : (stop - 1) * step + 1 : step]
        with torch.inference_mode():
            values = prepared.features(to_input(chosen, preprocessing).to(target), stop=layer)
            yield slice(start, stop), values.float().cpu()
        context.report(Progress(done=stop, total=total, text=text))


def layer_activations(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    layer: int,
    reduce: Reduce = Reduce.MEAN,
    context: JobContext | None = None,
    device: torch.device | None = None,
) -> Singles:
    """Output of every map of `layer` (after batch norm, ReLU and pooling) for every face.

    Args:
        network: evaluated as a copy in evaluation mode.
        faces: uint8, shape (n, side, side), un-augmented; the order is kept.
        preprocessing: the checkpoint's own.
        layer: 0-based convolution.
        reduce: `mean` over the positions of a map, or `flatten`: one sample a position, faces
            outermost. A flattened layer over 256 MB uses every k-th face only.
        context: progress and cancel.
        device: where to run; the CPU by default.

    Returns:
        Shape (samples, maps), float32.
    """
    side, maps = layer_side(network.spec, layer), network.spec.widths[layer]
    positions = 1 if reduce is Reduce.MEAN else side * side
    step = 1
    if reduce is Reduce.FLATTEN:
        step = max(1, -(-len(faces) * positions * maps // _MOST_VALUES))
    total = len(range(0, len(faces), step))
    result = np.empty((total * positions, maps), dtype=np.float32)
    for rows, values in feature_batches(
        network,
        faces,
        preprocessing,
        layer=layer,
        context=context or JobContext(),
        text="Recording the maps",
        step=step,
        device=device,
    ):
        reduced = spatial_mean(values) if reduce is Reduce.MEAN else as_positions(values)
        result[rows.start * positions : rows.stop * positions] = reduced
    return result


def spatial_mean(values: torch.Tensor) -> Singles:
    """(n, maps, side, side) to (n, maps): the mean over positions (the value itself for 1x1)."""
    if values.shape[2:] == (1, 1):
        return np.asarray(values.flatten(1).numpy())
    return np.asarray(values.mean(dim=(2, 3)).numpy())


def as_positions(values: torch.Tensor) -> Singles:
    """(n, maps, side, side) to (n * side * side, maps)."""
    return np.asarray(values.permute(0, 2, 3, 1).reshape(-1, values.shape[1]).numpy())


@dataclass(frozen=True, eq=False)
class RecordedMaps:
    """One pass over the training faces.

    Attributes:
        means: spatial mean of every map for every face, shape (faces, maps).
        statistics: of the maps' values at single positions (of every k-th face, where the layer
            has more than eight million positions).
    """

    means: Singles
    statistics: LayerStatistics


def record(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    layer: int,
    context: JobContext | None = None,
    device: torch.device | None = None,
) -> RecordedMaps:
    """Activations and statistics of a layer in one pass; see `layer_activations`."""
    side, maps = layer_side(network.spec, layer), network.spec.widths[layer]
    means = np.empty((len(faces), maps), dtype=np.float32)
    moments = MomentAccumulator(maps)
    stride = max(1, -(-len(faces) * side * side // _MOST_POSITIONS))
    for rows, values in feature_batches(
        network,
        faces,
        preprocessing,
        layer=layer,
        context=context or JobContext(),
        text="Recording the maps",
        device=device,
    ):
        means[rows] = spatial_mean(values)
        moments.add(as_positions(values[-rows.start % stride :: stride]))
    return RecordedMaps(means, LayerStatistics(side=side, maps=moments.result()))


def refit_inputs(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    layer: int,
    context: JobContext | None = None,
) -> Moments:
    """Moments of what the next convolution's responses are made of, for the Refit preset.

    Uses at most 4,096 faces, evenly spaced, and for an inner layer 24,000 patches at random
    (seeded) positions. See `LayerStatistics.inputs` for the columns.
    """
    side, maps = layer_side(network.spec, layer), network.spec.widths[layer]
    is_last = layer == len(network.spec.widths) - 1
    step = evenly_spaced(len(faces), _REFIT_FACES).step
    total = len(range(0, len(faces), step))
    per_face = max(1, min(side * side, _REFIT_PATCHES // max(total, 1)))
    generator = torch.Generator().manual_seed(0)
    moments = MomentAccumulator(maps * len(active_taps(side)))
    for _, values in feature_batches(
        network,
        faces,
        preprocessing,
        layer=layer,
        context=context or JobContext(),
        text="Preparing the refit",
        step=step,
    ):
        if is_last:
            moments.add(average_patches(values).numpy())
            continue
        picks = torch.randperm(side * side, generator=generator)[:per_face]
        moments.add(patches_at(values, picks).numpy())
    return moments.result()


def average_patches(values: torch.Tensor) -> torch.Tensor:
    """What the head's averaged convolution sees: mean 3x3 patch over all positions.

    The head (convolution, batch norm, mean over positions) is affine in these in evaluation
    mode. Taps that never see data (all but the centre for 1x1 maps) are left out.

    Args:
        values: shape (n, maps, side, side).

    Returns:
        Shape (n, maps * taps), map-major.
    """
    side = values.shape[2]
    if side == 1:
        return values.flatten(1)
    total = torch.nn.functional.pad(values, (1, 1, 1, 1))
    taps = [
        total[:, :, dy : dy + side, dx : dx + side].mean(dim=(2, 3))
        for dy in range(3)
        for dx in range(3)
    ]
    return torch.stack(taps, dim=2).flatten(1)


def patches_at(values: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """The zero-padded 3x3 patches that a convolution sees at some positions.

    Args:
        values: shape (n, maps, side, side).
        positions: flat indices into side * side, shape (k,).

    Returns:
        Shape (n * k, maps * taps), map-major; taps that never see data are left out.
    """
    side = values.shape[2]
    padded = torch.nn.functional.pad(values, (1, 1, 1, 1))
    row, column = positions // side, positions % side
    taps = [padded[:, :, row + tap // 3, column + tap % 3] for tap in active_taps(side)]
    stacked = torch.stack(taps, dim=3)  # n, maps, k, taps
    return stacked.permute(0, 2, 1, 3).reshape(len(values) * len(positions), -1)
