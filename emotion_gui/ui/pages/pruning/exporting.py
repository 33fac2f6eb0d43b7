"""Asks where to export the pruned network to, and in which form."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from emotion_gui.operations.measure_layer import EXPORT_SUFFIXES

_FOLDER_KEY = "page/prune/folder"


def ask_export_target(parent: QWidget, *, settings: QSettings, name: str) -> Path | None:
    """The chosen file, with a suffix that names its form; None when the person thought again."""
    folder = Path(str(settings.value(_FOLDER_KEY) or Path.home()))
    start = _file_name(name)
    text, kind = QFileDialog.getSaveFileName(
        parent,
        QCoreApplication.translate("PrunePage", "Export the pruned network"),
        str(folder / f"{start}.safetensors"),
        QCoreApplication.translate(
            "PrunePage", "Safetensors (*.safetensors);;ONNX (*.onnx);;TorchScript (*.pt)"
        ),
    )
    if not text:
        return None
    target = Path(text)
    if target.suffix.lower() not in EXPORT_SUFFIXES:
        suffix = next((s for s in EXPORT_SUFFIXES if s in kind), ".safetensors")
        target = target.with_name(target.name + suffix)
    settings.setValue(_FOLDER_KEY, str(target.parent))
    return target


def ask_table_target(parent: QWidget, *, settings: QSettings) -> Path | None:
    """A CSV file to write; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Save the table")
    return _ask_target(parent, settings, title, "comparison of criteria", ".csv", "CSV (*.csv)")


def ask_plan_target(parent: QWidget, *, settings: QSettings, name: str) -> Path | None:
    """A plan file to write; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Save the plan")
    kind = QCoreApplication.translate("PrunePage", "Pruning plan (*.json)")
    return _ask_target(parent, settings, title, f"{_file_name(name)} plan", ".json", kind)


def ask_plan_source(parent: QWidget, *, settings: QSettings) -> Path | None:
    """A plan file to load; None when the person thought again."""
    folder = str(settings.value(_FOLDER_KEY) or Path.home())
    title = QCoreApplication.translate("PrunePage", "Load a plan")
    kind = QCoreApplication.translate("PrunePage", "Pruning plan (*.json)")
    text, _ = QFileDialog.getOpenFileName(parent, title, folder, kind)
    return Path(text) if text else None


def _file_name(name: str) -> str:
    return name.strip().replace("/", "-").replace(":", " ") or "pruned"


def _ask_target(
    parent: QWidget, settings: QSettings, title: str, start: str, suffix: str, kind: str
) -> Path | None:
    folder = Path(str(settings.value(_FOLDER_KEY) or Path.home()))
    text, _ = QFileDialog.getSaveFileName(parent, title, str(folder / f"{start}{suffix}"), kind)
    if not text:
        return None
    target = Path(text)
    settings.setValue(_FOLDER_KEY, str(target.parent))
    return target if target.suffix else target.with_suffix(suffix)
