"""Answers for faces of another mix of classes than a network learned from.

A network has learned how frequent each class was, too. Where another mix is expected, each logit
moves by the logarithm of its class's expected share over the learned one, times a strength.
Sources: Saerens, Latinne and Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
Probabilities", Neural Computation 14, 2002 (strength 1, any mix); Menon et al., "Long-tail
Learning via Logit Adjustment", ICLR 2021 (an even mix, with the strength tau).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.labels import SEVEN, LabelSet, parse_label
from emotion_gui.core.model.checkpoint_info import CheckpointInfo, read_info

STRENGTH = 0.75
"""How much of the difference is corrected: Menon's tau; 1 would be all of it."""
COUNTS_KEY = "label_counts"
"""In the facts of a training: faces a class that it learned from, in the order of the classes."""
AS_IN_TRAINING, _EVEN = "training", "even"
MOST_PARTS = 1e6
"""Of a class in an expected mix; `1 / MOST_PARTS` are the fewest."""
SAME_MIX = 0.01
"""Two mixes whose shares differ by no more are one."""

# The bundled networks were made before trainings told their counts.
_FER2013_TRAINING = "FER2013, Training part"
_FER2013_COUNTS = (3995, 436, 4097, 7215, 4830, 3171, 4965)  # in the order of the seven


@dataclass(frozen=True)
class ExpectedMix:
    """How frequent each class will be; all are equally frequent unless `parts` says otherwise.

    Attributes:
        parts: (class, parts of the mix) pairs; a class that is not named has one part.
    """

    parts: tuple[tuple[str, float], ...] = ()

    def shares(self, labels: LabelSet) -> npt.NDArray[np.float64]:
        """Expected share of each class, shape (classes,); they sum to 1.

        Raises:
            ConfigError: a class is named that `labels` does not have, or one is named twice.
        """
        shares = np.ones(len(labels))
        named: set[int] = set()
        for name, parts in self.parts:
            place = parse_label(name, labels)
            if place is None:
                raise ConfigError("prior", name, f"the classes are {', '.join(labels.names)}")
            if place in named:
                raise ConfigError("prior", name, "each class is named once")
            named.add(place)
            shares[place] = parts
        return np.asarray(shares / shares.sum())

    def __str__(self) -> str:
        """As `parse_mix` takes it."""
        return ",".join(f"{name}={parts:g}" for name, parts in self.parts) or _EVEN


def parse_mix(text: str) -> ExpectedMix | None:
    """`training` (None: answers stay as they are), `even`, or `neutral=4,happy=2`.

    Raises:
        ConfigError: anything else, or parts that are not between `1 / MOST_PARTS` and
            `MOST_PARTS`.
    """
    text = text.strip()
    if text.casefold() in (AS_IN_TRAINING, _EVEN):
        return None if text.casefold() == AS_IN_TRAINING else ExpectedMix()
    parts = []
    for piece in text.split(","):
        name, _, number = piece.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (name.strip() and value > 0):
            raise ConfigError("prior", text, "give training, even, or parts as neutral=4,happy=2")
        if not 1 / MOST_PARTS <= value <= MOST_PARTS:
            raise ConfigError("prior", text, "parts lie between 0.000001 and 1,000,000")
        parts.append((name.strip(), value))
    return ExpectedMix(tuple(parts))


def learned_counts(info: CheckpointInfo) -> npt.NDArray[np.float64] | None:
    """How much each class weighed in what a network learned, shape (classes,).

    None where its file does not tell. Where the loss weighed all classes alike the mix was even,
    whatever the faces were.
    """
    run = info.run
    counts = run.get(COUNTS_KEY)
    if counts is None and info.label_set == SEVEN and run.get("dataset") == _FER2013_TRAINING:
        counts = list(_FER2013_COUNTS)
    if not _are_counts(counts, len(info.labels)):
        return None
    return _weighed(np.asarray(counts, dtype=np.float64), run.get("config") or {})


def counts_to_tell(
    counts: Sequence[int], config: Mapping[str, Any], start: CheckpointInfo | None
) -> list[int] | None:
    """What a training may say of the mix that its network learned, under `COUNTS_KEY`.

    A network that learns on from weights of another mix ends somewhere between the two; where,
    nobody knows.

    Args:
        counts: faces a class that it learns from.
        config: of the training, as in the facts of a checkpoint.
        start: of the network whose weights and head it begins with, None for a fresh head.

    Returns:
        The counts; None where the two mixes differ, or that of the start is not known.
    """
    if start is None:
        return list(counts)
    before, own = learned_counts(start), _weighed(np.asarray(counts, dtype=np.float64), config)
    if before is None or not before.sum() or not own.sum():
        return None
    differing = np.abs(before / before.sum() - own / own.sum()).max()
    return list(counts) if differing <= SAME_MIX else None


def mix_shift(info: CheckpointInfo, mix: ExpectedMix | None) -> npt.NDArray[np.float32] | None:
    """What is added to calibrated logits, shape (classes,); None for answers as they are.

    Raises:
        ConfigError: the model does not tell what mix it learned, or has no class of a name.
    """
    if mix is None:
        return None
    expected = mix.shares(info.label_set)
    counts = learned_counts(info)
    if counts is None:
        raise ConfigError("prior", str(mix), "this model does not tell what mix it learned from")
    learned = (counts + 1) / (counts + 1).sum()  # a class without a face stays finite
    shift = STRENGTH * (np.log(expected) - np.log(learned))
    return np.asarray(shift - shift.mean(), dtype=np.float32)


def mix_shift_if_told(
    info: CheckpointInfo, mix: ExpectedMix | None
) -> npt.NDArray[np.float32] | None:
    """The same; None as well where `mix` cannot be used with this model."""
    try:
        return mix_shift(info, mix)
    except ConfigError:
        return None


def has_mix(file: Path, mix: ExpectedMix | None) -> bool:
    """Whether `mix` can be used with the model of a file; its weights are not read."""
    try:
        mix_shift(read_info(file), mix)
    except (ConfigError, CheckpointError):
        return False
    return True


def _are_counts(value: object, classes: int) -> bool:
    if not isinstance(value, list) or len(value) != classes:
        return False
    return all(isinstance(count, int | float) and 0 <= count < math.inf for count in value)


def _weighed(counts: npt.NDArray[np.float64], config: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    # Version 0.1 stored a truth value.
    balanced = config.get("balance_classes", "off") not in ("off", False)
    return np.where(counts > 0, counts.mean(), 0.0) if balanced else counts
