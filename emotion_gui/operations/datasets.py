"""What the Data page does in the background; Qt-free, core is imported when it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.choices import Ungrouped
from emotion_gui.core.errors import EmotionGuiError, StorageError, WorkspaceError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.garbage import collect_garbage
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.operations.remains import Remains, what_remains

if TYPE_CHECKING:
    from emotion_gui.core.data.hygiene import Finding
    from emotion_gui.core.data.import_report import ImportReport
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.overview import DatasetOverview
    from emotion_gui.core.data.pictures import Picture
    from emotion_gui.core.data.readers import SourceOptions, SourcePreview
    from emotion_gui.core.data.review import ReviewedPicture, Reviewer
    from emotion_gui.core.data.splitting import SplitOutcome
    from emotion_gui.core.evaluation.order_evidence import OrderEvidence
    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.core.workspace.records import DatasetRow, Sample
    from emotion_gui.core.workspace.workspace import Workspace

ERASE_S = 6.0  # how long files may still be mapped by what pages have just let go of
SAMPLE_FACES = 2_100
SAMPLE_SEED = 7
COUNT_S = 2.0
"""How long a preview may count a table's classes before it estimates them."""


@dataclass(frozen=True)
class ChosenFiles:
    """What a person chose: one file or folder, or some pictures of one folder."""

    path: Path
    files: tuple[Path, ...] = ()


def source_of(paths: list[Path]) -> ChosenFiles:
    """One path as it is; several files as pictures of their folder."""
    if len(paths) == 1:
        return ChosenFiles(paths[0])
    return ChosenFiles(paths[0].parent, tuple(paths))


@dataclass(frozen=True)
class Erasing:
    """What became of an attempt to erase data sets for good.

    Attributes:
        erased: how many are gone.
        refused: why others are not; their files are tried again at the next start.
        remains: what was made from those that are gone.
    """

    erased: int
    refused: tuple[EmotionGuiError, ...]
    remains: Remains


def erase(workspace: Workspace, dataset_ids: tuple[int, ...], context: JobContext) -> Erasing:
    """Remove data sets with their files; one that cannot go does not keep the others."""
    names = {row.dataset_id: row for row in workspace.trashed_datasets()}
    remains = what_remains(workspace, [names[n] for n in dataset_ids if n in names])
    refused: list[EmotionGuiError] = []
    for done, dataset_id in enumerate(dataset_ids):
        context.checkpoint()
        context.report(Progress(done, len(dataset_ids)))
        try:
            _erase(workspace, dataset_id)
        except (StorageError, WorkspaceError) as error:
            refused.append(error)
    return Erasing(len(dataset_ids) - len(refused), tuple(refused), remains)


def _erase(workspace: Workspace, dataset_id: int) -> None:
    """Windows removes no file that is mapped, not even by what nobody uses any more.

    What pages have let go of may still need some turns of the window's loop.
    """
    deadline_s = now_s() + ERASE_S
    while True:
        try:
            workspace.erase_dataset(dataset_id, wait_s=0.2)
        except StorageError as error:
            if not error.in_use or now_s() > deadline_s:
                raise
            collect_garbage()
        else:
            return


def preview(source: ChosenFiles, options: SourceOptions, context: JobContext) -> SourcePreview:
    """Recognise a source."""
    from emotion_gui.core.data.readers import inspect_source

    context.checkpoint()
    return inspect_source(source.path, options=options, limit=40, count_s=COUNT_S)


def weigh_orders(
    options: SourceOptions, seen: SourcePreview, context: JobContext
) -> tuple[OrderEvidence, ...]:
    """How well the bundled model agrees with each order that the classes' numbers may have."""
    from emotion_gui.core.evaluation import order_evidence
    from emotion_gui.core.model.catalogue import default_model
    from emotion_gui.core.runtime import import_cv2

    context.checkpoint()
    import_cv2()
    return order_evidence.weigh_orders(
        seen, options=options, checkpoint=default_model().file, context=context
    )


