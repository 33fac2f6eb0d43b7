"""What a person says about the classes of a source, in words, and what it comes to.

The words are the command line's: an order of numbers ("rafdb"), a set of classes ("eight"), "own"
for classes that are the source's own, and the meaning of single names ("grin=happy", "7=out",
"smile=own").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from emotion_gui.core.data.import_request import ImportRequest, reading
from emotion_gui.core.data.readers import SourceOptions, SourcePreview, inspect_source
from emotion_gui.core.data.readers.orders import OWN, order_name
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import (
    LABEL_SETS,
    MOST_CLASSES,
    SEVEN,
    LabelSet,
    own_set,
    parse_label,
    spelling,
)

OUT = "out"


@dataclass(frozen=True)
class LabelAnswers:
    """What was said.

    Attributes:
        order: whose numbers the classes' numbers are, see `orders`.
        classes: name of a built-in set, `OWN` for the source's own names, "" for the usual set.
        meanings: the class that each name means; `OUT` leaves it out, `OWN` makes it a class.
    """

    order: str = ""
    classes: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


def parse_answers(labels: str, names: Iterable[str] = ()) -> LabelAnswers:
    """Understand what was said.

    Args:
        labels: words with commas between, as "affectnet,eight" or "1=surprise,2=fear".
        names: one meaning each, as "grin=happy".

    Raises:
        ConfigError: a word is not known, or two contradict each other.
    """
    words = [word.strip() for word in labels.split(",") if word.strip()]
    meanings = dict(_pair(word) for word in [*words, *names] if "=" in word or word in names)
    rest = [word.lower() for word in words if "=" not in word]
    classes = [word for word in rest if word == OWN or word in LABEL_SETS]
    orders = [order_name(word) for word in rest if word not in classes]
    for found in (classes, orders):
        if len(set(found)) > 1:
            raise ConfigError("labels", labels, f"choose one of {', '.join(found)}")
    return LabelAnswers("".join(orders[:1]), "".join(classes[:1]), meanings)


def _pair(text: str) -> tuple[str, str]:
    name, equals, meaning = (part.strip() for part in text.rpartition("="))
    if not (equals and name and meaning):
        raise ConfigError("labels", text, "write NAME=CLASS, as grin=happy or 1=surprise")
    return name, meaning


def answered(request: ImportRequest, answers: LabelAnswers, *, label: str = "") -> ImportRequest:
    """The request with what was said about its classes; looks at the source where it must.

    Args:
        request: its `label_set` is the one that is taken where nobody asks for another.
        answers: what was said.
        label: the class of pictures whose folder names none; "" = they have none.

    Raises:
        ConfigError: a class is not one of the set, or the set cannot be.
        UnsupportedSourceError, DatasetFormatError, ArchiveError: the source is refused.
    """
    options = reading(request)
    if answers.classes == OWN or OWN in map(str.lower, answers.meanings.values()):
        preview = inspect_source(request.source, options=options, limit=0)
    else:
        preview = SourcePreview(request.source, "", 0)
    options = understood(answers, preview, options, label=label)
    return replace(
        request,
        label_set=options.label_set,
        order=options.order,
        label=options.label,
        class_names=options.class_names,
    )


def understood(
    answers: LabelAnswers, preview: SourcePreview, options: SourceOptions, *, label: str = ""
) -> SourceOptions:
    """How the source is to be read by what was said.

    Args:
        answers: what was said.
        preview: of the source as `options` read it.
        options: in the set that is taken where nobody asks for another.
        label: the class of pictures whose folder names none; "" = they have none.

    Raises:
        ConfigError: a class is not one of the set, or the set cannot be.
    """
    labels = _set_of(answers, preview, options.label_set)
    return replace(
        options,
        label_set=labels,
        order=answers.order or options.order,
        label=_label("label", label, labels) if label else options.label,
        class_names={name: _meaning(name, said, labels) for name, said in answers.meanings.items()},
    )


def _set_of(answers: LabelAnswers, preview: SourcePreview, usual: LabelSet) -> LabelSet:
    own = [name for name, said in answers.meanings.items() if said.lower() == OWN]
    if answers.classes in LABEL_SETS:
        return LABEL_SETS[answers.classes].extended(own)
    if answers.classes == OWN:
        spoken_of = {spelling(name) for name in answers.meanings} - {spelling(name) for name in own}
        offered = [name for name in preview.own_names if spelling(name) not in spoken_of]
        named = (said for said in answers.meanings.values() if said.lower() not in {OWN, OUT})
        every = {spelling(name): name for name in [*offered, *own, *named]}
        if not 2 <= len(every) <= MOST_CLASSES:
            raise ConfigError("labels", OWN, _no_own(preview))
        return own_set(every.values())
    if not own:
        return usual
    if usual != SEVEN:  # a data set that has its classes already
        return usual.extended(name for name in own if usual.find(name) is None)
    # Classes that nobody has a picture of say nothing: the usual ones that are there, and the own.
    meant = [parse_label(said, usual) for said in answers.meanings.values()]
    present = {*preview.classes, *(label for label in meant if label is not None)}
    return own_set([*(usual.names[label] for label in sorted(present)), *own])


def _no_own(preview: SourcePreview) -> str:
    names = ", ".join(preview.own_names) or "none, fewer or more"
    return (
        f"2 to {MOST_CLASSES} folders or words are needed that could be classes; found: {names}. "
        "Name them as NAME=own,NAME=own"
    )


def _meaning(name: str, said: str, labels: LabelSet) -> int | None:
    if said.lower() == OUT:
        return None
    return _label("labels", name if said.lower() == OWN else said, labels)


def _label(field_name: str, word: str, labels: LabelSet) -> int:
    found = parse_label(word, labels)
    if found is None:
        known = ", ".join(labels.names)
        raise ConfigError(field_name, word, f"known: {known}, out, own")
    return found
