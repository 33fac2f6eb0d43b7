"""Whole convolutions that could go, and the network without one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.judgement import change_to_json, costs_to_json
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.keep import Pruned
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost, Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.whole_layers import LayerRemoval


@dataclass(frozen=True, eq=False)
class Removals:
    """What would happen without each whole layer."""

    subject: Subject
    before: Judgement
    proposals: tuple[LayerRemoval, ...]

    def pruned(self, proposal: LayerRemoval) -> Pruned:
        """The network without one of the layers, to be kept.

        Raises:
            AssertionError: the shapes do not allow that proposal.
        """
        assert proposal.network is not None
        assert proposal.judgement is not None
        return _without(
            self.subject, proposal.layer, proposal.network, self.before, proposal.judgement
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class RemovalResult:
    """The network without one layer, judged.

    Attributes:
        subject: model and faces.
        layer: 0-based convolution of the original.
        network: without it, the next one fitted anew.
        explained: share of what the next layer got that the fit explains.
        before: of the original.
        after: of `network`.
        cost_before: of the original.
        cost_after: of `network`.
    """

    subject: Subject
    layer: int
    network: EmotionCNN
    explained: float
    before: Judgement
    after: Judgement
    cost_before: Cost
    cost_after: Cost

    @property
    def layer_name(self) -> str:
        return self.subject.network.spec.layer_names()[self.layer]

    @property
    def pruned(self) -> Pruned:
        """To be kept as a run or a file."""
        return _without(self.subject, self.layer, self.network, self.before, self.after)

    def to_json(self) -> dict[str, object]:
        """The command line's object; `layer` counts from 1, as people do."""
        return {
            "maps_before": list(self.subject.network.spec.widths),
            "maps_after": list(self.network.spec.widths),
            **change_to_json(self.before, self.after),
            **costs_to_json(self.cost_before, self.cost_after),
            "layer": self.layer + 1,
            "layer_name": self.layer_name,
            "explained": self.explained,
        }


def look_for_layers(subject: Subject, options: PruningOptions, context: JobContext) -> Removals:
    """Take every layer out in turn, where shapes allow, and judge what is left."""
    from emotion_gui.core.pruning.whole_layers import propose_removals

    _, before = subject.judge(context)
    proposals = propose_removals(
        subject.network,
        subject.data,
        eval_faces=subject.judged.stored,
        eval_labels=subject.judged.labels,
        learned=subject.learned(trained=False),
        options=options,
        context=context,
    )
    return Removals(subject, before, proposals)


def check_layer(spec: NetworkSpec, layer: int) -> None:
    """Refuse a layer that cannot be taken out, before any face is read.

    Raises:
        ConfigError: the shapes do not allow it; its number counts from 1, as people do.
    """
    from emotion_gui.core.pruning.whole_layers import obstacle

    reason = obstacle(spec, layer)
    if reason is not None:
        raise ConfigError("layer", layer + 1, reason)


def remove_layer(subject: Subject, layer: int, context: JobContext) -> RemovalResult:
    """Take a convolution out and fit the next one anew, without labels.

    Raises:
        ConfigError: the shapes do not allow it.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.complexity import timed_costs
    from emotion_gui.core.pruning.whole_layers import refit_without_layer

    network, explained = refit_without_layer(subject.network, layer, subject.data, context=context)
    judge, before = subject.judge(context)
    after = judge(network)
    cost_before, cost_after = timed_costs([subject.network, network])
    return RemovalResult(
        subject=subject,
        layer=layer,
        network=network,
        explained=explained,
        before=before,
        after=after,
        cost_before=cost_before,
        cost_after=cost_after,
    )


def _without(
    subject: Subject, layer: int, network: EmotionCNN, before: Judgement, after: Judgement
) -> Pruned:
    from emotion_gui.core.pruning.plan import fingerprint
    from emotion_gui.core.pruning.whole_layers import RemovedLayer

    original = subject.network
    name = original.spec.layer_names()[layer]
    return Pruned(
        network=network,
        subject=subject,
        plans=(RemovedLayer(layer, name, fingerprint(original)),),
        compacted=True,
        before=before,
        after=after,
    )
