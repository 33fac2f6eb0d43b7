"""Criteria beside distinctiveness: one score a map, the lowest goes first.

A score says only which maps go. What becomes of the weights that read them (zeroed, refitted,
merged) is a second choice, so that criteria can be compared under the same one.

Sources:
    L1: Li et al. 2017, https://arxiv.org/abs/1608.08710
    L2: He et al. 2018 (soft filter pruning), https://arxiv.org/abs/1808.06866
    BN scale: Liu et al. 2017 (network slimming), https://arxiv.org/abs/1708.06519
    FPGM: He et al. 2019, https://arxiv.org/abs/1811.00250
    Taylor on outputs: Molchanov et al. 2017, https://arxiv.org/abs/1611.06440
    Taylor on weights: Molchanov et al. 2019, https://arxiv.org/abs/1906.10771
    APoZ: Hu et al. 2016 (network trimming), https://arxiv.org/abs/1607.03250
    ThiNet: Luo et al. 2017, https://arxiv.org/abs/1707.06342
    Surgeon: Hassibi & Stork 1993 (optimal brain surgeon), a layer at a time as in
        Dong et al. 2017, https://arxiv.org/abs/1705.07565
    Fisher: the same with the answers' curvature, see `fisher`
    Contributions: pairs of maps as in distinctiveness, in the metric of `fisher`
    Discriminant: Fisher 1936; for filters: Tian, Arbel & Clark 2017,
        https://arxiv.org/abs/1704.06305 (who rank by it after decorrelation; here a map by itself)
    Folding: Wang et al. 2025, https://arxiv.org/abs/2502.10216, see `takeovers`
    Magnitude of single weights: Han et al. 2015, https://arxiv.org/abs/1506.02626
    Distinctiveness: Gedeon & Harris 1991, on feature maps: Narayan & Ge (METHOD section 6)
"""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.criteria import Criterion as Criterion
from emotion_gui.core.pruning.distinctiveness import Indices, silent_maps
from emotion_gui.core.pruning.fisher import (
    contribution_products,
    exact_fisher_steps,
    has_exact_information,
    response_root,
)
from emotion_gui.core.pruning.greedy_order import GreedyOrder
from emotion_gui.core.pruning.masking import next_convolution
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.core.pruning.statistics import Doubles, active_taps
from emotion_gui.core.pruning.takeovers import fold_merges, fold_order, folded_filters

_SILENT_SCORE = 200.0  # after every angle
_LAST_SCORE = 360.0


def score_maps(
    criterion: Criterion,
    layer: LayerMeasurement,
    *,
    options: PruningOptions | None = None,
    seed: int = 0,
) -> Doubles:
    """One finite score a map; the lowest goes first, equal scores by index.

    Args:
        criterion: the ranking.
        layer: measured over training faces; with labels for Taylor's and the discriminant.
        options: normalisation and reduction for the angles, and what counts as silent.
        seed: of `random`.

    Raises:
        ConfigError: Taylor's or the discriminant without labels.
        JobCancelled: a stop was asked for while the layer was measured.
    """
    match criterion:
        case Criterion.DISTINCTIVENESS:
            options = options or PruningOptions()
            return angle_scores(layer.angles(options), options)
        case Criterion.IMPORTANCE:
            return layer.importance
        case Criterion.RANDOM:
            order = np.random.default_rng(seed).permutation(layer.maps)
            return _scores_of_order(order)
        case Criterion.TAYLOR:
            return layer.loss_slopes
        case Criterion.TAYLOR_WEIGHTS:
            product = own_filters(layer) * layer.weight_slopes.flatten(1).numpy()
            return np.asarray(np.abs(product.sum(axis=1)))
        case Criterion.APOZ:
            return layer.active_share
        case Criterion.THINET:
            return _scores_of_order(thinet_order(response_products(layer)))
        case Criterion.OBS:
            return surgeon_steps(layer, ridge=(options or PruningOptions()).ridge).scores
        case Criterion.FISHER:
            return fisher_steps(layer, ridge=(options or PruningOptions()).ridge).scores
        case Criterion.CONTRIBUTIONS:
            return takeover_steps(contributions(layer)).scores
        case Criterion.DISCRIMINANT:
            return layer.discriminant
        case Criterion.FOLDING:
            filters, _ = folded_filters(layer.network, layer.layer)
            return _scores_of_order(fold_order(fold_merges(filters)))
        case _:
            return _filter_scores(criterion, layer)


