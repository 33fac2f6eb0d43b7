"""Which of the faces at hand a network knows from its training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import BoolArray
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes


@dataclass(frozen=True, eq=False)
class Acquaintance:
    """Faces that a network has met before.

    Attributes:
        learned: shape (n,), True for a face it learned from; None where its file does not tell.
        watched: shape (n,), True for a face that chose its best epoch; None likewise.
        complete: whether all that it began with, and all that taught it, tell their faces.
    """

    learned: BoolArray | None = None
    watched: BoolArray | None = None
    complete: bool = True

    @classmethod
    def between(cls, faces: Faces, known: LearnedFaces | None) -> Acquaintance:
        """Compare faces, shape (n, side, side), with what a checkpoint tells."""
        if known is None:
            return cls()
        hashes = face_hashes(faces)
        return cls(among(hashes, known.trained), among(hashes, known.watched), known.complete)

    @property
    def new(self) -> BoolArray | None:
        """Shape (n,), True for a face it did not learn; None where its file does not tell."""
        return None if self.learned is None else ~self.learned

    def judge(self, right: BoolArray, *, before: BoolArray | None = None) -> Judgement:
        """Judge answers on these faces: on all, and on the new ones alone."""
        watched = None if self.watched is None else int(np.count_nonzero(self.watched))
        return Judgement.of(
            right, before=before, new=self.new, watched=watched, complete=self.complete
        )
