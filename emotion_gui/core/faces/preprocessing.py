"""How a face becomes network input, as data that travels in every checkpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from emotion_gui.core.errors import ConfigError


@dataclass(frozen=True)
class Framing:
    """Where the square crop lies relative to a detector's box.

    Attributes:
        scale: side of the crop divided by the geometric mean of the box's width and height.
        shift_x: centre of the crop minus centre of the box, in crop sides.
        shift_y: the same, downwards.
    """

    scale: float
    shift_x: float = 0.0
    shift_y: float = 0.0


_SIDES = (8, 512)
_FARTHEST = 1_000.0
_MOST_FRAMINGS = 64

# Medians over FER2013 itself, by `scripts/measure_framing.py`; the horizontal shifts came out
# as 0.002 and 0.000 and are left at 0. `docs/decisions/0002-framing.md` has the figures.
DEFAULT_FRAMING: Mapping[str, Framing] = {
    "mtcnn": Framing(scale=1.08, shift_y=-0.0035),
    "haar": Framing(scale=1.016),
    "manual": Framing(scale=1.0),
}


@dataclass(frozen=True)
class Preprocessing:
    """The settings of the one preprocessing function (import, training, evaluation, live).

    Attributes:
        side: side of the gray face, in pixels.
        align: rotate so that the eyes are level, where landmarks are known.
        mean: subtracted from pixels in [0, 1].
        std: divided by afterwards.
        framing: by detector name; unknown detectors use `manual`.
    """

    side: int = 48
    align: bool = True
    mean: float = 0.5077
    std: float = 0.2550
    framing: Mapping[str, Framing] = field(default_factory=lambda: dict(DEFAULT_FRAMING))

    def __post_init__(self) -> None:
        if not _SIDES[0] <= self.side <= _SIDES[1]:
            raise ConfigError("side", self.side, f"from {_SIDES[0]} to {_SIDES[1]} pixels")
        # Written so that NaN is refused as well.
        if not (abs(self.mean) <= _FARTHEST and 1 / _FARTHEST <= self.std <= _FARTHEST):
            raise ConfigError("preprocessing", (self.mean, self.std), "mean or std is out of range")
        if "manual" not in self.framing or len(self.framing) > _MOST_FRAMINGS:
            raise ConfigError("framing", len(self.framing), "needs an entry 'manual', few others")
        for name, entry in self.framing.items():
            shift = max(abs(entry.shift_x), abs(entry.shift_y))
            if not (1 / _FARTHEST <= entry.scale <= _FARTHEST and shift <= _FARTHEST):
                raise ConfigError("framing", name, "scale or shift is out of range")

    def framing_for(self, detector: str) -> Framing:
        return self.framing.get(detector, self.framing["manual"])

    def to_json(self) -> dict[str, object]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Preprocessing:
        """Rebuild after a trip through JSON.

        Raises:
            ConfigError: a field is missing or of the wrong kind.
        """
        try:
            framing = {
                str(name): Framing(**{key: float(value) for key, value in entry.items()})
                for name, entry in data["framing"].items()  # type: ignore[attr-defined]
            }
            return cls(
                side=int(data["side"]),  # type: ignore[call-overload]
                align=bool(data["align"]),
                mean=float(data["mean"]),  # type: ignore[arg-type]
                std=float(data["std"]),  # type: ignore[arg-type]
                framing=framing,
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ConfigError("preprocessing", data, "not a preprocessing description") from error
