"""What a session knows about its film and its model, as it stands in the workspace."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from emotion_gui import __version__
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.errors import StorageError, VideoSourceError, WorkspaceError
from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.priors import parse_mix
from emotion_gui.core.reading import open_file
from emotion_gui.core.review.edits import Edits, first_edits
from emotion_gui.core.review.rows import SessionRows, read_rows
from emotion_gui.core.review.timeline import FilmTimeline
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.inference.classifying import EmotionClassifier

# Of a film's beginning and end: enough to tell it from every other, without reading hours.
_LOOKED_AT_BYTES = 1024 * 1024


@dataclass(frozen=True)
class FilmIdentity:
    """A film file, recognised wherever it lies.

    Attributes:
        path: where it was last.
        bytes: its length.
        digest: of its length, beginning and end (SHA-256, hex).
    """

    path: str
    bytes: int
    digest: str

    @property
    def file(self) -> Path:
        return Path(self.path)

    def is_same_film(self, other: FilmIdentity) -> bool:
        """Whether two files hold the same film, whatever they are called."""
        return (self.bytes, self.digest) == (other.bytes, other.digest)


def identify_film(path: Path) -> FilmIdentity:
    """Look at a file.

    Raises:
        VideoSourceError: it is not there or cannot be read.
    """
    full = Path(os.path.abspath(path))
    try:
        size = full.stat().st_size
        hasher = hashlib.sha256(str(size).encode())
        with open_file(full) as file:
            hasher.update(file.read(_LOOKED_AT_BYTES))
            file.seek(max(0, size - _LOOKED_AT_BYTES))
            hasher.update(file.read(_LOOKED_AT_BYTES))
    except FileNotFoundError as error:
        raise VideoSourceError(str(path), "missing", "there is no such file") from error
    except OSError as error:
        raise VideoSourceError(str(path), "unreadable", error.strerror or str(error)) from error
    return FilmIdentity(str(full), size, hasher.hexdigest())


def identify_model(path: Path) -> str:
    """SHA-256 of a checkpoint file, hex.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StorageError.of(path, error) from error


@dataclass(frozen=True)
class ModelFacts:
    """What a report says about the model.

    Attributes:
        name, title: for people.
        file: where it lay.
        digest: of the file (SHA-256, hex).
        parameters: trainable ones; None where the checkpoint does not say.
        pruned: maps or layers were taken out.
        trained_on: name of its data; "" where not recorded.
        accuracy, interval, n: on photographs that it did not learn, where it was measured.
        temperature: divides the logits.
        unsure_below: a lower probability is unsure.
        label_set: its classes as JSON; None = the usual ones.
    """

    name: str
    title: str
    file: str
    digest: str
    parameters: int | None
    pruned: bool
    trained_on: str
    accuracy: float | None
    interval: tuple[float, float] | None
    n: int | None
    temperature: float
    unsure_below: float
    label_set: Mapping[str, Any] | None = None

    @property
    def labels(self) -> LabelSet:
        """Its classes."""
        return SEVEN if self.label_set is None else LabelSet.from_json(self.label_set)


def model_facts(classifier: EmotionClassifier, file: Path) -> ModelFacts:
    """What a loaded model says about itself.

    Raises:
        StorageError: its file cannot be read.
    """
    info, run = classifier.info, classifier.info.run
    accuracy, n, interval = run.get("test_accuracy"), run.get("n"), run.get("interval")
    if interval is None and accuracy is not None and n:
        interval = wilson_interval(round(accuracy * n), n)
    return ModelFacts(
        name=classifier.name,
        title=str(run.get("title") or run.get("name") or classifier.name),
        file=str(file),
        digest=identify_model(file),
        parameters=run.get("parameters") or parameter_count(info.spec),
        pruned=info.plan is not None,
        trained_on=str(run.get("dataset", "")),
        accuracy=accuracy,
        interval=(float(interval[0]), float(interval[1])) if interval else None,
        n=n,
        temperature=float(info.temperature),
        unsure_below=classifier.unsure_below,
        label_set=None if info.label_set == SEVEN else info.label_set.to_json(),
    )


