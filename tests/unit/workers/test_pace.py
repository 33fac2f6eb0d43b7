"""The time that is left, of a job whose speed changes."""

from __future__ import annotations

import pytest

from emotion_gui.workers.pace import Pace


def test_nothing_is_known_before_something_was_done() -> None:
    pace = Pace()
    assert pace.left_s(0, 10, now_s=1.0) is None
    pace.take(3, at_s=1.0)  # a resumed job begins where it was
    assert pace.left_s(3, 10, now_s=2.0) is None
    pace.take(5, at_s=3.0)
    assert pace.left_s(5, 10, now_s=3.0) == pytest.approx(5.0)
    assert pace.left_s(5, 0, now_s=3.0) is None


def test_a_slow_beginning_is_soon_forgotten() -> None:
    pace = Pace()
    pace.take(0, at_s=0.0)
    pace.take(1, at_s=10.0)  # libraries were loaded
    for done in range(2, 42):
        pace.take(done, at_s=10.0 + 0.5 * (done - 1))
    assert pace.left_s(41, 101, now_s=30.0) == pytest.approx(60 * 0.5)


def test_a_pause_does_not_count() -> None:
    pace = Pace()
    pace.take(0, at_s=0.0)
    pace.take(4, at_s=4.0)
    pace.rest(1000.0)
    assert pace.left_s(4, 8, now_s=1004.0) == pytest.approx(4.0)


def test_many_reports_are_kept_in_little_room() -> None:
    pace = Pace()
    for done in range(100_000):
        pace.take(done, at_s=done / 100)
    assert pace.left_s(99_999, 199_999, now_s=999.99) == pytest.approx(1000.0, rel=0.02)
    assert len(pace._samples) <= 128
