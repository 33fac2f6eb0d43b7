"""A grid of painted cells: arrows move the focus from one to the next, a tool tip tells of each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QToolTip, QWidget

from emotion_gui.ui.theme import Theme

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellGrid(QWidget):
    """What heat maps have in common; they say how many cells there are, where, and what of."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.current = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def grid(self) -> tuple[int, int]:
        """Rows and columns; (0, 0) while there is nothing."""
        raise NotImplementedError

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        raise NotImplementedError

    def words(self, row: int, column: int) -> str:
        """What the tool tip and a screen reader say of a cell."""
        raise NotImplementedError

    def has_focus_at(self, row: int, column: int) -> bool:
        """Whether the keyboard is on this cell."""
        return self.hasFocus() and (row, column) == self.current

    def set_current(self, cell: tuple[int, int]) -> None:
        """Where the keyboard is from now on."""
        self.current = cell
        self.refresh()

    def refresh(self) -> None:
        """Paint anew, and say what is under the keyboard."""
        self.setAccessibleDescription(self.words(*self.current) if all(self.grid()) else "")
        self.update()

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell under a point."""
        rows, columns = self.grid()
        for row in range(rows):
            for column in range(columns):
                if self.cell_rect(row, column).contains(point):
                    return row, column
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, (rows, columns) = _ARROWS.get(Qt.Key(event.key())), self.grid()
        if step is None or not rows:
            super().keyPressEvent(event)
            return
        row, column = self.current[0] + step[0], self.current[1] + step[1]
        self.set_current((min(rows - 1, max(0, row)), min(columns - 1, max(0, column))))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(*cell) if cell else "", self)
            return True
        return super().event(event)


def blended(low: QColor, high: QColor, share: float) -> QColor:
    """The colour at a share of the way."""
    return QColor(
        round(low.red() + (high.red() - low.red()) * share),
        round(low.green() + (high.green() - low.green()) * share),
        round(low.blue() + (high.blue() - low.blue()) * share),
    )
