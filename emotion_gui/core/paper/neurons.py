"""Gedeon & Harris' own subject: a small fully connected network whose hidden neurons are pruned.

One hidden layer of sigmoid neurons over the face scaled down, softmax on top. Vectors of
activations minus 0.5 over the training patterns; pairs under 15 degrees are merged by adding the
outgoing weights, pairs over 165 degrees go both, and so do neurons that never move (1991). The
plan is made by the code that prunes feature maps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.distinctiveness import pairwise_angles, vector_lengths
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.planning import LayerAngles, make_plan

SIDE = 16
NEURONS = 64
EPOCHS = 60
BATCH = 32
LEARNING_RATE = 2e-3
THRESHOLD_DEG = 15.0

Faces = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class NeuronPruning:
    """A trained network and the same with fewer neurons, judged on the same faces.

    Attributes:
        neurons: before.
        similar: neurons that were merged into another.
        zeroed: neurons that went in complementary pairs, or never moved.
        answers_before: shape (m,), of the network as it was trained.
        answers_after: likewise, pruned.
    """

    neurons: int
    similar: int
    zeroed: int
    answers_before: npt.NDArray[np.int64]
    answers_after: npt.NDArray[np.int64]


def prune_neurons(
    faces: Faces,
    labels: npt.NDArray[np.int64],
    judged: Faces,
    *,
    seed: int,
    epochs: int = EPOCHS,
    neurons: int = NEURONS,
    context: JobContext,
) -> NeuronPruning:
    """Train, prune at 15 and 165 degrees, answer with both.

    Args:
        faces: uint8, shape (n, side, side), to learn from.
        labels: shape (n,).
        judged: shape (m, side, side).
        seed: of weights and order.
        epochs: passes.
        neurons: of the hidden layer.
        context: progress in epochs; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
    """
    inputs, others = _inputs(faces), _inputs(judged)
    hidden, output = _trained(inputs, torch.from_numpy(labels), seed, epochs, neurons, context)
    with torch.inference_mode():
        activations = torch.sigmoid(hidden(inputs)).double().numpy()
        shown = torch.sigmoid(hidden(others))
        before = output(shown).argmax(dim=1).numpy()
        weight, plan = pruned_weights(activations, output.weight.double().numpy())
        logits = shown.double() @ torch.from_numpy(weight).T + output.bias.double()
        after = logits.argmax(dim=1).numpy()
    return NeuronPruning(
        neurons=neurons,
        similar=len(plan.merges),
        zeroed=len(plan.silences),
        answers_before=np.asarray(before),
        answers_after=np.asarray(after),
    )


def pruned_weights(activations: Doubles, weight: Doubles) -> tuple[Doubles, LayerPlan]:
    """Outgoing weights after pruning at 15 and 165 degrees, and the decisions.

    Args:
        activations: shape (patterns, neurons), in [0, 1].
        weight: shape (outputs, neurons).
    """
    geometry = LayerAngles(
        layer=0,
        fingerprint="neurons",
        angles_deg=pairwise_angles(activations),
        lengths=vector_lengths(activations - 0.5),
    )
    plan = make_plan(geometry, PruningOptions(threshold_deg=THRESHOLD_DEG, remove_silent=True))
    changed = weight.copy()
    for merge in plan.merges:
        changed[:, merge.keep] += weight[:, merge.drop]
    changed[:, list(plan.gone)] = 0.0
    return changed, plan


def _inputs(faces: Faces) -> torch.Tensor:
    """Scaled down to 16x16, each face with mean 0 and deviation 1; shape (n, 256)."""
    pieces = []
    for start in range(0, len(faces), 2048):
        piece = torch.from_numpy(np.ascontiguousarray(faces[start : start + 2048])).float()
        small = nn.functional.adaptive_avg_pool2d(piece[:, None], SIDE).flatten(1)
        small = small - small.mean(dim=1, keepdim=True)
        pieces.append(small / small.std(dim=1, keepdim=True).clamp(min=1e-6))
    return torch.cat(pieces)


def _trained(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    seed: int,
    epochs: int,
    neurons: int,
    context: JobContext,
) -> tuple[nn.Linear, nn.Linear]:
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        hidden, output = nn.Linear(inputs.shape[1], neurons), nn.Linear(neurons, 7)
    optimizer = torch.optim.Adam([*hidden.parameters(), *output.parameters()], lr=LEARNING_RATE)
    for epoch in range(epochs):
        context.checkpoint()
        order = torch.randperm(len(labels), generator=generator)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            logits = output(torch.sigmoid(hidden(inputs[rows])))
            loss = nn.functional.cross_entropy(logits, labels[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        context.report(Progress(epoch + 1, epochs, "Training neurons"))
    return hidden, output
