"""Pictures from a camera into classes: preview, classes, one key to hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import ConfigError, StorageError
from emotion_gui.core.files import make_folder, make_private
from emotion_gui.core.labels import LABEL_SETS, MOST_CLASSES, LabelSet
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_icon
from emotion_gui.ui.pages.data.incoming.captured import Captured, Frame, has_class, thumb_of
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import (
    ArrayFaces,
    Card,
    ChoiceBox,
    FaceGrid,
    FactTable,
    FrameView,
    set_role,
    to_qimage,
)
from emotion_gui.ui.widgets.flow import FlowRow, Sides
from emotion_gui.ui.widgets.labels import set_tone
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

_FIELD_PX = 170
_OWN = "own"
_KEYS = 9
_THUMBS, _THUMB_PX = 5, 38


class _NameEdit(QLineEdit):
    """A line that leaves the digits of classes to them while nothing is typed.

    The line keeps the focus after a name, for the next one: a digit that chooses a class would
    become a name, and the pictures would go into the class before.

    Attributes:
        keys: how many classes have a digit.
    """

    keys = 0

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and not self.text():
            typed = cast(QKeyEvent, event).text()
            if typed.isdecimal() and 1 <= int(typed) <= self.keys:
                event.ignore()
                return False
        return super().event(event)


class CaptureView(QWidget):
    """Shows frames and stores the ones that are wanted as PNG, a folder a class."""

    camera_wanted = Signal(str)  # address
    changed = Signal()
    refused = Signal(object)  # StorageError

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame: Frame | None = None
        self._holding = False
        self.captured = Captured()
        self.view = FrameView(theme)
        self.view.set_mirrored(True)
        # The keys are this view's: a click on the picture takes them out of a line of text.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._make_source()
        self._make_classes()
        self._make_pictures()
        self._lay_out()
        self._connect()
        self.set_box.choose("seven")
        self._on_set()

    # -- building ---------------------------------------------------------------------------

    def _make_source(self) -> None:
        self.camera_box = ChoiceBox((), name=self.tr("Camera"))
        self.address_edit = QLineEdit()
        self.address_edit.setPlaceholderText("http://… rtsp://…")
        self.address_edit.setAccessibleName(self.tr("Address of a camera or stream"))
        self.source_facts = FactTable()
        self.source_facts.add("camera", self.tr("Ca&mera"), self.camera_box)
        self.source_facts.add("address", self.tr("or a&ddress"), self.address_edit)
        for field in (self.camera_box, self.address_edit):
            field.setFixedWidth(_FIELD_PX)

    def _make_classes(self) -> None:
        self.set_box = ChoiceBox(
            [
                ("seven", self.tr("the seven emotions")),
                ("eight", self.tr("eight, with contempt")),
                ("groups", self.tr("positive, negative, neutral, surprise")),
                (_OWN, self.tr("my own")),
            ],
            name=self.tr("Classes of the data set"),
        )
        self.class_box = ChoiceBox((), name=self.tr("Class"))
        self.new_edit = _NameEdit()
        self.new_edit.setAccessibleName(self.tr("Name of a new class"))
        self.new_edit.setPlaceholderText(self.tr("name, then Enter"))
        self.problem_label = set_role(QLabel(), "small")
        self.problem_label.setWordWrap(True)
        set_tone(self.problem_label, "bad")
        self.choice_facts = FactTable()
        self.choice_facts.add("set", self.tr("Class&es"), self.set_box)
        self.choice_facts.add("new", self.tr("&New class"), self.new_edit)
        self.choice_facts.add("class", self.tr("&Class"), self.class_box)
        for field in (self.set_box, self.class_box, self.new_edit):
            field.setFixedWidth(_FIELD_PX)
        self.facts = FactTable()  # how many pictures each class has

    def _make_pictures(self) -> None:
        self.take_button = QPushButton(self.tr("Hold: &take pictures"))
        self.take_button.setProperty("primary", True)
        self.remove_button = QPushButton(self.tr("Take &back"))
        self.remove_button.setToolTip(
            self.tr("Remove the pictures of the last press from the disk (Ctrl+Z)")
        )
        self.thumbs = FaceGrid(self._theme, side_px=_THUMB_PX, with_captions=False)
        self.thumbs.setFixedHeight(_THUMB_PX + 10)
        self.thumbs.setAccessibleName(self.tr("Pictures taken last"))
        self.card = Card(self.tr("Capture"))
        self.keys_label = set_role(
            QLabel(
                self.tr(
                    "Space takes a picture, held down it takes ten a second that differ; 1-9 "
                    "choose the class. The pictures stay in the workspace folder. Faces are found "
                    "when you go on: where several people are in view you say there whose counts."
                )
            ),
            "small",
        )
        self.keys_label.setWordWrap(True)

    def _lay_out(self) -> None:
        for widget in (
            self.source_facts,
            self.choice_facts,
            self.problem_label,
            self.facts,
            FlowRow(self.take_button, self.remove_button),
            self.thumbs,
            self.keys_label,
        ):
            self.card.body.addWidget(widget)
        sides = Sides(spacing=14)
        sides.add(ScrollColumn([self.card], width=306))
        sides.add(self.view, 1, least_px=260)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    def _connect(self) -> None:
        self.take_button.pressed.connect(self.hold)
        self.take_button.released.connect(self.release)
        self.remove_button.clicked.connect(self.remove_last)
        self.camera_box.chosen.connect(self.camera_wanted)
        self.address_edit.returnPressed.connect(self._on_address)
        self.set_box.chosen.connect(self._on_set)
        self.new_edit.returnPressed.connect(self.add_class)
        self.new_edit.textChanged.connect(self.problem_label.hide)
        for number in range(_KEYS):
            self._key(QKeySequence(str(number + 1)), lambda place=number: self._choose(place))
        self._key(QKeySequence(QKeySequence.StandardKey.Undo), self.remove_last)
        self._theme.changed.connect(self._tint)

    def _key(self, key: QKeySequence, slot: object) -> None:
        shortcut = QShortcut(key, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # -- what others ask --------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the pictures are."""
        return self.captured.folder

    @property
    def taken(self) -> Sequence[Path]:
        return self.captured.taken

    def begin(self, folder: Path) -> None:
        """Nothing is taken yet; pictures will go below `folder`."""
        before = self.captured
        self.captured = Captured(folder, before.names, before.own)
        self._frame = None
        self.view.clear()
        self.view.set_placeholder(self.tr("Looking for cameras…"))
        self._show_classes()

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
        elif self._holding:
            self._take_if_due()

    # -- classes ----------------------------------------------------------------------------

    @property
    def labels(self) -> LabelSet | None:
        """The classes with their colours; None while a person has fewer than two."""
        known = LABEL_SETS.get(self.set_box.current)
        return self.captured.labels if known is None else known

    @Slot()
    def add_class(self) -> None:
        """One more class of the name that was typed; it is chosen."""
        name = self.new_edit.text().strip()
        if not name:  # all are named: Space takes pictures now
            self.setFocus()
            return
        if has_class(self.captured.names, name):
            self._tell(self.tr("There is a class of this name."))
            return
        try:
            self.captured.add_class(name)
        except ConfigError as error:
            self._tell(reason_text(error.reason))
            return
        self.new_edit.clear()
        self._show_classes()
        self.class_box.choose(name)

    def _tell(self, problem: str) -> None:
        self.problem_label.setText(problem)
        self.problem_label.show()

    @Slot()
    def _on_set(self) -> None:
        """Other classes; pictures of classes that are none any more stay on the disk."""
        known = LABEL_SETS.get(self.set_box.current)
        self.captured.own = known is None
        taken = dict.fromkeys(path.parent.name for path in self.captured.taken)
        self.captured.names = tuple(taken) if known is None else known.names
        self._show_classes()

    def _show_classes(self) -> None:
        chosen, names = self.class_box.current, self.captured.names
        labels = self.labels
        self.problem_label.hide()
        self.choice_facts.row("new").setVisible(self.captured.own)
        self.new_edit.setEnabled(len(names) < MOST_CLASSES)
        self.new_edit.keys = min(len(names), _KEYS)
        titles = [
            name if labels is None else emotion_name(place, labels)
            for place, name in enumerate(names)
        ]
        self.class_box.set_choices(list(zip(names, titles, strict=True)))
        self.class_box.choose(chosen if chosen in names else (names[0] if names else ""))
        self.facts.clear()
        for place, (name, title) in enumerate(zip(names, titles, strict=True)):
            key = f"{place + 1}  " if place < _KEYS else ""
            self.facts.add(f"class-{name}", f"{key}{title}")
        self._tint()
        self._show_counts()

    def _choose(self, place: int) -> None:
        if place < len(self.captured.names):
            self.class_box.choose(self.captured.names[place])

    # -- pictures ---------------------------------------------------------------------------

    @Slot()
    def hold(self) -> None:
        """Take a picture, and go on taking them until `release`."""
        if not self._holding and self.take_button.isEnabled():
            self._holding = True
            self.captured.begin_stretch()
            self._take_if_due()

    @Slot()
    def release(self) -> None:
        """What was taken since the key went down is one stretch."""
        self._holding = False

    def _take_if_due(self) -> None:
        picture, name = self._frame, self.class_box.current
        if picture is None or not name:
            return
        thumb, moment_s = thumb_of(picture), now_s()
        due = self.captured.is_due(name, thumb, moment_s)
        if due and self._write(picture, name, thumb, moment_s):
            self._show_counts()

    def _write(self, picture: Frame, name: str, thumb: npt.NDArray[np.uint8], at_s: float) -> bool:
        path = self.captured.next_path(name)
        try:
            make_folder(path.parent, private=True)
            make_private(path)
        except OSError as error:
            self._refuse(StorageError.of(path, error))
            return False
        if not to_qimage(picture, bgr=True).save(str(path)):
            self._refuse(StorageError(path, self.tr("the picture cannot be written")))
            return False
        self.captured.note(path, thumb, at_s)
        return True

    def _refuse(self, error: StorageError) -> None:
        self._holding = False
        self.refused.emit(error)

    @Slot()
    def remove_last(self) -> None:
        """Take the pictures of the last press back."""
        taken = self.captured.taken
        if not taken or self._holding:
            return
        try:
            self.captured.take_back()
        except OSError as error:
            self.refused.emit(StorageError.of(self.captured.taken[-1], error))
        self._show_counts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self.hold()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.release()
            return
        super().keyReleaseEvent(event)

    @Slot()
    def _on_address(self) -> None:
        if address := self.address_edit.text().strip():
            self.camera_wanted.emit(address)
            self.setFocus()

    def _show_counts(self) -> None:
        for name in self.captured.names:
            count = self.captured.count(name)
            self.facts.set_value(f"class-{name}", f"{count}" if count else "–")
        thumbs = self.captured.thumbs[-_THUMBS:]
        self.thumbs.setVisible(bool(thumbs))
        if thumbs:
            self.thumbs.set_faces(ArrayFaces(np.stack(thumbs)))
        taken = len(self.captured.taken)
        self.card.set_note(self.tr("%Ln pictures", "", taken) if taken else "")
        if not taken and self.remove_button.hasFocus():  # a button that goes off would leave it
            self.setFocus()
        self.take_button.setEnabled(self._frame is not None and bool(self.captured.names))
        self.remove_button.setEnabled(taken > 0)
        self.changed.emit()

    @Slot()
    def _tint(self) -> None:
        labels = self.labels
        if labels is None:
            return
        for place in range(len(labels)):
            color = self._theme.emotion_color(place, labels)
            self.class_box.setItemIcon(place, emotion_icon(place, color, labels))
