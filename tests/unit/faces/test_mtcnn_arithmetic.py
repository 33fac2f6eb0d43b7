"""MTCNN's arithmetic between its networks, which are made up: facenet-pytorch is the oracle."""

from dataclasses import dataclass
from types import ModuleType

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


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    torchvision_guard.install()
    from facenet_pytorch.models.utils import detect_face

    assert isinstance(detect_face, ModuleType)
    return detect_face


@pytest.mark.parametrize("seed", range(36))
def test_each_stage_is_that_of_facenet_pytorch(theirs: ModuleType, seed: int) -> None:
    """Boxes, points and confidences: after P-Net, after R-Net, and in the end."""
    networks = MadeNetworks(seed)
    shape = ((240, 240), (200, 300), (331, 187))[seed % 3]
    picture = np.random.default_rng(seed).integers(0, 256, (*shape, 3)).astype(np.uint8)
    settings = MtcnnSettings(thresholds=_THRESHOLDS, mirrored_opinion=False)
    detector = MtcnnDetector(min_face_px=_MIN_FACE_PX, settings=settings, networks=networks)
    proposed = detector._propose(picture)
    refined = detector._refine(picture, proposed)
    faces = detector._look(picture, refined, mirrored=False)
    found = [(f.x, f.y, f.x + f.width, f.y + f.height, f.confidence) for f in faces]
    squares: list[np.ndarray] = []

    def squared(boxes: torch.Tensor) -> torch.Tensor:
        squares.append(rerec(boxes).numpy().copy())
        return torch.from_numpy(squares[-1].copy())

    rerec = theirs.rerec
    stages = [_Theirs(name, networks) for name in ("propose", "refine", "judge")]
    # Which of overlapping boxes stay is OpenCV's for both; the last stage keeps all here.
    with pytest.MonkeyPatch.context() as patch, torch.inference_mode():
        patch.setattr(theirs, "rerec", squared)
        patch.setattr(theirs, "batched_nms", _suppressed)
        patch.setattr(theirs, "batched_nms_numpy", lambda boxes, *_: np.arange(len(boxes)))
        boxes, points = theirs.detect_face(
            picture, _MIN_FACE_PX, *stages, (*_THRESHOLDS[:2], 0.0), settings.factor, "cpu"
        )
    assert len(proposed) > len(refined) > 5
    np.testing.assert_allclose(proposed, squares[0], rtol=0, atol=1e-3)
    np.testing.assert_allclose(refined, squares[1], rtol=0, atol=1e-3)
    np.testing.assert_allclose(found, boxes[0].astype(float), rtol=0, atol=1e-3)
    marks = np.array([face.landmarks for face in faces])
    np.testing.assert_allclose(marks, points[0].astype(float), rtol=0, atol=1e-3)


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
