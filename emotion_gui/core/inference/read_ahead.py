"""A source whose next frames are decoded while the networks look at the one before."""

from __future__ import annotations

import queue
import threading

from emotion_gui.core.inference.frames import Frame, FrameSource
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.jobs import JobContext

# Enough for one frame to be late; each holds a picture.
DEPTH = 3
_PATIENCE_S = 0.1


class ReadAhead:
    """Reads another source in a thread of its own; gives the same frames in the same order.

    Args:
        source: not open yet; all its methods are called in the thread.
    """

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._frames: queue.Queue[Frame | BaseException | None] = queue.Queue(DEPTH)
        self._closing = threading.Event()
        self._opened = threading.Event()
        self._refusal: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._ended = False

    @property
    def address(self) -> str:
        return self._source.address

    @property
    def fps(self) -> float:
        return self._source.fps

    @property
    def frame_count(self) -> int | None:
        return self._source.frame_count

    @property
    def notes(self) -> tuple[Note, ...]:
        return self._source.notes

    def describe(self) -> str:
        return self._source.describe()

    def open(self, context: JobContext | None = None) -> None:
        self._thread = threading.Thread(
            target=self._run, args=(context,), name="film reader", daemon=True
        )
        self._thread.start()
        # The source belongs to its thread from here on; what opening refused is raised here.
        self._opened.wait()
        if self._refusal is not None:
            raise self._refusal

    def read(self, context: JobContext | None = None) -> Frame | None:
        if self._ended:
            return None
        if context is not None:
            context.checkpoint()
        found = self._frames.get()
        if isinstance(found, Frame):
            return found
        self._ended = True
        if found is not None:
            raise found
        return None

    def close(self) -> None:
        """Ends the thread; `notes` stay."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, context: JobContext | None) -> None:
        try:
            self._source.open(context)
        except BaseException as error:  # noqa: BLE001 - it is raised where the frames are wanted
            self._refusal = error
            self._source.close()
            self._opened.set()
            return
        self._opened.set()
        last: BaseException | None = None
        try:
            while not self._closing.is_set():
                frame = self._source.read(context)
                if frame is None:
                    break
                self._hand_over(frame)
        except BaseException as error:  # noqa: BLE001 - it is raised where the frames are wanted
            last = error
        finally:
            self._source.close()
            self._hand_over(last)

    def _hand_over(self, item: Frame | BaseException | None) -> None:
        """Wait for a place, as long as somebody wants more."""
        while not self._closing.is_set():
            try:
                self._frames.put(item, timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return
