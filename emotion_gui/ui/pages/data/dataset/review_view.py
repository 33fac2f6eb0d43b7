"""One picture at a time, large: all its faces, the chosen one, and what can be done about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace.records import Sample, SampleStatus
from emotion_gui.ui import numbers
from emotion_gui.ui.icons import icon
from emotion_gui.ui.pages.data.dataset.box_canvas import BoxCanvas
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.texts import label_text, status_text
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import ElidedLabel, Overlay, set_role, set_tone
from emotion_gui.ui.widgets.way_back import add_way_back

if TYPE_CHECKING:
    from emotion_gui.core.data.review import ReviewedPicture

_SAME = 0.6  # overlap from which a found box is the stored one


class ReviewView(QWidget):
    """Shows a picture; labels and uses are edited from here, the rest is told by signals."""

    back_wanted = Signal()
    step_wanted = Signal(int)  # -1 = previous, 1 = next
    box_wanted = Signal(object)  # FaceBox in pixels of the original

    def __init__(self, theme: Theme, editor: DatasetEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._editor = theme, editor
        self.labels = SEVEN
        self.sample: Sample | None = None
        self.boxes: tuple[FaceBox, ...] = ()
        self._marked: int | None = None
        self._scale = 1.0
        self._drawable = False
        self._shown: list[int] = []
        self.canvas = BoxCanvas(theme)
        self.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.back_button = QPushButton(self.tr("Back to the faces"))
        self.back_button.setProperty("link", True)
        self.previous_button = self._arrow(self.tr("Previous picture (Left)"))
        self.next_button = self._arrow(self.tr("Next picture (Right)"))
        self.place_label = set_role(QLabel(), "muted")
        self.name_label = ElidedLabel()
        self.status_label = QLabel()
        self.status_label.setWordWrap(True)
        self.keys_label = set_role(QLabel(), "small")
        self.keys_label.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._tint()

    def _arrow(self, tip: str) -> QPushButton:
        button = QPushButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.back_button)
        bar.addWidget(self.name_label, 1)
        bar.addWidget(self.place_label)
        bar.addWidget(self.previous_button)
        bar.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.status_label)
        column.addWidget(self.keys_label)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.back_wanted)
        add_way_back(self, self.back_button.click, keys=("Alt+Left",))
        self.previous_button.clicked.connect(self._on_previous)
        self.next_button.clicked.connect(self._on_next)
        self.canvas.box_clicked.connect(self._on_clicked)
        self.canvas.box_drawn.connect(self._on_drawn)
        self._theme.changed.connect(self._tint)
        for number in range(9):
            key = QShortcut(QKeySequence(str(number + 1)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._relabel, number))
        for text in ("X", "Del"):
            key = QShortcut(QKeySequence(text), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self._on_exclude)

    def _relabel(self, label: int) -> None:
        if label < len(self.labels):
            self._editor.relabel(label)

    def begin(self, sample: Sample, *, place: int, total: int) -> None:
        """A picture is being opened."""
        self.sample, self.boxes, self._marked, self._drawable = sample, (), None, False
        text = self.tr("{n} of {total}")
        self.place_label.setText(
            text.format(n=numbers.count(place + 1), total=numbers.count(total))
        )
        self.name_label.setText(sample.source)
        self.previous_button.setEnabled(place > 0)
        self.next_button.setEnabled(place + 1 < total)
        self.canvas.clear()
        self.canvas.set_placeholder(self.tr("Looking for faces…"))
        self._show_words()

    def show_picture(self, reviewed: ReviewedPicture, face: npt.NDArray[np.uint8] | None) -> None:
        """The picture arrived; rows of a table show their face instead."""
        picture = reviewed.picture
        if self.sample is None or self.sample.source != reviewed.sample.source:
            return
        if picture is None:
            if face is not None:
                self.canvas.show_frame(face)
            self._show_words()
            return
        self._drawable = True
        self._scale = picture.scale
        self.boxes = reviewed.boxes
        self.canvas.show_frame(picture.pixels, bgr=True)
        self._marked = self._stored_box()
        self.show_sample(self.sample)

    def show_missing(self, text: str) -> None:
        """The original is not to be had."""
        self.canvas.clear()
        self.canvas.set_placeholder(text)

    def show_sample(self, sample: Sample) -> None:
        """The sample is another one now: new box, label or status."""
        self.sample = sample
        self._marked = self._stored_box() if self._marked is None else self._marked
        self._show_boxes()
        self._show_words()

    def _stored_box(self) -> int | None:
        """Which of the found faces is the stored one."""
        sample = self.sample
        if sample is None or sample.box is None:
            return None
        stored = FaceBox(*sample.box)
        overlaps = [stored.iou(box) for box in self.boxes]
        best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
        return best if best is not None and overlaps[best] >= _SAME else None

    def _show_boxes(self) -> None:
        if not self._drawable:
            return
        stored = self._stored_box()
        overlays = []
        for number, box in enumerate(self.boxes):
            if number == stored:
                continue
            color = self._theme.color("accent" if number == self._marked else "muted")
            text = self.tr("face {n}").format(n=number + 1) if number == self._marked else ""
            overlays.append(self._overlay(box, color, text, selected=number == self._marked))
        self._shown = [n for n in range(len(self.boxes)) if n != stored]
        sample = self.sample
        if sample is not None and sample.box is not None:
            label = sample.label
            usable = sample.status is SampleStatus.OK
            color = self._theme.color("warn" if label is None or not usable else "accent")
            if label is not None and usable:
                color = self._theme.emotion_color(label, self.labels)
            text = label_text(label, self.labels) if usable else status_text(sample.status)
            overlays.append(self._overlay(FaceBox(*sample.box), color, text, selected=True))
        self.canvas.set_overlays(overlays)

    def _overlay(self, box: FaceBox, color: QColor, text: str, *, selected: bool) -> Overlay:
        s = self._scale
        return Overlay(
            box.x / s,
            box.y / s,
            box.width / s,
            box.height / s,
            color,
            text,
            selected=selected,
        )

    def _show_words(self) -> None:
        sample = self.sample
        if sample is None:
            return
        words = [label_text(sample.label, self.labels), status_text(sample.status)]
        if sample.reason:
            words.append(reason_text(sample.reason))
        if self._drawable:
            words.append(self._count_text())
        self.status_label.setText(" · ".join(words))
        set_tone(self.status_label, "" if sample.status is SampleStatus.OK else "warn")
        if self._drawable:
            text = self.tr(
                "Click a face, or drag a box around one. Keys: arrows left and right next "
                "picture, up and down another face, Enter takes it, B draws a box (Shift+arrows, "
                "+ and −), 1–9 label, X excludes, Ctrl+Z undoes, Esc goes back."
            )
        else:
            text = self.tr(
                "This face came finished, there is no picture around it. Keys: arrows left and "
                "right next face, 1–9 label, X excludes, Ctrl+Z undoes, Esc goes back."
            )
        self.keys_label.setText(text)

    def _count_text(self) -> str:
        count = len(self.boxes)
        if not count:
            return self.tr("no face found")
        return self.tr("%Ln faces found", "", count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._on_previous()
            case Qt.Key.Key_Right:
                self._on_next()
            case Qt.Key.Key_Up:
                self._mark(-1)
            case Qt.Key.Key_Down:
                self._mark(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._marked is not None:
                    self.box_wanted.emit(self.boxes[self._marked])
            case Qt.Key.Key_Escape:
                self.back_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _mark(self, step: int) -> None:
        if self.boxes:
            start = -1 if self._marked is None and step > 0 else self._marked or 0
            self._marked = (start + step) % len(self.boxes)
            self._show_boxes()

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        if index < len(self._shown):
            self._marked = self._shown[index]
            self.box_wanted.emit(self.boxes[self._marked])

    @Slot(QRectF)
    def _on_drawn(self, rect: QRectF) -> None:
        if self._drawable:
            s = self._scale
            box = FaceBox(rect.left() * s, rect.top() * s, rect.width() * s, rect.height() * s)
            self._marked = None
            self.box_wanted.emit(box)

    @Slot()
    def _on_previous(self) -> None:
        if self.previous_button.isEnabled():
            self.step_wanted.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        if self.next_button.isEnabled():
            self.step_wanted.emit(1)

    @Slot()
    def _on_exclude(self) -> None:
        usable = self.sample is not None and self.sample.status is SampleStatus.OK
        (self._editor.exclude if usable else self._editor.put_back)()

    @Slot()
    def _tint(self) -> None:
        self.back_button.setIcon(icon("arrow-left", self._theme, token="accent"))
        self.previous_button.setIcon(icon("chevron-left", self._theme))
        self.next_button.setIcon(icon("chevron-right", self._theme))
        self._show_boxes()
