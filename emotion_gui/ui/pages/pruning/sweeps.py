"""Accuracy against threshold and against maps gone: the paper's figure 2, for each rule."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.options import Preset, PruningOptions

if TYPE_CHECKING:
    from emotion_gui.core.pruning.session import PruningSession

_LAST_DEG = 45.0
_STEP_DEG = 1.0
_COARSE_STEP_DEG = 5.0
_SEEDS = 5
_COUNTS = 12


@dataclass(frozen=True)
class Curve:
    """One line: thresholds in degrees, maps gone, and the accuracy in [0, 1] at each."""

    thresholds_deg: tuple[float, ...]
    gone: tuple[int, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Sweeps:
    """Lines of the plot. `random` is the mean over five seeds, without thresholds, or None."""

    curves: dict[Preset, Curve]
    random: Curve | None


def sweep_rules(session: PruningSession, options: PruningOptions, context: JobContext) -> Sweeps:
    """Sweep the threshold under each rule; a reading job beside the page's own previews.

    Where one preview takes seconds (inner layers), only the chosen rule is swept, coarsely.
    """
    presets = tuple(Preset) if session.is_instant else (options.preset,)
    step_deg = _STEP_DEG if session.is_instant else _COARSE_STEP_DEG
    thresholds = np.arange(0.0, _LAST_DEG + step_deg / 2, step_deg)
    curves: dict[Preset, Curve] = {}
    for preset in presets:
        gone, accuracy = [], []
        for threshold in thresholds:
            context.checkpoint()
            wanted = dataclasses.replace(options, preset=preset, threshold_deg=float(threshold))
            figures = session.preview(wanted)
            gone.append(figures.maps_gone)
            accuracy.append(figures.accuracy)
            done = len(curves) * len(thresholds) + len(gone)
            total = len(presets) * len(thresholds)
            context.report(Progress(done=done, total=total, text="Sweeping thresholds"))
        curves[preset] = Curve(tuple(thresholds.tolist()), tuple(gone), tuple(accuracy))
    return Sweeps(curves, _random(session, options, context) if session.is_instant else None)


def _random(session: PruningSession, options: PruningOptions, context: JobContext) -> Curve:
    plain = dataclasses.replace(options, preset=Preset.PAPER)
    counts = np.unique(np.linspace(0, session.maps - 1, _COUNTS).astype(int))
    sums = np.zeros(len(counts))
    for seed in range(_SEEDS):
        order = np.random.default_rng(seed).permutation(session.maps)
        for at, count in enumerate(counts):
            context.checkpoint()
            chosen = {int(index) for index in order[:count]}
            sums[at] += session.preview_plan(session.plan_of(plain, chosen)).accuracy
    return Curve((), tuple(counts.tolist()), tuple((sums / _SEEDS).tolist()))
