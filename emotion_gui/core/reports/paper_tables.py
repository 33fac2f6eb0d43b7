"""Tables and figures of a reproduction: one set in words for papers, one in numbers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.agreement import RepeatedMean, Standing
from emotion_gui.core.paper.facts import Protocol, Study, class_figures
from emotion_gui.core.reports.figures import Cell, Line, LineFigure, Table, TableFigure
from emotion_gui.core.reports.paper_facts import (
    PaperFacts,
    SystemLine,
    budget_lines,
    joined_confusion,
    reading_lines,
    row_lines,
    system_lines,
)

WORDS = {
    Standing.AGREES: "agrees",
    Standing.LOWER: "ours is lower",
    Standing.HIGHER: "ours is higher",
    Standing.OPEN: "–",
}
PROTOCOLS = {
    Protocol.RANDOM: "random splits",
    Protocol.INDEPENDENT: "Strictly Person Independent",
    Protocol.WHOLE: "FER2013, official parts",
}
_COLORS = {"paper": "#2f55d4", "corrected": "#c2410c", "refit": "#15803d"}
_RULES = {"paper": "Paper", "corrected": "Corrected", "refit": "Refit"}


def spread(mean: RepeatedMean, *, factor: float = 100.0) -> str:
    """`29.1 ± 5.3`; without a deviation the mean alone."""
    deviation = mean.deviation
    text = f"{factor * mean.mean:.1f}"
    return text if deviation is None else f"{text} ± {factor * deviation:.1f}"


def reach(mean: RepeatedMean) -> str:
    """`23.4–34.8`, per cent."""
    low, high = mean.interval
    return f"{100 * low:.1f}–{100 * high:.1f}"


def p_text(p: float | None) -> str:
    """`0.03`; a dash where there is none."""
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.2g}"


def table_1(facts: PaperFacts) -> TableFigure:
    """Table 1, the paper's figures beside ours, in per cent."""
    header = (
        "Epochs",
        "LR",
        "Threshold",
        "Test, paper",
        "Test, ours",
        "Val., paper",
        "Val., ours",
        "95 % interval",
        "Maps, paper",
        "Maps, ours",
        "After, paper",
        "After, ours",
        "95 % interval",
        "p",
    )
    rows: list[tuple[Cell, ...]] = []
    for line in row_lines(facts):
        printed = line.printed
        rows.append(
            (
                str(line.epochs),
                f"{printed.learning_rate:g}",
                f"{printed.threshold_deg:g}°, {180 - printed.threshold_deg:g}°",
                f"{100 * printed.mean_test:.1f}",
                spread(line.mean_test),
                f"{100 * printed.validation:.1f}",
                spread(line.validation),
                reach(line.validation),
                str(printed.maps_pruned),
                spread(line.maps, factor=1),
                f"{100 * printed.after:.1f}",
                spread(line.after),
                reach(line.after),
                p_text(line.p),
            )
        )
    n = facts.rows[0].n if facts.rows else 0
    title = f"The paper's Table 1, mean and deviation of {facts.splits} splits, n = {n} (paper: 55)"
    return TableFigure(title, Table(header, tuple(rows)))


def table_1_agreement(facts: PaperFacts) -> TableFigure:
    """Whether each figure of Table 1 agrees with ours."""
    header = ("Epochs", "LR", "Mean test", "Validation", "Maps pruned", "After pruning")
    rows = tuple(
        (
            str(line.printed.epochs),
            f"{line.printed.learning_rate:g}",
            *(WORDS[found] for found in line.verdicts),
        )
        for line in row_lines(facts)
    )
    return TableFigure("Does the paper's Table 1 agree with ours?", Table(header, rows))


def systems(facts: PaperFacts, protocol: Protocol) -> TableFigure:
    """The systems under one protocol, in per cent."""
    header = (
        "System",
        "Printed",
        "Before",
        "Accuracy",
        "95 % interval",
        "n",
        "Repeats",
        "p",
        "Print against ours",
        "Note",
    )
    rows = tuple(_system_row(line) for line in system_lines(facts, protocol))
    return TableFigure(f"Systems, {PROTOCOLS[protocol]}", Table(header, rows))


def _system_row(line: SystemLine) -> tuple[Cell, ...]:
    return (
        line.title,
        "–" if line.printed is None else f"{100 * line.printed.accuracy:.1f}",
        "–" if line.before is None else spread(line.before),
        spread(line.accuracy),
        reach(line.accuracy),
        f"{line.accuracy.n:,}",
        str(len(line.accuracy.values)),
        p_text(line.p),
        WORDS[line.verdict],
        line.note,
    )


def classes(facts: PaperFacts, protocol: Protocol) -> TableFigure:
    """Precision, recall and specificity of each emotion, as Dhall et al. give them."""
    rows: list[tuple[Cell, ...]] = []
    for line in system_lines(facts, protocol):
        confusion = joined_confusion(facts, line.key, protocol)
        if not confusion.sum():
            continue
        for label, found in zip(SEVEN.names, class_figures(confusion), strict=True):
            values = (found.precision, found.recall, found.specificity)
            shown = ("–" if math.isnan(v) else f"{100 * v:.1f}" for v in values)
            rows.append((line.title, label, *shown))
    header = ("System", "Emotion", "Precision", "Recall", "Specificity")
    return TableFigure(f"Scores by emotion, {PROTOCOLS[protocol]}", Table(header, tuple(rows)))


