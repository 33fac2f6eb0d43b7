"""What a checkpoint file says about itself, read without torch.

So lists of models are there while torch is still being imported.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.readable import CLEAN_LIMITS, ReadingLimits
from emotion_gui.core.labels import SEVEN, LabelSet, own_set
from emotion_gui.core.model.learned_faces import LearnedFaces
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.model.stored_spec import spec_from_json
from emotion_gui.core.reading import check_file, open_file, parse_json

FORMAT_VERSION = 2  # 1 knew no quantized networks
METADATA_KEY = "emotion_gui"
IDENTITIES = "emotion_gui."  # how the names of tensors begin that are no weights
LARGEST_FILE = 1 << 30
_LARGEST_METADATA = 4 * 1024 * 1024
_PIECE = 1 << 20
_COLDEST, _HOTTEST = 1e-3, 1e3  # temperatures; calibration looks between 0.05 and 20
_SHOWN_LETTERS = 120
# What the program reads of a training's facts; the rest is free JSON.
_RUN_KINDS: Mapping[str, tuple[type, ...]] = {
    "config": (dict,),
    "dataset": (str,),
    "epoch": (int,),
    "n": (int,),
    "name": (str,),
    "test_accuracy": (int, float),
    "title": (str,),
}


@dataclass(frozen=True)
class CheckpointInfo:
    """What a checkpoint says about itself.

    Attributes:
        spec: shape of the network.
        label_set: the classes, in logit order.
        preprocessing: how faces become input.
        temperature: divides logits before softmax (calibration); 1.0 = none.
        unsure_below: an answer whose calibrated probability is lower is shown as unsure; in
            [0, 1], None where it was never measured.
        limits: of faces that it can read; those of networks that learned clean faces where they
            were never measured.
        run: facts about the training (free JSON: name, config, epoch, accuracy, environment).
        plan: facts about the pruning that made it, None for an unpruned network.
        quantized: how its weights became whole numbers of 8 bits (granularity, layers that stayed
            float, ranges, faces); None for a float network.
        learned: the faces it learned from; None where the file does not tell, and from
            `read_info`, which reads no tensors.
    """

    spec: NetworkSpec
    label_set: LabelSet = SEVEN
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    temperature: float = 1.0
    unsure_below: float | None = None
    limits: ReadingLimits = CLEAN_LIMITS
    run: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    quantized: Mapping[str, Any] | None = None
    learned: LearnedFaces | None = field(default=None, compare=False, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the classes in logit order."""
        return self.label_set.names


def read_info(path: Path) -> CheckpointInfo:
    """What the file says about itself, without loading weights.

    Raises:
        CheckpointError: missing, damaged, foreign, or newer than this program.
    """
    return _parse(path, _read_metadata(path))


def is_checkpoint(path: Path) -> bool:
    """Whether the file says that Emotion Workbench made it; its weights may still be damaged."""
    try:
        _read_metadata(path)
    except CheckpointError:
        return False
    return True


def weights_digest(path: Path) -> str:
    """Hexadecimal digest of a file's weights alone, by which a network is known again.

    What its header says of them may change, and so may the identities beside them.

    Raises:
        CheckpointError: the file cannot be read, or is no checkpoint.
    """
    header, start = _read_header(path)
    digest = hashlib.blake2b(digest_size=16)
    try:
        spans = sorted(
            (int(entry["data_offsets"][0]), int(entry["data_offsets"][1]))
            for name, entry in header.items()
            if name != "__metadata__" and not name.startswith(IDENTITIES)
        )
        room = check_file(path) - start
        if any(not 0 <= first <= last <= room for first, last in spans):
            raise CheckpointError(path, "it names bytes that it does not have")
        with open_file(path, most=LARGEST_FILE) as file:
            for first, last in spans:
                file.seek(start + first)
                for place in range(first, last, _PIECE):
                    digest.update(file.read(min(_PIECE, last - place)))
    except (OSError, ValueError, OverflowError, KeyError, TypeError, IndexError) as error:
        raise CheckpointError(path, "the file cannot be read") from error
    return digest.hexdigest()


