"""What one training looks like: curves, speed, what is safe, and where it errs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui.numbers import UNKNOWN, count, duration, interval, number, percent, rounded
from emotion_gui.ui.pages.training.texts import rate_text
from emotion_gui.ui.pages.training.watched_run import Kept, WatchedRun
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import (
    Card,
    ConfusionMatrixView,
    CurvePlot,
    ElidedLabel,
    FactTable,
    set_role,
)
from emotion_gui.ui.widgets.mistakes_strip import MistakesStrip

SIDE_WIDTH_PX = 262
_LEAST_MATRIX_PX = 150
_FACTS_MS = 1000  # figures that change faster cannot be read
_RUNNING = "running"
_FEW = 3  # so many points are dots as well as a line


class WatchView(QWidget):
    """Draws a `WatchedRun`; the page calls `refresh` after reports."""

    cell_clicked = Signal(int, int)  # truth, answer
    offer_taken = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.loss_plot = CurvePlot(theme, name=self.tr("Loss of every epoch"))
        self.accuracy_plot = CurvePlot(theme, name=self.tr("Accuracy of every epoch"))
        self.loss_card, self._loss_stack = self._plot_card(self.tr("Loss"), self.loss_plot)
        self.accuracy_card, self._accuracy_stack = self._plot_card(
            self.tr("Accuracy, %"), self.accuracy_plot
        )
        self._facts_age = QElapsedTimer()
        self.facts = FactTable()
        for key, label in (
            ("kept", self.tr("Best on test")),
            ("speed", self.tr("Speed")),
            ("rate", self.tr("Learning rate")),
            ("left", self.tr("Left")),
            ("safe", self.tr("Safe on disk")),
        ):
            self.facts.add(key, label)
        self.facts.row("safe").line = False
        self.confusion = ConfusionMatrixView(theme)
        self._classes = SEVEN
        self.confusion_note = set_role(QLabel(), "small")
        self.confusion_note.setWordWrap(True)
        self.mistakes = MistakesStrip(theme)
        self._make_name()
        self.confusion.cell_clicked.connect(self.cell_clicked)
        self._lay_out()
        self.clear()

    def show_name(self, text: str) -> None:
        """Whose curves are drawn."""
        self.name_label.setText(text)
        self.offer_button.hide()
        self._name_row.setVisible(bool(text))

    def offer(self, name: str) -> None:
        """Name a run whose curves can be shown; nothing of it is drawn yet."""
        self.clear()
        self.name_label.setText(self.tr("Newest run: {name}").format(name=name))
        self.offer_button.show()
        self._name_row.show()

    def clear(self) -> None:
        """Nothing trained yet: say what will appear."""
        self._name_row.hide()
        for stack in (self._loss_stack, self._accuracy_stack):
            stack.setCurrentIndex(0)
        self.loss_plot.clear()
        self.accuracy_plot.clear()
        self.loss_card.set_note("")
        self.accuracy_card.set_note("")
        for key in ("kept", "speed", "rate", "left", "safe"):
            self.facts.set_value(key, UNKNOWN)
        self._show_confusion((), self._classes)

    def set_classes(self, labels: LabelSet) -> None:
        """Those of the data set that would be trained on."""
        self._classes = labels
        if not self.confusion.isEnabled():
            self._show_confusion((), labels)

    def refresh(self, run: WatchedRun, *, running: bool) -> None:
        """Draw what changed since the last call."""
        new_epoch = run.epochs_changed
        if new_epoch:
            run.epochs_changed = False
            self._show_epochs(run)
        if not run.batch_changed:
            return
        run.batch_changed = False
        self._show_running(run.running, running=running)
        due = not self._facts_age.isValid() or self._facts_age.hasExpired(_FACTS_MS)
        if due or new_epoch or not running:
            self._facts_age.start()
            self._show_facts(run, running=running)

    def _show_facts(self, run: WatchedRun, *, running: bool) -> None:
        speed = run.images_per_second
        self.facts.set_value(
            "speed", UNKNOWN if speed is None else self.tr("{n} faces/s").format(n=number(speed))
        )
        self.facts.set_value("left", duration(run.left_s) if running else UNKNOWN)
        safe = run.safe_epoch
        self.facts.set_value(
            "safe", self.tr("epoch {n}").format(n=count(safe)) if safe else self.tr("nothing yet")
        )
        rates = [record.learning_rate for record in run.records] or [0.0]
        rate = rates[-1] if running else max(rates)
        self.facts.set_value("rate", rate_text(rounded(rate)) if rate else UNKNOWN)
        now = min(run.epochs, math.floor(run.position) + 1) if running else safe
        note = self.tr("epoch {now} of {all}").format(now=count(now), all=count(run.epochs))
        loss = self._loss_text(run, running=running)
        self.loss_card.set_note(f"{note} · {loss}" if loss else note)

    def _loss_text(self, run: WatchedRun, *, running: bool) -> str:
        if run.records:
            last = run.records[-1]
            return f"{number(last.train_loss, 2)} / {number(last.test_loss, 2)}"
        if running and run.batch is not None:
            return number(run.batch.loss, 2)
        return ""

    def _show_running(self, points: Sequence[tuple[float, float]], *, running: bool) -> None:
        """The loss of the running epoch so far, before its own point is there."""
        if not running:
            self.loss_plot.remove_series(_RUNNING)
            return
        if points:
            self._loss_stack.setCurrentIndex(1)
        self.loss_plot.set_series(
            _RUNNING,
            [position for position, _ in points],
            [loss for _, loss in points],
            label=self.tr("this epoch so far"),
            color=self._theme.color("muted"),
            dashed=True,
            growing=True,
        )

    def _show_epochs(self, run: WatchedRun) -> None:
        records = run.records
        has_curves = bool(records)
        for stack in (self._loss_stack, self._accuracy_stack):
            stack.setCurrentIndex(1 if has_curves else 0)
        x = [float(record.epoch) for record in records]
        few = len(records) < _FEW
        training, test = self.tr("training"), self.tr("test")
        for plot, train_y, test_y in (
            (self.loss_plot, [r.train_loss for r in records], [r.test_loss for r in records]),
            (
                self.accuracy_plot,
                [100 * r.train_accuracy for r in records],
                [100 * r.test_accuracy for r in records],
            ),
        ):
            plot.set_series("train", x, train_y, label=training, points=few)
            plot.set_series("test", x, test_y, label=test, points=few)
            plot.set_x_range(0, max(2, run.epochs))
        self._show_kept(run.kept)
        self._show_confusion(records[-1].confusion if records else (), run.labels)

    def _show_kept(self, kept: Kept | None) -> None:
        label = self.facts.row("kept").label
        chosen = kept is None or kept.chosen
        label.setText(self.tr("Best on test") if chosen else self.tr("Last on test"))
        tip = self.tr("Chosen on these very faces, so it is a little kind.") if chosen else ""
        for widget in (label, self.accuracy_card.note_label):
            widget.setToolTip(tip)
        if kept is None:
            self.accuracy_card.set_note("")
            self.facts.set_value("kept", UNKNOWN)
            return
        note = self.tr("best {share} at epoch {epoch}, interval {interval}")
        if not chosen:
            note = self.tr("{share} after epoch {epoch}, interval {interval}")
        self.accuracy_card.set_note(
            note.format(
                share=percent(kept.accuracy),
                epoch=count(kept.epoch),
                interval=interval(*kept.interval),
            )
        )
        self.facts.set_value(
            "kept",
            self.tr("{share} of {n}").format(share=percent(kept.accuracy), n=count(kept.n)),
        )

    def _show_confusion(self, counts: Sequence[Sequence[int]], labels: LabelSet) -> None:
        known = len(counts) == len(labels)
        nothing = np.zeros((len(labels),) * 2, dtype=np.int64)
        self.confusion.set_counts(counts if known else nothing, labels)
        self.confusion.setEnabled(known)
        self.confusion_note.setText(
            self.tr("rows: truth · columns: answer")
            if known
            else self.tr("appears after the first epoch")
        )

    def _plot_card(self, title: str, plot: CurvePlot) -> tuple[Card, QStackedLayout]:
        card = Card(title)
        hint = set_role(QLabel(self.tr("Curves appear here, one point an epoch.")), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        stack = QStackedLayout()
        # In the card first: a stack without a parent would show its page as a window.
        card.body.addLayout(stack, 1)
        stack.addWidget(hint)
        stack.addWidget(plot)
        return card, stack

    def _make_name(self) -> None:
        self.name_label = ElidedLabel()
        self.offer_button = QPushButton(self.tr("Show its curves"))
        self.offer_button.setProperty("link", True)
        self.offer_button.clicked.connect(self.offer_taken)
        self._name_row = QWidget()
        row = QHBoxLayout(self._name_row)
        row.setContentsMargins(2, 0, 2, 0)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.offer_button)

    def _lay_out(self) -> None:
        facts_card = Card()
        facts_card.body.addWidget(self.facts)
        errors_card = Card(self.tr("Where it errs (test, %)"))
        # It shrinks rather than scroll while a message is on the page.
        self.confusion.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.confusion.setMinimumHeight(_LEAST_MATRIX_PX)
        self.confusion.setMaximumHeight(SIDE_WIDTH_PX - 30)
        for plot in (self.loss_plot, self.accuracy_plot):
            plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        errors_card.body.addWidget(self.confusion, 100)
        errors_card.body.addWidget(self.confusion_note)
        errors_card.body.addSpacing(4)
        errors_card.body.addWidget(self.mistakes)
        errors_card.body.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(14)
        side.addWidget(facts_card)
        side.addWidget(errors_card, 1)
        for card in (facts_card, errors_card):
            card.setFixedWidth(SIDE_WIDTH_PX)
        middle = QVBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self._name_row)
        middle.addWidget(self.loss_card, 1)
        middle.addWidget(self.accuracy_card, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(middle, 1)
        row.addLayout(side)
