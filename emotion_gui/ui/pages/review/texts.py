"""Words of the Review page."""

from __future__ import annotations

from emotion_gui.core.review.edits import Person
from emotion_gui.core.review.statistics import Estimate
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.ui import numbers
from emotion_gui.ui.translation import reason_text, translator

_tr = translator("ReviewPage")


def person_title(person: Person) -> str:
    """The name that was given, or a number."""
    return person.name or _tr("Person {0}").format(person.number)


def state_words(row: SessionRow) -> str:
    """How far a film is, in a few words."""
    words = {
        SessionState.WAITING: _tr("not read yet"),
        SessionState.ANALYSING: _tr("is being read"),
        SessionState.STOPPED: _tr("stopped, goes on there"),
        SessionState.INTERRUPTED: _tr("interrupted, goes on there"),
        SessionState.FAILED: _tr("could not be read"),
    }
    if row.is_ready:
        return _tr("%Ln frames", int(row.facts.get("frames", 0)))
    reason = failure_words(row) if row.state is SessionState.FAILED else ""
    return reason or words[row.state]


def failure_words(row: SessionRow) -> str:
    """Why a film could not be read; "" where it could, or nobody knows."""
    path = str(row.facts.get("film", {}).get("path", ""))
    return reason_text(str(row.facts.get("error", "")).removeprefix(f"{path}: "))


def progress_words(done: int, total: int | None, eta_s: float | None, *, paused: bool) -> str:
    """`42 % · 1:05 left`."""
    parts = [numbers.percent(done / total, 0) if total else numbers.count(done)]
    if paused:
        parts.append(_tr("paused"))
    elif eta_s is not None:
        parts.append(_tr("{0} left").format(numbers.clock(eta_s)))
    return " · ".join(parts)


def estimate_words(estimate: Estimate, digits: int) -> str:
    """`0.84 [0.77–0.90]`; without an interval where there is none."""
    text = numbers.number(estimate.value, digits)
    if estimate.interval is None:
        return text
    low, high = (numbers.number(value, digits) for value in estimate.interval)
    return f"{text} [{low}–{high}]"


def share_words(estimate: Estimate) -> str:
    """`30.1 % [28.0–32.4]`; without an interval where there is none."""
    if estimate.interval is None:
        return numbers.percent(estimate.value)
    return f"{numbers.percent(estimate.value)} [{numbers.interval(*estimate.interval)}]"
