"""What a session measures once, what takes long, and a layer that is taken out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, PRE, random_data, random_network, random_session

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import layer_session
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.repair import repaired
from emotion_gui.core.pruning.whole_layers import obstacle, without_layer

REFIT = PruningOptions(preset=PruningPreset.REFIT)
STOPPED = JobContext(is_cancelled=lambda: True)


def test_a_repair_is_made_once_for_its_preview_and_its_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, repairs = random_session(), list[object]()

    def counted(*values: object, **options: object) -> object:
        repairs.append(values)
        return repaired(*values, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(layer_session, "repaired", counted)
    options = dataclasses.replace(REFIT, repair=Repair.ANSWERS)
    plan, other = session.plan(options, count=2), session.plan(options, count=3)
    assert session.needs_a_job(plan)
    preview, network = session.preview_plan(plan), session.masked(plan)
    assert session.masked(plan) is network
    assert session.preview_plan(plan) is preview
    assert len(repairs) == 1
    assert not session.needs_a_job(plan)
    assert session.needs_a_job(other)
    labels = random_data().labels
    right = predict_logits(network, random_data().faces, PRE).argmax(axis=1) == labels
    assert preview.correct == right.sum()
    assert (preview.maps_gone, preview.correct_before) == (2, session.correct_before.sum())


@pytest.mark.parametrize(("layer", "takes_long"), [(None, False), (1, True)])
def test_plans_for_inner_layers_take_a_job(layer: int | None, takes_long: bool) -> None:
    session = random_session(layer)
    assert session.needs_a_job(session.plan(REFIT, count=2)) is takes_long
    assert session.is_instant is not takes_long


@pytest.mark.parametrize("order", [Criterion.FISHER, Criterion.CONTRIBUTIONS, Criterion.L1])
def test_scores_are_measured_once_and_a_stop_is_heard_before(order: Criterion) -> None:
    session = random_session()
    options = dataclasses.replace(REFIT, order=order)
    with pytest.raises(JobCancelled):
        session.scores(options, context=STOPPED)
    assert not session.has_steps(order)
    first = session.scores(options)
    assert session.scores(options, context=STOPPED) is first
    greedy = order is not Criterion.L1
    assert session.has_steps(order) is greedy
    if greedy:
        assert session.steps(order) is session.steps(order)
        np.testing.assert_array_equal(session.steps(order).scores, first)


def test_maps_that_were_chosen_by_hand_go_in_their_order() -> None:
    session = random_session()
    assert [one.index for one in session.plan_of(REFIT, {7, 0, 3}).silences] == [0, 3, 7]


@pytest.mark.parametrize("training", [True, False])
def test_the_other_layers_stay_as_they_were(training: bool) -> None:
    spec = dataclasses.replace(DOUBLE, classes=3, dropout=0.25)
    network = random_network(spec).train(training)
    for layer, modules in ((1, ((4,), (6, 6))), (3, ((4, 4), (6,)))):
        smaller = without_layer(network, layer)
        assert smaller.spec == dataclasses.replace(spec, modules=modules)
        assert smaller.training is training
        kept = [block for number, block in enumerate(network.blocks) if number != layer]
        for mine, theirs in zip(
            [*smaller.blocks, smaller.head], [*kept, network.head], strict=True
        ):
            for name, value in theirs.state_dict().items():
                assert torch.equal(mine.state_dict()[name], value)


def test_only_a_layer_that_hands_on_what_it_gets_can_go() -> None:
    spec = NetworkSpec(((1, 4), (4, 6), (6,)), (True, True, False), input_side=8)
    # The first gets one picture and makes one map; the third gets four maps and makes four.
    assert [obstacle(spec, layer) is None for layer in range(5)] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert "only convolution" in str(obstacle(spec, 4))
    assert "makes 6 maps of 4" in str(obstacle(spec, 3))
    for layer in (-1, 5):
        with pytest.raises(ConfigError):
            obstacle(spec, layer)
    with pytest.raises(ConfigError):
        without_layer(random_network(spec), 1)
