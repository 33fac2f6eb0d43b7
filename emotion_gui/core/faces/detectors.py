"""Finding faces: the box, the protocol, and the three detectors behind it.

`combined` is the paper's: MTCNN first, a Haar cascade where MTCNN finds nothing. Haar's boxes
are shown to MTCNN's last stage, which must agree that there is a face.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # (h, w, 3) BGR or (h, w) gray
Point = tuple[float, float]
Landmarks = tuple[Point, Point, Point, Point, Point]
DetectorKind = Literal["combined", "mtcnn", "haar"]

DEFAULT_MIN_FACE_PX = 24.0


@dataclass(frozen=True)
class FaceBox:
    """One face in a picture, in its pixels; the box may reach over the picture's edge.

    Attributes:
        x: left edge.
        y: upper edge.
        width: in pixels, positive.
        height: in pixels, positive.
        confidence: in [0, 1]; 1.0 where a person drew the box.
        detector: whose framing applies: `mtcnn`, `haar` or `manual`.
        landmarks: left eye, right eye, nose, left and right corner of the mouth, as seen in
            the picture; None where the detector gives none.
    """

    x: float
    y: float
    width: float
    height: float
    confidence: float = 1.0
    detector: str = "manual"
    landmarks: Landmarks | None = None

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def scaled(self, by_x: float, by_y: float) -> FaceBox:
        """The same face in a picture that is this much wider and higher."""
        points = self.landmarks
        if points is not None:
            a, b, c, d, e = ((x * by_x, y * by_y) for x, y in points)
            points = (a, b, c, d, e)
        return replace(
            self,
            x=self.x * by_x,
            y=self.y * by_y,
            width=self.width * by_x,
            height=self.height * by_y,
            landmarks=points,
        )

    def iou(self, other: FaceBox) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)


class FaceDetector(Protocol):
    """Anything that finds faces."""

    @property
    def name(self) -> str: ...

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces of a BGR or gray picture by descending area; empty where there is none."""
        ...


def detect_in_large(
    detector: FaceDetector, picture: Picture, *, longest_side_px: int = 640
) -> list[FaceBox]:
    """Find faces in a photograph of any size by looking at a smaller copy.

    The detectors' settings were measured on pictures whose longer side is 640 pixels, and
    the cost grows with the area: a 12-megapixel photograph takes no longer than a small one.

    Returns:
        Boxes in the picture's own pixels.
    """
    import cv2

    height, width = picture.shape[:2]
    scale = longest_side_px / max(height, width)
    if scale >= 1:
        return detector.detect(picture)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    found = detector.detect(np.asarray(smaller, dtype=np.uint8))
    return [face.scaled(width / size[0], height / size[1]) for face in found]


def make_detector(kind: DetectorKind, *, min_face_px: float = DEFAULT_MIN_FACE_PX) -> FaceDetector:
    """Build a detector; loads its weights (0.1 s once torch is imported).

    Args:
        kind: `combined` (the paper's), `mtcnn` or `haar`.
        min_face_px: smallest side of a face that is looked for, in the picture's pixels.

    Raises:
        ConfigError: the kind is unknown or the size not positive.
    """
    from emotion_gui.core.errors import ConfigError

    if min_face_px <= 0:
        raise ConfigError("min_face_px", min_face_px, "must be positive")
    if kind == "haar":
        from emotion_gui.core.faces.haar import HaarDetector

        return HaarDetector(min_face_px=min_face_px)
    if kind == "mtcnn":
        from emotion_gui.core.faces.mtcnn import MtcnnDetector

        return MtcnnDetector(min_face_px=min_face_px)
    if kind == "combined":
        from emotion_gui.core.faces.combined import CombinedDetector

        return CombinedDetector(min_face_px=min_face_px)
    raise ConfigError("detector", kind, "known: combined, mtcnn, haar")
