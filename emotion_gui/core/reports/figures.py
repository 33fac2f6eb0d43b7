"""What a plot, matrix or table shows, as plain values: the numbers behind every picture.

A widget says what it shows as one of these; `figure_drawing` makes pictures of them, and the
functions here make text, CSV and LaTeX.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from emotion_gui.core.escaping import CsvTable, Digits, encodable, latex, table_style
from emotion_gui.core.files import atomic_path

Cell = str | int | float | None

_SIGNS = str.maketrans(
    {"→": r"$\rightarrow$", "°": r"$^\circ$", "−": "$-$", "±": r"$\pm$", "–": "--"}
)


@dataclass(frozen=True)
class Table:
    """Rows of equal length below a header; None is an empty cell."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Line:
    """A line of a plot.

    Attributes:
        label: for the legend.
        x: as many as `y`.
        y: values; NaN makes a gap.
        color: as #rrggbb.
        dashed: for baselines.
        points: every value has a dot.
        low: lower edge of a band about the line, as many as `y`; empty without one.
        high: its upper edge.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: str
    dashed: bool = False
    points: bool = False
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class LineFigure:
    """Lines over one axis; `marker` is the x of a vertical line."""

    title: str
    lines: tuple[Line, ...]
    x_label: str = ""
    y_label: str = ""
    marker: float | None = None

    def table(self) -> Table:
        """One row a point: line, x, y; with the edges of a band where a line has one."""
        banded = any(line.low for line in self.lines)
        rows: list[tuple[Cell, ...]] = []
        for line in self.lines:
            gaps = (math.nan,) * len(line.y)
            edges = (line.low or gaps, line.high or gaps) if banded else ()
            for x, *values in zip(line.x, line.y, *edges, strict=True):
                rows.append((line.label, x, *(None if math.isnan(v) else v for v in values)))
        header = ("line", self.x_label or "x", self.y_label or "y")
        return Table((*header, "low", "high") if banded else header, tuple(rows))


@dataclass(frozen=True)
class MatrixFigure:
    """A heat map.

    Attributes:
        title: above it.
        rows: names of the rows.
        columns: names of the columns.
        values: one row each; NaN is an empty cell.
        row_label: what a row is.
        column_label: what a column is.
        shades: how dark a cell is, in [0, 1], as `values`; None takes the values' own range.
        written: the values stand in the cells.
        digits: after the point, where they do.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    row_label: str = ""
    column_label: str = ""
    shades: tuple[tuple[float, ...], ...] | None = None
    written: bool = True
    digits: int = 0

    def table(self) -> Table:
        """The matrix with its names."""
        rows: list[tuple[Cell, ...]] = [
            (name, *(None if math.isnan(value) else value for value in values))
            for name, values in zip(self.rows, self.values, strict=True)
        ]
        return Table((self.row_label, *self.columns), tuple(rows))


@dataclass(frozen=True)
class BarFigure:
    """Bars one below the other, each divided into parts.

    Attributes:
        title: above them.
        bars: their names.
        parts: names of the parts, one at least.
        values: of each bar, one a part.
        colors: of each bar, as #rrggbb; the parts are shades of it.
        upright: bars stand side by side without gaps, as in a histogram.
        x_label: what the bars are of, in a histogram.
    """

    title: str
    bars: tuple[str, ...]
    parts: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    colors: tuple[str, ...]
    upright: bool = False
    x_label: str = ""

    def table(self) -> Table:
        """One row a bar."""
        rows: list[tuple[Cell, ...]] = [
            (name, *values) for name, values in zip(self.bars, self.values, strict=True)
        ]
        return Table((self.x_label, *self.parts), tuple(rows))


@dataclass(frozen=True)
class Segment:
    """From one moment to another something was so."""

    start: float
    end: float
    label: str
    color: str


@dataclass(frozen=True)
class BandFigure:
    """What was so at which time, a band for each name.

    Attributes:
        view: begin and end of the axis; None where it ends with what was so.
    """

    title: str
    bands: tuple[tuple[str, tuple[Segment, ...]], ...]
    x_label: str = ""
    view: tuple[float, float] | None = None

    def table(self) -> Table:
        """One row a segment."""
        rows = [
            (name, segment.start, segment.end, segment.label)
            for name, segments in self.bands
            for segment in segments
        ]
        return Table(("band", "start", "end", "label"), tuple(rows))


