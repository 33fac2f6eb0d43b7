"""Teach a network some faces, mixed with its old ones where these are there."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import EmptyPartError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, after_training
from emotion_gui.core.teaching.recipe import TeachConfig
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import new_state, train_epochs

LEAST = 2


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is shown, once each, in random order.

    Attributes:
        part: faces and labels; those that teach are in it `passes` times.
        taught: how many different faces teach.
        old: how many old faces are among them.
    """

    part: FacePart
    taught: int
    old: int

    @classmethod
    def of(cls, taught: FacePart, old: FacePart | None, config: TeachConfig) -> Lesson:
        """Draw the old faces and put both together.

        Raises:
            EmptyPartError: fewer than two faces teach.
        """
        if len(taught) < LEAST:
            raise EmptyPartError("", "train", len(taught), LEAST)
        shown = config.passes * len(taught)
        faces, labels = [taught.pixels()], [taught.labels]
        drawn = 0
        if old is not None and config.old_faces:
            rng = np.random.default_rng(config.seed)
            drawn = min(len(old), round(config.old_faces * shown))
            places = np.sort(rng.permutation(len(old))[:drawn])
            faces.append(old.pixels(places))
            labels.append(old.labels[places])
        rows = np.concatenate(
            [np.tile(np.arange(len(taught)), config.passes), len(taught) + np.arange(drawn)]
        )
        every = np.concatenate(faces)
        part = FacePart(every, rows, np.concatenate(labels)[rows], "train")
        return cls(part, len(taught), drawn)

    def recipe(self, before: Checkpoint, config: TeachConfig, *, device: str) -> TrainConfig:
        """The training that the lesson is."""
        return config.recipe(before.info.spec, faces=len(self.part), device=device)

    def learned(self, before: Checkpoint) -> LearnedFaces:
        """What a network knows after the lesson."""
        return after_training(before.info.learned, self.part.faces)


def teach_network(
    before: Checkpoint,
    lesson: Lesson,
    config: TeachConfig,
    *,
    device: str = "auto",
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of a network after a lesson; the network itself is not altered.

    Its own answers from before are part of what it learns, and so are old faces where they are in
    the lesson; what is kept lies between the weights before and after (`TeachConfig.stays`).

    Args:
        before: the network that learns; its preprocessing counts.
        lesson: what is shown.
        config: how.
        device: as `TrainConfig.device`.
        context: progress in batches; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    recipe = lesson.recipe(before, config, device=device)
    state = new_state(recipe, initial=before.network)
    first = np.arange(min(LEAST, len(lesson.part)))
    part = lesson.part
    train_epochs(
        recipe,
        state,
        train=part,
        test=FacePart(part.faces, part.rows[first], part.labels[first], "test"),
        preprocessing=before.info.preprocessing,
        on_epoch=lambda state, is_best: None,
        context=context or JobContext(),
        teachers=(before,) if recipe.teacher else (),
    )
    taught = state.evaluated.cpu().eval()
    return between(before.network, taught, share=1 - config.stays)


def between(before: EmotionCNN, after: EmotionCNN, *, share: float) -> EmotionCNN:
    """A network whose weights lie between those of two; `share` of the second."""
    mixed = copy.deepcopy(after)
    old = before.state_dict()
    with torch.no_grad():
        for name, weights in mixed.state_dict().items():
            if weights.is_floating_point():
                weights.lerp_(old[name].to(weights.dtype), 1 - share)
    return mixed


def right_answers(
    network: EmotionCNN, part: FacePart, checkpoint: Checkpoint, context: JobContext
) -> npt.NDArray[np.bool_]:
    """For each face of a part, whether a network is right."""
    from emotion_gui.core.evaluation.predict import predict_logits

    logits = predict_logits(network, part.pixels(), checkpoint.info.preprocessing, context=context)
    return np.asarray(logits.argmax(axis=1) == part.labels)
