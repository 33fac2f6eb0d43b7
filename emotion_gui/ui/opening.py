"""Files and addresses are handed to the system's programs; each answer is looked at.

Where nothing opens (no browser, no desktop), the caller says so and names the path instead.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def open_path(path: Path) -> bool:
    """Show a file or folder with the program that the system has for it.

    Returns:
        False where the file is gone or no program took it.
    """
    return path.exists() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.absolute())))


def open_address(address: str) -> bool:
    """Show a web address in the browser; False where there is none."""
    return QDesktopServices.openUrl(QUrl(address))


def show_in_folder(path: Path) -> bool:
    """Open the folder of a file, with the file selected where the system can do that."""
    if not path.exists():
        return open_path(path.parent)
    if sys.platform == "win32":
        # Explorer takes its option and the path as one word.
        return QProcess.startDetached("explorer.exe", [f"/select,{path.absolute()}"])[0]
    if sys.platform == "darwin":
        return QProcess.startDetached("open", ["-R", str(path.absolute())])[0]
    return open_path(path.parent)
