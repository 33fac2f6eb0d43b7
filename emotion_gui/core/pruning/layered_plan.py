"""Plans for several layers of one network as one plan: data, check, apply, compact, prove."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.compaction import compact, prove_equal
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import Preset
from emotion_gui.core.pruning.plan import PruningPlan, fingerprint, read_plan_file

LAYERED_FORMAT = 1
_PROOF_FACES = 512


@dataclass(frozen=True)
class LayeredPlan:
    """Decisions about several layers of one network.

    Attributes:
        parts: one plan a layer, in the order in which they are applied; all of them bear the
            fingerprint of the original network.

    Raises:
        ConfigError: no part, two for one layer, or parts for different networks.
    """

    parts: tuple[PruningPlan, ...]

    def __post_init__(self) -> None:
        layers = [part.layer for part in self.parts]
        if not layers or len(set(layers)) != len(layers):
            raise ConfigError("plan", layers, "needs one part for each of its layers")
        if len({part.fingerprint for part in self.parts}) != 1:
            raise ConfigError("plan", layers, "its parts are for different networks")

    @property
    def fingerprint(self) -> str:
        """Of the network that the plan was made for."""
        return self.parts[0].fingerprint

    @property
    def maps_gone(self) -> int:
        return sum(part.maps_gone for part in self.parts)

    def check(self, network: EmotionCNN) -> None:
        """Refuse a network that the plan was not made for.

        Raises:
            PlanMismatchError: other layers, other widths, or other weights.
        """
        for part in self.parts:
            part.check(network)

    def spec_after(self, spec: NetworkSpec) -> NetworkSpec:
        """The shape that is left of a network of shape `spec`."""
        widths = list(spec.widths)
        for part in self.parts:
            widths[part.layer] = part.maps_left
        return spec.with_widths(widths)

    def facts(self) -> dict[str, object]:
        """What a table of runs shows of it."""
        return {
            "preset": str(self.parts[0].options.preset),
            "layers": [part.layer for part in self.parts],
            "maps_gone": self.maps_gone,
        }

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {"format": LAYERED_FORMAT, "parts": [part.to_json() for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LayeredPlan:
        """Rebuild after a trip through JSON.

        Raises:
            ConfigError: not a plan for several layers, or one of a newer format.
        """
        try:
            if int(data["format"]) > LAYERED_FORMAT:
                raise ConfigError("plan", data["format"], "made by a newer version")
            return cls(tuple(PruningPlan.from_json(part) for part in data["parts"]))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ConfigError("plan", type(data).__name__, "not a layered plan") from error


def save_layered_plan(path: Path, plan: LayeredPlan) -> None:
    """Write a plan as JSON, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    write_text(path, json.dumps(plan.to_json(), indent=1))


def load_layered_plan(path: Path) -> LayeredPlan:
    """Read a plan that `save_layered_plan` wrote.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is not a plan for several layers.
    """
    return LayeredPlan.from_json(read_plan_file(path))


@dataclass(frozen=True, eq=False)
class LayeredResult:
    """A layered plan applied.

    Attributes:
        masked: all maps still there, those that go without effect; undoable.
        compacted: the smaller network with the same answers.
        max_logit_difference: between the two (the proof).
    """

    masked: EmotionCNN
    compacted: EmotionCNN
    max_logit_difference: float


def apply_layered(
    network: EmotionCNN,
    plan: LayeredPlan,
    data: PruningData,
    *,
    context: JobContext | None = None,
) -> LayeredResult:
    """Apply the parts in their order, compact all layers, and prove that nothing else changed.

    Each part under Refit is fitted on the network as the parts before it left it, so that, from
    front to back, later layers make up for what earlier ones lost. Applying a plan again gives
    the same network.

    Args:
        network: the original; not altered.
        plan: made for it.
        data: faces for the refits and for the proof.
        context: progress in layers; may cancel.

    Raises:
        PlanMismatchError: the plan is for another network.
        EqualityProofError: the compacted network does not answer like the masked one.
        JobCancelled: a stop was asked for.
    """
    plan.check(network)
    context = context or JobContext()
    changed, names = network, network.spec.layer_names()
    for done, part in enumerate(plan.parts):
        context.checkpoint()
        text = f"Pruning {names[part.layer]}"
        context.report(Progress(done, len(plan.parts) + 1, text))
        changed = masked_part(changed, part, data, context=context)
    context.checkpoint()
    context.report(Progress(len(plan.parts), len(plan.parts) + 1, "Proving equality"))
    smaller = compact_layers(changed, plan)
    difference = prove_equal(changed, smaller, data.faces[:_PROOF_FACES], data.preprocessing)
    return LayeredResult(changed, smaller, difference)


def masked_part(
    network: EmotionCNN,
    part: PruningPlan,
    data: PruningData,
    *,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of `network`, other parts of a plan perhaps already applied, under one more part."""
    statistics = None
    if part.options.preset is Preset.REFIT:
        measured = LayerMeasurement(network, data, layer=part.layer, context=context)
        statistics = measured.statistics
    return masked(network, dataclasses.replace(part, fingerprint=fingerprint(network)), statistics)


def compact_layers(masked_network: EmotionCNN, plan: LayeredPlan) -> EmotionCNN:
    """Remove the maps of every part; the order does not matter.

    Raises:
        PlanMismatchError: a map that should go still has an effect.
    """
    smaller = masked_network
    for part in plan.parts:
        smaller = compact(smaller, part)
    if smaller.spec != plan.spec_after(masked_network.spec):
        raise PlanMismatchError("its layers have other widths than the plan")
    return smaller
