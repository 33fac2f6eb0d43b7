"""`train`: a run on a data set, or the rest of an interrupted one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.recipe import given, recipe_options
from emotion_gui.cli.run import CliRun, LinesRunOptions, cli_run, percent
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.training.requests import TrainRequest

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.metrics import Evaluation
    from emotion_gui.core.training.config import TrainConfig
    from emotion_gui.core.training.outcome import TrainOutcome
    from emotion_gui.core.workspace.workspace import Workspace


@dataclasses.dataclass(frozen=True)
class StartOptions:
    """What a training begins with."""

    start_from: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Begin with these weights: default, run-3, a file."),
    ] = None
    backbone: Annotated[
        str | None,
        typer.Option(
            help="Learn a head on torchvision's features: mobilenet_v3_small, resnet18 or "
            "efficientnet_b0."
        ),
    ] = None
    backbone_weights: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Their weights (.pth or .safetensors); see --backbone."),
    ] = None
    widths: Annotated[
        str | None,
        typer.Option(
            metavar="N,N,…",
            help="Feature maps of each convolution, in place of the preset's: 32,64,64,…",
        ),
    ] = None

    def check(self) -> None:
        """Refuse combinations that contradict themselves.

        Raises:
            BadParameter: there is one.
        """
        if self.backbone_weights is not None and self.backbone is None:
            raise typer.BadParameter("--backbone-weights goes with --backbone NAME")
        if self.backbone is not None and self.start_from is not None:
            raise typer.BadParameter("give either --backbone or --start-from")
        if self.widths is not None and (self.start_from or self.backbone):
            raise typer.BadParameter("--widths goes with a network that is trained from scratch")
        _widths(self.widths)


RecipeOptions = recipe_options()


@app.command("train")
@with_bundles
def train_verb(
    dataset: Annotated[str | None, typer.Option(help="Name of the data set.")] = None,
    preset: Annotated[
        str, typer.Option(help="best-on-cpu, quick, plus, paper, paper-10-1e-3, …")
    ] = "best-on-cpu",
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Any other value, as sweep --grid names them: erase=0.3, rotation_deg=10; "
            "repeat it.",
        ),
    ] = None,
    find_lr: Annotated[
        bool, typer.Option("--find-lr", help="Only look for a learning rate; stores nothing.")
    ] = False,
    name: Annotated[str, typer.Option(help="Name of the run.")] = "",
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help="Go on with this run (number or name).")
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="Then open the split's final part; it is recorded.")
    ] = False,
    *,
    start: StartOptions,
    recipe: RecipeOptions,  # type: ignore[valid-type]  # made of the recipe's fields
    options: LinesRunOptions,
) -> None:
    """Train a network; every epoch is safe on disk, Ctrl-C keeps what is done."""
    if (dataset is None) == (resume is None):
        raise typer.BadParameter("give either --dataset NAME or --resume RUN")
    chosen = given(recipe)
    if resume is not None and (chosen or values or find_lr or start != StartOptions()):
        raise typer.BadParameter("a resumed run keeps its own values")
    start.check()
    from emotion_gui.operations.train import helps

    if helps():
        _help(options)
        return
    with cli_run(options) as run, run.workspace() as opened:
        if resume is not None:
            outcome = _train(run, opened, _find_run(opened, resume))
        else:
            config = _recipe(preset, values or (), chosen)
            request = TrainRequest(dataset or "", config, name)
            request = _with_start(run, opened, request, _or_presets(start, preset))
            if find_lr:
                _find_rate(run, opened, request)
                return
            outcome = _train(run, opened, request)
            _note_small_set(run, opened, request)
        _report(run, outcome, _final(run, opened, outcome) if final else None)


def _note_small_set(run: CliRun, workspace: Workspace, request: TrainRequest) -> None:
    """Say that fresh weights learn little from so few; rows of the paper's table begin so."""
    from emotion_gui.core.training.presets import TABLE_1
    from emotion_gui.operations.train import count_parts

    if request.start_from is not None or request.config.preset in {row.key for row in TABLE_1}:
        return
    counts = count_parts(workspace, request.dataset, JobContext())
    if counts.is_small_set:
        run.note(
            f"{counts.train} faces to learn from are few for fresh weights; "
            "--preset small-set begins with a bundled model"
        )


def _help(options: LinesRunOptions) -> None:
    """One of several processes that train together, but not the one that writes and tells."""
    from emotion_gui.operations.train import help_training

    with cli_run(options) as run, run.interrupts.job():
        help_training(JobContext(is_cancelled=run.interrupts.asked))


def _recipe(preset: str, values: Sequence[str], chosen: dict[str, Any]) -> TrainConfig:
    """The preset with what was asked for."""
    from emotion_gui.core.training.grid import with_values
    from emotion_gui.core.training.presets import preset as find

    return dataclasses.replace(with_values(find(preset).config, values), **chosen)


def _or_presets(start: StartOptions, preset: str) -> StartOptions:
    """What was asked for, or else the model that the preset begins with."""
    from emotion_gui.core.training.presets import preset as find

    own = find(preset).start
    return start if start != StartOptions() or not own else StartOptions(start_from=own)


