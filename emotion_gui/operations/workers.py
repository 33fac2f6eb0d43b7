"""Who would do the pieces of imports, sweeps and analyses."""

from __future__ import annotations

from emotion_gui import __version__
from emotion_gui.core.executors.opening import look_at_workers
from emotion_gui.core.executors.workers import WorkerFacts, versions_differ
from emotion_gui.core.jobs import JobContext


def look(executor: str, context: JobContext) -> tuple[list[WorkerFacts], str]:
    """The workers at an address, and why they cannot help; "" where they can.

    Raises:
        ConfigError: this names no executor.
        WorkersError: nobody answers there, or Dask is not installed.
        JobCancelled: a stop was asked for.
    """
    context.checkpoint()
    found = look_at_workers(executor)
    return found, versions_differ(found, __version__)
