"""FER+ votes (`fer2013new.csv`): ten votes a row, in the order of FER2013's rows.

Barsoum et al., "Training Deep Networks for Facial Expression Recognition with
Crowd-Sourced Label Distribution", ICMI 2016.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.errors import DatasetFormatError
from emotion_gui.core.labels import SEVEN, LabelSet, parse_label
from emotion_gui.core.reading import open_file

_COLUMNS = (
    *("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"),
    *("unknown", "nf"),
)
_MOST_VOTES = 1_000_000
_LARGEST_FILE = 64 << 20  # the votes of a million faces; FER2013's own are 2 MB
_NOT_USABLE = {"unknown", "nf"}
_REASONS = {
    "unknown": "most FER+ voters could not tell",
    "nf": "most FER+ voters saw no face",
}


@dataclass(frozen=True)
class Verdict:
    """What the voters of one face decided; `label` is None where `reason` says why."""

    label: int | None
    soft_label: tuple[float, ...] | None
    reason: str


class Votes:
    """A FER+ table.

    Attributes:
        counts: shape (rows, 10), votes in FER+'s column order.
        usages: official part of each row, "" where the table has none.
    """

    def __init__(self, counts: npt.NDArray[np.int64], usages: list[str], names: list[str]) -> None:
        self.counts, self.usages = counts, usages
        self._rows = {name.lower(): row for row, name in enumerate(names) if name}

    def __len__(self) -> int:
        return len(self.counts)

    def row_of(self, picture: str) -> int | None:
        """The row of a picture by FER+'s file name (`fer0000017.png`)."""
        return self._rows.get(picture.lower())

    def verdict(
        self, row: int, own: int | None, use: VotesUse, labels: LabelSet = SEVEN
    ) -> Verdict:
        """What becomes of a face with the label `own`, a place in `labels`."""
        votes = self.counts[row]
        soft = _soft_label(votes, labels)
        most = int(votes.max())
        winners = [_COLUMNS[place] for place in np.flatnonzero(votes == most)]
        if use == "majority":
            return _by_majority(winners if most else [], soft, labels)
        if use == "drop" and most and _NOT_USABLE.issuperset(winners):
            return Verdict(None, soft, _REASONS[winners[0]])
        return Verdict(own, soft, "")


def _by_majority(winners: list[str], soft: tuple[float, ...] | None, labels: LabelSet) -> Verdict:
    """Most votes win; a tie for first place decides nothing."""
    if not winners:
        return Verdict(None, None, "nobody voted on it in FER+")
    if len(winners) > 1:
        return Verdict(None, soft, f"FER+ votes are tied ({' and '.join(winners[:3])})")
    label = None if winners[0] in _NOT_USABLE else parse_label(winners[0], labels)
    reason = _REASONS.get(winners[0], f"most FER+ voters saw {winners[0]}, not one of the classes")
    return Verdict(label, soft, "" if label is not None else reason)


def _soft_label(votes: npt.NDArray[np.int64], labels: LabelSet) -> tuple[float, ...] | None:
    """Share of each class among the votes for all of them."""
    shares = [0.0] * len(labels)
    for column, count in zip(_COLUMNS, votes.tolist(), strict=True):
        label = None if column in _NOT_USABLE else parse_label(column, labels)
        if label is not None:
            shares[label] += float(count)
    total = sum(shares)
    return tuple(round(share / total, 4) for share in shares) if total else None


def read_votes(path: Path) -> Votes:
    """Read a FER+ table.

    Raises:
        DatasetFormatError: it is missing, lacks columns, or a vote is not a number.
    """
    try:
        with (
            open_file(path, most=_LARGEST_FILE) as file,
            io.TextIOWrapper(file, "utf-8-sig", "replace", newline="") as text,
        ):
            return _read(path, csv.reader(text))
    except OSError as error:
        raise DatasetFormatError(path, error.strerror or "it cannot be read") from error
    except csv.Error as error:
        raise DatasetFormatError(path, str(error)) from error


def _read(path: Path, lines: Iterator[list[str]]) -> Votes:
    header = [name.strip().lower() for name in next(lines, [])]
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise DatasetFormatError(path, f"not FER+ votes: no column '{missing[0]}'", row=1)
    places = [header.index(name) for name in _COLUMNS]
    usage_at = header.index("usage") if "usage" in header else None
    name_at = header.index("image name") if "image name" in header else None
    counts: list[list[int]] = []
    usages: list[str] = []
    names: list[str] = []
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        try:
            votes = [int(line[place] or 0) for place in places]
            if not all(0 <= vote <= _MOST_VOTES for vote in votes):
                raise DatasetFormatError(path, "a vote is out of range", row=number)
            counts.append(votes)
            usages.append("" if usage_at is None else line[usage_at].strip())
            names.append("" if name_at is None else line[name_at].strip())
        except (ValueError, IndexError) as error:
            raise DatasetFormatError(path, "a vote is missing or not a number", row=number) from (
                error
            )
    return Votes(np.array(counts, dtype=np.int64).reshape(-1, len(_COLUMNS)), usages, names)
