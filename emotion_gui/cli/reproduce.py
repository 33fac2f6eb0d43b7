"""`reproduce`: everything that the paper reports, run again and written into one folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.importing import LabelsOption
from emotion_gui.cli.run import (
    CliRun,
    ExecutorOption,
    OverwriteOption,
    RunOptions,
    cli_run,
    percent,
)
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import Progress

if TYPE_CHECKING:
    from emotion_gui.operations.reproduce.run import Reproduction, TimeEstimate


@dataclasses.dataclass(frozen=True)
class SizeOptions:
    """How much is run; the report says what was shortened."""

    splits: Annotated[int, typer.Option(min=2, help="Random splits, each with its training.")] = 5
    epochs: Annotated[
        int, typer.Option(min=0, help="Of every row of Table 1; 0 = the row's own.")
    ] = 0
    whole_epochs: Annotated[int, typer.Option(min=0, help="Of the FER2013 row; 0 = 50.")] = 0
    whole_repeats: Annotated[int, typer.Option(min=1, help="Trainings of the FER2013 row.")] = 3
    deep_epochs: Annotated[int, typer.Option(min=0, help="Of Alizadeh & Fazel's CNN; 0 = 35.")] = 0
    deep_repeats: Annotated[
        int, typer.Option(min=0, help="Trainings of that CNN on FER2013; 0 leaves it out there.")
    ] = 1
    most_vectors: Annotated[
        int, typer.Option(min=100, help="Faces that a support vector machine learns from at most.")
    ] = 8_000
    seed: Annotated[int, typer.Option(min=0, help="Of the first repeat.")] = 1


@app.command("reproduce")
@with_bundles
def reproduce_verb(
    data: Annotated[Path, typer.Option(metavar="SOURCE", help="SFEW or FER2013.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for everything that is made.")],
    detector: Annotated[
        DetectorChoice, typer.Option(help="How faces are found; none = already cropped.")
    ] = "auto",
    labels: LabelsOption = "",
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only say how long it would take here.")
    ] = False,
    executor: ExecutorOption = HERE,
    overwrite: OverwriteOption = False,
    *,
    size: SizeOptions,
    options: RunOptions,
) -> None:
    """The paper again: tables, figures, systems, pruning, in one folder; goes on when repeated."""
    with cli_run(options) as run:
        run.check_targets(out / "report.html", inputs=[data], overwrite=True)
        from emotion_gui.operations.reproduce.request import ReproduceRequest
        from emotion_gui.operations.reproduce.run import (
            EstimateKnown,
            begin_anew,
            reproduce,
        )
        from emotion_gui.operations.reproduce.run import estimate as measured

        request = ReproduceRequest(
            data=data, out=out, detector=detector, labels=labels, **dataclasses.asdict(size)
        )
        if overwrite:
            begin_anew(request)
        if estimate:
            with run.job("Measuring") as context:
                expected = measured(request, context)
            _tell_estimate(run, expected)
            run.emit({"seconds": round(expected.seconds), "steps": dict(expected.steps)})
            return

        def on_progress(progress: Progress) -> None:
            if isinstance(progress.detail, EstimateKnown):
                _tell_estimate(run, progress.detail.estimate)

        with run.job("Reproducing", on_progress) as context:
            found = reproduce(request, context, executor=executor)
        _tell(run, found)


def _tell_estimate(run: CliRun, expected: TimeEstimate) -> None:
    minutes = expected.seconds / 60
    words = f"{minutes:.0f} minutes" if minutes < 90 else f"{minutes / 60:.1f} hours"
    run.note(
        f"{expected.faces:,} faces; this will take about {words} on this machine, less where an "
        "earlier call has finished something"
    )
    for name, seconds in expected.steps.items():
        run.note(f"  {name}: {seconds / 60:.1f} min")


def _tell(run: CliRun, found: Reproduction) -> None:
    from emotion_gui.core.paper.facts import Protocol
    from emotion_gui.core.reports.paper_facts import system_lines
    from emotion_gui.core.reports.paper_text import caveats, verdict_lines

    facts = found.facts
    systems = [line for protocol in Protocol for line in system_lines(facts, protocol)]
    run.emit(
        {
            "out": found.folder.resolve(),
            "report": found.report.resolve(),
            "seconds": round(found.seconds, 1),
            "faces": facts.faces,
            "splits": facts.splits,
            "rows": [dataclasses.asdict(row) for row in facts.rows],
            "systems": [
                {
                    "system": line.key,
                    "protocol": str(line.protocol),
                    "mean": line.accuracy.mean,
                    "deviation": line.accuracy.deviation,
                    "interval": list(line.accuracy.interval),
                    "n": line.accuracy.n,
                    "repeats": len(line.accuracy.values),
                    "printed": None if line.printed is None else line.printed.accuracy,
                    "verdict": str(line.verdict),
                    "p": line.p,
                }
                for line in systems
            ],
        }
    )
    for text in (*verdict_lines(facts), *caveats(facts)):
        run.say(text)
    for line in systems:
        low, high = line.accuracy.interval
        run.say(
            f"  {line.title} ({line.protocol}): {percent(line.accuracy.mean)} "
            f"({100 * low:.1f}-{100 * high:.1f}), n = {line.accuracy.n:,}, "
            f"{len(line.accuracy.values)} repeats"
        )
    run.say(f"report: {found.report.resolve()}")
