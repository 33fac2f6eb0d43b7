"""`evaluate`: a checkpoint on a part of a data set or on a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import (
    CheckpointArgument,
    EngineOption,
    FacesChoice,
    FlipOption,
    PartName,
    PriorOption,
    choose_part,
    chosen_dataset,
    expected_mix,
)
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run, percent

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.evaluation.metrics import Evaluation
    from emotion_gui.core.evaluation.robustness import Robustness
    from emotion_gui.core.model.checkpoint import Checkpoint


_CURVES = (".png", ".svg", ".pdf", ".csv", ".tex")


@dataclass(frozen=True)
class _Manner:
    """How the faces are judged."""

    flip: FlipOption = False
    prior: PriorOption = "training"
    engine: EngineOption = "auto"
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate",
            help="First fit temperature and unsure threshold on the data set's test part and "
            "store them in the checkpoint.",
        ),
    ] = False
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help="Open the data set's final part for this model, once, and write the report.",
        ),
    ] = False

    robustness: Annotated[
        bool,
        typer.Option(
            "--robustness",
            help="Also under what cameras do: blur, JPEG, little light, shifted boxes and others, "
            "three strengths each.",
        ),
    ] = False

    def check(self, faces: FacesChoice) -> None:
        """Raises BadParameter (wrong usage): the final part is opened alone, and so on."""
        if expected_mix(self.prior) and (self.final or self.calibrate):
            raise typer.BadParameter("--prior goes with neither --final nor --calibrate")
        if self.final and self.robustness:
            raise typer.BadParameter("--robustness is measured before the final part is opened")
        if (self.final or self.calibrate) and faces.dataset is None:
            raise typer.BadParameter("--final and --calibrate need --dataset NAME")
        if self.final and (self.calibrate or faces.part is not None):
            raise typer.BadParameter("--final goes with neither --part nor --calibrate")
        if self.calibrate and faces.part not in (None, PartName.TEST):
            raise typer.BadParameter("--calibrate uses the test part")


@dataclass(frozen=True)
class _Written:
    """What is kept of it."""

    report: Annotated[
        Path | None, typer.Option(help="Write a self-contained HTML report here.")
    ] = None
    curves: Annotated[
        Path | None,
        typer.Option(
            help="With --robustness: its curves as .png, .svg or .pdf, or their numbers as .csv "
            "or .tex."
        ),
    ] = None
    overwrite: OverwriteOption = False


@app.command("evaluate")
@with_bundles
def evaluate_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    manner: _Manner,
    written: _Written,
    options: RunOptions,
) -> None:
    """Accuracy with its interval, confusion matrix and scores a class."""
    faces.check()
    manner.check(faces)
    report, curves = written.report, written.curves
    if curves is not None and not manner.robustness:
        raise typer.BadParameter("--curves goes with --robustness")
    with cli_run(options) as run:
        run.check_targets(
            report, curves, inputs=[checkpoint, faces.source], overwrite=written.overwrite
        )
        _check_ending(curves)
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import load_checkpoint
        from emotion_gui.operations.evaluate import evaluate_file

        with run.workspace_if_any() as known:
            path = resolve_checkpoint(checkpoint, known)
        if manner.final:
            _final(run, path, faces.dataset or "", report)
            return
        loaded = load_checkpoint(path)
        with chosen_dataset(run, faces, model=loaded.info) as (opened, has_parts):
            default = PartName.TEST if has_parts else PartName.ALL
            chosen = choose_part(opened, faces.part or default)
            if manner.calibrate:
                _calibrate(run, path, faces.dataset or "")
                loaded = load_checkpoint(path)
            with run.job("Evaluating") as context:
                result = evaluate_file(
                    path,
                    chosen,
                    flip=manner.flip,
                    mix=expected_mix(manner.prior),
                    engine=manner.engine,
                    context=context,
                )
            title = _title(path, faces, chosen.name, manner)
            found = _robustness(run, path, chosen, manner) if manner.robustness else None
        for note in result.notes:
            run.note(note)
        extra = {"prior": manner.prior, "flip": manner.flip}
        if found is not None:
            extra["robustness"] = found.to_json()
        _tell(run, result.evaluation, loaded, title, result.judgement, extra)
        if found is not None:
            _tell_robustness(run, found, title, curves)
        if report is not None:
            _write_report(run, report, title, result, loaded, found)


def _title(path: Path, faces: FacesChoice, part: str, manner: _Manner) -> str:
    title = f"{path.stem} on {faces.dataset or faces.source}, part {part}"
    return f"{title}, expected mix {manner.prior}" if expected_mix(manner.prior) else title


def _write_report(
    run: CliRun,
    target: Path,
    title: str,
    result: EvaluationResult,
    loaded: Checkpoint,
    robustness: Robustness | None,
) -> None:
    from emotion_gui.core.reports.report import JudgedModel, evaluation_report, write_report

    model = JudgedModel(title, result.evaluation, judgement=result.judgement, info=loaded.info)
    write_report(target, evaluation_report(title, model, robustness))
    run.note(f"report: {target}")


def _check_ending(target: Path | None) -> None:
    """Raises BadParameter (wrong usage)."""
    if target is not None and target.suffix.lower() not in _CURVES:
        raise typer.BadParameter(f"--curves ends in {', '.join(_CURVES)}")


def _robustness(run: CliRun, path: Path, part: FacePart, manner: _Manner) -> Robustness:
    from emotion_gui.operations.robustness import measure_file

    with run.job("Under what cameras do") as context:
        return measure_file(
            path,
            part,
            flip=manner.flip,
            mix=expected_mix(manner.prior),
            engine=manner.engine,
            context=context,
        )


def _tell_robustness(run: CliRun, found: Robustness, title: str, target: Path | None) -> None:
    from emotion_gui.core.reports.figure_drawing import save_figure
    from emotion_gui.operations.robustness import curves

    worst, (low, high) = found.worst, found.interval
    run.say(
        f"  under what cameras do (12 faults, 3 strengths, n = {found.n:,} each): mean "
        f"{percent(found.mean_accuracy)} (95 % interval {100 * low:.1f}-{100 * high:.1f}), worst "
        f"{percent(worst.accuracy)} ({worst.label} {worst.words}), clean "
        f"{percent(found.clean.accuracy)}; calibration error {percent(found.clean.ece)} -> "
        f"{percent(found.mean_ece)}"
    )
    for label, trials in found.by_fault().items():
        told = ", ".join(f"{trial.words} {percent(trial.accuracy)}" for trial in trials)
        run.say(f"    {label}: {told}")
    if target is not None:
        save_figure(curves(found, title=title), target)
        run.note(f"curves: {target}")


def _calibrate(run: CliRun, path: Path, dataset: str) -> None:
    from emotion_gui.operations.evaluate import calibrate

    with run.workspace() as workspace, run.job("Calibrating") as context:
        found = calibrate(workspace, dataset, path, context)
    unsure = "none" if found.unsure_below is None else percent(found.unsure_below)
    run.note(
        f"temperature {found.temperature:.3f}: calibration error {percent(found.ece_before)} -> "
        f"{percent(found.ece_after)} (five-fold); unsure below {unsure}, then "
        f"{percent(found.kept_accuracy)} of the kept {percent(found.kept)} are right"
    )


def _final(run: CliRun, path: Path, dataset: str, copy_to: Path | None) -> None:
    from emotion_gui.core.files import write_bytes
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.reading import open_file
    from emotion_gui.core.reports.final_report import moment
    from emotion_gui.operations.evaluate import final_report_of

    with run.workspace() as workspace, run.job("Final report") as context:
        order, record = final_report_of(workspace, dataset, path, context)
    opened = f"opened {moment(record.opening.when)}, line {record.opening.number} of the ledger"
    if record.again:
        run.note(f"this model was judged on these faces before ({opened}); the recorded figures:")
    extra = {
        "report": str(record.report),
        "opened": record.opening.when,
        "again": record.again,
        "accuracy_flip": record.mirrored.accuracy,
    }
    loaded = load_checkpoint(path)
    title = f"{order.model} on {dataset}, final part; {opened}"
    _tell(run, record.evaluation, loaded, title, record.judgement, extra)
    if copy_to is not None:
        with open_file(record.report) as page:
            write_bytes(copy_to, page.read())
    run.note(f"report: {copy_to or record.report}")


def _tell(
    run: CliRun,
    evaluation: Evaluation,
    checkpoint: Checkpoint,
    title: str,
    judgement: Judgement,
    extra: Mapping[str, object] = MappingProxyType({}),
) -> None:
    run.emit(
        {
            "correct": evaluation.correct,
            **judgement.to_json(),
            "macro_f1": evaluation.macro_f1,
            "macro_f1_classes": evaluation.macro_f1_classes,
            "macro_f1_all": evaluation.macro_f1_all,
            "balanced_accuracy": evaluation.balanced_accuracy,
            "per_class": {
                entry.label: {
                    "precision": entry.precision,
                    "recall": entry.recall,
                    "f1": entry.f1,
                    "specificity": entry.specificity,
                    "support": entry.support,
                }
                for entry in evaluation.per_class
            },
            "confusion": evaluation.confusion,
            "labels": [entry.label for entry in evaluation.per_class],
            "parameters": checkpoint.network.parameter_count(),
            "ece": evaluation.ece,
            "top2": evaluation.top2,
            "temperature": checkpoint.info.temperature,
            "unsure_below": checkpoint.info.unsure_below,
            **extra,
        }
    )
    from emotion_gui.core.reports.learned_text import learned_lines

    low, high = evaluation.interval
    run.say(title)
    run.say(
        f"  accuracy {percent(evaluation.accuracy)} (n = {evaluation.n:,}, 95 % interval "
        f"{100 * low:.1f}-{100 * high:.1f}), balanced {percent(evaluation.balanced_accuracy)}, "
        f"macro-F1 {evaluation.macro_f1:.3f} over {len(evaluation.macro_f1_classes)} classes, "
        f"right in two guesses {percent(evaluation.top2)}, "
        f"calibration error {percent(evaluation.ece)}"
    )
    for line in learned_lines(judgement):
        run.say(f"  {line}")
    width = max(10, *(len(entry.label) + 2 for entry in evaluation.per_class))
    run.say(f"  {'':{width}}{'precision':>10}{'recall':>10}{'F1':>10}{'faces':>10}")
    for entry in evaluation.per_class:
        scores = "".join(f"{percent(v):>10}" for v in (entry.precision, entry.recall, entry.f1))
        run.say(f"  {entry.label:{width}}{scores}{entry.support:>10,}")
