"""How long jobs run and still take, and which are listed, on a made-up clock."""

from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core.jobs import Progress
from emotion_gui.workers import task as task_module
from emotion_gui.workers.job_history import JobHistory
from emotion_gui.workers.pace import Pace
from emotion_gui.workers.task import Handlers, Summary, Task, TaskState
from emotion_gui.workers.threads import TaskThread


def ended(seconds: float, *, stream: bool = False, sums: bool = False, left: bool = False) -> Any:
    return SimpleNamespace(
        title="t",
        state=TaskState.SUCCEEDED,
        seconds=seconds,
        summary=Summary("done") if sums else None,
        sums_up=sums,
        is_stream=stream,
        abandoned=left,
        error=None,
    )


@pytest.mark.parametrize(
    ("task", "listed"),
    [
        (ended(10.0), False),
        (ended(10.1), True),
        (ended(0.1, sums=True), True),
        (ended(99.0, stream=True), False),
        (ended(0.1, stream=True, sums=True), True),
        (ended(99.0, left=True), False),
        (ended(99.0, sums=True, left=True), False),
    ],
)
def test_which_jobs_are_listed(qapp: object, task: Any, listed: bool) -> None:
    history = JobHistory()
    told: list[int] = []
    history.changed.connect(lambda: told.append(1))
    history.note_end(task)
    assert len(history.jobs) == len(told) == listed
    if listed:
        (job,) = history.jobs
        assert (job.title, job.state, job.seconds) == ("t", TaskState.SUCCEEDED, task.seconds)
        assert job.summary == task.summary


def test_the_list_holds_the_newest_fifty_first(qapp: object) -> None:
    history = JobHistory()
    for number in range(60):
        history.add(str(number), Summary("x"), seconds=number)
    assert [job.title for job in history.jobs] == [str(number) for number in range(59, 9, -1)]
    assert history.jobs[0].state is TaskState.SUCCEEDED


def test_the_speed_is_that_of_the_later_half() -> None:
    pace = Pace()
    for at_s, done in ((0.0, 0), (4.0, 1), (5.0, 2), (8.0, 8)):
        pace.take(done, at_s=at_s)
    # The later half of ten seconds begins at 5: six pieces in five seconds.
    assert pace.left_s(8, 20, now_s=10.0) == pytest.approx(12 * 5 / 6)
    # Of eight seconds at 4: seven in four.
    assert pace.left_s(8, 20, now_s=8.0) == pytest.approx(12 * 4 / 7)
    assert pace.left_s(8, 8, now_s=8.0) == 0.0
    assert pace.left_s(9, 8, now_s=8.0) == 0.0
    assert pace.left_s(8, None, now_s=8.0) is None
    # Where nothing was done in the later half, by the whole time.
    assert pace.left_s(2, 4, now_s=10.0) == pytest.approx(2 * 10 / 2)
    assert pace.left_s(0, 4, now_s=10.0) is None


def test_a_jobs_time_begins_when_it_does_and_a_pause_is_none_of_its_pace(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(task_module, "now_s", lambda: now[0])
    thread = TaskThread(lambda context: None)
    progress: list[int] = []
    handlers = Handlers(progress=lambda told: progress.append(told.done))
    task = Task(thread, title="t", exclusive=True, handlers=handlers)
    states: list[TaskState] = []
    task.state_changed.connect(lambda: states.append(task.state))
    now[0] = 130.0  # it waited
    task.pause()  # what waits cannot pause
    task.begin()
    task.begin()
    assert task.eta_s is None
    task._on_progressed(Progress(0, 10))
    now[0] = 134.0
    task._on_progressed(Progress(4, 10))
    assert task.seconds == 4.0
    assert task.eta_s == pytest.approx(6.0)
    task.pause()
    task.pause()
    assert task.eta_s is None
    assert thread.paused
    now[0] = 234.0
    task.resume()
    task.resume()
    assert not thread.paused
    assert task.eta_s == pytest.approx(6.0)
    assert states == [TaskState.RUNNING, TaskState.PAUSED, TaskState.RUNNING]
    assert progress == [0, 4]
    task.cancel()
    task.pause()
    assert thread.stopping
    assert (task.state, task.running) == (TaskState.STOPPING, True)
    task._on_cancelled()
    assert not task.running
    task.cancel()
    assert task.state is TaskState.CANCELLED
