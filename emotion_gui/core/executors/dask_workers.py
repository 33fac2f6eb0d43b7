"""Workers of a Dask cluster: one that somebody started, or one of this computer.

Imported only where it was asked for; `pip install 'emotion-gui[cluster]'` brings it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from types import TracebackType
from typing import Any, Self

import dask
from distributed import Client, LocalCluster, WorkerPlugin, get_worker
from distributed.scheduler import KilledWorker
from distributed.security import Security

from emotion_gui import __version__
from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors import worker_side
from emotion_gui.core.executors.wish import ExecutorWish
from emotion_gui.core.executors.worker_side import JobFacts
from emotion_gui.core.executors.workers import (
    PieceFunction,
    Said,
    WorkerFacts,
    shared_name,
    versions_differ,
)

CONNECT_S = 10
_CLOSE_S = 2
_COUNTED_EVERY_S = 1.0
_QUIET = {
    # What costs by the second, not by the piece: 18 ms of each for one that waits, now 5.
    "distributed.worker.profile.enabled": False,  # looks at every thread a hundred times
    "distributed.admin.tick.interval": "1s",  # instead of fifty times
    "distributed.admin.system-monitor.interval": "5s",  # instead of twice
}
_NO_CERTIFICATES = (
    "TLS needs certificates, and Dask's settings name none: "
    "distributed.comm.tls.ca-file, .client.cert and .client.key"
)
_OTHERS = "the scheduler and this computer do not accept each other's certificates"
_NOBODY = "the scheduler answers, but no worker is there; start some: dask worker {address}"


class DaskWorkers:
    """The workers of one scheduler.

    Args:
        wish: which cluster.
        job: what pieces have in common.

    Raises:
        WorkersError: nobody answers, there is no worker, or one has another version.
    """

    def __init__(self, wish: ExecutorWish, job: JobFacts) -> None:
        # What is lost is told in words here; the engine's own lines are about its sockets.
        # It gives its modules levels of their own.
        for name in list(logging.root.manager.loggerDict):
            if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
                logging.getLogger(name).setLevel(logging.CRITICAL)
        self.place, self._job = wish.text, job
        self._ends = contextlib.ExitStack()
        self._heard: dict[str, Said] = {}
        self._counted, self._counted_at_s = 0, -_COUNTED_EVERY_S
        self._shared: list[str] = []
        self._is_gone = False
        try:
            self._client = _connected(self._ends, wish)
            self._check(wish)
            self._executor = self._client.get_executor(pure=False)
            self._client.subscribe_topic(job.token, self._hear)
        except BaseException:
            self._ends.close()
            raise

    def _check(self, wish: ExecutorWish) -> None:
        found = facts(self._client)
        if not found:
            raise WorkersError(wish.text, _NOBODY.format(address=self._client.scheduler.address))
        if why := versions_differ(found, __version__):
            raise WorkersError(wish.text, why)

    @property
    def count(self) -> int:
        return max(1, self._threads())

    def are_gone(self) -> bool:
        return not self._threads()

    def _threads(self) -> int:
        """Pieces that are worked on at once; asked of the scheduler once in a while."""
        if now_s() - self._counted_at_s >= _COUNTED_EVERY_S:
            try:
                self._counted = sum(_threads(self._client).values())
            except OSError:  # nobody answers: what is under way will say so
                self._counted = 1
            self._counted_at_s = now_s()
        return self._counted

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        made: Future[Any] = self._executor.submit(_work, self._job, function, arguments)
        return made

    def share(self, value: bytes) -> str:
        name = shared_name(self._job.token, value)
        if name not in self._shared:
            # As a plugin, the scheduler brings it to workers that come later, too.
            self._client.register_plugin(_Value(name, value), name=name)
            self._shared.append(name)
        return name

    def everywhere(self, function: Callable[..., Any], *arguments: object) -> list[Any]:
        return list(self._client.run(function, *arguments).values())

    def said(self) -> dict[str, Said]:
        return dict(self._heard)

    def _hear(self, event: tuple[float, Any]) -> None:
        told = event[1]
        self._heard[told["name"]] = Said(told["text"], told["pieces"])

    def died(self, error: BaseException) -> bool:
        if isinstance(error, KilledWorker):
            return True
        if isinstance(error, CancelledError):
            self._is_gone = True
            why = "the scheduler is gone; what was finished is kept, the same command goes on"
            raise WorkersError(self.place, why) from error
        return False

    def stop(self) -> None:
        if self._client.status == "running":
            with contextlib.suppress(OSError):
                self._client.run(worker_side.stop_job, self._job.token, on_error="ignore")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._is_gone:
            for key in self._shared:
                with contextlib.suppress(OSError):
                    self._client.unregister_worker_plugin(key)
        self._ends.close()


class _Value(WorkerPlugin):  # type: ignore[misc] # Dask tells no types
    """A shared value on its way to each worker."""

    def __init__(self, key: str, value: bytes) -> None:
        self._key, self._value = key, value

    def setup(self, worker: object) -> None:
        del worker
        worker_side.keep_value(self._key, self._value)

    def teardown(self, worker: object) -> None:
        del worker
        worker_side.drop_values(self._key)


def _connected(ends: contextlib.ExitStack, wish: ExecutorWish) -> Client:
    """A client of the cluster that was asked for; `ends` closes both."""
    if wish.kind == "dask":
        _check_certificates(wish)
        try:
            client = _client(wish.address, timeout=CONNECT_S)
        except (OSError, ValueError, TypeError) as error:
            if "certificate" in str(error):
                raise WorkersError(wish.text, _OTHERS) from error
            raise WorkersError(wish.text, f"no scheduler answers ({error})") from error
        ends.callback(client.close, timeout=_CLOSE_S)
        return client
    ends.enter_context(dask.config.set(_QUIET))
    cluster = ends.enter_context(
        LocalCluster(
            n_workers=wish.count,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # of this computer alone, on any free port
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        )
    )
    client = _client(cluster)
    ends.callback(client.close, timeout=_CLOSE_S)
    return client


def _check_certificates(wish: ExecutorWish) -> None:
    """Raises WorkersError where TLS is asked for and Dask's settings have nothing to go by."""
    if not wish.address.startswith("tls://"):
        return
    try:
        # From Dask's own configuration (distributed.comm.tls).
        context = Security().get_connection_args("client").get("ssl_context")
    except (OSError, ValueError) as error:
        raise WorkersError(wish.text, f"the certificates cannot be read ({error})") from error
    if context is None:
        raise WorkersError(wish.text, _NO_CERTIFICATES)


