"""Repair of the last layer on both sides of its maps, without labels.

Refit changes only what follows a layer. But all filters of a layer read the same input, so that a
filter that stays may take in a mixture of all the filters that were there, and the layer stays a
layer. Survivors are changed one after another, each by a Newton step on the mean divergence of the
answers from the original's own (the step is halved until the divergence falls), then the head by
convex minimisation; all of it twice. Slopes are float64 sums over kept responses in a fixed order,
curvatures, which only give a step its shape, come from a part of the faces in float32: the same
faces give the same network. No labels, no learning rate, no random numbers.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

import torch
from torch import nn

from emotion_gui.core.evaluation.predict import BATCH_SIZE, ready
from emotion_gui.core.jobs import JobContext, Progress, part_of
from emotion_gui.core.model.emotion_cnn import ConvBlock, EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import average_patches, evenly_spaced
from emotion_gui.core.pruning.answers import AffineHead, divergence, metric_root, nearest_head
from emotion_gui.core.pruning.masking import affine_head, bias_of
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.statistics import active_taps

SWEEPS = 2
MOST_BYTES = 512 * 1024 * 1024
"""Of kept responses; where all faces would take more, every k-th is used."""
_HALVINGS = 8
_CHUNK_ROWS = 4096
_DAMPING = 1e-4
_CURVED_FACES = 8192  # where a map is active: thirty for each number of its mixture


@dataclass(frozen=True, eq=False)
class Repaired:
    """A repaired network and what the repair did.

    Attributes:
        network: a copy of the masked network; the maps that went are still without effect.
        faces: that the repair looked at, mirrored ones included.
        before: divergence from the original's answers before, in nats.
        after: the same afterwards, over the same faces.
    """

    network: EmotionCNN
    faces: int
    before: float
    after: float


@dataclass(eq=False)
class RecordedLayer:
    """Responses of all original filters of the last block, and the answers wanted.

    Attributes:
        responses: after batch norm, before pooling and ReLU: shape (faces, places, pooled,
            maps), float32. A map's value at a place is the largest of its pooled ones, or zero.
        wanted: the original's answers, shape (faces, classes), float64.
        side: of the maps that reach the head.
    """

    responses: torch.Tensor
    wanted: torch.Tensor
    side: int
    taps: torch.Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.taps = _taps_by_place(self.side)


def kept_faces(network: EmotionCNN, count: int, *, mirrored: bool) -> slice:
    """Which of `count` faces the repair looks at, so that it stays within `MOST_BYTES`."""
    side = network.spec.final_side
    places = side * side * (4 if network.pool_after[-1] else 1)
    a_face = places * network.spec.widths[-1] * 4 * (2 if mirrored else 1)
    return evenly_spaced(count, max(2, MOST_BYTES // a_face))


def repair_both_sides(
    original: EmotionCNN,
    masked: EmotionCNN,
    survivors: tuple[int, ...],
    data: PruningData,
    *,
    filters: bool = True,
    mirrored: bool = True,
    sweeps: int = SWEEPS,
    context: JobContext | None = None,
) -> Repaired:
    """Mend the last layer of a masked network towards the original's answers.

    Args:
        original: gives the answers and the filters that are mixed; not altered.
        masked: the same shape; its last layer's maps outside `survivors` have no effect; its
            layers in front may have been changed. Not altered.
        survivors: the last layer's maps that stay, ascending.
        data: faces to fit to; labels are not looked at.
        filters: whether filters change as well, or the head alone (once).
        mirrored: whether every face is used mirrored, too.
        sweeps: how often filters and head are changed in turn.
        context: progress in survivors; may cancel after each.

    Raises:
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    recording = part_of(context, start=0, size=1, total=5)
    layer = record_layer(original, masked, data, mirrored=mirrored, context=recording)
    working = part_of(context, start=1, size=4, total=5)
    return repair_recorded(
        layer, masked, survivors, filters=filters, sweeps=sweeps, context=working
    )


def repair_recorded(
    layer: RecordedLayer,
    masked: EmotionCNN,
    survivors: tuple[int, ...],
    *,
    filters: bool = True,
    sweeps: int = SWEEPS,
    context: JobContext | None = None,
) -> Repaired:
    """The same over what is recorded already, for several plans of one network."""
    repair = _Repair(masked, layer, survivors, context or JobContext())
    before = repair.divergence
    if filters:
        for sweep in range(sweeps):
            repair.sweep(sweep, sweeps)
    else:
        repair.mend_head()
    return Repaired(repair.written(), len(layer.wanted), before, repair.divergence)


