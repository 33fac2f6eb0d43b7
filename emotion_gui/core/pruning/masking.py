"""Apply a plan to the weights that leave a layer: the undoable step of pruning.

Nothing here alters the given network. A masked network has the old shape; the outgoing weights
of the maps that go are zero, so what these maps say no longer matters.
"""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import BATCH_SIZE, check_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import layer_side
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.statistics import (
    Doubles,
    LayerStatistics,
    active_taps,
    tap_coverage,
)


def masked(
    network: EmotionCNN, plan: LayerPlan, statistics: LayerStatistics | None = None
) -> EmotionCNN:
    """A copy of `network` in which the plan's maps are without effect.

    Args:
        network: the one that the plan was made for; not altered (it is the back-up).
        plan: decisions.
        statistics: with `inputs`, for the Refit preset; the others do without.

    Raises:
        PlanMismatchError: the plan is for another network.
        ConfigError: Refit without statistics.
    """
    plan.check(network)
    changed = copy.deepcopy(network)
    after = next_convolution(changed, plan.layer)
    weight, bias = changed_weights(network, plan, statistics)
    with torch.no_grad():
        after.weight.copy_(weight)
        bias_of(after).copy_(bias)
    return changed


def next_convolution(network: EmotionCNN, layer: int) -> nn.Conv2d:
    """The convolution that reads the maps of `layer`: the next block's, or the head's."""
    is_last = layer == len(network.blocks) - 1
    after = network.head.conv if is_last else network.blocks[layer + 1].conv
    assert isinstance(after, nn.Conv2d)
    return after


def bias_of(convolution: nn.Conv2d) -> nn.Parameter:
    """The bias, which every convolution of an `EmotionCNN` has."""
    assert isinstance(convolution.bias, nn.Parameter)
    return convolution.bias


