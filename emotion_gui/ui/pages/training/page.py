"""The Train page: recipe left, the training or all runs right."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.model.catalogue import DEFAULT_MODEL
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import bundled_start
from emotion_gui.core.training.records import MemoryNotice
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.operations import train as jobs
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.export_dialog import open_export
from emotion_gui.ui.pages.training import texts
from emotion_gui.ui.pages.training.mistakes import MistakesLoader
from emotion_gui.ui.pages.training.part_counter import PartCounter
from emotion_gui.ui.pages.training.recipe.augmentation_card import AugmentationCard
from emotion_gui.ui.pages.training.recipe.models import ModelsLoader
from emotion_gui.ui.pages.training.recipe.preview import PreviewLoader
from emotion_gui.ui.pages.training.recipe.rate_panel import RatePanel
from emotion_gui.ui.pages.training.recipe.recipe_card import RecipeCard
from emotion_gui.ui.pages.training.recipe.start_offer import StartOffer, is_few
from emotion_gui.ui.pages.training.running_training import RunningTraining
from emotion_gui.ui.pages.training.runs_view import RunsView
from emotion_gui.ui.pages.training.shown_run import ShownRun
from emotion_gui.ui.pages.training.sweep.sweep_view import SweepView
from emotion_gui.ui.pages.training.teach.teach_view import TeachView
from emotion_gui.ui.pages.training.watch import WatchView
from emotion_gui.ui.pages.training.watched_run import WatchedRun
from emotion_gui.ui.widgets import EmptyState, SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.empty_or_content import EmptyOrContent
from emotion_gui.ui.widgets.scroll_column import ScrollColumn
from emotion_gui.ui.widgets.way_back import add_way_back
from emotion_gui.workers.task import TaskState

if TYPE_CHECKING:
    from emotion_gui.core.training.outcome import TrainOutcome

LEFT_WIDTH_PX = 312


class TrainPage(Page):
    """Choose a recipe, watch it learn; every epoch is safe on disk."""

    dataset_changed = Signal(str)  # name; empty where there is none
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
        count: jobs.CountJob = jobs.count_parts,
        sweep: jobs.SweepJob = jobs.sweep,
        models: jobs.ModelsJob = jobs.known_models,
        find_rate: jobs.RateJob = jobs.find_rate,
    ) -> None:
        title = QCoreApplication.translate("TrainPage", "Train")
        super().__init__(services, title=title, parent=parent)
        self._train, self._resume = train, resume
        self.training = RunningTraining(services, parent=self)
        self._parts = PartCounter(services, count, parent=self)
        self._undo = QUndoStack(self)
        self.recipe = RecipeCard(device=services.preferences.text("compute/device"))
        self.start_offer = StartOffer()
        self.augmentation = AugmentationCard(services.theme)
        self.augmentation.set_config(self.recipe.augmentation)
        self.watch = WatchView(services.theme)
        self.runs = self._make_runs()
        self._fill_table = sweep
        self._preview = PreviewLoader(services, self.augmentation, preview, parent=self)
        self._mistakes = MistakesLoader(services, self.watch.mistakes, mistakes, parent=self)
        self._shown = ShownRun(
            services,
            self.watch,
            self._mistakes,
            is_recipe_of=self._is_recipe_of,
            parent=self,
        )
        self.rate_panel = RatePanel(services, self._request, find_rate)
        self.recipe.add_advanced(self.rate_panel)
        self.models = ModelsLoader(services, self.recipe.start, models, parent=self)
        self.view_switch = SegmentedControl(
            [
                ("watch", self.tr("Tra&ining")),
                ("runs", self.tr("&Runs")),
                ("sweep", self.tr("S&weep")),
                ("teach", self.tr("Teach")),
            ],
            name=self.tr("View"),
        )
        self.add_view_switch(self.view_switch)
        add_way_back(self, partial(self.view_switch.choose, "watch"), keys=("Alt+Left",))
        self._add_buttons()
        self._build_layout()
        # Signals before the first data: what is read now is shown by the same handlers as later.
        self._connect()
        self._reload_datasets()
        self._shown.show_newest()
        self._show_running()

    def _make_runs(self) -> RunsView:
        services = self.services
        return RunsView(
            services.workspace,
            services.theme,
            undo=self._undo,
            settings=services.settings,
            tasks=services.tasks,
        )

    @cached_property
    def sweep(self) -> SweepView:
        """Tables of trainings; made when it is wanted, as the lessons are."""
        view = SweepView(self.services, self._fill_table, self._request)
        view.failed.connect(self.show_error)
        view.set_dataset(self.recipe.dataset)
        self.dataset_changed.connect(view.set_dataset)
        return view

    @cached_property
    def teach(self) -> TeachView:
        """Lessons from kept faces."""
        view = TeachView(self.services)
        view.failed.connect(self.show_error)
        view.told.connect(partial(self.show_info, kind="success"))
        return view

    def make_next_view(self) -> bool:
        return self._stack.make_next()

    def activated(self) -> None:
        self._reload_datasets()
        self.runs.refresh()
        self._preview.ask()
        self.models.ask()
        if not self.watch.mistakes.count:
            self._look_at_shown()
        if self.view_switch.current == "teach":
            self.teach.refresh()

    def begin(self, what: str) -> None:
        """Train quickly on the data set named `what`; a training that runs goes on.

        `teach` leads to the faces that were kept.
        """
        if what == "teach":
            self.view_switch.choose("teach")
            return
        if not self._running:
            self.recipe.dataset_box.choose(what)
            self._on_dataset()
            self.recipe.choose_preset("quick")
            self.start()

    def open_run(self, run_id: object) -> None:
        """Select a run in the table and show its curves."""
        self.runs.refresh()
        self.runs.select([int(str(run_id))])
        self.view_switch.choose("runs")

    def start(self) -> None:
        """Train with the recipe as it stands."""
        request = None if self._running else self._request()
        if request is not None:
            run = WatchedRun(
                request.name,
                request.config.epochs,
                dataset=request.dataset,
                config=request.config,
                start_from=str(request.start_from or ""),
                labels=self.services.workspace.dataset(request.dataset).label_set,
            )
            self._begin(run, partial(self._train, self.services.workspace, request), resumed=None)

    @Slot()
    def start_from_bundled(self) -> None:
        """Train on from the bundled model: for own classes, or on a small set of the seven."""
        counts = self._parts.counts
        start = next((m for m in self.recipe.start.models if m.name == DEFAULT_MODEL), None)
        if counts is None or start is None or self._running:
            return
        config = bundled_start(counts.label_set, start.network, few=is_few(counts))
        self.recipe.start_with(config, start.name)
        self.start()

    def _request(self) -> TrainRequest | None:
        """The recipe as it stands; None where there is no data set or a value is refused."""
        if not self.recipe.dataset:
            return None
        try:
            config = self.recipe.config(self.augmentation.config())
        except EmotionGuiError as error:
            self.show_error(error)
            return None
        name = texts.run_name(config, start=self.recipe.other_start)
        return TrainRequest(self.recipe.dataset, config, name, self.recipe.start_from)

    def resume_run(self, run_id: int) -> None:
        """Go on with a stopped or interrupted run."""
        if self._running:
            return
        workspace = self.services.workspace
        run = self._shown.stored(workspace.run(run_id))
        self._begin(run, partial(self._resume, workspace, run_id), resumed=run_id)

    def evaluate_shown(self) -> None:
        """Open the run on screen in Evaluate."""
        if self._shown.row is not None:
            self._open_in_evaluate(self._shown.row.run_id)

    @property
    def _running(self) -> bool:
        return self.training.busy

    def _begin(self, run: WatchedRun, job: partial[TrainOutcome], *, resumed: int | None) -> None:
        self.clear_message()
        self.view_switch.choose("watch")
        self._shown.begin(run)
        title = self.tr("Training “{name}”").format(name=run.title)
        self.training.begin(job, title, resumed=resumed)
        self._show_running()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, MemoryNotice):
            self._show_message(texts.memory_full(progress.detail))
        self._shown.take(progress, left_s=self.training.left_s)

    @Slot()
    def _on_new_epoch(self) -> None:
        if self.view_switch.current == "runs":
            self.runs.refresh()
        elif self.isVisible() and self._shown.has_epochs:
            run = self.training.run
            if run is not None:
                self._mistakes.ask(run.run_id)

    @Slot(object)
    def _on_finished(self, outcome: TrainOutcome) -> None:
        self._show_message(texts.finished(outcome), kind="success")
        self._end("finished", outcome.run)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._end("failed", self.training.run)

    @Slot()
    def _on_stopped(self) -> None:
        self._show_message(texts.stopped(self._shown.kept))
        self._end("stopped", self.training.run)

    def _show_message(self, message: UserMessage, *, kind: str = "info") -> None:
        self.show_info(message.title, message.text, message.hint, kind=kind)

    def _end(self, how: str, run: RunRow | None) -> None:
        self._shown.end(run)
        if not self.isVisible():  # mistakes of an earlier epoch; `activated` looks anew
            self._mistakes.clear()
        self._look_at_shown()
        self.runs.refresh()
        self.models.ask()
        self._show_running()
        self.services.events.runs_changed.emit()
        self.run_ended.emit(how)

    @Slot()
    def _look_at_shown(self) -> None:
        if self._shown.row is not None and self.isVisible() and not self._running:
            self._mistakes.ask(self._shown.row.run_id, now=True)

    @Slot()
    def _show_running(self) -> None:
        running = self._running
        view = self.view_switch.current
        self._show_buttons(self.training.state)
        run = self._shown.row
        kept = run is not None and self.services.workspace.checkpoint_path(run.run_id).is_file()
        self.evaluate_button.setVisible(kept and not running and view == "watch")
        self.recipe.set_locked(running)
        self.augmentation.set_locked(running)
        self.start_offer.set_locked(running)
        self.runs.set_busy(running)
        self._show_state()

    @Slot()
    def _on_counted(self) -> None:
        self._show_counts()
        self._show_state()

    def _show_counts(self) -> None:
        counts = self._parts.counts
        self.start_offer.show_counts(counts)
        if counts is not None:
            self.watch.set_classes(counts.label_set)

    @Slot()
    def _show_state(self) -> None:
        self.set_state_text(
            texts.state(
                self.training.state,
                dataset=self.recipe.dataset,
                counts=self._parts.counts,
                counting=self._parts.busy,
                seed=self.recipe.seed,
            )
        )

    def _is_recipe_of(self, run: WatchedRun) -> bool:
        """The recipe, data set and start at the left are those that `run` was trained with."""
        try:
            config = self.recipe.config(self.augmentation.config())
        except EmotionGuiError:  # a number is being typed
            return False
        same_place = (run.dataset, run.start_from) == (
            self.recipe.dataset,
            str(self.recipe.start_from or ""),
        )
        same = run.config is not None and replace(run.config, device=config.device) == config
        return same_place and same

    @Slot()
    def _on_recipe(self) -> None:
        """A value at the left is another one: what follows from it."""
        with contextlib.suppress(EmotionGuiError):  # a number is being typed
            self.recipe.show_changes(self.recipe.config(self.augmentation.config()))
        self._shown.show_name()
        self._show_state()

    @Slot()
    def _reload_datasets(self) -> None:
        ready = [
            row.name for row in self.services.workspace.datasets() if row.is_ready and row.faces
        ]
        self.recipe.set_datasets(ready)
        self._pages.show_content(bool(ready) or self._running)
        self.view_switch.setVisible(bool(ready))
        self._on_dataset()

    @Slot()
    def _on_dataset(self) -> None:
        name = self.recipe.dataset
        self._parts.ask(name)
        self._show_counts()
        self._preview.set_dataset(name)
        self.dataset_changed.emit(name)
        self._shown.show_name()
        self._show_running()

    @Slot()
    def _on_datasets_changed(self) -> None:
        self._parts.outdate()
        self._reload_datasets()

    @Slot(object)
    def _on_preset(self, config: TrainConfig) -> None:
        self.augmentation.set_config(config.augmentation)
        self._preview.ask()
        self._on_recipe()

    @Slot(float)
    def _on_rate(self, rate: float) -> None:
        self.recipe.set_value("learning_rate", rate)

    @Slot()
    def _on_runs_edited(self) -> None:
        self._shown.read_again()
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
        self._stack.setCurrentIndex(("watch", "runs", "sweep", "teach").index(key))
        self._left.setVisible(key != "teach")  # faces need the room, a lesson no recipe
        if key == "runs":
            self.runs.refresh()
        elif key == "teach":
            self.teach.refresh()
        self._show_running()

    def _to_data(self) -> None:
        self.services.navigate("data")

    def _add_buttons(self) -> None:
        self.evaluate_button = self.add_action(
            self.tr("E&valuate"), self.evaluate_shown, icon="evaluate"
        )
        self.evaluate_button.setToolTip(self.tr("Evaluate this run"))
        self.stop_button = self.add_action(self.tr("S&top"), self.training.stop, icon="stop")
        self.pause_button = self.add_action(
            self.tr("&Pause"), self.training.toggle_pause, primary=True
        )
        self.start_button = self.add_action(
            self.tr("&Start"), self.start, primary=True, icon="play"
        )

    def _show_buttons(self, state: TaskState | None) -> None:
        """For a training in this state; None without one. Sweeps and lessons start elsewhere."""
        own_start = self.view_switch.current in ("sweep", "teach")
        self.start_button.setVisible(state is None and not own_start)
        self.start_button.setEnabled(bool(self.recipe.dataset))
        self.pause_button.setVisible(state is not None)
        self.stop_button.setVisible(state is not None)
        self.stop_button.setEnabled(state is not TaskState.STOPPING)
        self.pause_button.setEnabled(state in (TaskState.RUNNING, TaskState.PAUSED))
        paused = state is TaskState.PAUSED
        self.pause_button.setText(self.tr("Res&ume") if paused else self.tr("&Pause"))
        self.pause_button.setAccessibleName(self.tr("Resume") if paused else self.tr("Pause"))

    def _build_layout(self) -> None:
        self._stack = CurrentStack()
        self._stack.addWidget(self.watch)
        self._stack.addWidget(self.runs)
        self._stack.add_later(lambda: self.sweep)
        self._stack.add_later(lambda: self.teach)
        self._left = ScrollColumn(
            [self.start_offer, self.recipe, self.augmentation], width=LEFT_WIDTH_PX
        )
        self.empty = EmptyState(
            self.services.theme,
            icon="train",
            title=self.tr("First load some faces"),
            text=self.tr(
                "A network learns from labelled faces. Load the sample faces (rendered, built "
                "in), or open a data set of your own; then a training starts with one click."
            ),
        )
        self.data_button = self.empty.add_button(
            self.tr("Load faces on the Data page"), self._to_data, primary=True
        )
        self._pages = EmptyOrContent(self.empty, self._left, self._stack)
        self.body.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._shown.epoch_ended.connect(self._on_new_epoch)
        training = self.training
        training.changed.connect(self._show_running)
        training.progressed.connect(self._on_progress)
        training.succeeded.connect(self._on_finished)
        training.failed.connect(self._on_failed)
        training.stopped.connect(self._on_stopped)
        self._parts.changed.connect(self._on_counted)
        self.start_offer.wanted.connect(self.start_from_bundled)
        self._parts.failed.connect(self.show_error)
        self.view_switch.changed.connect(self._on_view)
        self.recipe.dataset_chosen.connect(self._on_dataset)
        self.recipe.preset_chosen.connect(self._on_preset)
        self.recipe.edited.connect(self._on_recipe)
        self.augmentation.changed.connect(self._on_recipe)
        self.watch.offer_taken.connect(self._show_running)
        self.runs.resume_wanted.connect(self.resume_run)
        self.runs.evaluate_wanted.connect(self._open_in_evaluate)
        self.runs.refused.connect(self.show_error)
        self.runs.written.connect(partial(self.show_written, self.tr("The table is saved")))
        self.runs.export_wanted.connect(partial(open_export, self.services, self))
        self.runs.runs_edited.connect(self._on_runs_edited)
        self.watch.cell_clicked.connect(self._on_cell)
        self.models.failed.connect(self.show_error)
        self.rate_panel.failed.connect(self.show_error)
        self.rate_panel.rate_wanted.connect(self._on_rate)
        events = self.services.events
        events.models_ready.connect(self._look_at_shown)
        events.datasets_changed.connect(self._on_datasets_changed)
        events.runs_changed.connect(self.runs.refresh)
