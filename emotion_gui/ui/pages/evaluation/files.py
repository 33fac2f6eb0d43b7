"""Asks where a picture or a report goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QWidget

from emotion_gui.ui.file_dialogs import FileTopic, ask_save


def ask_picture_target(parent: QWidget, settings: QSettings, name: str) -> Path | None:
    """A PNG file to write; None when the person thought again."""
    return ask_save(
        parent,
        FileTopic(settings, "evaluate"),
        title=QCoreApplication.translate("EvaluatePage", "Save the picture"),
        name=name,
        kinds={QCoreApplication.translate("EvaluatePage", "Picture"): [".png"]},
    )


def ask_report_target(parent: QWidget, settings: QSettings, name: str) -> Path | None:
    """A PDF file to write; None when the person thought again."""
    return ask_save(
        parent,
        FileTopic(settings, "evaluate"),
        title=QCoreApplication.translate("EvaluatePage", "Save the report"),
        name=name,
        kinds={QCoreApplication.translate("EvaluatePage", "Report"): [".pdf"]},
    )
