"""Hand a network on to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.errors import ConfigError

if TYPE_CHECKING:
    from emotion_gui.core.model.onnx_export import ExportResult


def export_model(checkpoint: Path, target: Path, *, form: str = "") -> ExportResult:
    """Write a checkpoint as ONNX or TorchScript and compare its answers with the original's.

    Args:
        checkpoint: a `.safetensors` file.
        target: the file to write.
        form: `onnx` or `torchscript`; by the file's ending where it is empty.

    Raises:
        ConfigError: another form or ending.
        CheckpointError: the checkpoint cannot be used.
        ExportMismatchError: the file would answer otherwise; nothing was saved.
        StorageError: the disk refused.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript

    forms = {"onnx": export_onnx, "torchscript": export_torchscript}
    chosen = form or {".onnx": "onnx", ".pt": "torchscript"}.get(target.suffix.lower(), "")
    if chosen not in forms:
        raise ConfigError("format", chosen or target.name, "give an .onnx or a .pt file")
    return forms[chosen](load_checkpoint(checkpoint), target)
