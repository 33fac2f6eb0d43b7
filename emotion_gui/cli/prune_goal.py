"""`prune` to a goal: all layers, repaired, in 8 bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.parts import FacesChoice
from emotion_gui.cli.pruning import (
    Finetuning,
    PlanPaths,
    open_checkpoint,
    opened_subject,
    say_before_and_after,
    say_one_training,
)
from emotion_gui.cli.run import CliRun, ExecutorOption
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.executors.wish import HERE

if TYPE_CHECKING:
    from emotion_gui.operations.goal.request import GoalRequest
    from emotion_gui.operations.goal.result import GoalResult


@dataclass(frozen=True)
class GoalChoice:
    """What the network shall become; None leaves a wish out."""

    at_most_kb: Annotated[
        float | None,
        typer.Option(min=0.1, help="Over all layers: so many kB (1000 bytes) as .onnx file."),
    ] = None
    at_most_ms: Annotated[
        float | None,
        typer.Option(min=0.001, help="Over all layers: a face in so many milliseconds here."),
    ] = None
    at_least: Annotated[
        float | None, typer.Option(min=0.1, max=100, help="Accuracy that must stay, in per cent.")
    ] = None
    at_most_worse: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            max=100,
            help="Points of accuracy that may be lost; McNemar's test must show it (p 0.05).",
        ),
    ] = None
    in_float: Annotated[
        bool, typer.Option("--float", help="With a goal: leave out the 8 bits at the end.")
    ] = False

    executor: ExecutorOption = HERE

    @property
    def is_given(self) -> bool:
        """Whether there is a goal at all."""
        wishes = (self.at_most_kb, self.at_most_ms, self.at_least, self.at_most_worse)
        return any(wish is not None for wish in wishes)

    def check(self, *, excluded: bool) -> None:
        """Raises BadParameter (wrong usage) where choices exclude each other."""
        if self.is_given and excluded:
            raise typer.BadParameter("a goal chooses layers, maps, rule, preset and repair itself")
        if self.in_float and not self.is_given:
            raise typer.BadParameter("--float goes with a goal such as --at-most-kb")
        if self.executor != HERE and not self.is_given:
            raise typer.BadParameter(
                "--executor surveys the layers for a goal such as --at-most-kb"
            )

    def request(self, training: Finetuning) -> GoalRequest:
        """As the operation takes it."""
        from emotion_gui.operations.goal.request import GoalRequest

        return GoalRequest(
            at_most_kb=self.at_most_kb or 0.0,
            at_most_ms=self.at_most_ms or 0.0,
            at_least=(self.at_least or 0.0) / 100,
            at_most_worse=(self.at_most_worse or 0.0) / 100,
            quantize=not self.in_float,
            epochs=training.finetune,
            seed=training.seed,
        )


def prune_to_a_goal(
    run: CliRun,
    checkpoint: str,
    files: PlanPaths,
    faces: FacesChoice,
    goal: GoalChoice,
    training: Finetuning,
) -> None:
    """Carry it out; nothing is written where the goal is missed.

    Raises:
        ConfigError: the goal cannot be met, or was missed in the end.
    """
    from emotion_gui.core.pruning.plan import save_plan
    from emotion_gui.operations.goal.prune import prune_to_goal
    from emotion_gui.operations.keep import write_network

    loaded = open_checkpoint(run, checkpoint)
    with opened_subject(run, loaded, faces, "Pruning to a goal") as (subject, context):
        result = prune_to_goal(subject, goal.request(training), context, executor=goal.executor)
        if not result.missed:
            write_network(result.kept, files.out, context)
            if files.plan is not None:
                save_plan(files.plan, result.plan)
    if result.missed:
        _tell(run, result)
        raise _missed(result)
    size = files.out.stat().st_size
    facts = {"file": files.out, "file_bytes": size, "part": result.subject.judged.name}
    run.emit({**result.to_json(), **facts})
    _tell(run, result)
    run.say(f"{files.out}: {size / 1000:.1f} kB")
    if size > result.bytes_after:
        run.say("  the network, what is known of it, and which faces it has learned")


def _missed(result: GoalResult) -> ConfigError:
    """Where it ended."""
    name = result.missed[0]
    asked = result.request
    wish, reached = {
        "at_most_kb": (f"{asked.at_most_kb:g} kB", f"{result.bytes_after / 1000:.3g} kB"),
        "at_most_ms": (f"{asked.at_most_ms:g} ms", f"{result.ms_after:.3g} ms"),
        "at_least": (f"{100 * asked.at_least:g} %", f"{100 * result.after.accuracy:.2f} %"),
        "at_most_worse": (
            f"{100 * asked.at_most_worse:g} points",
            _loss_words(result),
        ),
    }[name]
    return ConfigError(name, wish, f"the nearest that can be reached is {reached}")


def _loss_words(result: GoalResult) -> str:
    judged = result.after.decisive
    assert judged.test is not None
    lost = 100 * (judged.test.b - judged.test.c) / max(1, judged.n)
    p = judged.loss_p(result.request.at_most_worse)
    return f"{lost:.2f} points on {judged.n:,} faces (p = {p:.3f} that it is more)"


def _tell(run: CliRun, result: GoalResult) -> None:
    widths = result.network.spec.widths
    for layer, (report, next_share) in enumerate(
        zip(result.found.layers, result.chosen.next_shares, strict=True)
    ):
        free = f"{100 * report.removable:.0f} % alone without a loss that can be told"
        words = f"{report.name}: {report.maps} -> {widths[layer]} maps ({free}"
        if next_share is not None:
            words += (
                f"; with {next_share.gone} gone {next_share.lost:.4f} nats more"
                f" for {next_share.saved_bytes / 1000:.1f} kB"
            )
        run.say(words + ")")
    run.say(f"divergence {result.measured:.4f} nats on held-out training faces")
    say_before_and_after(run, result.subject, result.before, result.after)
    say_one_training(run, result.request.epochs, result.request.seed)
    run.say(
        f"{result.bytes_before / 1000:.1f} -> {result.bytes_after / 1000:.1f} kB as .onnx, "
        f"{result.ms_before:.3f} -> {result.ms_after:.3f} ms a face"
    )
    if result.int8_pays is False:
        kept = "the size asks for it" if result.quantized is not None else "it is left out"
        run.say(f"int8 is not faster than float on this computer: {kept}")
