"""`import`: a source becomes a data set of the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import (
    CliRun,
    ExecutorOption,
    OverwriteOption,
    RunOptions,
    ShardOption,
    TablesOption,
    cli_run,
    percent,
    shard_of,
)
from emotion_gui.core.data.choices import DetectorChoice, SeveralChoice, Ungrouped, VotesUse
from emotion_gui.core.executors.wish import HERE

if TYPE_CHECKING:
    from emotion_gui.core.data.appending import Addition
    from emotion_gui.core.data.import_report import ImportReport
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.readers import SourcePreview
    from emotion_gui.core.workspace.workspace import Workspace


LabelsOption = Annotated[
    str,
    typer.Option(
        metavar="WORDS",
        help="What the classes are, with commas between. A set: seven (usual), eight (with "
        "contempt), groups (positive, negative, neutral, surprise), or own: each name of the "
        "source is a class. Whose numbers they are: fer2013, rafdb, affectnet, ferplus, ckplus, "
        "sfew, expw, alphabet; none: they are persons or sessions. Or single ones, as "
        "1=surprise,2=fear,smile=own.",
    ),
]


@dataclass(frozen=True)
class ReadingChoice:
    """How a source is read, as it was asked for."""

    detector: Annotated[
        DetectorChoice, typer.Option(help="How faces are found; none = already cropped.")
    ] = "auto"
    several: Annotated[
        SeveralChoice, typer.Option(help="Which face of a photograph with several.")
    ] = "largest"
    labels: LabelsOption = ""
    class_name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FOLDER=CLASS",
            help="Class of a folder with a foreign name, as grin=happy; grin=out leaves it out, "
            "grin=own makes it a class of its own.",
        ),
    ] = None
    label: Annotated[
        str, typer.Option(help="Class of pictures whose folder names none, as happy or 3.")
    ] = ""
    votes: Annotated[
        Path | None, typer.Option(help="FER+ table (fer2013new.csv); kept as soft labels.")
    ] = None
    votes_use: Annotated[
        VotesUse,
        typer.Option(help="majority makes labels; drop leaves no-faces out; soft neither."),
    ] = "majority"


@dataclass(frozen=True)
class TargetChoice:
    """Where to, and how it is divided, as it was asked for."""

    name: Annotated[str | None, typer.Option(help="Name of the new data set.")] = None
    into: Annotated[
        str | None,
        typer.Option(help="Add to this data set instead; its parts and preprocessing stay."),
    ] = None
    split: Annotated[
        str | None,
        typer.Option(help="auto (default), paper, official, group, kfold, spi or none."),
    ] = None
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the split; 0.")] = None
    fold: Annotated[
        int | None, typer.Option(min=1, help="Which fold (kfold, 1-5) or half (spi, 1-2) is final.")
    ] = None
    ungrouped: Annotated[
        Ungrouped,
        typer.Option(
            help="Faces without a film or person, for --split group and spi: refuse, leave them "
            "out of all parts, or take each for a single person."
        ),
    ] = "refuse"

    def check(self) -> None:
        """Raises BadParameter (wrong usage) where the options contradict each other."""
        if (self.name is None) == (self.into is None):
            raise typer.BadParameter("give either --name NAME or --into NAME")
        if self.into is not None and (self.split, self.seed, self.fold) != (None, None, None):
            raise typer.BadParameter(
                "--into leaves the parts as they are: no --split, --seed, --fold"
            )


@app.command("import")
@with_bundles
def import_verb(
    source: Annotated[
        Path, typer.Argument(help="FER2013 CSV, class folder, archive, folder of pictures.")
    ],
    report: Annotated[
        Path | None,
        typer.Option(help="Write a CSV of all that was left out, each with its reason."),
    ] = None,
    tables: TablesOption = "comma",
    executor: ExecutorOption = HERE,
    shard: ShardOption = None,
    overwrite: OverwriteOption = False,
    *,
    target: TargetChoice,
    reading: ReadingChoice,
    options: RunOptions,
) -> None:
    """Import faces into the workspace; a cancelled import goes on when it is repeated."""
    target.check()
    part = shard_of(shard)
    if target.into is not None and (executor != HERE or part is not None):
        raise typer.BadParameter("--executor and --shard go with --name: additions are read here")
    with cli_run(options, tables=tables) as run:
        run.check_targets(report, inputs=[source, reading.votes], overwrite=overwrite)
        from emotion_gui.core.data.appending import append_to_dataset
        from emotion_gui.core.data.label_answers import answered, parse_answers
        from emotion_gui.operations.datasets import import_source

        answers = parse_answers(reading.labels, reading.class_name or ())
        request = replace(_request(source, target, reading), shard=part)
        if target.into is not None:
            with run.workspace() as known:
                has = known.dataset(target.into).label_set
            request = replace(request, label_set=has)
        request = answered(request, answers, label=reading.label)
        told = _tell_labels(run, request)
        if target.into is not None:
            with run.workspace() as opened, run.job("Importing") as context:
                addition = append_to_dataset(opened, request, context)
                _write_report(opened, addition.report, report)
            _tell_addition(run, addition, told)
            return
        with run.workspace(must_exist=False) as opened, run.job("Importing") as context:
            ended = import_source(opened, request, context, executor=executor)
            _write_report(opened, ended, report)
        _tell(run, ended, told)


def _write_report(workspace: Workspace, ended: ImportReport, file: Path | None) -> None:
    from emotion_gui.core.data.report_csv import export_report_csv

    if file is not None:
        export_report_csv(workspace, ended.dataset.dataset_id, file, problems_only=True)


def _request(source: Path, target: TargetChoice, reading: ReadingChoice) -> ImportRequest:
    from emotion_gui.core.data.import_request import ImportRequest

    return ImportRequest(
        source=source,
        name=target.name or target.into or "",
        detector=reading.detector,
        several=reading.several,
        split=target.split or "auto",
        seed=target.seed or 0,
        fold=(target.fold or 1) - 1,
        ungrouped=target.ungrouped,
        votes=reading.votes,
        votes_use=reading.votes_use,
    )


def _tell_labels(run: CliRun, request: ImportRequest) -> list[str]:
    """What the source's class names will become, before anything is imported.

    Raises:
        LabelsUnknownError: they are numbers; what speaks for which order was told.
    """
    from emotion_gui.core.data.import_request import reading
    from emotion_gui.core.data.importing import check_labels
    from emotion_gui.core.data.label_report import label_report
    from emotion_gui.core.data.readers import inspect_source

    preview = inspect_source(request.source, options=reading(request), limit=16)
    if preview.question is not None:
        _tell_evidence(run, request, preview)
    check_labels(request, preview)
    report = label_report(preview, request.order)
    sentences = report.sentences()
    for sentence in sentences:
        run.note(sentence)
    if report.may_be_own:
        run.note("To make each of these names a class of its own: --labels own.")
    return sentences


def _tell_evidence(run: CliRun, request: ImportRequest, preview: SourcePreview) -> None:
    """How well the bundled model agrees with each order; the question stays the person's."""
    from emotion_gui.core.data.import_request import reading
    from emotion_gui.operations.datasets import weigh_orders

    with run.job("Comparing orders") as context:
        evidence = weigh_orders(reading(request), preview, context)
    for found in evidence:
        run.note(
            f"in the order of {found.order.title} ({found.order.name}) the bundled model agrees "
            f"with {percent(found.share)} of {found.n} faces"
        )


