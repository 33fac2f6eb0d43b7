"""What happens to a pair of maps, in a few words for its row and in a sentence below the table.

Everything is read off the plan that is shown; nothing is guessed from the choices that led to it.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from PySide6.QtCore import QObject

from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.pairs import Outcome
from emotion_gui.core.pruning.plan import (
    LayerPlan,
    Merge,
    PairKind,
    Silence,
    SilenceReason,
)
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.pair_listing import NOT_LISTED
from emotion_gui.ui.pages.pruning.texts import criterion_name

_BY_FACTS = (Outcome.BOTH_GO, Outcome.J_GOES, Outcome.I_GOES, Outcome.BOTH_STAY)


class PairTexts(QObject):
    """Describes the rows of one plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: LayerPlan | None = None
        self._angles: LayerAngles | None = None
        self._merge_of: dict[int, Merge] = {}
        self._silence_of: dict[int, Silence] = {}
        self._takes_in: Counter[int] = Counter()

    def set_plan(self, plan: LayerPlan, angles: LayerAngles) -> None:
        """Describe this plan from now on."""
        self._plan, self._angles = plan, angles
        self._merge_of = {merge.drop: merge for merge in plan.merges}
        self._silence_of = {silence.index: silence for silence in plan.silences}
        self._takes_in = Counter(merge.keep for merge in plan.merges)

    # -- rows ---------------------------------------------------------------------------------

    def row(self, code: int, i: int, j: int) -> str:
        """A few words, as in "87 merges into 12"."""
        if code == NOT_LISTED:
            return self.tr("beyond the limit")
        outcome = Outcome(code)
        if outcome is Outcome.MERGED:
            return self._merged_row(i, j)
        if outcome is Outcome.SILENCED:
            return self.tr("both are silenced")
        if outcome is Outcome.EXCLUDED:
            return self.tr("passed over: you unticked it")
        if outcome in _BY_FACTS:
            return self._facts_row(outcome, i, j)
        return self._skipped_row(outcome, i, j)

    def _merged_row(self, i: int, j: int) -> str:
        merge = self._merge_between(i, j)
        if self._preset is PruningPreset.PAPER:
            return self.tr("{drop} merges into {keep}").format(drop=merge.drop, keep=merge.keep)
        if self._preset is PruningPreset.REFIT:
            return self.tr("{drop} goes near {keep}; weights refitted").format(
                drop=merge.drop, keep=merge.keep
            )
        return self.tr("{drop} merges into {keep} × {alpha}").format(
            drop=merge.drop, keep=merge.keep, alpha=_factor(merge.alpha)
        )

    def _facts_row(self, outcome: Outcome, i: int, j: int) -> str:
        if outcome is Outcome.BOTH_STAY:
            return self.tr("both stay")
        if outcome is Outcome.BOTH_GO:
            first, second = self._merge_of.get(i), self._merge_of.get(j)
            if first is not None and second is not None:
                return self.tr("{i} joins {first}, {j} joins {second}").format(
                    i=i, first=first.keep, j=j, second=second.keep
                )
            return self.tr("both go")
        gone = j if outcome is Outcome.J_GOES else i
        merge = self._merge_of.get(gone)
        if merge is not None:
            return self.tr("{drop} joins {keep}").format(drop=gone, keep=merge.keep)
        return self.tr("{map} goes").format(map=gone)

    def _skipped_row(self, outcome: Outcome, i: int, j: int) -> str:
        if outcome is Outcome.J_GONE:
            return self._gone_row(j, i)
        if outcome is Outcome.I_GONE:
            return self._gone_row(i, j)
        if outcome is Outcome.J_STANDS_FOR_OTHERS:
            return self.tr("skipped: {map} stands for others").format(map=j)
        if outcome is Outcome.SILENT_MAP:
            silent = [k for k in (i, j) if k in self._silence_of]
            if silent:
                return self.tr("{map} goes: silent").format(map=silent[0])
            return self.tr("skipped: a silent map")
        return self.tr("skipped: one map must stay")

    def _gone_row(self, gone: int, other: int) -> str:
        merge = self._merge_of.get(gone)
        if merge is None:
            return self.tr("skipped: {map} is silenced").format(map=gone)
        if merge.keep == other or other in self._merge_of or other in self._silence_of:
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
        if outcome in _BY_FACTS:
            return start + self._facts_sentence(outcome, i, j)
        return start + self._other_sentence(outcome, i, j)

    def silent(self, number: int) -> str:
        """For the row of a silent map."""
        silence = self._silence_of.get(number)
        if silence is not None and silence.reason is SilenceReason.SILENT:
            return self.tr("goes: it says next to nothing")
        if silence is not None or number in self._merge_of:
            return self.tr("goes for another reason")
        return self.tr("left alone")

    def _beyond_sentence(self, kind: PairKind) -> str:
        if self._plan is None:
            return ""
        options = self._plan.options
        if kind is PairKind.SIMILAR:
            return self.tr(
                "not similar enough for a threshold of {limit}°; nothing happens."
            ).format(limit=numbers.number(options.threshold_deg, 1))
        return self.tr("not opposite enough for a limit of {limit}°; nothing happens.").format(
            limit=numbers.number(options.complementary_limit_deg, 1)
        )

    def _merged_sentence(self, i: int, j: int) -> str:
        merge = self._merge_between(i, j)
        drop, keep, alpha = merge.drop, merge.keep, _factor(merge.alpha)
        if self._preset is PruningPreset.PAPER:
            return self.tr(
                "they answer alike, so {drop} goes and its weights are added to those of {keep}."
            ).format(drop=drop, keep=keep)
        if self._preset is PruningPreset.REFIT:
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
        return text.format(drop=drop, keep=keep, alpha=alpha, beta=_factor(merge.beta))

    def _facts_sentence(self, outcome: Outcome, i: int, j: int) -> str:
        """Who goes and why, where the angle of this pair was no reason."""
        assert self._plan is not None
        if outcome is Outcome.BOTH_STAY:
            return self.tr("both stay; {count} other maps go.").format(
                count=numbers.count(self._plan.maps_gone)
            )
        fates = {Outcome.BOTH_GO: (i, j), Outcome.J_GOES: (j,), Outcome.I_GOES: (i,)}
        gone = fates[outcome]
        parts = [self._fate(index) for index in gone]
        if len(gone) == 1:
            parts.append(self.tr("{map} stays").format(map=i if gone[0] == j else j))
        return "; ".join(parts) + ". " + self._aftermath(gone)

    def _fate(self, index: int) -> str:
        """Why one map goes, and into which other."""
        merge = self._merge_of.get(index)
        if merge is not None:
            return self.tr("{drop} joins {keep}, at {angle}° the nearest that stays").format(
                drop=index, keep=merge.keep, angle=numbers.number(merge.angle_deg, 1)
            )
        assert self._plan is not None
        reason = self._silence_of[index].reason
        if reason is SilenceReason.LOW_IMPORTANCE:
            return self.tr("{map} goes: among the {count} that “{order}” lets go first").format(
                map=index,
                count=numbers.count(self._plan.maps_gone),
                order=criterion_name(self._plan.options.own_order),
            )
        texts = {
            SilenceReason.RANDOM: self.tr("{map} goes: it was drawn by lot"),
            SilenceReason.BY_HAND: self.tr("{map} goes: it was chosen by hand"),
            SilenceReason.SILENT: self.tr("{map} goes: it is silent"),
            SilenceReason.COMPLEMENTARY: self.tr("{map} is silenced with its opposite"),
        }
        return texts[reason].format(map=index)

    def _aftermath(self, gone: tuple[int, ...]) -> str:
        """What becomes of the weights that read maps which go without a partner."""
        if all(index in self._merge_of for index in gone):
            return ""
        texts = {
            PruningPreset.PAPER: self.tr("Nothing takes over: its weights are zeroed."),
            PruningPreset.CORRECTED: self.tr("Nothing takes over: its mean goes into the biases."),
            PruningPreset.REFIT: self.tr("The weights of all maps that stay are fitted anew."),
        }
        assert self._plan is not None
        return texts[self._plan.options.preset]

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
            map=gone,
            keep=merge.keep,
            nearer=numbers.number(merge.angle_deg, 1),
            other=other,
            angle=self._angle(other, merge.keep),
        )

    # -- facts --------------------------------------------------------------------------------

    @property
    def _preset(self) -> PruningPreset | None:
        return None if self._plan is None else self._plan.options.preset

    def _merge_between(self, i: int, j: int) -> Merge:
        merge = self._merge_of.get(j)
        return merge if merge is not None and merge.keep == i else self._merge_of[i]

    def _angle(self, i: int, j: int) -> str:
        if self._angles is None or i == j:
            return numbers.number(0.0, 1)
        angle_deg = float(self._angles.angles_deg[i, j])
        return numbers.number(angle_deg if np.isfinite(angle_deg) else None, 1)


def _factor(value: float) -> str:
    """Two decimals with a real minus sign."""
    return numbers.number(value, 2).replace("-", "−")
