"""The Prune page: chooses what is measured, and puts the panels and views together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QWidget

from emotion_gui.core.workspace.records import DatasetName, RunRow
from emotion_gui.operations.finetune import FineTuned
from emotion_gui.operations.measure_layer import measure
from emotion_gui.operations.subject import MeasureRequest, load_sources
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.pruning.one_layer.controls import ControlsPanel
from emotion_gui.ui.pages.pruning.one_layer.ladder_panel import LadderPanel
from emotion_gui.ui.pages.pruning.one_layer.layout import PruneColumns
from emotion_gui.ui.pages.pruning.one_layer.lost_list import LostList
from emotion_gui.ui.pages.pruning.one_layer.pairs_panel import PairsPanel
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.plan_tasks import PlanTasks
from emotion_gui.ui.pages.pruning.one_layer.results_panel import ResultsPanel
from emotion_gui.ui.pages.pruning.one_layer.start_panel import StartPanel
from emotion_gui.ui.pages.pruning.one_layer.sweep_panel import SweepPanel
from emotion_gui.ui.pages.pruning.plan_files import PlanFiles
from emotion_gui.ui.pages.pruning.studies.studies import Studies
from emotion_gui.ui.pages.pruning.texts import measured_text
from emotion_gui.ui.pages.pruning.view_switch import ONE_LAYER, ViewSwitch
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.way_back import add_way_back
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.subject import Sources

_MODEL_KEY, _DATASET_KEY = "page/prune/model", "page/prune/dataset"
_START, _BENCH = 0, 1


class PrunePage(Page):
    """Measure a layer, move a threshold, apply, compact, keep."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("PrunePage", "Prune")
        super().__init__(services, title=title, parent=parent)
        self.editor = editor = PlanEditor(services.tasks, self)
        self.work = PlanTasks(
            editor, tasks=services.tasks, workspace=services.workspace, parent=self
        )
        self.sources: Sources | None = None
        self._model = ""  # chosen last: another one brings its own data set
        self._wanted_model = ""
        self._looking = TaskSlot(services.tasks, on_failure=self.show_error, parent=self)
        self._measuring = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self.show_error, parent=self
        )
        self.controls = ControlsPanel(editor)
        self.start_panel = StartPanel(services.theme)
        self.ladder = LadderPanel(editor, services.tasks)
        self.pairs = PairsPanel(editor, services.theme)
        self.lost = LostList()
        self._lists = CurrentStack()
        for shown in (self.pairs, self.lost):
            self._lists.addWidget(shown)
        self.sweep_panel = SweepPanel(editor, self.work, services.theme)
        self.results = ResultsPanel(editor, self.work)
        self._stack = CurrentStack()
        self._views = CurrentStack()
        self.studies = Studies(services, self)
        self.plan_files = PlanFiles(editor, self.work, self.results, page=self)
        self._add_actions()
        columns = PruneColumns(
            controls=self.controls,
            views=self._views,
            stack=self._stack,
            start=self.start_panel,
            ladder=self.ladder,
            lists=self._lists,
            sweep=self.sweep_panel,
            results=self.results,
        )
        self.body.addWidget(columns)
        self.studies.put_into(self._views, self.controls)
        self._connect()
        self._show_situation()

    def make_next_view(self) -> bool:
        return self.studies.make_next()

    # -- life of the page ---------------------------------------------------------------------

    def activated(self) -> None:
        self._load_sources()

    def open_run(self, run_id: object) -> None:
        self._wanted_model = f"run-{run_id}"
        self._load_sources()

    def keeps_faces_of(self, rows: Sequence[DatasetName]) -> bool:
        measured = self.editor.measured
        used = set(self.studies.used)
        if measured is not None:
            used.add(measured.request.dataset)
        return bool(used & {row.name for row in rows})

    @Slot()
    def _load_sources(self) -> None:
        job = partial(load_sources, self.services.workspace)
        self._looking.start(job, self.tr("Looking up models"), self._on_sources)

    @Slot()
    def _on_shelves_changed(self) -> None:
        """Looked up when the page is shown, so that its first choice is the newest run's."""
        if self.isVisible():
            self._load_sources()

    def _on_sources(self, sources: Sources) -> None:
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
        self._show_situation()

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
        self._show_situation()

    def _show_layers(self) -> None:
        model, _, layer = self.controls.choices()
        names = () if self.sources is None else self.sources.layers.get(model, ())
        same = len(names) == self.controls.layer_box.count() and layer
        self.controls.set_layers(names, chosen=int(layer) if same else None)

    @Slot()
    def measure(self) -> None:
        """Record the chosen layer over the training faces."""
        request = self.request
        if request is None:
            return
        self.clear_message()
        layer = self.controls.layer_box.currentText()
        self._measuring.start(
            partial(measure, self.services.workspace, request),
            self.tr("Measuring {layer}").format(layer=layer),
            self._on_measured,
            on_progress=self.start_panel.show_progress,
        )

    def _on_measured(self, measured: Measured) -> None:
        self.editor.set_measured(measured)
        self._show_situation()

    @Slot()
    def _cancel_measuring(self) -> None:
        self._measuring.cancel()
        self.start_panel.show_stopping()

    @Slot()
    def _show_situation(self) -> None:
        """The bench where it fits the boxes; otherwise what to do first."""
        measured, request, running = self.editor.measured, self.request, self._measuring.busy
        fits = measured is not None and measured.request == request and not running
        self._stack.setCurrentIndex(_BENCH if fits else _START)
        self.start_panel.show_situation(self.sources, request, running=running)
        self.editor.set_shown(fits)
        self.studies.set_source(request, self.editor.state.unrepaired)
        self.studies.show_button(self.study_button)
        self._show_state_text(request)
        self._show_actions()

    def _show_state_text(self, request: MeasureRequest | None) -> None:
        measured = self.editor.measured
        if self.studies.shown is None:
            text = self.tr("Find maps that say the same, and let them go")
            shown = measured if self.editor.is_shown else None
            self.set_state_text(text if shown is None else measured_text(shown))
        elif request is None:
            self.set_state_text(self.tr("Choose a model and a data set first"))
        else:
            text = self.tr("{model} on {data}")
            self.set_state_text(text.format(model=request.model.title, data=request.dataset))

    @Slot()
    def _show_actions(self) -> None:
        editor, one_layer = self.editor, self.studies.shown is None
        shown = one_layer and editor.is_shown
        applied = shown and not self.work.busy and editor.state.applied is not None
        self._show_undo(shown=shown)
        self.compact_button.setVisible(one_layer)
        self.fine_tune_button.setVisible(one_layer)
        self.measure_button.setVisible(one_layer and not shown)
        self.measure_button.setEnabled(self.request is not None and not self._measuring.busy)
        self.apply_button.setVisible(shown)
        self.apply_button.setEnabled(shown and editor.can_apply)
        self.compact_button.setEnabled(applied and editor.compacted is None)
        self.fine_tune_button.setEnabled(applied and editor.compacted is not None)

    @property
    def _undo_stack(self) -> QUndoStack | None:
        """Of the view in front."""
        view = self.studies.shown
        return self.editor.stack if view is None else view.undo_stack

    def _show_undo(self, *, shown: bool) -> None:
        view, stack = self.studies.shown, self._undo_stack
        may = shown if view is None else not view.busy
        for button, can, text in (
            (self.undo_button, stack and stack.canUndo(), stack and stack.undoText()),
            (self.redo_button, stack and stack.canRedo(), stack and stack.redoText()),
        ):
            button.setVisible(stack is not None)
            button.setEnabled(may and bool(can))
            button.setToolTip(text or button.accessibleName())

    # -- what the person does -----------------------------------------------------------------

    @Slot()
    def undo(self) -> None:
        """Take back what was done last in the view in front."""
        if self.undo_button.isEnabled() and self._undo_stack is not None:
            self._undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        """Do it again."""
        if self.redo_button.isEnabled() and self._undo_stack is not None:
            self._undo_stack.redo()

    @Slot()
    def fine_tune(self) -> None:
        """Train the compacted network a few epochs further, as a run of its own."""
        self.work.fine_tune(self.results.name_edit.text(), self.results.epochs)

    @Slot()
    def compact(self) -> None:
        """Really remove the applied plan's maps."""
        self.work.compact(recalibrate=self.results.recalibrate_action.isChecked())

    @Slot(bool)
    def _show_list(self, of_lost: bool) -> None:
        """Why each map goes, or all pairs."""
        self._lists.setCurrentIndex(int(of_lost))

    @Slot(str)
    def _show_view(self, key: str) -> None:
        self.studies.show_view(key)
        self._show_situation()

    # -- what was done ------------------------------------------------------------------------

    @Slot(object)
    def _on_saved(self, run: RunRow) -> None:
        if run.kind == "quantize":
            text = self.tr("It holds the network in 8 bits, which answers and is not trained on.")
        elif run.config.get("compacted"):
            text = self.tr("It holds the compacted network.")
        else:
            text = self.tr("It holds the masked network; Compact first to save a smaller one.")
        self._report(
            self.tr("Saved as run {number} “{name}”").format(number=run.run_id, name=run.name), text
        )

    @Slot(object)
    def _on_fine_tuned(self, result: FineTuned) -> None:
        self._report(
            self.tr("Fine-tuned as run {number}").format(number=result.run.run_id),
            self.tr("{before} became {after} on the test faces.").format(
                before=numbers.percent(result.before), after=numbers.percent(result.accuracy)
            ),
        )

    @Slot(object)
    def _on_written(self, target: Path) -> None:
        self._report(self.tr("Saved"), str(target))

    def _report(self, title: str, text: str) -> None:
        self.show_info(title, text, self.tr("The original is untouched."), kind="success")

    # -- building -----------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.view_switch = ViewSwitch(self)
        self.view_switch.changed.connect(self._show_view)
        self.add_view_switch(self.view_switch)
        self.undo_button = self.add_action(self.tr("&Undo"), self.undo, icon="undo")
        self.redo_button = self.add_action(self.tr("Redo"), self.redo, icon="redo")
        self.compact_button = self.add_action(self.tr("&Compact"), self.compact, icon="compact")
        self.fine_tune_button = self.add_action(self.tr("F&ine-tune"), self.fine_tune)
        self.fine_tune_button.setToolTip(
            self.tr(
                "Trains the compacted network further, as a run of its own; "
                "the network before pruning teaches it"
            )
        )
        self.measure_button = self.add_action(self.tr("&Measure"), self.measure, primary=True)
        self.apply_button = self.add_action(self.tr("&Apply"), self.editor.apply, primary=True)
        for button in (self.undo_button, self.redo_button):
            button.setText("")  # the names stay for screen readers; tool tips say what
        self.study_button = self.add_action("", self.studies.start_or_stop, primary=True)
        self.study_button.setAccessibleName(self.tr("Start or stop the study"))
        to_bench = partial(self.view_switch.choose, ONE_LAYER)
        add_way_back(self, to_bench, keys=("Alt+Left",))
        for keys, call in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _connect(self) -> None:
        editor, work, events = self.editor, self.work, self.services.events
        self.controls.source_chosen.connect(self._on_source_chosen)
        self._measuring.changed.connect(self._show_situation)
        self.start_panel.measure_wanted.connect(self.measure)
        self.start_panel.cancel_wanted.connect(self._cancel_measuring)
        self.start_panel.page_wanted.connect(self.services.navigate)
        self.ladder.lost_changed.connect(self.lost.show_lost)
        self.ladder.list_wanted.connect(self._show_list)
        self.pairs.pair_selected.connect(self.results.matrix.select_pair)
        self.results.matrix.pair_selected.connect(self.pairs.select_pair)
        for changed in (editor.plan_changed, editor.figures_changed, editor.preview_started):
            changed.connect(self._show_actions)
        editor.applied_changed.connect(self._show_actions)
        editor.stack.indexChanged.connect(self._show_situation)
        work.busy_changed.connect(self._show_actions)
        work.saved.connect(self._on_saved)
        work.fine_tuned.connect(self._on_fine_tuned)
        work.runs_changed.connect(events.runs_changed)
        self.plan_files.written.connect(self._on_written)
        self.studies.started.connect(self.clear_message)
        self.studies.busy_changed.connect(self._show_situation)
        self.studies.saved.connect(self._on_saved)
        self.studies.saved.connect(events.runs_changed)
        self.studies.written.connect(self._on_written)
        for failing in (editor, work, self.studies):
            failing.failed.connect(self.show_error)
        events.runs_changed.connect(self._on_shelves_changed)
        events.datasets_changed.connect(self._on_shelves_changed)
