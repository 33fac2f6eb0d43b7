"""Review: films analysed in the background, looked at, marked, counted, taken away."""

from emotion_gui.ui.pages.review.page import ReviewPage

__all__ = ["ReviewPage"]
