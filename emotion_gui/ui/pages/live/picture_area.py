"""The large area of the page: the picture, the question of purpose, a result, or what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.live.album_view import AlbumView
from emotion_gui.ui.pages.live.result_view import ResultView
from emotion_gui.ui.pages.live.state import LiveState, Scene
from emotion_gui.ui.pages.live.texts import invitation, waiting_text
from emotion_gui.ui.purpose import PurposeCard
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, EmptyState, FrameView, Overlay

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.core.inference.results import FaceResult
    from emotion_gui.operations.album import Album


class PictureArea(QStackedWidget):
    """Shows one of five scenes."""

    face_clicked = Signal(int)  # track id

    def __init__(self, theme: Theme, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[int, ...] = ()
        self._album: Album | None = None
        self.frame_view = FrameView(theme)
        self.empty = EmptyState(theme, icon="live", title="", text="")
        self.empty_card = Card()
        self.empty_card.body.addWidget(self.empty)
        self.start_button = self.empty.add_button(self.tr("Start"), primary=True)
        self.train_button = self.empty.add_button(self.tr("Train a model"), primary=True)
        self.video_button = self.empty.add_button(self.tr("Open a video…"))
        self.pictures_button = self.empty.add_button(self.tr("Open pictures…"))
        self.purpose = PurposeCard(settings)
        self.result = ResultView(theme)
        self.album = AlbumView(theme)
        self._scenes: dict[Scene, QWidget] = {
            Scene.PICTURE: self.frame_view,
            Scene.INVITATION: self.empty_card,
            Scene.PURPOSE: self.purpose,
            Scene.RESULT: self.result,
            Scene.ALBUM: self.album,
        }
        for widget in self._scenes.values():
            self.addWidget(widget)
        self.frame_view.box_clicked.connect(self._on_box)

    def sizeHint(self) -> QSize:
        """As high as it was told to be at least: a page that scrolls gives what is asked for."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight() or hint.height())

    def show_state(self, state: LiveState) -> None:
        """The scene that belongs to it. A picture without a frame says what is waited for."""
        waiting = waiting_text(state)
        if waiting or not state.running:
            # No stale picture and no stale box.
            self._shown = ()
            self.frame_view.clear()
        self.frame_view.set_placeholder(waiting)
        title, text = invitation(state)
        self.empty.set_text(title, text)
        self.start_button.setVisible(state.may_start)
        self.train_button.setVisible(state.lacks_model)
        for button in (self.video_button, self.pictures_button):
            button.setHidden(state.lacks_model)
        if state.finished is not None:
            self.result.show_run(state.finished)
        if state.album is not None and state.album is not self._album:
            self.album.show_album(state.album)
        self._album = state.album
        scene = self._scenes[state.scene]
        if self.currentWidget() is not scene:
            self.setCurrentWidget(scene)
            if state.scene is Scene.PURPOSE:
                self.purpose.choice.setFocus()

    def show_update(self, update: LiveUpdate, selected: int | None) -> None:
        """Frame and boxes together, so that a box never outlives its frame."""
        faces = update.result.faces
        self._shown = tuple(face.track_id for face in faces)
        overlays = [self._overlay(face, selected) for face in faces]
        self.frame_view.show_frame(update.pixels, overlays)

    def _overlay(self, face: FaceResult, selected: int | None) -> Overlay:
        label = face.label
        color = self._theme.color("muted")
        if label is not None:
            color = self._theme.emotion_color(label, face.answer.labels)
        text = emotion_name(label, face.answer.labels)
        if label is not None:
            text += f" {numbers.percent(face.confidence, 0)}"
        caption = self.tr("face {0}").format(face.track_id)
        if face.second is not None:
            other = face.second.best if face.second.label is None else face.second.label
            name = emotion_name(other, face.second.labels)
            text += f"  |  {name} {numbers.percent(face.second.confidence, 0)}"
            if face.agrees is False:
                caption += self.tr(" · models differ")
        box = face.box
        return Overlay(
            box.x, box.y, box.width, box.height, color, text, caption, face.track_id == selected
        )

    @Slot(int)
    def _on_box(self, index: int) -> None:
        if 0 <= index < len(self._shown):
            self.face_clicked.emit(self._shown[index])
