"""For small data sets and own classes: what so few faces can tell, and a start in one click."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.labels import SEVEN, same_classes
from emotion_gui.operations.train import PartCounts
from emotion_gui.ui.numbers import interval
from emotion_gui.ui.widgets import Card, set_role
from emotion_gui.ui.widgets.labels import set_tone

FEW_A_CLASS, FEW_TESTED = 100, 200
_SUPPOSED = 0.8  # right, to show how wide an interval is


class StartOffer(Card):
    """Hidden for data sets of the seven that have faces enough."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Own classes"), parent)
        self.words = set_role(QLabel(), "small")
        self.warning = set_role(QLabel(), "small")
        set_tone(self.warning, "warn")
        for label in (self.words, self.warning):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.button = QPushButton(self._label(own=True))
        self.body.addWidget(self.button)
        self.button.clicked.connect(self.wanted)
        self.show_counts(None)

    def show_counts(self, counts: PartCounts | None) -> None:
        """Another data set, or one whose faces were counted."""
        self.setVisible(counts is not None and bool(counts.train) and self._is_asked(counts))
        if counts is None:
            return
        own = not same_classes(counts.label_set, SEVEN)
        self.set_title(self.tr("Own classes") if own else self.tr("Few faces"))
        self.button.setText(self._label(own=own))
        self.button.setToolTip(self._tip(own))
        self.words.setText(self._words(counts, own))
        for offered in (self.words, self.button):
            offered.setVisible(own or counts.is_small_set)
        self.warning.setText(self._warning(counts))
        self.warning.setVisible(bool(self.warning.text()))

    def set_locked(self, locked: bool) -> None:
        """While a training runs no other starts."""
        self.button.setEnabled(not locked)

    def _label(self, *, own: bool) -> str:
        return self.tr("Start with a ne&w head") if own else self.tr("Start from a b&undled model")

    def _tip(self, own: bool) -> str:
        if own:
            return self.tr(
                "Trains at once on the features of the bundled model; what tells the classes is new"
            )
        return self.tr("Trains at once: the bundled model learns on, slowly and with all weights")

    def _words(self, counts: PartCounts, own: bool) -> str:
        if own:
            return self.tr(
                "This data set has %Ln classes of its own, which no bundled model tells. Begun "
                "from one, a network needs far fewer faces than from fresh weights.",
                "",
                len(counts.label_set),
            )
        return self.tr(
            "Fresh weights learn little from so few. A bundled model learns on where your faces "
            "are of another kind than its own; where they are not, it may read them best as it "
            "is: compare both on Evaluate."
        )

    @staticmethod
    def _is_asked(counts: PartCounts) -> bool:
        own = not same_classes(counts.label_set, SEVEN)
        return own or counts.is_small_set or is_few(counts)

    def _warning(self, counts: PartCounts) -> str:
        if not is_few(counts):
            return ""
        text = self.tr("The smallest class has %Ln faces to learn from.", "", counts.least)
        if not counts.test:
            return text
        low, high = wilson_interval(round(_SUPPOSED * counts.test), counts.test)
        words = self.tr(
            "With %Ln faces to judge by, a result of about 80 % could as well be anything from "
            "{interval} %: read the interval, not the figure.",
            "",
            counts.test,
        )
        return f"{text} " + words.format(interval=interval(low, high))


def is_few(counts: PartCounts) -> bool:
    """Whether a figure of such a data set is too uncertain to go unsaid."""
    return counts.least < FEW_A_CLASS or counts.test < FEW_TESTED
