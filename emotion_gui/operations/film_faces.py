"""A film, a stream or a camera as a source of faces to learn from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emotion_gui.core.errors import NothingImportedError
from emotion_gui.core.fields import Field, check_fields, declared
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep_faces import kept_face

if TYPE_CHECKING:
    from emotion_gui.core.data.keeping import KeptFace
    from emotion_gui.core.inference.results import FaceResult, FrameResult
    from emotion_gui.core.model.checkpoint_info import CheckpointInfo

When = Literal["interval", "changes"]
_AT_ONCE = 64
_CHANGED = 0.25  # total variation of two answers, in [0, 1]


@dataclass(frozen=True)
class FilmFacesRequest:
    """What is taken of a film.

    Attributes:
        film: a file, an address, or `camera:0`.
        dataset: name of the data set that the faces go into; made where there is none.
        model: checkpoint whose preprocessing crops them, and who supposes what they show.
        title: how people call it.
        when: a face of each person every `every_s` seconds, or whenever the answer changes, at
            most that often.
        every_s: see `when`.
        seconds: of the film that are read; 0 = all.
        suppose: keep the network's answers as suppositions.
    """

    film: str
    dataset: str
    model: Path
    title: str
    when: When = declared(
        "interval",
        Field(
            label="A face of each person",
            choices=(("interval", "every so often"), ("changes", "when the answer changes")),
            tip="Changes give fewer faces, and more different ones.",
        ),
    )
    every_s: float = declared(
        1.0,
        Field(
            label="At most one every",
            title="Seconds between two faces of a person",
            low=0.04,
            high=3600.0,
            step=0.5,
            unit=" s",
            tip="The fewest seconds between two faces of the same person.",
        ),
    )
    seconds: float = declared(
        0.0,
        Field(
            label="Read",
            title="Seconds that are read",
            high=1e6,
            step=10,
            unit=" s",
            lowest="all",
            tip="A stream has no end: say how much of it is read, or stop it.",
        ),
    )
    suppose: bool = declared(
        True,
        Field(
            label="Suppose what they show",
            tip="Keep the network's answers, to be accepted or corrected.",
        ),
    )

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True)
class FilmFaces:
    """What became of a film.

    Attributes:
        dataset: the data set.
        frames: that were read.
        people: faces that were followed, as far as they can be told apart.
        taken: faces that were looked at for keeping.
        added: of these, kept.
        thinned: of these, nearly equal to another one of the same person.
    """

    dataset: str
    frames: int
    people: int
    taken: int
    added: int
    thinned: int


def name_of_film(film: str) -> str:
    """What a data set of a film's faces is called: without folders, endings and passwords."""
    from emotion_gui.core.inference.capture import without_credentials

    told = without_credentials(film.strip())
    return Path(told.rstrip("/")).stem or told


def faces_of_film(
    workspace: Workspace, request: FilmFacesRequest, context: JobContext
) -> FilmFaces:
    """Keep faces of a film; a person is a group, near copies of a person are left out.

    Raises:
        CheckpointError: the model cannot be loaded.
        VideoSourceError: the film does not open or breaks off.
        NothingImportedError: there is no face in it.
        ConfigError: the data set's faces were cropped otherwise.
        JobCancelled: a stop was asked for; what was kept stays.
    """
    from emotion_gui.core.inference.capture import without_credentials
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.inference.headless import classify_video
    from emotion_gui.core.inference.sources import open_source
    from emotion_gui.core.runtime import import_cv2
    from emotion_gui.operations.classify import make_pipeline

    import_cv2()
    classifier = EmotionClassifier.load(request.model)
    pipeline = make_pipeline(classifier, "auto", still=False, flip=False)
    name = without_credentials(request.film)
    chosen = _Chosen(workspace, request, Path(name).name or name, classifier.info, context)
    try:
        summary = classify_video(
            open_source(request.film),
            pipeline,
            seconds=request.seconds or None,
            on_frame=chosen.look,
            context=context,
        )
    finally:
        chosen.flush()
    if not chosen.taken:
        raise NothingImportedError(Path(name), [], summary.frames)
    people = summary.tracks
    return FilmFaces(
        request.dataset, summary.frames, people, chosen.taken, chosen.added, chosen.thinned
    )


class _Chosen:
    """Which faces of a film are kept."""

    def __init__(
        self,
        workspace: Workspace,
        request: FilmFacesRequest,
        name: str,
        info: CheckpointInfo,
        context: JobContext,
    ) -> None:
        self._workspace, self._request, self._name = workspace, request, name
        self._info = info
        self._context = context
        self._waiting: list[KeptFace] = []
        self._last: dict[int, tuple[float, FaceResult]] = {}
        self.taken = self.added = self.thinned = 0

    def look(self, result: FrameResult) -> None:
        time_s = result.frame.time_s
        for face in result.faces:
            if not self._is_wanted(face, time_s):
                continue
            self._last[face.track_id] = (time_s, face)
            self.taken += 1
            kept = kept_face(
                face,
                place=f"{self._name}, {time_s:.2f} s",
                model=self._request.title,
                usage="film",
                group=f"{self._name}, face {face.track_id}",
            )
            self._waiting.append(kept if self._request.suppose else _without_guess(kept))
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def _is_wanted(self, face: FaceResult, time_s: float) -> bool:
        last = self._last.get(face.track_id)
        if last is None:
            return True
        if time_s - last[0] < self._request.every_s:
            return False
        if self._request.when == "interval":
            return True
        distance = abs(face.probabilities - last[1].probabilities).sum() / 2
        return bool(distance >= _CHANGED)

    def flush(self) -> None:
        faces, self._waiting = self._waiting, []
        if not faces:
            return
        from emotion_gui.core.data.keeping import keep_faces

        made = keep_faces(
            self._workspace,
            self._request.dataset,
            faces,
            preprocessing=self._info.preprocessing,
            labels=self._info.label_set,
            thin=True,
        )
        self.added += made.added
        self.thinned += made.known
        self._context.report(Progress(self.taken, None, "Keeping faces"))


def _without_guess(face: KeptFace) -> KeptFace:
    return dataclasses.replace(face, suggestion=None)
