"""What the Data page does in the background; Qt-free, core is imported when it runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.data.hygiene import Finding
    from emotion_gui.core.data.importing import ImportReport, ImportRequest
    from emotion_gui.core.data.overview import DatasetOverview
    from emotion_gui.core.data.pictures import Picture
    from emotion_gui.core.data.readers import SourceOptions, SourcePreview
    from emotion_gui.core.data.review import Recrop, Reviewer
    from emotion_gui.core.data.splitting import SplitOutcome
    from emotion_gui.core.faces.detectors import FaceBox
    from emotion_gui.core.records import DatasetRow, Sample
    from emotion_gui.core.workspace import Workspace

SAMPLE_FACES = 2_100
SAMPLE_SEED = 7


@dataclass(frozen=True)
class Source:
    """What a person chose: one file or folder, or some pictures of one folder."""

    path: Path
    files: tuple[Path, ...] = ()


def source_of(paths: list[Path]) -> Source:
    """One path as it is; several files as pictures of their folder."""
    if len(paths) == 1:
        return Source(paths[0])
    return Source(paths[0].parent, tuple(paths))


def preview(source: Source, options: SourceOptions, context: JobContext) -> SourcePreview:
    """Recognise a source."""
    from emotion_gui.core.data.readers import inspect_source

    context.checkpoint()
    return inspect_source(source.path, options=options, limit=40)


def run_import(workspace: Workspace, request: ImportRequest, context: JobContext) -> ImportReport:
    """Import it."""
    from emotion_gui.core.data.importing import import_dataset

    return import_dataset(workspace, request, context)


def import_samples(workspace: Workspace, name: str, context: JobContext) -> ImportReport:
    """Render the built-in faces and import them like any folder."""
    from emotion_gui.core.data.importing import ImportRequest, import_dataset
    from emotion_gui.core.data.sample_faces import write_sample_csv
    from emotion_gui.core.jobs import Progress

    context.report(Progress(0, None, "Drawing the sample faces"))
    with tempfile.TemporaryDirectory() as folder:
        table = write_sample_csv(
            Path(folder) / "sample_faces.csv", count=SAMPLE_FACES, seed=SAMPLE_SEED
        )
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


def divide(
    workspace: Workspace, dataset_id: int, kind: str, seed: int, context: JobContext
) -> SplitOutcome:
    """Split anew."""
    from emotion_gui.core.data.splitting import split_dataset

    context.checkpoint()
    return split_dataset(workspace, dataset_id, kind=kind, seed=seed)


def export_report(workspace: Workspace, dataset_id: int, path: Path, context: JobContext) -> int:
    """Write the table of every picture."""
    from emotion_gui.core.data.report_csv import export_report_csv

    context.checkpoint()
    return export_report_csv(workspace, dataset_id, path)


def review(reviewer: Reviewer, row: DatasetRow, sample: Sample, context: JobContext) -> object:
    """The picture of a sample with every face in it."""
    context.checkpoint()
    return reviewer.look(row, sample)


def recrop(
    workspace: Workspace, row: DatasetRow, sample: Sample, box: FaceBox, context: JobContext
) -> Recrop:
    """Cut a face out anew."""
    from emotion_gui.core.data.review import recrop as cut_anew

    context.checkpoint()
    return cut_anew(workspace, row, sample, box)


def original(row: DatasetRow, sample: Sample, context: JobContext) -> Picture | None:
    """The picture that a face came from."""
    from emotion_gui.core.data.originals import load_original

    context.checkpoint()
    return load_original(row, sample)
