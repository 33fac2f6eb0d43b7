"""Everybody's answers over the film, with marks; a click goes there, the wheel zooms."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.labels import LabelSet
from emotion_gui.core.labels.contrast import UNSURE_COLOR
from emotion_gui.core.reports.figures import BandFigure, Segment
from emotion_gui.core.review.binned import binned
from emotion_gui.core.review.edits import Person
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.review.texts import person_title
from emotion_gui.ui.theme import Theme

BAND_PX = 12
STEP_PX = 18
MARKS_PX = 14
AXIS_PX = 18
NAME_PX = 92
MOST_BANDS = 6
LEAST_VIEW_S = 0.5
_STEPS = 500  # of a figure that is saved


class PersonBands(QWidget):
    """Rows of the persons that were seen longest, the chosen one always among them."""

    wished = Signal(float)  # a time
    chosen = Signal(int)  # a person
    zoomed = Signal(float, float)  # the part that is shown, seconds

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session: OpenSession | None = None
        self._people: tuple[Person, ...] = ()
        self._stretches: dict[int, list[tuple[float, float, int]]] = {}
        self._selected = 0
        self._time_s = 0.0
        self.view_s = (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Answers over the film"))
        self.setToolTip(self.tr("Click to go there, turn the wheel to look closer"))
        theme.changed.connect(self.update)

    def show_session(self, session: OpenSession | None, *, whole: bool) -> None:
        """Show a film's answers.

        Args:
            session: None for none.
            whole: all of it, instead of the part that is shown.
        """
        self._session = session
        if session is not None and whole:
            self.view_s = (0.0, max(session.timeline.end_s, LEAST_VIEW_S))
        self._choose_people()
        self._measure()

    def select_person(self, number: int) -> None:
        """Whose name is marked."""
        self._selected = number
        self._choose_people()
        self._measure()

    def set_time(self, time_s: float) -> None:
        """Where the player is."""
        self._time_s = time_s
        self.update()

    @property
    def left_out(self) -> int:
        """Persons without a row."""
        shown = 0 if self._session is None else len(self._session.timeline.edits.shown)
        return shown - len(self._people)

    def figure(self) -> BandFigure | None:
        """The part that is shown, for pictures and tables."""
        if self._session is None or not self._people:
            return None
        timeline = self._session.timeline
        labels = timeline.rows.labels
        bands = []
        for person in self._people:
            series = timeline.series(person.number)
            found = binned(timeline, series, steps=_STEPS, view=self.view_s).stretches()
            segments = tuple(
                Segment(begin, end, emotion_name(_label(answer), labels), _light(answer, labels))
                for begin, end, answer in found
            )
            bands.append((person_title(person), segments))
        return BandFigure(
            self._session.row.name, tuple(bands), self.tr("seconds"), view=self.view_s
        )

    def sizeHint(self) -> QSize:
        return QSize(400, MARKS_PX + STEP_PX * max(1, len(self._people)) + AXIS_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def _choose_people(self) -> None:
        if self._session is None:
            self._people = ()
            return
        timeline = self._session.timeline
        longest = timeline.longest_seen(MOST_BANDS)
        chosen = [person for person in timeline.edits.shown if person.number == self._selected]
        if chosen and chosen[0] not in longest:
            longest = (*timeline.longest_seen(MOST_BANDS - 1), *chosen)
        numbers_shown = {person.number for person in longest}
        self._people = tuple(p for p in timeline.edits.shown if p.number in numbers_shown)
        self.updateGeometry()

    def _measure(self) -> None:
        self._stretches = {}
        if self._session is not None:
            timeline = self._session.timeline
            steps = max(60, self.width() - NAME_PX)
            for person in self._people:
                series = timeline.series(person.number)
                found = binned(timeline, series, steps=steps, view=self.view_s)
                self._stretches[person.number] = found.stretches()
        self.update()

    def resizeEvent(self, event: object) -> None:
        del event
        self._measure()

    def _x(self, time_s: float) -> float:
        begin, end = self.view_s
        return NAME_PX + (time_s - begin) / (end - begin) * (self.width() - NAME_PX)

    def _time_at(self, x: float) -> float:
        begin, end = self.view_s
        share = (x - NAME_PX) / max(1, self.width() - NAME_PX)
        return begin + min(max(share, 0.0), 1.0) * (end - begin)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._session is None:
            return
        place = event.position()
        row = int((place.y() - MARKS_PX) // STEP_PX)
        if 0 <= row < len(self._people):
            self.chosen.emit(self._people[row].number)
        if place.x() >= NAME_PX:
            self.wished.emit(self._time_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._session is not None:
            self.wished.emit(self._time_at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._session is None:
            return
        self.zoom(0.8 ** (event.angleDelta().y() / 120), at_s=self._time_at(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus look closer and farther, 0 shows all."""
        factors = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Minus: 2.0, Qt.Key.Key_0: 1e9}
        factor = factors.get(Qt.Key(event.key()))
        if factor is None:
            super().keyPressEvent(event)
        else:
            self.zoom(factor, at_s=self._time_s)

    def zoom(self, factor: float, *, at_s: float) -> None:
        """Show so much more or less, around a time."""
        if self._session is None:
            return
        whole_s = max(self._session.timeline.end_s, LEAST_VIEW_S)
        begin, end = self.view_s
        length = min(max((end - begin) * factor, LEAST_VIEW_S), whole_s)
        share = (at_s - begin) / (end - begin)
        begin = min(max(at_s - share * length, 0.0), whole_s - length)
        self.view_s = (begin, begin + length)
        self._measure()
        self.zoomed.emit(*self.view_s)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._session is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(12))
        for row, person in enumerate(self._people):
            self._paint_band(painter, person, MARKS_PX + STEP_PX * row)
        self._paint_marks(painter)
        self._paint_axis(painter)
        x = self._x(self._time_s)
        if x >= NAME_PX:
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height() - AXIS_PX))
        painter.end()

    def _paint_band(self, painter: QPainter, person: Person, top: int) -> None:
        chosen = person.number == self._selected
        painter.setPen(self._theme.color("text" if chosen else "muted"))
        name = painter.fontMetrics().elidedText(
            person_title(person), Qt.TextElideMode.ElideMiddle, NAME_PX - 8
        )
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0, top - 2, NAME_PX - 8, BAND_PX + 4), middle, name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(QRectF(NAME_PX, top, self.width() - NAME_PX, BAND_PX), 3, 3)
        for begin, end, answer in self._stretches.get(person.number, []):
            label, color = _label(answer), self._theme.color("muted")
            if label is not None and self._session is not None:
                color = self._theme.emotion_color(label, self._session.timeline.rows.labels)
            painter.setBrush(color)
            left, right = max(self._x(begin), NAME_PX), min(self._x(end), self.width())
            painter.drawRect(QRectF(left, top, max(1.0, right - left), BAND_PX))

    def _paint_marks(self, painter: QPainter) -> None:
        assert self._session is not None
        edits = self._session.timeline.edits
        bottom = MARKS_PX + STEP_PX * max(1, len(self._people)) - (STEP_PX - BAND_PX)
        painter.setClipRect(QRectF(NAME_PX, 0, self.width() - NAME_PX, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(self._theme.color("muted"), Qt.BrushStyle.BDiagPattern))
        for span in edits.excluded:
            left, right = self._x(span.begin_s), self._x(span.end_s)
            painter.drawRect(QRectF(left, MARKS_PX, right - left, bottom - MARKS_PX))
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        for span in edits.sections:
            left, right = self._x(span.begin_s), self._x(span.end_s)
            painter.drawLine(QPointF(left, MARKS_PX - 3), QPointF(right, MARKS_PX - 3))
            middle = Qt.TextElideMode.ElideMiddle
            name = painter.fontMetrics().elidedText(span.name, middle, int(right - left) - 4)
            painter.drawText(QPointF(left + 2, MARKS_PX - 5), name)
        painter.setPen(QPen(self._theme.color("warn"), 1.5))
        for event in edits.events:
            x = self._x(event.time_s)
            painter.drawLine(QPointF(x, 2), QPointF(x, bottom))
        painter.setClipping(False)

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("muted"))
        begin, end = self.view_s
        top = MARKS_PX + STEP_PX * max(1, len(self._people))
        for share in (0.0, 0.5, 1.0):
            text = numbers.clock_within(begin + share * (end - begin), end - begin)
            wide = painter.fontMetrics().horizontalAdvance(text)
            room = self.width() - NAME_PX
            x = NAME_PX + min(max(room * share - wide / 2, 0), room - wide)
            painter.drawText(QRectF(x, top - 3, wide + 2, AXIS_PX), text)


def _label(answer: int) -> int | None:
    return answer if answer >= 0 else None


def _light(answer: int, labels: LabelSet) -> str:
    return UNSURE_COLOR if answer < 0 else labels[answer].light
