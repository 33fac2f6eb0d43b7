"""FER2013 tables: `emotion,pixels,Usage` in any order, case and spacing.

The file is read in blocks of whole lines. A block in which every line looks right is
parsed at once; any other falls back to one line at a time, which finds the reason. Memory
does not grow with the number of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.labels import Emotion, parse_label
from emotion_gui.core.data.readers.digits import LEAD, parse_numbers, scan_numbers
from emotion_gui.core.data.readers.items import Pixels
from emotion_gui.core.errors import DatasetFormatError

SIDE = 48
BLOCK_BYTES = 1 << 19
_PIXELS = SIDE * SIDE
_NEWLINE, _RETURN, _BLANKS = 10, 13, b" \t\r"
_LOOK_AHEAD = 4
_PARSERS = 2

_EMOTION_NAMES = {"emotion", "emotions", "label", "class"}
_PIXEL_NAMES = {"pixels", "pixel", "image"}
_USAGE_NAMES = {"usage", "split", "set"}


class TableRow(NamedTuple):
    """One line: `number` counts the header as 1; `pixels` is None where there is a problem."""

    number: int
    label: Emotion | None
    usage: str
    pixels: Pixels | None
    problem: str


@dataclass(frozen=True)
class TableLayout:
    """Where the columns are. `usage` is None where the table has none."""

    columns: int
    emotion: int
    pixels: int
    usage: int | None
    delimiter: bytes


def read_layout(path: Path, header: bytes) -> TableLayout:
    """Understand the first line.

    Raises:
        DatasetFormatError: columns `emotion` and `pixels` are not both there.
    """
    if header.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DatasetFormatError(path, "the table is UTF-16; save it as plain text (UTF-8)", row=1)
    line = header.removeprefix(b"\xef\xbb\xbf").strip()
    delimiter = max((b",", b";", b"\t"), key=line.count)
    names = [name.strip(b" \t\"'").lower().decode("latin-1") for name in line.split(delimiter)]
    places: list[int | None] = []
    for known in (_EMOTION_NAMES, _PIXEL_NAMES, _USAGE_NAMES):
        found = [position for position, name in enumerate(names) if name in known]
        if len(found) > 1:
            raise DatasetFormatError(path, f"column '{names[found[0]]}' is there twice", row=1)
        places.append(found[0] if found else None)
    emotion, pixels, usage = places
    if emotion is None or pixels is None:
        missing = " and ".join(
            f"'{name}'" for name, at in (("emotion", emotion), ("pixels", pixels)) if at is None
        )
        shown = ", ".join(names)[:80] or "an empty line"
        raise DatasetFormatError(path, f"no column {missing} in the header ({shown})", row=1)
    return TableLayout(len(names), emotion, pixels, usage, delimiter)


def looks_like_table(path: Path, header: bytes) -> bool:
    """True where the first line could be a header: text with a delimiter in it."""
    if path.suffix.lower() in {".csv", ".tsv"}:
        return True
    return b"\0" not in header and any(d in header for d in (b",", b";", b"\t"))


def read_rows(path: Path, stream: IO[bytes]) -> Iterator[TableRow]:
    """Rows of a table, parsed ahead in two threads.

    Args:
        path: for messages.
        stream: at its beginning.

    Raises:
        DatasetFormatError: the header is wrong.
    """
    header = stream.readline(BLOCK_BYTES)
    layout = read_layout(path, header)
    pending: deque[Future[list[TableRow]]] = deque()
    with ThreadPoolExecutor(_PARSERS, thread_name_prefix="table-reader") as pool:
        try:
            for block in _blocks(stream):
                pending.append(pool.submit(parse_block, block, layout))
                if len(pending) > _LOOK_AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


class Block(NamedTuple):
    """Whole lines between `LEAD` spaces and one space; `first` is the first line's number."""

    padded: bytearray
    first: int
    problem: str = ""


def _blocks(stream: IO[bytes]) -> Iterator[Block]:
    """Cut the stream behind line ends; a line longer than a block becomes a problem."""
    rest, number = b"", 2
    while data := stream.read(BLOCK_BYTES):
        cut = data.rfind(b"\n") + 1
        if cut == 0:
            rest += data
            if len(rest) >= BLOCK_BYTES:
                ended, rest = _rest_of_line(stream)
                yield Block(bytearray(), number, "the line is longer than a megabyte")
                number += 1
                if not ended:
                    return
            continue
        block = bytearray(LEAD + len(rest) + cut + 1)
        block[:LEAD] = b" " * LEAD
        block[LEAD : LEAD + len(rest)] = rest
        block[LEAD + len(rest) : -1] = memoryview(data)[:cut]
        block[-1] = 32
        yield Block(block, number)
        number += block.count(b"\n")
        rest = data[cut:]
    if rest:
        yield Block(bytearray(b" " * LEAD + rest + b"\n "), number)


