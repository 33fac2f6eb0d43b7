"""The bundled models say of FER2013's faces which ones they learned from (skips without them)."""

from __future__ import annotations

import lzma

import numpy as np
import pytest

from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.learned_faces import among, face_hashes
from tests.helpers.fake_sources import real_data

_COPIES = 280  # faces of PublicTest that are in Training too, some of them mirrored


def test_the_bundled_models_know_fer2013() -> None:
    """All of Training, and of PublicTest the copies; of a tenth drawn from all of it 89 %."""
    folder = real_data("fer2013")
    with lzma.open(folder / "images.npy.xz") as file:
        hashes = face_hashes(np.load(file))
    is_test = np.load(folder / "labels.npz")["usage"] == 1
    drawn = np.random.default_rng(0).permutation(len(hashes))[: len(hashes) // 10]
    for model in list_models():
        known = load_checkpoint(model.file).info.learned
        assert known is not None
        learned = among(hashes, known.trained)
        assert learned[~is_test].all(), model.name
        assert learned[is_test].sum() == _COPIES, model.name
        share = (len(hashes) - is_test.sum() + _COPIES) / len(hashes)
        assert learned[drawn].mean() == pytest.approx(share, abs=0.02)
