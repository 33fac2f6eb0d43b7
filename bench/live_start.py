"""From the window to the first face, in fresh processes: is the first Start fast?

    python bench/live_start.py CLIP [--rounds 5] [--wait SECONDS] [--again 200]

Each round is a process of its own that opens the window on Live (without a screen) with a clip
as the source. Seconds from Start until the first frame with a face was painted: cold, with Start
pressed the moment the window is there, or `--wait` seconds later; and warm, the second Start of
the process. `cold work` is the processor time of the whole process meanwhile, which a busy
computer hardly changes. With `--again` the last round starts and stops so often once more, and
says what it left behind: threads, handles, memory. A first round that is not counted brings the
files into the system's cache.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from emotion_gui.core.clock import now_s

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LIMIT_S = 120.0


def left_behind() -> dict[str, float]:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return {
        "threads": len(os.listdir("/proc/self/task")),
        "handles": len(os.listdir("/proc/self/fd")),
        "MB": round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1),
    }


class Bench:
    """The window on Live, without a screen, and the times at which a face was painted."""

    def __init__(self, scratch: Path) -> None:
        from PySide6.QtCore import QSettings

        from emotion_gui.app import create_app
        from emotion_gui.ui.pages.live import LivePage
        from emotion_gui.ui.purpose import KEY

        settings = QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(KEY, "recordings")
        self.app = create_app([sys.argv[0]], workspace_path=scratch / "w", settings=settings)
        self.app.window.resize(1280, 720)
        self.app.show(page="live")
        page = self.app.window.findChild(LivePage)
        assert isinstance(page, LivePage)
        self.page = page
        self._painted: list[float] = []
        self._watch_painting()

    def _watch_painting(self) -> None:
        view = self.page.picture_area.frame_view
        plain_paint = view.paintEvent

        def paint(event: object) -> None:
            plain_paint(event)  # type: ignore[arg-type]
            update = self.page.viewer.newest
            if update is not None and update.result.faces:
                self._painted.append(now_s())

        view.paintEvent = paint  # type: ignore[method-assign]

    def spin(self, seconds: float) -> None:
        """Let the window live so long."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def offer(self, clip: Path) -> None:
        """Taken as if it was dropped, and stopped again: then Start has something to start."""
        from emotion_gui.ui.pages.live.source import Source

        self.page.choose(Source("video", str(clip), clip.name))
        self.page.toggle()
        assert not self.page.running

    def first_face(self) -> float:
        """Seconds from Start until a frame with a face was painted."""
        self._painted.clear()
        began_s = now_s()
        self.page.start_button.click()
        while not self._painted and now_s() - began_s < LIMIT_S:
            self.spin(0.005)
        return self._painted[0] - began_s

    def stop(self) -> None:
        self.page.stop()
        while self.page.running or self.app.tasks.tasks:
            self.spin(0.01)

    def close(self) -> None:
        self.app.window.close()
        self.app.shutdown()


def one_start(clip: Path, wait_s: float, scratch: Path, again: int) -> dict[str, float]:
    """In a fresh process: nothing heavy is imported before the window is shown."""
    from emotion_gui.core.runtime import prepare_process

    prepare_process()
    bench = Bench(scratch)
    bench.offer(clip)
    bench.spin(wait_s)
    worked_s = time.process_time()
    row = {"cold": bench.first_face(), "cold work": time.process_time() - worked_s}
    bench.stop()
    row["warm"] = bench.first_face()
    bench.stop()
    for k in range(again):
        bench.first_face()
        bench.stop()
        if k in (again // 10, again - 1):
            print(f"after {k + 1} more starts: {left_behind()}", file=sys.stderr, flush=True)
    bench.close()
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--wait", type=float, default=0.0)
    parser.add_argument("--again", type=int, default=0)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(one_start(options.clip, options.wait, options.one, options.again)))
        return 0
    rows: list[dict[str, float]] = []
    for k in range(options.rounds + 1):
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory(prefix="emotion-start-") as scratch:
            command = [sys.executable, __file__, str(options.clip), "--one", scratch]
            command += ["--wait", str(options.wait)]
            command += ["--again", str(options.again if k == options.rounds else 0)]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
        row = json.loads(answer.stdout.splitlines()[-1])
        words = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in row.items())
        print(f"{'not counted' if k == 0 else f'round {k}'}: {words}, load {load:.1f}", flush=True)
        rows += [row] if k else []
    for name in rows[0]:
        seconds = sorted(row[name] for row in rows)
        print(f"{name}: median {statistics.median(seconds):.2f} s, longest {seconds[-1]:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