def _rest_of_line(stream: IO[bytes]) -> tuple[bool, bytes]:
    """Skip to the next line: whether there is one, and what was read of it."""
    while data := stream.read(BLOCK_BYTES):
        cut = data.find(b"\n") + 1
        if cut:
            return True, data[cut:]
    return False, b""


def parse_block(block: Block, layout: TableLayout) -> list[TableRow]:
    """Rows of a block, at once where nothing is wrong with it."""
    if block.problem:
        return [TableRow(block.first, None, "", None, block.problem)]
    rows = _parse_at_once(block, layout)
    if rows is not None:
        return rows
    lines = bytes(block.padded[LEAD:-2]).split(b"\n")
    return [
        _parse_line(line, number, layout)
        for number, line in enumerate(lines, start=block.first)
        if line.strip()
    ]


def _parse_at_once(block: Block, layout: TableLayout) -> list[TableRow] | None:
    """All rows, or None where any line is unusual."""
    padded = np.frombuffer(block.padded, dtype=np.uint8)
    text = padded[LEAD:-1]
    found = scan_numbers(padded)
    if found.too_large.any():
        return None
    foreign = np.flatnonzero(found.foreign)
    kinds = text[foreign]
    stops = foreign[kinds == _NEWLINE]
    bounds = foreign[kinds == layout.delimiter[0]]
    if len(bounds) != len(stops) * (layout.columns - 1):
        return None
    starts = np.concatenate(([-1], stops[:-1]))
    fields = np.column_stack((starts, bounds.reshape(len(stops), -1), stops))
    if (np.diff(fields, axis=1) <= 0).any():
        return None
    begins, ends = fields[:, layout.pixels] + 1, fields[:, layout.pixels + 1]
    ends = ends - (text[ends - 1] == _RETURN)
    if (np.searchsorted(foreign, begins) != np.searchsorted(foreign, ends)).any():
        return None
    numbers = np.flatnonzero(found.end)
    first = np.searchsorted(numbers, begins)
    if (np.searchsorted(numbers, ends) - first != _PIXELS).any():
        return None
    stride, left = divmod(len(numbers), len(stops))
    if left or (first != first[0] + stride * np.arange(len(stops))).any():
        return None
    values = found.values.take(numbers).reshape(-1, stride)[:, first[0] : first[0] + _PIXELS]
    return _label_rows(block, layout, fields, values.reshape(-1, SIDE, SIDE))


def _label_rows(
    block: Block,
    layout: TableLayout,
    fields: npt.NDArray[np.intp],
    values: npt.NDArray[np.uint8],
) -> list[TableRow]:
    text = memoryview(block.padded)[LEAD:-1]
    cuts = fields.tolist()
    labels: dict[bytes, Emotion | None] = {}
    usages: dict[bytes, str] = {}
    rows = []
    for offset, (cut, pixels) in enumerate(zip(cuts, values, strict=True)):
        raw = bytes(text[cut[layout.emotion] + 1 : cut[layout.emotion + 1]])
        if raw not in labels:
            labels[raw] = _label(raw)
        usage = ""
        if layout.usage is not None:
            raw_usage = bytes(text[cut[layout.usage] + 1 : cut[layout.usage + 1]])
            if raw_usage not in usages:
                usages[raw_usage] = _text(raw_usage)
            usage = usages[raw_usage]
        number = block.first + offset
        if labels[raw] is None:
            rows.append(TableRow(number, None, usage, None, _label_problem(raw)))
        else:
            rows.append(TableRow(number, labels[raw], usage, pixels, ""))
    return rows


def _parse_line(line: bytes, number: int, layout: TableLayout) -> TableRow:
    fields = [field.strip(b" \t\r\"'") for field in line.split(layout.delimiter)]
    if len(fields) != layout.columns:
        problem = f"{len(fields)} columns instead of {layout.columns}"
        return TableRow(number, None, "", None, problem)
    usage = "" if layout.usage is None else _text(fields[layout.usage])
    label = _label(fields[layout.emotion])
    if label is None:
        return TableRow(number, None, usage, None, _label_problem(fields[layout.emotion]))
    values = parse_numbers(fields[layout.pixels])
    if isinstance(values, str):
        return TableRow(number, label, usage, None, values)
    if len(values) != _PIXELS:
        problem = f"{len(values):,} pixels instead of {_PIXELS:,}"
        return TableRow(number, label, usage, None, problem)
    return TableRow(number, label, usage, values.reshape(SIDE, SIDE), "")


def _label(raw: bytes) -> Emotion | None:
    return parse_label(_text(raw))


def _label_problem(raw: bytes) -> str:
    return f"emotion {_text(raw)[:20]!r} is not one of 0 to 6"


def _text(raw: bytes) -> str:
    return raw.strip(b" \t\r\"'").decode("utf-8", "backslashreplace")
