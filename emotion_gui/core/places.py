"""The program's name and the folders that carry it; one place, so that all parts agree."""

from __future__ import annotations

from pathlib import Path

APP_NAME = "Emotion Workbench"
WORKSPACE_VARIABLE = "EMOTION_GUI_WORKSPACE"
WORKSPACE_FILE = "workspace.sqlite3"
"""The database; a folder that has one is a workspace."""


def user_data() -> Path:
    """Where the system keeps a user's data for this program; not made here."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def default_workspace() -> Path:
    """The workspace where nobody chose another one; window and command line share it."""
    return user_data() / "workspace"


def log_folder() -> Path:
    """Where the window's log goes; not made here."""
    import platformdirs

    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
