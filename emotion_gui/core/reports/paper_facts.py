"""What the report of a reproduction is made of, and the lines that stand in its tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.agreement import (
    RepeatedMean,
    Standing,
    count_verdict,
    paired_p,
    verdict,
)
from emotion_gui.core.paper.facts import (
    SYSTEMS,
    BudgetRow,
    Protocol,
    RuleReading,
    Study,
    Trial,
    repeated,
)
from emotion_gui.core.paper.published import (
    ALIZADEH_FAZEL,
    FER2013,
    LPQ,
    PHOG,
    PHOG_LPQ_SPI,
    TABLE_1,
    VALIDATION_FACES,
    PublishedFigure,
    PublishedRow,
)
from emotion_gui.core.reports.figures import MapsFigure
from emotion_gui.core.training.sweep_tables import SweepRow

HALF = 0.5
# The candidates at equal budget that stand among the systems, and as what.
_AMONG_SYSTEMS = {
    ("magnitude", ""): "magnitude",
    ("thinet", "rescaled"): "thinet",
    ("distinctiveness", "merged"): "distinctiveness",
    ("distinctiveness", "refit"): "distinctiveness-refit",
}
_PRINTED: dict[tuple[str, Protocol], PublishedFigure] = {
    ("paper", Protocol.WHOLE): FER2013,
    ("alizadeh-fazel", Protocol.WHOLE): ALIZADEH_FAZEL,
    ("phog", Protocol.RANDOM): PHOG,
    ("lpq", Protocol.RANDOM): LPQ,
    ("phog+lpq", Protocol.INDEPENDENT): PHOG_LPQ_SPI,
}


@dataclass(frozen=True)
class PaperFacts:
    """Everything that a reproduction has found.

    Attributes:
        request: what was asked for, as JSON.
        title: name of the data.
        faces: usable ones.
        is_large: Table 1 took 675 of them, again and again.
        by_film: the person-independent protocol was possible.
        vectors: support vector machines could be run.
        rows: of Table 1, the repeats of a row together.
        learned_from: faces of one random split.
        trials: systems on splits.
        studies: pruning of the trained networks, of the random splits first.
        maps: figure 1.
        data_hash: SHA-256 of the data as they were given.
        content_hash: of the imported faces.
        code_hash: SHA-256 of the program's sources.
        versions: machine and libraries.
        expected_s: seconds of each step, as they were expected.
    """

    request: Mapping[str, Any]
    title: str
    faces: int
    is_large: bool
    by_film: bool
    vectors: bool
    rows: tuple[SweepRow, ...]
    learned_from: int
    trials: tuple[Trial, ...]
    studies: tuple[Study, ...]
    maps: MapsFigure
    data_hash: str
    content_hash: str
    code_hash: str
    versions: Mapping[str, object]
    expected_s: Mapping[str, float]

    @property
    def shortened(self) -> bool:
        """Whether some training was given fewer epochs than its own."""
        return any(self.request[key] for key in ("epochs", "whole_epochs", "deep_epochs"))

    @property
    def splits(self) -> int:
        """Random splits."""
        return int(self.request["splits"])


@dataclass(frozen=True)
class RowLine:
    """A row of Table 1, the paper's beside ours."""

    printed: PublishedRow
    epochs: int
    mean_test: RepeatedMean
    validation: RepeatedMean
    maps: RepeatedMean
    after: RepeatedMean
    p: float | None

    @property
    def verdicts(self) -> tuple[Standing, Standing, Standing, Standing]:
        """Of mean test, validation, maps and after."""
        printed = self.printed
        if self.epochs != printed.epochs:  # another training than the paper's
            return (Standing.OPEN,) * 4
        return (
            verdict(self.mean_test, printed.mean_test, VALIDATION_FACES),
            verdict(self.validation, printed.validation, VALIDATION_FACES),
            count_verdict(self.maps, printed.maps_pruned),
            verdict(self.after, printed.after, VALIDATION_FACES),
        )


def row_lines(facts: PaperFacts) -> list[RowLine]:
    """Table 1 in the paper's order."""
    lines = []
    for printed in TABLE_1:
        own = [row for row in facts.rows if row.preset == printed.preset]
        if not own:
            continue
        share = own[0].n / facts.learned_from

        def mean(name: str, rows: Sequence[SweepRow] = own, share: float = share) -> RepeatedMean:
            values = tuple(float(getattr(row, name)) for row in rows)
            return RepeatedMean(values, 0 if name == "maps_pruned" else rows[0].n, share)

        changes = [row.validation_accuracy_after - row.validation_accuracy for row in own]
        lines.append(
            RowLine(
                printed,
                own[0].epochs,
                mean("mean_test_accuracy"),
                mean("validation_accuracy"),
                mean("maps_pruned"),
                mean("validation_accuracy_after"),
                paired_p(changes, test_share=share),
            )
        )
    return lines


@dataclass(frozen=True)
class SystemLine:
    """A system under one protocol.

    Attributes:
        key: of the system.
        title: for people.
        protocol: how the faces were divided.
        accuracy: over the repeats.
        before: of the same networks before pruning; None for systems that do not prune.
        p: before against after: over the splits, or McNemar's of a single one.
        printed: what was published; None where nothing was.
        note: of the first repeat.
        comparable: it was given all its epochs.
    """

    key: str
    title: str
    protocol: Protocol
    accuracy: RepeatedMean
    before: RepeatedMean | None
    p: float | None
    printed: PublishedFigure | None
    note: str
    comparable: bool = True

    @property
    def verdict(self) -> Standing:
        """How the print stands to ours."""
        if self.printed is None or not self.comparable:
            return Standing.OPEN
        return verdict(self.accuracy, self.printed.accuracy, self.printed.n)


