"""What a long-running job shares with whoever started it: progress, pause and cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace


class JobCancelled(Exception):
    """Raised by `JobContext.checkpoint` once a stop was asked for."""


@dataclass(frozen=True)
class Progress:
    """One report of a job.

    `total` is None while the amount of work is unknown; `done` never exceeds it. `detail` may
    carry a value for a page that knows the job (an `EpochRecord`, a batch of fresh faces); others
    ignore it.
    """

    done: int
    total: int | None = None
    text: str = ""
    detail: object = None


def _ignore(progress: Progress) -> None:
    del progress


def _never() -> bool:
    return False


class JobContext:
    """Handed to every job; Qt-free, usable from any thread."""

    def __init__(
        self,
        report: Callable[[Progress], None] = _ignore,
        is_cancelled: Callable[[], bool] = _never,
    ) -> None:
        self.report = report
        self._is_cancelled = is_cancelled
        self._may_run = threading.Event()
        self._may_run.set()

    @property
    def cancelled(self) -> bool:
        return self._is_cancelled()

    @property
    def paused(self) -> bool:
        return not self._may_run.is_set()

    def pause(self) -> None:
        """Make the next `checkpoint` wait until `resume` or a cancel."""
        self._may_run.clear()

    def resume(self) -> None:
        self._may_run.set()

    def checkpoint(self) -> None:
        """Called between batches, rows and frames: waits while paused.

        Raises:
            JobCancelled: a stop was asked for.
        """
        while not self._may_run.wait(timeout=0.05):
            if self._is_cancelled():
                break
        if self._is_cancelled():
            raise JobCancelled


PIECES = 10_000
"""What a job of several parts counts in."""


def part_of(
    whole: JobContext, *, start: float, size: float, total: float, text: str = ""
) -> JobContext:
    """A context for a piece of a longer job: progress is moved, pause and cancel are the whole's.

    Args:
        whole: the longer job's.
        start: how much of it was done before, in any unit.
        size: how much of it the piece is.
        total: all of it.
        text: in front of what the piece reports.
    """

    def report(progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 0.0
        done = round(PIECES * (start + size * min(1.0, share)) / total) if total else 0
        words = ", ".join(filter(None, (text, progress.text)))
        whole.report(Progress(done, PIECES, words, progress.detail))

    return _as(whole, report)


def forward_only(whole: JobContext) -> JobContext:
    """A context whose bar never goes back, for a job whose parts end in another order."""
    furthest = 0.0

    def report(progress: Progress) -> None:
        nonlocal furthest
        if progress.total:
            furthest = max(furthest, progress.done / progress.total)
            progress = replace(progress, done=round(furthest * progress.total))
        whole.report(progress)

    return _as(whole, report)


class WithWords:
    """A job whose reports have words added, which may change between two of them.

    Attributes:
        context: to be handed on.
    """

    def __init__(self, whole: JobContext) -> None:
        self._whole, self._last, self._words = whole, Progress(0), ""
        self.context = _as(whole, self._report)

    def say(self, words: str) -> None:
        """From now on these words; the last report is made again where they are others."""
        if words != self._words:
            self._words = words
            self._report(self._last)

    def _report(self, progress: Progress) -> None:
        self._last = replace(progress, detail=None)  # is told once
        text = ", ".join(filter(None, (progress.text, self._words)))
        self._whole.report(replace(progress, text=text))


def _as(whole: JobContext, report: Callable[[Progress], None]) -> JobContext:
    """The same job, told of in another way."""
    told = JobContext(report, lambda: whole.cancelled)
    told.checkpoint = whole.checkpoint  # type: ignore[method-assign] # pause included
    return told


def without_reports(whole: JobContext | None) -> JobContext:
    """A context for a step whose own counts would make the bar of the longer job jump.

    Pause and cancel are the longer job's; without one nothing is reported or stopped.
    """
    if whole is None:
        return JobContext()
    return _as(whole, _ignore)
