"""Half pictures of two moments, woven into one frame, become whole pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.filter.graph import Graph
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream


class Deinterlacer:
    """FFmpeg's `bwdif`: leaves what stands still as it is, and follows what moves.

    Args:
        stream: of the pictures.
        frame: the first of them; others must be like it.
    """

    def __init__(self, stream: VideoStream, frame: VideoFrame) -> None:
        from av.filter import Graph

        self._kind = _kind(frame)
        self._graph: Graph = Graph()
        source = self._graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=stream.time_base or Fraction(1, 1000),
        )
        bwdif = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
        sink = self._graph.add("buffersink")
        source.link_to(bwdif)
        bwdif.link_to(sink)
        self._graph.configure()

    def takes(self, frame: VideoFrame) -> bool:
        """Whether a picture is like the first one."""
        return _kind(frame) == self._kind

    def push(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """One picture in; what is ready out, one picture behind."""
        self._graph.vpush(frame)
        yield from self._ready()

    def flush(self) -> Iterator[VideoFrame]:
        """What is still inside; nothing may follow."""
        self._graph.vpush(None)
        yield from self._ready()

    def _ready(self) -> Iterator[VideoFrame]:
        # How FFmpeg's graph says that it needs another picture, or that it has given its last.
        with contextlib.suppress(BlockingIOError, EOFError):
            while True:
                yield self._graph.vpull()


def _kind(frame: VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name
