"""Asks where a picture goes, and shows files that were written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

_FOLDER_KEY = "page/evaluate/folder"


def ask_picture_target(parent: QWidget, settings: QSettings, name: str) -> Path | None:
    """A PNG file to write; None when the person thought again."""
    folder = Path(str(settings.value(_FOLDER_KEY) or Path.home()))
    text, _ = QFileDialog.getSaveFileName(
        parent,
        QCoreApplication.translate("EvaluatePage", "Save the picture"),
        str(folder / f"{name}.png"),
        QCoreApplication.translate("EvaluatePage", "Picture (*.png)"),
    )
    if not text:
        return None
    target = Path(text)
    settings.setValue(_FOLDER_KEY, str(target.parent))
    return target if target.suffix.lower() == ".png" else target.with_name(f"{target.name}.png")


def open_in_browser(path: Path) -> None:
    """Show a file with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