def affine_head(
    network: EmotionCNN,
    side: int,
    *,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The head in evaluation mode as matrix (classes, maps * taps) and constant (classes,).

    Args:
        network: its batch norm, and its convolution where none is given.
        side: of the last layer's maps; only taps that see data have columns.
        weight: of the head's convolution, instead of the network's own.
        bias: of the head's convolution, instead of the network's own.

    Returns:
        In float64 on the CPU, for the inputs that `average_patches` gives.
    """
    norm, own = network.head.bn, network.head.conv
    assert norm.running_mean is not None
    assert norm.running_var is not None
    mean, variance = norm.running_mean.double().cpu(), norm.running_var.double().cpu()
    scale = norm.weight.detach().double().cpu() / torch.sqrt(variance + norm.eps)
    given = (own.weight if weight is None else weight).detach().cpu()
    start = (bias_of(own) if bias is None else bias).detach().double().cpu()
    constant = (start - mean) * scale + norm.bias.detach().double().cpu()
    flat = given.flatten(2)[:, :, list(active_taps(side))].flatten(1).double()
    return flat * scale[:, None], constant


def changed_weights(
    network: EmotionCNN, plan: LayerPlan, statistics: LayerStatistics | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Outgoing weights and biases under `plan`, as the masked network will hold them.

    Sums are made in float64 and rounded once to the weights' own kind. Returns tensors of the
    shapes of the next convolution's weight (out, maps, 3, 3) and bias (out,).
    """
    after = next_convolution(network, plan.layer)
    weight = after.weight.detach().cpu().double().flatten(2).numpy()
    bias = bias_of(after).detach().cpu().double().numpy()
    side = layer_side(network.spec, plan.layer)
    if plan.options.preset is PruningPreset.REFIT:
        new_weight, new_bias = _refitted(weight, bias, plan, statistics)
    else:
        new_weight, new_bias = _merged(weight, bias, plan, side)
    shape, kind = after.weight.shape, after.weight.dtype
    return (
        torch.from_numpy(new_weight).reshape(shape).to(kind),
        torch.from_numpy(new_bias).to(kind),
    )


def _merged(weight: Doubles, bias: Doubles, plan: LayerPlan, side: int) -> tuple[Doubles, Doubles]:
    """Paper's and Corrected's rule; they differ only in the plan's alpha and beta.

    A constant beta is seen by each tap at the positions where the tap lies inside the map, so
    its mean effect is beta * sum(weight * coverage). That is exact for the head (which averages
    over positions) and for 1x1 maps, and the best constant elsewhere.
    """
    new_weight, new_bias = weight.copy(), bias.copy()
    coverage = tap_coverage(side)
    for merge in plan.merges:
        new_weight[:, merge.keep] += merge.alpha * weight[:, merge.drop]
        new_bias += merge.beta * (weight[:, merge.drop] @ coverage)
    for silence in plan.silences:
        new_bias += silence.beta * (weight[:, silence.index] @ coverage)
    new_weight[:, list(plan.gone)] = 0.0
    return new_weight, new_bias


def _refitted(
    weight: Doubles, bias: Doubles, plan: LayerPlan, statistics: LayerStatistics | None
) -> tuple[Doubles, Doubles]:
    """Ridge least squares of the original responses on the surviving maps.

    With C the covariance of the inputs, s the surviving and d the dropped columns: the best
    correction of the surviving weights is (C_ss + ridge)^-1 C_sd w_d, damped towards no
    correction; the bias takes up the difference of the means.
    """
    if statistics is None or statistics.inputs is None:
        raise ConfigError("statistics", None, "the refit preset needs activations")
    taps = list(active_taps(statistics.side))
    mean, covariance = statistics.inputs.mean, statistics.inputs.covariance
    flat = weight[:, :, taps].reshape(len(weight), -1)
    is_gone = np.zeros(plan.maps, np.bool_)
    is_gone[list(plan.gone)] = True
    dropped = np.repeat(is_gone, len(taps))
    kept = ~dropped
    new_weight, new_bias = weight.copy(), bias.copy()
    new_weight[:, is_gone] = 0.0
    if not plan.gone:
        return new_weight, new_bias
    inner = covariance[np.ix_(kept, kept)]
    damping = plan.options.ridge * float(np.mean(np.diag(inner))) + 1e-12
    inner = inner + damping * np.eye(len(inner))
    # torch, whose thread count the callers choose; numpy's solver takes all cores.
    cross = torch.from_numpy(covariance[np.ix_(kept, dropped)])
    wanted = cross @ torch.from_numpy(flat[:, dropped].T.copy())
    correction = torch.linalg.solve(torch.from_numpy(inner), wanted).numpy().T
    survivors = list(plan.survivors)
    for position, tap in enumerate(taps):
        new_weight[:, survivors, tap] += correction[:, position :: len(taps)]
    new_bias += flat[:, dropped] @ mean[dropped] - correction @ mean[kept]
    return new_weight, new_bias


def map_importance(network: EmotionCNN, layer: int, statistics: LayerStatistics) -> Doubles:
    """Standard deviation of each map's output times the norm of its outgoing weights.

    Taps count as far as they see data (only the centre for 1x1 maps). Shape (maps,).
    """
    weight = next_convolution(network, layer).weight.detach().cpu().double().flatten(2).numpy()
    norm = np.sqrt((weight**2 @ tap_coverage(statistics.side)).sum(axis=0))
    return np.asarray(statistics.maps.deviation * norm)


def recalibrated(
    network: EmotionCNN, faces: Faces, preprocessing: Preprocessing, *, layer: int
) -> EmotionCNN:
    """A copy whose batch norms after `layer` hold the statistics of `faces`.

    Weights stay as they are; running means and variances become plain averages over all
    batches. Part of what METHOD calls Corrected; a separate step because it needs a pass over
    the faces.
    """
    check_faces(faces, network)
    changed = copy.deepcopy(network).eval()
    after = [*list(changed.blocks)[layer + 1 :], changed.head]
    norms = [
        part for block in after for part in block.modules() if isinstance(part, nn.BatchNorm2d)
    ]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
        norm.train()
    device = next(changed.parameters()).device
    # A last batch of one face cannot be averaged over where maps are 1x1.
    batches = np.array_split(np.arange(len(faces)), max(1, len(faces) // BATCH_SIZE))
    with torch.no_grad():
        for rows in batches:
            changed(to_input(faces[rows[0] : rows[-1] + 1], preprocessing).to(device))
    for norm in norms:
        norm.momentum = 0.1
    return changed.eval()
