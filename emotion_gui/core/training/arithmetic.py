"""In which numbers the forward passes of a training compute."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import torch

from emotion_gui.core.runtime import pays_bfloat16
from emotion_gui.core.training.config import Precision

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def arithmetic(device: torch.device, precision: Precision) -> AbstractContextManager[object]:
    """Where the forward pass runs: torch's autocast to bfloat16, or plain float32."""
    if precision == "bfloat16" or (precision == "auto" and pays_bfloat16(device)):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return contextlib.nullcontext()
