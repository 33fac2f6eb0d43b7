"""How right a model stays under what cameras do; torch is imported late."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.reports.figures import Line, LineFigure
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.robustness import Robustness

_MEAN_COLOR = "#2f55d4"
_COLORS = ("#c85a00", "#00806a", "#a3378f", "#8a6d00", "#3a7bbf", "#b3303c")


@dataclass(frozen=True)
class RobustnessRequest:
    """Which model, on which faces."""

    dataset: str
    part: Part
    model: ModelEntry
    flip: bool = False


def measure(workspace: Workspace, request: RobustnessRequest, context: JobContext) -> Robustness:
    """A model under every fault and strength, on a part of a data set.

    Raises:
        EmptyPartError: the part holds no faces.
        CheckpointError: the model's file cannot be used.
        JobCancelled: a stop was asked for.
    """
    part = open_dataset(workspace, request.dataset).part(request.part)
    return measure_file(request.model.file, part, flip=request.flip, context=context)


def measure_file(
    checkpoint: Path, part: FacePart, *, flip: bool = False, context: JobContext
) -> Robustness:
    """The same for a file and faces that are there already.

    Raises:
        CheckpointError: the file cannot be used.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.robustness import measure_robustness
    from emotion_gui.core.model.checkpoint import load_checkpoint

    loaded = load_checkpoint(checkpoint)
    return measure_robustness(
        loaded.network,
        part.pixels(),
        part.labels,
        loaded.info.preprocessing,
        names=loaded.info.labels,
        temperature=loaded.info.temperature,
        flip=flip,
        context=context,
    )


def curves(found: Robustness, *, title: str) -> LineFigure:
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
    return LineFigure(title, tuple(lines), "strength", "right, %")
