"""What a person asked to keep: a table of answers and a video with boxes."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from emotion_gui.core.errors import StorageError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.results import FaceResult, FrameResult
from emotion_gui.core.labels import LABELS, Emotion

COLUMNS = (
    "frame", "time_s", "file", "face", "x", "y", "width", "height", "label", "confidence", *LABELS,
)  # fmt: skip
# BGR, the same hues as in the window.
COLORS: dict[Emotion | None, tuple[int, int, int]] = {
    Emotion.ANGRY: (0, 94, 213),
    Emotion.DISGUST: (58, 122, 153),
    Emotion.FEAR: (201, 98, 138),
    Emotion.HAPPY: (0, 159, 230),
    Emotion.SAD: (200, 130, 58),
    Emotion.SURPRISE: (167, 96, 204),
    Emotion.NEUTRAL: (150, 138, 130),
    None: (150, 138, 130),
}


class Recorder:
    """Writes a CSV row a face and a video frame a frame, as they come.

    Args:
        csv_path: the table; None = none.
        video_path: `.mp4` (mp4v) or `.avi` (Motion JPEG); None = none.
        fps: of the video.
    """

    def __init__(
        self, *, csv_path: Path | None = None, video_path: Path | None = None, fps: float = 25.0
    ) -> None:
        self.csv_path = csv_path
        self.video_path = video_path
        self._fps = fps if fps > 0 else 25.0
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self.frames = 0
        self.rows = 0
        try:
            self._file = (
                None if csv_path is None else csv_path.open("w", newline="", encoding="utf-8")
            )
        except OSError as error:
            assert csv_path is not None
            raise StorageError(csv_path, error.strerror or str(error)) from error
        self._table = None if self._file is None else csv.writer(self._file)
        if self._table is not None:
            self._table.writerow(COLUMNS)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, result: FrameResult) -> None:
        """One frame more.

        Raises:
            StorageError: the disk refused.
        """
        self.frames += 1
        if self._table is not None:
            self._write_rows(result)
        if self.video_path is not None:
            self._write_picture(self.video_path, drawn(result))

    def close(self) -> None:
        """Finish both files; may be called twice."""
        if self._writer is not None:
            self._writer.release()
            self._writer = None
        if self._file is not None:
            self._file.close()
            self._file = None
            self._table = None

    def _write_rows(self, result: FrameResult) -> None:
        assert self._table is not None
        assert self.csv_path is not None
        try:
            for face in result.faces:
                self._table.writerow(_row(result, face))
                self.rows += 1
        except OSError as error:
            raise StorageError(self.csv_path, error.strerror or str(error)) from error

    def _write_picture(self, path: Path, picture: Picture) -> None:
        if self._writer is None:
            self._size = (picture.shape[1], picture.shape[0])
            code = "MJPG" if path.suffix.lower() == ".avi" else "mp4v"
            self._writer = cv2.VideoWriter(
                str(path), cv2.VideoWriter.fourcc(*code), self._fps, self._size
            )
            if not self._writer.isOpened():
                raise StorageError(path, "no video can be written here; use .mp4 or .avi")
        if (picture.shape[1], picture.shape[0]) != self._size:
            picture = np.asarray(cv2.resize(picture, self._size), dtype=np.uint8)
        self._writer.write(picture)


def drawn(result: FrameResult) -> Picture:
    """A copy of the frame with boxes and labels painted in."""
    canvas = result.frame.picture.copy()
    scale = max(0.45, canvas.shape[1] / 1400)
    for face in result.faces:
        color = COLORS[face.label]
        left, top = round(face.box.x), round(face.box.y)
        right, bottom = round(face.box.x + face.box.width), round(face.box.y + face.box.height)
        cv2.rectangle(canvas, (left, top), (right, bottom), color, 2, cv2.LINE_AA)
        words = f"{label_words(face.label)} {face.confidence * 100:.0f} %"
        (width, height), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
        base = max(top - 6, height + 6)
        cv2.rectangle(
            canvas, (left, base - height - 6), (left + width + 10, base + 6), color, cv2.FILLED
        )
        cv2.putText(
            canvas, words, (left + 5, base), cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), 1,
            cv2.LINE_AA,
        )  # fmt: skip
    return canvas


def label_words(label: Emotion | None) -> str:
    """`unsure` where there is no label."""
    return "unsure" if label is None else LABELS[label]


def _row(result: FrameResult, face: FaceResult) -> list[object]:
    box = face.box
    return [
        result.frame.index,
        f"{result.frame.time_s:.3f}",
        result.frame.name,
        face.track_id,
        *(f"{value:.1f}" for value in (box.x, box.y, box.width, box.height)),
        label_words(face.label),
        f"{face.confidence:.4f}",
        *(f"{value:.4f}" for value in face.probabilities),
    ]
