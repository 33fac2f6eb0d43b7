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
from emotion_gui.core.runtime import keep_freed_memory
from emotion_gui.core.teaching.learning import LastLayers
from emotion_gui.core.teaching.recipe import TeachConfig
from emotion_gui.core.training.config import TrainConfig

LEAST = 2
MOST_SHOWN = 20_000
"""Showings of faces that teach, and as many old ones: what a lesson keeps in memory.

More faces that teach are shown once each."""
WATCHED = 3_000
SHARES = (1.0, 0.7, 0.5, 0.35, 0.25, 0.175, 0.125, 0.06, 0.03)
"""How much of a lesson is kept: the first that old faces bear, and nothing where they bear none."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is shown, once each, in random order.

    Attributes:
        part: faces and labels; those that teach are in it `passes` times.
        taught: how many different faces teach.
        old: how many old faces are among them.
        watched: old faces that are not shown: they say how much of a lesson may be kept.
    """

    part: FacePart
    taught: int
    old: int
    watched: FacePart | None = None

    @classmethod
    def of(cls, taught: FacePart, old: FacePart | None, config: TeachConfig) -> Lesson:
        """Draw the old faces and put both together.

        Raises:
            EmptyPartError: fewer than two faces teach.
        """
        if len(taught) < LEAST:
            raise EmptyPartError("", "train", len(taught), LEAST)
        passes = max(1, min(config.passes, MOST_SHOWN // len(taught)))
        shown = passes * len(taught)
        faces, labels = [taught.pixels()], [taught.labels]
        drawn, watched = 0, None
        if old is not None and config.old_faces:
            order = np.random.default_rng(config.seed).permutation(len(old))
            drawn = min(len(old), round(config.old_faces * shown), MOST_SHOWN)
            watched = _some(old, order[drawn : drawn + WATCHED]) if config.guard else None
            places = np.sort(order[:drawn])
            faces.append(old.pixels(places))
            labels.append(old.labels[places])
        rows = np.concatenate(
            [np.tile(np.arange(len(taught)), passes), len(taught) + np.arange(drawn)]
        )
        every = np.concatenate(faces)
        part = FacePart(every, rows, np.concatenate(labels)[rows], "train")
        return cls(part, len(taught), drawn, watched)

    def own_share(self, config: TeachConfig) -> torch.Tensor:
        """How much the answers from before count in each face's loss, shape (n,).

        Old faces are there to be answered as before, right or wrong.
        """
        shares = torch.ones(len(self.part))
        shares[: len(self.part) - self.old] = config.teacher_weight
        return shares

    def recipe(self, before: Checkpoint, config: TeachConfig, *, device: str) -> TrainConfig:
        """The training that the lesson is."""
        return config.recipe(before.info.spec, faces=len(self.part), device=device)

    def learned(self, before: Checkpoint) -> LearnedFaces:
        """What a network knows after the lesson."""
        return after_training(before.info.learned, self.part.faces)


@dataclass(frozen=True, eq=False)
class Learned:
    """A network before and after a lesson, and how much of the lesson should be kept.

    Attributes:
        before: as it was.
        after: the taught copy, with all that it learned.
        share: of the way from the weights before to those after, in [0, 1]: what the recipe says,
            or less where the guarded old faces would pay for it.
    """

    before: EmotionCNN
    after: EmotionCNN
    share: float

    def keeping(self, share: float) -> EmotionCNN:
        """The network that keeps so much of the lesson."""
        return between(self.before, self.after, share=share)


def teach_network(
    before: Checkpoint,
    lesson: Lesson,
    config: TeachConfig,
    *,
    device: str = "auto",
    context: JobContext | None = None,
) -> Learned:
    """Teach a copy of a network; the network itself is not altered.

    Its own answers from before are part of what it learns, and so are old faces where they are in
    the lesson; what is kept of it lies between the weights before and after.

    Args:
        before: the network that learns; its preprocessing counts.
        lesson: what is shown.
        config: how.
        device: as `TrainConfig.device`.
        context: progress in faces; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    recipe = lesson.recipe(before, config, device=device)
    work = context or JobContext()
    learner = LastLayers(before.network, recipe, before.info.preprocessing, work)
    with torch.random.fork_rng(devices=[]), keep_freed_memory():
        torch.manual_seed(config.seed)
        generator = torch.Generator().manual_seed(config.seed)
        features = learner.features(lesson.part, generator)
        labels = torch.from_numpy(lesson.part.labels)
        learner.learn(features, labels, lesson.own_share(config), generator)
    taught = learner.network.cpu().eval()
    share = config.share
    if lesson.watched is not None:
        share = _guarded(before.network, taught, learner, lesson.watched, most=share)
    return Learned(before.network, taught, share)


def _guarded(
    before: EmotionCNN, taught: EmotionCNN, learner: LastLayers, watched: FacePart, *, most: float
) -> float:
    """The most of a lesson that costs old faces nothing beyond one standard error."""
    # The network knows them by heart; changed at random they are as new faces are to it.
    generator = torch.Generator().manual_seed(WATCHED)
    features = learner.features(watched, generator, told=False).cpu()
    right = _right(learner, before, features, watched)
    for share in SHARES:
        now = _right(learner, between(before, taught, share=share * most), features, watched)
        lost, won = int((right & ~now).sum()), int((now & ~right).sum())
        if lost - won <= (lost + won) ** 0.5:
            return share * most
    return 0.0


def _right(
    learner: LastLayers, network: EmotionCNN, features: torch.Tensor, part: FacePart
) -> npt.NDArray[np.bool_]:
    logits = learner.answers(network.eval(), features)
    return np.asarray(logits.argmax(dim=1).numpy() == part.labels)


def between(before: EmotionCNN, after: EmotionCNN, *, share: float) -> EmotionCNN:
    """A network whose weights lie between those of two; `share` of the second."""
    mixed = copy.deepcopy(after)
    old = before.state_dict()
    with torch.no_grad():
        for name, weights in mixed.state_dict().items():
            if weights.is_floating_point():
                weights.lerp_(old[name].to(weights.dtype), 1 - share)
    return mixed


def _some(part: FacePart, places: npt.NDArray[np.intp]) -> FacePart | None:
    """Some faces of a part; None where there are none."""
    if not len(places):
        return None
    chosen = np.sort(places)
    return FacePart(part.faces, part.rows[chosen], part.labels[chosen], part.name)
