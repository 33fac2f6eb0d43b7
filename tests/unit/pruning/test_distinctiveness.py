"""Angles: exactness, special vectors, normalisations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import leaves_list, linkage

from emotion_gui.core.errors import ActivationShapeError
from emotion_gui.core.pruning.clustering import clustered_order
from emotion_gui.core.pruning.distinctiveness import (
    SortedPairs,
    cluster_order,
    complementary_pairs,
    normalise_activations,
    normalised_gram,
    pairwise_angles,
    silent_maps,
    similar_pairs,
    vector_lengths,
)
from emotion_gui.core.pruning.options import Normalisation


def test_same_opposite_and_right_angles() -> None:
    rng = np.random.default_rng(0)
    one = rng.uniform(0, 1, 20_000).astype(np.float32)
    activations = np.stack([one, one, 1 - one, 0.5 + (one - 0.5) / 2], axis=1)
    angles = pairwise_angles(activations)
    assert angles[0, 1] < 1e-5
    assert angles[0, 2] > 180 - 1e-4
    assert angles[0, 3] < 1e-4
    assert np.array_equal(angles, angles.T)
    assert not np.diag(angles).any()
    square = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert pairwise_angles(square)[0, 1] == pytest.approx(90.0)


def test_rounding_takes_no_angle_away() -> None:
    """Whatever the values: a cosine may come out a little over 1."""
    some = np.random.default_rng(1).uniform(0, 1, (7, 200)) * 10.0 ** np.arange(-3, 4)[:, None]
    angles = pairwise_angles(np.hstack([some, 3 * some, -some]), center=0)
    count = some.shape[1]
    assert np.isfinite(angles).all()
    assert np.diag(angles[:count, count : 2 * count]).max() < 1e-5
    assert np.diag(angles[:count, 2 * count :]).min() > 180 - 1e-5


def test_a_map_that_never_leaves_the_centre_has_no_angle() -> None:
    activations = np.array([[0.1, 0.5], [0.9, 0.5], [0.2, 0.5]])
    angles = pairwise_angles(activations)
    assert np.isnan(angles[1]).all()
    assert np.isnan(angles[:, 1]).all()
    assert angles[0, 0] == 0
    assert similar_pairs(angles, 90) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 9999), rows=st.integers(2, 60), maps=st.integers(2, 8))
def test_against_the_textbook_formula(seed: int, rows: int, maps: int) -> None:
    activations = np.random.default_rng(seed).uniform(0, 1, (rows, maps))
    angles = pairwise_angles(activations)
    centred = activations - 0.5
    for i in range(maps):
        for j in range(i):
            a, b = centred[:, i], centred[:, j]
            cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
            assert angles[i, j] == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-5)


def test_normalisations() -> None:
    activations = np.array([[0.0, 2.0, 3.0], [1.0, 4.0, 3.0], [4.0, 3.0, 3.0]], np.float32)
    layer = normalise_activations(activations, Normalisation.LAYER)
    assert np.allclose(layer, activations / 4 - 0.5)
    each = normalise_activations(activations, Normalisation.PER_MAP)
    assert np.allclose(each[:, :2], [[-0.5, -0.5], [-0.25, 0.5], [0.5, 0.0]])
    assert np.allclose(each[:, 2], -0.5)
    centred = normalise_activations(activations, Normalisation.CENTRED)
    correlation = np.corrcoef(activations[:, :2].T.astype(np.float64))[0, 1]
    angle = pairwise_angles(centred, center=0)[0, 1]
    assert np.cos(np.radians(angle)) == pytest.approx(correlation)
    assert not centred[:, 2].any()
    assert np.array_equal(normalise_activations(activations, Normalisation.NONE), activations)


def test_a_large_constant_map_has_no_direction_when_centred() -> None:
    activations = np.full((1001, 2), 0.1, np.float32)
    activations[:, 1] = np.linspace(0, 1, 1001)
    angles = pairwise_angles(normalise_activations(activations, Normalisation.CENTRED), center=0)
    assert np.isnan(angles[0]).all()


def test_pairs_are_sorted_with_ties_by_index() -> None:
    angles = np.full((4, 4), 90.0)
    for i, j, value in ((0, 3, 5.0), (1, 2, 5.0), (0, 1, 2.0), (2, 3, 175.0), (1, 3, 175.0)):
        angles[i, j] = angles[j, i] = value
    assert [(p.i, p.j) for p in similar_pairs(angles, 6)] == [(0, 1), (0, 3), (1, 2)]
    assert [(p.i, p.j) for p in similar_pairs(angles, 5)] == [(0, 1)]
    assert [(p.i, p.j) for p in complementary_pairs(angles, 170)] == [(1, 3), (2, 3)]
    assert complementary_pairs(angles, 175) == []
    assert len(SortedPairs.of(angles).i) == 6


def test_silent_maps_are_short_against_the_longest() -> None:
    lengths = vector_lengths(np.array([[3.0, 0.0, 0.02], [-3.0, 0.0, 0.02]]))
    assert lengths.tolist() == [3.0, 0.0, 0.02]
    assert silent_maps(lengths, fraction=0.01).tolist() == [False, True, True]
    assert silent_maps(lengths, fraction=0.0).tolist() == [False, True, False]
    assert silent_maps(np.zeros(3)).all()


def test_clusters_are_those_of_average_linkage() -> None:
    rng = np.random.default_rng(5)
    for n in (3, 4, 7, 30, 90):
        angles = pairwise_angles(rng.normal(size=(60, n)), center=0)
        condensed = angles[np.triu_indices(n, k=1)]
        assert (
            clustered_order(angles).tolist() == leaves_list(linkage(condensed, "average")).tolist()
        )
    assert sorted(clustered_order(np.zeros((6, 6)))) == list(range(6))  # all the same


def test_cluster_order() -> None:
    rng = np.random.default_rng(0)
    base = rng.normal(size=(500, 3))
    mixed = np.concatenate([base + 0.01 * rng.normal(size=base.shape) for _ in range(3)], axis=1)
    angles = pairwise_angles(mixed, center=0)
    kinds = [int(k) % 3 for k in cluster_order(angles)]
    assert sum(a != b for a, b in itertools.pairwise(kinds)) == 2
    angles[4] = angles[:, 4] = np.nan
    order = cluster_order(angles)
    assert sorted(order.tolist()) == list(range(9))
    assert order[-1] == 4
    assert cluster_order(angles[:2, :2]).tolist() == [0, 1]


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((1, 4)), np.full((3, 2), np.nan)])
def test_shapes_that_are_refused(bad: np.ndarray) -> None:
    with pytest.raises(ActivationShapeError):
        pairwise_angles(bad)
    with pytest.raises(ActivationShapeError):
        normalise_activations(bad)


@pytest.mark.parametrize("how", Normalisation)
def test_products_of_vectors_made_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch, how: Normalisation
) -> None:
    """A constant map and more rows than a piece holds are among them."""
    monkeypatch.setattr("emotion_gui.core.pruning.distinctiveness._CHUNK_ROWS", 7)
    activations = np.random.default_rng(4).gamma(2.0, 1.0, (30, 5)).astype(np.float32)
    activations[:, 3] = 0.1
    vectors = normalise_activations(activations, how)
    np.testing.assert_allclose(
        normalised_gram(activations, how), vectors.T @ vectors, rtol=1e-12, atol=1e-12
    )
