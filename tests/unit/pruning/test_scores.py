"""Rankings against torch-pruning, against their definitions, and against each other."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, PRE, SMALL, measured, random_data, random_network
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.distinctiveness import angles_from_gram, gram_matrix
from emotion_gui.core.pruning.masking import masked, next_convolution
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.planning import LayerAngles, plan_for_count, plan_of_maps
from emotion_gui.core.pruning.scores import (
    Criterion,
    angle_scores,
    lowest,
    magnitude_pruned,
    rescaled,
    response_products,
    score_maps,
    thinet_factors,
    thinet_order,
)

tp = pytest.importorskip("torch_pruning")


def oracle_group(network: EmotionCNN, layer: int):
    side = network.spec.input_side
    graph = tp.DependencyGraph().build_dependency(network, torch.zeros(1, 1, side, side))
    convolution = network.blocks[layer].conv
    return graph.get_pruning_group(
        convolution, tp.prune_conv_out_channels, idxs=list(range(convolution.out_channels))
    )


def magnitude_oracle(p: int, targets: list[type[nn.Module]]):
    return tp.importance.GroupMagnitudeImportance(
        p=p, group_reduction="first", normalizer=None, target_types=targets
    )


@pytest.mark.parametrize("layer", [0, 1, 2])
@pytest.mark.parametrize(
    ("criterion", "p", "targets", "power"),
    [
        (Criterion.L1, 1, [nn.Conv2d], 1.0),
        (Criterion.L2, 2, [nn.Conv2d], 0.5),
        (Criterion.BN_SCALE, 1, [nn.BatchNorm2d], 1.0),
    ],
)
def test_norms_agree_with_torch_pruning(
    layer: int, criterion: Criterion, p: int, targets: list[type[nn.Module]], power: float
) -> None:
    network = random_network()
    expected = magnitude_oracle(p, targets)(oracle_group(network, layer)).numpy() ** power
    ours = score_maps(criterion, measured(network, layer=layer))
    np.testing.assert_allclose(ours, expected, rtol=1e-5)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_taylor_on_weights_agrees_with_torch_pruning(layer: int) -> None:
    network, data = random_network(), random_data()
    ours = score_maps(Criterion.TAYLOR_WEIGHTS, measured(network, layer=layer, data=data))
    group = oracle_group(network, layer)
    logits = network(to_input(data.faces, PRE))
    nn.functional.cross_entropy(logits, torch.from_numpy(data.labels)).backward()
    oracle = tp.importance.GroupTaylorImportance(
        group_reduction="first", normalizer=None, multivariable=True, target_types=[nn.Conv2d]
    )
    np.testing.assert_allclose(ours, oracle(group).numpy(), rtol=1e-4, atol=1e-8)


def test_taylor_on_outputs_is_the_slope_of_a_gate() -> None:
    """One face at a time: the score is |d loss / d gate| at gate = 1."""
    network, data = random_network(), random_data(count=6)
    ours = score_maps(Criterion.TAYLOR, measured(network, layer=1, data=data))
    slopes = []
    for face, label in zip(data.faces, data.labels, strict=True):
        gate = torch.ones(6, requires_grad=True)
        features = network.features(to_input(face[None], PRE), stop=1).detach()
        logits = network.from_features(features * gate[None, :, None, None], layer=1)
        nn.functional.cross_entropy(logits, torch.tensor([label])).backward()
        slopes.append(gate.grad.abs().numpy())
    np.testing.assert_allclose(ours, np.mean(slopes, axis=0), rtol=1e-4)


def test_taylor_needs_labels() -> None:
    data = dataclasses.replace(random_data(), labels=None)
    with pytest.raises(ConfigError, match="labelled"):
        score_maps(Criterion.TAYLOR, measured(data=data))


def test_fpgm_is_the_sum_of_distances() -> None:
    network = random_network()
    filters = network.blocks[1].conv.weight.detach().flatten(1).double().numpy()
    expected = [sum(np.linalg.norm(a - b) for b in filters) for a in filters]
    np.testing.assert_allclose(score_maps(Criterion.FPGM, measured(network, layer=1)), expected)


def test_apoz_counts_positions_over_zero() -> None:
    network, data = random_network(), random_data()
    features = network.features(to_input(data.faces, PRE), stop=0)
    expected = (features > 0).float().mean(dim=(0, 2, 3)).numpy()
    ours = score_maps(Criterion.APOZ, measured(network, layer=0, data=data))
    np.testing.assert_allclose(ours, expected, rtol=1e-6)


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("criterion", list(Criterion))
def test_every_score_is_finite_repeatable_and_leaves_the_network_alone(
    criterion: Criterion, layer: int
) -> None:
    network = random_network()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    first = score_maps(criterion, measured(network, layer=layer))
    assert first.shape == (network.spec.widths[layer],)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, score_maps(criterion, measured(network, layer=layer)))
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, before[name])
    assert all(parameter.grad is None for parameter in network.parameters())


def test_a_dead_map_is_the_first_to_go() -> None:
    network = random_network()
    with torch.no_grad():
        network.blocks[2].conv.weight[7] = 0
        network.blocks[2].bn.weight[7] = 0
        network.blocks[2].bn.bias[7] = -1
    layer = measured(network)
    for criterion in set(Criterion) - {Criterion.RANDOM, Criterion.DISTINCTIVENESS, Criterion.FPGM}:
        assert score_maps(criterion, layer).argmin() == 7, criterion


def test_random_draws_differ_by_seed() -> None:
    layer = measured()
    draws = [score_maps(Criterion.RANDOM, layer, seed=seed) for seed in range(3)]
    assert not np.array_equal(draws[0], draws[1])
    assert all(sorted(draw) == list(range(10)) for draw in draws)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 12), st.booleans())
def test_distinctiveness_scores_are_the_walk_of_plan_for_count(
    seed: int, maps: int, doubles: bool
) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(30, maps))
    if doubles:
        vectors[:, rng.integers(0, maps)] = vectors[:, rng.integers(0, maps)]
        vectors[:, maps - 1] *= 1e-6  # silent
    gram = gram_matrix(vectors)
    lengths = np.sqrt(np.diag(gram) / len(vectors))
    angles = LayerAngles(0, "x", angles_from_gram(gram), lengths)
    options = PruningOptions()
    scores = angle_scores(angles, options)
    for count in range(1, maps):
        plan = plan_for_count(angles, options, count)
        assert tuple(lowest(scores, count)) == plan.gone


def test_lowest_breaks_ties_by_index_and_keeps_one() -> None:
    scores = np.array([1.0, 0.0, 1.0, 0.0])
    assert lowest(scores, 3).tolist() == [0, 1, 3]
    assert lowest(scores, 0).tolist() == []
    for count in (4, -1):
        with pytest.raises(ConfigError):
            lowest(scores, count)


@pytest.mark.parametrize("layer", [1, 2])
def test_response_products_are_those_of_real_responses(layer: int) -> None:
    network, data = random_network(), random_data()
    after = next_convolution(network, layer)
    features = network.features(to_input(data.faces, PRE), stop=layer).detach().double()
    parts = torch.stack(
        [
            nn.functional.conv2d(
                features[:, [k]], after.weight[:, [k]].detach().double(), padding=1
            )
            for k in range(features.shape[1])
        ]
    )
    if layer == 2:
        parts = parts.mean(dim=(3, 4), keepdim=True)
    flat = parts.transpose(1, 2).flatten(2)  # map, output, sample
    expected = torch.einsum("aos,bos->ab", flat, flat) / flat.shape[2]
    ours = response_products(measured(network, layer=layer, data=data))
    np.testing.assert_allclose(ours, expected.numpy(), rtol=1e-3, atol=1e-7)


def test_thinet_finds_the_pair_that_cancels() -> None:
    rng = np.random.default_rng(0)
    parts = rng.normal(size=(5, 200))
    parts[1] *= 0.5
    parts[3] = -parts[1]
    parts[0] *= 0.1
    order = thinet_order(parts @ parts.T)
    assert order[0] == 0
    assert set(order[1:3]) == {1, 3}
    assert sorted(order) == list(range(5))


def test_thinets_factors_are_least_squares() -> None:
    parts = np.random.default_rng(1).normal(size=(6, 300)) + 0.5
    kept = (0, 2, 3, 5)
    expected = np.linalg.lstsq(parts[list(kept)].T, parts.sum(axis=0), rcond=None)[0]
    np.testing.assert_allclose(thinet_factors(parts @ parts.T, kept), expected, rtol=1e-6)


def test_rescaling_comes_nearer_to_the_original_responses() -> None:
    network, data = random_network(), random_data()
    layer = measured(network, data=data)
    options = PruningOptions(preset=PruningPreset.PAPER)
    plan = plan_of_maps(layer.angles(options), options, [0, 3, 4, 8])
    zeroed = masked(network, plan)
    factors = thinet_factors(response_products(layer), plan.survivors)
    scaled = rescaled(zeroed, plan, factors)
    features = network.features(to_input(data.faces, PRE)).detach()

    def error(candidate: EmotionCNN) -> float:
        # Without biases: ThiNet leaves them as they are.
        difference = candidate.head.conv(features) - network.head.conv(features)
        return float(difference.detach().square().sum())

    assert error(scaled) < error(zeroed)
    assert not bool((scaled.head.conv.weight[:, list(plan.gone)] != 0).any())


@pytest.mark.parametrize("layer", [1, 2])
def test_the_surgeons_first_choice_leaves_the_smallest_error_after_a_refit(layer: int) -> None:
    network, data = random_network(), random_data(count=200)
    measurement = measured(network, layer=layer, data=data)
    options = PruningOptions(preset=PruningPreset.REFIT, ridge=1e-6)
    after = next_convolution(network, layer)
    features = network.features(to_input(data.faces, PRE), stop=layer).detach()

    def error(gone: list[int]) -> float:
        plan = plan_of_maps(measurement.angles(options), options, gone)
        fitted = next_convolution(masked(network, plan, measurement.statistics), layer)
        difference = fitted(features) - after(features)
        if layer == 2:
            difference = difference.mean(dim=(2, 3))
        return float(difference.detach().square().sum())

    errors = [error([index]) for index in range(measurement.maps)]
    scores = score_maps(Criterion.OBS, measurement, options=options)
    first, second = np.argsort(scores)[:2]
    assert errors[first] <= min(errors) * 1.05
    pairs = [error([first, index]) for index in range(measurement.maps) if index != first]
    assert error([first, second]) <= min(pairs) * 1.05


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_magnitude_zeroes_the_smallest_weights_of_both_convolutions(share: float) -> None:
    network = random_network()
    sparse, zeroed = magnitude_pruned(network, 1, share)
    total = 0
    for name in ("blocks.1.conv.weight", "blocks.2.conv.weight"):
        old, new = network.state_dict()[name], sparse.state_dict()[name]
        gone = new == 0
        total += int(gone.sum())
        assert torch.equal(new[~gone], old[~gone])
        if gone.any():
            assert old[gone].abs().max() <= old[~gone].abs().min()
    assert total == zeroed == round(share * 4 * 6 * 9) + round(share * 6 * 10 * 9)
    with pytest.raises(ConfigError):
        magnitude_pruned(network, 1, 1.0)


def test_a_measurement_checks_its_layer_and_faces() -> None:
    with pytest.raises(ConfigError):
        measured(layer=3)
    with pytest.raises(ConfigError):
        LayerMeasurement(random_network(), random_data(DOUBLE), layer=0)
    with pytest.raises(ConfigError):
        PruningData(random_data().faces[:1], PRE)
    with pytest.raises(ConfigError):
        PruningData(random_data().faces, PRE, np.zeros(3, np.int64))


@pytest.mark.parametrize("layer", range(3))
def test_compaction_agrees_with_torch_pruning(layer: int) -> None:
    from emotion_gui.core.evaluation.complexity import complexity
    from emotion_gui.core.pruning.compaction import compact

    network, data = random_network(SMALL), random_data()
    options = PruningOptions()
    measurement = measured(network, layer=layer, data=data)
    chosen = lowest(score_maps(Criterion.L1, measurement), network.spec.widths[layer] // 2).tolist()
    plan = plan_of_maps(measurement.angles(options), options, chosen)
    ours = compact(masked(network, plan), plan)
    pixels = to_input(data.faces, PRE)
    logits = ours(pixels)
    theirs = network
    oracle_pruner = tp.DependencyGraph().build_dependency(theirs, pixels[:1])
    oracle_pruner.get_pruning_group(
        theirs.blocks[layer].conv, tp.prune_conv_out_channels, idxs=chosen
    ).prune()
    macs, parameters = tp.utils.count_ops_and_params(theirs, pixels[:1])
    cost = complexity(ours)
    assert cost.parameters == parameters
    # torch-pruning's count includes the element-wise layers; convolutions are compared one by one.
    assert [tuple(c.weight.shape) for c in convolutions(ours)] == [
        tuple(c.weight.shape) for c in convolutions(theirs)
    ]
    assert 0 < cost.macs <= macs
    torch.testing.assert_close(logits, theirs(pixels), rtol=0, atol=1e-5)


def convolutions(network: nn.Module) -> list[nn.Conv2d]:
    found = [part for part in network.modules() if isinstance(part, nn.Conv2d)]
    assert all(a.out_channels == b.in_channels for a, b in itertools.pairwise(found))
    return found


def test_the_surgeon_can_be_stopped_at_work() -> None:
    stop = False
    context = JobContext(is_cancelled=lambda: stop)
    layer = LayerMeasurement(random_network(), random_data(), layer=2, context=context)
    assert layer.statistics.inputs is not None
    stop = True
    with pytest.raises(JobCancelled):
        score_maps(Criterion.OBS, layer)


@pytest.mark.parametrize("criterion", [Criterion.TAYLOR_WEIGHTS, Criterion.TAYLOR], ids=str)
def test_scores_by_slopes_can_be_stopped_at_work(criterion: Criterion) -> None:
    stop = False
    context = JobContext(is_cancelled=lambda: stop)
    layer = LayerMeasurement(random_network(), random_data(), layer=2, context=context)
    stop = True
    with pytest.raises(JobCancelled):
        score_maps(criterion, layer)


def test_thinets_factors_do_not_depend_on_the_unit_of_the_responses() -> None:
    parts = np.random.default_rng(2).normal(size=(6, 300)) + 0.5
    usual = thinet_factors(parts @ parts.T, (1, 2, 4))
    faint = thinet_factors(parts @ parts.T * 1e-14, (1, 2, 4))
    np.testing.assert_allclose(faint, usual, rtol=1e-9)
