"""Train a pruned network further, or one of its size from nothing, for a fair comparison."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.presets import preset

FINETUNE_RATE = 5e-4
_TEACHER_WEIGHT, _TEMPERATURE = 0.7, 2.0


def finetune_recipe(
    spec: NetworkSpec, *, train_count: int, epochs: int, teacher: str, seed: int = 7
) -> TrainConfig:
    """How a pruned network is trained further, here, on the pages and by the verbs.

    `best-on-cpu` with a cosine from a small rate, taught by the network as it was before: its
    answers are 0.7 of the loss (https://arxiv.org/abs/1503.02531). Labels alone cost accuracy
    where the network had learned more than them (docs/measurements.md).

    Args:
        spec: the pruned network's shape.
        train_count: faces to learn from.
        epochs: passes over them; at least 1.
        teacher: the network before pruning, as `TrainConfig.teacher` names it.
        seed: of order and augmentation.
    """
    return dataclasses.replace(
        _recipe(spec, train_count, epochs, seed),
        preset="fine-tuning",
        keep="last",  # none is picked: what it is judged on decides nothing
        learning_rate=FINETUNE_RATE,
        schedule="cosine",
        teacher=teacher,
        teacher_weight=_TEACHER_WEIGHT,
        teacher_temperature=_TEMPERATURE,
    )


def finetune_network(
    network: EmotionCNN,
    train: FacePart,
    test: FacePart,
    *,
    teacher: Checkpoint,
    epochs: int,
    learning_rate: float = FINETUNE_RATE,
    seed: int = 7,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of `network` after some more epochs; the last one counts, none is picked.

    The recipe is `finetune_recipe`. Give it compacted networks: in a masked one the pruned maps
    come back to life.

    Args:
        network: any widths; not altered.
        train: faces to learn from.
        test: watched after every epoch; it decides nothing.
        teacher: the network before pruning; its preprocessing counts.
        epochs: passes over `train`; 0 gives a plain copy.
        learning_rate: peak.
        seed: of order and augmentation.
        context: progress in batches; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    recipe = finetune_recipe(
        network.spec,
        train_count=len(train),
        epochs=max(1, epochs),
        teacher="before pruning",
        seed=seed,
    )
    config = dataclasses.replace(recipe, learning_rate=learning_rate)
    state = new_state(config, initial=network)
    return _trained(
        config, state, train, test, teacher.info.preprocessing, epochs, context, teachers=(teacher,)
    )


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

    Args:
        spec: its shape.
        train: faces to learn from.
        test: watched after every epoch; it decides nothing.
        preprocessing: pixel statistics.
        epochs: passes over `train`.
        seed: of weights, order and augmentation.
        context: progress in batches; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    config = _recipe(spec, len(train), max(1, epochs), seed)
    return _trained(config, new_state(config), train, test, preprocessing, epochs, context)


def _recipe(spec: NetworkSpec, train_count: int, epochs: int, seed: int) -> TrainConfig:
    return dataclasses.replace(
        preset("best-on-cpu").config,
        network=spec,
        epochs=epochs,
        seed=seed,
        batch_size=min(128, max(2, train_count)),
    )


def _trained(
    config: TrainConfig,
    state: TrainState,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    epochs: int,
    context: JobContext | None,
    *,
    teachers: Sequence[Checkpoint] = (),
) -> EmotionCNN:
    if epochs > 0:
        train_epochs(
            config,
            state,
            train=train,
            test=test,
            preprocessing=preprocessing,
            on_epoch=lambda state, is_best: None,
            context=context or JobContext(),
            teachers=teachers,
        )
    return state.evaluated.cpu().eval()
