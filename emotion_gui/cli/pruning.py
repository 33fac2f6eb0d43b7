"""What the verbs about pruning share: options, the subject, what is said of before and after."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emotion_gui.cli.parts import FacesChoice, chosen_dataset, judged_part, learning_part
from emotion_gui.cli.run import CliRun, OverwriteOption, percent
from emotion_gui.core.pruning.criteria import Criterion

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost, Judgement
    from emotion_gui.core.jobs import JobContext, Progress
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.pruning.plan import Plan
    from emotion_gui.operations.keep import Pruned
    from emotion_gui.operations.subject import Subject

_OBS = "obs"  # what people call it; plan files know it by an older name
_NAMES = [_OBS if criterion is Criterion.OBS else str(criterion) for criterion in Criterion]


def parse_criterion(text: str) -> Criterion:
    """A criterion by its name; the older `surgeon` is understood, too."""
    name = text.lower()
    if name == _OBS:
        return Criterion.OBS
    if name in list(Criterion):
        return Criterion(name)
    raise typer.BadParameter(f"{text!r} is not one of {', '.join(_NAMES)}")


CRITERIA_METAVAR = f"[{'|'.join(_NAMES)}]"
LayerOption = Annotated[
    int | None, typer.Option(min=1, help="Which convolution, from 1; the last by default.")
]
SeedOption = Annotated[int, typer.Option(min=0, help="Of the training.")]


def criterion_option(help_text: str, *names: str) -> Any:
    """A Typer option whose values are `Criterion`s by their names."""
    return typer.Option(*names, parser=parse_criterion, metavar=CRITERIA_METAVAR, help=help_text)


@dataclass(frozen=True)
class PlanPaths:
    """What a verb writes that carries out one plan, and the plan that it may read."""

    out: Annotated[Path, typer.Option(help="The checkpoint to write.")]
    plan: Annotated[Path | None, typer.Option(help="Write the plan here, as JSON.")] = None
    replay: Annotated[
        Path | None, typer.Option(help="Replay a plan file; refused if it is for another network.")
    ] = None
    overwrite: OverwriteOption = False

    def check(self, run: CliRun, checkpoint: str, faces: FacesChoice) -> None:
        """Refuse to write over anything that is read, or exists without the user's word."""
        run.check_targets(
            self.out,
            self.plan,
            inputs=[checkpoint, faces.source, self.replay],
            overwrite=self.overwrite,
        )

    def write(self, pruned: Pruned, plan: Plan) -> None:
        """The network, and the plan where that is asked for."""
        from emotion_gui.core.pruning.plan import save_plan
        from emotion_gui.operations.keep import write_network

        write_network(pruned, self.out)
        if self.plan is not None:
            save_plan(self.plan, plan)


@dataclass(frozen=True)
class Finetuning:
    """Training of the pruned network."""

    finetune: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Train on after compacting.")
    ] = 0
    seed: SeedOption = 7


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


def replayed(path: Path, checkpoint: Checkpoint) -> Plan:
    """The plan in a file, checked before any face is read."""
    from emotion_gui.core.pruning.plan import load_plan

    plan = load_plan(path)
    plan.check(checkpoint.network)
    return plan


@contextlib.contextmanager
def opened_subject(
    run: CliRun,
    checkpoint: Checkpoint,
    faces: FacesChoice,
    title: str,
    listener: Callable[[Progress], None] | None = None,
) -> Iterator[tuple[Subject, JobContext]]:
    """Open both parts and start the job.

    Raises:
        EmptyPartError: a part has no faces.
        LabelSetsDifferError: the model tells other classes than the faces have.
        EmotionGuiError: the faces cannot be read.
    """
    from emotion_gui.operations.subject import Subject

    labels = checkpoint.info.label_set
    with (
        chosen_dataset(run, faces, model=checkpoint.info) as (dataset, has_parts),
        run.job(title, listener) as context,
    ):
        learning = learning_part(dataset).told_in(labels)
        judged = judged_part(dataset, faces.part, has_parts=has_parts).told_in(labels)
        yield Subject(checkpoint, learning, judged), context


def say_before_and_after(
    run: CliRun, subject: Subject, before: Judgement, after: Judgement
) -> None:
    """The accuracies, for people."""
    run.say(
        f"accuracy {percent(before.accuracy)} -> {percent(after.accuracy)} "
        f"(n = {after.n:,}, part {subject.judged.name}, McNemar p = {after.p:.3f})"
    )
    say_learned(run, after)


def say_one_training(run: CliRun, epochs: int, seed: int) -> None:
    """That what was trained is one draw; nothing where nothing was."""
    if epochs:
        run.say(f"  of one training (seed {seed}): others end elsewhere, three seeds say how far")


def say_learned(run: CliRun, judgement: Judgement) -> None:
    """How many of the faces were learned, and the figure on the others."""
    from emotion_gui.core.reports.learned_text import learned_lines

    for line in learned_lines(judgement):
        run.say(f"  {line}")


def say_costs(run: CliRun, before: Cost, after: Cost) -> None:
    """What became smaller and faster, for people."""
    run.say(
        f"parameters {before.parameters:,} -> {after.parameters:,}, "
        f"multiplications {before.macs:,} -> {after.macs:,}, "
        f"{before.ms:.2f} -> {after.ms:.2f} ms a face"
    )
