"""Tables as they are pasted and typeset, and sentences about what an accuracy is worth."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.reports.figure_drawing import save_figure
from emotion_gui.core.reports.figures import (
    BarFigure,
    Table,
    save_table,
    to_latex,
    to_text,
)
from emotion_gui.core.reports.learned_text import learned_lines

BLUE = "#2f55d4"


def test_text_is_divided_by_tabs() -> None:
    rows = Table(("a", "b"), (("x", 1), ("y", 0.1 + 0.2), ("z", None)))
    assert to_text(rows) == "a\tb\nx\t1\ny\t0.3\nz\t\n"
    assert to_text(Table(("", ""), (("x", 1),))) == "x\t1\n"


def test_latex_line_by_line() -> None:
    rows = Table(("name", "n°", "mixed"), (("a_b", 1, 2), ("c → d", 0.5, "–")))
    assert to_latex(rows, caption="50 %").splitlines() == [
        "% needs \\usepackage{booktabs}",
        r"\begin{table}",
        r"\centering",
        r"\caption{50 \%}",
        r"\begin{tabular}{lrl}",
        r"\toprule",
        r"name & n$^\circ$ & mixed \\",
        r"\midrule",
        r"a\_b & 1 & 2 \\",
        r"c $\rightarrow$ d & 0.5 & -- \\",
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    bare = to_latex(Table((), (("a", 1),))).splitlines()
    assert bare[3:7] == [r"\begin{tabular}{lr}", r"\toprule", r"a & 1 \\", r"\bottomrule"]
    assert r"\begin{tabular}{ll}" in to_latex(Table(("a", "b"), ()))
    assert r"\begin{tabular}{l}" in to_latex(Table((), ()))


@pytest.mark.parametrize(("count", "long"), [(40, False), (41, True)])
def test_more_rows_than_a_page_holds_go_on(count: int, long: bool) -> None:
    lines = to_latex(Table(("n",), tuple((k,) for k in range(count))), caption="c").splitlines()
    assert (r"\begin{longtable}{r}" in lines) is long
    if long:
        assert lines[:8] == [
            "% needs \\usepackage{booktabs,longtable}",
            r"\begin{longtable}{r}",
            r"\caption{c}\\",
            r"\toprule",
            r"n \\",
            r"\midrule",
            r"\endhead",
            r"\bottomrule",
        ]
        assert lines[8:10] == [r"\endfoot", r"0 \\"]
        assert lines[-2:] == [r"40 \\", r"\end{longtable}"]
    bare = to_latex(Table(("n",), tuple((k,) for k in range(count))))
    assert r"\caption" not in bare


def test_the_ending_says_the_form(tmp_path: Path) -> None:
    figure = BarFigure("Title", ("a",), ("p",), ((1.5,),), (BLUE,))
    save_table(figure, tmp_path / "a.TEX")
    assert r"\caption{Title}" in (tmp_path / "a.TEX").read_text(encoding="utf-8")
    save_table(figure, tmp_path / "a.csv")
    words = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert words[-1] == "a,1.5"
    save_figure(figure, tmp_path / "b.csv")  # of either kind, by its ending
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    save_figure(figure, tmp_path / "b.SVG")
    assert b"<svg" in (tmp_path / "b.SVG").read_bytes()


def wilson(right: int, n: int) -> tuple[float, float]:
    """Ends of Wilson's 95 % interval in per cent."""
    z = norm.ppf(0.975)
    middle = (right + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(right * (n - right) / n + z * z / 4)
    return 100 * (middle - half), 100 * (middle + half)


def judged(right: int, n: int, learned: int, **facts: object) -> Judgement:
    """The first ones are right, and the first ones were learned."""
    places = np.arange(n)
    return Judgement.of(places < right, new=places >= learned, **facts)  # type: ignore[arg-type]


def test_what_a_figure_on_learned_faces_is_worth() -> None:
    unknown = Judgement.of(np.ones(10, bool))
    assert learned_lines(unknown) == (
        "Its file does not tell which faces it learned from; this figure may count them.",
    )
    assert learned_lines(judged(1500, 2000, 0)) == ("0 of 2,000 faces were learned by this model.",)
    low, high = wilson(500, 1000)
    assert learned_lines(judged(1500, 2000, 1000)) == (
        "1,000 of 2,000 faces were learned by this model.",
        f"On the 1,000 others alone: 50.0 % (95 % interval {low:.1f}-{high:.1f}).",
    )
    assert learned_lines(judged(5, 10, 10, complete=False, watched=4)) == (
        "10 of 10 faces were learned by this model.",
        "None of them is new to it: nothing here says how it does on new faces.",
        "What it began with, or was taught by, does not tell its faces.",
        "Its best epoch, or that of a network behind it, was chosen on 4 of 10 faces: the figure "
        "is a little kind.",
    )
    assert learned_lines(judged(0, 0, 0, watched=0)) == (
        "0 of 0 faces were learned by this model.",
    )
