"""The whole sample table as CSV or Parquet: every picture with how it ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.escaping import CsvTable
from emotion_gui.core.files import atomic_path
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

_GROUP_ROWS = 65_536
COLUMNS = (
    "source",
    "status",
    "reason",
    "label",
    "part",
    "usage",
    "group",
    "detector",
    "x",
    "y",
    "width",
    "height",
    "confidence",
    "face_index",
    "pixel_hash",
    "soft_label",
)


def export_report_csv(
    workspace: Workspace, dataset_id: int, path: Path, *, problems_only: bool = False
) -> int:
    """Write every picture of a data set with its status, reason, label, part and box.

    Files of the source that are neither pictures nor its table come last, as `left_alone`.

    Args:
        workspace: where it is.
        dataset_id: the data set.
        path: the CSV to write, whole or not at all.
        problems_only: leave out what is `ok`.

    Returns:
        Number of rows.

    Raises:
        StorageError: the file cannot be written.
    """
    count = 0
    with (
        atomic_path(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        table = CsvTable(file)
        table.writerow(COLUMNS)
        for row in _rows(workspace, dataset_id, problems_only=problems_only):
            table.writerow(["" if value is None else value for value in row])
            count += 1
    return count


def export_report_parquet(workspace: Workspace, dataset_id: int, path: Path) -> int:
    """The same as a Parquet file, a group of 65,536 rows at a time.

    Returns:
        Number of rows.

    Raises:
        ConfigError: the optional package pyarrow is not installed.
        StorageError: the file cannot be written.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError(
            "format",
            "parquet",
            "it needs the package pyarrow: pip install 'emotion-gui[parquet]', or export CSV",
        ) from error
    kinds = {"face_index": pyarrow.int64(), "confidence": pyarrow.float64()}
    kinds |= dict.fromkeys(("x", "y", "width", "height"), pyarrow.float64())
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    count = 0
    rows = _rows(workspace, dataset_id)
    with (
        atomic_path(path) as temporary,
        pyarrow.parquet.ParquetWriter(temporary, schema) as writer,
    ):
        while batch := list(itertools.islice(rows, _GROUP_ROWS)):
            columns = [list(column) for column in zip(*batch, strict=True)]
            writer.write_table(pyarrow.table(columns, schema=schema))
            count += len(batch)
    return count


def _rows(
    workspace: Workspace, dataset_id: int, *, problems_only: bool = False
) -> Iterator[tuple[object, ...]]:
    """One tuple a sample in the order of `COLUMNS`; None where there is nothing."""
    dataset = workspace.dataset_by_id(dataset_id)
    parts = workspace.active_parts(dataset)
    for sample in workspace.samples(dataset_id, problems_only=problems_only):
        index = sample.face_index
        # A face that another process has added since is in no part.
        part = Part.NONE if index is None or index >= len(parts) else Part(int(parts[index]))
        yield (
            sample.source,
            sample.status.value,
            sample.reason,
            None if sample.label is None else dataset.label_set.names[sample.label],
            None if part is Part.NONE else part.name.lower(),
            sample.usage,
            sample.group,
            sample.detector,
            *(sample.box or (None,) * 4),
            None if sample.confidence is None else round(sample.confidence, 4),
            index,
            None if sample.pixel_hash is None else sample.pixel_hash.hex(),
            None if sample.soft_label is None else " ".join(map(str, sample.soft_label)),
        )
    rest = (None,) * (len(COLUMNS) - 3)
    for source, reason in dataset.settings.get("left_alone", ()):
        yield (source, "left_alone", reason, *rest)
