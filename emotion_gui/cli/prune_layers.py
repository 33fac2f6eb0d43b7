"""`prune-layers`: all convolutions at once, to a budget of multiplications."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app
from emotion_gui.cli.importing import Detector
from emotion_gui.cli.parts import (
    DatasetOption,
    DetectorOption,
    SourceOption,
    check_choice,
    chosen_dataset,
    judged_part,
    learning_part,
)
from emotion_gui.cli.prune import FinetuneOption, PartOption, Rule, finetuner
from emotion_gui.cli.session import (
    DebugOption,
    JsonOption,
    WorkspaceOption,
    percent,
    session,
)
from emotion_gui.core.pruning.rivals import Rival

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.layered_plan import LayeredPlan
    from emotion_gui.core.pruning.measurement import PruningData

_MEASURED_FACES = 4096


@app.command("prune-layers")
def prune_layers_verb(
    checkpoint: Annotated[str, typer.Argument(help="A file, a bundled model, a run.")],
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    dataset: DatasetOption = None,
    source: SourceOption = None,
    detector: DetectorOption = Detector.AUTO,
    part: PartOption = None,
    macs: Annotated[
        float, typer.Option(min=0.05, max=0.95, help="Share of the multiplications that stays.")
    ] = 0.5,
    rule: Annotated[Rival, typer.Option(help="Who ranks the maps.")] = Rival.SURGEON,
    preset: Annotated[Rule, typer.Option(help="What happens to the weights.")] = Rule.REFIT,
    by_score: Annotated[
        bool, typer.Option("--by-score", help="Layers share the budget by score, not evenly.")
    ] = False,
    finetune: FinetuneOption = 0,
    plan: Annotated[Path | None, typer.Option(help="Write the plan here, as JSON.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the fine-tuning.")] = 7,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Prune every layer to a share of the multiplications, with proof."""
    check_choice(dataset, source)
    with session(workspace, as_json=as_json, debug=debug) as run:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import load_checkpoint
        from emotion_gui.core.pruning.layered_plan import save_layered_plan

        with run.workspace_if_any() as known:
            loaded = load_checkpoint(resolve_checkpoint(checkpoint, known))
        with (
            chosen_dataset(
                run, dataset=dataset, source=source, detector=detector,
                preprocessing=loaded.info.preprocessing,
            ) as (faces, has_parts),
            run.job("Pruning all layers") as context,
        ):  # fmt: skip
            learning = learning_part(faces)
            judged = judged_part(faces, part, has_parts=has_parts)
            data = _data(learning, loaded)
            decided = _plan(loaded, data, macs, rule, preset, by_score, context)
            small, difference = _applied(loaded, decided, data, context)
            trainer = finetuner(loaded.info, learning, judged, finetune, seed, context)
            final = small if trainer is None else trainer(small)
            _save(out, loaded, final, decided, finetuned=trainer is not None)
            if plan is not None:
                save_layered_plan(plan, decided)
            facts = _facts(loaded, final, judged, context) | {"max_logit_difference": difference}
        run.emit({**facts, "maps_gone": decided.maps_gone, "file": out, "part": judged.name})
        run.say(f"maps {facts['maps_before']} -> {facts['maps_after']}")
        run.say(
            f"accuracy {percent(facts['accuracy_before'])} -> {percent(facts['accuracy_after'])} "
            f"(n = {facts['n']:,}, part {judged.name}, McNemar p = {facts['mcnemar_p']:.3f})"
        )
        run.say(f"multiplications {facts['macs_before']:,} -> {facts['macs_after']:,}")
        run.say(f"compacted = masked; largest difference of a logit {difference:.1e}")
        run.say(str(out))


def _data(learning: FacePart, loaded: Checkpoint) -> PruningData:
    """At most 4,096 training faces, evenly spaced."""
    from emotion_gui.core.pruning.measurement import PruningData

    step = max(1, -(-len(learning) // _MEASURED_FACES))
    pixels, labels = learning.pixels()[::step], learning.labels[::step]
    return PruningData(pixels, loaded.info.preprocessing, labels)


def _plan(
    loaded: Checkpoint,
    data: PruningData,
    macs: float,
    rule: Rival,
    preset: Rule,
    by_score: bool,
    context: JobContext,
) -> LayeredPlan:
    from emotion_gui.core.pruning.options import Preset, PruningOptions
    from emotion_gui.core.pruning.several_layers import Spread, plan_for_macs

    return plan_for_macs(
        loaded.network, data, macs, rule=rule,
        options=PruningOptions(preset=Preset(preset.value)),
        spread=Spread.GLOBAL if by_score else Spread.UNIFORM, context=context,
    )  # fmt: skip


def _applied(
    loaded: Checkpoint, plan: LayeredPlan, data: PruningData, context: JobContext
) -> tuple[EmotionCNN, float]:
    from emotion_gui.core.pruning.layered_plan import apply_layered

    applied = apply_layered(loaded.network, plan, data, context=context)
    return applied.compacted, applied.max_logit_difference


def _save(
    out: Path, loaded: Checkpoint, final: EmotionCNN, plan: LayeredPlan, *, finetuned: bool
) -> None:
    from emotion_gui.core.model.checkpoint import save_checkpoint

    kept = {
        **plan.to_json(), "compacted": True, "finetuned": finetuned, "previous": loaded.info.plan,
    }  # fmt: skip
    save_checkpoint(out, final, dataclasses.replace(loaded.info, spec=final.spec, plan=kept))


def _facts(
    loaded: Checkpoint, final: EmotionCNN, judged: FacePart, context: JobContext
) -> dict[str, object]:
    from emotion_gui.core.evaluation.complexity import complexity, measure_latency
    from emotion_gui.core.evaluation.metrics import mcnemar, wilson_interval
    from emotion_gui.core.evaluation.predict import predict_logits

    networks, preprocessing = (loaded.network, final), loaded.info.preprocessing
    before, after = (
        predict_logits(network, judged.pixels(), preprocessing, context=context).argmax(axis=1)
        == judged.labels
        for network in networks
    )
    costs, times = [complexity(network) for network in networks], measure_latency(networks)
    return {
        "maps_before": list(loaded.network.spec.widths),
        "maps_after": list(final.spec.widths),
        "accuracy_before": float(before.mean()),
        "accuracy_after": float(after.mean()),
        "interval_after": list(wilson_interval(int(after.sum()), len(after))),
        "n": len(after),
        "mcnemar_p": mcnemar(before, after).p,
        "parameters_before": costs[0].parameters,
        "parameters_after": costs[1].parameters,
        "macs_before": costs[0].macs,
        "macs_after": costs[1].macs,
        "ms_before": times[0],
        "ms_after": times[1],
    }
