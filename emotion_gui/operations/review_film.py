"""What the page about analysed films asks for: sessions, marks, pictures of the film, peaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.errors import ConfigError, NotFoundError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.sessions import SessionRow

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.data.keeping import Keeping
    from emotion_gui.core.review.edits import Edits
    from emotion_gui.core.review.sessions import OpenSession
    from emotion_gui.core.review.statistics import PersonFigures
    from emotion_gui.core.workspace.workspace import Workspace

PEAK_SIDE_PX = 96


@dataclass(frozen=True)
class SessionList:
    """All sessions, newest first, and those in the trash."""

    rows: tuple[SessionRow, ...]
    trashed: tuple[SessionRow, ...]


def list_sessions(workspace: Workspace, context: JobContext) -> SessionList:
    """What is there now."""
    context.checkpoint()
    return SessionList(tuple(reversed(workspace.sessions())), tuple(workspace.trashed_sessions()))


def erase_sessions(
    workspace: Workspace, session_ids: Sequence[int], context: JobContext
) -> tuple[Path, ...]:
    """Remove sessions for good, with the tables that were made of them.

    Returns:
        Files that stay because somebody changed them since.

    Raises:
        BusyError: a film is being read.
        StorageError: a file could not be removed.
    """
    from emotion_gui.operations.analyse import erase_with_exports

    kept: list[Path] = []
    for number in session_ids:
        kept += erase_with_exports(workspace, number, context).kept
    return tuple(kept)


def read_session(workspace: Workspace, session_id: int, context: JobContext) -> OpenSession:
    """All of a session.

    Raises:
        NotFoundError: it was removed.
        StorageError, WorkspaceError: it cannot be read.
    """
    from emotion_gui.core.review.sessions import open_session

    context.checkpoint()
    return open_session(workspace, session_id)


class UnkeptMarks:
    """What people marked and the workspace does not have yet; the newest of each session counts.

    May be asked from any thread.

    Args:
        workspace: gets the marks.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._newest: dict[int, Edits] = {}

    def put(self, session_id: int, edits: Edits) -> None:
        """These marks are to be kept."""
        with self._lock:
            self._newest[session_id] = edits

    def of(self, session_id: int) -> Edits | None:
        """The marks of a session that wait; None where it has the newest."""
        with self._lock:
            return self._newest.get(session_id)

    def keep(self, context: JobContext | None = None) -> None:
        """Put all of it into the workspace, each session's whole or not at all.

        Raises:
            StorageError: the disk refuses; what was not kept waits on.
            NotFoundError: the session was erased; its marks wait no longer.
        """
        del context  # in one piece
        with self._lock:
            for session_id, edits in list(self._newest.items()):
                try:
                    self._workspace.change_session(session_id, edits=edits.to_json())
                except NotFoundError:
                    del self._newest[session_id]
                    raise
                del self._newest[session_id]


def figures_of_session(
    session: OpenSession, person: int, context: JobContext
) -> tuple[PersonFigures, ...]:
    """A person in the film, its sections and after its events."""
    from emotion_gui.core.review.statistics import person_figures

    context.checkpoint()
    return tuple(person_figures(session.timeline, [person]))


@dataclass(frozen=True)
class FilmPicture:
    """A picture of a film, and which of its analysed frames it is."""

    place: int
    pixels: npt.NDArray[np.uint8]


class PictureWish:
    """Which frame is wanted; the newest wish is the one that counts."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wish: tuple[int, float] | None = None

    def ask(self, place: int, time_s: float) -> None:
        """A frame by its place among the analysed ones and its time."""
        with self._changed:
            self._wish = (place, time_s)
            self._changed.notify()

    def take(self, *, wait_s: float) -> tuple[int, float] | None:
        """The newest wish, once; None where none came."""
        with self._changed:
            if self._wish is None:
                self._changed.wait(wait_s)
            wish, self._wish = self._wish, None
            return wish


def show_film(
    film: Path, wish: PictureWish, context: JobContext, post: Callable[[object], None]
) -> None:
    """Give the pictures that are wished for until a stop is asked for.

    Raises:
        VideoSourceError: the film is not there, or has no picture of the wished time.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.inference.display import screen_pixels
    from emotion_gui.core.inference.films.seeker import FilmSeeker

    seeker = FilmSeeker(film)
    try:
        while True:
            context.checkpoint()
            wanted = wish.take(wait_s=0.05)
            if wanted is not None:
                place, time_s = wanted
                picture = seeker.picture(time_s, context)
                post(FilmPicture(place, screen_pixels(picture)))
    finally:
        seeker.close()


