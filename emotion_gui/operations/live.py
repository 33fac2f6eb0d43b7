"""The page's jobs; OpenCV and torch are imported inside, in the worker thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.inference.controls import LiveControls, LiveRequest
from emotion_gui.core.jobs import JobContext
from emotion_gui.operations.classify import Classification, ClassifyRequest

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.run_log import RunLog
    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class Choices:
    """What can be chosen now."""

    cameras: tuple[CameraInfo, ...]
    models: tuple[ModelEntry, ...]


def find_choices(workspace: Workspace, context: JobContext) -> Choices:
    """Cameras that are plugged in and models that exist."""
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    context.checkpoint()
    from emotion_gui.core.inference.cameras import list_cameras
    from emotion_gui.core.model.catalogue import list_models

    cameras = tuple(list_cameras())
    context.checkpoint()
    # A network that was taught and adopted is the present one: Live begins with it.
    models = sorted(list_models(workspace), key=lambda entry: not entry.adopted)
    return Choices(cameras, tuple(models))


def read_model(file: Path, context: JobContext) -> ModelEntry:
    """A checkpoint that lies anywhere, as a choice named by its path.

    Raises:
        CheckpointError: missing, damaged, foreign, or newer than this program.
    """
    from emotion_gui.core.model.catalogue import ModelEntry, parameter_count
    from emotion_gui.core.model.checkpoint_info import read_info

    context.checkpoint()
    info = read_info(file)
    return ModelEntry(
        name=str(file),
        title=f"{file.name} ({file.parent.name})",
        file=file,
        parameters=parameter_count(info.spec),
        pruned=info.plan is not None,
        quantized=info.quantized is not None,
    )


def find_cameras(context: JobContext) -> tuple[CameraInfo, ...]:
    """Cameras that are plugged in now; opens none."""
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    context.checkpoint()
    from emotion_gui.core.inference.cameras import list_cameras

    return tuple(list_cameras())


def time_cameras(context: JobContext) -> tuple[str, ...]:
    """Open every camera through every interface of the system: a line of figures for each."""
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.inference.camera_check import check_cameras, timing_text

    return tuple(timing_text(timing) for timing in check_cameras(context))


def live_job(
    request: LiveRequest,
    controls: LiveControls,
    log: RunLog,
    context: JobContext,
    post: Callable[[object], None],
    *,
    workspace: Workspace | None = None,
) -> object:
    """Load models, open the source, read faces until it ends; `log` has the answers.

    Faces that `controls` want collected go into `workspace`.
    """
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.inference.session import live_session
    from emotion_gui.operations.keep_faces import Collectors

    with Collectors(workspace, request.name or Path(request.address).name) as collectors:
        return live_session(request, controls, context, post, log, collectors.look)


def save_pictures_table(
    pictures: Sequence[Path], model: Path, target: Path, flip: bool, context: JobContext
) -> Path:
    """Read stills, as the command line does, and keep the table of all their faces.

    Raises:
        CheckpointError: the model cannot be loaded.
        PictureError: none of them can be read.
        StorageError: the disk refused.
    """
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    request = ClassifyRequest(stills=tuple(pictures), model=model, flip=flip, table=target)
    Classification(request).pictures(context)
    return target


def save_answers(log: RunLog, target: Path, context: JobContext) -> Path:
    """The table of a run that is over, as CSV.

    Raises:
        StorageError: the disk refused.
    """
    context.checkpoint()
    log.write_table(target)
    return target
