"""What cameras and rooms do to a face, on whole batches of tensors, on any device.

Every function takes pixels of shape (n, 1, side, side) in [0, 1] and one strength a face, shape
(n,), on the CPU, and gives the same shape back. Nothing is drawn here but the grain of noise,
from the generator that comes along: training and the measurement of robustness decide how strong.
"""

from __future__ import annotations

import functools
import math

import torch
from torch.nn.functional import affine_grid, conv2d, grid_sample, interpolate, pad

_BLOCK, _MIDDLE = 8, 128 / 255
_DRAWN = 16  # normal numbers that torch draws at once
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
# Of a sensor in little light, as shares of the range: grain that grows with the root of the light,
# and grain that is always there.
_SHOT, _READ = 0.12, 0.03


def blurred(pixels: torch.Tensor, sigma_px: torch.Tensor) -> torch.Tensor:
    """Gaussian blur of this standard deviation."""
    reach = math.ceil(3 * float(sigma_px.max()))
    if not reach:
        return pixels
    at = torch.arange(-reach, reach + 1)
    weights = torch.exp(-0.5 * (at / sigma_px.clamp_min(1e-3)[:, None]) ** 2)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return _convolve(_convolve(pixels, weights[:, :, None]), weights[:, None, :])


def moved(pixels: torch.Tensor, length_px: torch.Tensor, angle: torch.Tensor) -> torch.Tensor:
    """Motion blur along a line of this length, at this angle in radians."""
    reach = math.ceil(float(length_px.max()) / 2)
    at = torch.arange(-reach, reach + 1.0)
    rows, columns = torch.meshgrid(at, at, indexing="ij")
    cos, sin = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    along, across = columns * cos + rows * sin, rows * cos - columns * sin
    half = (length_px / 2)[:, None, None]
    # One pixel wide, with soft ends: a line of no length is the pixel itself.
    kernels = (1 - across.abs()).clamp(0, 1) * (half + 1 - along.abs()).clamp(0, 1)
    return _convolve(pixels, kernels / kernels.sum(dim=(1, 2), keepdim=True))


def coarse(pixels: torch.Tensor, side_px: torch.Tensor) -> torch.Tensor:
    """Scaled down to this side and back, as a face far away; a larger side changes nothing."""
    made, side = pixels.clone(), pixels.shape[-1]
    for small in sorted(set(side_px.tolist())):
        rows = torch.nonzero(side_px == small)[:, 0].to(pixels.device)
        if small < side:
            little = interpolate(pixels[rows], size=(int(small), int(small)), mode="area")
            made[rows] = interpolate(
                little, size=(side, side), mode="bilinear", align_corners=False
            )
    return made


def with_gamma(pixels: torch.Tensor, exponent: torch.Tensor) -> torch.Tensor:
    """Below 1 brighter, above 1 darker; black and white stay."""
    return pixels.clamp(1e-6, 1).pow(_each(exponent, pixels))


