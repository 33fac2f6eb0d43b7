"""What words and numbers mean in a set of classes."""

from __future__ import annotations

import re
from typing import NamedTuple

from emotion_gui.core.labels.builtin import SEVEN, is_known_word, meaning_of
from emotion_gui.core.labels.label_set import LabelSet, plain

_WITHOUT_MEANING = (
    "class label emotion emotions expression face faces facial image images img pictures set data"
    " train training test testing val valid validation"
)
_FILLERS = frozenset(_WITHOUT_MEANING.split())
_TOKENS = re.compile(r"[^\W\d_]+")


class NamedClass(NamedTuple):
    """What a word means; `label` is None for a known emotion that is not one of the classes."""

    label: int | None


def named_class(name: str, labels: LabelSet = SEVEN) -> NamedClass | None:
    """The class that a name says in words; None where it says none.

    "ANGER", "3_happy", "0 - Angry", "happy_faces" and "train_sad" do; "7", "not_happy" and
    "sadly surprised" do not: besides one word of a class there may only be numbers and words
    without a meaning of their own. Only words that mean the emotion itself are known: what merely
    comes near it ("calm", "smile", "startled") is somebody's own class, which is asked for.
    """
    if (label := find_word(name, labels)) is not None:
        return NamedClass(label)
    words = [word for word in _TOKENS.findall(plain(name)) if word not in _FILLERS]
    if len(words) != 1:
        return None
    if (label := find_word(words[0], labels)) is not None:
        return NamedClass(label)
    return NamedClass(None) if is_known_word(words[0]) else None


def find_word(word: str, labels: LabelSet) -> int | None:
    """The class that one word means: its own name or alias first, then what the word means.

    So "Wut" is "negative" where the classes are groups, whose members are finer ones.
    """
    label = labels.find(word)
    return labels.find(meaning_of(word)) if label is None else label


def parse_label(text: str, labels: LabelSet = SEVEN) -> int | None:
    """The class that a person or FER2013's own table means: a word, two letters, or a code.

    A code is a place in the set, which for the seven is FER2013's. What numbers mean that somebody
    else chose is decided elsewhere (`core.data.readers.orders`).
    """
    if (label := labels.find(text)) is not None:
        return label
    name = text.strip().lower()
    if name in labels.short_names:
        return labels.short_names[name]
    if name.isascii() and name.isdigit() and int(name) < len(labels):
        return int(name)
    found = named_class(text, labels)
    return None if found is None else found.label
