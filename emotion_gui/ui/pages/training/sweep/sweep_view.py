"""Several trainings in a table: the paper's Table 1, or the recipe with other seeds or values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.grid import grid_presets, parse_grid
from emotion_gui.core.training.presets import PRESETS, TABLE_1, Preset
from emotion_gui.core.training.requests import SweepRequest, TrainRequest
from emotion_gui.core.training.sweep_comparison import compare_sweeps, read_sweep_csv
from emotion_gui.core.training.sweep_tables import same_networks, sweep_latex
from emotion_gui.operations.train import RowDone, SweepJob, report_path, sweep, write_sweep
from emotion_gui.ui.file_dialogs import FileTopic, ask_open, ask_save
from emotion_gui.ui.numbers import count
from emotion_gui.ui.opening import show_in_folder
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.sweep.study_panel import StudyPanel
from emotion_gui.ui.pages.training.sweep.sweep_card import SweepCard
from emotion_gui.ui.translation import progress_text, translator
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_slot import TaskSlot

_tr = translator("SweepView")


class SweepView(QWidget):
    """Trains and prunes a row a setting; finished rows stay whatever happens later."""

    ended = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        services: PageServices,
        job: SweepJob,
        recipe: Callable[[], TrainRequest | None],
        parent: QWidget | None = None,
    ) -> None:
        """`recipe` gives the recipe as it stands; None where a value is refused."""
        super().__init__(parent)
        self._services, self._job, self._recipe = services, job, recipe
        self._dataset = ""
        self._filling = TaskSlot(
            services.tasks,
            exclusive=True,
            on_failure=self._on_failed,
            parent=self,
        )
        self._request: SweepRequest | None = None
        self.card = SweepCard()
        self.study = StudyPanel(services)
        self.card.add_study(self.study)
        self.model = self.card.model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.run_button.clicked.connect(self.start)
        self.card.stop_button.clicked.connect(self.stop)
        self.card.paper_button.clicked.connect(self._on_paper)
        self.card.csv_button.clicked.connect(self._on_csv)
        self.card.latex_button.clicked.connect(self._on_latex)
        self.card.compare_button.clicked.connect(self._on_compare)
        self.card.copy_button.clicked.connect(self._on_copy)
        self.card.changed.connect(self._on_choice)
        self._show_state()

    @property
    def running(self) -> bool:
        return self._filling.busy

    def set_dataset(self, name: str) -> None:
        """The data set that the next table is made on."""
        self._dataset = name
        self._show_state()

    @Slot()
    def start(self) -> None:
        """Train and prune every row, one after the other."""
        if self.running or self.card.is_study or not self._dataset:
            return
        try:
            request = self._make_request()
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        if request is None:
            return
        self._request = request
        self.card.comparison.hide()
        is_table_1 = self.card.is_table_1
        self.model.set_plan(
            request.presets, request.repeats, is_table_1=is_table_1, epochs=request.epochs
        )
        title = _tr("Table 1 on {name}") if is_table_1 else _tr("Sweep on {name}")
        self._filling.start(
            partial(self._job_there(), self._services.workspace, request),
            title.format(name=self._dataset),
            self._on_done,
            on_progress=self._on_progress,
            on_cancel=self._on_cancelled,
            summary=self._sum_up,
        )
        self._show_state()

    def _job_there(self) -> SweepJob:
        """What fills the table, on the workers that the settings name."""
        executor = self._services.preferences.text("compute/executor")
        return self._job if executor == HERE else partial(sweep, executor=executor)

    @Slot()
    def stop(self) -> None:
        """Stop after the running batch; finished rows stay."""
        if self.running:
            self._filling.cancel()
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

    def compare(self, path: Path) -> None:
        """Show an earlier table beside the finished rows; what is no such table is `failed`."""
        try:
            earlier = read_sweep_csv(path)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        rows = self.model.rows
        self.card.comparison.show_differences(path, compare_sweeps(rows, earlier), len(rows))

    def _make_request(self) -> SweepRequest | None:
        """What is asked for.

        Raises:
            ConfigError: the values to vary make no sense.
        """
        card = self.card
        seed = card.seed_edit.value()
        common = SweepRequest(self._dataset, (), seed=seed, **card.values())
        if card.is_table_1:
            epochs = card.epochs_edit.value() or None
            device = self._services.preferences.text("compute/device")
            rows = tuple(_on_device(row, device) for row in TABLE_1)
            return dataclasses.replace(common, presets=rows, epochs=epochs, judge="validation")
        values = parse_grid(card.grid.lines)
        recipe = self._recipe()
        if recipe is None:
            return None
        known = PRESETS.get(recipe.config.preset)
        threshold = None if known is None else known.threshold_deg
        base = Preset(recipe.config.preset, recipe.name, "", recipe.config, threshold)
        return dataclasses.replace(
            common,
            presets=grid_presets(base, values),
            start_from=recipe.start_from,
            judge="test",
            keep=None if "keep" in values else common.keep,
        )

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, RowDone):
            self.model.add(progress.detail.row)
            self._services.events.runs_changed.emit()
            self.card.set_savable(savable=True)
        if self.running and self.card.stop_button.isEnabled():
            self.card.note.setText(progress_text(progress.text))

    def _sum_up(self, path: Path) -> Summary:
        text = _tr("{n} rows in {path}").format(n=count(len(self.model.rows)), path=path)
        return Summary(text, partial(show_in_folder, path), path)

    def _on_done(self, path: Path) -> None:
        words = [_tr("Done. All rows are in {path}, and as LaTeX beside it.").format(path=path)]
        if self.model.rows and self.model.rows[-1].part == "test":
            words.append(_tr("Judged on the watched test part, so the figures are a little kind."))
        words += [
            _tr("Runs {first} and {second} hold the same network: no two observations.").format(
                first=first.run, second=again.run
            )
            for first, again in same_networks(self.model.rows)
        ]
        self._end(" ".join(words))

    def _on_failed(self, error: Exception) -> None:
        self._end("")
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._end(_tr("Stopped; the same table goes on from here."))

    def _end(self, text: str) -> None:
        self._show_state()
        self.card.note.setText(text)
        self.ended.emit()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(sweep_latex(self.model.rows))
        self.card.note.setText(_tr("The finished rows are on the clipboard."))

    @Slot()
    def _on_paper(self) -> None:
        """The whole paper, on what the chosen data set was made from, where that is still there."""
        named = [r for r in self._services.workspace.datasets() if r.name == self._dataset]
        source = named[0].source if named else ""
        self._services.events.reproduce_requested.emit(source if Path(source).exists() else "")

    @Slot()
    def _on_compare(self) -> None:
        topic = FileTopic(self._services.settings, "train")
        path = ask_open(self, topic, title=_tr("An earlier table"), kinds={"CSV": [".csv"]})
        if path is not None:
            self.compare(path)

    @Slot()
    def _on_csv(self) -> None:
        self._ask_and_save(".csv", "CSV")

    @Slot()
    def _on_latex(self) -> None:
        self._ask_and_save(".tex", "LaTeX")

    def _ask_and_save(self, suffix: str, kind: str) -> None:
        if self._request is None:
            return
        path = ask_save(
            self,
            FileTopic(self._services.settings, "train"),
            title=_tr("Save the rows"),
            name=report_path(self._services.workspace, self._request).stem,
            kinds={kind: [suffix]},
        )
        if path is not None:
            self.save(path)

    @Slot()
    def _on_choice(self) -> None:
        """Another table than the one that is shown: its rows begin empty."""
        if self.running or self.card.is_study:
            self._show_state()
            return
        repeats = self.card.value("repeats")
        presets = TABLE_1 if self.card.is_table_1 else ()
        self.card.comparison.hide()
        self.model.set_plan(presets, repeats, is_table_1=self.card.is_table_1)
        self._show_state()

    def _show_state(self) -> None:
        self.card.show_state(running=self.running, can_start=bool(self._dataset))
        self.card.set_savable(savable=bool(self.model.rows))


def _on_device(preset: Preset, device: str) -> Preset:
    return dataclasses.replace(preset, config=dataclasses.replace(preset.config, device=device))
