"""`check`: what of a workspace is damaged, what can be saved; nothing is changed."""

from __future__ import annotations

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import EXIT_FAILED, RunOptions, cli_run


@app.command("check")
@with_bundles
def check_verb(
    *,
    options: RunOptions,
) -> None:
    """Look at every data set and run for damage; nothing is repaired or changed."""
    with cli_run(options) as run:
        from emotion_gui.operations.check import check_workspace

        with run.job("Checking") as context:
            report = check_workspace(run.workspace_dir, context)
        run.emit(
            {
                "workspace": run.workspace_dir,
                "whole": report.is_whole,
                "datasets": report.datasets,
                "runs": report.runs,
                "sessions": report.sessions,
                "faces": report.faces,
                "findings": [
                    {
                        "kind": finding.kind,
                        "name": finding.name,
                        "path": finding.path,
                        "trouble": finding.trouble,
                        "saved": finding.saved,
                        "damaged": finding.damaged,
                    }
                    for finding in report.findings
                ],
            }
        )
        run.say(
            f"{report.datasets} data sets with {report.faces:,} faces, {report.runs} runs, "
            f"{report.sessions} analysed films: {'whole' if report.is_whole else 'damaged'}"
        )
        for finding in report.findings:
            run.say(f"{finding.kind} {finding.name}: {finding.trouble}")
            if finding.saved:
                run.say(f"  can be used: {finding.saved}")
            run.say(f"  {finding.path}")
        if not report.is_whole:
            raise typer.Exit(EXIT_FAILED)
