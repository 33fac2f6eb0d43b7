"""What an import makes of a source's own class names, said before it and kept with its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emotion_gui.core.data.readers.items import SourcePreview
from emotion_gui.core.data.readers.layout import folder_number
from emotion_gui.core.data.readers.orders import GROUPS_ONLY
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.labels.label_set import MOST_CLASSES

_SHOWN_NAMES = 8


@dataclass(frozen=True)
class LabelReport:
    """What became of each class name.

    Attributes:
        order: name of the order that numbers were read in, or "".
        meanings: the class of each name that means one.
        left_out: pictures by name that means none of the classes.
        unlabelled: pictures by name that means nothing we know; they come without a label.
        label_set: the classes of the data set.
    """

    order: str = ""
    meanings: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    unlabelled: Mapping[str, int] = field(default_factory=dict)
    label_set: LabelSet = SEVEN

    def to_json(self) -> dict[str, object]:
        """The command line's keys."""
        return {
            "order": self.order,
            "meanings": {
                name: self.label_set.names[label] for name, label in self.meanings.items()
            },
            "left_out": dict(self.left_out),
            "unlabelled": dict(self.unlabelled),
        }

    def sentences(self) -> list[str]:
        """What a person should read before anything is imported."""
        said = []
        told = [
            f"{name} = {self.label_set.names[label]}" for name, label in self.translated().items()
        ]
        if told:
            said.append(f"Class names are read as: {_listed(told)}.")
        if self.left_out:
            out = [f"{name} ({count:,})" for name, count in self.left_out.items()]
            said.append(f"Not one of the classes, left out: {_listed(out)}.")
        if self.unlabelled:
            said.append(self._unlabelled())
        return said

    @property
    def may_be_own(self) -> bool:
        """Names without a class that could be classes: no numbers, and not too many."""
        named = [name for name in self.unlabelled if folder_number(name) is None]
        return 2 <= len(named) == len(self.unlabelled) <= MOST_CLASSES

    def translated(self) -> dict[str, int]:
        """The meaning of each name that is not the class's own."""
        return {
            name: label
            for name, label in self.meanings.items()
            if name.strip().lower() != self.label_set.names[label].lower()
        }

    def _unlabelled(self) -> str:
        count = sum(self.unlabelled.values())
        pictures = "1 picture has" if count == 1 else f"{count:,} pictures have"
        names = _listed(list(self.unlabelled))
        why = f"no class is known for the name of the folder ({names})"
        if all(folder_number(name) is not None for name in self.unlabelled):
            why = f"the numbers of the folders ({names}) are taken for persons or sessions"
        return f"{pictures} no label: {why}."


def label_report(preview: SourcePreview, order: str = "") -> LabelReport:
    """What will become of the class names of a source."""
    return LabelReport(
        order="" if order == GROUPS_ONLY else order,
        meanings={name: label for name, label in preview.meanings.items() if label is not None},
        left_out=preview.unknown_classes,
        unlabelled=preview.nameless,
        label_set=preview.label_set,
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN_NAMES]) + (", …" if len(names) > _SHOWN_NAMES else "")
