"""`emotion-gui --smoke-test OUT.json`: the installed program goes once through its own window.

For packages: whether everything that an installation needs is there shows only when it is used.
The system's camera interface is asked for; both engines answer for a bundled network; a process is
started; a clip and a folder of faces are rendered; the bundled model reads the clip on Live, the
folder is imported and trained on for one epoch, every page is opened, the faces are deleted for
good, the window is closed. Widgets get real mouse events. Workspace and settings are temporary:
nothing of the user's is read or written but the log. OUT says step by step what happened; the exit
code is 0 when all went well.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QEventLoop,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from emotion_gui import __version__
from emotion_gui.app import App, create_app
from emotion_gui.core.clock import now_s
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.runtime import is_frozen
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import Page

LIMIT_S = 240.0
WORKER_LIMIT_S = 60.0
LOOK_MS = 20
SETTLE_MS = 200  # a page that fails while it opens shows its banner within this time
FACES = 140
SEED = 3
MOST_APART = 1e-3  # logits of a network, computed in another order


def smoke_test(argv: Sequence[str], out: Path) -> int:
    """Open a window of its own, test it, close it.

    Args:
        argv: the program's name and Qt's options.
        out: where the report goes.

    Returns:
        0 when every step worked and nothing was logged as an error.
    """
    out = out.resolve()
    with temporary_folder("emotion-smoke-") as folder:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        app = create_app(argv, workspace_path=folder / "workspace", settings=settings)
        SmokeTest(app, out, folder=folder)
        return app.run()


class StepFailed(Exception):
    """A step did not come to its end; the text says which wait was in vain."""


class _Errors(logging.Handler):
    """Keeps what the program logged as an error."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


