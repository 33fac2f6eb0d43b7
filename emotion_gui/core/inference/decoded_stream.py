"""The newest pictures of a live address, decoded by PyAV; subclasses say where bytes come from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.films.orientation import Orientation
from emotion_gui.core.inference.notes import Note

if TYPE_CHECKING:
    from av.container.input import InputContainer
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

# A camera shall be seen at once: what FFmpeg would look at first, to know it better, is kept short.
LIVE_OPTIONS = {"fpsprobesize": "2", "analyzeduration": "1000000"}
_MOST_FPS = 240.0


class DecodedStream:
    """As OpenCV's captures: `read` gives pictures, until the server ends."""

    def __init__(self) -> None:
        self._resources = contextlib.ExitStack()
        self._colours: VideoReformatter | None = None
        self.fps = 0.0
        self.notes: tuple[Note, ...] = ()
        self._frames: Iterator[VideoFrame] = iter(())

    def open(self) -> None:
        """Connect, or connect again.

        Raises:
            VideoSourceError: nobody answers, the server refuses, or it sends no video.
        """
        import av

        self.release()
        try:
            container = self._container(self._resources)
            self._frames = self._decoded(self._resources.enter_context(container))
        except (OSError, ValueError, VideoSourceError, av.FFmpegError) as error:
            self.release()
            raise self._why_closed(error) from error

    def read(self) -> tuple[bool, Picture | None]:
        """Whether there is a picture, and it: BGR, upright.

        Raises:
            VideoSourceError: what comes is no video; to open it again would change nothing.
        """
        import av

        try:
            frame = next(self._frames, None)
        except (OSError, VideoSourceError, av.FFmpegError):
            frame = None
        if frame is None:
            self._check_end()
            return False, None
        self._picture_came()
        return True, self._picture(frame)

    def release(self) -> None:
        """Let go of the connection; may be called twice."""
        self._frames = iter(())
        self._resources.close()

    def _container(self, resources: contextlib.ExitStack) -> InputContainer:
        """Open the address; what has to be closed after the container goes into `resources`."""
        raise NotImplementedError

    def _why_closed(self, error: Exception) -> VideoSourceError:
        """In words, why it did not open."""
        raise NotImplementedError

    def _check_end(self) -> None:
        """No picture came: raise where it is for good."""

    def _picture_came(self) -> None:
        """A picture came."""

    def _decoded(self, container: InputContainer) -> Iterator[VideoFrame]:
        if not container.streams.video:
            raise ValueError
        stream = container.streams.video[0]
        rate = stream.average_rate or stream.guessed_rate
        self.fps = float(rate) if rate and 0 < rate <= _MOST_FPS else 0.0
        stream.codec_context.thread_count = 1  # more would hold pictures back
        return iter(container.decode(stream))

    def _picture(self, frame: VideoFrame) -> Picture:
        from av.video.reformatter import VideoReformatter

        if self._colours is None:
            self._colours = VideoReformatter()
        converted = self._colours.reformat(frame, frame.width, frame.height, "bgr24", threads=1)
        picture = np.asarray(converted.to_ndarray(), dtype=np.uint8)
        return Orientation.of_frame(frame).upright(picture)
