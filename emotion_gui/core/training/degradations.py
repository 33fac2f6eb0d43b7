"""What cameras do to a face, as random changes of a whole batch at once, on any device.

Blur, motion blur, coarse sampling, gamma, noise and the blocks of JPEG: new values per face and
epoch, each between nothing and the strength that is asked for. What is off draws no random
number, so a recipe without these repeats as it did before they were there.
"""

from __future__ import annotations

import functools
import math

import torch
from torch.nn.functional import conv2d, interpolate, pad

from emotion_gui.core.training.config import AugmentationConfig

_COARSE_PX = (12, 16, 20, 24)  # the side that a face is scaled down to and back
_BLOCK, _MIDDLE = 8, 128 / 255
# Luminance table of the JPEG standard (ITU-T T.81, Annex K), for quality 50.
_QUANTISATION = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)


def degrade(
    pixels: torch.Tensor, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    """The batch as a worse camera gives it: optics first, then the sensor, then the file.

    Args:
        pixels: float, shape (n, 1, side, side), in [0, 1].
        config: how far each change may go.
        generator: on the CPU; the only source of randomness.

    Returns:
        Same shape and device, in [0, 1].
    """
    if config.blur_px:
        pixels = _blur(pixels, config.blur_px * _share(pixels, generator))
    if config.motion_px:
        pixels = _motion(pixels, config.motion_px, generator)
    if config.coarse:
        pixels = _coarse(pixels, config.coarse, generator)
    if config.gamma:
        # Evenly between 1 / (1 + gamma) and 1 + gamma on the scale of factors.
        exponent = torch.exp(math.log1p(config.gamma) * (2 * _share(pixels, generator) - 1))
        pixels = pixels.clamp(1e-6, 1).pow(_each(exponent, pixels))
    if config.noise:
        strength = config.noise * _share(pixels, generator)
        grain = torch.randn(pixels.shape, generator=generator).to(pixels.device)
        pixels = pixels + _each(strength, pixels) * grain
    if config.jpeg:
        pixels = _jpeg(pixels, config.jpeg * _share(pixels, generator))
    return pixels.clamp(0, 1)


def _share(pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Shape (n,), uniform in [0, 1), on the CPU."""
    return torch.rand(len(pixels), generator=generator)


def _each(values: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
    """One value a face, shaped to go with the batch."""
    return values.to(pixels.device).view(-1, 1, 1, 1)


def _convolve(pixels: torch.Tensor, kernels: torch.Tensor) -> torch.Tensor:
    """Every face with its own kernel, shape (n, height, width) of odd sides, edges repeated."""
    height, width = kernels.shape[1:]
    padded = pad(pixels, (width // 2, width // 2, height // 2, height // 2), mode="replicate")
    # Faces as channels of one picture: a group each.
    kernels = kernels.to(pixels.device)[:, None]
    return conv2d(padded.transpose(0, 1), kernels, groups=len(pixels)).transpose(0, 1)


def _blur(pixels: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
    """Gaussian blur; `sigma` in pixels, one a face."""
    reach = math.ceil(3 * float(sigma.max()))
    if not reach:
        return pixels
    at = torch.arange(-reach, reach + 1)
    weights = torch.exp(-0.5 * (at / sigma.clamp_min(1e-3)[:, None]) ** 2)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return _convolve(_convolve(pixels, weights[:, :, None]), weights[:, None, :])


def _motion(pixels: torch.Tensor, most_px: float, generator: torch.Generator) -> torch.Tensor:
    """A line of random direction and of up to `most_px` pixels, drawn evenly."""
    length = most_px * _share(pixels, generator)
    angle = math.pi * _share(pixels, generator)
    reach = math.ceil(most_px / 2)
    at = torch.arange(-reach, reach + 1.0)
    rows, columns = torch.meshgrid(at, at, indexing="ij")
    cos, sin = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    along, across = columns * cos + rows * sin, rows * cos - columns * sin
    half = (length / 2)[:, None, None]
    # One pixel wide, with soft ends: a line of no length is the pixel itself.
    kernels = (1 - across.abs()).clamp(0, 1) * (half + 1 - along.abs()).clamp(0, 1)
    return _convolve(pixels, kernels / kernels.sum(dim=(1, 2), keepdim=True))


def _coarse(pixels: torch.Tensor, probability: float, generator: torch.Generator) -> torch.Tensor:
    """Some faces at the resolution of a face far away."""
    chosen = _share(pixels, generator) < probability
    size = torch.randint(len(_COARSE_PX), (len(pixels),), generator=generator)
    made, side = pixels.clone(), pixels.shape[-1]
    for number, small in enumerate(_COARSE_PX):
        rows = torch.nonzero(chosen & (size == number))[:, 0].to(pixels.device)
        if len(rows) and small < side:
            little = interpolate(pixels[rows], size=(small, small), mode="area")
            made[rows] = interpolate(
                little, size=(side, side), mode="bilinear", align_corners=False
            )
    return made


def _jpeg(pixels: torch.Tensor, strength: torch.Tensor) -> torch.Tensor:
    """Rounded cosine coefficients of 8x8 blocks; strength 1 is quality 5, 0 nearly lossless."""
    n, _, height, width = pixels.shape
    below, right = -height % _BLOCK, -width % _BLOCK
    padded = pad(pixels, (0, right, 0, below), mode="replicate")
    rows, columns = padded.shape[2] // _BLOCK, padded.shape[3] // _BLOCK
    blocks = padded.view(n, rows, _BLOCK, columns, _BLOCK).permute(0, 1, 3, 2, 4)
    cosines = _cosines().to(pixels.device)
    quality = 100 - 95 * strength.clamp(0, 1)
    scale = torch.where(quality < 50, 50 / quality, 2 - quality / 50)  # as libjpeg does
    table = torch.tensor(_QUANTISATION, dtype=pixels.dtype, device=pixels.device)
    steps = (table * scale.to(pixels.device).view(n, 1, 1, 1, 1)).round().clamp(1, 255) / 255
    coefficients = cosines @ (blocks - _MIDDLE) @ cosines.T
    coefficients = torch.round(coefficients / steps) * steps
    blocks = cosines.T @ coefficients @ cosines + _MIDDLE
    whole = blocks.permute(0, 1, 3, 2, 4).reshape(n, 1, rows * _BLOCK, columns * _BLOCK)
    return whole[:, :, :height, :width]


@functools.cache
def _cosines() -> torch.Tensor:
    """The orthonormal cosine transform of eight values, shape (8, 8)."""
    at = torch.arange(_BLOCK, dtype=torch.float64)
    matrix = torch.cos(math.pi / _BLOCK * (at + 0.5)[None, :] * at[:, None])
    matrix[0] /= math.sqrt(2)
    return (matrix * math.sqrt(2 / _BLOCK)).float()
