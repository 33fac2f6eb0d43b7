"""Tasks that work on the bench's applied plan: compact, save, export; and the sweep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.finetune import fine_tune
from emotion_gui.operations.keep import export_pruned, save_pruned_run
from emotion_gui.operations.prune_layer import PruneRequest, masked_by, prune_layer
from emotion_gui.operations.threshold_sweep import Sweeps, sweep_rules
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.workers.task_manager import Summary, Task, TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.core.workspace.records import RunRow
    from emotion_gui.operations.finetune import FineTuned
    from emotion_gui.operations.keep import Pruned
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult


class PlanTasks(QObject):
    """One of compact, save and export at a time; the sweep runs beside them."""

    busy_changed = Signal()
    saved = Signal(object)  # RunRow
    exported = Signal(object)  # Path
    fine_tuned = Signal(object)  # FineTuned
    runs_changed = Signal()  # the workspace holds another run
    failed = Signal(object)  # Exception
    sweep_started = Signal()
    swept = Signal(object)  # Sweeps

    def __init__(
        self, bench: PlanEditor, *, tasks: TaskManager, workspace: Workspace, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench, self._tasks, self._workspace = bench, tasks, workspace
        self.task: Task | None = None
        self._sweep_task: Task | None = None
        self._swept: object = None

    @property
    def busy(self) -> bool:
        return self.task is not None

    def compact(self, *, recalibrate: bool = False) -> None:
        """Really remove the applied plan's maps, with proof; renew batch norms if asked."""
        measured, plan = self._bench.measured, self._bench.state.applied
        if measured is not None and plan is not None:
            request = PruneRequest(compact=True, recalibrate=recalibrate)
            job = partial(prune_layer, measured.subject, measured.session, plan, request)
            self._start(job, self.tr("Compacting"), self._on_compacted, exclusive=False)

    def save(self, name: str) -> None:
        """Keep the applied plan's network as a new run."""
        measured, plan = self._bench.measured, self._bench.state.applied
        if measured is not None and plan is not None:
            job = partial(_save, self._workspace, measured, plan, self._bench.compacted, name)
            self._start(job, self.tr("Saving the pruned run"), self._on_saved, exclusive=True)

    def export(self, target: Path) -> None:
        """Write the applied plan's network to a `.safetensors` or `.onnx` file."""
        measured, plan = self._bench.measured, self._bench.state.applied
        if measured is not None and plan is not None:
            job = partial(_export, measured, plan, self._bench.compacted, target)
            self._start(job, self.tr("Exporting"), self._on_exported, exclusive=False)

    def fine_tune(self, name: str, epochs: int) -> None:
        """Train the compacted network a few epochs further, as runs of their own."""
        measured, compacted = self._bench.measured, self._bench.compacted
        if measured is not None and compacted is not None:
            job = partial(fine_tune, self._workspace, measured.request, compacted, name, epochs)
            title = self.tr("Fine-tuning {name}").format(name=name)
            self._start(job, title, self._on_fine_tuned, exclusive=True, summary=self._sum_up)

    def sweep(self, options: PruningOptions) -> None:
        """Sweep again when something other than the threshold (or the rule) has changed."""
        measured = self._bench.measured
        if measured is None:
            return
        wanted: tuple[object, ...] = (id(measured), options.normalisation, options.remove_silent)
        if not measured.session.is_instant:
            wanted = (*wanted, options.preset)
        if wanted == self._swept:
            return
        self._swept = wanted
        if self._sweep_task is not None:
            self._sweep_task.abandon()
        self.sweep_started.emit()
        self._sweep_task = self._tasks.start(
            partial(sweep_rules, measured.session, options),
            title=self.tr("Threshold sweep"),
            exclusive=False,
            on_success=self._on_swept,
            on_failure=self._on_sweep_failed,
            on_cancel=self._on_sweep_cancelled,
        )

    # -- inside -------------------------------------------------------------------------------

    def _start(
        self,
        job: Callable[..., object],
        title: str,
        on_success: Callable[..., object],
        *,
        exclusive: bool,
        summary: Callable[[Any], Summary] | None = None,
    ) -> None:
        if self.task is not None:
            return
        self.task = self._tasks.start(
            job,
            title=title,
            exclusive=exclusive,
            on_success=on_success,
            summary=summary,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )
        self.busy_changed.emit()

    def _on_compacted(self, result: PruneResult) -> None:
        self._on_ended()
        self._bench.add_compacted(result)

    def _on_saved(self, run: RunRow) -> None:
        self._on_ended()
        self.saved.emit(run)
        self.runs_changed.emit()

    def _on_fine_tuned(self, result: FineTuned) -> None:
        self._on_ended()
        self.fine_tuned.emit(result)
        self.runs_changed.emit()

    def _sum_up(self, result: FineTuned) -> Summary:
        text = self.tr("{before} → {after} right on {n} test faces").format(
            before=numbers.percent(result.before),
            after=numbers.percent(result.accuracy),
            n=numbers.count(result.n),
        )
        return Summary(text)

    def _on_exported(self, target: Path) -> None:
        self._on_ended()
        self.exported.emit(target)

    def _on_failed(self, error: Exception) -> None:
        self._on_ended()
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._on_ended()
        self.runs_changed.emit()  # a stopped fine-tuning leaves runs behind

    def _on_ended(self) -> None:
        self.task = None
        self.busy_changed.emit()

    def _on_swept(self, sweeps: Sweeps) -> None:
        self._sweep_task = None
        self.swept.emit(sweeps)

    def _on_sweep_failed(self, error: Exception) -> None:
        self._on_sweep_cancelled()
        self.failed.emit(error)

    def _on_sweep_cancelled(self) -> None:
        self._sweep_task = None
        self._swept = None
        self.swept.emit(None)


def _pruned(measured: Measured, plan: LayerPlan, result: PruneResult | None) -> Pruned:
    """The compacted network, or the masked one where nobody has compacted it."""
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
    return save_pruned_run(workspace, _pruned(measured, plan, result), name, context)


def _export(
    measured: Measured,
    plan: LayerPlan,
    result: PruneResult | None,
    target: Path,
    context: JobContext,
) -> Path:
    return export_pruned(_pruned(measured, plan, result), target, context)
