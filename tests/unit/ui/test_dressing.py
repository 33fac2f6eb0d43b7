"""The style sheet is on pages and bars, not on the application: counted, not timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from emotion_gui import app as application
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.warmup import WarmFacts
from emotion_gui.ui.dialog_icons import dialog_icons
from emotion_gui.ui.dressing import Dressing
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.theme import Theme

DEPTH = 8


class Leaf(QLabel):
    """Counts how often it is told of another style."""

    def __init__(self) -> None:
        super().__init__("a word")
        self.told = 0

    def changeEvent(self, event: QEvent) -> None:
        self.told += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


class Root(QWidget):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QEvent) -> None:
        self.painted += 1


def nested(leaf: QWidget) -> Root:
    """Put together from the leaf up, as cards and pages are."""
    inner = leaf
    for level in range(DEPTH):
        outer = Root() if level == DEPTH - 1 else QWidget()
        QVBoxLayout(outer).addWidget(inner)
        inner = outer
    assert isinstance(inner, Root)
    return inner


def test_nothing_is_styled_while_a_page_is_put_together(qtbot: QtBot, theme: Theme) -> None:
    assert QApplication.instance().styleSheet() == ""
    leaf = Leaf()
    root = nested(leaf)
    qtbot.addWidget(root)
    assert leaf.told == 0
    theme.dress(root)
    with qtbot.waitExposed(root):
        root.show()
    assert leaf.told <= 2


def test_a_change_of_theme_styles_a_widget_once_and_not_for_each_ancestor(
    qtbot: QtBot, theme: Theme
) -> None:
    leaf = Leaf()
    leaf.setProperty("role", "muted")
    root = nested(leaf)
    qtbot.addWidget(root)
    theme.dress(root)
    with qtbot.waitExposed(root):
        root.show()
    leaf.told = 0
    theme.set_mode("dark")
    qtbot.waitUntil(lambda: leaf.palette().windowText().color() == theme.color("muted"))
    assert leaf.told <= 3  # Qt comes by twice, and once for the palette


def test_what_is_seen_changes_first_one_root_in_a_turn_and_is_painted_at_the_end(
    qtbot: QtBot,
) -> None:
    dressing = Dressing()
    hidden, first, second = Root(), Root(), Root()
    for root in (hidden, first, second):
        root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        qtbot.addWidget(root)
        dressing.add(root)
    for root in (first, second):
        with qtbot.waitExposed(root):
            root.show()
    worn = [hidden, first, second]
    order: list[int] = []
    dressing.change("QWidget { color: red; }")
    assert not any(root.styleSheet() for root in worn)
    first.painted = 0
    first.update()
    while dressing.busy or not first.updatesEnabled():
        before = [bool(root.styleSheet()) for root in worn]
        QApplication.processEvents()
        now = [bool(root.styleSheet()) for root in worn]
        order += [number for number in range(3) if now[number] and not before[number]]
        if not (now[1] and now[2]):
            assert first.painted == 0
    assert set(order[:2]) == {1, 2}
    assert order[2] == 0
    qtbot.waitUntil(lambda: first.painted > 0)


def test_what_was_scrolled_stays_where_it_was(qtbot: QtBot) -> None:
    dressing = Dressing()
    area = QScrollArea()
    qtbot.addWidget(area)
    content = QWidget()
    column = QVBoxLayout(content)
    for number in range(60):
        column.addWidget(QPushButton(str(number)))
    area.setWidget(content)
    area.setWidgetResizable(True)
    dressing.change("QPushButton { padding: 12px; color: green; }")
    dressing.add(area)
    area.resize(300, 200)
    with qtbot.waitExposed(area):
        area.show()
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    place = bar.value()
    dressing.change("QPushButton { padding: 12px; color: red; }")
    lowest = place
    while dressing.busy or not area.updatesEnabled():
        QApplication.processEvents()
        lowest = min(lowest, bar.maximum())
    assert lowest < place  # without a sheet all of it is lower, and nobody saw that
    assert bar.value() == bar.maximum() == place


def test_a_root_that_is_gone_is_not_styled(qtbot: QtBot) -> None:
    dressing = Dressing()
    kept, gone = QWidget(), QWidget()
    for root in (kept, gone):
        dressing.add(root, at_once=False)
    gone.deleteLater()
    QApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    dressing.change("QWidget { color: red; }")
    qtbot.waitUntil(lambda: not dressing.busy)
    assert kept.styleSheet()
    kept.deleteLater()


def test_pages_are_made_ahead_one_in_a_turn_and_wear_the_theme_when_they_are_shown(
    qtbot: QtBot, services: PageServices
) -> None:
    made: list[str] = []

    def make(name: str):
        def factory(services: PageServices) -> Page:
            made.append(name)
            return Page(services, title=name)

        return factory

    window = MainWindow(services, {name: make(name) for name in ("data", "train", "live")})
    qtbot.addWidget(window)
    window.show_page("train")
    assert made == ["train"]
    assert window.make_next_page()
    assert made == ["train", "data"]
    assert window.make_next_page()
    assert not window.make_next_page()
    assert window.has_every_page
    assert sorted(made) == ["data", "live", "train"]
    page = window.page("live")
    window.show_page("live")
    assert "border" in page.styleSheet()


def test_what_the_window_needs_is_imported_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []
    facts = WarmFacts(device="cpu", threads=1)

    def warm_up(context: JobContext, *, device: str, threads: int) -> WarmFacts:
        imported.append("models")
        return facts

    monkeypatch.setattr(application, "import_module", imported.append)
    monkeypatch.setattr(application, "warm_up", warm_up)
    assert application.load_beside(JobContext(), device="auto", threads=0) is facts
    assert imported[-2:] == ["pyqtgraph", "models"]
    assert {module for module, _ in application.PAGES.values()} < set(imported)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_arrows_of_qts_own_dialogs_are_seen_on_their_ground(theme: Theme, mode: str) -> None:
    theme.set_mode(mode)
    drawn = dialog_icons(theme)
    for name in ("SP_ArrowBack", "SP_ArrowForward", "SP_FileDialogToParent"):
        which = QStyle.StandardPixmap[name]
        own = drawn(which)
        assert own is not None
        image = own.pixmap(24, 24).toImage()
        inked = [
            image.pixelColor(x, y).lightness()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert inked
        middle = sum(inked) / len(inked)
        assert middle > 150 if theme.dark else middle < 100, name


def test_a_process_has_one_style_and_it_draws_the_icons_of_the_open_window(
    qapp: QApplication, tmp_path: Path, settings: QSettings
) -> None:
    """For another style Qt would visit widgets that nobody holds any more."""
    style = qapp.style()
    which = QStyle.StandardPixmap.SP_ArrowBack
    qts_own = style.standardIcon(which).pixmap(24, 24).toImage()
    opened = application.create_app([], workspace_path=tmp_path / "w", settings=settings)
    try:
        assert qapp.style() is style
        assert style.standardIcon(which).pixmap(24, 24).toImage() != qts_own
    finally:
        assert opened.shutdown()
        opened.window.deleteLater()
    assert style.standardIcon(which).pixmap(24, 24).toImage() == qts_own
