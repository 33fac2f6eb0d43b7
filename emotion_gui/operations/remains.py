"""What is left of data sets when their faces are gone: runs, reports, identities; and its removal.

None of it holds a picture. Weights were learned from the faces, checkpoints and the record of
openings know them again by 64-bit identities, reports hold figures and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.errors import BusyError, EmotionGuiError, StorageError
from emotion_gui.core.files import remove, safe_file_name
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.workspace.records import PART_NAMES, DatasetName
from emotion_gui.core.workspace.workspace import Workspace

_REPORTS = "reports"
_DIGEST = re.compile(r"-[0-9a-f]{6}$")  # at the end of a report's name
_RUN = re.compile(r"run-\d+")


@dataclass(frozen=True)
class Remains:
    """What was made from data sets.

    Attributes:
        runs: that learned from them or were judged on them, and those made from these.
        reports: pages with figures.
        beside: files beside the reports, and identities of faces that were looked at.
    """

    runs: tuple[int, ...] = ()
    reports: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.runs or self.reports or self.beside)


def what_remains(workspace: Workspace, rows: Sequence[DatasetName]) -> Remains:
    """What would be left once the faces of some data sets are gone.

    The record of openings of final parts is not among it: it is only ever added to.

    Raises:
        StorageError: the record of openings cannot be read.
    """
    from emotion_gui.core.evaluation.ledger import faces_path, openings_on
    from emotion_gui.core.model.catalogue import list_models

    runs = workspace.runs_made_from([row.dataset_id for row in rows])
    models = [model.name for model in list_models() if model.bundled]
    reports = [
        path
        for path in sorted((workspace.path / _REPORTS).glob("*.html"))
        if any(_is_report_of(path, row.name, models) for row in rows)
        or any(path.name.startswith(f"run-{number}-") for number in runs)
    ]
    beside: list[Path] = []
    for opening in openings_on(workspace, [row.dataset_id for row in rows]):
        reports += _present([opening.report_path(workspace)])
        beside += _present(
            [
                opening.report_path(workspace).with_suffix(".json"),
                faces_path(workspace, opening.faces),
            ]
        )
    return Remains(tuple(runs), tuple(dict.fromkeys(reports)), tuple(dict.fromkeys(beside)))


def remove_remains(
    workspace: Workspace, remains: Remains, context: JobContext
) -> tuple[EmotionGuiError, ...]:
    """Remove it for good; what cannot go does not keep the rest.

    Returns:
        Why some of it is still there.
    """
    refused: list[EmotionGuiError] = []
    total = len(remains.runs)
    for done, run_id in enumerate(remains.runs):
        context.checkpoint()
        context.report(Progress(done, total))
        try:
            workspace.erase_run(run_id)
        except (StorageError, BusyError) as error:
            refused.append(error)
    for path in (*remains.reports, *remains.beside):
        try:
            remove(path)
        except OSError as error:
            refused.append(StorageError.of(path, error))
    return tuple(refused)


def _is_report_of(path: Path, dataset: str, bundled: Sequence[str]) -> bool:
    """Whether a report's name says that it is about a data set (0.1.0 wrote it without digest)."""
    run = _RUN.match(path.stem)
    models = [*bundled, *([run.group()] if run else [])]
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in dataset)
    stems = {path.stem, _DIGEST.sub("", path.stem)}
    return any(
        safe_file_name(f"{model}-{name}-{part}") in stems
        for model in models
        for name in (dataset, plain)
        for part in PART_NAMES
    )


def _present(paths: Sequence[Path]) -> Iterator[Path]:
    return (path for path in paths if path.is_file())
