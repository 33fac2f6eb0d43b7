"""Pictures from a camera into a class: preview, class, one key to take one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import make_folder, make_private, remove
from emotion_gui.core.labels import SEVEN
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_icon
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, ChoiceBox, FactTable, FrameView, set_role, to_qimage
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

_FIELD_PX = 170

Frame = npt.NDArray[np.uint8]


class CaptureView(QWidget):
    """Shows frames and stores the ones that are wanted as PNG, a folder a class."""

    camera_wanted = Signal(str)  # address
    changed = Signal()
    refused = Signal(object)  # StorageError

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folder = Path()
        self._frame: Frame | None = None
        self._taken: list[Path] = []
        self.view = FrameView(theme)
        self.view.set_mirrored(True)
        self.camera_box = ChoiceBox((), name=self.tr("Camera"))
        self.class_box = ChoiceBox(
            [(str(k), emotion_name(k)) for k in range(len(SEVEN))], name=self.tr("Class")
        )
        self.take_button = QPushButton(self.tr("&Take a picture"))
        self.take_button.setProperty("primary", True)
        self.remove_button = QPushButton(self.tr("Remove the &last one"))
        self.card = Card(self.tr("Capture"))
        self.facts = FactTable()
        self.facts.add("camera", self.tr("Ca&mera"), self.camera_box)
        self.facts.add("class", self.tr("&Class"), self.class_box)
        for box in (self.camera_box, self.class_box):
            box.setFixedWidth(_FIELD_PX)
        for label, name in enumerate(SEVEN.names):
            self.facts.add(f"class-{name}", emotion_name(label))
        self.keys_label = set_role(
            QLabel(
                self.tr(
                    "Space takes a picture, 1–7 choose the class. The pictures stay in the "
                    "workspace folder; faces are found when you go on."
                )
            ),
            "small",
        )
        self.keys_label.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for widget in (self.facts, self.take_button, self.remove_button, self.keys_label):
            self.card.body.addWidget(widget)
        sides = Sides(spacing=14)
        sides.add(ScrollColumn([self.card], width=306))
        sides.add(self.view, 1, least_px=260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    def _connect(self) -> None:
        self.take_button.clicked.connect(self.take)
        self.remove_button.clicked.connect(self.remove_last)
        self.camera_box.chosen.connect(self.camera_wanted)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.take)
        for number in range(len(SEVEN)):
            key = QShortcut(QKeySequence(str(number + 1)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(lambda label=number: self.class_box.choose(str(label)))
        self._theme.changed.connect(self._tint)
        self._tint()

    @property
    def folder(self) -> Path:
        """Where the pictures are."""
        return self._folder

    @property
    def taken(self) -> Sequence[Path]:
        return self._taken

    def begin(self, folder: Path) -> None:
        """Nothing is taken yet; pictures will go below `folder`."""
        self._folder, self._taken, self._frame = folder, [], None
        self.view.clear()
        self.view.set_placeholder(self.tr("Looking for cameras…"))
        self._show_counts()

    def set_cameras(self, cameras: Sequence[tuple[str, str]]) -> None:
        """Addresses and names."""
        self.camera_box.set_choices(cameras)
        if not cameras:
            self.show_trouble(self.tr("No camera is plugged in"))

    def show_trouble(self, text: str) -> None:
        """There is no picture, and why."""
        self._frame = None
        self.view.clear()
        self.view.set_placeholder(text)
        self._show_counts()

    def show_frame(self, picture: Frame) -> None:
        """The newest frame, BGR."""
        first = self._frame is None
        self._frame = picture
        self.view.show_frame(picture, bgr=True)
        if first:
            self._show_counts()

    @Slot()
    def take(self) -> None:
        """Store the frame on screen in the chosen class."""
        if self._frame is None:
            return
        label = SEVEN.names[int(self.class_box.current)]
        path = self._folder / label / f"{len(self._taken) + 1:04}.png"
        try:
            make_folder(path.parent, private=True)
            make_private(path)
        except OSError as error:
            self.refused.emit(StorageError.of(path, error))
            return
        if not to_qimage(self._frame, bgr=True).save(str(path)):
            self.refused.emit(StorageError(path, self.tr("the picture cannot be written")))
            return
        self._taken.append(path)
        self._show_counts()

    @Slot()
    def remove_last(self) -> None:
        """Take the newest picture back."""
        if not self._taken:
            return
        try:
            remove(self._taken[-1])
        except OSError as error:
            self.refused.emit(StorageError.of(self._taken[-1], error))
            return
        self._taken.pop()
        self._show_counts()

    def _show_counts(self) -> None:
        for name in SEVEN.names:
            count = sum(path.parent.name == name for path in self._taken)
            self.facts.set_value(f"class-{name}", f"{count}" if count else "–")
        self.take_button.setEnabled(self._frame is not None)
        self.remove_button.setEnabled(bool(self._taken))
        self.changed.emit()

    @Slot()
    def _tint(self) -> None:
        for label in range(len(SEVEN)):
            color = self._theme.emotion_color(label)
            self.class_box.setItemIcon(label, emotion_icon(label, color))
