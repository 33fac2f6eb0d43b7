"""A walk through every page and state of the window, as a process of its own.

    PYTHONPATH=tests QT_SCALE_FACTOR=1.5 python -m helpers.page_walk OUT.json
        [--language en de] [--pictures FOLDER] [--theme light] [--only prune]

The scale factor of Qt is fixed when a process begins, so that a test that wants another one
starts another process. What `clipping.look_over` finds in each state is written to OUT.json;
with `--pictures` each state is also drawn, to be looked at by a person.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from helpers.clipping import look_over
from helpers.datasets import make_dataset, make_run
from helpers.fake_sources import write_video
from helpers.parts import (
    album_of,
    browse_of,
    by_of,
    face_detail_of,
    finished_jobs_of,
    layers_of,
    loss_plot_of,
    mistakes_of,
    newest_of,
    number_of,
    overview_of,
    pair_table_of,
    result_of,
    side_of,
    sweep_card_of,
    sweep_rows_of,
    threshold_of,
)
from helpers.review import rows_of_labels, session_of
from helpers.sources import write_pictures
from helpers.waiting import let_run
from PySide6.QtCore import QCoreApplication, QEventLoop, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from emotion_gui.core.files import safe_file_name, temporary_folder
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.review.edits import Event, Span
from emotion_gui.core.review.timeline import FilmTimeline
from emotion_gui.core.runtime import prepare_process
from emotion_gui.core.settings import Preferences
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.records import BatchRecord, EpochRecord
from emotion_gui.core.training.requests import SweepRequest, TrainRequest
from emotion_gui.core.training.sweep_tables import SweepRow
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.train import Mistakes, PreviewRequest, RowDone
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import AppEvents, PageServices
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import install
from emotion_gui.ui.widgets import CurvePlot
from emotion_gui.workers.task_manager import TaskManager

PATIENCE_S = 60.0
LONG_NAME = "Kinder und Jugendliche, zweite Aufnahme im Sommer, ohne Brillen (2026-11-27)"
FACES = (56, 77, 14)  # to learn from, to watch, locked


class Bench:
    """A window over a small filled workspace, and hands that work it."""

    def __init__(self, folder: Path, *, language: str, theme: str) -> None:
        qapp = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(qapp, QApplication)
        install(qapp, language)
        self.folder, self.language = folder, language
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.workspace = Workspace.open(folder / "workspace")
        self.tasks = TaskManager()
        self.theme = Theme(qapp, theme)
        self.events = AppEvents()
        self.services = PageServices(
            workspace=self.workspace,
            tasks=self.tasks,
            theme=self.theme,
            settings=self.settings,
            preferences=Preferences(self.settings),
            navigate=self.events.page_requested.emit,
            events=self.events,
        )
        self.may_go_on = threading.Event()
        self.window = MainWindow(self.services, self._factories(), log_file=folder / "log.txt")
        self.window.bottom_bar.set_facts(device="cpu", threads=2, workspace="Faces 2026")

    def _factories(self) -> dict[str, Callable[[PageServices], QWidget]]:
        from emotion_gui.app import PAGES, _import_page
        from emotion_gui.ui.pages.training import TrainPage
        from emotion_gui.ui.settings_page import SettingsPage
        from emotion_gui.ui.welcome import WelcomePage

        pages = {name: partial(_import_page, *where) for name, where in PAGES.items()}
        pages["train"] = partial(
            TrainPage, train=self._train, preview=_preview, mistakes=_mistakes, sweep=self._sweep
        )
        return {**pages, "settings": SettingsPage, "welcome": WelcomePage}

    # -- hands ------------------------------------------------------------------------------

    def spin(self, interval_ms: int = 0) -> None:
        """Let events come, and what was put off for later; who waits leaves the work its core."""
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QCoreApplication.sendPostedEvents()
        if interval_ms > 0:
            let_run(interval_ms)

    def rest(self) -> None:
        """Widgets that turn ask for another layout, and those around them for one more."""
        for _ in range(8):
            self.spin()

    def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for what must come."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(what or "the state did not come")
            self.spin(5)

    def idle(self) -> None:
        """No job runs but a stream."""
        self.spin()
        self.until(lambda: all(task.is_stream for task in self.tasks.tasks), "jobs end")
        self.spin()

    def go(self, name: str) -> QWidget:
        """A page in front, at rest."""
        self.window.show_page(name)
        self.idle()
        return self.window.page(name)

    def close(self) -> None:
        self.may_go_on.set()
        for name in ("live",):
            if name in self.window._pages:
                self.window.page(name).prepare_to_close()
        self.tasks.stop_all(PATIENCE_S)
        self.window.close()
        self.window.deleteLater()
        self.spin()
        self.workspace.close()
        self.theme.deleteLater()

    # -- what there is to see ---------------------------------------------------------------

    def fill(self) -> None:
        """Two data sets, runs with epochs, one with a network, one in the trash."""
        from helpers.pruning import random_network

        from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
        from emotion_gui.core.model.spec import NetworkSpec

        spec = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))
        train, test, validation = FACES
        data = make_dataset(self.workspace, train=train, test=test, validation=validation)
        make_dataset(self.workspace, name=LONG_NAME, train=14, test=7, validation=7)
        gone = make_dataset(self.workspace, name=f"{LONG_NAME} 2", train=7, test=7, validation=7)
        self.workspace.trash_dataset(gone.dataset_id)
        names = ("small", f"Paper, 50 epochs, rate 0.001, changed: {LONG_NAME}")
        for name in names:
            run = make_run(
                self.workspace,
                name=name,
                kind="train",
                dataset_id=data.dataset_id,
                config=TrainConfig(epochs=4).to_json(),
                status=RunStatus.FINISHED,
                summary={"test_accuracy": 0.5, "n": 28, "epochs_done": 2},
            )
            for epoch in (1, 2):
                self.workspace.record_epoch(run.run_id, epoch, _epoch(epoch).to_json())
            info = CheckpointInfo(spec=spec, run={"title": f"Run {run.run_id}: {name}"})
            target = self.workspace.checkpoint_path(run.run_id)
            save_checkpoint(target, random_network(spec, seed=run.run_id), info)
        self.events.datasets_changed.emit()
        self.events.runs_changed.emit()
        self.idle()

    def _train(self, workspace: Workspace, order: TrainRequest, context: JobContext) -> object:
        """Two epochs, then a wait in the middle of the third."""
        dataset = workspace.dataset(order.dataset)
        run = make_run(
            workspace,
            name=order.name,
            kind="train",
            dataset_id=dataset.dataset_id,
            config=order.config.to_json(),
        )
        for epoch in (1, 2):
            context.report(Progress(epoch, 60, detail=BatchRecord(epoch, 1, 2, 1.9, 480.0)))
            entry = _epoch(epoch)
            workspace.record_epoch(run.run_id, epoch, entry.to_json())
            context.report(Progress(epoch, 60, detail=entry))
        self.may_go_on.wait(PATIENCE_S)
        context.checkpoint()
        raise AssertionError("a stopped training went on")

    def _sweep(self, workspace: Workspace, order: SweepRequest, context: JobContext) -> Path:
        """One row of Table 1, then a wait."""
        row = SweepRow(
            "paper-10-1e-3",
            1,
            256,
            10,
            1e-3,
            8.0,
            0.25,
            0.5,
            100,
            0.45,
            55,
            (0.3, 0.6),
            0.5,
            7,
            "test",
            which="last",
            epoch=10,
            network="a",
        )
        for key in ("paper-10-1e-3", "paper-20-1e-3"):
            context.report(Progress(1, 7, detail=RowDone(replace(row, preset=key, network=key))))
        self.may_go_on.wait(PATIENCE_S)
        context.checkpoint()
        raise AssertionError("a stopped table went on")


def _epoch(number: int) -> EpochRecord:
    confusion = [[0] * 7 for _ in range(7)]
    confusion[0][0], confusion[0][1] = 14, 14
    return EpochRecord(
        epoch=number,
        train_loss=2.0 / number,
        train_accuracy=0.25 * number,
        test_loss=2.2 / number,
        test_accuracy=0.2 * number,
        learning_rate=1e-3,
        images_per_second=12_500.0,
        seconds=2.0,
        confusion=tuple(map(tuple, confusion)),
    )


def _preview(workspace: Workspace, order: PreviewRequest, context: JobContext) -> np.ndarray:
    return np.full((9, 48, 48), 90, dtype=np.uint8)


def _mistakes(workspace: Workspace, run_id: int, context: JobContext) -> Mistakes:
    return Mistakes(np.full((2, 48, 48), 90, dtype=np.uint8), [0, 1], [3, 3])


# -- the walk -------------------------------------------------------------------------------

State = tuple[str, QWidget]


def before_there_is_data(bench: Bench) -> Iterator[State]:
    """The window as somebody sees it who has just installed it."""
    for name in ("welcome", "data", "train", "evaluate", "prune", "live"):
        bench.go(name)
        yield f"{name}, nothing yet", bench.window


def data_states(bench: Bench) -> Iterator[State]:
    page = bench.go("data")
    view = browse_of(page)
    bench.until(lambda: overview_of(page) is not None)
    yield "data, faces", bench.window
    view.gallery.select([3])
    bench.idle()
    yield "data, one face", bench.window
    view.detail.review_button.click()
    bench.idle()
    yield "data, review", bench.window
    view.set_reviewing(False)
    view.tabs.choose("left-out")
    yield "data, left out", bench.window
    view.tabs.choose("check")
    yield "data, before the check", bench.window
    page.controller.check()
    bench.idle()
    yield "data, checked", bench.window
    view.tabs.choose("faces")
    from emotion_gui.core.errors import DatasetFormatError

    page.show_error(DatasetFormatError(bench.folder / f"{LONG_NAME}.csv", "no column for labels"))
    yield "data, an error", bench.window
    page.clear_message()


def incoming_states(bench: Bench) -> Iterator[State]:
    page = bench.go("data")
    incoming = page.source_import
    named = bench.folder / LONG_NAME
    write_pictures(named, [f"{word}/{n}.png" for word in ("happy", "calm") for n in range(3)])
    page.open_paths([named])
    bench.until(lambda: incoming.preview.ready)
    bench.idle()
    yield "data, preview", bench.window
    incoming.importing.begin(LONG_NAME)
    incoming.started.emit(LONG_NAME)
    yield "data, importing", bench.window
    page.show_datasets()
    numbered = bench.folder / "raf"
    write_pictures(numbered, [f"{part}/{n}/{n}.png" for part in ("a", "b") for n in range(1, 8)])
    page.open_paths([numbered])
    bench.until(lambda: incoming.preview.asks)
    bench.idle()
    yield "data, the question what numbers mean", bench.window
    page.back_button.click()
    page.capture("")
    bench.idle()
    yield "data, capture", bench.window
    page.back_button.click()
    bench.idle()


def train_states(bench: Bench) -> Iterator[State]:
    page = bench.go("train")
    yield "train, recipe", bench.window
    page.recipe.preset_control.choose("paper")
    page.recipe.set_value("batch_size", 48)
    page.recipe.advanced_button.click()
    bench.idle()
    yield "train, advanced", bench.window
    page.recipe.advanced_button.click()
    page.watch.offer_button.click()
    bench.idle()
    yield "train, curves of a run", bench.window
    bench.may_go_on.clear()
    page.start()
    bench.until(lambda: len(loss_plot_of(page).series) > 0)
    bench.spin(50)
    yield "train, running", bench.window
    page.training.stop()
    bench.may_go_on.set()
    bench.idle()
    yield "train, stopped", bench.window
    page.view_switch.choose("runs")
    page.runs.select([1, 2])
    bench.idle()
    yield "train, runs", bench.window
    page.view_switch.choose("sweep")
    yield "train, sweep", bench.window
    bench.may_go_on.clear()
    page.sweep.start()
    bench.until(lambda: len(sweep_rows_of(page).rows) == 2)
    yield "train, sweep running", bench.window
    page.sweep.stop()
    bench.may_go_on.set()
    bench.idle()
    sweep_card_of(page).source.choose("recipe")
    yield "train, grid", bench.window
    sweep_card_of(page).source.choose("study")
    yield "train, a shared search", bench.window
    page.view_switch.choose("teach")
    bench.idle()
    yield "train, teach", bench.window


def evaluate_states(bench: Bench) -> Iterator[State]:
    page = bench.go("evaluate")
    page.open_run(1)
    bench.until(lambda: result_of(page) is not None)
    bench.idle()
    yield "evaluate, one model", bench.window
    side_of(page).choose("reliability")
    mistakes_of(page).select([0])
    bench.idle()
    yield "evaluate, a face chosen", bench.window
    face_detail_of(page).look_button.click()
    bench.idle()
    yield "evaluate, inside", bench.window
    page.inside.back_button.click()
    page.calibration.calibrate()
    bench.idle()
    bench.until(lambda: result_of(page) is not None)
    yield "evaluate, calibrated", bench.window
    page.state.choose(second="run-2", flip=True)
    page.start_button.click()
    bench.until(lambda: result_of(page) is not None)
    bench.idle()
    page.results.which.choose("second")
    yield "evaluate, two models", bench.window
    page.state.choose(second="", flip=False, part=Part.VALIDATION)
    bench.idle()
    yield "evaluate, final hurdle closed", bench.window
    page._open_file = lambda path: True
    page.state.open_final()
    bench.until(lambda: page.state.final is not None)
    bench.idle()
    yield "evaluate, final report", bench.window
    page.clear_message()


def prune_states(bench: Bench) -> Iterator[State]:
    page = bench.go("prune")
    page.open_run(1)
    bench.until(lambda: page.request is not None)
    bench.idle()
    yield "prune, start", bench.window
    page.measure_button.click()
    bench.until(lambda: page.editor.measured is not None)
    _planned(bench, page)
    yield "prune, one layer", bench.window
    pair_table_of(page).setCurrentIndex(pair_table_of(page).model().index(0, 0))
    by_of(page).choose("number")
    number_of(page).slider.setValue(5)
    _planned(bench, page)
    yield "prune, by number", bench.window
    by_of(page).choose("angle")
    page.controls.preset.choose("corrected")
    threshold_of(page).slider.setValue(300)
    _planned(bench, page)
    page.editor.apply()
    page.compact()
    bench.idle()
    yield "prune, compacted", bench.window
    yield from _studies(bench, page)


def _planned(bench: Bench, page: QWidget) -> None:
    bench.until(lambda: not page.editor.is_waiting)
    bench.idle()


def _studies(bench: Bench, page: QWidget) -> Iterator[State]:
    rounds, layers = page.studies.rounds, layers_of(page)
    rounds.form.set_values({"rounds": 1, "epochs": 1})
    layers.form.set_values({"epochs": 1})
    for key in ("rounds", "layers", "comparison", "quantize", "goal"):
        page.view_switch.choose(key)
        bench.idle()
        yield f"prune, {key}, before", bench.window
        page.study_button.click()
        bench.until(lambda: not page.studies.busy)
        bench.idle()
        yield f"prune, {key}", bench.window
    page.view_switch.choose("one")


def live_states(bench: Bench) -> Iterator[State]:
    from emotion_gui.core.resources import sample_clip
    from emotion_gui.ui.pages.live.state import Phase
    from emotion_gui.ui.purpose import KEY

    page = bench.go("live")
    bench.until(lambda: page.state.known)
    yield "live, idle", bench.window
    film = bench.folder / f"{LONG_NAME} {LONG_NAME}.mp4"
    film.write_bytes(sample_clip().read_bytes())
    page.dropped([film])
    bench.idle()
    yield "live, the question what for", bench.window
    bench.settings.setValue(KEY, "own")
    page.start()
    bench.until(lambda: page.state.phase is Phase.ON and newest_of(page) is not None)
    bench.until(lambda: newest_of(page).result.faces or not page.running)
    bench.spin(50)
    yield "live, running", bench.window
    page.stop()
    bench.until(lambda: not page.running)
    bench.idle()
    yield "live, result", bench.window
    stills = bench.folder / "stills"
    write_pictures(stills, [f"{LONG_NAME} {n}.png" for n in range(3)], side=160)
    page.dropped(sorted(stills.iterdir()))
    bench.until(lambda: newest_of(page) is not None)
    bench.spin(50)
    yield "live, photographs", bench.window
    page._on_album(_album())
    album_of(page).grid.select([2])
    yield "live, all faces of photographs", bench.window
    page.stop()
    bench.until(lambda: not page.running)


def _album() -> object:
    """Faces of photographs, as if they had been found."""
    from helpers.seven import Emotion

    from emotion_gui.core.faces.boxes import FaceBox
    from emotion_gui.core.inference.results import Answer, FaceResult
    from emotion_gui.operations.album import Album, AlbumFace

    likely, crop = np.eye(7) * 0.9 + 0.01, np.full((48, 48), 90, dtype=np.uint8)
    faces = [
        FaceResult(1, FaceBox(0, 0, 48, 48, 1.0), crop, Answer(row, row, Emotion(n), 0.5))
        for n, row in enumerate(likely)
    ]
    named = tuple(AlbumFace(n, f"{LONG_NAME} {n}.png", face) for n, face in enumerate(faces))
    return Album(9, named, (f"{LONG_NAME} 7.png",), (f"{LONG_NAME} 8.png",))


def review_states(bench: Bench) -> Iterator[State]:
    page = bench.go("review")
    bench.spin()
    yield "review, no film yet", bench.window
    page.scenes.setCurrentWidget(page.purpose)
    bench.spin()
    yield "review, the question what for", bench.window
    page.scenes.setCurrentWidget(page.empty)
    _open_film(bench, page)
    for view in ("people", "marks", "quality", "figures"):
        page.tabs.choose(view)
        page.views.setCurrentWidget(getattr(page, view))
        bench.idle()
        yield f"review, a film: {view}", bench.window
    for mode in ("two", "groups"):
        page.view_switch.choose("compare")
        page.compare.mode.choose(mode)
        bench.idle()
        yield f"review, compared: {mode}", bench.window
    page.view_switch.choose("film")


def _open_film(bench: Bench, page: QWidget) -> None:
    """Four persons over twelve seconds, one of them named at length; marks of each kind."""
    film = bench.folder / f"{LONG_NAME}.avi"
    grounds = np.linspace(40, 200, 120, dtype=np.uint8)
    write_video(film, [np.full((180, 320, 3), gray, dtype=np.uint8) for gray in grounds], fps=10)
    seen = {n: [None] * (9 * n) + [n % 7] * 60 + [-1] * 9 + [(n + 3) % 7] * 20 for n in range(1, 5)}
    session = session_of(rows_of_labels(seen), name=film.name)
    identity = replace(session.facts.film, path=str(film))
    facts = replace(session.facts, film=identity, size=(320, 180))
    edits = session.timeline.edits
    persons = (replace(edits.persons[0], name=LONG_NAME), *edits.persons[1:])
    edits = replace(
        edits,
        persons=persons,
        sections=(Span(1.0, 5.0, LONG_NAME), Span(5.0, 9.0, "b")),
        events=(Event(2.0, LONG_NAME),),
        excluded=(Span(9.5, 10.0, ""),),
    )
    row = bench.workspace.create_session(name=film.name, facts=facts.to_json())
    row = replace(row, state=SessionState.READY)
    for number in (1, 2):
        bench.workspace.create_session(name=f"{LONG_NAME} {number}.mp4", facts=facts.to_json())
    page.activated()
    bench.idle()
    timeline = FilmTimeline(session.timeline.rows, edits)
    page.editor.open(replace(session, row=row, facts=facts, timeline=timeline))
    page.scenes.setCurrentIndex(1)
    bench.idle()


def other_states(bench: Bench) -> Iterator[State]:
    bench.go("settings")
    yield "settings", bench.window
    jobs = finished_jobs_of(bench.window)
    menu = jobs.list_menu
    menu.popup(jobs.mapToGlobal(jobs.rect().topLeft()))
    yield "finished jobs", menu
    menu.hide()
    help_ = bench.window.assistance
    for name, show in (
        ("help", help_.show_page_help),
        ("about", help_.show_about),
        ("log", help_.show_log),
        ("check", help_.show_check),
    ):
        show()
        bench.spin(20)
        window = {
            "help": help_.help_window,
            "about": help_.about_window,
            "log": help_.log_window,
            "check": help_.check_window,
        }
        shown = window[name]
        assert shown is not None
        yield name, shown
        shown.hide()
    help_.show_reproduction(str(bench.folder / f"{LONG_NAME}.csv"))
    bench.spin(20)
    assert help_.reproduce_dialog is not None
    yield "reproduce", help_.reproduce_dialog
    help_.reproduce_dialog.hide()
    bench.window.drop_hint.refuse([bench.folder / f"{LONG_NAME}.txt"])
    bench.spin()
    yield "something that no page takes", bench.window
    bench.window.drop_hint.hide()
    yield from _message_boxes(bench)


def _message_boxes(bench: Bench) -> Iterator[State]:
    from PySide6.QtWidgets import QFileDialog, QMessageBox

    buttons = QMessageBox.StandardButton
    box = QMessageBox(
        QMessageBox.Icon.Warning, "x", LONG_NAME, buttons.Yes | buttons.No, bench.window
    )
    box.setInformativeText(LONG_NAME)
    box.show()
    bench.spin(20)
    yield "message box", box
    box.hide()
    dialog = QFileDialog(bench.window, "x", str(bench.folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    bench.spin(20)
    yield "file dialog", dialog
    dialog.hide()


PARTS = (
    ("data", data_states),
    ("incoming", incoming_states),
    ("train", train_states),
    ("evaluate", evaluate_states),
    ("prune", prune_states),
    ("live", live_states),
    ("review", review_states),
    ("other", other_states),
)


def walk(bench: Bench, only: str = "") -> Iterator[State]:
    """Every state, by name, with the window to look at."""
    bench.window.show_page("welcome")
    screen = bench.window.screen().availableGeometry()
    bench.window.show()
    bench.spin(20)
    yield "the window as it opens", bench.window
    bench.window.setGeometry(screen.adjusted(2, 2, -2, -2))  # a frame has to go somewhere
    bench.spin(20)
    if not only:
        yield from before_there_is_data(bench)
    bench.fill()
    for name, states in PARTS:
        if only in ("", name):
            yield from states(bench)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--language", nargs="*", default=["en", "de"])
    parser.add_argument("--theme", default="light")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="", choices=["", *(name for name, _ in PARTS)])
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_process()
    import emotion_gui.core.inference.cameras as cameras

    cameras.list_cameras = list  # none, whatever is plugged in here
    from emotion_gui.operations import compare_criteria

    compare_criteria.USUAL = compare_criteria.USUAL[:2]  # the table is as wide with fewer rows
    compare_criteria.CompareRequest.__init__.__kwdefaults__["latency_runs"] = 1
    found: dict[str, object] = {"widgets": 0, "states": 0}
    faults: list[str] = []
    for language in options.language:
        with temporary_folder() as scratch, opened(scratch, language, options) as bench:
            for number, (name, root) in enumerate(walk(bench, options.only)):
                found["states"] += 1
                for where in on_every_screen(bench, root):
                    look = look_over(root)
                    found["widgets"] += look.widgets
                    faults += [f"{where}, {language}, {name}: {fault}" for fault in look.faults]
                    if options.pictures is not None:
                        state = safe_file_name(f"{number:02} {name}_{language}_{where}")
                        draw(root, options.pictures / f"{state}.png")
    options.out.write_text(
        json.dumps({**found, "faults": faults}, indent=1, ensure_ascii=False), encoding="utf-8"
    )
    return 0


def on_every_screen(bench: Bench, root: QWidget) -> Iterator[str]:
    """A state at rest on the screen that the window opened on, on the others, and back."""
    bench.rest()
    home, first = bench.window.geometry(), bench.window.screen().name()
    yield first
    others = [screen for screen in QGuiApplication.screens() if screen.name() != first]
    for screen in others:
        put_on(bench, root, screen.availableGeometry().adjusted(2, 2, -2, -2))
        assert bench.window.screen().name() == screen.name()
        yield screen.name()
    if others:
        put_on(bench, root, home)


def put_on(bench: Bench, root: QWidget, area: QRect) -> None:
    """The window takes the whole of a screen, and a dialog of it is there too."""
    bench.window.setGeometry(area)
    if root is not bench.window:
        root.move(area.topLeft())
    bench.rest()


@contextmanager
def opened(scratch: Path, language: str, options: argparse.Namespace) -> Iterator[Bench]:
    """The bench, closed whatever happens."""
    bench = Bench(scratch, language=language, theme=options.theme)
    try:
        yield bench
    finally:
        bench.close()


def draw(root: QWidget, path: Path) -> None:
    """What a state looks like, as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for plot in root.findChildren(CurvePlot):
        if plot.isVisible():
            plot.flush()
    root.grab().save(str(path))


if __name__ == "__main__":
    sys.exit(main())
