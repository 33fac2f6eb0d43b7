"""`models` and `export`: which checkpoints there are, and other forms of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run, percent
from emotion_gui.operations.export import ExportForm


@app.command("models")
@with_bundles
def models_verb(
    *,
    options: RunOptions,
) -> None:
    """Bundled models and the workspace's runs."""
    with cli_run(options) as run, run.workspace_if_any() as known:
        from emotion_gui.core.model.catalogue import list_models

        models = list_models(known)
        run.emit(
            {
                "models": [
                    {
                        "name": model.name,
                        "title": model.title,
                        "file": model.file,
                        "parameters": model.parameters,
                        "card": model.card,
                        "bundled": model.bundled,
                        "run": model.run_id,
                        "test_accuracy": model.test_accuracy,
                        "n": model.n,
                    }
                    for model in models
                ]
            }
        )
        if not models:
            run.say("no models yet: train one, or install the bundled ones")
        for model in models:
            accuracy = "" if model.test_accuracy is None else f", {percent(model.test_accuracy)}"
            run.say(f"{model.name:16} {model.parameters:>11,} parameters{accuracy}  {model.title}")


@app.command("export")
@with_bundles
def export_verb(
    checkpoint: CheckpointArgument,
    form: Annotated[
        ExportForm, typer.Option("--format", help="What to write; int8 of a quantized network.")
    ],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    samples: Annotated[
        bool,
        typer.Option(
            "--samples",
            help="Beside it: the contract, ten drawn faces with expected answers, sample code.",
        ),
    ] = False,
    overwrite: OverwriteOption = False,
    *,
    options: RunOptions,
) -> None:
    """Write a network for other programs and compare its answers with the original's."""
    with cli_run(options) as run:
        from emotion_gui.operations.export import ENDINGS, companions, export_model

        beside = companions(out) if samples else ()
        run.check_targets(out, *beside, inputs=[checkpoint], overwrite=overwrite)
        ending = out.suffix.lower()
        own = next((name for name, usual in ENDINGS.items() if usual == ending), form)
        # A file that says another kind than it holds is opened by the wrong program.
        if ENDINGS[own] != ENDINGS[form]:
            raise typer.BadParameter(f"{out.name} is called as {own} is, not {form}; give --format")
        from emotion_gui.core.model.catalogue import resolve_checkpoint

        with run.workspace_if_any() as known:
            path = resolve_checkpoint(checkpoint, known)
        result = export_model(path, out, form=form, samples=samples)
        run.emit(result.to_json())
        took = "" if result.ms is None else f", {result.ms:.2f} ms a face"
        run.say(
            f"{result.file}: {result.bytes:,} bytes, largest difference of a logit "
            f"{result.max_logit_difference:.1e}{took}"
        )
        for file in result.files:
            run.say(f"{file}")
