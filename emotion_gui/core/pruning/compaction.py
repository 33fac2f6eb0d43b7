"""Really remove the maps of a masked network, and prove that nothing else changed."""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError, EqualityProofError, PlanMismatchError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.activations import evenly_spaced
from emotion_gui.core.pruning.masking import next_convolution
from emotion_gui.core.pruning.plan import LayerPlan

EQUALITY_BOUND = 1e-5
PROOF_FACES = 1024
"""What "proof" means wherever a network is compacted: so many faces, see `proof_faces`."""
_CHECKED_IN_DOUBLE = 64


def compact(masked_network: EmotionCNN, plan: LayerPlan) -> EmotionCNN:
    """A smaller network with the same answers.

    Removes the filters and batch-norm entries of the plan's maps and the slices of the next
    convolution that read them.

    Args:
        masked_network: from `masked` with the same plan; not altered.
        plan: which maps go.

    Raises:
        PlanMismatchError: the network has another shape, or some map that the plan takes away
            still has an effect (it was not masked, or was trained further).
    """
    layer, widths = plan.layer, masked_network.spec.widths
    if layer >= len(widths) or widths[layer] != plan.maps:
        raise PlanMismatchError(f"layer {layer} does not have {plan.maps} maps")
    weight = next_convolution(masked_network, layer).weight
    if plan.gone and bool((weight[:, list(plan.gone)] != 0).any()):
        raise PlanMismatchError("a map that should go still has an effect; mask it first")
    smaller = list(widths)
    smaller[layer] = plan.maps_left
    result = EmotionCNN(masked_network.spec.with_widths(smaller))
    result.to(next(masked_network.parameters()))  # on its device, in its precision
    result.load_state_dict(_sliced(masked_network, plan))
    return result.train(masked_network.training)


def _sliced(network: EmotionCNN, plan: LayerPlan) -> dict[str, torch.Tensor]:
    keep = torch.tensor(plan.survivors, dtype=torch.long)
    own, after = _own_and_after(network, plan)
    tensors = {}
    for name, tensor in network.state_dict().items():
        values = tensor.detach().cpu()
        if name.startswith(own) and values.ndim:
            values = values[keep]
        elif name == after:
            values = values[:, keep]
        tensors[name] = values.clone()
    return tensors


def expanded(compacted: EmotionCNN, masked_network: EmotionCNN, plan: LayerPlan) -> EmotionCNN:
    """The way back: a copy of the masked network with the values of the compacted one.

    Args:
        compacted: from `compact` with the same plan, changed since.
        masked_network: has the shape, and what the maps say that go; not altered.
        plan: which maps go.
    """
    result = copy.deepcopy(masked_network)
    keep = torch.tensor(plan.survivors, dtype=torch.long)
    own, after = _own_and_after(masked_network, plan)
    values = result.state_dict()
    for name, tensor in compacted.state_dict().items():
        if name.startswith(own) and tensor.ndim:
            values[name][keep] = tensor.to(values[name])
        elif name == after:
            values[name][:, keep] = tensor.to(values[name])
        else:
            values[name].copy_(tensor)
    return result


def _own_and_after(network: EmotionCNN, plan: LayerPlan) -> tuple[str, str]:
    """How the names of the layer's tensors begin, and the name of the weights that read it."""
    is_last = plan.layer == len(network.blocks) - 1
    after = "head" if is_last else f"blocks.{plan.layer + 1}"
    return f"blocks.{plan.layer}.", f"{after}.conv.weight"


def proof_faces(faces: Faces) -> npt.NDArray[np.uint8]:
    """The faces that a proof of equality looks at: at most `PROOF_FACES`, evenly spaced."""
    return faces[evenly_spaced(len(faces), PROOF_FACES)]


def prove_equal(
    masked_network: EmotionCNN,
    compacted: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    bound: float = EQUALITY_BOUND,
) -> float:
    """Largest absolute difference of any logit over `faces`, both networks as they run (float32).

    Fewer channels are summed in another order, so float32 answers may differ in the last digit,
    and very large logits by more than `bound`. Where that happens the networks are compared in
    float64 (on the 64 faces that differ most), where rounding is far below any bound; that
    difference then decides and is returned.

    Raises:
        EqualityProofError: they differ by more than `bound`.
        ConfigError: no faces to compare on.
    """
    if len(faces) == 0:
        raise ConfigError("faces", 0, "the proof needs at least one face")
    first = predict_logits(masked_network, faces, preprocessing)
    second = predict_logits(compacted, faces, preprocessing)
    by_face = np.abs(first - second).max(axis=1)
    difference = float(by_face.max())
    if not difference <= bound and np.isfinite(difference):
        worst = np.sort(np.argsort(-by_face, kind="stable")[:_CHECKED_IN_DOUBLE])
        difference = _difference_in_double(masked_network, compacted, faces[worst], preprocessing)
    if not difference <= bound:  # NaN fails too
        raise EqualityProofError(difference, bound)
    return difference


def _difference_in_double(
    first: nn.Module, second: nn.Module, faces: npt.NDArray[np.uint8], preprocessing: Preprocessing
) -> float:
    pixels = to_input(faces, preprocessing).double()
    with torch.inference_mode():
        a, b = (copy.deepcopy(net).cpu().double().eval()(pixels) for net in (first, second))
    return float((a - b).abs().max())
