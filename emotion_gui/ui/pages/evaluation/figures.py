"""The figures of one model, or of two side by side with the paired test."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.core.evaluation.judgement import SIGNIFICANCE
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.operations.evaluate import Answers, Outcome
from emotion_gui.ui.widgets import Card, ElidedLabel, FactTable, set_role, set_tone


class _Headline(QWidget):
    """Model, accuracy in large, and what must be known beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = set_role(ElidedLabel(), "muted")
        self.accuracy = set_role(QLabel(), "figure")
        self.interval = set_role(QLabel(), "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (self.name, self.accuracy, self.interval):
            column.addWidget(label)

    def show_answers(self, title: str, evaluation: Evaluation) -> None:
        low, high = evaluation.interval
        self.name.setText(title)
        self.accuracy.setText(self.tr("{a:.1f} % right").format(a=100 * evaluation.accuracy))
        self.interval.setText(
            self.tr("95 % interval {low:.1f}–{high:.1f}, n = {n:,}").format(
                low=100 * low, high=100 * high, n=evaluation.n
            )
        )
        self.setAccessibleName(f"{title}: {self.accuracy.text()}, {self.interval.text()}")


class FiguresCard(Card):
    """Accuracy with n and interval first; the rest in rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Figures"))
        self.first, self.second = _Headline(), _Headline()
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
        self.hide()

    def show_outcome(self, outcome: Outcome) -> None:
        first, second = outcome.first, outcome.second
        both = second is not None
        self.first.show_answers(self._title("A", first, both=both), first.evaluation)
        self.second.setVisible(both)
        if second is not None:
            self.second.show_answers(self._title("B", second, both=True), second.evaluation)
        rows: tuple[tuple[str, Callable[[Evaluation], str]], ...] = (
            ("macro_f1", lambda e: f"{e.macro_f1:.3f}"),
            ("balanced", lambda e: f"{100 * e.balanced_accuracy:.1f} %"),
            ("top2", lambda e: f"{100 * e.top2:.1f} %"),
            ("ece", lambda e: f"{100 * e.ece:.1f} %"),
        )
        for key, text in rows:
            values = [text(first.evaluation)]
            if second is not None:
                values.append(text(second.evaluation))
            self.facts.set_value(key, "  ·  ".join(values))
        self._show_paired(outcome)
        self.show()

    def _title(self, letter: str, answers: Answers, *, both: bool) -> str:
        return f"{letter}: {answers.model.title}" if both else answers.model.title

    def _show_paired(self, outcome: Outcome) -> None:
        paired = outcome.paired
        self.paired.setVisible(paired is not None)
        if paired is None:
            return
        verdict = (
            self.tr("more than chance explains")
            if paired.p < SIGNIFICANCE
            else self.tr("chance can explain it")
        )
        self.paired.setText(
            self.tr(
                "McNemar p = {p:.2g}: {verdict}. Faces only A gets right: {b:,}; only B: {c:,}."
            ).format(p=paired.p, verdict=verdict, b=paired.b, c=paired.c)
        )
        set_tone(self.paired, "good" if paired.p < SIGNIFICANCE else "")