def system_lines(facts: PaperFacts, protocol: Protocol) -> list[SystemLine]:
    """Every system that was run under a protocol, in a fixed order."""
    found: dict[str, SystemLine] = {}
    for key in SYSTEMS:
        own = [t for t in facts.trials if t.system == key and t.protocol is protocol]
        if own:
            whole = dataclasses.replace(_of_trials(key, own), comparable=not _is_cut(facts, key))
            found[key] = whole
    for study in facts.studies:
        if study.protocol is protocol:
            found |= _of_budget(study)
    return [found[key] for key in SYSTEMS if key in found]


def _is_cut(facts: PaperFacts, key: str) -> bool:
    """Whether a network was given fewer epochs than its own."""
    wanted = {"paper": "whole_epochs", "alizadeh-fazel": "deep_epochs"}.get(key)
    return wanted is not None and bool(facts.request[wanted])


def _of_trials(key: str, own: Sequence[Trial]) -> SystemLine:
    mean, before, p = repeated(own), None, None
    if all(trial.before is not None for trial in own):
        values = tuple((trial.before or 0) / trial.n for trial in own)
        before = RepeatedMean(values, mean.n, mean.test_share)
        changes = [trial.accuracy - value for trial, value in zip(own, values, strict=True)]
        p = own[0].p if len(own) == 1 else paired_p(changes, test_share=mean.test_share)
    protocol = own[0].protocol
    printed = _PRINTED.get((key, protocol))
    return SystemLine(key, SYSTEMS[key], protocol, mean, before, p, printed, own[0].note)


def _of_budget(study: Study) -> dict[str, SystemLine]:
    found = {}
    for (criterion, update), key in _AMONG_SYSTEMS.items():
        own = [
            row
            for row in study.budget
            if (row.criterion, row.update) == (criterion, update) and row.share == HALF
        ]
        if own:
            mean = RepeatedMean(tuple(row.accuracy for row in own), study.n, study.test_share)
            before = before_budget(study)
            changes = [a - b for a, b in zip(mean.values, before.values, strict=True)]
            p = own[0].p if len(own) == 1 else paired_p(changes, test_share=study.test_share)
            note = f"{own[0].parameters:,} parameters"
            title = SYSTEMS[key]
            found[key] = SystemLine(key, title, study.protocol, mean, before, p, None, note)
    return found


def before_budget(study: Study) -> RepeatedMean:
    """The unpruned networks of a study, as its readings know them."""
    first = {reading.repeat: reading.before for reading in reversed(study.readings)}
    return RepeatedMean(tuple(first[k] for k in sorted(first)), study.n, study.test_share)


@dataclass(frozen=True)
class ReadingLine:
    """One reading of the paper's rule over the networks of a study."""

    normalisation: str
    rule: str
    silent: bool
    gone: RepeatedMean
    after: RepeatedMean
    p: float | None


def reading_lines(study: Study) -> list[ReadingLine]:
    """Every reading, in the order in which they were tried."""
    grouped: dict[tuple[str, str, bool], list[RuleReading]] = {}
    for reading in study.readings:
        key = (reading.normalisation, reading.rule, reading.silent)
        grouped.setdefault(key, []).append(reading)
    lines = []
    for (normalisation, rule, silent), own in grouped.items():
        changes = [reading.after - reading.before for reading in own]
        several = len(own) > 1
        lines.append(
            ReadingLine(
                normalisation,
                rule,
                silent,
                RepeatedMean(tuple(float(reading.gone) for reading in own), 0),
                RepeatedMean(tuple(reading.after for reading in own), study.n, study.test_share),
                paired_p(changes, test_share=study.test_share) if several else own[0].p,
            )
        )
    return lines


@dataclass(frozen=True)
class BudgetLine:
    """One criterion with its update at each size."""

    criterion: str
    update: str
    by_share: tuple[tuple[float, RepeatedMean], ...]


def budget_lines(study: Study) -> list[BudgetLine]:
    """Every criterion, the best at half the maps first."""
    grouped: dict[tuple[str, str], dict[float, list[BudgetRow]]] = {}
    for row in study.budget:
        shares = grouped.setdefault((row.criterion, row.update), {})
        shares.setdefault(row.share, []).append(row)
    lines = [
        BudgetLine(
            criterion,
            update,
            tuple(
                (
                    share,
                    RepeatedMean(tuple(row.accuracy for row in own), study.n, study.test_share),
                )
                for share, own in sorted(shares.items())
            ),
        )
        for (criterion, update), shares in grouped.items()
    ]

    def at_half(line: BudgetLine) -> float:
        return next((mean.mean for share, mean in line.by_share if share == HALF), 0.0)

    return sorted(lines, key=at_half, reverse=True)


def joined_confusion(
    facts: PaperFacts, system: str, protocol: Protocol
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Counts over all trials of a system."""
    own = [t for t in facts.trials if t.system == system and t.protocol is protocol]
    total = np.zeros((len(SEVEN), len(SEVEN)), dtype=np.int64)
    for trial in own:
        total += np.array(trial.confusion)
    return total
