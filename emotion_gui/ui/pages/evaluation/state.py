"""What the Evaluate page knows: what is chosen, what was found for it, and what runs.

Panels are given it, show what it says, and write back to it alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.evaluation.ledger import Opening, openings
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.priors import parse_mix
from emotion_gui.core.workspace.records import DatasetRow, Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import evaluate as operations
from emotion_gui.operations.evaluate import EvaluateRequest, EvaluateResult, Evaluator
from emotion_gui.ui.numbers import count, percent
from emotion_gui.ui.opening import open_path
from emotion_gui.ui.report_pdf import write_pdf
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.reports.final_report import FinalRecord

ModelLister = Callable[[Workspace, JobContext], list[ModelEntry]]
FinalReporter = Callable[[Workspace, EvaluateRequest, JobContext], "FinalRecord"]


@dataclass(frozen=True)
class Choice:
    """What to evaluate, by name; an empty name is no choice."""

    model: str = ""
    second: str = ""
    dataset: str = ""
    part: Part = Part.TEST
    flip: bool = False
    mix: str = "training"  # as `parse_mix` takes it

    @property
    def is_final(self) -> bool:
        """The final hurdle: only its own button may open it."""
        return self.part is Part.VALIDATION

    @property
    def of_final(self) -> tuple[str, str]:
        """What a final report belongs to: one model and its faces."""
        return self.model, self.dataset


class EvaluateState(QObject):
    """The page's model.

    What is found is kept by the choice that it was found for, so that figures never stand
    under another part, model or data set than their own.
    """

    changed = Signal()  # choices, lists, or what runs
    shown = Signal(object)  # EvaluateResult, for the choice as it is
    final_written = Signal(object)  # FinalRecord
    failed = Signal(object)  # Exception
    page_wanted = Signal()  # a result was chosen in the list of finished jobs

    def __init__(
        self,
        workspace: Workspace,
        tasks: TaskManager,
        *,
        evaluator: Evaluator = operations.evaluate_file,
        lister: ModelLister = operations.models,
        reporter: FinalReporter = operations.final_report,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace, self.tasks = workspace, tasks
        self._evaluator, self._lister, self._reporter = evaluator, lister, reporter
        self.choice = Choice()
        self.models: dict[str, ModelEntry] = {}
        self._rows: dict[str, DatasetRow] = {}
        self._results: dict[Choice, EvaluateResult] = {}
        self._finals: dict[tuple[str, str], FinalRecord | None] = {}
        self._judged: set[str] = set()
        self._wanted_run: int | None = None
        fail = self.failed.emit
        self._work = TaskSlot(tasks, when_busy="refuse", on_failure=fail, parent=self)
        self._final_work = TaskSlot(tasks, exclusive=True, on_failure=fail, parent=self)
        self._listing = TaskSlot(tasks, on_failure=fail, parent=self)
        self._looking_up = TaskSlot(tasks, on_failure=fail, parent=self)
        for slot in (self._work, self._final_work, self._listing):
            slot.changed.connect(self.changed)

    # -- what is chosen ---------------------------------------------------------------------

    @property
    def datasets(self) -> tuple[str, ...]:
        """Finished data sets that hold faces."""
        return tuple(self._rows)

    @property
    def dataset_row(self) -> DatasetRow | None:
        """The chosen data set as it is now."""
        return self._rows.get(self.choice.dataset)

    @property
    def request(self) -> EvaluateRequest | None:
        """What would be evaluated; None while a model or a data set is missing."""
        choice = self.choice
        first = self.models.get(choice.model)
        if first is None or choice.dataset not in self.datasets:
            return None
        second = self.models.get(choice.second)
        mix = parse_mix(choice.mix)
        return EvaluateRequest(choice.dataset, choice.part, first, second, choice.flip, mix)

    def choose(self, **values: object) -> None:
        """Change some values of the choice; a run brings the data set that it is of."""
        before, self.choice = self.choice, replace(self.choice, **values)  # type: ignore[arg-type]
        if self.choice.model != before.model and "dataset" not in values:
            self._choose_own_dataset()
        if self.choice == before:
            return
        self._look_up_final()
        self.changed.emit()

    def choose_run(self, run_id: int) -> None:
        """Evaluate a run on the test part of its data set, as soon as it is listed."""
        self._wanted_run = run_id
        self.list_models()

    def _choose_own_dataset(self) -> None:
        model = self.models.get(self.choice.model)
        if model is None or model.run_id is None:
            return
        # A list may be older than the workspace: the run can be gone by now.
        owns = {run.dataset_id for run in self.workspace.runs() if run.run_id == model.run_id}
        for name, row in self._rows.items():
            if row.dataset_id in owns:
                self.choice = replace(self.choice, dataset=name)

    # -- what there is ----------------------------------------------------------------------

    @Slot()
    def list_datasets(self) -> None:
        """Read the finished data sets anew."""
        before = self._rows
        rows = self.workspace.datasets()
        self._rows = {row.name: row for row in rows if row.is_ready and row.faces}
        stale = {name for name, row in before.items() if self._rows.get(name) != row}
        # Divided once more or added to: its parts hold other faces now.
        self._results = {c: r for c, r in self._results.items() if c.dataset not in stale}
        self._finals = {key: r for key, r in self._finals.items() if key[1] not in stale}
        if self.choice.dataset not in self._rows:
            self.choose(dataset=next(iter(self._rows), ""))
            self._choose_own_dataset()
        self.changed.emit()

    @Slot()
    def list_models(self) -> None:
        """Read the models anew, in the background."""
        self._listing.start(
            partial(self._lister, self.workspace), self.tr("Listing models"), self._on_models
        )

    @property
    def is_listing(self) -> bool:
        return self._listing.busy

    def _on_models(self, models: list[ModelEntry]) -> None:
        self.models = {entry.name: entry for entry in models}
        # A run that went on has other weights now.
        self._results = {c: r for c, r in self._results.items() if self._is_current(r)}
        if self.choice.model not in self.models:
            self.choose(model=next(iter(self.models), ""))
        if self.choice.second not in self.models:
            self.choose(second="")
        wanted, self._wanted_run = self._wanted_run, None
        for name, entry in self.models.items():
            if wanted is not None and entry.run_id == wanted:
                self.choose(model=name)
                self._choose_own_dataset()
                self.choose(part=Part.TEST)
                self.evaluate()
        self.changed.emit()

    def _is_current(self, result: EvaluateResult) -> bool:
        request = result.request
        judged = [request.first] if request.second is None else [request.first, request.second]
        return all(self.models.get(model.name) == model for model in judged)

    # -- an evaluation ----------------------------------------------------------------------

    @property
    def result(self) -> EvaluateResult | None:
        """What was found for the choice as it is."""
        return self._results.get(self.choice)

    @property
    def judged(self) -> frozenset[str]:
        """Names of the data sets whose faces were evaluated since the page was made."""
        return frozenset(self._judged)

    @property
    def busy(self) -> bool:
        return self._work.busy or self._final_work.busy

    def evaluate(self) -> None:
        """Evaluate what is chosen; the final hurdle has a verb of its own."""
        request, choice = self.request, self.choice
        if request is None or choice.is_final or self.busy:
            return
        self._work.start(
            partial(operations.evaluate, self.workspace, request, evaluator=self._evaluator),
            self.tr("Evaluating {model}").format(model=request.first.title),
            partial(self._on_result, choice),
            summary=self._sum_up,
        )

    def evaluate_again(self) -> None:
        """The model's confidences are others now: what was found before no longer holds."""
        model = self.choice.model
        self._results = {
            choice: result
            for choice, result in self._results.items()
            if model not in (choice.model, choice.second) or choice == self.choice
        }
        self.evaluate()

    def stop(self) -> None:
        """Give up on what runs."""
        self._work.cancel()
        self._final_work.cancel()

    def _sum_up(self, result: EvaluateResult) -> Summary:
        evaluation = result.first.evaluation
        text = self.tr("{share} right, n = {n}").format(
            share=percent(evaluation.accuracy), n=count(evaluation.n)
        )
        return Summary(text, self.page_wanted.emit)

    def _sum_up_final(self, record: FinalRecord) -> Summary:
        evaluation = record.evaluation
        text = self.tr("{share} right, n = {n}; {file}").format(
            share=percent(evaluation.accuracy), n=count(evaluation.n), file=record.report.name
        )
        return Summary(text, partial(open_path, record.report), record.report)

    def _on_result(self, choice: Choice, result: EvaluateResult) -> None:
        self._results[choice] = result
        self._judged.add(choice.dataset)
        self.changed.emit()
        if choice == self.choice:
            self.shown.emit(result)

    # -- the final hurdle -------------------------------------------------------------------

    @property
    def final(self) -> FinalRecord | None:
        """The recorded report of the chosen model on the final part, where that is chosen."""
        return self._finals.get(self.choice.of_final) if self.choice.is_final else None

    def open_final(self) -> None:
        """Write the final report, or show the one recorded for this model; the core locks it."""
        request, key = self.request, self.choice.of_final
        if request is None or self.busy:
            return
        self._final_work.start(
            partial(self._reporter, self.workspace, request),
            self.tr("Final report"),
            partial(self._on_final, key),
            summary=self._sum_up_final,
        )

    def openings(self) -> list[Opening]:
        """The recorded looks at the chosen data set's final part, oldest first.

        Raises:
            StorageError: the record cannot be read.
        """
        return openings(self.workspace, dataset=self.choice.dataset)

    def _on_final(self, key: tuple[str, str], record: FinalRecord) -> None:
        self._finals[key] = record
        self.changed.emit()
        self.final_written.emit(record)

    def _look_up_final(self) -> None:
        """A report that was written earlier is shown without a click: it opens nothing."""
        request, key = self.request, self.choice.of_final
        if request is None or not self.choice.is_final or key in self._finals:
            return
        self._looking_up.start(
            partial(operations.recorded_final, self.workspace, request),
            self.tr("Looking for the final report"),
            partial(self._on_looked_up, key),
        )

    def _on_looked_up(self, key: tuple[str, str], record: FinalRecord | None) -> None:
        if record is not None:
            self._finals[key] = record
            self.changed.emit()

    # -- reports ----------------------------------------------------------------------------

    def write_report(self, on_written: Callable[..., object]) -> None:
        """Write the HTML report of what is shown."""
        if self.result is not None:
            self.tasks.start(
                partial(operations.write_report, self.workspace, self.result),
                title=self.tr("Report"),
                exclusive=False,
                on_success=on_written,
                on_failure=self.failed.emit,
            )

    def write_pdf(self, path: Path, on_written: Callable[..., object]) -> None:
        """Write the same report as PDF."""
        if self.result is not None:
            self.tasks.start(
                partial(_write_pdf, self.workspace, self.result, path),
                title=self.tr("Report"),
                exclusive=False,
                on_success=on_written,
                on_failure=self.failed.emit,
            )


def _write_pdf(
    workspace: Workspace, result: operations.EvaluateResult, path: Path, context: JobContext
) -> Path:
    context.checkpoint()
    write_pdf(operations.report_content(workspace, result), path)
    return path
