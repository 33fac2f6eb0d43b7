"""The film with boxes: any frame by key, slider or click; what is shown is what was counted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.operations.review_film import FilmPicture, PictureWish, show_film
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import icon
from emotion_gui.ui.pages.review.texts import person_title
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import FrameView, Overlay
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.number_edit import IntEdit
from emotion_gui.workers.task_manager import TaskManager

if TYPE_CHECKING:
    from emotion_gui.workers.task import Stream

TICK_MS = 15
LEAST_PX = 170  # of the picture's height


class FilmPlayer(QWidget):
    """Pictures are decoded in a thread of their own; the newest wish counts."""

    moved = Signal(int)  # place among the analysed frames
    failed = Signal(object)  # Exception: the film is gone, or is another one

    def __init__(self, theme: Theme, tasks: TaskManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tasks = theme, tasks
        self._session: OpenSession | None = None
        self._stream: Stream | None = None
        self._wish = PictureWish()
        self._film_works = True
        self._selected = 0
        self.place = 0
        self.shown_place = -1  # of the picture that is on the screen
        self._clock = QElapsedTimer()
        self._began_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.view = FrameView(theme)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.setMinimumHeight(LEAST_PX)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Frame"))
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.valueChanged.connect(self.go)
        self.play_button = QPushButton()
        self.play_button.setToolTip(self.tr("Play or stop (P)"))
        self.play_button.clicked.connect(self.toggle)
        self.back_button, self.on_button = QPushButton("‹"), QPushButton("›")
        for button, words, step in (
            (self.back_button, self.tr("One frame back"), -1),
            (self.on_button, self.tr("One frame on"), 1),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(partial(self._step_clicked, step))
        self.time_label = set_role(QLabel(), "muted")
        self.frame_edit = IntEdit(low=0, high=0, value=0, name=self.tr("Frame"))
        self.frame_edit.valueChanged.connect(self._on_frame_typed)
        self._lay_out()
        theme.changed.connect(self._show_playing)
        self._show_playing()

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def show_session(self, session: OpenSession | None) -> None:
        """Another film, from its beginning; None for none."""
        same = (
            session is not None
            and self._session is not None
            and session.row.session_id == self._session.row.session_id
            and session.facts.film == self._session.facts.film
        )
        self._session = session
        if same:
            self._show_boxes()
            return
        self.close_film()
        self.place, self.shown_place = 0, -1
        self._film_works = True
        self.view.clear()
        frames = 0 if session is None else session.timeline.rows.frames
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, frames - 1))
        self.slider.setValue(0)
        self.slider.blockSignals(False)
        self.setEnabled(frames > 0)
        if frames:
            self._ask()
        self._show_time()

    def select_person(self, number: int) -> None:
        """Whose box is marked."""
        self._selected = number
        self._show_boxes()

    @Slot(int)
    def go(self, place: int) -> None:
        """Show a frame."""
        if self._session is None or not self._session.timeline.rows.frames:
            return
        place = max(0, min(place, self._session.timeline.rows.frames - 1))
        if place == self.place and self.shown_place == place:
            return
        self.place = place
        self.slider.blockSignals(True)
        self.slider.setValue(place)
        self.slider.blockSignals(False)
        self._ask()
        self._show_time()
        self.moved.emit(place)

    def go_to_time(self, time_s: float) -> None:
        """Show the frame that is seen at a time."""
        if self._session is not None:
            times = self._session.timeline.rows.time_s
            self.go(int(np.searchsorted(times, time_s, side="right")) - 1)

    @Slot()
    def toggle(self) -> None:
        """Play, or stop."""
        if self.playing:
            self.stop()
        elif self._session is not None:
            rows = self._session.timeline.rows
            if self.place >= rows.frames - 1:
                self.go(0)
            self._began_s = float(rows.time_s[self.place])
            self._clock.start()
            self._timer.start()
            self._show_playing()

    def stop(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        self._show_playing()

    def step(self, frames: int) -> None:
        """So many frames on, or back."""
        self.stop()
        self.go(self.place + frames)

    def close_film(self) -> None:
        """Let go of the file."""
        self.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abandon()

    def _step_clicked(self, frames: int, checked: bool = False) -> None:
        del checked
        self.step(frames)

    def _ask(self) -> None:
        assert self._session is not None
        if not self._film_works:
            self._show_boxes()
            return
        if self._stream is None:
            self._wish = PictureWish()
            self._stream = self._tasks.start_stream(
                partial(show_film, self._session.facts.film.file, self._wish),
                title=self.tr("Showing {0}").format(self._session.row.name),
                on_arrival=self._on_picture,
                on_failure=self._on_failed,
            )
        rows = self._session.timeline.rows
        self._wish.ask(self.place, float(rows.time_s[self.place]))

    def _on_picture(self, shown: object) -> None:
        if not isinstance(shown, FilmPicture) or self._session is None:
            return
        self.shown_place = shown.place
        self.view.show_frame(shown.pixels, self._overlays(shown.place))

    def _on_failed(self, error: Exception) -> None:
        self._stream = None
        self._film_works = False
        self.stop()
        self.view.clear()
        self.view.set_placeholder(self.tr("The film cannot be shown"))
        self.failed.emit(error)

    def _show_boxes(self) -> None:
        if self.shown_place >= 0:
            self.view.set_overlays(self._overlays(self.shown_place))

    def _overlays(self, place: int) -> list[Overlay]:
        assert self._session is not None
        timeline = self._session.timeline
        rows, found = timeline.rows, []
        for person, face, answer in timeline.faces_on(place):
            emotion = answer if answer >= 0 else None
            color = self._theme.color("muted")
            label = emotion_name(emotion, rows.labels)
            if emotion is not None:
                color = self._theme.emotion_color(emotion, rows.labels)
                label += f" {numbers.percent(float(rows.probabilities[face, emotion]), 0)}"
            x, y, width, height = (float(value) for value in rows.box[face])
            chosen = person.number == self._selected
            title = person_title(person)
            found.append(Overlay(x, y, width, height, color, label, title, selected=chosen))
        return found

    @Slot()
    def _tick(self) -> None:
        assert self._session is not None
        rows = self._session.timeline.rows
        now_s = self._began_s + self._clock.elapsed() / 1000
        self.go_to_time(now_s)
        if self.place >= rows.frames - 1:
            self.stop()

    def _show_time(self) -> None:
        if self._session is None or not self._session.timeline.rows.frames:
            self.time_label.setText("")
            return
        timeline = self._session.timeline
        at = numbers.clock_within(float(timeline.rows.time_s[self.place]), timeline.end_s)
        words = self.tr("{0} of {1} · frame")
        self.time_label.setText(words.format(at, numbers.lasting(timeline.end_s)))
        with QSignalBlocker(self.frame_edit):
            self.frame_edit.setRange(0, int(timeline.rows.index[-1]))
            if not self.frame_edit.hasFocus():  # nothing is put in what somebody is typing
                self.frame_edit.setValue(int(timeline.rows.index[self.place]))

    @Slot()
    def _on_frame_typed(self) -> None:
        """The analysed frame that was typed, or the one before it."""
        if self._session is not None and not self.playing:
            index = self._session.timeline.rows.index
            wanted = self.frame_edit.value()
            self.go(int(np.searchsorted(index, wanted, side="right")) - 1)

    def _show_playing(self) -> None:
        name = self.tr("Stop") if self.playing else self.tr("Play")
        self.play_button.setAccessibleName(name)
        self.play_button.setIcon(icon("pause" if self.playing else "play", self._theme))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.play_button, self.back_button, self.on_button):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.time_label)
        row.addWidget(self.frame_edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addLayout(row)
