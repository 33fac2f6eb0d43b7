"""Repair without labels: the head alone, both sides of the last layer, inner layers by blocks."""

import dataclasses

import pytest
import torch
from helpers.pruning import DOUBLE, PRE, SMALL, random_data, random_network

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.emotion_cnn import ConvBlock, EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.answers import AffineHead, divergence, metric_root, nearest_head
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.both_sides import repair_both_sides
from emotion_gui.core.pruning.compaction import compact, expanded
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import LayerPlan, Plan, fingerprint
from emotion_gui.core.pruning.planning import plan_of_maps

FACES = 200


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def plan_for(
    network: EmotionCNN, layer: int, gone: list[int], repair: Repair = Repair.BOTH_SIDES
) -> LayerPlan:
    options = PruningOptions(preset=PruningPreset.REFIT, repair=repair)
    measured = LayerMeasurement(network, random_data(network.spec, count=FACES), layer=layer)
    return plan_of_maps(measured.angles(options), options, gone)


def lost(original: EmotionCNN, changed: EmotionCNN, data: PruningData) -> float:
    wanted = torch.softmax(_logits(original, data), 1)
    return divergence(wanted, _logits(changed, data))


def _logits(network: EmotionCNN, data: PruningData) -> torch.Tensor:
    return torch.from_numpy(predict_logits(network, data.faces, PRE)).double()


def refitted(network: EmotionCNN, plan: LayerPlan) -> EmotionCNN:
    data = random_data(network.spec, count=FACES)
    return masked(network, plan, LayerMeasurement(network, data, layer=plan.layer).statistics)


def test_a_smaller_network_keeps_the_precision_of_the_large_one() -> None:
    changed = refitted(random_network(), plan_for(random_network(), 1, [0, 2])).double()
    small = compact(changed, plan_for(random_network(), 1, [0, 2]))
    faces = torch.randn(4, 1, 48, 48, dtype=torch.float64)
    assert small(faces).dtype == torch.float64
    torch.testing.assert_close(small(faces), changed(faces), atol=1e-12, rtol=0)


def test_the_metric_is_the_answers_curvature() -> None:
    chances = torch.softmax(torch.randn(5, 7, dtype=torch.float64), 1)
    root = metric_root(chances, torch.eye(7, dtype=torch.float64)[None])
    for p, found in zip(chances, root, strict=True):
        assert torch.allclose(found.T @ found, torch.diag(p) - torch.outer(p, p))


def test_a_head_that_can_give_the_answers_is_found() -> None:
    generator = torch.Generator().manual_seed(0)
    values = torch.randn(400, 6, generator=generator, dtype=torch.float64)
    true = AffineHead(torch.randn(7, 6, generator=generator, dtype=torch.float64), torch.zeros(7))
    start = AffineHead(torch.zeros(7, 6, dtype=torch.float64), torch.zeros(7, dtype=torch.float64))
    wanted = torch.softmax(true.logits(values), 1)
    found = nearest_head(values, wanted, start, JobContext())
    assert divergence(wanted, found.logits(values)) < 1e-6
    assert divergence(wanted, start.logits(values)) > 0.1


def tell_faces_apart(network: EmotionCNN, data: PruningData) -> None:
    """Answers that differ from face to face: random heads give nearly the same to all."""
    norm = network.head.bn
    norm.momentum = 1.0
    norm.train()
    with torch.no_grad():
        network(to_input(data.faces, PRE))
        norm.weight.fill_(2.0)
        norm.bias.zero_()
    norm.eval()


@pytest.mark.parametrize("spec", [SMALL, DOUBLE])
def test_both_sides_lose_less_than_the_head_and_that_less_than_a_refit(spec: NetworkSpec) -> None:
    network, data = random_network(spec), random_data(spec, count=FACES)
    tell_faces_apart(network, data)
    plan = plan_for(network, len(spec.widths) - 1, [0, 1, 2])
    start = refitted(network, plan)
    head = repair_both_sides(network, start, plan.survivors, data, filters=False, mirrored=False)
    both = repair_both_sides(network, start, plan.survivors, data, mirrored=False)
    assert both.after < head.after < head.before == pytest.approx(both.before)
    for made in (head, both):
        # What was said is what the written network gives, small or masked.
        assert lost(network, made.network, data) == pytest.approx(made.after, rel=1e-3)
        smaller = compact(made.network, plan)
        assert lost(network, smaller, data) == pytest.approx(made.after, rel=1e-3)


