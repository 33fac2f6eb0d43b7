"""Any picture of any film, by its time: the same that reading from the beginning gives."""

import random
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films import seeker as seeker_module
from emotion_gui.core.inference.films.seeker import FilmSeeker
from tests.helpers.films import FILMS, ffmpeg, frames_of

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
    film = tmp_path / "long.mp4"
    coding = ["-c:v", "libx264", "-g", "250", "-bf", "3", "-sc_threshold", "0"]
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x96:r=30:d=7", *coding, film)
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


def test_what_is_held_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeker_module, "_CACHE_BYTES", 1_000_000)
    frames, _ = frames_of(FILMS / "progressive.mp4")
    seeker = FilmSeeker(FILMS / "progressive.mp4")
    for frame in frames:
        np.testing.assert_array_equal(seeker.picture(frame.time_s), frame.picture)
        assert 0 < seeker._held_bytes <= 1_000_000
    assert len(seeker._cache) < len(frames)
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
