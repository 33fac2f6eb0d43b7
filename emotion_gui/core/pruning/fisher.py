"""Who goes first where losses are measured in the answers' probabilities, without labels.

The optimal brain surgeon asks how far the next convolution's *responses* move when a map goes and
the others are fitted anew. Most of that distance does not matter: a face whose answer is certain
may move far, an undecided one hardly at all. Here the distance is the Kullback-Leibler divergence
between the original's class probabilities and the pruned network's, to second order: the Fisher
information of the weights that read the layer.

Sources:
    Surgeon: Hassibi & Stork 1993, for blocks of weights
    Fisher information of a softmax as the curvature: Martens 2014, https://arxiv.org/abs/1412.1193
    Kronecker-factored surgeon: Wang et al. 2019 (EigenDamage), https://arxiv.org/abs/1905.05934
"""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import nn

from emotion_gui.core.evaluation.predict import BATCH_SIZE
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import evenly_spaced
from emotion_gui.core.pruning.greedy_order import GreedyOrder
from emotion_gui.core.pruning.masking import affine_head, next_convolution
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.statistics import Doubles

_FACES = 32_768
_SAMPLED_FACES = 4096
_RIDGE = 1e-4
_COMPACT_EVERY = 32  # maps that went before their rows leave the matrices, which costs a copy


def has_exact_information(layer: LayerMeasurement) -> bool:
    """Whether the head reads one scalar a map, so that the whole information can be written out."""
    return layer.side == 1 and layer.layer == len(layer.network.blocks) - 1


def exact_fisher_steps(layer: LayerMeasurement) -> GreedyOrder:
    """Greedy order of removal for the layer before the head with maps of one value.

    With H the information over all (map, class) weights of the head, P its damped inverse and v_b
    the current weights of a map, losing the map costs v_b (P_bb)^-1 v_b'; weights and P follow by
    a downdate. At most 32,768 faces, evenly
    spaced; some ten seconds for 256 maps and 7 classes.

    Args:
        layer: measured; `has_exact_information`.
    """
    weight, bias = affine_head(layer.network, layer.side)
    classes, maps = weight.shape
    values = layer.recording.means[evenly_spaced(len(layer.recording.means), _FACES)]
    inputs = torch.from_numpy(np.column_stack([values, np.ones(len(values))]).astype(np.float64))
    current = torch.cat([weight, bias[:, None]], dim=1).T.reshape(-1).clone()
    information = _information(inputs, torch.softmax(inputs[:, :-1] @ weight.T + bias, 1), layer)
    damping = _RIDGE * float(information.diagonal()[: maps * classes].mean()) + 1e-12
    information.diagonal().add_(damping)
    inverse = torch.linalg.inv(information)
    names, order = np.arange(maps), np.empty(maps, np.int64)
    nats = np.empty(maps)
    gone = np.zeros(maps, np.bool_)  # by place in `names`, whose rows are still in `inverse`
    for step in range(maps):
        layer.checkpoint()
        count = len(names)
        blocks = inverse[: count * classes, : count * classes].reshape(
            count, classes, count, classes
        )
        every = torch.arange(count)
        own = blocks[every, :, every, :].clone()
        own[torch.from_numpy(gone)] = torch.eye(classes, dtype=own.dtype)
        of_map = current[: count * classes].reshape(count, classes)
        cost = (of_map * torch.linalg.solve(own, of_map)).sum(dim=1).numpy()
        best = int(np.where(gone, np.inf, cost).argmin())
        order[step], nats[step] = names[best], float(cost[best]) / 2
        rows = slice(best * classes, (best + 1) * classes)
        share = torch.linalg.solve(inverse[rows, rows], inverse[rows])
        current -= share.T @ current[rows]
        inverse.addmm_(inverse[:, rows].clone(), share, alpha=-1.0)
        gone[best] = True
        if gone.sum() == _COMPACT_EVERY:
            kept = np.append(np.repeat(~gone, classes), np.ones(classes, np.bool_))
            left = torch.from_numpy(np.flatnonzero(kept))
            inverse, current = inverse[left][:, left].contiguous(), current[left]
            names, gone = names[~gone], np.zeros(len(names) - _COMPACT_EVERY, np.bool_)
    return GreedyOrder(order, np.full(maps, -1), nats)


