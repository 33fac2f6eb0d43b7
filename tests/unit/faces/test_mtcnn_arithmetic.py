"""MTCNN's arithmetic between its networks, which are made up: facenet-pytorch is the oracle."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.faces.mtcnn import MtcnnDetector, MtcnnSettings, suppress

_SIDE = 240
_MIN_FACE_PX = 41.3  # no corner falls on a pixel, where rounding would decide
_THRESHOLDS = (0.5, 0.3, 0.4)


@dataclass(frozen=True)
class MadeNetworks:
    """Answers by lot that depend on the shape of the question alone."""

    seed: int

    def propose(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shape = tuple((side - 12 + 1) // 2 + 1 for side in picture.shape[:2])
        rng = np.random.default_rng([self.seed, *shape])
        surety = np.zeros(shape, np.float32)
        inside = surety[3:-3, 3:-3]  # squares that reach out are padded otherwise, by design
        inside[:] = np.where(rng.random(inside.shape) < 0.1, rng.random(inside.shape), 0)
        return surety, rng.normal(0, 0.1, (4, *shape)).astype(np.float32)

    def refine(self, crops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        surety, moves, _ = self.judge(crops)
        return surety[::-1].copy(), moves[::-1].copy()

    def judge(self, crops: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, len(crops)])
        surety = rng.random(len(crops)).astype(np.float32)
        moves = rng.normal(0, 0.05, (len(crops), 4)).astype(np.float32)
        return surety, moves, rng.random((len(crops), 10)).astype(np.float32)


class _Theirs(torch.nn.Module):
    """One of them as facenet-pytorch calls it."""

    def __init__(self, name: str, networks: MadeNetworks) -> None:
        super().__init__()
        self._answer = getattr(networks, name)
        self.unused = torch.nn.Parameter(torch.zeros(1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        pixels = x.permute(0, 2, 3, 1).numpy()
        if self._answer.__name__ == "propose":
            surety, moves = (torch.from_numpy(each)[None] for each in self._answer(pixels[0]))
        else:
            surety, moves, *points = map(torch.from_numpy, self._answer(pixels))
            return moves, *points, torch.stack([1 - surety, surety], 1)
        return moves, torch.stack([1 - surety, surety], 1)


def _suppressed(
    boxes: torch.Tensor, scores: torch.Tensor, _: torch.Tensor, iou: float
) -> torch.Tensor:
    return torch.from_numpy(suppress(np.column_stack([boxes, scores]).astype(float), iou))


@pytest.mark.parametrize("seed", range(4))
def test_boxes_points_and_confidences_are_those_of_facenet_pytorch(seed: int) -> None:
    torchvision_guard.install()
    from facenet_pytorch.models.utils import detect_face as theirs

    networks = MadeNetworks(seed)
    picture = np.random.default_rng(seed).integers(0, 256, (_SIDE, _SIDE, 3)).astype(np.uint8)
    settings = MtcnnSettings(thresholds=_THRESHOLDS, mirrored_opinion=False)
    detector = MtcnnDetector(min_face_px=_MIN_FACE_PX, settings=settings, networks=networks)
    squares = detector._refine(picture, detector._propose(picture))
    ours = sorted(detector._look(picture, squares, mirrored=False), key=lambda f: f.confidence)
    stages = [_Theirs(name, networks) for name in ("propose", "refine", "judge")]
    # Which of overlapping boxes stay is OpenCV's for both; the last stage keeps all here.
    with pytest.MonkeyPatch.context() as patch, torch.inference_mode():
        patch.setattr(theirs, "batched_nms", _suppressed)
        patch.setattr(theirs, "batched_nms_numpy", lambda boxes, *_: np.arange(len(boxes)))
        boxes, points = theirs.detect_face(
            picture, _MIN_FACE_PX, *stages, (*_THRESHOLDS[:2], 0.0), settings.factor, "cpu"
        )
    order = np.argsort(boxes[0][:, 4].astype(float))
    assert len(ours) == len(order) > 5
    for face, k in zip(ours, order, strict=True):
        x1, y1, x2, y2, surety = boxes[0][k].astype(float)
        found = (face.x, face.y, face.width, face.height, face.confidence)
        assert found == pytest.approx((x1, y1, max(1, x2 - x1), max(1, y2 - y1), surety), abs=2e-3)
        np.testing.assert_allclose(face.landmarks, points[0][k].astype(float), atol=2e-3)


def test_faces_come_by_their_size_and_each_is_sure_enough() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (_SIDE, _SIDE, 3)).astype(np.uint8)
    found = []
    for least in (0.0, 0.4):
        settings = MtcnnSettings(thresholds=(*_THRESHOLDS[:2], least), mirrored_opinion=False)
        detector = MtcnnDetector(
            min_face_px=_MIN_FACE_PX,
            settings=settings,
            networks=MadeNetworks(1),  # type: ignore[arg-type]
        )
        found.append(detector.detect(picture))
    every, sure = found
    assert len(every) > len(sure) > 2
    for faces in found:
        areas = [face.area for face in faces]
        assert areas == sorted(areas, reverse=True)
    assert min(face.confidence for face in sure) > 0.4 > min(face.confidence for face in every)
