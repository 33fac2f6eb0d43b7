"""Threads that run one Qt-free job and hand its news to the thread that made them.

Every public signal is emitted in the thread where the object lives (the GUI thread), after
the worker has put its news into a small locked buffer. So there is never more than one queued
event per buffer, and once `succeeded`, `failed` or `cancelled` is heard, the thread has ended.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.runtime import release_memory

logger = logging.getLogger(__name__)

REPORT_INTERVAL_MS = 33
# macOS gives secondary threads 512 KiB, which torch overflows.
STACK_SIZE_BYTES = 8 * 1024 * 1024
LONG_JOB_S = 0.5  # what runs longer may have left much freed memory behind


class _Outcome(Enum):
    PENDING = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    CANCELLED = auto()


class JobThread(QThread):
    """What one-result jobs and streams share: outcome, progress, pause and cancel."""

    progressed = Signal(object)  # Progress
    succeeded = Signal(object)  # what the job returned
    failed = Signal(object)  # Exception
    cancelled = Signal()
    ended = Signal()  # after exactly one of the three above
    _reported = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setStackSize(STACK_SIZE_BYTES)
        self._lock = threading.Lock()
        self._pending: list[Progress] = []
        self._last_flush_s = 0.0
        self._flush_timer = QTimer(self)
        self._flush_timer.setSingleShot(True)
        self._flush_timer.timeout.connect(self._flush)
        self._outcome = _Outcome.PENDING
        self._result: object = None
        self._error: Exception | None = None
        self._delivered = False
        self._abandoned = False
        # Not isInterruptionRequested alone: Qt ignores a request before start and answers
        # only inside the thread itself, but a job may ask from helper threads of its own.
        self._stop = threading.Event()
        self._context = JobContext(self._report, self._stop.is_set)
        # Queued: both are sent from the worker's thread and must be heard in the window's.
        self._reported.connect(self._flush_soon, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self.deliver, Qt.ConnectionType.QueuedConnection)

    def work(self, context: JobContext) -> object:
        """Run the job; in the worker thread."""
        raise NotImplementedError

    def run(self) -> None:
        """Called by Qt in the new thread."""
        began_s = now_s()
        try:
            self._context.checkpoint()
            self._result = self.work(self._context)
        except JobCancelled:
            self._outcome = _Outcome.CANCELLED
        except Exception as error:  # last frame of the thread: the UI decides
            # Nobody waits for an abandoned job: what it read may be gone by now.
            level = logging.INFO if self._abandoned else logging.ERROR
            logger.log(level, "job %s failed", self.objectName(), exc_info=True)
            self._error = error
            self._outcome = _Outcome.FAILED
        else:
            self._outcome = _Outcome.SUCCEEDED
        if now_s() - began_s > LONG_JOB_S:
            release_memory()

    def abandon(self) -> None:
        """Cancel; how the job ends no longer matters to anybody."""
        self._abandoned = True
        self.cancel()

    def cancel(self) -> None:
        """Ask the job to stop at its next checkpoint."""
        self._stop.set()
        self.requestInterruption()
        self._context.resume()

    def pause(self) -> None:
        self._context.pause()

    def resume(self) -> None:
        self._context.resume()

    @property
    def paused(self) -> bool:
        return self._context.paused

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def _report(self, progress: Progress) -> None:
        """Any thread: keep every detail, but only the newest of several plain reports."""
        with self._lock:
            plain = progress.detail is None
            if plain and self._pending and self._pending[-1].detail is None:
                self._pending[-1] = progress
                return
            self._pending.append(progress)
            is_first = len(self._pending) == 1
        if is_first:
            self._reported.emit()

    @Slot()
    def _flush_soon(self) -> None:
        waited_ms = (now_s() - self._last_flush_s) * 1000
        if waited_ms >= REPORT_INTERVAL_MS:
            self._flush()
        elif not self._flush_timer.isActive():
            self._flush_timer.start(int(REPORT_INTERVAL_MS - waited_ms) + 1)

    @Slot()
    def _flush(self) -> None:
        with self._lock:
            pending, self._pending = self._pending, []
        self._last_flush_s = now_s()
        for progress in pending:
            self.progressed.emit(progress)

    @Slot()
    def deliver(self) -> None:
        """Emit what is left and how the job ended, once; after the thread has ended."""
        if self._delivered:
            return
        self._delivered = True
        self.wait()
        self._flush_timer.stop()
        self._flush()
        if self._outcome is _Outcome.SUCCEEDED:
            self.succeeded.emit(self._result)
        elif self._outcome is _Outcome.CANCELLED:
            self.cancelled.emit()
        else:
            self.failed.emit(self._error or RuntimeError("the job's thread ended early"))
        self._result = self._error = None
        self.ended.emit()


class TaskThread(JobThread):
    """Runs one Qt-free job and ends with exactly one of succeeded, failed, cancelled."""

    def __init__(
        self,
        job: Callable[[JobContext], object],
        *,
        name: str = "task",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._job = job

    def work(self, context: JobContext) -> object:
        return self._job(context)


class StreamThread(JobThread):
    """Runs a loop that posts values into a one-slot mailbox: the newest wins.

    The job calls `post(value)` as often as it likes. `arrived` is emitted only when the slot
    goes from empty to full; the receiver answers with `take()`. Values nobody took in time
    are counted in `dropped`.
    """

    arrived = Signal()

    def __init__(
        self,
        job: Callable[[JobContext, Callable[[object], None]], object],
        *,
        name: str = "stream",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._job = job
        self._slot: list[object] = []
        self._posted = 0
        self._dropped = 0

    def work(self, context: JobContext) -> object:
        return self._job(context, self.post)

    def post(self, value: object) -> None:
        """Put a value into the slot; from the worker thread."""
        with self._lock:
            was_full = bool(self._slot)
            self._slot = [value]
            self._posted += 1
            self._dropped += was_full
        if not was_full:
            self.arrived.emit()

    def take(self) -> object | None:
        """The newest value, once; None when nothing new came."""
        with self._lock:
            return self._slot.pop() if self._slot else None

    @property
    def posted(self) -> int:
        return self._posted

    @property
    def dropped(self) -> int:
        return self._dropped
