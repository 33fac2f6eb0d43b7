"""A made-up model whose answers a test knows beforehand."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.readable import CLEAN_LIMITS
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.smoothing import SmoothingSettings
from emotion_gui.core.labels.builtin import own_set
from emotion_gui.core.labels.label_set import LabelSet
from tests.helpers.fake_sources import ScriptedDetector

TWO = own_set(["happy", "sad"])
RAW = PipelineSettings(smoothing=SmoothingSettings(0.0))
BOXES = [FaceBox(20, 30, 60, 60, 0.9, "mtcnn"), FaceBox(110, 30, 40, 40, 0.9, "mtcnn")]


class Scripted:
    """A model that says a share of its first class by how bright the crop's middle is."""

    unsure_below = 0.55
    engine = SimpleNamespace(name="torch")

    def __init__(self, labels: LabelSet = TWO, *, times: float = 1.0, side: int = 48) -> None:
        self.labels, self.times = labels, times
        self.limits = CLEAN_LIMITS
        self.preprocessing = Preprocessing(side=side)
        self.info = SimpleNamespace(labels=labels.names, run={}, plan=None, label_set=labels)
        self.name, self.file = "scripted", None
        self.asked: list[tuple[int, bool, object]] = []
        self.warm = 0

    def warm_up(self) -> None:
        self.warm += 1

    def logits(self, faces: np.ndarray, *, flip: bool = False, mix: object = None) -> np.ndarray:
        self.asked.append((len(faces), flip, mix))
        side = self.preprocessing.side
        assert faces.shape[1:] == (side, side)
        share = np.clip(faces[:, side // 2, side // 2] / 255 * self.times, 0.01, 0.99)
        shares = np.full((len(faces), len(self.labels)), 1e-9)
        shares[:, 0], shares[:, 1] = share, 1 - share
        return np.log(shares).astype(np.float32)


def grey(level: int) -> np.ndarray:
    return np.full((120, 160, 3), level, np.uint8)


def pipeline(first: Any, second: Any = None, settings: PipelineSettings = RAW) -> EmotionPipeline:
    detector = ScriptedDetector(lambda picture: BOXES if picture.mean() > 20 else [])
    return EmotionPipeline(first, detector, settings, second=second)
