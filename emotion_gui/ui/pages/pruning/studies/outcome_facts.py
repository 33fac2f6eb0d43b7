"""How good and how big before and after: the figures beside every study's result."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.texts import before_after, change_tone, learned_line, p_cell
from emotion_gui.ui.widgets import FactTable, set_role
from emotion_gui.ui.widgets.labels import set_tone


class OutcomeFacts(FactTable):
    """Accuracy, interval and p, then what else a study tells.

    `learned_label` is laid out by the view; it takes no room while there is nothing to say.
    """

    def __init__(self, others: Mapping[str, str], parent: QWidget | None = None) -> None:
        """`others` are keys and labels of the rows below the first three."""
        super().__init__(parent)
        translate = QCoreApplication.translate
        rows = {
            "accuracy": translate("OutcomeFacts", "Accuracy"),
            "interval": translate("OutcomeFacts", "95 % interval"),
            "p": translate("OutcomeFacts", "McNemar p"),
            **others,
        }
        for key, label in rows.items():
            self.add(key, label)
        self._keys = tuple(rows)
        self.learned_label = set_role(QLabel(), "small")
        self.learned_label.setWordWrap(True)
        self.learned_label.hide()

    def show_judgement(self, before: Judgement, after: Judgement) -> None:
        """The first three rows, and what is known of learned faces."""
        tone = change_tone(after, before)
        accuracy = before_after(numbers.percent, before.accuracy, after.accuracy)
        self.set_value("accuracy", accuracy, tone=tone)
        self.set_value("interval", numbers.interval(*after.interval))
        self.set_value("p", p_cell(after.p), tone=tone)
        self._tell_learned(learned_line(after))
        set_tone(self.learned_label, "warn" if after.learned else "")

    def forget(self) -> None:
        """No result."""
        for key in self._keys:
            self.set_value(key, numbers.UNKNOWN)
        self._tell_learned("")

    def _tell_learned(self, text: str) -> None:
        self.learned_label.setText(text)
        self.learned_label.setVisible(bool(text))
