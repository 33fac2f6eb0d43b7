"""All faces of a person's photographs at once, with what the network answers for each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.priors import ExpectedMix, has_mix
from emotion_gui.operations.classify import Classification, ClassifyRequest

if TYPE_CHECKING:
    from emotion_gui.core.inference.headless import PictureAnswer
    from emotion_gui.core.inference.results import FaceResult


@dataclass(frozen=True)
class AlbumFace:
    """A face of one of the photographs.

    Attributes:
        picture: which of them, in the order in which they are turned over.
        name: of its file.
        face: its answer, and the pixels that the network saw.
    """

    picture: int
    name: str
    face: FaceResult


AlbumOrder = Literal["photographs", "emotion", "surest", "least_sure"]


@dataclass(frozen=True)
class Album:
    """Photographs that were read.

    Attributes:
        pictures: how many could be read.
        faces: of all of them, in their order; the largest of a photograph first.
        empty: names of those without a face.
        unreadable: names of those that could not be read.
    """

    pictures: int
    faces: tuple[AlbumFace, ...]
    empty: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def answers(self) -> Mapping[int | None, int]:
        """Faces a shown emotion, the most frequent first; None is unsure."""
        return dict(Counter(entry.face.label for entry in self.faces).most_common())

    def ordered(self, order: AlbumOrder) -> tuple[AlbumFace, ...]:
        """The faces as somebody wants to look through them.

        Args:
            order: as photographs are turned over; by emotion, each from its surest, the unsure
                last; or by confidence alone.
        """
        if order == "photographs":
            return self.faces
        by_emotion = order == "emotion"
        sign = 1 if order == "least_sure" else -1

        def place(entry: AlbumFace) -> tuple[float, float]:
            label = entry.face.label
            group = (math.inf if label is None else int(label)) if by_emotion else 0
            return group, sign * entry.face.confidence

        return tuple(sorted(self.faces, key=place))


def read_album(
    pictures: Sequence[Path],
    model: Path,
    flip: bool,
    mix: ExpectedMix | None,
    context: JobContext,
) -> Album:
    """Read stills as the command line does; nothing is written.

    Args:
        pictures: picture files, and folders of them.
        model: checkpoint file.
        flip: average the answers about a face and its mirror image.
        mix: of classes that is expected, as far as the model tells what it learned from (as Live
            reads single photographs); None = as in training.
        context: progress, and a stop between photographs.

    Raises:
        CheckpointError: the model cannot be loaded.
        PictureError: none of them can be read.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.inference.sources import picture_files

    expected = mix if has_mix(model, mix) else None
    request = ClassifyRequest(stills=tuple(pictures), model=model, flip=flip, mix=expected)
    answers = Classification(request).pictures(context)
    files, _ = picture_files(pictures)
    return album_of(answers, files)


def album_of(answers: Sequence[PictureAnswer], files: Sequence[Path]) -> Album:
    """Answers in the order of `files`, in which photographs are turned over."""
    order = {path: number for number, path in enumerate(files)}
    read = [answer for answer in answers if answer.error is None]
    return Album(
        pictures=len(read),
        faces=tuple(
            AlbumFace(order.get(answer.file, 0), answer.file.name, face)
            for answer in read
            for face in answer.faces
        ),
        empty=tuple(answer.file.name for answer in read if not answer.faces),
        unreadable=tuple(answer.file.name for answer in answers if answer.error is not None),
    )
