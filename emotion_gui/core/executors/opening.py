"""From what a person wrote to workers that are there."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from importlib.util import find_spec

from emotion_gui import __version__
from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors.wish import ExecutorWish, parse_wish
from emotion_gui.core.executors.worker_side import JobFacts
from emotion_gui.core.executors.workers import WorkerFacts, Workers

_LACKS = "it needs the packages dask and distributed: pip install 'emotion-gui[cluster]'"


@contextlib.contextmanager
def open_workers(executor: str) -> Iterator[Workers | None]:
    """The workers of one job; None where it is done in this process.

    Args:
        executor: see `wish.parse_wish`.

    Raises:
        ConfigError: this names no executor.
        WorkersError: nobody answers, Dask is not installed, or a worker has another version.
    """
    wish = parse_wish(executor)
    if wish.kind == "here":
        yield None
        return
    job = JobFacts(f"emotion-{secrets.token_hex(8)}", __version__, _threads())
    if wish.kind == "processes":
        from emotion_gui.core.executors.processes import ProcessWorkers

        with ProcessWorkers(wish.count, job) as processes:
            yield processes
        return
    require_dask(wish)
    from emotion_gui.core.executors.dask_workers import DaskWorkers

    with DaskWorkers(wish, job) as workers:
        yield workers


def require_dask(wish: ExecutorWish) -> None:
    """Raises WorkersError where Dask is not installed."""
    if find_spec("dask") is None or find_spec("distributed") is None:
        raise WorkersError(wish.text, _LACKS)


def look_at_workers(executor: str) -> list[WorkerFacts]:
    """Who would do the pieces; of this computer itself the name is empty.

    Raises:
        ConfigError: this names no executor.
        WorkersError: nobody answers there, or Dask is not installed.
    """
    wish = parse_wish(executor)
    if wish.kind != "dask":
        from emotion_gui.core.executors.worker_side import own_facts

        if wish.kind == "dask-local":
            require_dask(wish)
        return [own_facts()]
    require_dask(wish)
    from emotion_gui.core.executors.dask_workers import look

    return look(wish)


def _threads() -> int:
    """What torch computes with here: workers take the same, so that they find the same."""
    import torch

    return int(torch.get_num_threads())
