"""What a class is called in the language of the interface; files keep the names as they are."""

from __future__ import annotations

from emotion_gui.core.labels import LABEL_SETS, SEVEN, LabelSet
from emotion_gui.ui.translation import translator

_tr = translator("emotions")


def emotion_name(label: int | None, labels: LabelSet = SEVEN) -> str:
    """The name of a class; None is an answer that is unsure.

    Built-in classes bear their own words for each language; a person's own are shown as typed.
    """
    if label is None:
        return _tr("unsure")
    # Asked for each time: the language is known only once the window is built. The text "en"
    # is translated by the code of the language itself.
    return labels.title(int(label), _tr("en"))


def word_name(word: str) -> str:
    """The same for a class by its name, as reports and findings tell it."""
    for labels in LABEL_SETS.values():
        if word in labels.names:
            return emotion_name(labels.names.index(word), labels)
    return word
