"""Words of the teach view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emotion_gui.core.labels import LabelSet
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.numbers import count
from emotion_gui.ui.translation import translator

if TYPE_CHECKING:
    from emotion_gui.operations.pupils import TeachingFaces

_tr = translator("TeachView")


def class_title(labels: LabelSet, place: int) -> str:
    """A class in the language of the interface, as far as it is known there."""
    return emotion_name(place, labels)


def keys_text(labels: LabelSet) -> str:
    """What the keys do with the faces that are selected."""
    shown = min(len(labels), 9)
    classes = ", ".join(f"{k + 1} {class_title(labels, k)}" for k in range(shown))
    return _tr("{classes}; Enter accepts what is supposed, X takes out, Ctrl+Z undoes").format(
        classes=classes
    )


def empty_texts(faces: TeachingFaces | None, which: str) -> tuple[str, str]:
    """Title and text where no face is shown: what is lacking, and what to do next."""
    if faces is None:
        return _tr("No faces to teach with yet"), _tr(
            "Press K on Live or Review where the answer is wrong, or take the faces of a film. "
            "Label them here, teach the network, and adopt it only if it got better."
        )
    if which == "waiting":
        return _tr("No face waits for a label"), _tr(
            "Teach the network at the right, or let it suppose what unlabelled faces show."
        )
    if which == "held":
        return _tr("No face is held out"), _tr(
            "A quarter of each class is held out, the newest faces of at least four. Without "
            "them nobody can say whether the network got better."
        )
    return _tr("No face teaches yet"), _tr("Give the faces under “To judge” their labels first.")


def won_and_lost(won: int, lost: int) -> str:
    """Faces on which a network is right and the one before was not, and the other way round."""
    return _tr("{won} won, {lost} lost").format(won=count(won), lost=count(lost))
