"""The paper's experiments in one click: its Table 1 on the chosen data set."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
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

from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.presets import TABLE_1
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.jobs import RowDone, SweepJob, SweepOrder
from emotion_gui.ui.pages.training.sweep_model import SweepModel
from emotion_gui.ui.widgets import Card, ChoiceBox, IntEdit, set_role
from emotion_gui.workers.task_manager import Task

if TYPE_CHECKING:
    from emotion_gui.core.training.sweep import SweepRow

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
        self.run_button = QPushButton(self.tr("Fill the &table"))
        self.run_button.setProperty("primary", True)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.latex_button = QPushButton(self.tr("Copy as LaTe&X"))
        self.note = set_role(QLabel(), "muted")
        self.note.setWordWrap(True)
        self._build_layout()
        self.run_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
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
        order = SweepOrder(self._dataset, self.repeats_edit.value(), epochs, faces)
        self.model.set_plan(TABLE_1, order.repeats, epochs=epochs)
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
        summary = _summary(self.model.rows) if self.model.rows else ""
        self.note.setText(" ".join(part for part in (text, summary) if part))
        self.ended.emit()

    @Slot()
    def _on_latex(self) -> None:
        QGuiApplication.clipboard().setText(self.model.latex())
        self.note.setText(self.tr("The finished rows are on the clipboard."))

    @Slot()
    def _on_repeats(self) -> None:
        if not self.running and not self.model.rows:
            self.model.set_plan(TABLE_1, self.repeats_edit.value())

    def _show_state(self) -> None:
        for widget in (self.faces_box, self.repeats_edit, self.epochs_edit, self.run_button):
            widget.setEnabled(not self.running and bool(self._dataset))
        self.stop_button.setVisible(self.running)
        self.stop_button.setEnabled(self.running)
        self.latex_button.setEnabled(bool(self.model.rows))
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
        ):
            label = set_role(QLabel(text), "muted")
            label.setBuddy(edit)
            controls.addWidget(label)
            controls.addWidget(edit)
        controls.addStretch(1)
        for button in (self.latex_button, self.stop_button, self.run_button):
            controls.addWidget(button)
        card = Card(self.tr("The paper's Table 1, on your faces"))
        card.body.addLayout(controls)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)


def _summary(rows: list[SweepRow]) -> str:
    """Mean and deviation over the repeats of each setting."""
    from emotion_gui.core.training.sweep import summarise

    parts = [
        f"{s.preset.removeprefix('paper-')}: {100 * s.validation_accuracy:.1f} ± "
        f"{100 * s.validation_deviation:.1f} → {100 * s.after:.1f} ± {100 * s.after_deviation:.1f}"
        for s in summarise(rows)
        if s.validation_deviation is not None and s.after_deviation is not None
    ]
    return " · ".join(parts)
