"""From one picture of a source to the samples it becomes."""

from __future__ import annotations

import hashlib
import math
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.choices import SeveralChoice
from emotion_gui.core.data.pictures import IMPORT_SIDE, Picture, decode_picture
from emotion_gui.core.data.readers import FaceRows, SourceItem
from emotion_gui.core.errors import EmotionGuiError, PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.detectors import FaceDetector, detect_in_large
from emotion_gui.core.faces.plausible import why_no_face
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.records import Sample, SampleStatus

MIN_FACE_PX = 24
_HASHED_AT_ONCE = 2_000

Face = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class MadeFace:
    """A sample and, where there is one, its face (side, side)."""

    sample: Sample
    face: Face | None


def pixel_hash(face: Face) -> bytes:
    """16 bytes that are equal for equal pixels."""
    pixels = np.ascontiguousarray(face).data.cast("B")
    # In pieces under 2 KB hashlib keeps the interpreter's lock: handing it to the threads that
    # parse and getting it back costs twenty times the hash.
    made = hashlib.blake2b(pixels[:_HASHED_AT_ONCE], digest_size=16)
    for start in range(_HASHED_AT_ONCE, len(pixels), _HASHED_AT_ONCE):
        made.update(pixels[start : start + _HASHED_AT_ONCE])
    return made.digest()


class FaceMaker:
    """Turns items into outcomes; every item ends in at least one.

    Args:
        detector: finds faces; None = the pictures are cropped faces.
        several: which face counts where a photograph shows several.
        preprocessing: how faces become 48x48.
    """

    def __init__(
        self, *, detector: FaceDetector | None, several: SeveralChoice, preprocessing: Preprocessing
    ) -> None:
        self._detector = detector
        self._several = several
        self._preprocessing = preprocessing

    def sized(self, rows: FaceRows) -> FaceRows:
        """Finished faces in the size that is wanted."""
        side = self._preprocessing.side
        if rows.faces.shape[1:] == (side, side):
            return rows
        return replace(
            rows, faces=np.stack([_sized(face, self._preprocessing) for face in rows.faces])
        )

    def make(self, item: SourceItem) -> list[MadeFace]:
        """One outcome, or several where all faces of a photograph are wanted."""
        if item.pixels is not None:
            return [_outcome(item, _sized(item.pixels, self._preprocessing))]
        if item.load is None:
            status = SampleStatus.EXCLUDED if item.excluded else SampleStatus.UNREADABLE
            return [_failed(item, status, item.problem)]
        try:
            data = item.load()
            return self._from_bytes(item, data)
        except PictureError as error:
            return [_failed(item, SampleStatus.UNREADABLE, error.reason)]
        except EmotionGuiError as error:
            return [_failed(item, SampleStatus.UNREADABLE, str(error))]
        except OSError as error:
            return [_failed(item, SampleStatus.UNREADABLE, error.strerror or str(error))]

    def _from_bytes(self, item: SourceItem, data: bytes) -> list[MadeFace]:
        picture = decode_picture(data, item.source, max_side=IMPORT_SIDE)
        if self._detector is None:
            return [self._cropped(item, picture)]
        if min(picture.width, picture.height) < MIN_FACE_PX:
            return [_failed(item, SampleStatus.TOO_SMALL, _size_text(picture))]
        found = detect_in_large(self._detector, picture.pixels)
        if not found:
            return [_failed(item, SampleStatus.NO_FACE, "no face was found")]
        boxes = [box for box in found if _side_px(box) * picture.scale >= MIN_FACE_PX]
        if not boxes:
            largest = max(_side_px(box) for box in found) * picture.scale
            reason = f"the largest face is {_floored(largest)} pixels, under {MIN_FACE_PX}"
            return [_failed(item, SampleStatus.TOO_SMALL, reason, found[0], picture.scale)]
        picture, boxes = self._sharper(item, data, picture, boxes)
        return list(self._chosen(item, picture, boxes))

    def _cropped(self, item: SourceItem, picture: Picture) -> MadeFace:
        if min(picture.width, picture.height) < MIN_FACE_PX:
            return _failed(item, SampleStatus.TOO_SMALL, _size_text(picture))
        if reason := why_no_face(picture.pixels):
            return _failed(item, SampleStatus.NO_FACE, reason)
        from emotion_gui.core.faces.cropping import as_face

        return _outcome(item, as_face(picture.pixels, self._preprocessing))

    def _sharper(
        self, item: SourceItem, data: bytes, picture: Picture, boxes: list[FaceBox]
    ) -> tuple[Picture, list[FaceBox]]:
        """The picture in full size where reducing it made the wanted faces too coarse."""
        side = self._preprocessing.side
        if picture.scale <= 1 or all(_side_px(box) >= side for box in boxes):
            return picture, boxes
        full = decode_picture(data, item.source, max_side=None)
        factor = picture.scale / full.scale
        return full, [box.scaled(factor, factor) for box in boxes]

    def _chosen(
        self, item: SourceItem, picture: Picture, boxes: list[FaceBox]
    ) -> Iterator[MadeFace]:
        from emotion_gui.core.faces.cropping import crop_face

        count = len(boxes)
        if count > 1 and self._several == "central":
            boxes = [min(boxes, key=lambda box: _off_centre(box, picture))]
        elif self._several != "all":
            boxes = boxes[:1]
        for number, box in enumerate(boxes, start=1):
            face = crop_face(picture.pixels, box, self._preprocessing)
            name = item.source if number == 1 else f"{item.source}#{number}"
            outcome = _outcome(replace(item, source=name), face)
            sample = replace(
                outcome.sample,
                detector=box.detector,
                box=_box(box, picture.scale),
                confidence=float(box.confidence),
                reason=self._several_reason(count, number),
                status=SampleStatus.SEVERAL_FACES
                if count > 1 and self._several == "ask"
                else SampleStatus.OK,
            )
            yield MadeFace(sample, face)

    def _several_reason(self, count: int, number: int) -> str:
        if count == 1:
            return ""
        return {
            "largest": f"largest of {count} faces",
            "central": f"most central of {count} faces",
            "all": f"face {number} of {count}",
            "ask": f"{count} faces; choose one",
        }[self._several]


