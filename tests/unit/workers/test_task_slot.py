"""A slot holds one job and says whether it is busy."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import LatestJobs, TaskLine, TaskSlot


class Gate:
    """Waits until it may end, then answers."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.may_end = threading.Event()

    def __call__(self, context: JobContext) -> str:
        while not self.may_end.wait(timeout=0.01):
            context.checkpoint()
        return self.answer


def _fail(context: JobContext) -> str:
    raise ValueError("wrong")


def test_a_newer_job_replaces_the_older_one(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, got = TaskSlot(tasks), []
    old, new = Gate("old"), Gate("new")
    assert slot.start(old, "old", got.append)
    assert slot.start(new, "new", got.append)
    old.may_end.set()
    new.may_end.set()
    qtbot.waitUntil(lambda: not tasks.tasks)
    assert got == ["new"]


def test_a_slot_may_refuse_while_it_is_busy(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, got = TaskSlot(tasks, when_busy="refuse", exclusive=True), []
    first = Gate("first")
    assert slot.start(first, "first", got.append)
    assert not slot.start(Gate("second"), "second", got.append)
    assert slot.task is not None
    assert slot.task.exclusive
    first.may_end.set()
    qtbot.waitUntil(lambda: not slot.busy)
    qtbot.waitUntil(lambda: got == ["first"])
    assert slot.task is None


def test_changed_tells_of_the_begin_and_the_end(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, seen = TaskSlot(tasks), []
    slot.changed.connect(lambda: seen.append(slot.busy))
    gate = Gate("done")
    slot.start(gate, "job", lambda _: seen.append("answer"))
    gate.may_end.set()
    qtbot.waitUntil(lambda: "answer" in seen)
    assert seen == [True, False, "answer"]


def test_a_handler_may_start_the_next_job(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, got = TaskSlot(tasks, when_busy="refuse"), []
    gates = [Gate("one"), Gate("two")]
    for gate in gates:
        gate.may_end.set()
    slot.start(
        gates[0], "one", lambda one: (got.append(one), slot.start(gates[1], "two", got.append))
    )
    qtbot.waitUntil(lambda: got == ["one", "two"])


def test_a_stopped_job_calls_nobody(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, got = TaskSlot(tasks), []
    gate = Gate("late")
    slot.start(gate, "job", got.append, on_cancel=lambda: got.append("cancelled"))
    slot.stop()
    assert not slot.busy
    gate.may_end.set()
    qtbot.waitUntil(lambda: not tasks.tasks)
    assert got == []


def test_a_cancelled_job_says_so(qtbot: QtBot, tasks: TaskManager) -> None:
    slot, got = TaskSlot(tasks), []
    slot.start(Gate("never"), "job", got.append, on_cancel=lambda: got.append("cancelled"))
    slot.cancel()
    qtbot.waitUntil(lambda: got == ["cancelled"])
    assert not slot.busy


@pytest.mark.allow_errors
def test_failures_go_to_one_place_unless_a_start_takes_its_own(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    told, own, banners = [], [], []
    tasks.failed_unhandled.connect(lambda _, error: banners.append(error))
    TaskSlot(tasks, on_failure=told.append).start(_fail, "a", print)
    qtbot.waitUntil(lambda: len(told) == 1)
    kept = TaskSlot(tasks, on_failure=told.append)
    kept.start(_fail, "b", print, on_failure=own.append)
    qtbot.waitUntil(lambda: len(own) == 1)
    bare = TaskSlot(tasks)
    bare.start(_fail, "c", print)
    qtbot.waitUntil(lambda: len(banners) == 1)
    assert len(told) == 1


def test_latest_jobs_keep_one_of_a_name(qtbot: QtBot, tasks: TaskManager) -> None:
    got: list[str] = []
    jobs = LatestJobs(tasks, lambda error: got.append(str(error)))
    gates = [Gate("old"), Gate("new"), Gate("other")]
    jobs.start("count", gates[0], "", got.append)
    jobs.start("count", gates[1], "", got.append)
    jobs.start("else", gates[2], "", got.append)
    jobs.stop("never started")
    for gate in gates:
        gate.may_end.set()
    qtbot.waitUntil(lambda: not tasks.tasks)
    assert sorted(got) == ["new", "other"]


@pytest.mark.allow_errors
def test_a_line_runs_every_job_in_its_turn(qtbot: QtBot, tasks: TaskManager) -> None:
    got: list[object] = []
    line = TaskLine(tasks, on_failure=lambda error: got.append(str(error)))
    first, second = Gate("first"), Gate("second")
    line.start(first, "first", got.append)
    line.start(_fail, "broken", got.append)
    line.start(second, "second", got.append)
    second.may_end.set()
    assert len(tasks.tasks) == 1
    first.may_end.set()
    qtbot.waitUntil(lambda: len(got) == 3)
    assert got == ["first", "wrong", "second"]


def test_a_line_that_changes_the_workspace_waits_for_others_that_do(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    got: list[object] = []
    other = Gate("other")
    TaskSlot(tasks, exclusive=True).start(other, "other", got.append)
    line = TaskLine(tasks, on_failure=got.append, exclusive=True)
    line.start(lambda context: "mine", "mine", got.append)
    assert [task.exclusive for task in tasks.tasks] == [True, True]
    other.may_end.set()
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == ["other", "mine"]


def test_a_line_goes_on_behind_a_cancelled_job(qtbot: QtBot, tasks: TaskManager) -> None:
    got: list[object] = []
    line = TaskLine(tasks, on_failure=got.append)
    second = Gate("second")
    line.start(Gate("first"), "first", got.append)
    line.start(second, "second", got.append)
    second.may_end.set()
    tasks.tasks[0].cancel()
    qtbot.waitUntil(lambda: got == ["second"])


@pytest.mark.allow_errors
def test_a_line_outlives_whoever_asked(qtbot: QtBot, tasks: TaskManager) -> None:
    """What a person asked for is done, and its end is told to nobody who is gone."""
    asker, keeper = QObject(), QObject()
    done: list[str] = []
    told: list[object] = []
    failed: list[str] = []
    gone: list[bool] = []
    may_end = threading.Event()

    def first(context: JobContext) -> None:
        may_end.wait()
        done.append("first")

    line = TaskLine(tasks, on_failure=told.append, parent=asker)
    line.start(first, "first", told.append)
    line.start(_fail, "second", told.append)
    line.start(lambda context: done.append("third"), "third", told.append)
    line.destroyed.connect(lambda: gone.append(True))
    line.outlive(keeper, lambda error: failed.append(str(error)))
    shiboken6.delete(asker)
    may_end.set()
    qtbot.waitUntil(lambda: bool(gone))
    assert (done, told, len(failed)) == (["first", "third"], [], 1)


def test_a_line_without_jobs_goes_with_whoever_asked(qtbot: QtBot, tasks: TaskManager) -> None:
    keeper, gone = QObject(), []
    line = TaskLine(tasks, on_failure=gone.append)
    line.destroyed.connect(lambda: gone.append(True))
    line.outlive(keeper, gone.append)
    qtbot.waitUntil(lambda: gone == [True])


def test_jobs_that_change_the_workspace_do_not_replace_each_other(
    qtbot: QtBot, tasks: TaskManager
) -> None:
    with pytest.raises(ValueError, match="do not replace"):
        TaskSlot(tasks, when_busy="replace", exclusive=True)
    slot, may_end = TaskSlot(tasks, exclusive=True), threading.Event()
    got: list[object] = []
    assert slot.start(lambda context: may_end.wait(), "first", got.append)
    assert not slot.start(lambda context: None, "second", got.append)
    may_end.set()
    qtbot.waitUntil(lambda: got == [True])
