"""The task manager: order, handlers, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers import task as task_module
from emotion_gui.workers.task import TaskState
from emotion_gui.workers.task_manager import TaskManager


class Gate:
    """A job that says when it runs and waits until it may end."""

    def __init__(self) -> None:
        self.running, self.may_end = threading.Event(), threading.Event()

    def __call__(self, context: JobContext) -> str:
        self.running.set()
        while not self.may_end.wait(timeout=0.01):
            context.checkpoint()
        return "done"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def on_success(self, result: object) -> None:
        self.got.append(result)


def test_exclusive_tasks_run_one_after_the_other_in_order(qtbot: QtBot, tasks: TaskManager) -> None:
    first, second, beside = Gate(), Gate(), Gate()
    one = tasks.start(first, title="one")
    two = tasks.start(second, title="two")
    three = tasks.start(beside, title="three", exclusive=False)

    assert first.running.wait(timeout=30)
    assert beside.running.wait(timeout=30)
    assert (one.state, two.state) == (TaskState.RUNNING, TaskState.QUEUED)
    assert tasks.exclusive_task is one
    assert not second.running.is_set()

    with qtbot.waitSignal(one.ended):
        first.may_end.set()
    assert second.running.wait(timeout=30)
    assert tasks.exclusive_task is two
    with qtbot.waitSignals([two.ended, three.ended]):
        second.may_end.set()
        beside.may_end.set()
    assert tasks.tasks == ()


def test_a_waiting_task_that_is_cancelled_never_runs(qtbot: QtBot, tasks: TaskManager) -> None:
    first, second = Gate(), Gate()
    one = tasks.start(first, title="one")
    two = tasks.start(second, title="two")

    with qtbot.waitSignal(two.ended):
        two.cancel()

    assert not second.running.is_set()
    assert one.state is TaskState.RUNNING
    with qtbot.waitSignal(one.ended):
        first.may_end.set()


def test_the_handler_may_start_the_next_exclusive_task(qtbot: QtBot, tasks: TaskManager) -> None:
    started = []

    def next_one(result: int) -> None:
        started.append(tasks.start(lambda context: result + 1, title="two"))

    with qtbot.waitSignal(tasks.start(lambda context: 1, title="one", on_success=next_one).ended):
        pass
    qtbot.waitUntil(lambda: started[0].state is TaskState.SUCCEEDED)
    assert tasks.tasks == ()


def test_an_abandoned_task_calls_nobody(qtbot: QtBot, tasks: TaskManager) -> None:
    receiver, gate = Receiver(), Gate()
    task = tasks.start(gate, title="preview", exclusive=False, on_success=receiver.on_success)
    assert gate.running.wait(timeout=30)

    with qtbot.waitSignal(task.ended):
        gate.may_end.set()
        task.abandon()

    assert receiver.got == []


def test_a_deleted_receiver_is_not_called(qtbot: QtBot, tasks: TaskManager) -> None:
    import shiboken6

    receiver, gate = Receiver(), Gate()
    task = tasks.start(gate, title="page", exclusive=False, on_success=receiver.on_success)
    assert gate.running.wait(timeout=30)
    shiboken6.delete(receiver)

    with qtbot.waitSignal(task.ended):
        gate.may_end.set()

    assert receiver.got == []


@pytest.mark.allow_errors
def test_a_failure_without_a_handler_is_told_to_the_window(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    def job(context: JobContext) -> None:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.failed_unhandled) as told:
        task = tasks.start(job, title="broken")
    assert told.args[0] is task
    assert str(told.args[1]) == "no"

    with qtbot.assertNotEmitted(tasks.failed_unhandled):
        heard: list[Exception] = []
        task = tasks.start(job, title="broken", on_failure=heard.append)
        qtbot.waitUntil(lambda: len(heard) == 1)


def test_eta_follows_the_speed_and_rests_during_a_pause(qtbot: QtBot, tasks: TaskManager) -> None:
    go_on, may_end = threading.Event(), threading.Event()

    def job(context: JobContext) -> None:
        context.report(Progress(0, 10))
        assert go_on.wait(timeout=30)
        context.report(Progress(5, 10))
        assert may_end.wait(timeout=30)

    task = tasks.start(job, title="train")
    qtbot.waitUntil(lambda: task.progress is not None)
    assert task.eta_s is None
    with qtbot.waitSignal(tasks.progressed) as told:
        go_on.set()
    assert told.args == [task]
    assert task.eta_s is not None
    assert task.eta_s >= 0
    task.pause()
    assert task.state is TaskState.PAUSED
    assert task.eta_s is None
    task.resume()
    assert task.state is TaskState.RUNNING
    with qtbot.waitSignal(task.ended):
        may_end.set()


def test_the_time_that_is_left_counts_no_pause(
    qtbot: QtBot, tasks: TaskManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(task_module, "now_s", clock)
    gates = [threading.Event() for _ in range(3)]

    def job(context: JobContext) -> None:
        for done, gate in enumerate(gates):
            context.report(Progress(5 * done, 10))
            assert gate.wait(timeout=30)

    task = tasks.start(job, title="train")
    qtbot.waitUntil(lambda: task.progress is not None)
    clock.now += 20.0
    with qtbot.waitSignal(task.progressed):
        gates[0].set()
    assert task.eta_s == pytest.approx(20.0)
    task.pause()
    clock.now += 10_000.0
    task.resume()
    assert task.eta_s == pytest.approx(20.0)
    assert task.seconds == pytest.approx(10_020.0)
    task.cancel()
    with qtbot.waitSignal(task.ended):
        for gate in gates:
            gate.set()


def test_of_several_that_wait_one_begins_when_its_turn_comes(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    first, second, third = Gate(), Gate(), Gate()
    one = tasks.start(first, title="one")
    two = tasks.start(second, title="two")
    three = tasks.start(third, title="three")
    assert first.running.wait(timeout=30)
    with qtbot.waitSignal(one.ended):
        first.may_end.set()
    assert (two.state, three.state) == (TaskState.RUNNING, TaskState.QUEUED)
    assert tasks.exclusive_task is two
    with qtbot.waitSignal(two.ended):
        second.may_end.set()
    assert three.state is TaskState.RUNNING
    with qtbot.waitSignal(three.ended):
        third.may_end.set()


def test_stop_all_cancels_runs_handlers_and_refuses_later_jobs(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    gate, late, waiting = Gate(), Gate(), Gate()
    cancelled: list[str] = []
    tasks.start(gate, title="one", on_cancel=lambda: cancelled.append("one"))
    tasks.start(waiting, title="two", on_cancel=lambda: cancelled.append("two"))
    assert gate.running.wait(timeout=30)

    assert tasks.stop_all(timeout_s=5)

    assert cancelled == ["one", "two"]
    assert not waiting.running.is_set()
    task = tasks.start(late, title="late")
    qtbot.waitUntil(lambda: task.state is TaskState.CANCELLED, timeout=20_000)
    assert not late.running.is_set()


def test_stop_all_says_when_a_thread_does_not_answer(qtbot: QtBot, tasks: TaskManager) -> None:
    started, may_end = threading.Event(), threading.Event()

    def deaf(context: JobContext) -> None:
        started.set()
        assert may_end.wait(timeout=30)

    tasks.start(deaf, title="driver")
    assert started.wait(timeout=30)

    assert not tasks.stop_all(timeout_s=0.05)

    may_end.set()
    assert tasks.stop_all(timeout_s=5)


def test_a_stream_hands_over_the_newest_value(qtbot: QtBot, tasks: TaskManager) -> None:
    def job(context: JobContext, post: Callable[[object], None]) -> None:
        frame = 0
        while True:
            context.checkpoint()
            post(frame)
            frame += 1

    frames: list[object] = []
    stream = tasks.start_stream(job, title="Camera on", on_arrival=frames.append)
    qtbot.waitUntil(lambda: len(frames) >= 5)
    with qtbot.waitSignal(stream.ended):
        stream.cancel()

    assert frames == sorted(frames)  # type: ignore[type-var]
    assert stream.posted >= stream.dropped + len(frames)
    assert not stream.exclusive, "jobs that change the workspace do not wait for a camera"


def test_many_streams_start_and_stop_without_a_leak(qtbot: QtBot, tasks: TaskManager) -> None:
    def job(context: JobContext, post: Callable[[object], None]) -> None:
        while True:
            context.checkpoint()
            post(object())

    for _ in range(30):
        stream = tasks.start_stream(job, title="Camera on", on_arrival=lambda value: None)
        with qtbot.waitSignal(stream.ended):
            stream.cancel()
    assert tasks.tasks == ()


def test_an_abandoned_job_may_fail_without_a_word(
    qtbot: QtBot, tasks: TaskManager, caplog: pytest.LogCaptureFixture
) -> None:
    started, may_fail = threading.Event(), threading.Event()

    def reads_what_is_gone(context: JobContext) -> None:
        started.set()
        assert may_fail.wait(timeout=30)
        raise LookupError

    task = tasks.start(reads_what_is_gone, title="old preview")
    assert started.wait(timeout=30)
    with qtbot.waitSignal(task.ended), qtbot.assertNotEmitted(tasks.failed_unhandled):
        task.abandon()
        may_fail.set()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
