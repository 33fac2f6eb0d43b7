"""Finding faces: the protocol, and the three detectors behind it.

`combined` is the paper's: MTCNN first, a Haar cascade where MTCNN finds nothing. Haar's boxes
are shown to MTCNN's last stage, which must agree that there is a face.
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

import numpy as np

from emotion_gui.core.faces.boxes import DEFAULT_MIN_FACE_PX, FaceBox, Picture

DetectorKind = Literal["combined", "mtcnn", "haar"]


class FaceDetector(Protocol):
    """Anything that finds faces."""

    @property
    def name(self) -> str: ...

    def detect(self, picture: Picture) -> list[FaceBox]:
        """Faces of a BGR or gray picture by descending area; empty where there is none."""
        ...


@runtime_checkable
class RemembersPictures(Protocol):
    """A detector whose answer depends on the pictures before."""

    def memory(self) -> int:
        """What it remembers."""
        ...

    def remember(self, memory: int) -> None:
        """Go on as after the pictures that `memory` came from."""
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
