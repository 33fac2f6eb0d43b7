"""Archives, folders and pictures that cost more than they weigh."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.sources import encoded, face, write_pictures
from PIL import Image

from emotion_gui.core.data import archives
from emotion_gui.core.data.pictures import decode_picture, picture_size
from emotion_gui.core.data.readers import inspect_source, open_source
from emotion_gui.core.errors import ArchiveError, EmotionGuiError, PictureError

LONG_HEADERS = [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME]


def tar_block(name: str, size: int, kind: bytes) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type = size, kind
    return entry.tobuf(tarfile.USTAR_FORMAT)


@pytest.mark.parametrize("kind", LONG_HEADERS, ids=["pax", "global pax", "long name"])
@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "without_ending"])
@pytest.mark.parametrize("first", [True, False])
def test_a_header_of_hundreds_of_megabytes_is_not_read(
    tmp_path: Path, kind: bytes, name: str, first: bool
) -> None:
    picture = encoded(face(1))
    good = tar_block("happy/a.png", len(picture), tarfile.REGTYPE) + picture
    good += b"\0" * (-len(good) % 512)
    data = (b"" if first else good) + tar_block("x", 400 << 20, kind) + b"9" * 4_096
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    with pytest.raises(EmotionGuiError):
        inspect_source(path)
    if name != "without_ending" or not first:  # otherwise it is taken for no archive at all
        with pytest.raises(ArchiveError, match="a header of 419,430,400 bytes"):
            list(open_source(path))


def test_headers_count_where_an_archive_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "TOTAL_FREE_BYTES", 1 << 20)
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as made:
        for number in range(8):
            entry = tarfile.TarInfo(f"{number}.png")
            entry.pax_headers = {"comment": "x" * 900_000}
            made.addfile(entry)
    assert path.stat().st_size < 20_000
    with pytest.raises(ArchiveError, match="it unpacks to more than"):
        inspect_source(path)


def test_members_of_a_tar_do_not_stay_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as made:
        for number in range(50):
            made.addfile(tarfile.TarInfo(f"{number}.png"))
    seen = []
    for member in archives.archive_members(path):
        assert member.open.__closure__ is not None
        archive = next(
            cell.cell_contents
            for cell in member.open.__closure__
            if isinstance(cell.cell_contents, tarfile.TarFile)
        )
        seen.append(len(archive.members))
    assert len(seen) == 50
    assert max(seen) <= 1


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_longer_than_any_path_are_left_out(tmp_path: Path, kind: str) -> None:
    path, picture = tmp_path / f"a.{kind}", encoded(face(1))
    long = "happy/" + "n" * 60_000 + ".png"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as made:
            for name in ("happy/a.png", long):
                made.writestr(name, picture)
    else:
        with tarfile.open(path, "w") as made:
            for name in ("happy/a.png", long):
                entry = tarfile.TarInfo(name)
                entry.size = len(picture)
                made.addfile(entry, io.BytesIO(picture))
    problems = {item.source: item.problem for item in open_source(path)}
    assert problems.pop("happy/a.png") == ""
    ((name, problem),) = problems.items()
    assert len(name) < 300
    assert problem == "its name is longer than 4096 letters"


@pytest.mark.skipif(os.name == "nt", reason="paths are another matter on Windows")
def test_a_member_without_a_name_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"x")
        archive.writestr("happy/a.png", encoded(face(1)))
    assert [member.problem for member in archives.archive_members(path)] == ["it has no name", ""]
    assert [item.source for item in open_source(path) if item.problem] == ["?"]


@pytest.mark.parametrize(
    "damage", [{6: b"\xff"}, {8: b"\0\x08", 46: b"\xff\xfe"}], ids=["a version to come", "no text"]
)
def test_an_entry_that_nobody_can_have_written_is_told(
    tmp_path: Path, damage: dict[int, bytes]
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("happy/a.png", encoded(face(1)))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\1\2")
    for at, value in damage.items():
        data[entry + at : entry + at + len(value)] = value
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match="the archive is damaged"):
        inspect_source(path)


@pytest.mark.skipif(os.name == "nt", reason="no folder there is deeper than a path may be long")
def test_folders_too_deep_for_the_system_are_named(tmp_path: Path) -> None:
    write_pictures(tmp_path / "in", ["happy/a.png"])
    here = os.getcwd()
    try:
        os.chdir(tmp_path / "in")
        for _ in range(20):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        Path("lost.png").write_bytes(encoded(face(2)))
    finally:
        os.chdir(here)
    preview = inspect_source(tmp_path / "in")
    told = dict(preview.skipped)
    assert preview.total == 2
    assert len(told) == 1
    assert "the folder cannot be read (File name too long)" in told.values()
    problems = [item.problem for item in open_source(tmp_path / "in") if item.problem]
    assert problems == ["the folder cannot be read (File name too long)"]


def png(width: int, height: int, *, bits: int, colour: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(("colour", "limit"), [(2, 32), (6, 24)])
def test_colours_of_16_bits_have_a_limit_of_their_own(colour: int, limit: int) -> None:
    data = png(8_000, 7_000, bits=16, colour=colour)
    with pytest.raises(PictureError, match=f"of 16 bits, larger than {limit} megapixels"):
        decode_picture(data, "a.png")


def icon(side: int) -> bytes:
    """An icon that says 48 pixels and holds a picture of another size."""
    buffer = io.BytesIO()
    Image.new("L", (side, side)).save(buffer, "PNG")
    inside = buffer.getvalue()
    head = struct.pack("<HHHBBBBHHII", 0, 1, 1, 48, 48, 0, 0, 1, 32, len(inside), 22)
    return head + inside


def test_a_part_that_claims_more_than_is_there_is_not_made_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deep = np.arange(900, dtype=np.uint16).reshape(15, 20, 3) * 64
    data = bytearray(cv2.imencode(".png", deep)[1].tobytes())
    assert decode_picture(bytes(data), "a.png").width == 20
    place = data.index(b"IDAT")
    data[place - 4 : place] = struct.pack(">I", 1 << 31)
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("room is made for it"))
    with pytest.raises(PictureError, match="truncated"):
        decode_picture(bytes(data), "a.png")


def test_an_icon_is_bounded_by_what_it_holds() -> None:
    assert decode_picture(icon(48), "a.ico").width == 48
    with pytest.raises(PictureError, match="9000 x 9000 pixels, larger than 64 megapixels"):
        decode_picture(icon(9_000), "a.ico")


def tiled_tiff(tile: int) -> bytes:
    """64 x 64 pixels in one tile of any size."""
    data = zlib.compress(bytes(64 * 64))
    tags = {
        256: 64,
        257: 64,
        258: 8,
        259: 8,
        262: 1,
        277: 1,
        322: tile,
        323: tile,
        324: 0,
        325: len(data),
    }
    tags[324] = 8 + 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags))
    return head + entries + struct.pack("<I", 0) + data


def test_a_tile_larger_than_its_picture_is_not_made_room_for() -> None:
    assert decode_picture(tiled_tiff(64), "a.tif").width == 64
    for look in (decode_picture, picture_size):
        with pytest.raises(PictureError):
            look(tiled_tiff(30_000), "a.tif")


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM '/etc/passwd'>]><svg>&a;</svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
        b"%PDF-1.7\n",
    ],
    ids=["svg", "entity", "eps", "pdf"],
)
def test_what_draws_by_itself_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureError):
        decode_picture(data, "a.png")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_picture_of_many_is_read(kind: str) -> None:
    frames = [Image.fromarray(np.full((60, 60), 40 * number, np.uint8)) for number in range(5)]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    assert int(decode_picture(buffer.getvalue(), "a").pixels.max()) <= 2


@pytest.mark.parametrize("kind", [b"iCCP", b"zTXt"])
def test_words_and_colours_beside_a_picture_that_unpack_without_end_are_refused(
    kind: bytes,
) -> None:
    data = b"x\0\0" + zlib.compress(bytes(70 << 20), 1)
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    png = encoded(face(1))
    with pytest.raises(PictureError, match="damaged"):
        decode_picture(png[:33] + chunk + png[33:], "a.png")
