"""Which mix of classes is expected of the faces: as in training, even, or a person's own."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.priors import ExpectedMix, parse_mix
from emotion_gui.ui.widgets.controls import ChoiceBox
from emotion_gui.ui.widgets.labels import set_role

_OWN_PARTS = "neutral=4,happy=2"


class MixChoice(QWidget):
    """One choice; the line for parts is there where they are a person's own."""

    changed = Signal(str)  # as `parse_mix` takes it; when the person changed it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox(
            [
                ("training", self.tr("Mix as in training")),
                ("even", self.tr("All equally frequent")),
                ("own", self.tr("Own mix")),
            ],
            name=self.tr("Expected mix"),
        )
        self.box.setToolTip(
            self.tr(
                "A network also learned how frequent each expression was. Say what mix your faces "
                "have, and rare ones are found more often."
            )
        )
        self.parts = QLineEdit()
        self.parts.setAccessibleName(self.tr("Parts of the mix"))
        self.parts.setPlaceholderText(_OWN_PARTS)
        self.parts.setToolTip(self.tr("An expression that is not named has one part."))
        self.note = set_role(QLabel(), "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self._text = "training"
        self._said = ""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.box, 1)
        row.addWidget(self.parts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.note)
        self.parts.hide()
        self.box.chosen.connect(self._on_chosen)
        self.parts.editingFinished.connect(self._on_parts)

    @property
    def text(self) -> str:
        """As `parse_mix` takes it."""
        return self._text

    @property
    def mix(self) -> ExpectedMix | None:
        return parse_mix(self._text)

    def choose(self, text: str) -> None:
        """Show a mix; one that cannot be read becomes that of training."""
        try:
            parse_mix(text)
        except ConfigError:
            text = "training"
        self._text = text
        own = text not in ("training", "even")
        with QSignalBlocker(self.box), QSignalBlocker(self.parts):
            self.box.choose("own" if own else text)
            if own:
                self.parts.setText(text)
        self.parts.setVisible(own)

    def say(self, text: str) -> None:
        """What the mix does to the answers; nothing where it does nothing."""
        self._said = text
        self._show(text)

    def _show(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self._fit_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The note takes the lines that it needs at this width."""
        super().resizeEvent(event)
        self._fit_note()

    def _fit_note(self) -> None:
        self.note.setMinimumHeight(max(0, self.note.heightForWidth(self.width())))

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.parts.setVisible(key == "own")
        if key != "own":
            self._take(key)
            return
        if not self.parts.text():
            self.parts.setText(_OWN_PARTS)
        self._on_parts()

    @Slot()
    def _on_parts(self) -> None:
        try:
            parse_mix(self.parts.text())
        except ConfigError:
            self._show(self.tr("Give parts like {0}.").format(_OWN_PARTS))
            return
        self._take(self.parts.text())

    def _take(self, text: str) -> None:
        self._show(self._said)  # no refusal any longer
        if text != self._text:
            self._text = text
            self.changed.emit(text)
