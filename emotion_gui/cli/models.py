"""`models` and `export`: which checkpoints there are, and other forms of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run, percent


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


# A file that says another kind than it holds is opened by the wrong program.
_ENDINGS = {".onnx": "onnx", ".pt": "torchscript", ".safetensors": "safetensors"}


@app.command("export")
@with_bundles
def export_verb(
    checkpoint: CheckpointArgument,
    form: Annotated[
        Literal["onnx", "torchscript"], typer.Option("--format", help="What to write.")
    ],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    overwrite: OverwriteOption = False,
    *,
    options: RunOptions,
) -> None:
    """Write a network for other programs and compare its answers with the original's."""
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint], overwrite=overwrite)
        own = _ENDINGS.get(out.suffix.lower(), form)
        if own != form:
            raise typer.BadParameter(f"{out.name} is called as {own} is, not {form}; give --format")
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.operations.export import export_model

        with run.workspace_if_any() as known:
            path = resolve_checkpoint(checkpoint, known)
        result = export_model(path, out, form=form)
        run.emit(
            {
                "file": result.file,
                "bytes": result.bytes,
                "max_logit_difference": result.max_logit_difference,
            }
        )
        run.say(
            f"{result.file}: {result.bytes:,} bytes, largest difference of a logit "
            f"{result.max_logit_difference:.1e}"
        )
