"""What cameras do to faces: seeded, in range, off where it is off, and near known references."""

import dataclasses
import io
import math

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.ndimage import gaussian_filter

from emotion_gui.core.faces import faults
from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import AugmentationConfig
from emotion_gui.core.training.degradations import degrade

OFF = AugmentationConfig(**{f.name: 0.0 for f in dataclasses.fields(AugmentationConfig)})
EFFECTS = {
    "blur_px": 2.0,
    "motion_px": 8.0,
    "coarse": 1.0,
    "gamma": 1.0,
    "noise": 0.1,
    "jpeg": 1.0,
    "shade": 1.0,
    "dark": 0.9,
    "hide": 0.6,
}


def faces(count: int = 16, side: int = 48) -> torch.Tensor:
    """Smooth shapes with an edge in them, another one a face."""
    at = torch.linspace(-1, 1, side)
    rows, columns = torch.meshgrid(at, at, indexing="ij")
    made = [0.5 + 0.4 * torch.sin(4 * rows + n) * torch.cos(3 * columns - n) for n in range(count)]
    batch = torch.stack(made)[:, None]
    batch[:, :, side // 2 :, side // 3] = 1.0
    return batch


def changed(seed: int, **values: float) -> torch.Tensor:
    config = dataclasses.replace(OFF, **values)
    return augment(faces(), config, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_is_seeded_stays_in_range_and_differs_between_faces(name: str) -> None:
    value = EFFECTS[name]
    made = changed(1, **{name: value})
    assert made.shape == faces().shape
    assert torch.equal(made, changed(1, **{name: value}))
    assert not torch.equal(made, changed(2, **{name: value}))
    assert 0 <= float(made.min()) <= float(made.max()) <= 1
    moved = (made - faces()).abs().flatten(1).mean(dim=1)
    assert len(set(moved.tolist())) > 10
    weak = changed(1, **{name: value / 50})
    assert float((weak - faces()).abs().mean()) < float(moved.mean())


def test_without_them_no_random_number_is_drawn() -> None:
    """A recipe of before repeats to the bit."""
    config = AugmentationConfig(shift=0.08, scale=0.1, erase=0.3)
    generator = torch.Generator().manual_seed(5)
    augment(faces(), config, generator)
    after = torch.rand(1, generator=generator)
    other = torch.Generator().manual_seed(5)
    augment(faces(), dataclasses.replace(config, jpeg=0.5), other)
    assert not torch.equal(after, torch.rand(1, generator=other))
    plain = torch.Generator().manual_seed(5)
    assert torch.equal(degrade(faces(), OFF, plain), faces())
    assert torch.equal(
        torch.rand(1, generator=plain), torch.rand(1, generator=torch.Generator().manual_seed(5))
    )


@pytest.mark.parametrize("name", ["blur_px", "motion_px", "coarse"])
def test_optics_leave_an_even_face_as_it_is(name: str) -> None:
    even = torch.full((4, 1, 48, 48), 0.3)
    config = dataclasses.replace(OFF, **{name: EFFECTS[name]})
    made = degrade(even, config, torch.Generator().manual_seed(1))
    assert torch.allclose(made, even, atol=1e-5)


def test_blur_is_a_gaussian() -> None:
    sigma = torch.tensor([0.8, 1.7, 2.4])
    made = faults.blurred(faces(3), sigma)
    for face, blurred, width in zip(faces(3)[:, 0], made[:, 0], sigma, strict=True):
        wanted = gaussian_filter(face.numpy(), float(width), mode="nearest", truncate=5)
        assert np.abs(blurred.numpy() - wanted).max() < 0.01


@pytest.mark.parametrize("quality", [10, 30, 60])
def test_jpeg_makes_the_blocks_of_jpeg(quality: int) -> None:
    original = (faces(4) * 255).round() / 255
    made = faults.compressed(original, torch.full((4,), float(quality))).clamp(0, 1)
    for face, compressed in zip(original[:, 0], made[:, 0], strict=True):
        file = io.BytesIO()
        picture = Image.fromarray((face.numpy() * 255).round().astype(np.uint8))
        picture.save(file, "JPEG", quality=quality)
        wanted = np.asarray(Image.open(file)) / 255
        assert np.abs(compressed.numpy() - wanted).mean() < 0.003


@pytest.mark.parametrize("side", [44, 48, 50])
def test_any_side_goes_through_the_blocks(side: int) -> None:
    config = dataclasses.replace(OFF, **EFFECTS)
    made = degrade(faces(5, side), config, torch.Generator().manual_seed(3))
    assert made.shape == (5, 1, side, side)
    assert bool(made.isfinite().all())


def test_motion_runs_along_a_line() -> None:
    point = torch.zeros(32, 1, 49, 49)
    point[:, :, 24, 24] = 1
    drawn = torch.rand(2, 32, generator=torch.Generator().manual_seed(2))
    made = faults.moved(point, 12 * drawn[0], math.pi * drawn[1])
    assert torch.allclose(made.sum(dim=(1, 2, 3)), torch.ones(32), atol=1e-4)
    rows, columns = torch.meshgrid(torch.arange(49.0) - 24, torch.arange(49.0) - 24, indexing="ij")
    for face in made[:, 0]:
        spread = torch.tensor(
            [
                [(face * rows * rows).sum(), (face * rows * columns).sum()],
                [(face * rows * columns).sum(), (face * columns * columns).sum()],
            ]
        )
        narrow = float(torch.linalg.eigvalsh(spread)[0])
        assert narrow < 0.5, "one pixel wide across its direction"


def test_some_faces_are_left_as_they_are_and_the_others_meet_few_faults() -> None:
    config = dataclasses.replace(OFF, **EFFECTS, faults=1, untouched=0.5)
    batch = torch.full((200, 1, 48, 48), 0.5)
    made = degrade(batch, config, torch.Generator().manual_seed(4))
    still = (made == batch).flatten(1).all(dim=1)
    assert 80 < int(still.sum()) < 190  # optics leave an even face alone
    assert torch.equal(batch, torch.full_like(batch, 0.5)), "the faces given stay"
    assert torch.equal(made, degrade(batch, config, torch.Generator().manual_seed(4)))
    alone = dataclasses.replace(OFF, faults=2, untouched=0.4)
    assert alone.is_off
    assert not alone.degrades
    assert not alone.active


def test_a_dose_of_all_faults_is_all_of_them() -> None:
    every = dataclasses.replace(OFF, **EFFECTS)
    seeds = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    most = dataclasses.replace(every, faults=len(EFFECTS))
    assert torch.equal(degrade(faces(), every, seeds[0]), degrade(faces(), most, seeds[1]))
