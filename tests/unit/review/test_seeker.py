"""Any picture of any film, by its time: the same that reading from the beginning gives."""

import random
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films import seeker as seeker_module
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.inference.films.seeker import FilmSeeker
from emotion_gui.core.inference.films.writer import FilmWriter
from tests.helpers.films import FILMS, coded_film, frames_of, moving_pictures

NAMES = [
    "progressive.mp4",
    "vfr.mp4",
    "browser.webm",
    "mirror_h.mp4",
    "glued.ts",
    "interlaced_h264.mp4",
    "interlaced_dvd.mpg",
    "rotated90.mp4",
    "broken_off.mp4",
    "damaged_middle.mp4",
]


@pytest.mark.parametrize("name", [name for name in NAMES if (FILMS / name).exists()])
def test_any_order_gives_the_pictures_of_reading_through(name: str) -> None:
    frames, _ = frames_of(FILMS / name)
    order = list(range(len(frames)))
    random.Random(4).shuffle(order)
    places = [*order[:12], len(frames) - 1, 0, 1, 2, 1, 0]
    seeker = FilmSeeker(FILMS / name)
    for place in places:
        picture = seeker.picture(frames[place].time_s)
        np.testing.assert_array_equal(picture, frames[place].picture)
    seeker.close()


def test_far_from_a_key_frame_what_no_picture_depends_on_is_passed_over(tmp_path: Path) -> None:
    options = {"g": "250", "bf": "3", "sc_threshold": "0", "threads": "1"}
    film = coded_film(tmp_path / "long.mp4", moving_pictures(210), "libx264", **options)
    frames, _ = frames_of(film)
    seeker = FilmSeeker(film)
    seeker.picture(frames[0].time_s)
    decoded = seeker._reader.report.frames
    np.testing.assert_array_equal(seeker.picture(frames[200].time_s), frames[200].picture)
    assert seeker._reader.report.frames - decoded < 0.75 * 200
    decoded = seeker._reader.report.frames
    for place in range(200, 189, -1):  # a few frames back nothing is decoded at all
        np.testing.assert_array_equal(seeker.picture(frames[place].time_s), frames[place].picture)
    assert seeker._reader.report.frames == decoded
    # Nor is the way from the key frame gone a second time.
    np.testing.assert_array_equal(seeker.picture(frames[209].time_s), frames[209].picture)
    assert seeker._reader.report.frames - decoded <= 9
    seeker.close()


KEYS_EVERY, PICTURES = 6, 26


@pytest.fixture
def many_keys(tmp_path: Path) -> Path:
    """A film with a key frame at every sixth picture, and no picture that comes before its time."""
    options = {"g": str(KEYS_EVERY), "keyint_min": str(KEYS_EVERY), "bf": "0", "sc_threshold": "0"}
    return coded_film(tmp_path / "keys.mp4", moving_pictures(PICTURES), "libx264", **options)


def test_a_film_is_entered_at_the_last_key_frame_before_a_time(many_keys: Path) -> None:
    frames, _ = frames_of(many_keys)
    reader = FilmReader(many_keys)
    for place in (25, 0, 17, 18, 19, 5, 6):
        assert reader.enter_before(frames[place].time_s)
        key = place - place % KEYS_EVERY
        for number in range(key, place + 1):
            assert reader.advance() == pytest.approx(frames[number].time_s, abs=1e-6)
        np.testing.assert_array_equal(reader.picture(), frames[place].picture)
    reader.close()


def test_a_key_frame_between_two_times_makes_a_way_shorter(many_keys: Path) -> None:
    reader = FilmReader(many_keys)
    times_s = [number / 25 for number in range(PICTURES)]
    for begin, begin_s in enumerate(times_s):
        for end, end_s in enumerate(times_s[begin:], start=begin):
            key = end - end % KEYS_EVERY
            assert reader.key_between(begin_s, end_s) == (key > begin), (begin, end)
    reader.close()


@pytest.mark.parametrize("read_on_s", [0.0, 0.1, 9.0])
def test_the_way_to_a_picture_begins_at_its_key_frame_or_where_the_film_stands(
    many_keys: Path, monkeypatch: pytest.MonkeyPatch, read_on_s: float
) -> None:
    monkeypatch.setattr(seeker_module, "_READ_ON_S", read_on_s)
    monkeypatch.setattr(seeker_module, "_CACHE_BYTES", 0)  # but for the last picture
    frames, _ = frames_of(many_keys)
    seeker = FilmSeeker(many_keys)
    stands = -1
    for place in [3, 4, 11, 9, 25, 24, 1, 8, 14, 15]:
        before = seeker._reader.report.frames
        np.testing.assert_array_equal(seeker.picture(frames[place].time_s), frames[place].picture)
        key = place - place % KEYS_EVERY
        read_on = 0 <= stands < place and ((place - stands) / 25 < read_on_s or key <= stands)
        begins = stands + 1 if read_on else key
        assert seeker._reader.report.frames - before == place - begins + 1
        stands = place
    seeker.close()


def test_what_is_held_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeker_module, "_CACHE_BYTES", 1_000_000)
    frames, _ = frames_of(FILMS / "progressive.mp4")
    seeker = FilmSeeker(FILMS / "progressive.mp4")
    for frame in frames:
        np.testing.assert_array_equal(seeker.picture(frame.time_s), frame.picture)
        assert 0 < seeker._held_bytes <= 1_000_000
    assert len(seeker._cache) < len(frames)
    seeker.close()


def test_a_time_that_was_rounded_otherwise_is_the_same_picture(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    writer = FilmWriter(path, fps=30)
    for number, picture in enumerate(moving_pictures(6)):
        writer.write(picture, number / 30)
    writer.close()
    frames, _ = frames_of(path)
    seeker = FilmSeeker(path)
    for place in (3, 1, 4, 5, 0, 2):
        for off_s in (0.0004, -0.0004, 0.0):
            found = seeker.picture(frames[place].time_s + off_s)
            np.testing.assert_array_equal(found, frames[place].picture)
    with pytest.raises(VideoSourceError, match="no picture at"):
        seeker.picture(frames[3].time_s + 0.0006)
    seeker.close()


def test_no_picture_there(tmp_path: Path) -> None:
    seeker = FilmSeeker(FILMS / "progressive.mp4")
    with pytest.raises(VideoSourceError, match="no picture at"):
        seeker.picture(0.013)
    with pytest.raises(VideoSourceError, match="no picture at"):
        seeker.picture(99.0)
    seeker.close()
    with pytest.raises(VideoSourceError):
        FilmSeeker(tmp_path / "none.mp4")
