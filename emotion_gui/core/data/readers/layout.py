"""What the folders of a source mean, decided from all of them together: class, part, group.

One folder's name says little: `1` is a class in RAF-DB, a person elsewhere, a day in somebody's
photographs. So the whole source is looked at. A word beats a number; where words name classes,
numbers are persons or sessions. Numbers alone are never given a meaning here: they are a
question, which a person answers with the name of an order or with the meaning of each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from emotion_gui.core.data.readers.file_names import NameFacts, read_name
from emotion_gui.core.data.readers.orders import (
    ORDERS,
    LabelOrder,
    look_like_classes,
    possible_orders,
)
from emotion_gui.core.data.readers.part_names import part_names
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    SEVEN,
    LabelSet,
    NamedClass,
    named_class,
    parse_label,
    plain,
    spelling,
)

Folder = tuple[str, ...]

_NUMBER = re.compile(r"(?:(?:class|label|emotion|expression|category|cat)[ _.-]*)?(\d{1,4})$")
_FEWEST_SHORT_NAMES = 3


@dataclass(frozen=True)
class PathFacts:
    """What is known of a picture before it is opened.

    Attributes:
        label: the class that its folders or its name tell.
        usage: the official part, or "".
        group: film or person, or "".
        unknown: the name where a class should be but is none of the set; such a picture is
            left out.
        nameless: the folder's name where its pictures come unlabelled, unless the name is given
            a meaning.
        named: the folder's name that decided on the class (or that it is none), or "".
    """

    label: int | None
    usage: str
    group: str
    unknown: str
    nameless: str = ""
    named: str = ""


@dataclass(frozen=True)
class LabelQuestion:
    """Folders are numbered like classes, and nothing says in whose order.

    Attributes:
        pictures: number of pictures by number.
        orders: known orders that have all these numbers, the likeliest first.
    """

    pictures: Mapping[int, int]
    orders: tuple[LabelOrder, ...]

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(self.pictures)


def folder_number(name: str) -> int | None:
    """The number that a folder's name is: "3", "003", "class003"; None for anything else."""
    match = _NUMBER.match(name.strip().lower())
    return None if match is None else int(match[1])


