"""Widgets that pages are built from."""

from emotion_gui.ui.widgets.banner import Banner
from emotion_gui.ui.widgets.cards import Card, EmptyState, FactRow, FactTable
from emotion_gui.ui.widgets.confusion_view import ConfusionMatrixView
from emotion_gui.ui.widgets.controls import (
    ChoiceBox,
    LabelledSlider,
    SegmentedControl,
)
from emotion_gui.ui.widgets.curve_plot import CurvePlot
from emotion_gui.ui.widgets.face_grid import ArrayFaces, FaceGrid, FaceProvider
from emotion_gui.ui.widgets.frame_view import FrameView, Overlay, readable_on, to_qimage
from emotion_gui.ui.widgets.labels import ElidedLabel, set_role, set_tone
from emotion_gui.ui.widgets.number_edit import FloatEdit, IntEdit, NumberEdit
from emotion_gui.ui.widgets.probability_bars import ProbabilityBars
from emotion_gui.ui.widgets.splitter import RememberingSplitter

__all__ = [
    "ArrayFaces",
    "Banner",
    "Card",
    "ChoiceBox",
    "ConfusionMatrixView",
    "CurvePlot",
    "ElidedLabel",
    "EmptyState",
    "FaceGrid",
    "FaceProvider",
    "FactRow",
    "FactTable",
    "FloatEdit",
    "FrameView",
    "IntEdit",
    "LabelledSlider",
    "NumberEdit",
    "Overlay",
    "ProbabilityBars",
    "RememberingSplitter",
    "SegmentedControl",
    "readable_on",
    "set_role",
    "set_tone",
    "to_qimage",
]
