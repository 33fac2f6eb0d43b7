"""The loop behind the Live page, without a window: source -> pipeline -> newest update."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.inference.frames import FrameSource, opened
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.jobs import JobContext

RATE_WINDOW_S = 1.0


@dataclass(frozen=True)
class LiveUpdate:
    """The newest frame with everything about it.

    Attributes:
        result: frame and faces.
        frames: processed since the start.
        frames_per_second: over the last second.
        skipped: frames of the source that were never processed.
        source: what is shown, in words.
        recorded: frames written so far; None when nothing is recorded.
    """

    result: FrameResult
    frames: int
    frames_per_second: float
    skipped: int
    source: str
    recorded: int | None


@dataclass(frozen=True)
class LiveSummary:
    """How a source ended."""

    frames: int
    seconds: float


class RecordingSwitch:
    """Turned on and off by a person while the loop runs; off at first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: tuple[Path, Path] | None = None

    def start(self, *, video_path: Path, csv_path: Path) -> None:
        with self._lock:
            self._wanted = (video_path, csv_path)

    def stop(self) -> None:
        with self._lock:
            self._wanted = None

    @property
    def wanted(self) -> tuple[Path, Path] | None:
        """Video and table, or None."""
        with self._lock:
            return self._wanted


class _Recordings:
    """Follows the switch in the loop's thread."""

    def __init__(self, switch: RecordingSwitch) -> None:
        self._switch = switch
        self._recorder: Recorder | None = None
        self._paths: tuple[Path, Path] | None = None

    def write(self, result: FrameResult, fps: float) -> int | None:
        wanted = self._switch.wanted
        if wanted != self._paths:
            self.close()
            if wanted is not None:
                self._recorder = Recorder(video_path=wanted[0], csv_path=wanted[1], fps=fps)
            self._paths = wanted
        if self._recorder is None:
            return None
        self._recorder.write(result)
        return self._recorder.frames

    def close(self) -> None:
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
        self._paths = None


def run_live(
    source: FrameSource,
    pipeline: EmotionPipeline,
    recording: RecordingSwitch,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
) -> LiveSummary:
    """Process frames until the source ends or a stop is asked for.

    Args:
        source: not open yet; always closed at the end.
        pipeline: its settings may be replaced meanwhile.
        recording: a person's switch.
        context: asked between frames and while waiting for one.
        post: gets every update; keeps only the newest.

    Raises:
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    pipeline.reset()
    moments: deque[float] = deque(maxlen=240)
    frames = 0
    recordings = _Recordings(recording)
    started_s = time.monotonic()
    try:
        with opened(source):
            while (frame := source.read(context)) is not None:
                result = pipeline.process(frame)
                frames += 1
                moments.append(result.finished_at)
                rate = _rate(moments)
                recorded = recordings.write(result, source.fps or rate)
                skipped = max(0, frame.index + 1 - frames)
                post(LiveUpdate(result, frames, rate, skipped, source.describe(), recorded))
    finally:
        recordings.close()
    return LiveSummary(frames, time.monotonic() - started_s)


def _rate(moments: deque[float]) -> float:
    """Frames a second over the last second."""
    now_s = moments[-1]
    while len(moments) > 2 and now_s - moments[0] > RATE_WINDOW_S:
        moments.popleft()
    passed_s = now_s - moments[0]
    return (len(moments) - 1) / passed_s if passed_s > 0 else 0.0