def _client(place: object, **options: object) -> Client:
    return Client(place, set_as_default=False, **options)


def _threads(client: Client) -> dict[str, int]:
    """Pieces that each worker does at once, by address."""
    return dict(client.nthreads())


def facts(client: Client) -> list[WorkerFacts]:
    """What each worker says about itself; one without the program says that."""
    found = []
    threads = _threads(client)
    answers = client.run(worker_side.own_facts, on_error="return")
    for name, said in answers.items():
        if isinstance(said, WorkerFacts):
            number = threads.get(name, 1)
            found.append(
                WorkerFacts(**{**vars(said), "name": name.rpartition("//")[2], "threads": number})
            )
        elif not isinstance(said, OSError):  # else its line was cut: it is not there
            found.append(WorkerFacts(name.rpartition("//")[2], ""))
    return found


def look(wish: ExecutorWish) -> list[WorkerFacts]:
    """Who works at an address, whatever their versions.

    Raises:
        WorkersError: nobody answers.
    """
    with contextlib.ExitStack() as ends:
        return facts(_connected(ends, wish))


def _work(job: JobFacts, function: PieceFunction, arguments: tuple[Any, ...]) -> Any:
    worker = get_worker()
    name = worker.address.rpartition("//")[2]

    def say(said: Said) -> None:
        worker.log_event(job.token, {"name": name, **vars(said)})

    return worker_side.work(
        job, function, arguments, say, lambda: worker_side.is_stopped(job.token)
    )