class PathReader:
    """Reads paths of one source.

    Args:
        pictures: number of pictures by folder (as parts) and what their names tell.
        class_names: meaning of names that we do not know; None = leave out.
        label: the class of pictures whose folder names none.
        order: name of the order in which folders are numbered, `GROUPS_ONLY` where numbers are
            no classes, "" where nobody said so.
        labels: the classes; every label is a place in them.

    Attributes:
        labelled: some folder or file name means a class, by itself or by the meaning given.
        question: what has to be asked before the source can be read.
        own_names: folders that could be classes of a person's own, by name.

    Raises:
        ConfigError: `order` does not have the numbers that the folders have.
    """

    def __init__(
        self,
        pictures: Mapping[tuple[Folder, NameFacts], int],
        class_names: Mapping[str, int | None],
        label: int | None,
        order: str = "",
        labels: LabelSet = SEVEN,
    ) -> None:
        self._labels = labels
        self._given = {_key(name): value for name, value in class_names.items()}
        self._default = label
        self._order = ORDERS.get(order)
        folders = {folder for folder, _ in pictures}
        self._parts = part_names(part for folder in folders for part in folder)
        self._short: frozenset[str] | set[str] = frozenset()
        kept = {folder: self._kept(folder) for folder in folders}
        self._root = _common_beginning(kept.values())
        short = {
            part.lower() for folder in kept.values() for part in folder
        } & labels.short_names.keys()
        # Initials of persons look the same: only several codes of expressions are believed.
        self._short = short if len(short) >= _FEWEST_SHORT_NAMES else set()
        self._named = any(facts.word for _, facts in pictures) or any(
            self._own_word(part) for folder in kept.values() for part in folder
        )
        numbers = _numbers_by_depth(pictures, kept)
        self._numbered_at = self._level_of_classes(numbers)
        self.question: LabelQuestion | None = None
        if self._unanswered(order):
            counts = dict(sorted(numbers[self._numbered_at or 0].items()))
            self.question = LabelQuestion(counts, possible_orders(counts.keys()))
        self.own_names = _own_names(kept.values(), self._root)
        self._folders = {folder: self._folder_facts(folder) for folder in folders}
        self.labelled = self._named or any(f.label is not None for f in self._folders.values())

    def read(self, folder: Folder, name: str) -> PathFacts:
        """Facts about the picture `name` in `folder`."""
        return self.combine(folder, read_name(name))

    def combine(self, folder: Folder, name: NameFacts) -> PathFacts:
        """Facts about a picture in `folder` whose name tells this.

        A folder that names no class is a problem (`unknown`) only where other folders do by
        themselves, or where the person said so; otherwise its pictures are unlabelled.
        """
        facts = self._folders.get(folder) or self._folder_facts(folder)
        facts = replace(facts, usage=name.usage or facts.usage, group=name.group or facts.group)
        if facts.named:
            return facts  # somebody put the picture there, whatever it is called
        if name.word:
            label = parse_label(name.word, self._labels)
            unknown = name.word if label is None else ""
            return replace(facts, label=label, unknown=unknown, nameless="")
        if self._default is not None and not facts.unknown:
            return replace(facts, label=self._default, nameless="")
        return facts

    def _kept(self, folder: Folder) -> Folder:
        """Without the names of official parts, which may stand above or below a class."""
        return tuple(p for p in folder if p not in self._parts or self._own_word(p) is not None)

    def _own_word(self, name: str) -> NamedClass | None:
        """The class that a name means by itself."""
        if (short := name.strip().lower()) in self._short:
            return NamedClass(self._labels.short_names[short])
        return named_class(name, self._labels)

    def _word(self, name: str) -> NamedClass | None:
        """The class that a name means by what the person said, or by itself."""
        if folder_number(name) is None and (key := _key(name)) in self._given:
            return NamedClass(self._given[key])
        return self._own_word(name)

    def _level_of_classes(self, numbers: Sequence[Mapping[int, int]]) -> int | None:
        """At which depth the folders' numbers are or could be classes; None where at none."""
        given = {int(key) for key in self._given if key.isdecimal()}
        for depth, found in enumerate(numbers):
            if given & found.keys():
                return depth
            if self._order is not None:
                if found and found.keys() <= self._order.codes.keys():
                    return depth
            elif not self._named and look_like_classes(found.keys()):  # a word beats a number
                return depth
        if self._order is not None:
            reason = f"no folders are numbered as in {self._order.title}"
            raise ConfigError("labels", self._order.name, reason)
        return None

    def _unanswered(self, order: str) -> bool:
        given = any(key.isdecimal() for key in self._given)
        answered = bool(order) or given or self._default is not None
        return self._numbered_at is not None and not self._named and not answered

    def _number_means(self, kept: Folder, depth: int) -> NamedClass | None:
        """What the number of a folder means by what the person said."""
        number = folder_number(kept[depth])
        if depth != self._numbered_at or number is None:
            return None
        if (key := str(number)) in self._given:
            return NamedClass(self._given[key])
        if self._order is None:
            return None
        return NamedClass(self._order.label(number, self._labels))

    def _folder_facts(self, folder: Folder) -> PathFacts:
        usage = next((self._parts[part] for part in reversed(folder) if part in self._parts), "")
        kept = self._kept(folder)
        meaning: NamedClass | None = None
        at = -1
        for depth, part in enumerate(kept):
            found = self._word(part)
            if found is None and meaning is None:
                found = self._number_means(kept, depth)
            if found is not None:
                meaning, at = found, depth
        group = "" if self.question is not None else self._group(kept, at)
        if meaning is not None:
            unknown = kept[at] if meaning.label is None else ""
            return PathFacts(meaning.label, usage, group, unknown, named=kept[at])
        name = next((part for part in reversed(kept) if folder_number(part) is None), "")
        if self._named and name and name not in self._root:
            return PathFacts(None, usage, group, unknown=name)
        return PathFacts(None, usage, group, "", nameless=kept[-1] if kept else "")

    def _group(self, kept: Folder, at: int) -> str:
        """Person, session or day: what stands beside the class and is not the same everywhere."""
        return "/".join(
            part
            for depth, part in enumerate(kept)
            if depth != at and (depth > at >= 0 or depth >= len(self._root))
        )


def _key(name: str) -> str:
    """How names are compared; "003" and "class3" are the number 3."""
    number = folder_number(name)
    return spelling(name) if number is None else str(number)


def _numbers_by_depth(
    pictures: Mapping[tuple[Folder, NameFacts], int], kept: Mapping[Folder, Folder]
) -> list[Counter[int]]:
    """Pictures by the number of their folder, for each depth."""
    counts: list[Counter[int]] = [Counter() for _ in range(max(map(len, kept.values()), default=0))]
    for (folder, name), count in pictures.items():
        for depth, part in enumerate(kept[folder]):
            number = folder_number(part)
            # S005/001/S005_001_00000011.png: CK+'s folder repeats the number of the recording.
            if number is not None and not (name.sequence and part == name.sequence):
                counts[depth][number] += count
    return counts


def _common_beginning(folders: Collection[Folder]) -> Folder:
    """The folders that all pictures lie in, down to the first difference."""
    if not folders:
        return ()
    first, last = min(folders), max(folders)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]


def _own_names(folders: Collection[Folder], root: Folder) -> tuple[str, ...]:
    """The folders' names at the depth that could be classes, in the order of the alphabet.

    Of several depths those are taken whose names hold no digits (persons and sessions are
    numbered), and of these the one with the fewest names.
    """
    best: tuple[bool, int, list[str]] | None = None
    for depth in range(len(root), max(map(len, folders), default=0)):
        names: dict[str, str] = {}
        for folder in sorted(folders):
            if len(folder) > depth:
                names.setdefault(spelling(folder[depth]), folder[depth])
        found = sorted(names.values(), key=plain)
        numbered = any(c.isdecimal() for name in found for c in name)
        if FEWEST_CLASSES <= len(found) <= MOST_CLASSES and (
            best is None or (numbered, len(found)) < best[:2]
        ):
            best = (numbered, len(found), found)
    return () if best is None else tuple(best[2])
