"""Which maps of which layers go, into which others, and why. Plain data; no torch here."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emotion_gui.core.errors import ConfigError, PlanMismatchError, StorageError
from emotion_gui.core.files import write_text
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.reading import parse_json, read_file

if TYPE_CHECKING:
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec

PLAN_FORMAT = 2
"""1 had one layer on the outermost level, or parts that repeated the format."""
_LARGEST_FILE = 16 << 20  # a map that goes takes 150 bytes


class PairKind(StrEnum):
    """How two maps relate."""

    SIMILAR = "similar"
    COMPLEMENTARY = "complementary"


class SilenceReason(StrEnum):
    """Why a map goes without a partner that takes over its weights."""

    COMPLEMENTARY = "complementary"
    SILENT = "silent"
    LOW_IMPORTANCE = "low importance"
    RANDOM = "random"
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Merge:
    """Map `drop` goes and map `keep` answers for it.

    Attributes:
        drop: the map that goes.
        keep: the map that stays.
        angle_deg: between the two.
        kind: similar, or complementary (only where the preset keeps one of such a pair).
        alpha: the dropped output is taken as alpha * kept output + beta; the paper's rule is
            alpha = 1, beta = 0.
        beta: see `alpha`.
    """

    drop: int
    keep: int
    angle_deg: float
    kind: PairKind = PairKind.SIMILAR
    alpha: float = 1.0
    beta: float = 0.0


@dataclass(frozen=True)
class Silence:
    """Map `index` goes and nothing takes over its weights.

    Attributes:
        index: the map.
        reason: why it goes.
        partner: the other map of a complementary pair, None otherwise.
        angle_deg: between the two, None without a partner.
        beta: constant that the map is taken to have been; 0 under the paper's rule.
    """

    index: int
    reason: SilenceReason
    partner: int | None = None
    angle_deg: float | None = None
    beta: float = 0.0


@dataclass(frozen=True)
class LayerPlan:
    """Decisions about one layer of one network.

    Attributes:
        layer: 0-based number of the convolution (`EmotionCNN.blocks`).
        maps: maps of that layer before pruning.
        fingerprint: of the network that the plan was made for.
        options: what the person chose.
        merges: in the order in which they were decided.
        silences: in the order in which they were decided, after all merges.
        excluded_pairs: pairs (lower, higher index) that the person took out, sorted.
        wanted: how many maps were asked to go, None for a plan by threshold.
    """

    layer: int
    maps: int
    fingerprint: str
    options: PruningOptions
    merges: tuple[Merge, ...] = ()
    silences: tuple[Silence, ...] = ()
    excluded_pairs: tuple[tuple[int, int], ...] = ()
    wanted: int | None = None

    def __post_init__(self) -> None:
        indices = [entry.drop for entry in self.merges] + [entry.index for entry in self.silences]
        keepers = [entry.keep for entry in self.merges]
        if any(not 0 <= index < self.maps for index in [*indices, *keepers]) or self.layer < 0:
            raise ConfigError("plan", self.maps, "names a map that the layer does not have")
        if len(set(indices)) != len(indices):
            raise ConfigError("plan", indices, "takes the same map away twice")
        dropped = {entry.drop for entry in self.merges}
        if dropped.intersection(keepers):
            raise ConfigError("plan", keepers, "merges a map into one that has merged itself")
        if len(indices) >= self.maps:
            raise ConfigError("plan", self.maps, "at least one map must survive")
        numbers = [x for m in self.merges for x in (m.alpha, m.beta, m.angle_deg)]
        numbers += [entry.beta for entry in self.silences]
        if not all(math.isfinite(number) for number in numbers):
            raise ConfigError("plan", numbers, "holds values that are not numbers")

    @cached_property
    def gone(self) -> tuple[int, ...]:
        """Indices of the maps that go, ascending."""
        return tuple(sorted([m.drop for m in self.merges] + [s.index for s in self.silences]))

    @cached_property
    def survivors(self) -> tuple[int, ...]:
        """Indices of the maps that stay, ascending."""
        gone = set(self.gone)
        return tuple(index for index in range(self.maps) if index not in gone)

    @property
    def is_by_threshold(self) -> bool:
        """Whether the options' angles decided, and not a number, another order or a person."""
        by_angle = (SilenceReason.COMPLEMENTARY, SilenceReason.SILENT)
        return (
            self.wanted is None
            and all(entry.reason in by_angle for entry in self.silences)
            and all(self._is_within(merge) for merge in self.merges)
        )

    def _is_within(self, merge: Merge) -> bool:
        if merge.kind is PairKind.SIMILAR:
            return merge.angle_deg < self.options.threshold_deg
        return merge.angle_deg > self.options.complementary_limit_deg

    @property
    def maps_gone(self) -> int:
        return len(self.merges) + len(self.silences)

    @property
    def maps_left(self) -> int:
        return self.maps - self.maps_gone

    def check(self, network: EmotionCNN) -> None:
        """Refuse a network that the plan was not made for.

        Raises:
            PlanMismatchError: other layers, other widths, or other weights.
        """
        widths, names = network.spec.widths, network.spec.layer_names()
        if self.layer >= len(widths):
            raise PlanMismatchError(
                f"it has {len(widths)} layers, the plan is for number {self.layer + 1}"
            )
        if widths[self.layer] != self.maps:
            raise PlanMismatchError(
                f"{names[self.layer]} has {widths[self.layer]} maps, the plan is for {self.maps}"
            )
        if fingerprint(network) != self.fingerprint:
            raise PlanMismatchError("its weights are not those that the plan was made from")

    def facts(self) -> dict[str, object]:
        """What a table of runs shows of it."""
        return {
            "preset": str(self.options.preset),
            "threshold_deg": self.options.threshold_deg,
            "layer": self.layer,
            "maps_gone": self.maps_gone,
        }

    def to_json(self) -> dict[str, object]:
        """Plain JSON values: one of a plan's parts."""
        return {
            "layer": self.layer,
            "maps": self.maps,
            "fingerprint": self.fingerprint,
            "options": self.options.to_json(),
            "merges": [_plain(entry) for entry in self.merges],
            "silences": [_plain(entry) for entry in self.silences],
            "excluded_pairs": [list(pair) for pair in self.excluded_pairs],
            "wanted": self.wanted,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LayerPlan:
        """Rebuild one part of a plan.

        Raises:
            ConfigError: no such part, or a damaged one.
        """
        try:
            return cls(
                layer=int(data["layer"]),
                maps=int(data["maps"]),
                fingerprint=str(data["fingerprint"]),
                options=PruningOptions.from_json(data["options"]),
                merges=tuple(_merge(entry) for entry in data["merges"]),
                silences=tuple(_silence(entry) for entry in data["silences"]),
                excluded_pairs=tuple((int(i), int(j)) for i, j in data["excluded_pairs"]),
                wanted=None if data["wanted"] is None else int(data["wanted"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ConfigError("plan", type(data).__name__, "not a pruning plan") from error


@dataclass(frozen=True)
class Plan:
    """Decisions about one or several layers of one network.

    Attributes:
        parts: one a layer, in the order in which they are applied; all of them bear the
            fingerprint of the original network.

    Raises:
        ConfigError: no part, two for one layer, or parts for different networks.
    """

    parts: tuple[LayerPlan, ...]

    def __post_init__(self) -> None:
        layers = [part.layer for part in self.parts]
        if not layers or len(set(layers)) != len(layers):
            raise ConfigError("plan", layers, "needs one part for each of its layers")
        if len({part.fingerprint for part in self.parts}) != 1:
            raise ConfigError("plan", layers, "its parts are for different networks")

    @property
    def fingerprint(self) -> str:
        """Of the network that the plan was made for."""
        return self.parts[0].fingerprint

    @property
    def maps_gone(self) -> int:
        return sum(part.maps_gone for part in self.parts)

    @property
    def only_part(self) -> LayerPlan:
        """The part of a plan for one layer.

        Raises:
            ConfigError: it is for several.
        """
        if len(self.parts) > 1:
            raise ConfigError("plan", len(self.parts), "is for several layers, not for one")
        return self.parts[0]

    def check(self, network: EmotionCNN) -> None:
        """Refuse a network that the plan was not made for.

        Raises:
            PlanMismatchError: other layers, other widths, or other weights.
        """
        for part in self.parts:
            part.check(network)

    def spec_after(self, spec: NetworkSpec) -> NetworkSpec:
        """The shape that is left of a network of shape `spec`."""
        widths = list(spec.widths)
        for part in self.parts:
            widths[part.layer] = part.maps_left
        return spec.with_widths(widths)

    def facts(self) -> dict[str, object]:
        """What a table of runs shows of it."""
        if len(self.parts) == 1:
            return self.parts[0].facts()
        return {
            "preset": str(self.parts[0].options.preset),
            "layers": [part.layer for part in self.parts],
            "maps_gone": self.maps_gone,
        }

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {"format": PLAN_FORMAT, "parts": [part.to_json() for part in self.parts]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """Rebuild after a trip through JSON; both forms of format 1 are understood.

        Raises:
            ConfigError: not a plan, a damaged one, or one of a newer format.
        """
        try:
            if int(data["format"]) > PLAN_FORMAT:
                raise ConfigError("plan", data["format"], "made by a newer version")
            parts = data.get("parts", [data])
            return cls(tuple(LayerPlan.from_json(part) for part in parts))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ConfigError("plan", type(data).__name__, "not a pruning plan") from error


def save_plan(path: Path, plan: Plan) -> None:
    """Write a plan as JSON, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    write_text(path, json.dumps(plan.to_json(), indent=1))


def load_plan(path: Path) -> Plan:
    """Read a plan that this or an earlier version wrote.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is not a plan.
    """
    return Plan.from_json(_read_json(path))


def _read_json(path: Path) -> Any:
    """The JSON value in a plan file, whatever it is.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is not JSON.
    """
    try:
        return parse_json(read_file(path, most=_LARGEST_FILE))
    except OSError as error:
        raise StorageError.of(path, error) from error
    except ValueError as error:
        raise ConfigError("plan", path.name, f"not a JSON file ({str(error)[:80]})") from error


def fingerprint(network: EmotionCNN) -> str:
    """Short hash of a network's shape and weights; the device does not matter."""
    # Plans of version 0.1.0 hold this hash, when every kernel was 3x3 and nothing said so.
    shape = repr(network.spec).replace(", kernels=()", "")
    digest = hashlib.sha256(shape.encode())
    for name, tensor in sorted(network.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:32]


def _plain(entry: Merge | Silence) -> dict[str, object]:
    return {
        name: str(value) if isinstance(value, StrEnum) else value
        for name, value in dataclasses.asdict(entry).items()
    }


def _merge(data: Mapping[str, Any]) -> Merge:
    return Merge(
        drop=int(data["drop"]),
        keep=int(data["keep"]),
        angle_deg=float(data["angle_deg"]),
        kind=PairKind(data["kind"]),
        alpha=float(data["alpha"]),
        beta=float(data["beta"]),
    )


def _silence(data: Mapping[str, Any]) -> Silence:
    partner, angle = data["partner"], data["angle_deg"]
    return Silence(
        index=int(data["index"]),
        reason=SilenceReason(data["reason"]),
        partner=None if partner is None else int(partner),
        angle_deg=None if angle is None else float(angle),
        beta=float(data["beta"]),
    )
