"""The line of films: one after the other here, all that wait at once on workers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from helpers.clusters import PickledWorkers
from helpers.fake_sources import write_video
from helpers.pruning import random_network

from emotion_gui.core.executors import opening
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, queue_film
from emotion_gui.ui.pages.review import queue as queue_module
from emotion_gui.ui.pages.review.films import FilmsCard
from emotion_gui.ui.pages.review.queue import AnalysisQueue
from emotion_gui.workers.task_manager import TaskManager

ELSEWHERE = "dask-local:2"


@pytest.fixture
def rows(workspace: Workspace, tmp_path: Path) -> list[SessionRow]:
    network = NetworkSpec(((4,), (6,)), (True, True))
    model = tmp_path / "m.safetensors"
    save_checkpoint(model, random_network(network), CheckpointInfo(spec=network))
    request = AnalyseRequest(model=model, detector="none", engine="torch")
    pictures = np.random.default_rng(5).integers(0, 256, (3, 3, 48, 64, 3), dtype=np.uint8)
    films = [write_video(tmp_path / f"{n}.avi", list(each)) for n, each in enumerate(pictures)]
    return [queue_film(workspace, film, request) for film in films]


@pytest.fixture
def queue(qapp, workspace: Workspace, tasks: TaskManager) -> AnalysisQueue:
    return AnalysisQueue(workspace, tasks, qapp, executor=lambda: ELSEWHERE)


def test_workers_read_all_films_that_wait_as_one_job(
    qtbot,
    queue: AnalysisQueue,
    rows: list[SessionRow],
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers = PickledWorkers()

    @contextmanager
    def opened(executor: str) -> Iterator[PickledWorkers]:
        assert executor == ELSEWHERE
        yield workers

    monkeypatch.setattr(opening, "open_workers", opened)
    told: list[int] = []
    queue.finished.connect(told.append)
    queue.add(rows)
    assert queue.on_workers
    assert all(queue.reads(row.session_id) for row in rows)
    qtbot.waitUntil(lambda: queue.task is None)
    assert sorted(told) == [row.session_id for row in rows]
    assert all(row.is_ready for row in workspace.sessions())
    assert workers.done == 3


def test_films_left_when_the_window_was_closed_go_on_with_one_click(
    qtbot, rows: list[SessionRow], workspace: Workspace, tasks: TaskManager, qapp
) -> None:
    """Stopped, broken off and waiting ones, the oldest first; not what nobody could read."""
    states = (SessionState.STOPPED, SessionState.INTERRUPTED, SessionState.FAILED)
    for row, state in zip(rows, states, strict=True):
        workspace.change_session(row.session_id, state=state)
    queue = AnalysisQueue(workspace, tasks, qapp)
    card = FilmsCard(queue)
    qtbot.addWidget(card)
    card.show_rows(tuple(reversed(workspace.sessions())))
    told: list[int] = []
    queue.finished.connect(told.append)
    assert card.all_button.text() == "Go on with all 2"
    card.all_button.click()
    assert card.all_button.isHidden()
    qtbot.waitUntil(lambda: queue.task is None)
    assert told == [row.session_id for row in rows[:2]]


def test_a_film_taken_out_of_the_line_does_not_wait_any_more(
    qtbot, rows: list[SessionRow], workspace: Workspace, tasks: TaskManager, qapp
) -> None:
    queue = AnalysisQueue(workspace, tasks, qapp)
    card = FilmsCard(queue)
    qtbot.addWidget(card)
    card.show_rows(tuple(reversed(workspace.sessions())))
    queue.add(rows)
    queue.pause(paused=True)
    card.select(rows[2].session_id)
    assert "waits its turn" in card.list.item(0).text()
    card.stop_button.click()
    assert "not read yet" in card.list.item(0).text()
    queue.pause(paused=False)
    qtbot.waitUntil(lambda: queue.task is None)
    states = [row.state for row in workspace.sessions()]
    assert states == [SessionState.READY, SessionState.READY, SessionState.WAITING]


def test_one_film_is_stopped_and_the_others_go_on(
    qtbot, queue: AnalysisQueue, rows: list[SessionRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []

    def analyse_sessions(
        workspace: Workspace, rows: Sequence[SessionRow], context: JobContext, *, executor: str
    ) -> list[SessionRow]:
        del workspace, executor
        asked.append([row.session_id for row in rows])
        if len(asked) == 1:
            while True:  # until the stop
                context.checkpoint()
        return list(rows)

    monkeypatch.setattr(queue_module, "analyse_sessions", analyse_sessions)
    numbers = [row.session_id for row in rows]
    queue.add(rows)
    qtbot.waitUntil(lambda: len(asked) == 1)
    queue.cancel(numbers[1])
    qtbot.waitUntil(lambda: queue.task is None and len(asked) == 2)
    assert asked == [numbers, [numbers[0], numbers[2]]]
