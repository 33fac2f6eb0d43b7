"""How far a model's confidence can be taken at its word, and the button that sets it right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import evaluate as jobs
from emotion_gui.operations.evaluate import Answers, Outcome
from emotion_gui.ui.widgets import Card, FactTable, set_role
from emotion_gui.workers.task_manager import Task, TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.calibration import Calibration


class CalibrationCard(Card):
    """Temperature and unsure threshold of the first model; fitted on the test part."""

    stored = Signal()  # the checkpoint says something else now
    failed = Signal(object)  # Exception

    def __init__(
        self, workspace: Workspace, tasks: TaskManager, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Confidence"))
        self._workspace, self._tasks = workspace, tasks
        self._task: Task | None = None
        self._outcome: Outcome | None = None
        self._busy = False
        self._found: Calibration | None = None
        self._before: Answers | None = None  # what Undo stores again
        self.facts = FactTable()
        for key, label in (
            ("temperature", self.tr("Temperature")),
            ("ece", self.tr("Calibration error")),
            ("unsure", self.tr("Unsure below")),
            ("kept", self.tr("Answers kept")),
        ):
            self.facts.add(key, label)
        self.words = set_role(QLabel(), "small")
        self.words.setWordWrap(True)
        self.button = QPushButton(self.tr("&Calibrate"))
        self.button.setToolTip(
            self.tr("Fits temperature and threshold on the test part; no answer changes.")
        )
        self.undo_button = QPushButton(self.tr("&Undo"))
        self.undo_button.setAccessibleName(self.tr("Undo the calibration"))
        self.header.addWidget(self.undo_button)
        self.header.addWidget(self.button)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.words)
        self.button.clicked.connect(self.calibrate)
        self.undo_button.clicked.connect(self.undo)
        self.hide()

    def show_outcome(self, outcome: Outcome) -> None:
        """What the checkpoint of the first model says."""
        if self._outcome is None or self._outcome.first.model.file != outcome.first.model.file:
            self._found = self._before = None
        self._outcome = outcome
        self.facts.set_value("temperature", f"{outcome.first.temperature:.3f}")
        self.facts.set_value("unsure", _share(outcome.first.unsure_below, self.tr("not set")))
        self._show_found()
        self._enable()
        self.show()

    def set_busy(self, busy: bool) -> None:
        """The page evaluates: a checkpoint in use is left alone."""
        self._busy = busy
        self._enable()

    @Slot()
    def calibrate(self) -> None:
        """Fit the first model on the test part of the data set that is shown."""
        if self._outcome is None:
            return
        order = self._outcome.order
        self._run(
            partial(jobs.calibrate, self._workspace, order.dataset, order.first.file),
            self.tr("Calibrating {model}").format(model=order.first.title),
            self._on_calibrated,
        )

    @Slot()
    def undo(self) -> None:
        """Store the temperature and threshold from before the calibration."""
        if self._before is None:
            return
        answers = self._before
        self._run(
            partial(
                jobs.restore_calibration,
                answers.model.file,
                answers.temperature,
                answers.unsure_below,
            ),
            self.tr("Undoing the calibration"),
            self._on_undone,
        )

    def _run(
        self, job: Callable[[JobContext], object], title: str, on_success: Callable[..., None]
    ) -> None:
        if self._task is not None:
            return
        self._task = self._tasks.start(
            job,
            title=title,
            exclusive=True,
            on_success=on_success,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )
        self._enable()

    def _on_calibrated(self, found: Calibration) -> None:
        assert self._outcome is not None
        self._before = self._before or self._outcome.first
        self._found = found
        self._end()
        self.stored.emit()

    def _on_undone(self, result: object) -> None:
        del result
        self._found = self._before = None
        self._end()
        self.stored.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._end()

    def _end(self) -> None:
        self._task = None
        self._show_found()
        self._enable()

    @property
    def _own(self) -> bool:
        return self._outcome is not None and self._outcome.first.model.run_id is not None

    def _enable(self) -> None:
        idle = self._task is None and not self._busy
        self.button.setEnabled(idle and self._own)
        self.undo_button.setEnabled(idle)

    def _show_found(self) -> None:
        found = self._found
        for key in ("ece", "kept"):
            self.facts.row(key).setVisible(found is not None)
        if found is not None:
            self.facts.set_value(
                "ece", f"{100 * found.ece_before:.1f} → {100 * found.ece_after:.1f} %"
            )
            kept = self.tr("{kept:.0f} %, of them {right:.0f} % right")
            self.facts.set_value(
                "kept", kept.format(kept=100 * found.kept, right=100 * found.kept_accuracy)
            )
        self.words.setText(self._meaning(found))
        self.undo_button.setVisible(self._before is not None)

    def _meaning(self, found: Calibration | None) -> str:
        if not self._own:
            return self.tr("A bundled model stays as it is delivered; only runs are calibrated.")
        meaning = self.tr(
            "The temperature divides the logits, so that of answers given with 70 % about 70 in "
            "100 are right. Answers less sure than the threshold are shown as unsure."
        )
        if found is None:
            return meaning
        judged = self.tr(
            "The error is the mean gap between confidence and share right on {n:,} test faces, "
            "five-fold: each fifth judged by the other four."
        ).format(n=found.n)
        return f"{meaning} {judged}"


def _share(value: float | None, missing: str) -> str:
    return missing if value is None else f"{100 * value:.0f} %"
