"""The Prune page: puts the columns together and turns wishes into tasks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.operations import measure_layer as jobs
from emotion_gui.operations.measure_layer import PreviewFigures
from emotion_gui.operations.subject import MeasureRequest, load_sources
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.pruning.exporting import ask_export_target
from emotion_gui.ui.pages.pruning.news import News
from emotion_gui.ui.pages.pruning.one_layer.controls import ControlsPanel
from emotion_gui.ui.pages.pruning.one_layer.decisions import Decisions
from emotion_gui.ui.pages.pruning.one_layer.layout import Columns
from emotion_gui.ui.pages.pruning.one_layer.pairs_panel import PairsPanel
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_tasks import PlanTasks
from emotion_gui.ui.pages.pruning.one_layer.results_panel import ResultsPanel
from emotion_gui.ui.pages.pruning.one_layer.start_panel import StartPanel
from emotion_gui.ui.pages.pruning.one_layer.sweep_panel import SweepPanel
from emotion_gui.ui.pages.pruning.plan_files import PlanFiles
from emotion_gui.ui.pages.pruning.texts import measured_text
from emotion_gui.ui.pages.pruning.view_switch import Studies, ViewSwitch
from emotion_gui.workers.task_manager import Task

if TYPE_CHECKING:
    from emotion_gui.core.pruning.planning import LayerAngles
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.subject import Sources

_MODEL_KEY, _DATASET_KEY = "page/prune/model", "page/prune/dataset"
_START, _BENCH = 0, 1


class PrunePage(Page):
    """Measure a layer, move a threshold, apply, compact, keep."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("PrunePage", "Prune")
        super().__init__(services, title=title, parent=parent)
        self.bench = PlanEditor(services.tasks, self)
        self.work = PlanTasks(
            self.bench, tasks=services.tasks, workspace=services.workspace, parent=self
        )
        self.sources: Sources | None = None
        self._sources_task: Task | None = None
        self._measure_task: Task | None = None
        self._model = ""  # chosen last: another one brings its own data set
        self._wanted_model = ""
        self.controls = ControlsPanel()
        self.start_panel = StartPanel(services.theme)
        self.pairs = PairsPanel(services.theme)
        self.sweep_panel = SweepPanel(services.theme)
        self.results = ResultsPanel()
        self._stack = QStackedWidget()
        self._views = QStackedWidget()
        self.studies = Studies(services, self)
        self.plan_files = PlanFiles(self.bench, page=self)
        self.news = News(self)
        self._add_actions()
        columns = Columns(
            controls=self.controls,
            views=self._views,
            stack=self._stack,
            start=self.start_panel,
            pairs=self.pairs,
            sweep=self.sweep_panel,
            results=self.results,
        )
        self.body.addWidget(columns)
        self.studies.put_into(self._views, self.controls)
        self.decisions = Decisions(
            self.bench,
            controls=self.controls,
            pairs=self.pairs,
            sweep=self.sweep_panel,
            parent=self,
        )
        self._connect_bench()
        self._connect_panels()
        self.controls.show_options(self.bench.state)
        self._show_start()

    # -- life of the page ---------------------------------------------------------------------

    def activated(self) -> None:
        self._load_sources()

    def open_run(self, run_id: object) -> None:
        self._wanted_model = f"run-{run_id}"
        self._load_sources()

    @Slot()
    def _load_sources(self) -> None:
        if self._sources_task is not None:
            self._sources_task.abandon()
        self._sources_task = self.services.tasks.start(
            partial(load_sources, self.services.workspace),
            title=self.tr("Looking up models"),
            exclusive=False,
            on_success=self._on_sources,
            on_failure=self.show_error,
        )

    def _on_sources(self, sources: Sources) -> None:
        self._sources_task = None
        self.sources = sources
        settings, controls = self.services.settings, self.controls
        first_time = not controls.model_box.count() or not controls.dataset_box.count()
        controls.model_box.set_choices([(m.name, m.title) for m in sources.models])
        controls.dataset_box.set_choices([(row.name, row.name) for row in sources.datasets])
        if first_time:
            controls.model_box.choose(str(settings.value(_MODEL_KEY) or ""))
            own = sources.own.get(controls.model_box.current, "")
            controls.dataset_box.choose(str(settings.value(_DATASET_KEY) or own))
        if self._wanted_model in sources.layers:
            controls.model_box.choose(self._wanted_model)
            controls.dataset_box.choose(sources.own.get(self._wanted_model, ""))
            self._wanted_model = ""
        self._model = controls.model_box.current
        self._show_layers()
        self._show_start()

    # -- choosing and measuring ---------------------------------------------------------------

    @property
    def request(self) -> MeasureRequest | None:
        """What the boxes name; None while something is missing."""
        model, dataset, layer = self.controls.choices()
        if self.sources is None or not dataset or not layer:
            return None
        for entry in self.sources.models:
            if entry.name == model:
                return MeasureRequest(entry, dataset, int(layer))
        return None

    @Slot()
    def _on_source_chosen(self) -> None:
        model, dataset, _ = self.controls.choices()
        if self.sources is not None and model != self._model and model in self.sources.own:
            dataset = self.sources.own[model]  # a run brings the data set that it is of
            self.controls.dataset_box.choose(dataset)
        self._model = model
        self.services.settings.setValue(_MODEL_KEY, model)
        self.services.settings.setValue(_DATASET_KEY, dataset)
        self._show_layers()
        self._show_start()

    def _show_layers(self) -> None:
        model, _, layer = self.controls.choices()
        names = () if self.sources is None else self.sources.layers.get(model, ())
        same = len(names) == self.controls.layer_box.count() and layer
        self.controls.set_layers(names, chosen=int(layer) if same else None)

    @Slot()
    def measure(self) -> None:
        """Record the chosen layer over the training faces."""
        request = self.request
        if request is None or self._measure_task is not None:
            return
        self.clear_message()
        layer = self.controls.layer_box.currentText()
        self._measure_task = self.services.tasks.start(
            partial(jobs.measure, self.services.workspace, request),
            title=self.tr("Measuring {layer}").format(layer=layer),
            exclusive=False,
            on_progress=self.start_panel.show_progress,
            on_success=self._on_measured,
            on_failure=self._on_measure_failed,
            on_cancel=self._on_measure_ended,
        )
        self._show_start()

    def _on_measured(self, measured: Measured) -> None:
        self._measure_task = None
        self.pairs.set_faces(measured.faces)
        side = measured.session.side
        self.pairs.set_face_choice(len(measured.test_faces) if side > 1 else 0)
        self.controls.set_maps(measured.maps, with_searches=measured.session.is_instant)
        name = self.tr("{model}, pruned").format(model=measured.request.model.title)
        self.results.name_edit.setText(name)
        self.results.name_edit.home(False)
        self.bench.set_measured(measured)
        self._show_start()

    def _on_measure_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._on_measure_ended()

    def _on_measure_ended(self) -> None:
        self._measure_task = None
        self._show_start()

    @Slot()
    def _cancel_measuring(self) -> None:
        if self._measure_task is not None:
            self._measure_task.cancel()
            self.start_panel.show_stopping()

    def _show_start(self) -> None:
        """The bench where it fits the boxes; otherwise what to do first."""
        measured, request = self.bench.measured, self.request
        running = self._measure_task is not None
        fits = measured is not None and measured.request == request and not running
        was_fitting = self._stack.currentIndex() == _BENCH
        self._stack.setCurrentIndex(_BENCH if fits else _START)
        self.start_panel.show_situation(self.sources, request, running=running)
        if fits != was_fitting:
            self.controls.set_measured(fits)
            if fits:
                self.bench.refresh()
        self._show_state_text(measured if fits else None)
        self._show_actions()
        self._show_study()

    def _show_state_text(self, measured: Measured | None) -> None:
        text = self.tr("Find maps that say the same, and let them go")
        self.set_state_text(text if measured is None else measured_text(measured))

    # -- what the bench says ------------------------------------------------------------------

    @Slot(object)
    def _on_angles(self, angles: LayerAngles) -> None:
        measured = self.bench.measured
        assert measured is not None
        order = measured.orders[self.bench.state.options.normalisation]
        self.controls.show_angles(angles.pairs.angle_deg)
        self.pairs.set_angles(angles)
        self.results.matrix.set_angles(angles.angles_deg, order)

    @Slot(object)
    def _on_plan(self, plan: LayerPlan) -> None:
        self.controls.show_plan(plan, self.bench.by_angle)
        if self.controls.dragging and self.bench.figures is not None:
            self.pairs.show_plan_soon(plan)
        else:
            self.pairs.show_plan(plan)
        assert self.bench.measured is not None
        self.results.show_costs(self.bench.measured, plan.maps_gone)
        self._show_actions()

    @Slot(object)
    def _on_figures(self, figures: PreviewFigures) -> None:
        options = self.bench.state.options
        self.controls.show_figures(figures)
        self.results.show_accuracy(figures)
        self.sweep_panel.show_point(
            figures, preset=options.preset, threshold_deg=options.threshold_deg
        )
        self.work.sweep(options)

    @Slot()
    def _show_actions(self) -> None:
        bench, one_layer = self.bench, self.studies.shown is None
        shown = one_layer and self._stack.currentIndex() == _BENCH
        free = shown and not self.work.busy
        applied = free and bench.state.applied is not None
        for button in (self.undo_button, self.redo_button, self.compact_button):
            button.setVisible(one_layer)
        self.fine_tune_button.setVisible(one_layer)
        self.measure_button.setVisible(one_layer and not shown)
        self.measure_button.setEnabled(self.request is not None and self._measure_task is None)
        self.apply_button.setVisible(shown)
        self.apply_button.setEnabled(shown and bench.can_apply)
        for button, can, text in (
            (self.undo_button, bench.stack.canUndo(), bench.stack.undoText()),
            (self.redo_button, bench.stack.canRedo(), bench.stack.redoText()),
        ):
            button.setEnabled(shown and can)
            button.setToolTip(text or button.accessibleName())
        self.compact_button.setEnabled(applied and bench.compacted is None)
        self.fine_tune_button.setEnabled(applied and bench.compacted is not None)
        in_force = bench.state.applied
        self.results.set_may_keep(applied, gone=None if in_force is None else in_force.maps_gone)
        same = bench.plan is not None and bench.plan == bench.state.applied
        if same and bench.compacted is not None:
            self.results.show_compacted(bench.compacted)
        else:
            self.results.show_not_compacted(applied=same)

    @Slot()
    def _on_sweep_started(self) -> None:
        self.sweep_panel.show_sweeps(None)
        self.sweep_panel.set_waiting(self.tr("sweeping…"))

    # -- what the person does -----------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Keep the applied plan's network as a new run of the name in the field."""
        self.work.save(self.results.name_edit.text())

    @Slot()
    def fine_tune(self) -> None:
        """Train the compacted network a few epochs further, as a run of its own."""
        self.work.fine_tune(self.results.name_edit.text(), self.results.epochs)

    @Slot()
    def _ask_export(self) -> None:
        name = self.results.name_edit.text()
        if (target := ask_export_target(self, self.services, name=name)) is not None:
            self.work.export(target)

    @Slot()
    def compact(self) -> None:
        """Really remove the applied plan's maps."""
        self.work.compact(recalibrate=self.results.recalibrate_action.isChecked())

    @Slot(int)
    def _show_faces(self, number: int) -> None:
        if (measured := self.bench.measured) is not None:
            shown = measured.faces if number < 0 else jobs.maps_on_face(measured, number)
            self.pairs.set_faces(shown)

    # -- views --------------------------------------------------------------------------------

    @Slot(str)
    def _show_view(self, key: str) -> None:
        self.studies.show_view(key)
        self._show_start()

    @Slot()
    def _show_study(self) -> None:
        request = self.request
        self.studies.set_source(request, self.bench.state.options)
        self.studies.show_button(self.study_button)
        if self.studies.shown is not None:
            self.set_state_text(
                self.tr("Choose a model and a data set first")
                if request is None
                else self.tr("{model} on {data}").format(
                    model=request.model.title, data=request.dataset
                )
            )

    # -- building -----------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.view_switch = ViewSwitch(self)
        self.view_switch.changed.connect(self._show_view)
        self._actions.addWidget(self.view_switch)
        self.undo_button = self.add_action(self.tr("&Undo"), self.bench.stack.undo, icon="undo")
        self.redo_button = self.add_action(self.tr("Redo"), self.bench.stack.redo, icon="redo")
        self.compact_button = self.add_action(self.tr("&Compact"), self.compact, icon="compact")
        self.fine_tune_button = self.add_action(self.tr("F&ine-tune"), self.fine_tune)
        self.fine_tune_button.setToolTip(
            self.tr(
                "Trains the compacted network further, as a run of its own; "
                "the network before pruning teaches it"
            )
        )
        self.measure_button = self.add_action(self.tr("&Measure"), self.measure, primary=True)
        self.apply_button = self.add_action(self.tr("&Apply"), self.bench.apply, primary=True)
        for button in (self.undo_button, self.redo_button):
            button.setText("")  # the names stay for screen readers; tool tips say what
        self.study_button = self.add_action("", self.studies.start_or_stop, primary=True)
        self.study_button.setAccessibleName(self.tr("Start or stop the study"))
        for keys, call in (
            (QKeySequence.StandardKey.Undo, self.bench.stack.undo),
            (QKeySequence.StandardKey.Redo, self.bench.stack.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _connect_bench(self) -> None:
        bench, work = self.bench, self.work
        bench.options_changed.connect(self.controls.show_options)
        bench.stack.indexChanged.connect(self._show_study)
        bench.angles_changed.connect(self._on_angles)
        bench.plan_changed.connect(self._on_plan)
        bench.preview_started.connect(self.controls.show_waiting)
        bench.figures_changed.connect(self._on_figures)
        bench.applied_changed.connect(self._show_actions)
        bench.preview_failed.connect(self.show_error)
        bench.stack.indexChanged.connect(self._show_actions)
        work.busy_changed.connect(self._show_actions)
        work.saved.connect(self.news.saved)
        work.exported.connect(self.news.exported)
        work.fine_tuned.connect(self.news.fine_tuned)
        work.runs_changed.connect(self.services.events.runs_changed)
        work.failed.connect(self.show_error)
        work.sweep_started.connect(self._on_sweep_started)
        work.swept.connect(self.sweep_panel.show_sweeps)

    def _connect_panels(self) -> None:
        controls, pairs = self.controls, self.pairs
        controls.source_chosen.connect(self._on_source_chosen)
        self.start_panel.measure_wanted.connect(self.measure)
        self.start_panel.cancel_wanted.connect(self._cancel_measuring)
        self.start_panel.page_wanted.connect(self.services.navigate)
        pairs.pair_selected.connect(self.results.matrix.select_pair)
        self.results.matrix.pair_selected.connect(pairs.select_pair)
        pairs.face_wanted.connect(self._show_faces)
        self.plan_files.put_behind(self.results)
        self.plan_files.written.connect(self.news.written)
        self.studies.started.connect(self.clear_message)
        self.studies.busy_changed.connect(self._show_study)
        self.studies.failed.connect(self.show_error)
        self.studies.saved.connect(self.news.saved)
        self.studies.saved.connect(self.services.events.runs_changed)
        self.studies.written.connect(self.news.written)
        self.results.save_wanted.connect(self.save)
        self.results.export_wanted.connect(self._ask_export)
        self.services.events.runs_changed.connect(self._load_sources)
        self.services.events.datasets_changed.connect(self._load_sources)