def make_all(
    items: Iterable[SourceItem], new_maker: Callable[[], FaceMaker], *, workers: int
) -> Generator[list[MadeFace]]:
    """Outcomes of items in their order, made by some threads with a maker each.

    Decoding, OpenCV and torch work without the interpreter's lock, so that two photographs
    at once take little longer than one. At most a few are decoded ahead.
    """
    if workers <= 1:
        maker = new_maker()
        for item in items:
            yield maker.make(item)
        return
    own = threading.local()

    def make(item: SourceItem) -> list[MadeFace]:
        if not hasattr(own, "maker"):
            own.maker = new_maker()
        outcomes: list[MadeFace] = own.maker.make(item)
        return outcomes

    pending: deque[Future[list[MadeFace]]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="face-maker") as pool:
        try:
            for item in items:
                pending.append(pool.submit(make, item))
                if len(pending) >= 2 * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _sized(face: Face, preprocessing: Preprocessing) -> Face:
    if face.shape == (preprocessing.side, preprocessing.side):
        return face
    from emotion_gui.core.faces.cropping import as_face

    return as_face(face, preprocessing)


def _outcome(item: SourceItem, face: Face) -> MadeFace:
    sample = Sample(
        source=item.source,
        status=SampleStatus.OK,
        label=None if item.label is None else int(item.label),
        usage=item.usage,
        group=item.group,
        pixel_hash=pixel_hash(face),
        soft_label=item.soft_label,
    )
    return MadeFace(sample, face)


def _failed(
    item: SourceItem,
    status: SampleStatus,
    reason: str,
    box: FaceBox | None = None,
    scale: float = 1.0,
) -> MadeFace:
    sample = Sample(
        source=item.source,
        status=status,
        label=None if item.label is None else int(item.label),
        reason=reason,
        usage=item.usage,
        group=item.group,
        detector="none" if box is None else box.detector,
        box=None if box is None else _box(box, scale),
        confidence=None if box is None else float(box.confidence),
        soft_label=item.soft_label,
    )
    return MadeFace(sample, None)


def _side_px(box: FaceBox) -> float:
    return math.sqrt(box.width * box.height)


def _floored(side_px: float) -> str:
    """One decimal, never rounded up to what it is said to be under."""
    return f"{math.floor(side_px * 10) / 10:.1f}"


def _size_text(picture: Picture) -> str:
    return f"{picture.width} x {picture.height} pixels, under {MIN_FACE_PX}"


def _box(box: FaceBox, scale: float) -> tuple[float, float, float, float]:
    x, y, width, height = (float(value) * scale for value in (box.x, box.y, box.width, box.height))
    return round(x, 1), round(y, 1), round(width, 1), round(height, 1)


def _off_centre(box: FaceBox, picture: Picture) -> float:
    height, width = picture.pixels.shape[:2]
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return float(abs(x / width - 0.5) + abs(y / height - 0.5))
