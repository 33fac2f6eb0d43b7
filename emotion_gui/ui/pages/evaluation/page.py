"""The Evaluate page: choices and figures left, matrix, classes and faces right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from emotion_gui.core.errors import EmotionGuiError, StorageError
from emotion_gui.core.evaluation.ledger import openings
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.operations import evaluate as jobs
from emotion_gui.ui.numbers import count, interval, percent
from emotion_gui.ui.opening import open_path
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.evaluation.calibration import CalibrationCard
from emotion_gui.ui.pages.evaluation.choices import ChoicesCard, moment
from emotion_gui.ui.pages.evaluation.figures import FiguresCard
from emotion_gui.ui.pages.evaluation.files import ask_picture_target
from emotion_gui.ui.pages.evaluation.inside import InsideView
from emotion_gui.ui.pages.evaluation.results import ResultsView
from emotion_gui.ui.translation import counted
from emotion_gui.ui.widgets import EmptyState
from emotion_gui.ui.widgets.scroll_column import GUTTER_PX, ScrollColumn
from emotion_gui.workers.task_manager import Summary, Task

if TYPE_CHECKING:
    from emotion_gui.core.reports.final_report import FinalRecord

LEFT_WIDTH_PX = 312


class EvaluatePage(Page):
    """How good a model is on faces it did not learn from, and where it errs."""

    shown = Signal(object)  # Outcome

    def __init__(
        self,
        services: PageServices,
        parent: QWidget | None = None,
        *,
        evaluate: jobs.EvaluateJob = jobs.evaluate,
        models: jobs.ModelsJob = jobs.models,
        final: jobs.FinalJob = jobs.final_report,
        open_file: Callable[[Path], bool] = open_path,
        ask_picture: Callable[[QWidget, QSettings, str], Path | None] = ask_picture_target,
    ) -> None:
        title = QCoreApplication.translate("EvaluatePage", "Evaluate")
        super().__init__(services, title=title, parent=parent)
        self._evaluate, self._models, self._open_file = evaluate, models, open_file
        self._final, self._ask_picture = final, ask_picture
        self._task: Task | None = None
        self._listing: Task | None = None
        self._wanted_run: int | None = None
        self._has_models = False
        self.outcome: jobs.Outcome | None = None
        self.choices = ChoicesCard(services.theme)
        self.figures = FiguresCard()
        self.calibration = CalibrationCard(services.workspace, services.tasks)
        self.results = ResultsView(services.theme)
        self.inside = InsideView(services.theme, services.tasks)
        self._make_actions()
        self._build_layout()
        self._connect()
        self._reload_datasets()
        self._show_choice()

    # -- what the window calls --------------------------------------------------------------

    def activated(self) -> None:
        self._reload_datasets()
        self._reload_models()

    def open_run(self, run_id: object) -> None:
        """Evaluate a run on the test part of its data set, as soon as it is listed."""
        self._wanted_run = int(str(run_id))
        self._reload_models()

    # -- steps of the person ----------------------------------------------------------------

    def start(self) -> None:
        """Evaluate what is chosen; the final hurdle has a button of its own."""
        order = self.choices.order()
        if order is not None and not self.choices.locked:
            self._begin(order)

    def open_final_hurdle(self) -> None:
        """Write the final report, or show the one recorded for this model; the core locks it."""
        order = self.choices.order()
        if order is None or self._running:
            return
        self.clear_message()
        self._task = self.services.tasks.start(
            partial(self._final, self.services.workspace, order),
            title=self.tr("Final report"),
            exclusive=True,
            on_success=self._on_final,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
            summary=self._sum_up_final,
        )
        self._show_choice()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.set_state_text(self.tr("Stopping…"))

    def write_report(self) -> None:
        """Write the HTML report of what is shown and open it."""
        if self.outcome is None:
            return
        self.services.tasks.start(
            partial(jobs.write_report, self.services.workspace, self.outcome),
            title=self.tr("Report"),
            exclusive=False,
            on_success=self._on_report,
            on_failure=self.show_error,
        )

    # -- an evaluation ----------------------------------------------------------------------

    @property
    def _running(self) -> bool:
        return self._task is not None and self._task.running

    def _begin(self, order: jobs.EvaluateOrder) -> None:
        if self._running:
            return
        self.clear_message()
        job = partial(jobs.evaluate_order, self.services.workspace, order, self._evaluate)
        self._task = self.services.tasks.start(
            job,
            title=self.tr("Evaluating {model}").format(model=order.first.title),
            exclusive=False,
            on_success=self._on_done,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
            summary=self._sum_up,
        )
        self._show_choice()

    def _sum_up(self, outcome: jobs.Outcome) -> Summary:
        evaluation = outcome.first.evaluation
        return Summary(
            self.tr("{share} right, n = {n}").format(
                share=percent(evaluation.accuracy), n=count(evaluation.n)
            ),
            partial(self.services.navigate, "evaluate"),
        )

    def _sum_up_final(self, record: FinalRecord) -> Summary:
        evaluation = record.evaluation
        text = self.tr("{share} right, n = {n}; {file}").format(
            share=percent(evaluation.accuracy), n=count(evaluation.n), file=record.report.name
        )
        return Summary(text, partial(self._open_file, record.report))

    def _on_done(self, outcome: jobs.Outcome) -> None:
        self._task = None
        self.outcome = outcome
        self.figures.show_outcome(outcome)
        self.calibration.show_outcome(outcome)
        self.results.show_outcome(outcome)
        self._right.setCurrentWidget(self.results)
        self._show_choice()
        self.shown.emit(outcome)

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self.show_error(error)
        self._show_choice()

    def _on_cancelled(self) -> None:
        self._task = None
        self._show_choice()

    def _on_final(self, record: FinalRecord) -> None:
        self._task = None
        self._show_choice()
        evaluation = record.evaluation
        low, high = evaluation.interval
        words = self.tr("{share} right, 95 % interval {interval}, n = {n}.").format(
            share=percent(evaluation.accuracy), interval=interval(low, high), n=count(evaluation.n)
        )
        title = (
            self.tr("Opened for this model on {when}: the recorded report").format(
                when=moment(record.opening.when)
            )
            if record.again
            else self.tr("Final report written")
        )
        opened = self._open_file(record.report)
        self.show_written(title, record.report, words, opened=opened)

    @Slot()
    def _on_calibrated(self) -> None:
        """The same evaluation again: its confidences are others now."""
        if self.outcome is not None:
            self._begin(self.outcome.order)

    # -- one face ---------------------------------------------------------------------------

    @Slot(object)
    def _look_inside(self, chosen: jobs.ChosenFace) -> None:
        self._right.setCurrentWidget(self.inside)
        self.inside.show_face(chosen)
        self.inside.back_button.setFocus()

    @Slot()
    def _show_figures(self) -> None:
        self._right.setCurrentWidget(self.results)
        self.results.grid.setFocus()

    @Slot(object, str)
    def _save_picture(self, image: QImage, name: str) -> None:
        path = self._ask_picture(self, self.services.settings, name)
        if path is None:
            return
        if image.save(str(path)):
            self.show_written(self.tr("Picture saved"), path)
        else:
            self.show_error(StorageError(path, "the picture could not be written"))

    def _on_report(self, path: Path) -> None:
        self.show_written(self.tr("Report written"), path, opened=self._open_file(path))

    # -- what can be chosen -----------------------------------------------------------------

    @Slot()
    def _reload_datasets(self) -> None:
        rows = self.services.workspace.datasets()
        names = [row.name for row in rows if row.state == "ready" and row.faces]
        self.choices.set_datasets(names)
        self._show_choice()

    @Slot()
    def _reload_models(self) -> None:
        if self._listing is not None and self._listing.running:
            self._listing.abandon()
        self._listing = self.services.tasks.start(
            partial(self._models, self.services.workspace),
            title=self.tr("Listing models"),
            exclusive=False,
            on_success=self._on_models,
            on_failure=self.show_error,
        )

    def _on_models(self, models: list[ModelEntry]) -> None:
        self._listing = None
        self._has_models = bool(models)
        self.choices.set_models(models)
        if self._wanted_run is not None:
            self._choose_run(self._wanted_run)
            self._wanted_run = None
        self._show_choice()

    def _choose_run(self, run_id: int) -> None:
        if not self.choices.choose_run(run_id):
            return
        dataset_id = self.services.workspace.run(run_id).dataset_id
        for row in self.services.workspace.datasets():
            if row.dataset_id == dataset_id:
                self.choices.dataset_box.choose(row.name)
        self.choices.part_control.choose("test")
        self.start()

    @Slot()
    def _show_choice(self) -> None:
        running, order = self._running, self.choices.order()
        self.choices.set_busy(running)
        self.calibration.set_busy(running)
        self.stop_button.setVisible(running)
        self.report_button.setEnabled(self.outcome is not None and not running)
        self.start_button.setEnabled(order is not None and not running and not self.choices.locked)
        self.choices.open_button.setEnabled(order is not None and not running)
        self._show_openings()
        self._show_page()
        if running:
            self.set_state_text(self.tr("Answering every face…"))
        elif self.outcome is not None:
            self.set_state_text(self._outcome_words(self.outcome))
        else:
            self.set_state_text(self.tr("Accuracy counts on faces that training never saw"))

    def _show_openings(self) -> None:
        dataset = self.choices.dataset_box.current
        if not self.choices.locked or not dataset:
            return
        try:
            self.choices.show_openings(openings(self.services.workspace, dataset=dataset))
        except EmotionGuiError as error:
            self.choices.open_button.setEnabled(False)
            self.show_error(error)

    def _show_page(self) -> None:
        has_faces = bool(self.choices.dataset_box.current)
        listed = self._listing is None
        if listed and not (has_faces and self._has_models):
            self._show_empty(has_faces=has_faces)
            self._pages.setCurrentWidget(self.empty)
            return
        self._pages.setCurrentWidget(self._bench)

    def _show_empty(self, *, has_faces: bool) -> None:
        self.train_button.setVisible(has_faces)
        self.data_button.setVisible(not has_faces)
        if has_faces:
            text = self.tr("Train a network first; then this page shows how good it is and where.")
            self.empty.set_text(self.tr("No model yet"), text)
        else:
            text = self.tr(
                "A model is judged on labelled faces. Load the sample faces, or open a data set."
            )
            self.empty.set_text(self.tr("First load some faces"), text)

    def _outcome_words(self, outcome: jobs.Outcome) -> str:
        order = outcome.order
        parts = {
            "TRAIN": self.tr("training part: faces it has learnt from"),
            "TEST": self.tr("test part"),
        }
        words = [
            outcome.first.model.title,
            order.dataset,
            parts[order.part.name],
            counted(outcome.first.evaluation.n, self.tr("1 face"), self.tr("{n:,} faces")),
        ]
        if order.flip:
            words.append(self.tr("averaged with the mirror image"))
        return " · ".join(words)

    def _to_train(self) -> None:
        self.services.navigate("train")

    def _to_data(self) -> None:
        self.services.navigate("data")

    # -- building ---------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.report_button = self.add_action(
            self.tr("&HTML report"), self.write_report, icon="report"
        )
        self.stop_button = self.add_action(self.tr("&Stop"), self.stop, icon="stop")
        self.start_button = self.add_action(
            self.tr("&Evaluate"), self.start, primary=True, icon="play"
        )

    def _build_layout(self) -> None:
        theme = self.services.theme
        self.hint = EmptyState(
            theme,
            icon="evaluate",
            title=self.tr("Choose a model, then Evaluate"),
            text=self.tr(
                "You will see how many faces it gets right, with the 95 % interval, which "
                "emotions it confuses, and the very faces behind every figure."
            ),
        )
        self._right = QStackedWidget()
        self._right.addWidget(self.hint)
        self._right.addWidget(self.results)
        self._right.addWidget(self.inside)
        self._bench = QWidget()
        row = QHBoxLayout(self._bench)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14 - GUTTER_PX)
        left = [self.choices, self.figures, self.calibration]
        row.addWidget(ScrollColumn(left, width=LEFT_WIDTH_PX))
        row.addWidget(self._right, 1)
        self.empty = EmptyState(theme, icon="evaluate", title=" ", text=" ")
        self.train_button = self.empty.add_button(
            self.tr("Train a network"), self._to_train, primary=True
        )
        self.data_button = self.empty.add_button(
            self.tr("Load faces on the Data page"), self._to_data, primary=True
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._bench)
        self.body.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.choices.changed.connect(self._show_choice)
        self.choices.opening_wanted.connect(self.open_final_hurdle)
        self.calibration.stored.connect(self._on_calibrated)
        self.calibration.failed.connect(self.show_error)
        self.results.look_wanted.connect(self._look_inside)
        self.inside.failed.connect(self.show_error)
        self.inside.closed.connect(self._show_figures)
        self.inside.save_wanted.connect(self._save_picture)
        events = self.services.events
        events.datasets_changed.connect(self._reload_datasets)
        events.runs_changed.connect(self._on_runs_changed)

    @Slot()
    def _on_runs_changed(self) -> None:
        if self.isVisible():
            self._reload_models()
