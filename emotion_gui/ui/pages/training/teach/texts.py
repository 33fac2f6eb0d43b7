"""Words of the teach view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emotion_gui.core.labels import LabelSet
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.numbers import count, interval, p_value, percent
from emotion_gui.ui.translation import translator

if TYPE_CHECKING:
    from emotion_gui.operations.teach import Comparison

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


def before_after(change: Comparison | None) -> str:
    """Both accuracies on the same faces."""
    if change is None:
        return _tr("no faces to judge by")
    low, high = change.after.interval
    return _tr("{before} → {after} ({interval} of {n})").format(
        before=percent(change.before.accuracy),
        after=percent(change.after.accuracy),
        interval=interval(low, high),
        n=count(change.after.n),
    )


def verdict(change: Comparison | None) -> str:
    """Whether the difference is more than chance."""
    if change is None:
        return ""
    test = change.after.test
    if test is None:
        return ""
    return _tr("{won} won, {lost} lost, {p}").format(
        won=count(test.c), lost=count(test.b), p=p_value(test.p)
    )
