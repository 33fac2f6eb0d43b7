"""The pictures of an http address, decoded by PyAV from bytes that `web_stream` fetches."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.films.orientation import Orientation
from emotion_gui.core.inference.films.reader import DECODER_OPTIONS
from emotion_gui.core.inference.web_stream import WebStream

if TYPE_CHECKING:
    from av.container.input import InputContainer
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

# A camera shall be seen at once: what FFmpeg would look at first, to know it better, is kept short.
_OPTIONS = {"fflags": "nobuffer", "fpsprobesize": "2", "analyzeduration": "1000000"}
_MOST_FPS = 240.0


class WebCapture:
    """As OpenCV's captures: `read` gives pictures, until the server ends.

    Args:
        stream: the address.

    Raises:
        VideoSourceError: nobody answers, the server refuses, or it sends no video.
    """

    def __init__(self, stream: WebStream) -> None:
        self._stream = stream
        self._resources = contextlib.ExitStack()
        self._colours: VideoReformatter | None = None
        self.fps = 0.0
        self._frames: Iterator[VideoFrame] = iter(())
        self.open()

    def open(self) -> None:
        """Connect, or connect again."""
        import av

        self.release()
        file = self._stream.begin()
        self._resources.callback(file.close)
        try:
            container = av.open(
                file,
                "r",
                metadata_errors="replace",
                options=DECODER_OPTIONS,
                container_options=_OPTIONS,
                io_open=self._open_named,
            )
            self._resources.enter_context(container)
            self._frames = self._decoded(container)
        except (OSError, ValueError, VideoSourceError, av.FFmpegError) as error:
            self.release()
            raise self._stream.fault or self._stream.refused("it sends no video") from error

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
            fault = self._stream.fault
            if fault is not None and fault.kind == "refused":
                raise fault
            return False, None
        self._stream.picture_came()
        return True, self._picture(frame)

    def release(self) -> None:
        """Let go of the connection; may be called twice."""
        self._frames = iter(())
        self._resources.close()

    def _open_named(self, url: str, flags: int, options: object) -> object:
        """A piece that a playlist names."""
        del flags, options
        try:
            return self._stream.open(url)
        except VideoSourceError as error:
            self._stream.fault = error
            raise

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
