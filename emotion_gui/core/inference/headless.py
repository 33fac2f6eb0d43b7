"""Videos and pictures without a window: what the command line's `classify` runs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from emotion_gui.core.errors import PictureError
from emotion_gui.core.inference.frames import FrameSource, opened
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.recording import Recorder, label_words
from emotion_gui.core.inference.results import FaceResult
from emotion_gui.core.inference.sources import picture_files, read_picture
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LABELS


def classify_video(
    source: FrameSource,
    pipeline: EmotionPipeline,
    *,
    csv_path: Path | None = None,
    video_path: Path | None = None,
    context: JobContext | None = None,
) -> dict[str, object]:
    """Read a source to its end in constant memory.

    Args:
        source: not open yet.
        pipeline: is reset first.
        csv_path: gets a row a face and frame.
        video_path: gets the frames with boxes painted in.
        context: progress, and a stop between frames; a stop leaves both files whole.

    Returns:
        `frames`, `seconds`, `frames_per_second`, `faces` (rows), `tracks`, `by_label`, `csv`,
        `video`.

    Raises:
        VideoSourceError: the source does not open or breaks off.
        StorageError: a file cannot be written.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    pipeline.reset()
    frames = faces = 0
    tracks: set[int] = set()
    by_label: dict[str, int] = {}
    with opened(source, context):
        started_s = time.perf_counter()
        fps = source.fps or 25.0
        with Recorder(csv_path=csv_path, video_path=video_path, fps=fps) as recorder:
            while (frame := source.read(context)) is not None:
                result = pipeline.process(frame)
                recorder.write(result)
                frames += 1
                faces += len(result.faces)
                for face in result.faces:
                    tracks.add(face.track_id)
                    words = label_words(face.label)
                    by_label[words] = by_label.get(words, 0) + 1
                context.report(Progress(frames, source.frame_count, source.describe()))
        seconds = time.perf_counter() - started_s
    return {
        "frames": frames,
        "seconds": round(seconds, 3),
        "frames_per_second": round(frames / seconds, 2) if seconds > 0 else 0.0,
        "faces": faces,
        "tracks": len(tracks),
        "by_label": by_label,
        "csv": None if csv_path is None else str(csv_path),
        "video": None if video_path is None else str(video_path),
    }


def classify_pictures(
    paths: Sequence[Path], pipeline: EmotionPipeline, *, context: JobContext | None = None
) -> list[dict[str, object]]:
    """Read picture files, and folders of them.

    Returns:
        One entry a file: `file` and `faces` (box, label, probabilities, confidence), or `file`,
        no faces and `error` where it could not be read.
    """
    context = context or JobContext()
    files, unreadable = picture_files(paths)
    results: list[dict[str, object]] = [
        {"file": error.name, "faces": [], "error": error.reason} for error in unreadable
    ]
    for done, path in enumerate(files, start=1):
        context.checkpoint()
        try:
            faces = pipeline.classify_picture(read_picture(path))
        except PictureError as error:
            results.append({"file": str(path), "faces": [], "error": error.reason})
        else:
            results.append({"file": str(path), "faces": [face_json(face) for face in faces]})
        context.report(Progress(done, len(files), path.name))
    return results


def face_json(face: FaceResult) -> dict[str, object]:
    """A face as the command line prints it; `label` is the best one, `unsure` says how sure."""
    box = face.box
    return {
        "box": [round(value, 1) for value in (box.x, box.y, box.width, box.height)],
        "label": LABELS[face.answer.best],
        "unsure": face.label is None,
        "confidence": round(float(face.probabilities.max()), 4),
        "probabilities": {
            label: round(float(value), 4)
            for label, value in zip(LABELS, face.probabilities, strict=True)
        },
    }
