"""Outputs of one layer over a set of faces, in evaluation mode and fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import BATCH_SIZE, check_faces, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
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

Singles = npt.NDArray[np.float32]
Means = npt.NDArray[np.float32] | npt.NDArray[np.float16]

_MOST_POSITIONS = 8_000_000
_MOST_VALUES = 64_000_000  # of a flattened layer: 256 MB
_MOST_WHOLE_BYTES = 256 * 1024 * 1024  # of a layer's means; above it they are kept in 16 bits
_MOST_HALF = 6.0e4  # float16 ends a little above
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


@dataclass(frozen=True, eq=False)
class ObservedLayer:
    """A layer and the faces that it is observed over.

    Attributes:
        network: copied before it runs, in evaluation mode; not altered.
        faces: uint8, shape (n, side, side), un-augmented; the order is kept.
        preprocessing: the checkpoint's own.
        layer: 0-based convolution.
        context: progress in faces; may cancel.
    """

    network: EmotionCNN
    faces: Faces
    preprocessing: Preprocessing
    layer: int
    context: JobContext = field(default_factory=JobContext)

    @property
    def side(self) -> int:
        """Of its maps, in pixels."""
        return layer_side(self.network.spec, self.layer)

    @property
    def maps(self) -> int:
        return self.network.spec.widths[self.layer]

    def batches(self, text: str, *, step: int = 1) -> Iterator[tuple[slice, torch.Tensor]]:
        """Its output batch by batch: rows it belongs to, and (n, maps, side, side) values.

        Args:
            text: what progress says.
            step: take every step-th face only; rows then count the faces taken.

        Raises:
            ConfigError: no such layer, or faces that do not fit the network.
        """
        check_faces(self.faces, self.network)
        layer_side(self.network.spec, self.layer)
        prepared = ready(self.network)
        total = len(range(0, len(self.faces), step))
        for start in range(0, total, BATCH_SIZE):
            self.context.checkpoint()
            stop = min(start + BATCH_SIZE, total)
            chosen = self.faces[start * step : (stop - 1) * step + 1 : step]
            with torch.inference_mode():
                values = prepared.features(to_input(chosen, self.preprocessing), stop=self.layer)
                yield slice(start, stop), values.float()
            self.context.report(Progress(done=stop, total=total, text=text))


def layer_activations(observed: ObservedLayer, *, reduce: Reduce = Reduce.MEAN) -> Singles:
    """Output of every map (after batch norm, ReLU and pooling) for every face.

    Args:
        observed: layer and faces.
        reduce: `mean` over the positions of a map, or `flatten`: one sample a position, faces
            outermost. A flattened layer over 256 MB uses every k-th face only.

    Returns:
        Shape (samples, maps), float32.
    """
    count, maps = len(observed.faces), observed.maps
    positions = 1 if reduce is Reduce.MEAN else observed.side**2
    step = 1
    if reduce is Reduce.FLATTEN:
        step = max(1, -(-count * positions * maps // _MOST_VALUES))
    total = len(range(0, count, step))
    result = np.empty((total * positions, maps), dtype=np.float32)
    for rows, values in observed.batches("Recording the maps", step=step):
        reduced = spatial_mean(values) if reduce is Reduce.MEAN else as_positions(values)
        result[rows.start * positions : rows.stop * positions] = reduced
    return result


def spatial_mean(values: torch.Tensor) -> Singles:
    """(n, maps, side, side) to (n, maps): the mean over positions."""
    return np.asarray(values.mean(dim=(2, 3)).numpy())


def as_positions(values: torch.Tensor) -> Singles:
    """(n, maps, side, side) to (n * side * side, maps)."""
    return np.asarray(values.permute(0, 2, 3, 1).reshape(-1, values.shape[1]).numpy())


@dataclass(frozen=True, eq=False)
class RecordedMaps:
    """One pass over the training faces.

    Attributes:
        means: spatial mean of every map for every face, shape (faces, maps); float16 where
            they would take over 256 MB and fit.
        statistics: of the maps' values at single positions (of every k-th face, where the layer
            has more than eight million positions).
    """

    means: Means
    statistics: LayerStatistics


def record(observed: ObservedLayer) -> RecordedMaps:
    """Activations and statistics of a layer in one pass; see `layer_activations`."""
    count, side, maps = len(observed.faces), observed.side, observed.maps
    half = count * maps * 4 > _MOST_WHOLE_BYTES
    means: Means = np.empty((count, maps), np.float32)
    if half:
        means = np.empty((count, maps), np.float16)
    moments = MomentAccumulator(maps)
    stride = max(1, -(-count * side * side // _MOST_POSITIONS))
    for rows, values in _passes(observed, half=half):
        batch = spatial_mean(values)
        if means.dtype == np.float16 and np.abs(batch).max() > _MOST_HALF:
            means = means.astype(np.float32)
        means[rows] = batch
        # The first face of this batch that is a multiple of `stride` from the very first one.
        moments.add(as_positions(values[-rows.start % stride :: stride]))
    return RecordedMaps(means, LayerStatistics(side=side, maps=moments.result()))


def _passes(observed: ObservedLayer, *, half: bool) -> Iterator[tuple[slice, torch.Tensor]]:
    if half:
        return observed.batches("Recording the maps in half precision")
    return observed.batches("Recording the maps")


def refit_inputs(observed: ObservedLayer) -> Moments:
    """Moments of what the next convolution's responses are made of, for the Refit preset.

    Uses at most 4,096 faces, evenly spaced, and for an inner layer 24,000 patches at random
    (seeded) positions. See `LayerStatistics.inputs` for the columns.
    """
    side = observed.side
    is_last = observed.layer == len(observed.network.spec.widths) - 1
    step = evenly_spaced(len(observed.faces), _REFIT_FACES).step
    total = len(range(0, len(observed.faces), step))
    per_face = min(side * side, _REFIT_PATCHES // total)
    generator = torch.Generator().manual_seed(0)
    moments = MomentAccumulator(observed.maps * len(active_taps(side)))
    for _, values in observed.batches("Preparing the refit", step=step):
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
