"""Rows and edits together: what each person showed on each frame, and which frames count."""

from __future__ import annotations

from dataclasses import dataclass
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
# Series that are held: of an hour one takes 7 MB, and every cut brings new persons.
_HELD_SERIES = 12

__all__ = ["LONGEST_STEP_S", "REMOVED", "UNSEEN", "UNSURE", "FilmTimeline", "PersonSeries"]


@dataclass(frozen=True)
class PersonSeries:
    """One person on every frame of the film.

    Attributes:
        person: who.
        label: emotion, `UNSURE`, `REMOVED` or `UNSEEN`; shape (frames,).
        face: row of the face that is meant, -1 where unseen; shape (frames,).
        probabilities: smoothed, NaN where there is no label or `UNSURE`; shape (frames, classes).
    """

    person: Person
    label: npt.NDArray[np.int8]
    face: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float64]

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
        rows = self.rows
        own = np.flatnonzero(self.person_of_face == person.number)
        place = rows.face_place[own]
        # Where two faces of a frame were joined to one person the larger one, which comes first,
        # is meant: it is written last.
        face = np.full(rows.frames, -1, dtype=np.int64)
        face[place[::-1]] = own[::-1]
        label = np.full(rows.frames, UNSEEN, dtype=np.int8)
        seen = face >= 0
        label[seen] = np.where(self.kept_faces[face[seen]], rows.label[face[seen]], REMOVED)
        probabilities = np.full((rows.frames, len(rows.labels)), np.nan)
        used = label >= UNSURE
        probabilities[used] = rows.probabilities[face[used]]
        return PersonSeries(person, label, face, probabilities)
