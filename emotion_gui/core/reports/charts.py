"""Charts as inline SVG that follows the light or dark theme of the page around it.

Everything is drawn in marker colours which become CSS variables of the page afterwards.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from emotion_gui.core.evaluation.metrics import ReliabilityBin
from emotion_gui.core.labels import MOST_CLASSES
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.reports.letters import sans_families
from emotion_gui.core.runtime import import_matplotlib
from emotion_gui.core.training.records import EpochRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from emotion_gui.core.pruning.sweep import SweepPoint

_MARKERS = {
    "#010203": "var(--text)",
    "#010204": "var(--muted)",
    "#010205": "var(--border)",
    "#010206": "var(--series-1)",
    "#010207": "var(--series-2)",
    "#010208": "var(--series-3)",
    "#010209": "var(--series-4)",
}
_INK, _FAINT, _LINE, BLUE, ORANGE, GREEN, GREY = _MARKERS
CLASS_COLORS = tuple(f"#0103{k:02x}" for k in range(MOST_CLASSES))
"""Of each class by its place; the page around tells the colours in `class_variables`."""
_MARKERS |= {color: f"var(--class-{k})" for k, color in enumerate(CLASS_COLORS)}
_STYLE: Any = {
    "text.parse_math": False,  # a dollar sign in a name begins no formula
    "svg.fonttype": "none",
    "svg.hashsalt": "emotion-workbench",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _FAINT,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "axes.titlecolor": _INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "grid.linewidth": 0.8,
    "xtick.color": _FAINT,
    "ytick.color": _FAINT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.labelcolor": _INK,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
}


def training_curves(records: Sequence[EpochRecord]) -> str:
    """Loss and accuracy against the epoch, train and test."""

    def draw(figure: Figure) -> None:
        loss, accuracy = figure.subplots(1, 2)
        epochs = [record.epoch for record in records]
        _line(loss, epochs, [r.train_loss for r in records], BLUE, "train")
        _line(loss, epochs, [r.test_loss for r in records], ORANGE, "test")
        loss.set(title="Loss", xlabel="epoch", ylim=(0, None))
        _line(accuracy, epochs, [100 * r.train_accuracy for r in records], BLUE, "train")
        _line(accuracy, epochs, [100 * r.test_accuracy for r in records], ORANGE, "test")
        accuracy.set(title="Accuracy, %", xlabel="epoch", ylim=(0, 100))
        for axes in (loss, accuracy):
            axes.legend()
            axes.xaxis.get_major_locator().set_params(integer=True)

    return drawn_svg(draw, width_in=9.2, height_in=3.1)


def sweep_chart(
    points: Sequence[SweepPoint],
    *,
    chosen: SweepPoint | None,
    maps: int,
    interval: tuple[float, float] | None = None,
) -> str:
    """The paper's figure 2, and the same accuracies against the share of maps gone.

    Args:
        points: of one or several presets; those with a band of chance show it on the right.
        chosen: marked in both panels.
        maps: maps of the layer before pruning.
        interval: of the unpruned network's accuracy, as a band.
    """

    def draw(figure: Figure) -> None:
        by_angle, by_maps = figure.subplots(1, 2, sharey=True)
        for rule, colour in zip(PruningPreset, (BLUE, ORANGE, GREEN), strict=True):
            own = [point for point in points if point.preset is rule]
            if own:
                _sweep_lines(by_angle, by_maps, own, maps, colour)
        for axes in (by_angle, by_maps):
            if interval is not None:
                low, high = (100 * value for value in interval)
                axes.axhspan(low, high, color=GREY, alpha=0.16, linewidth=0)
            if chosen is not None:
                at = chosen.threshold_deg if axes is by_angle else 100 * chosen.maps_gone / maps
                axes.axvline(at, color=_FAINT, linewidth=1.2, linestyle=(0, (4, 3)))
                axes.plot([at], [100 * chosen.accuracy], "o", color=_INK, markersize=6)
            axes.legend(loc="lower left")
        lowest = min((point.accuracy for point in points), default=0.0)
        floor = max(0, 10 * math.floor(10 * lowest) - 10)
        by_angle.set(title="Accuracy, %", xlabel="threshold, degrees", ylim=(floor, 101))
        by_maps.set(title="The same against pruning", xlabel="maps gone, % of the layer")

    return drawn_svg(draw, width_in=9.2, height_in=3.3)


def _sweep_lines(
    by_angle: Axes, by_maps: Axes, points: Sequence[SweepPoint], maps: int, colour: str
) -> None:
    name = str(points[0].preset).capitalize()
    accuracies = [100 * point.accuracy for point in points]
    by_angle.plot([p.threshold_deg for p in points], accuracies, color=colour, label=name)
    gone = sorted({(100 * p.maps_gone / maps, 100 * p.accuracy) for p in points})
    by_maps.plot(*zip(*gone, strict=True), color=colour, label=name, marker="o", markersize=3)
    chance = sorted(
        {(100 * p.maps_gone / maps, 100 * p.random.mean) for p in points if p.random is not None}
    )
    if chance:
        by_maps.plot(
            *zip(*chance, strict=True),
            color=colour,
            label=f"{name}, maps by lot",
            linestyle=(0, (1, 1.5)),
            linewidth=1.6,
        )


def reliability_chart(bins: Sequence[ReliabilityBin]) -> str:
    """Share right against the confidence claimed; on the diagonal the two agree."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        most = max((entry.count for entry in bins), default=1) or 1
        for entry in bins:
            if entry.accuracy is None or entry.confidence is None:
                continue
            axes.bar(
                50 * (entry.low + entry.high),
                100 * entry.accuracy,
                width=92 * (entry.high - entry.low),
                color=BLUE,
                alpha=0.25 + 0.75 * entry.count / most,
            )
        axes.plot([0, 100], [0, 100], color=_INK, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set(xlabel="confidence, %", ylabel="right, %", xlim=(0, 100), ylim=(0, 100))
        axes.set_title("Calibration")

    return drawn_svg(draw, width_in=4.4, height_in=3.3)


def _line(axes: Axes, x: Sequence[float], y: Sequence[float], colour: str, label: str) -> None:
    marker = "o" if len(x) <= 12 else ""
    axes.plot(x, y, color=colour, label=label, marker=marker, markersize=3.5)


def drawn_svg(draw: Callable[[Figure], None], *, width_in: float, height_in: float) -> str:
    """A drawing in marker colours as part of a page."""
    import_matplotlib()
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE | {"font.family": sans_families()}):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        draw(figure)
        buffer = io.StringIO()
        metadata = {"Date": None, "Creator": None}
        FigureCanvasSVG(figure).print_svg(buffer, metadata=metadata)  # type: ignore[no-untyped-call]
    _forget_fonts()
    return _themed(buffer.getvalue())


def _forget_fonts() -> None:
    """Let go of this thread's font files.

    WORKAROUND: Matplotlib keeps fonts, and their open files, for every thread that ever drew
    (https://github.com/matplotlib/matplotlib/pull/19618).
    """
    from matplotlib import font_manager

    clear = getattr(getattr(font_manager, "_get_font", None), "cache_clear", None)
    if clear is not None:
        clear()


def _themed(text: str) -> str:
    """Matplotlib's SVG as part of a page: its fonts, its colours, no sizes, ids or styles."""
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"<g id=\"[^\"]*\"", "<g", text)
    text = re.sub(r"font-family: [^;\"]*", "font-family: var(--font)", text)
    text = text.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    text = text.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    text = text.replace("xlink:href", "href")
    for marker, variable in _MARKERS.items():
        text = text.replace(marker, variable)
    head, rest = text.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    return f"{head}>{rest}"
