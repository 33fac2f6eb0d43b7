"""Two sweeps beside each other: the same settings, before and after some change. No torch here."""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.errors import DatasetFormatError, StorageError
from emotion_gui.core.evaluation.student import two_sided_p
from emotion_gui.core.reading import read_file
from emotion_gui.core.training.sweep_tables import RowSetting, SweepRow

_MOST_BYTES = 64 << 20
_NUMBERS = ("threshold", "validation_accuracy", "validation_accuracy_after")


@dataclass(frozen=True)
class EarlierRow:
    """What a sweep's stored table tells of one row; accuracies in [0, 1]."""

    setting: RowSetting
    before: float
    after: float


@dataclass(frozen=True)
class SweepDifference:
    """One setting in both sweeps.

    Attributes:
        now: accuracies after pruning, one a repeat.
        earlier: likewise.
        p: Welch's t test of the two means; None where either has a single repeat.
    """

    setting: RowSetting
    now: tuple[float, ...]
    earlier: tuple[float, ...]

    @property
    def difference(self) -> float:
        """Of the means, now minus earlier."""
        return statistics.fmean(self.now) - statistics.fmean(self.earlier)

    @property
    def p(self) -> float | None:
        """Two-sided; trainings of both sweeps count as independent."""
        a, b = self.now, self.earlier
        if min(len(a), len(b)) < 2:
            return None
        parts = [statistics.variance(values) / len(values) for values in (a, b)]
        if not sum(parts):
            return 1.0 if self.difference == 0.0 else None
        freedom = sum(parts) ** 2 / sum(
            part**2 / (len(values) - 1) for part, values in zip(parts, (a, b), strict=True)
        )
        return two_sided_p(abs(self.difference) / math.sqrt(sum(parts)), freedom)


def read_sweep_csv(path: Path) -> list[EarlierRow]:
    """The rows of a table that a sweep has written, in any of the styles of tables.

    Raises:
        DatasetFormatError: it is no such table.
        StorageError: it cannot be read.
    """
    try:
        text = read_file(path, most=_MOST_BYTES).decode("utf-8-sig")
        semicolons = ";" in text.partition("\n")[0]
        file = io.StringIO(text, newline="")
        rows = list(csv.DictReader(file, delimiter=";" if semicolons else ","))
    except OSError as error:
        raise StorageError.of(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetFormatError(path, "it is no table of a sweep") from error
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            preset, epochs = row["preset"].removeprefix("'"), int(row["epochs"])
            threshold, before, after = (float(row[key].replace(",", ".")) for key in _NUMBERS)
            found.append(EarlierRow(RowSetting(preset, epochs, threshold), before, after))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DatasetFormatError(path, "it is no table of a sweep", row=number) from error
    return found


def compare_sweeps(now: Sequence[SweepRow], earlier: Sequence[EarlierRow]) -> list[SweepDifference]:
    """The settings that both sweeps have, in the order of the newer one."""
    ours: dict[RowSetting, list[float]] = {}
    for row in now:
        setting = RowSetting(row.preset, row.epochs, row.threshold)
        ours.setdefault(setting, []).append(row.validation_accuracy_after)
    theirs: dict[RowSetting, list[float]] = {}
    for one in earlier:
        theirs.setdefault(one.setting, []).append(one.after)
    return [
        SweepDifference(setting, tuple(values), tuple(theirs[setting]))
        for setting, values in ours.items()
        if setting in theirs
    ]
