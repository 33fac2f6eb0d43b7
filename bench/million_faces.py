"""A workspace of a million generated faces: how fast it opens, how it scrolls, what it takes.

    python bench/million_faces.py [--count 1000000] [--keep FOLDER]

The faces go through the import's own sink. The page is then opened by a process of its own: the
time from starting to load until the gallery shows its faces, the time to paint each of 300 steps
through the whole gallery (three rows of faces a step, and jumps; also in processor time, for busy
computers), and the peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def generate(folder: Path, count: int) -> None:
    """Write the workspace."""
    import numpy as np

    from emotion_gui.core.data.face_file import FaceFile
    from emotion_gui.core.data.import_sink import ImportSink
    from emotion_gui.core.data.readers import FaceRows
    from emotion_gui.core.data.sample_faces import scale_faces
    from emotion_gui.core.data.splitting import split_dataset
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.workspace.workspace import Workspace

    workspace = Workspace.open(folder)
    row = workspace.create_dataset(name="A million", source="generated", settings={})
    number = 2
    directory = workspace.dataset_dir(row.dataset_id)
    with FaceFile(directory, committed=0, side=48) as file:
        with ImportSink(workspace, row.dataset_id, file, JobContext(), total=count, done=0) as sink:
            for piece in scale_faces(count=count, seed=1):
                size = len(piece.faces)
                names = [f"row {number + place}" for place in range(size)]
                labels = np.asarray(piece.labels).tolist()
                sink.add_rows(FaceRows(names, labels, [""] * size, piece.faces))
                number += size
        file.finish()
    split_dataset(workspace, row.dataset_id, kind="paper")
    workspace.finish_dataset(row.dataset_id, content_hash="generated")
    workspace.close()


def show(folder: Path) -> dict[str, float]:
    """Open the page on it and scroll."""
    import numpy as np
    from PySide6.QtCore import QEventLoop, QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from emotion_gui.app import create_app

    settings = QSettings(str(folder / "bench.ini"), QSettings.Format.IniFormat)
    began_s = time.perf_counter()
    app = create_app([sys.argv[0]], workspace_path=folder, settings=settings)
    app.window.resize(1280, 720)
    app.show(page="data")
    built_s = time.perf_counter()
    page = app.window.findChild(_data_page())
    ticks = QTimer()  # waiting for events, not spinning: the loading thread needs the core
    ticks.start(10)
    while page.controller.overview is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    ticks.stop()
    app.window.grab()
    opened_s = time.perf_counter()
    grid = page.controller.view.gallery.grid
    bar = grid.verticalScrollBar()
    times, cpu_times = [], []
    for step in range(300):
        jump = step % 10 == 0
        bar.setValue((step * 7919 * 997) % bar.maximum() if jump else bar.value() + 234)
        before_s, cpu_before_s = time.perf_counter(), time.thread_time()
        grid.viewport().repaint()
        times.append((time.perf_counter() - before_s) * 1000)
        cpu_times.append((time.thread_time() - cpu_before_s) * 1000)
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "faces": grid.count,
        "application_s": built_s - began_s,
        "open_s": opened_s - built_s,
        "paint_median_ms": float(np.median(times)),
        "paint_p95_ms": float(np.percentile(times, 95)),
        "paint_max_ms": max(times),
        "paint_cpu_median_ms": float(np.median(cpu_times)),
        "paint_cpu_p95_ms": float(np.percentile(cpu_times, 95)),
        "peak_mb": usage,
    }
    app.shutdown()
    return result


def _data_page() -> type:
    from emotion_gui.ui.pages.data import DataPage

    return DataPage


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="make the workspace here, or use what is here")
    parser.add_argument("--show", type=Path, help="only open this workspace")
    options = parser.parse_args()
    if options.show is not None:
        print(json.dumps({k: round(v, 2) for k, v in show(options.show).items()}))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "million"
        if not (folder / "workspace.sqlite3").exists():
            began_s = time.perf_counter()
            generate(folder, options.count)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"written in {time.perf_counter() - began_s:.0f} s, peak {peak:.0f} MB")
        subprocess.run([sys.executable, __file__, "--show", str(folder)], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
