"""Times, joints and holes of films that are made up packet by packet; all figures by hand."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core.inference.films.clock import FilmClock
from emotion_gui.core.inference.films.packets import PacketOrder

# Sixty-fourths of a second and eighths a picture: every sum below is exact.
BASE = Fraction(1, 64)
FPS = 8.0


def stream(start: int | None = 0, base: Fraction | None = BASE) -> Any:
    return SimpleNamespace(time_base=base, start_time=start)


def frame(pts: int | None, *, duration: int | None = None, base: Fraction | None = BASE) -> Any:
    return SimpleNamespace(pts=pts, duration=duration, time_base=base)


def packet(dts: int | None, pos: int | None = None, size: int = 100) -> Any:
    return SimpleNamespace(dts=dts, pos=pos, size=size)


def clock(
    start: int | None = 0, base: Fraction | None = BASE, joints: tuple[int, ...] = ()
) -> FilmClock:
    """A clock; `joints` are packets that were seen before its first picture."""
    order = PacketOrder(stream(start, base), FPS)
    for dts in joints:
        order.see(packet(dts))
    return FilmClock(stream(start, base), FPS, order)


def times(made: FilmClock, *stamps: int | None) -> list[float | None]:
    return [made.time_s(frame(stamp)) for stamp in stamps]


def test_times_count_from_where_the_stream_begins() -> None:
    assert times(clock(64), 64, 72, 81, 128) == [0.0, 0.125, 17 / 64, 1.0]


def test_a_first_picture_before_that_is_the_beginning_and_a_later_one_is_not() -> None:
    assert times(clock(64), 60, 72, 80) == [0.0, 12 / 64, 20 / 64]
    assert times(clock(64), 64, 60, 81) == [0.0, 0.125, 17 / 64]


def test_without_a_word_of_the_stream_the_first_picture_is_the_beginning() -> None:
    assert times(clock(None), 640, 648, 632) == [0.0, 0.125, 0.25]


def test_time_that_stands_goes_on_by_the_nominal_step() -> None:
    assert times(clock(), 0, 0, 8, None, 24, 23) == [0.0, 0.125, 0.25, 0.375, 0.5, 0.625]


def test_half_a_second_back_is_a_slip_and_more_is_over() -> None:
    assert times(clock(), 0, 64, 32) == [0.0, 1.0, 1.125]
    assert times(clock(), 0, 64, 31, 66) == [0.0, 1.0, None, 66 / 64]


def test_a_second_recording_goes_on_where_the_first_ends_and_keeps_its_own_steps() -> None:
    made = clock(joints=(100, 0))
    assert times(made, 0, 640, 13, 16, 29) == [0.0, 10.0, 10.125, 10.125 + 3 / 64, 10.375]
    assert times(made, 0) == [10.5]  # 29/64 back: a slip
    assert times(made, 700, 0) == [10.125 + 687 / 64, None]  # that joint is used up


@pytest.mark.parametrize(("first", "late_s"), [(0, 0.0), (16, 0.0), (17, 17 / 64), (640, 10.0)])
def test_more_than_a_quarter_of_a_second_before_the_first_picture_is_missed(
    first: int, late_s: float
) -> None:
    made = clock()
    assert made.time_s(frame(first)) == first / 64
    assert made.late_start_s == late_s
    made.time_s(frame(first + 640))  # a gap later on is no late start
    assert made.late_start_s == late_s


def test_the_end_is_that_of_the_last_picture() -> None:
    made = clock()
    made.time_s(frame(0, duration=16))
    assert made.ends_s == 0.25
    made.time_s(frame(16, duration=4))
    assert made.ends_s == 0.25 + 4 / 64
    for duration in (None, 0):  # as long as usual
        began_s = made.time_s(frame(None, duration=duration))
        assert began_s is not None
        assert made.ends_s == began_s + 0.125
    assert clock().ends_s == -0.125


def test_a_picture_may_have_a_clock_of_its_own_or_none() -> None:
    made = clock()
    made.time_s(frame(0))
    assert made.time_s(frame(3, duration=2, base=Fraction(1, 4))) == 0.75
    assert made.ends_s == 1.25
    assert made.time_s(frame(64, base=None)) == 1.0  # then it is the stream's
    bare = clock(base=None)
    assert [bare.time_s(frame(stamp, base=None)) for stamp in (0, 640, 3)] == [0.0, 0.125, 0.25]


def test_the_films_own_clock_at_a_time() -> None:
    made = clock(64)
    assert made.stamp(0.0) == 64
    assert made.stamp(0.5) == 96
    assert made.stamp(0.51) == 96  # never later than asked for
    assert clock(None).stamp(1.0) is None
    assert clock(base=None).stamp(1.0) is None


def test_reading_goes_on_where_the_film_was_entered() -> None:
    made = clock(64)
    assert times(made, 64, 640) == [0.0, 9.0]
    assert made.entered(0.5) == 96
    assert times(made, 72, 80) == [0.125, 0.25]
    bare = clock(None, base=None)
    bare.time_s(frame(None, base=None))
    assert bare.entered(0.0) is None
    assert bare.time_s(frame(None, base=None)) == 0.125


def order_of(*packets: Any, base: Fraction | None = BASE) -> PacketOrder:
    order = PacketOrder(stream(base=base), FPS)
    for seen in packets:
        order.see(seen)
    return order


def test_time_runs_back_at_a_joint_alone_and_it_is_told_once() -> None:
    assert not order_of(packet(64), packet(32)).take_joint()
    order = order_of(packet(64), packet(31), packet(39))
    assert order.take_joint()
    assert not order.take_joint()
    assert not order_of(packet(-64), packet(640)).take_joint()
    assert not order_of(packet(640), packet(None), packet(648)).take_joint()


# Between two usual pictures, an eighth of a second, lie 250 bytes: 2,000 a second. A gap of one
# second is a hole where more than 2,000 + 3 * 2,000 bytes lie in it.
USUAL = (packet(0, 0), packet(8, 350))


@pytest.mark.parametrize(("between", "holes"), [(0, 0), (8_000, 0), (8_001, 1)])
def test_a_gap_is_a_hole_where_its_bytes_are_there(between: int, holes: int) -> None:
    order = order_of(*USUAL, packet(72, 450 + between))
    assert order.holes == holes
    assert order.holes_s == (0.875 if holes else 0.0)  # one picture is there


def test_holes_add_up_and_bytes_in_them_are_not_usual() -> None:
    order = order_of(*USUAL, packet(72, 10_450), packet(88, 20_550), packet(96, 20_650))
    assert order.holes == 2
    assert order.holes_s == 0.875 + 0.125
    order.see(packet(160, 20_750 + 5_000))  # 0 and 250 bytes in a quarter of a second: 1,000
    assert order.holes == 2
    order.see(packet(224, 25_850 + 5_001))
    assert order.holes == 3


def test_a_gap_begins_at_one_and_a_half_steps() -> None:
    assert order_of(*USUAL, packet(8 + 11, 90_000)).holes == 0
    order = order_of(*USUAL, packet(8 + 12, 90_000))
    assert (order.holes, order.holes_s) == (1, 4 / 64)


def test_where_nothing_is_known_of_usual_bytes_2000_are_usual() -> None:
    assert order_of(packet(0, 0), packet(64, 2_100)).holes == 0
    assert order_of(packet(0, 0), packet(64, 2_101)).holes == 1


def test_pictures_that_overlap_take_nothing_from_the_usual_bytes() -> None:
    overlapping = (packet(0, 0), packet(8, 50), packet(16, 400))  # -50 and 250 in a quarter
    assert order_of(*overlapping, packet(80, 500 + 5_000)).holes == 0
    assert order_of(*overlapping, packet(80, 500 + 5_001)).holes == 1


def test_what_does_not_tell_where_it_lies_tells_no_hole() -> None:
    assert order_of(packet(0, 0), packet(64, None), packet(128, 90_000)).holes == 0
    assert order_of(packet(0, 0), packet(None, 90_000), packet(64, 90_000)).holes == 1
    assert order_of(packet(0, 0, 90_000), packet(64, 90_000)).holes == 0
    assert order_of(packet(64, 0), packet(0, 90_000)).holes == 0  # a joint is none
