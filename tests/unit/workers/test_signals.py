"""A signal from outside wakes the window, which quits; afterwards signals are as before."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.workers.signals import QuitSignals

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows lacks raise_signal's kinds"
)
ASKED: list[str] = []


@pytest.fixture
def waking() -> Iterator[QuitSignals]:
    ASKED.clear()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever begins the tests may ignore it
    made = QuitSignals(lambda: ASKED.append("quit"))
    yield made
    made.restore()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_each_signal_quits_once(qtbot: QtBot, waking: QuitSignals, name: str) -> None:
    signal.raise_signal(getattr(signal, name))
    qtbot.waitUntil(lambda: bool(ASKED))
    qtbot.wait(1)
    assert ASKED == ["quit"]


def test_restored_signals_are_those_of_before(qtbot: QtBot) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    waking = QuitSignals(lambda: None)
    assert all(signal.getsignal(n) is not old for n, old in zip(numbers, before, strict=True))
    waking.restore()
    assert [signal.getsignal(number) for number in numbers] == before
    assert signal.set_wakeup_fd(-1) == -1
    assert waking._reader.fileno() == waking._writer.fileno() == -1


def test_a_hang_up_that_nohup_ignores_stays_ignored(qtbot: QtBot) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    waking = QuitSignals(lambda: None)
    try:
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) != signal.SIG_IGN
    finally:
        waking.restore()
        signal.signal(signal.SIGHUP, before)
