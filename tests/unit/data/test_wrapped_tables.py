"""Tables compressed, archived, made on a Mac, with old ends of lines: the same rows come."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers.sources import encoded, face, row_text, write_table

from emotion_gui.core.data.readers import SourceItem, inspect_source, open_source
from emotion_gui.core.errors import ArchiveError, UnsupportedSourceError

CASES = Path(__file__).parents[2] / "data" / "tables"
HEADER = "emotion,pixels,Usage\n"


def rows_of(path: Path) -> list[SourceItem]:
    return list(open_source(path))


def table_bytes(count: int = 6) -> bytes:
    lines = [row_text(i % 7, face(i), "Training") for i in range(count)]
    return (HEADER + "\n".join(lines) + "\n").encode()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{mode}") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "left_alone"),
    [
        ("fer2013_mac.tar.gz", {"fer2013/README": "not a picture"}),
        ("mac_first.zip", {}),
        ("single.csv.zip", {}),
        ("other_name.zip", {}),
        ("plain.csv.gz", {}),
        ("cr_only.csv", {}),
        ("train_csv_in_zip.zip", {"test.csv": "no column 'emotion' in the header (pixels)"}),
    ],
)
def test_every_wrapping_gives_its_seven_rows(name, left_alone):
    rows = rows_of(CASES / name)
    assert [row.source for row in rows] == [f"row {n}" for n in range(2, 9)]
    assert not any(row.problem for row in rows)
    preview = inspect_source(CASES / name)
    assert (preview.kind, preview.total, preview.estimated) == ("FER2013 table", 7, False)
    assert dict(preview.left_alone) == left_alone


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("a.csv.gz", gzip.compress),
        ("a.csv.bz2", bz2.compress),
        ("a.csv.xz", lzma.compress),
        ("a.gz", gzip.compress),
        ("a.csv", gzip.compress),
        ("a.csv.gz", lambda data: gzip.compress(data.replace(b"\n", b"\r"))),
        ("a.csv", lambda data: data.replace(b"\n", b"\r\n")),
        ("a.csv", lambda data: data.replace(b"\n", b"\r")),
        ("a.tar.gz", lambda data: tarred({"faces/all.csv": data}, "gz")),
        ("a.tar.xz", lambda data: tarred({"all.txt": data}, "xz")),
        ("a.tbz2", lambda data: tarred({"all.tsv": data.replace(b",", b"\t")}, "bz2")),
        ("a.tar", lambda data: tarred({"._all.csv": bytes(90), "all.csv": data}, "")),
        ("a.bin", lambda data: tarred({"all.csv": data}, "gz")),
        ("a.zip", lambda data: zipped({"all.csv": data.replace(b"\n", b"\r")})),
        ("a.zip", lambda data: zipped({"README.txt": b"read me", "all.csv": data})),
        ("a.zip", lambda data: zipped({"icml_face_data.csv": data, "train.csv": data})),
        ("a.zip", lambda data: zipped({"train.csv": data, "fer2013.csv": data})),
    ],
)
def test_a_table_is_read_however_it_is_wrapped(tmp_path, name, wrap):
    path = tmp_path / name
    path.write_bytes(wrap(table_bytes()))
    (tmp_path / "plain.csv").write_bytes(table_bytes())
    plain, wrapped = rows_of(tmp_path / "plain.csv"), rows_of(path)
    assert [(r.source, r.label, r.usage) for r in wrapped] == [
        (r.source, r.label, r.usage) for r in plain
    ]
    assert all((a.pixels == b.pixels).all() for a, b in zip(wrapped, plain, strict=True))
    assert inspect_source(path).total == 6


def test_the_size_of_a_large_compressed_table_is_estimated(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(table_bytes(1_200), 1))
    preview = inspect_source(path)
    assert preview.estimated
    assert preview.total == pytest.approx(1_200, rel=0.1)
    assert len(rows_of(path)) == 1_200


def test_several_tables_of_faces_are_a_question(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"train.csv": table_bytes(), "val.csv": table_bytes()}))
    with pytest.raises(ArchiveError, match=r"several tables of faces \(train.csv, val.csv\)"):
        inspect_source(path)


def test_pictures_before_a_table_are_the_source(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"happy/a.png": encoded(face(1)), "list.csv": table_bytes()}))
    assert [row.source for row in rows_of(path)] == ["happy/a.png"]
    assert dict(inspect_source(path).left_alone) == {"list.csv": "not a picture"}


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_table_that_breaks_off_is_refused_in_words(tmp_path, packer):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packer(table_bytes())[:-2_000])
    with pytest.raises(ArchiveError, match=r"unpacked|damaged"):
        rows_of(path)


def test_a_compressed_bomb_is_refused(tmp_path, monkeypatch):
    from emotion_gui.core.data import archives

    monkeypatch.setattr(archives, "TOTAL_FREE_BYTES", 1 << 20)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() + b" " * (40 << 20)))
    with pytest.raises(ArchiveError, match="300 times its size"):
        rows_of(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.7z", "a.csv.zst"])
def test_what_must_be_unpacked_or_saved_first_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK" + bytes(90))
    with pytest.raises(UnsupportedSourceError, match="first"):
        inspect_source(tmp_path / name)


def test_an_archive_without_pictures_tells_what_it_holds(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(dict.fromkeys(("fer2013.tar.gz", "clip.mp4", "a.md", "b.md"), b"x")))
    with pytest.raises(UnsupportedSourceError) as refused:
        inspect_source(path)
    told = "fer2013.tar.gz: an archive inside; unpack it first; clip.mp4: a film, not a picture; a"
    assert refused.value.path == path
    assert told in str(refused.value)
    assert "b.md" not in str(refused.value), "the first three say enough"


def test_a_table_with_a_wrong_name_is_still_a_table(tmp_path):
    write_table(tmp_path / "faces.dat", 4)
    assert len(rows_of(tmp_path / "faces.dat")) == 4
