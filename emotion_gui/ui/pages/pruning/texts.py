"""What happens to a pair, in a few words for its row and in one sentence below the table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject

from emotion_gui.core.pruning.options import Preset
from emotion_gui.core.pruning.pairs import Outcome
from emotion_gui.core.pruning.plan import Merge, PairKind, PruningPlan
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.core.pruning.rivals import Rival
from emotion_gui.ui.pages.pruning.figures import count_text
from emotion_gui.ui.pages.pruning.one_layer.pair_listing import NOT_LISTED

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import Measured


class PairWords(QObject):
    """Describes the rows of one plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: PruningPlan | None = None
        self._angles: LayerAngles | None = None
        self._merge_of: dict[int, Merge] = {}
        self._takes_in: Counter[int] = Counter()
        self._gone: frozenset[int] = frozenset()

    def set_plan(self, plan: PruningPlan, angles: LayerAngles) -> None:
        """Describe this plan from now on."""
        self._plan, self._angles = plan, angles
        self._merge_of = {merge.drop: merge for merge in plan.merges}
        self._takes_in = Counter(merge.keep for merge in plan.merges)
        self._gone = frozenset(plan.gone)

    # -- rows ---------------------------------------------------------------------------------

    def row(self, code: int, i: int, j: int) -> str:
        """A few words, as in "87 merges into 12"."""
        if code == NOT_LISTED:
            return self._unlisted_row(i, j)
        outcome = Outcome(code)
        if outcome is Outcome.MERGED:
            return self._merged_row(i, j)
        if outcome is Outcome.SILENCED:
            return self.tr("both are silenced")
        if outcome is Outcome.EXCLUDED:
            return self.tr("passed over: you unticked it")
        return self._skipped_row(outcome, i, j)

    def _unlisted_row(self, i: int, j: int) -> str:
        """A pair beyond the thresholds, or where a number of maps was asked for."""
        gone = sorted(self._gone & {i, j})
        if not gone:
            return self.tr("both stay")
        if self._plan is None or self._plan.wanted is None:
            return self.tr("beyond the limit")
        if self._merge(i, j) is not None:
            return self._merged_row(i, j)
        return self.tr("both go") if len(gone) == 2 else self.tr("{map} goes").format(map=gone[0])

    def _merged_row(self, i: int, j: int) -> str:
        merge = self._merge(i, j)
        if merge is None or self._preset is Preset.PAPER:
            drop, keep = (j, i) if merge is None else (merge.drop, merge.keep)
            return self.tr("{drop} merges into {keep}").format(drop=drop, keep=keep)
        if self._preset is Preset.REFIT:
            return self.tr("{drop} goes near {keep}; weights refitted").format(
                drop=merge.drop, keep=merge.keep
            )
        return self.tr("{drop} merges into {keep} × {alpha}").format(
            drop=merge.drop, keep=merge.keep, alpha=_number(merge.alpha)
        )

    def _skipped_row(self, outcome: Outcome, i: int, j: int) -> str:
        if outcome is Outcome.J_GONE:
            return self._gone_row(j, i)
        if outcome is Outcome.I_GONE:
            return self._gone_row(i, j)
        if outcome is Outcome.J_STANDS_FOR_OTHERS:
            return self.tr("skipped: {map} stands for others").format(map=j)
        if outcome is Outcome.SILENT_MAP:
            return self.tr("skipped: a silent map")
        return self.tr("skipped: one map must stay")

    def _gone_row(self, gone: int, other: int) -> str:
        merge = self._merge_of.get(gone)
        if merge is None:
            return self.tr("skipped: {map} is silenced").format(map=gone)
        if merge.keep == other or other in self._gone:
            return self.tr("skipped: {map} is gone").format(map=gone)
        return self.tr("skipped: {map} is gone, {other} is {angle}° from {keep}").format(
            map=gone, other=other, angle=self._angle(other, merge.keep), keep=merge.keep
        )

    # -- sentences ----------------------------------------------------------------------------

    def sentence(self, code: int, i: int, j: int, kind: PairKind) -> str:
        """One sentence on what happens to the pair and why."""
        start = self.tr("Pair {i} – {j}, {angle}°: ").format(i=i, j=j, angle=self._angle(i, j))
        if code == NOT_LISTED:
            return start + self._beyond_sentence(kind)
        outcome = Outcome(code)
        if outcome is Outcome.MERGED:
            return start + self._merged_sentence(i, j)
        return start + self._other_sentence(outcome, i, j)

    def silent(self, number: int, *, goes: bool) -> str:
        """For the row of a silent map."""
        if goes:
            return self.tr("goes: it says next to nothing")
        if number in self._gone:
            return self.tr("goes with a pair")
        return self.tr("left alone")

    def _beyond_sentence(self, kind: PairKind) -> str:
        if self._plan is None:
            return ""
        options = self._plan.options
        if kind is PairKind.SIMILAR:
            return self.tr(
                "not similar enough for a threshold of {limit}°; nothing happens."
            ).format(limit=f"{options.threshold_deg:.1f}")
        return self.tr("not opposite enough for a limit of {limit}°; nothing happens.").format(
            limit=f"{options.complementary_limit_deg:.1f}"
        )

    def _merged_sentence(self, i: int, j: int) -> str:
        merge = self._merge(i, j)
        if merge is None:
            return self.tr("{drop} goes.").format(drop=j)
        drop, keep, alpha = merge.drop, merge.keep, _number(merge.alpha)
        if self._preset is Preset.PAPER:
            return self.tr(
                "they answer alike, so {drop} goes and its weights are added to those of {keep}."
            ).format(drop=drop, keep=keep)
        if self._preset is Preset.REFIT:
            return self.tr(
                "they answer alike, so {drop} goes; the weights of all maps that stay are then "
                "fitted anew to the original answers."
            ).format(drop=drop, keep=keep)
        text = (
            self.tr(
                "they answer alike; {drop}'s weights × {alpha} are added to {keep}'s, {beta} of "
                "them to the biases."
            )
            if merge.kind is PairKind.SIMILAR
            else self.tr(
                "one says the opposite of the other; {drop}'s weights × {alpha} are added to "
                "{keep}'s, {beta} of them to the biases."
            )
        )
        return text.format(drop=drop, keep=keep, alpha=alpha, beta=_number(merge.beta))

    def _other_sentence(self, outcome: Outcome, i: int, j: int) -> str:
        if outcome is Outcome.SILENCED:
            return self.tr("they cancel each other out, so the paper's rule silences both.")
        if outcome is Outcome.EXCLUDED:
            return self.tr("you unticked it, so it is passed over. Space ticks it again.")
        if outcome is Outcome.SILENT_MAP:
            return self.tr(
                "one of the two is silent, and the angle of a short vector means little."
            )
        if outcome is Outcome.LAST_MAPS:
            return self.tr("nothing happens, because at least one map has to stay.")
        if outcome is Outcome.J_STANDS_FOR_OTHERS:
            return self.tr(
                "{map} already answers for {count} other map(s), so it has to stay."
            ).format(map=j, count=self._takes_in[j])
        gone, other = (j, i) if outcome is Outcome.J_GONE else (i, j)
        merge = self._merge_of.get(gone)
        if merge is None:
            return self.tr("{map} has been silenced with another pair before.").format(map=gone)
        return self.tr(
            "{map} went into {keep} before ({nearer}°), and {other} is {angle}° from {keep}."
        ).format(
            map=gone, keep=merge.keep, nearer=f"{merge.angle_deg:.1f}", other=other,
            angle=self._angle(other, merge.keep),
        )  # fmt: skip

    # -- facts --------------------------------------------------------------------------------

    @property
    def _preset(self) -> Preset | None:
        return None if self._plan is None else self._plan.options.preset

    def _merge(self, i: int, j: int) -> Merge | None:
        for drop, keep in ((j, i), (i, j)):
            merge = self._merge_of.get(drop)
            if merge is not None and merge.keep == keep:
                return merge
        return None

    def _angle(self, i: int, j: int) -> str:
        if self._angles is None or i == j:
            return "0.0"
        angle_deg = float(self._angles.angles_deg[i, j])
        return f"{angle_deg:.1f}" if np.isfinite(angle_deg) else "–"


