"""Before the import: what was recognised, what will be left out, and the choices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.data.importing import ImportRequest
from emotion_gui.core.data.readers import FER_TABLE, PreviewFace, SourceOptions, SourcePreview
from emotion_gui.core.labels import LABELS, Emotion
from emotion_gui.operations.datasets import Source
from emotion_gui.ui.pages.data.dataset.class_bars import BarRow, ClassBars
from emotion_gui.ui.pages.data.texts import (
    kind_text,
    label_text,
    left_alone_text,
    split_text,
)
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import counted
from emotion_gui.ui.widgets import (
    Card,
    ChoiceBox,
    ElidedLabel,
    FaceGrid,
    FactTable,
    IntEdit,
    set_role,
)

_LEAVE_OUT = "-1"
_NO_LABEL = "none"
_FIELD_PX = 186
_SHOWN_SKIPPED = 6
_MOST_UNKNOWN = 8


class PreviewFaces:
    """Sample pictures of a preview for a grid, made square and gray."""

    def __init__(self, faces: tuple[PreviewFace, ...], theme: Theme) -> None:
        self._faces, self._theme = faces, theme

    def count(self) -> int:
        return len(self._faces)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        pixels = self._faces[index].pixels
        if pixels.ndim == 3:
            pixels = np.asarray(pixels @ np.array((0.114, 0.587, 0.299)), dtype=np.uint8)
        height, width = pixels.shape
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        return pixels[top : top + side, left : left + side]

    def caption(self, index: int) -> str:
        label = self._faces[index].label
        return "" if label is None else LABELS[label]

    def color(self, index: int) -> QColor | None:
        label = self._faces[index].label
        return None if label is None else self._theme.emotion_color(label)


class PreviewView(QWidget):
    """Three cards: found, sample pictures, choices."""

    options_changed = Signal()  # the source must be looked at again
    ready_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source: Source | None = None
        self._preview: SourcePreview | None = None
        self._votes: Path | None = None
        self._meanings: dict[str, ChoiceBox] = {}
        self.found_card = Card(self.tr("Found"))
        self.grid = FaceGrid(theme, side_px=76)
        self.choices_card = Card(self.tr("Import as"))
        self._build_found()
        self._build_choices()
        samples = Card(self.tr("Samples"))
        samples.body.addWidget(self.grid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        left = QVBoxLayout()
        left.setSpacing(14)
        left.addWidget(self.found_card)
        left.addWidget(self.skipped_card)
        left.addStretch(1)
        row.addLayout(left, 30)
        row.addWidget(samples, 38)
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.choices_card)
        right.addWidget(self.unknown_card)
        right.addStretch(1)
        row.addLayout(right, 32)

    def _build_found(self) -> None:
        self.kind_label = set_role(QLabel(), "heading")
        self.kind_label.setWordWrap(True)
        self.path_label = set_role(ElidedLabel(), "muted")
        self.bars = ClassBars(self._theme, name=self.tr("Pictures by class"))
        self.notes_label = set_role(QLabel(), "small")
        self.notes_label.setWordWrap(True)
        for widget in (self.kind_label, self.path_label, self.bars, self.notes_label):
            self.found_card.body.addWidget(widget)
        self.skipped_card = Card(self.tr("Will be left out"))
        self.skipped_label = set_role(QLabel(), "small")
        self.skipped_label.setWordWrap(True)
        self.skipped_card.body.addWidget(self.skipped_label)

    def _build_choices(self) -> None:
        self.into_box = ChoiceBox((), name=self.tr("Import into"))
        self.into_box.setToolTip(
            self.tr("What is added is in no part of the split until the data set is divided again.")
        )
        self.name_edit = QLineEdit()
        self.name_edit.setFixedWidth(_FIELD_PX)
        self.name_edit.textChanged.connect(self.ready_changed)
        self.detector_box = ChoiceBox(
            [
                ("none", self.tr("Faces, cropped")),
                ("combined", self.tr("Photos: MTCNN + Haar")),
                ("mtcnn", self.tr("Photos: MTCNN only")),
                ("haar", self.tr("Photos: Haar only")),
            ],
            name=self.tr("Pictures are"),
        )
        self.several_box = ChoiceBox(
            [
                ("largest", self.tr("Largest")),
                ("central", self.tr("Most central")),
                ("all", self.tr("All")),
                ("ask", self.tr("Decide later")),
            ],
            name=self.tr("Of several faces"),
        )
        self.split_box = ChoiceBox((), name=self.tr("Split"))
        self.seed_edit = IntEdit(low=0, high=999_999, value=0, name=self.tr("Seed"))
        self.label_box = ChoiceBox(
            [(_LEAVE_OUT, label_text(None)), *((str(e.value), e.name.lower()) for e in Emotion)],
            name=self.tr("Class of unlabelled"),
        )
        self.votes_button = QPushButton(self.tr("Choose…"))
        self.votes_button.clicked.connect(self._choose_votes)
        self.votes_box = ChoiceBox(
            [
                ("majority", self.tr("Make the label")),
                ("drop", self.tr("Drop what is no face")),
                ("soft", self.tr("Soft labels beside")),
            ],
            name=self.tr("Votes do"),
        )
        self.votes_box.setToolTip(
            self.tr(
                "Make the label: most votes win, the undecided are left out.\n"
                "Drop what is no face: labels stay, faces that most could not tell are left out.\n"
                "Soft labels beside: labels and faces stay. Shares of votes are kept in each case."
            )
        )
        self.fields = FactTable()
        for key, title, widget in (
            ("into", self.tr("Int&o"), self.into_box),
            ("name", self.tr("&Name"), self.name_edit),
            ("detector", self.tr("&Pictures are"), self.detector_box),
            ("several", self.tr("Of se&veral faces"), self.several_box),
            ("label", self.tr("No &class means"), self.label_box),
            ("split", self.tr("&Split"), self.split_box),
            ("seed", self.tr("See&d"), self.seed_edit),
            ("votes", self.tr("FER+ votes"), self.votes_button),
            ("votes_use", self.tr("&Votes do"), self.votes_box),
        ):
            widget.setFixedWidth(_FIELD_PX)
            self.fields.add(key, title, widget)
        self.choices_card.body.addWidget(self.fields)
        self.detector_box.currentIndexChanged.connect(self._show_fields)
        self.into_box.currentIndexChanged.connect(self._show_fields)
        self.label_box.chosen.connect(self.options_changed)
        self.unknown_card = Card(self.tr("Unknown class names"))
        self.unknown_fields = FactTable()
        self.unknown_card.body.addWidget(self.unknown_fields)

    @property
    def source(self) -> Source | None:
        return self._source

    @property
    def ready(self) -> bool:
        """Whether Import can be pressed."""
        named = self.adds or bool(self.name_edit.text().strip())
        return self._preview is not None and named

    @property
    def adds(self) -> bool:
        """Whether the pictures go into a data set that is there already."""
        return bool(self.into_box.current)

    def options(self) -> SourceOptions:
        """How the source is to be read."""
        label = self.label_box.current
        return SourceOptions(
            label=None if label in {"", _LEAVE_OUT} else Emotion(int(label)),
            class_names=self._class_names(),
            votes=self._votes,
            files=self._source.files if self._source is not None else (),
        )

    def _class_names(self) -> dict[str, Emotion | None]:
        return {
            name: None if box.current == _LEAVE_OUT else Emotion(int(box.current))
            for name, box in self._meanings.items()
            if box.current != _NO_LABEL
        }

    def request(self) -> ImportRequest:
        """What Import will do."""
        assert self._source is not None
        options = self.options()
        return ImportRequest(
            source=self._source.path,
            name=self.into_box.current or self.name_edit.text().strip(),
            detector=self.detector_box.current,  # type: ignore[arg-type]
            several=self.several_box.current,  # type: ignore[arg-type]
            split=self.split_box.current,
            seed=self.seed_edit.value(),
            votes=options.votes,
            votes_use=self.votes_box.current,  # type: ignore[arg-type]
            label=options.label,
            class_names=options.class_names,
            files=options.files,
        )

    def begin(self, source: Source, name: str, others: Sequence[str] = ()) -> None:
        """Another source: forget what was chosen for the last one.

        Args:
            source: what was opened.
            name: offered for a new data set.
            others: names of the data sets that it can be added to.
        """
        choices = [("", self.tr("a new data set")), *((other, other) for other in others)]
        self.into_box.set_choices(choices)
        self._source, self._preview, self._votes = source, None, None
        self.votes_button.setText(self.tr("Choose…"))
        self.name_edit.setText(name)
        self.label_box.choose(_LEAVE_OUT)
        self._meanings = {}
        self.unknown_fields.clear()
        self.kind_label.setText(self.tr("Looking…"))
        self.path_label.setText(str(source.path))
        self.bars.set_rows(())
        self.notes_label.clear()
        self.grid.set_faces(None)
        self.skipped_card.hide()
        self.unknown_card.hide()
        self.ready_changed.emit()

    def show_preview(self, preview: SourcePreview) -> None:
        """The source was recognised."""
        first = self._preview is None
        self._preview = preview
        about = "≈ " if preview.estimated else ""
        self.kind_label.setText(
            counted(
                _rounded(preview.total) if preview.estimated else preview.total,
                self.tr("{kind}, {about}1 picture"),
                self.tr("{kind}, {about}{n:,} pictures"),
                kind=kind_text(preview.kind),
                about=about,
            )
        )
        about_right = _rounded if preview.estimated else int
        rows = [BarRow(e, (about_right(count),)) for e, count in preview.classes.items()]
        if preview.unlabelled:
            rows.append(BarRow(None, (preview.unlabelled,)))
        self.bars.set_rows(rows)
        self.notes_label.setText(self._notes(preview))
        self.grid.set_faces(PreviewFaces(preview.faces, self._theme))
        self._show_skipped(preview)
        if first:
            self.detector_box.choose("none" if preview.cropped else "combined")
            self._offer_splits(preview)
            self._offer_meanings(preview)
        self._show_fields()
        self.ready_changed.emit()

    def _notes(self, preview: SourcePreview) -> str:
        sentences = []
        if preview.usages:
            about_right = _rounded if preview.estimated else int
            parts = ", ".join(f"{n} {about_right(c):,}" for n, c in preview.usages.items())
            sentences.append(self.tr("Parts: {parts}.").format(parts=parts))
        if preview.left_alone:
            sentences.append(left_alone_text(preview.left_alone, preview.left_alone_total))
        return " ".join(sentences)

    def _show_skipped(self, preview: SourcePreview) -> None:
        lines = [
            self.tr("{n:,} in folder “{name}”").format(n=count, name=name)
            for name, count in preview.unknown_classes.items()
        ]
        lines += [f"{source}: {reason}" for source, reason in preview.skipped]
        more = len(lines) - _SHOWN_SKIPPED
        if more > 0:
            lines = [*lines[:_SHOWN_SKIPPED], self.tr("and {n:,} more").format(n=more)]
        self.skipped_label.setText("\n".join(lines))
        self.skipped_card.set_note(f"{preview.skipped_total:,}")
        self.skipped_card.setVisible(bool(lines))

    def _offer_splits(self, preview: SourcePreview) -> None:
        official = len(preview.usages) > 1
        kinds = [*(["official"] if official else []), "paper", "group", "kfold", "spi", "none"]
        self.split_box.set_choices([(kind, split_text(kind)) for kind in kinds])
        self.split_box.choose(kinds[0])

    def _offer_meanings(self, preview: SourcePreview) -> None:
        """A class for each folder that names none; without a choice as the core would do."""
        usual = [(_NO_LABEL, label_text(None))] if preview.nameless else []
        choices = [
            *usual, (_LEAVE_OUT, self.tr("leave out")),
            *((str(e.value), e.name.lower()) for e in Emotion),
        ]  # fmt: skip
        for name in list(preview.nameless or preview.unknown_classes)[:_MOST_UNKNOWN]:
            box = ChoiceBox(choices, name=name)
            box.setFixedWidth(_FIELD_PX)
            box.chosen.connect(self.options_changed)
            self._meanings[name] = box
            self.unknown_fields.add(name, name, box)
        self.unknown_card.setVisible(bool(self._meanings))

    @Slot()
    def _show_fields(self) -> None:
        """Only the choices that matter for this source."""
        preview = self._preview
        table = preview is not None and preview.kind == FER_TABLE
        unlabelled = preview is not None and (
            preview.unlabelled > 0 or self.label_box.current != _LEAVE_OUT
        )
        self.fields.row("into").setVisible(self.into_box.count() > 1)
        for key in ("name", "split", "seed"):
            self.fields.row(key).setVisible(not self.adds)
        self.ready_changed.emit()
        self.fields.row("detector").setVisible(not table)
        self.fields.row("several").setVisible(
            not table and self.detector_box.current not in {"", "none"}
        )
        self.fields.row("label").setVisible(unlabelled)
        self.fields.row("votes").setVisible(table)
        self.fields.row("votes_use").setVisible(table and self._votes is not None)

    @Slot()
    def _choose_votes(self) -> None:
        folder = str(self._source.path.parent) if self._source is not None else ""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("FER+ votes"), folder, self.tr("Tables (*.csv)")
        )
        if name:
            self.set_votes(Path(name))

    def set_votes(self, path: Path | None) -> None:
        """Use this FER+ table."""
        self._votes = path
        self._show_fields()
        self.votes_button.setText(self.tr("Choose…") if path is None else path.name)
        self.votes_button.setToolTip("" if path is None else str(path))
        self.votes_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _rounded(count: int) -> int:
    """An estimate with two digits that mean something."""
    step = 10 ** max(0, len(str(count)) - 2)
    return round(count / step) * step
