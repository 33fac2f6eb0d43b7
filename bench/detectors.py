"""Recall, false boxes and speed of each detector on photographs, beside plain facenet_pytorch.

    python bench/detectors.py [DATA]      DATA holds faces/boxes.json and faces/images

Longer side 640; wanted are valid faces of at least 40 pixels in the original photograph; other
annotated faces count neither way; a box hits at IoU >= 0.4. The detectors take turns on every
photograph, so that a busy computer slows all of them alike.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "100")

import cv2
import numpy as np

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.faces.boxes import FaceBox, Picture
from emotion_gui.core.faces.detectors import FaceDetector, make_detector

LONGER_SIDE_PX = 640
LEAST_PX = 40
LEAST_IOU = 0.4


@dataclass(frozen=True)
class Photograph:
    """Pixels, wanted faces and faces that do not count."""

    picture: Picture
    wanted: list[FaceBox]
    other: list[FaceBox]


@dataclass
class Score:
    """Counts of one detector."""

    hits: int = 0
    false: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)


class PlainMtcnn:
    """The usual loop: RGB, Pillow, `facenet_pytorch.MTCNN.detect`."""

    name = "plain"

    def __init__(self, min_face_px: int) -> None:
        torchvision_guard.install()
        from facenet_pytorch import MTCNN

        self._network = MTCNN(keep_all=True, min_face_size=min_face_px)

    def detect(self, picture: Picture) -> list[FaceBox]:
        from PIL import Image

        image = Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        boxes, surety = self._network.detect(image)
        if boxes is None:
            return []
        return [
            FaceBox(x1, y1, x2 - x1, y2 - y1, float(p), "mtcnn")
            for (x1, y1, x2, y2), p in zip(boxes.astype(float), surety, strict=True)
        ]


def read_photographs(folder: Path) -> list[Photograph]:
    """Scale pictures and boxes."""
    photographs = []
    for name, entry in json.loads((folder / "boxes.json").read_text(encoding="utf-8")).items():
        picture = cv2.imread(str(folder / "images" / name))
        if picture is None:
            raise SystemExit(f"{name} cannot be read")
        height, width = picture.shape[:2]
        scale = LONGER_SIDE_PX / max(height, width)
        size = (round(width * scale), round(height * scale))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        wanted: list[FaceBox] = []
        other: list[FaceBox] = []
        for face in entry["faces"]:
            x, y, w, h = face["box"]
            fits = not face["invalid"] and min(w, h) >= LEAST_PX
            (wanted if fits else other).append(FaceBox(x * scale, y * scale, w * scale, h * scale))
        photographs.append(Photograph(small, wanted, other))
    return photographs


def count(photograph: Photograph, found: list[FaceBox], score: Score) -> None:
    """Each wanted face is hit once at most; what hits nothing is false."""
    free = list(photograph.wanted)
    for box in found:
        best = max(free, key=box.iou, default=None)
        if best is not None and box.iou(best) >= LEAST_IOU:
            free.remove(best)
            score.hits += 1
        elif not any(box.iou(face) >= LEAST_IOU for face in photograph.other):
            score.false += 1


def main() -> int:
    default = os.environ.get("EMOTION_GUI_DATA", str(Path(__file__).parents[2] / "shared/data"))
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else default) / "faces"
    photographs = read_photographs(folder)
    n = sum(len(photograph.wanted) for photograph in photographs)
    detectors: dict[str, FaceDetector] = {
        "plain MTCNN, 20 px": PlainMtcnn(20),
        "plain MTCNN, 24 px": PlainMtcnn(24),
        "ours: mtcnn": make_detector("mtcnn"),
        "ours: combined": make_detector("combined"),
        "ours: haar": make_detector("haar"),
    }
    scores = {name: Score() for name in detectors}
    for name, detector in detectors.items():
        detector.detect(photographs[0].picture)
        del name
    for photograph in photographs:
        for name, detector in detectors.items():
            started_s = time.perf_counter()
            found = detector.detect(photograph.picture)
            scores[name].seconds += time.perf_counter() - started_s
            count(photograph, found, scores[name])
    plain_s = scores["plain MTCNN, 20 px"].seconds
    print(f"{len(photographs)} photographs, {n} faces")
    print(f"{'detector':20} {'recall':>7} {'false':>7} {'per s':>7} {'speed':>7}")
    for name, score in scores.items():
        rate = len(photographs) / score.seconds
        ratio = plain_s / score.seconds
        false = score.false / len(photographs)
        print(f"{name:20} {score.hits / n:7.3f} {false:7.3f} {rate:7.1f} {ratio:6.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
