"""Repair of the last layer on both sides of its maps, without labels.

Refit changes only what follows a layer. But all filters of a layer read the same input, so a filter
that stays may learn to say what others said, and the layer stays a layer. First the head alone
moves to where the answers are nearest to the original's own (a convex problem); then filters and
head move together down the mean divergence of the answers, by Adam in a seeded order of faces.
What stands in front of the layer is run once and kept. Every face is used mirrored, too. No labels;
the same faces give the same network.

Steps of Newton over mixtures of the layer's own filters were here before: 256 numbers a filter
instead of all its weights, seven times as long, and further from the original's answers on faces
that nothing was fitted to.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import nn

from emotion_gui.core.evaluation.predict import BATCH_SIZE, ready
from emotion_gui.core.jobs import JobContext, Progress, forward_only, part_of
from emotion_gui.core.model.emotion_cnn import ConvBlock, EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import average_patches, evenly_spaced
from emotion_gui.core.pruning.answers import AffineHead, divergence, nearest_head
from emotion_gui.core.pruning.masking import affine_head, bias_of
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.statistics import active_taps

PASSES = 12
MOST_BYTES = 512 * 1024 * 1024
"""Of kept inputs; where all faces would take more, every k-th is used."""
_BATCH, _ROWS = 256, 1024
_LEAST_STEPS = 150  # where few faces make few batches
_RATES = (0.01, 0.001)
"""A step, in deviations of the weights that are moved; smaller where nothing was gained."""
_MEMORY = (0.9, 0.99)


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


@dataclass(frozen=True, eq=False)
class RecordedLayer:
    """What the last block reads, and the answers wanted.

    Attributes:
        inputs: shape (faces, maps that it reads, height, width), float32.
        wanted: the original's answers, shape (faces, classes), float64.
    """

    inputs: torch.Tensor
    wanted: torch.Tensor


def kept_faces(network: EmotionCNN, count: int, *, mirrored: bool) -> slice:
    """Which of `count` faces the repair looks at, so that it stays within `MOST_BYTES`."""
    with torch.inference_mode():
        pixels = torch.zeros(1, 1, network.spec.input_side, network.spec.input_side)
        a_face = ready(network).between(pixels, start=0, stop=len(network.blocks) - 2).numel()
    return evenly_spaced(count, max(2, MOST_BYTES // (4 * a_face * (2 if mirrored else 1))))


def repair_both_sides(
    original: EmotionCNN,
    masked: EmotionCNN,
    survivors: tuple[int, ...],
    data: PruningData,
    *,
    filters: bool = True,
    mirrored: bool = True,
    passes: int = PASSES,
    context: JobContext | None = None,
) -> Repaired:
    """Mend the last layer of a masked network towards the original's answers.

    Args:
        original: gives the answers; not altered.
        masked: the same shape; its last layer's maps outside `survivors` have no effect; its
            layers in front may have been changed. Not altered.
        survivors: the last layer's maps that stay, ascending.
        data: faces to fit to; labels are not looked at.
        filters: whether filters change as well, or the head alone.
        mirrored: whether every face is used mirrored, too.
        passes: over the faces, where filters change.
        context: progress in batches; may cancel after each.

    Raises:
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    recording = part_of(context, start=0, size=1, total=3)
    layer = record_layer(original, masked, data, mirrored=mirrored, context=recording)
    working = part_of(context, start=1, size=2, total=3)
    return repair_recorded(
        layer, masked, survivors, filters=filters, passes=passes, context=working
    )


