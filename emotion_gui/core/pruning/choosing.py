"""Who goes first where only a number of maps was asked for: the order that loses least."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.answers import divergence
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.distinctiveness import Indices
from emotion_gui.core.pruning.fisher import has_exact_information
from emotion_gui.core.pruning.masking import affine_head, changed_weights
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.scores import lowest
from emotion_gui.core.pruning.statistics import Doubles, LayerStatistics, MomentAccumulator

ORDERS = (
    Criterion.FISHER,
    Criterion.CONTRIBUTIONS,
    Criterion.OBS,
    Criterion.IMPORTANCE,
)
_CHUNK_ROWS = 4096
_HELD_OUT = 10  # every tenth face is not fitted to


def least_loss_order(
    layer: LayerMeasurement,
    count: int,
    scores_of: Callable[[Criterion], Doubles],
    *,
    orders: Sequence[Criterion] = ORDERS,
    context: JobContext | None = None,
) -> Criterion:
    """The order with the least divergence from the original's answers on held-out faces.

    Maps are ranked over all training faces, weights refitted to nine tenths of them, and the
    divergence taken over the other tenth; labels are not looked at. Before a head that reads
    several values a map, and for inner layers, where each order takes minutes, it is the span
    in answer space, the best wherever all of them were measured.

    Args:
        layer: measured.
        count: maps that go, at least one and not all.
        scores_of: an order's scores, shape (maps,), the lowest goes first.
        orders: candidates; the first of equals.
        context: progress in orders; may cancel before each.

    Raises:
        JobCancelled: a stop was asked for.
    """
    if not has_exact_information(layer):
        return Criterion.FISHER
    context, losses = context or JobContext(), {}
    for done, order in enumerate(orders):
        context.checkpoint()
        context.report(Progress(done, len(orders), "Choosing the order"))
        losses[order] = held_out_divergence(layer, lowest(scores_of(order), count))
    return min(losses, key=lambda order: losses[order])


def held_out_divergence(layer: LayerMeasurement, gone: Indices) -> float:
    """In nats, for the layer before a head that reads one value a map; see above."""
    values = layer.recording.means
    held = np.arange(len(values)) % _HELD_OUT == 0
    moments = MomentAccumulator(layer.maps)
    for start in range(0, len(values), _CHUNK_ROWS):
        rows = slice(start, start + _CHUNK_ROWS)
        moments.add(values[rows][~held[rows]])
    fitted = moments.result()
    statistics = LayerStatistics(side=layer.side, maps=fitted, inputs=fitted)
    options = PruningOptions(preset=PruningPreset.REFIT)
    plan = plan_of_maps(layer.angles(options), options, gone.tolist())
    changed = changed_weights(layer.network, plan, statistics)
    places, answers = np.flatnonzero(held), []
    for weight, bias in (changed, (None, None)):
        matrix, constant = affine_head(layer.network, layer.side, weight=weight, bias=bias)
        pieces = [
            torch.from_numpy(values[places[start : start + _CHUNK_ROWS]].astype(np.float64))
            @ matrix.T
            for start in range(0, len(places), _CHUNK_ROWS)
        ]
        answers.append(torch.cat(pieces) + constant)
    return divergence(torch.softmax(answers[1], 1), answers[0])
