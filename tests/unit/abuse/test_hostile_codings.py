"""Codings, recordings and answers about films that come from elsewhere, made to do harm."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.pipes import watched_pipe

from emotion_gui.core.errors import DatasetFormatError, StorageError
from emotion_gui.core.review.coding import read_coding
from emotion_gui.core.review.column_file import MAGIC, ColumnWriter, read_columns
from emotion_gui.core.review.recorded import read_recording
from emotion_gui.core.review.rows import RowBuffer, read_rows

_BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + "".join(
    f'<!ENTITY b{n + 1} "{f"&b{n or str()};" * 10}">' for n in range(12)
)
CODINGS: dict[str, str] = {
    "entities within entities": f"{_BOMB}]><ANNOTATION_DOCUMENT>&b12;</ANNOTATION_DOCUMENT>",
    "an entity from a file": (
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        "<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>"
    ),
    "elements without end": "<a>" * 500_000,
    "an encoding that nobody knows": '<?xml version="1.0" encoding="x-none"?><a/>',
    "a time in words": '<a><TIME_SLOT TIME_SLOT_ID="1" TIME_VALUE="soon"/></a>',
    "lists without end": '{"observations": ' + "[" * 200_000,
    "a time that no float holds": json.dumps(
        {"observations": {"a": {"events": [[10**400, "", "happy"]]}}}
    ),
    "a cell without end": 'start,stop,label\n0,1,"' + "x" * 200_000 + '"\n',
    "a line in a line": "start,stop,label\n0,1,ha\rppy\n",
    "hours without end": f"start,stop,label\n{'9' * 5_000}:00:00,1,happy\n",
    "a moment that no film has": "start,stop,label\n0,1e300,happy\n",
    "words without end": "start,stop,label\n0,1," + "x" * 100_000 + "\n",
}


@pytest.mark.parametrize("kind", CODINGS)
def test_a_coding_made_to_do_harm_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "coding"
    path.write_bytes(CODINGS[kind].encode())
    with pytest.raises(DatasetFormatError) as refused:
        read_coding(path)
    assert len(str(refused.value)) < 1_000


def test_everybody_of_a_long_coding_is_looked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    rows = "".join(f"{n},p{n},happy\n{n + 1},p{n},sad\n" for n in range(5_000))
    path.write_text(f"time,subject,label\n{rows}", encoding="utf-8")
    assert len(read_coding(path).spans) == 10_000  # each with each would be 50 million looks


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_pipes_in_the_place_of_codings_recordings_and_answers(tmp_path: Path) -> None:
    readers: tuple[Callable[[Path], object], ...] = (
        read_coding,
        lambda path: read_recording(path, tmp_path / "rows"),
        read_columns,
    )
    with watched_pipe(tmp_path / "pipe") as pipe:
        for read in readers:
            with pytest.raises((DatasetFormatError, StorageError)):
                read(pipe.path)
        assert not pipe.opened


RECORDINGS: dict[str, Any] = {
    "nothing": {},
    "settings in words": {"video": "a.mp4", "table": "a.csv", "settings": ["x"]},
    "a film elsewhere": {"video": "../a.mp4", "table": "a.csv", "settings": []},
    "a table elsewhere": {"video": "a.mp4", "table": "/etc/passwd", "settings": []},
    "a beginning in words": {
        "video": "a.mp4",
        "table": "a.csv",
        "settings": [{"model": {}, "from_s": "x"}],
    },
    "classes that are none": {
        "video": "a.mp4",
        "table": "a.csv",
        "settings": [
            {
                "model": {"label_set": {"classes": 1}},
                "from_s": 0,
                "smoothing_s": 0,
                "mirror_averaging": 0,
            }
        ],
    },
}


@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_recording_made_to_do_harm_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(RECORDINGS[kind]), encoding="utf-8")
    with pytest.raises(DatasetFormatError, match="not a recording of Live"):
        read_recording(path, tmp_path / "rows")


def _block(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return MAGIC + struct.pack("<II", len(text), zlib.crc32(data, zlib.crc32(text))) + text + data


HEADERS: dict[str, object] = {
    "a list": [],
    "bytes in words": {"bytes": "x", "columns": [], "state": {}},
    "objects": {"bytes": 8, "columns": [["a", "O", [1]]], "state": {}},
    "a type that is none": {"bytes": 8, "columns": [["a", "xyz", [1]]], "state": {}},
    "a length below nothing": {"bytes": 8, "columns": [["a", "<f8", [-1]]], "state": {}},
    "more than there is": {"bytes": 8, "columns": [["a", "<f8", [1 << 60]]], "state": {}},
    "no columns": {"bytes": 8, "state": {}},
    "a state in words": {"bytes": 8, "columns": [["a", "<f8", [1]]], "state": "x"},
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_block_that_is_not_as_it_says_ends_the_file_before_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rows.ewc"
    path.write_bytes(_block(HEADERS[kind], bytes(8)))
    assert read_columns(path) == {}
    with ColumnWriter(path) as writer:
        assert writer.state is None


def _written(path: Path, **changes: np.ndarray) -> Path:
    columns = RowBuffer().take()
    columns |= {
        name: np.zeros((2, *values.shape[1:]), values.dtype) for name, values in columns.items()
    }
    columns["frame.index"] = np.arange(2)
    with ColumnWriter(path) as writer:
        writer.append(columns | {name.replace("__", "."): v for name, v in changes.items()}, {})
    return path


ANSWERS: dict[str, dict[str, np.ndarray]] = {
    "other classes": {"face__probabilities": np.zeros((2, 9))},
    "fewer boxes": {"face__box": np.zeros((1, 4))},
    "numbers of another kind": {"face__label": np.zeros(2, np.float64)},
    "a class that is none": {"face__label": np.full(2, 7, np.int8)},
    "a frame that is none": {"face__frame": np.full(2, 99)},
    "frames from behind": {"frame__index": np.array([5, 0])},
    "a time that is none": {"frame__time_s": np.array([0.0, np.nan])},
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_answers_that_do_not_fit_together_are_refused(tmp_path: Path, kind: str) -> None:
    assert read_rows(_written(tmp_path / "whole.ewc")).frames == 2
    path = _written(tmp_path / "rows.ewc", **ANSWERS[kind])
    with pytest.raises(StorageError, match="do not fit together"):
        read_rows(path)
