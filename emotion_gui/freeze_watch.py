"""How long the window's thread is blocked: a walk through the pages, watched from inside.

`python -m emotion_gui.freeze_watch FOLDER` (`bench --only window` runs it) opens the window
without a screen, with an empty workspace in FOLDER, and prints one JSON object a step: the
longest time between two turns of the event loop, in milliseconds, and the most processor time
that the window's thread spent between two turns (a busy computer makes the first much longer,
and the second only where cores share their units).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from emotion_gui.app import App, create_app
from emotion_gui.core.runtime import prepare_process

TICK_MS = 2
QUIET_MS = 400  # a step is over when nothing blocked for so long
LONGEST_STEP_MS = 60_000
PAGES = ("welcome", "data", "train", "evaluate", "prune", "live", "review", "settings")


class Watch(QObject):
    """Ticks as often as it can and keeps the longest gap between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = self.longest_cpu_ms = 0.0
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def begin(self) -> None:
        self.longest_ms = self.longest_cpu_ms = 0.0

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last) - TICK_MS)
        self.longest_cpu_ms = max(self.longest_cpu_ms, 1000 * (cpu - self._last_cpu))
        self._last, self._last_cpu = now, cpu


def steps(app: App) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done, by name."""
    for name in PAGES:
        yield f"open {name}", lambda name=name: app.window.show_page(name)
    yield "back to train", lambda: app.window.show_page("train")
    yield "first curve", lambda: first_curve(app)
    yield "dark theme", lambda: app.theme.set_mode("dark")
    yield "light theme", lambda: app.theme.set_mode("light")


def first_curve(app: App) -> None:
    """As the first epoch of a training draws it."""
    from emotion_gui.ui.widgets import CurvePlot

    for plot in app.window.page("train").findChildren(CurvePlot):
        plot.set_series("train", [1.0, 2.0], [2.0, 1.0], label="training")
    train = app.window.page("train")
    show = getattr(train, "_pages", None)
    if show is not None:
        show.show_content(True)


def wait(quiet_ms: int, done: Callable[[], bool] = lambda: True) -> None:
    """Let the event loop turn until it has been calm, and `done` is true."""
    passed = QElapsedTimer()
    passed.start()
    while True:
        loop = QEventLoop()
        QTimer.singleShot(quiet_ms, loop.quit)
        loop.exec()
        if done() or passed.hasExpired(LONGEST_STEP_MS):
            return


def main(folder: Path) -> None:
    """Walk, and print what each step cost."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_process()
    qapp = QApplication([sys.argv[0]])
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("ui/theme", "light")
    app = create_app(qapp.arguments(), workspace_path=folder / "workspace", settings=settings)
    warm: list[bool] = []
    app.events.models_ready.connect(lambda: warm.append(True))
    watch = Watch()
    app.window.resize(1280, 800)
    QTimer.singleShot(0, app, lambda: app.show(page="welcome"))
    wait(QUIET_MS)
    tell(watch, "the window")
    wait(QUIET_MS, lambda: bool(warm) and app.window.has_every_page)
    tell(watch, "models load beside, pages are made ahead")
    for name, act in steps(app):
        QTimer.singleShot(0, app, act)
        wait(QUIET_MS)
        tell(watch, name)
    app.shutdown()


def tell(watch: Watch, name: str) -> None:
    line = {
        "step": name,
        "blocked_ms": round(watch.longest_ms, 1),
        "cpu_ms": round(watch.longest_cpu_ms, 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    watch.begin()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    os._exit(0)