def record_layer(
    original: EmotionCNN,
    masked: EmotionCNN,
    data: PruningData,
    *,
    mirrored: bool = True,
    context: JobContext | None = None,
) -> RecordedLayer:
    """What the repair of the last layer looks at; all plans for that layer alone share it.

    Raises:
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    faces = data.faces[kept_faces(original, len(data.faces), mirrored=mirrored)]
    teacher, changed = ready(original), ready(masked)
    last = len(original.blocks) - 1
    same_front = _has_same_front(original, masked)
    block = changed.blocks[last]
    assert isinstance(block, ConvBlock)
    before_pooling = nn.Sequential(block.conv, block.bn)
    side, turns = original.spec.final_side, 2 if mirrored else 1
    rows = len(faces) * turns
    pooled = 4 if original.pool_after[-1] else 1
    responses = torch.empty(rows, side * side, pooled, original.spec.widths[-1])
    wanted = torch.empty(rows, original.spec.classes, dtype=torch.float64)
    done = 0
    for start in range(0, len(faces), BATCH_SIZE):
        context.checkpoint()
        plain = to_input(faces[start : start + BATCH_SIZE], data.preprocessing)
        for pixels in (plain, plain.flip(3))[:turns]:
            place = slice(done, done + len(pixels))
            with torch.inference_mode():
                inputs = changed.between(pixels, start=0, stop=last - 1)
                front = inputs if same_front else teacher.between(pixels, start=0, stop=last - 1)
                answers = teacher.from_features(front, layer=last - 1)
                wanted[place] = torch.softmax(answers.double(), 1)
                responses[place] = _grouped(before_pooling(inputs), side, pooled)
            done += len(pixels)
        context.report(Progress(done, rows, "Recording the layer"))
    return RecordedLayer(responses, wanted, side)


def _has_same_front(one: EmotionCNN, other: EmotionCNN) -> bool:
    """Whether all layers before the last are alike, so that their work is done once."""
    last = len(one.blocks) - 1
    pairs = zip(one.blocks[:last].parameters(), other.blocks[:last].parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def _grouped(values: torch.Tensor, side: int, pooled: int) -> torch.Tensor:
    """(n, maps, height, width) to (n, places, pooled, maps)."""
    count, maps = values.shape[:2]
    if pooled == 1:
        return values.flatten(2).permute(0, 2, 1)[:, :, None, :]
    whole = values[:, :, : 2 * side, : 2 * side].reshape(count, maps, side, 2, side, 2)
    return whole.permute(0, 2, 4, 3, 5, 1).reshape(count, side * side, 4, maps)


def _taps_by_place(side: int) -> torch.Tensor:
    """How much the head's average patch takes of each place, shape (places, taps)."""
    unit = torch.eye(side * side, dtype=torch.float64).reshape(-1, 1, side, side)
    return average_patches(unit).reshape(side * side, -1)


