"""Plans, networks and answers that do not belong together, and answers that nearly tie."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from helpers.pruning import PRE, SMALL, measured, random_data, random_network
from scipy.cluster.hierarchy import linkage

from emotion_gui.core.errors import ConfigError, EqualityProofError, PlanMismatchError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import compaction, evaluator
from emotion_gui.core.pruning.compaction import compact, prove_equal
from emotion_gui.core.pruning.evaluator import PlanEvaluator
from emotion_gui.core.pruning.masking import bias_of, masked
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.published_example import (
    PUBLISHED_COMPLEMENTARY,
    PUBLISHED_DEG,
    PUBLISHED_SIMILAR,
    ComparedAngle,
    ExampleCheck,
)
from emotion_gui.core.pruning.takeovers import fold_merges

LARGER = NetworkSpec(((4,), (6,)), (True, False), input_side=8)


def plan_for(network: EmotionCNN, layer: int, gone: list[int]) -> LayerPlan:
    options = PruningOptions()
    return plan_of_maps(measured(network, layer=layer).angles(options), options, gone)


def test_only_a_network_of_the_plans_shape_gets_smaller() -> None:
    network = random_network()
    plan = plan_for(network, 2, [0])
    with pytest.raises(PlanMismatchError):
        compact(network, plan)  # nothing was masked
    zeroed = masked(network, plan)
    for fault in ({"layer": 3}, {"layer": 4}, {"layer": 1}, {"maps": 9}, {"maps": 11}):
        with pytest.raises(PlanMismatchError):
            compact(zeroed, dataclasses.replace(plan, **fault))
    assert compact(zeroed, plan).spec.widths == (4, 6, 9)
    nothing = dataclasses.replace(plan, silences=())
    assert compact(network, nothing).spec.widths == SMALL.widths


@pytest.mark.parametrize("training", [True, False])
def test_a_smaller_network_is_in_the_mode_of_the_large_one(training: bool) -> None:
    network = random_network()
    plan = plan_for(network, 1, [0])
    assert compact(masked(network, plan).train(training), plan).training is training


def test_a_plan_changes_only_the_network_that_it_was_made_for() -> None:
    network = random_network()
    plan = plan_for(network, 2, [0])
    with pytest.raises(PlanMismatchError):
        masked(random_network(seed=4), plan)
    data = random_data()
    assert data.labels is not None
    inner = PlanEvaluator(network, data.faces, data.labels, PRE, layer=1)
    other = PlanEvaluator(random_network(seed=4), data.faces, data.labels, PRE, layer=2)
    for foreign in (inner, other):
        with pytest.raises(PlanMismatchError):
            foreign.correct_under(plan)


@pytest.mark.parametrize(
    ("labels", "fits"),
    [([0, 6], True), ([0, 7], False), ([-1, 0], False), ([0], False), ([0, 1, 2], False)],
)
def test_each_face_needs_a_class_that_the_network_has(labels: list[int], fits: bool) -> None:
    faces, truth = random_data().faces[:2], np.array(labels)
    if fits:
        assert len(PlanEvaluator(random_network(), faces, truth, PRE, layer=2).correct) == 2
        return
    with pytest.raises(ConfigError):
        PlanEvaluator(random_network(), faces, truth, PRE, layer=2)


def test_without_faces_there_is_nothing_to_judge_or_to_prove() -> None:
    network, none = random_network(), random_data().faces[:0]
    with pytest.raises(ConfigError):
        PlanEvaluator(network, none, np.zeros(0, np.int64), PRE, layer=2)
    with pytest.raises(ConfigError):
        prove_equal(network, network, none, PRE)


@pytest.mark.parametrize("spec", [SMALL, LARGER])
@pytest.mark.parametrize("kept", [True, False])
def test_answers_that_tie_are_those_of_the_head(
    monkeypatch: pytest.MonkeyPatch, spec: NetworkSpec, kept: bool
) -> None:
    """Some faces tie to the last bit, others do not; of two classes alike the first one wins."""
    if not kept:
        monkeypatch.setattr(evaluator, "_MOST_CACHED_BYTES", 0)
    network, data = random_network(spec), random_data(spec, count=80)
    norm, conv = network.head.bn, network.head.conv
    with torch.no_grad():
        for values in (conv.weight, bias_of(conv), norm.weight, norm.bias):
            values[1] = values[4]
        norm.bias[[1, 4]] += 3
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean[1], norm.running_var[1] = norm.running_mean[4], norm.running_var[4]
    layer = len(spec.widths) - 1
    plan = plan_for(network, layer, [0, 2])
    answers = predict_logits(masked(network, plan), data.faces, PRE).argmax(axis=1)
    labels = np.where(np.arange(80) % 2, 1, 4)
    cached = PlanEvaluator(network, data.faces, labels, PRE, layer=layer)
    found = cached.correct_under(plan)
    assert found.tolist() == (answers == labels).tolist()
    assert 0 < found.sum() < 80


@pytest.mark.parametrize("bound", [0.01, 0.1])
def test_a_proof_says_by_how_much_answers_differ(bound: float) -> None:
    network, faces = random_network(), random_data().faces
    moved = random_network()
    with torch.no_grad():
        moved.head.bn.bias[2] -= 0.05
    if bound < 0.05:
        with pytest.raises(EqualityProofError):
            prove_equal(network, moved, faces, PRE, bound=bound)
        return
    assert prove_equal(network, moved, faces, PRE, bound=bound) == pytest.approx(0.05, rel=1e-3)


def test_equal_answers_are_proved_to_the_last_bit() -> None:
    network, faces = random_network(), random_data().faces
    assert prove_equal(network, random_network(), faces, PRE, bound=0.0) == 0.0


def test_answers_that_are_no_numbers_prove_nothing() -> None:
    network, faces = random_network(), random_data().faces
    with torch.no_grad():
        network.head.bn.bias[2] = torch.nan
    with pytest.raises(EqualityProofError):
        prove_equal(network, network, faces, PRE)


def test_the_face_that_differs_most_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bright face among many: it is compared exactly, wherever it stands."""
    monkeypatch.setattr(compaction, "_CHECKED_IN_DOUBLE", 1)
    network, moved = random_network(), random_network()
    with torch.no_grad():
        moved.blocks[0].conv.weight *= 1.01
    faces = random_data(count=40).faces
    apart = np.abs(predict_logits(network, faces, PRE) - predict_logits(moved, faces, PRE))
    with pytest.raises(EqualityProofError) as caught:
        prove_equal(network, moved, faces, PRE)
    assert caught.value.difference == pytest.approx(apart.max(), rel=1e-3)


