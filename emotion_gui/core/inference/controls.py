"""What a person asks of the live loop; without torch and OpenCV, so that a window may hold it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class LiveRequest:
    """One run of the loop.

    Attributes:
        address: what `open_source` takes; empty when `pictures` is given.
        pictures: files and folders of stills.
        name: of a camera, for people.
        model: checkpoint of the first model.
        second: checkpoint of the model beside it, None for none.
    """

    address: str
    model: Path
    second: Path | None = None
    pictures: tuple[Path, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Recording:
    """Where a recording goes."""

    video: Path
    table: Path


@dataclass(frozen=True)
class LiveValues:
    """What may change while the loop runs.

    Attributes:
        smoothing_s: time constant of the answers; 0 = raw.
        max_faces: how many faces are looked at.
        recording: None = nothing is stored, which is the default.
    """

    smoothing_s: float = 0.4
    max_faces: int = 5
    recording: Recording | None = None


class LiveControls:
    """Values written by the window and read by the loop."""

    def __init__(self, values: LiveValues | None = None) -> None:
        self._lock = threading.Lock()
        self._values = values or LiveValues()

    @property
    def values(self) -> LiveValues:
        with self._lock:
            return self._values

    def set_smoothing(self, seconds: float) -> None:
        with self._lock:
            self._values = replace(self._values, smoothing_s=seconds)

    def set_max_faces(self, count: int) -> None:
        with self._lock:
            self._values = replace(self._values, max_faces=count)

    def set_recording(self, recording: Recording | None) -> None:
        with self._lock:
            self._values = replace(self._values, recording=recording)
