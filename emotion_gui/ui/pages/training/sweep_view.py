"""The paper's experiments in one click: its Table 1 on the chosen data set."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.grid import GRID_FIELDS
from emotion_gui.core.training.presets import TABLE_1
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.jobs import RowDone, SweepJob, SweepOrder
from emotion_gui.ui.pages.training.sweep_model import SweepModel
from emotion_gui.ui.widgets import Card, ChoiceBox, IntEdit, set_role
from emotion_gui.workers.task_manager import Task

_ROW_PX = 32


class SweepView(QWidget):
    """Trains and prunes a row a setting; finished rows stay whatever happens later."""

    ended = Signal()
    failed = Signal(Exception)

    def __init__(
        self, services: PageServices, job: SweepJob, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._job = services, job
        self._dataset = ""
        self._task: Task | None = None
        self.model = SweepModel(self)
        self.model.set_plan(TABLE_1, 1)
        self.table = self._make_table()
        self.repeats_edit = IntEdit(low=1, high=20, value=1, name=self.tr("Trainings a row"))
        self.epochs_edit = IntEdit(
            low=0, high=1000, value=0, name=self.tr("Epochs instead of the paper's")
        )
        self.epochs_edit.setSpecialValueText(self.tr("the paper's"))
        self.faces_box = ChoiceBox(
            [("all", self.tr("all")), ("sfew", self.tr("675, as SFEW"))], name=self.tr("Faces")
        )
        self.faces_box.setToolTip(
            self.tr("675 faces with SFEW's class counts; every training divides them anew.")
        )
        self.seed_edit = IntEdit(low=-1, high=2**31 - 1, value=-1, name=self.tr("First seed"))
        self.seed_edit.setSpecialValueText(self.tr("the recipe's"))
        self.grid_edit = QLineEdit()
        self.grid_edit.setAccessibleName(self.tr("Grid"))
        self.grid_edit.setPlaceholderText("learning_rate=1e-3,1e-4; epochs=10,20")
        self.grid_edit.setToolTip(
            self.tr(
                "Instead of Table 1: every combination of these values. Fields: {names}"
            ).format(names=", ".join(GRID_FIELDS))
        )
        self.csv_button = QPushButton(self.tr("Save CSV…"))
        self.run_button = QPushButton(self.tr("Fill the &table"))
        self.run_button.setProperty("primary", True)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.latex_button = QPushButton(self.tr("Copy as LaTe&X"))
        self.note = set_role(QLabel(), "muted")
        self.note.setWordWrap(True)
        self._build_layout()
        self.run_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.csv_button.clicked.connect(self._on_csv)
        self.latex_button.clicked.connect(self._on_latex)
        self.repeats_edit.valueChanged.connect(self._on_repeats)
        self._show_state()

    @property
    def running(self) -> bool:
        return self._task is not None

    def set_dataset(self, name: str) -> None:
        """The data set that the next table is made on."""
        self._dataset = name
        self._show_state()

    @Slot()
    def start(self) -> None:
        """Train and prune every row, one after the other."""
        if self.running or not self._dataset:
            return
        epochs = self.epochs_edit.value() or None
        faces: Literal["all", "sfew"] = "sfew" if self.faces_box.current == "sfew" else "all"
        lines = tuple(part.strip() for part in self.grid_edit.text().split(";") if part.strip())
        seed = self.seed_edit.value() if self.seed_edit.value() >= 0 else None
        order = SweepOrder(self._dataset, self.repeats_edit.value(), epochs, faces, lines, seed)
        try:
            presets = order.presets()
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self.model.set_plan(presets, order.repeats, epochs=epochs)
        self._task = self._services.tasks.start(
            partial(self._job, self._services.workspace, order),
            title=self.tr("Table 1 on {name}").format(name=self._dataset),
            on_progress=self._on_progress,
            on_success=self._on_done,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )
        self._show_state()

    @Slot()
    def stop(self) -> None:
        """Stop after the running batch; finished rows stay."""
        if self._task is not None:
            self._task.cancel()
            self.stop_button.setEnabled(False)
            self.note.setText(self.tr("Stopping after this batch…"))

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, RowDone):
            self.model.add(progress.detail.row)
            self._services.events.runs_changed.emit()
            self.latex_button.setEnabled(True)
            self.csv_button.setEnabled(True)
        if self._task is not None and self.stop_button.isEnabled():
            self.note.setText(progress.text)

    def _on_done(self, path: Path) -> None:
        self._end(self.tr("Done. All rows are in {path}.").format(path=path))

    def _on_failed(self, error: Exception) -> None:
        self._end("")
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._end(self.tr("Stopped; the same table goes on from here."))

    def _end(self, text: str) -> None:
        self._task = None
        self._show_state()
        self.note.setText(text)
        self.ended.emit()

    @Slot()
    def _on_latex(self) -> None:
        QGuiApplication.clipboard().setText(self.model.latex())
        self.note.setText(self.tr("The finished rows are on the clipboard."))

    @Slot()
    def _on_csv(self) -> None:
        text, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the rows"), str(Path.home() / "table.csv"), "CSV (*.csv)"
        )
        if text:
            self.save_csv(Path(text))

    def save_csv(self, path: Path) -> None:
        """Write the finished rows; a refusal of the disk becomes `failed`."""
        from emotion_gui.core.training.sweep import write_sweep_csv

        try:
            write_sweep_csv(path, self.model.rows)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self.note.setText(self.tr("The finished rows are in {path}.").format(path=path))

    @Slot()
    def _on_repeats(self) -> None:
        if not self.running and not self.model.rows:
            self.model.set_plan(TABLE_1, self.repeats_edit.value())

    def _show_state(self) -> None:
        for widget in (
            self.faces_box, self.repeats_edit, self.epochs_edit, self.seed_edit, self.grid_edit,
            self.run_button,
        ):  # fmt: skip
            widget.setEnabled(not self.running and bool(self._dataset))
        self.stop_button.setVisible(self.running)
        self.stop_button.setEnabled(self.running)
        for button in (self.latex_button, self.csv_button):
            button.setEnabled(bool(self.model.rows))
        if not self.running and not self.model.rows:
            self.note.setText(
                self.tr(
                    "Seven trainings and prunings as in the paper, every figure in % of the "
                    "validation part, which this table opens. With the paper's 55 faces "
                    "no difference between before and after is more than chance; see p."
                )
            )

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Table 1"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(self.model.columnCount() - 1, QHeaderView.ResizeMode.Stretch)
        return table

    def _build_layout(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for text, edit in (
            (self.tr("&Faces"), self.faces_box),
            (self.tr("Tr&ainings a row"), self.repeats_edit),
            (self.tr("Epochs"), self.epochs_edit),
            (self.tr("First seed"), self.seed_edit),
        ):
            label = set_role(QLabel(text), "muted")
            label.setBuddy(edit)
            controls.addWidget(label)
            controls.addWidget(edit)
        controls.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(8)
        grid_label = set_role(QLabel(self.tr("&Grid")), "muted")
        grid_label.setBuddy(self.grid_edit)
        second.addWidget(grid_label)
        second.addWidget(self.grid_edit, 1)
        for button in (self.csv_button, self.latex_button, self.stop_button, self.run_button):
            second.addWidget(button)
        card = Card(self.tr("The paper's Table 1, on your faces"))
        card.body.addLayout(controls)
        card.body.addLayout(second)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
