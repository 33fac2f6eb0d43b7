"""What an unfinished run needs to go on exactly where it was: the content of `resume.pt`."""

from __future__ import annotations

import io
import math
import pickle
import struct
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import torch
from torch import nn

from emotion_gui.core.errors import TrainingStateError
from emotion_gui.core.reading import check_file, open_file
from emotion_gui.core.training.engine import TrainState
from emotion_gui.core.training.records import EpochRecord

_LARGEST_FILE = 4 << 30  # weights, their mean and an optimizer's two moments
_FOLDER = 0x10  # among an archive's attributes of a member, as DOS has them
# What the recipe sets in an optimizer and what torch numbers its weights by. The rate changes with
# every step, and torch's own switches (foreach, fused ...) come and go with its versions.
_OF_A_RECIPE = ("params", "weight_decay", "betas", "eps", "momentum", "dampening")
_OF_LATER_VERSIONS = ("nesterov", "amsgrad", "maximize", "decoupled_weight_decay")
_NEVER_NEGATIVE = ("running_var", "num_batches_tracked", "exp_avg_sq")
# A distance to a teacher of the same answers may come out as this little below zero.
_ROUNDING = 1e-3
# All that torch's reader and the checks below stumble with over a damaged file.
_UNREADABLE = (
    AssertionError,  # torch's own, of what a pickle names its tensors by
    OSError,
    OverflowError,
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
        records = [EpochRecord.from_json(record) for record in data["records"]]
        _check_history(path, data, records, epochs=epochs)
        _check_figures(path, data, records, classes=state.network.spec.classes)
        if (data["averaged"] is None) != (state.averaged is None):
            raise TrainingStateError(path, "the saved state is of another recipe")
        _load_weights(path, data["network"], state.network)
        if state.averaged is not None:
            _load_weights(path, data["averaged"], state.averaged)
        _load_optimizer(path, data["optimizer"], state.optimizer, epoch=data["epoch"])
    except _UNREADABLE as error:
        raise TrainingStateError(path, "the saved state of this run cannot be read") from error
    state.records = records
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
    """torch makes room for whatever a member unpacks to, and does not look at its checksum.

    Raises:
        TrainingStateError: something is packed (torch packs none of what it writes itself),
            larger than the file, or other than what was written.
    """
    size = check_file(path)
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        plain = all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
        if not plain or sum(entry.file_size for entry in entries) > size:
            raise TrainingStateError(path, "the saved state is packed, as no training leaves it")
        # What is marked as a folder is not read by torch, which leaves its memory as it is.
        has_folder = any(entry.external_attr & _FOLDER for entry in entries)
        if has_folder or archive.testzip() is not None:
            raise TrainingStateError(path, "the saved state has changed since it was written")
    file.seek(0)


def _check_history(
    path: Path, data: Mapping[str, Any], records: Sequence[EpochRecord], *, epochs: int
) -> None:
    epoch, best = data["epoch"], data["best_epoch"]
    counts = [record.epoch for record in records]
    whole = all(type(number) is int for number in (epoch, best, *counts))
    if not whole or not 1 <= best <= epoch <= epochs or counts != list(range(1, epoch + 1)):
        raise TrainingStateError(path, "the saved state counts its epochs wrongly")


def _check_figures(
    path: Path, data: Mapping[str, Any], records: Sequence[EpochRecord], *, classes: int
) -> None:
    best, accuracy = data["best_epoch"], data["best_accuracy"]
    shares = [record.test_accuracy for record in records]
    every = [accuracy, *shares, *(record.train_accuracy for record in records)]
    if not all(type(share) is float and 0.0 <= share <= 1.0 for share in every):
        raise TrainingStateError(path, "the saved state holds an accuracy that is none")
    # The best epoch is the first of those that were as good.
    if accuracy != max(shares) or best != shares.index(accuracy) + 1:
        raise TrainingStateError(path, "the saved state names an epoch that was not the best")
    if not all(_is_possible(record, classes) for record in records):
        raise TrainingStateError(path, "the saved state holds figures that no training leaves")


def _is_possible(record: EpochRecord, classes: int) -> bool:
    losses = (record.train_loss, record.test_loss)
    others = (record.learning_rate, record.images_per_second, record.seconds)
    rows = record.confusion
    return (
        all(type(loss) is float and -_ROUNDING <= loss < math.inf for loss in losses)
        and all(type(other) is float and 0.0 <= other < math.inf for other in others)
        and [len(row) for row in rows] in ([], [classes] * classes)
        and all(count >= 0 for row in rows for count in row)
    )


def _load_weights(path: Path, stored: Mapping[str, Any], network: nn.Module) -> None:
    own = network.state_dict()
    if set(stored) != set(own):
        raise TrainingStateError(path, "the saved state is of another recipe")
    network.load_state_dict(
        {name: _copied(path, name, stored[name], like=tensor) for name, tensor in own.items()}
    )


def _load_optimizer(
    path: Path, stored: Mapping[str, Any], fresh: torch.optim.Optimizer, *, epoch: int
) -> None:
    """Take the memory of each weight; all else an optimizer has from its recipe."""
    groups = fresh.state_dict()["param_groups"]
    theirs = stored["param_groups"]
    if len(theirs) != len(groups) or not all(map(_is_same_recipe, theirs, groups)):
        raise TrainingStateError(path, "the saved state is of another recipe")
    parameters = [parameter for group in fresh.param_groups for parameter in group["params"]]
    if set(stored["state"]) != set(range(len(parameters))):
        raise TrainingStateError(path, "the saved state lacks what its optimizer has learned")
    has_steps = not isinstance(fresh, torch.optim.SGD)
    moments = ("exp_avg", "exp_avg_sq") if has_steps else ("momentum_buffer",)
    state: dict[int, dict[str, torch.Tensor]] = {}
    for number, parameter in enumerate(parameters):
        entry = stored["state"][number]
        state[number] = {key: _copied(path, key, entry[key], like=parameter) for key in moments}
        if has_steps:
            step = _copied(path, "step", entry["step"], like=torch.zeros(()))
            if step < epoch or step != step.round():  # an epoch has a step at least
                raise TrainingStateError(path, "the saved state counts its steps wrongly")
            state[number]["step"] = step
    fresh.load_state_dict({"state": state, "param_groups": groups})


def _is_same_recipe(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    return all(theirs[key] == ours[key] for key in _OF_A_RECIPE if key in ours) and all(
        theirs[key] == ours[key] for key in _OF_LATER_VERSIONS if key in ours and key in theirs
    )


def _copied(path: Path, name: str, stored: torch.Tensor, *, like: torch.Tensor) -> torch.Tensor:
    """In memory of its own: tensors of a file may share theirs.

    Raises:
        TrainingStateError: it is no tensor for this place, or holds what can't stand there.
    """
    if stored.shape != like.shape or stored.dtype != like.dtype:
        raise TrainingStateError(path, "the saved state is of another recipe")
    if not stored.isfinite().all():
        raise TrainingStateError(path, "the saved state holds weights that are no numbers")
    if name.endswith(_NEVER_NEGATIVE) and (stored < 0).any():
        raise TrainingStateError(path, "the saved state holds figures that no training leaves")
    return torch.empty_like(like).copy_(stored.detach())


def _tensors(value: object) -> Iterator[torch.Tensor]:
    """All tensors within nested records and lists."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _tensors(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _tensors(inner)
