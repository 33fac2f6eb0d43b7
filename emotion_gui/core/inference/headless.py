"""Videos and pictures without a window: what `classify` runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import PictureError
from emotion_gui.core.faces.boxes import FaceBox, Picture
from emotion_gui.core.faces.plausible import why_no_face
from emotion_gui.core.inference.frames import FrameSource, opened
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.results import FaceResult, FrameResult
from emotion_gui.core.inference.sources import picture_files, read_picture
from emotion_gui.core.jobs import JobContext, Progress


@dataclass(frozen=True)
class FilmSummary:
    """What a source held.

    Attributes:
        frames: that were read.
        seconds: that took.
        faces: on all frames together.
        tracks: people, as far as they can be followed.
        by_label: shown emotion, or `unsure` -> faces.
        notes: what of the source could not be read.
    """

    frames: int
    seconds: float
    faces: int
    tracks: int
    by_label: dict[str, int]
    notes: tuple[Note, ...]

    @property
    def frames_per_second(self) -> float:
        return self.frames / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True)
class PictureAnswer:
    """The faces of a picture file; none, and why, where it could not be read."""

    file: Path
    faces: tuple[FaceResult, ...] = ()
    error: str | None = None


class WholePicture:
    """A detector that takes every picture that can be one as one face."""

    name = "manual"

    def detect(self, picture: Picture) -> list[FaceBox]:
        if why_no_face(picture):
            return []
        height, width = picture.shape[:2]
        return [FaceBox(0.0, 0.0, float(width), float(height))]


class _Counts:
    """What a film's frames add up to."""

    def __init__(self) -> None:
        self.frames = self.faces = 0
        self.tracks: set[int] = set()
        self.by_label: Counter[str] = Counter()

    def add(self, result: FrameResult) -> None:
        self.frames += 1
        self.faces += len(result.faces)
        self.tracks.update(face.track_id for face in result.faces)
        self.by_label.update(face.answer.word for face in result.faces)


def classify_video(
    source: FrameSource,
    pipeline: EmotionPipeline,
    *,
    csv_path: Path | None = None,
    video_path: Path | None = None,
    seconds: float | None = None,
    on_frame: Callable[[FrameResult], None] | None = None,
    context: JobContext | None = None,
) -> FilmSummary:
    """Read a source to its end in constant memory.

    Args:
        source: not open yet.
        pipeline: is reset first.
        csv_path: gets a row a face and frame.
        video_path: gets the frames with boxes painted in, at their times.
        seconds: of the source; what comes later is not read. None = all of it.
        on_frame: sees every frame with its faces.
        context: progress, and a stop between frames; a stop leaves both files whole.

    Raises:
        VideoSourceError: the source does not open or breaks off.
        StorageError: a file cannot be written.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    pipeline.reset()
    counts = _Counts()
    with opened(source, context):
        started_s = now_s()
        with Recorder(
            csv_path=csv_path,
            video_path=video_path,
            fps=source.fps,
            labels=pipeline.classifier.labels,
        ) as recorder:
            while (frame := source.read(context)) is not None:
                if seconds is not None and frame.time_s > seconds:
                    break
                result = pipeline.process(frame)
                recorder.write(result)
                counts.add(result)
                if on_frame is not None:
                    on_frame(result)
                context.report(Progress(counts.frames, source.frame_count, source.describe()))
        passed_s = now_s() - started_s
        notes = source.notes
    by_label = dict(counts.by_label)
    return FilmSummary(counts.frames, passed_s, counts.faces, len(counts.tracks), by_label, notes)


def classify_pictures(
    paths: Sequence[Path], pipeline: EmotionPipeline, *, context: JobContext | None = None
) -> Iterator[PictureAnswer]:
    """Read picture files, and folders of them, one after the other."""
    context = context or JobContext()
    files, unreadable = picture_files(paths)
    for refused in unreadable:
        yield PictureAnswer(Path(refused.name), error=refused.reason)
    for done, path in enumerate(files, start=1):
        context.checkpoint()
        try:
            yield PictureAnswer(path, pipeline.classify_picture(read_picture(path)))
        except PictureError as error:
            yield PictureAnswer(path, error=error.reason)
        context.report(Progress(done, len(files), path.name))
