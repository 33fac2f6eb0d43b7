"""The data sets of the workspace: choose, rename, delete, bring back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import count
from emotion_gui.ui.pages.data.dataset.aside import AsideRow
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_PX = 30
_SHOWN_ROWS = 5
_ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class DatasetsModel(QAbstractListModel):
    """Data sets, oldest first; the name can be edited."""

    def __init__(
        self, on_rename: Callable[[DatasetRow, str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rename = on_rename
        self.rows: Sequence[DatasetRow] = ()

    def set_rows(self, rows: Sequence[DatasetRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def note(self, row: DatasetRow) -> str:
        if not row.is_ready:
            return self.tr("{n} so far").format(n=count(row.faces))
        return count(row.faces)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return self.tr("{name}\nfrom {source}").format(name=row.name, source=row.source)
            case Qt.ItemDataRole.AccessibleTextRole:
                faces = self.tr("%Ln faces", "", row.faces)
                unfinished = "" if row.is_ready else self.tr(", import not finished")
                return f"{row.name}, {faces}{unfinished}"
        return row if role == _ROW_ROLE else None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = str(value).strip()
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or not name or name == row.name:
            return False
        self._rename(row, name)
        return True


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: DatasetsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        del option, index
        return QSize(100, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: DatasetRow = self._model.rows[index.row()]
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft"))
            painter.drawRoundedRect(cell, 6, 6)
        inner = cell.adjusted(10, 0, -10, 0)
        note = self._model.note(row)
        painter.setFont(self._theme.font(12))
        token = "muted" if row.is_ready else "warn"
        painter.setPen(self._theme.color(token))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(inner, right, note)
        used = painter.fontMetrics().horizontalAdvance(note) + 12
        painter.setFont(self._theme.font(bold=selected))
        painter.setPen(self._theme.color("accent" if selected else "text"))
        name = painter.fontMetrics().elidedText(
            row.name, Qt.TextElideMode.ElideMiddle, inner.width() - used
        )
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()


class DatasetsCard(Card):
    """The list with its buttons."""

    chosen = Signal(object)  # DatasetRow, or None
    rename_wanted = Signal(object, str)
    delete_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Data sets"))
        self._theme = theme
        self.model = DatasetsModel(self.rename_wanted.emit, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(theme, self.model, self))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.list.setAccessibleName(self.tr("Data sets"))
        self.rename_button = self._button(self.tr("Rename (F2)"), "edit")
        self.delete_button = self._button(self.tr("Move to the trash (Delete)"), "delete")
        self.aside = AsideRow()
        self.body.addWidget(self.list)
        self.body.addWidget(self.aside)
        self.rename_button.clicked.connect(self._on_rename)
        self.delete_button.clicked.connect(self._on_delete)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_delete)
        theme.changed.connect(self._tint)
        self._tint()

    def _button(self, tip: str, name: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("link", True)
        button.setProperty("iconName", name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        self.header.addWidget(button)
        return button

    @property
    def current(self) -> DatasetRow | None:
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def set_rows(self, rows: Sequence[DatasetRow], current_id: int | None) -> None:
        """Show data sets and select one, without telling."""
        # A reset and a selection would each be told as if a person had chosen another data set.
        with QSignalBlocker(self.list.selectionModel()):
            self.model.set_rows(rows)
            for number, row in enumerate(rows):
                if row.dataset_id == current_id:
                    self.list.setCurrentIndex(self.model.index(number))
        self.list.setFixedHeight(_ROW_PX * min(_SHOWN_ROWS, max(1, len(rows))) + 4)
        self.list.scrollTo(self.list.currentIndex())
        self.list.viewport().update()
        some = self.current is not None
        self.rename_button.setEnabled(some)
        self.delete_button.setEnabled(some)

    @Slot()
    def _tint(self) -> None:
        for button in (self.rename_button, self.delete_button):
            button.setIcon(icon(str(button.property("iconName")), self._theme, token="muted"))

    @Slot()
    def _on_current(self) -> None:
        self.chosen.emit(self.current)

    @Slot()
    def _on_rename(self) -> None:
        if self.list.currentIndex().isValid():
            self.list.edit(self.list.currentIndex())

    @Slot()
    def _on_delete(self) -> None:
        if self.current is not None:
            self.delete_wanted.emit(self.current)
