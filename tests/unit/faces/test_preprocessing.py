"""Which descriptions of a network's input are taken: up to the limits, and nothing beyond."""

import json
import math

import pytest

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces import preprocessing
from emotion_gui.core.faces.preprocessing import Framing, Preprocessing

FAR = preprocessing._FARTHEST
LEAST_SIDE, MOST_SIDE = preprocessing._SIDES
BEYOND = 1.001 * FAR


@pytest.mark.parametrize(
    "values",
    [
        {"side": LEAST_SIDE},
        {"side": MOST_SIDE},
        {"mean": FAR},
        {"mean": -FAR},
        {"std": FAR},
        {"std": 1 / FAR},
        {"framing": {"manual": Framing(FAR, FAR, -FAR)}},
        {"framing": {"manual": Framing(1 / FAR)}},
        {"framing": {"manual": Framing(1.0), "haar": Framing(2.0, 0.5, -0.25)}},
    ],
)
def test_what_lies_within_the_limits_is_taken_and_comes_back(values: dict[str, object]) -> None:
    made = Preprocessing(**values)  # type: ignore[arg-type]
    assert Preprocessing.from_json(json.loads(json.dumps(made.to_json()))) == made


@pytest.mark.parametrize(
    "values",
    [
        {"side": LEAST_SIDE - 1},
        {"side": MOST_SIDE + 1},
        {"mean": BEYOND},
        {"mean": -BEYOND},
        {"mean": math.nan},
        {"std": BEYOND},
        {"std": 0.999 / FAR},
        {"std": math.nan},
        {"framing": {"haar": Framing(1.0)}},
        {"framing": {"manual": Framing(BEYOND)}},
        {"framing": {"manual": Framing(0.999 / FAR)}},
        {"framing": {"manual": Framing(math.nan)}},
        {"framing": {"manual": Framing(1.0, BEYOND)}},
        {"framing": {"manual": Framing(1.0, -BEYOND)}},
        {"framing": {"manual": Framing(1.0, 0.0, BEYOND)}},
        {"framing": {"manual": Framing(1.0), "haar": Framing(BEYOND)}},
    ],
)
def test_what_lies_beyond_them_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Preprocessing(**values)  # type: ignore[arg-type]


def test_a_few_framings_are_taken_and_many_are_not() -> None:
    most = preprocessing._MOST_FRAMINGS
    many = {"manual": Framing(1.0)} | {f"detector {k}": Framing(1.0) for k in range(most - 1)}
    assert len(Preprocessing(framing=many).framing) == most
    with pytest.raises(ConfigError):
        Preprocessing(framing=many | {"one more": Framing(1.0)})


def test_a_detector_without_a_framing_has_that_of_boxes_by_hand() -> None:
    made = Preprocessing(framing={"manual": Framing(1.5), "haar": Framing(2.0)})
    assert made.framing_for("haar") == Framing(2.0)
    assert made.framing_for("other") == Framing(1.5)
