"""From stored faces to network input: the one place where pixels are normalised."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.faces.preprocessing import Preprocessing


def to_input(faces: npt.NDArray[np.uint8], preprocessing: Preprocessing) -> torch.Tensor:
    """Normalised float32 input, shape (n, 1, side, side), from gray faces (n, side, side)."""
    pixels = torch.from_numpy(np.array(faces, dtype=np.uint8)).unsqueeze(1)
    return normalise(pixels.float().div_(255.0), preprocessing)


def normalise(pixels: torch.Tensor, preprocessing: Preprocessing) -> torch.Tensor:
    """`(pixels - mean) / std` in place, for float pixels in [0, 1]."""
    return pixels.sub_(preprocessing.mean).div_(preprocessing.std)