def repair_recorded(
    layer: RecordedLayer,
    masked: EmotionCNN,
    survivors: tuple[int, ...],
    *,
    filters: bool = True,
    passes: int = PASSES,
    context: JobContext | None = None,
) -> Repaired:
    """The same over what is recorded already, for several plans of one network."""
    context = forward_only(context or JobContext())  # a second rate begins anew
    start = _Part.of(masked, survivors)
    before = divergence(layer.wanted, start.logits(layer.inputs))
    head = nearest_head(start.read(layer.inputs), layer.wanted, start.head, context)
    best = _Part(start.shape, start.weight, start.bias, head)
    after = divergence(layer.wanted, best.logits(layer.inputs))
    for rate in _RATES if filters else ():
        moved = _moved(best, layer, passes, rate, context)
        reached = divergence(layer.wanted, moved.logits(layer.inputs))
        if reached < after:
            best, after = moved, reached
            break
    network = copy.deepcopy(masked)
    if best.weight is not start.weight:
        _write_filters(network, survivors, best, layer.inputs)
    _write_head(network, survivors, best.head, best.shape.side)
    return Repaired(network, len(layer.wanted), before, after)


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
    faces = data.faces[kept_faces(masked, len(data.faces), mirrored=mirrored)]
    teacher, changed = ready(original), ready(masked)
    last, turns = len(original.blocks) - 1, 2 if mirrored else 1
    same_front = _has_same_front(original, masked)
    rows, done, reads = len(faces) * turns, 0, _reads(masked)
    inputs: torch.Tensor | None = None
    wanted = torch.empty(rows, original.spec.classes, dtype=torch.float64)
    for start in range(0, len(faces), BATCH_SIZE):
        context.checkpoint()
        plain = to_input(faces[start : start + BATCH_SIZE], data.preprocessing)
        for pixels in (plain, plain.flip(3))[:turns]:
            place = slice(done, done + len(pixels))
            with torch.inference_mode():
                seen = changed.between(pixels, start=0, stop=last - 1)
                front = seen if same_front else teacher.between(pixels, start=0, stop=last - 1)
                answers = teacher.from_features(front, layer=last - 1)
            seen = seen[:, reads]
            if inputs is None:
                inputs = torch.empty(rows, *seen.shape[1:])
            inputs[place] = seen
            wanted[place] = torch.softmax(answers.double(), 1)
            done += len(pixels)
        context.report(Progress(done, rows, "Recording the layer"))
    assert inputs is not None
    return RecordedLayer(inputs, wanted)


