"""A face in a picture: where it is, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # (h, w, 3) BGR or (h, w) gray
Point = tuple[float, float]
Landmarks = tuple[Point, Point, Point, Point, Point]

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

    def to_json(self) -> list[Any]:
        """Plain values; `from_json` gives the same box to the last bit."""
        points = None if self.landmarks is None else [list(point) for point in self.landmarks]
        numbers = (self.x, self.y, self.width, self.height, self.confidence)
        return [*map(float, numbers), self.detector, points]

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> FaceBox:
        """The box that `to_json` was asked of."""
        x, y, width, height, confidence, detector, points = values
        landmarks: Landmarks | None = None
        if points is not None:
            a, b, c, d, e = ((float(x), float(y)) for x, y in points)
            landmarks = (a, b, c, d, e)
        return cls(x, y, width, height, confidence, detector, landmarks)

    def iou(self, other: FaceBox) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)
