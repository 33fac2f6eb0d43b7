"""What a person turns while it runs: from panel and settings to the loop's controls."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Slot

from emotion_gui.core.inference.controls import LiveControls, LiveValues
from emotion_gui.core.settings import Preferences
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.source_bar import SourceBar
from emotion_gui.ui.pages.live.viewer import Viewer

LIMIT_KEY = "page/live/max_faces"
DEFAULT_LIMIT = 5


def first_controls(preferences: Preferences, settings: QSettings) -> LiveControls:
    """As the person left them."""
    limit = int(str(settings.value(LIMIT_KEY, DEFAULT_LIMIT)))
    smoothing_s = preferences.number("live/smoothing_s")
    return LiveControls(LiveValues(smoothing_s=smoothing_s, max_faces=limit))


class Knobs(QObject):
    """Listens to the panel; everything takes effect with the next frame."""

    def __init__(
        self,
        controls: LiveControls,
        *,
        panel: SidePanel,
        viewer: Viewer,
        source_bar: SourceBar,
        preferences: Preferences,
        settings: QSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controls = controls
        self._viewer = viewer
        self._source_bar = source_bar
        self._preferences = preferences
        self._settings = settings
        panel.smoothing_changed.connect(self._on_smoothing)
        panel.limit_changed.connect(self._on_limit)
        panel.neutral_wanted.connect(self._take_neutral)
        panel.neutral_unwanted.connect(self._forget_neutral)
        source_bar.mirror_changed.connect(self._on_mirror)

    def begin(self) -> None:
        """Another source: the settings as they are now."""
        percent = self._preferences.integer("live/unsure_percent")
        self._controls.set_unsure_below(percent / 100 if percent else None)
        self._controls.set_flip(self._preferences.switch("live/flip"))
        self._show_mirrored()

    @Slot(bool)
    def _on_mirror(self, mirrored: bool) -> None:
        self._preferences.set("live/mirrored", mirrored)
        self._show_mirrored()

    def _show_mirrored(self) -> None:
        """A camera is a mirror; a clip is not."""
        camera = self._source_bar.source.kind == "camera"
        self._viewer.set_mirrored(camera and self._source_bar.mirror_button.isChecked())

    @Slot(float)
    def _on_smoothing(self, seconds: float) -> None:
        self._controls.set_smoothing(seconds)

    @Slot(int)
    def _on_limit(self, count: int) -> None:
        self._controls.set_max_faces(count)
        self._settings.setValue(LIMIT_KEY, count)

    @Slot()
    def _take_neutral(self) -> None:
        if self._viewer.selected is not None:
            self._controls.take_neutral(self._viewer.selected)

    @Slot()
    def _forget_neutral(self) -> None:
        self._controls.forget_neutral(self._viewer.selected)
