"""Films keep the times of their pictures, and a film that is not whole is told."""

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from helpers.systems import can_be_a_name, can_fill_up

from emotion_gui.core.errors import StorageError
from emotion_gui.core.inference.films.writer import FilmWriter
from tests.helpers.fake_sources import plain_frames


def write_film(path: Path, times_s: list[float], *, fps: float = 25.0) -> Path:
    writer = FilmWriter(path, fps=fps)
    for picture, time_s in zip(plain_frames(len(times_s)), times_s, strict=True):
        writer.write(picture, time_s)
    writer.close()
    return path


def times_of(path: Path) -> list[float]:
    with path.open("rb") as file, av.open(file) as container:
        return [round(frame.time, 4) for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.m4v", "film.mkv", "FILM.MP4"])
def test_pictures_keep_their_times(tmp_path: Path, name: str) -> None:
    times_s = [7.0, 7.04, 7.08, 7.5, 9.0, 9.015]
    found = times_of(write_film(tmp_path / name, times_s))
    assert found == pytest.approx([time_s - 7 for time_s in times_s], abs=0.0011)


def test_avi_keeps_times_in_whole_steps(tmp_path: Path) -> None:
    found = times_of(write_film(tmp_path / "film.avi", [0.0, 0.1, 0.5, 0.6], fps=10))
    assert found == pytest.approx([0.0, 0.1, 0.5, 0.6])


@pytest.mark.parametrize("fps", [24000 / 1001, 25, 30000 / 1001, 60])
def test_a_constant_rate_is_kept_exactly(tmp_path: Path, fps: float) -> None:
    path = write_film(tmp_path / "film.mp4", [k / fps for k in range(40)], fps=fps)
    assert times_of(path) == pytest.approx([k / fps for k in range(40)], abs=1e-4)


def test_time_that_stands_or_runs_back_goes_on_at_the_nominal_rate(tmp_path: Path) -> None:
    found = times_of(write_film(tmp_path / "film.mp4", [0, 0, 0, 0.08, 0.04], fps=10))
    assert found == pytest.approx([0, 0.1, 0.2, 0.2, 0.3], abs=1e-3)
    assert times_of(write_film(tmp_path / "slow.mp4", [0, 0], fps=0.5)) == [0, 2]
    assert times_of(write_film(tmp_path / "none.mp4", [0, 0], fps=0)) == [0, 0.04]


NAMES = ("12:30 talk.mp4", "~x.mp4", "%03d.mp4", "a?b#c.mp4", "Müller 测试.avi")


@pytest.mark.parametrize("name", [name for name in NAMES if can_be_a_name(name)])
def test_any_name_is_a_name(tmp_path: Path, name: str) -> None:
    assert len(times_of(write_film(tmp_path / name, [0.0, 0.04]))) == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"v\xeddeo.mp4")
    assert len(times_of(write_film(path, [0.0, 0.04]))) == 2


@pytest.mark.parametrize("size", [(61, 35), (2, 2), (640, 360)])
def test_any_size_is_written(tmp_path: Path, size: tuple[int, int]) -> None:
    for name in ("film.mp4", "film.avi"):
        writer = FilmWriter(tmp_path / name, fps=25)
        writer.write(np.full((size[1], size[0], 3), 90, np.uint8), 0.0)
        writer.write(np.full((20, 30, 3), 200, np.uint8), 0.04)
        writer.close()
        with av.open(str(tmp_path / name)) as container:
            assert [(f.width, f.height) for f in container.decode(video=0)] == [size, size]


def test_what_is_written_looks_the_same(tmp_path: Path) -> None:
    colours = np.zeros((120, 160, 3), np.uint8)
    colours[:, :80] = (200, 40, 60)
    colours[:, 80:] = (30, 180, 90)
    for name in ("film.mp4", "film.avi"):
        writer = FilmWriter(tmp_path / name, fps=25)
        writer.write(colours, 0.0)
        writer.close()
        with av.open(str(tmp_path / name)) as container:
            (frame,) = container.decode(video=0)
        apart = np.abs(frame.to_ndarray(format="bgr24").astype(int) - colours)
        assert apart[:, 8:72].max() < 8
        assert apart[:, 88:152].max() < 8


@pytest.mark.parametrize("name", ["film", "film.txt", "film.webm"])
def test_other_endings_are_refused_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match=r"\.mp4 or \.avi"):
        FilmWriter(tmp_path / name, fps=25)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "film.mp4"
    with pytest.raises(StorageError) as caught:
        write_film(path, [0.0])
    assert caught.value.path == path
    assert "No such file" in caught.value.reason


@pytest.mark.skipif(not can_fill_up(), reason="no device that is always full")
@pytest.mark.parametrize("kind", ["mp4", "avi"])
def test_a_full_disk_is_told_with_the_path(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"film.{kind}"
    path.symlink_to("/dev/full")
    with pytest.raises(StorageError) as caught:
        write_film(path, [k / 25 for k in range(30)])
    assert caught.value.path == path
    assert "No space left" in caught.value.reason


def test_a_film_that_lost_its_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    writer = FilmWriter(path, fps=25)
    for k, picture in enumerate(plain_frames(60)):
        writer.write(picture, k / 25)
    writer.frames += 1  # as if the disk had swallowed one
    with pytest.raises(StorageError, match="only 60 of 61"):
        writer.close()
    writer.close()


def test_a_process_that_is_killed_leaves_a_film_that_opens(tmp_path: Path) -> None:
    script = (
        "import os, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from emotion_gui.core.inference.films.writer import FilmWriter\n"
        "writer = FilmWriter(Path(sys.argv[1]), fps=25)\n"
        "for k in range(100):\n"
        "    writer.write(np.full((60, 80, 3), k, np.uint8), k / 25)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    path = tmp_path / "film.mp4"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False, timeout=60)
    assert 60 <= len(times_of(path)) <= 100
