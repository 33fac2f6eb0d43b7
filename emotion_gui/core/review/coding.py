"""What people coded by hand: BORIS projects and tables, ELAN documents, plain tables."""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.labels import SEVEN, LabelSet, parse_label
from emotion_gui.core.reading import parse_json, read_file

_LARGEST_BYTES = 64 * 1024 * 1024
_LATEST_S = 1e9  # thirty years of film
_SHOWN_LETTERS = 60
_DEEPEST = 100  # elements of XML within each other; ELAN has six
_NAMED = 6  # words of a file that an error names

_BEGIN = ("start (s)", "start", "begin", "onset", "begin_s", "start_s", "begin time", "from")
_END = ("stop (s)", "stop", "end", "offset", "end_s", "stop_s", "end time", "to")
_LENGTH = ("duration (s)", "duration", "duration_s", "length")
_TIME = ("time", "time (s)", "time_s", "pts_s", "seconds", "t")
_LABEL = ("behavior", "behaviour", "label", "emotion", "expression", "code", "trial_type", "value")
_SUBJECT = ("subject", "person", "participant", "tier", "actor")
_KIND = ("behavior type", "behaviour type", "status", "type")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True)
class CodedSpan:
    """Somebody was said to show something from one moment to another."""

    subject: str
    begin_s: float
    end_s: float
    emotion: int


@dataclass(frozen=True)
class Coding:
    """All that a file says.

    Attributes:
        file: where it was read.
        spans: in the order of time.
        unknown: words that name none of the classes, and how often they stood there.
    """

    file: Path
    spans: tuple[CodedSpan, ...]
    unknown: Mapping[str, int]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Who was coded, in the order of their coming; "" where nobody was named."""
        return tuple(dict.fromkeys(span.subject for span in self.spans))


@dataclass(frozen=True)
class _Said:
    """One entry of a file, before its word is understood."""

    subject: str
    begin_s: float
    end_s: float
    word: str


def read_coding(path: Path, *, film: str = "", labels: LabelSet = SEVEN) -> Coding:
    """Read what a person coded, whatever program wrote it.

    Args:
        path: `.boris`, `.eaf`, or a table with commas, semicolons or tabs.
        film: name of the film's file: of a BORIS project its observation is taken.
        labels: the classes that are coded.

    Raises:
        DatasetFormatError: the file says nothing that can be understood; with the reason.
    """
    try:
        data = read_file(path, most=_LARGEST_BYTES)
    except OSError as error:
        raise DatasetFormatError(path, error.strerror or str(error)) from error
    text = _decoded(data)
    start = text.lstrip()[:200]
    if start.startswith("{"):
        said = _of_boris(path, text, film)
    elif start.startswith("<"):
        said = _of_elan(path, data, labels)
    else:
        said = _of_table(path, text)
    return _understood(path, said, labels)


def _understood(path: Path, said: Iterable[_Said], labels: LabelSet) -> Coding:
    spans, unknown = [], Counter[str]()
    for entry in said:
        emotion = parse_label(entry.word, labels)
        # Numbers are nobody's words: whose order they are in is not known.
        if emotion is None or entry.word.strip().isdecimal():
            unknown[entry.word.strip()] += 1
        elif entry.end_s > entry.begin_s:
            spans.append(CodedSpan(entry.subject, entry.begin_s, entry.end_s, emotion))
    if not spans:
        words = ", ".join(word[:_SHOWN_LETTERS] for word in list(unknown)[:_NAMED])
        found = f"; it says: {words}" if words else ""
        raise DatasetFormatError(path, f"no stretch of one of the classes is coded{found}")
    spans.sort(key=lambda span: (span.begin_s, span.end_s))
    return Coding(path, tuple(spans), dict(unknown))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _of_boris(path: Path, text: str, film: str) -> list[_Said]:
    try:
        project = parse_json(text)
        chosen = _observation(path, project["observations"], film)
        events = [(_time(e[0]), str(e[1]), str(e[2])) for e in chosen["events"]]
        points = {
            str(entry["code"])
            for entry in project.get("behaviors_conf", {}).values()
            if "point" in str(entry.get("type", "")).lower()
        }
    except DatasetFormatError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DatasetFormatError(path, "this is not a project of BORIS") from error
    return _paired((time, who, what) for time, who, what in events if what not in points)


def _observation(path: Path, observations: Mapping[str, Any], film: str) -> Mapping[str, Any]:
    if not observations:
        raise DatasetFormatError(path, "the project has no observation")
    if len(observations) == 1:
        return next(iter(observations.values()))
    wanted = Path(film).stem.casefold()
    for name, observation in observations.items():
        media = [Path(p).stem for files in observation["file"].values() for p in files]
        if wanted and wanted in {Path(name).stem.casefold(), *(m.casefold() for m in media)}:
            return observation  # type: ignore[no-any-return]
    some = ", ".join(itertools.islice(observations, _NAMED))
    raise DatasetFormatError(
        path, f"the project has several observations ({some}), none of this film"
    )


def _paired(events: Iterable[tuple[float, str, str]]) -> list[_Said]:
    """States from their beginnings and ends, which look alike and come in turns."""
    open_since: dict[tuple[str, str], float] = {}
    found = []
    for time_s, subject, code in sorted(events, key=lambda event: event[0]):
        begun_s = open_since.pop((subject, code), None)
        if begun_s is None:
            open_since[subject, code] = time_s
        else:
            found.append(_Said(subject, begun_s, time_s, code))
    return found


class _PlainTree(ET.TreeBuilder):
    """No document of ELAN defines anything of its own, which is how a few bytes become gigabytes.

    Nor does one nest deeper than its annotations.
    """

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Raises ValueError: there is none in a document of ELAN."""
        raise ValueError("it has a document type of its own")

    def start(self, tag: Any, attrs: Any) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deeply")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Any:
        self._depth -= 1
        return super().end(tag)


