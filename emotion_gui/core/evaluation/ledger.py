"""Who opened the final hurdle, and when: kept beside the workspace, never rewritten."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import write_text
from emotion_gui.core.workspace import Workspace

_FILE = "validation_openings.jsonl"


@dataclass(frozen=True)
class Opening:
    """One look at the validation part. `when` is ISO 8601 in UTC."""

    when: str
    dataset: str
    model: str
    run_id: int | None


def openings(workspace: Workspace, *, dataset: str) -> list[Opening]:
    """Every recorded look at a data set's validation part, oldest first."""
    return [entry for entry in _read(workspace) if entry.dataset == dataset]


def record_opening(
    workspace: Workspace, *, dataset: str, model: str, run_id: int | None
) -> Opening:
    """Note a look before it happens: what was seen cannot be unseen.

    Raises:
        StorageError: the disk refused; then nothing may be opened.
    """
    when = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Opening(when, dataset, model, run_id)
    lines = [json.dumps(asdict(each)) for each in (*_read(workspace), entry)]
    write_text(workspace.path / _FILE, "\n".join(lines) + "\n")
    return entry


def _read(workspace: Workspace) -> list[Opening]:
    path = workspace.path / _FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [Opening(**json.loads(line)) for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(path, "the record of openings cannot be read") from error
