"""The page's words for what was measured, orders and what becomes of weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.pruning.criteria import CRITERION_NAMES, Criterion
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.ui import numbers
from emotion_gui.ui.learned import learned_words, rest_words
from emotion_gui.ui.translation import core_text, translator

T = TypeVar("T")

if TYPE_CHECKING:
    from emotion_gui.core.pruning.whole_layers import LayerRemoval
    from emotion_gui.operations.measure_layer import Measured

_tr = translator("RankingNames")


def before_after(show: Callable[[T], str], before: T, after: T) -> str:
    """Two values shown the same way, with an arrow between them."""
    return f"{show(before)} → {show(after)}"


def p_cell(p: float) -> str:
    """McNemar's p for a column that is named so: "0.03", "< 0.001"."""
    return numbers.p_value(p).removeprefix("p ").removeprefix("= ")


def one_training_words(epochs: int, seed: int) -> str:
    """That an accuracy after fine-tuning is one draw; empty where nothing was trained."""
    if not epochs:
        return ""
    return _tr("Of one training (seed {seed}): others end elsewhere.").format(seed=seed)


def removal_text(proposal: LayerRemoval) -> str:
    """What taking a whole layer out would do, and whether it can go."""
    judged = proposal.judgement
    if judged is None:
        return _tr(
            "{layer} cannot be taken out: it is the only convolution of its module, or hands on "
            "another number of maps than it gets."
        ).format(layer=proposal.layer_name)
    # Learned faces would hide a loss: where they are known, the others decide.
    deciding = judged.decisive
    test, n = deciding.test, max(1, deciding.n)
    text = _tr(
        "Without {layer} and with the next layer refitted, accuracy changes by {change} points to "
        "{accuracy} (McNemar {p})."
    ).format(
        layer=proposal.layer_name,
        change=numbers.points(None if test is None else (test.c - test.b) / n),
        accuracy=numbers.percent(deciding.accuracy),
        p=numbers.p_value(None if test is None else test.p),
    )
    return f"{text} {_tr('It can go.') if proposal.recommended else _tr('It is needed.')}"


def change_tone(after: Judgement, before: Judgement) -> str:
    """Colour only for what is more than chance: "good", "bad", or "" for gray.

    The faces that were not learned decide: the others hide a loss.
    """
    new, old = after.decisive, before.decisive
    if not new.is_significant:
        return ""
    return "good" if new.accuracy > old.accuracy else "bad"


def preset_name(preset: PruningPreset) -> str:
    """A rule in one word."""
    names = {
        PruningPreset.PAPER: QCoreApplication.translate("PrunePage", "Paper"),
        PruningPreset.CORRECTED: QCoreApplication.translate("PrunePage", "Corrected"),
        PruningPreset.REFIT: QCoreApplication.translate("PrunePage", "Refit"),
    }
    return names[preset]


def learned_line(judgement: Judgement) -> str:
    """How many faces were learned, and the figure on the others, as one paragraph."""
    return " ".join(words for words in (learned_words(judgement), rest_words(judgement)) if words)


def measured_text(measured: Measured) -> str:
    """What was measured, in the line below the page's title."""
    text = QCoreApplication.translate(
        "PrunePage", "{layer} · {maps} maps · angles over {faces} training faces"
    )
    return text.format(
        layer=measured.layer_name,
        maps=numbers.count(measured.maps),
        faces=numbers.count(len(measured.subject.learning)),
    )


def criterion_name(criterion: Criterion) -> str:
    """A ranking in a word or two."""
    return core_text(CRITERION_NAMES[criterion])


def candidate_name(criterion: str, update: str) -> tuple[str, str]:
    """A comparison row's ranking and what became of the weights, for people."""
    known = criterion in list(Criterion)
    name = criterion_name(Criterion(criterion)) if known else _tr(_OTHERS.get(criterion, criterion))
    return name, _tr(_UPDATES.get(update, update))


def order_words(order: Criterion, preset: PruningPreset) -> str:
    """One sentence on who goes first."""
    merges = order is Criterion.DISTINCTIVENESS and preset is not PruningPreset.REFIT
    words = {
        Criterion.DISTINCTIVENESS: "Step 1 of distinctiveness, the paper: pairs by angle.",
        Criterion.CONTRIBUTIONS: "Step 2: pairs of what maps add to the answers; one takes over.",
        Criterion.IMPORTANCE: "Maps that vary little and are hardly read go first.",
        Criterion.OBS: "Whose loss the other maps make up for best.",
        Criterion.FISHER: "Step 3: what no mixture of those that stay can say, in the answers.",
        Criterion.L1: "Maps with the smallest filters go first: the usual baseline.",
        Criterion.RANDOM: "A fixed draw, to compare with.",
    }
    after = {
        PruningPreset.PAPER: "Their weights are zeroed.",
        PruningPreset.CORRECTED: "Their means go into the biases.",
        PruningPreset.REFIT: "All other weights are refitted.",
    }
    text = _tr(words.get(order, "Maps with the lowest score go first."))
    return text if merges else f"{text} {_tr(after[preset])}"


def number_against_angle(plan: LayerPlan, by_angle: LayerPlan) -> str:
    """How a plan by number differs from the one that the threshold would give."""
    translate = QCoreApplication.translate
    angle = numbers.number(by_angle.options.threshold_deg, 1)
    if plan.gone == by_angle.gone and plan.merges == by_angle.merges:
        return translate("PrunePage", "By angle, {angle}° leads to the same plan.").format(
            angle=angle
        )
    if plan.maps_gone != by_angle.maps_gone:
        text = translate("PrunePage", "By angle, {angle}° lets {count} maps go.")
        return text.format(angle=angle, count=numbers.count(by_angle.maps_gone))
    same = numbers.count(len({*plan.gone} & {*by_angle.gone}))
    if plan.options.walks_pairs:
        text = translate(
            "PrunePage",
            "By angle, {angle}° also lets {count} go, {same} of them the same: there a map that "
            "took another in has to stay; here it may go, and all join the nearest.",
        )
    else:
        text = translate(
            "PrunePage",
            "By angle, {angle}° also lets {count} maps go; {same} of them are the same.",
        )
    return text.format(angle=angle, count=numbers.count(plan.maps_gone), same=same)


_OTHERS = {  # rows of a comparison that no criterion ranks
    "magnitude": "Single weights",
    "same size": "Same size",
    "unpruned": "Original",
}
_UPDATES = {
    "zeroed": "zeroed",
    "merged": "merged",
    "fitted": "merged by fit",
    "refit": "refitted",
    "rescaled": "rescaled",
    "neuron-merging": "neuron merging",
    "grail": "GRAIL",
    "intra-fusion": "intra-fusion",
    "folded": "folded",
}
