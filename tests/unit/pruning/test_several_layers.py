"""Several layers in one plan, budgets, and layers that go as a whole."""

from __future__ import annotations

import copy
import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, PRE, SMALL, random_data, random_network, session_of
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import PAPER, PLUS, NetworkSpec
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import (
    LayerPlan,
    Plan,
    Silence,
    SilenceReason,
    fingerprint,
    load_plan,
    save_plan,
)
from emotion_gui.core.pruning.scores import Criterion
from emotion_gui.core.pruning.several_layers import (
    Direction,
    Spread,
    counts_for_macs,
    macs_of,
    plan_for_macs,
)
from emotion_gui.core.pruning.whole_layers import (
    obstacle,
    propose_removals,
    refit_without_layer,
    without_layer,
)

SPECS = {"small": SMALL, "double": DOUBLE}
NETWORKS = {name: random_network(spec) for name, spec in SPECS.items()}
DATA = {name: random_data(spec) for name, spec in SPECS.items()}


def hand_plan(network: EmotionCNN, layer: int, gone: list[int], preset: PruningPreset) -> LayerPlan:
    return LayerPlan(
        layer,
        network.spec.widths[layer],
        fingerprint(network),
        PruningOptions(preset=preset),
        silences=tuple(Silence(index, SilenceReason.BY_HAND) for index in gone),
    )


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_compacted_layers_answer_like_masked_ones(data: st.DataObject) -> None:
    """Any maps of any layers, in any order, under any preset: nothing but size changes."""
    name = data.draw(st.sampled_from(sorted(SPECS)))
    network, faces = NETWORKS[name], DATA[name]
    widths = network.spec.widths
    order = data.draw(st.permutations(range(len(widths))))
    layers = order[: data.draw(st.integers(1, len(widths)))]
    parts = []
    for layer in layers:
        gone = data.draw(
            st.lists(st.integers(0, widths[layer] - 1), max_size=widths[layer] - 1, unique=True)
        )
        parts.append(
            hand_plan(network, layer, gone, data.draw(st.sampled_from(list(PruningPreset))))
        )
    plan = Plan(tuple(parts))
    result = apply_plan(network, plan, faces)
    assert result.max_logit_difference <= 1e-5
    assert result.masked.spec == network.spec
    assert result.compacted.spec == plan.spec_after(network.spec)
    assert sum(result.compacted.spec.widths) == sum(widths) - plan.maps_gone
    a = predict_logits(result.masked, faces.faces, PRE)
    b = predict_logits(result.compacted, faces.faces, PRE)
    np.testing.assert_allclose(a, b, atol=1e-5)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("preset", list(PruningPreset))
@pytest.mark.parametrize("rule", [Criterion.DISTINCTIVENESS, Criterion.L1, Criterion.IMPORTANCE])
def test_a_budget_is_met_and_can_be_applied(
    rule: Criterion, preset: PruningPreset, direction: Direction
) -> None:
    spec = NetworkSpec(((24, 24), (40,)), (True, True), input_side=12)
    network, data = random_network(spec), random_data(spec)
    plan = plan_for_macs(
        network, data, rule=rule, options=PruningOptions(preset=preset), direction=direction
    )
    layers = [part.layer for part in plan.parts]
    assert layers == sorted(layers, reverse=direction is Direction.BACK_TO_FRONT)
    result = apply_plan(network, plan, data)
    share = complexity(result.compacted).macs / complexity(network).macs
    assert share == pytest.approx(0.5, abs=0.02)
    again = apply_plan(network, plan, data)
    for first, second in zip(
        result.compacted.parameters(), again.compacted.parameters(), strict=True
    ):
        assert torch.equal(first, second)


def test_refit_comes_nearer_to_the_original_than_zeroing() -> None:
    spec = NetworkSpec(((24, 24), (40,)), (True, True), input_side=12)
    network, data = random_network(spec), random_data(spec, count=200)
    wanted = predict_logits(network, data.faces, PRE)
    errors = {}
    for preset in (PruningPreset.PAPER, PruningPreset.REFIT):
        plan = plan_for_macs(
            network, data, rule=Criterion.L1, options=PruningOptions(preset=preset)
        )
        pruned = apply_plan(network, plan, data).compacted
        errors[preset] = np.square(predict_logits(pruned, data.faces, PRE) - wanted).mean()
    assert errors[PruningPreset.REFIT] < errors[PruningPreset.PAPER] / 2


@pytest.mark.parametrize("spec", [PAPER, PLUS])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_budgets_of_the_bundled_shapes(spec: NetworkSpec, share: float) -> None:
    rng = np.random.default_rng(0)
    scores = {layer: rng.random(width) for layer, width in enumerate(spec.widths)}
    counts = counts_for_macs(spec, scores, share)
    left = spec.with_widths([w - counts.get(k, 0) for k, w in enumerate(spec.widths)])
    assert macs_of(left) / macs_of(spec) == pytest.approx(share, abs=0.02)
    assert all(counts.get(k, 0) <= 0.9 * w for k, w in enumerate(spec.widths))
    assert macs_of(spec) == complexity(EmotionCNN(spec)).macs


