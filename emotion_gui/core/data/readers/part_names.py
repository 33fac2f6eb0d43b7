"""Which folders are official parts: train, validation and test in everybody's spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# What a part's name may be made of, and the part as it is stored.
_PARTS: Mapping[str, str] = {
    "train": "train",
    "training": "train",
    "trainset": "train",
    "trainingset": "train",
    "test": "test",
    "testing": "test",
    "testset": "test",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "dev": "val",
    "valset": "val",
    "validset": "val",
    "validationset": "val",
    "validierung": "val",
    "publictest": "PublicTest",
    "privatetest": "PrivateTest",
}
# Words that say nothing about which part it is: `train_set`, `FER2013Train`, `images_test`.
_WITHOUT_MEANING = (
    "set sets data dataset split part partition images image img imgs pictures faces face aligned"
    " cropped crops class classes fer ferplus fer+ raf rafdb affectnet sfew ck ckplus jaffe kdef"
    " expw full small the"
)
_FILLERS = frozenset(_WITHOUT_MEANING.split())
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def part_names(names: Iterable[str]) -> dict[str, str]:
    """The official part that each of these folders is; the others are left out.

    A name is a part by itself where besides the part there are only numbers and words without
    meaning; with something else in it (`Smith_train`) only where its counterpart is there
    (`Smith_test`): a person called Train is no part.
    """
    split = {name: _split(name) for name in set(names)}
    counterparts: dict[str, set[str]] = {}
    for part, rest in split.values():
        if part:
            counterparts.setdefault(rest, set()).add(part)
    return {
        name: part
        for name, (part, rest) in split.items()
        if part and (not rest or len(counterparts[rest]) > 1)
    }


def _split(name: str) -> tuple[str, str]:
    """The part in a name and what else has a meaning in it; ("", "") where there is no part."""
    words = [word.lower() for word in _WORDS.findall(name)]
    joined = "".join(words)
    if joined in _PARTS:  # Public_Test, validation-set
        return _PARTS[joined], ""
    parts = {_PARTS[word] for word in words if word in _PARTS}
    if {"public", "private"} & set(words) and parts == {"test"}:
        parts = {"PublicTest" if "public" in words else "PrivateTest"}
    if len(parts) != 1:
        return "", ""
    rest = [w for w in words if w not in _PARTS and w not in _FILLERS | {"public", "private"}]
    return parts.pop(), " ".join(rest)
