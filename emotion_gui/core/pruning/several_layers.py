"""Prune all layers to a budget of multiplications (the paper's future work)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.applying import masked_part
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Spread
from emotion_gui.core.pruning.plan import LayerPlan, Plan
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import Criterion, score_maps
from emotion_gui.core.pruning.statistics import Doubles

MACS_TOLERANCE = 0.02
_REFIT = PruningOptions(preset=PruningPreset.REFIT)


class Direction(StrEnum):
    """The order in which layers are pruned: from the input to the head, or back from there.

    `front-to-back` lets the fits of later layers see what earlier ones lost. Under
    `back-to-front` every fit sees the layer as the original network has it.
    """

    FRONT_TO_BACK = "front-to-back"
    BACK_TO_FRONT = "back-to-front"


def plan_for_macs(
    network: EmotionCNN,
    data: PruningData,
    share: float = 0.5,
    *,
    rule: Criterion = Criterion.IMPORTANCE,
    options: PruningOptions = _REFIT,
    spread: Spread = Spread.GLOBAL,
    direction: Direction = Direction.FRONT_TO_BACK,
    layers: Sequence[int] | None = None,
    least_share: float = 0.1,
    seed: int = 0,
    context: JobContext | None = None,
) -> Plan:
    """Decide how many and which maps of every layer go so that `share` of the MACs is left.

    Args:
        network: the original; not altered.
        data: training faces; with labels for the Taylor scores.
        share: of the multiply-accumulate operations that stay, met within 2 points.
        rule: the ranking of maps, measured on the original network.
        options: the preset is the weight update: `paper` zeroes (or, for distinctiveness, merges),
            `corrected` keeps means (or merges with a fit), `refit` fits anew.
        spread: how the budget is shared.
        direction: order of the parts.
        layers: 0-based convolutions that may lose maps; all by default.
        least_share: of each layer's maps that must stay; at least one always does.
        seed: of `random`.
        context: progress in layers; may cancel.

    Raises:
        ConfigError: no such layer, or the budget cannot be met.
        JobCancelled: a stop was asked for.
    """
    widths = network.spec.widths
    chosen = sorted(set(range(len(widths)) if layers is None else layers))
    context = context or JobContext()
    measured = {
        layer: LayerMeasurement(network, data, layer=layer, context=context) for layer in chosen
    }
    scores = _measured_scores(measured, rule, options, seed, context)
    scaled = _comparable(scores, rule, spread)
    counts = counts_for_macs(network.spec, scaled, share, least_share=least_share)
    order = sorted(counts, reverse=direction is Direction.BACK_TO_FRONT)
    # Merges with a fit depend on what the layers in front have become; nothing else does.
    follows = options.preset is PruningPreset.CORRECTED and direction is Direction.FRONT_TO_BACK
    parts, current = list[LayerPlan](), network
    for layer in order:
        context.checkpoint()
        measurement = measured[layer]
        if follows and parts:
            measurement = LayerMeasurement(current, data, layer=layer, context=context)
        angles = measurement.angles(options)
        part = ranked_plan(angles, options, rule, scores[layer], counts[layer])
        parts.append(dataclasses.replace(part, fingerprint=measured[layer].fingerprint))
        if follows:
            current = masked_part(current, part, data)
    return Plan(tuple(parts))


def _measured_scores(
    measured: Mapping[int, LayerMeasurement],
    rule: Criterion,
    options: PruningOptions,
    seed: int,
    context: JobContext,
) -> dict[int, Doubles]:
    scores = {}
    for done, (layer, measurement) in enumerate(measured.items()):
        context.checkpoint()
        context.report(Progress(done, len(measured), "Measuring the layers"))
        scores[layer] = score_maps(rule, measurement, options=options, seed=seed)
    return scores


def _comparable(
    scores: Mapping[int, Doubles], rule: Criterion, spread: Spread
) -> Mapping[int, Doubles]:
    if spread is Spread.UNIFORM:
        return {layer: _ranks(values) for layer, values in scores.items()}
    if rule is Criterion.DISTINCTIVENESS:
        return scores
    return {layer: _by_mean(values) for layer, values in scores.items()}


def counts_for_macs(
    spec: NetworkSpec, scores: Mapping[int, Doubles], share: float, *, least_share: float = 0.1
) -> dict[int, int]:
    """How many maps of each layer go so that about `share` of the MACs is left.

    Maps are given up one by one, over all layers together, by ascending score, until the share
    is met as nearly as one map allows.

    Args:
        spec: of the network.
        scores: for each layer that may lose maps, comparable between layers.
        share: of the MACs that stay, over 0 to 1.
        least_share: of each layer's maps that must stay.

    Returns:
        Only layers that lose a map.

    Raises:
        ConfigError: the nearest that can be reached is over 2 points away.
    """
    if not 0.0 < share <= 1.0 or not 0.0 <= least_share <= 1.0:
        raise ConfigError("share", (share, least_share), "shares lie between 0 and 1")
    given_up: list[tuple[float, int]] = []
    for layer, values in scores.items():
        removable = len(values) - max(1, int(np.ceil(least_share * len(values))))
        given_up += [(float(score), layer) for score in np.sort(values)[:removable]]
    order = [layer for _, layer in sorted(given_up)]
    full = macs_of(spec)

    def left_after(steps: int) -> float:
        return macs_of(_narrower(spec, Counter(order[:steps]))) / full

    low, high = 0, len(order)  # left_after falls; find the first step at or under the share
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if left_after(middle) > share else (low, middle)
    steps = min({max(0, low - 1), low}, key=lambda step: abs(left_after(step) - share))
    reached = left_after(steps)
    if steps == 0 or abs(reached - share) > MACS_TOLERANCE:
        raise ConfigError("share", share, f"the nearest that can be reached is {reached:.3f}")
    return dict(Counter(order[:steps]))


def macs_of(spec: NetworkSpec) -> int:
    """Multiply-accumulate operations of a network of this shape, without making its weights."""
    with torch.device("meta"):
        return complexity(EmotionCNN(spec)).macs


def _narrower(spec: NetworkSpec, counts: Mapping[int, int]) -> NetworkSpec:
    return spec.with_widths(
        [width - counts.get(layer, 0) for layer, width in enumerate(spec.widths)]
    )


def _ranks(scores: Doubles) -> Doubles:
    """Place in the layer's order as a share of its maps."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1) / len(scores)
    return ranks


def _by_mean(scores: Doubles) -> Doubles:
    mean = float(np.mean(scores))
    return scores / mean if mean > 0 else scores
