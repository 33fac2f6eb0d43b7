"""Nothing is cut, pushed out or laid over something: on every page, in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.clipping import look_over
from helpers.datasets import make_dataset
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES, _import_page
from emotion_gui.core.settings import SETTINGS
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import install
from emotion_gui.ui.widgets import ChoiceBox, FactRow
from emotion_gui.ui.widgets.flow import FlowRow, Sides
from emotion_gui.ui.widgets.scroll_column import ScrollColumn
from emotion_gui.ui.widgets.whole_text import tell_whole

TESTS = Path(__file__).parents[2]
# 150 % of 1280x800; 1280x800 itself, which is 200 % of 2560x1600 too.
SCREENS = ((853, 533), (1280, 800))
NAMES = ("data", "train", "evaluate", "prune", "live")


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    install(qapp, request.param)
    yield request.param
    install(qapp, "en")  # as every other test has it
    QLocale.setDefault(before)


@pytest.fixture
def window(qtbot: QtBot, services: PageServices, language: str) -> MainWindow:
    pages = {name: lambda given: Page(given, title="A page") for name in NAMES}
    made = MainWindow(services, {**pages, "settings": SettingsPage})
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show_page("settings")
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_words_of_the_rail_fit_their_buttons(window: MainWindow) -> None:
    buttons = [*window.rail.buttons.values(), window.rail.help_button]
    for button in buttons:
        font = button.font()
        font.setBold(True)
        needed = QFontMetrics(font).horizontalAdvance(button.text())
        assert button.width() >= needed + 4, button.text()
    assert len({button.width() for button in buttons}) == 1


def test_no_setting_is_squeezed(window: MainWindow) -> None:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    for setting in SETTINGS:
        control = page.control(setting.key)
        assert control.height() >= control.sizeHint().height(), setting.key


def test_buttons_go_below_each_other_before_a_word_is_cut(qtbot: QtBot, theme: Theme) -> None:
    buttons = [QPushButton("Als neuen Lauf speichern"), QPushButton("Exportieren…")]
    row = FlowRow(*buttons)
    qtbot.addWidget(row)
    wide = sum(button.sizeHint().width() for button in buttons) + 40
    for width, levels in ((wide, 1), (wide - 60, 2)):
        row.resize(width, 200)
        with qtbot.waitExposed(row):
            row.show()
        QApplication.sendPostedEvents()
        qtbot.waitUntil(lambda n=levels: len({button.y() for button in buttons}) == n)
        for button in buttons:
            assert button.width() >= button.sizeHint().width()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lists_that_qt_shows_as_windows_have_the_themes_colours(
    qtbot: QtBot, theme: Theme, mode: str
) -> None:
    theme.set_mode(mode)
    field = QLineEdit()
    qtbot.addWidget(field)
    # As in Qt's own dialog for files: its list has no parent that a style could go by.
    completer = QCompleter(["plain.jpg", "progressive.mp4"], field)
    field.setCompleter(completer)
    completer.setCompletionPrefix("p")
    popup = completer.popup()
    popup.resize(300, 120)
    image = popup.grab().toImage()
    # At the right no letter stands.
    ground = image.pixelColor(image.width() - 6, image.height() // 4)
    assert ground.name() == theme.color("card").name()


needs_screens = pytest.mark.skipif(
    os.name == "nt", reason="the offscreen platform takes no path with a drive's colon"
)


def platform_of(tmp_path: Path, *sizes: tuple[int, int]) -> str:
    """The offscreen platform with screens of these sizes side by side."""
    screens, left = [], 0
    for width, height in sizes:
        place = {"name": f"{width}x{height}", "x": left, "y": 0, "width": width, "height": height}
        screens.append({**place, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1})
        left += width
    layout = tmp_path / "screens.json"
    layout.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    return f"offscreen:configfile={layout}"


_ROOM = """
import json
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
app = QApplication([])
room = app.primaryScreen().availableGeometry()
font = QFont()
font.setPixelSize(13)
text = "Überprüfung der Merkmalskarten, wortweise"
print(json.dumps([room.width(), room.height(), QFontMetrics(font).horizontalAdvance(text)]))
"""


@needs_screens
def test_a_scale_factor_changes_nothing_but_the_room(tmp_path: Path) -> None:
    """So 150 % of 1280x800 are looked at as 853x533, and 200 % of 2560x1600 as 1280x800."""
    found = []
    for scale, size in ((1, (853, 533)), (1.5, (1280, 800)), (1, (1280, 800)), (2, (2560, 1600))):
        environment = {
            "QT_QPA_PLATFORM": platform_of(tmp_path, size),
            "QT_SCALE_FACTOR": str(scale),
        }
        ended = subprocess.run(
            [sys.executable, "-c", _ROOM],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        found.append(json.loads(ended.stdout))
    assert found[0] == found[1]
    assert found[2] == found[3]


@needs_screens
def test_every_state_of_every_page_is_seen_whole_on_every_screen(tmp_path: Path) -> None:
    """`helpers.page_walk` says which states. The first screen is the one that windows open on."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": platform_of(tmp_path, *SCREENS),
        "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))),
    }
    found = tmp_path / "found.json"
    ended = subprocess.run(
        [sys.executable, "-m", "helpers.page_walk", str(found)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    told = json.loads(found.read_text(encoding="utf-8"))
    assert not told["faults"], "\n".join(dict.fromkeys(told["faults"]))
    assert told["states"] >= 130
    assert told["widgets"] > 22_000


def test_the_walk_finds_what_is_cut(qtbot: QtBot, theme: Theme) -> None:
    """What `look_over` is for: each kind of fault once, and none where all is well."""
    del theme
    window = QWidget()
    qtbot.addWidget(window)
    cut, whole = QPushButton("A word too long", window), QPushButton("Short", window)
    silent = QPushButton(window)
    cut.setGeometry(0, 0, 40, 30)
    whole.setGeometry(0, 40, 120, 30)
    silent.setGeometry(0, 80, 40, 30)
    label = QLabel("Pushed out of its window", window)
    label.setGeometry(500, 40, 300, 30)
    other = QPushButton("&Short", window)
    twice = QPushButton("&Sure", window)
    other.setGeometry(130, 40, 120, 30)
    twice.setGeometry(140, 40, 120, 30)
    window.resize(600, 200)
    with qtbot.waitExposed(window):
        window.show()
    look = look_over(window)
    kinds = {fault.kind for fault in look.faults}
    assert kinds == {
        "cut",
        "neither word nor tool tip",
        "pushed out",
        "overlap",
        "the same letter Alt+S",
    }
    assert look.widgets == 7


def test_a_value_stands_below_its_label_before_either_is_cut(qtbot: QtBot, theme: Theme) -> None:
    del theme
    row = FactRow("Epochen zur Feinabstimmung", "100 %, davon 14 % richtig")
    qtbot.addWidget(row)
    assert row.value_label is not None
    for width, below in ((500, False), (220, True)):
        row.resize(width, row.sizeHint().height())
        with qtbot.waitExposed(row):
            row.show()
        qtbot.waitUntil(lambda b=below: (row.value_label.y() > row.label.y() + 8) is b)
        assert row.value_label.width() >= row.value_label.sizeHint().width()


def test_parts_go_below_each_other_before_the_page_scrolls_sideways(
    qtbot: QtBot, theme: Theme
) -> None:
    del theme
    column, content = ScrollColumn([QPushButton("A"), QPushButton("B")], width=300), QLabel("C")
    content.setMinimumWidth(400)
    sides = Sides(spacing=4)
    sides.add(column)
    sides.add(content, 1, least_px=200)
    qtbot.addWidget(sides)
    with qtbot.waitExposed(sides):
        sides.show()
    for width, stacked in ((800, False), (600, True), (800, False)):
        sides.resize(width, 300)
        qtbot.waitUntil(lambda s=stacked: (content.y() > column.y()) is s)
        assert (column.width() == column.column_px) is not stacked
    assert sides.minimumSizeHint().width() <= 410


@pytest.mark.parametrize("name", ["train", "prune"])
def test_the_view_switch_stays_where_it_is(qtbot: QtBot, services: PageServices, name: str) -> None:
    """Whatever actions come and go, the next click in the switch hits what it aimed at."""
    make_dataset(services.workspace)
    page = _import_page(*PAGES[name], services)
    qtbot.addWidget(page)
    page.resize(1204, 686)
    with qtbot.waitExposed(page):
        page.show()
    keys = ("watch", "runs", "sweep") if name == "train" else ("one", "rounds", "layers")
    places = set()
    for key in keys:
        page.view_switch.choose(key)
        QApplication.processEvents()
        switch = page.view_switch
        places.add((switch.mapTo(page, switch.rect().topLeft()).toTuple(), switch.size().toTuple()))
    assert len(places) == 1


def test_a_cut_choice_and_a_cut_header_say_the_whole(qtbot: QtBot, theme: Theme) -> None:
    box = ChoiceBox([("a", "A very long name of a data set, second recording")], name="Data")
    box.setToolTip("What is learned from")
    table = QTableWidget(1, 1)
    tell_whole(table)
    table.setHorizontalHeaderLabels(["What will happen to this pair"])
    table.setColumnWidth(0, 60)
    for widget in (box, table):
        qtbot.addWidget(widget)
        theme.dress(widget)
        widget.resize(140, 80)
        with qtbot.waitExposed(widget):
            widget.show()
    assert told(box) == f"{box.currentText()}\nWhat is learned from"
    assert told(table.horizontalHeader().viewport()) == "What will happen to this pair"


def told(widget: QWidget) -> str:
    """The tool tip of a widget's middle."""
    at = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    return QToolTip.text()
