"""The loop behind the Live page, without a window: source -> pipeline -> newest update."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from emotion_gui.core.clock import now_s
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import LiveControls, LiveValues, Models, Recording
from emotion_gui.core.inference.display import DisplayClock, ScreenPixels, screen_pixels
from emotion_gui.core.inference.engine_switch import EngineSwitch
from emotion_gui.core.inference.frames import Frame, FrameSource, opened
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.outlets import Outlets
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.inference.recording_facts import RecordingFacts
from emotion_gui.core.inference.results import FrameResult
from emotion_gui.core.inference.run_log import Agreement, RunLog
from emotion_gui.core.jobs import JobContext

RATE_WINDOW_S = 1.0


@dataclass(frozen=True)
class Recorded:
    """How much of a recording there is."""

    frames: int
    seconds: float


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
        total: how many frames or stills the source has; None where nobody knows.
        recorded: what is written so far; None when nothing is recorded.
        agreement: of two models since they look; of stills, on this one.
    """

    result: FrameResult
    pixels: ScreenPixels
    frames: int
    frames_per_second: float
    skipped: int
    source: str
    total: int | None
    recorded: Recorded | None
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

    def __init__(self, source: FrameSource, pipeline: EmotionPipeline) -> None:
        super().__init__()
        self._source = source
        self._pipeline = pipeline
        self._recorder: Recorder | None = None
        self._facts: RecordingFacts | None = None
        self._current: Recording | None = None
        self._start_s = self._last_s = 0.0

    def write(self, result: FrameResult, values: LiveValues, *, fps: float) -> Recorded | None:
        """Begin, go on or end as a person wants it.

        Raises:
            StorageError: the disk refused.
        """
        if values.recording != self._current:
            self.close()
            self._begin(values.recording, result, fps=fps)
        if self._recorder is None or self._facts is None:
            return None
        self._last_s = result.frame.time_s
        self._facts.note(result.frame, values, self._pipeline)
        self._recorder.write(result)
        return Recorded(self._recorder.frames, max(0.0, self._last_s - self._start_s))

    def _begin(self, wanted: Recording | None, result: FrameResult, *, fps: float) -> None:
        self._current, self._recorder, self._facts = wanted, None, None
        if wanted is None:
            return
        self._start_s = self._last_s = result.frame.time_s
        self._facts = RecordingFacts(wanted, self._source)
        # Last in, first out: the facts are finished when the film and the table are whole.
        self.callback(self._finish_facts)
        # A second model may be switched on while it runs: its columns are there from the start.
        self._recorder = self.enter_context(
            Recorder(
                csv_path=wanted.table,
                video_path=wanted.video,
                fps=fps,
                labels=self._pipeline.classifier.labels,
                second=(self._pipeline.second or self._pipeline.classifier).labels,
            )
        )

    def _finish_facts(self) -> None:
        if self._recorder is not None and self._facts is not None:
            self._facts.finish(
                frames=self._recorder.frames,
                rows=self._recorder.rows,
                seconds=self._last_s - self._start_s,
            )


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
    log: RunLog | None = None,
    engines: EngineSwitch | None = None,
    watch: Callable[[FrameResult, LiveValues], object] | None = None,
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
        log: gets all answers; there even when a stop or an error ends the run.
        engines: finds other models that are loaded the engine that is fastest here.
        watch: sees every frame's faces and a person's values.

    Raises:
        CheckpointError: another model cannot be loaded.
        ConfigError: an outlet that was switched on does not open.
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    pipeline.reset()
    loop = _Loop(source, pipeline, clock or DisplayClock(), models, log or RunLog(), engines)
    started_s = now_s()
    with loop.recordings, loop.outlets, opened(source, context):
        while (frame := source.read(context)) is not None:
            values = controls.values
            update = loop.step(frame, values, controls.take_marks())
            if watch is not None:
                watch(loop.result, values)
            if update is not None:
                post(update)
    return LiveSummary(loop.frames, now_s() - started_s, source.notes)


class _Loop:
    """What `run_live` remembers from frame to frame."""

    result: FrameResult  # of the newest frame

    def __init__(
        self,
        source: FrameSource,
        pipeline: EmotionPipeline,
        clock: DisplayClock,
        models: Models | None,
        log: RunLog,
        engines: EngineSwitch | None,
    ) -> None:
        self.frames = 0
        self._source = source
        self._pipeline = pipeline
        self._clock = clock
        self._models = models
        self._moments: deque[float] = deque(maxlen=240)
        self._log = log
        self._engines = engines
        if models is not None:
            log.use(models)
        self.recordings = _Recordings(source, pipeline)
        self.outlets = Outlets()

    def step(
        self, frame: Frame, values: LiveValues, marks: Sequence[str] = ()
    ) -> LiveUpdate | None:
        """Read the faces of one frame; None where the frame is not worth showing."""
        self._obey(values)
        if frame.name:
            self._pipeline.reset()  # a still has nothing to do with the one before it
        result = self.result = self._pipeline.process(frame)
        self.frames += 1
        self._moments.append(result.finished_at)
        rate = _rate(self._moments)
        recorded = self.recordings.write(result, values, fps=self._source.fps or rate)
        self._log.add(result)
        self.outlets.use(values.outlets, self._pipeline.classifier.info.labels)
        self.outlets.send(result, marks)
        if not frame.name and not self._clock.due(result.finished_at):
            return None
        return LiveUpdate(
            result=result,
            pixels=screen_pixels(frame.picture),
            frames=self.frames,
            frames_per_second=rate,
            skipped=max(0, frame.index + 1 - self.frames),
            source=self._source.describe(),
            total=self._source.frame_count,
            recorded=recorded,
            agreement=self._log.agreement,
        )

    def _obey(self, values: LiveValues) -> None:
        """What a person turned since the last frame."""
        self._pipeline.settings = with_values(self._pipeline.settings, values)
        if values.models in (None, self._models):
            return
        self._models = values.models
        first, second = load_models(self._models)
        self._pipeline.use(first, second)
        if self._engines is not None:
            self._engines.watch(first, second)
        self._log.use(self._models)


def with_values(settings: PipelineSettings, values: LiveValues) -> PipelineSettings:
    """The settings that a person's values mean; the same object when nothing changed."""
    tracking = replace(settings.tracking, max_faces=values.max_faces)
    smoothing = replace(
        settings.smoothing,
        time_constant_s=values.smoothing_s,
        unsure_below=values.unsure_below,
    )
    changed = PipelineSettings(tracking, smoothing, values.neutral, values.flip, values.mix)
    return settings if changed == settings else changed


def _rate(moments: deque[float]) -> float:
    """Frames a second over the last second."""
    latest_s = moments[-1]
    while len(moments) > 2 and latest_s - moments[0] > RATE_WINDOW_S:
        moments.popleft()
    passed_s = latest_s - moments[0]
    return (len(moments) - 1) / passed_s if passed_s > 0 else 0.0
