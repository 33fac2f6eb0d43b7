"""FER2013 tables: every usual variant is read; bad rows are named, wrong files refused."""

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from helpers.sources import face, row_text, write_table
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.data.readers import SourceOptions, fer_table, inspect_source, open_source
from emotion_gui.core.data.readers.digits import parse_numbers
from emotion_gui.core.errors import DatasetFormatError


def read(path: Path, **options: object) -> list:
    return list(open_source(path, options=SourceOptions(**options)))


def test_pixels_labels_and_usage_arrive(tmp_path):
    faces = write_table(tmp_path / "fer2013.csv", 30)
    items = read(tmp_path / "fer2013.csv")
    np.testing.assert_array_equal(np.stack([item.pixels for item in items]), faces)
    assert [item.label for item in items[:8]] == [*Emotion, Emotion.ANGRY]
    assert items[1].usage == "PublicTest"
    assert items[0].source == "row 2"
    assert len({item.source for item in items}) == 30


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("pixels,emotion,Usage", "{pixels},3,Training"),
        (" Emotion , Usage, Pixels ", " 3 ,Training ,{pixels} "),
        ("emotion, pixels", '3,"{pixels}"'),
        ("EMOTION;PIXELS;USAGE", "3;{pixels};Training"),
        ("emotion,pixels,Usage,note", "happy,{pixels},Training,x"),
        ("\ufeffemotion,pixels,Usage", "3,{pixels},Training"),
        ("emotion,pixels,Usage", "3,  {spread} ,Training"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_variants_of_the_table(tmp_path, header, line, ending):
    pixels = face(1)
    numbers = [str(n) for n in pixels.ravel().tolist()]
    text = line.format(pixels=" ".join(numbers), spread="  ".join(numbers))
    path = tmp_path / "table.csv"
    path.write_bytes(f"{header}{ending}{text}{ending}{text}".encode())
    items = read(path)
    assert [item.label for item in items] == [Emotion.HAPPY, Emotion.HAPPY]
    for item in items:
        np.testing.assert_array_equal(item.pixels, pixels)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row_text(9, face(1)), "emotion '9' is not one of 0 to 6"),
        (row_text("", face(1)), "emotion '' is not one of 0 to 6"),
        ("3,1 2 3,Training", "3 pixels instead of 2,304"),
        (row_text(3, face(1)).replace(" ", " 7 ", 1), "2,305 pixels instead of 2,304"),
        (row_text(3, np.full((48, 48), 7)).replace("7 7", "7 x7", 1), "'x' among the pixels"),
        (row_text(3, np.full((48, 48), 7)).replace("7 7", "7 256", 1), "pixel value 256"),
        (row_text(3, np.full((48, 48), 7)).replace("7 7", "7 1007", 1), "pixel value 1007"),
        (row_text(3, np.full((48, 48), 7)).replace("7 7", "7 -7", 1), "'-' among the pixels"),
        ("3", "1 columns instead of 3"),
        ("3,,Training", "0 pixels instead of 2,304"),
        ("\0\0\0", "1 columns instead of 3"),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_are_read(tmp_path, line, reason):
    good = row_text(2, face(5))
    path = tmp_path / "fer.csv"
    path.write_text(f"emotion,pixels,Usage\n{good}\n{line}\n\n{good}\n", encoding="utf-8")
    items = read(path)
    assert [item.source for item in items] == ["row 2", "row 3", "row 5"]
    assert [bool(item.problem) for item in items] == [False, True, False]
    assert reason in items[1].problem
    np.testing.assert_array_equal(items[2].pixels, face(5))


def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(fer_table, "BLOCK_BYTES", 16_384)
    path = tmp_path / "fer.csv"
    good = row_text(2, face(5))
    path.write_text(f"emotion,pixels,Usage\n{good}\n{'1 ' * 60_000}\n{good}\n", encoding="utf-8")
    items = read(path)
    assert [item.source for item in items] == ["row 2", "row 3", "row 4"]
    assert "longer than" in items[1].problem


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("a,b,c", "no column 'emotion' and 'pixels'"),
        ("emotion,Usage", "no column 'pixels'"),
        ("", "no column"),
        ("emotion,pixels,pixels", "column 'pixels' is there twice"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path, header, reason):
    path = tmp_path / "fer.csv"
    path.write_text(f"{header}\n1,2,3\n", encoding="utf-8")
    with pytest.raises(DatasetFormatError, match=reason) as caught:
        read(path)
    assert caught.value.row == 1
    with pytest.raises(DatasetFormatError, match=reason):
        inspect_source(path)


