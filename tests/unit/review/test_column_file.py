"""A file that grows by blocks: whole ones stay, a torn one goes, whatever a kill left."""

from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import StorageError
from emotion_gui.core.review.column_file import ColumnWriter, read_columns


def write(path: Path, blocks: int) -> None:
    with ColumnWriter(path) as writer:
        for k in range(blocks):
            writer.append(
                {"a": np.arange(3) + 3 * k, "b": np.full((2, 2), k, dtype=np.float32)}, {"next": k}
            )


def test_blocks_come_back_as_one_array_a_column(tmp_path: Path) -> None:
    write(tmp_path / "x", 3)
    found = read_columns(tmp_path / "x")
    assert found["a"].tolist() == list(range(9))
    assert found["b"].shape == (6, 2)
    assert list(read_columns(tmp_path / "x", frozenset(["a"]))) == ["a"]


def test_a_file_cut_anywhere_keeps_its_whole_blocks_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write(path, 2)
    first_two = path.stat().st_size
    write(path, 1)
    whole = path.read_bytes()
    for size in range(first_two, len(whole)):
        path.write_bytes(whole[:size])
        assert read_columns(path)["a"].tolist() == [0, 1, 2, 3, 4, 5]
    with ColumnWriter(path) as writer:
        assert writer.state == {"next": 1}
        writer.append({"a": np.array([7]), "b": np.zeros((0, 2), np.float32)}, {"next": 9})
    assert read_columns(path)["a"].tolist() == [0, 1, 2, 3, 4, 5, 7]


def test_bytes_that_changed_end_the_file_before_them(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write(path, 2)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert read_columns(path)["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("content", [b"", b"EW", b"PK\3\4 something else entirely"])
def test_another_file_is_no_file_of_answers(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(StorageError, match="not a file of answers"):
        read_columns(path)
    if len(content) > 8:
        with pytest.raises(StorageError, match="not a file of answers"):
            ColumnWriter(path)
        assert path.read_bytes() == content
