"""The last minute of one face as a band of colours."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet, same_classes
from emotion_gui.core.reports.figures import BandFigure, Segment
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.theme import Theme

SPAN_S = 60.0
GAP_S = 0.5
BAND_PX = 16
AXIS_PX = 18
LEGEND_PX = 20
ICON_PX = 14
_TO_NAME_PX, _APART_PX = 5, 18  # in the legend


class _Segment:
    """A stretch of time with one answer."""

    __slots__ = ("end_s", "label", "start_s")

    def __init__(self, start_s: float, label: int | None) -> None:
        self.start_s = self.end_s = start_s
        self.label = label


class LiveTimeline(QWidget):
    """Remembers every face for a minute, shows one, and paints itself as one widget."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._faces: dict[int, deque[_Segment]] = {}
        self._shown: int | None = None
        self._now_s = 0.0
        self._labels = SEVEN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Emotions of the last 60 seconds"))
        theme.changed.connect(self.update)

    @property
    def labels(self) -> LabelSet:
        """The classes that its colours stand for."""
        return self._labels

    def set_labels(self, labels: LabelSet) -> None:
        """The classes of the model that looks; answers in others are forgotten."""
        if not same_classes(labels, self._labels):
            self._faces.clear()
            self.update()
        self._labels = labels

    def add(self, face: int, label: int | None, at_s: float) -> None:
        """The answer for a face at a moment; None means unsure."""
        segments = self._faces.setdefault(face, deque(maxlen=2000))
        last = segments[-1] if segments else None
        if last is not None and at_s - last.end_s <= GAP_S:
            last.end_s = at_s
            if last.label == label:
                return
        segments.append(_Segment(at_s, label))

    def advance(self, at_s: float, shown: int | None) -> None:
        """Move the band to a moment and show one face."""
        self._now_s, self._shown = at_s, shown
        for face in list(self._faces):
            segments = self._faces[face]
            while segments and segments[0].end_s < at_s - SPAN_S:
                segments.popleft()
            if not segments:
                del self._faces[face]
        self.update()

    def clear(self) -> None:
        self._faces.clear()
        self._shown = None
        self.update()

    def changes(self, face: int) -> int:
        """How often the label of a face changed in the last minute."""
        return max(0, len(self._faces.get(face, ())) - 1)

    def figure(self) -> BandFigure | None:
        """The shown face's last minute, for pictures and tables; None without one."""
        segments = self._faces.get(-1 if self._shown is None else self._shown)
        if not segments:
            return None
        band = tuple(
            Segment(
                segment.start_s - self._now_s,
                segment.end_s - self._now_s,
                emotion_name(segment.label, self._labels),
                self._labels[segment.label].light,
            )
            for segment in segments
            if segment.label is not None
        )
        name = self.tr("face {0}").format(self._shown)
        return BandFigure(self.accessibleName(), ((name, band),), self.tr("seconds"))

    def sizeHint(self) -> QSize:
        return QSize(400, BAND_PX + AXIS_PX + LEGEND_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, BAND_PX + AXIS_PX + LEGEND_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_band(painter)
        self._paint_axis(painter)
        self._paint_legend(painter)
        painter.end()

    def _paint_band(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(QRectF(0, 0, self.width(), BAND_PX), 4, 4)
        scale = self.width() / SPAN_S
        start_s = self._now_s - SPAN_S
        for segment in self._faces.get(-1 if self._shown is None else self._shown, ()):
            left = max(0.0, (segment.start_s - start_s) * scale)
            right = min(float(self.width()), (segment.end_s - start_s) * scale)
            if right <= 0 or segment.label is None:
                continue
            painter.setBrush(self._theme.emotion_color(segment.label, self._labels))
            painter.drawRoundedRect(QRectF(left, 0, max(1.5, right - left - 1), BAND_PX), 3, 3)

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("muted"))
        top = BAND_PX + 2
        ticks = {0: self.tr("60 s ago"), 1: "40 s", 2: "20 s", 3: self.tr("now")}
        for k, text in ticks.items():
            width = painter.fontMetrics().horizontalAdvance(text)
            x = min(max(self.width() * k / 3 - width / 2, 0), self.width() - width)
            painter.drawText(QRectF(x, top, width + 2, AXIS_PX - 2), text)

    def _paint_legend(self, painter: QPainter) -> None:
        """Signs and names; of many classes the signs alone, whose names stand at the right."""
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("muted"))
        top, ratio = BAND_PX + AXIS_PX + 3, self.devicePixelRatioF()
        names = [emotion_name(label, self._labels) for label in range(len(self._labels))]
        widths = [painter.fontMetrics().horizontalAdvance(name) for name in names]
        named = sum(widths) + len(names) * (ICON_PX + _TO_NAME_PX + _APART_PX) <= self.width()
        x = 0
        for label, (name, width) in enumerate(zip(names, widths, strict=True)):
            color = self._theme.emotion_color(label, self._labels)
            pixmap = emotion_pixmap(label, color, ICON_PX, self._labels, ratio=ratio)
            painter.drawPixmap(x, top, pixmap)
            x += ICON_PX + _TO_NAME_PX
            if named:
                painter.drawText(QRectF(x, top - 1, width + 4, ICON_PX + 3), name)
                x += width + _APART_PX
