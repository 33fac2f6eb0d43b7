"""A set of classes as a value: what a data set's labels and a network's answers mean."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels.contrast import to_be_seen

FEWEST_CLASSES, MOST_CLASSES = 2, 20
_LONGEST_NAME = 60
_COLOR = re.compile(r"#[0-9a-f]{6}")
# Words that stand for something else wherever a class is written: "unsure" is an answer in
# tables, "out" and "own" are answers to what a class means, "none" and "unlabelled" say no class.
RESERVED = frozenset({"unsure", "out", "own", "none", "unlabelled", "unseen", "removed"})


def spelling(name: str) -> str:
    """What tells a class's name from others: not case, outer blanks or how its signs are coded.

    "Bär" and "bar" are two classes, "Café" and "café" are one.
    """
    return unicodedata.normalize("NFKC", name.strip().casefold())


def plain(text: str) -> str:
    """Without case, accents and outer blanks: "DİSGUST", "Wütend" and "wutend" are one spelling."""
    split = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


@dataclass(frozen=True)
class LabelClass:
    """One class.

    Attributes:
        name: as files and the command line call it.
        light: its colour in the light theme, as `#rrggbb`.
        dark: its colour in the dark theme.
        icon: name of a file in `resources/icons`; "" = the beginning of its name is its sign.
        titles: what it is called in other languages, as (code, title); a person's own classes
            have none and are shown as they were typed.
        aliases: other words that mean it, in any language.
        short: two letters that mean it in some data sets.
        members: names of finer classes that it holds, as "negative" holds "sad".
    """

    name: str
    light: str
    dark: str
    icon: str = ""
    titles: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def title(self, language: str = "en") -> str:
        """What people of a language call it."""
        return dict(self.titles).get(language, self.name)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; what says nothing is left out."""
        told = dataclasses.asdict(self)
        told["titles"] = dict(self.titles)
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelClass:
        """Rebuild; raises KeyError, TypeError or AttributeError where it is damaged."""
        lists = {key: _words(data.get(key, ())) for key in ("aliases", "short", "members")}
        titles = tuple((str(code), str(title)) for code, title in data.get("titles", {}).items())
        return cls(
            str(data["name"]),
            _seen(str(data["light"]), dark=False),
            _seen(str(data["dark"]), dark=True),
            _icon(data.get("icon", "")),
            titles,
            **lists,
        )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is no list of words")
    return tuple(str(word) for word in value)


def _seen(color: str, *, dark: bool) -> str:
    """A colour that can be seen; what is none is refused by the set."""
    return to_be_seen(color, dark=dark) if _COLOR.fullmatch(color) else color


def _icon(value: object) -> str:
    """A plain name: it becomes part of a path."""
    return str(value) if re.fullmatch(r"[a-z_]*", str(value)) else ""


