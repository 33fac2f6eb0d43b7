"""Sets of classes as data: the built-in ones, a person's own, and what words mean in them."""

from __future__ import annotations

from emotion_gui.core.labels.builtin import (
    EIGHT,
    GROUPS,
    LABEL_SETS,
    SEVEN,
    meaning_of,
    own_set,
)
from emotion_gui.core.labels.label_set import (
    FEWEST_CLASSES,
    MOST_CLASSES,
    LabelClass,
    LabelSet,
    check_class_name,
    plain,
    spelling,
)
from emotion_gui.core.labels.matching import (
    LabelMatch,
    match_labels,
    places_in,
    same_classes,
)
from emotion_gui.core.labels.words import NamedClass, named_class, parse_label

__all__ = [
    "EIGHT",
    "FEWEST_CLASSES",
    "GROUPS",
    "LABEL_SETS",
    "MOST_CLASSES",
    "SEVEN",
    "LabelClass",
    "LabelMatch",
    "LabelSet",
    "NamedClass",
    "check_class_name",
    "match_labels",
    "meaning_of",
    "named_class",
    "own_set",
    "parse_label",
    "places_in",
    "plain",
    "same_classes",
    "spelling",
]
