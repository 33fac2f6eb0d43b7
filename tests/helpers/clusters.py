"""Workers for tests: a Dask scheduler of this process with two of them, and some without Dask."""

import contextlib
import gc
import logging
import pickle
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from typing import Any

import pytest

from emotion_gui.core.executors import worker_side
from emotion_gui.core.executors.workers import PieceFunction, Said, shared_name
from emotion_gui.core.jobs import JobContext


@contextlib.contextmanager
def small_cluster(*, workers: int = 2) -> Iterator[str]:
    """Where it is, as `--executor` takes it; skips where Dask is not installed."""
    pytest.importorskip("distributed", reason="Dask is not installed (the extra `cluster`)")
    from distributed import LocalCluster

    with (
        lost_sockets(),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address.replace("tcp://", "dask://")


@contextlib.contextmanager
def lost_sockets() -> Iterator[None]:
    """Dask forgets to close some where a line is cut: they go here, not in somebody's test."""
    try:
        yield
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


class PickledWorkers:
    """Workers of this thread: a piece is done when it is submitted, and all of it is pickled.

    What torch draws at random belongs to the process; in workers of other threads a training
    would share it with the test's own.

    Args:
        count: as many pieces are done before the first result is taken.
        fails: how many pieces die with their worker before the first one comes back.
    """

    place = "pickled"

    def __init__(self, *, count: int = 2, fails: int = 0) -> None:
        self.count, self._fails = count, fails
        self.done = 0
        self._is_stopped = False

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        future: Future[Any] = Future()
        if self._fails:
            self._fails -= 1
            future.set_exception(BrokenExecutor())
            return future
        call = pickle.loads(pickle.dumps((function, arguments)))
        context = JobContext(is_cancelled=lambda: self._is_stopped)
        try:
            result = call[0](*call[1], context)
        except Exception as error:  # noqa: BLE001 # as a worker does, whatever it is
            future.set_exception(pickle.loads(pickle.dumps(error)))
        else:
            self.done += 1
            future.set_result(pickle.loads(pickle.dumps(result)))
        return future

    def share(self, value: bytes) -> str:
        name = shared_name("pickled", value)
        worker_side.keep_value(name, value)
        return name

    def everywhere(self, function: Callable[..., Any], *arguments: object) -> list[Any]:
        return [function(*arguments)]

    def said(self) -> dict[str, Said]:
        return {}

    def are_gone(self) -> bool:
        return False

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def stop(self) -> None:
        self._is_stopped = True
