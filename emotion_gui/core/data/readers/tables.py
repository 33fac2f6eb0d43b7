"""FER2013 tables as a source: alone or inside an archive, with FER+ votes or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from emotion_gui.core.data.readers.fer_table import (
    BLOCK_BYTES,
    BlockParser,
    TableRow,
    block_of,
    read_layout,
    read_rows,
)
from emotion_gui.core.data.readers.items import (
    FER_TABLE,
    PreviewFace,
    SourceItem,
    SourceOptions,
    SourcePreview,
)
from emotion_gui.core.data.readers.votes import Votes, read_votes
from emotion_gui.core.errors import DatasetFormatError

Opener = Callable[[], AbstractContextManager[IO[bytes]]]
_WINDOWS = 24
_WINDOW_BYTES = 96 << 10
_SHOWN_PROBLEMS = 20


def open_table(path: Path, opener: Opener, options: SourceOptions) -> Generator[SourceItem]:
    """Rows of the table as items; bad rows carry a problem.

    Raises:
        DatasetFormatError: a wrong header, or votes that are not of this table.
    """
    votes = None
    if options.votes is not None:
        votes = read_votes(options.votes)
        with opener() as stream:
            rows = _count_lines(stream) - 1
        if rows != len(votes):
            raise DatasetFormatError(
                options.votes,
                f"{len(votes):,} rows of votes do not fit the {rows:,} rows of {path.name}",
            )
    with opener() as stream:
        for row in read_rows(path, stream):
            yield _item(row) if votes is None else _voted(row, votes, options)


def _item(row: TableRow) -> SourceItem:
    return SourceItem(
        f"row {row.number}", row.label, row.usage, pixels=row.pixels, problem=row.problem
    )


def _voted(row: TableRow, votes: Votes, options: SourceOptions) -> SourceItem:
    place = row.number - 2
    if place >= len(votes):
        return _item(row)
    usage = votes.usages[place]
    if usage and row.usage and usage.lower() != row.usage.lower():
        raise DatasetFormatError(
            options.votes or Path(),
            f"votes are for {usage}, the table's row is {row.usage}: not the same table",
            row=row.number,
        )
    if row.problem:
        return _item(row)
    verdict = votes.verdict(place, row.label, options.votes_use)
    if verdict.reason:
        return SourceItem(
            f"row {row.number}", row.label, row.usage, problem=verdict.reason, excluded=True,
            soft_label=verdict.soft_label,
        )  # fmt: skip
    return SourceItem(
        f"row {row.number}", verdict.label, row.usage, pixels=row.pixels,
        soft_label=verdict.soft_label,
    )  # fmt: skip


def _count_lines(stream: IO[bytes]) -> int:
    count, last = 0, b"\n"
    while data := stream.read(1 << 20):
        count += data.count(b"\n")
        last = data[-1:]
    return count + (last != b"\n")


def inspect_table(
    path: Path, opener: Opener, *, size: int, limit: int, seekable: bool = True
) -> SourcePreview:
    """Preview a table from some windows of it; counts are estimates where it is long.

    Args:
        path: what the person chose.
        opener: opens the table.
        size: of the table, in bytes.
        limit: how many faces to show.
        seekable: False where the table lies in an archive: only its beginning is looked at.

    Raises:
        DatasetFormatError: the header is wrong.
    """
    with opener() as stream:
        header = stream.readline(BLOCK_BYTES)
        parser = BlockParser(read_layout(path, header))
        body = max(0, size - len(header))
        whole = body <= _WINDOWS * _WINDOW_BYTES
        if whole:
            texts = [stream.read(body)]
        else:
            texts = list(_windows(stream, len(header), body, seekable=seekable))
    parsed = [parser.parse(block_of(text)).rows for text in texts]
    # Line numbers are known of the beginning alone.
    first = [row._replace(number=row.number + 2) for row in parsed[0]]
    rows = [*first, *(row._replace(number=0) for later in parsed[1:] for row in later)]
    read = sum(map(len, texts))
    factor = 1.0 if whole or not read else body / read
    return _table_preview(path, rows, factor, whole, limit)


def _windows(stream: IO[bytes], start: int, body: int, *, seekable: bool) -> Iterator[bytes]:
    """Whole lines of evenly spread windows; only the beginning where seeking is slow."""
    yield _whole_lines(stream.read(_WINDOW_BYTES), skip=False)
    if not seekable:
        return
    for number in range(1, _WINDOWS):
        stream.seek(start + body * number // _WINDOWS)
        text = _whole_lines(stream.read(_WINDOW_BYTES), skip=True)
        if text:
            yield text


def _whole_lines(text: bytes, *, skip: bool) -> bytes:
    begin = text.find(b"\n") + 1 if skip else 0
    return text[begin : text.rfind(b"\n") + 1]


def _table_preview(
    path: Path, rows: list[TableRow], factor: float, whole: bool, limit: int
) -> SourcePreview:
    good = [row for row in rows if not row.problem]
    bad = [row for row in rows if row.problem]
    classes = Counter(row.label for row in good if row.label is not None)
    usages = Counter(row.usage for row in good if row.usage)
    step = max(1, len(good) // max(1, limit))
    faces = tuple(
        PreviewFace(f"row {row.number}" if row.number else "", row.label, row.pixels)
        for row in good[::step][:limit]
        if row.pixels is not None
    )
    notes = [] if whole else ["Counts are estimated from parts of this large table."]
    return SourcePreview(
        path,
        FER_TABLE,
        total=round(len(rows) * factor),
        classes={label: round(count * factor) for label, count in sorted(classes.items())},
        usages={name: round(count * factor) for name, count in usages.items()},
        estimated=not whole,
        cropped=True,
        faces=faces,
        skipped=tuple(
            (f"row {row.number}" if row.number else "a row", row.problem)
            for row in bad[:_SHOWN_PROBLEMS]
        ),
        skipped_total=round(len(bad) * factor),
        notes=tuple(notes),
    )
