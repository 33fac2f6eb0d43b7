"""Accuracy against threshold: the paper's figure 2, with chance for comparison."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.evaluation.judgement import Judged, Judgement
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import SilenceReason
from emotion_gui.core.pruning.planning import plan_of_maps

RANDOM_SEEDS = 5
DEFAULT_THRESHOLDS_DEG = tuple(float(degrees) for degrees in range(46))


@dataclass(frozen=True)
class RandomBand:
    """Accuracy when as many maps go that were drawn by lot: lowest, mean and highest draw."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class SweepPoint(Judged):
    """One threshold under one preset.

    Attributes:
        preset: what happened to the weights.
        threshold_deg: the threshold.
        maps_gone: how many maps it takes away.
        judgement: on the session's evaluation faces.
        random: the same number of maps by lot under the same preset, None if not asked for.
    """

    preset: PruningPreset
    threshold_deg: float
    maps_gone: int
    judgement: Judgement
    random: RandomBand | None = None


def threshold_sweep(
    session: LayerSession,
    *,
    options: PruningOptions | None = None,
    presets: Sequence[PruningPreset] = tuple(PruningPreset),
    thresholds_deg: Sequence[float] = DEFAULT_THRESHOLDS_DEG,
    random_seeds: int = RANDOM_SEEDS,
    context: JobContext | None = None,
) -> list[SweepPoint]:
    """Preview every threshold under every preset, presets outermost.

    Choose the threshold on one split and report on another: the sweep looks at the labels.

    Args:
        session: seconds in all where it `is_instant`; minutes for inner layers.
        options: everything but preset and threshold.
        presets: which rules.
        thresholds_deg: degrees, 0 to 90.
        random_seeds: draws for the band of chance; 0 leaves it out.
        context: progress in points; may cancel.
    """
    context, options = context or JobContext(), options or PruningOptions()
    total, points = len(presets) * len(thresholds_deg), list[SweepPoint]()
    for preset in presets:
        bands: dict[int, RandomBand] = {}
        for threshold in thresholds_deg:
            context.checkpoint()
            wanted = dataclasses.replace(options, preset=preset, threshold_deg=threshold)
            preview = session.preview(wanted, context=without_reports(context))
            gone = preview.maps_gone
            if random_seeds and gone not in bands:
                bands[gone] = random_band(
                    session, wanted, gone, seeds=random_seeds, context=context
                )
            points.append(
                SweepPoint(
                    preset=preset,
                    threshold_deg=threshold,
                    maps_gone=gone,
                    judgement=preview.judgement,
                    random=bands.get(gone),
                )
            )
            text = f"{preset}, {threshold:g} degrees"
            context.report(Progress(len(points), total, text, detail=points[-1]))
    return points


def random_band(
    session: LayerSession,
    options: PruningOptions,
    gone: int,
    *,
    seeds: int = RANDOM_SEEDS,
    context: JobContext | None = None,
) -> RandomBand:
    """Accuracy when `gone` maps drawn by lot go, over seeds 0, 1, … of NumPy's generator.

    A map drawn by lot has no partner: under Paper its weights are zeroed, under Corrected its
    mean is kept as a constant, under Refit the others are fitted anew.
    """
    context = context or JobContext()
    accuracies = []
    for seed in range(seeds):
        context.checkpoint()
        chosen = np.sort(np.random.default_rng(seed).permutation(session.maps)[:gone])
        plan = plan_of_maps(session.angles(options), options, chosen.tolist(), SilenceReason.RANDOM)
        accuracies.append(session.preview_plan(plan, context=without_reports(context)).accuracy)
    return RandomBand(min(accuracies), float(np.mean(accuracies)), max(accuracies))
