"""One row that says where frames come from: camera, video, stream or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.data.file_kinds import FILM_ENDINGS, PICTURE_ENDINGS
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.icons import icon
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pages.live.source import Source, source_of
from emotion_gui.ui.pages.live.state import LiveState, camera_source
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import GRID_PX
from emotion_gui.ui.widgets import ChoiceBox, ElidedLabel
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role, set_tone

SIZE_KEY = "page/live/camera_size"
SIZES = ("640x480", "1280x720", "1920x1080")
DEFAULT_SIZE = "1280x720"
SIZE_WIDTH_PX = 124
CHOICE_WIDTH_PX = 210


class SourceBar(QWidget):
    """Shows the chosen source; tells which other one a person wants."""

    chosen = Signal(object)  # Source, ready

    def __init__(
        self,
        theme: Theme,
        settings: QSettings,
        parameters: LiveParameters,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._topic = FileTopic(settings, "live")
        self._state = LiveState()
        self._build()
        self._lay_out()
        self._tint()
        theme.changed.connect(self._tint)
        self.mirror_button.setChecked(parameters.mirrored)
        self.mirror_button.toggled.connect(parameters.set_mirrored)
        self.choice.chosen.connect(self._on_chosen)
        self.address.editingFinished.connect(self._on_address)
        self.size_choice.chosen.connect(self._on_size)

    def _build(self) -> None:
        self.choice = ChoiceBox(name=self.tr("Source"))
        self.choice.setFixedWidth(CHOICE_WIDTH_PX)
        self.address = QLineEdit()
        self.address.setPlaceholderText("http://… or rtsp://…")
        self.address.setAccessibleName(self.tr("Stream address"))
        self.address.setMinimumWidth(200)
        self.refresh_button = _icon_button(self.tr("Look for cameras again"))
        self.size_choice = ChoiceBox(
            [(size, size.replace("x", " × ")) for size in SIZES], name=self.tr("Camera picture")
        )
        self.size_choice.setToolTip(self.tr("Wanted size of the camera's picture"))
        self.size_choice.setFixedWidth(SIZE_WIDTH_PX)
        self.size_choice.choose(DEFAULT_SIZE)
        self.size_choice.choose(str(self._settings.value(SIZE_KEY, DEFAULT_SIZE)))
        self.mirror_button = _icon_button(self.tr("Mirror the camera"))
        self.mirror_button.setCheckable(True)
        self.mirror_button.setProperty("segment", True)
        self.previous_button = _icon_button(self.tr("Previous picture"))
        self.next_button = _icon_button(self.tr("Next picture"))
        self.album_button = QPushButton(self.tr("All faces"))
        self.album_button.setCheckable(True)
        self.album_button.setToolTip(
            self.tr("Read all of these pictures and show every face with its answer")
        )
        self.table_button = QPushButton(self.tr("Save a ta&ble…"))
        self.table_button.setToolTip(
            self.tr("Read all of these pictures and save the answers as CSV, a row a face")
        )
        self.full_button = _icon_button(self.tr("Full screen (F11)"))
        self.recording = set_role(QLabel(), "value")
        set_tone(self.recording, "bad")
        self.recording.hide()
        self.speed = set_role(ElidedLabel(mode=Qt.TextElideMode.ElideRight), "muted")

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Source"))
        label.setBuddy(self.choice)
        row = QHBoxLayout()
        row.setSpacing(GRID_PX)
        for widget in (label, self.choice, self.address, self.refresh_button, self.size_choice):
            row.addWidget(widget)
        row.addWidget(self.mirror_button)
        row.addSpacing(GRID_PX)
        row.addWidget(self.speed, 1)
        row.addWidget(self.recording)
        row.addWidget(self.full_button)
        # In a line of their own: a narrow window has no room for them beside the source.
        self.stills = FlowRow(
            self.previous_button,
            self.next_button,
            self.album_button,
            self.table_button,
            spacing=GRID_PX,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addLayout(row)
        column.addWidget(self.stills)

    @property
    def camera_size(self) -> tuple[int, int]:
        """Wanted width and height of a camera's picture."""
        width, _, height = self.size_choice.current.partition("x")
        return int(width), int(height)

    def show_state(self, state: LiveState) -> None:
        """While a source is open there is nothing to look for, and its size is settled."""
        before, self._state = self._state, state
        if (before.source, before.cameras) != (state.source, state.cameras) or not before.known:
            self._fill()
        camera = state.source.kind == "camera"
        self.refresh_button.setVisible(not state.running)
        self.size_choice.setVisible(camera and not state.running)
        self.mirror_button.setVisible(camera)
        for button in (self.previous_button, self.next_button):
            button.setVisible(state.turns_pages)
            button.setEnabled(state.album is None)
        self.album_button.setVisible(state.turns_pages)
        self.album_button.setChecked(state.album is not None)
        self.table_button.setVisible(state.source.kind == "pictures")
        self.stills.setVisible(state.source.kind == "pictures")
        if not state.running:
            self.speed.setText("")
        self.recording.setVisible(state.recording)

    def choose_video(self) -> None:
        """Ask for a file."""
        path = file_dialogs.ask_open(
            self,
            self._topic,
            title=self.tr("Open a video"),
            kinds={self.tr("Videos"): sorted(FILM_ENDINGS)},
            all_files=True,
        )
        if path is None:
            self._fill()
            return
        source = source_of([path])
        # Chosen on purpose: whatever its ending says, it is tried as a video.
        self.chosen.emit(source if source.ready else Source("video", str(path), path.name))

    def choose_pictures(self) -> None:
        """Ask for files."""
        paths: Sequence[Path] = file_dialogs.ask_open_many(
            self,
            self._topic,
            title=self.tr("Open pictures"),
            kinds={self.tr("Pictures"): sorted(PICTURE_ENDINGS)},
        )
        source = source_of(paths)
        if source.ready:
            self.chosen.emit(source)
        else:
            self._fill()

    def _fill(self) -> None:
        source = self._state.source
        choices = [(camera.address, camera.name) for camera in self._state.cameras]
        if source.ready and source.kind != "camera":
            choices.append(("current", source.title))
        elif not source.ready:
            choices.insert(0, ("", self.tr("Choose a source")))
        choices += [
            ("open:video", self.tr("Video file…")),
            ("open:stream", self.tr("Stream address…")),
            ("open:pictures", self.tr("Pictures…")),
        ]
        self.choice.set_choices(choices)
        self.choice.choose(source.address if source.kind == "camera" else "current")
        self.address.setVisible(source.kind == "stream")

    @Slot(str)
    def _on_size(self, key: str) -> None:
        self._settings.setValue(SIZE_KEY, key)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        if key == "open:video":
            self.choose_video()
        elif key == "open:pictures":
            self.choose_pictures()
        elif key == "open:stream":
            self.address.show()
            self.address.setFocus()
        elif key.startswith("camera:"):
            self.address.hide()
            self.chosen.emit(camera_source(self._state.cameras, key))

    @Slot()
    def _on_address(self) -> None:
        text = self.address.text().strip()
        if text and text != self._state.source.address:
            self.chosen.emit(Source("stream", text, text))

    @Slot()
    def _tint(self) -> None:
        for button, name in (
            (self.refresh_button, "refresh"),
            (self.mirror_button, "flip-horizontal"),
            (self.previous_button, "chevron-left"),
            (self.next_button, "chevron-right"),
            (self.full_button, "fullscreen"),
        ):
            button.setIcon(icon(name, self._theme))


def _icon_button(name: str) -> QPushButton:
    button = QPushButton()
    button.setFixedWidth(36)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