def test_a_uniform_budget_takes_the_same_share_of_every_layer() -> None:
    network = random_network(PAPER)
    plan = plan_for_macs(
        network,
        random_data(PAPER, count=8),
        rule=Criterion.L1,
        spread=Spread.UNIFORM,
        options=PruningOptions(preset=PruningPreset.PAPER),
    )
    shares = [part.maps_gone / part.maps for part in plan.parts]
    assert len(shares) == 5
    assert max(shares) - min(shares) <= 1 / 16 + 1e-9


def test_a_budget_respects_the_chosen_layers_and_their_floor() -> None:
    network, data = random_network(PAPER), random_data(PAPER, count=8)
    paper = PruningOptions(preset=PruningPreset.PAPER)
    plan = plan_for_macs(
        network, data, 0.8, rule=Criterion.L2, layers=[3, 4], options=paper, least_share=0.3
    )
    assert {part.layer for part in plan.parts} == {3, 4}
    assert all(part.maps_left >= 0.3 * part.maps for part in plan.parts)
    with pytest.raises(ConfigError, match="nearest"):
        plan_for_macs(network, data, 0.2, rule=Criterion.L2, layers=[4], options=paper)
    for share in (0.0, 1.5, 1.0):
        with pytest.raises(ConfigError):
            plan_for_macs(network, data, share, rule=Criterion.L2, options=paper)
    for least in (-0.1, 1.1):
        with pytest.raises(ConfigError, match="between 0 and 1"):
            counts_for_macs(network.spec, {4: np.arange(256.0)}, 0.8, least_share=least)
    with pytest.raises(ConfigError):
        plan_for_macs(network, data, rule=Criterion.L2, layers=[9])
    with pytest.raises(JobCancelled):
        plan_for_macs(network, data, context=JobContext(is_cancelled=lambda: True))


def test_layered_plans_survive_a_trip_to_disk(tmp_path: Path) -> None:
    network = NETWORKS["small"]
    plan = Plan(
        tuple(hand_plan(network, layer, [0, 2], PruningPreset.CORRECTED) for layer in (2, 0))
    )
    save_plan(tmp_path / "plan.json", plan)
    assert load_plan(tmp_path / "plan.json") == plan
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError):
        load_plan(tmp_path / "bad.json")
    with pytest.raises(ConfigError):
        Plan.from_json({**plan.to_json(), "format": 99})


def test_layered_plans_refuse_what_does_not_fit() -> None:
    network, other = NETWORKS["small"], random_network(seed=8)
    part = hand_plan(network, 1, [0], PruningPreset.PAPER)
    with pytest.raises(ConfigError):
        Plan(())
    with pytest.raises(ConfigError):
        Plan((part, part))
    with pytest.raises(ConfigError):
        Plan((part, dataclasses.replace(part, layer=0, fingerprint="x", maps=4)))
    with pytest.raises(PlanMismatchError):
        apply_plan(other, Plan((part,)), DATA["small"])


def test_words_say_why_a_layer_must_stay() -> None:
    assert all("only convolution" in (obstacle(PAPER, k) or "") for k in range(5))
    reasons = [obstacle(PLUS, k) for k in range(8)]
    assert [k for k, reason in enumerate(reasons) if reason is None] == [2, 4, 6]
    assert reasons[3] is not None
    assert "makes 96 maps of 48" in reasons[3]
    with pytest.raises(ConfigError):
        obstacle(PLUS, 8)
    with pytest.raises(ConfigError):
        without_layer(NETWORKS["small"], 1)


@pytest.mark.parametrize("layer", [1, 3])
@pytest.mark.parametrize("pooled", list(itertools.product([True, False], repeat=2)))
def test_a_layer_that_copies_its_input_goes_without_a_trace(
    layer: int, pooled: tuple[bool, bool]
) -> None:
    spec = dataclasses.replace(DOUBLE, pooled=pooled)
    network, data = random_network(spec), random_data(spec)
    block = network.blocks[layer]
    width = spec.widths[layer]
    with torch.no_grad():
        block.conv.weight.zero_()
        block.conv.weight[range(width), range(width), 1, 1] = 1.0
        block.conv.bias.zero_()
        block.bn.weight.copy_(torch.sqrt(block.bn.running_var + block.bn.eps))
        block.bn.bias.zero_()
        block.bn.running_mean.zero_()
    smaller = without_layer(network, layer)
    assert len(smaller.spec.widths) == 3
    wanted = predict_logits(network, data.faces, PRE)
    np.testing.assert_allclose(predict_logits(smaller, data.faces, PRE), wanted, atol=1e-4)
    with torch.no_grad():
        block.bn.weight.mul_(2.5)  # now an affine copy: the refit finds the factor
    refitted, explained = refit_without_layer(network, layer, data)
    assert explained > 0.999
    wanted = predict_logits(network, data.faces, PRE)
    spread = float(wanted.std())
    np.testing.assert_allclose(predict_logits(refitted, data.faces, PRE), wanted, atol=0.1 * spread)


