"""The Train page while a network learns: how late the window is, and what it takes away.

    python bench/train_page.py WORKSPACE DATASET [--seconds 6] [--rounds 6] [--preset best-on-cpu]

Starts a training in the window, figures and curves alive, then takes turns within that training:
stretches in which the window is seen, stretches in which it is hidden and nothing is drawn,
stretches in which its thread sleeps, as if there were none, and stretches in which it is seen and a
timer of 16 ms asks how late its event loop is. Prints that lateness (median, 95th percentile,
longest), how often the curve of the loss was drawn, steps a second of the first three kinds, and
the processor time of the window's thread beside that of the training, without the timer's own. The
run is stopped afterwards and stays in the workspace: give it a copy.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "100")
import numpy as np
import torch
from live_soak import spin
from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QGraphicsView

from emotion_gui.app import create_app
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.training.steps import Stepper
from emotion_gui.ui.pages.training.page import TrainPage
from emotion_gui.ui.widgets.curve_tail import CurveTail

TICK_MS = 16
SETTLE_S = 1.0
WARM_UP_STEPS = 16


class Steps:
    """Counts the optimizer steps of every training in this process."""

    def __init__(self) -> None:
        self.count = 0
        step = Stepper.step

        def counted(
            stepper: Stepper, chosen: torch.Tensor, generator: torch.Generator, *, rate: float
        ) -> tuple[torch.Tensor, torch.Tensor]:
            self.count += 1
            return step(stepper, chosen, generator, rate=rate)

        Stepper.step = counted  # type: ignore[assignment, method-assign]  # does the same


class Beat(QObject):
    """How late the window's event loop comes to a timer, in milliseconds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.late_ms: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self._last_s = time.monotonic()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now_s = time.monotonic()
        self.late_ms.append(max(0.0, (now_s - self._last_s) * 1000 - TICK_MS))
        self._last_s = now_s


class Paints(QObject):
    """Counts how often the curve of the loss is drawn."""

    def __init__(self, page: TrainPage) -> None:
        super().__init__(page)
        self.count = 0
        for view in page.watch.loss_plot.findChildren(QGraphicsView):
            view.viewport().installEventFilter(self)
        for tail in page.watch.loss_plot.findChildren(CurveTail):
            tail.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        self.count += event.type() is QEvent.Type.Paint
        return False


def measure(page: TrainPage, steps: Steps, options: argparse.Namespace) -> None:
    """Take turns and print."""
    window = page.window()
    beat, paints = Beat(page), Paints(page)
    rates: dict[str, list[float]] = {"seen": [], "hidden": [], "asleep": []}
    window_s, own_s, painted, seconds = 0.0, 0.0, 0, 0.0
    load = os.getloadavg()[0]

    def timed(kind: str, wait: Callable[[float], None]) -> float:
        began, before = time.perf_counter(), steps.count
        wait(options.seconds)
        passed = time.perf_counter() - began
        rates[kind].append((steps.count - before) / passed)
        return passed

    for _ in range(options.rounds):
        window.show()
        spin(SETTLE_S)  # what came in meanwhile is drawn
        beat.begin()
        spin(options.seconds)
        beat.end()
        drawn, thread, process = paints.count, time.thread_time(), time.process_time()
        seconds += timed("seen", spin)
        window_s += time.thread_time() - thread
        own_s += time.process_time() - process
        painted += paints.count - drawn
        window.hide()
        spin(SETTLE_S)
        timed("hidden", spin)
        timed("asleep", time.sleep)
    late = np.percentile(beat.late_ms, [50, 95])
    seen, hidden, asleep = (statistics.median(rate) for rate in rates.values())
    print(
        f"event loop late: median {late[0]:.1f} ms, p95 {late[1]:.1f}, "
        f"longest {max(beat.late_ms):.0f}; the loss drawn {painted / seconds:.0f} times a second"
    )
    print(
        f"training: {seen:.2f} steps/s while the window is seen, {hidden:.2f} hidden, "
        f"{asleep:.2f} asleep (medians of {options.rounds}): seen / hidden {seen / hidden:.3f}, "
        f"hidden / asleep {hidden / asleep:.3f}"
    )
    print(
        f"processor time while seen: the window's thread {window_s:.2f} s, all others "
        f"{own_s - window_s:.2f} s: {100 * window_s / (own_s - window_s):.1f} % of the training's; "
        f"load {load:.1f} -> {os.getloadavg()[0]:.1f}"
    )


def main() -> int:
    """Open the window, start, measure, stop."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("dataset")
    parser.add_argument("--preset", default="best-on-cpu")
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    prepare_process()
    steps = Steps()
    with tempfile.TemporaryDirectory(prefix="emotion-train-") as scratch:
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        app = create_app([sys.argv[0]], workspace_path=options.workspace, settings=settings)
        app.window.resize(1280, 720)
        app.show(page="train")
        page = app.window.findChild(TrainPage)
        assert isinstance(page, TrainPage)
        while app.tasks.tasks:  # libraries are being read
            spin(0.1)
        page.recipe.dataset_box.choose(options.dataset)
        page.recipe.preset_control.choose(options.preset)
        page.start()
        while steps.count < WARM_UP_STEPS:
            spin(0.1)
        try:
            measure(page, steps, options)
        finally:
            app.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
