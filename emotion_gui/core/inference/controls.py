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
        camera_size: wanted width and height of a camera's picture.
    """

    address: str
    pictures: tuple[Path, ...] = ()
    name: str = ""
    camera_size: tuple[int, int] = (1280, 720)


@dataclass(frozen=True)
class Models:
    """Checkpoint files: of the model that is shown, and of one beside it, None for none."""

    first: Path
    second: Path | None = None


@dataclass(frozen=True)
class Recording:
    """Where a recording goes."""

    video: Path
    table: Path


@dataclass(frozen=True)
class NeutralWish:
    """Take a face as it is now for its neutral one.

    Attributes:
        track_id: the face.
        number: counts the wishes, so that a second one for the same face starts anew.
    """

    track_id: int
    number: int


@dataclass(frozen=True)
class LiveValues:
    """What may change while the loop runs.

    Attributes:
        models: None = those that the loop was given.
        smoothing_s: time constant of the answers; 0 = raw.
        max_faces: how many faces are looked at.
        unsure_below: answers with a lower probability are unsure, in [0, 1]; None = what the
            checkpoint says.
        recording: None = nothing is stored, which is the default.
        neutral: faces whose answers are relative to their own neutral face; none by default.
        flip: average the answers about a face and its mirror image.
    """

    models: Models | None = None
    smoothing_s: float = 0.4
    max_faces: int = 5
    unsure_below: float | None = None
    recording: Recording | None = None
    neutral: frozenset[NeutralWish] = frozenset()
    flip: bool = False


class LiveControls:
    """Values written by the window and read by the loop."""

    def __init__(self, values: LiveValues | None = None) -> None:
        self._lock = threading.Lock()
        self._values = values or LiveValues()
        self._wishes = 0

    @property
    def values(self) -> LiveValues:
        with self._lock:
            return self._values

    def set_models(self, models: Models) -> None:
        """Read faces with others from now on; baselines belong to the models before."""
        with self._lock:
            self._values = replace(self._values, models=models, neutral=frozenset())

    def set_smoothing(self, seconds: float) -> None:
        with self._lock:
            self._values = replace(self._values, smoothing_s=seconds)

    def set_max_faces(self, count: int) -> None:
        with self._lock:
            self._values = replace(self._values, max_faces=count)

    def set_unsure_below(self, probability: float | None) -> None:
        with self._lock:
            self._values = replace(self._values, unsure_below=probability)

    def set_flip(self, flip: bool) -> None:
        with self._lock:
            self._values = replace(self._values, flip=flip)

    def set_recording(self, recording: Recording | None) -> None:
        with self._lock:
            self._values = replace(self._values, recording=recording)

    def take_neutral(self, track_id: int) -> None:
        """From now on the next seconds of a face are its neutral face."""
        with self._lock:
            self._wishes += 1
            others = {wish for wish in self._values.neutral if wish.track_id != track_id}
            wishes = frozenset(others | {NeutralWish(track_id, self._wishes)})
            self._values = replace(self._values, neutral=wishes)

    def forget_neutral(self, track_id: int | None = None) -> None:
        """Back to the plain answers for one face, or for all of them."""
        with self._lock:
            kept = frozenset(
                wish for wish in self._values.neutral if track_id not in (None, wish.track_id)
            )
            self._values = replace(self._values, neutral=kept)
