"""The three steps of distinctiveness: lists and reasons for the same number of maps."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from helpers.pruning import random_session

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.ladder import rung
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.scores import takeover_steps
from emotion_gui.core.pruning.steps import RUNGS, is_climbed, step_of


@pytest.fixture(scope="module")
def session() -> LayerSession:
    return random_session()


@pytest.mark.parametrize("order", RUNGS)
def test_the_list_names_the_maps_that_the_plan_takes(
    session: LayerSession, order: Criterion
) -> None:
    for count in (0, 1, 5, session.maps - 1):
        found = rung(session, order, count, PruningOptions())
        assert sorted(lost.index for lost in found.lost) == list(found.preview.plan.gone)
        assert len(found.lost) == count


def test_the_first_step_is_the_papers_rule_as_printed(session: LayerSession) -> None:
    found = rung(session, RUNGS[0], 4, PruningOptions(preset=PruningPreset.REFIT))
    assert found.preview.plan == session.plan(PruningOptions(), count=4)
    for lost in found.lost:
        if lost.partner is not None:
            assert lost.angle_deg == session.angles().angles_deg[lost.partner, lost.index]
            assert lost.nats is None


def test_later_steps_tell_what_each_map_costs(session: LayerSession) -> None:
    pairs, spans = (rung(session, order, 6, PruningOptions()) for order in RUNGS[1:])
    assert all(lost.partner is not None and lost.nats is not None for lost in pairs.lost)
    assert all(lost.partner is None and lost.nats is not None for lost in spans.lost)
    # All that stay take over at least as well as one of them, but for the damping.
    assert spans.lost[0].nats <= 1.01 * pairs.lost[0].nats  # type: ignore[operator]


def test_a_pair_loses_what_lies_beside_the_other() -> None:
    vectors = np.array([[3.0, 0, 0], [1.0, 0, 0.1], [0, 1.0, 0.2], [0, 2.0, 0.0]])
    steps = takeover_steps(vectors @ vectors.T)
    assert steps.partners.tolist()[:2] == [0, 3]
    np.testing.assert_allclose(steps.nats[:2], [0.01 / 2, 0.04 / 2], atol=1e-12)
    assert steps.scores.tolist()[1] == 0


def test_an_inner_layer_has_all_steps_and_estimates_what_pairs_cost() -> None:
    inner = random_session(layer=1)
    assert not is_climbed(inner)
    steps = [rung(inner, order, 3, PruningOptions()) for order in RUNGS]
    assert is_climbed(inner)
    for found in steps:
        assert sorted(lost.index for lost in found.lost) == list(found.preview.plan.gone)
    pairs, spans = (step.lost for step in steps[1:])
    assert all(lost.is_estimate and lost.nats is not None for lost in pairs)
    assert all(lost.nats is None for lost in spans)
    assert all(lost.by_all for lost in spans)
    assert not any(lost.by_all for lost in pairs)


def test_a_plan_is_of_its_step_repaired_or_not(session: LayerSession) -> None:
    for order in RUNGS:
        plan = rung(session, order, 4, PruningOptions()).preview.plan
        mended = dataclasses.replace(plan.options, repair=Repair.BOTH_SIDES)
        assert step_of(plan) is order
        assert step_of(dataclasses.replace(plan, options=mended)) is order
    corrected = session.plan(PruningOptions(preset=PruningPreset.CORRECTED), count=4)
    assert step_of(corrected) is None
