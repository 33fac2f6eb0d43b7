"""Times of a film's pictures, whatever its own clock does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emotion_gui.core.inference.films.packets import NEW_CLOCK_S, PacketOrder

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# So much may lie before the first picture: the order of pictures in AVI begins late.
LATE_START_S = 0.25


class FilmClock:
    """Times of pictures from the film's beginning, which never stand or run back.

    Args:
        stream: of the pictures.
        fps: nominal pictures a second.
        order: of the packets; tells joints from slips.
    """

    def __init__(self, stream: VideoStream, fps: float, order: PacketOrder) -> None:
        self._order = order
        self._base_s = float(stream.time_base or 0)
        start = stream.start_time
        self._start_s = None if start is None else start * self._base_s
        self._step_s = 1 / fps
        self._first = True
        self._last_s = -self._step_s
        self._length_s = 0.0
        self.late_start_s = 0.0  # nothing before that could be decoded

    @property
    def ends_s(self) -> float:
        """Where the last picture ends."""
        return self._last_s + self._length_s

    def entered(self, time_s: float) -> int | None:
        """What the film's own clock shows at a time from its beginning; reading goes on there.

        Returns:
            None where the film has no clock of its own.
        """
        stamp = self.stamp(time_s)
        if stamp is not None:
            self._last_s = -self._step_s
        return stamp

    def stamp(self, time_s: float) -> int | None:
        """What the film's own clock shows at a time from its beginning; None without one."""
        if self._start_s is None or not self._base_s:
            return None
        return int((self._start_s + time_s) / self._base_s)

    def time_s(self, frame: VideoFrame) -> float | None:
        """When a picture is to be seen; asked once a picture, in the decoder's order.

        Returns:
            None where its time is long over: behind damage pictures come in a wrong order.
        """
        # The decoder's last pictures come without a base.
        base_s = float(frame.time_base or self._base_s)
        time_s = self._last_s + self._step_s
        if frame.pts is not None and base_s:  # raw streams have no clock
            stamped_s = self._since_start_s(frame.pts * base_s)
            if stamped_s < self._last_s - NEW_CLOCK_S:
                if not self._order.take_joint():
                    return None
                # Two recordings in one file: the second goes on where the first ends.
                self._start_s = frame.pts * base_s - time_s
            elif stamped_s > self._last_s:
                time_s = stamped_s
        if self._first and time_s > LATE_START_S:
            self.late_start_s = time_s
        self._first = False
        self._last_s = time_s
        self._length_s = (frame.duration or 0) * base_s or self._step_s
        return time_s

    def _since_start_s(self, stamp_s: float) -> float:
        if self._start_s is None or (self._first and stamp_s < self._start_s):
            self._start_s = stamp_s
        return stamp_s - self._start_s
