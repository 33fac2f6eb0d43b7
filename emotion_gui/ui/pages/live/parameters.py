"""What a person turns while it runs: remembered, and handed to the loop with the next frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from emotion_gui.core.inference.controls import (
    Collecting,
    LiveControls,
    LiveValues,
    Models,
    Recording,
    with_neutral,
    without_neutral,
)
from emotion_gui.core.model.priors import parse_mix
from emotion_gui.core.settings import Preferences

LIMIT_KEY = "page/live/max_faces"
MIX_KEY = "page/live/mix"
DEFAULT_LIMIT = 5


class LiveParameters(QObject):
    """The values of the loop, as the person left them."""

    mirrored_changed = Signal()

    def __init__(
        self, preferences: Preferences, settings: QSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._settings = settings
        limit = int(str(settings.value(LIMIT_KEY, DEFAULT_LIMIT)))
        smoothing_s = preferences.number("live/smoothing_s")
        self.mix_text = str(settings.value(MIX_KEY, "training"))
        self.controls = LiveControls(LiveValues(smoothing_s=smoothing_s, max_faces=limit))

    @property
    def values(self) -> LiveValues:
        return self.controls.values

    @property
    def mirrored(self) -> bool:
        """A camera is shown as a mirror; a film never is."""
        return self._preferences.switch("live/mirrored")

    def begin(self, models: Models) -> None:
        """Another source: the settings as they are now, and the first of its stills."""
        percent = self._preferences.integer("live/unsure_percent")
        self.controls.change(
            models=models,
            neutral=frozenset(),
            unsure_below=percent / 100 if percent else None,
            flip=self._preferences.switch("live/flip"),
            picture=0,
        )

    def use_models(self, models: Models) -> None:
        """Read faces with others; baselines belong to the models before."""
        self.controls.change(models=models, neutral=frozenset())

    def record(self, recording: Recording | None) -> None:
        """Begin or end storing."""
        self.controls.change(recording=recording)

    def collect(self, collecting: Collecting) -> None:
        """Which faces are kept by themselves; forgotten when the program ends."""
        self.controls.change(collecting=collecting)

    def turn_to(self, picture: int) -> None:
        """Look at another still."""
        self.controls.change(picture=picture)

    @Slot(float)
    def set_smoothing(self, seconds: float) -> None:
        self.controls.change(smoothing_s=seconds)

    @Slot(float)
    def set_max_faces(self, count: float) -> None:
        self.controls.change(max_faces=round(count))
        self._settings.setValue(LIMIT_KEY, round(count))

    def set_mix(self, text: str) -> None:
        """The expected mix of classes, as `parse_mix` takes it."""
        self.controls.change(mix=parse_mix(text))
        self._settings.setValue(MIX_KEY, text)

    @Slot(bool)
    def set_mirrored(self, mirrored: bool) -> None:
        self._preferences.set("live/mirrored", mirrored)
        self.mirrored_changed.emit()

    def take_neutral(self, face: int) -> None:
        """The next seconds of this face are its neutral face."""
        self.controls.change(neutral=with_neutral(self.values.neutral, face))

    def forget_neutral(self, face: int) -> None:
        """Back to the plain answers about this face."""
        self.controls.change(neutral=without_neutral(self.values.neutral, face))
