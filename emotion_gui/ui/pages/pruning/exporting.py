"""Asks where to export the pruned network to, and in which form."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from emotion_gui.ui.pages.pruning.jobs import EXPORT_SUFFIXES

_FOLDER_KEY = "page/prune/folder"


def ask_export_target(parent: QWidget, *, settings: QSettings, name: str) -> Path | None:
    """The chosen file, with a suffix that names its form; None when the person thought again."""
    folder = Path(str(settings.value(_FOLDER_KEY) or Path.home()))
    start = name.strip().replace("/", "-").replace(":", " ") or "pruned"
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