class _Repair:
    """The layer while it is repaired."""

    def __init__(
        self,
        masked: EmotionCNN,
        layer: RecordedLayer,
        survivors: tuple[int, ...],
        context: JobContext,
    ) -> None:
        self._masked, self._layer, self._context = masked, layer, context
        self._survivors = survivors
        maps = layer.responses.shape[-1]
        # Each survivor as a mixture of all filters and a constant: at first itself.
        self._mixtures = torch.zeros(len(survivors), maps + 1, dtype=torch.float64)
        self._mixtures[range(len(survivors)), list(survivors)] = 1.0
        weight, bias = affine_head(masked, layer.side)
        taps = len(active_taps(layer.side))
        kept = weight.reshape(len(weight), maps, taps)[:, list(survivors)]
        self._head = AffineHead(kept.flatten(1).contiguous(), bias)
        columns = [self._seen(responses) for responses in self._places(survivors)]
        self._inputs = torch.cat(columns, dim=1)
        self._logits = self._head.logits(self._inputs)
        self.divergence = divergence(layer.wanted, self._logits)

    def sweep(self, number: int, of: int) -> None:
        """Every survivor once, then the head."""
        total = of * (len(self._survivors) + 1)
        for position in range(len(self._survivors)):
            self._context.checkpoint()
            done = number * (len(self._survivors) + 1) + position
            self._context.report(Progress(done, total, "Repairing"))
            self._step(position)
        self.mend_head()
        self._context.report(Progress((number + 1) * total // of, total, "Repairing"))

    def mend_head(self) -> None:
        """The head alone."""
        self._head = nearest_head(self._inputs, self._layer.wanted, self._head, self._context)
        self._logits = self._head.logits(self._inputs)
        self.divergence = divergence(self._layer.wanted, self._logits)

    def _places(self, survivors: tuple[int, ...]) -> list[torch.Tensor]:
        return [
            self._layer.responses[..., index].amax(dim=2).clamp(min=0).double()
            for index in survivors
        ]

    def _seen(self, values: torch.Tensor) -> torch.Tensor:
        """Values at places, shape (faces, places), as the head's taps see them."""
        return values @ self._layer.taps

    def _step(self, position: int) -> None:
        """One Newton step on a survivor's mixture, halved until the divergence falls."""
        mixture = self._mixtures[position]
        columns = slice(position * self._taps, (position + 1) * self._taps)
        weight = self._head.weight[:, columns]
        slope, curvature = self._slope_and_curvature(mixture, weight)
        curvature.diagonal().add_(_DAMPING * float(curvature.diagonal().mean()) + 1e-12)
        step = torch.linalg.solve(curvature, slope)
        rest = self._logits - self._inputs[:, columns] @ weight.T
        for _ in range(_HALVINGS):
            changed = mixture - step
            seen = self._seen(self._values(changed))
            logits = rest + seen @ weight.T
            reached = divergence(self._layer.wanted, logits)
            if reached < self.divergence:
                self._mixtures[position] = changed
                self._inputs[:, columns] = seen
                self._logits, self.divergence = logits, reached
                return
            step = step / 2

    @property
    def _taps(self) -> int:
        return int(self._layer.taps.shape[1])

    def _values(self, mixture: torch.Tensor) -> torch.Tensor:
        """A map made by this mixture, shape (faces, places)."""
        single = mixture.float()
        return (self._layer.responses @ single[:-1] + single[-1]).amax(dim=2).clamp(min=0).double()

    def _slope_and_curvature(
        self, mixture: torch.Tensor, weight: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Of the mean divergence on the mixture, over the pieces where the map is linear."""
        responses, single = self._layer.responses, mixture.float()
        strength, which = (responses @ single[:-1] + single[-1]).max(dim=2)
        at_place = weight @ self._layer.taps.T  # classes, places
        chances = torch.softmax(self._logits, 1)
        beyond = chances - self._layer.wanted
        maps = responses.shape[-1]
        slope = torch.zeros(maps + 1, dtype=torch.float64)
        curvature = torch.zeros(maps + 1, maps + 1, dtype=torch.float64)
        places = responses.shape[1]
        active = (strength > 0).any(dim=1).nonzero()[:, 0]
        every = max(1, len(active) // _CURVED_FACES)
        place = torch.arange(places)[None]
        for rows in torch.split(active, _CHUNK_ROWS):
            on = (strength[rows] > 0).double()
            chosen = responses[rows[:, None], place, which[rows]]
            chosen = torch.cat([chosen, torch.ones(*chosen.shape[:2], 1)], dim=2)
            pull = (beyond[rows] @ at_place) * on
            slope += pull.flatten() @ chosen.flatten(0, 1).double()
            root = metric_root(chances[rows[::every]], at_place[None]) * on[::every, None, :]
            if places == 1:
                root = root.square().sum(dim=1, keepdim=True).sqrt()
            directions = torch.bmm(root.float(), chosen[::every]).flatten(0, 1)
            curvature += (directions.T @ directions).double()
        return slope / len(responses), curvature * (every / len(responses))

    def written(self) -> EmotionCNN:
        """The masked network with the mixtures and the head written into its weights."""
        changed = copy.deepcopy(self._masked)
        _write_filters(changed, self._survivors, self._mixtures, self._layer.responses)
        _write_head(changed, self._survivors, self._head, self._layer.side)
        return changed


def _write_filters(
    network: EmotionCNN,
    survivors: tuple[int, ...],
    mixtures: torch.Tensor,
    responses: torch.Tensor,
) -> None:
    """Filters that give the mixtures; their batch norms hold what passes through them.

    So that training may go on: in training mode a batch norm replaces mean and deviation of what
    it sees by its own two values.
    """
    block = network.blocks[-1]
    convolution, norm = block.conv, block.bn
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weight = convolution.weight.double() * scale[:, None, None, None]
    bias = (bias_of(convolution).double() - norm.running_mean.double()) * scale + norm.bias.double()
    own, constant = mixtures[:, :-1].to(weight), mixtures[:, -1].to(weight)
    kept = list(survivors)
    flat = responses.flatten(0, 2)[:: max(1, responses.flatten(0, 2).shape[0] // 65_536)].double()
    seen = flat @ mixtures[:, :-1].T + mixtures[:, -1]
    mean, variance = seen.mean(0).to(weight), seen.var(0, unbiased=False).to(weight)
    with torch.no_grad():
        convolution.weight[kept] = torch.tensordot(own, weight, 1).to(convolution.weight)
        bias_of(convolution)[kept] = (own @ bias + constant).to(convolution.weight)
        norm.running_mean[kept], norm.running_var[kept] = mean.float(), variance.float()
        norm.bias[kept] = mean.to(norm.bias)
        norm.weight[kept] = torch.sqrt(norm.running_var[kept] + norm.eps)


def _write_head(
    network: EmotionCNN, survivors: tuple[int, ...], head: AffineHead, side: int
) -> None:
    """Weights of the head's convolution under its own batch norm."""
    convolution, norm = network.head.conv, network.head.bn
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    taps = list(active_taps(side))
    weight = (head.weight.to(scale) / scale[:, None]).reshape(len(scale), len(survivors), len(taps))
    bias = (head.bias.to(scale) - norm.bias.double()) / scale + norm.running_mean.double()
    with torch.no_grad():
        flat = convolution.weight.flatten(2)
        kept = torch.tensor(survivors)
        for position, tap in enumerate(taps):
            flat[:, kept, tap] = weight[:, :, position].to(flat)
        convolution.weight.copy_(flat.reshape(convolution.weight.shape))
        bias_of(convolution).copy_(bias.to(flat))
