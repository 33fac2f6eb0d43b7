"""Names are text wherever they are shown: markup in them is seen, never obeyed."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import preview_of
from helpers.pipes import PIPE, WatchedPipe, watched_pipe
from helpers.pruning import random_network
from helpers.sources import encoded, face
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QMessageBox,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES, _import_page
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.drop_hint import DropHint
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.data.incoming.drop_zone import can_be_imported
from emotion_gui.ui.pages.live.choices import checkpoint_of
from emotion_gui.ui.pages.live.source import source_of
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.welcome import WelcomePage
from emotion_gui.ui.widgets import Banner, Card, ElidedLabel, EmptyState, FactTable


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[WatchedPipe]:
    with watched_pipe(tmp_path / PIPE) as made:
        yield made


def markup(pipe: WatchedPipe) -> str:
    """A name that Qt would take for a picture to fetch and a link."""
    return f'<img src="{pipe.path.as_posix()}" width="9"> <a href="x">link</a> <b>bold</b>'


def banner(theme: Theme, text: str) -> QWidget:
    parent = QWidget()
    Banner(theme, parent).show_message(UserMessage(text, text, text))
    return parent


def facts(text: str) -> QWidget:
    table = FactTable()
    table.add("key", text, text)
    return table


def wrapped(text: str) -> QWidget:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setToolTip(text)
    return label


def message_box(text: str) -> QWidget:
    box = QMessageBox(QMessageBox.Icon.Warning, text, text)
    box.setInformativeText(text)
    return box


MAKERS: dict[str, Callable[[Theme, str], QWidget]] = {
    "label": lambda theme, text: wrapped(text),
    "elided": lambda theme, text: ElidedLabel(text),
    "card": lambda theme, text: Card(text),
    "facts": lambda theme, text: facts(text),
    "empty": lambda theme, text: EmptyState(theme, icon="info", title=text, text=text),
    "banner": banner,
    "message box": lambda theme, text: message_box(text),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_path_in_a_name_is_not_read(
    kind: str, theme: Theme, pipe: WatchedPipe, qtbot: QtBot
) -> None:
    widget = MAKERS[kind](theme, markup(pipe))
    qtbot.addWidget(widget)
    widget.show()
    widget.grab()
    assert not pipe.opened
    shown = [label.text() for label in labels(widget)]
    assert any("<b>bold</b>" in text for text in shown), shown


def test_a_tool_tip_is_not_markup(theme: Theme, pipe: WatchedPipe, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    QToolTip.showText(QPoint(5, 5), markup(pipe), widget)
    tips = [tip for tip in QApplication.topLevelWidgets() if tip.objectName() == "qtooltip_label"]
    assert len(tips) == 1
    tips[0].grab()
    assert tips[0].textFormat() is Qt.TextFormat.PlainText
    assert not pipe.opened
    QToolTip.hideText()


def test_markup_that_is_asked_for_stays(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("<b>ours</b>")
    qtbot.addWidget(label)
    label.show()
    assert label.textFormat() is Qt.TextFormat.RichText


def labels(root: QWidget) -> list[QLabel]:
    own = [root] if isinstance(root, QLabel) else []
    return own + root.findChildren(QLabel)


@pytest.fixture
def hostile(workspace: Workspace, pipe: WatchedPipe) -> Workspace:
    """A workspace in which everything that has a name has a bad one."""
    name = markup(pipe)
    row = make_dataset(workspace, name=name)
    spec = NetworkSpec(((4,), (6,)), (True, True))
    for kind in ("train", "prune"):
        run = make_run(
            workspace,
            name=name,
            kind=kind,
            dataset_id=row.dataset_id,
            config={},
            status=RunStatus.FINISHED,
            summary={"test_accuracy": 0.5, "n": 21},
        )
        info = CheckpointInfo(spec=spec, run={"title": name, "name": name})
        save_checkpoint(workspace.checkpoint_path(run.run_id), random_network(spec), info)
    return workspace


PAGE_MAKERS: dict[str, Callable[[PageServices], QWidget]] = {
    **{
        page: lambda services, where=where: _import_page(*where, services)
        for page, where in PAGES.items()
    },
    "settings": SettingsPage,
    "welcome": WelcomePage,
    "window": lambda services: MainWindow(
        services, {"settings": SettingsPage, "welcome": WelcomePage}
    ),
}


@pytest.mark.parametrize("name", PAGE_MAKERS)
def test_no_page_takes_a_name_for_markup(
    name: str, hostile: Workspace, services: PageServices, pipe: WatchedPipe, qtbot: QtBot
) -> None:
    page = PAGE_MAKERS[name](services)
    qtbot.addWidget(page)
    page.resize(1200, 680)
    page.show()
    if hasattr(page, "open_run"):
        page.open_run(1)
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    for widget in page.findChildren(QWidget):
        widget.ensurePolished()  # what is still hidden would be, before it is shown
    page.grab()
    guessing = [
        label.text() for label in labels(page) if label.textFormat() is Qt.TextFormat.AutoText
    ]
    assert not guessing
    assert not pipe.opened
    if name in ("data", "train", "evaluate", "prune"):
        assert markup(pipe)[:20] in everything_said(page), "the name is not on this page"


def everything_said(root: QWidget) -> str:
    """Texts of labels and lists, and what combo boxes offer."""
    texts = [label.text() for label in labels(root)]
    for box in root.findChildren(QComboBox):
        texts += [box.itemText(row) for row in range(box.count())]
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if model is None:
            continue
        rows, columns = range(model.rowCount(QModelIndex())), range(12)
        texts += [str(model.index(row, column).data()) for row in rows for column in columns]
    return "\n".join(texts)


def test_a_zip_whose_members_are_markup_is_shown_and_reads_nothing(
    services: PageServices, tmp_path: Path, pipe: WatchedPipe, qtbot: QtBot
) -> None:
    picture = encoded(face(1))
    path = tmp_path / "faces.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"happy/{number}.png", picture)
        archive.writestr(f"{markup(pipe)}/a.png", picture)  # a class
        archive.writestr(f"happy/{markup(pipe)}.png", b"no picture")
        archive.writestr(f"{markup(pipe)}.txt", b"beside it")
    page = DataPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 680)
    page.show()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([path])
    page.grab()
    said = everything_said(page)
    assert "<b>bold<" in said
    assert not pipe.opened


BAD_DROPS = {
    "a name too long for the system": "/tmp/" + "n" * 5_000,
    "a name with an end in it": "/tmp/a\0b",
    "a device": "/dev/zero",
    "a folder that is not there": "/nowhere/at/all",
    "a letter that is none": "/tmp/\udced",
}


@pytest.mark.parametrize("path", BAD_DROPS.values(), ids=BAD_DROPS)
def test_what_no_page_can_open_is_refused_in_words_when_it_is_dropped(
    path: str, theme: Theme, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    hint = DropHint(theme, window)
    assert not source_of([Path(path)]).ready
    assert checkpoint_of([Path(path)]) is None
    assert not can_be_imported([Path(path)])
    hint.refuse([Path(path)])
    assert hint.text.text()


@pytest.mark.skipif(sys.platform == "win32", reason="who asks what a pipe is opens it there")
def test_a_dropped_name_is_text_and_a_dropped_pipe_is_not_opened(
    pipe: WatchedPipe, theme: Theme, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    hint = DropHint(theme, window)
    name = Path(f'{pipe.path.parent}/<img src="{pipe.path.name}">')
    for show in (lambda: hint.invite("Data", [name]), lambda: hint.refuse([name, pipe.path])):
        show()
        window.grab()
    assert not can_be_imported([pipe.path])
    assert not source_of([pipe.path]).ready
    assert not pipe.opened


def test_a_long_name_widens_no_page_and_turns_no_text_around(
    services: PageServices, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = encoded(face(1))
    path = tmp_path / ("z" * 200 + ".zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("happy/0.png", picture)
        archive.writestr("q" * 250 + "/a.png", picture)  # a class
        archive.writestr("happy/" + "x" * 3_000 + ".png", b"no picture")
        archive.writestr("happy/a\n\u202egnp.exe.png", b"no picture")
        archive.writestr("y" * 3_000 + ".txt", b"beside it")
    page = DataPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 680)
    page.show()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([path])
    assert page.body.minimumSize().width() <= 1_200
    skipped = preview_of(page).skipped_label.text()
    assert "happy/a\\n\\u202egnp.exe.png" in skipped
    assert "\u202e" not in skipped


def test_a_test_that_cannot_fail_proves_nothing(pipe: WatchedPipe, qtbot: QtBot) -> None:
    """Qt does read what markup names, where it is taken for markup."""
    holder = QWidget()
    qtbot.addWidget(holder)
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText(markup(pipe))
    QVBoxLayout(holder).addWidget(label)
    holder.show()
    holder.grab()
    assert pipe.opened
