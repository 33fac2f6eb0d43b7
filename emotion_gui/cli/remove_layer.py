"""`remove-layer`: which whole convolutions could go, and the network without one of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune_job import (
    before_and_after,
    open_checkpoint,
    prune_job,
    say_before_and_after,
)
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run

if TYPE_CHECKING:
    from emotion_gui.cli.prune_job import PruneJob
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.whole_layers import LayerRemoval


@dataclasses.dataclass(frozen=True)
class _LayerOptions(RunOptions):
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="JSON on standard output, nothing else: an object a line for each layer, or "
            "with --layer the one result.",
        ),
    ] = False


@app.command("remove-layer")
@with_bundles
def remove_layer_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    layer: Annotated[
        int | None, typer.Option(min=1, help="Take this convolution out, from 1; needs --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The checkpoint to write.")] = None,
    overwrite: OverwriteOption = False,
    options: _LayerOptions,
) -> None:
    """Show which whole layers could go, or take one out and refit the next."""
    faces.check()
    if (layer is None) != (out is None):
        raise typer.BadParameter("give both --layer and --out, or neither to see what could go")
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint, faces.source], overwrite=overwrite)
        loaded = open_checkpoint(run, checkpoint)
        if layer is None or out is None:
            with prune_job(run, loaded, faces, "Looking for whole layers") as job:
                _show(run, _proposals(job))
            return
        _check(loaded.network.spec, layer - 1)
        with prune_job(run, loaded, faces, "Removing a layer") as job:
            _remove(run, job, layer - 1, out)


def _proposals(job: PruneJob) -> tuple[LayerRemoval, ...]:
    from emotion_gui.core.pruning.whole_layers import propose_removals

    return propose_removals(
        job.checkpoint.network, job.measured_faces(), eval_faces=job.judged.pixels(),
        eval_labels=job.judged.labels, learned=job.checkpoint.info.learned, context=job.context,
    )  # fmt: skip


def _show(run: CliRun, proposals: tuple[LayerRemoval, ...]) -> None:
    for entry in proposals:
        run.emit({
            "layer": entry.layer + 1,
            "layer_name": entry.layer_name,
            "feasible": entry.feasible,
            "recommended": entry.recommended,
            "similar_share": entry.similar_share,
            "explained": entry.explained,
            "accuracy_dropped": entry.accuracy_dropped,
            **_refitted(entry.judgement),
            "words": entry.words,
        })  # fmt: skip
        run.say(f"layer {entry.layer + 1}: {entry.words}")


def _refitted(judgement: Judgement | None) -> dict[str, object]:
    """With the next layer refitted; null where the layer cannot go."""
    if judgement is None:
        return {"accuracy_refit": None, "mcnemar_p": None}
    return judgement.to_json("_refit")


def _check(spec: NetworkSpec, layer: int) -> None:
    """Refuse before any face is read."""
    from emotion_gui.core.errors import ConfigError
    from emotion_gui.core.pruning.whole_layers import obstacle

    reason = obstacle(spec, layer)
    if reason is not None:
        raise ConfigError("layer", layer + 1, reason)


def _remove(run: CliRun, job: PruneJob, layer: int, out: Path) -> None:
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.pruning.plan import fingerprint
    from emotion_gui.core.pruning.whole_layers import RemovedLayer, refit_without_layer

    original, info = job.checkpoint.network, job.checkpoint.info
    network, explained = refit_without_layer(
        original, layer, job.measured_faces(), context=job.context
    )
    record = RemovedLayer(layer, original.spec.layer_names()[layer], fingerprint(original))
    facts, judged = before_and_after(job, network)
    plan = {**record.to_json(), "compacted": True, "previous": info.plan}
    save_checkpoint(out, network, dataclasses.replace(info, spec=network.spec, plan=plan))
    run.emit({
        **facts, "layer": layer + 1, "layer_name": record.layer_name, "explained": explained,
        "file": out, "part": job.judged.name,
    })  # fmt: skip
    run.say(
        f"{record.layer_name} is out; the refit explains {explained:.0%} of what the next layer got"
    )
    say_before_and_after(run, facts, judged, job.judged.name)
    run.say(str(out))
