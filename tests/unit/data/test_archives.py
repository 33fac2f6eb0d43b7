"""What is an archive, by its name or by what it holds; and names that lead out of one."""

from __future__ import annotations

import io
import itertools
import tarfile
import zipfile
from pathlib import Path

import pytest

from emotion_gui.core.data import archives
from emotion_gui.core.data.archives import LONGEST_NAME, archive_members, is_archive, safe_name
from emotion_gui.core.errors import ArchiveError


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/b.txt", b"hello")
    return buffer.getvalue()


def tarred(mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        member = tarfile.TarInfo("a/b.txt")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["zip", "", "gz", "bz2", "xz"])
def test_an_archive_is_known_by_what_it_holds(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "download"
    path.write_bytes(zipped() if kind == "zip" else tarred(kind))
    assert is_archive(path)
    found = [
        (member.name, member.size, member.problem, member.head(), member.read())
        for member in archive_members(path)  # each as long as it is the last one that came
    ]
    assert found == [("a/b.txt", 5, "", b"hello", b"hello")]


@pytest.mark.parametrize("name", ["a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.TAR.XZ"])
def test_or_by_its_name(tmp_path: Path, name: str) -> None:
    assert is_archive(tmp_path / name)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        bytes(3_000),
        bytes(512),
        b"\x1f\x8b" + bytes(20),
        tarred("gz")[:40],
        zipped()[:9],
    ],
    ids=[
        "nothing",
        "text",
        "zeros",
        "a block",
        "gzip",
        "cut gzip",
        "cut zip",
    ],  # gzip tells the time
)
def test_anything_else_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "download"
    path.write_bytes(data)
    assert not is_archive(path)
    assert not is_archive(tmp_path / "nothing there")
    assert not is_archive(tmp_path)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b.png", "a/b.png"),
        ("./a//b.png", "a/b.png"),
        ("a\\b.png", "a/b.png"),
        ("a/./b", "a/b"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), None),
        ("/etc/passwd", None),
        ("\\windows", None),
        ("c:/windows", None),
        ("ab:c", "ab:c"),
        ("../a", None),
        ("a/../../b", None),
        ("..\\a", None),
        ("a\0b", None),
        ("", None),
        (".", None),
        ("c", "c"),
        ("..a/b..", "..a/b.."),
    ],
)
def test_a_name_stays_inside_or_is_refused(name: str, safe: str | None) -> None:
    assert safe_name(name) == safe


def test_as_many_files_as_an_archive_may_hold_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    for kind, files in itertools.product(("zip", "tar"), (3, 4)):
        path = tmp_path / f"{files}.{kind}"
        if kind == "zip":
            with zipfile.ZipFile(path, "w") as packed:
                for number in range(files):
                    packed.writestr(f"{number}.txt", b"x")
        else:
            with tarfile.open(path, "w") as taped:
                for number in range(files):
                    taped.addfile(tarfile.TarInfo(f"{number}.txt"))
        if files == 3:
            assert [member.name for member in archive_members(path)] == ["0.txt", "1.txt", "2.txt"]
        else:
            with pytest.raises(ArchiveError, match="more than 3 files"):
                list(archive_members(path))
