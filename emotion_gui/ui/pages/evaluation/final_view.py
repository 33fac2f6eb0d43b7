"""What stays of an opened final part: its figures' report, and how to get at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.workspace.records import Part
from emotion_gui.ui.numbers import count, moment
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, ConfusionMatrixView, set_role
from emotion_gui.ui.widgets.confusion_view import LEAST_CELL_PX
from emotion_gui.ui.widgets.way_back import add_way_back


class FinalView(QWidget):
    """The recorded report of the chosen model. The faces themselves stay locked."""

    def __init__(
        self,
        state: EvaluateState,
        theme: Theme,
        *,
        open_file: Callable[[Path], object],
        show_folder: Callable[[Path], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._open_file, self._show_folder = state, open_file, show_folder
        self.card = Card(self.tr("Final report"))
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.open_button = QPushButton()  # the file's name, to be clicked
        self.open_button.setProperty("link", True)
        self.open_button.setAccessibleName(self.tr("Open the report"))
        self.folder_button = QPushButton(self.tr("Show in &folder"))
        self.matrix = ConfusionMatrixView(theme, least_cell_px=LEAST_CELL_PX)
        self.matrix.setAccessibleName(self.tr("Truth by answer on the final part"))
        self.back_button = QPushButton(self.tr("Bac&k to the test part"))
        self.back_button.setProperty("link", True)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        self.card.body.addWidget(self.words)
        self.card.body.addLayout(row)
        self.card.body.addWidget(self.matrix, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.back_button.clicked.connect(self._on_back)
        add_way_back(self, self.back_button.click)
        self.open_button.clicked.connect(self._on_open)
        self.folder_button.clicked.connect(self._on_folder)
        state.changed.connect(self.show_state)

    @Slot()
    def show_state(self) -> None:
        """The record of the choice as it is."""
        record = self._state.final
        if record is None:
            return
        self.words.setText(
            self.tr(
                "Opened {when}, line {number} of the ledger. The part's faces stay locked; the "
                "report holds everything that was found."
            ).format(when=moment(record.opening.when), number=count(record.opening.number))
        )
        self.open_button.setText(record.report.name)
        self.open_button.setToolTip(str(record.report))
        self.matrix.set_counts(record.evaluation.confusion, record.label_set)

    @Slot()
    def _on_back(self) -> None:
        self._state.choose(part=Part.TEST)

    @Slot()
    def _on_open(self) -> None:
        if self._state.final is not None:
            self._open_file(self._state.final.report)

    @Slot()
    def _on_folder(self) -> None:
        if self._state.final is not None:
            self._show_folder(self._state.final.report)
