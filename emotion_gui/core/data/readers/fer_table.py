"""FER2013 tables: `emotion,pixels,Usage` in any order, case and spacing.

The file is read in blocks of whole lines. A block in which every line looks right is
parsed at once; any other falls back to one line at a time, which finds the reason. Memory
does not grow with the number of rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.readers.digits import LEAD, Scanner, parse_numbers
from emotion_gui.core.data.readers.items import Pixels
from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.labels import SEVEN, LabelSet, parse_label

SIDE = 48
BLOCK_BYTES = 1 << 19
_LONGEST_LINE = 256 << 20  # past this it is no table, and skipping on would take minutes
_PIXELS = SIDE * SIDE
_NEWLINE, _RETURN, _BLANKS = 10, 13, b" \t\r"
_LOOK_AHEAD = 4
_PARSERS = 2

_EMOTION_NAMES = {"emotion", "emotions", "label", "class"}
_PIXEL_NAMES = {"pixels", "pixel", "image"}
_USAGE_NAMES = {"usage", "split", "set"}


class TableRows(NamedTuple):
    """Rows of a table, one place each in every field.

    Attributes:
        numbers: of their lines; the header is line 1, an empty line counts.
        labels: None where the row names no emotion.
        usages: official parts as the table names them, or "".
        pixels: shape (rows, 48, 48); anything where there is a problem.
        problems: why a row cannot be used, in words; "" = it can.
    """

    numbers: list[int]
    labels: list[int | None]
    usages: list[str]
    pixels: Pixels
    problems: list[str]


@dataclass(frozen=True)
class TableLayout:
    """Where the columns are. `usage` is None where the table has none.

    Attributes:
        label_name: the title of the column of classes.
        meanings: what each number in it means where that is not FER2013's; None = left out.
        labels: the classes; every label is a place in them.
    """

    columns: int
    emotion: int
    pixels: int
    usage: int | None
    delimiter: bytes
    label_name: str = "emotion"
    meanings: Mapping[int, int | None] = field(default_factory=dict)
    labels: LabelSet = SEVEN

    @property
    def is_fer2013s(self) -> bool:
        """Whether the column of classes bears FER2013's own title, so that its codes are its."""
        return self.label_name in {"emotion", "emotions"}

    def with_meanings(
        self, meanings: Mapping[int, int | None], labels: LabelSet = SEVEN
    ) -> TableLayout:
        return replace(self, meanings=meanings, labels=labels)


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
            raise DatasetFormatError(path, _twice([names[at] for at in found]), row=1)
        places.append(found[0] if found else None)
    emotion, pixels, usage = places
    if emotion is None or pixels is None:
        missing = " and ".join(
            f"'{name}'" for name, at in (("emotion", emotion), ("pixels", pixels)) if at is None
        )
        shown = ", ".join(names)[:80] or "an empty line"
        raise DatasetFormatError(path, f"no column {missing} in the header ({shown})", row=1)
    return TableLayout(len(names), emotion, pixels, usage, delimiter, names[emotion])


def _twice(names: list[str]) -> str:
    """Why columns that could mean the same cannot be read."""
    if len(set(names)) == 1:
        return f"column '{names[0]}' is there twice"
    told = " and ".join(f"'{name}'" for name in names)
    return f"columns {told} could both be meant; remove or rename one of them"


def looks_like_table(path: Path, header: bytes) -> bool:
    """True where the first line could be a header: text with a delimiter in it."""
    if path.suffix.lower() in {".csv", ".tsv"}:
        return True
    return b"\0" not in header and any(d in header for d in (b",", b";", b"\t"))


def read_rows(
    path: Path,
    stream: IO[bytes],
    meanings: Mapping[int, int | None] | None = None,
    labels: LabelSet = SEVEN,
) -> Iterator[TableRows]:
    """Rows of a table, a block of lines at once, parsed ahead in two threads.

    Args:
        path: for messages.
        stream: at its beginning.
        meanings: of the numbers of classes, where they are not FER2013's.
        labels: the classes.

    Raises:
        DatasetFormatError: the header is wrong.
    """
    header = stream.readline(BLOCK_BYTES)
    parser = BlockParser(read_layout(path, header).with_meanings(meanings or {}, labels))
    pending: deque[Future[Parsed]] = deque()
    number = 2

    def numbered() -> TableRows:
        nonlocal number
        lines, rows = pending.popleft().result()
        first, number = number, number + lines
        return rows._replace(numbers=[first + offset for offset in rows.numbers])

    with ThreadPoolExecutor(_PARSERS, thread_name_prefix="table-reader") as pool:
        try:
            for block in _blocks(path, stream, parser.buffers):
                pending.append(pool.submit(parser.parse, block))
                if len(pending) > _LOOK_AHEAD:
                    yield numbered()
            while pending:
                yield numbered()
        finally:
            for future in pending:
                future.cancel()


