"""The Evaluate page: how good a model is, where it errs, and two models side by side."""

from emotion_gui.ui.pages.evaluation.page import EvaluatePage

__all__ = ["EvaluatePage"]