@dataclass(frozen=True)
class SessionFacts:
    """How a session was made; all that is not an answer.

    Attributes:
        film: the file.
        model: what read it.
        detector: how faces were found.
        flip: answers were averaged with those about the mirror image.
        smoothing_s: over how long answers were averaged.
        program: version that began it.
        began_utc: when the first frame was taken, ISO 8601, by the film's own word; "" unknown.
        frames, fps, size: of the film; known when it was read.
        notes: what of the film could not be read.
        error: why the analysis failed; "" where it did not.
        engine: what computes the answers; one that goes on takes the same.
        mix: of classes that was expected, as `parse_mix` takes it.
    """

    film: FilmIdentity
    model: ModelFacts
    detector: str
    flip: bool
    smoothing_s: float
    program: str = __version__
    began_utc: str = ""
    frames: int = 0
    fps: float = 0.0
    size: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()
    error: str = ""
    engine: EngineName = "torch"
    mix: str = "training"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SessionFacts:
        """What `to_json` was asked of.

        Raises:
            KeyError, TypeError, ValueError, ConfigError: these are no facts.
        """
        known = {entry.name for entry in dataclasses.fields(cls)}
        found = {name: value for name, value in values.items() if name in known}
        model = dict(values["model"])
        interval = model.setdefault("interval", None)
        if interval is not None:
            low, high = interval
            model["interval"] = (float(low), float(high))
        found["film"] = FilmIdentity(**values["film"])
        found["model"] = ModelFacts(**model)
        width, height = values.get("size", (0, 0))
        found["size"] = (int(width), int(height))
        found["notes"] = tuple(values.get("notes", ()))
        if values.get("engine", "torch") not in get_args(EngineName):
            raise ValueError(f"engine is {values['engine']}")
        parse_mix(str(values.get("mix", "training")))
        return cls(**found)

    def made_alike(self, other: SessionFacts) -> bool:
        """Whether the same film was, or would be, read in the same way."""
        return self.film.is_same_film(other.film) and self._way == other._way

    def read_alike(self, other: SessionFacts) -> bool:
        """Whether both were read in the same way, whichever films they are of."""
        return self._way == other._way

    @property
    def _way(self) -> tuple[object, ...]:
        return self.model.digest, self.detector, self.flip, self.smoothing_s, self.mix


def facts_of(workspace: Workspace, row: SessionRow) -> SessionFacts:
    """Raises WorkspaceError where what is stored cannot be read."""
    with damage_told(workspace.path, "sessions", row.session_id):
        return SessionFacts.from_json(row.facts)


def edits_of(workspace: Workspace, row: SessionRow, rows: SessionRows) -> Edits:
    """What people marked; where nobody did yet, what follows from the rows.

    Raises:
        WorkspaceError: what is stored cannot be read.
    """
    if not row.edits:
        return first_edits(rows)
    with damage_told(workspace.path, "sessions", row.session_id):
        return Edits.from_json(row.edits)


def session_rows(workspace: Workspace, row: SessionRow) -> SessionRows:
    """The answers of a session, as far as it is read.

    Raises:
        StorageError: they cannot be read.
        WorkspaceError: some of a finished session are gone.
    """
    labels = facts_of(workspace, row).model.labels
    rows = read_rows(workspace.session_rows_path(row.session_id), labels)
    expected = int(row.facts.get("frames", 0)) if row.is_ready else rows.frames
    if rows.frames < expected:
        words = (
            f"the answers of session {row.session_id} are damaged: {rows.frames} of {expected} "
            "frames can be read; analyse the film again"
        )
        raise WorkspaceError(workspace.path, words)
    return rows


@dataclass(frozen=True)
class OpenSession:
    """All of a session, in memory.

    Attributes:
        row: its record.
        facts: how it was made.
        timeline: rows and edits.
    """

    row: SessionRow
    facts: SessionFacts
    timeline: FilmTimeline


def open_session(workspace: Workspace, session_id: int) -> OpenSession:
    """Read a session.

    Raises:
        NotFoundError: there is none of this number.
        StorageError, WorkspaceError: it cannot be read.
    """
    row = workspace.session(session_id)
    rows = session_rows(workspace, row)
    return OpenSession(
        row, facts_of(workspace, row), FilmTimeline(rows, edits_of(workspace, row, rows))
    )
