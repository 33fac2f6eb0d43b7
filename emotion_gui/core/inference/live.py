"""The loop behind the Live page, without a window: source -> pipeline -> newest update."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues, Recording
from emotion_gui.core.inference.frames import FrameSource, opened
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.inference.sources import PicturesSource, open_source
from emotion_gui.core.jobs import JobContext

PICTURE_SECONDS = 3.0
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


class _Recordings:
    """Follows the person's switch in the loop's thread."""

    def __init__(self) -> None:
        self._recorder: Recorder | None = None
        self._current: Recording | None = None

    def write(self, result: FrameResult, wanted: Recording | None, fps: float) -> int | None:
        if wanted != self._current:
            self.close()
            if wanted is not None:
                self._recorder = Recorder(csv_path=wanted.table, video_path=wanted.video, fps=fps)
            self._current = wanted
        if self._recorder is None:
            return None
        self._recorder.write(result)
        return self._recorder.frames

    def close(self) -> None:
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
        self._current = None


def live_session(
    request: LiveRequest,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
) -> LiveSummary:
    """Load the models, open the source, and run.

    Raises:
        CheckpointError: a model cannot be loaded.
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    source: FrameSource
    if request.pictures:
        source = PicturesSource(request.pictures, seconds_each=PICTURE_SECONDS)
    else:
        source = open_source(
            request.address, paced=True, name=request.name, camera_size=request.camera_size
        )
    first = EmotionClassifier.load(request.model)
    second = None if request.second is None else EmotionClassifier.load(request.second)
    pipeline = EmotionPipeline(first, second=second)
    pipeline.warm_up()
    return run_live(source, pipeline, controls, context, post)


def run_live(
    source: FrameSource,
    pipeline: EmotionPipeline,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
) -> LiveSummary:
    """Process frames until the source ends or a stop is asked for.

    Args:
        source: not open yet; always closed at the end.
        pipeline: takes its settings from `controls`.
        controls: a person's values; looked at before every frame.
        context: asked between frames and while waiting for one.
        post: gets every update; keeps only the newest.

    Raises:
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    pipeline.reset()
    moments: deque[float] = deque(maxlen=240)
    frames = 0
    recordings = _Recordings()
    started_s = time.monotonic()
    try:
        with opened(source):
            while (frame := source.read(context)) is not None:
                values = controls.values
                pipeline.settings = with_values(pipeline.settings, values)
                if frame.name:
                    pipeline.reset()  # a still has nothing to do with the one before it
                result = pipeline.process(frame)
                frames += 1
                moments.append(result.finished_at)
                rate = _rate(moments)
                recorded = recordings.write(result, values.recording, source.fps or rate)
                skipped = max(0, frame.index + 1 - frames)
                words = source.describe()
                post(LiveUpdate(result, frames, rate, skipped, words, recorded))
    finally:
        recordings.close()
    return LiveSummary(frames, time.monotonic() - started_s)


def with_values(settings: PipelineSettings, values: LiveValues) -> PipelineSettings:
    """The settings that a person's values mean; the same object when nothing changed."""
    tracking = replace(settings.tracking, max_faces=values.max_faces)
    smoothing = replace(settings.smoothing, time_constant_s=values.smoothing_s)
    changed = PipelineSettings(tracking, smoothing, values.neutral)
    return settings if changed == settings else changed


def _rate(moments: deque[float]) -> float:
    """Frames a second over the last second."""
    now_s = moments[-1]
    while len(moments) > 2 and now_s - moments[0] > RATE_WINDOW_S:
        moments.popleft()
    passed_s = now_s - moments[0]
    return (len(moments) - 1) / passed_s if passed_s > 0 else 0.0
