"""Figures in the language of the interface."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from emotion_gui.ui import numbers


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en_US", "64.9 % 1,234.5 32,640 +1.2 −0.4 p = 0.03 1.60 MB 63.3–66.4"),
        ("de_DE", "64,9 % 1.234,5 32.640 +1,2 −0,4 p = 0,03 1,60 MB 63,3–66,4"),
    ],
)
def test_figures_follow_the_language(language: str, expected: str) -> None:
    QLocale.setDefault(QLocale(language))
    figures = [
        numbers.percent(0.649),
        numbers.number(1234.5, 1),
        numbers.count(32640),
        numbers.points(0.012),
        numbers.points(-0.004),
        numbers.p_value(0.031),
        numbers.size(1_600_000),
        numbers.interval(0.633, 0.664),
    ]
    assert " ".join(figures) == expected


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (1.0, "p = 1.00"),
        (0.54, "p = 0.54"),
        (0.05, "p = 0.05"),
        (0.0501, "p = 0.05"),
        (0.0496, "p = 0.0496"),
        (0.049999, "p = 0.049999"),
        (0.0044, "p = 0.004"),
        (0.001, "p = 0.001"),
        (0.00099, "p < 0.001"),
        (0.0, "p < 0.001"),
        (None, "p = –"),
    ],
)
def test_p_values_never_read_across_the_bound(p: float | None, text: str) -> None:
    assert numbers.p_value(p) == text


def test_a_difference_of_nothing_has_no_sign() -> None:
    assert numbers.points(-0.0001) == numbers.points(0.0) == "0.0"
    assert numbers.number(-0.001, 2) == "0.00"


@pytest.mark.parametrize(
    ("seconds", "spent", "place"),
    [
        (None, "–", "–"),
        (0.4, "0 s", "0:00"),
        (9.2, "9 s", "0:09"),
        (59.6, "1 min 00 s", "0:59"),
        (125, "2 min 05 s", "2:05"),
        (3600, "1 h 00 min", "1:00:00"),
        (7529, "2 h 05 min", "2:05:29"),
    ],
)
def test_one_time_format(seconds: float | None, spent: str, place: str) -> None:
    assert (numbers.duration(seconds), numbers.clock(seconds)) == (spent, place)


def test_what_is_not_known_is_a_dash() -> None:
    unknown = float("nan")
    assert {
        numbers.percent(None),
        numbers.percent(unknown),
        numbers.number(unknown, 1),
        numbers.points(unknown),
        numbers.duration(float("inf")),
        numbers.size(None),
    } == {"–"}


@pytest.mark.parametrize(
    ("n", "text"), [(640, "640"), (409_000, "409 k"), (1_500_000, "1.5 M"), (999_999, "1,000 k")]
)
def test_sizes_of_networks_are_short(n: int, text: str) -> None:
    assert numbers.short_count(n) == text


@pytest.mark.parametrize(
    ("n", "text"), [(512, "512 B"), (34_100, "34 kB"), (2_100_000_000, "2.10 GB")]
)
def test_sizes_of_files(n: int, text: str) -> None:
    assert numbers.size(n) == text


UI = Path(__file__).resolve().parents[3] / "emotion_gui" / "ui"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0.0 s"), (0.04, "0.04 s"), (0.4, "0.4 s"), (9.9, "9.9 s"), (12.0, "0:12"), (None, "–")],
)
def test_a_short_stay_is_told_in_tenths(seconds: float | None, text: str) -> None:
    assert numbers.lasting(seconds) == text


def test_places_in_a_short_film_are_told_apart() -> None:
    assert [numbers.clock_within(place, 2.0) for place in (0.0, 0.5, 1.96)] == [
        "0.0 s",
        "0.5 s",
        "2.0 s",
    ]
    assert numbers.clock_within(61.5, 70.0) == "1:01"


# Digits, grouping and percent belong to the language; "02d" of a clock does not.
_OF_A_LANGUAGE = re.compile(r"[,_]|[efgEFG%n]$|\.\d")


def own_formats(path: Path) -> list[str]:
    """Formats of figures in f-strings and in texts for `str.format`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        specs: list[str] = []
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            specs = [ast.unparse(node.format_spec).strip("f'\"")]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                specs = [spec or "" for _, _, spec, _ in string.Formatter().parse(node.value)]
            except ValueError:  # braces of something else, as of a style sheet
                continue
        if any(_OF_A_LANGUAGE.search(spec) for spec in specs):
            found.append(f"{path.name}:{node.lineno} {specs}")
    return found


def test_every_figure_of_the_window_is_made_by_numbers() -> None:
    others = [path for path in UI.rglob("*.py") if path.name not in ("numbers.py", "stylesheet.py")]
    assert len(others) > 80
    assert [line for path in others for line in own_formats(path)] == []
    assert own_formats(UI / "numbers.py")  # the search finds what it looks for


def test_first_digits_whatever_the_size() -> None:
    assert numbers.significant(0.693147) == "0.6931"
    assert numbers.rounded(0.000987) == 0.00099
    assert numbers.power(3e-7) == "3·10⁻⁷"
    QLocale.setDefault(QLocale("de_DE"))
    assert numbers.significant(0.693147) == "0,6931"
