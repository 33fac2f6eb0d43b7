"""Films in the forms that people have: kept ones, and others made with ffmpeg."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.frames import Frame, opened

FILMS = Path(__file__).parents[1] / "data" / "films"
TRUTH = FILMS / "progressive.mp4"


def frames_of(path: Path) -> tuple[list[Frame], VideoFileSource]:
    """All frames of a film, and the source after them."""
    source = VideoFileSource(path)
    with opened(source):
        return list(iter(source.read, None)), source


def likeness_db(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal to noise of two pictures; over 30 is the same picture to the eye."""
    error = float(np.mean((a.astype(np.float32) - b) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def ffmpeg(*arguments: object) -> None:
    """Run ffmpeg; the test is skipped where it or what is asked of it is not there."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not installed")
    command = [program, "-y", "-loglevel", "error", *(str(word) for word in arguments)]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, encoding="utf-8"
    )
    if "Unknown encoder" in ended.stderr or "not found" in ended.stderr:
        pytest.skip(f"this ffmpeg lacks something: {ended.stderr.strip()}")
    assert ended.returncode == 0, ended.stderr


def moving_pictures(count: int) -> list[np.ndarray]:
    """A bright square on its way over a still ground, 96 x 64, no two pictures alike."""
    ground = np.random.default_rng(0).integers(40, 90, (64, 96, 3)).astype(np.uint8)
    pictures = []
    for number in range(count):
        picture = ground.copy()
        left = 3 * number % 72
        picture[8 + number % 24 :][:24, left : left + 24] = 255 - 2 * (number % 50)
        pictures.append(picture)
    return pictures


def coded_film(path: Path, pictures: Sequence[np.ndarray], coder: str, **options: str) -> Path:
    """25 pictures a second, coded as FFmpeg's options say, without its program."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(coder, rate=25, options=options)
        stream.height, stream.width = pictures[0].shape[:2]
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def probed_times(path: Path) -> list[float | None]:
    """When ffprobe shows each frame of the first film, in seconds; None where it does not know."""
    program = shutil.which("ffprobe")
    if program is None:
        pytest.skip("ffprobe is not installed")
    command = [
        program,
        "-v",
        "quiet",
        "-select_streams",
        "v:0",
        "-show_entries",
        "frame=best_effort_timestamp_time",
        "-of",
        "csv=p=0",
        str(path),
    ]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=120, encoding="utf-8"
    )
    words = [line.split(",")[0] for line in ended.stdout.splitlines() if line.strip(", ")]
    return [None if word == "N/A" else float(word) for word in words]


def check_times(frames: list[Frame], path: Path) -> None:
    """As many frames as ffprobe has, at the times from the first that it knows."""
    probed = probed_times(path)
    assert len(frames) == len(probed)
    pairs = [(a.time_s, b) for a, b in zip(frames, probed, strict=True) if b is not None]
    for found_s, time_s in pairs:
        first_s, first_probed_s = pairs[0]
        assert found_s - first_s == pytest.approx(time_s - first_probed_s, abs=0.0015)