@dataclass(frozen=True)
class LabelSet:
    """Classes in order: a label is a place in them.

    Two sets are equal where their classes are, whatever the sets are called.

    Attributes:
        classes: 2 to 20, with different names.
        name: of a built-in set; "" for a person's own.
        language: of the classes' names.

    Raises:
        ConfigError: too few or many classes, or names that cannot be told apart.
    """

    classes: tuple[LabelClass, ...]
    name: str = dataclasses.field(default="", compare=False)
    language: str = dataclasses.field(default="en", compare=False)

    def __post_init__(self) -> None:
        if not FEWEST_CLASSES <= len(self.classes) <= MOST_CLASSES:
            raise ConfigError(
                "labels",
                len(self.classes),
                f"{FEWEST_CLASSES} to {MOST_CLASSES} classes make a set",
            )
        seen: set[str] = set()
        for entry in self.classes:
            check_class_name(entry.name)
            if spelling(entry.name) in seen:
                raise ConfigError("labels", entry.name, "two classes have this name")
            seen.add(spelling(entry.name))
            if not (_COLOR.fullmatch(entry.light) and _COLOR.fullmatch(entry.dark)):
                raise ConfigError("labels", entry.name, "its colours are not #rrggbb")

    def __len__(self) -> int:
        return len(self.classes)

    def __iter__(self) -> Iterator[LabelClass]:
        return iter(self.classes)

    def __getitem__(self, label: int) -> LabelClass:
        return self.classes[label]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the classes, in order."""
        return tuple(entry.name for entry in self.classes)

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each spelling of a class's name or of another word for it leads."""
        places: dict[str, int] = {}
        for label, entry in enumerate(self.classes):
            for word in (*entry.members, *entry.aliases):
                places.setdefault(plain(word), label)
        return places | {plain(name): label for label, name in enumerate(self.names)}

    @cached_property
    def short_names(self) -> dict[str, int]:
        """Two letters by which JAFFE and KDEF mean a class.

        Two letters are anybody's initials as well: alone they decide nothing.
        """
        return {word: label for label, entry in enumerate(self.classes) for word in entry.short}

    @cached_property
    def _spellings(self) -> dict[str, int]:
        return {spelling(name): label for label, name in enumerate(self.names)}

    def find(self, word: str) -> int | None:
        """The class that a word means: its name or another word for it, also without accents."""
        label = self._spellings.get(spelling(word))
        return self._places.get(plain(word)) if label is None else label

    def index(self, name: str) -> int:
        """The place of a class; ConfigError where there is none of this name."""
        label = self.find(name)
        if label is None:
            raise ConfigError("label", name, f"the classes are {', '.join(self.names)}")
        return label

    def title(self, label: int, language: str = "en") -> str:
        """What people of a language call a class."""
        return self.classes[label].title(language)

    @property
    def neutral(self) -> int | None:
        """The class of a face at rest, where there is one."""
        return self.find("neutral")

    def renamed(self, label: int, name: str) -> LabelSet:
        """The same with another name for a class; what it was called stays a word for it."""
        old = self.classes[label]
        fresh = dataclasses.replace(
            old,
            name=name.strip(),
            titles=(),
            aliases=tuple(dict.fromkeys((*old.aliases, old.name))),
        )
        return LabelSet(_replaced(self.classes, label, fresh), language=self.language)

    def merged(self, label: int, into: int) -> LabelSet:
        """The same without a class, whose faces are another's from now on."""
        gone, stays = self.classes[label], self.classes[into]
        words = dict.fromkeys((*stays.aliases, gone.name, *gone.aliases))
        members = dict.fromkeys(
            (*(stays.members or (stays.name,)), *(gone.members or (gone.name,)))
        )
        fresh = dataclasses.replace(stays, aliases=tuple(words), members=tuple(members))
        classes = _replaced(self.classes, into, fresh)
        return LabelSet(classes[:label] + classes[label + 1 :], language=self.language)

    def extended(self, names: Iterable[str]) -> LabelSet:
        """The same with more classes behind, each with a colour of its own."""
        from emotion_gui.core.labels.colors import pick_colors  # it needs NumPy

        added = tuple(name.strip() for name in names)
        taken = [(entry.light, entry.dark) for entry in self.classes]
        colors = pick_colors(len(added), taken=taken)
        fresh = [
            LabelClass(name, light, dark) for name, (light, dark) in zip(added, colors, strict=True)
        ]
        return LabelSet((*self.classes, *fresh), language=self.language) if fresh else self

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return {
            "name": self.name,
            "language": self.language,
            "classes": [entry.to_json() for entry in self.classes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LabelSet:
        """Rebuild after a trip through JSON.

        Raises:
            ConfigError: it is no set of classes.
        """
        try:
            classes = tuple(LabelClass.from_json(entry) for entry in data["classes"])
            return cls(classes, str(data.get("name", "")), str(data.get("language", "en")))
        except (KeyError, TypeError, AttributeError) as error:
            raise ConfigError("labels", "damaged", "not a set of classes") from error


def _replaced(
    classes: Sequence[LabelClass], label: int, fresh: LabelClass
) -> tuple[LabelClass, ...]:
    return (*classes[:label], fresh, *classes[label + 1 :])


def check_class_name(name: str) -> None:
    """Refuse what cannot be the name of a class.

    Raises:
        ConfigError: it is empty, too long, or a word that means something else.
    """
    if not name.strip() or name != name.strip():
        raise ConfigError("labels", name, "a class needs a name")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise ConfigError("labels", name, f"a name has up to {_LONGEST_NAME} letters")
    if "=" in name or "," in name:
        raise ConfigError("labels", name, "the signs = and , stand between classes, not in a name")
    if plain(name) in RESERVED:
        raise ConfigError("labels", name, "this word has a meaning of its own; take another one")
