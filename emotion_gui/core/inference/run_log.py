"""What a run has answered, kept in memory: for the result that stays when the source is over.

Nothing here is written unless a person asks for the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from emotion_gui.core.escaping import CsvTable, table_style
from emotion_gui.core.files import atomic_path
from emotion_gui.core.inference.answer_table import answer_row, columns, second_columns
from emotion_gui.core.inference.controls import Models
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.labels import SEVEN, LabelSet, places_in

# An answer holds until the next frame, but no longer than this: a stream that falls silent for a
# minute says nothing about that minute.
LONGEST_STEP_S = 1.0
# About five hours of one face at 30 frames a second; a camera may be on for days.
MOST_TABLE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Agreement:
    """How often two models put the same class first, counted over all faces of all frames."""

    agreeing: int = 0
    compared: int = 0

    def with_faces_of(self, result: FrameResult) -> Agreement:
        """Count one frame more; the same object where nothing is compared."""
        answers = [face.agrees for face in result.faces if face.agrees is not None]
        if not answers:
            return self
        return Agreement(self.agreeing + sum(answers), self.compared + len(answers))


@dataclass(frozen=True)
class Stretch:
    """A time during which a face had the same answer.

    Attributes:
        face: its number.
        label: place in `labels`; None means unsure.
        start_s, end_s: from when to when.
        labels: the classes of the model that looked.
    """

    face: int
    label: int | None
    start_s: float
    end_s: float
    labels: LabelSet = SEVEN


@dataclass(frozen=True)
class RunResult:
    """A run as a whole.

    Attributes:
        frames: that were read.
        skipped: frames of the source before the last one read that were not read.
        start_s: time of the first frame, as its source counts.
        end_s: when the last frame's answer ends.
        answers: faces on all frames together; the rows of the table.
        stretches: of every face, in the order of their beginning.
        agreement: of the two models that looked last; nothing compared without a second one.
        models: that looked, in the order of their coming; usually one entry.
        rows: of the table that can be saved; fewer than `answers` after very long runs.
        labels: the classes of the model that looked last; every stretch is told in them.
    """

    frames: int
    skipped: int
    start_s: float
    end_s: float
    answers: int
    stretches: tuple[Stretch, ...]
    agreement: Agreement
    models: tuple[Models, ...]
    rows: int
    labels: LabelSet = SEVEN

    @property
    def seconds(self) -> float:
        """Of the source, from the first frame that was read to the end of the last."""
        return self.end_s - self.start_s

    @property
    def faces(self) -> tuple[int, ...]:
        """Numbers of the faces that were followed, in the order of their coming."""
        return tuple(dict.fromkeys(stretch.face for stretch in self.stretches))

    @property
    def seconds_by_label(self) -> Mapping[int | None, float]:
        """How long each answer was shown, summed over the faces; None is unsure."""
        total: dict[int | None, float] = {}
        for stretch in self.stretches:
            passed_s = stretch.end_s - stretch.start_s
            total[stretch.label] = total.get(stretch.label, 0.0) + passed_s
        return total


class _Open:
    """A stretch that still grows."""

    __slots__ = ("end_s", "face", "label", "labels", "start_s")

    def __init__(self, face: int, label: int | None, start_s: float, labels: LabelSet) -> None:
        self.face, self.label, self.labels = face, label, labels
        self.start_s = self.end_s = start_s


class _Lines:
    """Takes lines of a table."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, text: str) -> None:
        # File names may hold bytes that are no text.
        self.data += text.encode("utf-8", errors="backslashreplace")


class RunLog:
    """Written by the loop's thread; to be read by others once the loop has ended."""

    def __init__(self) -> None:
        self._lines = _Lines()
        self._style = table_style()
        self._table = CsvTable(self._lines, style=replace(self._style, mark=False))
        self._stretches: list[_Open] = []
        self._growing: dict[int, _Open] = {}
        self._frames = self._answers = self._rows = 0
        self._read_to = 0  # frames of the source up to the last one that was read
        self._models: list[Models] = []
        self.agreement = Agreement()
        self._labels: LabelSet | None = None  # the table's
        self._second: LabelSet | None = None  # of its columns for another model
        self._newest = SEVEN
        self._start_s = self._last_s = self._step_s = 0.0

    def use(self, models: Models) -> None:
        """Other models look from now on; what two others agreed on says nothing about them."""
        self._models.append(models)
        self.agreement = Agreement()

    def add(self, result: FrameResult) -> None:
        """One frame more. A still has no duration: it is compared, and not logged."""
        if result.frame.name:
            self.agreement = Agreement().with_faces_of(result)
            return
        self.agreement = self.agreement.with_faces_of(result)
        self._write_rows(result)
        self._follow(result)

    def _follow(self, result: FrameResult) -> None:
        time_s = result.frame.time_s
        if self._frames:
            self._step_s = min(max(0.0, time_s - self._last_s), LONGEST_STEP_S)
            self._grow()
        else:
            self._start_s = time_s
        self._frames += 1
        self._last_s, self._read_to = time_s, max(self._read_to, result.frame.index + 1)
        here: dict[int, _Open] = {}
        for face in result.faces:
            stretch = self._growing.get(face.track_id)
            # It was cut off at the longest step where the source paused.
            goes_on = stretch is not None and stretch.end_s >= time_s - 1e-6
            self._newest = face.answer.labels
            same = stretch is not None and stretch.label == face.label
            same = same and stretch is not None and stretch.labels is face.answer.labels
            if stretch is None or not same or not goes_on:
                stretch = _Open(face.track_id, face.label, time_s, face.answer.labels)
                self._stretches.append(stretch)
            here[face.track_id] = stretch
            self._answers += 1
        self._growing = here

    def result(self) -> RunResult:
        """Everything so far; the last frame counts as long as the one before it."""
        step_s = self._step_s
        growing = {id(stretch) for stretch in self._growing.values()}
        return RunResult(
            frames=self._frames,
            skipped=max(0, self._read_to - self._frames),
            start_s=self._start_s,
            end_s=self._last_s + step_s,
            answers=self._answers,
            stretches=tuple(
                self._closed(s, s.end_s + step_s * (id(s) in growing)) for s in self._stretches
            ),
            agreement=self.agreement,
            models=tuple(dict.fromkeys(self._models)),
            rows=self._rows,
            labels=self._newest,
        )

    def _closed(self, stretch: _Open, end_s: float) -> Stretch:
        """Told in the classes of the model that looked last; unsure where they have none."""
        label, labels = stretch.label, self._newest
        if label is not None:
            label = places_in(stretch.labels, labels)[label]
        return Stretch(stretch.face, label, stretch.start_s, end_s, labels)

    def write_table(self, target: Path) -> None:
        """All answers as CSV, whole or not at all.

        Raises:
            StorageError: the disk refused.
        """
        head = _Lines()
        titles = (*columns(self._labels or SEVEN), *second_columns(self._second or SEVEN))
        CsvTable(head, style=self._style).writerow(titles)
        with atomic_path(target) as temporary, temporary.open("wb") as file:
            file.write(head.data)
            file.write(self._lines.data)

    def _grow(self) -> None:
        for stretch in self._growing.values():
            stretch.end_s = self._last_s + self._step_s

    def _write_rows(self, result: FrameResult) -> None:
        if len(self._lines.data) > MOST_TABLE_BYTES:
            return
        for face in result.faces:
            if self._labels is None:
                self._labels = face.answer.labels
                self._second = (face.second or face.answer).labels
            row = answer_row(result, face, labels=self._labels, second=self._second)
            self._table.writerow(row)
            self._rows += 1
