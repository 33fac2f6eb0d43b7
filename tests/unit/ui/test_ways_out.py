"""On every step of every page there is a way out, and what it shows can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import (
    browse_of,
    choices_of,
    face_detail_of,
    mistakes_of,
    overview_of,
    purpose_of,
    tabs_of,
)
from helpers.pruning import random_network
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.reports.figure_drawing import PictureSize, save_picture
from emotion_gui.core.reports.figures import save_table
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.figures.source import HasFigure, shown_at
from emotion_gui.ui.main_window import WELCOME_PAGE, MainWindow
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.data.dataset.browse_view import CHECK, FACES, LEFT_OUT
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.welcome import WelcomePage

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))
WAIT_MS = 90_000  # the first model of a process imports torch
KEYS = {
    "Esc": (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    "Alt+Left": (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
}


@pytest.fixture
def window(
    qtbot: QtBot, services: PageServices, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """All pages over a small data set and one run; no camera."""
    monkeypatch.setattr("emotion_gui.core.inference.cameras.list_cameras", list)
    dataset = make_dataset(workspace, train=56, test=28, validation=7)
    run = make_run(
        workspace,
        name="small",
        kind="train",
        dataset_id=dataset.dataset_id,
        config={},
        status=RunStatus.FINISHED,
    )
    info = CheckpointInfo(spec=SPEC, run={"title": "Run 1: small"})
    save_checkpoint(workspace.checkpoint_path(run.run_id), random_network(SPEC), info)
    factories = {name: partial(_page, module, cls) for name, (module, cls) in PAGES.items()}
    made = MainWindow(services, {**factories, "settings": SettingsPage, WELCOME_PAGE: WelcomePage})
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()  # pages let go of what they watch


def _page(module: str, cls: str, services: PageServices) -> Page:
    import importlib

    given = {"open_file": lambda path: True} if cls == "EvaluatePage" else {}  # no browser
    page: Page = getattr(importlib.import_module(module), cls)(services, **given)
    return page


@dataclass(frozen=True)
class Step:
    """A step of a page.

    Attributes:
        page: its name.
        go: leads to the step.
        out: the button that leads out of it.
        is_there: the step is still shown.
        keys: that do the same.
    """

    page: str
    go: Callable[[Any, QtBot], None]
    out: Callable[[Any], QAbstractButton]
    is_there: Callable[[Any], bool]
    keys: tuple[str, ...] = field(default=("Alt+Left",))


def _evaluated(page: Any, qtbot: QtBot) -> None:
    page.state.choose_run(1)
    qtbot.waitUntil(page.start_button.isEnabled, timeout=WAIT_MS)
    with qtbot.waitSignal(page.shown, timeout=WAIT_MS):
        page.start_button.click()


def _inside(page: Any, qtbot: QtBot) -> None:
    _evaluated(page, qtbot)
    mistakes_of(page).select([0])
    with qtbot.waitSignal(page.inside.shown, timeout=WAIT_MS):
        face_detail_of(page).look_button.click()


def _final(page: Any, qtbot: QtBot) -> None:
    if not page.state.models:
        page.state.choose_run(1)
        qtbot.waitUntil(page.start_button.isEnabled, timeout=WAIT_MS)
    page.state.choose(part=Part.VALIDATION)
    if page.state.final is None:  # opened once; from then on it is only shown
        with qtbot.waitSignal(page.state.final_written, timeout=WAIT_MS):
            choices_of(page).open_button.click()


def _study(name: str) -> Callable[[Any, QtBot], None]:
    def go(page: Any, qtbot: QtBot) -> None:
        page.open_run(1)
        qtbot.waitUntil(lambda: page.request is not None, timeout=WAIT_MS)
        page.view_switch.choose(name)

    return go


def _train_view(name: str) -> Callable[[Any, QtBot], None]:
    return lambda page, qtbot: page.view_switch.choose(name)


def _data_tab(tab: str) -> Callable[[Any, QtBot], None]:
    def go(page: Any, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: overview_of(page) is not None)
        tabs_of(page).choose(tab)

    return go


def _purpose(page: Any, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.start_button.isEnabled, timeout=WAIT_MS)
    page.choose(Source("video", "nowhere.mp4", "nowhere.mp4"))
    page.start_button.click()


STEPS = {
    "evaluate: inside": Step(
        "evaluate",
        _inside,
        lambda page: page.inside.back_button,
        lambda page: page.inside.isVisible(),
        ("Esc", "Alt+Left"),
    ),
    "evaluate: final report": Step(
        "evaluate",
        _final,
        lambda page: page.final.back_button,
        lambda page: page.final.isVisible(),
        ("Esc", "Alt+Left"),
    ),
    **{
        f"prune: {name}": Step(
            "prune",
            _study(name),
            lambda page: page.view_switch.button("one"),
            lambda page: page.studies.shown is not None,
        )
        for name in ("rounds", "layers", "comparison")
    },
    **{
        f"train: {name}": Step(
            "train",
            _train_view(name),
            lambda page: page.view_switch.button("watch"),
            lambda page: page.view_switch.current != "watch",
        )
        for name in ("runs", "sweep")
    },
    **{
        f"data: {tab}": Step(
            "data",
            _data_tab(tab),
            lambda page: tabs_of(page).button(FACES),
            lambda page: browse_of(page).tab != FACES,
            (),  # tabs beside each other, not steps
        )
        for tab in (LEFT_OUT, CHECK)
    },
    "live: purpose": Step(
        "live",
        _purpose,
        lambda page: purpose_of(page).decline_button,
        lambda page: purpose_of(page).isVisible(),
        ("Esc", "Alt+Left"),
    ),
}


def _shown_whole(button: QWidget, window: QWidget) -> bool:
    """The button lies in the window and nothing lies over its middle."""
    middle = button.mapTo(window, button.rect().center())
    hit = window.childAt(middle)
    return hit is not None and (hit is button or button.isAncestorOf(hit))


@pytest.fixture(params=STEPS)
def at_step(request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot) -> tuple[Step, Any]:
    step = STEPS[request.param]
    window.show_page(step.page)
    page = window.page(step.page)
    step.go(page, qtbot)
    qtbot.waitUntil(lambda: step.is_there(page), timeout=WAIT_MS)
    QApplication.sendPostedEvents()
    return step, page


@pytest.mark.allow_errors  # the film of the Live page is not there
def test_a_visible_button_and_keys_lead_out(
    at_step: tuple[Step, Any], window: MainWindow, qtbot: QtBot
) -> None:
    step, page = at_step
    button = step.out(page)
    assert button.isVisible()
    assert button.isEnabled()
    assert _shown_whole(button, window)
    for name in window.rail.buttons:
        assert window.rail.buttons[name].isVisible()
        assert window.rail.buttons[name].isEnabled()
    focus = window.focusWidget()
    for keys in step.keys:
        target = focus if focus is not None and page.isAncestorOf(focus) else button
        window.activateWindow()
        target.setFocus()
        qtbot.keyClick(target, *KEYS[keys])
        assert not step.is_there(page), keys
        step.go(page, qtbot)
        qtbot.waitUntil(lambda: step.is_there(page), timeout=WAIT_MS)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not step.is_there(page)


def test_every_plot_and_table_that_shows_something_leaves_the_program(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """Its numbers are saved; so is a picture of each kind of figure."""
    walks = {"data": _data_tab(FACES), "evaluate": _evaluated, "prune": _measured, "train": _runs}
    kinds: dict[type, Any] = {}
    seen = 0
    for name, go in walks.items():
        window.show_page(name)
        page = window.page(name)
        go(page, qtbot)
        QApplication.sendPostedEvents()
        for widget in page.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, (HasFigure, QAbstractItemView)):
                continue
            shown = shown_at(widget, within=page)
            if shown is None or shown.figure is None:
                continue
            seen += 1
            assert shown.title, widget
            save_table(shown.figure, tmp_path / f"{seen}.csv")
            kinds.setdefault(type(shown.figure), shown.figure)
    for figure in kinds.values():
        save_picture(figure, tmp_path / f"{type(figure).__name__}.png", PictureSize(dpi=50))
    assert seen >= 8
    assert len(kinds) >= 4


def _measured(page: Any, qtbot: QtBot) -> None:
    page.open_run(1)
    qtbot.waitUntil(lambda: page.request is not None, timeout=WAIT_MS)
    with qtbot.waitSignal(page.work.swept, timeout=WAIT_MS):
        page.measure_button.click()


def _runs(page: Any, qtbot: QtBot) -> None:
    page.view_switch.choose("runs")
