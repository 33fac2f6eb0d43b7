"""The Live page: apparent expressions on a camera, a video, a stream or pictures."""

from emotion_gui.ui.pages.live.page import LivePage

__all__ = ["LivePage"]
