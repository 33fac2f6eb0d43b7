"""Greedy orders against their definitions, with every map tried at every step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import torch
from helpers.pruning import PRE, measured, random_data, random_network
from sklearn.feature_selection import f_classif
from torch import nn

from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning import fisher, measurement
from emotion_gui.core.pruning.fisher import contribution_products, exact_fisher_steps
from emotion_gui.core.pruning.masking import affine_head, next_convolution
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.scores import (
    outgoing_weights,
    response_products,
    surgeon_steps,
    takeover_steps,
    thinet_order,
)
from emotion_gui.core.pruning.statistics import MomentAccumulator, active_taps

Doubles = npt.NDArray[np.float64]


def greedily(maps: int, lost: Callable[[list[int]], float]) -> tuple[list[int], list[float]]:
    """Each time the map with which the least is lost in all, and what it adds to that."""
    order, losses = list[int](), [0.0]
    while len(order) < maps:
        left = [index for index in range(maps) if index not in order]
        tried = {index: lost([*order, index]) for index in left}
        order.append(min(left, key=tried.__getitem__))
        losses.append(tried[order[-1]])
    return order, np.diff(losses).tolist()


def after_a_refit(weights: Doubles, curvature: Doubles, gone: list[int], size: int) -> float:
    """What the best values of all other weights leave, where these blocks of weights are 0."""
    rows = np.concatenate([np.arange(index * size, (index + 1) * size) for index in gone])
    own = np.linalg.inv(curvature)[np.ix_(rows, rows)]
    return float((weights[rows] * np.linalg.solve(own, weights[rows])).sum())


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("rooted", [False, True])
def test_the_surgeon_refits_after_every_step(layer: int, rooted: bool) -> None:
    measurement = measured(layer=layer)
    assert measurement.statistics.inputs is not None
    covariance = measurement.statistics.inputs.covariance
    ridge, taps = 0.05, len(active_taps(measurement.side))
    curvature = covariance + ridge * np.diag(covariance).mean() * np.eye(len(covariance))
    weights = outgoing_weights(measurement)
    root = np.random.default_rng(3).normal(size=(len(weights), len(weights))) if rooted else None
    moved = weights if root is None else root @ weights
    found = surgeon_steps(measurement, ridge=ridge, root=root)
    order, _ = greedily(
        measurement.maps, lambda gone: after_a_refit(moved.T, curvature, gone, taps)
    )
    assert found.order.tolist() == order
    assert found.scores[order].tolist() == list(range(measurement.maps))
    assert set(found.partners.tolist()) == {-1}
    assert np.isnan(found.nats).all()


def _curvature(layer: LayerMeasurement) -> tuple[Doubles, Doubles, Doubles]:
    """Of the head's weights, face by face; their values; and each face's roots of its metric."""
    weight, bias = affine_head(layer.network, 1)
    values = torch.cat([weight, bias[:, None]], dim=1)
    rows = torch.from_numpy(layer.recording.means).double()
    rows = torch.cat([rows, torch.ones(len(rows), 1)], dim=1)
    chances = torch.softmax(rows @ values.T, dim=1)
    metrics = [torch.diag(p) - torch.outer(p, p) for p in chances]
    found = sum(
        torch.kron(torch.outer(x, x), metric) for x, metric in zip(rows, metrics, strict=True)
    )
    assert isinstance(found, torch.Tensor)
    flat = values.T.reshape(-1)
    return (found / len(rows)).numpy(), flat.numpy(), torch.stack(metrics).numpy()


@pytest.mark.parametrize("every", [3, 32])
def test_fisher_tells_who_goes_and_what_each_step_costs(
    monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setattr(fisher, "_COMPACT_EVERY", every)
    layer = measured()
    curvature, values, metrics = _curvature(layer)
    classes = metrics.shape[1]
    damping = 1e-4 * np.diag(curvature)[: layer.maps * classes].mean()
    damped = curvature + damping * np.eye(len(curvature))
    order, costs = greedily(
        layer.maps, lambda gone: after_a_refit(values[:, None], damped, gone, classes)
    )
    found = exact_fisher_steps(layer)
    assert found.order.tolist() == order
    np.testing.assert_allclose(found.nats, np.array(costs) / 2, rtol=1e-4)
    assert set(found.partners.tolist()) == {-1}


def test_contributions_are_what_no_constant_can_say() -> None:
    layer = measured()
    _, _, metrics = _curvature(layer)
    weight, _ = affine_head(layer.network, 1)
    lengths, axes = np.linalg.eigh(metrics)
    roots = np.sqrt(np.maximum(lengths, 0))[:, :, None] * axes.transpose(0, 2, 1)
    values = layer.recording.means.astype(np.float64)
    own = np.einsum("nkl,nm,lm->nkm", roots, values, weight.numpy()).reshape(-1, layer.maps)
    constants = roots.reshape(-1, roots.shape[2])
    left = own - constants @ np.linalg.lstsq(constants, own, rcond=1e-9)[0]
    wanted = left.T @ left / len(values)
    np.testing.assert_allclose(contribution_products(layer), wanted, atol=1e-6 * wanted.max())


def test_one_takes_over_what_lies_along_it() -> None:
    vectors = np.random.default_rng(4).normal(size=(7, 9))
    found = takeover_steps(vectors @ vectors.T)
    left = {index: vector.copy() for index, vector in enumerate(vectors)}
    for step in range(len(vectors) - 1):
        lost = {
            (goes, takes): float(a @ a - (a @ b) ** 2 / (b @ b))
            for goes, a in left.items()
            for takes, b in left.items()
            if goes != takes
        }
        goes, takes = min(lost, key=lost.__getitem__)
        assert (found.order[step], found.partners[step]) == (goes, takes)
        assert found.nats[step] == pytest.approx(lost[goes, takes] / 2)
        b = left[takes]
        left[takes] = b + (left.pop(goes) @ b) / (b @ b) * b
    assert (found.order[-1], found.partners[-1]) == (next(iter(left)), -1)
    assert np.isnan(found.nats[-1])


def test_a_map_without_contribution_goes_first_and_takes_over_nothing() -> None:
    vectors = np.array([[1.0, 0.2], [0.0, 0.0], [0.3, 1.0]])
    found = takeover_steps(vectors @ vectors.T)
    assert found.order[0] == 1
    assert found.nats[0] == 0
    assert 1 not in found.partners


def test_thinet_adds_the_map_with_which_least_is_lost() -> None:
    parts = np.random.default_rng(5).normal(size=(8, 6))
    order, _ = greedily(8, lambda gone: float(np.square(parts[gone].sum(axis=0)).sum()))
    assert thinet_order(parts @ parts.T).tolist() == order


@pytest.mark.parametrize("layer", [1, 2])
def test_products_after_a_matrix_leave_constants_aside(layer: int) -> None:
    network, data = random_network(), random_data()
    after = next_convolution(network, layer)
    features = network.features(to_input(data.faces, PRE), stop=layer).detach().double()
    weight = after.weight.detach().double()
    parts = torch.stack(
        [
            nn.functional.conv2d(features[:, [k]], weight[:, [k]], padding=1)
            for k in range(features.shape[1])
        ]
    )
    if layer == 2:
        parts = parts.mean(dim=(3, 4), keepdim=True)
    root = np.random.default_rng(6).normal(size=(len(weight), len(weight)))
    mean = parts.mean(dim=(1, 3, 4), keepdim=True)
    moved = torch.einsum("op,msphw->moshw", torch.from_numpy(root), parts - mean).flatten(1)
    wanted = (moved @ moved.T / (parts[0, :, 0].numel())).numpy()
    ours = response_products(measured(network, layer=layer, data=data), root=root)
    np.testing.assert_allclose(ours, wanted, rtol=1e-3, atol=1e-6 * wanted.max())


@pytest.mark.parametrize("rows", [7, 4096])
def test_the_discriminant_is_the_f_statistic(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """But for the degrees of freedom; classes of different sizes, read in pieces or at once."""
    monkeypatch.setattr(measurement, "_CHUNK_ROWS", rows)
    data = random_data()
    labels = np.repeat([0, 2, 3], [8, 20, 32]).astype(np.int64)
    network = random_network()
    with torch.no_grad():
        network.blocks[2].bn.weight[4] = 0.0  # a map that never varies
    layer = measured(network, data=PruningData(data.faces, PRE, labels))
    varies = np.arange(layer.maps) != 4
    wanted, _ = f_classif(layer.recording.means[:, varies].astype(np.float64), labels)
    np.testing.assert_allclose(layer.discriminant[varies], wanted * (3 - 1) / (60 - 3), rtol=1e-6)
    assert layer.discriminant[4] == 0


def test_moments_in_pieces_are_those_of_all_rows() -> None:
    """Far from 0, where sums of products would cancel."""
    rows = np.random.default_rng(7).normal(size=(50, 3)) * [1, 2, 3] + [1e6, -5, 0]
    moments = MomentAccumulator(3)
    for start, stop in ((0, 0), (0, 1), (1, 20), (20, 50)):
        moments.add(rows[start:stop])
    found = moments.result()
    np.testing.assert_allclose(found.mean, rows.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(rows.T, bias=True), rtol=1e-6)
    np.testing.assert_allclose(found.deviation, rows.std(axis=0), rtol=1e-6)
    nothing = MomentAccumulator(2).result()
    assert not nothing.mean.any()
    assert not nothing.covariance.any()


def test_maps_that_never_answer_cost_nothing_or_next_to_it() -> None:
    network = random_network()
    data = random_data(network.spec)
    with torch.no_grad():
        for parameter in network.blocks[-1].parameters():
            parameter.zero_()
    found = exact_fisher_steps(measured(network, data=data))
    assert sorted(found.order.tolist()) == list(range(network.spec.widths[-1]))
    assert ((found.nats >= 0) & (found.nats < 1e-9)).all()
