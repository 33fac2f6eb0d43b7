"""Pieces on workers: order, stops, workers that die, schedulers that go, versions that differ."""

import os
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from helpers.clusters import PickledWorkers, lost_sockets, small_cluster

from emotion_gui.core.errors import ConfigError, PictureError, WorkersError
from emotion_gui.core.executors import in_order as in_order_module
from emotion_gui.core.executors import processes, worker_side
from emotion_gui.core.executors.in_order import as_done, in_order
from emotion_gui.core.executors.opening import look_at_workers, open_workers
from emotion_gui.core.executors.wish import parse_wish
from emotion_gui.core.executors.worker_side import read_shared, shared
from emotion_gui.core.executors.workers import (
    PieceFunction,
    Said,
    Seen,
    WorkerFacts,
    versions_differ,
)
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress

STARTED = threading.Event()
GATE = threading.Event()


def square(number: int, context: JobContext) -> int:
    del context
    return number * number


def read_length(key: str, context: JobContext) -> int:
    del context
    return len(shared(key)) + len(read_shared(key, bytes))


def refuse(number: int, context: JobContext) -> int:
    del context
    if number == 2:
        raise PictureError("two.png", "it is no picture")
    return number


def wait_for_the_gate(number: int, context: JobContext) -> int:
    STARTED.set()
    context.report(Progress(0, 1, f"at {number}"))
    while not GATE.wait(timeout=0.02):
        context.checkpoint()
    return number


def die_once(folder: Path, number: int, context: JobContext) -> int:
    del context
    mark = folder / "died"
    if number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / f"done-{number}").touch()
    return number


pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with small_cluster() as found:
        yield found


@pytest.mark.parametrize(
    ("text", "kind", "count", "address"),
    [
        ("", "here", 0, ""),
        ("local", "here", 0, ""),
        ("local:1", "processes", 1, ""),
        (" local:1024 ", "processes", 1024, ""),
        ("dask-local:4", "dask-local", 4, ""),
        ("dask://node7:8786", "dask", 0, "tcp://node7:8786"),
        ("dask://h:1", "dask", 0, "tcp://h:1"),
        ("dask+tls://[::1]:65535", "dask", 0, "tls://[::1]:65535"),
    ],
)
def test_where_pieces_go_is_read(text: str, kind: str, count: int, address: str) -> None:
    wish = parse_wish(text)
    assert (wish.kind, wish.count, wish.address) == (kind, count, address)
    assert wish.text == (text.strip() or "local")


@pytest.mark.parametrize("text", ["ray", "local:0", "local:", "dask://node", "dask://node:99999"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="dask-local:N"):
        parse_wish(text)


def test_results_come_in_order_and_workers_say_what_they_do(address: str) -> None:
    GATE.clear()
    said: dict[str, Said] = {}

    def look(seen: Seen) -> None:
        said.update(seen.said)
        if not GATE.is_set() and len(said) == 2:  # each by its address
            assert seen.finished == 0
            assert seen.text().startswith("2 workers: ")
            GATE.set()

    with open_workers(address) as workers:
        assert workers is not None
        assert workers.count == 2
        pieces = [(number,) for number in range(20)]
        found = list(in_order(workers, wait_for_the_gate, pieces, JobContext(), on_look=look))
    assert found == list(range(20))
    assert all(re.fullmatch(r"at \d+|", one.text) for one in said.values())


def test_a_shared_value_is_with_every_worker(address: str) -> None:
    with open_workers(address) as workers:
        assert workers is not None
        name = workers.share(b"12345")
        assert workers.share(b"12345") == name != workers.share(b"123456")
        assert list(in_order(workers, read_length, [(name,)] * 4, JobContext())) == [10] * 4


def test_what_a_job_shared_goes_with_it(address: str) -> None:
    with open_workers(address) as workers:
        assert workers is not None
        name = workers.share(b"12345")
        assert list(in_order(workers, read_length, [(name,)], JobContext())) == [10]
    with open_workers(address) as others:
        assert others is not None
        with pytest.raises(KeyError, match=name):
            list(in_order(others, read_length, [(name,)], JobContext()))


def test_what_a_piece_refuses_comes_back_in_its_own_words(address: str) -> None:
    with open_workers(address) as workers:
        assert workers is not None
        with pytest.raises(PictureError, match=r"two\.png: it is no picture") as caught:
            list(in_order(workers, refuse, [(1,), (2,), (3,)], JobContext()))
    assert (caught.value.name, caught.value.reason) == ("two.png", "it is no picture")


def test_a_stop_reaches_pieces_that_run(address: str) -> None:
    STARTED.clear()
    GATE.clear()
    context = JobContext(is_cancelled=STARTED.is_set)
    with open_workers(address) as workers:
        assert workers is not None
        with pytest.raises(JobCancelled):
            list(as_done(workers, wait_for_the_gate, [(1,), (2,)], context))
        # The two workers are free again, though nobody opened the gate.
        assert list(in_order(workers, square, [(3,)], JobContext())) == [9]


def test_another_version_is_refused_before_anything_runs(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_side, "__version__", "0.0.1")
    with pytest.raises(WorkersError, match=r"has 0\.0\.1, this is "), open_workers(address):
        pytest.fail("workers of another version were taken")


def test_versions_are_told_in_words() -> None:
    assert versions_differ([WorkerFacts("a:1", "0.2.0")], "0.2.0") == ""
    assert versions_differ([WorkerFacts("a:1", "0.1.0")], "0.2.0") == (
        "worker a:1 has 0.1.0, this is 0.2.0"
    )
    assert "not installed on the worker a:1" in versions_differ([WorkerFacts("a:1", "")], "0.2.0")


def test_workers_can_be_looked_at(address: str) -> None:
    found = look_at_workers(address)
    assert len(found) == 2
    assert all(worker.program and worker.memory_bytes > 0 for worker in found)


def test_nobody_at_an_address_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (the extra `cluster`)")
    from emotion_gui.core.executors import dask_workers

    monkeypatch.setattr(dask_workers, "CONNECT_S", 0.2)
    with lost_sockets(), pytest.raises(WorkersError, match="no scheduler answers"):
        look_at_workers("dask://127.0.0.1:1")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "Dask's settings name none"),
        ({"ca-file": "/nowhere.pem", "client.cert": "/nowhere.pem"}, "certificates cannot be read"),
    ],
)
def test_tls_without_certificates_is_said_in_words(settings: dict[str, str], told: str) -> None:
    dask = pytest.importorskip("dask", reason="Dask is not installed (the extra `cluster`)")
    named = {f"distributed.comm.tls.{key}": value for key, value in settings.items()}
    with dask.config.set(named), pytest.raises(WorkersError, match=told):
        look_at_workers("dask+tls://127.0.0.1:1")


