"""`evaluate`: a checkpoint on a part of a data set or on a source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app
from emotion_gui.cli.importing import Detector
from emotion_gui.cli.parts import (
    DatasetOption,
    DetectorOption,
    PartName,
    SourceOption,
    check_choice,
    choose_part,
    chosen_dataset,
)
from emotion_gui.cli.session import (
    DebugOption,
    JsonOption,
    Session,
    WorkspaceOption,
    percent,
    session,
)

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.metrics import Evaluation
    from emotion_gui.core.model.checkpoint import Checkpoint


@app.command("evaluate")
def evaluate_verb(
    checkpoint: Annotated[str, typer.Argument(help="A file, or the name of a bundled model.")],
    dataset: DatasetOption = None,
    part: Annotated[
        PartName | None,
        typer.Option(help="Part of the split; test by default, all of a source without parts."),
    ] = None,
    source: SourceOption = None,
    detector: DetectorOption = Detector.AUTO,
    flip: Annotated[bool, typer.Option("--flip", help="Average with the mirror image.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a self-contained HTML report here.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Accuracy with its interval, confusion matrix and scores a class."""
    check_choice(dataset, source)
    with session(workspace, as_json=as_json, debug=debug) as run:
        from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import load_checkpoint

        with run.workspace_if_any() as known:
            path = resolve_checkpoint(checkpoint, known)
        loaded = load_checkpoint(path)
        with chosen_dataset(
            run,
            dataset=dataset,
            source=source,
            detector=detector,
            preprocessing=loaded.info.preprocessing,
        ) as (faces, has_parts):
            default = PartName.TEST if has_parts else PartName.ALL
            chosen = choose_part(faces, part or default)
            with run.job("Evaluating") as context:
                result = evaluate_checkpoint(path, chosen, flip=flip, context=context)
            title = f"{path.stem} on {dataset or source}, part {chosen.name}"
        _tell(run, result.evaluation, loaded, title)
        if report is not None:
            from emotion_gui.core.evaluation.report import write_evaluation_report

            write_evaluation_report(
                report, title=title, evaluation=result.evaluation, info=loaded.info
            )
            run.note(f"report: {report}")


def _tell(run: Session, evaluation: Evaluation, checkpoint: Checkpoint, title: str) -> None:
    run.emit(
        {
            "n": evaluation.n,
            "correct": evaluation.correct,
            "accuracy": evaluation.accuracy,
            "interval": evaluation.interval,
            "macro_f1": evaluation.macro_f1,
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
            "labels": checkpoint.info.labels,
            "parameters": checkpoint.network.parameter_count(),
            "ece": evaluation.ece,
        }
    )
    low, high = evaluation.interval
    run.say(title)
    run.say(
        f"  accuracy {percent(evaluation.accuracy)} (n = {evaluation.n:,}, 95 % interval "
        f"{100 * low:.1f}-{100 * high:.1f}), balanced {percent(evaluation.balanced_accuracy)}, "
        f"macro-F1 {evaluation.macro_f1:.3f}"
    )
    run.say(f"  {'':10}{'precision':>10}{'recall':>10}{'F1':>10}{'faces':>10}")
    for entry in evaluation.per_class:
        scores = "".join(f"{percent(v):>10}" for v in (entry.precision, entry.recall, entry.f1))
        run.say(f"  {entry.label:10}{scores}{entry.support:>10,}")
