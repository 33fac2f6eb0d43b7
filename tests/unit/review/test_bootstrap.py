"""Intervals hold the truth as often as they say, though neighbouring frames depend."""

import numpy as np
import pytest
from scipy.stats import t

from emotion_gui.core.review import bootstrap
from emotion_gui.core.review.bootstrap import (
    FEWEST_BLOCKS,
    block_length,
    block_sums,
    dependence_frames,
    draw_blocks,
    mean_interval,
)
from emotion_gui.core.review.student_t import two_sided

SHARES = np.array([0.5, 0.3, 0.2])


def shown(generator: np.random.Generator, frames: int, usual: int) -> np.ndarray:
    """Somebody who shows one of three things for a while, then one by lot; indicators."""
    lengths = 1 + generator.geometric(1 / usual, frames // usual * 2 + 20)
    labels = np.repeat(generator.choice(3, len(lengths), p=SHARES), lengths)[:frames]
    assert len(labels) == frames
    return (labels[:, None] == np.arange(3)).astype(float)


def ratio(sums: np.ndarray) -> np.ndarray:
    return sums[..., :3] / sums[..., 3:]


@pytest.mark.parametrize("freedom", [1, 1.5, 3, 11, 30.3, 1e5])
def test_students_t(freedom: float) -> None:
    assert two_sided(0.95, freedom) == pytest.approx(t.ppf(0.975, freedom), rel=1e-6)


def test_coverage_on_series_whose_frames_depend() -> None:
    generator = np.random.default_rng(1)
    held = []
    for seed in range(130):
        columns = np.hstack([shown(generator, 3000, 20), np.ones((3000, 1))])
        block = block_length(columns[:, :3])
        draws = draw_blocks(columns, ratio, block_frames=block, draws=99, seed=seed)
        for place, truth in enumerate(SHARES):
            if (interval := draws.interval(place, "share")) is not None:
                held.append(interval[0] <= truth <= interval[1])
    # Without blocks four of ten would miss.
    assert len(held) > 0.95 * 3 * 130
    assert 0.92 <= np.mean(held) <= 0.98
    naive = draw_blocks(columns, ratio, block_frames=1, draws=99)
    low, high = draws.interval(0, "share")
    naive_low, naive_high = naive.interval(0, "share")
    assert high - low > 3 * (naive_high - naive_low)


def test_dependence_of_a_known_process() -> None:
    generator = np.random.default_rng(2)
    series = np.zeros(20_000)
    for k, noise in enumerate(generator.standard_normal(19_999), start=1):
        series[k] = 0.9 * series[k - 1] + noise
    assert dependence_frames(series) == pytest.approx((1 + 0.9) / (1 - 0.9), rel=0.25)
    assert dependence_frames(np.ones(100)) == 1
    assert dependence_frames(generator.standard_normal(5000)) == pytest.approx(1, abs=0.3)


def test_too_short_a_series_has_no_interval() -> None:
    columns = np.hstack([shown(np.random.default_rng(3), 100, 10), np.ones((100, 1))])
    draws = draw_blocks(columns, ratio, block_frames=100 // (FEWEST_BLOCKS - 1))
    assert draws.interval(0, "share") is None
    assert draws.value[:3].sum() == pytest.approx(1)


def test_what_was_never_seen_has_an_upper_limit() -> None:
    columns = np.hstack([np.zeros((300, 3)), np.ones((300, 1))])
    draws = draw_blocks(columns, ratio, block_frames=10)
    low, high = draws.interval(0, "share")
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 30))


def test_sums_of_blocks_go_around_the_end() -> None:
    columns = np.arange(5.0)[:, None]
    assert block_sums(columns, 2)[:, 0].tolist() == [1, 3, 5, 7, 4]


def test_who_is_seen_for_a_second_of_an_hour_has_the_same_dependence() -> None:
    generator = np.random.default_rng(5)
    for begin, length in ((0, 40), (300, 25), (960, 40), (0, 1000)):
        series = np.zeros(1000)
        series[begin : begin + length] = generator.random(length) < 0.7
        centred = series - series.mean()
        directly = [centred[: 1000 - lag] @ centred[lag:] for lag in range(500)]
        np.testing.assert_allclose(bootstrap._autocovariance(series), directly, atol=1e-9)


def test_the_spread_of_a_mean_needs_no_draws() -> None:
    generator = np.random.default_rng(6)
    series = shown(generator, 6000, 15)[:, 0]
    block = block_length(series[:, None])
    columns = np.stack([series, np.ones(6000)], axis=1)
    draws = draw_blocks(columns, lambda s: s[..., :1] / s[..., 1:], block_frames=block, draws=4000)
    found = mean_interval(float(series.mean()), series, block_frames=block, scale="share")
    assert found == pytest.approx(draws.interval(0, "share"), abs=0.004)
    assert mean_interval(0.5, series[: 11 * block], block_frames=block, scale="share") is None


def test_draws_do_not_depend_on_how_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = np.hstack([shown(np.random.default_rng(7), 900, 5), np.ones((900, 1))])
    at_once = draw_blocks(columns, ratio, block_frames=20, draws=50)
    monkeypatch.setattr(bootstrap, "_DRAWN_VALUES", 1)
    one_by_one = draw_blocks(columns, ratio, block_frames=20, draws=50)
    np.testing.assert_array_equal(at_once.drawn, one_by_one.drawn)


@pytest.mark.parametrize("count", [4, 5, 12, 31])
def test_dependence_of_a_series_shorter_than_any_window(count: int) -> None:
    """A slow drift: five times its dependence is longer than it; all lags there are count."""
    series = np.arange(float(count))
    centred = series - series.mean()
    lags = [centred[: count - lag] @ centred[lag:] for lag in range(count // 2)]
    total = 2 * np.cumsum(lags) / lags[0] - 1
    enough = [k for k, value in enumerate(total) if k >= 5 * max(value, 1.0)]
    found = max(1.0, total[enough[0] if enough else -1])
    assert dependence_frames(series) == pytest.approx(found * (1 + 6 * found / count))


def test_series_that_are_too_short_or_never_change_do_not_depend() -> None:
    assert dependence_frames(np.arange(3.0)) == 1.0
    assert dependence_frames(np.full(50, 0.3)) == 1.0


@pytest.mark.parametrize("end", [-1.0, 1.0])
def test_a_perfect_correlation_has_no_room_on_its_own_scale(end: float) -> None:
    draws = bootstrap.Draws(np.array([end]), np.full((99, 1), end), 10, 500)
    assert draws.interval(0, "correlation") == (end, end)
