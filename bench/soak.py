"""Every page in turns for a long time, as a person would use them: does anything grow?

    python bench/soak.py [--minutes 60] [--log FILE]

Without a screen, on drawn faces: a table, a folder and photographs are imported in turns, looked
at and thrown away; a network is trained (every other time stopped and resumed), evaluated with a
report, pruned and kept; a clip is watched; settings and theme are changed. After every step a
line tells memory, threads, handles, widgets and Python objects. At the end the last third is
compared with the first after settling; 1 is returned where something grew or failed.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TextIO, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer

from emotion_gui.app import App, create_app
from emotion_gui.core.runtime import prepare_process
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.evaluation import EvaluatePage
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.pruning import PrunePage
from emotion_gui.ui.pages.training import TrainPage
from emotion_gui.ui.purpose import KEY as PURPOSE_KEY

_P = TypeVar("_P", bound=Page)
SETTLED_SHARE = 0.25  # of the cycles; caches and lazy imports fill meanwhile
LARGEST_GROWTH = {"memory_mb": 0.06, "threads": 0.0, "handles": 0.0, "widgets": 0.05}
STEP_LIMIT_S = 420.0


class StuckError(Exception):
    """A step did not come to its end."""


@dataclass(frozen=True)
class Reading:
    """What the process holds."""

    memory_mb: float
    threads: int
    handles: int
    widgets: int
    objects: int

    @classmethod
    def take(cls, app: App) -> Reading:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return cls(
            memory_mb=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
            threads=len(os.listdir("/proc/self/task")),
            handles=len(os.listdir("/proc/self/fd")),
            widgets=len(app.qapp.allWidgets()),
            objects=len(gc.get_objects()),
        )

    def __str__(self) -> str:
        return (
            f"{self.memory_mb:8.1f} MB {self.threads:3} threads "
            f"({threading.active_count()} Python) {self.handles:3} handles "
            f"{self.widgets:5} widgets {self.objects:7} objects"
        )


class ErrorCounter(logging.Handler):
    """Remembers what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


class Person:
    """Does one thing after another in the window."""

    def __init__(self, app: App, folder: Path) -> None:
        from emotion_gui.core.data.sample_faces import (
            write_sample_csv,
            write_sample_folder,
            write_sample_pictures,
            write_sample_video,
        )

        self.app, self.window = app, app.window
        self.folder = folder
        write_sample_folder(folder / "folder", count=140, seed=4)
        write_sample_pictures(folder / "photographs", count=14, seed=5)
        self.sources = [
            write_sample_csv(folder / "table.csv", count=420, seed=3),
            folder / "folder",
            folder / "photographs",
        ]
        self.clip = write_sample_video(folder / "clip.mp4", seconds=6, seed=3, faces=2).path
        self.round = 0

    def until(self, condition: Callable[[], object], what: str) -> None:
        deadline_s = time.monotonic() + STEP_LIMIT_S
        while not condition():
            if time.monotonic() > deadline_s:
                raise StuckError(what)
            spin(0.05)

    def idle(self) -> None:
        """Let all jobs end."""
        spin(0.2)
        self.until(lambda: not self.app.tasks.tasks, "jobs are still running")

    def page(self, name: str, kind: type[_P]) -> _P:
        self.window.show_page(name)
        self.idle()
        page = self.window.page(name)
        if not isinstance(page, kind):  # one that tells why
            raise StuckError(f"the page {name} cannot be shown")
        return page

    # -- steps ------------------------------------------------------------------------------

    def first_faces(self) -> None:
        """The faces that stay: what is trained, evaluated and pruned on."""
        self.import_source(self.sources[0])

    def import_source(self, source: Path) -> int:
        page = self.page("data", DataPage)
        known = {row.dataset_id for row in self.app.workspace.datasets()}
        page.open_paths([source])
        self.until(lambda: page.source_import.preview.ready, "the preview")
        page.source_import.start()
        self.until(lambda: not page.source_import.busy, "the import")
        self.idle()
        (made,) = {row.dataset_id for row in self.app.workspace.datasets()} - known
        return made

    def import_and_throw_away(self) -> None:
        number = self.import_source(self.sources[self.round % len(self.sources)])
        page = self.page("data", DataPage)
        page.controller.view.gallery.grid.select([1, 2])
        page.controller.check()
        self.idle()
        for tab in ("check", "left-out", "faces"):
            page.controller.view.tabs.choose(tab)
            spin(0.3)
        row = self.app.workspace.dataset_by_id(number)
        page.removal.to_trash(row)
        self.idle()
        page.undo_button.click()
        self.idle()
        self.app.workspace.erase_dataset(number)
        page.show_datasets()
        self.idle()

    def train(self) -> None:
        page = self.page("train", TrainPage)
        page.recipe.preset_control.button("quick").click()
        page.recipe.set_value("epochs", 2)
        self.idle()
        page.start()
        if self.round % 2:
            run = self._stopped_after_an_epoch(page)
            page.resume_run(run)
        self.until(lambda: not page.training.busy, "the training")
        self.idle()
        page.view_switch.choose("runs")
        self.idle()
        page.view_switch.choose("watch")

    def _stopped_after_an_epoch(self, page: TrainPage) -> int:
        def has_epoch() -> bool:
            run = page.training.run
            return run is not None and bool(self.app.workspace.epochs(run.run_id))

        self.until(lambda: not page.training.busy or has_epoch(), "an epoch")
        page.training.stop()
        self.until(lambda: not page.training.busy, "the stop")
        self.idle()
        run = page.training.run
        if run is None:
            raise StuckError("no run is kept of the training")
        return run.run_id

    def evaluate(self) -> None:
        page = self.page("evaluate", EvaluatePage)
        page._open_file = lambda path: True  # no browser here
        self.app.events.open_run_in.emit("evaluate", self._last_run("train"))
        self.idle()
        page.state.evaluate()
        self.idle()
        if page.state.result is None:
            raise StuckError("no evaluation is shown")
        page.write_report()
        self.idle()

    def prune(self) -> None:
        page = self.page("prune", PrunePage)
        page.open_run(self._last_run("train"))
        self.until(lambda: page.request is not None, "something to prune")
        self.idle()
        page.measure()
        self.until(lambda: page.editor.measured is not None, "the measurement")
        self.idle()
        for tenths in (50, 150, 300, 400):
            page.controls.slider.slider.setValue(tenths)
            spin(0.2)
        self.until(lambda: not page.editor.is_waiting, "the figures")
        self.idle()
        page.apply_button.click()
        page.compact()
        self.idle()
        page.results.save_button.click()
        self.idle()

    def watch(self) -> None:
        page = self.page("live", LivePage)
        self.until(lambda: page.model_panel.first_model is not None, "a model for Live")
        self.idle()
        page.dropped([self.clip])
        spin(0.2)
        if not page.running:
            page.start()
        spin(6.0)
        page.stop()
        self.until(lambda: not page.running, "the end of the clip")
        self.idle()

    def change_settings(self) -> None:
        self.window.show_page("settings")
        for theme in ("dark", "light"):
            self.app.theme.set_mode(theme)
            spin(0.2)

    def clear_runs(self) -> None:
        """Keep the list of runs short; their files and rows stay, as in the trash."""
        for run in self.app.workspace.runs()[4:]:
            self.app.workspace.trash_run(run.run_id)
        self.app.events.runs_changed.emit()
        self.idle()

    def _last_run(self, kind: str) -> int:
        return next(run.run_id for run in self.app.workspace.runs() if run.kind == kind)

    @property
    def steps(self) -> tuple[Callable[[], None], ...]:
        return (
            self.import_and_throw_away,
            self.train,
            self.evaluate,
            self.prune,
            self.watch,
            self.change_settings,
            self.clear_runs,
        )


