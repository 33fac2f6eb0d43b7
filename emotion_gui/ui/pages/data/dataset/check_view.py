"""Findings of the data check, each with examples and one remedy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, islice

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.data.hygiene import Finding, FindingKind
from emotion_gui.core.data.overview import DatasetOverview
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.texts import finding_text
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ChoiceBox, EmptyState, set_role, set_tone, to_qimage
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea

_EXAMPLES = 4
_FACE_PX = 44
GRAVE = {FindingKind.LEAKS, FindingKind.CONFLICTS}


class DataFindingCard(QFrame):
    """Title, sentence, a few of the faces, buttons."""

    show_wanted = Signal(object)  # Finding

    def __init__(
        self, finding: Finding, overview: DatasetOverview, editor: DatasetEditor, *, done: bool
    ) -> None:
        super().__init__()
        self.finding = finding
        self._apply = partial(editor.apply, overview.row.dataset_id, finding)
        wording = finding_text(finding)
        self.setAccessibleName(wording.title)
        title = set_role(QLabel(wording.title), "card-title")
        set_tone(title, "bad" if finding.kind in GRAVE else "")
        text = set_role(QLabel(wording.text), "muted")
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(title)
        words.addWidget(text)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        words.addSpacing(4)
        words.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 12)
        row.setSpacing(14)
        row.addLayout(words, 1)
        for face in islice(chain.from_iterable(finding.groups), _EXAMPLES):
            row.addWidget(_thumbnail(overview, face), 0, Qt.AlignmentFlag.AlignTop)
        self._add_buttons(wording.remedy, done=done)

    def _add_buttons(self, remedy: str, *, done: bool) -> None:
        if done:
            label = QLabel(self.tr("Done – Undo takes it back"))
            set_tone(label, "good")
            self._buttons.addWidget(label)
        elif remedy:
            self.remedy_button = QPushButton(remedy)
            self.remedy_button.clicked.connect(self._on_remedy)
            self._buttons.addWidget(self.remedy_button)
        if self.finding.groups:
            self.show_button = QPushButton(self.tr("Show the faces"))
            self.show_button.setProperty("link", True)
            self.show_button.clicked.connect(self._on_show)
            self._buttons.addWidget(self.show_button)
        self._buttons.addStretch(1)

    @Slot()
    def _on_remedy(self) -> None:
        self._apply()

    @Slot()
    def _on_show(self) -> None:
        self.show_wanted.emit(self.finding)


def _thumbnail(overview: DatasetOverview, face: int) -> QLabel:
    label = QLabel()
    image = to_qimage(np.asarray(overview.faces[face]))
    label.setPixmap(
        QPixmap.fromImage(image).scaled(
            _FACE_PX, _FACE_PX, mode=Qt.TransformationMode.SmoothTransformation
        )
    )
    label.setAccessibleName(f"{face + 1}")
    return label


class CheckView(QWidget):
    """Invites to check, then lists what was found."""

    check_wanted = Signal()
    show_wanted = Signal(object)  # Finding
    label_errors_wanted = Signal(str)  # name of a model

    def __init__(self, theme: Theme, editor: DatasetEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.cards: list[DataFindingCard] = []
        self.invitation = EmptyState(
            theme,
            icon="search",
            title=self.tr("Is this data set clean?"),
            text=self._invitation_text(),
        )
        self.check_button = self.invitation.add_button(
            self.tr("Chec&k data"), self.check_wanted.emit, primary=True
        )
        self._content = QWidget()
        self._content.setObjectName("pageBody")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(0)
        scroll = CalmScrollArea()
        scroll.setObjectName("pageScroll")
        scroll.setAccessibleName(self.tr("Findings"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._content)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.invitation)
        self._stack.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack, 1)
        column.addLayout(self._make_model_bar())

    def _make_model_bar(self) -> QHBoxLayout:
        self.model_box = ChoiceBox((), name=self.tr("Network to compare the labels with"))
        self.model_box.setMinimumWidth(100)
        self.labels_button = QPushButton(self.tr("Look for wrong la&bels"))
        self.labels_button.clicked.connect(self._ask_labels)
        self.labels_button.setEnabled(False)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 10, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(set_role(QLabel(self.tr("Labels against")), "muted"))
        bar.addWidget(self.model_box, 1)
        bar.addWidget(self.labels_button)
        return bar

    def set_models(self, models: Sequence[tuple[str, str]]) -> None:
        """Names and titles of networks."""
        chosen = self.model_box.current
        self.model_box.set_choices(models)
        if chosen in {name for name, _ in models}:
            self.model_box.choose(chosen)
        self.labels_button.setEnabled(bool(models))

    def set_labels_busy(self, busy: bool) -> None:
        """The network is at work."""
        self.labels_button.setEnabled(not busy and bool(self.model_box.current))
        words = self.tr("Looking…") if busy else self.tr("Look for wrong la&bels")
        self.labels_button.setText(words)

    @Slot()
    def _ask_labels(self) -> None:
        self.label_errors_wanted.emit(self.model_box.current)

    def show_invitation(self) -> None:
        """Nothing was checked yet, or the data have changed."""
        self.check_button.setEnabled(True)
        self.invitation.set_text(self.tr("Is this data set clean?"), self._invitation_text())
        self._stack.setCurrentIndex(0)

    def _invitation_text(self) -> str:
        return self.tr(
            "Looks for copies and near copies, first across the parts of the split, for copies "
            "with different labels, for flat and tiny faces and for unequal classes."
        )

    def show_busy(self, text: str) -> None:
        """The check is at work."""
        self.check_button.setEnabled(False)
        self.invitation.set_text(self.tr("Checking…"), text)
        self._stack.setCurrentIndex(0)

    def show_findings(
        self,
        findings: Sequence[Finding],
        overview: DatasetOverview,
        done: frozenset[FindingKind] = frozenset(),
    ) -> None:
        """List findings; `done` are those whose remedy was applied."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        if not findings:
            self.check_button.setEnabled(True)
            self.invitation.set_text(
                self.tr("Nothing to complain about"),
                self.tr("No copies, no leaks, no conflicts, no flat or tiny faces."),
            )
            self._stack.setCurrentIndex(0)
            return
        self.cards = [
            DataFindingCard(finding, overview, self._editor, done=finding.kind in done)
            for finding in findings
        ]
        for card in self.cards:
            card.show_wanted.connect(self.show_wanted)
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._stack.setCurrentIndex(1)
