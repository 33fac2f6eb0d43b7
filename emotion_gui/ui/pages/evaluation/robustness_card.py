"""How right the chosen models stay under what cameras do: figures, and the way to the curves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.operations import robustness as jobs
from emotion_gui.operations.robustness import RobustnessRequest
from emotion_gui.ui.numbers import count, interval, percent, significant
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, FactTable, set_role
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.progress_line import ProgressLine
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.robustness import FaultTrial, Robustness

Measure = Callable[..., "tuple[Robustness, ...]"]  # as `operations.robustness.measure`
_Key = tuple[RobustnessRequest, DatasetRow]


class RobustnessCard(Card):
    """Mean and worst of all faults with n; measured when somebody asks, kept by the choice."""

    curves_wanted = Signal()
    measured = Signal()

    def __init__(
        self,
        state: EvaluateState,
        parent: QWidget | None = None,
        *,
        measure: Measure = jobs.measure,
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Under what cameras do"))
        self._state, self._measure = state, measure
        self._found: list[tuple[_Key, tuple[Robustness, ...]]] = []
        self._work = TaskSlot(
            state.tasks, when_busy="refuse", on_failure=state.failed.emit, parent=self
        )
        self.facts = FactTable()
        for key, label in (
            ("clean", self.tr("Faces as they are")),
            ("mean", self.tr("Mean of all faults")),
            ("interval", self.tr("95 % interval")),
            ("worst", self.tr("Worst")),
            ("ece", self.tr("Calibration error")),
            ("n", self.tr("Faces each")),
        ):
            self.facts.add(key, label)
        self.words = set_role(QLabel(), "small")
        self.words.setWordWrap(True)
        self.line = ProgressLine(self.tr("Progress of the faults"))
        self.start_button = QPushButton(self.tr("Measure faults"))
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop measuring faults"))
        self.curves_button = QPushButton(self.tr("Show cur&ves"))
        for widget in (self.facts, self.words, self.line):
            self.body.addWidget(widget)
        self.body.addWidget(FlowRow(self.start_button, self.stop_button, self.curves_button))
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self._work.cancel)
        self.curves_button.clicked.connect(self.curves_wanted)
        state.changed.connect(self.show_state)
        self._work.changed.connect(self.show_state)
        self.show_state()

    @property
    def found(self) -> tuple[Robustness, ...]:
        """Of the models that are chosen, on the faces that are chosen; empty while unknown."""
        key = self._key
        return next((found for known, found in self._found if known == key), ())

    @property
    def _key(self) -> _Key | None:
        request, row = self._state.request, self._state.dataset_row
        if request is None or row is None or self._state.choice.is_final:
            return None
        models = (request.first,) if request.second is None else (request.first, request.second)
        asked = RobustnessRequest(
            request.dataset, request.part, models, flip=request.flip, mix=request.mix
        )
        return asked, row

    @Slot()
    def show_state(self) -> None:
        """Beside what was evaluated: the figures, or the offer to measure them."""
        found, busy = self.found, self._work.busy
        self.setVisible(self._state.result is not None)
        self.facts.setVisible(bool(found))
        self.curves_button.setVisible(bool(found))
        self.line.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.start_button.setVisible(not busy and not found)
        if found:
            self._show_facts(found)
        elif not busy:
            self.words.setText(self._offer())

    @Slot()
    def start(self) -> None:
        """Measure what is chosen, in the background."""
        key = self._key
        if key is None or self._work.busy:
            return
        self.line.show_share(0, None)
        self.words.setText(self.tr("Starting…"))
        title = self.tr("Faults for {model}").format(model=key[0].models[0].title)
        self._work.start(
            partial(self._measure, self._state.workspace, key[0]),
            title,
            partial(self._on_measured, key),
            on_progress=self._on_progress,
            summary=self._sum_up,
        )

    def _on_progress(self, progress: Progress) -> None:
        self.line.show_share(progress.done, progress.total)
        self.words.setText(core_text(progress.text))

    def _on_measured(self, key: _Key, found: tuple[Robustness, ...]) -> None:
        self._found.append((key, found))
        self.show_state()
        self.measured.emit()

    def _sum_up(self, found: tuple[Robustness, ...]) -> Summary:
        text = self.tr("{mean} right under faults, worst {worst}").format(
            mean=percent(found[0].mean_accuracy), worst=percent(found[0].worst.accuracy)
        )
        return Summary(text, self._state.page_wanted.emit)

    def _offer(self) -> str:
        return self.tr(
            "Twelve faults at three strengths: blur, far away, JPEG, little light, shifted boxes, "
            "tilted heads, hidden parts. Every face is read 37 times."
        )

    def _show_facts(self, found: tuple[Robustness, ...]) -> None:
        rows: tuple[tuple[str, Callable[[Robustness], str]], ...] = (
            ("clean", lambda one: percent(one.clean.accuracy)),
            ("mean", lambda one: percent(one.mean_accuracy)),
            ("interval", lambda one: interval(*one.interval)),
            ("worst", lambda one: percent(one.worst.accuracy)),
            ("ece", lambda one: percent(one.mean_ece)),
            ("n", lambda one: count(one.n)),
        )
        for key, text in rows:
            told = [text(one) for one in found]
            self.facts.set_value(key, " · ".join(dict.fromkeys(told) if key == "n" else told))
        worst = dict.fromkeys(fault_words(one.worst) for one in found)
        self.words.setText(self.tr("Worst: {faults}").format(faults=" · ".join(worst)))


def fault_words(trial: FaultTrial) -> str:
    """A fault and its strength: `Blur, 2 px`."""
    return f"{core_text(trial.label)}, {strength_words(trial)}"


def strength_words(trial: FaultTrial) -> str:
    """The strength in its unit, in the language of the interface: `1.4 px`, `20°`, `40`."""
    space = "" if trial.unit in ("", "°") else " "
    return f"{significant(trial.value)}{space}{trial.unit}"
