"""Progress on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from emotion_gui.core.clock import now_s
from emotion_gui.core.escaping import printable
from emotion_gui.core.jobs import Progress

_LINE_INTERVAL_S = 5.0


class TerminalProgress:
    """Shows the reports of one job; use as a context manager.

    On a terminal one bar that disappears at the end; elsewhere at most a line in five
    seconds, so that a log stays short.
    """

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = title
        self._bars: Bars | None = None
        self._next_line = now_s() + _LINE_INTERVAL_S

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bars = Bars(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bars.add_task(self._title, total=None)
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def show(self, progress: Progress) -> None:
        """Display one report."""
        if self._bars is not None:
            text = f"{self._title}: {printable(progress.text)}" if progress.text else self._title
            self._bars.update(
                self._task, completed=progress.done, total=progress.total, description=text
            )
            return
        now = now_s()
        if now < self._next_line:
            return
        self._next_line = now + _LINE_INTERVAL_S
        share = f" {progress.done}/{progress.total}" if progress.total else f" {progress.done}"
        text = f" ({printable(progress.text)})" if progress.text else ""
        self._console.print(f"{self._title}:{share}{text}", highlight=False, markup=False)
