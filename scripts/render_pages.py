"""Draw every page in both themes to PNG files, without a screen.

python scripts/render_pages.py OUT [--workspace FOLDER] [--size 1280x720] [--page data ...]
python scripts/render_pages.py docs/images --filled      # the README's pictures

With `--filled` the pages are at work on the built-in drawn faces: a network is trained for a
few epochs, evaluated, measured for pruning and watched on a drawn clip.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QWidget

from emotion_gui.app import PAGES, App, create_app
from emotion_gui.core.runtime import prepare_process
from emotion_gui.ui import purpose
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.pruning import PrunePage
from emotion_gui.ui.pages.training import TrainPage
from emotion_gui.ui.widgets import CurvePlot

_P = TypeVar("_P", bound=Page)

FILLED_EPOCHS = 8
FILLED_THRESHOLD_DEG = 6.0


def main() -> int:
    """Parse arguments, draw, print the paths."""
    prepare_process()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--page", nargs="*", default=[*PAGES, "settings"])
    parser.add_argument("--theme", nargs="*", default=["light", "dark"])
    parser.add_argument("--language", default="en", help="of the interface, such as de")
    parser.add_argument("--filled", action="store_true", help="pages at work on drawn faces")
    parser.add_argument("--wait", type=float, default=2.0, help="seconds for each page's jobs")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("ui/language", options.language)
        workspace = options.workspace or Path(scratch) / "Faces 2026"
        app = create_app([sys.argv[0]], workspace_path=workspace, settings=settings)
        width, height = (int(part) for part in options.size.split("x"))
        app.window.resize(width, height)
        try:
            if options.filled:
                fill(app, Path(scratch))
            draw(app, options.out, options.page, options.theme, wait_s=options.wait)
        finally:
            app.shutdown()
    return 0


def fill(app: App, scratch: Path) -> None:
    """Bring every page to the middle of its work, through the functions that people click."""
    from emotion_gui.core.data.sample_faces import write_sample_video

    clip = write_sample_video(scratch / "two_people.mp4", seconds=40, seed=5, faces=2).path
    app.show(page="data")
    settle(app, 60.0)
    data = page_of(app, "data", DataPage)
    data.source_import.load_samples()
    settle(app, 300.0)
    train = page_of(app, "train", TrainPage)
    app.window.show_page("train")
    train.recipe.preset_control.button("quick").click()
    train.recipe.set_value("epochs", FILLED_EPOCHS)
    train.start()
    settle(app, 600.0)
    app.window.show_page("data")
    data.controller.view.gallery.grid.select([3])
    app.window.show_page("evaluate")
    app.events.open_run_in.emit("evaluate", 1)
    settle(app, 60.0)
    app.window.show_page("prune")
    settle(app, 60.0)
    prune = page_of(app, "prune", PrunePage)
    prune.measure()
    settle(app, 120.0)
    prune.controls.slider.slider.setValue(round(10 * FILLED_THRESHOLD_DEG))
    settle(app, 60.0)
    app.settings.setValue(purpose.KEY, "recordings")
    app.window.show_page("review")
    settle(app, 60.0)
    app.window.page("review").dropped([clip])
    settle(app, 300.0)
    app.window.show_page("live")
    settle(app, 60.0)
    live = page_of(app, "live", LivePage)
    live.dropped([clip])
    live.model_panel.first.choose("run-1")
    live.start()
    spin(4000)


def page_of(app: App, name: str, kind: type[_P]) -> _P:
    """A page of the window as what it is."""
    page = app.window.page(name)
    if not isinstance(page, kind):  # one that tells why
        raise SystemExit(f"the page {name} cannot be shown")
    return page


def draw(app: App, out: Path, pages: list[str], themes: list[str], *, wait_s: float) -> None:
    """One picture a page and theme."""
    if not app.window.isVisible():
        app.show(page=pages[0])
        settle(app, 60.0 if wait_s > 1 else 10.0)
    for name in pages:
        for theme in themes:
            app.theme.set_mode(theme)
            app.window.show_page(name)
            settle(app, wait_s)
            app.window.page(name).clear_message()  # of what was done to fill it
            for plot in app.window.findChildren(CurvePlot):
                if plot.isVisible():
                    plot.flush()
            spin(100)
            while not app.window.updatesEnabled():  # not all wears the new theme
                spin(50)
            path = out / f"{name}_{theme}.png"
            grab(app.window, path)
            print(path)


def settle(app: App, limit_s: float) -> None:
    """Let jobs end, but not longer than the limit."""
    deadline_s = time.monotonic() + limit_s
    spin(150)
    while time.monotonic() < deadline_s and any(not t.is_stream for t in app.tasks.tasks):
        spin(50)


def spin(interval_ms: int) -> None:
    """Run the event loop for a while."""
    loop = QEventLoop()
    QTimer.singleShot(interval_ms, loop.quit)
    loop.exec()


def grab(window: QWidget, path: Path) -> None:
    """What the window shows, as a file."""
    window.grab().save(str(path))


if __name__ == "__main__":
    sys.exit(main())
