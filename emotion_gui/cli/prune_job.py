"""What the verbs about pruning share: the checkpoint, its faces, before and after."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.cli.parts import FacesChoice, chosen_dataset, judged_part, learning_part
from emotion_gui.cli.run import CliRun, percent

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.jobs import JobContext, Progress
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.measurement import PruningData

_MEASURED_FACES = 4096


@dataclass(frozen=True)
class PruneJob:
    """A job about to begin.

    Attributes:
        checkpoint: the original.
        learning: the part that angles, fits and fine-tuning see.
        judged: the part that accuracies are taken on.
        context: progress and cancel.
    """

    checkpoint: Checkpoint
    learning: FacePart
    judged: FacePart
    context: JobContext

    def measured_faces(self) -> PruningData:
        """At most 4,096 faces to learn from, evenly spaced: enough for many layers in turn."""
        from emotion_gui.core.pruning.measurement import PruningData

        step = max(1, -(-len(self.learning) // _MEASURED_FACES))
        pixels, labels = self.learning.pixels()[::step], self.learning.labels[::step]
        return PruningData(pixels, self.checkpoint.info.preprocessing, labels)

    def finetuner(self, epochs: int, seed: int) -> Callable[[EmotionCNN], EmotionCNN] | None:
        """What trains a compacted network further; None for no epochs."""
        if not epochs:
            return None
        return lambda network: self.finetune(network, epochs, seed)

    def finetune(
        self, network: EmotionCNN, epochs: int, seed: int, context: JobContext | None = None
    ) -> EmotionCNN:
        """A copy trained on; `context` instead of the job's own."""
        from emotion_gui.core.training.finetune import finetune_network

        return finetune_network(
            network, self.learning, self.judged, teacher=self.checkpoint,
            epochs=epochs, seed=seed, context=context or self.context,
        )  # fmt: skip


def open_checkpoint(run: CliRun, name: str) -> Checkpoint:
    """A file, a bundled model, or a run of the workspace.

    Raises:
        NotFoundError: there is no such thing.
        CheckpointError: the file cannot be used.
    """
    from emotion_gui.core.model.catalogue import resolve_checkpoint
    from emotion_gui.core.model.checkpoint import load_checkpoint

    with run.workspace_if_any() as known:
        return load_checkpoint(resolve_checkpoint(name, known))


@contextlib.contextmanager
def prune_job(
    run: CliRun,
    checkpoint: Checkpoint,
    asked: FacesChoice,
    title: str,
    listener: Callable[[Progress], None] | None = None,
) -> Iterator[PruneJob]:
    """Open both parts and start the job.

    Raises:
        EmptyPartError: a part has no faces.
        EmotionGuiError: the faces cannot be read.
    """
    with (
        chosen_dataset(
            run, asked, preprocessing=checkpoint.info.preprocessing
        ) as (faces, has_parts),
        run.job(title, listener) as context,
    ):  # fmt: skip
        learning = learning_part(faces)
        judged = judged_part(faces, asked.part, has_parts=has_parts)
        yield PruneJob(checkpoint, learning, judged, context)


def before_and_after(
    job: PruneJob, final: EmotionCNN, *, finetuned: bool = False
) -> tuple[dict[str, Any], Judgement]:
    """The original and what became of it: widths, accuracy, costs, milliseconds a face."""
    from emotion_gui.core.evaluation.acquaintance import Acquaintance
    from emotion_gui.core.evaluation.complexity import timed_costs
    from emotion_gui.core.evaluation.judgement import Judge, change_to_json, costs_to_json
    from emotion_gui.core.model.learned_faces import after_training

    original, part = job.checkpoint.network, job.judged
    info = job.checkpoint.info
    learned = after_training(info.learned, job.learning.pixels()) if finetuned else info.learned
    judge = Judge(
        part.pixels(), part.labels, info.preprocessing,
        known=Acquaintance.between(part.pixels(), learned), context=job.context,
    )  # fmt: skip
    right = judge.right(original)
    judge = judge.against(right)
    costs = timed_costs((original, final))
    after = judge(final)
    facts = {
        "maps_before": list(original.spec.widths),
        "maps_after": list(final.spec.widths),
        **change_to_json(judge.of(right), after),
        **costs_to_json(*costs),
    }
    return facts, after


def say_learned(run: CliRun, judgement: Judgement) -> None:
    """How many of the faces were learned, and the figure on the others."""
    from emotion_gui.core.reports.learned_text import learned_lines

    for line in learned_lines(judgement):
        run.say(f"  {line}")


def say_before_and_after(
    run: CliRun, facts: Mapping[str, Any], judgement: Judgement, part: str
) -> None:
    """The accuracy and the multiplications of `before_and_after`, for people."""
    run.say(
        f"accuracy {percent(facts['accuracy_before'])} -> {percent(facts['accuracy_after'])} "
        f"(n = {facts['n']:,}, part {part}, McNemar p = {facts['mcnemar_p']:.3f})"
    )
    say_learned(run, judgement)
    run.say(f"multiplications {facts['macs_before']:,} -> {facts['macs_after']:,}")
