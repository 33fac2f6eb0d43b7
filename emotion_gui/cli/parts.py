"""Which faces a verb works on: a data set of the workspace, or a source read on the way."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.importing import LabelsOption
from emotion_gui.cli.run import CliRun
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.settings import EngineWish

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FaceDataset, FacePart
    from emotion_gui.core.model.checkpoint_info import CheckpointInfo
    from emotion_gui.core.model.priors import ExpectedMix


class PartName(StrEnum):
    """Parts of a split, and all of them."""

    TRAIN = "train"
    TEST = "test"
    VALIDATION = "validation"
    ALL = "all"


DatasetOption = Annotated[str | None, typer.Option(help="Data set of the workspace.")]
SourceOption = Annotated[
    Path | None, typer.Option(help="Anything that can be imported; read on the way, not kept.")
]
DetectorOption = Annotated[
    DetectorChoice, typer.Option(help="For --source: how faces are found; none = already cropped.")
]
PartOption = Annotated[
    PartName | None,
    typer.Option(
        help="Part that accuracies are taken on; test by default, all of a source without parts."
    ),
]
EngineOption = Annotated[
    EngineWish,
    typer.Option(
        "--engine",
        help="What computes the answers; auto takes what was found to be the fastest here.",
    ),
]
PriorOption = Annotated[
    str,
    typer.Option(
        "--prior",
        metavar="MIX",
        help="Expected mix of the classes: training (answers as they are), even, or parts as "
        "neutral=4,happy=2, where the others have one each.",
    ),
]
FlipOption = Annotated[bool, typer.Option("--flip", help="Average with the mirror image.")]
CheckpointArgument = Annotated[str, typer.Argument(help="A file, a bundled model, a run.")]


def expected_mix(text: str) -> ExpectedMix | None:
    """Raises BadParameter (wrong usage)."""
    from emotion_gui.core.errors import ConfigError
    from emotion_gui.core.model.priors import parse_mix

    try:
        return parse_mix(text)
    except ConfigError as error:
        raise typer.BadParameter(f"--prior {text}: {error.reason}") from error


@dataclass(frozen=True)
class FacesChoice:
    """Which faces, as they were asked for."""

    dataset: DatasetOption = None
    source: SourceOption = None
    detector: DetectorOption = "auto"
    labels: LabelsOption = ""
    part: PartOption = None

    def check(self) -> None:
        """Raises BadParameter (wrong usage) unless one of both is given; for the final part."""
        if (self.dataset is None) == (self.source is None):
            raise typer.BadParameter("give either --dataset NAME or --source SOURCE")
        if self.labels and self.dataset is not None:
            raise typer.BadParameter("--labels goes with --source: a data set knows its classes")
        if self.part is PartName.VALIDATION:
            raise typer.BadParameter(
                "the final part is opened by `evaluate CHECKPOINT --dataset NAME --final` alone"
            )
        if self.part is PartName.ALL and self.dataset is not None:
            raise typer.BadParameter("all of a data set would hold its final part; give one part")


@contextlib.contextmanager
def chosen_dataset(
    run: CliRun, choice: FacesChoice, *, model: CheckpointInfo
) -> Iterator[tuple[FaceDataset, bool]]:
    """The faces, and whether the source itself says which part they belong to.

    A source is imported into a temporary workspace with the checkpoint's own preprocessing, in
    its classes where nobody asks for others.
    """
    from emotion_gui.core.data.dataset import open_dataset

    if choice.source is None:
        with run.workspace() as workspace:
            yield open_dataset(workspace, choice.dataset or ""), True
        return
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.importing import import_dataset
    from emotion_gui.core.data.label_answers import answered, parse_answers
    from emotion_gui.core.scratch import scratch_folder
    from emotion_gui.core.workspace.workspace import Workspace

    answers = parse_answers(choice.labels)
    with (
        scratch_folder(run.workspace_dir) as folder,
        contextlib.closing(Workspace.open(folder)) as workspace,
    ):
        request = ImportRequest(
            source=choice.source,
            name="source",
            detector=choice.detector,
            label_set=model.label_set,
            preprocessing=model.preprocessing,
        )
        request = answered(request, answers)
        with run.job("Reading") as context:
            report = import_dataset(workspace, request, context)
        run.interrupts.check()
        for note in report.notes:
            run.note(note)
        if report.skipped:
            run.note(f"{report.skipped} pictures skipped: {dict(report.by_status)}")
        splits = workspace.splits(report.dataset.dataset_id)
        opened = open_dataset(workspace, "source")
        yield opened, any(split.kind == "official" for split in splits)
        del opened  # the memory map must go before the folder does (Windows)


def choose_part(dataset: FaceDataset, part: PartName) -> FacePart:
    """The faces of one part, or of all.

    Raises:
        EmptyPartError: there is none.
    """
    import numpy as np

    from emotion_gui.core.errors import EmptyPartError
    from emotion_gui.core.workspace.records import PART_NAMES, Part

    if part is not PartName.ALL:
        return dataset.part(PART_NAMES[part.value])
    rows = np.flatnonzero(dataset.parts != Part.NONE)
    if len(rows) == 0:
        raise EmptyPartError(dataset.row.name, "all", 0)
    return dataset.faces_at(rows, "all")


def learning_part(dataset: FaceDataset) -> FacePart:
    """The train part; without one the test part, then all (a source with one part only)."""
    from emotion_gui.core.workspace.records import PART_NAMES

    for part in (PartName.TRAIN, PartName.TEST):
        if (dataset.parts == PART_NAMES[part.value]).any():
            return choose_part(dataset, part)
    return choose_part(dataset, PartName.ALL)


def judged_part(dataset: FaceDataset, part: PartName | None, *, has_parts: bool) -> FacePart:
    """The part asked for; by default test, or all that is not train where we made the parts.

    Raises:
        EmptyPartError: there is no such face.
    """
    import numpy as np

    from emotion_gui.core.workspace.records import Part

    if part is not None or has_parts:
        return choose_part(dataset, part or PartName.TEST)
    rows = np.flatnonzero((dataset.parts == Part.TEST) | (dataset.parts == Part.VALIDATION))
    if len(rows) == 0:
        return choose_part(dataset, PartName.TEST)
    return dataset.faces_at(rows, "test and validation")
