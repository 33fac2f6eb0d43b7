"""One row that says where frames come from: camera, video, stream or pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from emotion_gui.core.data.file_kinds import PICTURE_ENDINGS, is_picture_file
from emotion_gui.core.inference.controls import LiveRequest
from emotion_gui.ui.icons import icon
from emotion_gui.ui.theme import GRID_PX, Theme
from emotion_gui.ui.widgets import ChoiceBox, ElidedLabel
from emotion_gui.ui.widgets.labels import set_role, set_tone

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo

VIDEO_SUFFIXES = (".mp4", ".mkv", ".avi", ".mov", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv")
FOLDER_KEY = "page/live/folder"
SIZE_KEY = "page/live/camera_size"
SIZES = ("640x480", "1280x720", "1920x1080")
DEFAULT_SIZE = "1280x720"
SIZE_WIDTH_PX = 124


@dataclass(frozen=True)
class Source:
    """What a person chose.

    Attributes:
        kind: `camera`, `video`, `stream`, `pictures`, or empty for nothing yet.
        address: for `open_source`.
        title: for people.
        pictures: files and folders of stills.
    """

    kind: str = ""
    address: str = ""
    title: str = ""
    pictures: tuple[Path, ...] = ()

    @property
    def ready(self) -> bool:
        return bool(self.address or self.pictures)


def source_of(paths: Sequence[Path]) -> Source:
    """What dropped or chosen files mean; not ready when nothing fits."""
    if not paths:
        return Source()
    first = paths[0]
    if len(paths) == 1 and first.suffix.lower() in VIDEO_SUFFIXES:
        return Source("video", str(first), first.name)
    stills = tuple(p for p in paths if p.is_dir() or is_picture_file(p))
    if not stills:
        return Source()
    more = f" + {len(stills) - 1}" if len(stills) > 1 else ""
    return Source("pictures", "", stills[0].name + more, stills)


class SourceBar(QWidget):
    """Emits `changed` with a source that is ready."""

    changed = Signal(object)  # Source
    refresh_wanted = Signal()
    mirror_changed = Signal(bool)
    full_screen_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: QSettings,
        *,
        mirrored: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._cameras: tuple[CameraInfo, ...] = ()
        self._source = Source()
        self._running = False
        self._build(mirrored=mirrored)
        self._lay_out()
        self._fill()
        self._tint()
        theme.changed.connect(self._tint)
        self.choice.chosen.connect(self._on_chosen)
        self.address.editingFinished.connect(self._on_address)
        self.refresh_button.clicked.connect(self.refresh_wanted)
        self.size_choice.chosen.connect(self._on_size)
        self.mirror_button.toggled.connect(self.mirror_changed)
        self.full_button.clicked.connect(self.full_screen_wanted)

    def _build(self, *, mirrored: bool) -> None:
        self.choice = ChoiceBox(name=self.tr("Source"))
        self.choice.setMinimumWidth(210)
        self.address = QLineEdit()
        self.address.setPlaceholderText("http://… or rtsp://…")
        self.address.setAccessibleName(self.tr("Stream address"))
        self.address.setMinimumWidth(260)
        self.address.hide()
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
        self.mirror_button.setChecked(mirrored)
        self.full_button = _icon_button(self.tr("Full screen (F11)"))
        self.recording = set_role(QLabel(), "value")
        set_tone(self.recording, "bad")
        self.recording.hide()
        self.speed = set_role(ElidedLabel(), "muted")

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Source"))
        label.setBuddy(self.choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX)
        for widget in (
            label, self.choice, self.address, self.refresh_button, self.size_choice,
            self.mirror_button,
        ):  # fmt: skip
            row.addWidget(widget)
        row.addSpacing(GRID_PX)
        row.addWidget(self.speed, 1)
        row.addWidget(self.recording)
        row.addWidget(self.full_button)

    @property
    def source(self) -> Source:
        return self._source

    @property
    def cameras(self) -> tuple[CameraInfo, ...]:
        return self._cameras

    @property
    def camera_size(self) -> tuple[int, int]:
        """Wanted width and height of a camera's picture."""
        width, _, height = self.size_choice.current.partition("x")
        return int(width), int(height)

    @property
    def request(self) -> LiveRequest:
        """The chosen source as the loop wants it."""
        return LiveRequest(
            address=self._source.address,
            pictures=self._source.pictures,
            name=self._source.title,
            camera_size=self.camera_size,
        )

    def set_running(self, running: bool) -> None:
        """While a source is open there is nothing to look for, and its size is settled."""
        self._running = running
        self._show_parts()

    def set_cameras(self, cameras: Sequence[CameraInfo]) -> None:
        """Offer cameras by name; the first is taken when nothing was chosen yet."""
        self._cameras = tuple(cameras)
        gone = self._source.address not in {camera.address for camera in self._cameras}
        if self._source.kind == "camera" and gone and not self._running:
            self._source = Source()
        if not self._source.ready and self._cameras:
            self._source = self._camera_source(self._cameras[0].address)
        self._fill()

    def set_source(self, source: Source) -> None:
        """Take a source as if it was chosen here."""
        if not source.ready:
            return
        self._source = source
        self._fill()
        self.changed.emit(source)

    def choose_video(self) -> None:
        """Ask for a file."""
        filters = self.tr("Videos") + f" ({' '.join(f'*{s}' for s in VIDEO_SUFFIXES)})"
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a video"), self._folder(), f"{filters};;{self.tr('All files')} (*)"
        )
        self._take_file_names([name], "video")

    def choose_pictures(self) -> None:
        """Ask for files."""
        filters = self.tr("Pictures") + f" ({' '.join(f'*{s}' for s in sorted(PICTURE_ENDINGS))})"
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open pictures"), self._folder(), filters
        )
        self._take_file_names(names, "pictures")

    def _take_file_names(self, names: Sequence[str], kind: str) -> None:
        paths = [Path(name) for name in names if name]
        if not paths:
            self._fill()
            return
        self._settings.setValue(FOLDER_KEY, str(paths[0].parent))
        source = source_of(paths)
        if kind == "video" and not source.ready:
            source = Source("video", str(paths[0]), paths[0].name)
        self.set_source(source)

    def _folder(self) -> str:
        return str(self._settings.value(FOLDER_KEY, "") or "")

    def _fill(self) -> None:
        choices = [(camera.address, camera.name) for camera in self._cameras]
        if self._source.ready and self._source.kind != "camera":
            choices.append(("current", self._source.title))
        elif not self._source.ready:
            choices.insert(0, ("", self.tr("Choose a source")))
        choices += [
            ("open:video", self.tr("Video file…")),
            ("open:stream", self.tr("Stream address…")),
            ("open:pictures", self.tr("Pictures…")),
        ]
        self.choice.set_choices(choices)
        kind = self._source.kind
        self.choice.choose(self._source.address if kind == "camera" else "current")
        self.address.setVisible(kind == "stream")
        self._show_parts()

    def _show_parts(self) -> None:
        camera = self._source.kind == "camera"
        self.refresh_button.setVisible(not self._running)
        self.size_choice.setVisible(camera and not self._running)
        self.mirror_button.setVisible(camera)

    def _on_size(self, key: str) -> None:
        self._settings.setValue(SIZE_KEY, key)

    def _camera_source(self, address: str) -> Source:
        name = next((c.name for c in self._cameras if c.address == address), address)
        return Source("camera", address, name)

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
            self.set_source(self._camera_source(key))

    def _on_address(self) -> None:
        text = self.address.text().strip()
        if text and text != self._source.address:
            self.set_source(Source("stream", text, text))

    def _tint(self) -> None:
        for button, name in (
            (self.refresh_button, "refresh"),
            (self.mirror_button, "flip-horizontal"),
            (self.full_button, "fullscreen"),
        ):
            button.setIcon(icon(name, self._theme))


def _icon_button(name: str) -> QPushButton:
    button = QPushButton()
    button.setFixedWidth(36)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
