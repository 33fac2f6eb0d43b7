"""The numbers behind a figure, as they leave the program beside its picture."""

from __future__ import annotations

import pytest

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
INK = "#112233"

PLAIN = Line("one", (1.0, 2.0), (5.0, NAN), INK)
BANDED = Line("two", (3.0,), (6.0,), INK, low=(5.5,), high=(6.5,))


@pytest.mark.parametrize(
    ("figure", "header", "rows"),
    [
        (
            LineFigure("", (PLAIN,), "epoch", "loss"),
            ("line", "epoch", "loss"),
            [("one", 1.0, 5.0), ("one", 2.0, None)],
        ),
        (
            LineFigure("", (PLAIN, BANDED)),
            ("line", "x", "y", "low", "high"),
            [
                ("one", 1.0, 5.0, None, None),
                ("one", 2.0, None, None, None),
                ("two", 3.0, 6.0, 5.5, 6.5),
            ],
        ),
        (
            MatrixFigure("", ("a", "b"), ("x", "y"), ((1.0, NAN), (3.0, 4.0)), "truth", "answer"),
            ("truth", "x", "y"),
            [("a", 1.0, None), ("b", 3.0, 4.0)],
        ),
        (
            BarFigure(
                "", ("a", "b"), ("m", "n"), ((1.0, 2.0), (3.0, 4.0)), (INK, INK), x_label="k"
            ),
            ("k", "m", "n"),
            [("a", 1.0, 2.0), ("b", 3.0, 4.0)],
        ),
        (
            BandFigure("", (("p", (Segment(0.0, 1.5, "sad", INK),)), ("q", ()))),
            ("band", "start", "end", "label"),
            [("p", 0.0, 1.5, "sad")],
        ),
        (
            MapsFigure("", (("face", (((1.0, -2.0), (3.0, 0.0)),)), ("maps", (((5.0,),),) * 2))),
            ("row", "picture", "side", "lowest", "highest"),
            [("face", 1, 2, -2.0, 3.0), ("maps", 1, 1, 5.0, 5.0), ("maps", 2, 1, 5.0, 5.0)],
        ),
        (TableFigure("", Table(("h",), (("c",),))), ("h",), [("c",)]),
        (TableFigure(""), (), []),
    ],
)
def test_numbers_of_a_figure(
    figure: Figure, header: tuple[str, ...], rows: list[tuple[object, ...]]
) -> None:
    table = figure.table()
    assert table.header == header
    assert list(table.rows) == rows