def _with_start(
    run: CliRun, workspace: Workspace, request: TrainRequest, start: StartOptions
) -> TrainRequest:
    """The request with what it begins with; a start brings its network along."""
    config = request.config
    if start.start_from is not None:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import read_info

        path = resolve_checkpoint(start.start_from, workspace)
        config = dataclasses.replace(config, network=read_info(path).spec)
        return dataclasses.replace(request, config=config, start_from=path)
    if start.backbone is not None:
        from emotion_gui.core.model.backbones import backbone_spec

        spec, file = backbone_spec(start.backbone, start.backbone_weights)
        run.note(f"features of {start.backbone} from {file}; only the head learns")
        config = dataclasses.replace(config, network=spec, frozen_features=True)
        return dataclasses.replace(request, config=config, start_from=file)
    maps = _widths(start.widths)
    if maps:
        config = dataclasses.replace(config, network=config.network.with_widths(maps))
    return dataclasses.replace(request, config=config)


def _widths(text: str | None) -> tuple[int, ...]:
    """The numbers of `32,64,64`; empty where nothing was given."""
    try:
        return tuple(int(width) for width in text.split(",")) if text is not None else ()
    except ValueError:
        raise typer.BadParameter(f"--widths takes numbers with commas, not {text!r}") from None


def _find_rate(run: CliRun, workspace: Workspace, request: TrainRequest) -> None:
    from emotion_gui.operations.train import find_rate

    with run.job("Looking for a learning rate") as context:
        curve = find_rate(workspace, request, context)
    run.emit(dataclasses.asdict(curve))
    run.say(
        f"suggested learning rate {curve.suggestion:g}, in the middle of the fall of the loss "
        f"from {max(curve.losses):.3f} to {min(curve.losses):.3f}"
    )


def _final(run: CliRun, workspace: Workspace, outcome: TrainOutcome) -> Evaluation:
    from emotion_gui.operations.train import judge_finally

    with run.job("Final part") as context:
        return judge_finally(workspace, outcome, context)


def _train(run: CliRun, workspace: Workspace, what: TrainRequest | int) -> TrainOutcome:
    """A new training, or the rest of the run of this number."""
    from emotion_gui.operations.train import resume, train

    def on_progress(progress: Progress) -> None:
        _show_epoch(run, progress)

    try:
        with run.job("Training", on_progress) as context:
            if isinstance(what, int):
                return resume(workspace, what, context)
            return train(workspace, what, context)
    except (JobCancelled, KeyboardInterrupt):
        newest = max((row.run_id for row in workspace.runs()), default=0)
        number = what if isinstance(what, int) else newest
        if number:
            run.note(f"go on with: emotion-gui train --resume {number}")
        raise


def _show_epoch(run: CliRun, progress: Progress) -> None:
    from emotion_gui.core.training.records import EpochRecord, MemoryNotice

    record = progress.detail
    if isinstance(record, MemoryNotice):
        run.note(f"memory is full: each step of {record.batch_size} goes in {record.pieces} pieces")
    if not isinstance(record, EpochRecord):
        return
    values = record.to_json()
    del values["confusion"]
    run.emit(values)
    run.note(
        f"epoch {record.epoch}: loss {record.train_loss:.3f}, "
        f"train {percent(record.train_accuracy)}, test {percent(record.test_accuracy)}, "
        f"{record.images_per_second:,.0f} images/s"
    )


def _find_run(workspace: Workspace, text: str) -> int:
    rows = workspace.runs()
    for row in rows:
        if text == str(row.run_id) or text == row.name:
            return row.run_id
    raise NotFoundError("run", text, [f"{row.run_id} ({row.name})" for row in rows])


def _report(run: CliRun, outcome: TrainOutcome, validation: Evaluation | None) -> None:
    test = outcome.test
    run.emit(
        {
            "run": outcome.run.run_id,
            "name": outcome.run.name,
            "checkpoint": outcome.checkpoint,
            "best_epoch": outcome.best_epoch,
            "kept_epoch": outcome.kept_epoch,
            "which": outcome.run.config.get("keep", "best"),
            "test_accuracy": test.accuracy,
            "validation_accuracy": None if validation is None else validation.accuracy,
            "n": test.n,
            "interval": test.interval,
            "validation_n": None if validation is None else validation.n,
            "validation_interval": None if validation is None else validation.interval,
        }
    )
    low, high = test.interval
    run.say(
        f"run {outcome.run.run_id}: test accuracy {percent(test.accuracy)} "
        f"(n = {test.n:,}, 95 % interval {100 * low:.1f}-{100 * high:.1f})"
    )
    run.say(f"  {_kept(outcome)}")
    if validation is not None:
        run.say(f"  validation {percent(validation.accuracy)} (n = {validation.n:,})")
    run.say(f"  {outcome.checkpoint}")


def _kept(outcome: TrainOutcome) -> str:
    """Which epoch the figure is of, and whether it was chosen on the faces it is measured on."""
    kept, best = outcome.kept_epoch, outcome.best_epoch
    if outcome.run.config.get("keep") == "last":
        return f"of the last epoch, {kept} (the best on test was {best})"
    return f"of epoch {kept}, the best on these test faces: chosen on them, so a little kind"
