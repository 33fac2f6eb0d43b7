"""One layer over labelled training faces: what scores and plans are made from, on demand."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import IntArray
from emotion_gui.core.evaluation.predict import BATCH_SIZE, check_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, without_reports
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import (
    Means,
    ObservedLayer,
    RecordedMaps,
    evenly_spaced,
    layer_activations,
    layer_side,
    record,
    refit_inputs,
)
from emotion_gui.core.pruning.distinctiveness import (
    angles_from_gram,
    normalised_gram,
)
from emotion_gui.core.pruning.masking import map_importance
from emotion_gui.core.pruning.options import PruningOptions, Reduce
from emotion_gui.core.pruning.plan import fingerprint
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.core.pruning.statistics import Doubles, LayerStatistics

_SAMPLED_FACES = 4096
_CHUNK_ROWS = 4096


@dataclass(frozen=True, eq=False)
class PruningData:
    """The faces that pruning learns from; never those that it is judged on.

    Attributes:
        faces: uint8, shape (n, side, side), at least two.
        preprocessing: the checkpoint's own.
        labels: shape (n,); only Taylor's scores and the discriminant need them.
    """

    faces: Faces
    preprocessing: Preprocessing
    labels: IntArray | None = None

    def __post_init__(self) -> None:
        if len(self.faces) < 2:
            raise ConfigError("faces", len(self.faces), "at least two faces are needed")
        if self.labels is not None and self.labels.shape != (len(self.faces),):
            raise ConfigError("labels", self.labels.shape, f"needs shape ({len(self.faces)},)")


class LayerMeasurement:
    """A layer of a network, measured over `data`; every figure is made once, when asked for."""

    def __init__(
        self,
        network: EmotionCNN,
        data: PruningData,
        *,
        layer: int,
        context: JobContext | None = None,
        recording: RecordedMaps | None = None,
    ) -> None:
        """Nothing runs yet.

        Args:
            network: the original; not altered.
            data: faces to measure on.
            layer: 0-based convolution.
            context: cancels the passes.
            recording: of this layer over these faces, if it was made before.

        Raises:
            ConfigError: no such layer, or faces that do not fit the network.
        """
        self.side = layer_side(network.spec, layer)
        check_faces(data.faces, network)
        self.network, self.data, self.layer = network, data, layer
        self._context = without_reports(context)
        self._observed = ObservedLayer(
            network, data.faces, data.preprocessing, layer, self._context
        )
        self._angles: dict[tuple[str, str], LayerAngles] = {}
        if recording is not None:
            self.recording = recording

    @property
    def maps(self) -> int:
        return int(self.network.spec.widths[self.layer])

    def checkpoint(self) -> None:
        """For long sums over what was measured.

        Raises:
            JobCancelled: a stop was asked for.
        """
        self._context.checkpoint()

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.network)

    @cached_property
    def recording(self) -> RecordedMaps:
        """Means and statistics of the maps; one pass over the faces."""
        return record(self._observed)

    @cached_property
    def statistics(self) -> LayerStatistics:
        """With `inputs`, as the Refit preset and the ThiNet scores need them."""
        statistics = self.recording.statistics
        if self.side == 1:
            return dataclasses.replace(statistics, inputs=statistics.maps)
        inputs = refit_inputs(self._observed)
        return dataclasses.replace(statistics, inputs=inputs)

    @property
    def importance(self) -> Doubles:
        """Standard deviation of activation times norm of outgoing weights, for each map."""
        return map_importance(self.network, self.layer, self.recording.statistics)

    def angles(self, options: PruningOptions) -> LayerAngles:
        """Angles and vector lengths under the options' normalisation and reduction."""
        reduce = Reduce.MEAN if self.side == 1 else options.reduce
        key = (str(options.normalisation), str(reduce))
        if key not in self._angles:
            values: Means = self.recording.means
            if reduce is Reduce.FLATTEN:
                values = layer_activations(self._observed, reduce=reduce)
            gram = normalised_gram(values, options.normalisation)
            self._angles[key] = LayerAngles(
                layer=self.layer,
                fingerprint=self.fingerprint,
                angles_deg=angles_from_gram(gram),
                lengths=np.sqrt(np.diag(gram) / len(values)),
                statistics=self.recording.statistics,
            )
        return self._angles[key]

    @cached_property
    def active_share(self) -> Doubles:
        """Share of positions and (at most 4,096) faces at which each map is over zero."""
        active, seen = np.zeros(self.maps), 0
        for _, values in self._observed.batches("Recording the maps", step=self._step):
            active += (values > 0).sum(dim=(0, 2, 3)).numpy()
            seen += len(values) * self.side**2
        return active / seen

    @cached_property
    def loss_slopes(self) -> Doubles:
        """Mean over faces of |sum over positions of output * d loss / d output|, for each map.

        At most 4,096 faces, evenly spaced; cross-entropy in evaluation mode.

        Raises:
            ConfigError: the data have no labels.
        """
        total, seen = np.zeros(self.maps), 0
        network = copy.deepcopy(self.network).cpu().eval().requires_grad_(False)
        for pixels, labels in self._labelled_batches():
            with torch.no_grad():
                output = network.features(pixels, stop=self.layer)
            output.requires_grad_(True)
            logits = network.from_features(output, layer=self.layer)
            loss = nn.functional.cross_entropy(logits, labels, reduction="sum")
            (slope,) = torch.autograd.grad(loss, output)
            change = (output.detach() * slope).sum(dim=(2, 3)).abs()
            total += change.double().sum(dim=0).numpy()
            seen += len(labels)
        return total / seen

    @cached_property
    def discriminant(self) -> Doubles:
        """Variance of the maps' means between the classes over that within them.

        A map that never varies scores 0.

        Raises:
            ConfigError: the data have no labels.
        """
        labels, values = self.data.labels, self.recording.means
        if labels is None:
            raise ConfigError("labels", None, "the discriminant needs labelled training faces")
        mean, count = values.mean(axis=0, dtype=np.float64), len(values)
        classes, own = np.unique(labels, return_inverse=True)
        total, sums = np.zeros(self.maps), np.zeros((len(classes), self.maps))
        for start in range(0, count, _CHUNK_ROWS):
            differences = values[start : start + _CHUNK_ROWS].astype(np.float64) - mean
            total += np.square(differences).sum(axis=0) / count
            np.add.at(sums, own[start : start + _CHUNK_ROWS], differences)
        sizes = np.bincount(own)[:, None]
        between = (np.square(sums / sizes) * sizes / count).sum(axis=0)
        within = np.maximum(total - between, 1e-12 * np.maximum(total, 1e-30))
        return np.asarray(np.where(total > 0, between / within, 0.0))

    @cached_property
    def weight_slopes(self) -> torch.Tensor:
        """d loss / d weight of the layer's convolution, shape (maps, inputs, 3, 3).

        The loss is the mean cross-entropy over the faces of `loss_slopes`.

        Raises:
            ConfigError: the data have no labels.
        """
        network = copy.deepcopy(self.network).cpu().eval().requires_grad_(False)
        convolution = network.blocks[self.layer].conv
        assert isinstance(convolution, nn.Conv2d)
        convolution.weight.requires_grad_(True)
        total, seen = torch.zeros_like(convolution.weight, dtype=torch.float64), 0
        for pixels, labels in self._labelled_batches():
            loss = nn.functional.cross_entropy(network(pixels), labels, reduction="sum")
            (slope,) = torch.autograd.grad(loss, convolution.weight)
            total += slope.double()
            seen += len(labels)
        return total / seen

    @property
    def _step(self) -> int:
        return int(evenly_spaced(len(self.data.faces), _SAMPLED_FACES).step)

    def _labelled_batches(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        if self.data.labels is None:
            raise ConfigError("labels", None, "Taylor scores need labelled training faces")
        faces, labels = self.data.faces[:: self._step], self.data.labels[:: self._step]
        for start in range(0, len(faces), BATCH_SIZE):
            self._context.checkpoint()
            rows = slice(start, start + BATCH_SIZE)
            targets = torch.from_numpy(np.asarray(labels[rows], dtype=np.int64))
            yield to_input(faces[rows], self.data.preprocessing), targets
