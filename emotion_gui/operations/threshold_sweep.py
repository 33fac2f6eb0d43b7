"""Lines of the sweep plot from the core's threshold sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import LayerSession
    from emotion_gui.core.pruning.sweep import SweepPoint

_LAST_DEG = 45.0
_STEP_DEG = 1.0
_COARSE_STEP_DEG = 5.0  # where one preview takes seconds
_SEEDS = 5  # draws by chance at each threshold


@dataclass(frozen=True)
class Curve:
    """One rule's line.

    Attributes:
        thresholds_deg: ascending.
        gone: maps that go at each threshold.
        accuracy: in [0, 1].
        random: lowest, mean and highest accuracy when as many maps go by lot; empty where
            chance was not tried.
    """

    thresholds_deg: tuple[float, ...]
    gone: tuple[int, ...]
    accuracy: tuple[float, ...]
    random: tuple[tuple[float, float, float], ...] = ()


Sweeps = dict[PruningPreset, Curve]


def sweep_rules(session: LayerSession, options: PruningOptions, context: JobContext) -> Sweeps:
    """Sweep the threshold under each rule; a reading job beside the page's own previews.

    Where one preview takes seconds (inner layers), only the chosen rule is swept, coarsely and
    without chance.
    """
    from emotion_gui.core.pruning.sweep import threshold_sweep

    instant = session.is_instant
    step_deg = _STEP_DEG if instant else _COARSE_STEP_DEG
    points = threshold_sweep(
        session,
        options=options,
        presets=tuple(PruningPreset) if instant else (options.preset,),
        thresholds_deg=np.arange(0.0, _LAST_DEG + step_deg / 2, step_deg).tolist(),
        random_seeds=_SEEDS if instant else 0,
        context=context,
    )
    presets = {point.preset for point in points}
    return {p: _curve([q for q in points if q.preset is p]) for p in PruningPreset if p in presets}


def _curve(points: Sequence[SweepPoint]) -> Curve:
    bands = [point.random for point in points]
    return Curve(
        thresholds_deg=tuple(point.threshold_deg for point in points),
        gone=tuple(point.maps_gone for point in points),
        accuracy=tuple(point.accuracy for point in points),
        random=tuple((band.low, band.mean, band.high) for band in bands if band is not None),
    )
