"""The three steps of distinctiveness for the same number of maps: lists, reasons, accuracies.

Pairs of maps by angle, the own rule of the paper; pairs of what maps contribute to the answers,
refitted; spans of the maps that stay, refitted. Each is judged on the same faces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession, Preview
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan


@dataclass(frozen=True, kw_only=True)
class LostMap:
    """A map that goes, and why just this one.

    Attributes:
        index: of the map.
        partner: who takes over; None where all that stay do, or nobody.
        opposite: the other map of a complementary pair, which goes too.
        angle_deg: to the partner or the opposite, where that is the reason.
        nats: by how much the answers move for it (after the maps before it), where that is.
        is_estimate: of `nats`, for layers whose answers are some layers away.
        by_all: whether all that stay take over together.
    """

    index: int
    partner: int | None = None
    opposite: int | None = None
    angle_deg: float | None = None
    nats: float | None = None
    is_estimate: bool = False
    by_all: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Rung:
    """One step of the ladder at some number of maps."""

    preview: Preview
    lost: tuple[LostMap, ...]


def rung_options(order: Criterion, options: PruningOptions) -> PruningOptions:
    """The rule of a step: the paper's as it was printed, or a refit after its order."""
    if order is Criterion.DISTINCTIVENESS:
        return PruningOptions(normalisation=options.normalisation, reduce=options.reduce)
    return PruningOptions(preset=PruningPreset.REFIT, order=order, ridge=options.ridge)


def rung(
    session: LayerSession,
    order: Criterion,
    count: int,
    options: PruningOptions,
    *,
    in_force: LayerPlan | None = None,
    context: JobContext | None = None,
) -> Rung:
    """A step of the ladder with `count` maps gone; milliseconds where the session is instant.

    Elsewhere maps are ranked first, and the faces go through the network: seconds to minutes.

    Args:
        session: measured.
        order: of `steps.RUNGS`.
        count: maps that go, 0 to all but one.
        options: reading of the activations for the angles, and ridge of the refit.
        in_force: a plan of this very step, as by a threshold or with pairs left out; it is judged
            instead of the one that `count` leads to.
        context: may cancel.

    Raises:
        JobCancelled: a stop was asked for.
    """
    if in_force is not None:
        preview = session.preview_plan(in_force, context=context)
    else:
        preview = session.preview(rung_options(order, options), count=count, context=context)
    if order is Criterion.DISTINCTIVENESS:
        return Rung(preview=preview, lost=_lost_pairs(preview.plan))
    steps = session.steps(order)
    rows = zip(
        steps.order[:count].tolist(),
        steps.partners[:count].tolist(),
        steps.nats[:count].tolist(),
        strict=True,
    )
    lost = tuple(
        LostMap(
            index=index,
            partner=None if partner < 0 else partner,
            nats=None if math.isnan(nats) else max(0.0, nats),
            is_estimate=not session.has_exact_answers,
            by_all=order is Criterion.FISHER,
        )
        for index, partner, nats in rows
    )
    return Rung(preview=preview, lost=lost)


def _lost_pairs(plan: LayerPlan) -> tuple[LostMap, ...]:
    """By ascending angle; then those that nobody takes over, as of opposite pairs."""
    merges = sorted(plan.merges, key=lambda merge: merge.angle_deg)
    pairs = [
        LostMap(index=merge.drop, partner=merge.keep, angle_deg=merge.angle_deg) for merge in merges
    ]
    others = [
        LostMap(index=silence.index, opposite=silence.partner, angle_deg=silence.angle_deg)
        for silence in plan.silences
    ]
    return (*pairs, *others)
