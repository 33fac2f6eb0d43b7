"""`quantize`: a network in whole numbers of 8 bits, with what that costs and brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import open_checkpoint, opened_subject, say_before_and_after
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run
from emotion_gui.core.quantizing.options import (
    CALIBRATION_FACES,
    GranularityWish,
    QuantizeRequest,
)

if TYPE_CHECKING:
    from emotion_gui.operations.quantize import QuantizeResult


@dataclass(frozen=True)
class _Manner:
    """How it is quantized."""

    granularity: Annotated[
        GranularityWish,
        typer.Option(
            "--per",
            help="A step for each map's weights, or one a layer; auto tries both.",
        ),
    ] = "auto"
    float_layer: Annotated[
        list[int] | None,
        typer.Option(min=1, help="This layer stays float, from 1; may be given several times."),
    ] = None
    calibration: Annotated[
        int, typer.Option(min=1, help="Training faces that ranges are taken over.")
    ] = CALIBRATION_FACES
    blame: Annotated[bool, typer.Option(help="Try each layer alone, and leave each out alone.")] = (
        True
    )

    def request(self) -> QuantizeRequest:
        """As the operation takes it."""
        return QuantizeRequest(
            granularity=self.granularity,
            float_layers=tuple(sorted({layer - 1 for layer in self.float_layer or ()})),
            faces=self.calibration,
            blame=self.blame,
        )


@app.command("quantize")
@with_bundles
def quantize_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    manner: _Manner,
    out: Annotated[Path, typer.Option(help="The checkpoint to write; .onnx for other programs.")],
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Whole numbers of 8 bits instead of float: smaller, and faster where the processor can."""
    faces.check()
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint, faces.source], overwrite=overwrite)
        from emotion_gui.operations.keep import write_network
        from emotion_gui.operations.quantize import quantize

        loaded = open_checkpoint(run, checkpoint)
        with opened_subject(run, loaded, faces, "Quantizing") as (subject, context):
            result = quantize(subject, manner.request(), context)
            write_network(result, out)
        _tell(run, result, out)


def _tell(run: CliRun, result: QuantizeResult, out: Path) -> None:
    run.emit({**result.to_json(), "file": out, "part": result.subject.judged.name})
    quantized = result.quantized
    run.say(
        f"int8 per {quantized.granularity}: same label on {quantized.loss.agreement:.1%} of "
        f"training faces that the ranges were not taken over, KL {quantized.loss.divergence:.2g}"
    )
    say_before_and_after(run, result.subject, result.before, result.after)
    speeds = result.speeds
    run.say(
        f"{result.bytes_before:,} -> {result.bytes_after:,} bytes; a face: torch "
        f"{speeds['torch'].one:.2f} ms, ONNX Runtime {speeds['onnxruntime'].one:.2f} ms, "
        f"int8 {speeds['int8'].one:.2f} ms"
    )
    if not result.pays:
        run.say("int8 is not faster on this computer: the float network is the better one here")
    run.say(f"{'layer':12}{'low':>9}{'high':>9}{'KL, only on':>14}{'KL, only off':>14}")
    for layer, found in enumerate(quantized.ranges):
        blame = quantized.blame[layer] if quantized.blame else None
        on = "" if blame is None else f"{blame.only_on.divergence:.2g}"
        off = "" if blame is None else f"{blame.only_off.divergence:.2g}"
        name = f"{found.name} (float)" if layer in quantized.float_layers else found.name
        run.say(f"{name:12}{found.low:>9.2f}{found.high:>9.2f}{on:>14}{off:>14}")
    run.say(str(out))
