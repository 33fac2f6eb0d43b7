"""Tasks that work on the editor's applied plan: compact, save; and the sweep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.finetune import fine_tune
from emotion_gui.operations.keep import Pruned, save_run
from emotion_gui.operations.prune_layer import PruneRequest, masked_by, prune_layer
from emotion_gui.operations.threshold_sweep import sweep_rules
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.export_dialog import ExportSource
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.core.workspace.records import RunRow
    from emotion_gui.operations.finetune import FineTuned
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult


class PlanTasks(QObject):
    """One of compact, save and fine-tune at a time; the sweep runs beside them."""

    busy_changed = Signal()
    saved = Signal(object)  # RunRow
    fine_tuned = Signal(object)  # FineTuned
    runs_changed = Signal()  # the workspace holds another run
    failed = Signal(object)  # Exception
    sweep_started = Signal()
    swept = Signal(object)  # Sweeps, or None where there are none

    def __init__(
        self, editor: PlanEditor, *, tasks: TaskManager, workspace: Workspace, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._editor, self._workspace = editor, workspace
        failed = self.failed.emit
        self._reading = TaskSlot(tasks, when_busy="refuse", on_failure=failed, parent=self)
        self._writing = TaskSlot(tasks, exclusive=True, on_failure=failed, parent=self)
        self._sweeps = TaskSlot(tasks, parent=self)
        self._swept: object = None
        for slot in (self._reading, self._writing):
            slot.changed.connect(self.busy_changed)
        editor.figures_changed.connect(self._sweep)

    @property
    def busy(self) -> bool:
        return self._reading.busy or self._writing.busy

    def compact(self, *, recalibrate: bool = False) -> None:
        """Really remove the applied plan's maps, with proof; renew batch norms if asked."""
        measured, plan = self._editor.measured, self._editor.state.applied
        if measured is None or plan is None or self.busy:
            return
        request = PruneRequest(compact=True, recalibrate=recalibrate)
        self._reading.start(
            partial(prune_layer, measured.subject, measured.session, plan, request),
            self.tr("Compacting"),
            self._editor.add_compacted,
        )

    def save(self, name: str) -> None:
        """Keep the applied plan's network as a new run."""
        measured, plan = self._editor.measured, self._editor.state.applied
        if measured is not None and plan is not None and not self.busy:
            job = partial(_save, self._workspace, measured, plan, self._editor.compacted, name)
            self._writing.start(job, self.tr("Saving the pruned run"), self._on_saved)

    def export_source(self, name: str) -> ExportSource | None:
        """The applied plan's network for the dialog of exports; None where no plan is applied."""
        measured, plan = self._editor.measured, self._editor.state.applied
        if measured is None or plan is None or self.busy:
            return None
        return ExportSource(
            key="",
            title=self.tr("{name} (not saved)").format(name=name),
            name=name or "pruned",
            guarded=self._workspace.path,  # the network that was pruned is one of its runs
            load=partial(_checkpoint, measured, plan, self._editor.compacted),
        )

    def fine_tune(self, name: str, epochs: int) -> None:
        """Train the compacted network a few epochs further, as runs of their own."""
        measured, result = self._editor.measured, self._editor.compacted
        if measured is not None and result is not None and not self.busy:
            job = partial(fine_tune, self._workspace, measured.request, result, name, epochs)
            self._writing.start(
                job,
                self.tr("Fine-tuning {name}").format(name=name),
                self._on_fine_tuned,
                summary=self._sum_up,
                # A stopped fine-tuning leaves runs behind.
                on_cancel=self.runs_changed.emit,
            )

    # -- inside -------------------------------------------------------------------------------

    def _on_saved(self, run: RunRow) -> None:
        self.saved.emit(run)
        self.runs_changed.emit()

    def _on_fine_tuned(self, result: FineTuned) -> None:
        self.fine_tuned.emit(result)
        self.runs_changed.emit()

    def _sum_up(self, result: FineTuned) -> Summary:
        text = self.tr("{before} → {after} right on {n} test faces").format(
            before=numbers.percent(result.before),
            after=numbers.percent(result.accuracy),
            n=numbers.count(result.n),
        )
        return Summary(text)

    @Slot()
    def _sweep(self) -> None:
        """Sweep again when something other than the threshold (or the rule) has changed."""
        measured, options = self._editor.measured, self._editor.state.unrepaired
        if measured is None:
            return
        wanted: tuple[object, ...] = (id(measured), options.normalisation, options.remove_silent)
        if not measured.session.is_instant:  # then only the chosen rule is swept
            wanted = (*wanted, options.preset)
        if wanted == self._swept:
            return
        self._swept = wanted
        self.sweep_started.emit()
        self._sweeps.start(
            partial(sweep_rules, measured.session, options),
            self.tr("Threshold sweep"),
            self.swept.emit,
            on_failure=self._on_sweep_failed,
            on_cancel=self._forget_sweep,
        )

    def _on_sweep_failed(self, error: Exception) -> None:
        self._forget_sweep()
        self.failed.emit(error)

    def _forget_sweep(self) -> None:
        self._swept = None
        self.swept.emit(None)


def _pruned(measured: Measured, plan: LayerPlan, result: PruneResult | None) -> Pruned:
    if result is not None:
        return result.pruned
    return masked_by(measured.subject, measured.session, plan)


def _save(
    workspace: Workspace,
    measured: Measured,
    plan: LayerPlan,
    result: PruneResult | None,
    name: str,
    context: JobContext,
) -> RunRow:
    return save_run(workspace, _pruned(measured, plan, result), name, context)


def _checkpoint(
    measured: Measured, plan: LayerPlan, result: PruneResult | None, context: JobContext
) -> Checkpoint:
    from emotion_gui.core.model.checkpoint import Checkpoint

    context.checkpoint()
    kept = _pruned(measured, plan, result)
    return Checkpoint(kept.network, kept.info())
