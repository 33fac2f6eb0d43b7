"""FER2013 tables as a source: alone or inside an archive, with FER+ votes or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, NamedTuple

from emotion_gui.core.data.readers.fer_table import (
    BLOCK_BYTES,
    BlockParser,
    TableRows,
    block_of,
    read_layout,
    read_rows,
)
from emotion_gui.core.data.readers.items import (
    FER_TABLE,
    FaceRows,
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
_UNNUMBERED = "row 0"


def open_table(
    path: Path, opener: Opener, options: SourceOptions
) -> Generator[FaceRows | SourceItem]:
    """Rows of the table in their order: good stretches together, each bad row as an item.

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
        for block in read_rows(path, stream):
            if votes is None:
                yield from _stretches(block)
            else:
                yield from _stretches(*_voted(block, votes, options))


class _Verdicts(NamedTuple):
    """What votes say of the rows of a block: soft labels, and which rows they leave out."""

    soft_labels: list[tuple[float, ...] | None]
    excluded: list[bool]


def _stretches(
    rows: TableRows, verdicts: _Verdicts | None = None
) -> Iterator[FaceRows | SourceItem]:
    begin = 0
    bad = [place for place, problem in enumerate(rows.problems) if problem]
    for place in [*bad, len(rows.problems)]:
        if begin < place:
            here = slice(begin, place)
            yield FaceRows(
                sources=[f"row {number}" for number in rows.numbers[here]],
                labels=[label for label in rows.labels[here] if label is not None],
                usages=rows.usages[here],
                faces=rows.pixels[here],
                soft_labels=None if verdicts is None else verdicts.soft_labels[here],
            )
        if place < len(rows.problems):
            yield SourceItem(
                f"row {rows.numbers[place]}",
                rows.labels[place],
                rows.usages[place],
                problem=rows.problems[place],
                excluded=verdicts is not None and verdicts.excluded[place],
                soft_label=None if verdicts is None else verdicts.soft_labels[place],
            )
        begin = place + 1


def _voted(rows: TableRows, votes: Votes, options: SourceOptions) -> tuple[TableRows, _Verdicts]:
    """The rows with the labels and reasons that the votes give them."""
    labels, problems = list(rows.labels), list(rows.problems)
    verdicts = _Verdicts([None] * len(labels), [False] * len(labels))
    for place, number in enumerate(rows.numbers):
        row = number - 2
        if row >= len(votes):
            break
        usage, own = votes.usages[row], rows.usages[place]
        if usage and own and usage.lower() != own.lower():
            raise DatasetFormatError(
                options.votes or Path(),
                f"votes are for {usage}, the table's row is {own}: not the same table",
                row=number,
            )
        if not problems[place]:
            verdict = votes.verdict(row, labels[place], options.votes_use)
            problems[place], verdicts.excluded[place] = verdict.reason, bool(verdict.reason)
            verdicts.soft_labels[place] = verdict.soft_label
            labels[place] = labels[place] if verdict.reason else verdict.label
    return rows._replace(labels=labels, problems=problems), verdicts


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
    first = parsed[0]
    known = [first._replace(numbers=[number + 2 for number in first.numbers])]
    rows = known + [later._replace(numbers=[0] * len(later.numbers)) for later in parsed[1:]]
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
    path: Path, blocks: list[TableRows], factor: float, whole: bool, limit: int
) -> SourcePreview:
    stretches = [stretch for block in blocks for stretch in _stretches(block)]
    good = [
        PreviewFace("" if source == _UNNUMBERED else source, label, pixels)
        for rows in stretches
        if isinstance(rows, FaceRows)
        for source, label, pixels in zip(rows.sources, rows.labels, rows.faces, strict=True)
    ]
    bad = [row for row in stretches if isinstance(row, SourceItem)]
    classes = Counter(face.label for face in good if face.label is not None)
    usages = Counter(
        usage for rows in stretches if isinstance(rows, FaceRows) for usage in rows.usages if usage
    )
    step = max(1, len(good) // max(1, limit))
    notes = [] if whole else ["Counts are estimated from parts of this large table."]
    return SourcePreview(
        path,
        FER_TABLE,
        total=round((len(good) + len(bad)) * factor),
        classes={label: round(count * factor) for label, count in sorted(classes.items())},
        usages={name: round(count * factor) for name, count in usages.items()},
        estimated=not whole,
        cropped=True,
        faces=tuple(good[::step][:limit]),
        skipped=tuple(
            ("a row" if row.source == _UNNUMBERED else row.source, row.problem)
            for row in bad[:_SHOWN_PROBLEMS]
        ),
        skipped_total=round(len(bad) * factor),
        notes=tuple(notes),
    )
