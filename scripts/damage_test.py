"""Damage one thing of a workspace at a time, open a window on it, and show every page.

    PYTHONPATH=.:tests python scripts/damage_test.py [--only WORD ...]

Linux. Columns that lack, texts where numbers are expected, JSON that is none or is something
else, nothing where something is, files that are gone, cut or other ones. Each in a process of its
own with a window without a screen. The workspace may be refused in words, or every page opens,
and what is damaged is told in words: a traceback, an error without words for it, a process that
hangs or dies is a finding. One is returned where there is one.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emotion_gui.app import App
    from emotion_gui.core.workspace.records import Suggestion
    from emotion_gui.ui.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_LIMIT_S = 240
_PAGE_S = 6.0
_COLUMNS = {
    "sessions": ("name", "state", "created", "facts", "edits", "exports", "trashed"),
    "suggestions": ("label", "confidence", "model"),
    "datasets": ("name", "state", "created", "faces", "settings", "active_split", "label_set"),
    "samples": ("label", "face_index", "group_name", "usage", "status", "soft_label", "x"),
    "splits": ("kind", "seed", "parts"),
    "runs": (
        *("name", "kind", "status", "created", "dataset_id", "parent_run", "config"),
        *("summary", "starred", "notes", "tags"),
    ),
    "epochs": ("epoch", "record"),
    "plans": ("plan",),
}
_JSON = {"facts", "edits", "exports", "settings", "label_set", "config", "summary", "record"}
_VALUES: dict[str, object] = {
    "text": "not a number <b>",
    "bytes": b"\xff\xfe\x00x",
    "nothing": None,
    "a huge number": 2**62,
}
_IN_JSON: dict[str, object] = {
    "cut JSON": '{"film": {"path',
    "a list": "[1, 2]",
    "a number": "7",
    "null": "null",
    "other kinds": '{"film": 3, "model": [], "labels": {"a": 1}, "preset": {}, "epochs": "many"}',
}
_FILES = ("datasets/1/faces.npy", "runs/1/best.safetensors", "sessions/1/rows.ewc")


def main() -> int:
    """Try all; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="WORD")
    options = parser.parse_args()
    _import_all()
    ends: Counter[str] = Counter()
    folder = Path(tempfile.mkdtemp(prefix="emotion-damage-"))
    os.environ.update(HOME=str(folder), XDG_DATA_HOME=str(folder), XDG_STATE_HOME=str(folder))
    os.environ.update(XDG_CONFIG_HOME=str(folder), XDG_CACHE_HOME=str(folder))
    try:
        whole = folder / "whole"
        if _in_child(lambda: _fill(whole), folder / "said"):
            raise SystemExit("nothing could be prepared; see above")
        for name, damage in _damages():
            if options.only and name != "nothing" and not any(w in name for w in options.only):
                continue
            shutil.rmtree(folder / "w", ignore_errors=True)
            shutil.copytree(whole, folder / "w")
            if not damage(folder / "w"):
                continue
            found = _in_child(lambda: _look(folder / "w"), folder / "said")
            ends[found.partition(":")[0].partition(" ")[0]] += 1
            print(f"{name}: {found}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(dict(ends))
    return int(bool(ends["FINDING"]))


# -- damage -------------------------------------------------------------------------------------


def _damages() -> Iterator[tuple[str, Callable[[Path], bool]]]:
    yield "nothing", lambda _: True
    for table, columns in _COLUMNS.items():
        for column in columns:
            yield f"{table}.{column} lacks", _sql(f"ALTER TABLE {table} DROP COLUMN {column}")
            values = _IN_JSON | {"bytes": b"\xff"} if column in _JSON else _VALUES
            for what, value in values.items():
                words = f"UPDATE {table} SET {column} = ?"
                yield f"{table}.{column} is {what}", _sql(words, value)
    for table in ("sessions", "suggestions", "plans", "epochs"):
        yield f"{table} lacks", _sql(f"DROP TABLE {table}")
    for name in _FILES:
        yield f"{name} is gone", _file(name, lambda path: path.unlink())
        yield f"{name} is cut", _file(name, lambda path: os.truncate(path, 700))
        yield f"{name} is empty", _file(name, lambda path: os.truncate(path, 0))
        yield f"{name} is another", _file(name, lambda path: path.write_bytes(b"other " * 900))
        yield f"{name} is a folder", _file(name, _exchange_for_folder)


def _sql(words: str, *values: object) -> Callable[[Path], bool]:
    def damage(workspace: Path) -> bool:
        with contextlib.closing(sqlite3.connect(workspace / "workspace.sqlite3")) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            try:
                connection.execute(words, values)
            except sqlite3.Error:  # it cannot be damaged so
                return False
            connection.commit()
        return True

    return damage


def _file(name: str, action: Callable[[Path], object]) -> Callable[[Path], bool]:
    def damage(workspace: Path) -> bool:
        action(workspace / name)
        return True

    return damage


def _exchange_for_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


# -- what is damaged ------------------------------------------------------------------------------


def _import_all() -> None:
    from emotion_gui.app import PAGES
    from emotion_gui.core.runtime import prepare_process

    prepare_process()
    import torch

    torch.set_num_threads(1)
    for module, _ in PAGES.values():
        __import__(module)
    import helpers.review
    import helpers.studies  # noqa: F401


def _fill(folder: Path) -> str:
    """One of each: data set, own classes, kept faces, runs with epochs and plan, film."""
    import numpy as np
    from helpers.datasets import make_run, striped_faces
    from helpers.page_walk import _epoch
    from helpers.review import rows_of_labels, stored_session
    from helpers.studies import small_run

    from emotion_gui.core.data.keeping import KeptFace, keep_faces
    from emotion_gui.core.faces.preprocessing import Preprocessing
    from emotion_gui.core.labels import own_set
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.training.config import TrainConfig
    from emotion_gui.core.workspace.records import RunStatus
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.keep_faces import KEPT

    with contextlib.closing(Workspace.open(folder)) as workspace:
        spec = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))
        small_run(workspace, spec, train=56, test=28, validation=14)
        for kind in ("train", "prune", "sweep"):
            run = make_run(
                workspace,
                name=f"a {kind}",
                kind=kind,
                dataset_id=1,
                config=TrainConfig(epochs=2).to_json(),
                status=RunStatus.FINISHED,
                summary={"test_accuracy": 0.5, "n": 28, "epochs_done": 2},
            )
            for epoch in (1, 2):
                workspace.record_epoch(run.run_id, epoch, _epoch(epoch).to_json())
        classes = own_set(["one", "two", "three"])
        faces, _ = striped_faces(6, seed=5)
        kept = [
            KeptFace(face, f"face {k}", k if k < 3 else None, None if k < 3 else _supposed())
            for k, face in enumerate(np.asarray(faces))
        ]
        for name in (KEPT, "own"):
            keep_faces(workspace, name, kept, preprocessing=Preprocessing(), labels=classes)
        stored_session(workspace, rows_of_labels({1: [3] * 60, 2: [4] * 60}))
    return ""