ANGLES = tuple(ComparedAngle(units, angle, angle) for units, angle in PUBLISHED_DEG.items())
SAME = ExampleCheck(ANGLES, PUBLISHED_SIMILAR, PUBLISHED_COMPLEMENTARY, PUBLISHED_SIMILAR[::-1])


@pytest.mark.parametrize(
    "change",
    [
        {"angles": (*ANGLES[:-1], ComparedAngle((5, 6), 7.3, 9.3))},
        {"similar": PUBLISHED_SIMILAR[:1]},
        {"complementary": PUBLISHED_COMPLEMENTARY[1:]},
        {"merges": PUBLISHED_SIMILAR[:1]},
    ],
)
def test_the_published_example_fails_by_any_of_its_parts(change: dict[str, object]) -> None:
    assert SAME.passed
    assert not dataclasses.replace(SAME, **change).passed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("computed", "agrees"), [(11.2, True), (11.4, False), (8.8, True), (8.6, False)]
)
def test_an_angle_agrees_within_the_rounding_of_the_print(computed: float, agrees: bool) -> None:
    one = ComparedAngle((1, 2), 10.0, computed)
    assert one.agrees is agrees
    assert one.difference_deg == pytest.approx(computed - 10)


@pytest.mark.parametrize("seed", range(6))
def test_the_larger_cluster_names_the_sum_and_of_equal_ones_the_lower_index(seed: int) -> None:
    """Who joins whom, by scipy's tree of the same points."""
    points = np.random.default_rng(seed).normal(size=(14, 4))
    names, sizes = dict(enumerate(range(14))), dict.fromkeys(range(14), 1)
    wanted = []
    for step, (a, b, _, size) in enumerate(linkage(points, "ward")):
        pair = sorted((int(a), int(b)), key=lambda node: (-sizes[node], names[node]))
        stays, goes = (names[node] for node in pair)
        wanted.append((goes, stays))
        names[14 + step], sizes[14 + step] = stays, int(size)
    assert fold_merges(points) == wanted
