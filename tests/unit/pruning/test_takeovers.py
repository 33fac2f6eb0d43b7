"""Who stands for whom after maps are gone, as published: hand-made cases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from helpers.pruning import SMALL, random_data, random_network
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linprog
from scipy.spatial.distance import cdist

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.comparison_table import Candidate, WeightUpdate
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.masking import bias_of
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.takeovers import (
    Takeover,
    fold_merges,
    fold_order,
    folded,
    folded_filters,
    fused,
    merged_neurons,
    reconstructed,
    taken_over,
    transport,
)

LAST = len(SMALL.widths) - 1
FILTERS = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0], [0.0, -3.0]])


def test_a_filter_twice_as_long_is_taken_over_twice() -> None:
    takeover = merged_neurons(FILTERS, np.zeros(4), (0, 2))
    assert takeover.outgoing.tolist() == [[1, 0], [2, 0], [0, 1], [0, 0]]
    assert takeover.mixtures is None


def test_of_two_parallel_filters_the_one_with_the_fitting_constant_takes_over() -> None:
    filters = np.array([[1.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    takeover = merged_neurons(filters, np.array([5.0, 1.0, 2.0]), (0, 1))
    assert takeover.outgoing[2].tolist() == [0, 2]


def test_a_sum_of_two_maps_is_reconstructed_from_both() -> None:
    values = np.random.default_rng(0).normal(size=(500, 2)) + 1
    values = np.column_stack([values, values.sum(axis=1)])
    takeover = reconstructed(values.T @ values / 500, (0, 1), ridge=1e-9)
    np.testing.assert_allclose(takeover.outgoing, [[1, 0], [0, 1], [1, 1]], atol=1e-6)


def test_what_is_alike_is_transported_together() -> None:
    filters = np.array([[1.0, 0.0], [1.1, 0.0], [0.0, 3.0], [0.0, 3.1]])
    takeover = fused(filters, np.ones(4), (0, 2))
    assert takeover.mixtures is not None
    np.testing.assert_allclose(takeover.outgoing, [[1, 0], [1, 0], [0, 1], [0, 1]], atol=1e-6)
    np.testing.assert_allclose(takeover.mixtures, [[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]], atol=1e-6)


def test_a_transport_keeps_both_distributions() -> None:
    random = np.random.default_rng(1)
    costs, given, taken = random.random((6, 3)), random.random(6), random.random(3)
    given, taken = given / given.sum(), taken / taken.sum()
    plan = transport(costs, given, taken)
    np.testing.assert_allclose(plan.sum(axis=1), given, rtol=1e-9)
    np.testing.assert_allclose(plan.sum(axis=0), taken, rtol=1e-3)


@pytest.mark.parametrize("seed", range(2, 6))
def test_the_tree_of_folding_is_wards(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(24, 3))
    merges, tree = fold_merges(points), linkage(points, "ward")
    for left in range(1, 24):
        found = folded(points, merges, 24 - left)
        ours = found.outgoing.argmax(axis=1)
        theirs = fcluster(tree, left, "maxclust")
        together = ours[:, None] == ours[None, :]
        assert (together == (theirs[:, None] == theirs[None, :])).all()
        gone = set(fold_order(merges)[: 24 - left].tolist())
        assert gone.isdisjoint(found.survivors)


def test_a_mean_of_unlike_filters_is_stretched_to_their_deviation() -> None:
    filters = np.array([[1.0, 0.0], [0.0, 1.0], [9.0, 9.0]])
    takeover = folded(filters, fold_merges(filters), 1)
    assert takeover.survivors == (0, 2)
    assert takeover.stretch is not None
    np.testing.assert_allclose(takeover.stretch, [np.sqrt(2), 1])


def _copied(gone: int, kept: int) -> EmotionCNN:
    """A network in which map `gone` of the last layer says what `kept` says."""
    network = random_network()
    block = network.blocks[LAST]
    with torch.no_grad():
        for values in (block.conv.weight, bias_of(block.conv), *block.bn.state_dict().values()):
            if values.dim():
                values[gone] = values[kept]
    return network


TAKEOVERS: dict[str, Callable[[EmotionCNN, tuple[int, ...]], Takeover]] = {
    "neuron merging": lambda network, kept: merged_neurons(*folded_filters(network, LAST), kept),
    "GRAIL": lambda network, kept: reconstructed(_gram(network), kept, ridge=1e-9),
    "folding": lambda network, kept: _folded(network, kept),
}


def _gram(network: EmotionCNN) -> np.ndarray:
    maps = LayerMeasurement(network, random_data(), layer=LAST).statistics.maps
    return np.asarray(maps.covariance + np.outer(maps.mean, maps.mean))


def _folded(network: EmotionCNN, kept: tuple[int, ...]) -> Takeover:
    filters, _ = folded_filters(network, LAST)
    takeover = folded(filters, fold_merges(filters), 1)
    assert takeover.survivors == kept
    return takeover


@pytest.mark.parametrize("name", TAKEOVERS)
def test_a_copied_map_goes_without_a_trace(name: str) -> None:
    network = _copied(gone=3, kept=1)
    kept = tuple(index for index in range(SMALL.widths[LAST]) if index != 3)
    changed = taken_over(network, LAST, TAKEOVERS[name](network, kept))
    pixels = to_input(random_data().faces[:8], random_data().preprocessing)
    with torch.inference_mode():
        before, after = network.eval()(pixels), changed.eval()(pixels)
    torch.testing.assert_close(after, before, rtol=1e-3, atol=1e-4)


def test_only_folding_names_clusters() -> None:
    with pytest.raises(ConfigError):
        Candidate(Criterion.L1, WeightUpdate.FOLDED)


def test_filters_with_their_batch_norm_say_what_the_block_says() -> None:
    """Also where the variance is so small that what is added to it counts."""
    network = random_network()
    block = network.blocks[1]
    with torch.no_grad():
        block.bn.running_var.copy_(torch.tensor([0.0, 1e-6, 1e-5, 1e-3, 0.5, 2.0]))
        block.bn.weight[2] *= -1
        filters, offsets = folded_filters(network, 1)
        before = network.features(
            to_input(random_data().faces, random_data().preprocessing), stop=0
        )
        weight = torch.from_numpy(filters).reshape(block.conv.weight.shape)
        said = torch.nn.functional.conv2d(
            before.double(), weight, torch.from_numpy(offsets), padding=1
        )
        torch.testing.assert_close(said.float(), block.bn(block.conv(before)), rtol=1e-3, atol=1e-3)


def test_a_survivor_says_the_mixture_of_what_its_own_said() -> None:
    """Its part around the mean as much longer as was asked for; mean and constant mix as well."""
    network, data = random_network(), random_data()
    rng = np.random.default_rng(3)
    mixtures, stretch = rng.random((2, 6)), np.array([1.0, 1.7])
    mixtures /= mixtures.sum(axis=1, keepdims=True)
    changed = taken_over(network, 1, Takeover((1, 4), rng.random((6, 2)), mixtures, stretch))
    with torch.no_grad():
        front = network.features(to_input(data.faces, data.preprocessing), stop=0)
        norm, conv = network.blocks[1].bn, network.blocks[1].conv
        constant = torch.from_numpy(mixtures).float() @ norm.bias
        around = torch.einsum(
            "om,nmhw->nohw", torch.from_numpy(mixtures).float(), norm(conv(front))
        )
        around = (around - constant[:, None, None]) * torch.from_numpy(stretch).float()[
            :, None, None
        ]
        made = changed.blocks[1].bn(changed.blocks[1].conv(front))[:, [1, 4]]
    torch.testing.assert_close(made, around + constant[:, None, None], rtol=1e-4, atol=1e-4)


def test_alone_a_map_keeps_the_variance_that_it_had() -> None:
    network = random_network()
    alone = Takeover((0, 3), np.eye(6)[:, [0, 3]], np.eye(6)[[0, 3]])
    norm = taken_over(network, 1, alone).blocks[1].bn
    wanted = network.blocks[1].bn.weight[[0, 3]].detach().square()
    torch.testing.assert_close(norm.running_var[[0, 3]], wanted)
    assert not norm.running_mean[[0, 3]].any()


@pytest.mark.parametrize(("share", "column"), [(1.0, 0), (0.0, 1)])
def test_filters_and_constants_have_their_shares_in_the_choice(share: float, column: int) -> None:
    """The first survivor's filter is the nearer one, the second's constant is."""
    filters = np.array([[1.0, 0.1], [1.0, 1.0], [2.0, 0.0]])
    found = merged_neurons(filters, np.array([5.0, 1.0, 1.4]), (0, 1), filter_share=share)
    assert np.flatnonzero(found.outgoing[2]).tolist() == [column]
    length = np.linalg.norm(filters[column])
    assert found.outgoing[2, column] == pytest.approx(2 / length)


def test_filters_that_are_just_similar_enough_merge() -> None:
    filters = np.array([[1.0, 0.0], [0.6, 0.8]])
    for least, taken in ((0.6, 1.0), (0.61, 0.0)):
        found = merged_neurons(filters, np.zeros(2), (0,), least_similarity=least)
        assert found.outgoing[1, 0] == pytest.approx(taken)


def test_a_transport_costs_hardly_more_than_the_cheapest() -> None:
    random = np.random.default_rng(5)
    costs, given, taken = random.random((5, 3)), random.random(5), random.random(3)
    given, taken = given / given.sum(), taken / taken.sum()
    rows = [np.kron(np.eye(5)[k], np.ones(3)) for k in range(5)]
    columns = [np.kron(np.ones(5), np.eye(3)[k]) for k in range(3)]
    best = linprog(costs.ravel(), A_eq=[*rows, *columns], b_eq=[*given, *taken])
    spent = float((transport(costs, given, taken) * costs).sum())
    assert best.fun - 1e-6 <= spent <= 1.02 * best.fun


def test_what_is_more_important_weighs_more_in_a_mean() -> None:
    filters = np.array([[1.0, 0.0], [1.0, 0.0], [5.0, 0.0]])
    found = fused(filters, np.array([3.0, 1.0, 0.0]), (0,))
    assert found.mixtures is not None
    np.testing.assert_allclose(found.mixtures, [[0.75, 0.25, 0.0]], atol=1e-6)
    np.testing.assert_allclose(found.outgoing, np.ones((3, 1)), atol=1e-6)


def test_a_fusion_is_the_transport_over_the_distances_of_filters() -> None:
    random = np.random.default_rng(4)
    filters, importance = random.normal(size=(7, 5)), random.random(7)
    kept = [0, 2, 5]
    masses = importance / importance.sum()
    plan = transport(cdist(filters, filters[kept]), masses, masses[kept] / masses[kept].sum())
    found = fused(filters, importance, kept)
    assert found.mixtures is not None
    np.testing.assert_allclose(found.outgoing, plan / plan.sum(axis=1)[:, None], atol=1e-5)
    np.testing.assert_allclose(found.mixtures, (plan / plan.sum(axis=0)).T, atol=1e-5)
