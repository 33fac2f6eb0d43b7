"""What a person asks of the live loop; without torch and OpenCV, so that a window may hold it."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from emotion_gui.core.inference.outlet_request import OutletRequest
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.settings import EngineWish

# Never the same number twice: a baseline that is forgotten and asked for again, both between
# two frames, must not look like the one that the loop has.
_wish_numbers = itertools.count(1)


@dataclass(frozen=True)
class LiveRequest:
    """One run of the loop.

    Attributes:
        address: what `open_source` takes; empty when `pictures` is given.
        pictures: files and folders of stills.
        name: of a camera, for people.
        camera_size: wanted width and height of a camera's picture.
        engine: what computes the answers.
    """

    address: str
    pictures: tuple[Path, ...] = ()
    name: str = ""
    camera_size: tuple[int, int] = (1280, 720)
    engine: EngineWish = "auto"


@dataclass(frozen=True)
class Models:
    """Checkpoint files: of the model that is shown, and of one beside it, None for none."""

    first: Path
    second: Path | None = None


@dataclass(frozen=True)
class Recording:
    """Where a recording goes.

    Attributes:
        video: the film with boxes.
        table: a row a face and frame.
        facts: what it was made with, as JSON; None for none.
    """

    video: Path
    table: Path
    facts: Path | None = None


@dataclass(frozen=True)
class Collecting:
    """Which faces are kept by themselves, in the workspace; none unless a person says so.

    Attributes:
        unsure: those that the model shown is unsure of.
        disagreement: those that two models put different classes first for.
    """

    unsure: bool = False
    disagreement: bool = False

    @property
    def is_on(self) -> bool:
        return self.unsure or self.disagreement


@dataclass(frozen=True)
class NeutralWish:
    """Take a face as it is now for its neutral one.

    Attributes:
        track_id: the face.
        number: of the wish, so that a second one for the same face starts anew.
    """

    track_id: int
    number: int


def with_neutral(wishes: frozenset[NeutralWish], track_id: int) -> frozenset[NeutralWish]:
    """The same wishes, and the next seconds of this face are its neutral face."""
    return without_neutral(wishes, track_id) | {NeutralWish(track_id, next(_wish_numbers))}


def without_neutral(wishes: frozenset[NeutralWish], track_id: int) -> frozenset[NeutralWish]:
    """The same wishes without this face: back to its plain answers."""
    return frozenset(wish for wish in wishes if wish.track_id != track_id)


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
        mix: of classes that is expected of the faces; None = as in training.
        outlets: other programs that get the answers; None = none, which is the default.
        picture: which of several stills is looked at, from 0; nothing to a film or camera.
        collecting: faces that are kept by themselves; none by default.
    """

    models: Models | None = None
    smoothing_s: float = 0.4
    max_faces: int = 5
    unsure_below: float | None = None
    recording: Recording | None = None
    neutral: frozenset[NeutralWish] = frozenset()
    flip: bool = False
    mix: ExpectedMix | None = None
    outlets: OutletRequest | None = None
    picture: int = 0
    collecting: Collecting = Collecting()


class LiveControls:
    """Values written by the window and read by the loop."""

    def __init__(self, values: LiveValues | None = None) -> None:
        self._lock = threading.Lock()
        self._values = values or LiveValues()
        self._marks: list[str] = []

    @property
    def values(self) -> LiveValues:
        with self._lock:
            return self._values

    def change(self, **values: Any) -> None:
        """Replace some fields of `LiveValues` at once; they count from the next frame on."""
        with self._lock:
            self._values = replace(self._values, **values)

    def mark(self, name: str) -> None:
        """An event now; it is told to the outlets with the next frame."""
        with self._lock:
            self._marks.append(name)

    def take_marks(self) -> tuple[str, ...]:
        """The events since the last call."""
        with self._lock:
            marks, self._marks = tuple(self._marks), []
        return marks
