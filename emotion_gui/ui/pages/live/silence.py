"""Notices when a camera or stream falls silent while it is on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.ui.pages.live.source_bar import SourceBar
from emotion_gui.ui.pages.live.viewer import Viewer

LISTEN_MS = 250  # between looks whether the source still gives something


class Silence(QObject):
    """A file or a picture takes its time; a camera or stream that gives nothing is said."""

    fell = Signal(str)  # what is waited for, in words

    def __init__(self, viewer: Viewer, source_bar: SourceBar, parent: QObject) -> None:
        super().__init__(parent)
        self._viewer = viewer
        self._source_bar = source_bar
        self._timer = QTimer(self)
        self._timer.setInterval(LISTEN_MS)
        self._timer.timeout.connect(self._listen)

    def begin(self) -> None:
        """A source is on."""
        self._timer.start()

    def end(self) -> None:
        """It is not any more."""
        self._timer.stop()

    @Slot()
    def _listen(self) -> None:
        source = self._source_bar.source
        if source.kind == "stream":
            words = self.tr("Reconnecting…")
        elif source.kind == "camera":
            words = self.tr("Waiting for {0}…").format(source.title)
        else:
            return
        if self._viewer.show_silence(words):
            self.fell.emit(words)
