"""How a network becomes 8 bits; without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from emotion_gui.core.fields import Field, declared

Granularity = Literal["channel", "tensor"]
"""One step for each map's weights, or one for all weights of a layer."""
GranularityWish = Literal["auto", "channel", "tensor"]
CALIBRATION_FACES = 512


@dataclass(frozen=True, kw_only=True)
class QuantizeRequest:
    """How a network becomes 8 bits.

    Attributes:
        granularity: a step for each map's weights or one a layer; `auto` tries both and takes
            the one whose answers are nearer to the original's.
        faces: of the training part that ranges are taken over; as many others measure the loss.
        blame: whether each layer is tried alone, and left out alone.
        float_layers: layers that stay float, 0-based; the head is the last.
    """

    granularity: GranularityWish = declared(
        "auto",
        Field(
            label="Steps of weights",
            choices=(("auto", "Try both"), ("channel", "Each map"), ("tensor", "Each layer")),
        ),
    )
    faces: int = declared(
        CALIBRATION_FACES,
        Field(label="Faces", tip="Training faces that ranges are taken over", low=1, high=20_000),
    )
    blame: bool = declared(
        True, Field(label="Each layer alone", tip="Also tries each layer alone, and each left out")
    )
    float_layers: tuple[int, ...] = ()
