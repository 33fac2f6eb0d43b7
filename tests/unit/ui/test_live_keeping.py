"""Faces kept on Live: one by a key, many by holding one, taken back; collected only when asked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.controls import Collecting, LiveValues, Models
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.live import LiveUpdate
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.run_log import Agreement
from emotion_gui.core.model.catalogue import default_model
from emotion_gui.core.workspace.records import SampleStatus
from emotion_gui.operations.keep_faces import COLLECTED, KEPT, Collectors
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live.keeping import KeepingCard
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.ui.pages.live.state import LiveState, Phase

HAPPY, SAD = 3, 4


def face(number: int, seed: int, *, best: int = HAPPY, unsure: bool = False, second: int = -1):
    crop = np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8)

    def answer(label: int, sure: bool) -> Answer:
        shares = np.full(7, 0.05)
        shares[label] = 0.7
        return Answer(shares, shares, label if sure else None, 0.45)

    other = None if second < 0 else answer(second, True)
    return FaceResult(number, FaceBox(1, 2, 30, 40), crop, answer(best, not unsure), other)


def result(time_s: float, *faces: FaceResult) -> FrameResult:
    frame = Frame(np.zeros((60, 80, 3), dtype=np.uint8), int(30 * time_s), time_s, 0.0)
    return FrameResult(frame, faces, Timings(0, 0, 0, 0), False, 0.0)


class Watched(QObject):
    """The newest update and the chosen face, as the page's viewer has them."""

    def __init__(self) -> None:
        super().__init__()
        self.newest: LiveUpdate | None = None
        self.selected: int | None = 2

    def show(self, card: KeepingCard, found: FrameResult) -> None:
        pixels = found.frame.picture
        self.newest = LiveUpdate(
            found,
            pixels,
            1,
            30.0,
            0,
            "",
            None,
            None,
            Agreement(),  # type: ignore[arg-type]
        )
        card.take(self.newest)


class Chosen(QObject):
    """The model panel as the card needs it."""

    def __init__(self, card: KeepingCard) -> None:
        super().__init__()
        self.models = Models(default_model().file)
        self.models_changed = card.failed  # a signal that is not sent here


@pytest.fixture
def page(services: PageServices, qtbot: QtBot) -> Iterator[tuple[QWidget, KeepingCard, Watched]]:
    page = QWidget()
    card = KeepingCard(services, LiveParameters(services.preferences, services.settings))
    card.setParent(page)
    viewer = Watched()
    card.attach(page, viewer, Chosen(card))  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    card.show_state(LiveState(phase=Phase.ON, source=Source("video", "x", "clip.mp4")))
    yield page, card, viewer
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def samples(services: PageServices, name: str = KEPT):
    rows = [row for row in services.workspace.datasets() if row.name == name]
    return list(services.workspace.samples(rows[0].dataset_id)) if rows else []


def test_a_key_keeps_the_chosen_person_as_a_supposition(page, services, qtbot: QtBot) -> None:
    widget, card, viewer = page
    viewer.show(card, result(1.0, face(1, 1), face(2, 2, best=SAD)))

    qtbot.keyClick(widget, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: [s.status for s in samples(services)] == [SampleStatus.SUGGESTED])

    (kept,) = samples(services)
    assert (kept.status, kept.label) == (SampleStatus.SUGGESTED, None)
    assert kept.group == "clip.mp4, face 2"
    number = services.workspace.dataset(KEPT).dataset_id
    assert services.workspace.suggestions(number)[0].label == SAD


def test_holding_a_key_captures_into_the_class(page, services, qtbot: QtBot) -> None:
    widget, card, viewer = page
    card.classes.choose(str(SAD))

    def send(kind: QEvent.Type, repeat: bool) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier, "c", repeat)
        QApplication.sendEvent(widget, event)

    viewer.show(card, result(0.9, face(2, 9)))
    send(QEvent.Type.KeyPress, False)
    for tenth in range(5):
        viewer.show(card, result(1.0 + tenth / 10 + 0.001 * tenth, face(1, 50), face(2, tenth)))
        send(QEvent.Type.KeyRelease, True)  # as a key that is held repeats
        send(QEvent.Type.KeyPress, True)
    send(QEvent.Type.KeyRelease, False)
    viewer.show(card, result(2.0, face(2, 99)))
    qtbot.waitUntil(lambda: len(samples(services)) == 5)

    assert {(s.status, s.label, s.usage) for s in samples(services)} == {
        (SampleStatus.OK, SAD, "captured")
    }
    qtbot.waitUntil(lambda: card.undo_button.isVisibleTo(card))
    card.undo()
    qtbot.waitUntil(lambda: samples(services) == [])


def test_nothing_is_collected_by_itself_until_asked_for(services: PageServices) -> None:
    models = Models(default_model().file)
    with Collectors(services.workspace, "clip.mp4") as collectors:
        unsure = result(1.0, face(1, 1, unsure=True))
        collectors.look(unsure, LiveValues(models=models))
    assert samples(services, COLLECTED) == []

    wish = LiveValues(models=models, collecting=Collecting(unsure=True, disagreement=True))
    with Collectors(services.workspace, "clip.mp4") as collectors:
        collectors.look(unsure, wish)
        collectors.look(result(1.1, face(1, 2, unsure=True)), wish)  # the same face too soon
        collectors.look(result(1.2, face(2, 3, second=SAD), face(3, 4, second=HAPPY)), wish)

    kept = samples(services, COLLECTED)
    assert [sample.usage for sample in kept] == ["unsure", "disagreement"]
    assert {sample.status for sample in kept} == {SampleStatus.SUGGESTED}
