"""Import of a FER2013 table: seconds and peak memory, against pandas and `np.fromstring`."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.data.sample_faces import scale_faces
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext

_ROWS = 35_887
_ROUNDS = 3


def bench_csv_import(context: JobContext) -> list[BenchResult]:
    """The whole import (parse, hash, split, database) against merely parsing with pandas.

    The usual way is `np.fromstring(row, sep=" ")`, which makes 64-bit floats of the numbers, and
    faces of them; the quickest form of it, straight to bytes, is measured beside it.
    """
    with temporary_folder("emotion-bench-") as folder:
        table, small = folder / "fer2013.csv", folder / "small.csv"
        _write_table(table, rows=_ROWS)
        _write_table(small, rows=_ROWS // 4)
        ours: list[tuple[float, float]] = []
        usual: list[tuple[float, float]] = []
        quickest: list[tuple[float, float]] = []
        for number in range(_ROUNDS):
            for action, results in (
                (_import, ours),
                (_parse_usually, usual),
                (_parse_to_bytes, quickest),
            ):
                context.checkpoint()
                results.append(_in_new_process(action, table, folder / f"w{number}"))
        _, small_mb = _in_new_process(_import, small, folder / "small")
    value, peak = _medians(ours)
    baseline, usual_peak = _medians(usual)
    bytes_s, bytes_peak = _medians(quickest)
    library = "pandas" if find_spec("pandas") is not None else "csv"
    return [
        BenchResult(
            "csv_import",
            value,
            "s",
            baseline,
            baseline / value,
            f"{_ROWS:,} rows, import with hashes, split and database; baseline: {library} and "
            f'np.fromstring(row, sep=" ") a row, parsing alone; with dtype=uint8 {bytes_s:.2f} s '
            f"({bytes_s / value:.1f}x)",
            ">= 4x faster",
            baseline / value >= 4.0,
        ),
        BenchResult(
            "csv_import_memory",
            peak,
            "MB",
            usual_peak,
            usual_peak / peak,
            f"peak of a fresh process, {_ROWS:,} rows; {small_mb:.0f} MB with a quarter of them; "
            f"baseline with dtype=uint8 {bytes_peak:.0f} MB",
            "< 400 MB, flat",
            peak < 400 and peak < 1.25 * small_mb,
        ),
    ]


def _medians(turns: list[tuple[float, float]]) -> tuple[float, float]:
    """Seconds and megabytes."""
    return statistics.median(s for s, _ in turns), statistics.median(mb for _, mb in turns)


def _write_table(path: Path, *, rows: int) -> None:
    words = np.array([str(value) for value in range(256)])
    with path.open("w", encoding="ascii") as file:
        file.write("emotion,pixels,Usage\n")
        done = 0
        for piece in scale_faces(count=rows, seed=2, bases=70):
            for face, label in zip(piece.faces, piece.labels, strict=True):
                usage = "Training" if done % 10 < 8 else "PublicTest"
                file.write(f"{label},{' '.join(words[face.ravel()])},{usage}\n")
                done += 1


Action = Callable[[Path, Path], float]


def _in_new_process(action: Action, table: Path, folder: Path) -> tuple[float, float]:
    """Seconds that `action` reports, and the peak memory of the process that ran it, in MB."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (action, table, folder))


def _measured(action: Action, table: Path, folder: Path) -> tuple[float, float]:
    return action(table, folder), _peak_mb()


def _import(table: Path, folder: Path) -> float:
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.importing import import_dataset
    from emotion_gui.core.workspace.workspace import Workspace

    workspace = Workspace.open(folder)
    start = time.perf_counter()
    import_dataset(workspace, ImportRequest(table, "bench"), JobContext())
    seconds = time.perf_counter() - start
    workspace.close()
    return seconds


def _parse_usually(table: Path, folder: Path) -> float:
    del folder
    start = time.perf_counter()
    column = _pixel_column(table)
    faces = [np.fromstring(text, sep=" ").astype(np.uint8).reshape(48, 48) for text in column]
    np.stack(faces)
    return time.perf_counter() - start


def _parse_to_bytes(table: Path, folder: Path) -> float:
    del folder
    start = time.perf_counter()
    column = _pixel_column(table)
    faces = [np.fromstring(text, dtype=np.uint8, sep=" ").reshape(48, 48) for text in column]
    np.stack(faces)
    return time.perf_counter() - start


def _pixel_column(table: Path) -> Sequence[str]:
    if find_spec("pandas") is not None:
        import pandas as pd

        column: list[str] = pd.read_csv(table)["pixels"].tolist()
        return column
    import csv

    with table.open(newline="", encoding="ascii") as file:
        return [row["pixels"] for row in csv.DictReader(file)]


def _peak_mb() -> float:
    """Peak resident memory of this process.

    On Linux from /proc: `ru_maxrss` of a fresh process starts at its parent's.
    """
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
