"""The sets that come with the program; their words and colours are data in `resources`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from emotion_gui.core.labels.label_set import LabelClass, LabelSet, plain, spelling
from emotion_gui.core.resources import resources_dir


def _read() -> tuple[dict[str, LabelClass], dict[str, LabelSet]]:
    file = resources_dir() / "label_sets" / "builtin.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    classes = {
        name: LabelClass.from_json({"name": name, **entry})
        for name, entry in data["classes"].items()
    }
    sets = {
        name: LabelSet(tuple(classes[member] for member in members), name)
        for name, members in data["sets"].items()
    }
    return classes, sets


_CLASSES, LABEL_SETS = _read()
"""The built-in sets by their names."""

SEVEN: LabelSet = LABEL_SETS["seven"]
"""The paper's, in FER2013's order: what a data set has unless somebody asks for others."""
EIGHT: LabelSet = LABEL_SETS["eight"]
"""AffectNet's, CK+'s and FER+'s: the seven, and contempt behind."""
GROUPS: LabelSet = LABEL_SETS["groups"]
"""By what they are worth: positive, negative, neutral, surprise."""

# Words for the finest classes of all built-in sets.
_MEANINGS: Mapping[str, str] = {
    plain(word): entry.name for entry in EIGHT.classes for word in (entry.name, *entry.aliases)
}


def meaning_of(name: str) -> str:
    """What a class's name means where it is a word that the built-in sets know, else itself.

    "Freude" is "happy"; "calm" is "calm".
    """
    return _MEANINGS.get(plain(name), spelling(name))


def is_known_word(word: str) -> bool:
    """Whether a word means a class of some built-in set."""
    return plain(word) in _MEANINGS


def own_set(names: Iterable[str]) -> LabelSet:
    """A set of a person's own classes, in the order given.

    A name that a built-in class bears takes its colour, sign and words along; all others get a
    colour of their own.

    Raises:
        ConfigError: fewer than two or more than twenty, or names that cannot be.
    """
    from emotion_gui.core.labels.colors import pick_colors  # it needs NumPy, `--help` does not

    wanted = [name.strip() for name in names]
    known = {name: _CLASSES[spelling(name)] for name in wanted if spelling(name) in _CLASSES}
    taken = [(entry.light, entry.dark) for entry in known.values()]
    colors = iter(pick_colors(len(wanted) - len(known), taken=taken))
    classes = []
    for name in wanted:
        if name in known:
            # Spelt as the person spells it; shown in her language where it is the very word.
            entry = known[name]
            classes.append(entry if entry.name == name else _spelt(entry, name))
        else:
            light, dark = next(colors)
            classes.append(LabelClass(name, light, dark))
    made = LabelSet(tuple(classes))
    return next((known_set for known_set in LABEL_SETS.values() if known_set == made), made)


def _spelt(entry: LabelClass, name: str) -> LabelClass:
    return LabelClass(
        name, entry.light, entry.dark, entry.icon, aliases=entry.aliases, members=entry.members
    )
