"""The table of answers: a row a face and frame, the same in every file that has one."""

from __future__ import annotations

from emotion_gui.core.escaping import Digits
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult
from emotion_gui.core.labels import LABELS, Emotion

_OF_A_FACE = "frame time_s file face x y width height label confidence"
COLUMNS = (*_OF_A_FACE.split(), *LABELS)
# Of the other model of an A/B comparison; empty where only one model looked.
SECOND_COLUMNS = tuple(f"second_{name}" for name in ("label", "confidence", *LABELS))


def label_words(label: Emotion | None) -> str:
    """`unsure` where there is no label."""
    return "unsure" if label is None else LABELS[label]


def face_cells(face: FaceResult) -> list[object]:
    """A face's part of a row: from `x` on."""
    box = face.box
    numbers = (Digits(f"{value:.1f}") for value in (box.x, box.y, box.width, box.height))
    return [*numbers, *_answer_cells(face.answer)]


def answer_row(result: FrameResult, face: FaceResult, *, with_second: bool = False) -> list[object]:
    """What stands in `COLUMNS`, and in `SECOND_COLUMNS` after it."""
    frame = result.frame
    row = [frame.index, Digits(f"{frame.time_s:.3f}"), frame.name, face.track_id, *face_cells(face)]
    if with_second:
        row += [""] * len(SECOND_COLUMNS) if face.second is None else _answer_cells(face.second)
    return row


def _answer_cells(answer: Answer) -> list[str]:
    return [
        label_words(answer.label),
        Digits(f"{answer.confidence:.4f}"),
        *(Digits(f"{value:.4f}") for value in answer.probabilities),
    ]