def _of_elan(path: Path, data: bytes, labels: LabelSet) -> list[_Said]:
    try:
        root = ET.fromstring(data, ET.XMLParser(target=_PlainTree()))
        slots = {
            slot.get("TIME_SLOT_ID", ""): _time(slot.get("TIME_VALUE", "nan")) / 1000
            for slot in root.iter("TIME_SLOT")
        }
    except (ET.ParseError, ValueError, LookupError) as error:  # LookupError: an unknown encoding
        raise DatasetFormatError(path, "this is not a document of ELAN") from error
    found = []
    for tier in root.iter("TIER"):
        name = tier.get("TIER_ID", "")
        who = tier.get("PARTICIPANT") or name
        # A tier an emotion, whose annotations hold a strength or nothing.
        of_emotion = parse_label(name, labels) is not None and not name.isdecimal()
        for aligned in tier.iter("ALIGNABLE_ANNOTATION"):
            begin_s = slots.get(aligned.get("TIME_SLOT_REF1", ""), math.nan)
            end_s = slots.get(aligned.get("TIME_SLOT_REF2", ""), math.nan)
            word = aligned.findtext("ANNOTATION_VALUE") or ""
            if of_emotion and parse_label(word, labels) is None:
                word = name
            subject = (tier.get("PARTICIPANT") or "") if of_emotion else who
            if not math.isnan(begin_s + end_s):
                found.append(_Said(subject, begin_s, end_s, word))
    return found


def _of_table(path: Path, text: str) -> list[_Said]:
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise DatasetFormatError(path, f"this is no table ({error})") from error
    header_at = next((k for k, row in enumerate(rows) if _place(row, _LABEL) is not None), None)
    if header_at is None:
        raise DatasetFormatError(path, "no column says what was coded; label, emotion or Behavior")
    header = rows[header_at]
    body = [row for row in rows[header_at + 1 :] if any(cell.strip() for cell in row)]
    label, subject = _place(header, _LABEL), _place(header, _SUBJECT)
    begin, end, length = (_place(header, names) for names in (_BEGIN, _END, _LENGTH))
    time, kind = _place(header, _TIME), _place(header, _KIND)
    assert label is not None

    def cell(row: Sequence[str], place: int | None) -> str:
        return row[place].strip() if place is not None and place < len(row) else ""

    def moment(row: Sequence[str], place: int, number: int) -> float:
        value = _seconds(cell(row, place))
        if value is None:
            at = header_at + number + 2
            words = cell(row, place)[:_SHOWN_LETTERS]
            raise DatasetFormatError(path, f"'{words}' is no time", row=at)
        return value

    if begin is not None and (end is not None or length is not None):
        found = []
        for number, row in enumerate(body):
            begin_s = moment(row, begin, number)
            if end is not None:
                end_s = moment(row, end, number)
            else:
                assert length is not None
                end_s = begin_s + moment(row, length, number)
            found.append(_Said(cell(row, subject), begin_s, end_s, cell(row, label)))
        return found
    at = begin if time is None else time
    if at is None:
        raise DatasetFormatError(path, "no column says when: start and end, or time")
    told = [
        (moment(row, at, number), cell(row, subject), cell(row, label))
        for number, row in enumerate(body)
    ]
    kinds = {cell(row, kind).upper() for row in body} if kind is not None else set()
    if {"START", "STOP"} <= kinds:
        states = [cell(row, kind).upper() in ("START", "STOP") for row in body]
        return _paired(entry for entry, is_state in zip(told, states, strict=True) if is_state)
    return _held(told)


def _held(told: Sequence[tuple[float, str, str]]) -> list[_Said]:
    """A value counts until the next one of the same subject; the last one as long as the usual."""
    found = []
    everybody: dict[str, list[tuple[float, str]]] = {}
    for time_s, who, word in told:
        everybody.setdefault(who, []).append((time_s, word))
    for subject, entries in everybody.items():
        own = sorted(entries)
        steps = sorted(b[0] - a[0] for a, b in itertools.pairwise(own))
        usual_s = steps[len(steps) // 2] if steps else 0.0
        ends = [*(entry[0] for entry in own[1:]), own[-1][0] + usual_s]
        found += [
            _Said(subject, time_s, end_s, word)
            for (time_s, word), end_s in zip(own, ends, strict=True)
        ]
    return found


def _rows(text: str) -> Iterator[list[str]]:
    sample = text[:20_000]
    delimiter = max("\t;,", key=sample.count)
    return csv.reader(io.StringIO(text), delimiter=delimiter)


def _place(row: Sequence[str], names: Sequence[str]) -> int | None:
    cells = [cell.strip().casefold() for cell in row]
    return next((cells.index(name) for name in names if name in cells), None)


def _seconds(text: str) -> float | None:
    """`12.5`, `12,5`, `1:02.5`, `00:01:02.500`."""
    clock = _CLOCK.fullmatch(text)
    try:
        if clock is not None:
            hours, minutes, seconds = (_time(part or "0") for part in clock.groups())
            return hours * 3600 + minutes * 60 + seconds
        value = _time(text)
    except ValueError:
        return None
    return None if math.isnan(value) else value


def _time(value: object) -> float:
    """A figure as files have it, in any unit; NaN stays.

    Raises:
        ValueError: it is none, or no film is so long.
    """
    try:
        figure = float(value.replace(",", ".") if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, OverflowError) as error:
        raise ValueError("no figure") from error
    if abs(figure) > _LATEST_S:
        raise ValueError("no film is so long")
    return figure
