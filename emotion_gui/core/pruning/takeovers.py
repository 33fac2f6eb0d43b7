"""Published ways in which the maps that stay take over what the others said.

Each is a small function of arrays. What they give has one form: how much of every map's outgoing
weights each survivor takes over, and, for the two that change filters too, of which filters a
survivor's own is made. Rows are maps, columns survivors.

Sources, written from the papers, not from their code:
    Neuron merging: Kim et al. 2020, https://arxiv.org/abs/2010.13160
    Model folding: Wang et al. 2025, https://arxiv.org/abs/2502.10216
    Intra-fusion: Theus et al. 2024, https://arxiv.org/abs/2402.07839
    GRAIL: Tang et al. 2026, https://arxiv.org/abs/2602.23795. The Refit preset is its relative:
        the same ridge regression, but with a constant, and for each tap of the reader by itself.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.distinctiveness import Indices
from emotion_gui.core.pruning.masking import bias_of, next_convolution
from emotion_gui.core.pruning.statistics import Doubles

LEAST_SIMILARITY = 0.1
FILTER_SHARE = 0.85
_TRANSPORT_STEPS = 500
_BLUR = 0.01  # entropy of the transport, in mean costs


@dataclass(frozen=True, eq=False)
class Takeover:
    """What becomes of a layer and its reader.

    Attributes:
        survivors: ascending.
        outgoing: shape (maps, survivors); a survivor's new outgoing weights are the sum of all
            maps' old ones times its column.
        mixtures: shape (survivors, maps), rows add up to 1: of which responses (after batch norm,
            before ReLU) a survivor's own is made; None leaves the filters alone.
        stretch: shape (survivors,): by how much the mixture's part around its mean is multiplied.
    """

    survivors: tuple[int, ...]
    outgoing: Doubles
    mixtures: Doubles | None = None
    stretch: Doubles | None = None


def merged_neurons(
    filters: Doubles,
    offsets: Doubles,
    survivors: Sequence[int],
    *,
    least_similarity: float = LEAST_SIMILARITY,
    filter_share: float = FILTER_SHARE,
) -> Takeover:
    """Each map that goes merges into the survivor whose filter points the same way.

    As ReLU lets positive factors pass, a map with a filter s times a survivor's says s times what
    that one says. Batch norm brings a constant, which should be s times the other's as well: the
    survivor with the least sum of both distances takes over, if the filters are similar at all.

    Args:
        filters: with batch norm folded in, shape (maps, weights).
        offsets: constants after that, shape (maps,).
        survivors: ascending.
        least_similarity: cosine below which a map is dropped instead.
        filter_share: of the filters' distance in the sum of both; the rest is the constants'.
    """
    kept = list(survivors)
    lengths = np.maximum(np.linalg.norm(filters, axis=1), 1e-12)
    directions = filters / lengths[:, None]
    similar = directions @ directions[kept].T
    scales = lengths[:, None] / lengths[kept][None, :]
    apart = np.abs(scales * offsets[kept][None, :] - offsets[:, None])
    apart /= np.maximum(apart.max(axis=1, keepdims=True), 1e-12)
    nearness = filter_share * similar - (1 - filter_share) * apart
    outgoing = np.zeros_like(similar)
    best = nearness.argmax(axis=1)
    for index, column in enumerate(best):
        if similar[index, column] >= least_similarity:
            outgoing[index, column] = scales[index, column]
    outgoing[kept] = np.eye(len(kept))
    return Takeover(tuple(kept), outgoing)


def reconstructed(gram: Doubles, survivors: Sequence[int], *, ridge: float) -> Takeover:
    """GRAIL: all maps as linear combinations of the survivors, by ridge regression.

    Args:
        gram: mean products of every two maps' outputs, shape (maps, maps).
        survivors: ascending.
        ridge: damping, relative to the survivors' mean square.
    """
    kept = list(survivors)
    inner = gram[np.ix_(kept, kept)]
    damping = ridge * float(np.mean(np.diag(inner))) + 1e-12
    inner = inner + damping * np.eye(len(kept))
    return Takeover(tuple(kept), np.asarray(np.linalg.solve(inner, gram[kept]).T, np.float64))


def fused(filters: Doubles, importance: Doubles, survivors: Sequence[int]) -> Takeover:
    """Intra-fusion: all maps are transported onto the survivors, and averaged there.

    Every map brings a mass, its importance, every survivor holds its share of the same; the
    transport between both costs least over the distances of the filters. A survivor's filter
    becomes the mean of what arrives, and its outgoing weights the sum. The transport has a little
    entropy (Sinkhorn), where the paper has none.

    Args:
        filters: with batch norm folded in, shape (maps, weights).
        importance: of every map, not negative, shape (maps,).
        survivors: ascending.
    """
    kept = list(survivors)
    squares = (filters**2).sum(axis=1)
    products = filters @ filters[kept].T
    costs = np.sqrt(np.maximum(squares[:, None] + squares[kept][None, :] - 2 * products, 0.0))
    masses = importance + 1e-9 * max(float(importance.sum()), 1e-30)
    plan = transport(costs, masses / masses.sum(), masses[kept] / masses[kept].sum())
    outgoing = plan / plan.sum(axis=1, keepdims=True)
    return Takeover(tuple(kept), outgoing, (plan / plan.sum(axis=0)).T)


def transport(costs: Doubles, given: Doubles, taken: Doubles) -> Doubles:
    """The plan between two distributions that costs least, but for a little entropy.

    Args:
        costs: shape (sources, targets).
        given: masses of the sources, sum 1.
        taken: masses of the targets, sum 1.
    """
    scaled = costs / max(_BLUR * float(costs.mean()), 1e-12)
    rows, columns = np.zeros(len(given)), np.zeros(len(taken))
    for _ in range(_TRANSPORT_STEPS):
        columns = np.log(taken) - np.logaddexp.reduce(rows[:, None] - scaled, axis=0)
        rows = np.log(given) - np.logaddexp.reduce(columns[None, :] - scaled, axis=1)
    return np.asarray(np.exp(rows[:, None] + columns[None, :] - scaled))


def fold_merges(filters: Doubles) -> list[tuple[int, int]]:
    """Which map joins which, from the most alike on: (goes, stays), all but one map goes.

    The clusters of model folding with the sum of squares that k-means lessens, but as a tree
    (Ward 1963): no random start, and the clusters for any number of maps are nested. Each cluster
    is named by the larger one of the two that it was made of, or by the lower index.

    Args:
        filters: with batch norm folded in, shape (maps, weights).
    """
    maps = len(filters)
    squares = (filters**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares[None, :] - 2 * filters @ filters.T, 0.0) / 2
    np.fill_diagonal(apart, np.inf)  # apart: by how much the sum of squares grows
    sizes, merges = np.ones(maps), list[tuple[int, int]]()
    for _ in range(maps - 1):
        one, other = sorted(divmod(int(apart.argmin()), maps))
        goes, stays = (one, other) if sizes[other] > sizes[one] else (other, one)
        total = sizes[goes] + sizes[stays] + sizes
        grown = (sizes + sizes[goes]) * apart[goes] + (sizes + sizes[stays]) * apart[stays]
        grown = (grown - sizes * apart[goes, stays]) / total
        gone = ~np.isfinite(apart[stays])
        grown[gone] = np.inf
        apart[stays] = apart[:, stays] = grown
        apart[goes] = apart[:, goes] = np.inf
        apart[stays, stays] = np.inf
        sizes[stays] += sizes[goes]
        merges.append((goes, stays))
    return merges


def folded(filters: Doubles, merges: Sequence[tuple[int, int]], count: int) -> Takeover:
    """Model folding after `count` merges: clusters answer by their mean filter, repaired.

    A mean of responses that are not quite alike varies less than each of them. What is lost is
    told by the filters' cosines, without data ("Fold-AR"), and given back.

    Args:
        filters: with batch norm folded in, shape (maps, weights).
        merges: from `fold_merges`.
        count: maps that go.
    """
    maps = len(filters)
    clusters = [[index] for index in range(maps)]
    for goes, stays in merges[:count]:
        clusters[stays] += clusters[goes]
        clusters[goes] = []
    kept = [index for index in range(maps) if clusters[index]]
    outgoing, mixtures = np.zeros((maps, len(kept))), np.zeros((len(kept), maps))
    stretch = np.ones(len(kept))
    cosines = _cosines(filters)
    for column, index in enumerate(kept):
        members = clusters[index]
        outgoing[members, column] = 1.0
        mixtures[column, members] = 1 / len(members)
        alike = float(cosines[np.ix_(members, members)].sum())
        stretch[column] = len(members) / np.sqrt(max(alike, 1e-6))
    return Takeover(tuple(kept), outgoing, mixtures, stretch)


def folded_filters(network: EmotionCNN, layer: int) -> tuple[Doubles, Doubles]:
    """A layer's filters and constants with batch norm in them: (maps, weights) and (maps,)."""
    convolution, norm = _own(network, layer)
    scale, mean, bias = _norm_values(norm)
    weight = convolution.weight.detach().cpu().double().flatten(1).numpy()
    offsets = (bias_of(convolution).detach().cpu().double().numpy() - mean) * scale + bias
    return np.asarray(weight * scale[:, None]), np.asarray(offsets)