def test_a_filter_takes_in_what_another_said() -> None:
    """Two halves of one map: the one that stays becomes their sum, as no refit could."""
    network = random_network()
    with torch.no_grad():
        network.blocks[2].conv.weight[1] = -network.blocks[2].conv.weight[0]
        network.head.conv.weight[:, 1] = network.head.conv.weight[:, 0]
    data, plan = random_data(count=FACES), plan_for(network, 2, [1])
    made = repair_both_sides(network, refitted(network, plan), plan.survivors, data, passes=60)
    assert made.after < 0.7 * made.before
    assert made.faces == 2 * FACES  # mirrored ones, too


def test_the_same_faces_give_the_same_network_and_labels_do_not_matter() -> None:
    network, data = random_network(), random_data(count=FACES)
    plan = plan_for(network, 2, [3, 4])
    start = refitted(network, plan)
    other = dataclasses.replace(data, labels=None)
    first, second = (repair_both_sides(network, start, plan.survivors, d) for d in (data, other))
    assert fingerprint(first.network) == fingerprint(second.network)


def test_batch_norms_hold_what_passes_through_them() -> None:
    """Else training on would begin with another network."""
    network, data = random_network(), random_data(count=FACES)
    plan = plan_for(network, 2, [0, 1, 2, 3])
    made = repair_both_sides(network, refitted(network, plan), plan.survivors, data, mirrored=False)
    block, kept = made.network.blocks[2], list(plan.survivors)
    assert isinstance(block, ConvBlock)
    assert isinstance(block.bn, torch.nn.BatchNorm2d)
    assert block.bn.running_mean is not None
    seen = block.conv(made.network.features(to_input(data.faces, PRE), stop=1))
    assert torch.allclose(seen[:, kept].mean(dim=(0, 2, 3)), block.bn.running_mean[kept], atol=1e-4)
    assert torch.allclose(block.bn(seen)[:, kept], seen[:, kept], atol=1e-4)


@pytest.mark.parametrize("spec", [SMALL, DOUBLE])
def test_all_layers_are_repaired_and_the_small_network_proved(spec: NetworkSpec) -> None:
    network, data = random_network(spec), random_data(spec, count=FACES)
    results = {}
    for repair in Repair:
        parts = [plan_for(network, layer, [0, 1], repair) for layer in range(len(spec.widths))]
        applied = apply_plan(network, Plan(tuple(parts)), data)
        assert applied.compacted.spec.widths == tuple(width - 2 for width in spec.widths)
        assert applied.max_logit_difference < 1e-5
        results[repair] = lost(network, applied.compacted, data)
    assert results[Repair.BOTH_SIDES] < results[Repair.NONE]
    assert results[Repair.ANSWERS] < results[Repair.NONE]


def test_expanding_is_the_way_back() -> None:
    network = random_network()
    plan = plan_for(network, 1, [2, 5])
    start = refitted(network, plan)
    again = expanded(compact(start, plan), start, plan)
    assert fingerprint(again) == fingerprint(start)


def test_a_stop_ends_a_repair() -> None:
    network, data = random_network(), random_data(count=FACES)
    plan = plan_for(network, 2, [0])
    told: list[Progress] = []
    context = JobContext(told.append, lambda: any(p.text == "Repairing" for p in told))
    with pytest.raises(JobCancelled):
        repair_both_sides(network, refitted(network, plan), plan.survivors, data, context=context)
    assert sum(p.text == "Repairing" for p in told) == 1


def test_plans_without_a_repair_read_and_write_as_before() -> None:
    plain = PruningOptions()
    assert "repair" not in plain.to_json()
    assert PruningOptions.from_json(plain.to_json()) == plain
    mended = dataclasses.replace(plain, repair=Repair.ANSWERS)
    assert PruningOptions.from_json(mended.to_json()) == mended
    with pytest.raises(ConfigError):
        PruningOptions.from_json({**mended.to_json(), "repair": "glue"})
