"""What a training begins with: fresh weights, those of a file, and its teachers."""

from __future__ import annotations

from pathlib import Path

from emotion_gui.core.errors import ConfigError, LabelSetsDifferError
from emotion_gui.core.labels import LabelSet, same_classes
from emotion_gui.core.model.backbone_network import load_backbone
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.checkpoint_info import is_checkpoint
from emotion_gui.core.model.quantized_network import require_layers
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state
from emotion_gui.core.workspace.paths import found_models
from emotion_gui.core.workspace.workspace import Workspace


def first_state(config: TrainConfig, start_from: Path | None, labels: LabelSet) -> TrainState:
    """Fresh weights, those of a checkpoint, or a backbone's from torchvision's weights file.

    A checkpoint of other classes than `labels` gives its features; the head is new.

    Raises:
        CheckpointError: the file cannot be used.
        ConfigError: it has other widths, or features are to be frozen that nobody trained.
    """
    if start_from is None:
        if config.frozen_features:
            raise ConfigError(
                "frozen_features", True, "fresh features are no good: choose what to start from"
            )
        return new_state(config)
    if isinstance(config.network, BackboneSpec) and not is_checkpoint(start_from):
        return new_state(config, initial=load_backbone(config.network, start_from))
    checkpoint = load_checkpoint(start_from)
    require_layers(checkpoint.network)
    if _family(checkpoint.info.spec) != _family(config.network):
        raise ConfigError("start_from", str(start_from), "its network has other widths")
    new_head = not same_classes(checkpoint.info.label_set, labels)
    if new_head and config.preset == "small-set":
        raise ConfigError(
            "preset",
            config.preset,
            "it is for the classes of the model that it begins with; few-faces gives a new head",
        )
    return new_state(config, initial=checkpoint.network, new_head=new_head)


def _family(spec: NetworkSpec) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    return (spec.backbone if isinstance(spec, BackboneSpec) else "", spec.widths, spec.kernels)


def teachers_of(workspace: Workspace, config: TrainConfig, labels: LabelSet) -> list[Checkpoint]:
    """The networks that `config.teacher` names; none without one.

    Raises:
        CheckpointError, NotFoundError: one cannot be used, or is not known.
        LabelSetsDifferError: one tells other classes than `labels`.
    """
    names = found_models(workspace.path, config.teacher).split(",")
    found = [load_checkpoint(resolve_checkpoint(name, workspace)) for name in names if name]
    for teacher in found:
        if not same_classes(teacher.info.label_set, labels):
            raise LabelSetsDifferError(teacher.info.labels, labels.names)
    return found
