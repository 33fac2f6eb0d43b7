"""The three steps of distinctiveness for the same number of maps: lists, reasons, accuracies.

Pairs of maps by angle, the own rule of the paper; pairs of what maps contribute to the answers,
refitted; spans of the maps that stay, refitted. Each is judged on the same faces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession, Preview
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset

RUNGS = (Criterion.DISTINCTIVENESS, Criterion.CONTRIBUTIONS, Criterion.FISHER)
"""From the paper's to the one that keeps most."""


@dataclass(frozen=True, kw_only=True)
class LostMap:
    """A map that goes, and why just this one.

    Attributes:
        index: of the map.
        partner: who takes over; None where all that stay do.
        angle_deg: to the partner, where that is the reason.
        nats: by how much the answers move for it (after the maps before it), where that is.
    """

    index: int
    partner: int | None = None
    angle_deg: float | None = None
    nats: float | None = None


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


def rung(session: LayerSession, order: Criterion, count: int, options: PruningOptions) -> Rung:
    """A step of the ladder with `count` maps gone; milliseconds where the session is instant.

    Args:
        session: measured.
        order: of `RUNGS`.
        count: maps that go, 0 to all but one.
        options: reading of the activations for the angles, and ridge of the refit.
    """
    preview = session.preview(rung_options(order, options), count=count)
    if order is Criterion.DISTINCTIVENESS:
        merges = sorted(preview.plan.merges, key=lambda merge: merge.angle_deg)
        pairs = [
            LostMap(index=merge.drop, partner=merge.keep, angle_deg=merge.angle_deg)
            for merge in merges
        ]
        silent = [LostMap(index=silence.index) for silence in preview.plan.silences]
        return Rung(preview=preview, lost=(*pairs, *silent))
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
        )
        for index, partner, nats in rows
    )
    return Rung(preview=preview, lost=lost)
