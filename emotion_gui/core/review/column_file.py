"""One file of columns that grows by blocks: each is whole or not there.

A block holds some rows of every column, what the writer needs to go on after it, and a checksum.
A kill leaves at most a part of the last block, which the next writer cuts off. Layout::

    EWCOLS1\\n                                          once
    <length of the header, uint32> <CRC-32 of header and bytes, uint32>
    <header: JSON> <the columns' bytes, one after the other>            a block; and so on

The header names the columns with their types, lengths and shapes, so that any language reads it.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import make_private
from emotion_gui.core.reading import open_file, parse_json

MAGIC = b"EWCOLS1\n"
_HEAD = struct.Struct("<II")
# A header names some thirty columns and holds the state of a few faces.
_KIND = re.compile("[<>|]?[biuf][1248]")  # of numbers: truth, whole, not negative, floating
_LONGEST_HEADER = 16 * 1024 * 1024

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Block:
    """A part of the file.

    Attributes:
        header: names, types and lengths of the columns, and the writer's state.
        data_at: where its columns begin in the file.
        ends_at: where the next block begins.
    """

    header: Mapping[str, Any]
    data_at: int
    ends_at: int

    @property
    def state(self) -> Mapping[str, Any]:
        """What the writer left with it."""
        return dict(self.header["state"])


def blocks_of(file: BinaryIO, *, checked: bool) -> Iterator[Block]:
    """The whole blocks of an open file, up to its end or to the first that is not whole.

    Args:
        file: of columns.
        checked: compare the checksums, which reads every byte.
    """
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    if file.read(len(MAGIC)) != MAGIC:
        return
    place = len(MAGIC)
    while place + _HEAD.size <= size:
        file.seek(place)
        length, checksum = _HEAD.unpack(file.read(_HEAD.size))
        if length > min(_LONGEST_HEADER, size - place - _HEAD.size):
            return
        header_bytes = file.read(length)
        try:
            header = parse_json(header_bytes)
            data_bytes = _described(header)
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        data_at = place + _HEAD.size + length
        if not 0 <= data_bytes <= size - data_at:
            return
        if checked and zlib.crc32(file.read(data_bytes), zlib.crc32(header_bytes)) != checksum:
            return
        yield Block(header, data_at, data_at + data_bytes)
        place = data_at + data_bytes


def _described(header: Mapping[str, Any]) -> int:
    """Bytes of a block's columns.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none, or its columns are not as
            long as it says.
    """
    dict(header["state"])
    stored = 0
    for name, kind, shape in header["columns"]:
        if not (isinstance(name, str) and isinstance(kind, str) and _KIND.fullmatch(kind)):
            raise ValueError(f"{name} is no column")
        dtype = np.dtype(kind)
        if not shape or not all(type(length) is int and length >= 0 for length in shape):
            raise ValueError(f"{name} is of no shape")
        stored += math.prod(shape) * dtype.itemsize
    if stored != header["bytes"]:
        raise ValueError("its columns are of another length")
    return stored


class ColumnWriter:
    """Appends blocks; goes on after the last whole one.

    Args:
        path: of the file; made where it is not there.

    Raises:
        StorageError: the disk refuses, or the file is none of columns.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state: Mapping[str, Any] | None = None
        """What the last block's writer left; None in a new file."""
        try:
            make_private(path)  # answers about faces are personal data
            self._file = path.open("r+b", buffering=0)
            self._cut_to_whole()
        except OSError as error:
            raise StorageError.of(path, error) from error

    def _cut_to_whole(self) -> None:
        if os.fstat(self._file.fileno()).st_size < len(MAGIC):
            self._file.truncate(0)
            self._file.write(MAGIC)
            return
        self._file.seek(0)
        if self._file.read(len(MAGIC)) != MAGIC:
            self._file.close()
            raise StorageError(self.path, "this is not a file of answers")
        end = len(MAGIC)
        for block in blocks_of(self._file, checked=True):
            end, self.state = block.ends_at, block.state
        self._file.truncate(end)
        self._file.seek(end)

    def append(self, columns: Arrays, state: Mapping[str, Any]) -> None:
        """One block more; on the disk before it returns.

        Args:
            columns: arrays; of one table all have the same first length.
            state: JSON values; what the writer goes on from after this block.

        Raises:
            StorageError: the disk refused; the file ends with the block before.
        """
        parts = [np.ascontiguousarray(values) for values in columns.values()]
        data = b"".join(part.tobytes() for part in parts)
        header = {
            "columns": [
                [name, part.dtype.str, list(part.shape)]
                for name, part in zip(columns, parts, strict=True)
            ],
            "bytes": len(data),
            "state": dict(state),
        }
        header_bytes = json.dumps(header, allow_nan=False).encode()
        head = _HEAD.pack(len(header_bytes), zlib.crc32(data, zlib.crc32(header_bytes)))
        begins_at = self._file.tell()
        try:
            _write_all(self._file, head + header_bytes + data)
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.truncate(begins_at)
            self._file.seek(begins_at)
            raise StorageError.of(self.path, error) from error

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _write_all(file: Any, data: bytes) -> None:
    """An unbuffered file may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def read_columns(path: Path, names: frozenset[str] | None = None) -> dict[str, npt.NDArray[Any]]:
    """Arrays of all whole blocks, one array each.

    Args:
        path: of the file; it may be growing.
        names: those that are wanted; None = all.

    Raises:
        StorageError: it cannot be read, or is none of columns.
    """
    pieces: dict[str, list[npt.NDArray[Any]]] = {}
    try:
        with open_file(path) as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise StorageError(path, "this is not a file of answers")
            for block in blocks_of(file, checked=True):
                _take(file, block, names, pieces)
        return {name: np.concatenate(parts) for name, parts in pieces.items()}
    except OSError as error:
        raise StorageError.of(path, error) from error
    except ValueError as error:  # columns of several shapes
        raise StorageError(path, "its blocks do not fit together") from error


def _take(
    file: BinaryIO,
    block: Block,
    names: frozenset[str] | None,
    pieces: dict[str, list[npt.NDArray[Any]]],
) -> None:
    place = block.data_at
    for name, kind, shape in block.header["columns"]:
        dtype = np.dtype(kind)
        count = math.prod(shape)
        if names is None or name in names:
            file.seek(place)
            values = np.frombuffer(file.read(count * dtype.itemsize), dtype=dtype, count=count)
            pieces.setdefault(name, []).append(values.reshape(shape))
        place += count * dtype.itemsize
