"""Classes that a thread makes do not reach the window's thread half-made."""

import subprocess
import sys

import pytest

_ENOUGH = """
from importlib import import_module
import gc, sys
from shiboken6 import Shiboken
from emotion_gui.app import PAGES
for module, _ in PAGES.values():
    import_module(module)
import_module("pyqtgraph")
print(sum(isinstance(found, type(Shiboken.Object)) for found in gc.get_objects()))
"""
# What Qt asks of each label while a style is given happens without Python's lock, as in a signal
# that goes from one widget of Qt to another one.
_BESIDE = """
import os, threading, time
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QSpinBox, QWidget
from shiboken6 import Shiboken
from emotion_gui.ui.type_table import make_room

app = QApplication([])
make_room()

class Label(QLabel):
    changed = Signal()

window = QWidget()
labels = [Label("x", window) for _ in range(100)]
window.show()
margin = QSpinBox(minimum=0, maximum=10_000, prefix="QLabel{margin:", suffix="px}")
margin.textChanged.connect(window.setStyleSheet)
timer = QTimer(interval=0)
timer.timeout.connect(margin.stepUp)
timer.start()
made = []

def make():
    while margin.value() < 3:
        time.sleep(0)
    made.extend(type("Made", (Shiboken.Object,), {}) for _ in range(1_200))
    os._exit(0)

threading.Thread(target=make).start()
app.exec()
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )


def test_the_table_has_room_for_all_pages() -> None:
    ended = _run(_ENOUGH)
    assert ended.returncode == 0, ended.stderr
    assert 500 < int(ended.stdout) < 2_000  # of 2,357: jobs and libraries make some more


@pytest.mark.parametrize("_turn", range(3))
def test_classes_are_made_beside_a_window_at_work(_turn: int) -> None:
    ended = _run(_BESIDE)
    assert ended.returncode == 0, ended.stderr
