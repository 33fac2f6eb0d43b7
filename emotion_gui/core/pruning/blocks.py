"""Repair of inner layers, a block at a time, without labels.

What a layer's maps do becomes known in the block that reads them. So the filters that stay and the
weights that read them are moved until that block's output is again the original's, over the inputs
that the pruned layers in front really give. Those inputs are computed once and kept; nothing behind
the block is run. Adam on mean squared error with a seeded order of faces, in evaluation mode.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import nn

from emotion_gui.core.evaluation.predict import BATCH_SIZE, ready
from emotion_gui.core.jobs import JobContext, Progress, part_of
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import evenly_spaced
from emotion_gui.core.pruning.measurement import PruningData

PASSES = 8
MOST_BYTES = 384 * 1024 * 1024
"""Of kept inputs and outputs; where all faces would take more, every k-th is used."""
_MOST_FACES = 8192
_BATCH = 64
_RATE = 2e-3


@dataclass(frozen=True, eq=False)
class _Kept:
    """Inputs of a block as the pruned layers give them, and the outputs wanted of its reader."""

    inputs: torch.Tensor
    wanted: torch.Tensor


def repair_block(
    original: EmotionCNN,
    smaller: EmotionCNN,
    layer: int,
    data: PruningData,
    *,
    readers: tuple[int, ...],
    filters: bool = True,
    passes: int = PASSES,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of a compacted network whose layer and reader give the original's outputs again.

    Args:
        original: gives the outputs; not altered.
        smaller: compacted; not altered.
        layer: 0-based convolution, not the last.
        data: faces to fit to; labels are not looked at. Every second face is mirrored.
        readers: which of the original's maps the next layer still has, ascending.
        filters: whether the layer's filters change as well, or the reader alone.
        passes: over the kept inputs.
        context: progress in batches; may cancel after each.

    Raises:
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    recording = part_of(context, start=0, size=1, total=5)
    kept = _record(original, smaller, layer, readers, data, recording)
    changed = copy.deepcopy(smaller).cpu().eval().requires_grad_(False)
    moved = [changed.blocks[layer + 1]] + ([changed.blocks[layer]] if filters else [])
    weights = [weight for block in moved for weight in block.parameters()]
    for weight in weights:
        weight.requires_grad_(True)
    _fit(changed, layer, kept, weights, passes, part_of(context, start=1, size=4, total=5))
    changed.requires_grad_(True)
    return changed.train(smaller.training)


def _fit(
    changed: EmotionCNN,
    layer: int,
    kept: _Kept,
    weights: list[nn.Parameter],
    passes: int,
    context: JobContext,
) -> None:
    spread = float(kept.wanted.var()) + 1e-12
    count = len(kept.inputs)
    total = passes * -(-count // _BATCH)
    search = torch.optim.Adam(weights, lr=_RATE)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(search, total)
    generator = torch.Generator().manual_seed(0)
    for done in range(passes):
        order = torch.randperm(count, generator=generator)
        for step, rows in enumerate(torch.split(order, _BATCH)):
            context.checkpoint()
            made = changed.between(kept.inputs[rows], start=layer, stop=layer + 1)
            loss = nn.functional.mse_loss(made, kept.wanted[rows]) / spread
            search.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            search.step()
            slower.step()
            context.report(Progress(done * total // passes + step + 1, total, "Repairing"))


def _record(
    original: EmotionCNN,
    smaller: EmotionCNN,
    layer: int,
    readers: tuple[int, ...],
    data: PruningData,
    context: JobContext,
) -> _Kept:
    teacher, student = ready(original), ready(smaller)
    with torch.inference_mode():
        one = to_input(data.faces[:1], data.preprocessing)
        shapes = [
            student.between(one, start=0, stop=stop).shape[1:] for stop in (layer - 1, layer + 1)
        ]
    a_face = 4 * sum(shape.numel() for shape in shapes)
    faces = data.faces[evenly_spaced(len(data.faces), min(_MOST_FACES, MOST_BYTES // a_face))]
    inputs, wanted = (torch.empty(len(faces), *shape) for shape in shapes)
    for start in range(0, len(faces), BATCH_SIZE):
        context.checkpoint()
        pixels = to_input(faces[start : start + BATCH_SIZE], data.preprocessing)
        pixels[1::2] = pixels[1::2].flip(3)
        rows = slice(start, start + len(pixels))
        with torch.inference_mode():
            inputs[rows] = student.between(pixels, start=0, stop=layer - 1)
            wanted[rows] = teacher.features(pixels, stop=layer + 1)[:, list(readers)]
        context.report(Progress(rows.stop, len(faces), "Recording the block"))
    return _Kept(inputs, wanted)
