"""Intervals and lengths of blocks, from their formulas with SciPy's Student t and functions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import t

from emotion_gui.core.review.bootstrap import (
    FEWEST_BLOCKS,
    Draws,
    Scale,
    block_length,
    dependence_frames,
    draw_blocks,
    mean_interval,
    ratio_dependence,
)

DRAWN = np.array([[0.31, 0.5], [0.25, 0.7], [0.4, np.nan], [0.28, 0.6]])


def reach(drawn: np.ndarray, blocks: float, joined: float) -> float:
    spread = float(np.std(drawn[np.isfinite(drawn)], ddof=1))
    wider = 1 / ((1 - joined) * (1 - 1 / blocks))
    return float(t.ppf(0.975, blocks - 1)) * spread * math.sqrt(wider)


@pytest.mark.parametrize("joined", [0.25, 0.0, 0.4])
@pytest.mark.parametrize("scale", ["share", "positive", "correlation", "plain"])
@pytest.mark.parametrize("place", [0, 1])
def test_an_interval_is_symmetric_on_its_scale(scale: Scale, place: int, joined: float) -> None:
    value = (0.3, 0.61)[place]
    draws = Draws(np.array([value] * 2), DRAWN, 20, 500)
    half = reach(DRAWN[:, place], 25.0, joined)
    wanted = {
        "share": [expit(logit(value) + s * half / (value * (1 - value))) for s in (-1, 1)],
        "positive": [value * math.exp(s * half / value) for s in (-1, 1)],
        "correlation": [math.tanh(math.atanh(value) + s * half / (1 - value**2)) for s in (-1, 1)],
        "plain": [value - half, value + half],
    }[scale]
    assert draws.blocks == 25.0
    assert draws.interval(place, scale, joined=joined) == pytest.approx(wanted, rel=1e-6)


def test_an_interval_needs_blocks_draws_and_a_figure() -> None:
    whole = Draws(np.array([0.3]), DRAWN[:, :1], 10, 10 * FEWEST_BLOCKS)
    assert whole.interval(0, "share") is not None
    assert Draws(whole.value, whole.drawn, 10, 10 * FEWEST_BLOCKS - 1).interval(0, "share") is None
    assert Draws(np.array([np.nan]), whole.drawn, 10, 500).interval(0, "share") is None
    two = np.array([[0.2], [np.nan], [0.4]])
    assert Draws(whole.value, two, 10, 500).interval(0, "share") is not None
    assert Draws(whole.value, two[:2], 10, 500).interval(0, "share") is None
    for value in (0.0, -1.0):
        assert Draws(np.array([value]), whole.drawn, 10, 500).interval(0, "positive") is None


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_was_always_or_never_so_has_the_exact_limit_of_a_binomial(value: float) -> None:
    draws = Draws(np.array([value]), np.full((9, 1), value), 10, 400)
    limit = 0.025 ** (1 / 40)
    assert draws.interval(0, "share") == pytest.approx(
        (0.0, 1 - limit) if value == 0 else (limit, 1.0)
    )


def test_the_mean_of_a_series_by_the_spread_of_its_blocks() -> None:
    series = np.random.default_rng(1).random(305)
    around = np.concatenate([series, series[:9]])
    means = [around[k : k + 10].mean() for k in range(305)]
    spread = float(np.std(means)) / math.sqrt(round(30.5))
    half = float(t.ppf(0.975, 29.5)) * spread * math.sqrt(1 / (0.75 * (1 - 1 / 30.5)))
    value = float(series.mean())
    found = mean_interval(value, series, block_frames=10, scale="plain")
    assert found == pytest.approx((value - half, value + half))
    least = series[: 10 * FEWEST_BLOCKS]
    assert mean_interval(0.5, least, block_frames=10, scale="plain") is not None
    assert mean_interval(0.5, least[1:], block_frames=10, scale="plain") is None


def test_a_block_is_twice_as_long_as_the_slowest_depends_on_itself() -> None:
    series = np.random.default_rng(2).random((400, 3)).repeat(5, axis=0)
    slow = max(dependence_frames(column) for column in series.T)
    assert block_length(series) == math.ceil(2 * slow)
    assert block_length(series, least=100) == 100


def test_a_ratio_depends_on_itself_as_what_is_left_of_its_parts() -> None:
    rng = np.random.default_rng(3)
    below = rng.random(300) + 1
    slow = rng.random(30).repeat(10)
    left = slow * below - (slow * below).sum() / below.sum() * below
    assert ratio_dependence(slow * below, below) == pytest.approx(dependence_frames(left))
    assert ratio_dependence(3 * below, below) == pytest.approx(1.0, abs=0.2)
    assert ratio_dependence(slow, np.zeros(300)) == 1.0


def test_a_draw_is_of_as_many_blocks_as_the_series_has_and_its_seed_decides() -> None:
    columns = np.random.default_rng(4).random((12 * 7 + 4, 2))
    sizes: list[tuple[int, ...]] = []

    def seen(sums: np.ndarray) -> np.ndarray:
        sizes.append(sums.shape)
        return sums[..., :1] / sums[..., 1:]

    found = draw_blocks(columns, seen, block_frames=7, draws=30, seed=1)
    assert sizes == [(2,), (30, 2)]
    assert (found.block_frames, found.frames, found.drawn.shape) == (7, 88, (30, 1))
    assert found.value == pytest.approx(columns[:, 0].sum() / columns[:, 1].sum())
    rng = np.random.default_rng(1)
    around = np.concatenate([columns, columns[:6]])
    begins = rng.integers(0, 88, (30, 13))
    sums = np.array([sum(around[k : k + 7].sum(axis=0) for k in row) for row in begins])
    np.testing.assert_allclose(found.drawn[:, 0], sums[:, 0] / sums[:, 1])
    short = draw_blocks(columns[:83], seen, block_frames=7)
    assert short.drawn.shape == (0, 1)
    assert len(draw_blocks(columns[:84], seen, block_frames=7, draws=3).drawn) == 3
