"""What a file is, by its name and its first bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from emotion_gui.core.data.file_kinds import (
    ending_of,
    is_leftover,
    is_picture_file,
    is_picture_head,
    is_picture_name,
    needs_a_look,
    what_else,
)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PNG", ".png"),
        ("a.b.jpg", ".jpg"),
        ("x.y/a", ""),
        ("x.y\\a", ""),
        ("x\\a.Jpg", ".jpg"),
        (".png", ".png"),
        ("a.", "."),
        ("a", ""),
        ("", ""),
    ],
)
def test_an_ending_is_the_last_one_of_the_name_alone(name: str, ending: str) -> None:
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    ("parts", "left_over"),
    [
        (("a", "b.png"), False),
        (("a", ".hidden.png"), True),
        ((".git", "b.png"), True),
        (("a", "Thumbs.db"), True),
        (("__MACOSX", "a", "b.png"), True),
        (("$RECYCLE.BIN", "b.png"), True),
        (("~$b.png",), True),
        (("PaxHeaders.123", "b.png"), True),
        ((".", "..", "b.png"), False),
        (("b~$.png",), False),
        ((), False),
    ],
)
def test_what_systems_leave_behind(parts: tuple[str, ...], left_over: bool) -> None:
    assert is_leftover(parts) == left_over


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (b"\x89PNG\r\n\x1a\n", True),
        (b"\xff\xd8\xff\xe0", True),
        (b"RIFF1234WEBPVP8 ", True),
        (b"RIFF1234WAVEfmt ", False),
        (b"RIFF1234", False),
        (b"\0\0\0\x18ftypavif", True),
        (b"\0\0\0\x18ftypheic", True),
        (b"\0\0\0\x18ftypisom", False),
        (b"P5 3 3 255\n", True),
        (b"P1\n3 3", True),
        (b"P6\t3 3", True),
        (b"P7 3 3", False),
        (b"P0 3 3", False),
        (b"P53 3 3", False),
        (b"P5", False),
        (b"Q5 3 3", False),
        (b"", False),
        (b"hello", False),
    ],
)
def test_a_picture_is_known_by_its_first_bytes_where_its_name_is_mute(
    tmp_path: Path, head: bytes, picture: bool
) -> None:
    assert is_picture_head(head) == picture
    for name, wanted in (("mute", picture), ("a.dat", picture), ("a.csv", False), ("a.png", True)):
        path = tmp_path / name
        path.write_bytes(head)
        assert is_picture_file(path) == wanted, name
    assert not is_picture_file(tmp_path / "nothing there")


def test_a_name_says_picture_something_else_or_nothing() -> None:
    for name in ("a.jpg", "a.HEIC", "a.svg"):
        assert is_picture_name(name)
        assert not needs_a_look(name)
    for name in ("a.csv", "a.zip", "a.mp4"):
        assert not is_picture_name(name)
        assert not needs_a_look(name)
    for name in ("a", "a.dat", "png"):
        assert needs_a_look(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.zip", "an archive inside; unpack it first"),
        ("a.MP4", "a film, not a picture"),
        ("a.txt", "not a picture"),
        ("zip", "not a picture"),
    ],
)
def test_what_else_a_file_is(name: str, words: str) -> None:
    assert what_else(name) == words
