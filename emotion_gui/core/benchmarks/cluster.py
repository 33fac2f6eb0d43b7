"""Workers of a Dask cluster of this computer: what they cost, and what is left when they die."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.data.pictures import read_picture_file
from emotion_gui.core.data.piecewise import Making, make_piece
from emotion_gui.core.data.readers import SourceItem
from emotion_gui.core.data.sample_faces import write_sample_pictures
from emotion_gui.core.executors.in_order import as_done, in_order
from emotion_gui.core.executors.opening import open_workers
from emotion_gui.core.executors.worker_side import memory_bytes
from emotion_gui.core.executors.workers import Workers
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext

WORKERS = (1, 2, 4)
_PICTURES, _PIECES = 12, 8  # a piece; pieces a measurement
_EMPTY = 400  # pieces without work
_WAY = Making("combined", "largest", Preprocessing())
_KILLS, _KILLED_EVERY_S = 3, 20.0
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows ends a process by the latter

Piece = tuple[tuple[SourceItem, ...], Making, None]


def bench_cluster(context: JobContext) -> list[BenchResult]:
    """Faces of photographs on 1, 2 and 4 workers against this process alone.

    Counted are processor seconds, which do not depend on what else the computer does.

    Raises:
        WorkersError: Dask is not installed.
        JobCancelled: a stop was asked for.
    """
    with temporary_folder("emotion-bench-") as folder, _one_thread():
        piece = _piece(folder)
        size = len(pickle.dumps(make_piece(*piece, JobContext())))
        results: list[BenchResult] = []
        for count in WORKERS:
            alone = _alone(piece)
            with open_workers(f"dask-local:{count}") as workers:
                assert workers is not None
                results += _measured(workers, piece, alone, context)
        results.append(_killed(piece, context))
    results.append(
        BenchResult("cluster_bytes", size / _PICTURES, "bytes/picture", conditions=_SENT)
    )
    return results


_SENT = "what comes back of a photograph: its face and its row; paths go out"


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Arithmetic as workers of one thread have it."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _piece(folder: Path) -> Piece:
    files = write_sample_pictures(folder, count=_PICTURES, seed=6, width=640, height=480)
    items = (SourceItem(file.name, load=partial(read_picture_file, file)) for file in files)
    return tuple(items), _WAY, None


def _alone(piece: Piece) -> float:
    """Processor seconds of a piece in this process."""
    make_piece(*piece, JobContext())
    began = time.process_time()
    for _ in range(_PIECES // 2):
        make_piece(*piece, JobContext())
    return (time.process_time() - began) / (_PIECES // 2)


def _measured(
    workers: Workers, piece: Piece, alone: float, context: JobContext
) -> list[BenchResult]:
    count = workers.count
    list(as_done(workers, make_piece, [piece] * 2 * count, context))  # detectors are loaded
    before = sum(workers.everywhere(time.process_time))
    asked = time.process_time()
    list(as_done(workers, make_piece, [piece] * _PIECES, context))
    used = (sum(workers.everywhere(time.process_time)) - before) / _PIECES
    asking = (time.process_time() - asked) / _PIECES
    began = time.perf_counter()
    list(as_done(workers, _nothing, [()] * _EMPTY, context))
    each = (time.perf_counter() - began) / _EMPTY
    memory = statistics.fmean(workers.everywhere(memory_bytes))
    what = f"dask-local:{count}, {_PIECES} pieces of {_PICTURES} drawn photographs of 640x480"
    return [
        BenchResult(
            f"cluster_{count}_pictures",
            _PICTURES / used,
            "pictures/processor s",
            _PICTURES / alone,
            alone / used,
            f"{what}, MTCNN then Haar, one thread; beside it the process that asks uses "
            f"{1000 * asking:.1f} ms a piece; baseline: the same in this process",
            ">= 0.9 of local",
            alone / used >= 0.9,
        ),
        BenchResult(
            f"cluster_{count}_overhead",
            1000 * each,
            "ms/piece",
            conditions=f"dask-local:{count}, {_EMPTY} pieces without work, wall time",
        ),
        BenchResult(
            f"cluster_{count}_memory",
            memory / 1e6,
            "MB/worker",
            conditions=f"dask-local:{count}, resident after the pieces, with torch and detectors",
        ),
    ]


def _nothing(context: JobContext) -> None:
    del context


def _numbered(
    number: int, piece: Piece, context: JobContext
) -> tuple[int, list[tuple[str, bytes | None]]]:
    """A piece's number, and the names and faces that came of it."""
    made = make_piece(*piece, context) or []
    flat = [outcome for outcomes in made for outcome in outcomes]
    return number, [(one.sample.source, one.sample.pixel_hash) for one in flat]


def _killed(piece: Piece, context: JobContext) -> BenchResult:
    """Pieces go on while a worker is killed now and then: each comes back once, and is the same."""
    kills = 0
    with open_workers("dask-local:2") as workers:
        assert workers is not None
        ended = threading.Event()

        def kill() -> None:
            nonlocal kills
            while kills < _KILLS and not ended.wait(_KILLED_EVERY_S):
                with contextlib.suppress(OSError):
                    os.kill(workers.everywhere(os.getpid)[0], _KILL)
                    kills += 1

        def pieces() -> Iterator[tuple[int, Piece]]:
            number = 0
            while kills < _KILLS or number < _PIECES:
                yield number, piece
                number += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            found = list(in_order(workers, _numbered, pieces(), context))
        finally:
            ended.set()
            killer.join()
    alone = _numbered(0, piece, JobContext())[1]
    lost = [n for n, (number, made) in enumerate(found) if number != n or made != alone]
    return BenchResult(
        "cluster_killed",
        len(lost),
        "pieces lost or doubled",
        conditions=f"{len(found)} pieces on dask-local:2, {kills} times one was killed "
        f"({_KILLED_EVERY_S:.0f} s apart)",
        target="0",
        met=not lost,
    )