def readings(study: Study) -> TableFigure:
    """The paper's rule under every reading, in per cent."""
    header = ("Vectors", "Weights", "Silent maps", "Maps gone", "Accuracy after", "p")
    rows = tuple(
        (
            line.normalisation,
            _RULES[line.rule],
            "go" if line.silent else "stay",
            spread(line.gone, factor=1),
            spread(line.after),
            p_text(line.p),
        )
        for line in reading_lines(study)
    )
    return TableFigure(
        f"Readings of the pruning rule, {PROTOCOLS[study.protocol]}", Table(header, rows)
    )


def budget(study: Study) -> TableFigure:
    """Criteria with as many maps gone, in per cent."""
    lines = budget_lines(study)
    shares = [share for share, _ in lines[0].by_share] if lines else []
    header = ("Criterion", "Weights", *(f"{100 * share:.0f} % gone" for share in shares))
    rows = tuple(
        (line.criterion, line.update or "–", *(spread(mean) for _, mean in line.by_share))
        for line in lines
    )
    return TableFigure(
        f"Criteria at equal budget, {PROTOCOLS[study.protocol]}", Table(header, rows)
    )


def trials_table(facts: PaperFacts) -> Table:
    """Every trial in numbers."""
    header = (
        "system",
        "protocol",
        "repeat",
        "learned_from",
        "n",
        "correct",
        "accuracy",
        "correct_before",
        "mcnemar_p",
        "note",
    )
    rows = tuple(
        (
            trial.system,
            str(trial.protocol),
            trial.repeat,
            trial.learned_from,
            trial.n,
            trial.correct,
            trial.accuracy,
            trial.before,
            trial.p,
            trial.note,
        )
        for trial in facts.trials
    )
    return Table(header, rows)


def systems_numbers(facts: PaperFacts) -> Table:
    """The systems in numbers: shares in [0, 1]."""
    header = (
        "system",
        "protocol",
        "printed",
        "mean",
        "deviation",
        "low",
        "high",
        "n",
        "repeats",
        "mean_before",
        "p",
        "verdict",
    )
    rows: list[tuple[Cell, ...]] = []
    for protocol in Protocol:
        for line in system_lines(facts, protocol):
            low, high = line.accuracy.interval
            rows.append(
                (
                    line.key,
                    str(protocol),
                    None if line.printed is None else line.printed.accuracy,
                    line.accuracy.mean,
                    line.accuracy.deviation,
                    low,
                    high,
                    line.accuracy.n,
                    len(line.accuracy.values),
                    None if line.before is None else line.before.mean,
                    line.p,
                    str(line.verdict),
                )
            )
    return Table(header, tuple(rows))


def study_numbers(study: Study) -> dict[str, Table]:
    """Readings and criteria, each network by itself, in numbers."""
    reading_rows = tuple(
        (r.normalisation, r.rule, int(r.silent), r.repeat, r.gone, r.before, r.after, r.p)
        for r in study.readings
    )
    budget_rows = tuple(
        (b.criterion, b.update, b.share, b.repeat, b.correct, b.n, b.accuracy, b.p, b.parameters)
        for b in study.budget
    )
    return {
        "readings": Table(
            ("vectors", "weights", "silent_go", "repeat", "gone", "before", "after", "mcnemar_p"),
            reading_rows,
        ),
        "criteria": Table(
            (
                "criterion",
                "weights",
                "share",
                "repeat",
                "correct",
                "n",
                "accuracy",
                "mcnemar_p",
                "parameters",
            ),
            budget_rows,
        ),
    }


def figure_2(study: Study) -> LineFigure:
    """Accuracy against the threshold: mean over the networks, band of one deviation."""
    lines = []
    for rule, name in _RULES.items():
        own = [point for point in study.curve if point.rule == rule]
        thresholds = sorted({point.threshold_deg for point in own})
        columns = [[100 * p.accuracy for p in own if p.threshold_deg == t] for t in thresholds]
        means = [statistics.fmean(column) for column in columns]
        spreads = [statistics.stdev(c) if len(c) > 1 else 0.0 for c in columns]
        banded = len(columns[0]) > 1
        lines.append(
            Line(
                name,
                tuple(thresholds),
                tuple(means),
                _COLORS[rule],
                low=_edge(means, spreads, -1) if banded else (),
                high=_edge(means, spreads, 1) if banded else (),
            )
        )
    count = len({point.repeat for point in study.curve})
    networks = "1 network" if count == 1 else f"{count} networks"
    title = f"Figure 2: pruning by angle, {networks}, {PROTOCOLS[study.protocol]}"
    return LineFigure(title, tuple(lines), "threshold, degrees", "accuracy, %")


def _edge(means: Sequence[float], spreads: Sequence[float], sign: int) -> tuple[float, ...]:
    return tuple(mean + sign * spread for mean, spread in zip(means, spreads, strict=True))
