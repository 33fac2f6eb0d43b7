"""Rows and edits together: what each person showed on each frame, and which frames count."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from emotion_gui.core.review.edits import Edits, Person, Span
from emotion_gui.core.review.rows import UNSURE, SessionRows

REMOVED = -2
"""In a series: seen, but so badly that the quality filter leaves the face out."""
UNSEEN = -3
"""In a series: not seen on this frame."""

# An answer holds until the next frame, but no longer than this, as in Live's result.
LONGEST_STEP_S = 1.0
_FRAMES_BITS = 40
# Series that are held: of an hour one takes up to 7 MB, and every cut brings new persons.
_HELD_SERIES = 12

__all__ = ["LONGEST_STEP_S", "REMOVED", "UNSEEN", "UNSURE", "FilmTimeline", "PersonSeries"]


class PersonSeries:
    """One person through the film, kept as the frames on which there is a face.

    Args:
        person: who.
        rows: of the analysis.
        place: frames on which the person was seen, ascending, shape (seen,).
        row: the face that is meant on each of them, shape (seen,).
        answer: emotion, `UNSURE` or `REMOVED` on each of them, shape (seen,).
    """

    def __init__(
        self,
        person: Person,
        rows: SessionRows,
        *,
        place: npt.NDArray[np.int64],
        row: npt.NDArray[np.int64],
        answer: npt.NDArray[np.int8],
    ) -> None:
        self.person = person
        self.place, self.row, self.answer = place, row, answer
        self._rows = rows

    @cached_property
    def label(self) -> npt.NDArray[np.int8]:
        """Emotion, `UNSURE`, `REMOVED` or `UNSEEN` on every frame; shape (frames,)."""
        label = np.full(self._rows.frames, UNSEEN, dtype=np.int8)
        label[self.place] = self.answer
        return label

    @cached_property
    def face(self) -> npt.NDArray[np.int64]:
        """Row of the face that is meant on every frame, -1 where unseen; shape (frames,)."""
        face = np.full(self._rows.frames, -1, dtype=np.int64)
        face[self.place] = self.row
        return face

    @cached_property
    def probabilities(self) -> npt.NDArray[np.float64]:
        """Smoothed, NaN where there is no label or `UNSURE`; shape (frames, classes)."""
        used = self.answer >= UNSURE
        probabilities = np.full((self._rows.frames, len(self._rows.labels)), np.nan)
        probabilities[self.place[used]] = self._rows.probabilities[self.row[used]]
        return probabilities

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """Frames on which the person was seen well enough; shape (frames,)."""
        return np.asarray(self.label >= UNSURE)


class FilmTimeline:
    """A film's answers as people marked them; a new one after every edit.

    Args:
        rows: of the analysis.
        edits: of people.
    """

    def __init__(self, rows: SessionRows, edits: Edits) -> None:
        self.rows, self.edits = rows, edits
        self._series: dict[int, PersonSeries] = {}

    @cached_property
    def step_s(self) -> npt.NDArray[np.float64]:
        """How long each frame counts, shape (frames,)."""
        return self.rows.steps_s(longest_s=LONGEST_STEP_S)

    @cached_property
    def end_s(self) -> float:
        """Where the last frame ends."""
        return float(self.rows.time_s[-1] + self.step_s[-1]) if self.rows.frames else 0.0

    @cached_property
    def person_of_face(self) -> npt.NDArray[np.int32]:
        """Whose each face is; 0 where no piece says so. Shape (faces,)."""
        rows = self.rows
        key = (rows.track.astype(np.int64) << _FRAMES_BITS) + rows.face_frame
        order = np.argsort(key, kind="stable")
        ascending = key[order]
        owner = np.zeros(rows.faces, dtype=np.int32)
        for piece in self.edits.pieces:
            base = piece.track << _FRAMES_BITS
            begin = np.searchsorted(ascending, base + piece.first, side="left")
            end = np.searchsorted(ascending, base + piece.last, side="right")
            owner[order[begin:end]] = piece.person
        return owner

    @cached_property
    def _meant(self) -> npt.NDArray[np.int64]:
        """One face of everybody on each frame, ordered by persons and then by frames.

        Where two faces of a frame were joined to one person the larger one, which comes first
        among the rows, is meant.
        """
        owner, place = self.person_of_face, self.rows.face_place
        order = np.lexsort((place, owner))
        same = (np.diff(owner[order]) == 0) & (np.diff(place[order]) == 0)
        return np.asarray(order[np.insert(~same, 0, True)] if len(order) else order)

    @cached_property
    def _borders(self) -> npt.NDArray[np.int64]:
        """Where in `_meant` the faces of person 0, 1, 2, ... begin; the last is their end."""
        most = max((person.number for person in self.edits.persons), default=0)
        owners = self.person_of_face[self._meant]
        return np.asarray(np.searchsorted(owners, np.arange(most + 2)))

    @cached_property
    def _answers(self) -> npt.NDArray[np.int8]:
        """What each face shows: an emotion, `UNSURE` or `REMOVED`; shape (faces,)."""
        return np.where(self.kept_faces, self.rows.label, np.int8(REMOVED))

    @cached_property
    def seen_s(self) -> dict[int, float]:
        """How long each person was seen well enough; all at once, without their series."""
        face = self._meant
        used = self._answers[face] >= UNSURE
        step_s = self.step_s[self.rows.face_place[face[used]]]
        most = len(self._borders)
        sums = np.bincount(self.person_of_face[face[used]], step_s, minlength=most).tolist()
        return {person.number: sums[person.number] for person in self.edits.persons}

    def longest_seen(self, most: int) -> tuple[Person, ...]:
        """So many of those who are shown, who were seen longest; in the order of all."""
        shown = self.edits.shown
        longest = sorted(shown, key=lambda person: -round(self.seen_s[person.number], 6))[:most]
        chosen = {person.number for person in longest}
        return tuple(person for person in shown if person.number in chosen)

    def faces_on(self, place: int) -> list[tuple[Person, int, int]]:
        """Who of those that are shown is on a frame: the person, the face's row, the answer."""
        begin, end = np.searchsorted(self.rows.face_place, (place, place + 1)).tolist()
        first: dict[int, int] = {}
        for row in range(begin, end):
            first.setdefault(int(self.person_of_face[row]), row)
        return [
            (person, first[person.number], int(self._answers[first[person.number]]))
            for person in self.edits.shown
            if person.number in first
        ]

    @cached_property
    def kept_faces(self) -> npt.NDArray[np.bool_]:
        """Faces that the quality filter lets through, shape (faces,)."""
        return self.edits.quality.keeps(self.rows)

    @cached_property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Frames outside of what is excluded, shape (frames,)."""
        counts = np.ones(self.rows.frames, dtype=np.bool_)
        for span in self.edits.excluded:
            counts &= ~self._within(span)
        return counts

    def frames_of(self, section: Span | None) -> npt.NDArray[np.bool_]:
        """Frames of a section that count; None = of the whole film. Shape (frames,)."""
        return self.counted if section is None else self.counted & self._within(section)

    def _within(self, span: Span) -> npt.NDArray[np.bool_]:
        time_s = self.rows.time_s
        return np.asarray((time_s >= span.begin_s) & (time_s < span.end_s))

    def series(self, number: int) -> PersonSeries:
        """One person through the film; ConfigError where nobody has this number."""
        known = self._series.get(number)
        if known is None:
            known = self._made_series(self.edits.person(number))
            if len(self._series) >= _HELD_SERIES:
                self._series.pop(next(iter(self._series)), None)
            self._series[number] = known
        return known

    def _made_series(self, person: Person) -> PersonSeries:
        begin, end = self._borders[person.number : person.number + 2].tolist()
        row = self._meant[begin:end]
        return PersonSeries(
            person,
            self.rows,
            place=self.rows.face_place[row],
            row=row,
            answer=self._answers[row],
        )
