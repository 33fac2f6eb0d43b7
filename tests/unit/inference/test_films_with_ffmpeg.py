"""Frames and times of films of many kinds are those that ffprobe counts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from emotion_gui.core.errors import VideoSourceError
from tests.helpers.films import TRUTH, check_times, ffmpeg, frames_of

FAST = ("-t", "0.8", "-vf", "scale=160:90")
KINDS = {
    "h264.mkv": ("-c:v", "libx264"),
    "b_frames.mp4": ("-c:v", "libx264", "-bf", "3", "-g", "10"),
    "field_order.ts": ("-c:v", "mpeg2video", "-flags", "+ildct+ilme", "-q:v", "4"),
    "dvd.vob": ("-c:v", "mpeg2video", "-q:v", "4", "-f", "vob"),
    "old.mpg": ("-c:v", "mpeg1video", "-q:v", "4"),
    "phone.mov": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"),
    "ten_bit.mp4": ("-c:v", "libx264", "-pix_fmt", "yuv422p10le"),
    "web.webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime"),
    "vp8.webm": ("-c:v", "libvpx", "-deadline", "realtime"),
    "av1.mkv": ("-c:v", "libsvtav1", "-preset", "12"),
    "photo.avi": ("-c:v", "mjpeg", "-q:v", "4"),
    "divx.avi": ("-c:v", "mpeg4", "-bf", "2", "-q:v", "4"),
    "edit.mov": ("-c:v", "prores_ks", "-profile:v", "0"),
    "lossless.mkv": ("-c:v", "ffv1"),
    "windows.wmv": ("-c:v", "wmv2", "-q:v", "4"),
    "flash.flv": ("-c:v", "flv", "-q:v", "4"),
    "free.ogv": ("-c:v", "libtheora"),
    "moving.gif": ("-r", "10"),
    "fragments.mp4": ("-c:v", "libx264", "-movflags", "frag_keyframe+empty_moov"),
    "stream.mkv": ("-c:v", "libx264", "-live", "1"),
    "late.ts": ("-c:v", "libx264", "-output_ts_offset", "3600"),
    "early.mkv": ("-c:v", "libx264", "-output_ts_offset", "-5", "-avoid_negative_ts", "disabled"),
}


@pytest.mark.parametrize("name", KINDS)
def test_frames_and_times_of_many_kinds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    ffmpeg("-i", TRUTH, *FAST, *KINDS[name], path)
    frames, source = frames_of(path)
    check_times(frames, path)
    assert source.notes == ()


def cut_in_the_middle(path: Path) -> None:
    """Copied from a frame that is no key frame: an edit list hides what comes before."""
    whole = path.with_name("whole.mp4")
    ffmpeg("-i", TRUTH, *FAST, "-c:v", "libx264", "-bf", "3", "-g", "50", whole)
    ffmpeg("-ss", "0.3", "-i", whole, "-c", "copy", path)


def longer_sound(path: Path) -> None:
    sound = ("-f", "lavfi", "-i", "sine=d=4", "-map", "0:v", "-map", "1:a")
    ffmpeg("-i", TRUTH, *sound, *FAST[2:], "-c:v", "libx264", "-c:a", "aac", path)


def screen_recording(path: Path) -> None:
    """Pictures only where something changes: gaps, and nothing lacks."""
    chosen = "select='lt(t,1)+not(mod(n,6))',scale=160:90"
    ffmpeg("-i", TRUTH, "-vf", chosen, "-fps_mode", "vfr", "-c:v", "libx264", path)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (cut_in_the_middle, "cut.mp4"),
        (longer_sound, "sound.mp4"),
        (longer_sound, "sound.mkv"),
        (longer_sound, "sound.ts"),
        (screen_recording, "screen.mp4"),
        (screen_recording, "screen.mkv"),
        (screen_recording, "screen.ts"),
    ],
)
def test_nothing_is_said_to_lack_where_nothing_does(
    tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    make(tmp_path / name)
    frames, source = frames_of(tmp_path / name)
    check_times(frames, tmp_path / name)
    assert source.notes == ()


@pytest.mark.parametrize("name", ["hole.ts", "hole.vob", "hole.mkv", "hole.mp4", "hole.flv"])
def test_a_hole_is_told_in_every_container(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    codec = "mpeg2video" if name.endswith(("ts", "vob")) else "mjpeg"
    codec = "libx264" if name.endswith(("mp4", "flv")) else codec
    ffmpeg("-i", TRUTH, "-c:v", codec, "-q:v", "4", "-g", "10", path)
    data = bytearray(path.read_bytes())
    middle, half = len(data) // 2, len(data) // 20
    data[middle - half : middle + half] = bytes(2 * half)
    path.write_bytes(data)
    frames, source = frames_of(path)
    assert 20 < len(frames) < 50
    assert frames[-1].time_s > 1.8
    assert source.notes
    assert source.report.missing > 0


def test_a_recording_that_begins_in_the_middle_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.ts"
    ffmpeg("-i", TRUTH, "-c:v", "libx264", "-g", "25", path)
    path.write_bytes(path.read_bytes()[188 * 60 :])
    frames, source = frames_of(path)
    assert frames[0].time_s == pytest.approx(source.report.late_start_s)
    assert 0 < source.report.late_start_s <= 1.0
    assert "begins in the middle" in str(source.notes[0])


@pytest.mark.parametrize(
    ("sound", "words"), [((), "sound only"), (("-map", "1:v"), "a cover picture, but no film")]
)
def test_sound_is_no_film(tmp_path: Path, sound: tuple[str, ...], words: str) -> None:
    path = tmp_path / "song.m4a"
    tone = ("-f", "lavfi", "-i", "sine=d=1")
    if sound:
        cover = tmp_path / "cover.jpg"
        ffmpeg("-i", TRUTH, "-frames:v", "1", cover)
        tone = (
            *tone,
            "-i",
            str(cover),
            "-map",
            "0:a",
            *sound,
            "-c:v",
            "mjpeg",
            "-disposition:v:0",
            "attached_pic",
        )
    ffmpeg(*tone, "-c:a", "aac", path)
    with pytest.raises(VideoSourceError, match=words):
        frames_of(path)


def test_of_several_tracks_one_is_read_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    ffmpeg("-i", TRUTH, "-map", "0:v", "-map", "0:v", *FAST, "-c:v", "libx264", path)
    frames, source = frames_of(path)
    assert len(frames) == 20
    assert "2 tracks" in str(source.notes[0])


@pytest.mark.parametrize(("aspect", "size"), [("2/1", (320, 90)), ("1/2", (160, 180))])
def test_pixels_are_made_square_by_enlarging(
    tmp_path: Path, aspect: str, size: tuple[int, int]
) -> None:
    path = tmp_path / "wide.mp4"
    shape = f"scale=160:90,setsar={aspect}"
    ffmpeg("-i", TRUTH, "-t", "0.2", "-vf", shape, "-c:v", "libx264", path)
    frames, _ = frames_of(path)
    assert frames[0].picture.shape == (size[1], size[0], 3)
