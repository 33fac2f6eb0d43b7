"""Output for machines is strict JSON."""

import json
import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.cli.strict_json import dumps, plain


class Word(StrEnum):
    ONE = "one"


class Number(IntEnum):
    TWO = 2


@dataclass(frozen=True)
class Pair:
    left: float
    right: tuple[int, ...]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, None),
        (math.inf, None),
        (np.float32(-np.inf), None),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (True, True),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        (Word.ONE, "one"),
        (Number.TWO, 2),
        (Path("a") / "b", str(Path("a") / "b")),
        (Pair(math.nan, (1, 2)), {"left": None, "right": [1, 2]}),
        ({3: {"x": math.nan}}, {"3": {"x": None}}),
    ],
)
def test_plain(value: object, expected: object) -> None:
    made = plain(value)
    assert made == expected
    assert type(made) is type(expected)


def test_one_line_that_any_reader_accepts() -> None:
    text = dumps({"reason": "line\nbreak", "value": math.nan})
    assert "\n" not in text
    assert json.loads(text, parse_constant=pytest.fail) == {"reason": "line\nbreak", "value": None}
