"""Sections, events and times that do not count."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.review import edits as marks
from emotion_gui.core.review.edits import Edits, Event, Span
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role

Mark = tuple[str, Span | Event]


class MarksView(QWidget):
    """A line a mark; begin and end are taken from where the player is."""

    wished = Signal(float)  # a time

    def __init__(self, editor: SessionEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._marks: list[Mark] = []
        self._open: dict[str, float] = {}
        self.time_s = 0.0
        self.name_edit = QLineEdit()
        self.name_edit.setPlaceholderText(self.tr("Name of the next mark"))
        self.name_edit.setAccessibleName(self.tr("Name of the next mark"))
        self.section_button = QPushButton()
        self.section_button.setToolTip(self.tr("Begin a section here, and end it there (S)"))
        self.event_button = QPushButton(self.tr("Event here"))
        self.event_button.setToolTip(self.tr("Mark this moment (E)"))
        self.exclude_button = QPushButton()
        self.exclude_button.setToolTip(self.tr("From here to there nothing counts (X)"))
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setToolTip(self.tr("Remove the chosen mark"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Marks"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.hint = set_role(QLabel(), "muted")
        self.hint.setWordWrap(True)
        self.section_button.clicked.connect(self.mark_section)
        self.event_button.clicked.connect(self.mark_event)
        self.exclude_button.clicked.connect(self.mark_excluded)
        self.remove_button.clicked.connect(self.remove_chosen)
        row = FlowRow(spacing=8)
        for button in (
            self.section_button,
            self.event_button,
            self.exclude_button,
            self.remove_button,
        ):
            row.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.name_edit)
        column.addWidget(row)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        self._show_buttons()

    def show_session(self, session: OpenSession | None) -> None:
        """All marks of a film, in the order of time."""
        edits = Edits() if session is None else session.timeline.edits
        found: list[Mark] = [("section", span) for span in edits.sections]
        found += [("event", event) for event in edits.events]
        found += [("excluded", span) for span in edits.excluded]
        found.sort(key=lambda mark: _begin_s(mark[1]))
        self._marks = found
        self.list.clear()
        for kind, mark in found:
            item = QListWidgetItem(self._words(kind, mark))
            item.setToolTip(item.text())  # the line may be cut
            self.list.addItem(item)
        self._show_buttons()

    def forget_open(self) -> None:
        """Another film: what was begun is dropped."""
        self._open.clear()
        self._show_buttons()

    @Slot()
    def mark_section(self) -> None:
        """Begin a section, or end the one that was begun."""
        self._mark_span("section", self.tr("Mark a section"), marks.with_section)

    @Slot()
    def mark_excluded(self) -> None:
        """Begin a time that does not count, or end it."""
        self._mark_span("excluded", self.tr("Exclude a time"), marks.with_excluded)

    @Slot()
    def mark_event(self) -> None:
        """Mark this moment."""
        name = self.name_edit.text().strip() or self.tr("event")
        event = Event(self.time_s, name)
        self._editor.change(self.tr("Mark an event"), lambda edits: marks.with_event(edits, event))

    @Slot()
    def remove_chosen(self) -> None:
        """Take the chosen mark away."""
        row = self.list.currentRow()
        if not 0 <= row < len(self._marks):
            return
        self._editor.change(self.tr("Remove a mark"), partial(_without, *self._marks[row]))

    def _mark_span(self, kind: str, words: str, add: object) -> None:
        begun_s = self._open.pop(kind, None)
        if begun_s is None:
            self._open[kind] = self.time_s
        elif begun_s != self.time_s:
            begin, end = sorted((begun_s, self.time_s))
            name = self.name_edit.text().strip()
            if kind == "section":
                name = name or self.tr("section {0}").format(len(self._editor.edits.sections) + 1)
            span = Span(begin, end, name)
            self._editor.change(words, lambda edits: add(edits, span))  # type: ignore[operator]
        self._show_buttons()

    def _words(self, kind: str, mark: Span | Event) -> str:
        if isinstance(mark, Event):
            return self.tr("{0} · event: {1}").format(self._at(mark.time_s), mark.name)
        times = f"{self._at(mark.begin_s)}–{self._at(mark.end_s)}"
        if kind == "section":
            return self.tr("{0} · section: {1}").format(times, mark.name)
        return self.tr("{0} · does not count").format(times)

    def _at(self, time_s: float) -> str:
        session = self._editor.session
        length_s = 0.0 if session is None else session.timeline.end_s
        return numbers.clock_within(time_s, length_s)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if 0 <= row < len(self._marks):
            self.wished.emit(_begin_s(self._marks[row][1]))

    @Slot()
    def _show_buttons(self) -> None:
        begun = self._open
        self.section_button.setText(
            self.tr("Section ends here") if "section" in begun else self.tr("Section from here")
        )
        self.exclude_button.setText(
            self.tr("Exclude up to here") if "excluded" in begun else self.tr("Exclude from here")
        )
        told = [self._at(time_s) for time_s in begun.values()]
        self.hint.setText(self.tr("begun at {0}").format(", ".join(told)) if told else "")
        self.hint.setVisible(bool(told))
        self.remove_button.setEnabled(self.list.currentRow() >= 0)


def _begin_s(mark: Span | Event) -> float:
    return mark.time_s if isinstance(mark, Event) else mark.begin_s


def _without(kind: str, mark: Span | Event, edits: Edits) -> Edits:
    if isinstance(mark, Event):
        return marks.without_event(edits, mark)
    if kind == "section":
        return marks.without_section(edits, mark)
    return marks.without_excluded(edits, mark)