def _has_same_front(one: EmotionCNN, other: EmotionCNN) -> bool:
    """Whether all layers before the last are alike, so that their work is done once."""
    last = len(one.blocks) - 1
    pairs = zip(one.blocks[:last].parameters(), other.blocks[:last].parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


@dataclass(frozen=True)
class _Shape:
    """How the last block and the head read: padding, pooling, side of the maps behind both."""

    padding: int
    pooled: bool
    side: int


@dataclass(frozen=True, eq=False)
class _Part:
    """The survivors' filters with batch norm in them, and the head that reads them."""

    shape: _Shape
    weight: torch.Tensor
    bias: torch.Tensor
    head: AffineHead

    @classmethod
    def of(cls, network: EmotionCNN, survivors: tuple[int, ...]) -> _Part:
        convolution, norm = _own(network)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        kept, side = list(survivors), network.spec.final_side
        scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
        weight = convolution.weight.double() * scale[:, None, None, None]
        bias = (bias_of(convolution).double() - norm.running_mean.double()) * scale + norm.bias
        matrix, constant = affine_head(network, side)
        taps = len(active_taps(side))
        of_maps = matrix.reshape(len(matrix), -1, taps)[:, kept].flatten(1)
        padding = convolution.padding[0]
        assert isinstance(padding, int)
        return cls(
            _Shape(padding, network.pool_after[-1], side),
            weight[kept][:, _reads(network)].detach().float().cpu(),
            bias[kept].detach().float().cpu(),
            AffineHead(of_maps.contiguous(), constant),
        )

    def responses(self, inputs: torch.Tensor) -> torch.Tensor:
        """Before pooling and ReLU, without the margin that pooling leaves out."""
        side = self.shape.side * (2 if self.shape.pooled else 1)
        before = self.shape.padding
        behind = side + self.weight.shape[-1] - 1 - before - inputs.shape[-1]
        padded = nn.functional.pad(inputs, (before, behind, before, behind))
        return nn.functional.conv2d(padded, self.weight, self.bias)

    def patches(self, inputs: torch.Tensor) -> torch.Tensor:
        """What the head's taps see of a batch, shape (faces, survivors * taps)."""
        values = self.responses(inputs)
        if self.shape.pooled:
            values = nn.functional.max_pool2d(values, 2)
        return average_patches(torch.relu(values))

    def read(self, inputs: torch.Tensor) -> torch.Tensor:
        """The same of many faces, float64."""
        with torch.inference_mode():
            return torch.cat([self.patches(rows).double() for rows in torch.split(inputs, _ROWS)])

    def logits(self, inputs: torch.Tensor) -> torch.Tensor:
        """Of many faces, float64."""
        return self.head.logits(self.read(inputs))


def _moved(
    start: _Part, layer: RecordedLayer, passes: int, rate: float, context: JobContext
) -> _Part:
    """Filters and head after so many passes down the divergence."""
    head = (start.head.weight.float(), start.head.bias.float())
    moved = [values.clone().requires_grad_(True) for values in (start.weight, start.bias, *head)]
    weight, bias, matrix, constant = moved
    part = _Part(start.shape, weight, bias, AffineHead(matrix, constant))
    groups = [{"params": [values], "lr": rate * _deviation(values)} for values in moved]
    search = torch.optim.Adam(groups, betas=_MEMORY)
    count = len(layer.inputs)
    batches = -(-count // _BATCH)
    passes = max(passes, -(-_LEAST_STEPS // batches))
    total = passes * batches
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(search, total)
    generator = torch.Generator().manual_seed(0)
    done = 0
    for _ in range(passes):
        for rows in torch.split(torch.randperm(count, generator=generator), _BATCH):
            context.checkpoint()
            logits = part.head.logits(part.patches(layer.inputs[rows]))
            wanted = layer.wanted[rows].float()
            loss = nn.functional.cross_entropy(logits, wanted)
            search.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            search.step()
            slower.step()
            done += 1
            context.report(Progress(done, total, "Repairing"))
    weight, bias, matrix, constant = (values.detach() for values in moved)
    return _Part(start.shape, weight, bias, AffineHead(matrix.double(), constant.double()))


def _deviation(values: torch.Tensor) -> float:
    """Typical size of what is moved; of all zeros, a step is that of one."""
    size = float(values.detach().square().mean().sqrt())
    return size if size > 0 else 1.0


def _own(network: EmotionCNN) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    block = network.blocks[-1]
    assert isinstance(block, ConvBlock)
    assert isinstance(block.conv, nn.Conv2d)
    assert isinstance(block.bn, nn.BatchNorm2d)
    return block.conv, block.bn


def _reads(network: EmotionCNN) -> torch.Tensor:
    """Which maps in front the last layer reads: those that went there stay without effect."""
    convolution, _ = _own(network)
    return (convolution.weight != 0).any(dim=3).any(dim=2).any(dim=0).nonzero()[:, 0]


def _write_filters(
    network: EmotionCNN, survivors: tuple[int, ...], part: _Part, inputs: torch.Tensor
) -> None:
    """Filters as they are now; their batch norms hold what passes through them.

    So that training may go on: in training mode a batch norm replaces mean and deviation of what
    it sees by its own two values.
    """
    convolution, norm = _own(network)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    kept = list(survivors)
    few = inputs[:: max(1, len(inputs) // 16_384)]
    with torch.no_grad():
        seen = torch.cat([part.responses(rows) for rows in torch.split(few, _ROWS)]).double()
        variance, mean = torch.var_mean(seen, dim=(0, 2, 3), correction=0)
        reads = _reads(network)
        convolution.weight[torch.tensor(kept)[:, None], reads] = part.weight.to(convolution.weight)
        bias_of(convolution)[kept] = part.bias.to(convolution.weight)
        norm.running_mean[kept] = mean.to(norm.running_mean)
        norm.running_var[kept] = variance.to(norm.running_var)
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
