"""One `.safetensors` file that rebuilds its network, before and after compaction.

The metadata entry `emotion_gui` is JSON: format version, network spec, labels, preprocessing
and facts about the run and the pruning. Nothing is ever unpickled.
"""

from __future__ import annotations

import dataclasses
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from emotion_gui.core.data.labels import LABELS
from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.files import write_bytes
from emotion_gui.core.model.bundled import check_bundled
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec

FORMAT_VERSION = 1
_KEY = "emotion_gui"
_LARGEST_METADATA = 4 * 1024 * 1024


@dataclass(frozen=True)
class CheckpointInfo:
    """What a checkpoint says about itself.

    Attributes:
        spec: shape of the network.
        labels: class names in logit order.
        preprocessing: how faces become input.
        temperature: divides logits before softmax (calibration); 1.0 = none.
        unsure_below: an answer whose calibrated probability is lower is shown as unsure; in
            [0, 1], None where it was never measured.
        run: facts about the training (free JSON: name, config, epoch, accuracy, environment).
        plan: facts about the pruning that made it, None for an unpruned network.
    """

    spec: NetworkSpec
    labels: tuple[str, ...] = LABELS
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    temperature: float = 1.0
    unsure_below: float | None = None
    run: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A rebuilt network in evaluation mode, and what its file says about it."""

    network: EmotionCNN
    info: CheckpointInfo


def save_checkpoint(
    path: Path, network: EmotionCNN, info: CheckpointInfo, *, half: bool = False
) -> None:
    """Write a checkpoint, whole or not at all.

    Args:
        path: the `.safetensors` file.
        network: its weights; its spec must be `info.spec`.
        info: what the file will say about itself.
        half: store weights as float16 (bundled models).

    Raises:
        StorageError: the disk refused.
    """
    tensors = {
        name: (tensor.half() if half and tensor.is_floating_point() else tensor)
        .detach()
        .cpu()
        .contiguous()
        for name, tensor in network.state_dict().items()
    }
    _write(path, tensors, info)


def rewrite_info(path: Path, info: CheckpointInfo) -> None:
    """Let a checkpoint say something else about itself; its weights stay bit for bit.

    Args:
        path: an existing `.safetensors` checkpoint.
        info: what it will say; the shape must be the file's own.

    Raises:
        CheckpointError: the file cannot be used, or is a network of another shape.
        StorageError: the disk refused; then the file is as before.
    """
    if read_info(path).spec != info.spec:
        raise CheckpointError(path, "it holds a network of another shape")
    # Copies: what is mapped from the file must not stand in the way of replacing it.
    _write(path, {name: tensor.clone() for name, tensor in _tensors(path).items()}, info)


def _write(path: Path, tensors: dict[str, torch.Tensor], info: CheckpointInfo) -> None:
    header = {
        "format": FORMAT_VERSION,
        "spec": dataclasses.asdict(info.spec),
        "labels": list(info.labels),
        "preprocessing": info.preprocessing.to_json(),
        "temperature": info.temperature,
        "unsure_below": info.unsure_below,
        "run": dict(info.run),
        "plan": None if info.plan is None else dict(info.plan),
    }
    # In memory first: safetensors' own writer gives its files to the owner alone.
    write_bytes(path, save(tensors, metadata={_KEY: json.dumps(header)}))


def read_info(path: Path) -> CheckpointInfo:
    """What the file says about itself, without loading weights.

    Raises:
        CheckpointError: missing, damaged, foreign, or newer than this program.
    """
    return _parse(path, _read_metadata(path))


def load_checkpoint(path: Path, *, device: torch.device | None = None) -> Checkpoint:
    """Rebuild the network of a checkpoint file, in evaluation mode.

    Raises:
        CheckpointError: missing, damaged, foreign (a pickle, say), newer than this program,
            or with tensors that do not fit its own description; or a bundled model that is not
            the one that was bundled.
    """
    check_bundled(path)
    info = read_info(path)
    network = EmotionCNN(info.spec)
    tensors = _tensors(path)
    expected = network.state_dict()
    for name, target in expected.items():
        if name not in tensors:
            raise CheckpointError(path, f"the tensor {name} is missing")
        if tensors[name].shape != target.shape:
            shapes = f"{tuple(tensors[name].shape)}, not {tuple(target.shape)}"
            raise CheckpointError(path, f"the tensor {name} is of shape {shapes}")
        if tensors[name].is_floating_point() and not torch.isfinite(tensors[name]).all():
            raise CheckpointError(path, f"the tensor {name} holds values that are not numbers")
        tensors[name] = tensors[name].to(target.dtype)
    network.load_state_dict({name: tensors[name] for name in expected})
    network.eval()
    if device is not None:
        network.to(device)
    return Checkpoint(network, info)


def _tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        with safe_open(str(path), framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(path, f"the weights cannot be read ({error})") from error


def _read_metadata(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            start = file.read(8)
            if len(start) < 8:
                raise CheckpointError(path, "the file is empty or cut short")
            if start[:2] in (b"PK", b"\x80\x02", b"\x80\x04", b"\x80\x05"):
                raise CheckpointError(
                    path, "this is a pickled PyTorch file, which is never opened; "
                    "only .safetensors checkpoints are"
                )  # fmt: skip
            (length,) = struct.unpack("<Q", start)
            if not 2 <= length <= _LARGEST_METADATA:
                raise CheckpointError(path, "this is not a safetensors file")
            header = json.loads(file.read(length))
    except OSError as error:
        raise CheckpointError(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(path, "this is not a safetensors file") from error
    try:
        data = json.loads(header["__metadata__"][_KEY])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(path, "it was not made by Emotion Workbench") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise CheckpointError(path, "its description is damaged")
    if data["format"] > FORMAT_VERSION:
        raise CheckpointError(path, "it was made by a newer version of Emotion Workbench")
    return data


def _parse(path: Path, data: dict[str, Any]) -> CheckpointInfo:
    try:
        spec = NetworkSpec.from_json(data["spec"])
        info = CheckpointInfo(
            spec=spec,
            labels=tuple(str(label) for label in data["labels"]),
            preprocessing=Preprocessing.from_json(data["preprocessing"]),
            temperature=float(data["temperature"]),
            unsure_below=_share(data.get("unsure_below")),
            run=dict(data["run"]),
            plan=None if data["plan"] is None else dict(data["plan"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError, ConfigError) as error:
        raise CheckpointError(path, f"its description is damaged ({error})") from error
    if len(info.labels) != spec.classes or not 0 < info.temperature < math.inf:
        raise CheckpointError(path, "its description is damaged (labels or temperature)")
    return info


def _share(value: object) -> float | None:
    if value is None:
        return None
    share = float(value)  # type: ignore[arg-type]
    if not 0 <= share <= 1:
        raise ValueError(f"unsure_below is {share}, not in [0, 1]")
    return share
