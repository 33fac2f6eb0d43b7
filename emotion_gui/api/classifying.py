"""The apparent expression of every face in pictures and films."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.api.progress import ProgressChoice, job
from emotion_gui.api.results import ReadFace, ReadFilm, ReadPicture, TrainedModel
from emotion_gui.api.workspaces import PathLike
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.model.priors import parse_mix

if TYPE_CHECKING:
    from emotion_gui.core.inference.results import FaceResult, FrameResult

Checkpointed = str | os.PathLike[str] | TrainedModel


def classify_pictures(
    pictures: PathLike | Iterable[PathLike],
    *,
    model: Checkpointed = "default",
    detector: DetectorChoice = "auto",
    flip: bool = False,
    prior: str = "training",
    progress: ProgressChoice = False,
) -> list[ReadPicture]:
    """Read the faces in picture files, and in folders of them.

    Args:
        pictures: a file or folder, or several.
        model: what `train` returned, a checkpoint file, or a bundled model's name.
        detector: how faces are found; `none` takes every picture for a face.
        flip: average the answers about a face and its mirror image.
        prior: expected mix of the classes: `training` (answers as they are), `even`, or parts as
            `neutral=4,happy=2`.
        progress: see the package.

    Raises:
        FileNotFoundError: a picture is not there.
        PictureError: none can be read.
        CheckpointError: the model's file cannot be used.
        ConfigError: `prior` is no mix, or the model does not tell what it learned from.

    >>> from PIL import Image
    >>> drawn = Image.fromarray(api.faces(workspace, "drawn").pixels[0])
    >>> drawn.save(folder / "face.png")
    >>> (picture,) = api.classify_pictures(folder / "face.png", model=run, detector="none")
    >>> picture.faces[0].emotion in api.LABELS, picture.faces[0].probabilities.shape
    (True, (7,))
    """
    from emotion_gui.operations.classify import Classification, ClassifyRequest, sort_inputs

    given = [pictures] if isinstance(pictures, str | os.PathLike) else pictures
    stills, moving = sort_inputs([os.fspath(entry) for entry in given])
    if moving:
        raise ValueError(f"{moving[0]} is no picture: classify_film reads films")
    request = ClassifyRequest(
        stills=stills, model=_file(model), detector=detector, flip=flip, mix=parse_mix(prior)
    )
    with job("Classifying", progress) as context:
        answers = Classification(request).pictures(context)
    names = read_info(request.model).labels
    return [
        ReadPicture(answer.file, tuple(_face(face, names) for face in answer.faces), answer.error)
        for answer in answers
    ]


def _face(face: FaceResult, names: tuple[str, ...]) -> ReadFace:
    box = face.box
    return ReadFace(
        box=(box.x, box.y, box.width, box.height),
        emotion=names[face.answer.best],
        unsure=face.label is None,
        obstacle=face.obstacle,
        probabilities=np.asarray(face.probabilities, dtype=np.float64),
        classes=names,
    )


def classify_film(
    film: PathLike,
    *,
    model: Checkpointed = "default",
    seconds: float | None = None,
    prior: str = "training",
    table: PathLike | None = None,
    progress: ProgressChoice = False,
) -> ReadFilm:
    """Read the faces of a film, frame by frame, each person followed.

    Args:
        film: a file; `camera:0` and stream addresses work too, with `seconds`.
        model: as for `classify_pictures`.
        seconds: of the film; None = to its end.
        prior: as for `classify_pictures`.
        table: a CSV file with the same rows, as the command line writes it.
        progress: see the package.

    Raises:
        VideoSourceError: it does not open, or breaks off.
        CheckpointError: the model's file cannot be used.
        ConfigError: `prior` is no mix, or the model does not tell what it learned from.

    >>> frames = [drawn.resize((240, 240)).rotate(degrees) for degrees in range(10)]
    >>> frames[0].save(folder / "film.gif", save_all=True, append_images=frames[1:])
    >>> film = api.classify_film(folder / "film.gif", model=run)
    >>> film.frames, film.probabilities.shape[1] == len(api.LABELS)
    (10, True)
    """
    from emotion_gui.core.files import refuse_overwrite
    from emotion_gui.operations.classify import Classification, ClassifyRequest

    target = None if table is None else Path(table)
    if target is not None:
        refuse_overwrite(target, inputs=[os.fspath(film)], overwrite=False)
    request = ClassifyRequest(
        moving=(os.fspath(film),),
        model=_file(model),
        seconds=seconds,
        table=target,
        mix=parse_mix(prior),
    )
    seen = _Seen()
    work = Classification(request)
    ((_, summary),) = work.films(lambda: job("Classifying", progress), on_frame=seen.add)
    names = read_info(request.model).labels
    return ReadFilm(
        frames=summary.frames,
        by_emotion=dict(summary.by_label),
        frame_number=np.array(seen.numbers, dtype=np.int64),
        time_s=np.array(seen.times_s, dtype=np.float64),
        person=np.array(seen.persons, dtype=np.int64),
        boxes=np.array(seen.boxes, dtype=np.float64).reshape(-1, 4),
        probabilities=np.array(seen.probabilities, dtype=np.float64).reshape(-1, len(names)),
        classes=names,
    )


class _Seen:
    """The faces of a film, in columns."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.times_s: list[float] = []
        self.persons: list[int] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.probabilities: list[list[float]] = []

    def add(self, result: FrameResult) -> None:
        """One frame is read."""
        for face in result.faces:
            box = face.box
            self.numbers.append(result.frame.index)
            self.times_s.append(result.frame.time_s)
            self.persons.append(face.track_id)
            self.boxes.append((box.x, box.y, box.width, box.height))
            self.probabilities.append([float(value) for value in face.probabilities])


def _file(model: Checkpointed) -> Path:
    if isinstance(model, TrainedModel):
        return model.checkpoint
    from emotion_gui.core.model.catalogue import resolve_checkpoint

    return resolve_checkpoint(os.fspath(model))
