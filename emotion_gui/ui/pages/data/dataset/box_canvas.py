"""A picture on which a box can be drawn, or moved and resized with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import FrameView, Overlay

_DRAG_PX = 6.0
_STEP = 0.02


class BoxCanvas(FrameView):
    """A click chooses a box, a drag draws one (Escape gives it up).

    With the keyboard: B begins a box, Shift+arrows move it, plus and minus resize it,
    Enter takes it.
    """

    box_drawn = Signal(QRectF)  # in pixels of the frame

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._accent = theme
        self._from: QPointF | None = None
        self.draft: QRectF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture with its faces"))

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        super().set_overlays(overlays)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def clear(self) -> None:
        self.give_up()
        super().clear()

    def give_up(self) -> None:
        """Forget the box that is being drawn."""
        self._from, self.draft = None, None
        self.update()

    def begin_box(self) -> None:
        """A square in the middle, to be moved with the keyboard."""
        image = self.image
        if image is None:
            return
        side = min(image.width(), image.height()) / 3
        self.draft = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
        self.update()

    def _to_frame(self, point: QPointF) -> QPointF:
        assert self.image is not None
        rect = self.frame_rect()
        scale = self.image.width() / max(1.0, rect.width())
        x = min(max((point.x() - rect.left()) * scale, 0.0), float(self.image.width()))
        y = min(max((point.y() - rect.top()) * scale, 0.0), float(self.image.height()))
        return QPointF(x, y)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.image is not None:
            self._from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None or self.image is None:
            return
        if (event.position() - self._from).manhattanLength() >= _DRAG_PX:
            one, other = self._to_frame(self._from), self._to_frame(event.position())
            self.draft = QRectF(one, other).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        began, self._from = self._from, None
        if began is None:
            return
        if self.draft is not None:
            self._take()
            return
        index = self._overlay_at(event.position())
        if index is not None:
            self.box_clicked.emit(index)

    def _take(self) -> None:
        draft, self.draft = self.draft, None
        self.update()
        if draft is not None and not draft.isEmpty():
            self.box_drawn.emit(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is not about the box goes on to the parent."""
        if event.key() == Qt.Key.Key_B:
            self.begin_box()
        elif self.draft is None or not self._change(event):
            event.ignore()

    def _change(self, event: QKeyEvent) -> bool:
        draft, image = self.draft, self.image
        assert draft is not None
        if image is None:
            return False
        step = _STEP * min(image.width(), image.height())
        moves = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step),
            Qt.Key.Key_Down: (0.0, step),
        }
        key = Qt.Key(event.key())
        if key in moves and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            draft.translate(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            draft.adjust(-step, -step, step, step)
        elif key == Qt.Key.Key_Minus and draft.width() > 4 * step:
            draft.adjust(step, step, -step, -step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.give_up()
        else:
            return False
        self.update()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.draft is None:
            return
        rect = self.overlay_rect(
            Overlay(
                self.draft.left(),
                self.draft.top(),
                self.draft.width(),
                self.draft.height(),
                self._accent.color("accent"),
            )
        )
        painter = QPainter(self)
        painter.setPen(QPen(self._accent.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRect(rect)
        painter.end()
