"""A coding by hand against the model: what was said when, as a matrix with kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from emotion_gui.core.labels import LabelSet
from emotion_gui.core.reports.figures import MatrixFigure
from emotion_gui.core.review.agreement import CodingAgreement, told_words, unnamed_words
from emotion_gui.ui import numbers
from emotion_gui.ui.figures.menu import FigureMenu
from emotion_gui.ui.figures.source import Shown
from emotion_gui.ui.pages.review.texts import estimate_words, share_words
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ChoiceBox, ConfusionMatrixView
from emotion_gui.ui.widgets.labels import set_role

_TENTHS = 10  # the matrix counts whole ones


class AgreementMatrix(ConfusionMatrixView):
    """Rows are the coder's words, columns the model's; counts are tenths of seconds."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(self.tr("Agreement: rows coding, columns model"))

    def figure(self) -> MatrixFigure | None:
        """What it shows, for pictures and tables; None where nothing was compared."""
        found = super().figure()
        if found is None:
            return None
        return replace(
            found,
            title=self.tr("Coding and model, % of the time coded"),
            row_label=self.tr("coding"),
            column_label=self.tr("model"),
        )

    def words(self, truth: int, answer: int) -> str:
        return self.tr("{0} s coded as {1} were answered {2} ({3})").format(
            numbers.number(int(self.counts[truth, answer]) / _TENTHS, 1),
            self._name(truth),
            self._name(answer),
            numbers.percent(float(self.shares()[truth, answer]), 0),
        )


class AgreementDialog(QDialog):
    """One person at a time.

    Args:
        theme: colours.
        menu: saves what is shown.
        found: of each person that was coded, at least one.
        labels: the model's classes.
        parent: above which it opens.
    """

    def __init__(
        self,
        theme: Theme,
        menu: FigureMenu,
        found: Sequence[CodingAgreement],
        labels: LabelSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._menu, self._found, self._labels = menu, found, labels
        self.setWindowTitle(self.tr("Coding and model"))
        self.person = ChoiceBox(
            [(str(place), one.person) for place, one in enumerate(found)], name=self.tr("Person")
        )
        self.person.setVisible(len(found) > 1)
        self.matrix = AgreementMatrix(theme)
        self.matrix.setMinimumSize(420, 420)
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        kinds = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.numbers_button = buttons.addButton(self.tr("Save &numbers…"), kinds.ActionRole)
        self.picture_button = buttons.addButton(self.tr("&Save picture…"), kinds.ActionRole)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        for widget in (self.person, self.matrix, self.words, buttons):
            column.addWidget(widget)
        column.setStretchFactor(self.matrix, 1)
        self.person.chosen.connect(self._show)
        self.numbers_button.clicked.connect(self._save_numbers)
        self.picture_button.clicked.connect(self._save_picture)
        buttons.rejected.connect(self.reject)
        self._show()

    @Slot()
    def _show(self) -> None:
        one = self._found[int(self.person.current)]
        classes = len(self._labels)
        seconds = np.array(one.seconds)[:, :classes]  # unsure is told in words
        self.matrix.set_counts(np.rint(_TENTHS * seconds), self._labels)
        unsure_s, unseen_s = numbers.lasting(one.unsure_s), numbers.lasting(one.unseen_s)
        lines = [
            self.tr("Cohen's kappa {0}, agreement {1}, {2} compared.").format(
                estimate_words(one.kappa, 2),
                share_words(one.observed),
                numbers.lasting(one.compared_s),
            ),
            self.tr("Left out: {0} in which the model was unsure, {1} without a face.").format(
                unsure_s, unseen_s
            ),
        ]
        if one.kappa.interval is not None:
            lines.append(
                self.tr("95 % intervals from {0} blocks of {1} seconds.").format(
                    numbers.number(one.blocks), numbers.number(one.block_s, 1)
                )
            )
        if words := unnamed_words([one]):
            lines.append(
                self.tr("Words of the coding that name no class: {0}.").format(told_words(words))
            )
        lines.append(self.tr("Rows: what was coded, % of its time. Columns: the model's answer."))
        self.words.setText("\n".join(lines))

    def _shown(self) -> Shown:
        return Shown(self.matrix, self.matrix.figure())

    @Slot()
    def _save_numbers(self) -> None:
        self._menu.save_numbers(self._shown())

    @Slot()
    def _save_picture(self) -> None:
        self._menu.save_picture(self._shown())
