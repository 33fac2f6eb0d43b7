"""The probabilities of a face: icon, name, bar, per cent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.reports.figures import BarFigure
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.theme import Theme

ROW_PX = 23
ICON_PX = 16
LABEL_PX = 90
FIGURE_PX = 34


class ProbabilityBars(QWidget):
    """Painted as one widget, so that 30 updates a second cost next to nothing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: tuple[float, ...] = ()
        self._labels = SEVEN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Probability of each emotion"))
        theme.changed.connect(self.update)

    @property
    def values(self) -> tuple[float, ...]:
        """Probabilities in [0, 1], in the order of the classes; empty when unknown."""
        return self._values

    def set_labels(self, labels: LabelSet) -> None:
        """The classes that the next probabilities are of."""
        if labels != self._labels:
            self._labels, self._values = labels, ()
            self.updateGeometry()
            self.update()

    def set_values(self, probabilities: Sequence[float] | None) -> None:
        """Show a probability in [0, 1] for each class, or none."""
        values = tuple(float(value) for value in probabilities) if probabilities is not None else ()
        if values and len(values) != len(self._labels):
            raise ValueError(f"{len(values)} probabilities for {len(self._labels)} classes")
        if values == self._values:
            return
        self._values = values
        words = (f"{self._name(i)} {numbers.percent(v, 0)}" for i, v in enumerate(values))
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def figure(self) -> BarFigure | None:
        """The probabilities, for pictures and tables; None while unknown."""
        if not self._values:
            return None
        return BarFigure(
            self.accessibleName(),
            tuple(map(self._name, range(len(self._labels)))),
            (self.tr("probability"),),
            tuple((value,) for value in self._values),
            tuple(entry.light for entry in self._labels),
        )

    def sizeHint(self) -> QSize:
        return QSize(240, ROW_PX * len(self._labels))

    def minimumSizeHint(self) -> QSize:
        return QSize(190, ROW_PX * len(self._labels))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = self._values.index(max(self._values)) if self._values else -1
        for label in range(len(self._labels)):
            self._paint_row(painter, label, is_best=label == best)
        painter.end()

    def _name(self, label: int) -> str:
        return emotion_name(label, self._labels)

    def _paint_row(self, painter: QPainter, label: int, *, is_best: bool) -> None:
        theme = self._theme
        top = ROW_PX * label
        color = theme.emotion_color(label, self._labels)
        ratio = self.devicePixelRatioF()
        pixmap = emotion_pixmap(label, color, ICON_PX, self._labels, ratio=ratio)
        painter.drawPixmap(0, top + (ROW_PX - ICON_PX) // 2, pixmap)
        painter.setFont(theme.font(bold=is_best))
        painter.setPen(theme.color("text" if is_best else "muted"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        name_rect = QRectF(ICON_PX + 8, top, LABEL_PX - 8, ROW_PX)
        painter.drawText(name_rect, int(left), _cut(painter, self._name(label), name_rect.width()))
        bar_left = ICON_PX + LABEL_PX
        bar = QRectF(bar_left, top + ROW_PX / 2 - 3, self.width() - bar_left - FIGURE_PX - 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(bar, 3, 3)
        if not self._values:
            return
        value = min(1.0, max(0.0, self._values[label]))
        filled = QRectF(bar)
        filled.setWidth(max(2.0, bar.width() * value))
        painter.setBrush(color)
        painter.drawRoundedRect(filled, 3, 3)
        painter.setPen(theme.color("text"))
        figure = QRectF(self.width() - FIGURE_PX, top, FIGURE_PX, ROW_PX)
        painter.drawText(figure, int(right), numbers.percent(value, 0))


def _cut(painter: QPainter, name: str, width: float) -> str:
    return painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(width))