def _read_metadata(path: Path) -> dict[str, Any]:
    header, _ = _read_header(path)
    try:
        data = parse_json(header["__metadata__"][METADATA_KEY])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(path, "it was not made by Emotion Workbench") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise CheckpointError(path, "its description is damaged")
    if data["format"] > FORMAT_VERSION:
        raise CheckpointError(path, "it was made by a newer version of Emotion Workbench")
    return data


def _read_header(path: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file begins with, and the place of the first tensor's bytes."""
    try:
        with open_file(path, most=LARGEST_FILE) as file:
            start = file.read(8)
            if len(start) < 8:
                raise CheckpointError(path, "the file is empty or cut short")
            if start[:2] in (b"PK", b"\x80\x02", b"\x80\x04", b"\x80\x05"):
                raise CheckpointError(
                    path,
                    "this is a pickled PyTorch file, which is never opened; "
                    "only .safetensors checkpoints are",
                )
            (length,) = struct.unpack("<Q", start)
            if not 2 <= length <= _LARGEST_METADATA:
                raise CheckpointError(path, "this is not a safetensors file")
            header = parse_json(file.read(length))
    except OSError as error:
        raise CheckpointError(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise CheckpointError(path, "this is not a safetensors file") from error
    if not isinstance(header, dict):
        raise CheckpointError(path, "this is not a safetensors file")
    return header, 8 + length


def _parse(path: Path, data: dict[str, Any]) -> CheckpointInfo:
    try:
        spec = spec_from_json(data["spec"])
        info = CheckpointInfo(
            spec=spec,
            label_set=_label_set(data),
            preprocessing=Preprocessing.from_json(data["preprocessing"]),
            temperature=float(data["temperature"]),
            unsure_below=_share(data.get("unsure_below")),
            limits=_limits(data),
            run=_facts(data["run"]),
            plan=None if data["plan"] is None else _object(data["plan"], "plan"),
            quantized=_quantized(data.get("quantized")),
        )
    except (KeyError, TypeError, ValueError, OverflowError, ConfigError) as error:
        raise CheckpointError(path, f"its description is damaged ({error})") from error
    if not _COLDEST <= info.temperature <= _HOTTEST:
        raise CheckpointError(path, "its description is damaged (temperature)")
    if len(info.labels) != spec.classes:
        told = ", ".join(info.labels)[:_SHOWN_LETTERS]
        raise CheckpointError(
            path, f"it tells {spec.classes} classes and names {len(info.labels)} ({told})"
        )
    return info


def _label_set(data: Mapping[str, Any]) -> LabelSet:
    """The classes of a description; files of before there were sets tell their names alone."""
    names = tuple(str(label) for label in data["labels"])
    if "label_set" not in data:
        return SEVEN if names == SEVEN.names else own_set(names)
    found = LabelSet.from_json(_object(data["label_set"], "label_set"))
    if found.names != names:
        raise ValueError("labels and label_set differ")
    return found


def _facts(value: object) -> dict[str, Any]:
    """What a file says about its training, where the program reads it, of the kind it reads."""
    run = _object(value, "run")
    for name, kinds in _RUN_KINDS.items():
        if run.get(name) is not None and not isinstance(run[name], kinds):
            raise TypeError(f"run.{name} is a {type(run[name]).__name__}")
    rate = (run.get("config") or {}).get("learning_rate", 0.0)
    if not isinstance(rate, int | float):
        raise TypeError(f"run.config.learning_rate is a {type(rate).__name__}")
    return run


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{name} is a {type(value).__name__}, not an object")
    return value


def _limits(data: Mapping[str, Any]) -> ReadingLimits:
    if "limits" not in data:
        return CLEAN_LIMITS
    return ReadingLimits.from_json(_object(data["limits"], "limits"))


def _quantized(value: object) -> dict[str, Any] | None:
    return None if value is None else _object(value, "quantized")


def _share(value: object) -> float | None:
    if value is None:
        return None
    share = float(value)  # type: ignore[arg-type]
    if not 0 <= share <= 1:
        raise ValueError(f"unsure_below is {share}, not in [0, 1]")
    return share
