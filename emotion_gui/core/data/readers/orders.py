"""The orders in which known data sets number the emotions.

Numbers alone name no emotion: 1-7 are RAF-DB's or SFEW's, 0-6 FER2013's or the alphabet's, and
read in the wrong order a set is worse than guessed. Nothing here decides; it tells which orders
are possible, for a person to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import LABELS, Emotion, parse_label

_A, _D, _F, _H, _S, _U, _N = Emotion
_MOST_OF_THE_SEVEN = 5
GROUPS_ONLY = "none"
"""The answer that the numbers are no classes but persons, sessions or days."""


@dataclass(frozen=True)
class LabelOrder:
    """What a data set means by its numbers.

    Attributes:
        name: what the command line calls it.
        title: the data sets that number so.
        codes: meaning of each number; None = a class that is not one of the seven.
    """

    name: str
    title: str
    codes: Mapping[int, Emotion | None]

    def meaning(self, numbers: Set[int]) -> dict[int, Emotion | None]:
        """Of these numbers; one that the order does not have means nothing."""
        return {number: self.codes.get(number) for number in sorted(numbers)}

    def told(self, numbers: Set[int]) -> str:
        """ "1 surprise, 2 fear, 3 disgust, …" of these numbers."""
        return ", ".join(
            f"{number} {'left out' if emotion is None else LABELS[emotion]}"
            for number, emotion in self.meaning(numbers).items()
        )


def _order(name: str, title: str, first: int, *emotions: Emotion | None) -> LabelOrder:
    return LabelOrder(name, title, dict(enumerate(emotions, start=first)))


_ALL = (
    _order("fer2013", "FER2013, ExpW", 0, _A, _D, _F, _H, _S, _U, _N),
    _order("fer2013c", "FER2013 and contempt", 0, _A, _D, _F, _H, _S, _U, _N, None),
    _order("rafdb", "RAF-DB", 1, _U, _F, _D, _H, _S, _A, _N),
    _order("affectnet", "AffectNet", 0, _N, _H, _S, _U, _F, _D, _A, None),
    _order("ferplus", "FER+", 0, _N, _H, _U, _S, _A, _D, _F, None),
    _order("ckplus", "CK+", 0, _N, _A, None, _D, _F, _H, _S, _U),
    _order("sfew", "SFEW, AFEW", 1, _A, _D, _F, _H, _N, _S, _U),
    _order("alphabet", "Alphabet from 0", 0, _A, _D, _F, _H, _N, _S, _U),
    _order("alphabet8", "Alphabet from 0, contempt", 0, _A, None, _D, _F, _H, _N, _S, _U),
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
        known = ", ".join([*ORDERS, GROUPS_ONLY])
        raise ConfigError("labels", text, f"known: {known}, or NUMBER=CLASS,NUMBER=CLASS")
    return name


def parse_labels(text: str) -> tuple[str, dict[str, Emotion | None]]:
    """What `--labels` says: the name of an order, or the meaning of each number or name.

    Args:
        text: "rafdb", or "1=surprise,2=fear,8=out"; "" says nothing.

    Raises:
        ConfigError: an order or a class is not known.
    """
    if not text.strip():
        return "", {}
    if "=" not in text:
        return order_name(text), {}
    return "", dict(parse_meaning(pair) for pair in text.split(","))


def parse_meaning(pair: str) -> tuple[str, Emotion | None]:
    """ "grin=happy" or "7=out" as a name and its class; None = left out.

    Raises:
        ConfigError: it is not of this form, or there is no such class.
    """
    name, equals, text = (part.strip() for part in pair.rpartition("="))
    if not (equals and name and text):
        raise ConfigError("labels", pair, "write NAME=CLASS, as grin=happy or 1=surprise")
    if text.lower() == "out":
        return name, None
    emotion = parse_label(text)
    if emotion is None:
        raise ConfigError("labels", text, f"known: {', '.join(LABELS)}, out")
    return name, emotion


def possible_orders(numbers: Set[int]) -> tuple[LabelOrder, ...]:
    """Orders that have all of these numbers; those without other emotions come first.

    Of several that mean the same by these numbers only the first is named. Where 0 alone is not
    there, only orders remain in which it means neutral, which many sets have no pictures of:
    1-7 are not FER2013's.
    """
    fitting = [order for order in _ALL if numbers <= order.codes.keys()]
    if 0 not in numbers and len(numbers) >= _MOST_OF_THE_SEVEN:
        fitting = [order for order in fitting if order.codes.get(0, _N) is _N]
    fitting.sort(
        key=lambda order: sum(
            emotion is not None and number not in numbers for number, emotion in order.codes.items()
        )
    )
    told: dict[str, LabelOrder] = {}
    for order in fitting:
        told.setdefault(order.told(numbers), order)
    return tuple(told.values())


def look_like_classes(numbers: Set[int]) -> bool:
    """Whether numbers could be codes of classes, so that somebody has to be asked.

    1, 2, 3 and 4 alone count something (persons, sessions); a choice of classes begins at 0, has
    gaps, or has most of the seven. Numbers that no order has (days, years) are no classes, nor is
    one number alone.
    """
    if len(numbers) < 2 or not possible_orders(numbers):
        return False
    return len(numbers) >= _MOST_OF_THE_SEVEN or numbers != set(range(1, len(numbers) + 1))
