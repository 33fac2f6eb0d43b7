"""What an analysis keeps of a film: one entry a frame, and one a face on a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import StorageError
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.review.column_file import read_columns
from emotion_gui.core.review.quality import face_quality

UNSURE = -1
"""In `label`: the answer was below the model's threshold."""
# A film of one picture does not say how long it is shown: as long as one of 25 a second.
LONE_FRAME_S = 0.04

# Column -> type and length of one entry. Probabilities and boxes keep all their digits: tables
# made of them later must equal those of `classify`. `_CLASSES` is as many as the model tells.
_CLASSES = -1
_ORDER = "frame.index"
_FRAME_TYPES: dict[str, tuple[str, tuple[int, ...]]] = {
    "frame.index": ("<i8", ()),
    "frame.time_s": ("<f8", ()),
    "frame.change": ("<f4", ()),
    "frame.faces": ("<i4", ()),
}
_FACE_TYPES: dict[str, tuple[str, tuple[int, ...]]] = {
    "face.frame": ("<i8", ()),
    "face.track": ("<i4", ()),
    "face.box": ("<f8", (4,)),
    "face.label": ("<i1", ()),
    "face.probabilities": ("<f8", (_CLASSES,)),
    "face.raw": ("<f4", (_CLASSES,)),
    "face.size_px": ("<f4", ()),
    "face.sharpness": ("<f4", ()),
    "face.light": ("<f4", ()),
    "face.turn_deg": ("<f4", ()),
    "face.tilt_deg": ("<f4", ()),
    "face.detection": ("<f4", ()),
}


class RowBuffer:
    """Rows since the last block.

    Args:
        classes: how many the model tells.
    """

    def __init__(self, classes: int = len(SEVEN)) -> None:
        self.frames = 0
        self._classes = classes
        self._values: dict[str, list[Any]] = {name: [] for name in (*_FRAME_TYPES, *_FACE_TYPES)}

    def add(self, result: FrameResult, change: float) -> None:
        """One frame with its faces."""
        frame = result.frame
        self.frames += 1
        self._put("frame.index", frame.index)
        self._put("frame.time_s", frame.time_s)
        self._put("frame.change", change)
        self._put("frame.faces", len(result.faces))
        for face in result.faces:
            box, quality = face.box, face_quality(face.box, face.crop)
            self._put("face.frame", frame.index)
            self._put("face.track", face.track_id)
            self._put("face.box", (box.x, box.y, box.width, box.height))
            self._put("face.label", UNSURE if face.label is None else int(face.label))
            self._put("face.probabilities", face.probabilities)
            self._put("face.raw", face.answer.raw)
            for name, value in vars(quality).items():
                self._put(f"face.{name}", value)

    def take(self) -> dict[str, npt.NDArray[Any]]:
        """All rows as columns; the buffer is empty afterwards."""
        columns = {}
        for name, (kind, length) in (_FRAME_TYPES | _FACE_TYPES).items():
            values = self._values[name]
            shape = (self._classes,) if length == (_CLASSES,) else length
            columns[name] = np.asarray(values, dtype=kind).reshape(len(values), *shape)
            values.clear()
        self.frames = 0
        return columns

    def _put(self, name: str, value: object) -> None:
        self._values[name].append(value)


@dataclass(frozen=True)
class SessionRows:
    """All rows of an analysis; frames and faces in the order of the film.

    Attributes:
        index: number of each frame in the film, ascending, shape (frames,).
        time_s: when it is shown, seconds from the film's beginning, ascending.
        change: how much it differs from the frame before, see `ChangeMeter`.
        face_frame: number of each face's frame, shape (faces,).
        track: number of the face while it was followed.
        box: x, y, width, height in pixels, shape (faces, 4).
        label: the emotion shown, `UNSURE` for none.
        probabilities: smoothed, shape (faces, classes).
        raw: of the frame alone, shape (faces, classes).
        size_px, sharpness, light, turn_deg, tilt_deg, detection: see `FaceQuality`.
        labels: the model's classes.
    """

    index: npt.NDArray[np.int64]
    time_s: npt.NDArray[np.float64]
    change: npt.NDArray[np.float32]
    face_frame: npt.NDArray[np.int64]
    track: npt.NDArray[np.int32]
    box: npt.NDArray[np.float64]
    label: npt.NDArray[np.int8]
    probabilities: npt.NDArray[np.float64]
    raw: npt.NDArray[np.float32]
    size_px: npt.NDArray[np.float32]
    sharpness: npt.NDArray[np.float32]
    light: npt.NDArray[np.float32]
    turn_deg: npt.NDArray[np.float32]
    tilt_deg: npt.NDArray[np.float32]
    detection: npt.NDArray[np.float32]
    labels: LabelSet = SEVEN

    @property
    def frames(self) -> int:
        return len(self.index)

    @property
    def faces(self) -> int:
        return len(self.face_frame)

    @property
    def confidence(self) -> npt.NDArray[np.float64]:
        """Of the shown emotion, or of the best one when unsure; shape (faces,)."""
        shown = np.where(self.label >= 0, self.label, self.probabilities.argmax(axis=1))
        return np.asarray(self.probabilities[np.arange(self.faces), shown])

    @cached_property
    def face_place(self) -> npt.NDArray[np.int64]:
        """Place of each face's frame among the frames; differs from its number where a film was
        read from its middle."""
        return np.asarray(np.searchsorted(self.index, self.face_frame), dtype=np.int64)

    def steps_s(self, *, longest_s: float) -> npt.NDArray[np.float64]:
        """How long each frame counts: until the next one, but no longer than `longest_s`."""
        if not self.frames:
            return np.zeros(0)
        between: npt.NDArray[np.float64] = np.diff(self.time_s)
        last = float(np.median(between)) if len(between) else LONE_FRAME_S
        return np.asarray(np.minimum(np.append(between, last), longest_s))


def read_rows(path: Path, labels: LabelSet = SEVEN) -> SessionRows:
    """The rows of a file, as far as it has been written.

    Args:
        path: of the file.
        labels: the classes of the model that answered.

    Raises:
        StorageError: it cannot be read, or is not about these classes.
    """
    found = read_columns(path)
    for types, first in ((_FRAME_TYPES, "frame.index"), (_FACE_TYPES, "face.frame")):
        rows = len(found.get(first, ()))
        for name, (kind, length) in types.items():
            shape = (rows, *((len(labels),) if length == (_CLASSES,) else length))
            column = found.setdefault(name, np.zeros((0, *shape[1:]), dtype=kind))
            if column.dtype != np.dtype(kind) or column.shape != shape:
                raise StorageError(path, f"its answers do not fit together ({name})")
    if not _is_in_order(found, len(labels)):
        raise StorageError(path, f"its answers do not fit together ({_ORDER})")
    return SessionRows(
        index=found["frame.index"],
        time_s=found["frame.time_s"],
        change=found["frame.change"],
        face_frame=found["face.frame"],
        **{name.removeprefix("face."): found[name] for name in _FACE_TYPES if name != "face.frame"},
        labels=labels,
    )


def _is_in_order(found: dict[str, npt.NDArray[Any]], classes: int) -> bool:
    """Frames in the order of the film, faces on frames, labels among the classes."""
    frames, faces, labels = found["frame.index"], found["face.frame"], found["face.label"]
    return bool(
        np.all(frames[1:] > frames[:-1])
        and np.all(np.isfinite(found["frame.time_s"]))
        and np.isin(faces, frames).all()
        and np.all((labels >= UNSURE) & (labels < classes))
    )
