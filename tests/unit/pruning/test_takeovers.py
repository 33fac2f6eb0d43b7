"""Who stands for whom after maps are gone, as published: hand-made cases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from helpers.pruning import SMALL, random_data, random_network
from scipy.cluster.hierarchy import fcluster, linkage

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


def test_the_tree_of_folding_is_wards() -> None:
    points = np.random.default_rng(2).normal(size=(12, 5))
    merges = fold_merges(points)
    for left in (2, 5, 9):
        found = folded(points, merges, 12 - left)
        ours = found.outgoing.argmax(axis=1)
        theirs = fcluster(linkage(points, "ward"), left, "maxclust")
        together = ours[:, None] == ours[None, :]
        assert (together == (theirs[:, None] == theirs[None, :])).all()
        gone = set(fold_order(merges)[: 12 - left].tolist())
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
