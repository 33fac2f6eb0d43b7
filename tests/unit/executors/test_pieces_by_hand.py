"""Pieces on made-up workers: how many are under way, what is done again, what is told, and when."""

import sys
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest
import torch

from emotion_gui import __version__
from emotion_gui.core.errors import ConfigError, WorkersError
from emotion_gui.core.executors import in_order as in_order_module
from emotion_gui.core.executors import worker_side
from emotion_gui.core.executors.in_order import as_done, in_order
from emotion_gui.core.executors.shard import Shard, shards_of
from emotion_gui.core.executors.wish import parse_wish
from emotion_gui.core.executors.worker_side import JobFacts, made_once, read_shared
from emotion_gui.core.executors.workers import Said, Seen, WorkerFacts, shared_name, versions_differ
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress


class Desk:
    """Workers that end a piece when a test says so, from whichever end of the line."""

    place = "desk"

    def __init__(self, count: int = 1, *, newest_first: bool = False) -> None:
        self.count, self.newest_first = count, newest_first
        self.given: list[tuple[Any, ...]] = []
        self.open: list[tuple[Future[Any], tuple[Any, ...]]] = []
        self.most = self.stops = 0
        self.gone = False
        self.breaks: dict[int, int] = {}  # piece -> how many times its worker dies

    def submit(self, function: Any, *arguments: object) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append(arguments)
        self.open.append((future, arguments))
        self.most = max(self.most, len(self.open))
        return future

    def said(self) -> dict[str, Said]:
        """Asked once a look: then the next piece ends."""
        return {}

    def are_gone(self) -> bool:
        if self.open:
            future, (number, *_) = self.open.pop(-1 if self.newest_first else 0)
            if self.breaks.get(number, 0) > 0:
                self.breaks[number] -= 1
                future.set_exception(BrokenExecutor())
            else:
                future.set_result(10 * number)
        return self.gone

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def stop(self) -> None:
        self.stops += 1


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order_module, "_LOOK_S", 0.001)
    monkeypatch.setattr(torch, "set_num_threads", nothing)  # they stay as they are


def pieces(count: int) -> list[tuple[int]]:
    return [(k,) for k in range(count)]


def nothing(*arguments: object) -> None:
    pass


@pytest.mark.parametrize("count", [1, 3])
def test_four_pieces_a_worker_are_under_way(count: int) -> None:
    desk: Any = Desk(count)
    found = list(as_done(desk, nothing, pieces(20), JobContext()))
    assert found == [(k, 10 * k) for k in range(20)]
    assert desk.most == 4 * count
    assert desk.given == pieces(20)
    assert desk.stops == 0
    assert list(as_done(desk, nothing, [], JobContext())) == []


def test_pieces_that_wait_for_an_earlier_one_count_as_under_way() -> None:
    desk: Any = Desk(2, newest_first=True)
    read: list[int] = []

    def counted() -> Any:
        for k in range(30):
            read.append(k)
            yield (k,)

    found = in_order(desk, nothing, counted(), JobContext())
    assert next(found) == 0
    assert len(read) == 8  # the first one came last of the eight
    assert list(found) == [10 * k for k in range(1, 30)]


def test_what_is_held_keeps_new_pieces_back() -> None:
    desk: Any = Desk(1)
    list(as_done(desk, nothing, pieces(9), JobContext(), held=lambda: 2))
    assert desk.most == 2


def test_it_is_told_how_many_are_finished() -> None:
    desk: Any = Desk(1)
    told: list[Seen] = []
    list(as_done(desk, nothing, pieces(3), JobContext(), on_look=told.append))
    finished = [seen.finished for seen in told]
    assert finished == sorted(finished)
    assert set(finished) == {0, 1, 2}
    assert {(seen.waiting_s, seen.patience_s) for seen in told} == {(0.0, 900.0)}


@pytest.mark.parametrize(("deaths", "given"), [(0, 3), (1, 4), (11, 14)])
def test_a_piece_whose_worker_died_is_given_out_again(deaths: int, given: int) -> None:
    desk: Any = Desk(1)
    desk.breaks[1] = deaths
    assert list(in_order(desk, nothing, pieces(3), JobContext())) == [0, 10, 20]
    assert len(desk.given) == given
    assert desk.given.count((1,)) == 1 + deaths


