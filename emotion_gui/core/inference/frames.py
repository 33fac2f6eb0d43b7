"""A frame, and what everything that gives frames has in common."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from emotion_gui.core.clock import now_s
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.jobs import JobContext


@dataclass(frozen=True)
class Frame:
    """One picture of a source.

    Attributes:
        picture: uint8 BGR, shape (height, width, 3).
        index: number in the source, from 0; what was skipped is counted.
        time_s: position in the file, or seconds since the source was opened.
        captured_at: `now_s()` when it was read.
        name: file name of a still, empty for video.
    """

    picture: Picture
    index: int
    time_s: float
    captured_at: float
    name: str = ""


class FrameSource(Protocol):
    """Frames one after the other; every method is called in the thread that opened it."""

    @property
    def address(self) -> str:
        """Where it comes from, for people: without a user's name and password."""
        ...

    @property
    def fps(self) -> float:
        """Nominal frames per second; 0 where unknown."""
        ...

    @property
    def frame_count(self) -> int | None:
        """How many frames there will be; None where nobody knows."""
        ...

    @property
    def notes(self) -> tuple[Note, ...]:
        """What of it could not be read; complete at the end."""
        ...

    def describe(self) -> str:
        """A few words for people, as in `clip.mp4 · 640 x 360`."""
        ...

    def open(self, context: JobContext | None = None) -> None:
        """Get ready to read.

        Args:
            context: asked for a stop while waiting.

        Raises:
            JobCancelled: a stop was asked for.
            VideoSourceError: missing, busy, unreadable or refused.
        """
        ...

    def read(self, context: JobContext | None = None) -> Frame | None:
        """The next frame; None at the end.

        Args:
            context: asked for a stop while waiting, so that no wait is ever long.

        Raises:
            JobCancelled: a stop was asked for.
            VideoSourceError: it stalled or went away.
        """
        ...

    def close(self) -> None:
        """Let go of device, file or socket; may be called twice."""
        ...


@contextmanager
def opened(source: FrameSource, context: JobContext | None = None) -> Iterator[FrameSource]:
    """Open a source and close it whatever happens."""
    try:
        source.open(context)
        yield source
    finally:
        source.close()


def wait_until(moment_s: float, context: JobContext | None) -> None:
    """Sleep until `now_s()` reaches a moment, asking for a stop meanwhile."""
    while True:
        if context is not None:
            context.checkpoint()
        left_s = moment_s - now_s()
        if left_s <= 0:
            return
        time.sleep(min(left_s, 0.05))