def test_proposals_cover_every_layer_with_figures_or_words() -> None:
    network, data = NETWORKS["double"], DATA["double"]
    assert data.labels is not None
    proposals = propose_removals(network, data, eval_faces=data.faces, eval_labels=data.labels)
    assert [entry.feasible for entry in proposals] == [False, True, False, True]
    for entry in proposals:
        assert entry.layer_name in entry.words
        assert 0 <= entry.similar_share < 1
        if entry.feasible:
            assert entry.network is not None
            right = predict_logits(entry.network, data.faces, PRE).argmax(axis=1) == data.labels
            assert entry.judgement is not None
            assert entry.judgement.correct == right.sum()
            assert entry.judgement.learned is None, "nobody said what the network learned"
            assert entry.explained is not None
            assert entry.explained <= 1.0
        else:
            assert entry.judgement is None


def test_measuring_a_masked_network_is_allowed() -> None:
    """Budgets measure layers of networks that are already pruned in front."""
    network, data = NETWORKS["small"], DATA["small"]
    plan = Plan((hand_plan(network, 0, [1], PruningPreset.PAPER),))
    changed = apply_plan(network, plan, data).masked
    assert LayerMeasurement(changed, data, layer=1).importance.shape == (6,)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.data())
def test_an_order_of_the_maps_changes_no_answer_of_a_plan(data: st.DataObject) -> None:
    """The same network with the maps of a layer in another order, and the same maps gone."""
    name = data.draw(st.sampled_from(sorted(SPECS)))
    network, faces = NETWORKS[name], DATA[name]
    layer = data.draw(st.integers(0, len(network.spec.widths) - 1))
    width = network.spec.widths[layer]
    order = data.draw(st.permutations(range(width)))
    gone = data.draw(st.lists(st.integers(0, width - 1), max_size=width - 1, unique=True))
    preset = data.draw(st.sampled_from(list(PruningPreset)))
    other = permuted(network, layer, list(order))
    moved = [order.index(index) for index in gone]
    pruned = [
        apply_plan(one, Plan((plan,)), faces).compacted
        for one, plan in (
            (network, hand_plan(network, layer, gone, preset)),
            (other, hand_plan(other, layer, moved, preset)),
        )
    ]
    answers = [predict_logits(one, faces.faces, PRE) for one in pruned]
    np.testing.assert_allclose(answers[0], answers[1], atol=1e-4)
    assert complexity(pruned[0]) == complexity(pruned[1])


@pytest.mark.parametrize("layer", [0, 1, 2])
@settings(max_examples=3, deadline=None, derandomize=True)
@given(
    order=st.permutations(range(10)),
    by=st.sampled_from([Criterion.IMPORTANCE, Criterion.FISHER, Criterion.L1]),
    count=st.integers(1, 3),
)
def test_an_order_of_the_maps_changes_no_choice_of_them(
    layer: int, order: list[int], by: Criterion, count: int
) -> None:
    """By scores: as many go, they are the same ones, and the same faces are right afterwards.

    (Of two similar maps the later one goes by definition, which an order does change.)
    """
    network = NETWORKS["small"]
    order = [index for index in order if index < network.spec.widths[layer]]
    options = PruningOptions(preset=PruningPreset.REFIT, order=by)
    pair = (network, permuted(network, layer, order))
    sessions = [session_of(one, DATA["small"], layer) for one in pair]
    first, second = (session.preview(options, count=count) for session in sessions)
    assert first.maps_gone == second.maps_gone == count
    assert set(first.plan.gone) == {order[index] for index in second.plan.gone}
    assert first.before == second.before
    assert first.judgement == second.judgement


def permuted(network: EmotionCNN, layer: int, order: list[int]) -> EmotionCNN:
    """Map k of the layer is the given network's `order[k]`; what reads it reads the same."""
    other = copy.deepcopy(network)
    block = other.blocks[layer]
    reader = other.head.conv if layer + 1 == len(other.blocks) else other.blocks[layer + 1].conv
    with torch.no_grad():
        for part in (block.conv, block.bn):
            for values in part.state_dict().values():
                if values.ndim:
                    values.copy_(values[order].clone())
        reader.weight.copy_(reader.weight[:, order].clone())
    return other