def noisy(
    pixels: torch.Tensor, deviation: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Gaussian noise of this standard deviation."""
    return pixels + _each(deviation, pixels) * _grain(pixels, generator)


def in_little_light(
    pixels: torch.Tensor, strength: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Darker by this share, and with the grain that a sensor has there."""
    lost = _each(strength, pixels)
    dark = pixels.clamp(0, 1) * (1 - lost)
    return dark + lost * (_SHOT * dark.sqrt() + _READ) * _grain(pixels, generator)


def lit_from_a_side(
    pixels: torch.Tensor, strength: torch.Tensor, angle: torch.Tensor
) -> torch.Tensor:
    """Brighter by this share at one edge, darker by it at the other, evenly between them."""
    across = torch.linspace(-1, 1, pixels.shape[-1])
    slope = (
        torch.cos(angle)[:, None, None] * across[None, None, :]
        + torch.sin(angle)[:, None, None] * across[None, :, None]
    )
    factor = 1 + strength[:, None, None] * slope.clamp(-1, 1)
    return pixels * factor.to(pixels.device)[:, None]


def with_contrast(pixels: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    """About each face's mean; 0 is an even grey."""
    mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
    return (pixels - mean) * _each(factor, pixels) + mean


def covered(
    pixels: torch.Tensor, share: torch.Tensor, edge: torch.Tensor, grey: torch.Tensor
) -> torch.Tensor:
    """A flat band over this share from one edge: 0 top, 1 bottom, 2 left, 3 right."""
    at = (torch.arange(pixels.shape[-1]) + 0.5) / pixels.shape[-1]
    near = at[None, :] < share[:, None]
    far = at[None, :] > 1 - share[:, None]
    vertical = (edge < 2)[:, None]
    band = torch.where((edge % 2 == 0)[:, None], near, far)
    mask = torch.where(vertical[:, :, None], band[:, :, None], band[:, None, :])
    return torch.where(mask.to(pixels.device)[:, None], _each(grey, pixels), pixels)


def compressed(pixels: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
    """JPEG of this quality, 1 to 100: rounded cosine coefficients of 8x8 blocks."""
    n, _, height, width = pixels.shape
    below, right = -height % _BLOCK, -width % _BLOCK
    padded = pad(pixels, (0, right, 0, below), mode="replicate")
    rows, columns = padded.shape[2] // _BLOCK, padded.shape[3] // _BLOCK
    blocks = padded.view(n, rows, _BLOCK, columns, _BLOCK).permute(0, 1, 3, 2, 4)
    cosines = _cosines().to(pixels.device)
    scale = torch.where(quality < 50, 50 / quality, 2 - quality / 50)  # as libjpeg does
    table = torch.tensor(_QUANTISATION, dtype=pixels.dtype, device=pixels.device)
    steps = (table * scale.to(pixels.device).view(n, 1, 1, 1, 1)).round().clamp(1, 255) / 255
    coefficients = cosines @ (blocks - _MIDDLE) @ cosines.T
    coefficients = torch.round(coefficients / steps) * steps
    blocks = cosines.T @ coefficients @ cosines + _MIDDLE
    whole = blocks.permute(0, 1, 3, 2, 4).reshape(n, 1, rows * _BLOCK, columns * _BLOCK)
    return whole[:, :, :height, :width]


def reframed(
    pixels: torch.Tensor,
    *,
    angle: torch.Tensor,
    size: torch.Tensor,
    right: torch.Tensor,
    below: torch.Tensor,
) -> torch.Tensor:
    """As a box that lies elsewhere would show it; what lies outside repeats the edge.

    Args:
        pixels: the faces.
        angle: turn, in radians.
        size: of the face: 1.2 shows it larger.
        right: shift of the box, in sides.
        below: shift of the box, in sides.
    """
    cos, sin = torch.cos(angle) / size, torch.sin(angle) / size
    theta = torch.stack(
        (torch.stack((cos, -sin, 2 * right), 1), torch.stack((sin, cos, 2 * below), 1)), dim=1
    )
    grid = affine_grid(theta.to(pixels.device), list(pixels.shape), align_corners=False)
    return grid_sample(pixels, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _each(values: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
    """One value a face, shaped to go with the batch."""
    return values.to(pixels.device).view(-1, 1, 1, 1)


def _grain(pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    # Faces of whole blocks get the same grain however many go at once.
    count, size = len(pixels), pixels[0].numel()
    drawn = torch.randn((count, -(-size // _DRAWN) * _DRAWN), generator=generator)
    return drawn[:, :size].reshape(pixels.shape).to(pixels.device)


def _convolve(pixels: torch.Tensor, kernels: torch.Tensor) -> torch.Tensor:
    """Every face with its own kernel, shape (n, height, width) of odd sides, edges repeated."""
    height, width = kernels.shape[1:]
    padded = pad(pixels, (width // 2, width // 2, height // 2, height // 2), mode="replicate")
    # Faces as channels of one picture: a group each.
    kernels = kernels.to(pixels.device)[:, None]
    return conv2d(padded.transpose(0, 1), kernels, groups=len(pixels)).transpose(0, 1)


@functools.cache
def _cosines() -> torch.Tensor:
    """The orthonormal cosine transform of eight values, shape (8, 8)."""
    at = torch.arange(_BLOCK, dtype=torch.float64)
    matrix = torch.cos(math.pi / _BLOCK * (at + 0.5)[None, :] * at[:, None])
    matrix[0] /= math.sqrt(2)
    return (matrix * math.sqrt(2 / _BLOCK)).float()
