"""An album of stills: which one is looked at, when it is given again, and what is passed over."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.album import AlbumSource
from emotion_gui.core.inference.controls import LiveControls, Models
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.priors import parse_mix

BROKEN = {2, 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures, gray as their place says; the third and the fourth cannot be read."""
    for place in range(6):
        path = tmp_path / f"{place}.png"
        if place in BROKEN:
            path.write_bytes(b"no picture")
        else:
            cv2.imwrite(str(path), np.full((9, 12), 40 * place, np.uint8))
    return tmp_path


class Album:
    """One that is turned by the test."""

    def __init__(self, *paths: Path) -> None:
        self.controls = LiveControls()
        self.source = AlbumSource(paths, self.controls)
        self.source.open()

    def turned(self, wanted: int) -> int:
        """The place of the still that is given where one is wanted."""
        self.controls.change(picture=wanted)
        frame = self.source.read()
        assert frame is not None
        assert frame.name == f"{frame.index}.png" == self.source.describe()
        assert (frame.picture == 40 * frame.index).all()
        return frame.index

    def gives_another(self) -> bool:
        """Whether a still comes before the stop that was asked for."""
        try:
            return self.source.read(JobContext(is_cancelled=lambda: True)) is not None
        except JobCancelled:
            return False


def test_what_cannot_be_read_is_passed_over_in_the_direction_of_turning(folder: Path) -> None:
    album = Album(folder)
    assert [album.turned(wanted) for wanted in (0, 1, 2, 3)] == [0, 1, 4, 1]
    assert [album.turned(wanted) for wanted in (5, 3, 6, -1)] == [5, 1, 0, 5]
    assert [album.turned(wanted) for wanted in (4, 2, 3)] == [4, 1, 4]
    notes = [(note.values["name"], bool(note.values["reason"])) for note in album.source.notes]
    assert notes == [("2.png", True), ("3.png", True)]
    assert album.source.frame_count == 6


def test_a_still_is_given_again_when_what_it_shows_would_change(folder: Path) -> None:
    album = Album(folder)
    for wish in (
        {"picture": 1},
        {"models": Models(Path("a"))},
        {"max_faces": 2},
        {"unsure_below": 0.5},
        {"flip": True},
        {"mix": parse_mix("even")},
        {"picture": 0},
    ):
        album.controls.change(**wish)
        assert album.gives_another()
        assert not album.gives_another()
    album.controls.change(smoothing_s=2.0)
    assert not album.gives_another()


def test_a_closed_album_gives_nothing_and_opens_again(folder: Path) -> None:
    album = Album(folder)
    times_s = [frame.time_s for frame in (album.source.read(),) if frame is not None]
    assert 0 <= times_s[0] < 60, "counted from the opening"
    album.source.close()
    assert album.source.read() is None
    assert album.source.describe() == ""
    album.source.open()
    assert album.turned(5) == 5


def test_an_album_of_nothing_is_refused(tmp_path: Path) -> None:
    def refused(*paths: Path) -> VideoSourceError:
        with pytest.raises(VideoSourceError) as caught:
            AlbumSource(paths, LiveControls()).open()
        return caught.value

    assert refused(tmp_path).kind == "unreadable"
    assert refused(tmp_path, tmp_path / "gone").kind == "missing"
    (tmp_path / "0.png").write_bytes(b"no picture")
    album = Album(tmp_path)
    with pytest.raises(VideoSourceError, match="none of its pictures can be read"):
        album.source.read()