class TextBlock(NamedTuple):
    """Whole lines: `size` bytes of text behind `LEAD` spaces, and one space."""

    padded: bytearray
    size: int


class Parsed(NamedTuple):
    """A block's rows, numbered from its own first line, 0."""

    lines: int
    rows: TableRows


def _blocks(path: Path, stream: IO[bytes], buffers: deque[bytearray]) -> Iterator[TextBlock | str]:
    """Cut the stream behind line ends; of a line longer than a block, in words, what is wrong.

    Args:
        path: for messages.
        stream: behind the header.
        buffers: of blocks that are done with, to be filled again.
    """
    rest = b""
    while True:
        buffer = buffers.pop() if buffers else bytearray(LEAD + 2 * BLOCK_BYTES + 1)
        start = LEAD + len(rest)
        buffer[:start] = b" " * LEAD + rest
        with memoryview(buffer) as view:
            count = stream.readinto(view[start : start + BLOCK_BYTES])  # type: ignore[attr-defined]
        stop = start + count
        if not count:
            if rest:
                buffer[stop : stop + 2] = b"\n "
                yield TextBlock(buffer, stop + 1 - LEAD)
            return
        cut = buffer.rfind(b"\n", start, stop) + 1
        rest = bytes(buffer[cut or LEAD : stop])
        if cut:
            buffer[cut] = _BLANKS[0]  # what stood there is kept as the rest
            yield TextBlock(buffer, cut - LEAD)
        elif len(rest) >= BLOCK_BYTES:
            ended, rest = _rest_of_line(path, stream)
            yield "the line is longer than a megabyte"
            if not ended:
                return


