"""What a seed does to faces stays as it was: a recipe of before trains on the same pictures.

Compared are means over blocks of pixels, so that another processor's rounding does not matter.
Where a change is meant to draw others, what it draws is kept anew and said in the changelog:

    python -m tests.unit.training.test_recipes_repeat
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import AugmentationConfig

KEPT = Path(__file__).parents[2] / "data" / "augmented.npz"
STRENGTHS: dict[str, float] = {
    "flip": 0.5,
    "rotation_deg": 30.0,
    "shift": 0.2,
    "scale": 0.3,
    "brightness": 0.4,
    "contrast": 0.6,
    "erase": 0.7,
    "blur_px": 2.0,
    "motion_px": 8.0,
    "coarse": 0.7,
    "gamma": 1.0,
    "noise": 0.1,
    "jpeg": 1.0,
    "shade": 0.8,
    "dark": 0.9,
    "hide": 0.6,
}
OFF = AugmentationConfig(**dict.fromkeys(STRENGTHS, 0.0))
RECIPES: dict[str, AugmentationConfig] = {
    **{name: dataclasses.replace(OFF, **{name: value}) for name, value in STRENGTHS.items()},
    "usual": AugmentationConfig(),
    "all": dataclasses.replace(OFF, **STRENGTHS),
    "few": dataclasses.replace(OFF, **STRENGTHS, faults=2, untouched=0.3),
}


def drawn(recipe: str) -> npt.NDArray[np.float64]:
    """Eight faces of smooth shapes, one in pieces of four pixels; shape (8, 12, 12)."""
    at = torch.linspace(-1, 1, 48)
    rows, columns = torch.meshgrid(at, at, indexing="ij")
    faces = [0.5 + 0.4 * torch.sin(4 * rows + n) * torch.cos(3 * columns - n) for n in range(8)]
    batch = torch.stack(faces)[:, None]
    batch[:, :, 24:, 16:20] = 1.0
    made = augment(batch, RECIPES[recipe], torch.Generator().manual_seed(11))
    blocks = made.double().numpy().reshape(8, 12, 4, 12, 4)
    return np.asarray(blocks.mean(axis=(2, 4)))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_seed_gives_the_faces_of_before(recipe: str) -> None:
    with np.load(KEPT) as kept:
        found, wanted = drawn(recipe), kept[recipe]
    # A coefficient of JPEG may be rounded the other way: few blocks, and by little.
    apart = np.abs(found - wanted)
    assert (apart > 2e-3).mean() < (0.02 if recipe in ("jpeg", "all", "few") else 1e-9)
    assert apart.max() < 0.05


def keep() -> None:
    """Write what is drawn today."""
    found = {name: np.round(drawn(name), 4).astype(np.float32) for name in RECIPES}
    np.savez_compressed(KEPT, **found)  # type: ignore[arg-type]


if __name__ == "__main__":
    keep()
