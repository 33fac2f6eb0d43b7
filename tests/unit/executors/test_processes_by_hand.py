"""What a worker's process does with pieces and shared values, in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui import __version__
from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors import opening, processes, worker_side
from emotion_gui.core.executors.opening import look_at_workers
from emotion_gui.core.executors.worker_side import JobFacts
from emotion_gui.core.executors.workers import Said
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress

JOB = JobFacts("made-up", __version__, 1)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Workers without any process: pieces are done here, as one of them would."""
    said: list[tuple[str, Said]] = []
    monkeypatch.setattr(worker_side, "_use_threads", lambda count: None)
    monkeypatch.setattr(processes, "_known", set())
    made: Any = object.__new__(processes.ProcessWorkers)
    made._folder, made._job, made._stop = tmp_path, JOB, threading.Event()
    here = processes._Here
    monkeypatch.setattr(here, "stop", made._stop, raising=False)
    monkeypatch.setattr(here, "said", SimpleNamespace(put=said.append), raising=False)
    monkeypatch.setattr(here, "folder", tmp_path, raising=False)
    made.told = said
    yield made
    worker_side.drop_values(JOB.token)


def test_what_was_shared_is_with_a_piece_and_is_read_once(workers: Any) -> None:
    first = workers.share(b"faces")
    assert (workers._folder / first).read_bytes() == b"faces"
    assert processes._work(JOB, lambda context: worker_side.shared(first), ()) == b"faces"
    (workers._folder / first).unlink()  # it has been read
    (workers._folder / "another job-0123").write_bytes(b"not ours")
    second = workers.share(b"votes")
    found = processes._work(
        JOB, lambda more, context: worker_side.shared(first) + worker_side.shared(more), (second,)
    )
    assert found == b"facesvotes"
    with pytest.raises(KeyError):
        worker_side.shared("another job-0123")


def test_a_value_that_is_known_is_not_read_again(workers: Any) -> None:
    name = workers.share(b"faces")
    processes._work(JOB, lambda context: None, ())
    (workers._folder / name).write_bytes(b"other")  # names are of bytes: nobody writes this
    assert processes._work(JOB, lambda context: worker_side.shared(name), ()) == b"faces"


def test_a_stop_reaches_a_piece_and_its_words_come_under_its_process(workers: Any) -> None:
    def work(context: JobContext) -> None:
        context.report(Progress(0, 1, "begins"))
        workers.stop()
        context.checkpoint()

    with pytest.raises(JobCancelled):
        processes._work(JOB, work, ())
    names = {name for name, _ in workers.told}
    assert [said.text for _, said in workers.told] == ["begins", ""]
    assert len(names) == 1
    assert names.pop().isdecimal()


@pytest.mark.parametrize(
    ("wish", "asked"), [("local", False), ("local:2", False), ("dask-local:2", True)]
)
def test_dask_is_needed_by_its_own_workers_alone(
    monkeypatch: pytest.MonkeyPatch, wish: str, asked: bool
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    if asked:
        with pytest.raises(WorkersError, match="needs the packages dask"):
            look_at_workers(wish)
    else:
        (facts,) = look_at_workers(wish)
        assert (facts.name, facts.program) == ("", __version__)
