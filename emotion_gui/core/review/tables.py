"""A session as tables: a row a face and frame, or a row a frame with all persons beside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.escaping import CsvTable, Digits
from emotion_gui.core.files import atomic_path
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.review.edits import Person
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import answers_of
from emotion_gui.core.review.timeline import REMOVED, UNSEEN

# Rows at a time: what a table of any length costs in memory.
CHUNK = 4096

Chunk = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class TableColumn:
    """Of a table.

    Attributes:
        name: its heading.
        digits: after the point; None where it holds whole numbers, words or yes and no.
        meaning: one sentence, for codebooks.
        unit: of its numbers.
    """

    name: str
    digits: int | None
    meaning: str
    unit: str = ""


_OF_A_FACE: tuple[TableColumn, ...] = (
    TableColumn("video", None, "name of the film"),
    TableColumn("frame", None, "number of the frame, from 0"),
    TableColumn("pts_s", 3, "time of the frame from the film's beginning", "s"),
    TableColumn("utc", None, "moment of the frame, where the film says when it was recorded"),
    TableColumn("person", None, "number of the person in this film"),
    TableColumn("name", None, "name that was given to the person"),
    TableColumn("face", None, "number of the face while it was followed"),
    TableColumn("x", 1, "left edge of the face", "px"),
    TableColumn("y", 1, "upper edge of the face", "px"),
    TableColumn("width", 1, "width of the face", "px"),
    TableColumn("height", 1, "height of the face", "px"),
    TableColumn("size_px", 1, "root of the face's area", "px"),
    TableColumn("sharpness", 1, "variance of the Laplacian of the pixels that the network saw"),
    TableColumn("light", 3, "mean brightness of those pixels, 0 black to 1 white"),
    TableColumn("turn_deg", 1, "turn of the head to a side, estimated from eyes and nose", "deg"),
    TableColumn("tilt_deg", 1, "tilt of the line between the eyes", "deg"),
    TableColumn("detection", 4, "the detector's probability of a face"),
)
_OF_THE_ANSWER: tuple[TableColumn, ...] = (
    TableColumn("label", None, "the emotion shown; unsure where no answer was sure enough"),
    TableColumn("confidence", 4, "probability of the emotion shown, or of the likeliest one"),
    TableColumn("unsure", None, "1 where the answer was below the model's threshold"),
    TableColumn(
        "counted", None, "0 where a filter, a hidden person or an excluded time leaves it out"
    ),
)


def long_columns(labels: LabelSet) -> tuple[TableColumn, ...]:
    """Of a table with a row a face and frame."""
    return (
        *_OF_A_FACE,
        *(TableColumn(name, 4, f"smoothed probability of {name}") for name in labels.names),
        *(
            TableColumn(f"raw_{name}", 4, f"probability of {name} of this frame alone")
            for name in labels.names
        ),
        *_OF_THE_ANSWER,
    )


def long_chunks(session: OpenSession) -> Iterator[Chunk]:
    """Columns of `long_columns`, some thousand rows at a time."""
    timeline = session.timeline
    rows = timeline.rows
    place = rows.face_place
    persons = {person.number: person for person in timeline.edits.persons}
    shown = np.array([p.number for p in persons.values() if not p.hidden], dtype=np.int32)
    counted = timeline.kept_faces & timeline.counted[place]
    counted &= np.isin(timeline.person_of_face, shown)
    clock = UtcClock(session.facts.began_utc)
    words = np.array(answers_of(rows.labels))
    confidence = rows.confidence
    for begin in range(0, rows.faces, CHUNK):
        part = slice(begin, min(begin + CHUNK, rows.faces))
        time_s = rows.time_s[place[part]]
        owner = timeline.person_of_face[part]
        yield {
            "video": np.full(len(time_s), session.row.name),
            "frame": rows.face_frame[part],
            "pts_s": time_s,
            "utc": np.array([clock.text(value) for value in time_s]),
            "person": owner,
            "name": np.array([persons[n].name if n in persons else "" for n in owner.tolist()]),
            "face": rows.track[part],
            **{name: rows.box[part, k] for k, name in enumerate(("x", "y", "width", "height"))},
            "size_px": rows.size_px[part],
            "sharpness": rows.sharpness[part],
            "light": rows.light[part],
            "turn_deg": rows.turn_deg[part],
            "tilt_deg": rows.tilt_deg[part],
            "detection": rows.detection[part],
            **{name: rows.probabilities[part, k] for k, name in enumerate(rows.labels.names)},
            **{f"raw_{name}": rows.raw[part, k] for k, name in enumerate(rows.labels.names)},
            "label": words[rows.label[part]],
            "confidence": confidence[part],
            "unsure": (rows.label[part] < 0).astype(np.int8),
            "counted": counted[part].astype(np.int8),
        }


# Of a row a frame: an hour of cuts has a thousand persons, whose cells nothing opens.
MOST_WIDE_CELLS = 10_000_000


def wide_persons(session: OpenSession) -> tuple[Person, ...]:
    """Whose columns a table with a row a frame has: all that are shown, or the longest seen."""
    rows = session.timeline.rows
    cells = max(1, rows.frames) * (1 + len(rows.labels))
    return session.timeline.longest_seen(max(1, MOST_WIDE_CELLS // cells))


def wide_columns(session: OpenSession) -> tuple[TableColumn, ...]:
    """Of a table with a row a frame: what every person shows on it."""
    columns = [
        TableColumn("frame", None, "number of the frame, from 0"),
        TableColumn("pts_s", 3, "time of the frame from the film's beginning", "s"),
        TableColumn("utc", None, "moment of the frame, where the film says when it was recorded"),
        TableColumn("counted", None, "0 where the time is excluded"),
    ]
    for person, prefix in _prefixes(session):
        columns.append(
            TableColumn(
                f"{prefix}_label", None, f"what {person.title} shows; unseen, removed, unsure"
            )
        )
        columns += [
            TableColumn(f"{prefix}_{name}", 4, f"smoothed probability of {name} of {person.title}")
            for name in session.timeline.rows.labels.names
        ]
    return tuple(columns)


def wide_chunks(session: OpenSession) -> Iterator[Chunk]:
    """Columns of `wide_columns`, some thousand rows at a time."""
    timeline = session.timeline
    rows = timeline.rows
    clock = UtcClock(session.facts.began_utc)
    words = np.array([*rows.labels.names, "unseen", "removed", "unsure"])
    assert (UNSEEN, REMOVED) == (-3, -2)
    people = [(timeline.series(person.number), prefix) for person, prefix in _prefixes(session)]
    for begin in range(0, rows.frames, CHUNK):
        part = slice(begin, min(begin + CHUNK, rows.frames))
        chunk: dict[str, npt.NDArray[Any]] = {
            "frame": rows.index[part],
            "pts_s": rows.time_s[part],
            "utc": np.array([clock.text(value) for value in rows.time_s[part]]),
            "counted": timeline.counted[part].astype(np.int8),
        }
        for series, prefix in people:
            chunk[f"{prefix}_label"] = words[series.label[part]]
            for k, name in enumerate(rows.labels.names):
                chunk[f"{prefix}_{name}"] = series.probabilities[part, k]
        yield chunk


def _prefixes(session: OpenSession) -> list[tuple[Any, str]]:
    """Persons that are shown, each with a heading of its own."""
    people = wide_persons(session)
    titles = [person.title for person in people]
    return [
        (p, p.title if titles.count(p.title) == 1 else f"{p.title} ({p.number})") for p in people
    ]


class UtcClock:
    """Moments of frames.

    Args:
        began: of the first frame, ISO 8601; "" where nobody knows.
    """

    def __init__(self, began: str) -> None:
        self._began: datetime | None = None
        try:
            found = datetime.fromisoformat(began) if began else None
        except ValueError:
            found = None
        if found is not None:
            # The files' own words are in UTC, most of them saying so.
            aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
            self._began = aware.astimezone(UTC)

    def text(self, time_s: float) -> str:
        """As in `2026-11-27T12:00:00.040Z`; "" where nobody knows."""
        if self._began is None:
            return ""
        moment = self._began + timedelta(seconds=float(time_s))
        return f"{moment.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def write_csv(path: Path, columns: Sequence[TableColumn], chunks: Iterable[Chunk]) -> int:
    """A table as CSV, whole or not at all.

    Returns:
        Its rows.

    Raises:
        StorageError: the disk refused.
    """
    count = 0
    with (
        atomic_path(path, private=True) as temporary,
        temporary.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file,
    ):
        table = CsvTable(file)
        table.writerow([column.name for column in columns])
        for chunk in chunks:
            texts = [_texts(chunk[column.name], column.digits) for column in columns]
            rows = list(zip(*texts, strict=True))
            table.writerows(rows)
            count += len(rows)
    return count


def _texts(values: npt.NDArray[Any], digits: int | None) -> list[object]:
    if digits is None:
        return list(values.tolist())
    return ["" if math.isnan(value) else Digits(f"{value:.{digits}f}") for value in values.tolist()]
