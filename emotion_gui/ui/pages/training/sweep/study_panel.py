"""A search that several processes and computers share, as it goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.training.requests import Tried
from emotion_gui.operations.search import watch_study
from emotion_gui.ui.file_dialogs import FileTopic, ask_open
from emotion_gui.ui.messages import describe
from emotion_gui.ui.numbers import count, percent, significant
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.translation import translator
from emotion_gui.ui.widgets import CurvePlot, ElidedLabel, set_role
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.labels import set_tone
from emotion_gui.ui.widgets.whole_text import tell_whole
from emotion_gui.workers.task import Stream

_tr = translator("StudyPanel")
_ROW_PX, _PLOT_PX = 32, 190
_WORDS = 2  # columns of text at the left: state and values


class StudyPanel(QWidget):
    """Trials of a study's file and the best so far; read anew while it is looked at."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._file: Path | None = None
        self._stream: Stream | None = None
        self.open_button = QPushButton(self.tr("Open a study…"))
        self.open_button.clicked.connect(self._ask)
        self.path_label = ElidedLabel()
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.plot = CurvePlot(
            services.theme,
            name=self.tr("Accuracy of every trial"),
            x_label=self.tr("trial"),
            y_label=self.tr("accuracy on test, %"),
        )
        self.plot.setFixedHeight(_PLOT_PX)
        self.model = QStandardItemModel(0, 6, self)
        self.table = self._make_table()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.open_button)
        top.addWidget(self.path_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(self.plot)
        column.addWidget(self.table, 1)
        column.addStretch(0)  # for what is said while there is no table
        self._show_trials(())

    def open(self, file: Path) -> None:
        """Watch this study from now on."""
        self._end()
        self._file = file
        self.path_label.setText(str(file))
        self.path_label.setToolTip(str(file))
        self._show_trials(())
        if self.isVisible():
            self._begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever looks sees what is there now."""
        self._begin()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        self._end()
        super().hideEvent(event)

    def _begin(self) -> None:
        if self._file is None or self._stream is not None:
            return
        self._stream = self._services.tasks.start_stream(
            partial(watch_study, self._file),
            title=self.tr("Study"),
            on_arrival=self._on_trials,
            on_failure=self._on_failed,
        )

    def _end(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abandon()

    @Slot()
    def _ask(self) -> None:
        topic = FileTopic(self._services.settings, "train")
        kinds = {self.tr("Journals of studies"): [".journal", ".log"]}
        path = ask_open(self, topic, title=self.tr("A study"), kinds=kinds, all_files=True)
        if path is not None:
            self.open(path)

    def _on_failed(self, error: Exception) -> None:
        self._stream = None
        message = describe(error)
        self._say(f"{message.title}. {message.text}", "bad")

    def _on_trials(self, trials: object) -> None:
        if isinstance(trials, tuple):
            self._show_trials(trials)

    def _show_trials(self, trials: Sequence[Tried]) -> None:
        best = best_of(trials)
        self._say(_summary(trials, best) if trials else self._about())
        self.plot.setVisible(bool(trials))
        self.table.setVisible(bool(trials))
        self._draw(trials)
        self.model.setRowCount(0)
        for trial in reversed(trials):
            self.model.appendRow(_cells(trial, is_best=trial is best))

    def _draw(self, trials: Sequence[Tried]) -> None:
        told = [trial for trial in trials if trial.accuracy is not None]
        for key, states, label in (
            ("finished", {"finished"}, self.tr("finished")),
            ("others", {"given up", "running"}, self.tr("given up, or running")),
        ):
            own = [trial for trial in told if trial.state in states]
            x, y = list[float](), list[float]()
            for trial in own:  # dots alone: a gap after each
                x += [trial.number + 1] * 2
                y += [100 * (trial.accuracy or 0), math.nan]
            self.plot.set_series(key, x, y, label=label, points=True)
        steps = best_so_far(trials)
        self.plot.set_series(
            "best", [x for x, _ in steps], [y for _, y in steps], label=self.tr("best so far")
        )

    def _about(self) -> str:
        if self._file is not None:
            return self.tr("No trial has begun yet.")
        return self.tr(
            "A search tries recipes, learns from what came of them, and gives up what lies under "
            "the median. Any number of processes and computers share one file; each begins with: "
            "emotion-gui sweep --study FILE --trials N --dataset NAME --grid FIELD=…"
        )

    def _say(self, text: str, tone: str = "") -> None:
        self.words.setText(text)
        set_tone(self.words, tone)

    def _make_table(self) -> QTableView:
        table = QTableView()
        tell_whole(table)
        table.setModel(self.model)
        self.model.setHorizontalHeaderLabels(
            [
                self.tr("State"),
                self.tr("Values"),
                self.tr("Trial"),
                self.tr("Accuracy"),
                self.tr("Epochs"),
                self.tr("Process"),
            ]
        )
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName(self.tr("Trials of the study"))
        calm_rows(table, row_px=_ROW_PX)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table


def best_of(trials: Sequence[Tried]) -> Tried | None:
    """The finished trial with the highest accuracy, the first of several."""
    finished = [trial for trial in trials if trial.state == "finished"]
    return max(finished, key=lambda trial: trial.accuracy or 0.0, default=None)


def best_so_far(trials: Sequence[Tried]) -> list[tuple[float, float]]:
    """Corners of the line of the best accuracy in %, by the trial's number from 1."""
    steps: list[tuple[float, float]] = []
    for trial in trials:
        if trial.state != "finished" or trial.accuracy is None:
            continue
        high = max(100 * trial.accuracy, steps[-1][1] if steps else 0.0)
        if steps:
            steps.append((trial.number + 1, steps[-1][1]))
        steps.append((trial.number + 1, high))
    return steps


def _summary(trials: Sequence[Tried], best: Tried | None) -> str:
    states = [trial.state for trial in trials]
    parts = [
        _tr("%Ln trials", len(trials)),
        *(
            f"{count(states.count(state))} {_state(state)}"
            for state in ("finished", "given up", "failed", "running", "waiting")
            if state in states
        ),
    ]
    if known := {trial.process for trial in trials if trial.process}:
        parts.append(_tr("%Ln processes", len(known)))
    text = " · ".join(parts)
    if best is None:
        return text
    found = _tr("Best so far: {accuracy}, trial {trial} ({values})").format(
        accuracy=percent(best.accuracy or 0.0),
        trial=count(best.number + 1),
        values=_values(best),
    )
    return f"{text}\n{found}"


def _state(state: str) -> str:
    return {
        "finished": _tr("finished"),
        "given up": _tr("given up"),
        "failed": _tr("failed"),
        "running": _tr("running"),
    }.get(state, _tr("waiting"))


def _values(trial: Tried) -> str:
    return ", ".join(
        f"{name} = {significant(value) if isinstance(value, float) else value}"
        for name, value in trial.values.items()
    )


def _cells(trial: Tried, *, is_best: bool) -> list[QStandardItem]:
    texts = (
        _state(trial.state),
        _values(trial),
        count(trial.number + 1),
        "–" if trial.accuracy is None else percent(trial.accuracy),
        count(trial.epochs),
        trial.process,
    )
    cells = []
    for column, text in enumerate(texts):
        cell = QStandardItem(text)
        is_text = column < _WORDS or column == len(texts) - 1
        side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
        cell.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        font = cell.font()
        font.setBold(is_best)
        cell.setFont(font)
        cell.setToolTip(trial.error or trial.workspace)
        cells.append(cell)
    return cells
