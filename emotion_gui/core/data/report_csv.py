"""The import report as a table: every picture with how it ended."""

from __future__ import annotations

import csv
from pathlib import Path

from emotion_gui.core.data.labels import LABELS
from emotion_gui.core.files import atomic_path
from emotion_gui.core.records import Part
from emotion_gui.core.workspace import Workspace

COLUMNS = (
    "source", "status", "reason", "label", "part", "usage", "group", "detector",
    "x", "y", "width", "height", "confidence", "face_index",
)  # fmt: skip


def export_report_csv(
    workspace: Workspace, dataset_id: int, path: Path, *, problems_only: bool = False
) -> int:
    """Write every picture of a data set with its status, reason, label, part and box.

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
    parts = workspace.active_parts(workspace.dataset_by_id(dataset_id))
    count = 0
    with (
        atomic_path(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for sample in workspace.samples(dataset_id, problems_only=problems_only):
            index = sample.face_index
            part = Part.NONE if index is None else Part(int(parts[index]))
            table.writerow(
                (
                    sample.source,
                    sample.status.value,
                    sample.reason,
                    "" if sample.label is None else LABELS[sample.label],
                    "" if part is Part.NONE else part.name.lower(),
                    sample.usage,
                    sample.group,
                    sample.detector,
                    *(sample.box or ("",) * 4),
                    "" if sample.confidence is None else round(sample.confidence, 4),
                    "" if index is None else index,
                )
            )
            count += 1
    return count