def _supposed() -> Suggestion:
    from emotion_gui.core.workspace.records import Suggestion

    return Suggestion(1, 0.6, "a model")


# -- the window -----------------------------------------------------------------------------------


class _Records(logging.Handler):
    """What the log says of errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        from emotion_gui.core.errors import EmotionGuiError

        told = record.exc_info is not None and isinstance(record.exc_info[1], EmotionGuiError)
        if (record.exc_info and not told) or record.levelno >= logging.CRITICAL:
            trace = "".join(traceback.format_exception(*record.exc_info or (None, None, None)))
            self.found.append(f"{record.getMessage()}\n{trace}")


def _look(folder: Path) -> str:
    """What a window says of a workspace; FINDING where it is not in words."""
    from PySide6.QtCore import QSettings

    from emotion_gui.app import PAGES, create_app
    from emotion_gui.core.errors import EmotionGuiError

    records = _Records()
    logging.getLogger().addHandler(records)
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    try:
        app = create_app(["damage"], workspace_path=folder, settings=settings)
    except EmotionGuiError as error:
        return f"refused: {error}"
    said: list[str] = []
    try:
        app.window.show()
        for page in (*PAGES, "settings"):
            app.window.show_page(page)
            _settle(app)
            _act(app, page)
            _settle(app)
            said += _said(app.window)
    except Exception:  # noqa: BLE001 - told
        records.found.append(traceback.format_exc())
    finally:
        app.shutdown()
    from emotion_gui.ui.messages import _tr

    if _tr("Something went wrong") in "\n".join(said):
        records.found.append("a banner says only that something went wrong")
    if records.found:
        return "FINDING " + "\n".join(dict.fromkeys(one[-1500:] for one in records.found))
    return "shown"


def _act(app: App, page: str) -> None:
    """Open what is there: the film, each data set, each run, the views of a page."""
    from PySide6.QtWidgets import QPushButton

    from emotion_gui.ui.pages.data import DataPage
    from emotion_gui.ui.pages.evaluation import EvaluatePage
    from emotion_gui.ui.pages.review import ReviewPage
    from emotion_gui.ui.widgets import SegmentedControl

    shown = app.window.page(page)  # or one that tells why there is none
    if isinstance(shown, ReviewPage):
        shown.open_film(1)
    if isinstance(shown, DataPage):
        for number in (1, 2, 3):
            shown.show_datasets(number)
            _settle(app)
    if isinstance(shown, EvaluatePage):
        shown.open_run(1)
    for control in shown.findChildren(SegmentedControl):
        for button in control.findChildren(QPushButton):
            if button.isVisible() and button.isEnabled():
                button.click()
                _settle(app)
    shown.grab()


def _said(window: MainWindow) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.findChildren(QLabel)]


def _settle(app: App) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop

    deadline_s = time.monotonic() + _PAGE_S
    rounds = 0
    while rounds < 5 and time.monotonic() < deadline_s:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        busy = any(not task.is_stream for task in app.tasks.tasks)
        rounds = 0 if busy else rounds + 1
        if busy:
            time.sleep(0.01)


# -- processes ------------------------------------------------------------------------------------


def _in_child(action: Callable[[], str], answer: Path) -> str:
    answer.write_text("", encoding="utf-8")
    child = os.fork()
    if child == 0:
        try:
            text = action()
        except BaseException:  # noqa: BLE001 - told by its words
            text = f"FINDING {traceback.format_exc()}"
        answer.write_text(text, encoding="utf-8")
        os._exit(0)
    begin_s = time.monotonic()
    while time.monotonic() - begin_s < _LIMIT_S:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            text = answer.read_text(encoding="utf-8")
            return f"FINDING ended by {code}" if code else text
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "FINDING hangs"


if __name__ == "__main__":
    sys.exit(main())
