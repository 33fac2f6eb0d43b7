"""The Train page: recipe left, the training or all runs right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QStackedWidget, QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.records import MemoryNotice, TrainConfig
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.operations import train as jobs
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.training import texts as words
from emotion_gui.ui.pages.training.header import HeaderButtons
from emotion_gui.ui.pages.training.mistakes import MistakesLoader
from emotion_gui.ui.pages.training.recipe.augmentation_card import AugmentationCard
from emotion_gui.ui.pages.training.recipe.models import ModelsLoader
from emotion_gui.ui.pages.training.recipe.preview import PreviewLoader
from emotion_gui.ui.pages.training.recipe.rate_panel import RatePanel
from emotion_gui.ui.pages.training.recipe.recipe import RecipeCard
from emotion_gui.ui.pages.training.runs_view import RunsView
from emotion_gui.ui.pages.training.sweep.sweep_view import SweepView
from emotion_gui.ui.pages.training.watch import WatchView
from emotion_gui.ui.pages.training.watched_run import TrainSession, best_of, session_of
from emotion_gui.ui.widgets import SegmentedControl
from emotion_gui.ui.widgets.empty_or_content import Bench
from emotion_gui.ui.widgets.scroll_column import ScrollColumn
from emotion_gui.workers.task_manager import Task, TaskState

if TYPE_CHECKING:
    from emotion_gui.core.training.runs import TrainOutcome

LEFT_WIDTH_PX = 312


class TrainPage(Page):
    """Choose a recipe, watch it learn; every epoch is safe on disk."""

    run_ended = Signal(str)  # "finished", "stopped" or "failed"

    def __init__(
        self,
        services: PageServices,
        parent: QWidget | None = None,
        *,
        train: jobs.TrainJob = jobs.train,
        resume: jobs.ResumeJob = jobs.resume,
        preview: jobs.PreviewJob = jobs.random_versions,
        mistakes: jobs.MistakesJob = jobs.surest_mistakes,
        sweep: jobs.SweepJob = jobs.sweep,
        models: jobs.ModelsJob = jobs.known_models,
        find_rate: jobs.RateJob = jobs.find_rate,
    ) -> None:
        title = QCoreApplication.translate("TrainPage", "Train")
        super().__init__(services, title=title, parent=parent)
        self._train, self._resume = train, resume
        self._task: Task | None = None
        self._session: TrainSession | None = None
        self._shown_run: RunRow | None = None
        self._run_id: int | None = None  # of a resumed training
        self._last_before = 0  # newest run when a training began
        self._counts: jobs.PartCounts | None = None
        self._counted: str | None = None  # the data set that `_counts` is of; None: count anew
        self._undo = QUndoStack(self)
        device = services.preferences.text("compute/device")
        self.recipe = RecipeCard(device=device)
        self.augmentation = AugmentationCard(services.theme)
        self.augmentation.set_config(self.recipe.augmentation)
        self.watch = WatchView(services.theme)
        self.runs = RunsView(services.workspace, services.theme, undo=self._undo)
        self.sweep = SweepView(services, sweep, self._order)
        self._preview = PreviewLoader(services, self.augmentation, preview, parent=self)
        self._mistakes = MistakesLoader(services, self.watch.mistakes, mistakes, parent=self)
        self.rate_panel = RatePanel(services, self._order, find_rate)
        self.recipe.add_advanced(self.rate_panel)
        self.models = ModelsLoader(services, self.recipe.origins, models, parent=self)
        self.view_switch = SegmentedControl(
            [
                ("watch", self.tr("Tra&ining")),
                ("runs", self.tr("&Runs")),
                ("sweep", self.tr("S&weep")),
            ],
            name=self.tr("View"),
        )
        self._refresh_soon = QTimer(self)  # once for all reports that come together
        self._refresh_soon.setSingleShot(True)
        self._actions.addWidget(self.view_switch)
        buttons = HeaderButtons(self)
        self.evaluate_button, self.stop_button = buttons.evaluate, buttons.stop
        self.pause_button, self.start_button = buttons.pause, buttons.start
        self._buttons = buttons
        self._build_layout()
        self._connect()
        self._reload_datasets()
        self._show_newest_run()
        self._show_running()

    def activated(self) -> None:
        self._reload_datasets()
        self.runs.refresh()
        self._preview.ask()
        self.models.ask()
        if not self.watch.mistakes.count:
            self._look_at_shown()

    def begin(self, what: str) -> None:
        """Train quickly on the data set named `what`; a training that runs goes on."""
        if not self._running:
            self.recipe.dataset_box.choose(what)
            self._on_dataset()
            self.recipe.preset_control.choose("quick")
            self.start()

    def open_run(self, run_id: object) -> None:
        """Select a run in the table and show its curves."""
        self.runs.refresh()
        self.runs.select([int(str(run_id))])
        self.view_switch.choose("runs")

    def start(self) -> None:
        """Train with the recipe as it stands."""
        order = None if self._running else self._order()
        if order is not None:
            session = TrainSession(order.name, order.config.epochs, order.config.batch_size)
            self._begin(session, partial(self._train, self.services.workspace, order), run_id=None)

    def _order(self) -> jobs.TrainOrder | None:
        """The recipe as it stands; None where there is no data set or a value is refused."""
        if not self.recipe.dataset:
            return None
        try:
            config = self.recipe.config(self.augmentation.config())
        except EmotionGuiError as error:
            self.show_error(error)
            return None
        name, start = words.run_name(config), self.recipe.start_from
        return jobs.TrainOrder(self.recipe.dataset, config, name, start)

    def resume_run(self, run_id: int) -> None:
        """Go on with a stopped or interrupted run."""
        if self._running:
            return
        workspace = self.services.workspace
        run = workspace.run(run_id)
        session = session_of(run, workspace.epochs(run_id))
        self._begin(session, partial(self._resume, workspace, run_id), run_id=run_id)

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        if self._task is None:
            return
        if self._task.state is TaskState.PAUSED:
            self._task.resume()
        else:
            self._task.pause()

    def stop(self) -> None:
        """Stop after the running batch; the best epoch so far is kept."""
        if self._task is not None:
            self._task.cancel()

    def evaluate_shown(self) -> None:
        """Open the run on screen in Evaluate."""
        if self._shown_run is not None:
            self._open_in_evaluate(self._shown_run.run_id)

    @property
    def _running(self) -> bool:
        return self._task is not None and self._task.running

    def _begin(
        self, session: TrainSession, job: partial[TrainOutcome], *, run_id: int | None
    ) -> None:
        self.clear_message()
        newest = self._newest_run()
        self._run_id, self._last_before = run_id, 0 if newest is None else newest.run_id
        self._session, self._shown_run = session, None
        self.watch.clear()
        self._mistakes.clear()
        self.view_switch.choose("watch")
        self._task = self.services.tasks.start(
            job,
            title=self.tr("Training “{name}”").format(name=session.title),
            on_progress=self._on_progress,
            on_success=self._on_finished,
            on_failure=self._on_failed,
            on_cancel=self._on_stopped,
        )
        self._task.state_changed.connect(self._show_running)
        self._refresh()
        self._show_running()

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, MemoryNotice):
            self._say(words.memory_full(progress.detail))
        if self._session is not None:
            self._session.take(progress)
            self._refresh_soon.start()

    @Slot()
    def _refresh(self) -> None:
        if self._session is None:
            return
        new_epoch = self._session.epochs_changed
        self.watch.refresh(self._session, running=self._running)
        if new_epoch and self._running:
            self._on_new_epoch()

    def _on_new_epoch(self) -> None:
        if self.view_switch.current == "runs":
            self.runs.refresh()
        elif self.isVisible() and self._session is not None and self._session.records:
            run = self._current_run()
            if run is not None:
                self._mistakes.ask(run.run_id)

    def _on_finished(self, outcome: TrainOutcome) -> None:
        self._say(words.finished(outcome), kind="success")
        self._end("finished", outcome.run)

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._end("failed", self._current_run())

    def _on_stopped(self) -> None:
        best = best_of(self._session.records) if self._session is not None else None
        self._say(words.stopped(best))
        self._end("stopped", self._current_run())

    def _say(self, message: UserMessage, *, kind: str = "info") -> None:
        self.show_info(message.title, message.text, message.hint, kind=kind)

    def _end(self, how: str, run: RunRow | None) -> None:
        self._refresh_soon.stop()
        self._task = None
        if self._session is not None:
            self._session.batch_changed = True
        self._refresh()
        self._shown_run = run
        self._look_at_shown()
        self.runs.refresh()
        self.models.ask()
        self._show_running()
        self.services.events.runs_changed.emit()
        self.run_ended.emit(how)

    @Slot()
    def _look_at_shown(self) -> None:
        if self._shown_run is not None and self.isVisible() and not self._running:
            self._mistakes.ask(self._shown_run.run_id, now=True)

    def _current_run(self) -> RunRow | None:
        """The run of the training that runs or has just ended; None before it is stored."""
        if self._run_id is not None:
            return self.services.workspace.run(self._run_id)
        newest = self._newest_run()
        return newest if newest is not None and newest.run_id > self._last_before else None

    def _newest_run(self) -> RunRow | None:
        runs = (run for run in self.services.workspace.runs() if run.kind == "train")
        return next(runs, None)

    @Slot()
    def _show_running(self) -> None:
        running = self._running
        state = self._task.state if self._task is not None else None
        view = self.view_switch.current
        self._buttons.show_state(
            state if running else None, can_start=bool(self.recipe.dataset), sweeps=view == "sweep"
        )
        run = self._shown_run
        kept = run is not None and self.services.workspace.checkpoint_path(run.run_id).is_file()
        self.evaluate_button.setVisible(kept and not running and view == "watch")
        self.recipe.set_locked(running)
        self.augmentation.set_locked(running)
        self.runs.set_busy(running)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        self.set_state_text(
            words.state(
                self._task.state if self._task is not None else None,
                dataset=self.recipe.dataset,
                counts=self._counts,
                seed=self.recipe.seed_edit.value(),
            )
        )

    def _show_newest_run(self) -> None:
        run = self._newest_run()
        if run is None:
            return
        entries = self.services.workspace.epochs(run.run_id)
        if not entries:
            return
        self._shown_run, self._session = run, session_of(run, entries)
        self.watch.refresh(self._session, running=False)

    @Slot()
    def _reload_datasets(self) -> None:
        ready = [
            row.name
            for row in self.services.workspace.datasets()
            if row.state == "ready" and row.faces
        ]
        self.recipe.set_datasets(ready)
        self._pages.show_bench(bool(ready) or self._running)
        self.view_switch.setVisible(bool(ready))
        self._on_dataset()

    @Slot()
    def _on_dataset(self) -> None:
        name = self.recipe.dataset
        if name != self._counted:
            self._counts, self._counted = None, name
            try:
                if name:
                    self._counts = jobs.count_parts(self.services.workspace, name)
            except EmotionGuiError as error:
                self.show_error(error)
        self._preview.set_dataset(name)
        self.sweep.set_dataset(name)
        self._show_running()

    @Slot()
    def _on_datasets_changed(self) -> None:
        self._counted = None
        self._reload_datasets()

    @Slot(object)
    def _on_preset(self, config: TrainConfig) -> None:
        self.augmentation.set_config(config.augmentation)
        self._preview.ask()

    @Slot()
    def _on_runs_edited(self) -> None:
        if self._shown_run is not None:
            self._shown_run = self.services.workspace.run(self._shown_run.run_id)
        self.services.events.runs_changed.emit()

    @Slot(int)
    def _open_in_evaluate(self, run_id: int) -> None:
        self.services.events.open_run_in.emit("evaluate", run_id)

    @Slot(int, int)
    def _on_cell(self, truth: int, answer: int) -> None:
        del truth, answer
        if not self._running:
            self.evaluate_shown()

    @Slot(str)
    def _on_view(self, key: str) -> None:
        self._stack.setCurrentIndex(("watch", "runs", "sweep").index(key))
        if key == "runs":
            self.runs.refresh()
        self._show_running()

    def _to_data(self) -> None:
        self.services.navigate("data")

    def _build_layout(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.watch)
        self._stack.addWidget(self.runs)
        self._stack.addWidget(self.sweep)
        left = ScrollColumn([self.recipe, self.augmentation], width=LEFT_WIDTH_PX)
        self._pages = Bench(self.services.theme, left, self._stack, self._to_data)
        self.empty = self._pages.empty
        self.data_button = self._pages.data_button
        self.body.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._refresh_soon.timeout.connect(self._refresh)
        self.view_switch.changed.connect(self._on_view)
        self.recipe.dataset_chosen.connect(self._on_dataset)
        self.recipe.preset_chosen.connect(self._on_preset)
        self.recipe.edited.connect(self._show_state)
        self.runs.resume_wanted.connect(self.resume_run)
        self.runs.evaluate_wanted.connect(self._open_in_evaluate)
        self.runs.runs_edited.connect(self._on_runs_edited)
        self.watch.cell_clicked.connect(self._on_cell)
        self.sweep.failed.connect(self.show_error)
        self.models.failed.connect(self.show_error)
        self.rate_panel.failed.connect(self.show_error)
        self.rate_panel.rate_wanted.connect(self.recipe.rate_edit.setValue)
        events = self.services.events
        events.models_ready.connect(self._look_at_shown)
        events.datasets_changed.connect(self._on_datasets_changed)
        events.runs_changed.connect(self.runs.refresh)
