"""Pictures of figures for papers and slides: light on white, in a size of the person's choice."""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.escaping import encodable, printable
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.files import atomic_path
from emotion_gui.core.reports.figures import (
    BandFigure,
    BarFigure,
    Figure,
    LineFigure,
    MapsFigure,
    MatrixFigure,
    TableFigure,
    save_table,
)
from emotion_gui.core.reports.letters import sans_families
from emotion_gui.core.runtime import import_matplotlib

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Sheet

CM_PER_INCH = 2.54
_INK, _FAINT, _LINE, _ACCENT = "#171a21", "#626a79", "#e2e5ea", "#2f55d4"
_STYLE: Any = {
    # TrueType in PDF, outlines in SVG: the same letters on every machine.
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "emotion-workbench",
    "font.size": 9,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _FAINT,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
}
_MOST_ROWS, _MOST_NAMES = 60, 40
_LONGEST = 40  # letters of a name
# Of a title in ten points beside what the axis takes: a letter is 0.067 inches on average.
_SIDES_INCHES, _LETTERS_AN_INCH = 0.7, 15
_LARGEST = 1e9  # that is written with all its digits
_STRIP_SIDE, _STRIP_GAP = 48, 6


@dataclass(frozen=True)
class PictureSize:
    """Of a picture on paper; `dpi` counts for PNG alone."""

    width: float = declared(16.0, Field(label="&Width", low=1.0, high=200.0, step=0.5))
    height: float = declared(10.0, Field(label="&Height", low=1.0, high=200.0, step=0.5))
    unit: str = declared(
        "cm", Field(label="&Unit", choices=(("cm", "centimetres"), ("inch", "inches")))
    )
    dpi: int = declared(
        300,
        Field(label="&Resolution", low=50, high=1200, step=50, tip="Dots per inch, for PNG."),
    )

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height."""
        scale = CM_PER_INCH if self.unit == "cm" else 1.0
        return self.width / scale, self.height / scale


def save_picture(
    figure: Figure, path: Path, size: PictureSize = PictureSize(), *, private: bool = False
) -> None:
    """Draw a figure into a PNG, SVG or PDF, by the ending; `private` as in `atomic_path`.

    Raises:
        StorageError: the disk refused.
    """
    import_matplotlib()
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Sheet

    with rc_context(_style()), atomic_path(path, private=private) as temporary:
        sheet = Sheet(figsize=size.inches, layout="constrained", facecolor="white")
        _draw(sheet, figure)
        # No date inside: the same figure is the same file.
        kind = path.suffix.lower().lstrip(".")
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
        sheet.savefig(temporary, format=kind, dpi=size.dpi, metadata=undated)


def _style() -> Any:
    return _STYLE | {"font.family": sans_families()}


PICTURES, NUMBERS = (".png", ".svg", ".pdf"), (".csv", ".tex")


def save_figure(figure: Figure, path: Path) -> None:
    """A picture, or the numbers behind it, by the ending (`PICTURES`, `NUMBERS`).

    Raises:
        StorageError: the disk refused.
    """
    if path.suffix.lower() in PICTURES:
        save_picture(figure, path)
    else:
        save_table(figure, path)


def drawn_svg(figure: Figure, size: PictureSize = PictureSize()) -> str:
    """A figure as an SVG element for a page."""
    import_matplotlib()
    from matplotlib import rc_context
    from matplotlib.figure import Figure as Sheet

    buffer = io.StringIO()
    with rc_context(_style()):
        sheet = Sheet(figsize=size.inches, layout="constrained", facecolor="white")
        _draw(sheet, figure)
        sheet.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    head, rest = text[text.index("<svg") :].split(">", 1)
    free = re.sub(r' (width|height)="[^"]*"', "", head)  # it takes the width that the page gives
    return f"{free}>{rest}"


def _draw(sheet: Sheet, figure: Figure) -> None:
    if isinstance(figure, MapsFigure):
        _maps(sheet, figure)
        return
    axes = sheet.subplots()
    if figure.title:
        axes.set_title(_title(figure.title, sheet), loc="left", parse_math=False)
    match figure:
        case LineFigure():
            _lines(axes, figure)
        case MatrixFigure():
            _matrix(axes, figure)
        case BarFigure():
            _bars(axes, figure)
        case BandFigure():
            _bands(axes, figure)
        case TableFigure():
            _table(sheet, axes, figure)


def _lines(axes: Axes, figure: LineFigure) -> None:
    from matplotlib.ticker import MaxNLocator

    for line in figure.lines:
        if line.low:
            axes.fill_between(
                line.x, line.low, line.high, color=line.color, alpha=0.18, linewidth=0
            )
        axes.plot(
            line.x,
            line.y,
            color=line.color,
            label=_plain(line.label),
            linestyle=(0, (4, 2)) if line.dashed else "-",
            marker="o" if line.points else None,
            markersize=3.5,
        )
    if figure.marker is not None:
        axes.axvline(figure.marker, color=_FAINT, linewidth=1)
    if all(float(x).is_integer() for line in figure.lines for x in line.x):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y")
    axes.set_xlabel(_words(figure.x_label), parse_math=False)
    axes.set_ylabel(_words(figure.y_label), parse_math=False)
    if figure.lines:
        axes.legend()


def _maps(sheet: Sheet, figure: MapsFigure) -> None:
    columns = max((len(pictures) for _, pictures in figure.rows), default=1)
    grid = sheet.subplots(len(figure.rows), 1, squeeze=False)
    if figure.title:
        title = _title(figure.title, sheet)
        sheet.suptitle(title, x=0.01, ha="left", fontsize=10, parse_math=False)
    for axes, (name, pictures) in zip(grid[:, 0], figure.rows, strict=True):
        # One image a row, empty between the pictures: an axes each would take seconds.
        strip = _strip([np.array(picture) for picture in pictures], columns)
        axes.imshow(strip, cmap="gray", interpolation="nearest", vmin=0.0, vmax=1.0)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        axes.set_ylabel(_plain(name), rotation=0, ha="right", va="center")


def _strip(pictures: Sequence[npt.NDArray[np.float64]], columns: int) -> npt.NDArray[np.float64]:
    """Pictures side by side in [0, 1], each from its own lowest to its own highest value.

    Single values, which have no shade by themselves, are set against each other.
    """
    side = max(_STRIP_SIDE, *(len(picture) for picture in pictures))
    strip = np.full((side, columns * side + (columns - 1) * _STRIP_GAP), np.nan)
    together = all(picture.size == 1 for picture in pictures)
    for number, picture in enumerate(pictures):
        known = np.array(pictures) if together else picture
        low, high = min(float(known.min()), 0.0 if together else np.inf), float(known.max())
        values = (picture - low) / (high - low) if high > low else np.zeros_like(picture)
        rows = np.arange(side) * len(picture) // side
        start = number * (side + _STRIP_GAP)
        strip[:, start : start + side] = values[np.ix_(rows, rows)]
    return strip


def _matrix(axes: Axes, figure: MatrixFigure) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    if not figure.rows or not figure.columns:
        axes.set_axis_off()
        return
    shades = figure.values if figure.shades is None else figure.shades
    shade = LinearSegmentedColormap.from_list("accent", ["#f5f6f8", _ACCENT])
    scale = shade.with_extremes(bad="white")
    limits: Any = {} if figure.shades is None else {"vmin": 0.0, "vmax": 1.0}
    image = axes.imshow(shades, cmap=scale, aspect="auto", interpolation="nearest", **limits)
    if figure.shades is None:
        axes.figure.colorbar(image, ax=axes, fraction=0.05)
    for names, ticks in ((figure.columns, axes.set_xticks), (figure.rows, axes.set_yticks)):
        if len(names) <= _MOST_NAMES:
            ticks(range(len(names)), [_plain(name) for name in names])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(_words(figure.column_label), parse_math=False)
    axes.set_ylabel(_words(figure.row_label), parse_math=False)
    if not figure.written:
        return
    for row, values in enumerate(figure.values):
        for column, value in enumerate(values):
            if not math.isnan(value):
                dark = shades[row][column] > 0.55
                written = f".{figure.digits}f" if abs(value) < _LARGEST else ".3g"
                text = f"{value:{written}}"
                color = "white" if dark else _INK
                axes.text(column, row, text, ha="center", va="center", color=color)


def _bars(axes: Axes, figure: BarFigure) -> None:
    places = range(len(figure.bars))
    starts = [0.0] * len(figure.bars)
    for part, name in enumerate(figure.parts):
        lengths = [values[part] if math.isfinite(values[part]) else 0 for values in figure.values]
        look: dict[str, Any] = {
            "color": figure.colors,
            "alpha": 1.0 - 0.65 * part / max(1, len(figure.parts)),
            "label": _plain(name),
        }
        if figure.upright:
            axes.bar(places, lengths, width=1.0, bottom=starts, **look)
        else:
            axes.barh(places, lengths, height=0.7, left=starts, **look)
        starts = [start + length for start, length in zip(starts, lengths, strict=True)]
    if figure.upright:
        step = max(1, len(figure.bars) // 6)
        axes.set_xticks(places[::step], [_plain(name) for name in figure.bars[::step]])
        axes.set_xlabel(_words(figure.x_label), parse_math=False)
    else:
        axes.set_yticks(places, [_plain(name) for name in figure.bars])
        axes.invert_yaxis()
    if len(figure.parts) > 1:
        axes.legend()


def _bands(axes: Axes, figure: BandFigure) -> None:
    seen: set[str] = set()
    for place, (_, segments) in enumerate(figure.bands):
        for segment in segments:
            width = segment.end - segment.start
            if not math.isfinite(width):
                continue
            label = "" if segment.label in seen else _plain(segment.label)
            seen.add(segment.label)
            axes.barh(
                place, width, left=segment.start, height=0.7, color=segment.color, label=label
            )
    axes.set_yticks(range(len(figure.bands)), [_plain(name) for name, _ in figure.bands])
    axes.set_ylim(max(1, len(figure.bands)) - 0.5, -0.5)  # the first on top, empty ones too
    if figure.view is not None and figure.view[0] < figure.view[1]:
        axes.set_xlim(*figure.view)
    axes.set_xlabel(_words(figure.x_label), parse_math=False)
    if seen:
        axes.figure.legend(loc="outside lower center", ncols=7)


def _table(sheet: Sheet, axes: Axes, figure: TableFigure) -> None:
    axes.set_axis_off()
    cells = figure.table()
    shown = cells.rows[:_MOST_ROWS]
    if not shown or not shown[0]:
        return
    if len(shown) < len(cells.rows):
        title = f"{figure.title} ({len(shown)} / {len(cells.rows)})"
        axes.set_title(_title(title, sheet), loc="left", parse_math=False)
    texts = [["" if cell is None else _plain(str(cell)) for cell in row] for row in shown]
    header = [_plain(name) for name in cells.header] if any(cells.header) else None
    drawn = axes.table(cellText=texts, colLabels=header, loc="upper left", cellLoc="left")
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(min(9.0, 250.0 / (len(shown) + 1)))
    drawn.auto_set_column_width(list(range(len(shown[0]))))
    for (row, _), cell in drawn.get_celld().items():
        cell.set_edgecolor(_LINE)
        cell.visible_edges = "B"
        if row == 0 and header is not None:
            cell.set_text_props(weight="bold")


def _title(text: str, sheet: Sheet) -> str:
    """A title in up to three lines as wide as the picture."""
    letters = max(20, int((sheet.get_figwidth() - _SIDES_INCHES) * _LETTERS_AN_INCH))
    return textwrap.fill(encodable(printable(text)), letters, max_lines=3, placeholder="…")


def _words(text: str) -> str:
    """A name on one line, of which a picture has room for so much."""
    text = encodable(printable(text))
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


def _plain(text: str) -> str:
    """Names as they are: a dollar sign begins no formula, an underscore hides no line."""
    text = _words(text).replace("\\", "\\\\").replace("$", r"\$")
    return f"\u200b{text}" if text.startswith("_") else text
