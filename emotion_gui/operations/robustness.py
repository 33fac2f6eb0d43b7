"""How right a model stays under what cameras do; torch is imported late."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.jobs import JobContext, part_of
from emotion_gui.core.labels import match_labels
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.reports.figures import Cell, Line, LineFigure, Table
from emotion_gui.core.settings import EngineWish
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.evaluate import told_for

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.robustness import FaultTrial, Robustness

_MEAN_COLOR = "#2f55d4"
_COLORS = ("#c85a00", "#00806a", "#a3378f", "#8a6d00", "#3a7bbf", "#b3303c")


@dataclass(frozen=True)
class RobustnessRequest:
    """Which models, on which faces; two are told in the classes that both know."""

    dataset: str
    part: Part
    models: tuple[ModelEntry, ...]
    flip: bool = False
    mix: ExpectedMix | None = None


def measure(
    workspace: Workspace, request: RobustnessRequest, context: JobContext
) -> tuple[Robustness, ...]:
    """Models under every fault and strength, on a part of a data set, one after another.

    Raises:
        EmptyPartError: the part holds no faces.
        CheckpointError: a model's file cannot be used.
        ConfigError: a mix is expected, and a model does not tell what it learned from.
        LabelSetsDifferError: a model tells other classes, and no mapping is known.
        JobCancelled: a stop was asked for.
    """
    part = open_dataset(workspace, request.dataset).part(request.part)
    for model in request.models:
        part = told_for(model.file, part)
    count = len(request.models)
    return tuple(
        measure_file(
            model.file,
            part,
            flip=request.flip,
            mix=request.mix,
            context=part_of(context, start=place, size=1, total=count),
        )
        for place, model in enumerate(request.models)
    )


def measure_file(
    checkpoint: Path,
    part: FacePart,
    *,
    flip: bool = False,
    mix: ExpectedMix | None = None,
    engine: EngineWish = "auto",
    context: JobContext,
) -> Robustness:
    """The same for a file and faces that are there already.

    Raises:
        CheckpointError: the file cannot be used.
        ConfigError: a mix is expected, and the model does not tell what it learned from.
        LabelSetsDifferError: it tells other classes, and no mapping is known.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.evaluate_run import answerer
    from emotion_gui.core.evaluation.robustness import PASSES, measure_robustness
    from emotion_gui.core.model.checkpoint import load_checkpoint

    loaded = load_checkpoint(checkpoint)
    match = match_labels(loaded.info.label_set, part.label_set)
    part = part.told_in(match.common, places=match.of_data)
    faces = part.pixels()
    answer = answerer(
        loaded, checkpoint, match, flip=flip, mix=mix, engine=engine, faces=PASSES * len(faces)
    )
    return measure_robustness(
        answer,
        faces,
        part.labels,
        names=match.common.names,
        temperature=loaded.info.temperature,
        context=context,
    )


@dataclass(frozen=True)
class RobustnessFigure(LineFigure):
    """The curves; their numbers say what each strength is, and of how many faces."""

    trials: tuple[FaultTrial, ...] = ()

    def table(self) -> Table:
        """One row a fault and strength; 0 are the faces as they are."""
        what = ("fault", "strength", "value", "unit")
        rows: list[tuple[Cell, ...]] = []
        for trial in self.trials:
            low, high = trial.interval
            strength = (trial.label, trial.strength, trial.value, trial.unit)
            right = (100 * trial.accuracy, 100 * low, 100 * high, trial.n)
            rows.append((*strength, *right, 100 * trial.ece))
        header = (*what, "right, %", "low", "high", "n", "calibration error, %")
        return Table(header, tuple(rows))


def curves(found: Robustness, *, title: str) -> RobustnessFigure:
    """Share of right answers by strength, a line a fault and their mean; 0 is the clean face."""
    by_fault = found.by_fault()
    steps = tuple(float(k) for k in range(1 + len(next(iter(by_fault.values())))))
    clean = 100 * found.clean.accuracy
    values = {
        label: (clean, *(100 * trial.accuracy for trial in trials))
        for label, trials in by_fault.items()
    }
    mean = tuple(sum(column) / len(values) for column in zip(*values.values(), strict=True))
    lines = [Line("mean of all", steps, mean, _MEAN_COLOR, points=True)]
    lines += [
        Line(label, steps, line, _COLORS[number % len(_COLORS)], dashed=number >= len(_COLORS))
        for number, (label, line) in enumerate(values.items())
    ]
    trials = (found.clean, *found.trials)
    return RobustnessFigure(title, tuple(lines), "strength", "right, %", trials=trials)
