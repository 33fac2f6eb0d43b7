"""What the teach view asks in the background."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.operations import pupils, taught_runs, teach

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.lessons import TeachRequest


def parts_of(workspace: Workspace, name: str, context: JobContext) -> npt.NDArray[np.uint8]:
    """Which faces of a data set teach, and which are held out."""
    context.checkpoint()
    return pupils.divide(workspace, name).parts


def list_models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    """Networks that can learn: those adopted first."""
    from emotion_gui.core.model import catalogue

    context.checkpoint()
    return sorted(catalogue.list_models(workspace), key=lambda entry: not entry.adopted)


def old_data(workspace: Workspace, entry: ModelEntry, context: JobContext) -> tuple[list[str], str]:
    """Data sets that a network may know, and the one that it does."""
    context.checkpoint()
    rows = [row for row in workspace.datasets() if row.is_ready and row.active_split is not None]
    chosen = ""
    with contextlib.suppress(EmotionGuiError):
        chosen = taught_runs.old_data_of(workspace, entry.file)
    return [row.name for row in rows], chosen


def expected_seconds(
    workspace: Workspace, request: TeachRequest, context: JobContext
) -> float | None:
    """How long a lesson takes; None where there will be none, which Teach says in words."""
    try:
        return teach.expected_seconds(workspace, request, context)
    except EmotionGuiError:
        return None