def _filter_scores(criterion: Criterion, layer: LayerMeasurement) -> Doubles:
    filters = own_filters(layer)
    match criterion:
        case Criterion.L1:
            return np.asarray(np.abs(filters).sum(axis=1))
        case Criterion.L2:
            return np.asarray(np.sqrt((filters**2).sum(axis=1)))
        case Criterion.BN_SCALE:
            norm = layer.network.blocks[layer.layer].bn
            assert isinstance(norm, nn.BatchNorm2d)
            return np.asarray(norm.weight.detach().cpu().double().abs().numpy())
        case _:  # FPGM
            points = torch.from_numpy(filters)
            exact = "donot_use_mm_for_euclid_dist"
            return np.asarray(torch.cdist(points, points, compute_mode=exact).sum(dim=1).numpy())


def lowest(scores: Doubles, count: int) -> Indices:
    """The `count` maps that go first, ascending by index; equal scores by index.

    Raises:
        ConfigError: fewer than none or all of them.
    """
    if not 0 <= count < len(scores):
        raise ConfigError("maps", count, f"from 0 to {len(scores) - 1} of {len(scores)} can go")
    return np.asarray(np.sort(np.argsort(scores, kind="stable")[:count]))


def own_filters(layer: LayerMeasurement) -> Doubles:
    """The convolution that makes the maps, shape (maps, inputs * 9)."""
    convolution = layer.network.blocks[layer.layer].conv
    assert isinstance(convolution, nn.Conv2d)
    return np.asarray(convolution.weight.detach().cpu().double().flatten(1).numpy())


def angle_scores(angles: LayerAngles, options: PruningOptions) -> Doubles:
    """The walk of `plan_for_count` as scores: its maps for any count are the lowest ones."""
    silent = silent_maps(angles.lengths, fraction=options.silent_fraction)
    scores = np.where(silent, _SILENT_SCORE, _LAST_SCORE)
    is_open: list[bool] = (~silent).tolist()
    pairs, last = angles.pairs, -np.inf
    for i, j, angle in zip(
        pairs.i.tolist(), pairs.j.tolist(), pairs.angle_deg.tolist(), strict=True
    ):
        if is_open[i] and is_open[j]:
            is_open[j] = False
            # Equal angles are decided by (i, j), which the index j alone does not tell.
            last = max(angle, float(np.nextafter(last, np.inf)))
            scores[j] = last
    return scores


def response_products(layer: LayerMeasurement, *, root: Doubles | None = None) -> Doubles:
    """Mean products of what every two maps contribute to the next convolution's responses.

    Entry (c, d) is the sum over the next convolution's outputs of E[x_c x_d], where x_c is the
    part of the response that map c makes (without bias), over the sampled positions of
    `refit_inputs`. Shape (maps, maps).

    Args:
        layer: measured.
        root: responses are measured after this matrix, and constants set aside.
    """
    statistics = layer.statistics
    assert statistics.inputs is not None
    flat, mean = outgoing_weights(layer), statistics.inputs.mean
    second = statistics.inputs.covariance
    if root is None:
        second = second + np.outer(mean, mean)
    else:
        flat = root @ flat
    taps = len(active_taps(statistics.side))
    blocks = (second * (flat.T @ flat)).reshape(layer.maps, taps, layer.maps, taps)
    return np.asarray(blocks.sum(axis=(1, 3)))


