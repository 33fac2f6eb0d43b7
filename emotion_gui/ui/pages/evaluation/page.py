"""The Evaluate page: choices and figures left, matrix, classes and faces right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSettings, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import StorageError
from emotion_gui.core.workspace.records import DatasetName, Part
from emotion_gui.operations import evaluate as operations
from emotion_gui.operations import robustness
from emotion_gui.operations.evaluate import EvaluateResult, Evaluator
from emotion_gui.ui.numbers import count, interval, moment, percent
from emotion_gui.ui.opening import open_path
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.evaluation.calibration import CalibrationCard
from emotion_gui.ui.pages.evaluation.choices import EvaluationCard
from emotion_gui.ui.pages.evaluation.figures import FiguresCard
from emotion_gui.ui.pages.evaluation.files import ask_picture_target, ask_report_target
from emotion_gui.ui.pages.evaluation.final_view import FinalView
from emotion_gui.ui.pages.evaluation.inside import InsideView
from emotion_gui.ui.pages.evaluation.results import ResultsView
from emotion_gui.ui.pages.evaluation.robustness_card import Measure, RobustnessCard
from emotion_gui.ui.pages.evaluation.robustness_view import RobustnessView
from emotion_gui.ui.pages.evaluation.state import EvaluateState, FinalReporter, ModelLister
from emotion_gui.ui.pictures import save_image
from emotion_gui.ui.widgets import EmptyState
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.empty_or_content import EmptyOrContent
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from emotion_gui.core.reports.final_report import FinalRecord

LEFT_WIDTH_PX = 312


class EvaluatePage(Page):
    """How good a model is on faces it did not learn from, and where it errs."""

    shown = Signal(object)  # EvaluateResult

    def __init__(
        self,
        services: PageServices,
        parent: QWidget | None = None,
        *,
        evaluator: Evaluator = operations.evaluate_file,
        lister: ModelLister = operations.models,
        reporter: FinalReporter = operations.final_report,
        measure_faults: Measure = robustness.measure,
        open_file: Callable[[Path], bool] = open_path,
        ask_picture: Callable[[QWidget, QSettings, str], Path | None] = ask_picture_target,
    ) -> None:
        title = QCoreApplication.translate("EvaluatePage", "Evaluate")
        super().__init__(services, title=title, parent=parent)
        self._open_file, self._ask_picture = open_file, ask_picture
        self.state = EvaluateState(
            services.workspace,
            services.tasks,
            evaluator=evaluator,
            lister=lister,
            reporter=reporter,
            parent=self,
        )
        self.choices = EvaluationCard(self.state, services.theme)
        self.figures = FiguresCard(self.state)
        self.calibration = CalibrationCard(self.state)
        self.faults = RobustnessCard(self.state, measure=measure_faults)
        self.results = ResultsView(self.state, services.theme)
        self.final = FinalView(
            self.state, services.theme, open_file=self._open_again, show_folder=self.show_folder
        )
        self.inside = InsideView(services.theme, services.tasks)
        self.curves = RobustnessView(self.state, self.faults, services.theme)
        self._right = CurrentStack()
        self._seen: EvaluateResult | None = None  # what the right side showed last
        self._make_actions()
        self._build_layout()
        self._connect()
        self.state.list_datasets()

    # -- what the window calls --------------------------------------------------------------

    def activated(self) -> None:
        self.state.list_datasets()
        self.state.list_models()

    def open_run(self, run_id: object) -> None:
        """Evaluate a run on the test part of its data set, as soon as it is listed."""
        self.state.choose_run(int(str(run_id)))

    def keeps_faces_of(self, rows: Sequence[DatasetName]) -> bool:
        return bool(self.state.judged & {row.name for row in rows})

    # -- steps of the person ----------------------------------------------------------------

    def stop(self) -> None:
        self.state.stop()
        self.set_state_text(self.tr("Stopping…"))

    def write_report(self) -> None:
        """Write the HTML report of what is shown and open it."""
        self.state.write_report(self._on_report)

    def save_pdf(self) -> None:
        """Ask for a file and write the same report as PDF into it."""
        result = self.state.result
        if result is None:
            return
        name = f"{result.first.model.name}-{result.request.dataset}"
        target = ask_report_target(self, self.services.settings, name)
        if target is not None:
            self.state.write_pdf(target, self._on_report)

    # -- what happened ----------------------------------------------------------------------

    @Slot(object)
    def _on_final(self, record: FinalRecord) -> None:
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
        self.show_written(title, record.report, words, opened=self._open_file(record.report))

    def _open_again(self, report: Path) -> None:
        if not self._open_file(report):
            self.show_written(self.tr("Final report"), report, opened=False)

    def _on_report(self, path: Path) -> None:
        self.show_written(self.tr("Report written"), path, opened=self._open_file(path))

    # -- one face ---------------------------------------------------------------------------

    @Slot(object)
    def _look_inside(self, chosen: operations.ChosenFace) -> None:
        self._right.setCurrentWidget(self.inside)
        self.inside.show_face(chosen)
        self.inside.back_button.setFocus()

    @Slot()
    def _show_curves(self) -> None:
        self._right.setCurrentWidget(self.curves)
        self.curves.back_button.setFocus()

    @Slot()
    def _show_figures(self) -> None:
        self._right.setCurrentWidget(self.results)
        self.results.grid.setFocus()

    @Slot(object, str)
    def _save_picture(self, image: QImage, name: str) -> None:
        path = self._ask_picture(self, self.services.settings, name)
        if path is None:
            return
        try:
            save_image(image, path)
        except StorageError as error:
            self.show_error(error)
        else:
            self.show_written(self.tr("Picture saved"), path)

    # -- what is shown ----------------------------------------------------------------------

    @Slot()
    def _show_state(self) -> None:
        state = self.state
        is_final, result = state.choice.is_final, state.result
        self.stop_button.setVisible(state.busy)
        for button in (self.report_button, self.pdf_button):
            button.setEnabled(result is not None and not state.busy)
        self.start_button.setEnabled(state.request is not None and not state.busy and not is_final)
        self._show_page()
        self._show_right(result)
        if state.busy:
            self.set_state_text(self.tr("Answering every face…"))
        elif result is not None:
            self.set_state_text(self._result_words(result))
        else:
            self.set_state_text(self.tr("Accuracy counts on faces that training never saw"))

    def _show_right(self, result: EvaluateResult | None) -> None:
        """Only what belongs to the choice as it is; a face or curves that are looked at stay."""
        if result is not None:
            seen = (self.inside, self.curves) if result is self._seen else ()
            stays = [view for view in seen if self._right.currentWidget() is view]
            self._right.setCurrentWidget(stays[0] if stays else self.results)
        elif self.state.final is not None:
            self._right.setCurrentWidget(self.final)
        else:
            self.hint.set_text(*self._hint_words())
            self._right.setCurrentWidget(self.hint)
        self._seen = result

    def _hint_words(self) -> tuple[str, str]:
        if self.state.choice.is_final:
            return self.tr("The final hurdle is closed"), self.tr(
                "Once it is opened for this model, its figures and its report stand here."
            )
        return self.tr("Choose a model, then Evaluate"), self.tr(
            "You will see how many faces it gets right, with the 95 % interval, which "
            "emotions it confuses, and the very faces behind every figure."
        )

    def _show_page(self) -> None:
        has_faces = bool(self.state.datasets)
        if not self.state.is_listing and not (has_faces and self.state.models):
            self.train_button.setVisible(has_faces)
            self.data_button.setVisible(not has_faces)
            self.empty.set_text(*self._first_words(has_faces=has_faces))
            self._pages.show_content(False)
            return
        self._pages.show_content(True)

    def _first_words(self, *, has_faces: bool) -> tuple[str, str]:
        if has_faces:
            text = self.tr("Train a network first; then this page shows how good it is and where.")
            return self.tr("No model yet"), text
        return self.tr("First load some faces"), self.tr(
            "A model is judged on labelled faces. Load the sample faces, or open a data set."
        )

    def _result_words(self, result: EvaluateResult) -> str:
        request = result.request
        parts = {
            Part.TRAIN: self.tr("training part: faces it has learnt from"),
            Part.TEST: self.tr("test part"),
        }
        n = result.first.evaluation.n
        words = [
            result.first.model.title,
            request.dataset,
            parts[request.part],
            self.tr("%Ln faces", "", n),
        ]
        if request.flip:
            words.append(self.tr("averaged with the mirror image"))
        if request.mix is not None:
            words.append(self.tr("expected mix: {0}").format(request.mix))
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
        self.pdf_button = self.add_action(self.tr("PD&F…"), self.save_pdf, icon="report")
        self.pdf_button.setToolTip(self.tr("Save the same report as PDF"))
        self.stop_button = self.add_action(self.tr("&Stop"), self.stop, icon="stop")
        self.start_button = self.add_action(
            self.tr("&Evaluate"), self.state.evaluate, primary=True, icon="play"
        )

    def _build_layout(self) -> None:
        theme = self.services.theme
        self.hint = EmptyState(theme, icon="evaluate", title=" ", text=" ")
        for widget in (self.hint, self.results, self.final, self.inside, self.curves):
            self._right.addWidget(widget)
        self.empty = EmptyState(theme, icon="evaluate", title=" ", text=" ")
        self.train_button = self.empty.add_button(
            self.tr("Train a network"), self._to_train, primary=True
        )
        self.data_button = self.empty.add_button(
            self.tr("Load faces on the Data page"), self._to_data, primary=True
        )
        cards = [self.choices, self.figures, self.calibration, self.faults]
        left = ScrollColumn(cards, width=LEFT_WIDTH_PX)
        self._pages = EmptyOrContent(self.empty, left, self._right)
        self.body.addWidget(self._pages, 1)

    def _connect(self) -> None:
        state, events = self.state, self.services.events
        state.changed.connect(self._show_state)
        state.shown.connect(self.shown)
        state.final_written.connect(self._on_final)
        state.failed.connect(self.show_error)
        state.page_wanted.connect(partial(self.services.navigate, "evaluate"))
        self.results.look_wanted.connect(self._look_inside)
        self.inside.failed.connect(self.show_error)
        self.inside.closed.connect(self._show_figures)
        self.curves.closed.connect(self._show_figures)
        self.faults.curves_wanted.connect(self._show_curves)
        self.inside.save_wanted.connect(self._save_picture)
        events.datasets_changed.connect(state.list_datasets)
        events.runs_changed.connect(self._on_runs_changed)

    @Slot()
    def _on_runs_changed(self) -> None:
        if self.isVisible():
            self.state.list_models()
