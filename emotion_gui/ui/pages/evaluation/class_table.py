"""Precision, recall, F1, specificity and faces of every class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from emotion_gui.core.evaluation.metrics import ClassScores
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_icon
from emotion_gui.ui.numbers import count, number
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.whole_text import tell_whole

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_PX, _HEADER_PX = 30, 28
_FIGURE_PX = 57  # holds 100.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_VALUES: tuple[Callable[[ClassScores], float | None], ...] = (
    lambda s: s.precision,
    lambda s: s.recall,
    lambda s: s.f1,
    lambda s: s.specificity,
)


class ClassModel(QAbstractTableModel):
    """One row a class, in the order of the labels."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scores: tuple[ClassScores, ...] = ()
        self._labels = SEVEN

    def set_scores(self, scores: Sequence[ClassScores], labels: LabelSet = SEVEN) -> None:
        self.beginResetModel()
        self._scores, self._labels = tuple(scores), labels
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._scores)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_VALUES) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else None
        tips = (
            "",
            self.tr("Of the faces answered so, the share that are so"),
            self.tr("Of the faces that are so, the share answered so"),
            self.tr("Harmonic mean of precision and recall"),
            self.tr("Of the faces that are not so, the share not answered so"),
            self.tr("Faces with this label"),
        )
        titles = (
            self.tr("Class"),
            self.tr("Precision"),
            self.tr("Recall"),
            self.tr("F1"),
            self.tr("Specificity"),
            self.tr("Faces"),
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return titles[section]
        return tips[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index.row(), column)
            case Qt.ItemDataRole.DecorationRole if column == 0:
                color = self._theme.emotion_color(index.row(), self._labels)
                return emotion_icon(index.row(), color, self._labels)
            case Qt.ItemDataRole.TextAlignmentRole if column:
                return _RIGHT
        return None

    def _text(self, row: int, column: int) -> str:
        scores = self._scores[row]
        if column == 0:
            return emotion_name(row, self._labels)
        if column > len(_VALUES):
            return count(scores.support)
        value = _VALUES[column - 1](scores)
        return number(None if value is None else 100 * value, 1)


class ClassTable(QTableView):
    """Click or Enter on a row opens the mistakes of that class."""

    class_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores = ClassModel(theme, self)
        self.setModel(self.scores)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(self.tr("Scores of every class"))
        tell_whole(self)
        calm_rows(self, row_px=_ROW_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(_FIGURE_PX)
        self.scores.modelReset.connect(self._fit)
        self._fit()
        self.clicked.connect(self._on_opened)
        self.activated.connect(self._on_opened)
        theme.changed.connect(self.viewport().update)

    @Slot()
    def _fit(self) -> None:
        """All classes are seen at once, and no figure is cut."""
        rows = self.scores.rowCount() or len(SEVEN)
        self.setMinimumHeight(_ROW_PX * rows + _HEADER_PX)
        figures = self.horizontalHeader().minimumSectionSize() * (self.scores.columnCount() - 1)
        self.setMinimumWidth(self.sizeHintForColumn(0) + figures + 2 * self.frameWidth())

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        self.class_chosen.emit(index.row())
