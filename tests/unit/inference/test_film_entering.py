"""Films that are entered in the middle, lie twice behind each other, or cannot be entered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest

from emotion_gui.core.inference.films import reader as reader_module
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.inference.films.seeker import FilmSeeker
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.headless import FilmSummary
from emotion_gui.core.jobs import JobCancelled, JobContext
from tests.helpers.films import TRUTH


@pytest.fixture
def reader() -> Iterator[FilmReader]:
    made = FilmReader(TRUTH)
    yield made
    made.close()


def test_a_picture_whose_time_is_over_is_left_out_and_counted(
    reader: FilmReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: Iterator[float | None] = iter([0.0, None, None, 0.04])
    monkeypatch.setattr(reader._clock, "time_s", lambda frame: next(times))
    assert [reader.advance(), reader.advance()] == [0.0, 0.04]
    assert (reader.report.frames, reader.report.refused) == (2, 2)


@pytest.mark.parametrize(
    "error", [OSError(5, "broken"), ValueError("no"), av.error.InvalidDataError(1, "x")]
)
def test_a_film_that_cannot_be_entered_says_so(reader: FilmReader, error: Exception) -> None:
    def refuse(*given: object, **named: object) -> None:
        raise error

    container = reader._container
    assert reader.enter_before(1.0)
    reader._container = SimpleNamespace(seek=refuse)  # type: ignore[assignment]
    assert not reader.enter_before(1.0)
    reader._container = container


def test_a_film_without_a_clock_or_an_index(
    reader: FilmReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not reader.key_between(0.4, 0.5)  # its one key frame lies before
    with monkeypatch.context() as without:
        without.setattr(reader, "_stream", SimpleNamespace(index_entries=()))
        assert reader.key_between(0.4, 0.5)
    monkeypatch.setattr(reader._clock, "stamp", lambda time_s: None)
    assert reader.key_between(0.4, 0.5)
    assert not reader.enter_before(1.0)


class Weaver:
    """Stands for `Deinterlacer`: one picture behind, and takes those of one width alone."""

    def __init__(self, stream: object, frame: Any) -> None:
        self.width, self.held = frame.width, list[Any]()

    def takes(self, frame: Any) -> bool:
        return bool(frame.width == self.width)

    def push(self, frame: Any) -> Iterator[Any]:
        self.held.append(frame)
        if len(self.held) > 1:
            yield self.held.pop(0)

    def flush(self) -> Iterator[Any]:
        yield from self.held
        self.held = []


def test_no_half_picture_is_lost_where_others_begin(
    reader: FilmReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "Deinterlacer", Weaver)
    frames = [SimpleNamespace(width=width, number=k) for k, width in enumerate((8, 8, 8, 6, 6, 8))]
    found = [made for frame in frames for made in reader._whole_pictures(frame)]  # type: ignore[arg-type]
    assert reader._deinterlacer is not None
    found += reader._deinterlacer.flush()
    assert [made.number for made in found] == list(range(6))


def test_a_stop_is_heard_on_the_way_to_a_picture() -> None:
    seeker = FilmSeeker(TRUTH)
    looks: list[float] = []

    def stopped() -> bool:
        looks.append(seeker._at_s)
        return len(looks) > 3

    with pytest.raises(JobCancelled):
        seeker.picture(1.0, JobContext(is_cancelled=stopped))
    assert len(looks) == 4
    seeker.close()


@pytest.mark.parametrize(("count", "passed"), [(0, 0), (3, 3), (50, 50), (51, 50)])
def test_frames_that_are_passed_over_are_counted(count: int, passed: int) -> None:
    source = VideoFileSource(TRUTH)
    source.open()
    assert source.skip(count) == passed
    frame = source.read()
    assert (None if frame is None else frame.index) == (passed if passed < 50 else None)
    source.close()
    assert source.skip(1) == 0


def test_a_stop_is_heard_while_frames_are_passed_over(tmp_path: Path) -> None:
    source = VideoFileSource(TRUTH)
    source.open()
    with pytest.raises(JobCancelled):
        source.skip(3, JobContext(is_cancelled=lambda: True))
    source.close()


@pytest.mark.parametrize(("seconds", "rate"), [(4.0, 2.5), (0.0, 0.0)])
def test_frames_a_second_of_a_film(seconds: float, rate: float) -> None:
    assert FilmSummary(10, seconds, 0, 0, {}, ()).frames_per_second == rate
