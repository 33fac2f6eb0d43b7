"""What is said of a film that is not whole, and of a file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from emotion_gui.core.inference.films.report import FilmReport, no_film


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({}, []),
        ({"refused": 1}, ["1 frame of 91 could not be read: the film is damaged"]),
        ({"refused": 2}, ["2 frames of 92 could not be read: the film is damaged"]),
        ({"incomplete": 1}, ["1 frame could be read only in part"]),
        ({"incomplete": 3}, ["3 frames could be read only in part"]),
        (
            {"late_start_s": 1.26},
            [
                "the first 1.3 seconds could not be read: the recording begins in the middle",
            ],
        ),
        (
            {"holes": 2, "holes_s": 0.52},
            ["0.5 seconds in the middle could not be read: the film is damaged"],
        ),
        (
            {"ends_s": 3.0, "missing_s": 1.5, "cut_off": True},
            [
                "the film breaks off after 3.0 of 4.5 seconds: the recording or download was not "
                "finished"
            ],
        ),
        ({"cut_off": True}, ["the last frame is cut off and was left out"]),
        ({"tracks": 2}, ["the film has 2 tracks of pictures; only one is read"]),
    ],
)
def test_what_a_film_lacks_is_said(lacking: dict[str, float], words: list[str]) -> None:
    assert [str(note) for note in FilmReport(frames=90, **lacking).notes] == words  # type: ignore[arg-type]


def box(name: bytes, body: bytes, *, length: int | None = None) -> bytes:
    return (8 + len(body) if length is None else length).to_bytes(4) + name + body


HEAD = box(b"ftyp", b"isom" * 2)
FAR = b"\x00\x00\x00\x01mdat" + (16 + 40).to_bytes(8) + bytes(40)  # its length is behind its name
UNFINISHED = "its index is missing: the recording or download was not finished"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (bytes(100), "it holds nothing yet: the recording or download was not finished"),
        (b"\x1a\x45\xdf\xa3abc", "it holds no picture: the recording or download was not finished"),
        (b"hello, world", "this is not a video file"),
        (HEAD + box(b"mdat", bytes(50)), UNFINISHED),
        (HEAD + box(b"mdat", bytes(50)) + box(b"moov", bytes(20)), "this is not a video file"),
        (HEAD + FAR + box(b"moov", bytes(20)), "this is not a video file"),
        (HEAD + box(b"mdat", bytes(9)) + box(b"moov", bytes(20), length=60), UNFINISHED),
        (HEAD + box(b"moov", bytes(20), length=0), "this is not a video file"),
        (HEAD + box(b"mdat", bytes(9), length=4) + box(b"moov", bytes(20)), UNFINISHED),
        (HEAD + box(b"moov", b""), "this is not a video file"),
    ],
)
def test_why_a_file_is_no_film(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    assert str(no_film(path)) == no_film(path).reason == reason
