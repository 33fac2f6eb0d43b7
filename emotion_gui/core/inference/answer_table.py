"""The table of answers: a row a face and frame, the same in every file that has one."""

from __future__ import annotations

from emotion_gui.core.escaping import Digits
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult
from emotion_gui.core.labels import LabelSet

_OF_A_FACE = (
    *("frame", "time_s", "file", "face", "x", "y", "width", "height"),
    *("label", "confidence", "obstacle"),
)


def columns(labels: LabelSet) -> tuple[str, ...]:
    """Headings: the face, the answer, and a probability for each class by its name.

    `obstacle` tells a face that is seen too badly for any answer (`small`, `dark` or `blurred`;
    `core.faces.readable`) from an expression that is unclear. A class that is called like a column
    of the face has `p_` in front.
    """
    return (*_OF_A_FACE, *probability_columns(labels))


def probability_columns(labels: LabelSet) -> tuple[str, ...]:
    """Headings of the probabilities alone."""
    return tuple(f"p_{name}" if name in _OF_A_FACE else name for name in labels.names)


def second_columns(labels: LabelSet) -> tuple[str, ...]:
    """Headings of the other model of an A/B comparison; empty where only one model looked."""
    return tuple(f"second_{name}" for name in ("label", "confidence", *probability_columns(labels)))


def face_cells(face: FaceResult) -> list[object]:
    """A face's part of a row: from `x` on."""
    box = face.box
    numbers = (Digits(f"{value:.1f}") for value in (box.x, box.y, box.width, box.height))
    return [*numbers, *_first_cells(face, face.answer.labels)]


def answer_row(
    result: FrameResult,
    face: FaceResult,
    *,
    labels: LabelSet | None = None,
    second: LabelSet | None = None,
) -> list[object]:
    """What stands in `columns`, and in `second_columns` after it.

    Args:
        result: of the frame.
        face: one of its faces.
        labels: the classes that the table has columns for; None = the model's own.
        second: those of the second model; None where the table has no columns for it.
    """
    frame = result.frame
    row = [frame.index, Digits(f"{frame.time_s:.3f}"), frame.name, face.track_id]
    box = (face.box.x, face.box.y, face.box.width, face.box.height)
    row += [Digits(f"{value:.1f}") for value in box]
    row += _first_cells(face, labels or face.answer.labels)
    if second is not None:
        empty = [""] * len(second_columns(second))
        row += empty if face.second is None else _answer_cells(face.second, second)
    return row


def _first_cells(face: FaceResult, labels: LabelSet) -> list[str]:
    word, confidence, *probabilities = _answer_cells(face.answer, labels)
    return [word, confidence, face.obstacle or "", *probabilities]


def _answer_cells(answer: Answer, labels: LabelSet) -> list[str]:
    """Word, confidence, and the probability of each class of `labels`; "" where it has none."""
    values = dict(zip(answer.labels.names, answer.probabilities, strict=True))
    cells = [Digits(f"{values[name]:.4f}") if name in values else "" for name in labels.names]
    return [answer.word, Digits(f"{answer.confidence:.4f}"), *cells]
