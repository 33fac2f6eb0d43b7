"""What an unfinished run needs to go on exactly where it was: the content of `resume.pt`."""

from __future__ import annotations

import io
import pickle
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import torch

from emotion_gui.core.errors import TrainingStateError
from emotion_gui.core.reading import check_file, open_file
from emotion_gui.core.training.engine import TrainState
from emotion_gui.core.training.records import EpochRecord

_LARGEST_FILE = 4 << 30  # weights, their mean and an optimizer's two moments
# What an optimizer of a recipe is told apart by. The rate changes with every step, and torch's
# own switches (foreach, fused ...) come and go with its versions.
_OF_A_RECIPE = ("weight_decay", "betas", "momentum", "nesterov", "decoupled_weight_decay")
# All that torch's reader and the checks below stumble with over a damaged file.
_UNREADABLE = (
    AssertionError,  # torch's own, of what a pickle names its tensors by
    OSError,
    RuntimeError,
    LookupError,
    TypeError,
    ValueError,
    EOFError,
    AttributeError,
    pickle.UnpicklingError,
    zipfile.BadZipFile,
    struct.error,
)


def state_bytes(state: TrainState) -> bytes:
    """Weights, optimizer and history after an epoch."""
    buffer = io.BytesIO()
    torch.save(
        {
            "network": state.network.state_dict(),
            "averaged": None if state.averaged is None else state.averaged.state_dict(),
            "optimizer": state.optimizer.state_dict(),
            "epoch": state.epoch,
            "best_epoch": state.best_epoch,
            "best_accuracy": state.best_accuracy,
            "records": [record.to_json() for record in state.records],
        },
        buffer,
    )
    return buffer.getvalue()


def load_state(path: Path, state: TrainState, *, epochs: int) -> None:
    """Fill a fresh `state` with what `state_bytes` gave; tensors and plain values only.

    Args:
        path: the stored state.
        state: as the run's recipe makes it; unusable where this fails.
        epochs: that the recipe asks for.

    Raises:
        TrainingStateError: the file is missing or damaged, of another network or recipe, or holds
            values that no training leaves behind.
    """
    try:
        data = _read(path)
        _check_history(path, data, epochs=epochs)
        _check_optimizer(path, data["optimizer"], state.optimizer)
        state.network.load_state_dict(data["network"])
        if state.averaged is not None:
            state.averaged.load_state_dict(data["averaged"])
        state.optimizer.load_state_dict(data["optimizer"])
        state.records = [EpochRecord.from_json(record) for record in data["records"]]
        parts = [data[part] for part in ("network", "averaged", "optimizer")]
        finite = all(bool(tensor.isfinite().all()) for tensor in _tensors(parts))
    except _UNREADABLE as error:
        raise TrainingStateError(path, "the saved state of this run cannot be read") from error
    if not finite:
        raise TrainingStateError(path, "the saved state holds weights that are no numbers")
    state.epoch, state.best_epoch = data["epoch"], data["best_epoch"]
    state.best_accuracy = data["best_accuracy"]


def _read(path: Path) -> Any:
    with warnings.catch_warnings():
        # About pickles that torch did not write: they are refused just below, in words.
        warnings.simplefilter("ignore", UserWarning)
        with open_file(path, most=_LARGEST_FILE) as file:
            _check_archive(path, file)
            data = torch.load(file, weights_only=True, map_location="cpu")
    for tensor in _tensors(data):
        if tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
            raise TrainingStateError(path, "the saved state claims more numbers than it holds")
    return data


def _check_archive(path: Path, file: IO[bytes]) -> None:
    """torch makes room for whatever a member unpacks to; it packs none of what it writes itself.

    Raises:
        TrainingStateError: something is packed, or larger than the file.
    """
    size = check_file(path)
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
    plain = all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
    if not plain or sum(entry.file_size for entry in entries) > size:
        raise TrainingStateError(path, "the saved state is packed, as no training leaves it")
    file.seek(0)


def _check_history(path: Path, data: Mapping[str, Any], *, epochs: int) -> None:
    epoch, best, accuracy = data["epoch"], data["best_epoch"], data["best_accuracy"]
    counts = [record["epoch"] for record in data["records"]]
    whole = all(type(number) is int for number in (epoch, best))
    if not whole or not 1 <= best <= epoch <= epochs or counts != list(range(1, epoch + 1)):
        raise TrainingStateError(path, "the saved state counts its epochs wrongly")
    if type(accuracy) is not float or not 0.0 <= accuracy <= 1.0:
        raise TrainingStateError(path, "the saved state holds an accuracy that is none")


def _check_optimizer(path: Path, stored: Mapping[str, Any], fresh: torch.optim.Optimizer) -> None:
    """torch takes any optimizer's state as it is: of another kind, or for other shapes."""
    groups = stored["param_groups"]
    parameters = [parameter for group in fresh.param_groups for parameter in group["params"]]
    fits = len(groups) == len(fresh.param_groups) and all(
        len(theirs["params"]) == len(ours["params"])
        and all(theirs[key] == ours[key] for key in _OF_A_RECIPE if key in theirs and key in ours)
        for theirs, ours in zip(groups, fresh.param_groups, strict=True)
    )
    has_momentum = isinstance(fresh, torch.optim.SGD)
    wanted = {"momentum_buffer"} if has_momentum else {"exp_avg", "exp_avg_sq"}
    for number, entry in stored["state"].items():
        shape = parameters[number].shape
        fits = fits and all(key in entry and entry[key].shape == shape for key in wanted)
    if not fits:
        raise TrainingStateError(path, "the saved state is of another recipe")


def _tensors(value: object) -> Iterator[torch.Tensor]:
    """All tensors of numbers within nested records and lists."""
    if isinstance(value, torch.Tensor):
        if value.is_floating_point():
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _tensors(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _tensors(inner)
