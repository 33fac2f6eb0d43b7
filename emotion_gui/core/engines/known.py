"""What was measured on this computer of a network in a file; without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from emotion_gui.core.engines.names import Speeds, kept_speeds
from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.model.checkpoint_info import read_info, weights_digest

Int8Pace = Literal["faster", "slower", "unmeasured"]


def known_speeds(model: Path) -> Speeds | None:
    """What was measured of a checkpoint file here; None where nobody did.

    Raises:
        CheckpointError: the file cannot be read.
    """
    return kept_speeds().get(weights_digest(model))


def int8_pace(model: Path) -> Int8Pace | None:
    """How a network in 8 bits compares here with float, as far as that is known.

    None for a network in float, and for a file that cannot be read: who loads it says so.
    """
    try:
        if read_info(model).quantized is None:
            return None
        speeds = known_speeds(model)
    except CheckpointError:
        return None
    pays = None if speeds is None else speeds.quantizing_pays
    if pays is None:
        return "unmeasured"
    return "faster" if pays else "slower"