def test_blocks_do_not_change_what_is_read(tmp_path, monkeypatch):
    faces = write_table(tmp_path / "fer.csv", 25)
    for size in (9_000, 20_001, 64_000):
        monkeypatch.setattr(fer_table, "BLOCK_BYTES", size)
        items = read(tmp_path / "fer.csv")
        assert [item.source for item in items] == [f"row {n}" for n in range(2, 27)]
        np.testing.assert_array_equal(np.stack([item.pixels for item in items]), faces)


def test_a_line_longer_than_a_block_is_named_and_costs_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(fer_table, "BLOCK_BYTES", 20_000)
    good = row_text(3, face(1))
    for size in (20_001, 30_000, 39_999, 90_000):
        for lines in (["7" * size, good, good], [good, "7" * size, good]):
            path = tmp_path / "fer.csv"
            path.write_text("emotion,pixels,Usage\n" + "\n".join(lines) + "\n", encoding="utf-8")
            found = read(path)
            assert [item.source for item in found] == ["row 2", "row 3", "row 4"]
            bad = lines.index("7" * size)
            assert [bool(item.problem) for item in found] == [place == bad for place in range(3)]
            if bad == 0:  # the header stands in no block
                assert "longer than a megabyte" in found[0].problem


def test_rows_without_a_fault_are_not_read_one_by_one(tmp_path, monkeypatch):
    """One at a time costs several times as long."""
    faces = write_table(tmp_path / "fer.csv", 20)

    def one_by_one(text: bytes) -> None:
        raise AssertionError("a row was read by itself")

    monkeypatch.setattr(fer_table, "parse_numbers", one_by_one)
    np.testing.assert_array_equal(
        np.stack([item.pixels for item in read(tmp_path / "fer.csv")]), faces
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=0, max_size=40), st.integers(1, 3))
def test_numbers_are_parsed_like_int_does(numbers, gap):
    text = (" " * gap).join(map(str, numbers)).encode()
    found = parse_numbers(text)
    if all(number <= 255 for number in numbers):
        assert not isinstance(found, str)
        assert found.tolist() == numbers
    else:
        assert "over 255" in found


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_rows_or_refusals(data):
    stream = io.BytesIO(b"emotion,pixels,Usage\n" + data)
    for rows in fer_table.read_rows(Path("x.csv"), stream):
        assert all(rows.problems)


