"""Rows of a sweep as tables: means over repeats, CSV, LaTeX. No torch here."""

from __future__ import annotations

import dataclasses
import io
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from emotion_gui.core.escaping import CsvTable, latex
from emotion_gui.core.files import write_text
from emotion_gui.core.training.config import Keep


@dataclass(frozen=True)
class SweepRow:
    """One row of Table 1, plus what it takes to judge it.

    Attributes:
        preset: key of the recipe.
        run: number of the training run in the workspace.
        maps: maps of the last module before pruning.
        epochs: passes over the training part.
        learning_rate: constant rate, or the peak of the schedule.
        threshold: similar under this angle, complementary over 180 minus it, in degrees.
        mean_test_accuracy: mean over the epochs, in [0, 1].
        validation_accuracy: of the judged network, in [0, 1].
        maps_pruned: by the paper's literal rule.
        validation_accuracy_after: after pruning, without fine-tuning.
        n: faces that were judged on.
        interval: Wilson's 95 % interval of `validation_accuracy_after`.
        mcnemar_p: before against after on the same faces.
        seed: of the training.
        part: `validation`, or `test` where that was asked for or the split has no final part:
            faces that are watched while settings are chosen, so its figures are a little kind.
        which: the network that is judged: `last`, after all `epochs` (the paper's question), or
            `best`, the epoch with the highest test accuracy. Rows of version 0.1 are `best`.
        epoch: the judged network's; 0 in rows of version 0.1.
        network: short hash of the judged weights before pruning; two rows with the same one hold
            the same network, so their figures are no two observations. "" in rows of version 0.1.
        learned: of the faces judged on, how many the network has learned (copies of training
            faces, say); None where that is not known, as in rows of version 0.1.
        n_new: the others; None likewise, as are both accuracies on them where there are none.
        validation_accuracy_new: on the others alone, before pruning.
        validation_accuracy_after_new: on the others alone, after it.
    """

    preset: str
    run: int
    maps: int
    epochs: int
    learning_rate: float
    threshold: float
    mean_test_accuracy: float
    validation_accuracy: float
    maps_pruned: int
    validation_accuracy_after: float
    n: int
    interval: tuple[float, float]
    mcnemar_p: float
    seed: int
    part: str = "validation"
    which: Keep = "best"
    epoch: int = 0
    network: str = ""
    learned: int | None = None
    n_new: int | None = None
    validation_accuracy_new: float | None = None
    validation_accuracy_after_new: float | None = None


@dataclass(frozen=True)
class SweepSummary:
    """The repeats of one setting: means, and standard deviations (None for a single run)."""

    preset: str
    repeats: int
    mean_test_accuracy: float
    mean_test_deviation: float | None
    validation_accuracy: float
    validation_deviation: float | None
    after: float
    after_deviation: float | None
    maps_pruned: float
    maps_pruned_deviation: float | None


def judged_words(row: SweepRow) -> str:
    """Which network a row is about: "after 50", "best, 31"."""
    if row.which == "last":
        return f"after {row.epoch}"
    return f"best, {row.epoch}" if row.epoch else "best"


def learned_text(rows: Sequence[SweepRow]) -> str:
    """How many of the faces the networks have learned: one line for a table; "" without rows."""
    if not rows:
        return ""
    known = sorted({(row.learned, row.n) for row in rows if row.learned is not None})
    if not known:
        return "Which of the faces these networks learned is not known."
    (least, n), (most, _) = known[0], known[-1]
    some = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return f"{some} of {n:,} faces were learned by these networks."


def same_networks(rows: Sequence[SweepRow]) -> list[tuple[SweepRow, SweepRow]]:
    """Pairs of rows that hold the same network, the later one behind the one it repeats."""
    first: dict[str, SweepRow] = {}
    pairs = []
    for row in rows:
        if row.network and row.network in first:
            pairs.append((first[row.network], row))
        elif row.network:
            first[row.network] = row
    return pairs


def summarise(rows: Sequence[SweepRow]) -> list[SweepSummary]:
    """Mean and deviation over the repeats of each preset, in the order of first appearance."""
    summaries = []
    for preset in dict.fromkeys(row.preset for row in rows):
        own = [row for row in rows if row.preset == preset]
        tests, before, after, pruned = (
            [float(getattr(row, name)) for row in own]
            for name in (
                "mean_test_accuracy",
                "validation_accuracy",
                "validation_accuracy_after",
                "maps_pruned",
            )
        )
        summaries.append(
            SweepSummary(
                preset,
                len(own),
                statistics.fmean(tests),
                _deviation(tests),
                statistics.fmean(before),
                _deviation(before),
                statistics.fmean(after),
                _deviation(after),
                statistics.fmean(pruned),
                _deviation(pruned),
            )
        )
    return summaries