def _tell_notes(run: CliRun, report: ImportReport, told: Sequence[str]) -> None:
    for note in report.notes:
        if note not in told:
            run.note(note)


def _tell(run: CliRun, report: ImportReport, told: Sequence[str]) -> None:
    _tell_notes(run, report, told)
    for problem in report.problems[:5]:
        run.note(f"skipped {problem.source}: {problem.reason}")
    if report.skipped > 5:
        run.note(f"… {report.skipped} skipped in all")
    run.emit(report.to_json())
    run.say(
        f"{report.dataset.name}: {report.imported:,} faces imported, "
        f"{report.skipped:,} skipped, {report.seconds:.1f} s"
    )
    run.say(f"  classes: {_counts(report.by_class)}")
    run.say(f"  parts: {_counts(report.by_split)}")


def _tell_addition(run: CliRun, addition: Addition, told: Sequence[str]) -> None:
    report = addition.report
    _tell_notes(run, report, told)
    if addition.added:
        run.note("what was added is in no part until the data set is divided again")
    counts = {"added": addition.added, "known": addition.known, "left_out": addition.left_out}
    run.emit(report.to_json() | counts)
    run.say(
        f"{report.dataset.name}: {addition.added:,} faces added, {addition.known:,} were there "
        f"already, {addition.left_out:,} left out, {report.seconds:.1f} s"
    )
    run.say(f"  classes: {_counts(report.by_class)}")
    run.say(f"  parts: {_counts(report.by_split)}")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{key} {count:,}" for key, count in counts.items()) or "none"
