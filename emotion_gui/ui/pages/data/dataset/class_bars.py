"""Faces by class as bars, each divided by part of the split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.reports.figures import BarFigure
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.theme import Theme, emotion_color

_ROW_PX = 23
_LEGEND_PX = 22
_ICON_PX = 15
_NAME_PX = 92
_FIGURE_PX = 52
_BAR_PX = 9
_ALPHAS = (255, 150, 80, 40)


@dataclass(frozen=True)
class BarRow:
    """One class: `emotion` None = no label; `counts` by part (train, test, validation, none)."""

    emotion: int | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


class ClassBars(QWidget):
    """Icon, name, bar and count of each class; parts are shades of the class's colour."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._rows: tuple[BarRow, ...] = ()
        self._parts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def set_rows(self, rows: Sequence[BarRow], parts: Sequence[str] = ()) -> None:
        """Show rows; `parts` names the shades (none = one plain bar a class)."""
        self._rows, self._parts = tuple(rows), tuple(parts)
        self.setAccessibleDescription(
            ", ".join(f"{self._label(row)} {numbers.count(row.total)}" for row in self._rows)
        )
        self.updateGeometry()
        self.update()

    def figure(self) -> BarFigure | None:
        """The counts, for pictures and tables; None without rows."""
        if not self._rows:
            return None
        parts = self._parts or (self.tr("faces"),)
        grey = "#626a79"
        return BarFigure(
            self._name,
            tuple(self._label(row) for row in self._rows),
            parts,
            tuple(
                tuple(map(float, row.counts[: len(parts)] if self._parts else (row.total,)))
                for row in self._rows
            ),
            tuple(
                grey if row.emotion is None else emotion_color(row.emotion, dark=False).name()
                for row in self._rows
            ),
        )

    def sizeHint(self) -> QSize:
        legend = _LEGEND_PX if len(self._parts) > 1 else 0
        return QSize(240, max(1, len(self._rows)) * _ROW_PX + legend)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def _label(self, row: BarRow) -> str:
        return self.tr("no label") if row.emotion is None else emotion_name(row.emotion)

    def _color(self, row: BarRow) -> QColor:
        if row.emotion is None:
            return self._theme.color("muted")
        return self._theme.emotion_color(row.emotion)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(12))
        most = max((row.total for row in self._rows), default=0)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, row, number * _ROW_PX, most)
        if len(self._parts) > 1:
            self._paint_legend(painter, len(self._rows) * _ROW_PX)
        painter.end()

    def _paint_row(self, painter: QPainter, row: BarRow, top: int, most: int) -> None:
        color = self._color(row)
        middle = top + _ROW_PX / 2
        if row.emotion is not None:
            picture = emotion_pixmap(row.emotion, color, _ICON_PX, ratio=self.devicePixelRatioF())
            painter.drawPixmap(0, int(middle - _ICON_PX / 2), picture)
        painter.setPen(self._theme.color("text"))
        name = QRectF(_ICON_PX + 7, top, _NAME_PX - _ICON_PX - 7, _ROW_PX)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), self._label(row))
        figure = QRectF(self.width() - _FIGURE_PX, top, _FIGURE_PX, _ROW_PX)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(figure, flags, numbers.count(row.total))
        width = self.width() - _NAME_PX - _FIGURE_PX - 8
        track = QRectF(_NAME_PX, middle - _BAR_PX / 2, width, _BAR_PX)
        shape = QPainterPath()
        shape.addRoundedRect(track, 4, 4)
        painter.fillPath(shape, self._theme.color("track"))
        if not most:
            return
        painter.save()
        painter.setClipPath(shape)
        left = track.left()
        for count, alpha in zip(row.counts, _ALPHAS, strict=False):
            shade = QColor(color)
            shade.setAlpha(alpha)
            piece = count / most * width
            painter.fillRect(QRectF(left, track.top(), piece, _BAR_PX), shade)
            left += piece
        painter.restore()

    def _paint_legend(self, painter: QPainter, top: int) -> None:
        painter.setFont(self._theme.font(11))
        metrics = painter.fontMetrics()
        wanted = sum(metrics.horizontalAdvance(text) + 24 for text in self._parts)
        left = float(min(_NAME_PX, self.width() - wanted))
        for text, alpha in zip(self._parts, _ALPHAS, strict=False):
            shade = self._theme.color("muted")
            shade.setAlpha(alpha)
            box = QPainterPath()
            box.addRoundedRect(QRectF(left, top + 9, 8, 8), 2, 2)
            painter.fillPath(box, shade)
            painter.setPen(self._theme.color("muted"))
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(
                QRectF(left + 12, top + 3, width + 4, 20),
                int(Qt.AlignmentFlag.AlignVCenter),
                text,
            )
            left += width + 24
