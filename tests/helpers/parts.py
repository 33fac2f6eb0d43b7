"""Parts of pages by the names that tests use: where one is moved to, this file alone follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from emotion_gui.core.data.overview import DatasetOverview
    from emotion_gui.core.inference.live import LiveUpdate
    from emotion_gui.operations.evaluate import Answers, EvaluateResult
    from emotion_gui.ui.finished_jobs import FinishedJobs
    from emotion_gui.ui.main_window import MainWindow
    from emotion_gui.ui.pages.base import AppEvents, Page
    from emotion_gui.ui.pages.data import DataPage
    from emotion_gui.ui.pages.data.dataset.browse_view import BrowseView
    from emotion_gui.ui.pages.data.dataset.check_view import CheckView
    from emotion_gui.ui.pages.data.dataset.datasets_card import DatasetsCard
    from emotion_gui.ui.pages.data.dataset.detail import DetailPane
    from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
    from emotion_gui.ui.pages.data.dataset.gallery import Gallery
    from emotion_gui.ui.pages.data.dataset.problems import ProblemsTable
    from emotion_gui.ui.pages.data.dataset.review_view import ReviewView
    from emotion_gui.ui.pages.data.dataset.reviewing import Reviewing
    from emotion_gui.ui.pages.data.incoming.import_view import ImportView
    from emotion_gui.ui.pages.data.incoming.preview_view import PreviewView
    from emotion_gui.ui.pages.evaluation import EvaluatePage
    from emotion_gui.ui.pages.evaluation.choices import EvaluationCard
    from emotion_gui.ui.pages.evaluation.class_table import ClassTable
    from emotion_gui.ui.pages.evaluation.faces import FaceDetail
    from emotion_gui.ui.pages.evaluation.figures import Headline
    from emotion_gui.ui.pages.live import LivePage
    from emotion_gui.ui.pages.live.album_view import AlbumView
    from emotion_gui.ui.pages.live.cameras import CameraWatch
    from emotion_gui.ui.pages.live.face_panel import CropView
    from emotion_gui.ui.pages.live.result_view import ResultView
    from emotion_gui.ui.pages.live.source import Source
    from emotion_gui.ui.pages.pruning import PrunePage
    from emotion_gui.ui.pages.pruning.one_layer.plan_state import PlanState
    from emotion_gui.ui.pages.pruning.studies.layers_view import LayersView
    from emotion_gui.ui.pages.training import TrainPage
    from emotion_gui.ui.pages.training.recipe.start_and_teachers import ModelBox
    from emotion_gui.ui.pages.training.sweep.sweep_card import SweepCard
    from emotion_gui.ui.pages.training.sweep.sweep_model import SweepModel
    from emotion_gui.ui.purpose import PurposeCard
    from emotion_gui.ui.widgets.cards import Card
    from emotion_gui.ui.widgets.confusion_view import ConfusionMatrixView
    from emotion_gui.ui.widgets.controls import ChoiceBox, LabelledSlider, SegmentedControl
    from emotion_gui.ui.widgets.curve_plot import CurvePlot
    from emotion_gui.ui.widgets.face_grid import FaceGrid
    from emotion_gui.ui.widgets.face_mosaic import FaceMosaic
    from emotion_gui.ui.widgets.frame_view import FrameView
    from emotion_gui.ui.widgets.pair_table import PairTable
    from emotion_gui.ui.widgets.probability_bars import ProbabilityBars
    from emotion_gui.workers.job_history import FinishedJob
    from emotion_gui.workers.task import Task


def gallery_of(page: DataPage) -> Gallery:
    """The faces of the data set on screen."""
    return page.controller.view.gallery


def detail_of(page: DataPage) -> DetailPane:
    """What is told of the chosen face."""
    return page.controller.view.detail


def datasets_of(page: DataPage) -> DatasetsCard:
    """The list of data sets."""
    return page.controller.view.datasets


def check_of(page: DataPage) -> CheckView:
    """The check of the data set."""
    return page.controller.view.check


def review_of(page: DataPage) -> ReviewView:
    """The review of what was not sure."""
    return page.controller.view.review


def problems_of(page: DataPage) -> ProblemsTable:
    """What was left out."""
    return page.controller.view.problems


def tabs_of(page: DataPage) -> SegmentedControl:
    """Faces, left out, check."""
    return page.controller.view.tabs


def browse_of(page: DataPage) -> BrowseView:
    """The data set on screen."""
    return page.controller.view


def editor_of(page: DataPage) -> DatasetEditor:
    """Who changes data sets."""
    return page.controller.editor


def overview_of(page: DataPage) -> DatasetOverview | None:
    """What is known of the data set on screen."""
    return page.controller.overview


def reviewing_of(page: DataPage) -> Reviewing:
    """The review that is on."""
    return page.controller.reviewing


def preview_of(page: DataPage) -> PreviewView:
    """What a source holds, before its import."""
    return page.source_import.preview


def importing_of(page: DataPage) -> ImportView:
    """The import that runs."""
    return page.source_import.importing


def start_box_of(page: TrainPage) -> ModelBox:
    """What a training begins with."""
    return page.recipe.start.start_box


def loss_plot_of(page: TrainPage) -> CurvePlot:
    """The curves of the loss."""
    return page.watch.loss_plot


def watched_matrix_of(page: TrainPage) -> ConfusionMatrixView:
    """Truth against answer after the last epoch."""
    return page.watch.confusion


def accuracy_card_of(page: TrainPage) -> Card:
    """The card with the curves of accuracy."""
    return page.watch.accuracy_card


def runs_plot_of(page: TrainPage) -> CurvePlot:
    """The curves of the chosen runs."""
    return page.runs.comparison.plot


def sweep_card_of(page: TrainPage) -> SweepCard:
    """What a sweep runs through."""
    return page.sweep.card


def sweep_rows_of(page: TrainPage) -> SweepModel:
    """The rows of a sweep."""
    return page.sweep.model


def mosaic_of(page: TrainPage) -> FaceMosaic:
    """Faces as they are changed at random."""
    return page.augmentation.mosaic


def face_detail_of(page: EvaluatePage) -> FaceDetail:
    """The chosen face, and why."""
    return page.results.detail


def matrix_of(page: EvaluatePage) -> ConfusionMatrixView:
    """Truth against answer."""
    return page.results.matrix


def mistakes_of(page: EvaluatePage) -> FaceGrid:
    """The faces of a cell or of all mistakes."""
    return page.results.grid


def classes_of(page: EvaluatePage) -> ClassTable:
    """The scores of every emotion."""
    return page.results.classes


def faces_card_of(page: EvaluatePage) -> Card:
    """The card around the faces."""
    return page.results.faces_card


def side_of(page: EvaluatePage) -> SegmentedControl:
    """Calibration, or this face."""
    return page.results.side


def first_of(page: EvaluatePage) -> Answers:
    """The first model's answers."""
    return page.state.result.first


