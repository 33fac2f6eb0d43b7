"""Two persons, parts of films, films or groups of films against each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.inference.results import UNSURE_WORD
from emotion_gui.core.review.bootstrap import FEWEST_BLOCKS
from emotion_gui.core.review.comparing import SMALL_GROUP, Difference, FilmComparison
from emotion_gui.core.review.statistics import Estimate
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.film_comparisons import (
    SideChoices,
    compare_film_groups,
    compare_sides,
    side_choices,
)
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name, word_name
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.sides import GroupsPicker, SidePicker
from emotion_gui.ui.translation import reason_text
from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.controls import SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides, keep_width
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.ui.widgets.whole_text import tell_whole
from emotion_gui.workers.task_slot import LatestJobs

LEFT_PX, RIGHT_PX = 320, 640
LEAST_COLUMN_PX = 84  # 100.0 %
TWO, GROUPS = "two", "groups"


class CompareView(QWidget):
    """What is compared at the left, the differences at the right; always of the newest marks."""

    save_wished = Signal()

    def __init__(
        self, services: PageServices, editor: SessionEditor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._editor = services, editor
        self._jobs = LatestJobs(services.tasks, self._on_failed)
        self._rows: tuple[SessionRow, ...] = ()
        self._is_shown = False
        self.mode = SegmentedControl(
            [(TWO, self.tr("Two persons or parts")), (GROUPS, self.tr("Groups of films"))],
            name=self.tr("What is compared"),
        )
        self.sides = (SidePicker(self.tr("First")), SidePicker(self.tr("Second")))
        self.groups = GroupsPicker()
        self.table = QTableWidget(0, 6)
        self.table.setAccessibleName(self.tr("Differences"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tell_whole(self.table)
        calm_rows(self.table)
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.save_button = QPushButton(self.tr("&Save this table…"))
        self.save_button.clicked.connect(self.save_wished)
        self._lay_out()
        self.mode.changed.connect(self._on_mode)
        for picker in self.sides:
            picker.film_chosen.connect(partial(self._ask_choices, picker))
            picker.changed.connect(self.compare)
        self.groups.changed.connect(self.compare)
        self._show_nothing("")

    def show_films(self, rows: Sequence[SessionRow]) -> None:
        """The films that were read to their end, the newest first."""
        ready = tuple(row for row in rows if row.is_ready)
        if ready == self._rows:
            return
        self._rows = ready
        for picker in self.sides:
            picker.show_films(ready)
        self.groups.show_films(ready)
        self.refresh()

    def set_shown(self, *, shown: bool) -> None:
        """Whether somebody looks at it: nothing is worked out for nobody."""
        self._is_shown = shown
        if shown:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Persons, parts and marks may be others now."""
        if self._is_shown:
            for picker in self.sides:
                if picker.film_id is not None:
                    self._ask_choices(picker, picker.film_id)
            if self.mode.current == GROUPS:
                self.compare()

    @Slot()
    def compare(self) -> None:
        """Work out the differences of what is chosen."""
        if self.mode.current == GROUPS:
            self._compare_groups()
        else:
            self._compare_sides()

    def _compare_sides(self) -> None:
        first, second = (picker.side for picker in self.sides)
        if first is None or second is None:
            self._show_nothing(self.tr("Choose a film with a face for each side."))
        elif first == second:
            self._show_nothing(self.tr("Choose another person, part or film for one side."))
        else:
            self._start(
                partial(
                    compare_sides, self._services.workspace, (first, second), self._editor.session
                )
            )

    def _compare_groups(self) -> None:
        groups = self.groups.groups
        if min(len(films) for _, films in groups) < 2:
            self._show_nothing(
                self.tr("Give each group two films at least: a film is one observation.")
            )
            return
        self._start(
            partial(compare_film_groups, self._services.workspace, groups, self._editor.session)
        )

    def _start(self, job: partial[FilmComparison]) -> None:
        self._jobs.start("compare", job, self.tr("Comparing"), self._on_compared)

    def _ask_choices(self, picker: SidePicker, session_id: int) -> None:
        job = partial(side_choices, self._services.workspace, session_id, self._editor.session)
        key = f"choices {self.sides.index(picker)}"
        self._jobs.start(
            key, job, self.tr("Opening the answers"), partial(self._on_choices, picker)
        )

    def _on_choices(self, picker: SidePicker, choices: SideChoices) -> None:
        if choices.session_id != picker.film_id:
            return
        is_new = picker.side is None
        picker.show_choices(choices)
        # Whichever side's choices come last: the proposal is two persons, not one twice.
        if is_new and self.sides[0].side == self.sides[1].side:
            self.sides[1].choose_person(1)
        self.compare()

    def _on_failed(self, error: Exception) -> None:
        words = reason_text(error.reason) if isinstance(error, ConfigError) else str(error)
        self._show_nothing(words)

    def _on_compared(self, found: FilmComparison) -> None:
        if self.mode.current == GROUPS:
            titles = [name for name, _ in self.groups.groups]
        else:
            titles = [picker.title for picker in self.sides]
            if self.sides[0].film_id != self.sides[1].film_id:
                films = [picker.film.currentText() for picker in self.sides]
                titles = [f"{film}: {title}" for film, title in zip(films, titles, strict=True)]
        self._show_head(titles)
        self.table.setRowCount(len(found.differences))
        for row, one in enumerate(found.differences):
            for column, text in enumerate(_cells(one)):
                item = QTableWidgetItem(text)
                if column > 1:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        self.words.setText(self._method(found))
        self.save_button.setEnabled(True)

    def _method(self, found: FilmComparison) -> str:
        if not found.block_s:
            rests = self.tr("A film is one observation: Welch's intervals, effect size Hedges' g.")
            if found.blocks < SMALL_GROUP:
                rests += " " + self.tr("With so few films Student's are taken where wider.")
        elif found.blocks < FEWEST_BLOCKS:
            rests = self.tr(
                "No intervals: neighbouring frames say the same, and the shorter of the two is "
                "worth {0} stretches of up to {1} seconds; it takes {2}, about {3}."
            ).format(
                numbers.number(found.blocks, 1),
                numbers.number(found.block_s, 1),
                numbers.count(FEWEST_BLOCKS),
                numbers.lasting(FEWEST_BLOCKS * found.block_s),
            )
        else:
            rests = self.tr("95 % intervals from {0} blocks of {1} seconds.").format(
                numbers.number(found.blocks), numbers.number(found.block_s, 1)
            )
            if found.paired:
                rests += " " + self.tr("Both were drawn moment by moment, together.")
        kinds = self.tr(
            "Effect sizes: h of two shares (Cohen), d of two mean probabilities (Cohen), the "
            "logarithm of the ratio of two rates."
        )
        many = self.tr("Of many intervals about one in twenty leaves out zero by chance alone.")
        return "\n".join([rests, *([kinds] if found.block_s else []), many])

    def _show_head(self, titles: Sequence[str]) -> None:
        head = [
            self.tr("Figure"),
            self.tr("Answer"),
            *titles,
            self.tr("Difference [95 %]"),
            self.tr("Effect size [95 %]"),
        ]
        for column, title in enumerate(head):
            item = QTableWidgetItem(title)
            item.setToolTip(title)
            self.table.setHorizontalHeaderItem(column, item)

    def _show_nothing(self, words: str) -> None:
        self._show_head([self.tr("First"), self.tr("Second")])
        self.table.setRowCount(0)
        self.words.setText(words)
        self.save_button.setEnabled(False)

    @Slot(str)
    def _on_mode(self, key: str) -> None:
        self.pickers.setCurrentIndex(int(key == GROUPS))
        self._show_nothing("")
        self.compare()

    def _lay_out(self) -> None:
        two = QWidget()
        column = QVBoxLayout(two)
        column.setContentsMargins(0, 0, 0, 0)
        for picker in self.sides:
            column.addWidget(picker)
        column.addStretch(1)
        self.pickers = CurrentStack()
        self.pickers.addWidget(two)
        self.pickers.addWidget(self.groups)
        left = QWidget()
        left_column = QVBoxLayout(left)
        left_column.setContentsMargins(0, 0, 0, 0)
        left_column.addWidget(self.mode)
        left_column.addWidget(self.pickers, 1)
        header = self.table.horizontalHeader()
        # Intervals are read whole; what is too long is a film's name, and that of a person.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for side in (2, 3):
            header.setSectionResizeMode(side, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(LEAST_COLUMN_PX)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        right = Card(self.tr("Differences"))
        right.body.addWidget(self.table, 1)
        right.body.addWidget(self.words)
        right.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        content = Sides(spacing=14)
        content.add(left)
        content.add(right, 1, least_px=580, beside_px=RIGHT_PX)
        keep_width(content, left, LEFT_PX)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(content)


def _cells(one: Difference) -> tuple[str, ...]:
    names = {
        "share": QCoreApplication.translate("CompareView", "Share of time"),
        "mean_probability": QCoreApplication.translate("CompareView", "Mean probability"),
        "changes_a_minute": QCoreApplication.translate("CompareView", "Changes a minute"),
    }
    is_rate = one.figure == "changes_a_minute"
    kind = "ln" if one.effect_kind == "log ratio" else one.effect_kind
    answer = emotion_name(None) if one.answer == UNSURE_WORD else word_name(one.answer)
    return (
        names[one.figure],
        "" if is_rate else answer,
        _value(one.first, is_rate=is_rate),
        _value(one.second, is_rate=is_rate),
        _estimate(one.difference, 1 if is_rate else 100, digits=1),
        f"{kind} {_estimate(one.effect, 1, digits=2)}",
    )


def _value(value: float | None, *, is_rate: bool) -> str:
    return numbers.number(value, 1) if is_rate else numbers.percent(value)


def _estimate(estimate: Estimate, factor: float, *, digits: int) -> str:
    """A difference with its interval, as in "+1.2 [−0.3; 2.7]"."""
    value = estimate.value
    text = numbers.signed(None if value is None else factor * value, digits)
    if estimate.interval is None:
        return text
    low, high = (numbers.signed(factor * limit, digits) for limit in estimate.interval)
    return f"{text} [{low}; {high}]"
