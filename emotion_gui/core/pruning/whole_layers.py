"""Take a whole convolution out where the shapes allow it: proposals with measured accuracy."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass

import numpy as np
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import IntArray
from emotion_gui.core.evaluation.predict import ready
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.model.backbones import check_prunable
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.learned_faces import LearnedFaces
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.activations import average_patches, evenly_spaced, patches_at
from emotion_gui.core.pruning.masking import bias_of, next_convolution
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.planning import make_plan
from emotion_gui.core.pruning.statistics import MomentAccumulator, active_taps

_FACES = 2048
_BATCH = 128
_PATCHES = 24_000


@dataclass(frozen=True)
class RemovedLayer:
    """The record of a whole convolution taken out, to keep with the smaller network.

    Attributes:
        layer: 0-based convolution of the original.
        layer_name: the same for people.
        fingerprint: of the original.
    """

    layer: int
    layer_name: str
    fingerprint: str

    def facts(self) -> dict[str, object]:
        """What a table of runs shows of it."""
        return {"removed_layer": self.layer, "layer_name": self.layer_name}

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {"format": 1, **dataclasses.asdict(self), "removed": True}


@dataclass(frozen=True)
class LayerRemoval:
    """What would happen without one convolution.

    Attributes:
        layer: 0-based convolution.
        layer_name: the same for people.
        feasible: whether the shapes allow it.
        words: one sentence for people: the measured effect, or why it cannot be done.
        similar_share: share of its maps that go as similar or complementary under the options.
        explained: share of the variance of the next convolution's responses that a fit without
            the layer explains; 1 for an affine copy. None if not feasible, as are all below.
        accuracy_dropped: with the layer taken out and nothing else changed.
        judgement: with the next convolution fitted anew to its old responses, too; tested
            against the original.
        recommended: the refitted network is not significantly worse.
        network: the refitted smaller network.
    """

    layer: int
    layer_name: str
    feasible: bool
    words: str
    similar_share: float
    explained: float | None = None
    accuracy_dropped: float | None = None
    judgement: Judgement | None = None
    recommended: bool = False
    network: EmotionCNN | None = None


def obstacle(spec: NetworkSpec, layer: int) -> str | None:
    """Why a layer cannot be taken out, in words for people; None if it can.

    A convolution can go if it is not its module's only one (pooling stays with the module) and
    hands on as many maps as it gets, so that the next one can read what it read.

    Raises:
        ConfigError: there is no such layer, or the network is a backbone.
    """
    check_prunable(spec)
    names = spec.layer_names()
    if not 0 <= layer < len(names):
        raise ConfigError("layer", layer, f"the network has layers 0 to {len(names) - 1}")
    sizes = [len(module) for module in spec.modules for _ in module]
    if sizes[layer] == 1:
        return f"{names[layer]} is the only convolution of its module; it cannot be taken out."
    gets, gives = (1, *spec.widths)[layer], spec.widths[layer]
    if gets != gives:
        return (
            f"{names[layer]} makes {gives} maps of {gets}; the next layer could not read its "
            "input, so it cannot be taken out."
        )
    return None


def without_layer(network: EmotionCNN, layer: int) -> EmotionCNN:
    """A copy of `network` without one convolution, all other weights as they were.

    Raises:
        ConfigError: the shapes do not allow it.
    """
    reason = obstacle(network.spec, layer)
    if reason is not None:
        raise ConfigError("layer", layer, reason)
    rest = iter([width for k, width in enumerate(network.spec.widths) if k != layer])
    numbers, modules = iter(range(len(network.spec.widths))), []
    for module in network.spec.modules:
        kept = [number for number in (next(numbers) for _ in module) if number != layer]
        modules.append(tuple(next(rest) for _ in kept))
    spec = NetworkSpec(
        modules=tuple(modules),
        pooled=network.spec.pooled,
        classes=network.spec.classes,
        input_side=network.spec.input_side,
        dropout=network.spec.dropout,
    )
    smaller = EmotionCNN(spec)
    kept_blocks = [block for k, block in enumerate(network.blocks) if k != layer]
    for mine, theirs in zip(smaller.blocks, kept_blocks, strict=True):
        mine.load_state_dict(theirs.state_dict())
    smaller.head.load_state_dict(network.head.state_dict())
    return smaller.train(network.training)


def refit_without_layer(
    network: EmotionCNN, layer: int, data: PruningData, *, context: JobContext | None = None
) -> tuple[EmotionCNN, float]:
    """Take a layer out and fit the next convolution to its old responses, without labels.

    Ridge least squares over at most 2,048 faces, as in the Refit preset.

    Returns:
        The smaller network and the share of the responses' variance that the fit explains.

    Raises:
        ConfigError: the shapes do not allow it.
        JobCancelled: a stop was asked for.
    """
    smaller = without_layer(network, layer)
    is_last = layer == len(network.blocks) - 1
    old = ready(network)
    wanted = next_convolution(old, layer)
    faces = data.faces[evenly_spaced(len(data.faces), _FACES)]
    generator, moments, columns = torch.Generator().manual_seed(0), None, 0
    for start in range(0, len(faces), _BATCH):
        if context is not None:
            context.checkpoint()
        pixels = to_input(faces[start : start + _BATCH], data.preprocessing)
        with torch.inference_mode():
            # What the next convolution would read: the layer's input, pooled as its module is.
            before = old.features(pixels, stop=layer - 1)
            after = old.between(before, start=layer, stop=layer)
            if old.pool_after[layer]:
                before = torch.nn.functional.max_pool2d(before, 2)
            new_rows, old_rows = _rows(before, after, is_last, len(faces), generator)
            taps = list(active_taps(after.shape[2]))
            weight = wanted.weight.flatten(2)[:, :, taps].flatten(1)
            joined = torch.cat([new_rows, old_rows @ weight.T + bias_of(wanted)], dim=1).numpy()
        if moments is None:
            columns, moments = new_rows.shape[1], MomentAccumulator(joined.shape[1])
        moments.add(joined)
    assert moments is not None
    explained = _fit(smaller, layer - 1, moments, columns, taps)
    return smaller, explained


def _rows(
    before: torch.Tensor,
    after: torch.Tensor,
    is_last: bool,
    faces: int,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The patches that the next convolution reads, without and with the layer."""
    if is_last:
        return average_patches(before), average_patches(after)
    positions = after.shape[2] ** 2
    count = max(1, min(positions, _PATCHES // faces))
    picks = torch.randperm(positions, generator=generator)[:count]
    return patches_at(before, picks), patches_at(after, picks)


def _fit(
    smaller: EmotionCNN, layer: int, moments: MomentAccumulator, columns: int, taps: list[int]
) -> float:
    result = moments.result()
    inner = result.covariance[:columns, :columns]
    cross = result.covariance[:columns, columns:]
    damping = PruningOptions().ridge * float(np.mean(np.diag(inner))) + 1e-12
    fitted = torch.linalg.solve(
        torch.from_numpy(inner + damping * np.eye(columns)), torch.from_numpy(cross)
    ).numpy()
    convolution = next_convolution(smaller, layer)
    weight = torch.zeros_like(convolution.weight).flatten(2)
    shaped = fitted.T.reshape(len(weight), -1, len(taps))
    weight[:, :, taps] = torch.from_numpy(shaped).to(weight)
    bias = result.mean[columns:] - result.mean[:columns] @ fitted
    with torch.no_grad():
        convolution.weight.copy_(weight.reshape(convolution.weight.shape))
        bias_of(convolution).copy_(torch.from_numpy(bias))
    total = float(np.trace(result.covariance[columns:, columns:]))
    caught = float(2 * (fitted * cross).sum() - (fitted * (inner @ fitted)).sum())
    return caught / total if total > 0 else 1.0


def propose_removals(
    network: EmotionCNN,
    data: PruningData,
    *,
    eval_faces: Faces,
    eval_labels: IntArray,
    learned: LearnedFaces | None = None,
    options: PruningOptions | None = None,
    context: JobContext | None = None,
) -> tuple[LayerRemoval, ...]:
    """Look at every convolution: can it go, is it redundant, and what would that cost?

    Args:
        network: the original; not altered.
        data: training faces for angles and fits.
        eval_faces: uint8 (m, side, side); accuracies come from these.
        eval_labels: shape (m,).
        learned: what the network's checkpoint tells of its faces.
        options: thresholds for `similar_share`.
        context: progress in layers; may cancel.

    Raises:
        ConfigError: faces that do not fit the network.
        JobCancelled: a stop was asked for.
    """
    options, context = options or PruningOptions(), context or JobContext()
    quiet = without_reports(context)
    known = Acquaintance.between(eval_faces, learned)
    judge = Judge(eval_faces, eval_labels, data.preprocessing, known=known, context=quiet)
    judge = judge.against(judge.right(network))
    names, proposals = network.spec.layer_names(), list[LayerRemoval]()
    for layer, name in enumerate(names):
        context.checkpoint()
        context.report(Progress(layer, len(names), f"Looking at {name}"))
        measured = LayerMeasurement(network, data, layer=layer, context=context)
        plan = make_plan(measured.angles(options), options)
        similar = plan.maps_gone / plan.maps
        reason = obstacle(network.spec, layer)
        if reason is not None:
            proposals.append(LayerRemoval(layer, name, False, reason, similar))
            continue
        dropped = judge(without_layer(network, layer)).accuracy
        smaller, explained = refit_without_layer(network, layer, data, context=quiet)
        proposal = LayerRemoval(
            layer=layer,
            layer_name=name,
            feasible=True,
            words="",
            similar_share=similar,
            explained=explained,
            accuracy_dropped=dropped,
            judgement=judge(smaller),
            network=copy.deepcopy(smaller).eval(),
        )
        proposals.append(_advised(proposal))
    return tuple(proposals)


def _advised(proposal: LayerRemoval) -> LayerRemoval:
    """The same with advice: what is not significantly worse can go."""
    assert proposal.judgement is not None
    # Learned faces would hide a loss: where they are known, the others decide.
    deciding = proposal.judgement.decisive
    assert deciding.test is not None
    test, n = deciding.test, max(1, deciding.n)
    change = 100 * (test.c - test.b) / n
    recommended = not deciding.is_significant or change >= 0
    advice = "It can go." if recommended else "It is needed."
    words = (
        f"Without {proposal.layer_name} and with the next layer refitted, accuracy changes by "
        f"{change:+.1f} points to {deciding.accuracy:.1%} (McNemar p = {test.p:.3f}). {advice}"
    )
    return dataclasses.replace(proposal, words=words, recommended=recommended)
