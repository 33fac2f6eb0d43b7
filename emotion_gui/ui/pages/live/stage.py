"""The large area of the page: the picture, what to do first, or the question of purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from emotion_gui.core.labels import LABELS
from emotion_gui.ui.pages.live.purpose import PurposeCard
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, EmptyState, FrameView, Overlay

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.core.inference.results import FaceResult


class Stage(QStackedWidget):
    """Shows one of three things."""

    face_clicked = Signal(int)  # track id

    def __init__(self, theme: Theme, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[int, ...] = ()
        self.frame_view = FrameView(theme)
        self.empty = EmptyState(theme, icon="live", title="", text="")
        self.empty_card = Card()
        self.empty_card.body.addWidget(self.empty)
        self.start_button = self.empty.add_button(self.tr("Start"), _nothing, primary=True)
        self.train_button = self.empty.add_button(self.tr("Train a model"), _nothing, primary=True)
        self.video_button = self.empty.add_button(self.tr("Open a video…"), _nothing)
        self.pictures_button = self.empty.add_button(self.tr("Open pictures…"), _nothing)
        self.purpose = PurposeCard(settings)
        for widget in (self.frame_view, self.empty_card, self.purpose):
            self.addWidget(widget)
        self.frame_view.box_clicked.connect(self._on_box)

    def sizeHint(self) -> QSize:
        """As high as it was told to be at least: a page that scrolls gives what is asked for."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight() or hint.height())

    def show_picture(self) -> None:
        self.setCurrentWidget(self.frame_view)

    def show_idle(
        self, source: str, *, lacks_model: bool, may_start: bool, looking: bool = False
    ) -> None:
        """What to do first.

        Args:
            source: title of the chosen source; empty when there is none.
            lacks_model: there is no network to read faces with.
            may_start: both are there, or nobody knows yet.
            looking: cameras and models are being looked for.
        """
        drop = self.tr("you can also drop them anywhere on this page.")
        if lacks_model:
            title = self.tr("No model yet")
            text = self.tr("Live needs a trained network. Train one first.")
        elif source:
            title = self.tr("Ready: {0}").format(source)
            text = self.tr("Press Start, or open a video or pictures; ") + drop
        elif looking:
            title = self.tr("Looking for cameras…")
            text = self.tr("Press Start, or open a video or pictures; ") + drop
        else:
            title = self.tr("No camera was found")
            text = self.tr("Plug one in and look again, or open a video or pictures; ") + drop
        self.empty.set_text(title, text)
        self.start_button.setVisible(may_start)
        self.train_button.setVisible(lacks_model)
        for button in (self.video_button, self.pictures_button):
            button.setHidden(lacks_model)
        self.setCurrentWidget(self.empty_card)

    def ask_purpose(self) -> None:
        self.setCurrentWidget(self.purpose)
        self.purpose.choice.setFocus()

    def wait(self, text: str) -> None:
        """An empty picture with a word about what is going on."""
        self._shown = ()
        self.frame_view.clear()
        self.frame_view.set_placeholder(text)
        self.show_picture()

    def show_update(self, update: LiveUpdate, selected: int | None) -> None:
        """Frame and boxes together, so that a box never outlives its frame."""
        faces = update.result.faces
        self._shown = tuple(face.track_id for face in faces)
        overlays = [self._overlay(face, selected) for face in faces]
        self.frame_view.show_frame(update.pixels, overlays)

    def _overlay(self, face: FaceResult, selected: int | None) -> Overlay:
        label = face.label
        if label is None:
            color = self._theme.color("muted")
            words = self.tr("unsure")
        else:
            color = self._theme.emotion_color(label)
            words = f"{LABELS[label]} {face.confidence * 100:.0f} %"
        caption = self.tr("face {0}").format(face.track_id)
        if face.second is not None:
            other = face.second.best if face.second.label is None else face.second.label
            words += f"  |  {LABELS[other]} {face.second.confidence * 100:.0f} %"
            if face.agrees is False:
                caption += self.tr(" · models differ")
        box = face.box
        return Overlay(
            box.x, box.y, box.width, box.height, color, words, caption, face.track_id == selected
        )

    def _on_box(self, index: int) -> None:
        if 0 <= index < len(self._shown):
            self.face_clicked.emit(self._shown[index])


def _nothing() -> None:
    """The page connects the buttons to its own methods."""
