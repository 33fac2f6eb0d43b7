"""OpenCV's frontal-face cascade."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces.boxes import DEFAULT_MIN_FACE_PX, FaceBox, Picture
from emotion_gui.core.faces.cropping import to_gray

# Detectors are made in several threads at once; OpenCV's reader of XML is not made for that.
_reading = threading.Lock()

_CASCADE = "haarcascade_frontalface_default.xml"
# A cascade's level weights have no fixed upper end; about this many is a sure face.
_SURE_WEIGHT = 8.0


class HaarDetector:
    """`cv2.CascadeClassifier` over a gray, contrast-evened picture; gives no landmarks."""

    name = "haar"

    def __init__(
        self,
        *,
        min_face_px: float = DEFAULT_MIN_FACE_PX,
        scale_factor: float = 1.1,
        min_neighbours: int = 5,
    ) -> None:
        self._cascade = _cascade()
        self.min_face_px = min_face_px
        self._scale_factor = scale_factor
        self._min_neighbours = min_neighbours

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces by descending area."""
        if min(picture.shape[:2]) < max(self.min_face_px, 24):
            return []
        gray = cv2.equalizeHist(to_gray(picture))
        side = round(self.min_face_px)
        rectangles, _, weights = self._cascade.detectMultiScale3(
            gray,
            scaleFactor=self._scale_factor,
            minNeighbors=self._min_neighbours,
            minSize=(side, side),
            outputRejectLevels=True,
        )
        confidences = np.clip(np.ravel(weights) / _SURE_WEIGHT, 0.0, 1.0)
        faces = [
            FaceBox(float(x), float(y), float(w), float(h), float(confidence), self.name)
            for (x, y, w, h), confidence in zip(rectangles, confidences, strict=True)
        ]
        return sorted(faces, key=lambda face: face.area, reverse=True)


def _cascade() -> cv2.CascadeClassifier:
    """The cascade, read from memory: OpenCV opens no path outside Windows' code page.

    Raises:
        ConfigError: OpenCV's file is missing or damaged.
    """
    path = Path(cv2.__file__).parent / "data" / _CASCADE
    cascade = cv2.CascadeClassifier()
    try:
        text = path.read_text(encoding="utf-8")
        with _reading:
            storage = cv2.FileStorage(text, cv2.FILE_STORAGE_READ | cv2.FILE_STORAGE_MEMORY)
            read = cascade.read(storage.getFirstTopLevelNode())
            storage.release()
    except (OSError, UnicodeDecodeError, cv2.error) as error:
        raise ConfigError("detector", "haar", f"OpenCV's cascade file {path} is missing") from error
    if not read or cascade.empty():
        raise ConfigError("detector", "haar", f"OpenCV's cascade file {path} is damaged")
    return cascade