def packed(table: Path, path: Path) -> Path:
    """The table in an archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(table, "fer2013/fer2013.csv")
    else:
        with tarfile.open(path, "w:gz") as archive:
            archive.add(table, "fer2013/fer2013.csv")
    return path


def votes_table(path: Path, rows: list[tuple[int, ...]], usage: str = "Training") -> Path:
    header = (
        "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    )
    lines = [f"{usage},fer{i:07d}.png," + ",".join(map(str, row)) for i, row in enumerate(rows)]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_votes_replace_labels_and_leave_the_undecided_out(tmp_path):
    write_table(tmp_path / "fer.csv", 5, usages=("Training",))
    votes = votes_table(
        tmp_path / "fer2013new.csv",
        [
            (1, 8, 0, 0, 1, 0, 0, 0, 0, 0),
            (0, 0, 0, 0, 0, 0, 0, 8, 1, 1),
            (0, 0, 0, 0, 0, 0, 0, 0, 1, 9),
            (5, 5, 0, 0, 0, 0, 0, 0, 0, 0),
            (0, 0, 0, 0, 10, 0, 0, 0, 0, 0),
        ],
    )
    items = read(tmp_path / "fer.csv", votes=votes)
    assert items[0].label == Emotion.HAPPY
    assert items[0].soft_label == (0.1, 0.0, 0.0, 0.8, 0.0, 0.0, 0.1)
    assert "contempt" in items[1].problem
    assert "no face" in items[2].problem
    assert "tied" in items[3].problem
    assert all(item.excluded for item in items[1:4])
    assert items[4].label == Emotion.ANGRY


def test_votes_of_another_table_are_refused(tmp_path):
    write_table(tmp_path / "fer.csv", 3, usages=("Training",))
    happy = (0, 10, 0, 0, 0, 0, 0, 0, 0, 0)
    few = votes_table(tmp_path / "few.csv", [happy] * 2)
    with pytest.raises(DatasetFormatError, match="2 rows of votes do not fit the 3 rows"):
        read(tmp_path / "fer.csv", votes=few)
    other = votes_table(tmp_path / "other.csv", [happy] * 3, usage="PrivateTest")
    with pytest.raises(DatasetFormatError, match="not the same table"):
        read(tmp_path / "fer.csv", votes=other)
    with pytest.raises(DatasetFormatError, match="no column 'neutral'"):
        read(tmp_path / "fer.csv", votes=tmp_path / "fer.csv")


def test_a_preview_of_a_small_table_is_exact(tmp_path):
    write_table(tmp_path / "fer.csv", 21)
    preview = inspect_source(tmp_path / "fer.csv", limit=5)
    assert (preview.kind, preview.total, preview.estimated) == ("FER2013 table", 21, False)
    assert set(preview.classes.values()) == {3}
    assert preview.usages == {"Training": 11, "PublicTest": 10}
    assert preview.cropped
    assert len(preview.faces) == 5


def test_a_preview_of_a_large_table_is_estimated(tmp_path, monkeypatch):
    from emotion_gui.core.data.readers import tables

    monkeypatch.setattr(tables, "_WINDOW_BYTES", 20_000)
    write_table(tmp_path / "fer.csv", 120)
    preview = inspect_source(tmp_path / "fer.csv")
    assert preview.estimated
    assert 100 <= preview.total <= 140
    assert 0 < preview.counted < 120


@pytest.mark.parametrize("ending", [".csv", ".zip", ".tar.gz"])
def test_a_large_table_is_counted_where_time_allows(tmp_path, monkeypatch, ending):
    from emotion_gui.core.data.readers import tables

    monkeypatch.setattr(tables, "_WINDOW_BYTES", 20_000)
    monkeypatch.setattr(tables, "_LINES_A_LOOK", 16)
    table = tmp_path / "fer2013.csv"
    write_table(table, 120)
    with table.open("a", encoding="utf-8") as file:
        file.write("3,1 2 3,Training\n\n9,1 2,PublicTest\n")
    path = packed(table, tmp_path / f"set{ending}") if ending != ".csv" else table
    preview = inspect_source(path, count_s=60.0)
    assert (preview.total, preview.estimated, preview.skipped_total) == (122, False, 2)
    assert preview.classes == {e: 18 if e < 1 else 17 for e in Emotion}
    assert preview.usages == {"Training": 60, "PublicTest": 60}
    assert preview.skipped[0] == ("row 122", "3 pixels instead of 2,304")
    assert preview.skipped[1][0] == "row 124"
    hurried = inspect_source(path, count_s=1e-9)
    assert hurried.estimated
    assert 0 < hurried.counted < 120


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=12))
def test_the_first_number_that_is_too_large_is_named(numbers):
    found = parse_numbers(" ".join(map(str, numbers)).encode())
    large = [number for number in numbers if number > 255]
    if large:
        assert found == f"pixel value {large[0]} is over 255"
    else:
        assert found.tolist() == numbers


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"1 1000 2", "pixel value 1000 is over 255"),
        (b"255 256", "pixel value 256 is over 255"),
        (b"12345678901234 1", "pixel value 123456789012 is over 255"),
        (b"1 x 2", "'x' among the pixels is not a number"),
        (b"1\t2 -3", "'-' among the pixels is not a number"),
    ],
)
def test_what_is_wrong_with_pixels_is_said(text, said):
    assert parse_numbers(text) == said


def test_a_text_longer_than_a_piece_is_read_whole():
    numbers = np.random.default_rng(0).integers(0, 256, 60_000)
    found = parse_numbers(b" ".join(str(n).encode() for n in numbers))
    np.testing.assert_array_equal(found, numbers)
    late = b"7 " * 50_000 + b"300"
    assert parse_numbers(late) == "pixel value 300 is over 255"