@dataclass(frozen=True)
class TableFigure:
    """A table, a list, or the facts of a card."""

    title: str
    cells: Table = field(default_factory=lambda: Table((), ()))

    def table(self) -> Table:
        """Itself."""
        return self.cells


@dataclass(frozen=True)
class MapsFigure:
    """Small gray pictures in named rows: a face and the maps that a network makes of it.

    Attributes:
        title: above them.
        rows: name of each row, with its pictures; each picture is rows of values, drawn from its
            own lowest to its own highest.
    """

    title: str
    rows: tuple[tuple[str, tuple[tuple[tuple[float, ...], ...], ...]], ...]

    def table(self) -> Table:
        """One row a picture: its side, and what its values reach from and to."""
        rows = [
            (name, number, len(picture), min(map(min, picture)), max(map(max, picture)))
            for name, pictures in self.rows
            for number, picture in enumerate(pictures, start=1)
        ]
        return Table(("row", "picture", "side", "lowest", "highest"), tuple(rows))


_ROWS_OF_A_PAGE = 40  # in LaTeX, in small letters

Figure = LineFigure | MatrixFigure | BarFigure | BandFigure | TableFigure | MapsFigure


def to_text(table: Table) -> str:
    """Columns divided by tabs, as spreadsheets and word processors paste them."""
    lines = [table.header] if any(table.header) else []
    out = io.StringIO()
    style = replace(table_style(), delimiter="\t", mark=False)
    writer = CsvTable(out, style=style, lineterminator="\n")
    writer.writerows([_texts(row) for row in [*lines, *table.rows]])
    return encodable(out.getvalue())


def to_latex(table: Table, *, caption: str = "") -> str:
    r"""A table with booktabs' rules; names are escaped, numbers stand at the right.

    More rows than a page holds become a `longtable`, which goes on with its header on the next.
    """
    columns = len(table.header) or (len(table.rows[0]) if table.rows else 1)
    numeric = [
        bool(table.rows) and all(not isinstance(row[k], str) for row in table.rows)
        for k in range(columns)
    ]
    sides = "".join("r" if n else "l" for n in numeric)
    head = [r"\toprule"]
    if any(table.header):
        head += [" & ".join(map(_escaped, table.header)) + r" \\", r"\midrule"]
    body = [" & ".join(map(_escaped, _texts(row))) + r" \\" for row in table.rows]
    title = rf"\caption{{{_escaped(caption)}}}" if caption else ""
    if len(table.rows) > _ROWS_OF_A_PAGE:
        lines = ["% needs \\usepackage{booktabs,longtable}", rf"\begin{{longtable}}{{{sides}}}"]
        lines += [rf"{title}\\"] if title else []
        lines += [*head, r"\endhead", r"\bottomrule", r"\endfoot", *body, r"\end{longtable}", ""]
    else:
        lines = ["% needs \\usepackage{booktabs}", r"\begin{table}", r"\centering"]
        lines += [title] if title else []
        lines += [rf"\begin{{tabular}}{{{sides}}}", *head, *body]
        lines += [r"\bottomrule", r"\end{tabular}", r"\end{table}", ""]
    return "\n".join(lines)


def save_table(figure: Figure, path: Path, *, private: bool = False) -> None:
    """Write the numbers behind a figure: `.tex` is LaTeX, everything else CSV for spreadsheets.

    `private` as in `atomic_path`.

    Raises:
        StorageError: the disk refused.
    """
    table = figure.table()
    if path.suffix.lower() == ".tex":
        text = to_latex(table, caption=figure.title)
    else:
        text = _to_csv(table)
    with atomic_path(path, private=private) as temporary:
        temporary.write_text(encodable(text), encoding="utf-8", newline="")


def _to_csv(table: Table) -> str:
    out = io.StringIO()
    writer = CsvTable(out)
    lines = [table.header] if any(table.header) else []
    writer.writerows([_texts(row) for row in [*lines, *table.rows]])
    return out.getvalue()


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in row)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return Digits(f"{cell:.10g}") if isinstance(cell, float) else str(cell)


def _escaped(text: str) -> str:
    return latex(text).translate(_SIGNS)
