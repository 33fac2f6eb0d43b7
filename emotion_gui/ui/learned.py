"""What an accuracy on learned faces is worth, in the language of the interface."""

from __future__ import annotations

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.ui.numbers import count, interval, percent
from emotion_gui.ui.translation import translator

_tr = translator("learned")


def learned_words(judgement: Judgement) -> str:
    """One or two sentences: how many faces the model has learned, and what is not known."""
    if judgement.learned is None:
        return _tr("Which faces it learned from is not known: its file does not tell.")
    known = {"learned": count(judgement.learned), "n": count(judgement.n)}
    if judgement.complete:
        return _tr("{learned} of {n} faces were learned by this model.").format(**known)
    return _tr(
        "At least {learned} of {n} faces were learned by this model. What it began with, or was "
        "taught by, does not tell its faces."
    ).format(**known)


def rest_words(judgement: Judgement) -> str:
    """The figure that counts: on the faces that were not learned; empty where all are new."""
    rest = judgement.rest
    if rest is None or rest.n == judgement.n:
        return ""
    if rest.n == 0:
        return _tr("None of them is new to it: nothing here says how it does on new faces.")
    low, high = rest.interval
    return _tr("The other {n} alone: {share} right, 95 % interval {interval}").format(
        n=count(rest.n), share=percent(rest.accuracy), interval=interval(low, high)
    )


def chosen_words(judgement: Judgement) -> str:
    """That a best epoch was chosen on these faces; empty where none was."""
    watched = judgement.watched
    if not watched:
        return ""
    if watched == judgement.n:
        return _tr("The best epoch, its own or of a network behind it, was chosen on this part.")
    return _tr(
        "The best epoch, its own or of a network behind it, was chosen on {watched} of these faces."
    ).format(watched=count(watched))
