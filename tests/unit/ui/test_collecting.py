"""Widgets that nobody holds any more are deleted by the window's thread, between two turns."""

import subprocess
import sys

import pytest

_HEAD = """
import gc, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from emotion_gui.core.garbage import collect_garbage
from emotion_gui.ui.collecting import GarbageCollector
from emotion_gui.ui.plain_text import PlainTextStyle, use_plain_text

window = threading.get_ident()
threads = []

class Forgotten(QWidget):
    def __del__(self):
        threads.append(threading.get_ident())

def forget(count):
    for _ in range(count):
        widget = Forgotten()
        label = QLabel("x", widget)
        widget.itself = [widget, label]  # nobody else holds it
        label.ensurePolished()

def busy():
    kept = [[] for _ in range(30_000)]  # collections are due

def in_a_job(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread

def turn(until):
    wait = QTimer()
    wait.timeout.connect(lambda: until() and app.quit())
    wait.start(20)
    app.exec()

app = QApplication([])
"""
_A_JOB_ALLOCATES = """
collector = GarbageCollector(app)
collector.begin()
forget(500)
in_a_job(busy).join()
assert not threads
turn(lambda: len(threads) == 500)
assert set(threads) == {window}
"""
_A_JOB_ASKS = """
collector = GarbageCollector(app)
forget(50)
collector.begin()  # sets aside what there is: asked for, it is looked at all the same
forget(50)
job = in_a_job(collect_garbage)
turn(lambda: not job.is_alive())
assert len(threads) == 100 and set(threads) == {window}
forget(1)
collector.close()
assert gc.isenabled() and not gc.get_freeze_count()
in_a_job(collect_garbage).join()
assert len(threads) == 101 and set(threads) != {window}
"""
_A_STYLE_MEETS_THEM = """
class Busy(PlainTextStyle):
    def polish(self, subject):
        busy()
        return super().polish(subject)

collector = GarbageCollector(app)
use_plain_text(app)
style = Busy()
forget(300)
app.setStyle(style)
"""


@pytest.mark.parametrize(
    "what", [_A_JOB_ALLOCATES, _A_JOB_ASKS, _A_STYLE_MEETS_THEM], ids=["allocates", "asks", "style"]
)
def test_the_windows_thread_collects(what: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HEAD + what], check=False, capture_output=True, timeout=100
    )
    assert ended.returncode == 0, ended.stderr.decode()
