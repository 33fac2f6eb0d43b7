"""Per-face random changes of a whole batch at once, on tensors, on any device.

Source: METHOD section 3 (Narayan & Ge): rotation, brightness, contrast, flip - new values each
epoch; shift, scale, erase and what cameras do (`degradations`) are ours. Saturation has no meaning
for gray input.
"""

from __future__ import annotations

import torch

from emotion_gui.core.training.config import AugmentationConfig
from emotion_gui.core.training.degradations import degrade


def augment(
    pixels: torch.Tensor, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    """Randomly changed copies of a batch: in another frame and light, then as a camera spoils them.

    Args:
        pixels: float, shape (n, 1, side, side), in [0, 1].
        config: how far each change may go.
        generator: on the CPU; the only source of randomness, so a seed repeats a batch.

    Returns:
        Same shape and device, in [0, 1].
    """
    return degrade(reframe(pixels, config, generator), config, generator)


def reframe(
    pixels: torch.Tensor, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    """The first half of `augment`: all but what cameras do (`degradations.degrade`)."""
    if config.is_off:
        return pixels
    pixels = _geometry(pixels, config, generator)
    n, device = len(pixels), pixels.device
    if config.contrast or config.brightness:
        contrast = 1 + config.contrast * _uniform(n, generator).to(device)
        brightness = 1 + config.brightness * _uniform(n, generator).to(device)
        mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
        factor = (contrast * brightness).view(n, 1, 1, 1)
        offset = mean * ((1 - contrast) * brightness).view(n, 1, 1, 1)
        pixels = pixels.mul(factor).add_(offset).clamp_(0, 1)
    if config.erase:
        pixels = _erase(pixels, config.erase, generator)
    return pixels


def _uniform(n: int, generator: torch.Generator) -> torch.Tensor:
    """Shape (n,), uniform in [-1, 1)."""
    return torch.rand(n, generator=generator) * 2 - 1


def _geometry(
    pixels: torch.Tensor, config: AugmentationConfig, generator: torch.Generator
) -> torch.Tensor:
    n = len(pixels)
    mirror = torch.where(torch.rand(n, generator=generator) < config.flip, -1.0, 1.0)
    if not (config.rotation_deg or config.shift or config.scale):
        flipped = pixels.flip(3)
        return torch.where(mirror.to(pixels.device).view(n, 1, 1, 1) < 0, flipped, pixels)
    angle = torch.deg2rad(config.rotation_deg * _uniform(n, generator))
    size = 1 / (1 + config.scale * _uniform(n, generator))
    cos, sin = torch.cos(angle) * size, torch.sin(angle) * size
    theta = torch.empty(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = cos * mirror, -sin
    theta[:, 1, 0], theta[:, 1, 1] = sin * mirror, cos
    # grid_sample's sides span [-1, 1]: a shift of the whole side is 2.
    theta[:, 0, 2] = 2 * config.shift * _uniform(n, generator)
    theta[:, 1, 2] = 2 * config.shift * _uniform(n, generator)
    grid = torch.nn.functional.affine_grid(
        theta.to(pixels.device), list(pixels.shape), align_corners=False
    )
    return torch.nn.functional.grid_sample(
        pixels, grid, mode="bilinear", padding_mode="border", align_corners=False
    )


def _erase(pixels: torch.Tensor, probability: float, generator: torch.Generator) -> torch.Tensor:
    n, side, device = len(pixels), pixels.shape[-1], pixels.device
    chosen = torch.rand(n, generator=generator) < probability
    area = 0.02 + 0.18 * torch.rand(n, generator=generator)
    ratio = torch.exp(0.7 * _uniform(n, generator))
    height = (side * torch.sqrt(area * ratio)).clamp(1, side)
    width = (side * torch.sqrt(area / ratio)).clamp(1, side)
    top = torch.rand(n, generator=generator) * (side - height)
    left = torch.rand(n, generator=generator) * (side - width)
    at = torch.arange(side)
    rows = (at >= top[:, None]) & (at < (top + height)[:, None])
    columns = (at >= left[:, None]) & (at < (left + width)[:, None])
    mask = (rows[:, :, None] & columns[:, None, :] & chosen[:, None, None]).to(device)
    return pixels.masked_fill(mask[:, None], 0.5)