def test_a_piece_costs_twelve_workers_at_most() -> None:
    desk: Any = Desk(1)
    desk.breaks[1] = 12
    with pytest.raises(WorkersError, match="12 workers died over one piece"):
        list(in_order(desk, nothing, pieces(3), JobContext()))
    assert desk.given.count((1,)) == 12
    assert desk.stops == 1
    assert all(future.cancelled() for future, _ in desk.open)


def test_a_stop_is_told_to_the_workers() -> None:
    desk: Any = Desk(1)
    context = JobContext(is_cancelled=lambda: len(desk.given) > 4)
    with pytest.raises(JobCancelled):
        list(as_done(desk, nothing, pieces(9), context))
    assert desk.stops == 1
    assert all(future.cancelled() for future, _ in desk.open)


def test_who_has_all_results_stops_nobody() -> None:
    desk: Any = Desk(1)
    found = as_done(desk, nothing, pieces(1), JobContext())
    assert next(found) == (0, 0)
    found.close()
    assert desk.stops == 0


def test_absence_is_told_from_five_seconds_on_and_ends_after_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk: Any = Desk(1)
    now = [100.0]
    monkeypatch.setattr(in_order_module, "now_s", lambda: now[0])
    absence = in_order_module._Absence(desk)
    assert absence.waited_s() == 0.0
    desk.gone = True
    told = []
    for moment in (200.0, 205.0, 205.5, 300.0):
        now[0] = moment
        told.append(absence.waited_s())
    assert told == [0.0, 0.0, 5.5, 100.0]
    desk.gone = False
    assert absence.waited_s() == 0.0
    desk.gone = True  # begins anew
    now[0] = 1000.0
    assert absence.waited_s() == 0.0
    now[0] = 1900.0
    assert absence.waited_s() == 900.0
    now[0] = 1900.1
    with pytest.raises(WorkersError, match="for 15 minutes"):
        absence.waited_s()


def test_what_is_said_of_workers() -> None:
    busy = {str(k): Said("x", k) for k in range(5)}
    assert Seen(0, busy).text() == "5 workers: 0 x, 1 x (1 done), 2 x (2 done), 3 x (3 done) …"
    assert Seen(0, {"a": Said("x")}).text() == "1 worker: a x"
    four = {str(k): Said("x") for k in range(4)}
    assert Seen(0, four).text() == "4 workers: 0 x, 1 x, 2 x, 3 x"
    assert Seen(0, four).text(most=1) == "4 workers: 0 x …"
    assert Seen(0, four, 60.0, 900.0).text() == "no worker is there; waiting for 14 minutes more"
    assert Seen(0, four, 999.0, 900.0).text().endswith("for 0 minutes more")


def test_versions_must_be_the_same_everywhere() -> None:
    good, old, none = (WorkerFacts("w", version) for version in ("2", "1", ""))
    assert versions_differ([good, good], "2") == ""
    assert versions_differ([good, old], "2") == "worker w has 1, this is 2"
    assert versions_differ([none, old], "2").startswith("the program is not installed")
    assert versions_differ([], "2") == ""


def test_a_shared_value_has_a_name_of_its_job_and_its_bytes() -> None:
    name = shared_name("token", b"value")
    assert name.startswith("token-")
    assert len(name) == len("token-") + 24
    assert name == shared_name("token", b"value")
    assert len({name, shared_name("other", b"value"), shared_name("token", b"values")}) == 3


def job(token: str = "by hand", *, version: str = __version__, threads: int = 1) -> JobFacts:
    return JobFacts(token, version, threads)