class SmokeTest(QObject):
    """Acts in the application's event loop and writes the report."""

    def __init__(self, app: App, out: Path, *, folder: Path) -> None:
        super().__init__(app)
        self._app, self._out, self._folder = app, out, folder
        self._ready = False
        self._steps: list[dict[str, Any]] = []
        self._errors = _Errors()
        self._began = now_s()
        app.events.models_ready.connect(self._on_ready)
        app.shown.connect(self._on_shown)
        logging.getLogger().addHandler(self._errors)

    @property
    def window(self) -> MainWindow:
        return self._app.window

    def run(self) -> None:
        """All steps in order; the first that fails is the last."""
        problem = ""
        steps: tuple[tuple[str, Callable[[], dict[str, Any]]], ...] = (
            ("models ready", self._wait_for_models),
            ("camera interface there", camera_facts),
            ("engines agree", engine_facts),
            ("worker process without a window", worker_facts),
            ("clip read live by the bundled model", lambda: self._live(self._folder)),
            ("folder imported", lambda: self._import(self._folder)),
            ("one epoch trained", self._train),
            ("every page opened", self._pages),
            ("faces gone with the trash", self._empty_trash),
        )
        try:
            for name, act in steps:
                self._step(name, act)
        except Exception as error:  # noqa: BLE001 - the report is what a test is for
            problem = f"{type(error).__name__}: {error}"
        self._write(problem)
        self.window.close()
        QApplication.exit(1 if problem or self._errors.lines else 0)

    def _on_shown(self) -> None:
        self._note("window shown", {})
        QTimer.singleShot(0, self, self.run)

    def _on_ready(self) -> None:
        self._ready = True

    def _step(self, name: str, act: Callable[[], dict[str, Any]]) -> None:
        facts = act()
        banner = self._banner()
        if banner:
            raise StepFailed(f"{name}: the page says {banner}")
        self._note(name, facts)

    def _note(self, name: str, facts: dict[str, Any]) -> None:
        after_s = round(now_s() - self._began, 2)
        self._steps.append({"step": name, "after_s": after_s, **facts})

    def _write(self, problem: str) -> None:
        logging.getLogger().removeHandler(self._errors)
        report = {
            "version": __version__,
            "packaged": is_frozen(),
            "steps": self._steps,
            "errors": self._errors.lines,
            "problem": problem,
        }
        self._out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")

    # -- what a person does --------------------------------------------------------------------

    def _until(self, what: str, condition: Callable[[], bool]) -> None:
        end = now_s() + LIMIT_S
        while not condition():
            if self._errors.lines:
                raise StepFailed(f"{what}: an error was logged: {self._errors.lines[0]}")
            if now_s() > end:
                raise StepFailed(f"waited {LIMIT_S:.0f} s in vain for: {what}. {self._banner()}")
            wait(LOOK_MS)

    def _click(self, name: str, button: QWidget) -> None:
        self._until(name, lambda: button.isVisible() and button.isEnabled())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _go_to(self, name: str) -> Any:
        self._click(f"{name} in the rail", self.window.rail.buttons[name])
        self._until(f"the page {name}", lambda: self.window.current == name)
        return self.window.page(name)

    def _drop(self, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place = QPoint(self.window.width() // 2, self.window.height() // 2)
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        key = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place, action, data, button, key)
        QApplication.sendEvent(self.window, enter)
        if not enter.isAccepted():
            raise StepFailed(f"the window does not take {path.name}")
        event = QDropEvent(QPointF(place), action, data, button, key)
        QApplication.sendEvent(self.window, event)

    def _banner(self) -> str:
        page = self.window.page(self.window.current) if self.window.current else None
        if isinstance(page, Page) and page.banner.isVisible() and page.banner.kind == "error":
            return page.banner.accessibleName()
        return ""

    # -- steps ---------------------------------------------------------------------------------

    def _wait_for_models(self) -> dict[str, Any]:
        self._until("the models", lambda: self._ready)
        return {}

    def _live(self, folder: Path) -> dict[str, Any]:
        from emotion_gui.core.data.sample_faces import write_sample_video

        clip = write_sample_video(folder / "clip.mp4", seconds=4, seed=SEED).path
        page = self._go_to("live")
        self._drop(clip)
        self._until("a model to choose", lambda: page.model_panel.first_model is not None)
        model = page.model_panel.first_model.name
        self._click("Start", page.start_button)
        self._click("the purpose", page.picture_area.purpose.accept_button)
        self._until("a face", lambda: page.face_panel.crop.image is not None)
        answer = page.face_panel.face_card.title_label.text()
        self._click("Stop", page.start_button)
        self._until("the end of the clip", lambda: not page.running)
        return {"model": model, "answer": answer}

    def _import(self, folder: Path) -> dict[str, Any]:
        from emotion_gui.core.data.sample_faces import write_sample_folder

        write_sample_folder(folder / "faces", count=FACES, seed=SEED)
        page = self._go_to("data")
        self._drop(folder / "faces")
        self._click("Import", page.import_button)
        self._until("the data set", lambda: page.controller.view.isVisible())
        self._until("the import", lambda: self._app.tasks.exclusive_task is None)
        (dataset,) = self._app.workspace.datasets()
        return {"dataset": dataset.name, "state": page.state_text}

    def _train(self) -> dict[str, Any]:
        page = self._go_to("train")
        self._click("Quick", page.recipe.preset_control.button("quick"))
        page.recipe.set_value("epochs", 1)
        self._click("Start", page.start_button)
        workspace = self._app.workspace
        self._until("the run", lambda: _finished(workspace.runs()))
        self._until("the training", lambda: self._app.tasks.exclusive_task is None)
        (run,) = workspace.runs()
        return {"run": run.name, "epochs": len(workspace.epochs(run.run_id))}

    def _pages(self) -> dict[str, Any]:
        opened = []
        for name in self.window.rail.buttons:
            self._go_to(name)
            wait(SETTLE_MS)
            if self._banner():
                raise StepFailed(f"the page {name} cannot be used: {self._banner()}")
            opened.append(name)
        self._until("all work", lambda: not self._app.tasks.tasks)
        return {"pages": opened}

    def _empty_trash(self) -> dict[str, Any]:
        """Windows removes nothing that a page still has mapped."""
        workspace = self._app.workspace
        (dataset,) = workspace.datasets()
        page = self._go_to("data")
        self._click("Move to the trash", page.controller.view.datasets.delete_button)
        self._until("the trash", page.aside.trash_button.isVisible)
        page.aside.trash_menu.actions()[-1].trigger()
        left = workspace.dataset_dir(dataset.dataset_id)
        self._until("the faces to go", lambda: not left.exists())
        self._until("all work", lambda: not self._app.tasks.tasks)
        return {}


def camera_facts() -> dict[str, Any]:
    """What OpenCV can open cameras with here.

    Raises:
        StepFailed: this build of OpenCV has no camera interface of this system, so that no camera
            would ever open.
    """
    import cv2

    from emotion_gui.core.inference.cameras import camera_interfaces

    names = [cv2.videoio_registry.getBackendName(each) for each in camera_interfaces()]
    if not names:
        raise StepFailed("this OpenCV cannot open cameras of this system")
    return {"interfaces": names}


def engine_facts() -> dict[str, Any]:
    """Which engines compute here, and which of them is taken.

    Raises:
        StepFailed: one of them answers otherwise than the network.
    """
    import numpy as np

    from emotion_gui.core.engines.engine import make_engine
    from emotion_gui.core.engines.measuring import measure_speeds
    from emotion_gui.core.engines.names import machine
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.resources import resources_dir

    checkpoint = load_checkpoint(resources_dir() / "models" / "paper.safetensors")
    side = checkpoint.network.spec.input_side
    faces = np.random.default_rng(SEED).integers(0, 256, (4, side, side), dtype=np.uint8)
    expected = predict_logits(checkpoint.network, faces, checkpoint.info.preprocessing)
    speeds = measure_speeds(checkpoint, model="paper")
    assert speeds is not None
    for name in speeds.engines:
        apart = float(np.abs(make_engine(checkpoint, name).logits(faces) - expected).max())
        if not apart < MOST_APART:
            raise StepFailed(f"{name} answers otherwise than the network, by {apart:.2g}")
    ms_a_face = {name: round(speed.one, 2) for name, speed in speeds.engines.items()}
    return {"machine": machine(), "engine": speeds.fastest(), "ms_a_face": ms_a_face}


def worker_facts() -> dict[str, Any]:
    """A process that this program starts does its work and ends.

    Raises:
        StepFailed: it opened a window of its own instead, or ended without an answer.
    """
    spawn = multiprocessing.get_context("spawn")
    workers = ProcessPoolExecutor(1, mp_context=spawn)
    try:
        process = workers.submit(os.getpid).result(timeout=WORKER_LIMIT_S)
    except (TimeoutError, BrokenProcessPool) as error:
        for each in multiprocessing.active_children():
            each.kill()
        raise StepFailed(f"a worker process gives no answer: {error!r}") from error
    workers.shutdown()
    return {"worker": process != os.getpid()}


def _finished(runs: Sequence[RunRow]) -> bool:
    return any(run.status is RunStatus.FINISHED for run in runs)


def wait(interval_ms: int) -> None:
    """Let the window live for a while.

    Not `QTest.qWait`: it sleeps with the interpreter's lock in its hand, and jobs starve.
    """
    loop = QEventLoop()
    QTimer.singleShot(interval_ms, loop.quit)
    loop.exec()
