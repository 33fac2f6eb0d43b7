"""The figures of one model, or of two side by side with the paired test."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.operations.evaluate import EvaluateResult
from emotion_gui.ui.emotions import word_name
from emotion_gui.ui.learned import chosen_words, learned_words, rest_words
from emotion_gui.ui.numbers import count, interval, number, p_value, percent
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.widgets import Card, ElidedLabel, FactTable, set_role, set_tone


class Headline(QWidget):
    """Model, accuracy in large, and what must be known beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = set_role(ElidedLabel(), "muted")
        self.accuracy = set_role(QLabel(), "figure")
        self.interval = set_role(QLabel(), "muted")
        self.learned = set_role(QLabel(), "small")
        self.rest = set_role(QLabel(), "value")
        self.chosen = set_role(QLabel(), "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (
            self.name,
            self.accuracy,
            self.interval,
            self.learned,
            self.rest,
            self.chosen,
        ):
            column.addWidget(label)
        for label in (self.interval, self.learned, self.rest, self.chosen):
            label.setWordWrap(True)

    def show_judgement(self, title: str, judgement: Judgement) -> None:
        """All faces first; where some were learned, the others alone stand below it."""
        low, high = judgement.interval
        self.name.setText(title)
        self.accuracy.setText(self.tr("{share} right").format(share=percent(judgement.accuracy)))
        self.interval.setText(
            self.tr("95 % interval {interval}, n = {n}").format(
                interval=interval(low, high), n=count(judgement.n)
            )
        )
        self.learned.setText(learned_words(judgement))
        set_tone(self.learned, "warn" if judgement.learned else "")
        for label, words in (
            (self.rest, rest_words(judgement)),
            (self.chosen, chosen_words(judgement)),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        said = (self.accuracy, self.interval, self.learned, self.rest, self.chosen)
        told = ", ".join(label.text() for label in said if label.text())
        self.setAccessibleName(f"{title}: {told}")


class FiguresCard(Card):
    """Accuracy with n and interval first; the rest in rows."""

    def __init__(self, state: EvaluateState, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state = state
        self.set_title(self.tr("Figures"))
        self.first, self.second = Headline(), Headline()
        self.facts = FactTable()
        for key, label in (
            ("macro_f1", self.tr("Macro-F1")),
            ("balanced", self.tr("Balanced accuracy")),
            ("top2", self.tr("Right in two guesses")),
            ("ece", self.tr("Calibration error")),
        ):
            self.facts.add(key, label)
        self.paired = set_role(QLabel(), "muted")
        self.paired.setWordWrap(True)
        for widget in (self.first, self.second, self.facts, self.paired):
            self.body.addWidget(widget)
        state.changed.connect(self.show_state)
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """Figures of the choice as it is, or nothing."""
        result, final = self._state.result, self._state.final
        self.setVisible(result is not None or final is not None)
        if result is not None:
            self._show_result(result)
        elif final is not None:
            title = self._state.models[self._state.choice.model].title
            self.first.show_judgement(title, final.judgement)
            self.second.hide()
            self.paired.hide()
            self._show_facts([final.evaluation])

    def _show_result(self, result: EvaluateResult) -> None:
        first, second = result.first, result.second
        a = first.model.title if second is None else f"A: {first.model.title}"
        self.first.show_judgement(a, first.judgement)
        self.second.setVisible(second is not None)
        if second is not None:
            self.second.show_judgement(f"B: {second.model.title}", second.judgement)
        judged = [first] if second is None else [first, second]
        self._show_facts([answers.evaluation for answers in judged])
        self._show_paired(result.compared)

    def _show_facts(self, evaluations: list[Evaluation]) -> None:
        rows: tuple[tuple[str, Callable[[Evaluation], str]], ...] = (
            ("macro_f1", lambda e: number(e.macro_f1, 3)),
            ("balanced", lambda e: percent(e.balanced_accuracy)),
            ("top2", lambda e: percent(e.top2)),
            ("ece", lambda e: percent(e.ece)),
        )
        for key, text in rows:
            self.facts.set_value(key, " · ".join(text(entry) for entry in evaluations))
        # Two conventions are in use, which differ where a class is not there.
        present = [len(entry.macro_f1_classes) for entry in evaluations]
        row = self.facts.row("macro_f1")
        if len(set(present)) == 1:
            row.label.setText(self.tr("Macro-F1, %Ln classes", "", present[0]))
        else:
            shown = " · ".join(map(count, present))
            row.label.setText(self.tr("Macro-F1, {n} classes").format(n=shown))
        row.setToolTip("\n".join(self._macro_f1_words(entry) for entry in evaluations))

    def _macro_f1_words(self, evaluation: Evaluation) -> str:
        names = ", ".join(map(word_name, evaluation.macro_f1_classes))
        words = self.tr("Mean F1 over the classes that were seen or answered: {names}.").format(
            names=names
        )
        every = len(evaluation.per_class)
        if len(evaluation.macro_f1_classes) == every:
            return words
        other = self.tr("Over all {n}, with 0 for the others: {value}.").format(
            n=count(every), value=number(evaluation.macro_f1_all, 3)
        )
        return f"{words} {other}"

    def _show_paired(self, compared: Judgement | None) -> None:
        self.paired.setVisible(compared is not None)
        if compared is None:
            return
        rest = compared.rest
        if rest is None or rest.n == compared.n:
            words = self._test_words(compared)
        else:
            on_rest = (
                self.tr("No face is new to both models.")
                if rest.n == 0
                else self.tr("On the {n} faces that neither has learned: {words}").format(
                    n=count(rest.n), words=self._test_words(rest)
                )
            )
            words = f"{self._test_words(compared)}\n{on_rest}"
        self.paired.setText(words)
        # Colour is for what is known to hold on new faces.
        is_shown = rest is not None and rest.is_significant and compared.complete
        set_tone(self.paired, "good" if is_shown else "")

    def _test_words(self, judgement: Judgement) -> str:
        test = judgement.test
        assert test is not None
        verdict = (
            self.tr("more than chance explains")
            if judgement.is_significant
            else self.tr("chance can explain it")
        )
        return self.tr("McNemar {p}: {verdict}. Faces only A gets right: {b}; only B: {c}.").format(
            p=p_value(test.p), verdict=verdict, b=count(test.b), c=count(test.c)
        )