def taken_over(network: EmotionCNN, layer: int, takeover: Takeover) -> EmotionCNN:
    """A copy of the unpruned network in which only the survivors of a layer have an effect."""
    changed = copy.deepcopy(network)
    kept = list(takeover.survivors)
    reader = next_convolution(changed, layer)
    outgoing = torch.from_numpy(takeover.outgoing)
    with torch.no_grad():
        weight = reader.weight.double().cpu()
        reader.weight.zero_()
        moved = torch.einsum("omkl,ms->oskl", weight, outgoing)
        reader.weight[:, kept] = moved.to(reader.weight)
    if takeover.mixtures is not None:
        stretch = np.ones(len(kept)) if takeover.stretch is None else takeover.stretch
        _mix_filters(changed, layer, kept, takeover.mixtures, stretch)
    return changed


def _mix_filters(
    network: EmotionCNN, layer: int, kept: list[int], mixtures: Doubles, stretch: Doubles
) -> None:
    """Survivors answer as mixtures; their batch norms hold mean and variance of what passes.

    Without data the variance is that of filters over independent inputs: responses go together as
    their filters do.
    """
    convolution, norm = _own(network, layer)
    scale, mean, bias = _norm_values(norm)
    weight = convolution.weight.detach().cpu().double()
    filters = weight.flatten(1).numpy() * scale[:, None]
    centred = (bias_of(convolution).detach().cpu().double().numpy() - mean) * scale
    spread = mixtures * np.abs(norm.weight.detach().cpu().double().numpy())
    variance = ((spread @ _cosines(filters)) * spread).sum(axis=1)
    assert norm.running_mean is not None
    assert norm.running_var is not None

    def put(target: torch.Tensor, values: npt.NDArray[np.floating]) -> None:
        target[kept] = torch.from_numpy(values).reshape(target[kept].shape).to(target)

    with torch.no_grad():
        put(convolution.weight, mixtures @ filters)
        put(bias_of(convolution), mixtures @ centred)
        put(norm.running_mean, np.zeros(len(kept)))
        put(norm.running_var, np.maximum(variance, 0.0))
        put(norm.bias, mixtures @ bias)
        deviation = torch.sqrt(norm.running_var[kept] + norm.eps).cpu().double().numpy()
        put(norm.weight, stretch * deviation)


def _own(network: EmotionCNN, layer: int) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    convolution, norm = network.blocks[layer].conv, network.blocks[layer].bn
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    return convolution, norm


def _norm_values(norm: nn.BatchNorm2d) -> tuple[Doubles, Doubles, Doubles]:
    """Scale, mean and constant of a batch norm in evaluation mode."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    values = (scale, norm.running_mean, norm.bias)
    scale_, mean, bias = (value.detach().cpu().double().numpy() for value in values)
    return scale_, mean, bias


def _cosines(filters: Doubles) -> Doubles:
    lengths = np.maximum(np.linalg.norm(filters, axis=1), 1e-12)
    directions = filters / lengths[:, None]
    return np.asarray(directions @ directions.T)


def fold_order(merges: Sequence[tuple[int, int]]) -> Indices:
    """Who goes first under `fold_merges`; the last survivor closes the order."""
    gone = [goes for goes, _ in merges]
    left = merges[-1][1] if merges else 0
    return np.array([*gone, left], dtype=np.int64)
