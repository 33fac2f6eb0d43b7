"""Looks, at the start of the window, for what of a workspace is in no list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class OddFolders:
    """Folders of a workspace that no list shows.

    Attributes:
        unrecorded: no row speaks of them.
        damaged: their rows cannot be read.
    """

    unrecorded: tuple[Path, ...] = ()
    damaged: tuple[Path, ...] = ()


def find_odd_folders(workspace: Workspace, context: JobContext) -> OddFolders:
    """Every row and every folder once: milliseconds for some hundred, and more for more."""
    unrecorded = tuple(workspace.unrecorded())
    context.checkpoint()
    return OddFolders(unrecorded, tuple(workspace.damaged_records()))
