"""Before the import: what was recognised, what will be left out, and the choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.label_report import label_report
from emotion_gui.core.data.readers import PreviewFace, SourceOptions, SourcePreview
from emotion_gui.core.labels import LabelSet
from emotion_gui.operations.datasets import ChosenFiles
from emotion_gui.ui import numbers
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.data.dataset.class_bars import BarRow, ClassBars
from emotion_gui.ui.pages.data.incoming.choices_card import ChoicesCard
from emotion_gui.ui.pages.data.incoming.label_card import LabelCard
from emotion_gui.ui.pages.data.texts import kind_text, label_text, left_alone_text
from emotion_gui.ui.plain_text import breakable, shown_name, wrapping
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import Card, ElidedLabel, FaceGrid, set_role
from emotion_gui.ui.widgets.flow import Sides

_SHOWN_SKIPPED = 6
_LEAST_SAMPLES_PX = 260
_SHOWN_MEANINGS = 8


class PreviewFaces:
    """Sample pictures of a preview for a grid, made square and gray."""

    def __init__(self, faces: tuple[PreviewFace, ...], theme: Theme, labels: LabelSet) -> None:
        self._faces, self._theme, self._labels = faces, theme, labels

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
        return "" if label is None else label_text(label, self._labels)

    def color(self, index: int) -> QColor | None:
        label = self._faces[index].label
        return None if label is None else self._theme.emotion_color(label, self._labels)


class PreviewView(QWidget):
    """What was found and what will be left out, sample pictures, questions and choices."""

    options_changed = Signal()  # the source must be looked at again
    ready_changed = Signal()

    def __init__(self, theme: Theme, topic: FileTopic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._source: ChosenFiles | None = None
        self._preview: SourcePreview | None = None
        self.grid = FaceGrid(theme, side_px=76)
        self.labels = LabelCard()
        self.choices = ChoicesCard(topic)
        self._build_found()
        self._lay_out()
        for card in (self.labels.changed, self.choices.options_changed):
            card.connect(self.options_changed)
        self.labels.changed.connect(self.ready_changed)
        self.choices.changed.connect(self.ready_changed)

    def _build_found(self) -> None:
        self.found_card = Card(self.tr("Found"))
        self.kind_label = set_role(QLabel(), "heading")
        self.path_label = set_role(ElidedLabel(), "muted")
        self.bars = ClassBars(self._theme, name=self.tr("Pictures by class"))
        self.meanings_label = set_role(QLabel(), "small")
        self.notes_label = set_role(QLabel(), "small")
        self.skipped_card = Card(self.tr("Will be left out"))
        self.skipped_label = set_role(QLabel(), "small")
        for label in (self.kind_label, self.meanings_label, self.notes_label, self.skipped_label):
            label.setWordWrap(True)
        for widget in (
            self.kind_label,
            self.path_label,
            self.bars,
            self.meanings_label,
            self.notes_label,
        ):
            self.found_card.body.addWidget(widget)
        self.skipped_card.body.addWidget(self.skipped_label)

    def _lay_out(self) -> None:
        samples = Card(self.tr("Samples"))
        samples.body.addWidget(self.grid)
        sides = Sides(spacing=14)
        sides.add(_column(self.found_card, self.skipped_card), 30)
        sides.add(samples, 38, least_px=_LEAST_SAMPLES_PX)
        sides.add(_column(self.labels, self.choices), 32)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides)

    @property
    def source(self) -> ChosenFiles | None:
        return self._source

    @property
    def ready(self) -> bool:
        """Whether Import can be pressed."""
        preview = self._preview
        asked = preview is None or preview.question is not None or not self.labels.answered
        return not asked and self.choices.complete

    @property
    def asks(self) -> bool:
        """Whether somebody has to say what the classes mean."""
        return self._preview is not None and not self.labels.answered

    def options(self) -> SourceOptions:
        """How the source is to be read."""
        return self.labels.understood(
            SourceOptions(
                votes=self.choices.votes,
                votes_use=self.choices.votes_use,
                files=self._source.files if self._source is not None else (),
            )
        )

    def request(self) -> ImportRequest:
        """What Import will do."""
        assert self._source is not None
        return self.choices.request(self._source, self.options())

    def begin(self, source: ChosenFiles, name: str, others: Sequence[str] = ()) -> None:
        """Another source: forget what was chosen for the last one.

        Args:
            source: what was opened.
            name: offered for a new data set.
            others: names of the data sets that it can be added to.
        """
        self._source, self._preview = source, None
        self.labels.begin()
        self.choices.begin(name, others)
        self.kind_label.setText(self.tr("Looking…"))
        self.path_label.setText(str(source.path))
        self.bars.set_rows(())
        for label in (self.meanings_label, self.notes_label):
            label.clear()
            label.hide()
        self.grid.set_faces(None)
        self.skipped_card.hide()
        self.ready_changed.emit()

    def show_preview(self, preview: SourcePreview) -> None:
        """The source was recognised, for the first time or as it is read now."""
        first, self._preview = self._preview is None, preview
        total = _rounded(preview.total) if preview.estimated else preview.total
        self.kind_label.setText(
            self.tr("{kind}, {about}%Ln pictures", "", total).format(
                kind=kind_text(preview.kind), about="≈ " if preview.estimated else ""
            )
        )
        about_right = _rounded if preview.estimated else int
        rows = [BarRow(e, (about_right(count),)) for e, count in preview.classes.items()]
        if preview.unlabelled:
            rows.append(BarRow(None, (preview.unlabelled,)))
        self.bars.set_labels(preview.label_set)
        self.bars.set_rows(rows)
        self._show_text(self.meanings_label, self._meanings(preview))
        self._show_text(self.notes_label, " ".join(self._notes(preview)))
        self.grid.set_faces(PreviewFaces(preview.faces, self._theme, preview.label_set))
        self._show_skipped(preview)
        if first:
            self.labels.ask(preview)
        else:
            self.labels.offer_label(preview)
        self.choices.show_preview(preview)
        self.ready_changed.emit()

    def _show_text(self, label: QLabel, text: str) -> None:
        label.setText(wrapping(text))
        label.setVisible(bool(text))

    def _meanings(self, preview: SourcePreview) -> str:
        """Which emotion each class name that is not its own word is taken for."""
        told = [
            f"{name} → {label_text(label, preview.label_set)}"
            for name, label in label_report(preview).translated().items()
        ]
        more = len(told) - _SHOWN_MEANINGS
        if more > 0:
            told = [*told[:_SHOWN_MEANINGS], self.tr("and {n} more").format(n=numbers.count(more))]
        return self.tr("Read as: {names}").format(names=", ".join(told)) if told else ""

    def _notes(self, preview: SourcePreview) -> list[str]:
        sentences = [self._groups(preview)] if preview.groups else []
        if preview.usages:
            about_right = _rounded if preview.estimated else int
            parts = ", ".join(
                f"{name} {numbers.count(about_right(n))}" for name, n in preview.usages.items()
            )
            sentences.insert(0, self.tr("Parts: {parts}.").format(parts=parts))
        if preview.estimated:
            rows = numbers.count(preview.counted)
            sentences.append(self.tr("Estimated from {n} rows of this large table.").format(n=rows))
        if preview.left_alone:
            sentences.append(left_alone_text(preview.left_alone, preview.left_alone_total))
        return sentences

    def _groups(self, preview: SourcePreview) -> str:
        found = self.tr("%Ln films or persons.", "", preview.groups)
        if not preview.ungrouped:
            return found
        rest = self.tr("Of {n} pictures it is not known.")
        return f"{found} {rest.format(n=numbers.count(preview.ungrouped))}"

    def _show_skipped(self, preview: SourcePreview) -> None:
        lines = [
            self.tr("{n} in class “{name}”").format(n=numbers.count(count), name=shown_name(name))
            for name, count in preview.unknown_classes.items()
        ]
        lines += [
            f"{shown_name(source)}: {breakable(reason_text(reason))}"
            for source, reason in preview.skipped
        ]
        more = len(lines) - _SHOWN_SKIPPED
        if more > 0:
            lines = [*lines[:_SHOWN_SKIPPED], self.tr("and {n} more").format(n=numbers.count(more))]
        self.skipped_label.setText("\n".join(lines))
        self.skipped_card.set_note(numbers.count(preview.skipped_total))
        self.skipped_card.setVisible(bool(lines))


def _column(*cards: Card) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(14)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return whole


def _rounded(count: int) -> int:
    """An estimate with two digits that mean something."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return round(count / step) * step
