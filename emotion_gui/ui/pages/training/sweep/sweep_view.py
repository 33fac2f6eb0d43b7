"""Several trainings in a table: the paper's Table 1, or the recipe with other seeds or values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.grid import grid_presets, parse_grid
from emotion_gui.core.training.presets import PRESETS, TABLE_1, Preset
from emotion_gui.core.training.sweep_tables import sweep_latex
from emotion_gui.operations.train import RowDone, SweepJob, SweepOrder, TrainOrder, write_sweep
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.sweep.sweep_card import SweepCard
from emotion_gui.workers.task_manager import Task

_FOLDER_KEY = "page/train/folder"


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepView", text)


class SweepView(QWidget):
    """Trains and prunes a row a setting; finished rows stay whatever happens later."""

    ended = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        services: PageServices,
        job: SweepJob,
        recipe: Callable[[], TrainOrder | None],
        parent: QWidget | None = None,
    ) -> None:
        """`recipe` gives the recipe as it stands; None where a value is refused."""
        super().__init__(parent)
        self._services, self._job, self._recipe = services, job, recipe
        self._dataset = ""
        self._task: Task | None = None
        self._order: SweepOrder | None = None
        self.card = SweepCard()
        self.model = self.card.model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.run_button.clicked.connect(self.start)
        self.card.stop_button.clicked.connect(self.stop)
        self.card.csv_button.clicked.connect(self._on_csv)
        self.card.latex_button.clicked.connect(self._on_latex)
        self.card.copy_button.clicked.connect(self._on_copy)
        self.card.changed.connect(self._on_choice)
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
        try:
            order = self._make_order()
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        if order is None:
            return
        self._order = order
        self.model.set_plan(
            order.presets, order.repeats, is_table_1=order.is_table_1, epochs=order.epochs
        )
        title = _tr("Table 1 on {name}") if order.is_table_1 else _tr("Sweep on {name}")
        self._task = self._services.tasks.start(
            partial(self._job, self._services.workspace, order),
            title=title.format(name=self._dataset),
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
            self.card.stop_button.setEnabled(False)
            self.card.note.setText(_tr("Stopping after this batch…"))

    def save(self, path: Path) -> None:
        """Write the finished rows as CSV or LaTeX; a refusal of the disk becomes `failed`."""
        try:
            write_sweep(path, self.model.rows)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self.card.note.setText(_tr("The finished rows are in {path}.").format(path=path))

    def _make_order(self) -> SweepOrder | None:
        """What is asked for.

        Raises:
            ConfigError: the values to vary make no sense.
        """
        card = self.card
        common = SweepOrder(
            self._dataset, (), repeats=card.repeats_edit.value(), seed=card.seed_edit.value(),
            faces="sfew" if card.faces_box.current == "sfew" else "all",
        )  # fmt: skip
        if card.is_table_1:
            epochs = card.epochs_edit.value() or None
            device = self._services.preferences.text("compute/device")
            rows = tuple(_on_device(row, device) for row in TABLE_1)
            return dataclasses.replace(common, presets=rows, epochs=epochs, is_table_1=True)
        values = parse_grid(card.grid.lines)
        recipe = self._recipe()
        if recipe is None:
            return None
        known = PRESETS.get(recipe.config.preset)
        threshold = None if known is None else known.threshold_deg
        base = Preset(recipe.config.preset, recipe.name, "", recipe.config, threshold)
        presets = grid_presets(base, values)
        return dataclasses.replace(common, presets=presets, start_from=recipe.start_from)

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, RowDone):
            self.model.add(progress.detail.row)
            self._services.events.runs_changed.emit()
            self.card.set_savable(savable=True)
        if self._task is not None and self.card.stop_button.isEnabled():
            self.card.note.setText(progress.text)

    def _on_done(self, path: Path) -> None:
        words = [_tr("Done. All rows are in {path}, and as LaTeX beside it.").format(path=path)]
        if self.model.rows and self.model.rows[-1].part == "test":
            words.append(_tr("Judged on the watched test part, so the figures are a little kind."))
        self._end(" ".join(words))

    def _on_failed(self, error: Exception) -> None:
        self._end("")
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._end(_tr("Stopped; the same table goes on from here."))

    def _end(self, text: str) -> None:
        self._task = None
        self._show_state()
        self.card.note.setText(text)
        self.ended.emit()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(sweep_latex(self.model.rows))
        self.card.note.setText(_tr("The finished rows are on the clipboard."))

    @Slot()
    def _on_csv(self) -> None:
        self._ask_and_save(".csv", "CSV (*.csv)")

    @Slot()
    def _on_latex(self) -> None:
        self._ask_and_save(".tex", "LaTeX (*.tex)")

    def _ask_and_save(self, suffix: str, kind: str) -> None:
        if self._order is None:
            return
        name = self._order.report_path(self._services.workspace).with_suffix(suffix).name
        folder = Path(str(self._services.settings.value(_FOLDER_KEY) or Path.home()))
        text, _ = QFileDialog.getSaveFileName(self, _tr("Save the rows"), str(folder / name), kind)
        if text:
            path = Path(text)
            self._services.settings.setValue(_FOLDER_KEY, str(path.parent))
            self.save(path if path.suffix else path.with_suffix(suffix))

    @Slot()
    def _on_choice(self) -> None:
        """Another table than the one that is shown: its rows begin empty."""
        if self.running:
            return
        repeats = self.card.repeats_edit.value()
        presets = TABLE_1 if self.card.is_table_1 else ()
        self.model.set_plan(presets, repeats, is_table_1=self.card.is_table_1)
        self._show_state()

    def _show_state(self) -> None:
        self.card.show_state(running=self.running, can_start=bool(self._dataset))
        self.card.set_savable(savable=bool(self.model.rows))


def _on_device(preset: Preset, device: str) -> Preset:
    return dataclasses.replace(preset, config=dataclasses.replace(preset.config, device=device))
