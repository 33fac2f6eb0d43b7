"""MTCNN driven stage by stage: an image pyramid, batched crops, and O-Net on its own.

Source: Zhang et al. 2016, "Joint face detection and alignment using multitask cascaded
convolutional networks"; weights and network classes of facenet_pytorch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import DEFAULT_MIN_FACE_PX, FaceBox, Landmarks, Picture
from emotion_gui.core.faces.cropping import as_bgr
from emotion_gui.core.faces.mtcnn_networks import Bytes, Floats, MtcnnNetworks

_CELL_PX = 12  # P-Net sees a face as 12x12
_STRIDE_PX = 2
# In a mirrored crop left and right swap places and directions.
_MIRRORED_SIGNS = np.array([-1, 1, -1, 1], dtype=np.float32)


@dataclass(frozen=True)
class MtcnnSettings:
    """What can be tuned; `docs/decisions` has the measurements behind the defaults.

    Attributes:
        thresholds: least probability after P-Net, R-Net and O-Net.
        factor: size of each level of the pyramid relative to the one before.
        most_proposals: only the surest proposals of P-Net go on, which bounds time and memory.
        mirrored_opinion: O-Net also sees each mirrored crop, and the two answers are averaged:
            at the same recall it halves the false boxes.
    """

    thresholds: tuple[float, float, float] = (0.5, 0.5, 0.81)
    factor: float = 0.709
    most_proposals: int = 400
    mirrored_opinion: bool = True


class MtcnnDetector:
    """Finds faces, and refines or follows boxes by O-Net alone."""

    name = "mtcnn"

    def __init__(
        self,
        *,
        min_face_px: float = DEFAULT_MIN_FACE_PX,
        settings: MtcnnSettings | None = None,
        networks: MtcnnNetworks | None = None,
    ) -> None:
        self.min_face_px = min_face_px
        self.settings = settings or MtcnnSettings()
        self.networks = networks or MtcnnNetworks.load()

    def warm_up(self) -> None:
        """Run every network once: the first call of each costs far more than the later ones."""
        self.networks.propose(np.zeros((48, 64, 3), dtype=np.uint8))
        self.networks.refine(np.zeros((2, 24, 24, 3), dtype=np.uint8))
        self.networks.judge(np.zeros((2, 48, 48, 3), dtype=np.uint8))

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces by descending area."""
        picture = as_bgr(picture)
        boxes = self._propose(picture)
        boxes = self._refine(picture, boxes)
        faces = self._judge(picture, boxes, self.settings.thresholds[2])
        return sorted(faces, key=lambda face: face.area, reverse=True)

    def judge(
        self, picture: Picture, boxes: Sequence[FaceBox], *, threshold: float | None = None
    ) -> list[FaceBox | None]:
        """What O-Net says about each box by itself: the refined face, or None.

        Costs about a millisecond for a few boxes: it follows faces from frame to frame, and
        is the second opinion on another detector's boxes.
        """
        if not boxes:
            return []
        least = self.settings.thresholds[2] if threshold is None else threshold
        squares = np.array([_square_around(box) for box in boxes])
        answers = self._look(as_bgr(picture), squares, mirrored=False)
        return [face if face.confidence >= least else None for face in answers]

    def _propose(self, picture: Bytes) -> npt.NDArray[np.float64]:
        """Stage 1: rows of x1, y1, x2, y2, probability."""
        height, width = picture.shape[:2]
        scale = _CELL_PX / self.min_face_px
        found = []
        level = picture
        while min(height, width) * scale >= _CELL_PX:
            size = (int(width * scale + 1), int(height * scale + 1))
            # Each level from the one before: a fraction of the work of starting anew.
            level = np.asarray(cv2.resize(level, size, interpolation=cv2.INTER_AREA))
            candidates = self._propose_level(level, scale)
            found.append(candidates[suppress(candidates, 0.5)])
            scale *= self.settings.factor
        boxes = np.concatenate(found) if found else np.zeros((0, 9))
        boxes = boxes[suppress(boxes, 0.7)][: self.settings.most_proposals]
        return _to_squares(_regress(boxes[:, :5], boxes[:, 5:9], extra=0.0))

    def _propose_level(self, level: Bytes, scale: float) -> npt.NDArray[np.float64]:
        probability, regression = self.networks.propose(level)
        rows, columns = np.nonzero(probability >= self.settings.thresholds[0])
        x1 = np.floor((_STRIDE_PX * columns + 1) / scale)
        y1 = np.floor((_STRIDE_PX * rows + 1) / scale)
        x2 = np.floor((_STRIDE_PX * columns + _CELL_PX) / scale)
        y2 = np.floor((_STRIDE_PX * rows + _CELL_PX) / scale)
        surety = probability[rows, columns]
        return np.stack([x1, y1, x2, y2, surety, *regression[:, rows, columns]], axis=1)

    def _refine(self, picture: Bytes, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Stage 2."""
        if not len(boxes):
            return boxes
        probability, regression = self.networks.refine(cut(picture, boxes, 24))
        kept = probability > self.settings.thresholds[1]
        boxes = np.column_stack([boxes[kept, :4], probability[kept]])
        order = suppress(boxes, 0.7)
        return _to_squares(_regress(boxes[order], regression[kept][order], extra=1.0))

    def _judge(
        self, picture: Bytes, boxes: npt.NDArray[np.float64], threshold: float
    ) -> list[FaceBox]:
        """Stage 3."""
        if not len(boxes):
            return []
        answers = self._look(picture, boxes, mirrored=self.settings.mirrored_opinion)
        faces = [face for face in answers if face.confidence > threshold]
        return [faces[k] for k in suppress_nested(faces, 0.5)]

    def _look(
        self, picture: Bytes, boxes: npt.NDArray[np.float64], *, mirrored: bool
    ) -> list[FaceBox]:
        """O-Net on squares, each answered by a face with a confidence."""
        crops = cut(picture, boxes, 48)
        probability, regression, points = self.networks.judge(crops)
        if mirrored:
            surety, moves, _ = self.networks.judge(np.ascontiguousarray(crops[:, :, ::-1]))
            probability = np.float32(0.5) * (probability + surety)
            moves = moves[:, (2, 1, 0, 3)] * _MIRRORED_SIGNS
            regression = np.float32(0.5) * (regression + moves)
        refined = _regress(boxes, regression, extra=1.0)
        return [
            _face(box, square, point, float(surety))
            for box, square, point, surety in zip(refined, boxes, points, probability, strict=True)
        ]


def suppress(boxes: npt.NDArray[np.float64], iou: float) -> npt.NDArray[np.int64]:
    """Indices that non-maximum suppression keeps, surest first; rows x1 y1 x2 y2 score."""
    if not len(boxes):
        return np.zeros(0, dtype=np.int64)
    corners = boxes[:, :4].copy()
    corners[:, 2:] -= corners[:, :2]
    kept = cv2.dnn.NMSBoxes(
        corners,  # type: ignore[arg-type]  # an array of rows is accepted, and faster
        boxes[:, 4].astype(np.float32),  # type: ignore[arg-type]
        0.0,
        iou,
    )
    return np.asarray(kept, dtype=np.int64).ravel()


def suppress_nested(faces: Sequence[FaceBox], most_shared: float) -> list[int]:
    """Keep the surest of faces of which one covers most of the other."""
    order = sorted(range(len(faces)), key=lambda k: faces[k].confidence, reverse=True)
    kept: list[int] = []
    for k in order:
        if all(_shared_of_smaller(faces[k], faces[other]) <= most_shared for other in kept):
            kept.append(k)
    return kept


def cut(picture: Bytes, boxes: npt.NDArray[np.float64], side: int) -> Bytes:
    """Squares of a picture, resized by area; shape (n, side, side, 3).

    What a square holds outside the picture repeats the edge, so that the proportions stay
    (facenet_pytorch cuts such a square off, and squeezes the face).
    """
    height, width = picture.shape[:2]
    out = np.zeros((len(boxes), side, side, 3), dtype=np.uint8)
    for k, box in enumerate(boxes[:, :4]):
        # A regression can run away; nothing beyond one picture's size around it is of use.
        x1 = min(max(round(box[0]), -width), width - 1)
        y1 = min(max(round(box[1]), -height), height - 1)
        x2 = min(max(round(box[2]), x1 + 1), 2 * width)
        y2 = min(max(round(box[3]), y1 + 1), 2 * height)
        left, top, right, bottom = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
        if right <= left or bottom <= top:
            continue
        patch = picture[top:bottom, left:right]
        if (left, top, right, bottom) != (x1, y1, x2, y2):
            borders = (top - y1, y2 - bottom, left - x1, x2 - right)
            patch = np.asarray(
                cv2.copyMakeBorder(patch, *borders, cv2.BORDER_REPLICATE), dtype=np.uint8
            )
        cv2.resize(patch, (side, side), dst=out[k], interpolation=cv2.INTER_AREA)
    return out


def _regress(
    boxes: npt.NDArray[np.float64], regression: npt.NDArray[np.floating], *, extra: float
) -> npt.NDArray[np.float64]:
    """Move corners by fractions of the box's size; `extra` as in the original code."""
    moved = boxes.copy()
    width = boxes[:, 2] - boxes[:, 0] + extra
    height = boxes[:, 3] - boxes[:, 1] + extra
    moved[:, 0] += regression[:, 0] * width
    moved[:, 1] += regression[:, 1] * height
    moved[:, 2] += regression[:, 2] * width
    moved[:, 3] += regression[:, 3] * height
    return moved


def _to_squares(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Grow the shorter side around the middle."""
    squares = boxes.copy()
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    side = np.maximum(width, height)
    squares[:, 0] += (width - side) / 2
    squares[:, 1] += (height - side) / 2
    squares[:, 2] = squares[:, 0] + side
    squares[:, 3] = squares[:, 1] + side
    return squares


def _square_around(box: FaceBox) -> tuple[float, float, float, float, float]:
    side = max(box.width, box.height)
    x, y = box.centre
    return x - side / 2, y - side / 2, x + side / 2, y + side / 2, box.confidence


def _face(
    box: npt.NDArray[np.float64], square: npt.NDArray[np.float64], point: Floats, surety: float
) -> FaceBox:
    side_x, side_y = square[2] - square[0] + 1, square[3] - square[1] + 1
    xs = point[:5] * side_x + square[0] - 1
    ys = point[5:] * side_y + square[1] - 1
    landmarks = tuple((float(x), float(y)) for x, y in zip(xs, ys, strict=True))
    return FaceBox(
        x=float(box[0]),
        y=float(box[1]),
        width=max(1.0, float(box[2] - box[0])),
        height=max(1.0, float(box[3] - box[1])),
        confidence=surety,
        detector=MtcnnDetector.name,
        landmarks=_checked(landmarks),
    )


def _checked(points: tuple[tuple[float, float], ...]) -> Landmarks | None:
    if len(points) != 5 or not all(math.isfinite(value) for point in points for value in point):
        return None
    return points[0], points[1], points[2], points[3], points[4]


def _shared_of_smaller(one: FaceBox, other: FaceBox) -> float:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, width) * max(0.0, height) / min(one.area, other.area)
