"""`prune-layers`: all convolutions at once, to a budget of multiplications."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune import FinetuneOption, PlanOption, ReplayOption, Rule
from emotion_gui.cli.prune_job import (
    before_and_after,
    open_checkpoint,
    prune_job,
    say_before_and_after,
)
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run
from emotion_gui.core.pruning.criteria import Criterion

if TYPE_CHECKING:
    from emotion_gui.cli.prune_job import PruneJob
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.plan import Plan


@app.command("prune-layers")
@with_bundles
def prune_layers_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    *,
    faces: FacesChoice,
    macs: Annotated[
        float | None,
        typer.Option(min=0.05, max=0.95, help="Share of the multiplications that stays; 0.5."),
    ] = None,
    rule: Annotated[Criterion | None, typer.Option(help="Who ranks the maps; surgeon.")] = None,
    preset: Annotated[Rule | None, typer.Option(help="What happens to the weights; refit.")] = None,
    by_score: Annotated[
        bool, typer.Option("--by-score", help="Layers share the budget by score, not evenly.")
    ] = False,
    finetune: FinetuneOption = 0,
    plan: PlanOption = None,
    replay: ReplayOption = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the fine-tuning.")] = 7,
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Prune every layer to a share of the multiplications, with proof."""
    faces.check()
    if replay is not None and (
        by_score or any(value is not None for value in (macs, rule, preset))
    ):
        raise typer.BadParameter("a replayed plan brings its own budget, rule and preset")
    budget = _Budget(macs or 0.5, rule or Criterion.OBS, preset or Rule.REFIT, by_score)
    with cli_run(options) as run:
        run.check_targets(out, plan, inputs=[checkpoint, faces.source, replay], overwrite=overwrite)
        from emotion_gui.core.pruning.applying import apply_plan
        from emotion_gui.core.pruning.plan import save_plan

        loaded = open_checkpoint(run, checkpoint)
        replayed = None if replay is None else _replayed(replay, loaded)
        with prune_job(run, loaded, faces, "Pruning all layers") as job:
            data = job.measured_faces()
            decided = replayed or budget.plan(loaded, data, job.context)
            applied = apply_plan(loaded.network, decided, data, context=job.context)
            trainer = job.finetuner(finetune, seed)
            final = applied.compacted if trainer is None else trainer(applied.compacted)
            _save(out, job, final, decided, finetuned=trainer is not None)
            if plan is not None:
                save_plan(plan, decided)
            facts, judged = before_and_after(job, final, finetuned=trainer is not None)
        difference = applied.max_logit_difference
        run.emit({
            **facts, "max_logit_difference": difference, "maps_gone": decided.maps_gone,
            "file": out, "part": job.judged.name,
        })  # fmt: skip
        run.say(f"maps {facts['maps_before']} -> {facts['maps_after']}")
        say_before_and_after(run, facts, judged, job.judged.name)
        run.say(f"compacted = masked; largest difference of a logit {difference:.1e}")
        run.say(str(out))


@dataclass(frozen=True)
class _Budget:
    """What a new plan is made by."""

    macs: float
    rule: Criterion
    preset: Rule
    by_score: bool

    def plan(self, loaded: Checkpoint, data: PruningData, context: JobContext) -> Plan:
        from emotion_gui.core.pruning.options import Preset, PruningOptions
        from emotion_gui.core.pruning.several_layers import Spread, plan_for_macs

        return plan_for_macs(
            loaded.network, data, self.macs, rule=self.rule,
            options=PruningOptions(preset=Preset(self.preset.value)),
            spread=Spread.GLOBAL if self.by_score else Spread.UNIFORM, context=context,
        )  # fmt: skip


def _replayed(path: Path, loaded: Checkpoint) -> Plan:
    """The plan in a file, checked before any face is read."""
    from emotion_gui.core.pruning.plan import load_plan

    plan = load_plan(path)
    plan.check(loaded.network)
    return plan


def _save(out: Path, job: PruneJob, final: EmotionCNN, plan: Plan, *, finetuned: bool) -> None:
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.model.learned_faces import after_training

    info = job.checkpoint.info
    kept = {
        **plan.to_json(), "compacted": True, "finetuned": finetuned, "previous": info.plan,
    }  # fmt: skip
    learned = after_training(info.learned, job.learning.pixels()) if finetuned else info.learned
    made = dataclasses.replace(info, spec=final.spec, plan=kept, learned=learned)
    save_checkpoint(out, final, made)