def soak(app: App, folder: Path, minutes: float, out: TextIO) -> list[Reading]:
    """Cycle after cycle until the time is over; a reading for each."""
    person = Person(app, folder)
    app.show(page="data")
    person.idle()
    person.first_faces()
    started_s = time.monotonic()
    readings: list[Reading] = []
    while time.monotonic() - started_s < minutes * 60:
        for step in person.steps:
            began_s = time.monotonic()
            step()
            now_s = time.monotonic()
            line(out, now_s - started_s, f"{step.__name__} {now_s - began_s:.1f} s", app)
        readings.append(line(out, time.monotonic() - started_s, f"cycle {person.round}", app))
        person.round += 1
    return readings


def line(out: TextIO, seconds: float, what: str, app: App) -> Reading:
    reading = Reading.take(app)
    print(
        f"{seconds:7.0f} s {reading} load {os.getloadavg()[0]:4.1f}  {what}", file=out, flush=True
    )
    return reading


def verdict(readings: list[Reading], out: TextIO) -> bool:
    """Whether the last third is like the first after settling."""
    settled = readings[max(1, round(len(readings) * SETTLED_SHARE)) :]
    if len(settled) < 3:
        print(f"{len(readings)} cycles are too few for a verdict", file=out, flush=True)
        return True
    third = max(1, len(settled) // 3)
    flat = True
    for field in fields(Reading):
        first = statistics.median(getattr(r, field.name) for r in settled[:third])
        last = statistics.median(getattr(r, field.name) for r in settled[-third:])
        grew = last / first - 1
        limit = LARGEST_GROWTH.get(field.name)
        fine = limit is None or grew <= limit
        flat &= fine
        words = "" if fine else "  GREW"
        print(
            f"{field.name:10} {first:10.1f} -> {last:10.1f} ({100 * grew:+.2f} %){words}",
            file=out,
            flush=True,
        )
    return flat


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--log", type=Path, help="instead of the terminal")
    options = parser.parse_args()
    prepare_process()
    out = sys.stdout if options.log is None else options.log.open("w", encoding="utf-8")
    errors = ErrorCounter()
    logging.getLogger().addHandler(errors)
    worked = False
    with tempfile.TemporaryDirectory(prefix="emotion-soak-") as scratch:
        folder = Path(scratch)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(PURPOSE_KEY, "recordings")
        app = create_app([sys.argv[0]], workspace_path=folder / "workspace", settings=settings)
        app.window.resize(1280, 720)
        try:
            readings = soak(app, folder, options.minutes, out)
            worked = verdict(readings, out)
            print(f"{len(readings)} cycles of every page", file=out, flush=True)
        except StuckError as error:
            print(f"stuck: {error}", file=out, flush=True)
        finally:
            ended = app.shutdown()
    for text in errors.seen:
        print(f"error: {text}", file=out, flush=True)
    print(f"all threads ended: {ended}, errors in the log: {len(errors.seen)}", file=out)
    return int(not (worked and ended) or bool(errors.seen))


if __name__ == "__main__":
    sys.exit(main())
