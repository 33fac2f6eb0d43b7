"""Workers that are processes of this computer; needs nothing but Python."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emotion_gui.core.executors import worker_side
from emotion_gui.core.executors.worker_side import JobFacts
from emotion_gui.core.executors.workers import DIGEST_LENGTH, PieceFunction, Said, shared_name
from emotion_gui.core.files import ON_WINDOWS, remove_tree, write_bytes

# Windows waits for 63 things at most; Python refuses more processes there.
_MOST_ON_WINDOWS = 61


class ProcessWorkers:
    """So many processes, begun anew where one is killed.

    Args:
        count: of processes; more than Windows has room for are as many as there is.
        job: what pieces have in common.
    """

    def __init__(self, count: int, job: JobFacts) -> None:
        self._count = min(count, _MOST_ON_WINDOWS) if ON_WINDOWS else count
        self.place, self._job = f"local:{self._count}", job
        self._folder = Path(tempfile.mkdtemp(prefix="emotion-workers-"))
        # A forked child would share locks that other threads of this process hold.
        self._spawn = multiprocessing.get_context("spawn")
        self._stop = self._spawn.Event()
        self._begin()

    @property
    def count(self) -> int:
        return self._count

    def _begin(self) -> None:
        self._said: SimpleQueue[tuple[str, Said]] = self._spawn.SimpleQueue()
        self._heard: dict[str, Said] = {}
        self._pool = ProcessPoolExecutor(
            self._count,
            mp_context=self._spawn,
            initializer=_begin_worker,
            initargs=(self._stop, self._said, self._folder),
        )

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        try:
            return self._pool.submit(_work, self._job, function, arguments)
        except BrokenExecutor:  # a process was killed: those that are left were ended with it
            self._pool.shutdown(wait=False)
            self._begin()
            return self._pool.submit(_work, self._job, function, arguments)

    def share(self, value: bytes) -> str:
        name = shared_name(self._job.token, value)
        write_bytes(self._folder / name, value)  # whole, or not there yet
        return name

    def everywhere(self, function: Callable[..., Any], *arguments: object) -> list[Any]:
        return [function(*arguments)]

    def said(self) -> dict[str, Said]:
        while not self._said.empty():
            name, said = self._said.get()
            self._heard[name] = said
        return dict(self._heard)

    def are_gone(self) -> bool:
        return False  # one that is killed is begun anew

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def stop(self) -> None:
        self._stop.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        with contextlib.suppress(OSError):  # what a scanner holds stays among temporary files
            remove_tree(self._folder)


class _Here:
    """What a worker's process was begun with."""

    stop: Event
    said: SimpleQueue[tuple[str, Said]]
    folder: Path


def _begin_worker(stop: Event, said: SimpleQueue[tuple[str, Said]], folder: Path) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    _Here.stop, _Here.said, _Here.folder = stop, said, folder


def _work(job: JobFacts, function: PieceFunction, arguments: tuple[Any, ...]) -> Any:
    for file in _Here.folder.glob(f"{job.token}-{'?' * DIGEST_LENGTH}"):
        if file.name not in _known:
            worker_side.keep_value(file.name, file.read_bytes())
            _known.add(file.name)
    name = str(os.getpid())
    return worker_side.work(
        job, function, arguments, lambda said: _Here.said.put((name, said)), _Here.stop.is_set
    )


_known: set[str] = set()
