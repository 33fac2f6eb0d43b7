"""How far a model's confidence can be taken at its word, and the button that sets it right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.operations import evaluate as jobs
from emotion_gui.operations.evaluate import Answers
from emotion_gui.ui.numbers import count, number, percent
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.widgets import Card, FactTable, set_role
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.calibration import Calibration


class CalibrationCard(Card):
    """Temperature and unsure threshold of the first model; fitted on the test part."""

    def __init__(self, state: EvaluateState, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Confidence"))
        self._state = state
        self._work = TaskSlot(
            state.tasks,
            exclusive=True,
            on_failure=state.failed.emit,
            parent=self,
        )
        self._model: ModelEntry | None = None  # whose calibration is told of
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
        self.body.addWidget(self.facts)
        self.body.addWidget(self.words)
        self.body.addWidget(FlowRow(self.button, self.undo_button))
        self.button.clicked.connect(self.calibrate)
        self.undo_button.clicked.connect(self.undo)
        state.changed.connect(self.show_state)
        self._work.changed.connect(self.show_state)
        self.show_state()

    @Slot()
    def show_state(self) -> None:
        """What the checkpoint of the first model says; nothing while that is not read."""
        result = self._state.result
        self.setVisible(result is not None)
        if result is None:
            return
        first = result.first
        if self._model is None or self._model.file != first.model.file:
            self._found = self._before = None
        self._model = first.model
        self.facts.set_value("temperature", number(first.temperature, 3))
        unsure = first.unsure_below
        self.facts.set_value("unsure", self.tr("not set") if unsure is None else percent(unsure, 0))
        self._show_found()
        # A checkpoint in use is left alone.
        idle = not self._work.busy and not self._state.busy
        self.button.setEnabled(idle and self._own)
        self.undo_button.setEnabled(idle)

    @Slot()
    def calibrate(self) -> None:
        """Fit the first model on the test part of the data set that is shown."""
        result = self._state.result
        if result is None:
            return
        request = result.request
        self._work.start(
            partial(jobs.calibrate, self._state.workspace, request.dataset, request.first.file),
            self.tr("Calibrating {model}").format(model=request.first.title),
            self._on_calibrated,
        )

    @Slot()
    def undo(self) -> None:
        """Store the temperature and threshold from before the calibration."""
        if self._before is None:
            return
        answers = self._before
        self._work.start(
            partial(
                jobs.restore_calibration,
                self._state.workspace,
                answers.model.file,
                answers.temperature,
                answers.unsure_below,
            ),
            self.tr("Undoing the calibration"),
            self._on_undone,
        )

    def _on_calibrated(self, found: Calibration) -> None:
        result = self._state.result
        if self._before is None and result is not None:
            self._before = result.first
        self._found = found
        self._state.evaluate_again()

    def _on_undone(self, result: object) -> None:
        del result
        self._found = self._before = None
        self._state.evaluate_again()

    @property
    def _own(self) -> bool:
        return self._model is not None and self._model.run_id is not None

    def _show_found(self) -> None:
        found = self._found
        for key in ("ece", "kept"):
            self.facts.row(key).setVisible(found is not None)
        if found is not None:
            self.facts.set_value(
                "ece", f"{number(100 * found.ece_before, 1)} → {percent(found.ece_after)}"
            )
            kept = self.tr("{kept}, of them {right} right")
            right = percent(found.kept_accuracy, 0)
            self.facts.set_value("kept", kept.format(kept=percent(found.kept, 0), right=right))
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
            "The error is the mean gap between confidence and share right on {n} test faces, "
            "five-fold: each fifth judged by the other four."
        ).format(n=count(found.n))
        return f"{meaning} {judged}"