def result_of(page: EvaluatePage) -> EvaluateResult | None:
    """What the models answered."""
    return page.state.result


def headline_of(page: EvaluatePage) -> Headline:
    """The first model's figures in large."""
    return page.figures.first


def state_of(page: PrunePage) -> PlanState:
    """What is chosen."""
    return page.editor.state


def threshold_of(page: PrunePage) -> LabelledSlider:
    """The threshold."""
    return page.controls.slider


def number_of(page: PrunePage) -> LabelledSlider:
    """How many maps go."""
    return page.controls.count_slider


def pair_table_of(page: PrunePage) -> PairTable:
    """The pairs of maps."""
    return page.pairs.table


def layers_of(page: PrunePage) -> LayersView:
    """All layers at once."""
    return page.studies.layers


def cameras_of(page: LivePage) -> CameraWatch:
    """Who looks for cameras."""
    return page.available.watch


def frame_of(page: LivePage) -> FrameView:
    """The picture with its boxes."""
    return page.picture_area.frame_view


def result_view_of(page: LivePage) -> ResultView:
    """What a run came to."""
    return page.picture_area.result


def purpose_of(page: LivePage) -> PurposeCard:
    """The question what for."""
    return page.picture_area.purpose


def album_of(page: LivePage) -> AlbumView:
    """Photographs side by side."""
    return page.picture_area.album


def limit_of(page: LivePage) -> LabelledSlider:
    """How many faces at once."""
    return page.model_panel.limit


def smoothing_of(page: LivePage) -> LabelledSlider:
    """How long answers are averaged."""
    return page.model_panel.smoothing


def newest_of(page: LivePage) -> LiveUpdate | None:
    """What came last."""
    return page.viewer.newest


def crop_of(page: LivePage) -> CropView:
    """The face as the network sees it."""
    return page.face_panel.crop


def label_box_of(page: DataPage) -> ChoiceBox:
    """The class of pictures whose folder names none."""
    return page.source_import.preview.labels.label_box


def choices_of(page: EvaluatePage) -> EvaluationCard:
    """Which model, beside which, on which faces."""
    return page.choices


def view_of(page: LivePage) -> SegmentedControl:
    """One model, or two side by side."""
    return page.model_panel.view


def watched_source_of(page: LivePage) -> Source:
    """What is watched."""
    return page.state.source


def bars_of(page: LivePage) -> ProbabilityBars:
    """The chosen face's probabilities."""
    return page.face_panel.bars


def face_card_of(page: LivePage) -> Card:
    """The card of the chosen face."""
    return page.face_panel.face_card


def order_box_of(page: PrunePage) -> ChoiceBox:
    """The order in which maps go."""
    return page.controls.order_box


def by_of(page: PrunePage) -> SegmentedControl:
    """By angle or by number."""
    return page.controls.by


def normalisation_of(page: PrunePage) -> ChoiceBox:
    """How activations are scaled."""
    return page.controls.normalisation_box


def faces_box_of(page: PrunePage) -> ChoiceBox:
    """On which data set."""
    return page.controls.dataset_box


def paper_box_of(page: TrainPage) -> ChoiceBox:
    """A row of the paper's table."""
    return page.recipe.paper_box


def use_rate_of(page: TrainPage) -> QPushButton:
    """Takes the rate that was found."""
    return page.rate_panel.use_button


def events_of(page: Page) -> AppEvents:
    """What pages tell each other."""
    return page.services.events


def jobs_of(page: Page) -> tuple[FinishedJob, ...]:
    """The finished jobs, the newest first."""
    return page.services.tasks.history.jobs


def tasks_of(page: Page) -> tuple[Task, ...]:
    """What runs or waits."""
    return page.services.tasks.tasks


def finished_jobs_of(window: MainWindow) -> FinishedJobs:
    """The button with the list of finished jobs."""
    return window.bottom_bar.finished_button
