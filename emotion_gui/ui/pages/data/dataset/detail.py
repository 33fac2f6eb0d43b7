"""The chosen face: enlarged, or in the picture it came from; what is known; relabel, exclude."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.records import Part, Sample, SampleStatus
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_icon, icon
from emotion_gui.ui.numbers import number
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.texts import part_text, status_text
from emotion_gui.ui.plain_text import wrapping
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    ElidedLabel,
    FactTable,
    FrameView,
    Overlay,
    SegmentedControl,
    set_role,
)
from emotion_gui.ui.widgets.flow import FlowRow

_PICTURE_PX = 242
_LEAST_PX = 120  # beside a banner in a small window
_FIELD_PX = 128
_UNKNOWN = "-1"


class DetailPane(Card):
    """Shows the first of the selected faces; changes go to all of them."""

    original_wanted = Signal(object)  # Sample
    review_wanted = Signal()

    def __init__(self, theme: Theme, editor: DatasetEditor, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme, self._editor = theme, editor
        self._samples: tuple[Sample, ...] = ()
        self._face: npt.NDArray[np.uint8] | None = None
        self._part, self._count = Part.NONE, 0
        self.view_switch = SegmentedControl(
            [("face", self.tr("Face")), ("picture", self.tr("Picture"))], name=self.tr("View")
        )
        self.view = FrameView(theme)
        self.view.setFixedWidth(_PICTURE_PX)
        self.view.setMinimumHeight(_LEAST_PX)
        self.view.setMaximumHeight(_PICTURE_PX)
        self.view.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.label_box = ChoiceBox((), name=self.tr("Label"))
        self._labels = SEVEN
        self.label_box.setFixedWidth(_FIELD_PX)
        self.source_label = ElidedLabel()
        self.facts = FactTable()
        self.facts.add("label", self.tr("L&abel"), self.label_box)
        for key, title in (
            ("part", self.tr("Part")),
            ("status", self.tr("Status")),
            ("detector", self.tr("Found by")),
            ("confidence", self.tr("Confidence")),
            ("box", self.tr("Box")),
        ):
            self.facts.add(key, title)
        self.reason_label = set_role(QLabel(), "small")
        self.reason_label.setWordWrap(True)
        self.exclude_button = QPushButton(self.tr("E&xclude"))
        self.restore_button = QPushButton(self.tr("Put &back"))
        self.review_button = QPushButton(self.tr("Rev&iew…"))
        self.review_button.setToolTip(
            self.tr("The whole picture: choose another face or draw a box (Enter)")
        )
        self.keys_label = set_role(QLabel(self.tr("Enter reviews, 1–9 label, X excludes")), "small")
        self._lay_out()
        self._connect()
        self.set_labels(SEVEN)
        self.show_nothing()

    def _lay_out(self) -> None:
        self.header.addWidget(self.view_switch)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.source_label)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.reason_label)
        buttons = FlowRow(
            self.review_button, self.exclude_button, self.restore_button, stretched=True
        )
        self.body.addWidget(buttons)
        self.body.addWidget(self.keys_label)
        self.body.addStretch()

    def _connect(self) -> None:
        self.label_box.chosen.connect(self._on_label)
        self.view_switch.changed.connect(self._show_view)
        self.exclude_button.clicked.connect(self._editor.exclude)
        self.review_button.clicked.connect(self.review_wanted)
        self.restore_button.clicked.connect(self._editor.put_back)
        self._theme.changed.connect(self._tint)

    @property
    def sample(self) -> Sample | None:
        """The face that is shown."""
        return self._samples[0] if self._samples else None

    def show_nothing(self) -> None:
        """No face is selected."""
        self._samples, self._face = (), None
        self.set_title(self.tr("Face"))
        self.view.clear()
        self.view.set_placeholder(self.tr("Choose a face"))
        self.source_label.setText("")
        self.label_box.setCurrentIndex(-1)
        for key in ("part", "status", "detector", "confidence", "box"):
            self.facts.set_value(key, "–")
        self.reason_label.hide()
        self._enable()

    def show_samples(
        self,
        samples: Sequence[Sample],
        face: npt.NDArray[np.uint8],
        part: Part,
        *,
        count: int = 1,
    ) -> None:
        """Show the first of `count` samples; `face` and `part` are its own."""
        new_face = self.sample is None or self.sample.sample_id != samples[0].sample_id
        self._samples, self._face = tuple(samples), face
        self._part, self._count = part, count
        sample = samples[0]
        self.set_title(self.tr("%Ln faces", "", count))
        self.source_label.setText(sample.source)
        self.source_label.setAccessibleName(self.tr("Source: {name}").format(name=sample.source))
        self.label_box.choose(_UNKNOWN if sample.label is None else str(sample.label))
        self.facts.set_value("part", part_text(part))
        tone = "good" if sample.status is SampleStatus.OK else "warn"
        self.facts.set_value("status", status_text(sample.status), tone=tone)
        self.facts.set_value("detector", self._detector_text(sample))
        confidence = sample.confidence
        self.facts.set_value("confidence", number(confidence, 2))
        self.facts.set_value("box", _box_text(sample))
        self.reason_label.setText(wrapping(reason_text(sample.reason)))
        self.reason_label.setVisible(bool(sample.reason))
        if new_face:
            self._show_view()
        self._enable()

    def note_edit(self, edited: Edited) -> None:
        """Show the same faces as an edit has left them."""
        now = tuple(map(edited.as_now, self._samples))
        if now != self._samples and self._face is not None:
            self.show_samples(now, self._face, self._part, count=self._count)

    def show_original(
        self, sample: Sample, pixels: npt.NDArray[np.uint8] | None, *, scale: float = 1.0
    ) -> None:
        """The picture arrived; `scale` = original pixels for one of these."""
        if self.sample is None or self.sample.source != sample.source:
            return
        if pixels is None:
            self._show_face()
            return
        overlays = []
        if sample.box is not None:
            left, top, width, height = (value / scale for value in sample.box)
            color = self._theme.color("accent")
            if sample.label is not None:
                color = self._theme.emotion_color(sample.label, self._labels)
            text = "" if sample.label is None else emotion_name(sample.label, self._labels)
            overlays = [Overlay(left, top, width, height, color, text)]
        self.view.show_frame(pixels, overlays, bgr=True)

    def show_missing(self, text: str) -> None:
        """The original is not to be had."""
        self.view.clear()
        self.view.set_placeholder(text)

    def _detector_text(self, sample: Sample) -> str:
        names = {"mtcnn": "MTCNN", "haar": "Haar", "manual": self.tr("hand")}
        return names.get(sample.detector, self.tr("came cropped"))

    @Slot()
    def _show_view(self) -> None:
        sample = self.sample
        if sample is None:
            return
        if self.view_switch.current == "picture":
            self.view.clear()
            self.view.set_placeholder(self.tr("Loading…"))
            self.original_wanted.emit(sample)
        else:
            self._show_face()

    def _show_face(self) -> None:
        if self._face is not None:
            self.view.show_frame(self._face)

    def _enable(self) -> None:
        some = bool(self._samples)
        usable = any(s.status is SampleStatus.OK for s in self._samples)
        self.label_box.setEnabled(some)
        self.view_switch.setEnabled(some)
        self.review_button.setEnabled(some)
        self.exclude_button.setEnabled(usable)
        self.restore_button.setEnabled(some and not usable)
        self.exclude_button.setVisible(usable or not some)
        self.restore_button.setVisible(some and not usable)

    @Slot()
    def _tint(self) -> None:
        self.exclude_button.setIcon(icon("close", self._theme))
        self.restore_button.setIcon(icon("undo", self._theme))
        for label in range(len(self._labels)):
            color = self._theme.emotion_color(label, self._labels)
            self.label_box.setItemIcon(label, emotion_icon(label, color, self._labels))

    def set_labels(self, labels: LabelSet) -> None:
        """The classes of the data set that is shown."""
        current = self.label_box.current
        self._labels = labels
        names = [(str(k), emotion_name(k, labels)) for k in range(len(labels))]
        self.label_box.set_choices([*names, (_UNKNOWN, self.tr("no label"))])
        if current in {key for key, _ in names}:
            self.label_box.choose(current)
        self._tint()

    @Slot(str)
    def _on_label(self, key: str) -> None:
        self._editor.relabel(None if key == _UNKNOWN else int(key))


def _box_text(sample: Sample) -> str:
    if sample.box is None:
        return "–"
    left, top, width, height = (round(value) for value in sample.box)
    return f"{left}, {top} · {width} × {height}"
