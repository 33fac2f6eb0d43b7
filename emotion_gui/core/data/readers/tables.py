"""FER2013 tables as a source: alone or inside an archive, with FER+ votes or without."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, NamedTuple, cast

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.readers.fer_table import (
    BLOCK_BYTES,
    BlockParser,
    LineFacts,
    TableLayout,
    TableRows,
    block_of,
    glance_at,
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
from emotion_gui.core.data.readers.layout import LabelQuestion
from emotion_gui.core.data.readers.orders import (
    GROUPS_ONLY,
    ORDERS,
    look_like_classes,
    possible_orders,
)
from emotion_gui.core.data.readers.votes import Votes, read_votes
from emotion_gui.core.data.readers.wrapped_tables import FoundTable, Opener
from emotion_gui.core.errors import ConfigError, DatasetFormatError, LabelsUnknownError
from emotion_gui.core.labels import MOST_CLASSES, plain, spelling

_WINDOWS = 24
_WINDOW_BYTES = 96 << 10
_SHOWN_PROBLEMS = 20
_LINES_A_LOOK = 256
_READ_AHEAD = 1 << 20
_TRIED_SHARE = 0.2  # of the time for counting, after which is known whether it will do
_UNNUMBERED = "row 0"
_DIGITS = 3  # of a number that can be a class


def open_table(
    path: Path, table: FoundTable, options: SourceOptions
) -> Generator[FaceRows | SourceItem]:
    """Rows of the table in their order: good stretches together, each bad row as an item.

    Raises:
        DatasetFormatError: a wrong header, or votes that are not of this table.
        LabelsUnknownError: its classes are numbers under a foreign title.
    """
    meanings = _meanings(options)
    opener = table.open
    _check_decided(path, opener, options)
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
        for block in read_rows(path, stream, meanings, options.label_set):
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
        usage, own = votes.usages[row], rows.usages[place]
        if usage and own and usage.lower() != own.lower():
            raise DatasetFormatError(
                options.votes or Path(),
                f"votes are for {usage}, the table's row is {own}: not the same table",
                row=number,
            )
        if not problems[place]:
            verdict = votes.verdict(row, labels[place], options.votes_use, options.label_set)
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


def _meanings(options: SourceOptions) -> dict[int, int | None]:
    """What the table's numbers mean by what the person said; empty = nothing was said.

    Raises:
        ConfigError: they are said to be no classes, which a table has nothing else for.
    """
    if options.order == GROUPS_ONLY:
        raise ConfigError("labels", options.order, "the numbers of a table are its classes")
    order = ORDERS[options.order] if options.order else None
    named = {} if order is None else order.meaning(order.codes.keys(), options.label_set)
    own = {int(name): e for name, e in options.class_names.items() if name.isdecimal()}
    return {**named, **own}


def _check_decided(path: Path, opener: Opener, options: SourceOptions) -> None:
    with opener() as stream:
        layout = read_layout(path, stream.readline(BLOCK_BYTES))
        text = stream.read(_WINDOW_BYTES)
    question = _question(_numbers([text], layout), layout, options)
    if question is not None:
        names = [order.name for order in question.orders]
        raise LabelsUnknownError(path, sorted(question.numbers), names)


def _numbers(texts: list[bytes], layout: TableLayout) -> Counter[int]:
    """Rows by the number of their class; none where the classes are words."""
    counts: Counter[int] = Counter()
    for text in texts:
        for line in text.split(b"\n"):
            fields = line.split(layout.delimiter, layout.emotion + 1)
            word = (
                fields[layout.emotion].strip(b" \t\r\"'") if len(fields) > layout.emotion else b""
            )
            if word.isdigit() and len(word) <= _DIGITS:
                counts[int(word)] += 1
    return counts


def _question(
    numbers: Counter[int], layout: TableLayout, options: SourceOptions
) -> LabelQuestion | None:
    """Whose numbers these are, where the table does not tell.

    A column `emotion` is FER2013's own, unless its numbers cannot be: 7 is there and 0 is not.
    """
    if not numbers or _meanings(options):
        return None
    if layout.is_fer2013s and not (
        0 not in numbers and 7 in numbers and look_like_classes(numbers.keys())
    ):
        return None
    return LabelQuestion(dict(sorted(numbers.items())), possible_orders(numbers.keys()))


def inspect_table(
    path: Path, table: FoundTable, options: SourceOptions, *, limit: int, count_s: float = 0.0
) -> SourcePreview:
    """Preview a table from some windows of it; its classes are counted where time allows.

    Args:
        path: what the person chose.
        table: of one that cannot be sought in, only the beginning is looked at.
        options: how to read it.
        limit: how many faces to show.
        count_s: how long all rows may be counted; a table that needs longer is estimated.

    Raises:
        DatasetFormatError: the header is wrong.
    """
    with table.open() as stream:
        header = stream.readline(BLOCK_BYTES)
        layout = read_layout(path, header).with_meanings(_meanings(options), options.label_set)
        body = max(0, table.size - len(header))
        whole = body <= _WINDOWS * _WINDOW_BYTES
        if whole:
            texts = [stream.read(body)]
        else:
            texts = list(_windows(stream, len(header), body, seekable=table.seekable))
    question = _question(_numbers(texts, layout), layout, options)
    if question is not None:  # whatever the answer is, numbers are classes
        layout = layout.with_meanings(dict.fromkeys(range(10**_DIGITS), 0), options.label_set)
    parser = BlockParser(layout)
    parsed = [parser.parse(block_of(text)).rows for text in texts]
    # Line numbers are known of the beginning alone.
    first = parsed[0]
    known = [first._replace(numbers=[number + 2 for number in first.numbers])]
    rows = known + [later._replace(numbers=[0] * len(later.numbers)) for later in parsed[1:]]
    census = _Census(rows)
    read = sum(map(len, texts))
    factor = 1.0 if whole or not read else body / read
    if not whole and count_s > 0:
        expected = census.total * factor
        counted = _count_all(table.open, layout, total=expected, s=count_s)
        if counted is not None:
            census, factor, whole = counted, 1.0, True
    preview = _table_preview(path, _samples(rows, limit), census, factor, whole, question)
    return replace(
        preview,
        label_set=options.label_set,
        own_names=_own_names(table.open, layout),
        left_alone=table.left_out,
        left_alone_total=len(table.left_out),
    )


def _own_names(opener: Opener, layout: TableLayout) -> tuple[str, ...]:
    """The words of the column of classes, read to the end; none where they cannot be classes."""
    found: dict[str, str] = {}
    with opener() as opened:
        stream = io.BufferedReader(cast(io.RawIOBase, opened), _READ_AHEAD)
        stream.readline(BLOCK_BYTES)
        for line in iter(lambda: stream.readline(BLOCK_BYTES), b""):
            fields = line.split(layout.delimiter, layout.emotion + 1)
            if len(fields) > layout.emotion:
                word = fields[layout.emotion].strip(b" \t\r\n\"'").decode("utf-8", "replace")
                if word:
                    found.setdefault(spelling(word), word)
            if len(found) > MOST_CLASSES:
                return ()
    return tuple(sorted(found.values(), key=plain))


class _Census:
    """Counts of rows.

    Attributes:
        total: rows, usable or not.
        classes, usages: usable rows by class and by official part.
        problems: the first rows that cannot be used.
        bad: how many cannot.
    """

    def __init__(self, blocks: list[TableRows] | None = None) -> None:
        self.total = self.bad = 0
        self.classes: Counter[int] = Counter()
        self.usages: Counter[str] = Counter()
        self.problems: list[tuple[str, str]] = []
        for rows in blocks or ():
            lines = map(LineFacts, rows.labels, rows.usages, rows.problems)
            for number, line in zip(rows.numbers, lines, strict=True):
                self.add(number, line)

    def add(self, number: int, line: LineFacts) -> None:
        """Count a row; `number` is 0 where its place is not known."""
        self.total += 1
        if line.problem:
            self.bad += 1
            if len(self.problems) < _SHOWN_PROBLEMS:
                self.problems.append((f"row {number}" if number else "a row", line.problem))
            return
        if line.label is not None:
            self.classes[line.label] += 1
        if line.usage:
            self.usages[line.usage] += 1


def _count_all(opener: Opener, layout: TableLayout, *, total: float, s: float) -> _Census | None:
    """All rows counted by their class and part; None where that takes longer than `s` seconds."""
    census = _Census()
    started = now_s()
    with opener() as opened:
        # A member of a zip reads lines in small steps of its own, twenty times slower.
        stream = io.BufferedReader(cast(io.RawIOBase, opened), _READ_AHEAD)
        stream.readline(BLOCK_BYTES)
        number = 1
        for line in iter(lambda: stream.readline(BLOCK_BYTES), b""):
            number += 1
            if line.strip():
                census.add(number, glance_at(line.rstrip(b"\r\n"), layout))
            if number % _LINES_A_LOOK == 0:
                spent = now_s() - started
                # Known early whether the time will do: nobody waits for a count that is given up.
                if spent > s or (spent > _TRIED_SHARE * s and spent * total > s * census.total):
                    return None
    return census


def _samples(blocks: list[TableRows], limit: int) -> tuple[PreviewFace, ...]:
    """Faces to show, evenly from what was read."""
    good = [
        PreviewFace("" if source == _UNNUMBERED else source, label, pixels)
        for block in blocks
        for rows in _stretches(block)
        if isinstance(rows, FaceRows)
        for source, label, pixels in zip(rows.sources, rows.labels, rows.faces, strict=True)
    ]
    return tuple(good[:: max(1, len(good) // max(1, limit))][:limit])


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
    path: Path,
    faces: tuple[PreviewFace, ...],
    census: _Census,
    factor: float,
    whole: bool,
    question: LabelQuestion | None,
) -> SourcePreview:
    classes = {label: round(n * factor) for label, n in sorted(census.classes.items())}
    usages = {name: round(count * factor) for name, count in census.usages.items()}
    total = round(census.total * factor)
    if question is not None:  # which class a number means is not known yet
        faces, classes = tuple(replace(face, label=None) for face in faces), {}
    return SourcePreview(
        path,
        FER_TABLE,
        total=total,
        classes=classes,
        unlabelled=round((census.total - census.bad) * factor) if question is not None else 0,
        usages=usages,
        question=question,
        ungrouped=total,
        counted=0 if whole else census.total,
        cropped=True,
        faces=faces,
        skipped=tuple(census.problems),
        skipped_total=round(census.bad * factor),
    )
