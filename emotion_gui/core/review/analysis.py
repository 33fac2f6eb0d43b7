"""Reads a film to its end into a file of rows, and goes on where a kill left it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import StorageError, VideoSourceError
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.frames import Frame, opened
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.read_ahead import ReadAhead
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.review.column_file import ColumnWriter
from emotion_gui.core.review.cuts import ChangeMeter
from emotion_gui.core.review.rows import RowBuffer

# A block ends with whichever comes first: what a kill costs, and what is kept in memory.
_SECONDS_A_BLOCK = 2.0
_FRAMES_A_BLOCK = 256


@dataclass(frozen=True)
class Analysed:
    """What came of a film.

    Attributes:
        frames: of the whole film.
        resumed_at: frames that an earlier start had read; 0 where it began from the beginning.
        fps: nominal frames a second.
        size: width and height as shown, in pixels.
        began_utc: when the first frame was taken by the film's own word; "" unknown.
        notes: what of the film could not be read.
    """

    frames: int
    resumed_at: int
    fps: float
    size: tuple[int, int]
    began_utc: str
    notes: tuple[Note, ...]


class _ResumedFilm(VideoFileSource):
    """A film from one of its frames on.

    Args:
        path: of the film.
        begin: frames that are passed over.
    """

    def __init__(self, path: Path, *, begin: int) -> None:
        super().__init__(path)
        self._path_of_film, self._begin = path, begin

    def open(self, context: JobContext | None = None) -> None:
        super().open(context)
        if self.skip(self._begin, context) < self._begin:
            raise StorageError(
                self._path_of_film, "the film is shorter than it was when its analysis began"
            )


def analyse_film(
    film: Path, pipeline: EmotionPipeline, rows: Path, context: JobContext | None = None
) -> Analysed:
    """Read every frame that is not read yet, in constant memory.

    The rows are those of `classify_video`, however often the work was broken off.

    Args:
        film: the file.
        pipeline: is reset first; of one model, searching in line.
        rows: the file of rows; where it is there, the work goes on behind its last block.
        context: progress, pause and cancel between frames; what was read stays.

    Raises:
        VideoSourceError: the film does not open or breaks off.
        StorageError: the rows cannot be written, or the film has become shorter.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    pipeline.reset()
    meter = ChangeMeter()
    with ColumnWriter(rows) as writer:
        begin = 0
        if writer.state is not None:
            begin = _gone_on(pipeline, writer.state, rows)
        # The frame before tells how much the next one differs from it.
        plain = _ResumedFilm(film, begin=max(0, begin - 1))
        source = ReadAhead(plain)
        work = _Work(writer, pipeline, meter, begin)
        with opened(source, context):
            if begin and (before := source.read(context)) is not None:
                meter.measure(before.picture)
            while (frame := _next(source, context, work)) is not None:
                work.read(frame)
                context.report(Progress(work.frames, source.frame_count, source.describe()))
            work.keep()
        return Analysed(work.frames, begin, source.fps, plain.size, plain.recorded_at, source.notes)


def _gone_on(pipeline: EmotionPipeline, state: Mapping[str, Any], rows: Path) -> int:
    """Make the pipeline what it was behind the last block; the frame that comes next."""
    try:
        pipeline.restore(state["pipeline"])
        return int(state["frames"])
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise StorageError(
            rows, "how far its film was read is damaged; analyse the film again"
        ) from error


def _next(source: ReadAhead, context: JobContext, work: _Work) -> Frame | None:
    """The next frame; what was read before is kept where there is none for a reason."""
    try:
        return source.read(context)
    except (JobCancelled, VideoSourceError):
        work.keep()
        raise


class _Work:
    """Frames so far, and those that are not on the disk yet."""

    def __init__(
        self, writer: ColumnWriter, pipeline: EmotionPipeline, meter: ChangeMeter, begin: int
    ) -> None:
        self.frames = begin
        self._writer, self._pipeline, self._meter = writer, pipeline, meter
        self._buffer = RowBuffer(len(pipeline.classifier.labels))
        self._kept_at_s = now_s()

    def read(self, frame: Frame) -> None:
        change = self._meter.measure(frame.picture)
        self._buffer.add(self._pipeline.process(frame), change)
        self.frames += 1
        late = now_s() - self._kept_at_s >= _SECONDS_A_BLOCK
        if late or self._buffer.frames >= _FRAMES_A_BLOCK:
            self.keep()

    def keep(self) -> None:
        """What was read is on the disk."""
        if self._buffer.frames:
            state = {"frames": self.frames, "pipeline": self._pipeline.snapshot()}
            self._writer.append(self._buffer.take(), state)
        self._kept_at_s = now_s()
