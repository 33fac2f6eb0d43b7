"""Asked once before the first start of Live or Review: what for? Not a dialog."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.ui.widgets import Card, ChoiceBox
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.way_back import add_way_back

KEY = "page/live/purpose"
WIDTH_PX = 480
MARGIN_PX = 14


def chosen_purpose(settings: QSettings) -> str:
    """The key of the purpose that was chosen earlier; empty when nobody was asked yet."""
    return str(settings.value(KEY, "") or "")


class PurposeCard(QWidget):
    """Names where the law forbids emotion recognition and asks for the purpose.

    Args:
        settings: where the answer is kept, for all pages.
        words: what the page does with faces; Live's by default.
    """

    accepted = Signal()
    declined = Signal()

    def __init__(
        self, settings: QSettings, parent: QWidget | None = None, *, words: str = ""
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._labels: list[QLabel] = []
        card = Card(self.tr("Before the first start: what is it for?"))
        card.setFixedWidth(WIDTH_PX)
        for text in (
            words
            or self.tr(
                "Live shows the apparent expression of a face: what a network would call it, not "
                "what a person feels. Faces stay on this computer, and nothing is stored unless "
                "you record."
            ),
            self.tr(
                "In the European Union it is forbidden to infer the emotions of people at the "
                "workplace and in education, except for medical or safety reasons (EU AI Act, "
                "article 5(1)(f)). Elsewhere, people must be told that it is used on them."
            ),
        ):
            label = set_role(QLabel(text), "muted")
            label.setWordWrap(True)
            # A wrapped label in a card of fixed width gets too little height otherwise.
            label.setFixedWidth(WIDTH_PX - 2 * MARGIN_PX)
            self._labels.append(label)
            card.body.addWidget(label)
        self.choice = ChoiceBox(
            [
                ("own", self.tr("Trying it out on my own face")),
                ("research", self.tr("Research with people who know and have agreed")),
                ("recordings", self.tr("Public or licensed recordings")),
                ("medical", self.tr("Medical or safety use")),
            ],
            name=self.tr("Purpose"),
        )
        card.body.addWidget(self.choice)
        self.accept_button = QPushButton(self.tr("That is my &purpose, start"))
        self.accept_button.setProperty("primary", True)
        self.accept_button.clicked.connect(self._accept)
        self.decline_button = QPushButton(self.tr("Not now"))
        self.decline_button.clicked.connect(self.declined)
        add_way_back(self, self.decline_button.click)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.decline_button)
        row.addWidget(self.accept_button)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for label in self._labels:
            label.setMinimumHeight(label.heightForWidth(label.width()))

    def _accept(self) -> None:
        self._settings.setValue(KEY, self.choice.current)
        self.accepted.emit()
