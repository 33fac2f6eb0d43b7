"""The probabilities of one person over the part of the film that is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from emotion_gui.core.review.binned import binned
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.review.texts import person_title
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, CurvePlot, SegmentedControl

_STEPS = 400


class PersonCurves(Card):
    """Curves with a line where the player is, which can be moved."""

    wished = Signal(float)  # a time

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Probabilities"), parent)
        self._theme = theme
        self._session: OpenSession | None = None
        self._person = 0
        self._view: tuple[float, float] | None = None
        self.switch = SegmentedControl(
            [("smoothed", self.tr("Smoothed")), ("raw", self.tr("Frame by frame"))],
            name=self.tr("Probabilities that are shown"),
        )
        self.switch.changed.connect(self._draw)
        self.header.addWidget(self.switch)
        self.plot = CurvePlot(
            theme,
            name=self.tr("Probabilities"),
            x_label=self.tr("seconds"),
            y_label=self.tr("probability, %"),
        )
        self.plot.setMinimumHeight(136)
        self.plot.marker_moved.connect(self.wished)
        self.body.addWidget(self.plot, 1)
        theme.changed.connect(self._draw)

    def show_person(
        self, session: OpenSession | None, number: int, view: tuple[float, float]
    ) -> None:
        """One person in a part of the film; 0 = nobody."""
        self._session, self._person, self._view = session, number, view
        self._draw()

    def set_time(self, time_s: float) -> None:
        """Where the player is."""
        self.plot.set_marker(time_s, movable=True)

    @Slot()
    def _draw(self) -> None:
        session, person = self._session, self._person
        if session is None or not person:
            self.plot.clear()
            self.set_note("")
            return
        timeline = session.timeline
        self.set_note(person_title(timeline.edits.person(person)))
        raw = self.switch.current == "raw"
        series = binned(timeline, timeline.series(person), steps=_STEPS, view=self._view, raw=raw)
        middles = ((series.edges_s[:-1] + series.edges_s[1:]) / 2).tolist()
        labels = timeline.rows.labels
        for emotion, name in enumerate(labels.names):
            self.plot.set_series(
                name,
                middles,
                (100 * series.probabilities[:, emotion]).tolist(),
                label=emotion_name(emotion, labels),
                color=self._theme.emotion_color(emotion, labels),
            )
        self.plot.set_y_range(0, 100)
        if self._view is not None:
            self.plot.set_x_range(*self._view)
