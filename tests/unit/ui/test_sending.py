"""Answers to other programs from the window: off at every start, and said while on."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.inference.controls import LiveControls
from emotion_gui.core.inference.outlet_request import OutletRequest
from emotion_gui.ui.pages.live.sending import PORT_KEY, Sending
from emotion_gui.ui.pages.live.texts import promise_text


def test_off_at_first_and_the_loop_follows_the_menu(qtbot: QtBot, settings: QSettings) -> None:
    page, controls = QWidget(), LiveControls()
    qtbot.addWidget(page)
    settings.setValue(PORT_KEY, 9123)
    sending = Sending(controls, settings, page)
    assert controls.values.outlets is None
    assert not sending.event_mark.isEnabled()
    with qtbot.waitSignal(sending.changed):
        sending.osc.trigger()
    assert controls.values.outlets == OutletRequest(osc_port=9123)
    sending.lsl.trigger()
    assert controls.values.outlets == OutletRequest(osc_port=9123, lsl=True)
    sending.event_mark.trigger()
    sending.event_mark.trigger()
    assert controls.take_marks() == ("event 1", "event 2")
    sending.turn_off()
    assert controls.values.outlets is None
    again = Sending(LiveControls(), settings, page)
    assert again.request is None


def test_the_promise_says_what_leaves() -> None:
    assert "nothing leaves this computer" in promise_text(recording=False)
    for recording in (False, True):
        text = promise_text(recording=recording, sent_to="OSC 127.0.0.1:9000")
        assert "OSC 127.0.0.1:9000" in text
        assert "nothing leaves" not in text
    assert "recording" in promise_text(recording=True, sent_to="LSL")