@pytest.mark.parametrize("more", [0, 1])
def test_a_piece_has_the_threads_of_its_job(monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    told: list[int] = []
    monkeypatch.setattr(torch, "set_num_threads", told.append)
    threads = torch.get_num_threads() + more
    before = worker_side.work(
        job(threads=threads), lambda context: list(told), (), nothing, lambda: False
    )
    assert before == told == [threads] * more


def test_a_worker_says_what_it_does_once_a_second_and_when_it_is_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [50.0]
    monkeypatch.setattr(worker_side, "now_s", lambda: now[0])
    said: list[Said] = []

    def work(text: str, context: JobContext) -> str:
        for moment, words in ((50.0, "a"), (50.9, "b"), (51.0, ""), (51.0, "c"), (51.5, "d")):
            now[0] = moment
            context.report(Progress(0, 1, words and f"{text} {words}"))
        return text

    token = "said by hand"
    for number in (0, 1):
        said.clear()
        found = worker_side.work(job(token), work, ("x",), said.append, lambda: False)
        assert found == "x"
        assert said == [Said("x a", number), Said("x c", number), Said("", number + 1)]


def test_a_silent_piece_and_one_that_fails() -> None:
    said: list[Said] = []
    token = "silent by hand"
    assert worker_side.work(job(token), lambda context: 5, (), said.append, lambda: False) == 5
    assert said == []

    def fail(context: JobContext) -> None:
        context.report(Progress(0, 1, "begins"))
        raise ValueError

    with pytest.raises(ValueError):
        worker_side.work(job(token), fail, (), said.append, lambda: False)
    assert said == [Said("begins", 1), Said("", 1)]  # what failed is not finished
    with pytest.raises(JobCancelled):
        worker_side.work(
            job(token), lambda context: context.checkpoint(), (), said.append, lambda: True
        )
    with pytest.raises(WorkersError, match="this is 0"):
        worker_side.work(job(version="0"), lambda context: 5, (), said.append, lambda: False)


def test_a_stop_is_of_one_job() -> None:
    worker_side.stop_job("this job by hand")
    assert worker_side.is_stopped("this job by hand")
    assert not worker_side.is_stopped("another job by hand")


def test_values_are_read_once_and_go_with_their_job() -> None:
    made: list[bytes] = []

    def reader(value: bytes) -> int:
        made.append(value)
        return len(value)

    worker_side.keep_value("hand-1", b"abc")
    worker_side.keep_value("other-1", b"abcd")
    assert [read_shared(key, reader) for key in ("hand-1", "hand-1", "other-1")] == [3, 3, 4]
    assert made == [b"abc", b"abcd"]
    assert made_once(divmod, 7, 2) == (3, 1)
    worker_side.drop_values("hand-")
    with pytest.raises(KeyError):
        read_shared("hand-1", reader)
    assert worker_side.shared("other-1") == b"abcd"
    worker_side.drop_values("other-")


def test_memory_of_this_process_is_what_the_system_says() -> None:
    status = Path("/proc/self/status")
    if not status.is_file():
        pytest.skip("no /proc here")
    held = worker_side.memory_bytes()
    (line,) = (line for line in status.read_text("ascii").splitlines() if line.startswith("VmRSS"))
    assert held == pytest.approx(1024 * int(line.split()[1]), rel=0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="it is asked otherwise there")
def test_memory_that_is_not_told_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ("", "7", "a b"):
        monkeypatch.setattr(Path, "read_text", lambda *arguments, words=words: words)
        assert worker_side.memory_bytes() == 0


@pytest.mark.parametrize("text", ["local:0", "local:1025", "dask://h:0", "dask://h:65536", "x:3"])
def test_nowhere(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_wish(text)


@pytest.mark.parametrize("of", [1, 3, 7])
def test_places_of_shards(of: int) -> None:
    parts = [list(Shard(number, of).places(7)) for number in range(1, of + 1)]
    assert sorted(place for part in parts for place in part) == list(range(7))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    for number, part in enumerate(parts, start=1):
        assert shards_of(part[:1], 7, of) == [number]
    assert shards_of([0, 6], 7, of) == sorted({1, of})
    assert shards_of([], 7, of) == []


def test_a_shard_is_read_and_told() -> None:
    assert Shard.parse(" 3/8 ") == Shard(3, 8)
    assert (str(Shard(3, 8)), Shard.parse("8/8")) == ("shard 3 of 8", Shard(8, 8))
    for text in ("0/8", "9/8", "3", "3/8/2", "-1/8"):
        with pytest.raises(ConfigError):
            Shard.parse(text)
