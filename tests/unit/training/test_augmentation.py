"""What each change does to a picture, told by properties and not by its formula."""

import numpy as np
import pytest
import torch

from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import AugmentationConfig

SIDE = 48
MIDDLE = (SIDE - 1) / 2
STILL = {"rotation_deg": 0.0, "brightness": 0.0, "contrast": 0.0, "flip": 0.0}


def config(**changes: float) -> AugmentationConfig:
    return AugmentationConfig(**(STILL | changes))


def dots(count: int, right: float, below: float) -> torch.Tensor:
    """A soft bright dot beside the middle, in pixels."""
    at = torch.arange(SIDE, dtype=torch.float32) - MIDDLE
    one = torch.exp(-((at[None, :] - right) ** 2 + (at[:, None] - below) ** 2) / 8)
    return one.repeat(count, 1, 1, 1)


def places(pixels: torch.Tensor) -> np.ndarray:
    """Where the dots are: (n, 2), right and below of the middle, in pixels."""
    at = torch.arange(SIDE, dtype=torch.float32) - MIDDLE
    mass = pixels.sum(dim=(1, 2, 3))
    right = (pixels.sum(dim=2)[:, 0] * at).sum(1) / mass
    below = (pixels.sum(dim=3)[:, 0] * at).sum(1) / mass
    return torch.stack((right, below), dim=1).numpy()


def moved(changes: AugmentationConfig, right: float, below: float, *, n: int = 64) -> np.ndarray:
    """The same random changes whatever the picture."""
    return places(augment(dots(n, right, below), changes, torch.Generator().manual_seed(7)))


@pytest.mark.parametrize("flip", [0.0, 0.5])
def test_a_turned_face_keeps_its_shape(flip: float) -> None:
    changes = config(rotation_deg=40.0, flip=flip)
    east, south = moved(changes, 10, 0), moved(changes, 0, 10)
    np.testing.assert_allclose(np.hypot(*east.T), 10, atol=0.2)
    np.testing.assert_allclose(np.hypot(*south.T), 10, atol=0.2)
    # A quarter turn lies between them, one way round or, mirrored, the other.
    np.testing.assert_allclose((east * south).sum(1), 0, atol=3)
    turn = east[:, 0] * south[:, 1] - east[:, 1] * south[:, 0]
    assert (turn < 0).any() is np.bool_(flip > 0)
    assert (turn > 0).any()


def test_turns_go_both_ways_up_to_the_angle_and_mirror_without_tilting() -> None:
    east = moved(config(rotation_deg=40.0), 10, 0, n=400)
    angles = np.degrees(np.arctan2(east[:, 1], east[:, 0]))
    assert angles.min() < -30
    assert angles.max() > 30
    assert np.abs(angles).max() < 41
    mirrored = moved(config(flip=1.0, shift=1e-9), 10, 4)
    np.testing.assert_allclose(mirrored, [[-10, 4]] * 64, atol=0.1)


def test_a_mirror_alone_is_exact() -> None:
    faces = torch.rand(8, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    changed = augment(faces, config(flip=1.0), torch.Generator().manual_seed(2))
    assert torch.equal(changed, faces.flip(3))


def test_size_and_shift_stay_within_their_shares() -> None:
    near = np.hypot(*moved(config(scale=0.2), 10, 0, n=400).T)
    assert 7.9 < near.min() < 8.6
    assert 11.4 < near.max() < 12.1
    shifted = moved(config(shift=0.1), 0, 0, n=400)
    assert np.abs(shifted).max() == pytest.approx(0.1 * SIDE, abs=0.3)
    assert abs(np.corrcoef(shifted.T)[0, 1]) < 0.2  # the axes by themselves


def test_brightness_is_a_factor_and_contrast_goes_about_the_mean() -> None:
    face = torch.linspace(0.3, 0.5, SIDE * SIDE).view(1, 1, SIDE, SIDE).repeat(200, 1, 1, 1)
    brighter = augment(face, config(brightness=0.4), torch.Generator().manual_seed(3))
    factors = (brighter / face).flatten(1)
    assert float(factors.std(dim=1).max()) < 1e-5
    assert 0.59 < float(factors.min()) < 0.65
    assert 1.35 < float(factors.max()) < 1.41
    wider = augment(face, config(contrast=0.4), torch.Generator().manual_seed(3))
    np.testing.assert_allclose(wider.mean(dim=(1, 2, 3)), 0.4, atol=1e-4)
    spread = wider.std(dim=(1, 2, 3)) / face.std(dim=(1, 2, 3))
    assert 0.59 < float(spread.min()) < 0.65
    assert 1.35 < float(spread.max()) < 1.41


def test_erased_rectangles_have_their_area_and_nothing_else_changes() -> None:
    white = torch.ones(300, 1, SIDE, SIDE)
    changed = augment(white, config(erase=0.5), torch.Generator().manual_seed(5))
    shares = (changed == 0.5).float().mean(dim=(1, 2, 3))
    assert set(changed.unique().tolist()) == {0.5, 1.0}
    assert float((shares > 0).float().mean()) == pytest.approx(0.5, abs=0.1)
    assert float(shares[shares > 0].min()) > 0.01
    assert float(shares.max()) < 0.24
    for face in changed[shares > 0][:20, 0]:
        rows, columns = (face == 0.5).any(1), (face == 0.5).any(0)
        assert int((face == 0.5).sum()) == int(rows.sum()) * int(columns.sum())


def test_a_seed_repeats_a_batch_and_faces_differ() -> None:
    everything = AugmentationConfig(rotation_deg=20, shift=0.1, scale=0.1, flip=0.5, erase=0.5)
    faces = torch.rand(1, 1, SIDE, SIDE).repeat(6, 1, 1, 1)
    first = augment(faces, everything, torch.Generator().manual_seed(9))
    again = augment(faces, everything, torch.Generator().manual_seed(9))
    other = augment(faces, everything, torch.Generator().manual_seed(10))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert all(not torch.equal(first[0], first[k]) for k in range(1, 6))
    assert float(first.min()) >= 0
    assert float(first.max()) <= 1


def _augment(seed: int, **values: float) -> torch.Tensor:
    faces = torch.rand(16, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    return augment(faces, config(**values), torch.Generator().manual_seed(seed))


def test_augmentation_off_changes_nothing() -> None:
    assert torch.equal(_augment(1), _augment(2))


@pytest.mark.parametrize(
    "name", ["rotation_deg", "shift", "scale", "brightness", "contrast", "flip", "erase"]
)
def test_every_effect_changes_faces_differently_and_stays_in_range(name: str) -> None:
    value = {"rotation_deg": 15.0, "flip": 0.5, "erase": 1.0}.get(name, 0.2)
    original, changed = _augment(1), _augment(1, **{name: value})
    assert not torch.equal(original, changed)
    assert torch.equal(changed, _augment(1, **{name: value}))
    assert not torch.equal(changed, _augment(2, **{name: value}))
    assert float(changed.min()) >= 0
    assert float(changed.max()) <= 1
