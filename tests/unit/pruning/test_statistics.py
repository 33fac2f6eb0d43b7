"""Which faces a layer is observed on, and the line that a map is told by."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from helpers.pruning import random_network

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import activations
from emotion_gui.core.pruning.activations import ObservedLayer, layer_activations, record
from emotion_gui.core.pruning.options import Reduce
from emotion_gui.core.pruning.statistics import MomentAccumulator, Moments

SPEC = NetworkSpec(modules=((3,), (4,)), pooled=(True, True), input_side=8)


def observed(faces: np.ndarray, *, step: int = 1) -> torch.Tensor:
    """What a layer gives for every step-th face, batch after batch."""
    layer = ObservedLayer(random_network(SPEC), faces, Preprocessing(side=8), 1)
    rows, values = zip(*layer.batches("looking", step=step), strict=True)
    assert [part.start for part in rows] == [0, *(part.stop for part in rows[:-1])]
    return torch.cat(values)


def test_every_third_face_is_every_third_face_across_batches() -> None:
    faces = np.random.default_rng(2).integers(0, 256, (1000, 8, 8), dtype=np.uint8)
    third = observed(faces, step=3)
    assert len(third) == 334  # two batches of 256 at most
    torch.testing.assert_close(third, observed(faces[::3]))
    torch.testing.assert_close(third, observed(faces)[::3], atol=1e-5, rtol=1e-5)


def test_a_map_is_told_by_the_line_of_least_squares() -> None:
    rng = np.random.default_rng(3)
    kept = rng.normal(5, 2, 4000)
    rows = np.stack([kept, 0.3 * kept - 1 + rng.normal(0, 0.1, 4000)], axis=1)
    moments = MomentAccumulator(2)
    for block in np.array_split(rows, 7):
        moments.add(block)
    alpha, beta = moments.result().fit(1, 0)
    slope, offset = np.polyfit(rows[:, 0], rows[:, 1], 1)
    np.testing.assert_allclose((alpha, beta), (slope, offset), rtol=1e-6)


def test_a_constant_map_tells_nothing_of_another() -> None:
    """Its variance is rounding: a slope from it would be a number without meaning."""
    mean = np.array([1000.0, 3.0])
    noise = np.array([[1e-9, 2e-3], [2e-3, 4.0]])
    assert Moments(mean, noise).fit(dropped=1, kept=0) == (0.0, 3.0)


def test_statistics_of_a_large_layer_are_those_of_every_third_face(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of all batches alike: none begins anew at its first face."""
    faces = np.random.default_rng(4).integers(0, 256, (700, 8, 8), dtype=np.uint8)
    layer = ObservedLayer(random_network(SPEC), faces, Preprocessing(side=8), layer=0)
    positions = layer.side**2
    monkeypatch.setattr(activations, "_MOST_POSITIONS", 700 * positions // 3 + 1)
    recorded = record(layer)
    whole = layer_activations(layer, reduce=Reduce.FLATTEN).reshape(700, positions, -1)
    third = whole[::3].reshape(-1, layer.maps).astype(float)
    np.testing.assert_allclose(recorded.statistics.maps.mean, third.mean(axis=0), atol=1e-6)
    covariance = np.cov(third, rowvar=False, bias=True)
    np.testing.assert_allclose(recorded.statistics.maps.covariance, covariance, atol=1e-6)
    np.testing.assert_allclose(recorded.means, whole.mean(axis=1), atol=1e-5)


def test_of_a_large_flattened_layer_every_other_face_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faces = np.random.default_rng(4).integers(0, 256, (60, 8, 8), dtype=np.uint8)
    layer = ObservedLayer(random_network(SPEC), faces, Preprocessing(side=8), layer=0)
    whole = layer_activations(layer, reduce=Reduce.FLATTEN)
    monkeypatch.setattr(activations, "_MOST_VALUES", whole.size // 2)
    half = layer_activations(layer, reduce=Reduce.FLATTEN)
    wanted = whole.reshape(60, layer.side**2, -1)[::2].reshape(half.shape)
    np.testing.assert_allclose(half, wanted, atol=1e-6)
