"""Films as people have them are read as they are meant to be seen, or it is said what is not."""

import os
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.systems import can_be_a_name

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films.orientation import Orientation
from emotion_gui.core.inference.sources import VideoFileSource, open_source
from tests.helpers.films import FILMS, TRUTH, frames_of, likeness_db


@pytest.fixture(scope="module")
def truth() -> list[np.ndarray]:
    frames, _ = frames_of(TRUTH)
    return [frame.picture for frame in frames]


def times_of(name: str) -> list[float]:
    return [frame.time_s for frame in frames_of(FILMS / name)[0]]


def test_a_plain_film_is_whole(truth: list[np.ndarray]) -> None:
    frames, source = frames_of(TRUTH)
    assert len(frames) == 50
    assert frames[0].picture.shape == (360, 640, 3)
    assert [frame.index for frame in frames] == list(range(50))
    assert [frame.time_s for frame in frames] == pytest.approx([k / 25 for k in range(50)])
    assert source.fps == 25
    assert source.frame_count == 50
    assert source.notes == ()


def test_pictures_equal_those_of_another_reader_to_the_bit(truth: list[np.ndarray]) -> None:
    other = cv2.VideoCapture(str(TRUTH), cv2.CAP_FFMPEG)
    for picture in truth:
        got, expected = other.read()
        assert got
        assert np.array_equal(picture, expected)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("interlaced_h264.mp4", 48),
        ("interlaced_avchd.mts", 48),
        ("interlaced_dvd.mpg", 48),
        ("interlaced_prores.mov", 10),
    ],
)
def test_interlaced_films(truth: list[np.ndarray], name: str, count: int) -> None:
    frames, source = frames_of(FILMS / name)
    assert [frame.time_s for frame in frames] == pytest.approx([k / 25 for k in range(count)])
    height, width = frames[0].picture.shape[:2]
    for frame, expected in zip(frames, truth, strict=False):
        assert likeness_db(frame.picture, cv2.resize(expected, (width, height))) > 27
    assert source.notes == ()


def test_half_pictures_of_two_moments_are_not_woven(truth: list[np.ndarray]) -> None:
    """Lines that jump from one to the next are what weaving leaves where something moves."""

    def jumping(picture: np.ndarray) -> float:
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
        return float(np.abs(gray[2:] - 2 * gray[1:-1] + gray[:-2]).mean())

    frames, _ = frames_of(FILMS / "interlaced_h264.mp4")
    assert jumping(frames[20].picture) < 1.15 * jumping(truth[20])


@pytest.mark.parametrize("name", ["rotated90.mp4", "rotated270.mp4"])
def test_turned_films_are_upright(truth: list[np.ndarray], name: str) -> None:
    frames, source = frames_of(FILMS / name)
    assert "640 x 360" in source.describe()
    assert likeness_db(frames[20].picture, truth[20]) > 35


def test_a_selfie_film_is_mirrored_and_nothing_else(truth: list[np.ndarray]) -> None:
    frames, _ = frames_of(FILMS / "mirror_h.mp4")
    assert np.array_equal(frames[20].picture, truth[20][:, ::-1])


@pytest.mark.parametrize("matrix", range(8))
def test_all_eight_matrices(matrix: int) -> None:
    """A pixel (x, y) goes where the matrix says, up to a shift into the picture."""
    one = 1 << 16
    swap, x, y = matrix & 1, 1 - (matrix & 2), 1 - (matrix & 4) // 2
    a, b, c, d = (0, x * one, y * one, 0) if swap else (x * one, 0, 0, y * one)
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1).repeat(3, axis=2)
    found = Orientation.of_matrix((a, b, 0, c, d, 0, 0, 0, 1 << 30)).upright(picture)
    places = {}
    for row in range(2):
        for column in range(3):
            places[(a * column + c * row) // one, (b * column + d * row) // one] = (row, column)
    left, top = min(p[0] for p in places), min(p[1] for p in places)
    for (to_x, to_y), (row, column) in places.items():
        assert found[to_y - top, to_x - left, 0] == picture[row, column, 0]
    assert found.shape == ((3, 2, 3) if swap else (2, 3, 3))


def test_wide_pixels_are_made_square(truth: list[np.ndarray]) -> None:
    frames, source = frames_of(FILMS / "anamorphic_half.mp4")
    assert "640 x 360" in source.describe()
    assert likeness_db(frames[20].picture, truth[20]) > 30


@pytest.mark.parametrize("name", ["vfr.mp4", "browser.webm"])
def test_a_rate_that_varies_keeps_its_times(name: str) -> None:
    expected = [k / 25 for k in range(26)] + [1.2, 1.4, 1.6, 1.8]
    assert times_of(name) == pytest.approx(expected, abs=0.002)


def test_time_goes_on_where_two_recordings_are_joined() -> None:
    assert times_of("glued.ts") == pytest.approx([k / 25 for k in range(100)], abs=1e-4)


def test_a_hole_is_read_past_and_told() -> None:
    frames, source = frames_of(FILMS / "damaged_middle.mp4")
    assert len(frames) == 46
    assert frames[-1].time_s == pytest.approx(1.96)
    assert source.report.missing == 4
    assert tuple(map(str, source.notes)) == (
        "4 frames of 50 could not be read: the film is damaged",
        "1 frame could be read only in part",
    )


def test_a_film_that_breaks_off_is_read_to_there_and_told(truth: list[np.ndarray]) -> None:
    frames, source = frames_of(FILMS / "broken_off.mp4")
    assert len(frames) == 17
    assert all(np.array_equal(frame.picture, truth[k]) for k, frame in enumerate(frames))
    assert source.report.missing == 33
    (note,) = source.notes
    assert str(note).startswith("the film breaks off after 0.7 of 2.0 seconds")


def test_a_film_is_not_called_short_before_its_end() -> None:
    source = VideoFileSource(TRUTH)
    source.open()
    for _ in range(10):
        assert source.read() is not None
    source.close()
    assert source.notes == ()


def bytes_in(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((FILMS / "no_index.mp4").read_bytes(), "recording or download was not finished"),
        (TRUTH.read_bytes()[:-1500], "recording or download was not finished"),
        (b"", "the file is empty"),
        (bytes(70_000), "holds nothing yet"),
        (b"\x1a\x45\xdf\xa3" + bytes(100), "was not finished"),
        (b"hello\n" * 300, "not a video file"),
    ],
)
def test_why_a_file_is_no_film(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(VideoSourceError, match=words) as caught:
        VideoFileSource(bytes_in(tmp_path, data)).open()
    assert caught.value.kind == "unreadable"


NAMES = ("12:30 talk.mp4", "~x.mp4", "~root", "%03d.mp4", "a?b#c.mp4")


@pytest.mark.parametrize("name", [name for name in NAMES if can_be_a_name(name)])
def test_any_name_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(TRUTH.read_bytes())
    source = open_source(name)
    source.open()
    assert source.read() is not None
    source.close()


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"v\xeddeo.mp4")
    path.write_bytes(TRUTH.read_bytes())
    assert len(frames_of(path)[0]) == 50


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(VideoSourceError, match="not a file"):
        VideoFileSource(tmp_path / "pipe.mp4").open()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_a_film_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = bytes_in(tmp_path, TRUTH.read_bytes())
    path.chmod(0)
    with pytest.raises(VideoSourceError, match="denied"):
        VideoFileSource(path).open()


def test_a_playlist_opens_no_address(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text(
        "#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/film.ts\n#EXT-X-ENDLIST\n", encoding="utf-8"
    )
    with pytest.raises(VideoSourceError):
        VideoFileSource(path).open()
