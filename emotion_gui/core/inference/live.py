"""The loop behind the Live page, without a window: source -> pipeline -> newest update."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from emotion_gui.core.clock import now_s
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import LiveControls, LiveValues, Models, Recording
from emotion_gui.core.inference.display import DisplayClock, ScreenPixels, screen_pixels
from emotion_gui.core.inference.frames import Frame, FrameSource, opened
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.jobs import JobContext

RATE_WINDOW_S = 1.0


@dataclass(frozen=True)
class Agreement:
    """How often two models put the same emotion first, counted over all faces of all frames."""

    agreeing: int = 0
    compared: int = 0

    def with_faces_of(self, result: FrameResult) -> Agreement:
        """Count one frame more; the same object where nothing is compared."""
        answers = [face.agrees for face in result.faces if face.agrees is not None]
        if not answers:
            return self
        return Agreement(self.agreeing + sum(answers), self.compared + len(answers))


@dataclass(frozen=True)
class LiveUpdate:
    """A frame worth showing, with everything about it.

    Attributes:
        result: frame and faces.
        pixels: the frame for the screen.
        frames: processed since the start.
        frames_per_second: over the last second.
        skipped: frames of the source that were never processed.
        source: what is shown, in words.
        recorded: frames written so far; None when nothing is recorded.
        agreement: of two models since the start.
    """

    result: FrameResult
    pixels: ScreenPixels
    frames: int
    frames_per_second: float
    skipped: int
    source: str
    recorded: int | None
    agreement: Agreement


@dataclass(frozen=True)
class LiveSummary:
    """How a source ended.

    Attributes:
        frames: processed.
        seconds: from opening it to its end.
        notes: what of it could not be read.
    """

    frames: int
    seconds: float
    notes: tuple[Note, ...] = ()


class _Recordings(ExitStack):
    """Follows the person's switch in the loop's thread; holds the recorder of the moment."""

    def __init__(self) -> None:
        super().__init__()
        self._recorder: Recorder | None = None
        self._current: Recording | None = None

    def write(self, result: FrameResult, wanted: Recording | None, fps: float) -> int | None:
        if wanted != self._current:
            self._recorder = None
            self.close()
            if wanted is not None:
                self._recorder = self.enter_context(
                    Recorder(csv_path=wanted.table, video_path=wanted.video, fps=fps)
                )
            self._current = wanted
        if self._recorder is None:
            return None
        self._recorder.write(result)
        return self._recorder.frames


def load_models(models: Models) -> tuple[EmotionClassifier, EmotionClassifier | None]:
    """Raises CheckpointError."""
    first = EmotionClassifier.load(models.first)
    return first, None if models.second is None else EmotionClassifier.load(models.second)


def run_live(
    source: FrameSource,
    pipeline: EmotionPipeline,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
    *,
    clock: DisplayClock | None = None,
    models: Models | None = None,
) -> LiveSummary:
    """Process frames until the source ends or a stop is asked for.

    Args:
        source: always closed at the end.
        pipeline: takes its settings from `controls`.
        controls: a person's values; looked at before every frame.
        context: asked between frames and while waiting for one.
        post: gets what is worth showing; keeps only the newest.
        clock: says what that is; 60 frames a second and every still.
        models: what `pipeline` reads faces with; others are loaded when `controls` say so.

    Raises:
        CheckpointError: another model cannot be loaded.
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    pipeline.reset()
    loop = _Loop(source, pipeline, clock or DisplayClock(), models)
    started_s = now_s()
    with loop.recordings, opened(source, context):
        while (frame := source.read(context)) is not None:
            update = loop.step(frame, controls.values)
            if update is not None:
                post(update)
    return LiveSummary(loop.frames, now_s() - started_s, source.notes)


class _Loop:
    """What `run_live` remembers from frame to frame."""

    def __init__(
        self,
        source: FrameSource,
        pipeline: EmotionPipeline,
        clock: DisplayClock,
        models: Models | None,
    ) -> None:
        self.frames = 0
        self._source = source
        self._pipeline = pipeline
        self._clock = clock
        self._models = models
        self._moments: deque[float] = deque(maxlen=240)
        self._agreement = Agreement()
        self.recordings = _Recordings()

    def step(self, frame: Frame, values: LiveValues) -> LiveUpdate | None:
        """Read the faces of one frame; None where the frame is not worth showing."""
        self._obey(values)
        if frame.name:
            self._pipeline.reset()  # a still has nothing to do with the one before it
        result = self._pipeline.process(frame)
        self.frames += 1
        self._moments.append(result.finished_at)
        rate = _rate(self._moments)
        recorded = self.recordings.write(result, values.recording, self._source.fps or rate)
        self._agreement = self._agreement.with_faces_of(result)
        if not frame.name and not self._clock.due(result.finished_at):
            return None
        return LiveUpdate(
            result=result,
            pixels=screen_pixels(frame.picture),
            frames=self.frames,
            frames_per_second=rate,
            skipped=max(0, frame.index + 1 - self.frames),
            source=self._source.describe(),
            recorded=recorded,
            agreement=self._agreement,
        )

    def _obey(self, values: LiveValues) -> None:
        """What a person turned since the last frame."""
        self._pipeline.settings = with_values(self._pipeline.settings, values)
        if values.models in (None, self._models):
            return
        self._models = values.models
        self._pipeline.use(*load_models(self._models))
        self._agreement = Agreement()


def with_values(settings: PipelineSettings, values: LiveValues) -> PipelineSettings:
    """The settings that a person's values mean; the same object when nothing changed."""
    tracking = replace(settings.tracking, max_faces=values.max_faces)
    smoothing = replace(
        settings.smoothing,
        time_constant_s=values.smoothing_s,
        unsure_below=values.unsure_below,
    )
    changed = PipelineSettings(tracking, smoothing, values.neutral, values.flip)
    return settings if changed == settings else changed


def _rate(moments: deque[float]) -> float:
    """Frames a second over the last second."""
    latest_s = moments[-1]
    while len(moments) > 2 and latest_s - moments[0] > RATE_WINDOW_S:
        moments.popleft()
    passed_s = latest_s - moments[0]
    return (len(moments) - 1) / passed_s if passed_s > 0 else 0.0
