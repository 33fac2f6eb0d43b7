"""What cameras do to a face (`core/faces/faults`), drawn anew per face and epoch.

Each fault lies between nothing and the strength that is asked for. What is off draws no random
number, so a recipe without these repeats as it did before they were there.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from emotion_gui.core.faces import faults
from emotion_gui.core.training.config import AugmentationConfig

_COARSE_PX = (12, 16, 20, 24)  # the side that a face is scaled down to and back

# A fault on some faces: pixels, the strength that was asked for, where random numbers come from.
Fault = Callable[[torch.Tensor, float, torch.Generator], torch.Tensor]


def degrade(
    pixels: torch.Tensor, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    """The batch as a worse camera gives it: the room first, then optics, sensor and file.

    Args:
        pixels: float, shape (n, 1, side, side), in [0, 1].
        config: how far each change may go.
        generator: on the CPU; the only source of randomness.

    Returns:
        Same shape and device, in [0, 1].
    """
    wanted = [
        (fault, strength) for name, fault in _FAULTS if (strength := float(getattr(config, name)))
    ]
    if not wanted:
        return pixels
    if not (config.untouched or config.faults):
        for fault, strength in wanted:
            pixels = fault(pixels, strength, generator)
        return pixels.clamp(0, 1)
    pixels = pixels.clone()
    meets = _who_meets_what(len(pixels), len(wanted), config, generator)
    for number, (fault, strength) in enumerate(wanted):
        rows = torch.nonzero(meets[:, number])[:, 0]
        if len(rows):
            here = rows.to(pixels.device)
            pixels[here] = fault(pixels[here], strength, generator)
    return pixels.clamp_(0, 1)


def _who_meets_what(
    faces: int, kinds: int, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    """Which faults a face gets: bool, shape (faces, kinds)."""
    chosen = torch.ones(faces, kinds, dtype=torch.bool)
    if 0 < config.faults < kinds:
        ranks = torch.rand(faces, kinds, generator=generator).argsort(dim=1).argsort(dim=1)
        chosen = ranks < config.faults
    if config.untouched:
        chosen &= (torch.rand(faces, generator=generator) >= config.untouched)[:, None]
    return chosen


def _share(pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Shape (n,), uniform in [0, 1), on the CPU."""
    return torch.rand(len(pixels), generator=generator)


def _angle(pixels: torch.Tensor, generator: torch.Generator, turns: float) -> torch.Tensor:
    """Shape (n,), in radians, within so many half turns."""
    return math.pi * turns * _share(pixels, generator)


def _hide(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    share = most * _share(pixels, generator)
    edge = torch.randint(4, (len(pixels),), generator=generator)
    return faults.covered(pixels, share, edge, _share(pixels, generator))


def _shade(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    share = most * _share(pixels, generator)
    return faults.lit_from_a_side(pixels, share, _angle(pixels, generator, 2))


def _dark(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    return faults.in_little_light(pixels, most * _share(pixels, generator), generator)


def _blur(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    return faults.blurred(pixels, most * _share(pixels, generator))


def _motion(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    length = most * _share(pixels, generator)
    return faults.moved(pixels, length, _angle(pixels, generator, 1))


def _coarse(pixels: torch.Tensor, probability: float, generator: torch.Generator) -> torch.Tensor:
    chosen = _share(pixels, generator) < probability
    size = torch.tensor(_COARSE_PX)[
        torch.randint(len(_COARSE_PX), (len(pixels),), generator=generator)
    ]
    return faults.coarse(pixels, torch.where(chosen, size, pixels.shape[-1]))


def _gamma(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    # Evenly between 1 / (1 + most) and 1 + most on the scale of factors.
    exponent = torch.exp(math.log1p(most) * (2 * _share(pixels, generator) - 1))
    return faults.with_gamma(pixels, exponent)


def _noise(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    return faults.noisy(pixels, most * _share(pixels, generator), generator)


def _jpeg(pixels: torch.Tensor, most: float, generator: torch.Generator) -> torch.Tensor:
    strength = most * _share(pixels, generator)
    return faults.compressed(pixels, 100 - 95 * strength.clamp(0, 1))


# By the recipe's field, in the order in which light meets them.
_FAULTS: tuple[tuple[str, Fault], ...] = (
    ("hide", _hide),
    ("shade", _shade),
    ("blur_px", _blur),
    ("motion_px", _motion),
    ("coarse", _coarse),
    ("dark", _dark),
    ("gamma", _gamma),
    ("noise", _noise),
    ("jpeg", _jpeg),
)
