"""A recording of Live as a session: its film, and the answers that were written beside it.

The film has its boxes painted in, so it is not read again. Quality was not written: filters by
it let everything through.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError, DatasetFormatError
from emotion_gui.core.inference.answer_table import probability_columns
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.model.priors import AS_IN_TRAINING
from emotion_gui.core.reading import read_file, read_json
from emotion_gui.core.review.column_file import ColumnWriter
from emotion_gui.core.review.rows import UNSURE
from emotion_gui.core.review.sessions import (
    ModelFacts,
    SessionFacts,
    identify_film,
    identify_model,
)

_LARGEST_TABLE = 1 << 30  # an hour of four faces is 70 MB
_LARGEST = 2.0**31 - 1  # of what is kept in 32 bits


def film_times(film: Path, context: JobContext) -> tuple[npt.NDArray[np.float64], FilmReader]:
    """When each picture of a film is shown; the reader is closed and keeps size and rate.

    Raises:
        VideoSourceError: the film cannot be read.
    """
    reader = FilmReader(film)
    times = []
    while (time_s := reader.advance()) is not None:
        context.checkpoint()
        times.append(time_s)
    reader.close()
    return np.array(times), reader


def read_recording(
    facts_file: Path, rows_file: Path, context: JobContext | None = None
) -> SessionFacts:
    """Write the rows of a recording, and tell what it was made with.

    Args:
        facts_file: the JSON that Live writes; film and table lie beside it.
        rows_file: of the session; made here.
        context: asked for a stop.

    Raises:
        DatasetFormatError: the facts or the table cannot be understood.
        VideoSourceError: the film cannot be read.
        StorageError: the rows cannot be written.
    """
    facts = _facts(facts_file)
    film = facts_file.parent / facts["video"]
    table = facts_file.parent / facts["table"]
    settings = facts["settings"]
    try:
        first_s = float(settings[0]["from_s"]) if settings else 0.0
        model = _model(settings[-1]["model"] if settings else {})
        labels = model.labels
        smoothing_s = float(settings[-1]["smoothing_s"]) if settings else 0.0
        flip = bool(settings and settings[-1]["mirror_averaging"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, ConfigError) as error:
        raise DatasetFormatError(facts_file, "this is not a recording of Live") from error
    times, reader = film_times(film, context or JobContext())
    columns = _columns(table, times, first_s, labels)
    with ColumnWriter(rows_file) as writer:
        writer.append(columns, {"frames": len(times), "recording": facts_file.name})
    return SessionFacts(
        film=identify_film(film),
        model=model,
        detector="auto",
        flip=flip,
        smoothing_s=smoothing_s,
        mix=str(settings[-1].get("expected_mix", AS_IN_TRAINING)) if settings else AS_IN_TRAINING,
        program=str(facts.get("program", "")).rpartition(" ")[2],
        began_utc=str(facts.get("began", "")),
        frames=len(times),
        fps=reader.fps,
        size=reader.size,
    )


def _facts(path: Path) -> dict[str, Any]:
    try:
        found = read_json(path)
        settings = [{**entry, "model": {**entry["model"]}} for entry in found["settings"]]
        beside = {name: _name_of(found[name]) for name in ("video", "table")}
        return {**found, **beside, "settings": settings}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetFormatError(path, "this is not a recording of Live") from error


def _name_of(value: object) -> str:
    """A file beside the facts: a recording from somebody else names no other place."""
    name = str(value)
    if Path(name).name != name:
        raise ValueError(f"{name} does not lie beside it")
    return name


def _model(facts: dict[str, Any]) -> ModelFacts:
    file = Path(str(facts.get("file", "")))
    return ModelFacts(
        name=file.stem,
        title=str(facts.get("title") or file.stem),
        file=str(file),
        digest=identify_model(file) if file.is_file() else "",
        parameters=facts.get("parameters"),
        pruned=bool(facts.get("pruned")),
        trained_on="",
        accuracy=None,
        interval=None,
        n=None,
        temperature=1.0,
        unsure_below=float(facts.get("unsure_below") or 0.0),
        label_set=facts.get("label_set"),
    )


def _columns(
    table: Path, times: npt.NDArray[np.float64], first_s: float, labels: LabelSet
) -> dict[str, npt.NDArray[Any]]:
    try:
        text = read_file(table, most=_LARGEST_TABLE).decode("utf-8-sig", errors="replace")
        head = text.partition("\n")[0]
        delimiter = ";" if ";" in head else ","
        found = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
        numbers = [_numbers(row, labels) for row in found]
        words = [row["label"] for row in found]
        said = [labels.names.index(w) if w in labels.names else UNSURE for w in words]
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise DatasetFormatError(table, "this is not a table of answers") from error
    count = len(numbers)
    values = np.array(numbers, dtype=np.float64).reshape(count, 6 + len(labels))
    place = _nearest(times, values[:, 0] - first_s)
    nothing = np.full(count, np.nan, dtype=np.float32)
    box = values[:, 2:6]
    counts = np.bincount(place, minlength=len(times)) if len(times) else np.zeros(0)
    return {
        "frame.index": np.arange(len(times), dtype="<i8"),
        "frame.time_s": times.astype("<f8"),
        "frame.change": np.zeros(len(times), dtype="<f4"),
        "frame.faces": counts.astype("<i4"),
        "face.frame": place.astype("<i8"),
        "face.track": values[:, 1].astype("<i4"),
        "face.box": box.astype("<f8"),
        "face.label": np.array(said, dtype="<i1"),
        "face.probabilities": values[:, 6:].astype("<f8"),
        "face.raw": np.full((count, len(labels)), np.nan, dtype="<f4"),
        "face.size_px": np.sqrt(np.maximum(box[:, 2] * box[:, 3], 0)).astype("<f4"),
        **{
            f"face.{name}": nothing
            for name in ("sharpness", "light", "turn_deg", "tilt_deg", "detection")
        },
    }


def _numbers(row: dict[str, str], labels: LabelSet) -> list[float]:
    of_a_face = ("time_s", "face", "x", "y", "width", "height")
    probabilities = zip(probability_columns(labels), labels.names, strict=True)
    # Older tables have no column `obstacle`: a class of that name stands under it.
    names = (*of_a_face, *(column if column in row else name for column, name in probabilities))
    found = [float(row[name].replace(",", ".")) for name in names]
    if not all(abs(value) <= _LARGEST for value in found):  # NaN is none
        raise ValueError(row)
    return found


def _nearest(
    times: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Place of the picture that is nearest to each time."""
    if not len(times):
        return np.zeros(len(wanted), dtype=np.int64)
    after = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    nearer = np.abs(times[after] - wanted) < np.abs(times[before] - wanted)
    return np.asarray(np.where(nearer, after, before), dtype=np.int64)
