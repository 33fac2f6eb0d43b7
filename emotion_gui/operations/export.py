"""Hand a network on to other programs and devices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from emotion_gui.core.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.onnx_export import ExportResult

ExportForm = Literal["safetensors", "onnx", "onnx-float16", "onnx-int8", "torchscript"]
ENDINGS: Mapping[ExportForm, str] = {
    "safetensors": ".safetensors",
    "onnx": ".onnx",
    "onnx-float16": ".onnx",
    "onnx-int8": ".onnx",
    "torchscript": ".pt",
}
TEST_FACES = 10
_TIMED, _WARM_UP = 60, 5
_TOLERANCES: Mapping[ExportForm, float] = {"onnx-float16": 0.02, "onnx-int8": 0.1}


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file for another program, checked, with what a device needs beside it.

    Attributes:
        file: what was written.
        form: as what.
        bytes: its size.
        max_logit_difference: largest difference of any logit from the network's own.
        ms: milliseconds a face on one thread of this computer, the median; None where the file
            is read by this program alone.
        files: what lies beside it: contract, test faces with expected answers, sample code.
    """

    file: Path
    form: ExportForm
    bytes: int
    max_logit_difference: float
    ms: float | None = None
    files: tuple[Path, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The command line's object."""
        return {
            "file": str(self.file),
            "format": self.form,
            "bytes": self.bytes,
            "max_logit_difference": self.max_logit_difference,
            "ms": self.ms,
            "files": list(self.files),
        }


def form_of(target: Path, form: str = "", *, quantized: bool = False) -> ExportForm:
    """The form that is asked for, or that a file's ending means.

    Raises:
        ConfigError: another form or ending, or one that does not fit the network.
    """
    for known, ending in ENDINGS.items():
        if form == known or (not form and target.suffix.lower() == ending):
            break
    else:
        raise ConfigError(
            "format", form or target.name, "give a .safetensors, an .onnx or a .pt file"
        )
    if known == "onnx-int8" and not quantized:
        raise ConfigError("format", known, "the network is float: quantize it first")
    if quantized and known == "onnx":
        return "onnx-int8"
    return known


def companions(target: Path) -> tuple[Path, ...]:
    """The files that an export with samples writes beside its target."""
    names = ("contract.json", "faces.npy", "expected.json", "run.py")
    return tuple(target.with_name(f"{target.stem}-{name}") for name in names)


def export_model(
    checkpoint: Path, target: Path, *, form: str = "", samples: bool = False
) -> Exported:
    """Write a checkpoint's file in another form; see `export_checkpoint`.

    Raises:
        CheckpointError: the checkpoint cannot be used.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint

    return export_checkpoint(load_checkpoint(checkpoint), target, form=form, samples=samples)


def export_checkpoint(
    checkpoint: Checkpoint, target: Path, *, form: str = "", samples: bool = False
) -> Exported:
    """Write a network in another form and compare its answers with the original's.

    Args:
        checkpoint: a network, whether or not a file holds it.
        target: the file to write.
        form: one of `ExportForm`; by the file's ending where it is empty.
        samples: also write what `companions` names.

    Raises:
        ConfigError: another form or ending, or one that does not fit the network.
        ExportMismatchError: the file would answer otherwise; nothing was saved.
        StorageError: the disk refused.
    """
    chosen = form_of(target, form, quantized=checkpoint.info.quantized is not None)
    written = _written(checkpoint, target, chosen)
    files = _write_samples(checkpoint, target, chosen) if samples else ()
    return Exported(
        file=target,
        form=chosen,
        bytes=written.bytes,
        max_logit_difference=written.max_logit_difference,
        ms=_measured_ms(target, chosen, checkpoint.network.spec.input_side),
        files=files,
    )


def _written(checkpoint: Checkpoint, target: Path, form: ExportForm) -> ExportResult:
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.model.onnx_export import ExportResult, export_onnx, export_torchscript

    if form == "torchscript":
        return export_torchscript(checkpoint, target)
    if form != "safetensors":
        return export_onnx(checkpoint, target, half=form == "onnx-float16")
    save_checkpoint(target, checkpoint.network, checkpoint.info)
    return ExportResult(str(target), target.stat().st_size, 0.0)


def _measured_ms(file: Path, form: ExportForm, side: int) -> float | None:
    import statistics
    import time

    import numpy as np

    from emotion_gui.core.model.onnx_export import loaded_answers

    if form == "safetensors":
        return None
    answer = loaded_answers(file, torchscript=form == "torchscript")
    face = np.zeros((1, 1, side, side), dtype=np.float32)
    times = []
    for run in range(-_WARM_UP, _TIMED):
        started = time.perf_counter()
        answer(face)
        if run >= 0:
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e3


def _write_samples(checkpoint: Checkpoint, target: Path, form: ExportForm) -> tuple[Path, ...]:
    """Contract, ten drawn faces, what the network says of them, and code that compares."""
    import io

    import numpy as np

    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.files import write_bytes, write_text

    files = companions(target)
    contract, faces, expected, code = files
    drawn = _drawn_faces(checkpoint.network.spec.input_side)
    logits = predict_logits(checkpoint.network, drawn, checkpoint.info.preprocessing)
    buffer = io.BytesIO()
    np.save(buffer, drawn)
    labels = checkpoint.info.labels
    answers = {
        "logits": logits.tolist(),
        "labels": [labels[best] for best in logits.argmax(axis=1)],
        "tolerance": _TOLERANCES.get(form, 1e-3),
    }
    write_text(contract, json.dumps(_contract(checkpoint, target, form), indent=2) + "\n")
    write_bytes(faces, buffer.getvalue())
    write_text(expected, json.dumps(answers, indent=1) + "\n")
    write_text(code, _sample_code(form, target.stem))
    return files


def _drawn_faces(side: int) -> npt.NDArray[np.uint8]:
    import numpy as np

    from emotion_gui.core.data.sample_faces import scale_faces

    (piece,) = scale_faces(count=TEST_FACES, seed=3, side=side, bases=TEST_FACES)
    return np.asarray(piece.faces, dtype=np.uint8)


def _contract(checkpoint: Checkpoint, target: Path, form: ExportForm) -> dict[str, Any]:
    info = checkpoint.info
    side = checkpoint.network.spec.input_side
    return {
        "file": target.name,
        "format": form,
        "input": {
            "name": "faces",
            "type": "float32",
            "shape": ["n", 1, side, side],
            "values": "gray pixels divided by 255, in [0, 1]; the normalisation is inside",
        },
        "crop": info.preprocessing.to_json(),
        "output": {"name": "logits", "type": "float32", "shape": ["n", len(info.labels)]},
        "labels": list(info.labels),
        "temperature": info.temperature,
        "probabilities": "softmax(logits / temperature)",
        "unsure_below": info.unsure_below,
        "quantized": None if info.quantized is None else dict(info.quantized),
        "shows": "apparent expression, not feeling",
    }


_CODE: Mapping[str, tuple[str, str, str]] = {
    "onnx": (
        "onnxruntime and numpy",
        "import onnxruntime",
        """session = onnxruntime.InferenceSession(
    str(here / contract["file"]), providers=["CPUExecutionProvider"]
)
pixels = faces[:, np.newaxis].astype(np.float32) / 255
(logits,) = session.run(["logits"], {"faces": pixels})""",
    ),
    "torchscript": (
        "torch and numpy",
        "import torch",
        """module = torch.jit.load(str(here / contract["file"]))
pixels = torch.from_numpy(faces[:, np.newaxis].astype(np.float32) / 255)
with torch.inference_mode():
    logits = module(pixels).numpy()""",
    ),
    "safetensors": (
        "Emotion Workbench",
        "from emotion_gui.core.evaluation.predict import predict_logits\n"
        "from emotion_gui.core.model.checkpoint import load_checkpoint",
        """checkpoint = load_checkpoint(here / contract["file"])
logits = predict_logits(checkpoint.network, faces, checkpoint.info.preprocessing)""",
    ),
}
"""For each kind of file: what the sample code needs, imports, and does."""


def _sample_code(form: ExportForm, stem: str) -> str:
    from string import Template

    from emotion_gui.core.resources import resources_dir

    needs, imports, answers = _CODE.get(form, _CODE["onnx"])
    text = (resources_dir() / "templates" / "run_network.txt").read_text("utf-8")
    return Template(text).substitute(needs=needs, imports=imports, answers=answers, stem=stem)
