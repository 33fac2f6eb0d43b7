"""Full searches for faces in a thread of their own, while known faces are followed.

A search takes several times as long as following. Where it ran in between, one frame in fifteen
came late, and every picture after it.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from emotion_gui.core.faces.boxes import FaceBox, Picture
from emotion_gui.core.faces.detectors import FaceDetector, detect_in_large


class SearchBeside:
    """One search at a time; the detector's `detect` belongs to it until `take` gave the answer.

    Everything here is called from one thread, that of the frames.
    """

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="face search")
        self._running: Future[list[FaceBox]] | None = None

    @property
    def busy(self) -> bool:
        """Whether there is a search whose answer nobody has taken."""
        return self._running is not None

    def begin(self, picture: Picture, *, longest_side_px: int) -> None:
        """Search a picture that nobody changes any more; the last answer must be taken."""
        assert self._running is None
        self._running = self._pool.submit(
            detect_in_large, self._detector, picture, longest_side_px=longest_side_px
        )

    def take(self, *, wait: bool = False) -> list[FaceBox] | None:
        """The faces on the picture of `begin`, once.

        Args:
            wait: until the search is over.

        Returns:
            None while it runs, and where there is none.
        """
        if self._running is None or not (wait or self._running.done()):
            return None
        found, self._running = self._running, None
        return found.result()

    def close(self) -> None:
        """Wait for the search that runs, and end the thread."""
        self._pool.shutdown(wait=True)
        self._running = None
