"""One `.safetensors` file that rebuilds its network, before and after compaction.

The metadata entry `emotion_gui` is JSON: format version, network spec, labels, preprocessing
and facts about the run and the pruning. Two tensors beside the weights are the identities of the
faces it learned from and of those that chose its best epoch (`learned_faces`); files without
them were written before there were any. Nothing is ever unpickled.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.faces.readable import CLEAN_LIMITS
from emotion_gui.core.files import write_bytes
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.backbone_network import build_network
from emotion_gui.core.model.bundled import check_bundled
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.checkpoint_info import (
    FORMAT_VERSION,
    IDENTITIES,
    METADATA_KEY,
    CheckpointInfo,
    read_info,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.graph_check import check_graph
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.learned_faces import LearnedFaces
from emotion_gui.core.model.onnx_graph import runtime_errors
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.stored_spec import spec_to_json

_TRAINED = f"{IDENTITIES}trained_faces"
_WATCHED = f"{IDENTITIES}watched_faces"
_COMPLETE = f"{IDENTITIES}faces_complete"
_GRAPH = "graph"
"""The tensor of bytes that a quantized network is."""
_PLAIN_FORMAT = 1  # older programs read these files as before
_MOST_LAYERS = 1_000
_MOST_VALUES = 8_000_000  # 32 MB a face; the widest preset has 110,000
_SLACK = 1_000_000  # parameters: 4 MB in memory, whatever the file is
_TYPES = {
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.float64,
    torch.int64,
    torch.bool,
}

__all__ = [
    "Checkpoint",
    "CheckpointInfo",
    "load_checkpoint",
    "read_info",
    "rewrite_info",
    "save_checkpoint",
    "tell_learned",
]


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
    if isinstance(network, QuantizedNetwork):
        graph = torch.frombuffer(bytearray(network.graph), dtype=torch.uint8)
        _write(path, {_GRAPH: graph, **_identities(info.learned)}, info)
        return
    tensors = {
        name: (tensor.half() if half and tensor.is_floating_point() else tensor)
        .detach()
        .cpu()
        .contiguous()
        for name, tensor in network.state_dict().items()
    }
    _write(path, {**tensors, **_identities(info.learned)}, info)


def _identities(learned: LearnedFaces | None) -> dict[str, torch.Tensor]:
    if learned is None:
        return {}
    return {
        _TRAINED: torch.from_numpy(learned.trained.copy()),
        _WATCHED: torch.from_numpy(learned.watched.copy()),
        _COMPLETE: torch.tensor([learned.complete]),
    }


def _learned(path: Path, tensors: Mapping[str, torch.Tensor]) -> LearnedFaces | None:
    """The identities among a file's tensors; None where it has none."""
    if _TRAINED not in tensors:
        return None
    try:
        trained, watched = (tensors[name].numpy() for name in (_TRAINED, _WATCHED))
        complete = bool(tensors[_COMPLETE].all())
    except KeyError as error:
        raise CheckpointError(path, "the list of faces it learned from is damaged") from error
    if any(hashes.dtype != np.int64 or hashes.ndim != 1 for hashes in (trained, watched)):
        raise CheckpointError(path, "the list of faces it learned from is damaged")
    return LearnedFaces(np.unique(trained), np.unique(watched), complete)


