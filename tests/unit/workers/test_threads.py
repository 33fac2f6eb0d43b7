"""Threads: one outcome, ordered progress, nothing lost that matters."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers import threads
from emotion_gui.workers.threads import StreamThread, TaskThread


class Outcomes:
    """Writes down every signal of a thread in order."""

    def __init__(self, thread: TaskThread | StreamThread) -> None:
        self.seen: list[str] = []
        self.reports: list[Progress] = []
        thread.progressed.connect(self.reports.append)
        thread.succeeded.connect(lambda _: self.seen.append("succeeded"))
        thread.failed.connect(lambda _: self.seen.append("failed"))
        thread.cancelled.connect(lambda: self.seen.append("cancelled"))
        thread.ended.connect(lambda: self.seen.append("ended"))


def run_to_end(qtbot: QtBot, thread: TaskThread | StreamThread) -> Outcomes:
    outcomes = Outcomes(thread)
    with qtbot.waitSignal(thread.ended):
        thread.start()
    return outcomes


def test_a_result_arrives_in_the_gui_thread_after_the_thread_has_ended(qtbot: QtBot) -> None:
    thread = TaskThread(lambda context: threading.current_thread())
    heard: list[tuple[object, bool, bool]] = []
    here = threading.current_thread()
    thread.succeeded.connect(
        lambda result: heard.append(
            (result, threading.current_thread() is here, thread.isRunning())
        )
    )

    run_to_end(qtbot, thread)

    ((worker, in_gui_thread, still_running),) = heard
    assert worker is not here
    assert in_gui_thread
    assert not still_running


@pytest.mark.allow_errors
def test_an_exception_fails_with_the_very_exception(qtbot: QtBot) -> None:
    error = RuntimeError("torch raises this for everything")

    def job(context: JobContext) -> None:
        raise error

    thread = TaskThread(job)
    heard: list[Exception] = []
    thread.failed.connect(heard.append)

    assert run_to_end(qtbot, thread).seen == ["failed", "ended"]
    assert heard == [error]


@pytest.mark.parametrize("before_start", [True, False])
def test_cancel_ends_as_cancelled_even_before_the_start(qtbot: QtBot, before_start: bool) -> None:
    started = threading.Event()

    def job(context: JobContext) -> None:
        started.set()
        while True:
            context.checkpoint()

    thread = TaskThread(job)
    outcomes = Outcomes(thread)
    with qtbot.waitSignal(thread.ended):
        if before_start:
            thread.cancel()
        thread.start()
        if not before_start:
            assert started.wait(timeout=30)
            thread.cancel()

    assert outcomes.seen == ["cancelled", "ended"]
    assert started.is_set() is not before_start


def test_a_paused_job_waits_and_can_still_be_cancelled(qtbot: QtBot) -> None:
    first, rounds = threading.Event(), []

    def job(context: JobContext) -> None:
        while True:
            context.checkpoint()
            rounds.append(1)
            first.set()

    thread = TaskThread(job)
    thread.start()
    assert first.wait(timeout=30)
    thread.pause()
    assert thread.paused

    with qtbot.waitSignal(thread.cancelled):
        thread.cancel()


def test_plain_reports_are_thinned_but_the_last_one_comes(qtbot: QtBot) -> None:
    def job(context: JobContext) -> None:
        for done in range(1, 20_001):
            context.report(Progress(done, 20_000))

    outcomes = run_to_end(qtbot, TaskThread(job))

    assert outcomes.reports[-1] == Progress(20_000, 20_000)
    assert len(outcomes.reports) < 500
    done = [report.done for report in outcomes.reports]
    assert done == sorted(done)


def test_every_detail_comes_in_order_and_before_the_result(qtbot: QtBot) -> None:
    def job(context: JobContext) -> None:
        for epoch in range(200):
            context.report(Progress(epoch, 200))
            context.report(Progress(epoch, 200, detail={"epoch": epoch}))
            context.report(Progress(epoch, 200))

    outcomes = run_to_end(qtbot, TaskThread(job))

    details = [report.detail for report in outcomes.reports if report.detail is not None]
    assert details == [{"epoch": epoch} for epoch in range(200)]


def test_a_report_before_a_long_silence_is_not_held_back(qtbot: QtBot) -> None:
    may_end = threading.Event()

    def job(context: JobContext) -> None:
        for done in range(50):
            context.report(Progress(done, 100))
        assert may_end.wait(timeout=30)

    thread = TaskThread(job)
    outcomes = Outcomes(thread)
    thread.start()
    qtbot.waitUntil(lambda: bool(outcomes.reports) and outcomes.reports[-1].done == 49)
    with qtbot.waitSignal(thread.ended):
        may_end.set()


def test_the_mailbox_keeps_the_newest_and_counts_what_was_dropped(qtbot: QtBot) -> None:
    posted_all, may_end = threading.Event(), threading.Event()

    def job(context: JobContext, post: Callable[[object], None]) -> None:
        for frame in range(1000):
            post(frame)
        posted_all.set()
        assert may_end.wait(timeout=30)

    thread = StreamThread(job)
    arrivals: list[int] = []
    thread.arrived.connect(lambda: arrivals.append(1))
    thread.start()
    assert posted_all.wait(timeout=30)
    qtbot.waitUntil(lambda: bool(arrivals))

    assert thread.take() == 999
    assert thread.take() is None
    assert (thread.posted, thread.dropped) == (1000, 999)
    assert arrivals == [1]  # one queued event for a thousand frames
    with qtbot.waitSignal(thread.succeeded):
        may_end.set()


def test_each_emptying_of_the_mailbox_allows_one_more_signal(qtbot: QtBot) -> None:
    turn = threading.Semaphore(0)

    def job(context: JobContext, post: Callable[[object], None]) -> None:
        for frame in range(3):
            assert turn.acquire(timeout=30)
            post(frame)

    thread = StreamThread(job)
    taken: list[object] = []

    def take() -> None:
        taken.append(thread.take())
        turn.release()

    thread.arrived.connect(take)
    with qtbot.waitSignal(thread.ended):
        thread.start()
        turn.release()

    assert taken == [0, 1, 2]
    assert thread.dropped == 0


@pytest.mark.allow_errors
@pytest.mark.parametrize("outcome", ["succeeded", "failed", "cancelled"])
def test_a_job_has_one_outcome_whoever_runs_it(qtbot: QtBot, outcome: str) -> None:
    """As Qt calls it, but in this thread."""
    done: list[str] = []

    def work(context: JobContext) -> int:
        if outcome == "cancelled":
            thread.cancel()
            context.checkpoint()
        if outcome == "failed":
            raise ValueError
        done.append("work")
        return 5

    thread = TaskThread(work)
    outcomes = Outcomes(thread)
    thread.run()
    thread.deliver()
    thread.deliver()  # once is enough
    assert outcomes.seen == [outcome, "ended"]
    assert done == (["work"] if outcome == "succeeded" else [])


def test_memory_is_given_back_after_long_jobs_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    released: list[float] = []
    monkeypatch.setattr(threads, "now_s", lambda: clock[0])
    monkeypatch.setattr(threads, "release_memory", lambda: released.append(clock[0]))
    for lasts_s in (threads.LONG_JOB_S, threads.LONG_JOB_S + 1):

        def work(context: JobContext, lasts_s: float = lasts_s) -> None:
            clock[0] += lasts_s

        TaskThread(work).run()
    assert released == [2 * threads.LONG_JOB_S + 1]


def test_only_the_newest_of_several_plain_reports_waits_and_every_detail(qtbot: QtBot) -> None:
    def work(context: JobContext) -> None:
        for done in range(3):
            context.report(Progress(done, 9, "plain"))
        context.report(Progress(3, 9, "more", detail="kept"))
        context.report(Progress(4, 9, "plain"))
        context.report(Progress(5, 9, "plain"))

    thread = TaskThread(work)
    outcomes = Outcomes(thread)
    thread.run()
    thread.deliver()
    assert [one.done for one in outcomes.reports] == [2, 3, 5]


def test_a_stream_keeps_the_newest_value_and_counts_what_it_dropped(qtbot: QtBot) -> None:
    thread = StreamThread(lambda context, post: [post(k) for k in range(4)])
    arrived: list[object] = []
    thread.arrived.connect(lambda: arrived.append(True))
    thread.run()
    assert (thread._posted, thread._dropped) == (4, 3)
    assert len(arrived) == 1
    assert thread.take() == 3
    assert thread.take() is None


def test_a_paused_job_that_is_cancelled_waits_no_longer(qapp: object) -> None:
    thread = TaskThread(lambda context: None)
    thread.pause()
    assert (thread.paused, thread.stopping) == (True, False)
    thread.cancel()
    assert (thread.paused, thread.stopping) == (False, True)
