"""Times of a film's pictures, whatever its own clock does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# A clock that goes back further begins anew: two recordings in one file. Less is a slip.
NEW_CLOCK_S = 0.5


class FilmClock:
    """Times of pictures from the film's beginning, which never stand or run back."""

    def __init__(self, stream: VideoStream, fps: float) -> None:
        self._base_s = float(stream.time_base or 0)
        start = stream.start_time
        self._start_s = None if start is None else start * self._base_s
        self._step_s = 1 / fps
        self._last_s = -self._step_s
        self._length_s = 0.0

    @property
    def ends_s(self) -> float:
        """Where the last picture ends."""
        return self._last_s + self._length_s

    def time_s(self, frame: VideoFrame) -> float:
        """When a picture is to be seen; asked once a picture, in their order."""
        # The decoder's last pictures come without a base.
        base_s = float(frame.time_base or self._base_s)
        next_s = self._last_s + self._step_s
        if frame.pts is None or not base_s:  # raw streams have no clock
            time_s = next_s
        else:
            stamp_s = frame.pts * base_s
            if self._start_s is None or self._last_s < 0:
                self._start_s = min(stamp_s, stamp_s if self._start_s is None else self._start_s)
            time_s = stamp_s - self._start_s
            if time_s < self._last_s - NEW_CLOCK_S:
                self._start_s = stamp_s - next_s
            if time_s <= self._last_s:
                time_s = next_s
        self._last_s = time_s
        self._length_s = (frame.duration or 0) * base_s or self._step_s
        return time_s