def outgoing_weights(layer: LayerMeasurement) -> Doubles:
    """Weights that read the maps, shape (outputs, maps * taps), taps that see data only."""
    weight = next_convolution(layer.network, layer.layer).weight.detach().cpu().double()
    taps = list(active_taps(layer.side))
    return np.asarray(weight.flatten(2).numpy()[:, :, taps].reshape(len(weight), -1))


def contributions(layer: LayerMeasurement) -> Doubles:
    """Products of what every two maps contribute to the answers, see `takeover_steps`."""
    if has_exact_information(layer):
        return contribution_products(layer)
    return response_products(layer, root=response_root(layer))


def takeover_steps(products: Doubles) -> GreedyOrder:
    """Greedy order of removal by pairs: each time the map that one other replaces best.

    Of a contribution c_j taken over by c_i, |c_j|² sin² of their angle is lost; c_i then stands
    for c_i + (c_i·c_j / |c_i|²) c_j's part along itself, which makes it longer or shorter.

    Args:
        products: of every two contributions, shape (maps, maps); in answer space, twice the
            nats.
    """
    current, maps = products.copy(), len(products)
    is_open, order = np.ones(maps, np.bool_), np.empty(maps, np.int64)
    partners, nats = np.full(maps, -1), np.full(maps, np.nan)
    for step in range(maps):
        squares = np.maximum(np.diag(current), 0.0)
        scale = np.where(squares > 0, squares, 1.0)
        lost = squares[:, None] - current**2 / scale[None, :]  # row goes, column takes over
        lost[~is_open] = np.inf
        lost[:, ~is_open] = np.inf
        np.fill_diagonal(lost, np.inf)
        if step == maps - 1:
            order[step] = int(is_open.argmax())
            break
        goes, takes = np.unravel_index(int(lost.argmin()), lost.shape)
        order[step], is_open[goes] = int(goes), False
        partners[step], nats[step] = int(takes), float(lost[goes, takes]) / 2
        grown = 1.0 + current[goes, takes] / scale[takes]
        current[takes] *= grown
        current[:, takes] *= grown
    return GreedyOrder(order, partners, nats)


def fisher_steps(layer: LayerMeasurement, *, ridge: float) -> GreedyOrder:
    """Greedy order of removal by what it does to the answers' probabilities, see `fisher`."""
    if has_exact_information(layer):
        return exact_fisher_steps(layer)
    return surgeon_steps(layer, ridge=ridge, root=response_root(layer))


def surgeon_steps(
    layer: LayerMeasurement, *, ridge: float, root: Doubles | None = None
) -> GreedyOrder:
    """Greedy order of removal under a refit after every step.

    With P the inverse of the damped covariance of the inputs and w_b the current weights of a
    map's taps, losing the map costs w_b (P_bb)^-1 w_b' summed over outputs (Hassibi & Stork
    1993, for blocks); weights and P follow by a downdate. About one second for 256 maps of one
    value, some ten for 256 larger maps.

    Args:
        layer: measured.
        ridge: damping as in `PruningOptions.ridge`.
        root: errors of the responses are measured after this matrix, shape (outputs, outputs).

    Returns:
        Without nats: errors of neighbouring positions go together, so that half the cost in answer
        space is less than half of what is measured (`paper`, modules 3 and 4).
    """
    statistics = layer.statistics
    assert statistics.inputs is not None
    covariance, taps = statistics.inputs.covariance, len(active_taps(statistics.side))
    damping = max(ridge, 1e-9) * float(np.mean(np.diag(covariance))) + 1e-12
    inverse = np.linalg.inv(covariance + damping * np.eye(len(covariance)))
    weight, maps = outgoing_weights(layer), layer.maps
    if root is not None:
        weight = root @ weight
    is_open, order = np.ones(maps, np.bool_), np.empty(maps, np.int64)
    every = np.arange(maps)
    for step in range(maps):
        layer.checkpoint()
        own = inverse.reshape(maps, taps, maps, taps)[every, :, every, :]
        own[~is_open] = np.eye(taps)
        of_map = weight.reshape(-1, maps, taps).transpose(1, 2, 0)
        cost = (of_map * np.linalg.solve(own, of_map)).sum(axis=(1, 2))
        order[step] = best = int(np.where(is_open, cost, np.inf).argmin())
        rows = slice(best * taps, (best + 1) * taps)
        share = np.linalg.solve(own[best], inverse[rows])
        weight -= weight[:, rows] @ share
        inverse -= inverse[:, rows] @ share
        is_open[best] = False
    return GreedyOrder(order, np.full(maps, -1), np.full(maps, np.nan))


