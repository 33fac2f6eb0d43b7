"""Films, models and sessions for the tests of what comes after a recording."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.pipeline import EmotionPipeline
from tests.helpers.fake_sources import ScriptedDetector, write_video
from tests.helpers.review import BrightnessModel


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Sixty frames with a face that wanders, vanishes and comes back; a cut in the middle."""
    generator = np.random.default_rng(3)
    pictures = []
    for k in range(60):
        picture = np.full((96, 128, 3), 60 if k < 30 else 190, dtype=np.uint8)
        picture[20:70, 30 + k % 30 : 80 + k % 30] += generator.integers(
            0, 50, (50, 50, 3), dtype=np.uint8
        )
        pictures.append(picture)
    return write_video(tmp_path / "film.avi", pictures)


def wandering(picture: np.ndarray) -> list[FaceBox]:
    """Where the drawn face is; nothing where it is dark there."""
    del picture
    return [FaceBox(35.0, 20.0, 50.0, 50.0, 0.9, "mtcnn", None)]


@pytest.fixture
def make_pipeline() -> Callable[[], EmotionPipeline]:
    """A pipeline whose answers follow the pixels, without a network."""

    def make() -> EmotionPipeline:
        return EmotionPipeline(BrightnessModel(), ScriptedDetector(wandering))

    return make
