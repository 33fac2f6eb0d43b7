"""How many faces a pruned network gets right, without running all of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.evaluation.metrics import BoolArray, IntArray
from emotion_gui.core.evaluation.predict import BATCH_SIZE, predict_logits, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import (
    ObservedLayer,
    average_patches,
    layer_side,
)
from emotion_gui.core.pruning.masking import affine_head, bias_of, changed_weights, masked
from emotion_gui.core.pruning.plan import LayerPlan, fingerprint
from emotion_gui.core.pruning.statistics import LayerStatistics

# Of a layer's responses to all faces; above it none are kept, and previews run the network anew.
_MOST_CACHED_BYTES = 512 * 1024 * 1024
# Of the largest logit: float32 sums in another order may turn such answers round, so these faces
# are asked of the head itself.
_NEAR_TIE = 2e-5


class PlanEvaluator:
    """Answers of a network under any plan for one layer, over one set of faces.

    For the last layer the head is an affine map of cached values, so that one small matrix
    product gives all answers. It is made in float32 like the full pass, but in another order;
    a face whose two best logits lie closer than that could matter (2e-5 of their size) is
    answered by the real head instead, so that the count of correct faces is that of a full
    pass. For inner layers the rest of the network runs on the cached output of the layer, or,
    where that would take over 512 MB, the whole network on the faces: seconds, not
    milliseconds.
    """

    def __init__(
        self,
        network: EmotionCNN,
        faces: Faces,
        labels: IntArray,
        preprocessing: Preprocessing,
        *,
        layer: int,
        context: JobContext | None = None,
    ) -> None:
        """Run the network once over the faces.

        Raises:
            ConfigError: no faces, labels of another number or out of range.
        """
        if len(faces) == 0 or labels.shape != (len(faces),):
            raise ConfigError("labels", labels.shape, f"needs one for each of {len(faces)} faces")
        if labels.min() < 0 or labels.max() >= network.spec.classes:
            raise ConfigError("labels", int(labels.max()), "out of range")
        self._network, self._preprocessing, self._layer = network, preprocessing, layer
        self._faces, self.labels = faces, np.asarray(labels, dtype=np.int64)
        self._context = context or JobContext()
        self._is_last = layer == len(network.spec.widths) - 1
        self._side = layer_side(network.spec, layer)
        self._features: torch.Tensor | None = None
        self._inputs: torch.Tensor | None = None
        self.logits = self._first_pass()
        self.correct: BoolArray = self.logits.argmax(axis=1) == self.labels
        self._fingerprint = fingerprint(network)
        own = torch.from_numpy(self.labels)[None, :]
        self._own = own
        self._not_own = torch.zeros(network.spec.classes, len(faces)).scatter_(0, own, -torch.inf)

    @property
    def is_instant(self) -> bool:
        """Whether an answer takes milliseconds (the last layer) rather than seconds."""
        return self._is_last

    def _first_pass(self) -> npt.NDArray[np.float32]:
        network, count = self._network, len(self._faces)
        size = count * network.spec.widths[self._layer] * self._side**2 * 4
        if size > _MOST_CACHED_BYTES and not self._is_last:
            return predict_logits(network, self._faces, self._preprocessing, context=self._context)
        prepared = ready(network)
        logits = np.empty((count, network.spec.classes), np.float32)
        observed = ObservedLayer(
            network, self._faces, self._preprocessing, self._layer, self._context
        )
        for rows, values in observed.batches("Classifying faces"):
            with torch.inference_mode():
                logits[rows] = prepared.from_features(values, layer=self._layer).numpy()
            if size <= _MOST_CACHED_BYTES:
                self._features = _kept(self._features, rows, values, count)
            # 1x1 maps: the inputs are the features; keep them once.
            if self._is_last and (self._side > 1 or self._features is None):
                self._inputs = _kept(self._inputs, rows, average_patches(values), count)
        if self._is_last and self._inputs is None and self._features is not None:
            self._inputs = self._features.flatten(1)
        return logits

    def correct_under(
        self,
        plan: LayerPlan,
        statistics: LayerStatistics | None = None,
        *,
        context: JobContext | None = None,
    ) -> BoolArray:
        """For each face, whether the network under `plan` classifies it correctly.

        Raises:
            PlanMismatchError: the plan is for another network or layer.
        """
        if plan.layer != self._layer or plan.fingerprint != self._fingerprint:
            raise PlanMismatchError("it was made for another network or another layer")
        if not self._is_last:
            changed = masked(self._network, plan, statistics)
            return np.equal(self._answers(changed, context), self.labels)
        with torch.inference_mode(), one_thread():
            weight, bias = changed_weights(self._network, plan, statistics)
            matrix, constant = (
                values.float()
                for values in affine_head(self._network, self._side, weight=weight, bias=bias)
            )
            assert self._inputs is not None
            logits = torch.addmm(constant[:, None], matrix, self._inputs.T)
            own = logits.gather(0, self._own)[0]
            other = (logits + self._not_own).amax(dim=0)
            margin = own - other
            bound = _NEAR_TIE * max(1.0, float(own.abs().max()))
            correct = (margin > 0).numpy()
            unclear = np.flatnonzero((margin.abs() < bound).numpy())
            if len(unclear):
                answers = self._head_answers(weight, bias, unclear)
                correct[unclear] = answers == self.labels[unclear]
        return np.asarray(correct)

    def correct_of(self, network: EmotionCNN, *, context: JobContext | None = None) -> BoolArray:
        """For each face, whether any network is right, by a full pass."""
        logits = predict_logits(network, self._faces, self._preprocessing, context=context)
        return np.asarray(logits.argmax(axis=1) == self.labels)

    def _head_answers(
        self, weight: torch.Tensor, bias: torch.Tensor, chosen: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Classes of the chosen faces from the real head with these weights."""
        head = copy.deepcopy(self._network.head).cpu().eval()
        head.conv.weight.copy_(weight)
        bias_of(head.conv).copy_(bias)
        if self._features is not None:
            features = self._features[torch.from_numpy(chosen)]
        else:
            pixels = to_input(self._faces[chosen], self._preprocessing)
            features = ready(self._network).features(pixels)
        return np.asarray(head(features).argmax(dim=1).numpy())

    def _answers(self, network: EmotionCNN, context: JobContext | None) -> npt.NDArray[np.int64]:
        """Classes of all faces from the real network."""
        context = context or JobContext()
        if self._features is None:
            logits = predict_logits(network, self._faces, self._preprocessing, context=context)
            return np.asarray(logits.argmax(axis=1))
        prepared, answers = ready(network), []
        total = len(self._features)
        for start in range(0, total, BATCH_SIZE):
            context.checkpoint()
            with torch.inference_mode():
                batch = self._features[start : start + BATCH_SIZE]
                answers.append(prepared.from_features(batch, layer=self._layer).argmax(dim=1))
            done = min(start + BATCH_SIZE, total)
            context.report(Progress(done=done, total=total, text="Classifying faces"))
        return np.asarray(torch.cat(answers).numpy())


def _kept(
    store: torch.Tensor | None, rows: slice, values: torch.Tensor, count: int
) -> torch.Tensor:
    """The store of `count` rows with these among them; made at the first ones."""
    if store is None:
        layout = torch.channels_last if values.ndim == 4 else torch.contiguous_format
        store = torch.empty((count, *values.shape[1:]), memory_format=layout)
    store[rows] = values
    return store


@contextmanager
def one_thread() -> Iterator[None]:
    """Work too small to share: threads that wait for each other cost more on a busy computer."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
