"""Asks where to export the pruned network, its plan or a table to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from emotion_gui.ui.file_dialogs import FileTopic, ask_open, ask_save
from emotion_gui.ui.pages.base import PageServices


def ask_export_target(parent: QWidget, services: PageServices, *, name: str) -> Path | None:
    """The chosen file, with a suffix that names its form; None when the person thought again."""
    torchscript = QCoreApplication.translate("PrunePage", "TorchScript")
    return ask_save(
        parent,
        _topic(services),
        title=QCoreApplication.translate("PrunePage", "Export the pruned network"),
        name=name or "pruned",
        kinds={"Safetensors": [".safetensors"], "ONNX": [".onnx"], torchscript: [".pt"]},
        inputs=[services.workspace.path],  # the network that was pruned is one of its runs
    )


def ask_table_target(parent: QWidget, services: PageServices) -> Path | None:
    """A CSV file to write; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Save the table")
    return ask_save(
        parent,
        _topic(services),
        title=title,
        name="comparison",
        kinds={"CSV": [".csv"]},
        inputs=[services.workspace.path],
    )


def ask_plan_target(parent: QWidget, services: PageServices, *, name: str) -> Path | None:
    """A plan file to write; None when the person thought again."""
    return ask_save(
        parent,
        _topic(services),
        title=QCoreApplication.translate("PrunePage", "Save the plan"),
        name=f"{name or 'pruned'} plan",
        kinds=_plans(),
        inputs=[services.workspace.path],
    )


def ask_plan_source(parent: QWidget, services: PageServices) -> Path | None:
    """A plan file to load; None when the person thought again."""
    title = QCoreApplication.translate("PrunePage", "Load a plan")
    return ask_open(parent, _topic(services), title=title, kinds=_plans())


def _plans() -> dict[str, list[str]]:
    return {QCoreApplication.translate("PrunePage", "Pruning plan"): [".json"]}


def _topic(services: PageServices) -> FileTopic:
    return FileTopic(services.settings, "prune")