@dataclass(frozen=True)
class Peak:
    """The moment at which a person showed an emotion most clearly."""

    emotion: int
    place: int
    time_s: float
    probability: float
    face: npt.NDArray[np.uint8]


def find_peaks(session: OpenSession, person: int, context: JobContext) -> tuple[Peak, ...]:
    """One moment for each emotion that a person was seen to show, with the face as it looked.

    Raises:
        VideoSourceError: the film is not there.
    """
    import numpy as np

    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    import cv2

    from emotion_gui.core.inference.films.seeker import FilmSeeker

    timeline = session.timeline
    series, rows = timeline.series(person), timeline.rows
    seeker: FilmSeeker | None = None
    found = []
    try:
        for emotion in range(len(rows.labels)):
            own = np.flatnonzero((series.label == emotion) & timeline.counted)
            if not len(own):
                continue
            context.checkpoint()
            place = int(own[np.argmax(series.probabilities[own, emotion])])
            seeker = seeker or FilmSeeker(session.facts.film.file)
            picture = seeker.picture(float(rows.time_s[place]), context)
            x, y, width, height = rows.box[series.face[place]]
            height_px, width_px = picture.shape[:2]
            left, top = int(max(0, x)), int(max(0, y))
            right, bottom = int(min(width_px, x + width)), int(min(height_px, y + height))
            crop = picture[top : max(bottom, top + 1), left : max(right, left + 1)]
            side = (PEAK_SIDE_PX, PEAK_SIDE_PX)
            small = cv2.resize(crop, side, interpolation=cv2.INTER_AREA)
            face = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
            probability = float(series.probabilities[place, emotion])
            time_s = float(rows.time_s[place])
            found.append(Peak(emotion, place, time_s, probability, np.asarray(face, np.uint8)))
    finally:
        if seeker is not None:
            seeker.close()
    return tuple(found)


def keep_shown_face(
    workspace: Workspace, session: OpenSession, person: int, place: int, context: JobContext
) -> Keeping | None:
    """Keep the face of a person on a frame, as the network that read the film would see it.

    Args:
        workspace: gets the face, in the data set of kept faces.
        session: of the film.
        person: who.
        place: the frame's place among those that were read.
        context: may cancel.

    Returns:
        What became of it; None where the person is not on this frame.

    Raises:
        CheckpointError: the network is not there any more.
        VideoSourceError: the film is not there.
        ConfigError: its file is another network by now.
        ConfigError, LabelSetsDifferError: faces of another kind are kept already.
    """
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    from emotion_gui.core.data.keeping import KeptFace
    from emotion_gui.core.faces.boxes import FaceBox
    from emotion_gui.core.faces.cropping import crop_face
    from emotion_gui.core.inference.films.seeker import FilmSeeker
    from emotion_gui.core.model.checkpoint_info import read_info
    from emotion_gui.core.review.sessions import identify_model
    from emotion_gui.core.workspace.records import Suggestion
    from emotion_gui.operations.keep_faces import keep

    rows, film = session.timeline.rows, session.facts.film.file
    face = int(session.timeline.series(person).face[place])
    if face < 0:
        return None
    model = Path(session.facts.model.file)
    info = read_info(model)
    if identify_model(model) != session.facts.model.digest:  # its classes may be others
        raise ConfigError("model", str(model), "it is another one than began this analysis")
    time_s = float(rows.time_s[place])
    seeker = FilmSeeker(film)
    try:
        picture = seeker.picture(time_s, context)
    finally:
        seeker.close()
    x, y, width, height = (float(value) for value in rows.box[face])
    label = int(rows.raw[face].argmax())
    kept = KeptFace(
        face=crop_face(picture, FaceBox(x, y, width, height), info.preprocessing),
        source=f"{film.name}, {time_s:.2f} s",
        suggestion=Suggestion(label, float(rows.raw[face, label]), session.facts.model.title),
        group=f"{film.name}, person {person}",
        box=(x, y, width, height),
    )
    return keep(workspace, [kept], info, context)


FilmModel = tuple[str, str, Path]


def list_film_models(workspace: Workspace, context: JobContext) -> tuple[FilmModel, ...]:
    """Name, title and file of every model that can read films, the default first."""
    from emotion_gui.core.model.catalogue import list_models

    context.checkpoint()
    return tuple((entry.name, entry.title, entry.file) for entry in list_models(workspace))
