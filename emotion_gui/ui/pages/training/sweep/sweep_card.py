"""The sweep's card: what to run through, the table that fills, and a line of words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.fields import declared_fields
from emotion_gui.core.training.requests import SweepRequest
from emotion_gui.ui.pages.training.sweep.comparison_panel import ComparisonPanel
from emotion_gui.ui.pages.training.sweep.grid_line import GridLine
from emotion_gui.ui.pages.training.sweep.sweep_model import SweepModel
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, IntEdit, SegmentedControl, set_role
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.form import make_control
from emotion_gui.ui.widgets.whole_text import tell_whole

_MOST_COLUMN_PX = 320
_ROW_PX, _LEAST_COLUMN_PX, _LEAST_TABLE_PX, _SEED_PX = 32, 60, 660, 96


_DECLARED = declared_fields(SweepRequest)


class SweepCard(Card):
    """Choices above, rows below; the view around it runs them."""

    changed = Signal()  # another table was asked for

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.model = SweepModel(self)
        self.source = SegmentedControl(
            [
                ("table-1", self.tr("The paper's Table 1")),
                ("recipe", self.tr("My recipe")),
                ("study", self.tr("A shared search")),
            ],
            name=self.tr("What to run through"),
        )
        self.run_button = QPushButton(self.tr("Fill the &table"))
        self.run_button.setProperty("primary", True)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.links = FlowRow(spacing=4)
        self.paper_button = self._link(self.tr("Reproduce the paper…"))
        self.csv_button = self._link(self.tr("Save CSV…"))
        self.latex_button = self._link(self.tr("Save LaTeX…"))
        self.copy_button = self._link(self.tr("Copy LaTe&X"))
        self.compare_button = self._link(self.tr("Compare with…"))
        self.compare_button.setToolTip(
            self.tr("The settings that this table and an earlier one, kept as CSV, both have")
        )
        self.comparison = ComparisonPanel()
        self.grid = GridLine()
        self.note = set_role(QLabel(), "muted")
        self.note.setWordWrap(True)
        self.study: QWidget | None = None
        self._make_fields()
        self.table = self._make_table()
        self._lay_out()
        self.source.changed.connect(self._on_source)
        self._declared["repeats"].edited.connect(self._on_edited)
        self._on_source()

    def add_study(self, panel: QWidget) -> None:
        """What is shown in the place of the table where a search is chosen."""
        self.study = panel
        self.body.insertWidget(1, panel, 1)
        panel.hide()

    @property
    def is_study(self) -> bool:
        """Whether a search is looked at; there is nothing to run."""
        return self.source.current == "study"

    @property
    def is_table_1(self) -> bool:
        return self.source.current == "table-1"

    def value(self, key: str) -> Any:
        """What is chosen for a declared field of `SweepRequest`.

        Raises:
            ConfigError: a typed number is refused.
        """
        return self._declared[key].read()

    def values(self) -> dict[str, Any]:
        """The same for all of them."""
        return {key: self.value(key) for key in self._declared}

    def set_values(self, **values: Any) -> None:
        """Choose these."""
        for key, value in values.items():
            self._declared[key].write(value)

    def show_state(self, *, running: bool, can_start: bool) -> None:
        """What can be pressed, and what the table is about while it is empty."""
        idle = not running and can_start
        for widget in (self.source, self.fields, self.grid, self.run_button):
            widget.setEnabled(idle)
        self.run_button.setVisible(not running and not self.is_study)
        self.stop_button.setVisible(running)
        self.stop_button.setEnabled(running)
        self.set_title(self._title())
        if not running and not self.model.rows:
            self.note.setText(self._about())

    def set_savable(self, *, savable: bool) -> None:
        for button in (self.csv_button, self.latex_button, self.copy_button, self.compare_button):
            button.setEnabled(savable)

    def _title(self) -> str:
        if self.is_study:
            return self.tr("A search that several processes share")
        if self.is_table_1:
            return self.tr("The paper's Table 1, on your faces")
        return self.tr("My recipe, with other seeds and values")

    def _about(self) -> str:
        if self.is_table_1:
            return self.tr(
                "Seven trainings and prunings as in the paper, every figure in % of the "
                "validation part, which this table opens. With the paper's 55 faces "
                "no difference between before and after is more than chance; see p."
            )
        return self.tr(
            "The recipe at the left, trained with as many seeds as you ask for, and with every "
            "combination of the values that you vary; then pruned by the paper's rule. Judged "
            "on the test part: the final part stays closed while you choose."
        )

    def _link(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        self.links.add(button)
        return button

    def _make_fields(self) -> None:
        self._declared = {key: make_control(entry) for key, entry in _DECLARED.items()}
        self.seed_edit = IntEdit(low=0, high=2**62, value=7, name=self.tr("First seed"))
        self.seed_edit.setMaximumWidth(_SEED_PX)
        self.epochs_edit = IntEdit(
            low=0, high=100_000, value=0, name=self.tr("Epochs instead of the paper's")
        )
        self.epochs_edit.setSpecialValueText(self.tr("the paper's"))
        self.epochs_label = QLabel(self.tr("Epochs"))
        self.fields = QWidget()
        rows = QVBoxLayout(self.fields)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(
            self._row(
                self._labelled("faces"),
                self._labelled("keep"),
            )
        )
        rows.addLayout(
            self._row(
                self._labelled("repeats"),
                (QLabel(self.tr("First seed")), self.seed_edit),
                (self.epochs_label, self.epochs_edit),
            )
        )

    def _labelled(self, key: str) -> tuple[QLabel, QWidget]:
        return QLabel(core_text(_DECLARED[key].field.label)), self._declared[key].widget

    def _row(self, *fields: tuple[QLabel, QWidget]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for label, field in fields:
            set_role(label, "muted").setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        return row

    def _make_table(self) -> QTableView:
        table = QTableView()
        tell_whole(table)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setMinimumWidth(_LEAST_TABLE_PX)
        table.setAccessibleName(self.tr("Rows of the sweep"))
        calm_rows(table, row_px=_ROW_PX)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(_LEAST_COLUMN_PX)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(_MOST_COLUMN_PX)  # a grid's row is named by its values
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.source, 1)
        top.addWidget(self.stop_button)
        top.addWidget(self.run_button)
        self.body.addLayout(top)
        self.body.addWidget(self.links)
        for widget in (self.fields, self.grid):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.note)
        self.body.addWidget(self.comparison)

    @Slot()
    def _on_source(self) -> None:
        for widget in (self.links, self.fields, self.table, self.note):
            widget.setHidden(self.is_study)
        if self.study is not None:
            self.study.setVisible(self.is_study)
        self.grid.setVisible(self.source.current == "recipe")
        for widget in (self.epochs_label, self.epochs_edit):
            widget.setVisible(self.is_table_1)
        self.changed.emit()

    @Slot()
    def _on_edited(self) -> None:
        if not self.model.rows:
            self.changed.emit()