def contribution_products(layer: LayerMeasurement) -> Doubles:
    """Products in answer space of what every two maps contribute, constants aside.

    Entry (i, j) is the mean over faces of c_i' (diag(p) - p p') c_j, where c_i is the map's
    output times its weights in the head, after the part that the biases can say. Shape
    (maps, maps).

    Args:
        layer: measured; `has_exact_information`.
    """
    weight, bias = affine_head(layer.network, layer.side)
    classes, maps = weight.shape
    values = layer.recording.means[evenly_spaced(len(layer.recording.means), _FACES)]
    inputs = torch.from_numpy(np.column_stack([values, np.ones(len(values))]).astype(np.float64))
    chances = torch.softmax(inputs[:, :-1] @ weight.T + bias, 1)
    blocks = _information(inputs, chances, layer).reshape(maps + 1, classes, maps + 1, classes)
    products = torch.einsum("ki,ikjl,lj->ij", weight, blocks[:maps, :, :maps], weight)
    with_bias = torch.einsum("ki,ikl->il", weight, blocks[:maps, :, maps])
    constant = torch.linalg.pinv(blocks[maps, :, maps], hermitian=True)
    return np.asarray((products - with_bias @ constant @ with_bias.T).numpy())


def _information(
    inputs: torch.Tensor, probabilities: torch.Tensor, layer: LayerMeasurement
) -> torch.Tensor:
    """Mean over faces of (x x') (x) (diag(p) - p p'), rows and columns input-major."""
    columns, classes = inputs.shape[1], probabilities.shape[1]
    result = torch.empty(columns, classes, columns, classes, dtype=torch.float64)
    for i in range(classes):
        for j in range(i, classes):
            layer.checkpoint()
            share = probabilities[:, i] * (float(i == j) - probabilities[:, j]) / len(inputs)
            block = (inputs * share[:, None]).T @ inputs
            result[:, i, :, j] = block
            result[:, j, :, i] = block
    return result.reshape(columns * classes, columns * classes)


def response_root(layer: LayerMeasurement) -> Doubles:
    """Square root of how much the answers depend on the next convolution's responses.

    The matrix under the root is the mean over faces and the sum over positions of g g', where g is
    the slope of an answer's log-probability on the responses and the answer is drawn from the
    network's own probabilities (seeded; no labels). At most 4,096 faces. Shape (outputs, outputs).
    """
    network = copy.deepcopy(layer.network).cpu().eval().requires_grad_(False)
    faces = layer.data.faces[evenly_spaced(len(layer.data.faces), _SAMPLED_FACES)]
    generator = torch.Generator().manual_seed(0)
    outputs = next_convolution(network, layer.layer).out_channels
    metric = torch.zeros(outputs, outputs, dtype=torch.float64)
    for start in range(0, len(faces), BATCH_SIZE):
        layer.checkpoint()
        pixels = to_input(faces[start : start + BATCH_SIZE], layer.data.preprocessing)
        with torch.no_grad():
            maps = network.features(pixels, stop=layer.layer)
            responses = next_convolution(network, layer.layer)(maps)
        responses.requires_grad_(True)
        chances = torch.log_softmax(_after_responses(network, responses, layer.layer), dim=1)
        drawn = torch.multinomial(chances.detach().exp(), 1, generator=generator)
        (slope,) = torch.autograd.grad(chances.gather(1, drawn).sum(), responses)
        rows = slope.double().permute(0, 2, 3, 1).reshape(-1, slope.shape[1])
        metric += rows.T @ rows / len(faces)
    lengths, axes = torch.linalg.eigh(metric)
    root = axes * lengths.clamp(min=0.0).sqrt() @ axes.T
    return np.asarray(root.numpy())


def _after_responses(network: EmotionCNN, responses: torch.Tensor, layer: int) -> torch.Tensor:
    """Logits from the responses of the convolution that reads `layer`."""
    if layer == len(network.blocks) - 1:
        logits: torch.Tensor = network.head.bn(responses).mean(dim=(2, 3))
        return logits
    norm = network.blocks[layer + 1].bn
    assert isinstance(norm, nn.BatchNorm2d)
    values = torch.relu(norm(responses))
    if network.pool_after[layer + 1]:
        values = nn.functional.max_pool2d(values, 2)
    return network.from_features(values, layer=layer + 1)
