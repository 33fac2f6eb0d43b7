"""`train`: a run on a data set, or the rest of an interrupted one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import CliRun, LinesRunOptions, cli_run, percent
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobCancelled, Progress

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.metrics import Evaluation
    from emotion_gui.core.training.records import TrainConfig
    from emotion_gui.core.training.runs import TrainOutcome
    from emotion_gui.core.workspace.workspace import Workspace


@app.command("train")
@with_bundles
def train_verb(
    dataset: Annotated[str | None, typer.Option(help="Name of the data set.")] = None,
    preset: Annotated[
        str, typer.Option(help="best-on-cpu, quick, plus, paper, paper-10-1e-3, …")
    ] = "best-on-cpu",
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the data.")] = None,
    learning_rate: Annotated[float | None, typer.Option("--lr", help="Learning rate.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=2, help="Faces a step.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Decides every random draw.")] = None,
    early_stop: Annotated[
        int | None, typer.Option(min=0, help="Epochs without progress before it stops; 0 = off.")
    ] = None,
    soft_labels: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of the voters (FER+) in the targets.")
    ] = None,
    balance: Annotated[
        str | None, typer.Option(help="Rare classes: off, loss (weights) or sampling.")
    ] = None,
    teacher: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="Learn the answers of this model (or several: A,B) too."
        ),
    ] = None,
    teacher_weight: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of the teacher in the loss.")
    ] = None,
    teacher_temperature: Annotated[
        float | None, typer.Option(help="Softens both answers before they are compared.")
    ] = None,
    start_from: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Begin with these weights: default, run-3, a file."),
    ] = None,
    new_head: Annotated[
        bool, typer.Option("--new-head", help="Keep the features of --start-from, learn a head.")
    ] = False,
    backbone: Annotated[
        str | None,
        typer.Option(
            help="Learn a head on torchvision's features: mobilenet_v3_small, resnet18 or "
            "efficientnet_b0."
        ),
    ] = None,
    backbone_weights: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Their weights (.pth or .safetensors); see --backbone."),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Any other value of the recipe, as sweep --grid names them: ema=0.999, "
            "optimizer=sgd, erase=0.3; repeat it.",
        ),
    ] = None,
    widths: Annotated[
        str | None,
        typer.Option(
            metavar="N,N,…",
            help="Feature maps of each convolution, in place of the preset's: 32,64,64,…",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(help="auto (bfloat16 where it is faster), float32 or bfloat16."),
    ] = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="Repeatable on graphics cards as well.")
    ] = False,
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
    options: LinesRunOptions,
) -> None:
    """Train a network; every epoch is safe on disk, Ctrl-C keeps what is done."""
    if (dataset is None) == (resume is None):
        raise typer.BadParameter("give either --dataset NAME or --resume RUN")
    changes = {
        "epochs": epochs,
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "seed": seed,
        "early_stop": early_stop,
        "soft_labels": soft_labels,
        "balance_classes": balance,
        "teacher": teacher,
        "teacher_weight": teacher_weight,
        "teacher_temperature": teacher_temperature,
        "frozen_features": new_head or None,
        "precision": precision,
        "deterministic": deterministic or None,
    }
    chosen: dict[str, object] = {key: value for key, value in changes.items() if value is not None}
    if resume is not None and (chosen or values or start_from or backbone or find_lr):
        raise typer.BadParameter("a resumed run keeps its own values")
    if backbone_weights is not None and backbone is None:
        raise typer.BadParameter("--backbone-weights goes with --backbone NAME")
    if backbone is not None and start_from is not None:
        raise typer.BadParameter("give either --backbone or --start-from")
    if widths is not None and (resume or start_from or backbone):
        raise typer.BadParameter("--widths goes with a network that is trained from scratch")
    maps = _widths(widths)
    with (
        cli_run(options) as run,
        run.workspace() as opened,
    ):
        if resume is not None:
            outcome = _train(run, opened, resume=_find_run(opened, resume))
        else:
            config, start = _recipe(opened, preset, values or (), chosen, start_from)
            if maps:
                config = dataclasses.replace(config, network=config.network.with_widths(maps))
            if backbone is not None:
                config, start = _over_backbone(run, config, backbone, backbone_weights)
            if find_lr:
                _find_rate(run, opened, dataset or "", config, start)
                return
            outcome = _train(
                run, opened, dataset=dataset or "", config=config, name=name, start=start
            )
        _tell(run, outcome, _final(run, opened, outcome) if final else None)


def _recipe(
    workspace: Workspace,
    preset: str,
    values: Sequence[str],
    chosen: dict[str, object],
    start_from: str | None,
) -> tuple[TrainConfig, Path | None]:
    """The preset with what was asked for; a start brings its network along."""
    from emotion_gui.core.training.grid import with_values
    from emotion_gui.core.training.presets import preset as find

    config = with_values(find(preset).config, values)
    config = dataclasses.replace(config, **chosen)  # type: ignore[arg-type]
    if start_from is None:
        return config, None
    from emotion_gui.core.model.catalogue import resolve_checkpoint
    from emotion_gui.core.model.checkpoint import read_info

    path = resolve_checkpoint(start_from, workspace)
    return dataclasses.replace(config, network=read_info(path).spec), path


def _widths(text: str | None) -> tuple[int, ...]:
    """The numbers of `32,64,64`; empty where nothing was given."""
    try:
        return tuple(int(width) for width in text.split(",")) if text is not None else ()
    except ValueError:
        raise typer.BadParameter(f"--widths takes numbers with commas, not {text!r}") from None


def _over_backbone(
    run: CliRun, config: TrainConfig, backbone: str, weights: Path | None
) -> tuple[TrainConfig, Path]:
    from emotion_gui.core.model.backbones import backbone_spec

    spec, file = backbone_spec(backbone, weights)
    run.note(f"features of {backbone} from {file}; only the head learns")
    return dataclasses.replace(config, network=spec, frozen_features=True), file


def _find_rate(
    run: CliRun, workspace: Workspace, dataset: str, config: TrainConfig, start: Path | None
) -> None:
    from emotion_gui.core.training.rate_finder import find_learning_rate

    with run.job("Looking for a learning rate") as context:
        curve = find_learning_rate(workspace, dataset, config, context, start_from=start)
    run.emit(dataclasses.asdict(curve))
    run.say(
        f"suggested learning rate {curve.suggestion:g}, in the middle of the fall of the loss "
        f"from {max(curve.losses):.3f} to {min(curve.losses):.3f}"
    )


def _final(run: CliRun, workspace: Workspace, outcome: TrainOutcome) -> Evaluation:
    """The finished run on the final part of its data set's split."""
    from emotion_gui.core.data.dataset import open_dataset
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
    from emotion_gui.core.evaluation.ledger import open_final_part

    dataset = open_dataset(workspace, workspace.dataset_by_id(outcome.run.dataset_id or 0).name)
    opened = open_final_part(
        workspace,
        dataset,
        checkpoint=outcome.checkpoint,
        model=outcome.run.name,
        run_id=outcome.run.run_id,
    )
    with run.job("Final part") as context:
        return evaluate_checkpoint(outcome.checkpoint, opened.faces, context=context).evaluation


def _train(
    run: CliRun,
    workspace: Workspace,
    *,
    dataset: str = "",
    config: TrainConfig | None = None,
    name: str = "",
    resume: int | None = None,
    start: Path | None = None,
) -> TrainOutcome:
    from emotion_gui.core.training.requests import TrainRequest
    from emotion_gui.core.training.runs import resume_run, train_run

    def on_progress(progress: Progress) -> None:
        _show_epoch(run, progress)

    try:
        with run.job("Training", on_progress) as context:
            if config is None:
                return resume_run(workspace, resume or 0, context)
            return train_run(workspace, TrainRequest(dataset, config, name, start), context)
    except (JobCancelled, KeyboardInterrupt):
        newest = resume or max((row.run_id for row in workspace.runs()), default=0)
        if newest:
            run.note(f"go on with: emotion-gui train --resume {newest}")
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


def _tell(run: CliRun, outcome: TrainOutcome, validation: Evaluation | None) -> None:
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
