"""Colours of classes, by the formulas of CIE 1976 and by eye: who sees what worst."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from emotion_gui.core.labels import colors
from emotion_gui.core.labels.colors import distance, pick_colors
from emotion_gui.core.labels.contrast import LEAST_CONTRAST, contrast, contrasts


@pytest.mark.parametrize(
    ("color", "lab"),
    [
        ("#ffffff", (100.0, 0.0, 0.0)),
        ("#000000", (0.0, 0.0, 0.0)),
        ("#808080", (53.585, 0.0, 0.0)),
        ("#ff0000", (53.24, 80.09, 67.2)),
        ("#00ff00", (87.73, -86.18, 83.18)),
        ("#0000ff", (32.3, 79.19, -107.86)),
        ("#0a0a0a", (2.74, 0.0, 0.0)),
    ],
)
def test_lab_of_known_colours(color: str, lab: tuple[float, float, float]) -> None:
    """Printed by every converter (D65, 2 degrees)."""
    np.testing.assert_allclose(colors._seen([color])[0, 0], lab, atol=0.05)


@pytest.mark.parametrize(
    ("color", "ratio"),
    [
        ("#000000", 21.0),
        ("#ffffff", 1.0),
        ("#ff0000", 3.998),
        ("#00ff00", 1.372),
        ("#0000ff", 8.592),
        ("#777777", 4.478),
        ("#0a0a0a", 19.798),
    ],
)
def test_contrast_of_known_colours_with_white(color: str, ratio: float) -> None:
    """Printed by every checker of WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    assert contrast(color, "#ffffff") == pytest.approx(ratio, abs=1e-3)
    assert contrast("#ffffff", color) == contrast(color, "#ffffff")


def test_grey_is_grey_to_every_eye() -> None:
    seen = colors._seen(["#404040", "#c0c0c0"])
    assert seen.shape == (4, 2, 3)
    np.testing.assert_allclose(seen, seen[:1].repeat(4, axis=0), atol=0.01)


def test_distances_are_those_of_the_eye_that_tells_them_apart_worst() -> None:
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.01)
    assert distance("#ff0000", "#ff0000") == 0.0
    red_green = distance("#ff0000", "#00ff00")
    assert red_green == distance("#00ff00", "#ff0000") == pytest.approx(27.752, abs=0.01)
    assert distance("#2f55d4", "#c2410c") == pytest.approx(103.673, abs=0.01)
    full = np.linalg.norm(np.subtract(*colors._seen(["#ff0000", "#00ff00"])[0]))
    assert full == pytest.approx(170.57, abs=0.1)


def test_new_colours_stay_as_they_were_and_can_be_seen() -> None:
    """Sets of classes are made of them: another choice would repaint everybody's next set."""
    colors._candidates.cache_clear()
    found = pick_colors(8)
    assert found == [
        ("#ff3300", "#ff3300"),
        ("#cc00ff", "#d11aff"),
        ("#801a00", "#ff9980"),
        ("#008fb2", "#00ccff"),
        ("#78473a", "#dec1ba"),
        ("#d75f42", "#d75f42"),
        ("#2459a8", "#578cdb"),
        ("#b47464", "#b47464"),
    ]
    assert pick_colors(3) == found[:3]
    taken = [("#2f55d4", "#8fa6f5"), ("#c2410c", "#fb923c")]
    assert pick_colors(4, taken=taken) == [
        ("#67323c", "#debac1"),
        ("#b464a4", "#b464a4"),
        ("#00995c", "#00995c"),
        ("#751aff", "#a366ff"),
    ]
    assert pick_colors(0) == []
    for place, dark in ((0, False), (1, True)):
        for pair in found:
            seen = contrasts(pair[place], dark=dark)
            assert min(seen) >= LEAST_CONTRAST
            assert max(seen) <= 11
        apart = [distance(a[place], b[place]) for a, b in itertools.combinations(found[:5], 2)]
        assert min(apart) > 15
