"""A network of one set of classes and faces of another: how the two are compared, if at all.

Classes mean the same where their names do, or where one of them is made of finer ones: "sad" is
"negative". A class that was renamed or took another in knows what it was called before, so that
networks that learned the earlier names are understood. Answers and labels are both told in the
coarser of the two sets. What it has no class for is left aside and said: contempt, where the seven
are judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.errors import LabelSetsDifferError
from emotion_gui.core.labels.builtin import meaning_of
from emotion_gui.core.labels.label_set import FEWEST_CLASSES, LabelClass, LabelSet, spelling

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Places = tuple[int | None, ...]
"""For each class of one set its place in another; None where it has none."""


@dataclass(frozen=True)
class LabelMatch:
    """What the answers of a network and the labels of faces are compared in.

    Attributes:
        model: the network's classes.
        data: those of the faces.
        common: one of the two, or those classes of the faces that the network has; both are told
            in it.
        of_model: where in `common` each class of the network is.
        of_data: where in `common` each class of the faces is.
    """

    model: LabelSet
    data: LabelSet
    common: LabelSet
    of_model: Places
    of_data: Places

    @property
    def is_plain(self) -> bool:
        """Both have the same classes in the same order."""
        return self.of_model == self.of_data == tuple(range(len(self.common)))

    def answers(
        self, logits: npt.NDArray[np.float32], *, temperature: float = 1.0
    ) -> npt.NDArray[np.float32]:
        """Logits over the common classes; their softmax sums the probabilities of what joins.

        Args:
            logits: shape (n, classes of the network).
            temperature: that the softmax will divide by.

        Returns:
            Shape (n, common classes).
        """
        if self.of_model == tuple(range(len(self.common))):
            return logits
        import numpy as np  # here: `--help` comes by this module

        told = np.empty((len(logits), len(self.common)), dtype=np.float32)
        for place in range(len(self.common)):
            columns = [k for k, target in enumerate(self.of_model) if target == place]
            scaled = logits[:, columns] / temperature
            top = scaled.max(axis=1, keepdims=True)
            total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
            told[:, place] = temperature * total
        return told

    def sentences(self) -> list[str]:
        """What a person should know of the comparison; none where there is nothing to know."""
        if self.is_plain:
            return []
        said = [
            f"The model tells {_listed(self.model.names)}, the faces are labelled "
            f"{_listed(self.data.names)}; both are compared as {_listed(self.common.names)}."
        ]
        if left := [self.model.names[k] for k, at in enumerate(self.of_model) if at is None]:
            said.append(f"Answers that are not counted: {_listed(left)}.")
        if left := [self.data.names[k] for k, at in enumerate(self.of_data) if at is None]:
            said.append(f"Faces that are left out: {_listed(left)}.")
        return said


def match_labels(model: LabelSet, data: LabelSet) -> LabelMatch:
    """How a network's answers are compared with labels.

    Raises:
        LabelSetsDifferError: no mapping is known between their classes.
    """
    for common in (data, model):
        of_model, of_data = places_in(model, common), places_in(data, common)
        whole = set(range(len(common)))
        if whole <= set(of_model) and whole <= set(of_data):
            return LabelMatch(model, data, common, of_model, of_data)
    told = places_in(model, data)
    reached = sorted({label for label in told if label is not None})
    if None not in told and len(reached) >= FEWEST_CLASSES:
        # The data has classes that the network never learned: those of its own are compared.
        common = LabelSet(tuple(data[label] for label in reached), language=data.language)
        return LabelMatch(model, data, common, places_in(model, common), places_in(data, common))
    raise LabelSetsDifferError(model.names, data.names)


def places_in(labels: LabelSet, target: LabelSet) -> Places:
    """Where each class of `labels` is in `target`."""
    if labels.names == target.names:
        return tuple(range(len(target)))
    meant = [_atoms(entry) for entry in target]
    words = [_atoms(entry) | _earlier(entry) for entry in target]
    named = {spelling(name): place for place, name in enumerate(target.names)}
    found: list[int | None] = []
    for entry in labels:
        atoms = _atoms(entry)
        # "sád" beside "sad" is a class of its own, though it would mean the other.
        place = None if entry.members else named.get(spelling(entry.name))
        if place is None:
            place = next((k for k, wider in enumerate(meant) if atoms <= wider), None)
        if place is None:
            place = next((k for k, wider in enumerate(words) if atoms <= wider), None)
        if place is None and not entry.members:
            earlier = _earlier(entry)
            place = next((k for k, wider in enumerate(meant) if earlier & wider), None)
        found.append(place)
    return tuple(found)


def same_classes(one: LabelSet, other: LabelSet) -> bool:
    """Whether labels of one mean the same in the other, whatever the colours."""
    return one.names == other.names


def _earlier(entry: LabelClass) -> frozenset[str]:
    """What else a class is called."""
    return frozenset(meaning_of(word) for word in entry.aliases)


def _atoms(entry: LabelClass) -> frozenset[str]:
    """The finest meanings of a class."""
    return frozenset(meaning_of(name) for name in (entry.members or (entry.name,)))


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)
