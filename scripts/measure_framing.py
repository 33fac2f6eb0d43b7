"""Measure where FER2013's pictures lie relative to each detector's box.

    python scripts/measure_framing.py FER2013_FOLDER [--count 4000]

FER2013_FOLDER holds `images.npy.xz`, a (n, 48, 48) uint8 array. Every picture is enlarged and
padded, then each detector is asked for the face in it. The medians are the defaults of
`emotion_gui.core.faces.preprocessing`; `docs/decisions/0002-framing.md` tells the story.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.faces.detectors import FaceDetector, make_detector

ENLARGE = 4
PAD_PX = 96
SEED = 2013


@dataclass(frozen=True)
class FramingFigures:
    """Median and quartiles of scale and shifts, and how many faces were found."""

    detector: str
    pictures: int
    found: int
    scale: tuple[float, float, float]
    shift_x: tuple[float, float, float]
    shift_y: tuple[float, float, float]


def placed(face: npt.NDArray[np.uint8]) -> Picture:
    """A 48x48 picture enlarged, in the middle of a blurred continuation of its edge."""
    large = cv2.resize(face, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    side = large.shape[0]
    edge = cv2.copyMakeBorder(large, PAD_PX, PAD_PX, PAD_PX, PAD_PX, cv2.BORDER_REPLICATE)
    canvas = cv2.GaussianBlur(edge, (0, 0), 16)
    canvas[PAD_PX : PAD_PX + side, PAD_PX : PAD_PX + side] = large
    return np.asarray(cv2.cvtColor(canvas, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def measure(
    detector: FaceDetector, faces: npt.NDArray[np.uint8], *, only: str | None = None
) -> FramingFigures:
    """Medians over the pictures in which the detector finds a face around the middle."""
    side = faces.shape[1] * ENLARGE
    middle = PAD_PX + side / 2
    rows = []
    for face in faces:
        boxes = [
            box
            for box in detector.detect(placed(face))
            if abs(box.centre[0] - middle) < side / 4 and abs(box.centre[1] - middle) < side / 4
        ]
        if boxes and (only is None or boxes[0].detector == only):
            box = boxes[0]
            rows.append(
                (
                    side / np.sqrt(box.area),
                    (middle - box.centre[0]) / side,
                    (middle - box.centre[1]) / side,
                )
            )
    quartiles = np.percentile(np.array(rows), [25, 50, 75], axis=0)

    def of(column: int) -> tuple[float, float, float]:
        low, middle, high = (round(float(value), 4) for value in quartiles[:, column])
        return low, middle, high

    return FramingFigures(detector.name, len(faces), len(rows), of(0), of(1), of(2))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=4000)
    options = parser.parse_args()
    with lzma.open(options.folder / "images.npy.xz") as file:
        images = np.load(file)
    chosen = np.random.default_rng(SEED).choice(len(images), options.count, replace=False)
    for kind in ("mtcnn", "haar", "combined"):
        figures = measure(make_detector(kind, min_face_px=80), images[np.sort(chosen)])
        sys.stdout.write(json.dumps(figures.__dict__) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