def _number(value: float) -> str:
    """Two decimals with a real minus sign."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")  # + 0.0: no minus zero


def measured_text(measured: Measured) -> str:
    """What was measured, in the line below the page's title."""
    text = QCoreApplication.translate(
        "PrunePage", "{layer} · {maps} maps · angles over {faces} training faces"
    )
    return text.format(
        layer=measured.layer_name,
        maps=count_text(measured.maps),
        faces=count_text(measured.train_count),
    )


def rival_name(rival: Rival) -> str:
    """A ranking in a word or two."""
    return _tr(_RIVALS[rival.value])


def entrant_name(rival: str, repair: str) -> tuple[str, str]:
    """A contest row's ranking and what became of the weights, for people."""
    return _tr(_RIVALS.get(rival, rival)), _tr(_REPAIRS.get(repair, repair))


def order_words(order: Rival, preset: Preset) -> str:
    """One sentence on who goes first."""
    merges = order is Rival.DISTINCTIVENESS and preset is not Preset.REFIT
    words = {
        Rival.DISTINCTIVENESS: "Pairs by ascending angle, without a threshold.",
        Rival.IMPORTANCE: "Maps that vary little and are hardly read go first.",
        Rival.SURGEON: "Whose loss the other maps make up for best.",
        Rival.FISHER: "Whose loss changes the answers least; measured best under Refit.",
        Rival.L1: "Maps with the smallest filters go first: the usual rival.",
        Rival.RANDOM: "A fixed draw, to compare with.",
    }
    after = {
        Preset.PAPER: "Their weights are zeroed.",
        Preset.CORRECTED: "Their means go into the biases.",
        Preset.REFIT: "All other weights are refitted.",
    }
    text = _tr(words.get(order, "Maps with the lowest score go first."))
    return text if merges else f"{text} {_tr(after[preset])}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("RankingNames", text)


_RIVALS = {
    "distinctiveness": "Angles",
    "importance": "Importance",
    "random": "Random",
    "l1": "L1",
    "l2": "L2",
    "bn-scale": "BN scale",
    "fpgm": "FPGM",
    "taylor": "Taylor",
    "taylor-weights": "Taylor, weights",
    "apoz": "APoZ",
    "thinet": "ThiNet",
    "surgeon": "Surgeon",
    "fisher": "Fisher",
    "magnitude": "Single weights",
    "same size": "Same size",
    "unpruned": "Original",
}
_REPAIRS = {
    "zeroed": "zeroed",
    "merged": "merged",
    "fitted": "merged by fit",
    "refit": "refitted",
    "rescaled": "rescaled",
}
