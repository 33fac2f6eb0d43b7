"""What a person can choose about pruning. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.pruning.criteria import Criterion


class PruningPreset(StrEnum):
    """What happens to the outgoing weights of maps that go (METHOD section 6).

    `paper`: added to the similar map's, or zeroed for a complementary pair - the literal rule.
    `corrected`: folded in through the fit a_drop ~ alpha * a_keep + beta.
    `refit`: all surviving weights are fitted anew to the original responses (no labels).
    """

    PAPER = "paper"
    CORRECTED = "corrected"
    REFIT = "refit"


class Repair(StrEnum):
    """What follows once the maps are gone, towards the original's own answers, without labels.

    `none`: nothing; the preset's weights stand.
    `answers`: the weights that read the layer are fitted anew in the metric of the answers.
    `both-sides`: so are the filters of the maps that stay; see `both_sides` and `blocks`.
    """

    NONE = "none"
    ANSWERS = "answers"
    BOTH_SIDES = "both-sides"


class Normalisation(StrEnum):
    """How activations become vectors before angles are taken.

    `layer`: one minimum and maximum for the whole layer, scaled to [0, 1], minus 0.5.
    `per-map`: the same with each map's own minimum and maximum.
    `centred`: minus the map's mean; the angle is then that of the correlation.
    `none`: as they are.
    """

    LAYER = "layer"
    PER_MAP = "per-map"
    CENTRED = "centred"
    NONE = "none"


class Spread(StrEnum):
    """How a budget is shared among layers.

    `global`: one ranking of all maps, scores divided by their layer's mean (Molchanov et al.
        2017 divide by the layer's norm); angles are compared in degrees, as they are.
    `uniform`: the same share of every layer's maps.
    """

    GLOBAL = "global"
    UNIFORM = "uniform"


class Reduce(StrEnum):
    """What a map larger than 1x1 contributes a sample: its spatial mean, or every value."""

    MEAN = "mean"
    FLATTEN = "flatten"


@dataclass(frozen=True)
class PruningOptions:
    """One setting of the pruning panel.

    Attributes:
        preset: what happens to the weights.
        threshold_deg: pairs with a smaller angle are similar; 0 to 90.
        complementary_deg: pairs with a larger angle are complementary; None means
            180 - `threshold_deg`.
        normalisation: how activations become vectors.
        reduce: what a map larger than 1x1 contributes a sample.
        remove_silent: whether silent maps go too; otherwise they are left alone.
        silent_fraction: a map is silent if its vector (as normalised) is at most this
            fraction as long as the layer's longest; 0 to 1.
        ridge: damping of the refit, relative to the mean variance of the surviving inputs.
        order: which maps go where an exact number is asked for; None is the preset's own order
            (angles under Paper and Corrected, importance under Refit). Thresholds go by angle.
        repair: what follows once the maps are gone.
    """

    preset: PruningPreset = PruningPreset.PAPER
    threshold_deg: float = 10.0
    complementary_deg: float | None = None
    normalisation: Normalisation = declared(
        Normalisation.LAYER,
        Field(
            label="Normalise",
            tip="How activations are scaled before angles are taken",
            choices=(
                ("layer", "whole layer"),
                ("per-map", "per map"),
                ("centred", "centred"),
                ("none", "none"),
            ),
        ),
    )
    reduce: Reduce = Reduce.MEAN
    remove_silent: bool = False
    silent_fraction: float = 0.01
    ridge: float = 1e-3
    order: Criterion | None = None
    repair: Repair = Repair.NONE

    def __post_init__(self) -> None:
        _between("threshold_deg", self.threshold_deg, 0.0, 90.0)
        if self.complementary_deg is not None:
            _between("complementary_deg", self.complementary_deg, 90.0, 180.0)
        _between("silent_fraction", self.silent_fraction, 0.0, 1.0)
        _between("ridge", self.ridge, 0.0, 1e6)

    @property
    def own_order(self) -> Criterion:
        """The order for an exact number of maps, spelled out."""
        if self.order is not None:
            return self.order
        is_refit = self.preset is PruningPreset.REFIT
        return Criterion.IMPORTANCE if is_refit else Criterion.DISTINCTIVENESS

    @property
    def walks_pairs(self) -> bool:
        """Whether an exact number of maps is met by walking pairs, so that excluded ones count."""
        return (
            self.own_order is Criterion.DISTINCTIVENESS and self.preset is not PruningPreset.REFIT
        )

    @property
    def complementary_limit_deg(self) -> float:
        """The angle above which a pair is complementary."""
        if self.complementary_deg is None:
            return 180.0 - self.threshold_deg
        return self.complementary_deg

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        plain = {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in dataclasses.asdict(self).items()
        }
        if self.order is None:
            del plain["order"]  # plans without one stay readable for older versions
        if self.repair is Repair.NONE:
            del plain["repair"]
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> PruningOptions:
        """Rebuild after a trip through JSON; absent fields take their defaults.

        Raises:
            ConfigError: an unknown field, or a value out of range or of the wrong kind.
        """
        unknown = set(data) - {entry.name for entry in dataclasses.fields(cls)}
        if unknown:
            raise ConfigError("pruning options", sorted(unknown), "unknown fields")
        values: dict[str, object] = dict(data)
        try:
            for name, kind in _KINDS.items():
                if values.get(name) is not None:
                    values[name] = kind(str(values[name]))
            if values.get("complementary_deg") is not None:
                values["complementary_deg"] = float(str(values["complementary_deg"]))
            if not isinstance(values.get("remove_silent", False), bool):
                raise ConfigError("remove_silent", values["remove_silent"], "true or false")
            for name in ("threshold_deg", "silent_fraction", "ridge"):
                if name in values:
                    values[name] = float(str(values[name]))
        except ValueError as error:
            raise ConfigError("pruning options", dict(data), str(error)) from error
        return cls(**values)  # type: ignore[arg-type]


_KINDS: dict[str, type[StrEnum]] = {
    "preset": PruningPreset,
    "normalisation": Normalisation,
    "reduce": Reduce,
    "order": Criterion,
    "repair": Repair,
}


def _between(field: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # also refuses NaN
        raise ConfigError(field, value, f"from {low:g} to {high:g}")
