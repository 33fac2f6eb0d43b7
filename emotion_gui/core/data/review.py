"""Look at a picture again: every face in it, another one of them, or a box drawn by hand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.face_rewriting import rewrite_face
from emotion_gui.core.data.originals import load_original
from emotion_gui.core.data.pictures import IMPORT_SIDE, Picture
from emotion_gui.core.errors import ConfigError, PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.detectors import (
    DetectorKind,
    FaceDetector,
    detect_in_large,
    make_detector,
)
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.records import DatasetRow, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

MIN_DRAWN_PX = 8.0

Face = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class ReviewedPicture:
    """A picture with all its faces.

    Attributes:
        sample: whose picture it is.
        picture: reduced to at most 1,280 pixels; None for rows of a table.
        boxes: every face found, in pixels of the original, by descending area.
    """

    sample: Sample
    picture: Picture | None
    boxes: tuple[FaceBox, ...] = ()


@dataclass(frozen=True)
class Recrop:
    """A face that was cut out anew, to be taken back or done again.

    Attributes:
        before: the sample as it was; it has a `face_index` also where there was no face, so
            that taking back never shrinks the file.
        after: the sample as it is now.
        old: its pixels before; the new ones where there were none.
        new: its pixels now.
    """

    before: Sample
    after: Sample
    old: Face
    new: Face


class Reviewer:
    """Finds faces as the data set's import did; keeps its detector for the next picture."""

    def __init__(self) -> None:
        self._detectors: dict[str, FaceDetector] = {}
        self._lock = threading.Lock()

    def look(self, row: DatasetRow, sample: Sample) -> ReviewedPicture:
        """The picture of a sample and all its faces.

        Raises:
            PictureError: the source has been moved, removed or changed.
        """
        picture = load_original(row, sample)
        if picture is None:
            return ReviewedPicture(sample, None)
        if sample.detector == "none" and row.settings.get("detector") == "none":
            return ReviewedPicture(sample, picture)  # came cropped: the picture is the face
        with self._lock:
            detector = self._detector(str(row.settings.get("detector", "")))
            found = detect_in_large(detector, picture.pixels)
        scale = picture.scale
        return ReviewedPicture(sample, picture, tuple(b.scaled(scale, scale) for b in found))

    def _detector(self, kind: str) -> FaceDetector:
        known: DetectorKind = "combined"
        for choice in get_args(DetectorKind):
            if kind == choice:
                known = choice
        if known not in self._detectors:
            self._detectors[known] = make_detector(known)
        return self._detectors[known]


def recrop(workspace: Workspace, row: DatasetRow, sample: Sample, box: FaceBox) -> Recrop:
    """Cut a sample's face out of its picture anew and store it.

    The sample becomes usable and carries the new box and its detector; a picture that had no
    face gets one, outside every stored split until the data set is divided again.

    Args:
        workspace: where the data set is.
        row: the data set.
        sample: whose picture it is.
        box: in pixels of the original; `detector` is `manual` where a person drew it.

    Raises:
        PictureError: the original cannot be read, or the box is smaller than 8 pixels or
            lies outside of it.
        StorageError: the disk refuses; nothing has changed.
    """
    face = cut_out(row, sample, box)
    if sample.face_index is None:
        old = face
    else:
        old = np.array(open_faces(workspace, row)[sample.face_index])
    drawn = box.detector == "manual"
    wanted = replace(
        sample,
        status=SampleStatus.OK,
        reason="box drawn by hand" if drawn else "chosen by hand",
        detector=box.detector,
        box=(round(box.x, 1), round(box.y, 1), round(box.width, 1), round(box.height, 1)),
        confidence=None if drawn else float(box.confidence),
    )
    after = rewrite_face(workspace, row.dataset_id, wanted, face)
    before = replace(sample, face_index=after.face_index)
    return Recrop(before, after, old, face)


def cut_out(row: DatasetRow, sample: Sample, box: FaceBox) -> Face:
    """The face in a box of a sample's original, as an import would have made it.

    Raises:
        PictureError: as `recrop`.
    """
    from emotion_gui.core.faces.cropping import crop_face

    stored = row.settings.get("preprocessing")
    preprocessing = Preprocessing() if stored is None else Preprocessing.from_json(stored)
    picture = load_original(row, sample, max_side=IMPORT_SIDE)
    if picture is None:
        raise PictureError(sample.source, "it came as a finished face, there is no picture")
    if min(box.width, box.height) < MIN_DRAWN_PX:
        raise PictureError(sample.source, f"the box is smaller than {MIN_DRAWN_PX:.0f} pixels")
    x, y = box.centre
    if not (0 <= x <= picture.width and 0 <= y <= picture.height):
        raise PictureError(sample.source, "the box lies outside the picture")
    if picture.scale > 1 and min(box.width, box.height) / picture.scale < preprocessing.side:
        full = load_original(row, sample, max_side=None)
        picture = full if full is not None else picture
    return crop_face(
        picture.pixels, box.scaled(1 / picture.scale, 1 / picture.scale), preprocessing
    )


def undo_recrop(workspace: Workspace, row: DatasetRow, change: Recrop) -> Sample:
    """Put the old pixels and the old row back."""
    return _put(workspace, row, change.before, change.old)


def redo_recrop(workspace: Workspace, row: DatasetRow, change: Recrop) -> Sample:
    """Do again what was taken back."""
    return _put(workspace, row, change.after, change.new)


def _put(workspace: Workspace, row: DatasetRow, sample: Sample, face: Face) -> Sample:
    if sample.face_index is None:
        raise ConfigError("face_index", None, "a stored face has one")
    return rewrite_face(workspace, row.dataset_id, sample, face)
