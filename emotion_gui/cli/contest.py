"""`contest`: distinctiveness against its rivals, as many maps gone, on the same faces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

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
from emotion_gui.cli.prune import LayerOption, PartOption
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
    from emotion_gui.core.faces.preprocessing import Preprocessing
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.contest_table import ContestResult, Entrant

_SHARES = [0.25, 0.5, 0.75]


@app.command("contest")
def contest_verb(
    checkpoint: Annotated[str, typer.Argument(help="A file, a bundled model, a run.")],
    dataset: DatasetOption = None,
    source: SourceOption = None,
    detector: DetectorOption = Detector.AUTO,
    part: PartOption = None,
    layer: LayerOption = None,
    share: Annotated[
        list[float], typer.Option(help="Of the maps that go; may be given several times.")
    ] = _SHARES,
    rule: Annotated[
        list[Rival] | None,
        typer.Option(help="Only this ranking; may be given several times. All by default."),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Draws of the random ranking.")] = 5,
    finetune: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Every entrant again, trained on.")
    ] = 0,
    scratch: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Same size, trained from nothing.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of all training.")] = 7,
    csv: Annotated[Path | None, typer.Option(help="Write the table here.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Compare ways to choose the maps that go, at equal budget."""
    check_choice(dataset, source)
    with session(workspace, as_json=as_json, debug=debug) as run:
        from emotion_gui.core.model.catalogue import resolve_checkpoint
        from emotion_gui.core.model.checkpoint import load_checkpoint
        from emotion_gui.core.pruning.contest import ContestConfig, run_contest

        with run.workspace_if_any() as known:
            loaded = load_checkpoint(resolve_checkpoint(checkpoint, known))
        preprocessing = loaded.info.preprocessing
        with (
            chosen_dataset(
                run,
                dataset=dataset,
                source=source,
                detector=detector,
                preprocessing=preprocessing,
            ) as (faces, has_parts),
            run.job("Contest") as context,
        ):
            learning = learning_part(faces)
            judged = judged_part(faces, part, has_parts=has_parts)
            trainers = _Trainers(learning, judged, preprocessing, seed, context)
            config = ContestConfig(
                checkpoint=loaded,
                train_faces=learning.pixels(),
                train_labels=learning.labels,
                eval_faces=judged.pixels(),
                eval_labels=judged.labels,
                layer=None if layer is None else layer - 1,
                shares=tuple(sorted(set(share))),
                entrants=_entrants(rule),
                magnitude=rule is None,
                random_seeds=seeds,
                finetune=trainers.finetune if finetune else None,
                finetune_epochs=finetune,
                from_scratch=trainers.from_scratch(scratch) if scratch else None,
                out=csv,
            )
            result = run_contest(config, context)
            run.emit({**result.to_json(), "part": judged.name, "csv": csv})
            if not run.as_json:
                Console(file=run.out).print(_table(result))
                if csv is not None:
                    run.say(str(csv))


def _entrants(rules: list[Rival] | None) -> tuple[Entrant, ...]:
    from emotion_gui.core.pruning.contest_table import ENTRANTS

    return tuple(entrant for entrant in ENTRANTS if rules is None or entrant.rival in rules)


class _Trainers:
    """Fine-tuning and training from nothing on the chosen faces."""

    def __init__(
        self,
        learning: FacePart,
        judged: FacePart,
        preprocessing: Preprocessing,
        seed: int,
        context: JobContext,
    ) -> None:
        self._learning, self._judged, self._preprocessing = learning, judged, preprocessing
        self._seed, self._context = seed, context

    def finetune(self, network: EmotionCNN, epochs: int) -> EmotionCNN:
        from emotion_gui.core.training.finetune import finetune_network

        return finetune_network(
            network, self._learning, self._judged, self._preprocessing,
            epochs=epochs, seed=self._seed, context=self._context,
        )  # fmt: skip

    def from_scratch(self, epochs: int) -> Callable[[NetworkSpec], EmotionCNN]:
        def train(spec: NetworkSpec) -> EmotionCNN:
            from emotion_gui.core.training.finetune import train_from_scratch

            return train_from_scratch(
                spec, self._learning, self._judged, self._preprocessing,
                epochs=epochs, seed=self._seed, context=self._context,
            )  # fmt: skip

        return train


def _table(result: ContestResult) -> Table:
    title = f"{result.layer_name}, {result.maps} maps, n = {result.before.n:,}"
    table = Table(title=title, title_justify="left")
    for column in ("go", "rule", "weights", "stage"):
        table.add_column(column, no_wrap=True)
    for column in ("accuracy", "95 %", "p", "parameters", "MACs", "ms"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in (result.before, *result.rows):
        table.add_row(
            f"{row.share:.0%}",
            row.rival,
            row.repair,
            str(row.stage),
            percent(row.accuracy),
            f"{100 * row.interval[0]:.1f}-{100 * row.interval[1]:.1f}",
            f"{row.mcnemar.p:.3f}",
            f"{row.parameters:,}",
            f"{row.macs:,}",
            f"{row.ms:.2f}",
        )
    return table
