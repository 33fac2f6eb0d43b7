"""`check`: every kind of damage is told with what can still be used, and nothing is changed."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.data.face_making import pixel_hash


def _cut_short(folder: Path) -> None:
    path = folder / "datasets" / "1" / "faces.npy"
    np.save(path, np.load(path)[:100])


def _gone(folder: Path) -> None:
    (folder / "datasets" / "1" / "faces.npy").unlink()


def _junk(folder: Path) -> None:
    (folder / "datasets" / "1" / "faces.npy").write_bytes(b"junk")


def _black(folder: Path) -> None:
    path = folder / "datasets" / "1" / "faces.npy"
    faces = np.load(path)
    with sqlite3.connect(folder / "workspace.sqlite3") as connection:
        for index, face in enumerate(faces):
            connection.execute(
                "UPDATE samples SET pixel_hash = ? WHERE face_index = ?", (pixel_hash(face), index)
            )
    connection.close()
    faces[3:5] = 0
    np.save(path, faces)


def _no_checkpoint(folder: Path) -> None:
    (folder / "runs" / "1" / "best.safetensors").unlink()


def _damaged_checkpoint(folder: Path) -> None:
    path = folder / "runs" / "1" / "best.safetensors"
    path.write_bytes(path.read_bytes()[:-50])


def _no_row(folder: Path) -> None:
    (folder / "runs" / "9").mkdir()
    source = folder / "runs" / "1" / "best.safetensors"
    (folder / "runs" / "9" / "best.safetensors").write_bytes(source.read_bytes())


def _no_database(folder: Path) -> None:
    (folder / "workspace.sqlite3").write_bytes(b"no database" * 500)


@pytest.mark.parametrize(
    ("damage", "kind", "trouble", "saved"),
    [
        (_cut_short, "data set", "75 of 175 faces are missing", "100 faces are whole"),
        (_gone, "data set", "gone", "labels are kept"),
        (_junk, "data set", "cannot be read", "labels are kept"),
        (_black, "data set", "pixels of 2 faces", "173 faces are whole"),
        (_no_checkpoint, "run", "its checkpoint is gone", "last.safetensors opens"),
        (_damaged_checkpoint, "run", "best.safetensors", "last.safetensors opens"),
        (_no_row, "unrecorded", "no row", "best.safetensors opens"),
        (_no_database, "database", "not a database", ""),
    ],
)
def test_damage_is_told_and_left_as_it_is(
    cli, trained, damage: Callable[[Path], None], kind: str, trouble: str, saved: str
) -> None:
    damage(trained)
    before = {p: p.read_bytes() for p in trained.rglob("*") if p.is_file()}
    ended = cli("check", "--workspace", trained, "--json")
    assert ended.code == 1, ended.err
    assert not ended.json["whole"]
    first = next(finding for finding in ended.json["findings"] if finding["kind"] == kind)
    assert trouble in first["trouble"]
    assert saved in first["saved"]
    assert {p: p.read_bytes() for p in before} == before
    assert cli("check", "--workspace", trained).code == 1


def test_a_whole_workspace(cli, trained, tmp_path: Path) -> None:
    ended = cli("check", "--workspace", trained, "--json")
    assert ended.code == 0, ended.err
    assert ended.json["whole"]
    assert (ended.json["datasets"], ended.json["runs"], ended.json["faces"]) == (1, 1, 175)
    assert ended.json["findings"] == []
    assert cli("check", "--workspace", tmp_path / "none").code == 1


def test_what_cannot_be_read_of_a_database_costs_only_itself(cli, trained) -> None:
    with sqlite3.connect(trained / "workspace.sqlite3") as connection:
        connection.execute("ALTER TABLE datasets RENAME TO lost")
    connection.close()
    ended = cli("check", "--workspace", trained, "--json")
    assert ended.code == 1
    kinds = {finding["kind"] for finding in ended.json["findings"]}
    assert kinds == {"database", "unrecorded"}
    assert ended.json["runs"] == 1
    for verb in (("models",), ("evaluate", "1", "--dataset", "stripes")):
        told = cli(*verb, "--workspace", trained)
        assert told.code == 1
        assert "the database is damaged" in told.err
