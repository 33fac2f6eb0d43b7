"""What stands in the pictures of figures: every mark where its number says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import matplotlib.colors as colors
import numpy as np
import pytest
from matplotlib.figure import Figure as Sheet

from emotion_gui.core.reports import figure_drawing
from emotion_gui.core.reports.figure_drawing import PictureSize
from emotion_gui.core.reports.figures import (
    BandFigure,
    BarFigure,
    Figure,
    Line,
    LineFigure,
    MapsFigure,
    MatrixFigure,
    Segment,
    Table,
    TableFigure,
)

NAN = float("nan")
BLUE, RED = "#2f55d4", "#c81e1e"


def drawn(figure: Figure, *, width: float = 8.0) -> Sheet:
    sheet = Sheet(figsize=(width, 12.0), layout="constrained")
    figure_drawing._draw(sheet, figure)
    sheet.draw_without_rendering()  # type: ignore[no-untyped-call]
    return sheet


def boxes(axes: Any) -> list[tuple[float, float, float, float]]:
    """Of the bars: x, y, width, height."""
    return [
        tuple(
            round(float(value), 9) for value in (*bar.get_xy(), bar.get_width(), bar.get_height())
        )
        for bar in axes.patches
    ]


def words(labels: Sequence[Any]) -> list[str]:
    return [label.get_text() for label in labels]


def test_a_size_is_told_in_inches() -> None:
    assert PictureSize(width=25.4, height=12.7).inches == (10.0, 5.0)
    assert PictureSize(width=25.4, height=12.7, unit="inch").inches == (25.4, 12.7)


def test_a_line_goes_through_its_values_within_its_band() -> None:
    plain = Line("one", (1.0, 2.0, 3.0), (5.0, NAN, 7.0), BLUE, points=True)
    banded = Line("two", (1.0, 2.0), (3.0, 4.0), RED, dashed=True, low=(2.0, 2.5), high=(3.5, 5.0))
    (axes,) = drawn(LineFigure("Losses", (plain, banded), "epoch", "loss", marker=2.0)).axes
    first, second, marker = axes.lines
    np.testing.assert_array_equal(first.get_xydata(), [[1, 5], [2, NAN], [3, 7]])
    np.testing.assert_array_equal(second.get_xydata(), [[1, 3], [2, 4]])
    assert (first.get_linestyle(), first.get_marker()) == ("-", "o")
    assert (second.get_linestyle(), second.get_marker()) == ("--", "None")
    assert (first.get_color(), second.get_color()) == (BLUE, RED)
    assert list(marker.get_xdata()) == [2.0, 2.0]
    (band,) = axes.collections
    edges = {tuple(point) for point in band.get_paths()[0].vertices.tolist()}
    assert edges == {(1.0, 2.0), (2.0, 2.5), (1.0, 3.5), (2.0, 5.0)}
    assert band.get_facecolor()[0, 3] == pytest.approx(0.18)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    assert axes.get_title(loc="left") == "Losses"
    assert words(axes.get_legend().get_texts()) == ["one", "two"]
    assert all(float(tick).is_integer() for tick in axes.get_xticks())


def test_fractions_on_an_axis_keep_their_own_ticks_and_no_line_no_legend() -> None:
    half = Line("half", (0.0, 0.5, 1.0), (1.0, 2.0, 3.0), BLUE)
    (axes,) = drawn(LineFigure("", (half,))).axes
    assert any(not float(tick).is_integer() for tick in axes.get_xticks())
    assert axes.get_title(loc="left") == ""
    (empty,) = drawn(LineFigure("", ())).axes
    assert empty.get_legend() is None
    assert not empty.lines


def test_cells_are_written_where_they_are_and_readable() -> None:
    matrix = MatrixFigure(
        "Confusion",
        ("a", "b"),
        ("x", "y"),
        ((90.04, 10.0), (NAN, 2e9)),
        "truth",
        "answer",
        shades=((0.9, 0.1), (0.0, 0.55)),
        digits=1,
    )
    (axes,) = drawn(matrix).axes  # and no bar of colours beside given shades
    assert [(*text.get_position(), text.get_text()) for text in axes.texts] == [
        (0, 0, "90.0"),
        (1, 0, "10.0"),
        (1, 1, "2e+09"),
    ]
    assert [text.get_color() for text in axes.texts] == ["white", "#171a21", "#171a21"]
    (image,) = axes.images
    np.testing.assert_array_equal(image.get_array(), [[0.9, 0.1], [0.0, 0.55]])
    assert image.get_clim() == (0.0, 1.0)
    assert words(axes.get_xticklabels()) == ["x", "y"]
    assert words(axes.get_yticklabels()) == ["a", "b"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("answer", "truth")
    assert not axes.spines["left"].get_visible()
    assert not axes.spines["bottom"].get_visible()


def test_without_shades_a_matrix_has_its_own_scale_and_a_bar_of_it() -> None:
    values = ((-3.0, 1.0), (0.5, 7.0))
    matrix = MatrixFigure("", ("a", "b"), ("x", "y"), values, written=False)
    axes, _bar = drawn(matrix).axes
    assert axes.images[0].get_clim() == (-3.0, 7.0)
    assert not axes.texts
    assert not axes.xaxis.label.get_parse_math()  # a name may hold dollars
    assert not axes.yaxis.label.get_parse_math()
    assert not any(axes.spines[side].get_visible() for side in ("left", "bottom"))
    (nothing,) = drawn(MatrixFigure("", (), ("x",), ())).axes
    assert not nothing.axison
    (nothing,) = drawn(MatrixFigure("", ("a",), (), ((),))).axes
    assert not nothing.axison


@pytest.mark.parametrize(("count", "named"), [(40, True), (41, False)])
def test_more_names_than_have_room_are_left_out(count: int, named: bool) -> None:
    names = tuple(f"n{k}" for k in range(count))
    values = ((0.5,) * count,)
    axes = drawn(MatrixFigure("", ("a",), names, values, written=False)).axes[0]
    assert (words(axes.get_xticklabels()) == list(names)) is named
    assert words(axes.get_yticklabels()) == ["a"]


def test_parts_of_a_bar_follow_each_other_and_grow_lighter() -> None:
    bars = BarFigure("Faces", ("a", "b"), ("train", "test"), ((3.0, 1.0), (2.0, NAN)), (BLUE, RED))
    (axes,) = drawn(bars).axes
    assert boxes(axes) == [
        (0.0, -0.35, 3.0, 0.7),
        (0.0, 0.65, 2.0, 0.7),
        (3.0, -0.35, 1.0, 0.7),
        (2.0, 0.65, 0.0, 0.7),
    ]
    assert [round(bar.get_alpha(), 3) for bar in axes.patches] == [1.0, 1.0, 0.675, 0.675]
    shown = [colors.to_hex(bar.get_facecolor()) for bar in axes.patches]
    assert shown == [BLUE, RED, BLUE, RED]
    assert words(axes.get_yticklabels()) == ["a", "b"]
    assert axes.yaxis_inverted()
    assert words(axes.get_legend().get_texts()) == ["train", "test"]


def test_a_histogram_stands_without_gaps_and_names_some_bars() -> None:
    names = tuple(f"{k}" for k in range(13))
    heights = tuple((float(k + 1), 2.0) for k in range(13))
    bars = BarFigure("", names, ("one", "two"), heights, (BLUE,) * 13, True, "angle")
    (axes,) = drawn(bars).axes
    assert boxes(axes)[:2] == [(-0.5, 0.0, 1.0, 1.0), (0.5, 0.0, 1.0, 2.0)]
    assert boxes(axes)[13:15] == [(-0.5, 1.0, 1.0, 2.0), (0.5, 2.0, 1.0, 2.0)]
    assert words(axes.get_xticklabels()) == ["0", "2", "4", "6", "8", "10", "12"]
    assert list(axes.get_xticks()) == [0, 2, 4, 6, 8, 10, 12]
    assert axes.get_xlabel() == "angle"
    single = BarFigure("", ("a",), ("one",), ((1.0,),), (BLUE,), True)
    (alone,) = drawn(single).axes
    assert alone.get_legend() is None
    assert words(alone.get_xticklabels()) == ["a"]


def test_bands_lie_at_their_times_the_first_on_top() -> None:
    happy, sad = Segment(1.0, 3.5, "happy", BLUE), Segment(4.0, 5.0, "sad", RED)
    again, endless = Segment(6.0, 6.5, "happy", BLUE), Segment(0.0, math.inf, "sad", RED)
    figure = BandFigure(
        "", (("one", (happy, sad)), ("two", (again, endless)), ("three", ())), "s", (0.0, 9.0)
    )
    sheet = drawn(figure)
    (axes,) = sheet.axes
    assert boxes(axes) == [
        (1.0, -0.35, 2.5, 0.7),
        (4.0, -0.35, 1.0, 0.7),
        (6.0, 0.65, 0.5, 0.7),
    ]
    assert axes.get_ylim() == (2.5, -0.5)
    assert axes.get_xlim() == (0.0, 9.0)
    assert axes.get_xlabel() == "s"
    assert words(axes.get_yticklabels()) == ["one", "two", "three"]
    (legend,) = sheet.legends
    assert words(legend.get_texts()) == ["happy", "sad"]


@pytest.mark.parametrize("view", [None, (3.0, 3.0), (4.0, 3.0)])
def test_without_a_view_bands_end_with_what_was_so(view: tuple[float, float] | None) -> None:
    sheet = drawn(BandFigure("", (("one", (Segment(1.0, 2.0, "a", BLUE),)),), view=view))
    low, high = sheet.axes[0].get_xlim()
    assert 0.9 < low <= 1.0
    assert 2.0 <= high < 2.1
    empty = drawn(BandFigure("", ()))
    assert empty.axes[0].get_ylim() == (0.5, -0.5)
    assert not empty.legends


def test_a_long_table_is_cut_and_says_so() -> None:
    rows = tuple((f"r{k}", k, None if k else 1.5) for k in range(61))
    sheet = drawn(TableFigure("Runs", Table(("name", "n", "x"), rows)))
    (axes,) = sheet.axes
    (table,) = axes.tables
    cells = {place: cell.get_text() for place, cell in table.get_celld().items()}
    assert len(cells) == 3 * 61
    assert [cells[0, k].get_text() for k in range(3)] == ["name", "n", "x"]
    assert [cells[1, k].get_text() for k in range(3)] == ["r0", "0", "1.5"]
    assert [cells[60, k].get_text() for k in range(3)] == ["r59", "59", ""]
    assert axes.get_title(loc="left") == "Runs (60 / 61)"
    assert {cells[row, 0].get_weight() for row in (0, 1)} == {"bold", "normal"}
    assert cells[1, 0].get_fontsize() == pytest.approx(250 / 61)
    whole = drawn(TableFigure("Runs", Table(("", ""), rows[:60]))).axes[0]
    assert whole.get_title(loc="left") == "Runs"
    cells = {place: cell.get_text() for place, cell in whole.tables[0].get_celld().items()}
    assert cells[0, 0].get_text() == "r0"  # without a header nothing is bold
    assert cells[0, 0].get_weight() == "normal"
    few = drawn(TableFigure("", Table(("a",), (("x",),)))).axes[0].tables[0]
    assert few.get_celld()[1, 0].get_text().get_fontsize() == 9.0
    assert few.get_celld()[1, 0].visible_edges == "B"
    for nothing in (Table((), ()), Table((), ((),))):
        (axes,) = drawn(TableFigure("", nothing)).axes
        assert not axes.tables
        assert not axes.axison


def test_maps_are_shown_side_by_side_each_in_its_own_range() -> None:
    wide = np.arange(48.0 * 48).reshape(48, 48)
    coarse = np.array([[2.0, 4.0], [6.0, 3.0]])
    strip = figure_drawing._strip([wide, coarse], 3)
    assert strip.shape == (48, 3 * 48 + 2 * 6)
    np.testing.assert_allclose(strip[:, :48], wide / wide.max())
    assert np.isnan(strip[:, 48:54]).all()
    second = strip[:, 54:102]
    np.testing.assert_allclose(second[[0, 0, 47, 47], [0, 47, 0, 47]], [0, 0.5, 1, 0.25])
    np.testing.assert_allclose(second[[23, 24], [23, 24]], [0, 0.25])
    assert np.isnan(strip[:, 102:]).all()
    flat = figure_drawing._strip([np.full((2, 2), 5.0)], 1)
    assert (flat == 0).all()
    large = figure_drawing._strip([np.eye(50)], 1)
    assert large.shape == (50, 50)


def test_single_values_are_set_against_each_other_and_zero() -> None:
    values = [np.array([[value]]) for value in (1.0, 4.0, 2.0)]
    strip = figure_drawing._strip(values, 3)
    assert [strip[0, start] for start in (0, 54, 108)] == [0.25, 1.0, 0.5]
    below = figure_drawing._strip([np.array([[-1.0]]), np.array([[3.0]])], 2)
    assert [below[0, start] for start in (0, 54)] == [0.0, 1.0]


def test_rows_of_maps_are_named() -> None:
    one = tuple(tuple(float(x + y) for x in range(3)) for y in range(3))
    sheet = drawn(MapsFigure("Inside", (("layer 1", (one, one)), ("layer 2", (one,)))))
    first, second = sheet.axes
    assert (first.get_ylabel(), second.get_ylabel()) == ("layer 1", "layer 2")
    for axes in sheet.axes:
        assert axes.images[0].get_array().shape == (48, 102)
        assert axes.images[0].get_clim() == (0.0, 1.0)
        assert not list(axes.get_xticks())
        assert not list(axes.get_yticks())
        assert not any(side.get_visible() for side in axes.spines.values())
    assert sheet.get_suptitle() == "Inside"
    assert drawn(MapsFigure("", (("a", (one,)),))).get_suptitle() == ""


def test_names_keep_their_ends_and_titles_their_width() -> None:
    assert figure_drawing._words("a" * 40) == "a" * 40
    assert figure_drawing._words("a" * 20 + "x" + "b" * 20) == "a" * 20 + "…" + "b" * 20
    assert figure_drawing._plain("_50$\\") == "\u200b_50\\$\\\\"
    words = " ".join(["word"] * 60)
    lines = figure_drawing._title(words, Sheet(figsize=(4.7, 4.0))).split("\n")
    assert len(lines) == 3
    assert 55 < len(lines[0]) <= 60
    assert lines[2].endswith("…")
    narrow = figure_drawing._title(words, Sheet(figsize=(1.0, 4.0))).split("\n")
    assert 15 < len(narrow[0]) <= 20
