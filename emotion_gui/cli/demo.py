"""`demo`: the whole path on drawn faces, in a few minutes, without a download."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run, percent
from emotion_gui.core.jobs import Progress

if TYPE_CHECKING:
    from emotion_gui.operations.demo import DemoResult


@app.command("demo")
@with_bundles
def demo_verb(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for everything that is made.")
    ] = Path("emotion-workbench-demo"),
    faces: Annotated[int, typer.Option(min=140, help="Drawn faces.")] = 2_800,
    photographs: Annotated[int, typer.Option(min=7, help="Drawn photographs.")] = 70,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the faces.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="Decides every random draw.")] = 20,
    overwrite: OverwriteOption = False,
    *,
    options: RunOptions,
) -> None:
    """Drawn faces, import, training, evaluation, pruning, compaction, a scene, a report."""
    with cli_run(options) as run:
        # The workspace in this folder is emptied: it must be an earlier demonstration's.
        names = ("report.html", "sample_faces.csv", "workspace/workspace.sqlite3")
        files = (out / name for name in names)
        run.check_targets(*files, inputs=[], overwrite=overwrite)
        from emotion_gui.core.reports.demo_facts import DemoConfig
        from emotion_gui.operations.demo import run_demo

        config = DemoConfig(out, faces, photographs, epochs, seed)
        with run.job("Demonstration", _Steps(run)) as context:
            result = run_demo(config, context)
        _tell(run, result)


class _Steps:
    """Says each step of the path when it begins, and each epoch of the training."""

    def __init__(self, run: CliRun) -> None:
        self._run = run
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        from emotion_gui.core.training.records import EpochRecord

        step = progress.text.partition(":")[0]
        if step != self._last:
            self._last = step
            self._run.note(f"{step} …")
        record = progress.detail
        if isinstance(record, EpochRecord):
            self._run.note(f"  epoch {record.epoch}: test {percent(record.test_accuracy)}")


def _tell(run: CliRun, result: DemoResult) -> None:
    run.emit(
        {
            "report": result.report.resolve(),
            "seconds": round(result.seconds, 1),
            "accuracy": result.accuracy,
            "interval": result.interval,
            "n": result.n,
            "maps_before": result.maps_before,
            "maps_after": result.maps_after,
            "accuracy_after": result.accuracy_after,
            "mcnemar_p": result.mcnemar_p,
            "checkpoint": result.checkpoint.resolve(),
            "workspace": result.workspace.resolve(),
        }
    )
    low, high = result.interval
    run.say(
        f"accuracy {percent(result.accuracy)} on {result.n} validation faces "
        f"(95 % interval {100 * low:.1f}-{100 * high:.1f})"
    )
    run.say(
        f"pruned: {result.maps_before} -> {result.maps_after} maps of module 5, accuracy "
        f"{percent(result.accuracy_after)} (McNemar p = {result.mcnemar_p:.2f})"
    )
    run.say(f"{result.seconds:.0f} s; pruned network: {result.checkpoint}")
    run.say(f"report: {result.report.resolve()}")
