"""Sessions made of numbers, and a model that answers by brightness."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from helpers.seven import LABELS

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.readable import CLEAN_LIMITS
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review.column_file import ColumnWriter
from emotion_gui.core.review.edits import Edits, first_edits
from emotion_gui.core.review.rows import SessionRows
from emotion_gui.core.review.sessions import FilmIdentity, ModelFacts, OpenSession, SessionFacts
from emotion_gui.core.review.statistics import Selection
from emotion_gui.core.review.timeline import FilmTimeline
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.core.workspace.workspace import Workspace


def stopping_after(frames: int) -> JobContext:
    """A job that is asked to stop once so many frames are done."""
    seen = 0

    def see(progress: Progress) -> None:
        nonlocal seen
        seen = progress.done

    return JobContext(see, lambda: seen >= frames)


class BrightnessModel:
    """Stands for a classifier: its logits are means of parts of the crop."""

    name = "brightness"
    preprocessing = Preprocessing()
    unsure_below = 0.2
    limits = CLEAN_LIMITS
    labels = SEVEN

    def logits(self, faces: np.ndarray, *, flip: bool = False, mix: object = None) -> np.ndarray:
        del flip
        if not len(faces):
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        strips = np.array_split(faces.astype(np.float32), len(LABELS), axis=1)
        return np.stack([strip.mean(axis=(1, 2)) / 40 for strip in strips], axis=1)


def rows_of_labels(
    tracks: dict[int, Sequence[int | None]], *, fps: float = 10.0, **quality: Any
) -> SessionRows:
    """Rows in which every face shows given labels: -1 unsure, None unseen."""
    frames = max(len(labels) for labels in tracks.values())
    faces = [
        (frame, track, label)
        for frame in range(frames)
        for track, labels in tracks.items()
        if frame < len(labels) and (label := labels[frame]) is not None
    ]
    count = len(faces)
    label = np.array([face[2] for face in faces], dtype=np.int8)
    probabilities = np.full((count, len(LABELS)), 0.05)
    probabilities[np.arange(count), np.maximum(label, 0)] = 0.7
    probabilities[label < 0] = 1 / len(LABELS)

    def values(name: str, usual: float) -> np.ndarray:
        return np.broadcast_to(np.float32(quality.get(name, usual)), (count,)).copy()

    return SessionRows(
        index=np.arange(frames, dtype=np.int64),
        time_s=np.arange(frames) / fps,
        change=np.asarray(quality.get("change", np.zeros(frames)), dtype=np.float32),
        face_frame=np.array([face[0] for face in faces], dtype=np.int64),
        track=np.array([face[1] for face in faces], dtype=np.int32),
        box=np.tile([10.0, 20.0, 50.0, 60.0], (count, 1)),
        label=label,
        probabilities=probabilities,
        raw=probabilities.astype(np.float32),
        size_px=values("size_px", 54.8),
        sharpness=values("sharpness", 300.0),
        light=values("light", 0.5),
        turn_deg=values("turn_deg", 5.0),
        tilt_deg=values("tilt_deg", np.nan),
        detection=values("detection", 0.99),
    )


def film_by_lot(seed: int, frames: int = 90) -> FilmTimeline:
    """Two people of all answers, the first class among them; steps and probabilities by lot."""
    generator = np.random.default_rng(seed)
    choices = [None, -1, 0, 0, 3, 4]
    tracks = {
        k: [choices[place] for place in np.repeat(generator.integers(0, 6, frames), 3)[:frames]]
        for k in (1, 2)
    }
    rows = rows_of_labels(tracks)
    raw = generator.dirichlet(np.ones(len(LABELS)), rows.faces)
    steps = generator.choice([0.05, 0.1, 0.4, 2.0], frames)  # an answer holds for a second at most
    rows = replace(
        rows,
        time_s=np.concatenate([[0.0], np.cumsum(steps)[:-1]]),
        probabilities=generator.dirichlet(np.ones(len(LABELS)), rows.faces),
        raw=raw.astype(np.float32),
    )
    return FilmTimeline(rows, first_edits(rows))


def whole_film(timeline: FilmTimeline, person: int = 1) -> Selection:
    return Selection(timeline, person, timeline.frames_of(None))


def session_of(
    rows: SessionRows, edits: Edits | None = None, *, name: str = "talk.mp4", number: int = 1
) -> OpenSession:
    """A session that was never stored."""
    model = ModelFacts(
        name="default",
        title="Bundled model",
        file="/models/default.safetensors",
        digest="0" * 64,
        parameters=1_800_000,
        pruned=False,
        trained_on="FER2013",
        accuracy=0.7,
        interval=(0.68, 0.72),
        n=3589,
        temperature=1.2,
        unsure_below=0.35,
    )
    facts = SessionFacts(
        film=FilmIdentity(f"/films/{name}", 1000, "a" * 64),
        model=model,
        detector="auto",
        flip=False,
        smoothing_s=0.4,
        began_utc="2026-11-27T12:00:00.000000Z",
        frames=rows.frames,
        fps=10.0,
        size=(640, 360),
    )
    row = SessionRow(number, name, SessionState.READY, "2026-11-27T12:00:00+00:00", facts.to_json())
    return OpenSession(
        row, facts, FilmTimeline(rows, first_edits(rows) if edits is None else edits)
    )


def stored_session(workspace: Workspace, rows: SessionRows, *, name: str = "talk.mp4") -> int:
    """A finished session of these rows in a workspace; its number."""
    facts = session_of(rows, name=name).facts.to_json()
    number = workspace.create_session(name=name, facts=facts).session_id
    path = workspace.session_rows_path(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {f"frame.{column}": getattr(rows, column) for column in ("index", "time_s", "change")}
    columns["frame.faces"] = np.bincount(rows.face_place, minlength=rows.frames).astype("<i4")
    columns["face.frame"] = rows.face_frame
    own = ("track", "box", "label", "probabilities", "raw", "size_px", "sharpness", "light")
    for column in (*own, "turn_deg", "tilt_deg", "detection"):
        columns[f"face.{column}"] = getattr(rows, column)
    writer = ColumnWriter(path)
    writer.append(columns, {})
    writer.close()
    workspace.change_session(number, state=SessionState.READY)
    return number
