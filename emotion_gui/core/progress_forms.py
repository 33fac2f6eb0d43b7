"""What jobs say while they work: the forms that hold figures and names, told in other languages.

The first form that fits is taken: narrow ones stand before wide ones.
"""

from __future__ import annotations

from emotion_gui.core.sentences import Reason

PROGRESS = (
    Reason("{step}, no worker is there; waiting for {minutes} minutes more"),
    Reason("no worker is there; waiting for {minutes} minutes more"),
    Reason("{step}, 1 worker: {doing}"),
    Reason("1 worker: {doing}"),
    Reason("{step}, {count} workers: {doing}"),
    Reason("{count} workers: {doing}"),
    Reason("{done} of {total} pictures"),
)
