"""Any picture of any film, by its time: the same that reading from the beginning gives."""

import random
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films.seeker import FilmSeeker
from tests.helpers.films import FILMS, frames_of

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


def test_no_picture_there(tmp_path: Path) -> None:
    seeker = FilmSeeker(FILMS / "progressive.mp4")
    with pytest.raises(VideoSourceError, match="no picture at"):
        seeker.picture(0.013)
    with pytest.raises(VideoSourceError, match="no picture at"):
        seeker.picture(99.0)
    seeker.close()
    with pytest.raises(VideoSourceError):
        FilmSeeker(tmp_path / "none.mp4")
