"""Every job of pruning tells how far it is: forwards, of one whole, up to its end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from helpers.pruning import DOUBLE, PRE, measured, random_data, random_network, random_session
from helpers.stopping import stops_at_once, told_by

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.choosing import least_loss_order
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.evaluator import PlanEvaluator
from emotion_gui.core.pruning.iterative import IterativeConfig, IterativeRound, prune_iteratively
from emotion_gui.core.pruning.layer_survey import survey_layers
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.published_example import check_published_example
from emotion_gui.core.pruning.scores import score_maps
from emotion_gui.core.pruning.several_layers import plan_for_macs
from emotion_gui.core.pruning.sweep import SweepPoint, threshold_sweep
from emotion_gui.core.pruning.whole_layers import propose_removals

DATA = random_data()
WIDE = random_data(DOUBLE)
assert DATA.labels is not None
assert WIDE.labels is not None


def sweep(context: JobContext) -> object:
    presets = (PruningPreset.PAPER, PruningPreset.REFIT)
    return threshold_sweep(
        random_session(),
        presets=presets,
        thresholds_deg=(20.0, 60.0, 80.0),
        random_seeds=1,
        context=context,
    )


def removals(context: JobContext) -> object:
    assert WIDE.labels is not None
    return propose_removals(
        random_network(DOUBLE),
        WIDE,
        eval_faces=WIDE.faces,
        eval_labels=WIDE.labels,
        context=context,
    )


def rounds(context: JobContext) -> object:
    network = random_network()
    assert DATA.labels is not None
    config = IterativeConfig(
        checkpoint=Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=DATA.faces,
        eval_faces=DATA.faces,
        eval_labels=DATA.labels,
        finetune=lambda smaller, _: smaller,
        rounds=3,
        most_drop=1.0,
    )
    return prune_iteratively(config, context)


def survey(context: JobContext) -> object:
    return survey_layers(random_network(), DATA, DATA, context=context)


def budget(context: JobContext) -> object:
    return plan_for_macs(random_network(DOUBLE), WIDE, 0.68, context=context)


def choice(context: JobContext) -> object:
    layer, orders = measured(), (Criterion.L1, Criterion.L2, Criterion.IMPORTANCE)
    return least_loss_order(
        layer, 3, lambda order: score_maps(order, layer), orders=orders, context=context
    )


def application(context: JobContext) -> object:
    network = random_network()
    options = PruningOptions(preset=PruningPreset.REFIT, repair=Repair.NONE)
    parts = [
        plan_of_maps(measured(network, layer=layer).angles(options), options, [0, 2])
        for layer in (1, 2)
    ]
    return apply_plan(network, Plan(tuple(parts)), DATA, context=context)


def example(context: JobContext) -> object:
    return check_published_example(context)


# Its pieces; and what the last report says, where the end itself is the result.
JOBS: dict[Callable[[JobContext], object], tuple[int | None, float]] = {
    sweep: (6, 1.0),
    removals: (4, 0.75),
    rounds: (3, 1.0),
    survey: (3 + 5 + 7, 1.0),
    budget: (4, 0.75),
    choice: (3, 2 / 3),
    application: (None, 1.0),
    example: (2, 1.0),
}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.__name__)
def test_a_bar_goes_forward_to_its_end(job: Callable[[JobContext], object]) -> None:
    total, end = JOBS[job]
    reports = told_by(job)
    assert reports[0].done == 0 or reports[0].detail is not None
    shares = [report.done / (report.total or 1) for report in reports]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(end)
    if total is not None:
        assert {report.total for report in reports} == {total}
        assert {report.done for report in reports} >= set(range(1, round(end * total) + 1))


@pytest.mark.parametrize("job", [sweep, removals, rounds, survey, budget, choice])
def test_a_stop_is_heard_after_a_report(job: Callable[[JobContext], object]) -> None:
    count = len(told_by(job))
    for after in sorted({1, count // 2, count - 1}):
        stops_at_once(job, after=after)


@pytest.mark.parametrize(
    ("job", "kind"), [(sweep, SweepPoint), (rounds, IterativeRound), (survey, Cell)]
)
def test_what_is_found_is_told_as_it_is_found(
    job: Callable[[JobContext], object], kind: type
) -> None:
    found: object = None

    def kept(context: JobContext) -> None:
        nonlocal found
        found = job(context)

    told = [report.detail for report in told_by(kept) if report.detail is not None]
    assert told
    assert all(isinstance(one, kind) for one in told)
    whole = getattr(found, "rounds", None) or getattr(found, "cells", None) or found
    assert told == list(whole)  # type: ignore[call-overload]


@pytest.mark.parametrize("layer", [1, 2])
def test_faces_are_counted_batch_by_batch(layer: int) -> None:
    data = random_data(count=300)
    assert data.labels is not None
    network = random_network()
    options = PruningOptions()
    plan = plan_of_maps(measured(network, layer=layer).angles(options), options, [1])
    counts: list[list[int]] = []
    labels = data.labels
    evaluators: list[PlanEvaluator] = []

    def first(context: JobContext) -> None:
        evaluators.append(
            PlanEvaluator(network, data.faces, labels, PRE, layer=layer, context=context)
        )

    def again(context: JobContext) -> None:
        evaluators[0].correct_under(plan, context=context)

    for job in (first, again):
        reports = told_by(job)
        assert all(report.total == 300 for report in reports)
        counts.append([report.done for report in reports])
    assert counts[0] == sorted(set(counts[0]))
    assert counts[0][-1] == 300
    assert counts[1] == ([] if layer == 2 else counts[0])  # the last layer is instant
    assert np.isfinite(evaluators[0].logits).all()