def _deviation(values: Sequence[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


def write_sweep_csv(path: Path, rows: Sequence[SweepRow]) -> None:
    """All rows as a table, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    names = [field.name for field in dataclasses.fields(SweepRow)]
    columns = [
        *names[: names.index("interval")],
        "interval_low",
        "interval_high",
        *names[names.index("interval") + 1 :],
    ]
    buffer = io.StringIO()
    table = CsvTable(buffer)
    table.writerow(columns)
    for row in rows:
        values = dataclasses.asdict(row)
        values["interval_low"], values["interval_high"] = values.pop("interval")
        table.writerow(values[name] for name in columns)
    write_text(path, buffer.getvalue())


_LATEX_HEAD = (
    "maps",
    "epochs",
    "LR",
    "threshold",
    "mean test",
    "val",
    "pruned",
    "val after",
    "n",
    "95\\,\\% interval",
    "McNemar $p$",
    "seed",
    "judged",
)


def sweep_latex(rows: Sequence[SweepRow]) -> str:
    """The rows as a LaTeX table in the paper's order, accuracies in %.

    Each setting ends in a line with mean and standard deviation where it was repeated. The rows
    of a grid begin with the values that were varied.
    """
    is_grid = any(varied(row.preset) for row in rows)
    lines: list[tuple[str, ...]] = [("setting", *_LATEX_HEAD) if is_grid else _LATEX_HEAD]
    for summary in summarise(rows):
        own = [row for row in rows if row.preset == summary.preset]
        made = [_latex_cells(row) for row in own]
        if len(own) > 1:
            made.append(_latex_means(own[0], summary))
        setting = latex(varied(summary.preset))
        lines += [(setting, *cells) if is_grid else cells for cells in made]
    body = [" & ".join(line) + r" \\" for line in lines]
    columns = "l" * is_grid + "r" * len(_LATEX_HEAD)
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            r"\hline",
            body[0],
            r"\hline",
            *body[1:],
            r"\hline",
            r"\end{tabular}",
            "",
        ]
    )


class RowSetting(NamedTuple):
    """By this two sweeps' rows are known to be of one setting.

    Attributes:
        preset: its key, with what a grid varied.
        epochs: that it was trained.
        threshold: of the paper's rule, in degrees.
    """

    preset: str
    epochs: int
    threshold: float

    def __str__(self) -> str:
        return f"{self.preset}, {self.epochs} epochs, {self.threshold:g} degrees"


def varied(key: str) -> str:
    """What a grid varies in the setting of this key; "" for a setting outside a grid."""
    return key.partition(": ")[2]


def _latex_cells(row: SweepRow) -> tuple[str, ...]:
    low, high = row.interval
    return (
        str(row.maps),
        str(row.epochs),
        f"{row.learning_rate:g}",
        f"{row.threshold:g}, {180 - row.threshold:g}",
        f"{100 * row.mean_test_accuracy:.2f}",
        f"{100 * row.validation_accuracy:.2f}",
        str(row.maps_pruned),
        f"{100 * row.validation_accuracy_after:.2f}",
        str(row.n),
        f"{100 * low:.1f}--{100 * high:.1f}",
        _latex_p(row.mcnemar_p),
        str(row.seed),
        judged_words(row),
    )


def _latex_p(p: float) -> str:
    return f"{p:.2f}" if p >= 0.095 else f"{p:.2g}"  # never "1"


def _latex_means(row: SweepRow, summary: SweepSummary) -> tuple[str, ...]:
    def both(mean: float, deviation: float | None, factor: int = 100) -> str:
        return rf"${factor * mean:.1f} \pm {factor * (deviation or 0.0):.1f}$"

    return (
        str(row.maps),
        str(row.epochs),
        f"{row.learning_rate:g}",
        f"{row.threshold:g}, {180 - row.threshold:g}",
        both(summary.mean_test_accuracy, summary.mean_test_deviation),
        both(summary.validation_accuracy, summary.validation_deviation),
        both(summary.maps_pruned, summary.maps_pruned_deviation, 1),
        both(summary.after, summary.after_deviation),
        str(row.n),
        "",
        "",
        f"{summary.repeats} seeds",
        "",
    )
