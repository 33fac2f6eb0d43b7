"""Named recipes: the rows of the paper's Table 1 and our own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.fields import Field, declared_fields, differing, plain_text, without
from emotion_gui.core.labels import SEVEN, LabelSet, same_classes
from emotion_gui.core.model.spec import ALIZADEH_FAZEL, PLUS, NetworkSpec
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig


@dataclass(frozen=True)
class Preset:
    """A recipe with words for people.

    Attributes:
        key: of the command line.
        title: for people, in English.
        note: what it is for, in English.
        config: the recipe.
        threshold_deg: the paper's, for its rows.
        start: the bundled model that it begins with where nothing else is chosen; "" for fresh
            weights.
    """

    key: str
    title: str
    note: str
    config: TrainConfig
    threshold_deg: float | None = None
    start: str = ""


_PAPER_AUGMENTATION = AugmentationConfig(rotation_deg=15, brightness=0.2, contrast=0.2, flip=0.5)


def _paper(key: str, epochs: int, learning_rate: float, threshold_deg: float) -> Preset:
    return Preset(
        key=key,
        title=f"Paper: {epochs} epochs, LR {learning_rate:g}",
        note=f"A row of the paper's Table 1; it pruned at {threshold_deg:g} degrees.",
        # The paper asks what so many epochs make of the network: the last one is kept.
        config=TrainConfig(
            preset=key,
            epochs=epochs,
            learning_rate=learning_rate,
            optimizer="adam",
            keep="last",
            schedule="constant",
            weight_decay=0.0,
            label_smoothing=0.0,
            batch_size=64,
            augmentation=_PAPER_AUGMENTATION,
        ),
        threshold_deg=threshold_deg,
    )


TABLE_1: tuple[Preset, ...] = (
    _paper("paper-10-1e-3", 10, 1e-3, 8),
    _paper("paper-10-1e-4", 10, 1e-4, 8),
    _paper("paper-20-1e-3", 20, 1e-3, 10),
    _paper("paper-20-1e-4", 20, 1e-4, 10),
    _paper("paper-40-1e-4", 40, 1e-4, 8),
    _paper("paper-50-1e-3", 50, 1e-3, 10),
    _paper("paper-50-1e-4", 50, 1e-4, 10),
)

_BEST = TrainConfig(
    preset="best-on-cpu",
    augmentation=AugmentationConfig(
        rotation_deg=15, shift=0.08, scale=0.10, brightness=0.2, contrast=0.2, flip=0.5
    ),
)

# One of the camera's faults on three fifths of the faces; frames as boxes differ.
_CAMERAS = AugmentationConfig(
    rotation_deg=12,
    shift=0.1,
    scale=0.15,
    brightness=0.3,
    contrast=0.4,
    flip=0.5,
    blur_px=2,
    motion_px=9,
    coarse=0.6,
    gamma=1.5,
    jpeg=0.9,
    shade=0.9,
    dark=0.8,
    hide=0.4,
    faults=1,
    untouched=0.4,
)

_OURS: tuple[Preset, ...] = (
    Preset(
        "best-on-cpu",
        "Best on CPU",
        "The paper's network with AdamW, a one-cycle rate and richer augmentation.",
        _BEST,
    ),
    Preset(
        "quick",
        "Quick",
        "The same recipe in eight epochs: a usable network in minutes.",
        dataclasses.replace(_BEST, preset="quick", epochs=8, label_smoothing=0.05),
    ),
    Preset(
        "few-faces",
        "Few faces",
        "A new head on the features of a trained network, for classes of your own: begin with a "
        "bundled model. Some thirty faces a class teach something.",
        dataclasses.replace(
            _BEST,
            preset="few-faces",
            epochs=30,
            batch_size=16,
            learning_rate=3e-3,
            schedule="cosine",
            keep="last",  # of a few test faces the best epoch is mostly luck
            frozen_features=True,
        ),
    ),
    Preset(
        "small-set",
        "Small set",
        "Some hundred faces with the seven emotions: a bundled model learns on, slowly and with "
        "all its weights.",
        dataclasses.replace(
            _BEST,
            preset="small-set",
            epochs=30,
            batch_size=16,
            learning_rate=2e-5,
            schedule="cosine",
            keep="last",  # likewise
        ),
        start="default",
    ),
    Preset(
        "robust",
        "Robust",
        "Against what cameras do: learns the bundled models' answers on faces that are blurred, "
        "dark, coarse or half hidden, and begins with one of them. For the seven emotions.",
        dataclasses.replace(
            _BEST,
            preset="robust",
            epochs=110,
            learning_rate=0.02,
            optimizer="sgd",
            weight_decay=5e-4,
            ema=0.999,
            keep="last",
            teacher="default,paper",
            teacher_weight=0.8,
            teacher_temperature=2.0,
            teacher_sees="clean",
            augmentation=_CAMERAS,
        ),
        start="paper",
    ),
    Preset(
        "plus",
        "Plus",
        "A wider and deeper network of the same family (1.1 M parameters); wants a GPU or hours.",
        dataclasses.replace(
            _BEST,
            preset="plus",
            network=PLUS,
            epochs=48,
            learning_rate=3e-3,
            weight_decay=0.05,
            ema=0.999,
            augmentation=dataclasses.replace(_BEST.augmentation, erase=0.3),
        ),
    ),
    Preset(
        "alizadeh-fazel",
        "Alizadeh & Fazel",
        "The CNN of 2017 that the paper compares with: 65 % on FER2013. Wants a GPU or hours.",
        TrainConfig(
            preset="alizadeh-fazel",
            network=ALIZADEH_FAZEL,
            epochs=35,
            learning_rate=1e-3,
            optimizer="adam",
            keep="last",
            schedule="constant",
            weight_decay=1e-7,
            label_smoothing=0.0,
            augmentation=AugmentationConfig(
                rotation_deg=0.0, brightness=0.0, contrast=0.0, flip=0.5
            ),
        ),
    ),
)

PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in (*_OURS, *TABLE_1)}
_ALIASES = {"paper": "paper-50-1e-3", "default": "best-on-cpu", "best": "best-on-cpu"}


def bundled_start(labels: LabelSet, network: NetworkSpec, *, few: bool) -> TrainConfig:
    """How a data set is learned from a bundled model, by its classes and their size.

    The seven emotions keep the model's head, and all weights learn slowly. Other classes get a new
    head; with few faces that alone learns, since all weights would learn them by heart
    (docs/models.md, docs/measurements.md, "A new head from few faces").

    Args:
        labels: of the data set.
        network: what the training starts from.
        few: whether some class has fewer than about a hundred faces.
    """
    if same_classes(labels, SEVEN):
        return dataclasses.replace(PRESETS["small-set"].config, network=network)
    config = dataclasses.replace(PRESETS["few-faces"].config, network=network)
    if few:
        return config
    return dataclasses.replace(
        config, epochs=10, batch_size=64, learning_rate=5e-4, frozen_features=False
    )


def preset(name: str) -> Preset:
    """The preset of this key or alias (`paper`, `default`).

    Raises:
        NotFoundError: there is none.
    """
    key = _ALIASES.get(name, name)
    if key not in PRESETS:
        raise NotFoundError("preset", name, [*_ALIASES, *PRESETS])
    return PRESETS[key]


@dataclass(frozen=True)
class Change:
    """A value that a recipe has otherwise than the preset it began as."""

    key: str
    field: Field
    value: object


_NETWORK = Field(label="Network")
_CIRCUMSTANCES = {"seed", "device"}  # of a training, not of its recipe


def changes(config: TrainConfig) -> tuple[Change, ...]:
    """All that a recipe has otherwise than its preset; nothing where that is not known."""
    known = PRESETS.get(config.preset)
    if known is None:
        return ()
    entries = declared_fields(type(config)) | declared_fields(AugmentationConfig)
    values = differing(config, known.config)
    if not config.teacher:  # they mean nothing then
        values = without(values, "teacher_weight", "teacher_temperature", "teacher_sees")
    values |= differing(config.augmentation, known.config.augmentation)
    found = [
        Change(key, entries[key].field, value)
        for key, value in values.items()
        if key not in _CIRCUMSTANCES
    ]
    if config.network != known.config.network and not known.start:  # a start brings its own
        found.insert(0, Change("network", _NETWORK, config.network))
    return tuple(found)


def recipe_name(config: TrainConfig, *, start_from: str = "") -> str:
    """What a run is called where nobody named it, in English: the preset and what was changed."""
    found = [f"{change.field.name} {_value(change)}" for change in changes(config)]
    known = PRESETS.get(config.preset)
    if start_from and (known is None or start_from != known.start):
        found.insert(0, f"start from {start_from}")
    name = f"{config.preset}, {config.epochs} epoch{'s' if config.epochs > 1 else ''}"
    return f"{name}, changed: {', '.join(found)}" if found else name


def _value(change: Change) -> str:
    if isinstance(change.value, NetworkSpec):
        return f"{len(change.value.modules)} modules"
    return plain_text(change.field, change.value)
