"""Films of unusual kinds: read whole, each row with its own picture; or refused in words."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films.seeker import FilmSeeker
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.review.analysis import analyse_film
from emotion_gui.core.review.rows import LONE_FRAME_S, read_rows
from emotion_gui.core.review.statistics import film_figures
from tests.helpers.films import FILMS, ffmpeg, frames_of
from tests.helpers.review import session_of

Maker = Callable[[], EmotionPipeline]
DRAWN = ("-f", "lavfi", "-i", "testsrc2=s=160x96:r=30:d=0.5")
HALF_S = (*DRAWN, "-c:v", "libx264", "-g", "5")
MADE = {
    "one_frame.mp4": (*DRAWN, "-frames:v", "1", "-c:v", "libx264"),
    "one_frame.mkv": (*DRAWN, "-frames:v", "1", "-c:v", "mjpeg"),
    "far_start.ts": (*HALF_S, "-output_ts_offset", "95000"),
    "far_start.mkv": (*HALF_S, "-output_ts_offset", "900000"),
    "far_start.mp4": (*HALF_S, "-output_ts_offset", "500000"),
    "gap.mp4": (*DRAWN, "-vf", "setpts='if(gt(N,7),PTS+20/TB,PTS)'", "-fps_mode", "vfr"),
    "turned.mp4": (*DRAWN, "-vf", "transpose=1", "-c:v", "libx264"),
    "coded_as_a_picture.gif": (*DRAWN, "-r", "10"),
    "without_container.h264": HALF_S,
    "in_pieces.mp4": (*HALF_S, "-movflags", "frag_keyframe+empty_moov"),
    "quick.mp4": (*DRAWN, "-vf", "fps=500,trim=end_frame=40", "-c:v", "libx264"),
    "odd_sides.mp4": (*DRAWN, "-vf", "scale=161:97", "-pix_fmt", "yuv444p", "-c:v", "libx264"),
}
KEPT = ("rotated90.mp4", "rotated270.mp4", "vfr.mp4", "anamorphic_half.mp4", "broken_off.mp4")


@pytest.mark.parametrize("name", [*MADE, *(name for name in KEPT if (FILMS / name).exists())])
def test_every_row_has_its_picture(name: str, make_pipeline: Maker, tmp_path: Path) -> None:
    film = tmp_path / name
    if name in MADE:
        ffmpeg(*MADE[name], film)
    else:
        film = FILMS / name
    read = analyse_film(film, make_pipeline(), tmp_path / "rows")
    rows = read_rows(tmp_path / "rows")
    frames, _ = frames_of(film)
    assert read.frames == rows.frames == len(frames)
    assert rows.time_s[0] == pytest.approx(0, abs=0.1)  # wherever its own clock begins
    assert bool(read.notes) is (name == "broken_off.mp4")
    seeker = FilmSeeker(film)
    for place in {rows.frames - 1, 0, rows.frames // 2}:
        picture = seeker.picture(float(rows.time_s[place]))
        np.testing.assert_array_equal(picture, frames[place].picture)
    seeker.close()
    figures = film_figures(session_of(rows).timeline)
    assert figures[0].seen_s > 0
    assert sum(answer.share.value or 0 for answer in figures[0].answers) == pytest.approx(1)


def test_one_picture_counts_as_one_of_25_a_second(make_pipeline: Maker, tmp_path: Path) -> None:
    ffmpeg(*MADE["one_frame.mp4"], tmp_path / "one.mp4")
    analyse_film(tmp_path / "one.mp4", make_pipeline(), tmp_path / "rows")
    timeline = session_of(read_rows(tmp_path / "rows")).timeline
    assert timeline.end_s == LONE_FRAME_S
    (one,) = film_figures(timeline)
    assert one.seen_s == LONE_FRAME_S


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.mp4", "the file is empty"),
        ("words.mp4", "not a video file"),
        ("sound.mp4", "sound only"),
        ("none.avi", "no picture that can be read"),
        ("none.mkv", "holds no picture"),
        ("begun.mp4", "not finished"),
    ],
)
def test_what_is_no_film_is_refused_in_words(
    name: str, words: str, make_pipeline: Maker, tmp_path: Path
) -> None:
    film = tmp_path / name
    film.write_bytes({"empty": b"", "words": b"hello\n" * 50}.get(film.stem, b""))
    if film.stem == "sound":
        ffmpeg("-f", "lavfi", "-i", "sine=d=1", film)
    elif film.stem == "none":
        ffmpeg(*DRAWN, "-t", "0", "-c:v", "mjpeg", film)
    elif film.stem == "begun":
        whole = tmp_path / "whole.mp4"
        ffmpeg(*HALF_S, whole)
        film.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(VideoSourceError, match=words):
        analyse_film(film, make_pipeline(), tmp_path / "rows")
