"""A network on its way to a goal, judged; and why no layer lost more."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.core.evaluation.judgement import change_to_json
from emotion_gui.operations.goal.request import KB, GoalRequest
from emotion_gui.operations.goal.survey import GoalSurvey
from emotion_gui.operations.keep import KeptNetwork, Pruned
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.goal_path import Place
    from emotion_gui.core.pruning.layer_survey import Survey
    from emotion_gui.core.pruning.plan import Plan
    from emotion_gui.operations.quantize import QuantizeResult


@dataclass(frozen=True, kw_only=True)
class NextShare:
    """Why a layer does not lose more: what its next share would have cost.

    Attributes:
        gone: maps that would be gone.
        lost: further nats.
        saved_bytes: of weights in float.
        saved_macs: multiplications.
    """

    gone: int
    lost: float
    saved_bytes: int
    saved_macs: int


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What goes, told before anything is repaired.

    Attributes:
        gone: maps of each layer.
        expected: nats lost, the survey's layers added up.
        next_shares: why each layer does not lose more; None where only one map is left.
    """

    gone: tuple[int, ...]
    expected: float
    next_shares: tuple[NextShare | None, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class GoalResult:
    """A network on its way to a goal, judged.

    Attributes:
        subject: model and faces.
        request: what was asked for.
        found: the survey.
        plan: one part a layer that loses maps.
        chosen: what goes, and why not more.
        measured: nats lost by the repaired network on the same held-out faces.
        network: pruned, repaired, fine-tuned if asked for; in float.
        quantized: the same in 8 bits, if asked for and not left out as slower here.
        difference: largest difference of a logit, masked against compacted.
        before: of the original.
        after_pruning: of `network`.
        after: of what is kept.
        bytes_before, bytes_after: of the `.onnx` files of the original and of what is kept.
        ms_before, ms_after: of both, in turns, each by its fastest engine.
    """

    subject: Subject
    request: GoalRequest
    found: GoalSurvey
    plan: Plan
    chosen: Chosen
    measured: float
    network: EmotionCNN
    quantized: QuantizeResult | None
    difference: float
    before: Judgement
    after_pruning: Judgement
    after: Judgement
    bytes_before: int
    bytes_after: int
    ms_before: float
    ms_after: float

    @property
    def missed(self) -> tuple[str, ...]:
        """The wishes that are not met, by their names in the request."""
        asked, worse = self.request, self.request.at_most_worse
        checks = (
            ("at_most_kb", asked.at_most_kb, self.bytes_after > asked.at_most_kb * KB),
            ("at_most_ms", asked.at_most_ms, self.ms_after > asked.at_most_ms),
            ("at_least", asked.at_least, self.after.accuracy < asked.at_least),
            ("at_most_worse", worse, not self.after.decisive.loses_less_than(worse)),
        )
        return tuple(name for name, wish, is_missed in checks if wish and is_missed)

    @property
    def pruned(self) -> Pruned:
        """The network in float, to be kept as a run or a file."""
        wishes = dataclasses.asdict(self.request)
        return Pruned(
            network=self.network,
            subject=self.subject,
            plans=(self.plan,),
            compacted=True,
            finetuned=self.request.epochs > 0,
            before=self.before,
            after=self.after_pruning,
            facts={"goal": {name: wish for name, wish in wishes.items() if wish}},
        )

    @property
    def kept(self) -> KeptNetwork:
        """What is kept in the end."""
        return self.pruned if self.quantized is None else self.quantized

    @property
    def int8_pays(self) -> bool | None:
        """Whether 8 bits are faster here than float; None where nobody asked for them.

        Where they are not, they were left out, unless a size asked for them.
        """
        if not self.request.quantize:
            return None
        return self.quantized is not None and self.quantized.pays

    def to_json(self) -> dict[str, Any]:
        """The command line's object."""
        layers = [
            {**dataclasses.asdict(report), "next": next_share and dataclasses.asdict(next_share)}
            for report, next_share in zip(self.found.layers, self.chosen.next_shares, strict=True)
        ]
        return {
            "maps_before": list(self.subject.network.spec.widths),
            "maps_after": list(self.network.spec.widths),
            **change_to_json(self.before, self.after),
            "accuracy_pruned": self.after_pruning.accuracy,
            "mcnemar_p_pruned": self.after_pruning.p,
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "macs_before": self.subject.network.multiplications(),
            "macs_after": self.network.multiplications(),
            "ms_before": self.ms_before,
            "ms_after": self.ms_after,
            "divergence_expected": self.chosen.expected,
            "divergence": self.measured,
            "max_logit_difference": self.difference,
            "quantized": self.quantized is not None,
            "int8_pays": self.int8_pays,
            "missed": list(self.missed),
            "layers": layers,
        }


def choice_of(found: Survey, place: Place) -> Chosen:
    """A place on the path, with the reasons."""
    shares = _next_shares(found, place)
    return Chosen(gone=place.gone, expected=place.lost, next_shares=shares)


def _next_shares(found: Survey, place: Place) -> tuple[NextShare | None, ...]:
    here = place.spec(found.spec)
    result: list[NextShare | None] = []
    for layer, gone in enumerate(place.gone):
        ladder = found.of(layer)
        lost = max((cell.divergence for cell in ladder if cell.gone == gone), default=0.0)
        further = next((cell for cell in ladder if cell.gone > gone), None)
        if further is None:
            result.append(None)
            continue
        widths = list(here.widths)
        widths[layer] = found.spec.widths[layer] - further.gone
        smaller = here.with_widths(widths)
        share = NextShare(
            gone=further.gone,
            lost=further.divergence - lost,
            saved_bytes=4 * (here.weights - smaller.weights),
            saved_macs=here.multiplications - smaller.multiplications,
        )
        result.append(share)
    return tuple(result)
