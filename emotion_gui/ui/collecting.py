"""Python's collector works in the window's thread alone, between two turns of its loop.

Left to itself it begins wherever Python happens to allocate, and deletes the widgets that only
hold themselves. In a job's thread they would be deleted beside the thread that draws them; in a
`polish` or `event`, while Qt walks over a list of widgets that still names them. Both end in a
segmentation fault.
"""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.core.garbage import let_collect

EVERY_MS = 500
# A window that does not turn (it waits for the thread that asks, or closes) keeps nobody longer.
LONGEST_WAIT_S = 2.0


class GarbageCollector(QObject):
    """Takes the collector over until `close`."""

    _asked = Signal(object)  # threading.Event, set once all is collected

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._thread = threading.get_ident()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._asked.connect(self._collect_for)
        let_collect(self.collect_all)

    def begin(self) -> None:
        """Collect from now on; what is there already (modules, pages) is not looked at again.

        Looking through all of it takes 100 ms, in which the window stands still.
        """
        gc.freeze()
        self._timer.start()

    def close(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        let_collect(None)
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def collect_all(self) -> None:
        """Collect what there is, from any thread; returns when it is done."""
        if threading.get_ident() == self._thread:
            _collect_all()
            return
        done = threading.Event()
        self._asked.emit(done)
        done.wait(LONGEST_WAIT_S)

    @Slot(object)
    def _collect_for(self, done: threading.Event) -> None:
        _collect_all()
        done.set()


def collect_due() -> None:
    """What Python would do by itself: the oldest generation that has become too large."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
            gc.collect(generation)
            return


def _collect_all() -> None:
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    gc.collect()
    if frozen:
        gc.freeze()