def rewrite_info(path: Path, info: CheckpointInfo) -> None:
    """Let a checkpoint say something else about itself; its tensors stay bit for bit.

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


def tell_learned(path: Path, learned: LearnedFaces) -> None:
    """Let a checkpoint tell which faces it learned from; its weights stay bit for bit.

    For files from before there were identities; newer ones have theirs from their training.

    Raises:
        CheckpointError: the file cannot be used.
        StorageError: the disk refused; then the file is as before.
    """
    tensors = {name: tensor.clone() for name, tensor in _tensors(path).items()}
    _write(path, {**tensors, **_identities(learned)}, read_info(path))


def _write(path: Path, tensors: dict[str, torch.Tensor], info: CheckpointInfo) -> None:
    header = {
        "format": _PLAIN_FORMAT if info.quantized is None else FORMAT_VERSION,
        "spec": spec_to_json(info.spec),
        "labels": list(info.labels),
        **({} if info.label_set == SEVEN else {"label_set": info.label_set.to_json()}),
        "preprocessing": info.preprocessing.to_json(),
        "temperature": info.temperature,
        "unsure_below": info.unsure_below,
        **({} if info.limits == CLEAN_LIMITS else {"limits": info.limits.to_json()}),
        "run": dict(info.run),
        "plan": None if info.plan is None else dict(info.plan),
    }
    if info.quantized is not None:
        header["quantized"] = dict(info.quantized)
    # In memory first: safetensors' own writer gives its files to the owner alone.
    write_bytes(path, save(tensors, metadata={METADATA_KEY: json.dumps(header)}))


def load_checkpoint(path: Path, *, device: torch.device | None = None) -> Checkpoint:
    """Rebuild the network of a checkpoint file, in evaluation mode.

    Raises:
        CheckpointError: missing, damaged, foreign (a pickle, say), newer than this program,
            or with tensors that do not fit its own description; or a bundled model that is not
            the one that was bundled.
    """
    check_bundled(path)
    info = read_info(path)
    tensors = _tensors(path)
    _check_sizes(path, info, tensors)
    if info.quantized is not None:
        return _quantized(path, info, tensors)
    network = build_network(info.spec)
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
    info = dataclasses.replace(info, learned=_learned(path, tensors))
    network.load_state_dict({name: tensors[name] for name in expected})
    network.eval()
    _check_answers(path, network, info)
    if device is not None:
        network.to(device)
    return Checkpoint(network, info)


def _quantized(path: Path, info: CheckpointInfo, tensors: Mapping[str, torch.Tensor]) -> Checkpoint:
    graph = tensors.get(_GRAPH)
    if graph is None or graph.dtype != torch.uint8:
        raise CheckpointError(path, f"the tensor {_GRAPH} is missing")
    info = dataclasses.replace(info, learned=_learned(path, tensors))
    data = graph.numpy().tobytes()
    # Its errors quote the file, whose bytes need not be text.
    damaged: tuple[type[Exception], ...] = (*runtime_errors(), UnicodeDecodeError)
    try:
        check_graph(data, side=info.spec.input_side, most_values=_MOST_VALUES)
    except ValueError as error:
        raise CheckpointError(path, f"its quantized network cannot be used ({error})") from error
    try:
        network = QuantizedNetwork(info.spec, data)
        network.eval()
        _check_answers(path, network, info)
    except damaged as error:
        raise CheckpointError(path, "its quantized network is damaged") from error
    return Checkpoint(network, info)


def _check_sizes(path: Path, info: CheckpointInfo, tensors: Mapping[str, torch.Tensor]) -> None:
    """Refuse a description that is larger than what is there, before anything is built.

    A few bytes can claim a network of gigabytes, or of hundreds of thousands of layers.
    """
    if len(info.spec.widths) > _MOST_LAYERS:
        raise CheckpointError(path, f"it claims {len(info.spec.widths):,} layers")
    claimed = parameter_count(info.spec)
    stored = sum(tensor.numel() for tensor in tensors.values())
    if claimed > 4 * stored + _SLACK:  # less lacks a tensor or two, which is told by name
        raise CheckpointError(
            path, f"it claims {claimed:,} parameters, but holds {stored:,} numbers"
        )
    values = _values_of_a_face(info)
    if values > _MOST_VALUES:
        raise CheckpointError(path, f"it claims {values:,} values for one layer of a single face")
    for name, tensor in tensors.items():
        if tensor.dtype not in _TYPES and name != _GRAPH:
            raise CheckpointError(path, f"the tensor {name} is of type {tensor.dtype}")


def _values_of_a_face(info: CheckpointInfo) -> int:
    """Values that the widest layer has of one face: what memory it takes, whatever its weights."""
    side, most = max(info.spec.input_side, info.preprocessing.side), 0
    for module, pooled in zip(info.spec.modules, info.spec.pooled, strict=True):
        most = max(most, side * side * max(module))
        side = side // 2 if pooled else side
    return most


def _check_answers(path: Path, network: EmotionCNN, info: CheckpointInfo) -> None:
    """Refuse weights that are numbers and whose answers are none: they overflow, say."""
    side = info.spec.input_side
    faces = np.zeros((2, side, side), dtype=np.uint8)
    faces[1, ::2] = 255
    with torch.inference_mode():
        answers = network(to_input(faces, info.preprocessing))
        if answers.shape != (2, info.spec.classes):
            raise CheckpointError(path, "its answers are of another shape")
        if not torch.isfinite(answers).all():
            raise CheckpointError(path, "its answers are not numbers")


def _tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        with safe_open(str(path), framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        # torch, which maps the file, says by a RuntimeError what the system refuses.
        raise CheckpointError(path, f"the weights cannot be read ({error})") from error
