"""What was left out of a data set, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace.records import Sample
from emotion_gui.ui.pages.data.texts import label_text, status_text
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.whole_text import tell_whole

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_PX = 30


class ProblemsModel(QAbstractTableModel):
    """Samples that are not usable: picture, state, reason, class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: Sequence[Sample] = ()
        self.labels = SEVEN

    def set_samples(self, samples: Sequence[Sample]) -> None:
        self.beginResetModel()
        self._samples = samples
        self.endResetModel()

    def sample(self, row: int) -> Sample:
        return self._samples[row]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._samples)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            titles = (self.tr("Picture"), self.tr("State"), self.tr("Why"), self.tr("Class"))
            return titles[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        sample = self._samples[index.row()]
        texts = (
            sample.source,
            status_text(sample.status),
            reason_text(sample.reason),
            label_text(sample.label, self.labels),
        )
        return texts[index.column()]


class ProblemsTable(QTableView):
    """The table of what was left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problems = ProblemsModel(self)
        self.setModel(self.problems)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("What was left out"))
        tell_whole(self)
        calm_rows(self, row_px=_ROW_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 260), (1, 124), (3, 84)):
            self.setColumnWidth(column, width)
