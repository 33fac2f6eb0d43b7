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
            result = cls(
                side=int(data["side"]),  # type: ignore[call-overload]
                align=bool(data["align"]),
                mean=float(data["mean"]),  # type: ignore[arg-type]
                std=float(data["std"]),  # type: ignore[arg-type]
                framing=framing,
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ConfigError("preprocessing", data, "not a preprocessing description") from error
        if result.std <= 0 or "manual" not in framing:
            raise ConfigError("preprocessing", data, "std must be positive, framing complete")
        return result
