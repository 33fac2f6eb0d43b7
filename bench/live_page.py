"""The Live page as a person has it: decoding, faces, painting; quiet and beside a busy program.

    python bench/live_page.py CLIP [--seconds 5] [--rounds 3]

For one face (640x360), five faces (640x360, a mosaic) and 1280x720: frames a second through the
page, age of the pictures when they were painted (95th percentile), pictures painted a second,
how late the window's event loop was for a timer (95th percentile and longest), seconds from
Start to the first painted face, and the same beside a program that keeps one core busy
(stretches take turns). After each case `facenet_pytorch.MTCNN` and the same classifier on
every frame, in the same process.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GOMP_SPINCOUNT", "100")
import cv2
import numpy as np
from detectors import PlainMtcnn
from live_clips import five_faces, frames_of, plain
from live_soak import loop_clips, spin
from PySide6.QtCore import QSettings, Qt, QTimer

from emotion_gui.app import App, create_app
from emotion_gui.core.clock import now_s
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.runtime import import_cv2, prepare_process
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.purpose import KEY

FRAMES = 240
PLAIN_FRAMES = 12
TICK_MS = 4

Figures = tuple[float, float, float, float, float]


class Watcher:
    """Ages and event-loop gaps between two looks."""

    def __init__(self, page: LivePage) -> None:
        self._page = page
        self._paint = page.picture_area.frame_view.paintEvent
        page.picture_area.frame_view.paintEvent = self._painted  # type: ignore[method-assign]
        self._tick = QTimer(page)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._beat)
        self._tick.start()
        self.begin()

    def begin(self) -> None:
        update = self._page.viewer.newest
        self.ages_ms: list[float] = []
        self.late_ms: list[float] = []
        self.first_face_s: float | None = None
        self._last_s = self._began_s = now_s()
        self._frames = 0 if update is None else update.frames

    def _beat(self) -> None:
        moment_s = now_s()
        self.late_ms.append(max(0.0, (moment_s - self._last_s) * 1000 - TICK_MS))
        self._last_s = moment_s

    def _painted(self, event: object) -> None:
        self._paint(event)  # type: ignore[arg-type]
        update = self._page.viewer.newest
        if update is None:
            return
        moment_s = now_s()
        self.ages_ms.append((moment_s - update.result.frame.captured_at) * 1000)
        if self.first_face_s is None and update.result.faces:
            self.first_face_s = moment_s - self._began_s

    def figures(self) -> Figures:
        """Frames a second, age p95 in ms, paints a second, lateness p95 and longest in ms."""
        seconds = now_s() - self._began_s
        update = self._page.viewer.newest
        frames = 0 if update is None else update.frames - self._frames
        age = float(np.percentile(self.ages_ms, 95)) if self.ages_ms else float("nan")
        late = float(np.percentile(self.late_ms, 95))
        return frames / seconds, age, len(self.ages_ms) / seconds, late, max(self.late_ms)


def write(path: Path, pictures: list[np.ndarray]) -> Path:
    size = (pictures[0].shape[1], pictures[0].shape[0])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 24, size)
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def clips(clip: Path, folder: Path) -> dict[str, Path]:
    """One face as the file is, five faces, and the file at 1280x720."""
    five = [f.picture for f, _ in zip((x for x, _ in five_faces(clip)), range(FRAMES))]  # noqa: B905
    large = [
        cv2.resize(f.picture, (1280, 720))
        for f, _ in zip((x for x, _ in frames_of(clip)), range(FRAMES))  # noqa: B905
    ]
    return {
        "one face 640x360": clip,
        "five faces 640x360": write(folder / "five.mp4", five),
        "one face 1280x720": write(folder / "large.mp4", large),
    }


def plain_rate(path: Path, detector: PlainMtcnn, classifier: EmotionClassifier) -> float:
    started_s = time.perf_counter()
    done = 0
    for frame, _ in frames_of(path):
        plain(detector, classifier, frame)
        done += 1
        if done == PLAIN_FRAMES:
            break
    return done / (time.perf_counter() - started_s)


def measure(
    app: App, page: LivePage, watcher: Watcher, path: Path, options: argparse.Namespace
) -> tuple[list[float], dict[str, list[Figures]]]:
    """Seconds to the first face for each start, and the figures of each stretch."""
    firsts: list[float] = []
    stretches: dict[str, list[Figures]] = {"quiet": [], "busy": []}
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    neighbour.send_signal(signal.SIGSTOP)
    try:
        for _ in range(options.rounds):
            watcher.begin()
            page.dropped([path])
            while watcher.first_face_s is None:
                if not page.running:
                    raise SystemExit(f"the stream ended early: {page.banner.text_label.text()}")
                spin(0.01)
            firsts.append(watcher.first_face_s)
            for name, word in (("quiet", signal.SIGSTOP), ("busy", signal.SIGCONT)):
                neighbour.send_signal(word)
                spin(0.5)
                watcher.begin()
                spin(options.seconds)
                stretches[name].append(watcher.figures())
            neighbour.send_signal(signal.SIGSTOP)
            page.stop()
            while page.running:
                spin(0.01)
    finally:
        neighbour.kill()
        neighbour.wait()
    del app
    return firsts, stretches


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    prepare_process()
    import_cv2()
    loop_clips()
    with tempfile.TemporaryDirectory(prefix="emotion-live-") as scratch:
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(KEY, "recordings")
        app = create_app([sys.argv[0]], workspace_path=Path(scratch) / "w", settings=settings)
        app.window.resize(1280, 720)
        app.show(page="live")
        page = app.window.findChild(LivePage)
        assert isinstance(page, LivePage)
        while page.model_panel.first_model is None or app.tasks.tasks:
            spin(0.1)
        classifier = EmotionClassifier.load(page.model_panel.first_model.file)
        detector = PlainMtcnn(40)
        watcher = Watcher(page)
        for name, path in clips(options.clip, Path(scratch)).items():
            load_before = os.getloadavg()[0]
            firsts, stretches = measure(app, page, watcher, path, options)
            rate = plain_rate(path, detector, classifier)
            for word, figures in stretches.items():
                frames, age, paints, late, longest = (
                    statistics.median(column) for column in zip(*figures, strict=True)
                )
                print(
                    f"{name:20} {word:6} {frames:6.1f} frames/s, age p95 {age:5.1f} ms, "
                    f"{paints:4.1f} paints/s, event loop late p95 {late:4.1f}, "
                    f"longest {longest:4.0f} ms",
                    flush=True,
                )
            quiet, busy = (statistics.median(f[0] for f in x) for x in stretches.values())
            print(
                f"{name:20} busy/quiet {busy / quiet:.2f}; first face "
                f"{', '.join(f'{s:.2f}' for s in firsts)} s; plain {rate:.1f} frames/s "
                f"({quiet / rate:.1f}x); load {load_before:.1f} -> {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        app.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
