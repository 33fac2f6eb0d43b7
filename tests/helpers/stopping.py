"""A stop that is asked for while a job tells how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from emotion_gui.core.jobs import JobCancelled, JobContext, Progress


def told_by(job: Callable[[JobContext], object]) -> list[Progress]:
    """All reports of a job that nobody stops."""
    reports: list[Progress] = []
    job(JobContext(reports.append))
    return reports


def stops_at_once(job: Callable[[JobContext], object], *, after: int) -> None:
    """Ask for a stop at a report: the job must begin nothing after it.

    What was finished by then may still be told; such reports carry a `detail`.
    """
    reports: list[Progress] = []
    context = JobContext(reports.append, lambda: len(reports) >= after)
    with pytest.raises(JobCancelled):
        job(context)
    assert all(report.detail is not None for report in reports[after:])


def calls_between_looks(job: Callable[[JobContext], object]) -> list[int]:
    """How many functions the program calls before, between and after its looks at the stop."""
    counts = [0]

    def called(frame: FrameType, event: str, argument: object) -> None:
        del argument
        own = str(frame.f_globals.get("__name__")).startswith("emotion_gui.")
        counts[-1] += own and event in ("call", "c_call")

    def looked() -> bool:
        counts.append(0)
        return False

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        job(JobContext(is_cancelled=looked))
    finally:
        sys.setprofile(before)
    return counts