def test_a_worker_without_the_program_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_side, "own_facts", no_program)
    assert [worker.program for worker in look_at_workers(address)] == ["", ""]
    with pytest.raises(WorkersError, match="is not installed on the worker"), open_workers(address):
        pytest.fail("workers without the program were taken")


def no_program() -> WorkerFacts:
    """What a worker answers that cannot even unpack the question."""
    raise ModuleNotFoundError("No module named 'emotion_gui'")


@pytest.mark.allow_errors
def test_a_scheduler_that_goes_is_said_in_words() -> None:
    STARTED.clear()
    GATE.clear()
    with small_cluster(workers=1) as address:
        from distributed import Client

        with open_workers(address) as workers:
            assert workers is not None

            def cut(seen: Seen) -> None:
                del seen
                if STARTED.is_set():
                    STARTED.clear()
                    with Client(address.replace("dask", "tcp"), set_as_default=False) as other:
                        other.run_on_scheduler(cut_the_lines)

            with pytest.raises(WorkersError, match="the scheduler is gone"):
                list(as_done(workers, wait_for_the_gate, [(1,)], JobContext(), on_look=cut))
            GATE.set()


def cut_the_lines(dask_scheduler: Any) -> None:
    for line in dask_scheduler.client_comms.values():
        line.abort()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed like this here")
def test_a_process_that_is_killed_costs_time_alone(tmp_path: Path) -> None:
    with open_workers("local:1") as workers:
        assert workers is not None
        pieces = [(tmp_path, number) for number in range(3)]
        assert list(in_order(workers, die_once, pieces, JobContext())) == [0, 1, 2]
    assert (tmp_path / "died").exists()


def test_what_workers_do_fits_a_line() -> None:
    assert Seen(0, {}).text() == Seen(7, {"a": Said("", 7)}).text() == ""
    busy = {"b": Said("epoch 2", 3), "a": Said("epoch 1"), "c": Said("", 2)}
    assert Seen(5, busy).text() == "2 workers: a epoch 1, b epoch 2 (3 done)"
    assert Seen(0, {str(n): Said("x") for n in range(9)}).text().endswith("3 x …")


def test_workers_that_are_all_gone_are_waited_for_in_words_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_order_module, "_LOOK_S", 0.001)
    times = iter(float(n) for n in range(0, 100_000, 100))
    monkeypatch.setattr(in_order_module, "now_s", lambda: next(times))
    told: list[str] = []
    with pytest.raises(
        WorkersError, match=r"no worker has been there for 1[5-8] minutes; what was"
    ):
        list(
            as_done(
                GoneWorkers(), square, [(1,)], JobContext(), on_look=lambda s: told.append(s.text())
            )
        )
    assert "no worker is there; waiting for 8 minutes more" in told
    assert told[-1] == "no worker is there; waiting for 0 minutes more"


class GoneWorkers(PickledWorkers):
    """A scheduler takes the piece, and nobody comes for it."""

    def submit(self, function: PieceFunction, *arguments: object) -> Future[Any]:
        del function, arguments
        return Future()

    def are_gone(self) -> bool:
        return True


def test_windows_has_room_for_so_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python refuses to begin more there."""
    monkeypatch.setattr(processes, "ON_WINDOWS", True)
    with processes.ProcessWorkers(1000, worker_side.JobFacts("t", "0", 1)) as workers:
        assert (workers.count, workers.place) == (61, "local:61")