def import_source(
    workspace: Workspace, request: ImportRequest, context: JobContext, *, executor: str = HERE
) -> ImportReport:
    """A source becomes a data set; see `core.data.importing.import_dataset`.

    Args:
        workspace: where to; this process alone writes into it.
        request: what and how.
        context: progress, pause and cancel.
        executor: where pictures become faces, see `core.executors.wish`.
    """
    from emotion_gui.core.data.importing import import_dataset
    from emotion_gui.core.executors.opening import open_workers

    with open_workers(executor) as workers:
        return import_dataset(workspace, request, context, workers=workers)


def import_samples(workspace: Workspace, name: str, context: JobContext) -> ImportReport:
    """Render the built-in faces and import them like any folder."""
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.importing import import_dataset
    from emotion_gui.core.data.sample_faces import write_sample_csv

    context.report(Progress(0, None, "Drawing the sample faces"))
    with temporary_folder() as folder:
        table = write_sample_csv(folder / "sample_faces.csv", count=SAMPLE_FACES, seed=SAMPLE_SEED)
        context.checkpoint()
        return import_dataset(workspace, ImportRequest(table, name, detector="none"), context)


def overview(workspace: Workspace, dataset_id: int, context: JobContext) -> DatasetOverview:
    """Columns of a data set."""
    from emotion_gui.core.data.overview import open_overview

    context.checkpoint()
    return open_overview(workspace, dataset_id)


def check(workspace: Workspace, dataset_id: int, context: JobContext) -> list[Finding]:
    """Look for duplicates, leaks, conflicts."""
    from emotion_gui.core.data.hygiene import check_dataset

    return check_dataset(workspace, dataset_id, context)


def models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    """Networks that labels can be compared with, own runs first."""
    from emotion_gui.core.model.catalogue import list_models

    context.checkpoint()
    return list_models(workspace, own_first=True)


def label_errors(
    workspace: Workspace, dataset_id: int, model: ModelEntry, context: JobContext
) -> Finding | None:
    """Labels that a network contradicts."""
    from emotion_gui.core.evaluation.label_errors import find_label_errors

    return find_label_errors(workspace, dataset_id, model.file, context, model=model.title)


def version(workspace: Workspace, dataset_id: int, context: JobContext) -> str:
    """Content hash as the data are now."""
    from emotion_gui.core.data.versions import content_hash

    context.checkpoint()
    return content_hash(workspace, dataset_id)


def camera_frames(address: str, context: JobContext, post: Callable[[object], None]) -> None:
    """Frames of a camera, a file at its own pace or a stream, until a stop."""
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.inference.sources import open_source, opened

    with opened(open_source(address, paced=True)) as source:
        while (frame := source.read(context)) is not None:
            post(frame)
            context.checkpoint()


def divide(
    workspace: Workspace,
    dataset_id: int,
    context: JobContext,
    *,
    kind: str,
    seed: int,
    fold: int,
    ungrouped: Ungrouped,
) -> SplitOutcome:
    """Split anew."""
    from emotion_gui.core.data.splitting import split_dataset

    context.checkpoint()
    return split_dataset(
        workspace, dataset_id, kind=kind, seed=seed, fold=fold, ungrouped=ungrouped
    )


def export_report(workspace: Workspace, dataset_id: int, path: Path, context: JobContext) -> int:
    """Write the table of every picture."""
    from emotion_gui.core.data.report_csv import export_report_csv, export_report_parquet

    context.checkpoint()
    if path.suffix.lower() == ".parquet":
        return export_report_parquet(workspace, dataset_id, path)
    return export_report_csv(workspace, dataset_id, path)


def review(
    reviewer: Reviewer, row: DatasetRow, sample: Sample, context: JobContext
) -> ReviewedPicture:
    """The picture of a sample with every face in it."""
    context.checkpoint()
    return reviewer.look(row, sample)


def original(row: DatasetRow, sample: Sample, context: JobContext) -> Picture | None:
    """The picture that a face came from."""
    from emotion_gui.core.data.originals import load_original

    context.checkpoint()
    return load_original(row, sample)
