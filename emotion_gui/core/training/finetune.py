"""Train a pruned network further, or one of its size from nothing, for a fair comparison."""

from __future__ import annotations

import dataclasses

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.presets import preset
from emotion_gui.core.training.records import TrainConfig

FINETUNE_RATE = 5e-4


def finetune_network(
    network: EmotionCNN,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    *,
    epochs: int,
    learning_rate: float = FINETUNE_RATE,
    seed: int = 7,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of `network` after some more epochs; the last one counts, none is picked.

    The recipe is `best-on-cpu` with a cosine from a small rate. Give it compacted networks: in
    a masked one the pruned maps come back to life.

    Args:
        network: any widths; not altered.
        train: faces to learn from.
        test: watched after every epoch; it decides nothing.
        preprocessing: the checkpoint's own.
        epochs: passes over `train`; 0 gives a plain copy.
        learning_rate: peak.
        seed: of order and augmentation.
        context: progress in batches; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    config = dataclasses.replace(
        _recipe(network.spec, train, epochs, seed),
        preset="fine-tuning", learning_rate=learning_rate, schedule="cosine",
    )  # fmt: skip
    state = new_state(config, initial=network)
    return _trained(config, state, train, test, preprocessing, epochs, context)


def train_from_scratch(
    spec: NetworkSpec,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    *,
    epochs: int,
    seed: int = 7,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A network of this shape trained from random weights by `best-on-cpu`; the last epoch.

    Is pruning better than training the small network at once? Liu et al. 2019
    (https://arxiv.org/abs/1810.05270) found that it often is not.

    Args and errors as in `finetune_network`.
    """
    config = _recipe(spec, train, epochs, seed)
    return _trained(config, new_state(config), train, test, preprocessing, epochs, context)


def _recipe(spec: NetworkSpec, train: FacePart, epochs: int, seed: int) -> TrainConfig:
    return dataclasses.replace(
        preset("best-on-cpu").config,
        network=spec, epochs=max(1, epochs), seed=seed, batch_size=min(128, max(2, len(train))),
    )  # fmt: skip


def _trained(
    config: TrainConfig,
    state: TrainState,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    epochs: int,
    context: JobContext | None,
) -> EmotionCNN:
    if epochs > 0:
        train_epochs(
            config, state, train=train, test=test, preprocessing=preprocessing,
            on_epoch=lambda state, is_best: None, context=context or JobContext(),
        )  # fmt: skip
    return state.evaluated.cpu().eval()
