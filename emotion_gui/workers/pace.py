"""How fast a job goes on, and how long it still takes at that speed."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter

_MOST_SAMPLES = 128


class Pace:
    """Takes what is done from time to time; pauses do not count.

    The speed is that of the later half of the time: a first batch that loads a library, or the
    evaluation at the end of a first epoch, soon no longer counts.
    """

    def __init__(self) -> None:
        self._samples: list[tuple[float, int]] = []  # seconds, done

    def take(self, done: int, *, at_s: float) -> None:
        """Note what is done at a moment."""
        self._samples.append((at_s, done))
        if len(self._samples) > _MOST_SAMPLES:
            self._samples = self._samples[::2]

    def rest(self, seconds: float) -> None:
        """The job has rested so long, up to now."""
        self._samples = [(at_s + seconds, done) for at_s, done in self._samples]

    def left_s(self, done: int, total: int | None, *, now_s: float) -> float | None:
        """Seconds until `total`; None while nothing is known about the speed."""
        if not self._samples or not total:
            return None
        first = self._samples[0]
        middle_s = (first[0] + now_s) / 2
        number = bisect_right(self._samples, middle_s, key=itemgetter(0))
        for at_s, before in (self._samples[max(0, number - 1)], first):
            if done > before:
                return (now_s - at_s) / (done - before) * max(0, total - done)
        return None
