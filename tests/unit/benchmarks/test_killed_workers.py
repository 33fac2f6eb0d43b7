"""Workers of a cluster that are killed, made up: what is counted as lost, and when it ends."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core.benchmarks import cluster
from emotion_gui.core.jobs import JobCancelled, JobContext


class Victims:
    """Workers of one process that nobody must really end."""

    def everywhere(self, function: Any) -> list[int]:
        assert function is os.getpid
        return [4242, 4243]


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Who was killed; the first time nobody is there any more."""
    found: list[int] = []
    tries: list[int] = []

    def kill(process: int, signal: int) -> None:
        assert signal == cluster._KILL
        tries.append(process)
        if len(tries) == 1:
            raise ProcessLookupError
        found.append(process)

    @contextlib.contextmanager
    def opened(wish: str) -> Iterator[Victims]:
        assert wish == "dask-local:2"
        yield Victims()

    monkeypatch.setattr(cluster, "open_workers", opened)
    monkeypatch.setattr(cluster, "os", SimpleNamespace(kill=kill, getpid=os.getpid))
    monkeypatch.setattr(cluster, "_KILLED_EVERY_S", 0.001)
    return found


def face(pixels: bytes) -> Any:
    return SimpleNamespace(sample=SimpleNamespace(source="a.jpg", pixel_hash=pixels))


@pytest.mark.parametrize("fault", ["", "other pixels", "left out"])
def test_pieces_while_workers_are_killed(
    monkeypatch: pytest.MonkeyPatch, killed: list[int], fault: str
) -> None:
    made: list[int] = []

    def make(*given: object) -> Any:
        made.append(1)
        wrong = fault == "other pixels" and len(made) == 3
        return [[face(b"2" if wrong else b"1")], [face(b"3")]]

    def done(workers: Any, function: Any, pieces: Any, context: JobContext) -> Iterator[Any]:
        for number, piece in pieces:
            if fault != "left out" or number != 2:
                yield function(number, piece, context)

    monkeypatch.setattr(cluster, "make_piece", make)
    monkeypatch.setattr(cluster, "in_order", done)
    found = cluster._killed((), JobContext())  # type: ignore[arg-type]
    assert killed == [4242] * 3
    came = len(made) - 1  # one more was made here, to compare with
    assert found.conditions.startswith(f"{came} pieces on dask-local:2, 3 times one was killed")
    assert came >= cluster._PIECES - 1
    # Whatever comes behind one that was left out stands in the wrong place.
    assert found.value == {"": 0, "other pixels": 1, "left out": came - 2}[fault]
    assert (found.name, found.met) == ("cluster_killed", not fault)


def test_a_stop_ends_the_killing(monkeypatch: pytest.MonkeyPatch, killed: list[int]) -> None:
    def stopped(workers: Any, function: Any, pieces: Any, context: JobContext) -> Iterator[Any]:
        raise JobCancelled
        yield

    monkeypatch.setattr(cluster, "_KILLED_EVERY_S", 60.0)
    monkeypatch.setattr(cluster, "in_order", stopped)
    before = threading.active_count()
    with pytest.raises(JobCancelled):
        cluster._killed((), JobContext())  # type: ignore[arg-type]
    assert killed == []
    assert threading.active_count() == before


def test_a_piece_is_twelve_photographs_in_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[dict[str, int]] = []

    def write(folder: Path, **how: int) -> list[Path]:
        asked.append({key: how[key] for key in ("count", "width", "height")})
        return [folder / "a.jpg", folder / "b.jpg"]

    monkeypatch.setattr(cluster, "write_sample_pictures", write)
    monkeypatch.setattr(cluster, "read_picture_file", lambda file: f"pixels of {file.name}")
    items, _, votes = cluster._piece(tmp_path)
    assert asked == [{"count": 12, "width": 640, "height": 480}]
    assert [item.source for item in items] == ["a.jpg", "b.jpg"]
    assert [item.load() for item in items] == ["pixels of a.jpg", "pixels of b.jpg"]
    assert votes is None
