"""Data: bring faces in, look at them, put right what is wrong with them."""

from emotion_gui.ui.pages.data.page import DataPage

__all__ = ["DataPage"]
