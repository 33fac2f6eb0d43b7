"""A whole run at a glance: a band of colours for each person, over the time of the source."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.inference.run_log import RunResult
from emotion_gui.core.reports.figures import BandFigure, Segment
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.theme import Theme

BAND_PX = 14
STEP_PX = 22
AXIS_PX = 18
NAME_PX = 66
MOST_BANDS = 6


class FilmBands(QWidget):
    """Paints the stretches of the persons that were seen longest."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._result: RunResult | None = None
        self._faces: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_result(self, result: RunResult) -> None:
        """The persons seen longest, in the order of their coming."""
        self._result = result
        seconds: dict[int, float] = {}
        for stretch in result.stretches:
            passed_s = stretch.end_s - stretch.start_s
            seconds[stretch.face] = seconds.get(stretch.face, 0.0) + passed_s
        longest = sorted(seconds, key=lambda face: -seconds[face])[:MOST_BANDS]
        self._faces = tuple(face for face in result.faces if face in longest)
        self.updateGeometry()
        self.update()

    @property
    def left_out(self) -> int:
        """Persons without a band."""
        return 0 if self._result is None else len(self._result.faces) - len(self._faces)

    def figure(self) -> BandFigure | None:
        """All that is shown, for pictures and tables; None before a run."""
        if self._result is None or not self._faces:
            return None
        bands = tuple(
            (
                self.tr("face {0}").format(face),
                tuple(
                    Segment(
                        stretch.start_s,
                        stretch.end_s,
                        emotion_name(stretch.label, stretch.labels),
                        stretch.labels[stretch.label].light,
                    )
                    for stretch in self._result.stretches
                    if stretch.face == face and stretch.label is not None
                ),
            )
            for face in self._faces
        )
        return BandFigure(self.tr("Answers over the film"), bands, self.tr("seconds"))

    def sizeHint(self) -> QSize:
        return QSize(360, STEP_PX * max(1, len(self._faces)) + AXIS_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._result is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, face in enumerate(self._faces):
            self._paint_band(painter, self._result, face, STEP_PX * row)
        self._paint_axis(painter, self._result)
        painter.end()

    def _paint_band(self, painter: QPainter, result: RunResult, face: int, top: int) -> None:
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("muted"))
        name = QRectF(0, top - 2, NAME_PX, BAND_PX + 4)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), self.tr("face {0}").format(face))
        width = self.width() - NAME_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(QRectF(NAME_PX, top, width, BAND_PX), 4, 4)
        scale = width / max(result.seconds, 1e-9)
        for stretch in result.stretches:
            if stretch.face != face or stretch.label is None:
                continue
            left = NAME_PX + (stretch.start_s - result.start_s) * scale
            length = (stretch.end_s - stretch.start_s) * scale
            painter.setBrush(self._theme.emotion_color(stretch.label, stretch.labels))
            painter.drawRoundedRect(QRectF(left, top, max(1.5, length - 1), BAND_PX), 3, 3)

    def _paint_axis(self, painter: QPainter, result: RunResult) -> None:
        painter.setFont(self._theme.font(12))
        painter.setPen(self._theme.color("muted"))
        top = STEP_PX * max(1, len(self._faces))
        width = self.width() - NAME_PX
        for share in (0.0, 0.5, 1.0):
            text = numbers.clock(result.start_s + share * result.seconds)
            wide = painter.fontMetrics().horizontalAdvance(text)
            x = NAME_PX + min(max(width * share - wide / 2, 0), width - wide)
            painter.drawText(QRectF(x, top - 2, wide + 2, AXIS_PX), text)
