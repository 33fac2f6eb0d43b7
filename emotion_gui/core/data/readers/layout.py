"""What a picture's path tells: class, official part, film or person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emotion_gui.core.labels import Emotion, parse_label

USAGE_NAMES: Mapping[str, str] = {
    "train": "train", "training": "train", "trainset": "train",
    "test": "test", "testing": "test", "testset": "test",
    "val": "val", "valid": "val", "validation": "val", "dev": "val",
    "publictest": "PublicTest", "public_test": "PublicTest",
    "privatetest": "PrivateTest", "private_test": "PrivateTest",
}  # fmt: skip

# FER2013 as Kaggle exports it in folders.
_FER_PREFIX = re.compile(r"(training|publictest|privatetest)_", re.IGNORECASE)
_FER_USAGE = {"training": "Training", "publictest": "PublicTest", "privatetest": "PrivateTest"}
# SFEW and AFEW: AlexEmma_000846120_00000015.png
_FILM = re.compile(r"([A-Za-z0-9-]+)_\d{6,}_\d{6,}\.[a-z]+$", re.IGNORECASE)
# CK+: S005_001_00000011.png
_CK_PERSON = re.compile(r"(S\d{3})_\d{3}_\d{8}\.[a-z]+$", re.IGNORECASE)
_JUNK_FOLDERS = {"__macosx", "@eadir", "$recycle.bin"}


@dataclass(frozen=True)
class PathFacts:
    """What is known of a picture before it is opened.

    Attributes:
        label: the class that its folders name.
        usage: the official part, or "".
        group: film or person, or "".
        unknown: the folder's name where it should be a class but is none we know; such a
            picture is left out.
        nameless: the folder's name where no folder of the source is named after a class; such
            a picture comes unlabelled, unless the name is given a meaning.
    """

    label: Emotion | None
    usage: str
    group: str
    unknown: str
    nameless: str = ""


def is_junk(parts: Sequence[str]) -> bool:
    """Hidden files and what operating systems leave behind."""
    return any((p.startswith(".") and p != "..") or p.lower() in _JUNK_FOLDERS for p in parts)


def usage_of_folder(name: str) -> str:
    """The official part that a folder's name means, or ""."""
    return USAGE_NAMES.get(name.strip().lower(), "")


def usage_of_name(name: str) -> str:
    """The official part that FER2013's file names begin with, or ""."""
    match = _FER_PREFIX.match(name)
    return _FER_USAGE[match[1].lower()] if match else ""


class PathReader:
    """Reads paths of one source.

    Args:
        folders: every folder (as parts) of the source that holds pictures.
        class_names: meaning of names that we do not know; None = leave out.
        label: the class of pictures whose folder names none.

    Attributes:
        labelled: some folder means a class, by its own name or by the meaning given.
    """

    def __init__(
        self,
        folders: Sequence[tuple[str, ...]],
        class_names: Mapping[str, Emotion | None],
        label: Emotion | None,
    ) -> None:
        self._given = {name.strip().lower(): value for name, value in class_names.items()}
        self._default = label
        self._folders = {parts: self._folder_facts(parts) for parts in folders}
        self.labelled = any(facts.label is not None for facts in self._folders.values())
        self._named = any(parse_label(part) is not None for parts in folders for part in parts)

    def _meaning(self, name: str) -> Emotion | None:
        key = name.strip().lower()
        return self._given[key] if key in self._given else parse_label(name)

    def _folder_facts(self, parts: tuple[str, ...]) -> PathFacts:
        usage, label, depth = "", None, -1
        for position, part in enumerate(parts):
            if named := usage_of_folder(part):
                usage = named
            elif (meaning := self._meaning(part)) is not None:
                label, depth = meaning, position
        others = [p for p in parts if not usage_of_folder(p)]
        if label is not None:
            below = [p for p in parts[depth + 1 :] if not usage_of_folder(p)]
            return PathFacts(label, usage, "/".join(below), "")
        return PathFacts(None, usage, "", others[-1] if others else "")

    def read(self, folder: tuple[str, ...], name: str) -> PathFacts:
        """Facts about the picture `name` in `folder`.

        A folder that names no class is a problem (`unknown`) only where other folders do by
        themselves, or where the person said so; otherwise its pictures are unlabelled.
        """
        facts = self._folders.get(folder) or self._folder_facts(folder)
        usage, group = facts.usage, facts.group
        if named := usage_of_name(name):
            usage = named
        elif match := _FILM.match(name) or _CK_PERSON.match(name):
            group = match[1]
        unknown = facts.unknown
        left_out = unknown.strip().lower() in self._given
        if not (self._named or left_out):
            unknown = ""
        label = facts.label if facts.label is not None or unknown else self._default
        nameless = facts.unknown if label is None and not unknown else ""
        return PathFacts(label, usage, group, unknown, nameless)
