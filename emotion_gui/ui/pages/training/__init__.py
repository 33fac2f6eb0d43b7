"""The Train page: choose a recipe, watch it learn, keep and compare runs."""

from emotion_gui.ui.pages.training.page import TrainPage

__all__ = ["TrainPage"]
