"""Pictures of a film by their times, in any order: what a player shows is what was analysed."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.films.reader import WHOLE_BEFORE_S, FilmReader
from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

# Times of an analysis are read again by the same clock: only rounding may differ.
SAME_TIME_S = 0.0005
# Nearer than this the film is read on instead of beginning at a key frame.
_READ_ON_S = 0.5
# Somebody waits for this one picture. More threads than cores help too: the decoder waits for
# the oldest of them, and the others go on meanwhile.
SEEKING_THREADS = 4
_CACHE_BYTES = 48 * 1024 * 1024


class FilmSeeker:
    """One film; every method is called in one thread.

    Args:
        path: the file.

    Raises:
        VideoSourceError: it is not there, or holds no picture.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader = FilmReader(path, threads=SEEKING_THREADS)
        self._at_s = -1.0  # of the last picture that was decoded
        self._held_bytes = 0
        self._exact = True  # key frames of this film lie where its times say
        # As they were decoded: that takes no work and half the room, and most are never shown.
        self._cache: OrderedDict[int, VideoFrame] = OrderedDict()
        if not self._reader.passes:
            self._begin_again()

    def picture(self, time_s: float, context: JobContext | None = None) -> Picture:
        """The picture of exactly this time, as an analysis names it.

        Raises:
            VideoSourceError: there is no picture of this time.
            JobCancelled: a stop was asked for.
        """
        known = self._cache.get(_key(time_s))
        if known is not None:
            self._cache.move_to_end(_key(time_s))
            return self._reader.displayed(known)
        if self._exact and self._enter_and_read(time_s, context):
            return self._reader.displayed(self._cache[_key(self._at_s)])
        # A film without an index, with joints or without times: from its beginning, which is
        # slow and always right.
        if self._exact or self._at_s >= time_s - SAME_TIME_S or self._at_s < 0:
            self._begin_again()
        self._exact = False
        if self._read_to(time_s, context):
            return self._reader.displayed(self._cache[_key(self._at_s)])
        raise VideoSourceError(str(self._path), "ended", f"no picture at {time_s:.3f} s")

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        self._reader.close()
        self._forget()

    def _forget(self) -> None:
        self._cache.clear()
        self._held_bytes = 0
        self._at_s = -1.0

    def _enter_and_read(self, time_s: float, context: JobContext | None) -> bool:
        """By a key frame; a second time where the way there needed what was left out."""
        passes = self._reader.passes
        if not (self._go_near(time_s) and self._read_to(time_s, context)):
            return False
        if passes and not self._reader.passes:
            self._forget()
            self._begin_again()
            self._reader.passes = False
            return self._go_near(time_s) and self._read_to(time_s, context)
        return True

    def _go_near(self, time_s: float) -> bool:
        """Stand before a picture; False where the film cannot be entered in the middle."""
        if 0 <= self._at_s < time_s and (
            time_s - self._at_s < _READ_ON_S or not self._reader.key_between(self._at_s, time_s)
        ):
            self._reader.pass_to(time_s)
            return True
        self._at_s = -1.0
        return self._reader.enter_before(time_s)

    def _read_to(self, time_s: float, context: JobContext | None) -> bool:
        """Decode up to a picture; False where it is passed without being met."""
        while self._at_s < time_s - SAME_TIME_S:
            if context is not None:
                context.checkpoint()
            found_s = self._reader.advance()
            if found_s is None:
                return False
            self._at_s = found_s
            if time_s - found_s < WHOLE_BEFORE_S or not self._reader.passes:
                self._keep(found_s, self._reader.frame)
        return abs(self._at_s - time_s) <= SAME_TIME_S

    def _begin_again(self) -> None:
        """As an analysis reads: how damage is mended depends on the number of threads."""
        self._reader.close()
        self._reader = FilmReader(self._path)
        self._at_s = -1.0

    def _keep(self, time_s: float, frame: VideoFrame) -> None:
        known = self._cache.pop(_key(time_s), None)
        self._cache[_key(time_s)] = frame
        self._held_bytes += _bytes(frame) - (0 if known is None else _bytes(known))
        while self._held_bytes > _CACHE_BYTES and len(self._cache) > 1:
            _, oldest = self._cache.popitem(last=False)
            self._held_bytes -= _bytes(oldest)


def _bytes(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)


def _key(time_s: float) -> int:
    """Milliseconds; no two pictures of a film are nearer."""
    return round(time_s * 1000)
