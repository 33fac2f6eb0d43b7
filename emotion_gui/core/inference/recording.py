"""What a person asked to keep: a table of answers and a film with boxes."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import TextIO

import cv2

from emotion_gui.core.errors import StorageError
from emotion_gui.core.escaping import CsvTable
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.files import make_private
from emotion_gui.core.inference.answer_table import (
    answer_row,
    columns,
    second_columns,
)
from emotion_gui.core.inference.films.writer import FilmWriter
from emotion_gui.core.inference.results import Answer, FrameResult
from emotion_gui.core.jobs import JobCancelled
from emotion_gui.core.labels import SEVEN, LabelSet

logger = logging.getLogger(__name__)

_UNSURE_BGR = (150, 138, 130)


def _bgr(answer: Answer) -> tuple[int, int, int]:
    """The class's colour on a light ground, as in the window; grey where it is unsure."""
    if answer.label is None:
        return _UNSURE_BGR
    color = answer.labels[answer.label].light
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return blue, green, red


class Recorder:
    """Writes a CSV row a face and a film's picture a frame, as they come and when they were.

    Args:
        csv_path: the table; None = none.
        video_path: see `FilmWriter`; None = none.
        fps: nominal frames a second of the source; the film keeps the frames' own times.
        labels: the model's classes, a column each.
        second: those of another model beside it; None = the table has no columns for one.

    Raises:
        StorageError: one of them cannot be written.
    """

    def __init__(
        self,
        *,
        csv_path: Path | None = None,
        video_path: Path | None = None,
        fps: float = 25.0,
        labels: LabelSet = SEVEN,
        second: LabelSet | None = None,
    ) -> None:
        self._labels, self._second = labels, second
        self.csv_path = csv_path
        self.video_path = video_path
        self.frames = 0
        self.rows = 0
        self._film = None if video_path is None else FilmWriter(video_path, fps=fps)
        self._file = None if csv_path is None else _opened_table(csv_path)
        self._table = None if self._file is None else CsvTable(self._file)
        if self._table is not None:
            beside = () if second is None else second_columns(second)
            self._table.writerow((*columns(labels), *beside))

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except StorageError:
            if error is None or isinstance(error, JobCancelled):
                raise
            # What went wrong first says more: a full disk refuses the end of a file as well.
            logger.warning("a recording could not be finished", exc_info=True)

    def write(self, result: FrameResult) -> None:
        """One frame more.

        Raises:
            StorageError: the disk refused.
        """
        self.frames += 1
        if self._table is not None:
            self._write_rows(result)
        if self._film is not None:
            self._film.write(drawn(result), result.frame.time_s)

    def close(self) -> None:
        """Finish both files, whatever happens to one of them; may be called twice.

        Raises:
            StorageError: the disk refused, or the film is not whole.
        """
        try:
            if self._film is not None:
                self._film.close()
        finally:
            self._close_table()

    def _close_table(self) -> None:
        file, self._file, self._table = self._file, None, None
        if file is None:
            return
        assert self.csv_path is not None
        try:
            file.close()
        except OSError as error:
            raise StorageError.of(self.csv_path, error) from error

    def _write_rows(self, result: FrameResult) -> None:
        assert self._table is not None
        assert self.csv_path is not None
        try:
            for face in result.faces:
                self._table.writerow(
                    answer_row(result, face, labels=self._labels, second=self._second)
                )
                self.rows += 1
        except OSError as error:
            raise StorageError.of(self.csv_path, error) from error


def _opened_table(path: Path) -> TextIO:
    try:
        make_private(path)
        # File names may hold bytes that are no text: they are written as `\\udced`.
        return path.open("w", newline="", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise StorageError.of(path, error) from error


def drawn(result: FrameResult) -> Picture:
    """A copy of the frame with boxes and labels painted in."""
    canvas = result.frame.picture.copy()
    scale = max(0.45, canvas.shape[1] / 1400)
    for face in result.faces:
        color = _bgr(face.answer)
        left, top = round(face.box.x), round(face.box.y)
        right, bottom = round(face.box.x + face.box.width), round(face.box.y + face.box.height)
        cv2.rectangle(canvas, (left, top), (right, bottom), color, 2, cv2.LINE_AA)
        words = f"{face.answer.word} {face.confidence * 100:.0f} %"
        (width, height), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
        base = max(top - 6, height + 6)
        cv2.rectangle(
            canvas, (left, base - height - 6), (left + width + 10, base + 6), color, cv2.FILLED
        )
        place = (left + 5, base)
        ink = (20, 20, 20)
        cv2.putText(canvas, words, place, cv2.FONT_HERSHEY_SIMPLEX, scale, ink, 1, cv2.LINE_AA)
    return canvas
