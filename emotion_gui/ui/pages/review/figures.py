"""Figures of the persons, with intervals; a coding by hand beside the model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.inference.results import UNSURE_WORD
from emotion_gui.core.review.agreement import CodingAgreement, told_words, unnamed_words
from emotion_gui.core.review.bootstrap import FEWEST_BLOCKS
from emotion_gui.core.review.edits import Edits
from emotion_gui.core.review.statistics import PersonFigures
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name, word_name
from emotion_gui.ui.pages.review.texts import estimate_words, person_title, share_words
from emotion_gui.ui.plain_text import wrapping
from emotion_gui.ui.widgets import ChoiceBox
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import set_role


class FiguresView(QWidget):
    """One person in one part of the film at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: Sequence[PersonFigures] = ()
        self._person = 0
        self.part = ChoiceBox([("", self.tr("Whole film"))], name=self.tr("Part of the film"))
        self.part.chosen.connect(self._draw)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(
            [self.tr("Answer"), self.tr("Share of time"), self.tr("Episodes")]
        )
        self.table.setAccessibleName(self.tr("Figures"))
        calm_rows(self.table)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.coding_button = QPushButton(self.tr("&Compare with a coding…"))
        self.coding_words = QLabel()
        self.coding_words.setWordWrap(True)
        self.matrix_button = QPushButton(self.tr("Matrix…"))
        self.matrix_button.setToolTip(self.tr("What was coded, and what the model answered"))
        self.matrix_button.setProperty("link", True)  # beside the other one in any language
        self.gaps_box = QCheckBox(self.tr("Gaps in the coding are neutral"))
        self.gaps_box.setToolTip(
            self.tr("What lies uncoded between two stretches is neutral, else left out")
        )
        self.matrix_button.hide()
        self.gaps_box.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.part)
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addWidget(self.coding_words)
        column.addWidget(self.gaps_box)
        column.addWidget(FlowRow(self.coding_button, self.matrix_button))

    def show_figures(self, figures: Sequence[PersonFigures], person: int) -> None:
        """What is known of a film, and whose is shown."""
        self._figures, self._person = figures, person
        parts = dict.fromkeys(one.section for one in figures)
        kept = self.part.current
        self.part.set_choices([(name, name or self.tr("Whole film")) for name in parts or [""]])
        if kept in parts:
            self.part.choose(kept)
        self._draw()

    def show_agreement(
        self, found: Sequence[CodingAgreement], edits: Edits, *, has_neutral: bool
    ) -> None:
        """How far a coder and the model agree.

        Args:
            found: of each person that was coded.
            edits: with the persons' names.
            has_neutral: the model has that class, so that gaps may be it.
        """
        titles = {person.title: person_title(person) for person in edits.persons}
        lines = [
            self.tr("{0}: kappa {1} with the coding, {2} compared, {3} unsure").format(
                titles.get(one.person, one.person),
                estimate_words(one.kappa, 2),
                numbers.lasting(one.compared_s),
                numbers.lasting(one.unsure_s),
            )
            for one in found
        ]
        if words := unnamed_words(found):
            lines.append(self.tr("No class of the model: {0}").format(told_words(words)))
        self.coding_words.setText(wrapping("\n".join(lines)))
        self.gaps_box.setVisible(bool(found) and has_neutral)
        self.matrix_button.setVisible(bool(found))

    def _draw(self) -> None:
        one = next(
            (
                entry
                for entry in self._figures
                if entry.person == self._person and entry.section == self.part.current
            ),
            None,
        )
        self.table.setRowCount(0 if one is None else len(one.answers))
        self.words.setText("" if one is None else self._words(one))
        for row, answer in enumerate(() if one is None else one.answers):
            texts = (
                self._name(answer.answer),
                share_words(answer.share),
                numbers.count(answer.episodes),
            )
            for column, text in enumerate(texts):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.setMinimumWidth(self._whole_width())

    def _whole_width(self) -> int:
        """At which no interval is cut, beside a scroll bar."""
        table, header = self.table, self.table.horizontalHeader()
        columns = sum(
            max(table.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(table.columnCount())
        )
        return columns + table.verticalScrollBar().sizeHint().width() + 2 * table.frameWidth()

    def _name(self, word: str) -> str:
        """Of a class of the film's model, or unsure."""
        return emotion_name(None) if word == UNSURE_WORD else word_name(word)

    def _words(self, one: PersonFigures) -> str:
        lines = [
            self.tr("Seen {0}, unseen {1}, left out {2}.").format(
                numbers.lasting(one.seen_s),
                numbers.percent(one.unseen.value),
                numbers.lasting(one.removed_s),
            ),
            self.tr("Changes a minute: {0}").format(estimate_words(one.changes_a_minute, 1)),
        ]
        if any(answer.share.interval is not None for answer in one.answers):
            lines.append(
                self.tr("95 % intervals from {0} blocks of {1} seconds.").format(
                    numbers.number(one.blocks), numbers.number(one.block_s, 1)
                )
            )
        else:
            lines.append(
                self.tr(
                    "No intervals: neighbouring frames say the same, and what was seen is worth "
                    "{0} stretches of {1} seconds; it takes {2}."
                ).format(
                    numbers.number(one.blocks, 1),
                    numbers.number(one.block_s, 1),
                    numbers.count(FEWEST_BLOCKS),
                )
            )
        return "\n".join(lines)
