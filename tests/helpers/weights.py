"""Weights of a checkpoint for tests."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load
from torch import Tensor


def read_weights(path: Path) -> dict[str, Tensor]:
    """All tensors of a file, read into memory.

    safetensors' own `load_file` maps the file, and Windows replaces no file that is mapped.
    """
    return load(path.read_bytes())
