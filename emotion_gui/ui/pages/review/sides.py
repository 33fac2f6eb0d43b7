"""What is compared: two sides, each a person in a part of a film; or two groups of films."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.review.edits import Person
from emotion_gui.core.review.parts import EVENT_S, PartKey, PartKind
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.film_comparisons import Side, SideChoices
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.review.texts import person_title
from emotion_gui.ui.translation import translator
from emotion_gui.ui.widgets import Card, ChoiceBox
from emotion_gui.ui.widgets.calm_table import calm_rows

_tr = translator("ReviewPage")
BOX_PX = 150  # of a group's choice


def part_title(part: PartKey) -> str:
    """A part of a film in the reader's language."""
    match part.kind:
        case PartKind.SECTION:
            return part.name
        case PartKind.EVENT:
            return _tr("{0}, {1} s after it").format(part.name, numbers.number(EVENT_S))
        case PartKind.OUTSIDE_SECTIONS:
            return _tr("Outside of all sections")
        case PartKind.OUTSIDE_EVENTS:
            return _tr("Not after an event")
    return _tr("Whole film")


class SidePicker(Card):
    """A film, a person of it, a part of it."""

    film_chosen = Signal(int)  # session, whose persons and parts are wanted
    changed = Signal()  # another side

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._known: SideChoices | None = None
        self.film = ChoiceBox([], name=self.tr("{0}: film").format(title))
        self.person = ChoiceBox([], name=self.tr("{0}: person").format(title))
        self.part = ChoiceBox([], name=self.tr("{0}: part of the film").format(title))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Film"), self.film)
        form.addRow(self.tr("Person"), self.person)
        form.addRow(self.tr("Part"), self.part)
        self.body.addLayout(form)
        self.film.chosen.connect(self._on_film)
        self.person.chosen.connect(self._on_choice)
        self.part.chosen.connect(self._on_choice)

    @property
    def film_id(self) -> int | None:
        """The chosen session."""
        return int(self.film.current) if self.film.current else None

    @property
    def side(self) -> Side | None:
        """What is chosen; None while its film is being read, or shows nobody."""
        known = self._known
        if known is None or known.session_id != self.film_id or not self.person.current:
            return None
        return Side(known.session_id, int(self.person.current), known.parts[int(self.part.current)])

    @property
    def title(self) -> str:
        """The side in words, without its film."""
        words = self.person.currentText()
        side = self.side
        if side is None or side.part.kind is PartKind.WHOLE:
            return words
        return f"{words}, {self.part.currentText()}"

    def show_films(self, rows: Sequence[SessionRow]) -> None:
        """The films that were read to their end."""
        self.film.set_choices([(str(row.session_id), row.name) for row in rows])

    def show_choices(self, choices: SideChoices) -> None:
        """Persons and parts of the chosen film; what was chosen stays where it is still there."""
        before = self.side
        self._known = choices
        titles = [(number, person_title(Person(number, name))) for number, name in choices.persons]
        self.person.set_choices([(str(number), title) for number, title in titles])
        parts = [(str(place), part_title(part)) for place, part in enumerate(choices.parts)]
        with QSignalBlocker(self.part):
            self.part.set_choices(parts)
            kept = before is not None and before.part in choices.parts
            self.part.choose(str(choices.parts.index(before.part)) if before and kept else "0")

    def choose_person(self, place: int) -> None:
        """The person of a row of the list, where there is one."""
        if place < self.person.count():
            self.person.setCurrentIndex(place)

    @Slot()
    def _on_film(self) -> None:
        self._known = None
        if self.film_id is not None:
            self.film_chosen.emit(self.film_id)
        self.changed.emit()

    @Slot()
    def _on_choice(self) -> None:
        self.changed.emit()


class GroupsPicker(Card):
    """Films in a table, each in the first group, the second, or none."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Groups of films"), parent)
        self.names = (QLineEdit(self.tr("Group A")), QLineEdit(self.tr("Group B")))
        form = QFormLayout()
        for edit, label in zip(
            self.names, (self.tr("First group"), self.tr("Second group")), strict=True
        ):
            edit.setAccessibleName(label)
            edit.editingFinished.connect(self._on_name)
            form.addRow(label, edit)
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([self.tr("Film"), self.tr("Group")])
        self.table.setAccessibleName(self.tr("Films and their groups"))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        calm_rows(self.table)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(1, BOX_PX)
        column = QVBoxLayout()
        column.addLayout(form)
        column.addWidget(self.table, 1)
        self.body.addLayout(column)
        self._ids: list[int] = []

    @property
    def groups(self) -> tuple[tuple[str, list[int]], tuple[str, list[int]]]:
        """Name and sessions of both."""
        found: tuple[list[int], list[int]] = ([], [])
        for row, session_id in enumerate(self._ids):
            place = self._box(row).current
            if place:
                found[int(place)].append(session_id)
        first, second = (edit.text().strip() or edit.accessibleName() for edit in self.names)
        return (first, found[0]), (second, found[1])

    def show_films(self, rows: Sequence[SessionRow]) -> None:
        """The films that were read to their end; those that were in a group stay in it."""
        known = {number: self._box(row).current for row, number in enumerate(self._ids)}
        self._ids = [row.session_id for row in rows]
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            item = QTableWidgetItem(row.name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(row.name)
            self.table.setItem(place, 0, item)
            box = ChoiceBox(
                [
                    ("", self.tr("in none")),
                    ("0", self.names[0].text()),
                    ("1", self.names[1].text()),
                ],
                name=self.tr("Group of {0}").format(row.name),
            )
            box.choose(known.get(row.session_id, ""))
            box.chosen.connect(self._on_choice)
            self.table.setCellWidget(place, 1, box)

    def _box(self, row: int) -> ChoiceBox:
        box = self.table.cellWidget(row, 1)
        assert isinstance(box, ChoiceBox)
        return box

    @Slot()
    def _on_name(self) -> None:
        for row in range(len(self._ids)):
            for place, edit in enumerate(self.names):
                self._box(row).setItemText(1 + place, edit.text())
        self.changed.emit()

    @Slot()
    def _on_choice(self) -> None:
        self.changed.emit()
