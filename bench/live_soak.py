"""The Live page at full speed for a long time: does anything grow?

    python bench/live_soak.py CLIP [--minutes 30] [--log FILE] [--every 30]

A clip is read over and over as fast as it goes, through the page's own stream, mailbox and
painting (without a screen). Every 30 seconds a line says: seconds, frames, frames a second,
resident memory, threads, open handles, and the age of the pictures that were painted (median
and 95th percentile, painting included). The last line compares the end with the second minute,
when everything is loaded; 1 is returned where the stream ended before the time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "100")

from PySide6.QtCore import QEventLoop, QSettings, QTimer

from emotion_gui.app import create_app
from emotion_gui.core.clock import now_s
from emotion_gui.core.inference import session
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.core.inference.sources import VideoFileSource
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.runtime import import_cv2, prepare_process
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.purpose import KEY

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveSummary, LiveUpdate
    from emotion_gui.core.inference.results import FrameResult

SETTLED_S = 120.0


class LoopedClip:
    """A video file without an end and without waiting."""

    frame_count: int | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = VideoFileSource(path)
        self._frames = 0
        self._base_s = self._last_s = 0.0

    @property
    def address(self) -> str:
        return str(self._path)

    @property
    def fps(self) -> float:
        return self._file.fps

    @property
    def notes(self) -> tuple[Note, ...]:
        return self._file.notes

    def describe(self) -> str:
        return self._file.describe()

    def open(self, context: JobContext | None = None) -> None:
        self._file.open(context)

    def read(self, context: JobContext | None = None) -> Frame | None:
        # The age of a picture counts from before it is decoded.
        asked_s = now_s()
        frame = self._file.read(context)
        if frame is None:
            self._file.close()
            self._file.open()
            self._base_s = self._last_s + 1 / 30
            frame = self._file.read(context)
            assert frame is not None
        self._last_s = self._base_s + frame.time_s
        index, self._frames = self._frames, self._frames + 1
        return replace(frame, index=index, time_s=self._last_s, captured_at=asked_s)

    def close(self) -> None:
        self._file.close()


def loop_clips() -> None:
    """From now on the page's job reads a clip that never ends."""
    session.live_session = _looped_session


def _looped_session(
    request: LiveRequest,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
    log: RunLog | None = None,
    watch: Callable[[FrameResult, LiveValues], object] | None = None,
) -> LiveSummary:
    clip = LoopedClip(Path(request.address))
    return session.run_source(
        clip, controls, context, post, log, engine=request.engine, watch=watch
    )


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class Soak:
    """Watches one page."""

    def __init__(self, page: LivePage, out: TextIO) -> None:
        self._page = page
        self._out = out
        self._ages_ms: list[float] = []
        self._frames = 0
        self._at_s = now_s()
        self._watched = page.picture_area.frame_view.paintEvent
        page.picture_area.frame_view.paintEvent = self._painted  # type: ignore[method-assign]

    def _painted(self, event: object) -> None:
        self._watched(event)  # type: ignore[arg-type]
        update = self._page.viewer.newest
        if update is not None:
            captured_s = update.result.frame.captured_at
            self._ages_ms.append((now_s() - captured_s) * 1000)

    @property
    def ended(self) -> bool:
        """The stream reads no more."""
        return not self._page.running

    def line(self, seconds: float) -> tuple[float, int, int]:
        update = self._page.viewer.newest
        frames = 0 if update is None else update.frames
        moment_s = now_s()
        rate = (frames - self._frames) / (moment_s - self._at_s)
        ages = sorted(self._ages_ms) or [0.0]
        self._frames, self._at_s, self._ages_ms = frames, moment_s, []
        memory, handles = resident_mb(), len(os.listdir("/proc/self/fd"))
        threads = len(os.listdir("/proc/self/task"))
        print(
            f"{seconds:7.0f} s {frames:8,} frames {rate:6.1f}/s {memory:8.1f} MB "
            f"{threads:3} threads ({threading.active_count()} Python) {handles:3} handles "
            f"age {statistics.median(ages):5.1f} p95 {ages[int(len(ages) * 0.95)]:5.1f} ms "
            f"painted {len(ages):5} load {os.getloadavg()[0]:.1f}",
            file=self._out,
            flush=True,
        )
        return memory, threads, handles


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every", type=float, default=30.0, help="seconds between lines")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    prepare_process()
    import_cv2()
    loop_clips()
    out = sys.stdout if options.log is None else options.log.open("w", encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="emotion-soak-") as scratch:
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(KEY, "recordings")
        app = create_app([sys.argv[0]], workspace_path=Path(scratch) / "w", settings=settings)
        app.window.resize(1280, 720)
        app.show(page="live")
        page = app.window.findChild(LivePage)
        assert isinstance(page, LivePage)
        for _ in range(600):
            if page.model_panel.first_model is not None:
                break
            spin(0.1)
        page.dropped([options.clip])
        assert page.running
        soak = Soak(page, out)
        started_s = now_s()
        before: tuple[float, int, int] | None = None
        last = (0.0, 0, 0)
        while (passed_s := now_s() - started_s) < options.minutes * 60:
            spin(min(options.every, options.minutes * 60 - passed_s))
            passed_s = now_s() - started_s
            last = soak.line(passed_s)
            if soak.ended:
                words = page.banner.text_label.text()
                print(f"the stream ended early: {words}", file=out, flush=True)
                break
            if before is None and passed_s >= min(SETTLED_S, options.minutes * 30):
                before = last
        if before is not None:
            growth = (last[0] / before[0] - 1) * 100
            print(
                f"memory {before[0]:.1f} -> {last[0]:.1f} MB ({growth:+.2f} %), threads "
                f"{before[1]} -> {last[1]}, handles {before[2]} -> {last[2]}",
                file=out,
                flush=True,
            )
        ended = soak.ended
        app.shutdown()
    return int(ended)


if __name__ == "__main__":
    sys.exit(main())