def thinet_order(products: Doubles) -> Indices:
    """Greedy order of removal: each time the map that adds least to the squared lost response.

    Luo et al. 2017, algorithm 1, with their sampled sums in closed form.

    Args:
        products: from `response_products`.
    """
    maps = len(products)
    lost_with = np.zeros(maps)  # 2 * sum of products with the maps already gone
    is_open = np.ones(maps, np.bool_)
    order = np.empty(maps, np.int64)
    for step in range(maps):
        cost = np.where(is_open, np.diag(products) + lost_with, np.inf)
        order[step] = best = int(cost.argmin())
        is_open[best] = False
        lost_with += 2 * products[best]
    return order


def thinet_factors(products: Doubles, survivors: tuple[int, ...]) -> Doubles:
    """ThiNet's rescale: least-squares factors of the survivors, for the full response.

    Luo et al. 2017, equation 7. A survivor without any response keeps its weights (factor 1).
    """
    kept = list(survivors)
    inner, wanted = products[np.ix_(kept, kept)], products[kept].sum(axis=1)
    damping = 1e-9 * max(float(np.mean(np.diag(inner))), 1e-30)
    # Damped towards 1, not 0.
    correction = np.linalg.solve(inner + damping * np.eye(len(kept)), wanted - inner.sum(axis=1))
    return np.asarray(1.0 + correction)


def rescaled(network: EmotionCNN, plan: LayerPlan, factors: Doubles) -> EmotionCNN:
    """A copy of a masked network whose survivors' outgoing weights are multiplied by `factors`.

    Args:
        network: from `masked`.
        plan: the same plan.
        factors: one for each of the plan's survivors.
    """
    changed = copy.deepcopy(network)
    weight = next_convolution(changed, plan.layer).weight
    values = torch.from_numpy(factors)[None, :, None, None]
    with torch.no_grad():
        kept = list(plan.survivors)
        weight[:, kept] = (weight[:, kept].double().cpu() * values).to(weight)
    return changed


def magnitude_pruned(network: EmotionCNN, layer: int, share: float) -> tuple[EmotionCNN, int]:
    """Zero the smallest single weights of the convolutions that make and read a layer's maps.

    Han et al. 2015: magnitude, one threshold a layer, no structure. As many weights go as with
    the same share of maps, so that the budgets in weights are equal; but no map, and without
    sparse kernels no multiplication, is saved.

    Args:
        network: not altered.
        layer: 0-based convolution.
        share: of each of the two convolutions' weights, in [0, 1).

    Returns:
        The sparse network and the number of weights that were zeroed.
    """
    if not 0.0 <= share < 1.0:
        raise ConfigError("share", share, "from 0 to below 1")
    changed, zeroed = copy.deepcopy(network), 0
    own = changed.blocks[layer].conv
    assert isinstance(own, nn.Conv2d)
    with torch.no_grad():
        for convolution in (own, next_convolution(changed, layer)):
            flat = convolution.weight.detach().abs().flatten()
            count = round(share * flat.numel())
            smallest = torch.argsort(flat, stable=True)[:count]
            convolution.weight.view(-1)[smallest] = 0.0
            zeroed += count
    return changed, zeroed


def _scores_of_order(order: npt.NDArray[np.int64]) -> Doubles:
    scores = np.empty(len(order))
    scores[order] = np.arange(len(order))
    return scores
