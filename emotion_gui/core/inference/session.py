"""What Start on the Live page does: open a source, load the models, read faces to the end.

Imports nothing that needs torch before the source has begun to open: a camera takes its time,
and so does torch.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from emotion_gui.core.inference.album import AlbumSource
from emotion_gui.core.inference.capture import NewestFrameSource
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues
from emotion_gui.core.inference.frames import FrameSource
from emotion_gui.core.inference.sources import open_source
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.settings import EngineWish

if TYPE_CHECKING:
    from emotion_gui.core.inference.live import LiveSummary, LiveUpdate
    from emotion_gui.core.inference.results import FrameResult
    from emotion_gui.core.inference.run_log import RunLog


def live_session(
    request: LiveRequest,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
    log: RunLog | None = None,
    watch: Callable[[FrameResult, LiveValues], object] | None = None,
) -> LiveSummary:
    """Open the source, load the models, and run.

    Args:
        request: the source.
        controls: hold the models and a person's values.
        context: asked between frames and while waiting for one.
        post: gets what is worth showing.
        log: gets all answers, however the run ends.
        watch: sees every frame's faces and a person's values.

    Raises:
        CheckpointError: a model cannot be loaded.
        VideoSourceError: the source does not open, stalls or goes away.
        JobCancelled: a stop was asked for.
    """
    with closing(_source(request, controls)) as source:
        if isinstance(source, NewestFrameSource):
            source.start()
        return run_source(source, controls, context, post, log, engine=request.engine, watch=watch)


def run_source(
    source: FrameSource,
    controls: LiveControls,
    context: JobContext,
    post: Callable[[LiveUpdate], object],
    log: RunLog | None = None,
    *,
    engine: EngineWish = "auto",
    watch: Callable[[FrameResult, LiveValues], object] | None = None,
) -> LiveSummary:
    """Load the models and run on any source; see `live_session`."""
    from emotion_gui.core.inference.engine_switch import EngineSwitch
    from emotion_gui.core.inference.live import load_models, run_live
    from emotion_gui.core.inference.pipeline import EmotionPipeline

    context.checkpoint()
    models = controls.values.models
    assert models is not None
    first, second = load_models(models)
    # Not warmed up: the first frame is as good for that as an empty one.
    with (
        closing(EngineSwitch(engine)) as engines,
        closing(EmotionPipeline(first, second=second, beside=True)) as pipeline,
    ):
        engines.watch(first, second)
        return run_live(
            source,
            pipeline,
            controls,
            context,
            post,
            models=models,
            log=log,
            engines=engines,
            watch=watch,
        )


def _source(request: LiveRequest, controls: LiveControls) -> FrameSource:
    if request.pictures:
        return AlbumSource(request.pictures, controls)
    return open_source(
        request.address, paced=True, name=request.name, camera_size=request.camera_size
    )
