"""`prune`: take maps of one layer away, prove what was done, write the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import StrEnum
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
    chosen_dataset,
    judged_part,
    learning_part,
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
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.model.checkpoint import CheckpointInfo
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.options import PruningOptions
    from emotion_gui.core.pruning.prune import PruneResult


class Rule(StrEnum):
    """What happens to the weights of maps that go."""

    PAPER = "paper"
    CORRECTED = "corrected"
    REFIT = "refit"


PartOption = Annotated[
    PartName | None, typer.Option(help="Part that accuracies are taken on; test by default.")
]
LayerOption = Annotated[
    int | None, typer.Option(min=1, help="Which convolution, from 1; the last by default.")
]
ThresholdOption = Annotated[
    float | None, typer.Option(min=0, max=90, help="Similar under this angle, in degrees.")
]
MapsOption = Annotated[
    int | None, typer.Option(min=0, help="Take exactly so many maps away instead.")
]
FinetuneOption = Annotated[
    int, typer.Option(min=0, metavar="EPOCHS", help="Train on after compacting.")
]


@app.command("prune")
def prune_verb(
    checkpoint: Annotated[str, typer.Argument(help="A file, a bundled model, a run.")],
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    dataset: DatasetOption = None,
    source: SourceOption = None,
    detector: DetectorOption = Detector.AUTO,
    part: PartOption = None,
    layer: LayerOption = None,
    preset: Annotated[Rule, typer.Option(help="What happens to the weights.")] = Rule.PAPER,
    threshold: ThresholdOption = None,
    maps: MapsOption = None,
    finetune: FinetuneOption = 0,
    compact: Annotated[
        bool, typer.Option("--compact", help="Really remove the maps, with proof.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the fine-tuning.")] = 7,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Prune by distinctiveness; the original stays as it is."""
    check_choice(dataset, source)
    if threshold is not None and maps is not None:
        raise typer.BadParameter("--threshold and --maps exclude each other")
    with session(workspace, as_json=as_json, debug=debug) as run:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import load_checkpoint
        from emotion_gui.core.pruning.prune import PruneConfig, prune_checkpoint

        with run.workspace_if_any() as known:
            loaded = load_checkpoint(resolve_checkpoint(checkpoint, known))
        with (
            chosen_dataset(
                run,
                dataset=dataset,
                source=source,
                detector=detector,
                preprocessing=loaded.info.preprocessing,
            ) as (faces, has_parts),
            run.job("Pruning") as context,
        ):
            learning = learning_part(faces)
            judged = judged_part(faces, part, has_parts=has_parts)
            config = PruneConfig(
                checkpoint=loaded,
                train_faces=learning.pixels(),
                eval_faces=judged.pixels(),
                eval_labels=judged.labels,
                options=_options(preset, threshold),
                layer=None if layer is None else layer - 1,
                maps=maps,
                finetune=_finetuner(loaded.info, learning, judged, finetune, seed, context),
                compact=compact,
                out=out,
            )
            result = prune_checkpoint(config, context)
            _tell(run, result, out, judged)


def _options(rule: Rule, threshold: float | None) -> PruningOptions:
    from emotion_gui.core.pruning.options import Preset, PruningOptions

    options = PruningOptions(preset=Preset(rule.value))
    return options if threshold is None else dataclasses.replace(options, threshold_deg=threshold)


def _finetuner(
    info: CheckpointInfo,
    learning: FacePart,
    judged: FacePart,
    epochs: int,
    seed: int,
    context: JobContext,
) -> Callable[[EmotionCNN], EmotionCNN] | None:
    """Trains the smaller network for some epochs; the last one counts, none is picked."""
    if epochs == 0:
        return None

    def finetune(network: EmotionCNN) -> EmotionCNN:
        from emotion_gui.core.training.engine import new_state, train_epochs
        from emotion_gui.core.training.presets import preset

        recipe = dataclasses.replace(
            preset("best-on-cpu").config,
            preset="fine-tuning", network=network.spec, epochs=epochs, learning_rate=5e-4,
            schedule="cosine", seed=seed, batch_size=min(128, max(2, len(learning))),
        )  # fmt: skip
        state = new_state(recipe, initial=network)
        train_epochs(
            recipe, state, train=learning, test=judged, preprocessing=info.preprocessing,
            on_epoch=lambda state, is_best: None, context=context,
        )  # fmt: skip
        return state.evaluated.cpu()

    return finetune


def _tell(run: Session, result: PruneResult, out: Path, judged: FacePart) -> None:
    run.emit({**result.to_json(), "file": out, "part": judged.name})
    run.say(
        f"{result.layer_name}: {result.maps_before} -> {result.maps_after} maps "
        f"({result.similar:,} similar pairs, {result.complementary:,} complementary)"
    )
    run.say(
        f"accuracy {percent(result.accuracy_before)} -> {percent(result.accuracy_after)} "
        f"(n = {result.n:,}, part {judged.name}, McNemar p = {result.mcnemar_p:.3f})"
    )
    run.say(
        f"parameters {result.before.parameters:,} -> {result.after.parameters:,}, "
        f"multiplications {result.before.macs:,} -> {result.after.macs:,}, "
        f"{result.ms_before:.2f} -> {result.ms_after:.2f} ms a face"
    )
    words = "compacted = masked" if result.compacted else "masked only, as costly as before"
    run.say(f"{words}; largest difference of a logit {result.max_logit_difference:.1e}")
    run.say(str(out))