def _rest_of_line(path: Path, stream: IO[bytes]) -> tuple[bool, bytes]:
    """Skip to the next line: whether there is one, and what was read of it."""
    for _ in range(_LONGEST_LINE // BLOCK_BYTES):
        data = stream.read(BLOCK_BYTES)
        if not data:
            return False, b""
        cut = data.find(b"\n") + 1
        if cut:
            return True, data[cut:]
    raise DatasetFormatError(path, f"a line is longer than {_LONGEST_LINE >> 20} MB")


def block_of(text: bytes) -> TextBlock:
    """A block of its own from whole lines."""
    ended = text if text.endswith(b"\n") else text + b"\n"
    return TextBlock(bytearray(b" " * LEAD + ended + b" "), len(ended))


class BlockParser:
    """Turns blocks into rows; several threads may use it at once.

    Attributes:
        buffers: of blocks that were parsed.
    """

    def __init__(self, layout: TableLayout) -> None:
        self._layout = layout
        self._scanners: deque[Scanner] = deque()
        self.buffers: deque[bytearray] = deque()

    def parse(self, block: TextBlock | str) -> Parsed:
        """Rows of a block, at once where nothing is wrong with it; words are a line's problem."""
        if isinstance(block, str):
            return Parsed(1, _gathered([(0, _Line(problem=block))]))
        scanner = self._scanners.pop() if self._scanners else Scanner()
        padded = np.frombuffer(block.padded, dtype=np.uint8, count=LEAD + block.size + 1)
        rows = _parse_at_once(padded, self._layout, scanner)
        self._scanners.append(scanner)
        if rows is not None:
            parsed = Parsed(len(rows.numbers), rows)
        else:
            lines = bytes(padded[LEAD:-2]).split(b"\n")
            read = [
                (offset, _parse_line(line, self._layout))
                for offset, line in enumerate(lines)
                if line.strip()
            ]
            parsed = Parsed(len(lines), _gathered(read))
        self.buffers.append(block.padded)
        return parsed


def _parse_at_once(
    padded: npt.NDArray[np.uint8], layout: TableLayout, scanner: Scanner
) -> TableRows | None:
    """All rows, or None where any line is unusual."""
    text = padded[LEAD:-1]
    found = scanner.scan(padded)
    if found.too_large:
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
    return _label_rows(text, layout, fields, values.reshape(-1, SIDE, SIDE))


def _label_rows(
    text: npt.NDArray[np.uint8],
    layout: TableLayout,
    fields: npt.NDArray[np.intp],
    values: npt.NDArray[np.uint8],
) -> TableRows:
    words = _column(text, fields, layout.emotion)
    known = {word: _label(word, layout) for word in set(words)}
    labels = [known[word] for word in words]
    usages = [""] * len(words)
    if layout.usage is not None:
        parts = _column(text, fields, layout.usage)
        names = {part: _text(part) for part in set(parts)}
        usages = [names[part] for part in parts]
    problems = [""] * len(words)
    if None in labels:
        problems = [
            _label_problem(word, layout) if label is None else ""
            for word, label in zip(words, labels, strict=True)
        ]
    return TableRows(list(range(len(words))), labels, usages, values, problems)


def _column(text: npt.NDArray[np.uint8], fields: npt.NDArray[np.intp], column: int) -> list[bytes]:
    letters = text.data
    begins, ends = (fields[:, column] + 1).tolist(), fields[:, column + 1].tolist()
    return [bytes(letters[begin:end]) for begin, end in zip(begins, ends, strict=True)]


class _Line(NamedTuple):
    """One line by itself; `pixels` has shape (48, 48)."""

    label: int | None = None
    usage: str = ""
    pixels: Pixels | None = None
    problem: str = ""


def _gathered(lines: list[tuple[int, _Line]]) -> TableRows:
    pixels = np.zeros((len(lines), SIDE, SIDE), dtype=np.uint8)
    for place, (_, line) in enumerate(lines):
        if line.pixels is not None:
            pixels[place] = line.pixels
    return TableRows(
        [number for number, _ in lines],
        [line.label for _, line in lines],
        [line.usage for _, line in lines],
        pixels,
        [line.problem for _, line in lines],
    )


def _parse_line(line: bytes, layout: TableLayout) -> _Line:
    fields = [field.strip(b" \t\r\"'") for field in line.split(layout.delimiter)]
    if len(fields) != layout.columns:
        return _Line(problem=f"{len(fields)} columns instead of {layout.columns}")
    usage = "" if layout.usage is None else _text(fields[layout.usage])
    label = _label(fields[layout.emotion], layout)
    if label is None:
        return _Line(usage=usage, problem=_label_problem(fields[layout.emotion], layout))
    values = parse_numbers(fields[layout.pixels])
    if isinstance(values, str):
        return _Line(label, usage, problem=values)
    if len(values) != _PIXELS:
        return _Line(label, usage, problem=f"{len(values):,} pixels instead of {_PIXELS:,}")
    return _Line(label, usage, values.reshape(SIDE, SIDE))


class LineFacts(NamedTuple):
    """What a line tells without its pixels; `problem` is why it cannot be used, or ""."""

    label: int | None
    usage: str
    problem: str


def glance_at(line: bytes, layout: TableLayout) -> LineFacts:
    """A line, where its pixels are only counted: a hundred times faster than reading them."""
    fields = line.split(layout.delimiter)
    if len(fields) == layout.columns and fields[layout.pixels].count(b" ") == _PIXELS - 1:
        usage = "" if layout.usage is None else _text(fields[layout.usage])
        label = _label(fields[layout.emotion], layout)
        problem = "" if label is not None else _label_problem(fields[layout.emotion], layout)
        return LineFacts(label, usage, problem)
    read = _parse_line(line, layout)
    return LineFacts(read.label, read.usage, read.problem)


def _label(raw: bytes, layout: TableLayout) -> int | None:
    text = _text(raw)
    if layout.meanings and text.isascii() and text.isdigit():
        return layout.meanings.get(int(text))
    return parse_label(text, layout.labels)


def _label_problem(raw: bytes, layout: TableLayout) -> str:
    text = _text(raw)[:20]
    if layout.meanings or layout.labels != SEVEN:
        return f"class {text!r} is not one of the data set's classes"
    return f"emotion {text!r} is not one of 0 to 6"


def _text(raw: bytes) -> str:
    return raw.strip(b" \t\r\"'").decode("utf-8", "backslashreplace")
