"""The orders in which known data sets number the emotions.

Numbers alone name no emotion: 1-7 are RAF-DB's or SFEW's, 0-6 FER2013's or the alphabet's, and
read in the wrong order a set is worse than guessed. Nothing here decides; it tells which orders
are possible, for a person to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import EIGHT, LABEL_SETS, SEVEN, LabelSet, parse_label

_MOST_OF_THEM = 5
_SOMETIMES = "contempt"  # data sets come with it and without
OWN = "own"
"""The answer that names are classes of a person's own."""
GROUPS_ONLY = "none"
"""The answer that the numbers are no classes but persons, sessions or days."""


@dataclass(frozen=True)
class LabelOrder:
    """What a data set means by its numbers.

    Attributes:
        name: what the command line calls it.
        title: the data sets that number so.
        codes: the class that each number means, by its name.
    """

    name: str
    title: str
    codes: Mapping[int, str]

    def label(self, number: int, labels: LabelSet = SEVEN) -> int | None:
        """The place of what a number means in a set; None where it is none of its classes."""
        name = self.codes.get(number)
        return None if name is None else parse_label(name, labels)

    def meaning(self, numbers: Set[int], labels: LabelSet = SEVEN) -> dict[int, int | None]:
        """Of these numbers; one that the order does not have means nothing."""
        return {number: self.label(number, labels) for number in sorted(numbers)}

    def told(self, numbers: Set[int]) -> str:
        """ "1 surprise, 2 fear, 3 disgust, …" of these numbers."""
        return ", ".join(f"{number} {self.codes.get(number)}" for number in sorted(numbers))


def _order(name: str, title: str, first: int, letters: str) -> LabelOrder:
    names = (_BY_LETTER[letter] for letter in letters.split())
    return LabelOrder(name, title, dict(enumerate(names, start=first)))


# U is surprise, as S is sad.
_BY_LETTER = {"U" if name == "surprise" else name[0].upper(): name for name in EIGHT.names}


_ALL = (
    _order("fer2013", "FER2013, ExpW", 0, "A D F H S U N"),
    _order("fer2013c", "FER2013 and contempt", 0, "A D F H S U N C"),
    _order("rafdb", "RAF-DB", 1, "U F D H S A N"),
    _order("affectnet", "AffectNet", 0, "N H S U F D A C"),
    _order("ferplus", "FER+", 0, "N H U S A D F C"),
    _order("ckplus", "CK+", 0, "N A C D F H S U"),
    _order("sfew", "SFEW, AFEW", 1, "A D F H N S U"),
    _order("alphabet", "Alphabet from 0", 0, "A D F H N S U"),
    _order("alphabet8", "Alphabet from 0, contempt", 0, "A C D F H N S U"),
)
ORDERS: Mapping[str, LabelOrder] = {order.name: order for order in _ALL}
_OTHER_NAMES = {
    "expw": "fer2013",
    "raf-db": "rafdb",
    "raf": "rafdb",
    "affectnet8": "affectnet",
    "affectnet7": "affectnet",
    "affectnet-8": "affectnet",
    "affectnet-7": "affectnet",
    "fer+": "ferplus",
    "ck+": "ckplus",
    "ck": "ckplus",
    "afew": "sfew",
    "alphabetical": "alphabet",
    # These name the class in the file's name; numbers beside it are persons or sessions.
    "jaffe": GROUPS_ONLY,
    "kdef": GROUPS_ONLY,
    "rafd": GROUPS_ONLY,
    "groups": GROUPS_ONLY,
}


def order_name(text: str) -> str:
    """The name of an order as a person writes it, or `GROUPS_ONLY`.

    Raises:
        ConfigError: no such order is known.
    """
    name = text.strip().lower()
    name = _OTHER_NAMES.get(name, name)
    if name not in ORDERS and name != GROUPS_ONLY:
        known = ", ".join([*ORDERS, GROUPS_ONLY, *LABEL_SETS, OWN])
        raise ConfigError("labels", text, f"known: {known}, or NUMBER=CLASS,NUMBER=CLASS")
    return name


def possible_orders(numbers: Set[int]) -> tuple[LabelOrder, ...]:
    """Orders that have all of these numbers; those without other emotions come first.

    Of several that mean the same by these numbers only the first is named. Where 0 alone is not
    there, only orders remain in which it means neutral, which many sets have no pictures of:
    1-7 are not FER2013's.
    """
    fitting = [order for order in _ALL if numbers <= order.codes.keys()]
    if 0 not in numbers and len(numbers) >= _MOST_OF_THEM:
        fitting = [order for order in fitting if order.codes.get(0, "neutral") == "neutral"]
    fitting.sort(
        key=lambda order: sum(
            name != _SOMETIMES and number not in numbers for number, name in order.codes.items()
        )
    )
    told: dict[str, LabelOrder] = {}
    for order in fitting:
        told.setdefault(order.told(numbers), order)
    return tuple(told.values())


def look_like_classes(numbers: Set[int]) -> bool:
    """Whether numbers could be codes of classes, so that somebody has to be asked.

    1, 2, 3 and 4 alone count something (persons, sessions); a choice of classes begins at 0, has
    gaps, or has most of the usual ones. Numbers that no order has (days, years) are no classes,
    nor is one number alone.
    """
    if len(numbers) < 2 or not possible_orders(numbers):
        return False
    return len(numbers) >= _MOST_OF_THEM or numbers != set(range(1, len(numbers) + 1))
