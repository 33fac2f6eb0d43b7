"""Who is in the film: names, joining, dividing, hiding."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.review import edits as marks
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.texts import person_title
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.flow import FlowRow


class PeopleView(QWidget):
    """A row a person: name (to be written over), time seen, shown or not."""

    chosen = Signal(int)

    def __init__(self, editor: SessionEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._numbers: list[int] = []
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([self.tr("Person"), self.tr("Seen")])
        self.table.setAccessibleName(self.tr("Persons"))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        calm_rows(self.table)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        # Not any key: letters and Ctrl+Z are the page's.
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.table.itemChanged.connect(self._on_item)
        self.table.itemSelectionChanged.connect(self._on_selection)
        self.join_button = QPushButton(self.tr("&Join"))
        self.join_button.setToolTip(self.tr("The chosen rows are one person"))
        self.split_button = QPushButton(self.tr("Di&vide here"))
        self.split_button.setToolTip(self.tr("From this frame on it is somebody else"))
        self.join_button.clicked.connect(self._join)
        self.split_button.clicked.connect(self._split)
        self.place_frame = 0
        row = FlowRow(spacing=8)
        row.add(self.join_button)
        row.add(self.split_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(row)

    @property
    def selected(self) -> list[int]:
        """Numbers of the chosen persons, in the order of the rows."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._numbers[row] for row in rows if row < len(self._numbers)]

    def show_session(self, session: OpenSession | None) -> None:
        """Everybody of a film, as people named them."""
        kept = self.selected
        with QSignalBlocker(self.table):
            people = () if session is None else session.timeline.edits.persons
            self._numbers = [person.number for person in people]
            self.table.setRowCount(len(people))
            for row, person in enumerate(people):
                assert session is not None
                timeline = session.timeline
                name = QTableWidgetItem(person_title(person))
                name.setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsEditable
                    | Qt.ItemFlag.ItemIsUserCheckable
                )
                state = Qt.CheckState.Unchecked if person.hidden else Qt.CheckState.Checked
                name.setCheckState(state)
                name.setToolTip(self.tr("Ticked: shown and counted. Double click to rename."))
                seen = QTableWidgetItem(numbers.lasting(timeline.seen_s[person.number]))
                seen.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.table.setItem(row, 0, name)
                self.table.setItem(row, 1, seen)
            self.table.clearSelection()  # of rows, in which others stand now
            for number in kept:
                if number in self._numbers:
                    row = self._numbers.index(number)
                    model = self.table.model()
                    area = QItemSelection(model.index(row, 0), model.index(row, 1))
                    self.table.selectionModel().select(
                        area, QItemSelectionModel.SelectionFlag.Select
                    )
        self._show_buttons()

    def select(self, number: int) -> None:
        """Choose one person."""
        if number in self._numbers and number not in self.selected:
            self.table.selectRow(self._numbers.index(number))

    @Slot(QTableWidgetItem)
    def _on_item(self, item: QTableWidgetItem) -> None:
        if item.column() != 0 or item.row() >= len(self._numbers):
            return
        number = self._numbers[item.row()]
        person = self._editor.edits.person(number)
        hidden = item.checkState() is not Qt.CheckState.Checked
        if hidden != person.hidden:
            words = self.tr("Hide a person") if hidden else self.tr("Show a person")
            self._editor.change(words, partial(_hidden, number, hidden))
            return
        text = item.text().strip()
        if text != person_title(person):
            name = "" if text == person_title(marks.Person(number)) else text
            self._editor.change(self.tr("Rename a person"), partial(_renamed, number, name))

    @Slot()
    def _on_selection(self) -> None:
        self._show_buttons()
        if self.selected:
            self.chosen.emit(self.selected[0])

    def _show_buttons(self) -> None:
        self.join_button.setEnabled(len(self.selected) > 1)
        self.split_button.setEnabled(len(self.selected) == 1)

    @Slot()
    def _join(self) -> None:
        self._editor.change(self.tr("Join persons"), partial(_merged, self.selected))

    @Slot()
    def _split(self) -> None:
        action = partial(_divided, self.selected[0], self.place_frame)
        self._editor.change(self.tr("Divide a person"), action)


def _hidden(number: int, hidden: bool, edits: marks.Edits) -> marks.Edits:
    return marks.hide_person(edits, number, hidden=hidden)


def _renamed(number: int, name: str, edits: marks.Edits) -> marks.Edits:
    return marks.rename_person(edits, number, name)


def _merged(persons: list[int], edits: marks.Edits) -> marks.Edits:
    return marks.merge_persons(edits, persons)


def _divided(number: int, frame: int, edits: marks.Edits) -> marks.Edits:
    return marks.split_person(edits, number, frame)
