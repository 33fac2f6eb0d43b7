"""From the start of the process to the first window, without a screen."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from emotion_gui.core.benchmarks.child import answer_of
from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.runtime import is_frozen

_ROUNDS = 5
_LIMIT_S = 60

# Run by a fresh interpreter; prints the seconds since the operating system started it.
_PROGRAM = """
import os, sys, time
from pathlib import Path
from emotion_gui.core.runtime import prepare_process
prepare_process()
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from emotion_gui.app import create_app
folder = Path(sys.argv[1])
qapp = QApplication(["emotion-gui"])
settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
app = create_app(qapp.arguments(), workspace_path=folder / "workspace", settings=settings)
def shown():
    print(time.time() - float(sys.argv[2]), "torch" in sys.modules, flush=True)
    os._exit(0)
app.shown.connect(shown)
app.show()
qapp.exec()
"""


def bench_startup(context: JobContext) -> list[BenchResult]:
    """Median over fresh processes; empty in a packaged install, which has no interpreter."""
    if is_frozen():
        return []
    times = []
    heavy = False
    with temporary_folder("emotion-bench-") as folder:
        for _ in range(_ROUNDS):
            context.checkpoint()
            seconds, loaded = _start(folder)
            times.append(seconds)
            heavy = heavy or loaded
    value = statistics.median(times)
    conditions = (
        f"offscreen, files warm, median of {_ROUNDS}; torch "
        f"{'was' if heavy else 'was not'} loaded by then"
    )
    return [
        BenchResult(
            "startup", value, "s", None, None, conditions, "< 1.0 s", value < 1.0 and not heavy
        )
    ]


def _start(folder: Path) -> tuple[float, bool]:
    program = ["-c", _PROGRAM, str(folder), repr(time.time())]
    seconds, heavy = answer_of(program, home=folder, limit_s=_LIMIT_S).split()
    return float(seconds), heavy == "True"
