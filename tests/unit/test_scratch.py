"""Folders for a moment, also where a workspace cannot be written; and files that change hands."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from emotion_gui.core import reading, resources, scratch
from emotion_gui.core.scratch import scratch_folder


def test_a_folder_lies_in_the_workspace_and_goes(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        assert folder.parent == tmp_path / scratch.FOLDER
        (folder / "face.png").write_bytes(b"face")
    assert list((tmp_path / scratch.FOLDER).iterdir()) == []


def test_where_it_cannot_be_written_the_systems_folder_has_to_do_and_is_left_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = tmp_path / "system"
    system.mkdir()

    def refuse(*given: object, **how: object) -> None:
        raise PermissionError

    monkeypatch.setattr(scratch, "make_folder", refuse)
    monkeypatch.setattr(tempfile, "tempdir", str(system))
    with scratch_folder(tmp_path) as folder:
        assert folder.parent == system
        (folder / "face.png").write_bytes(b"face")
    assert list(system.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="handles are counted elsewhere")
def test_a_file_that_became_another_is_let_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"four")
    handles: list[int] = []
    real = os.open

    def grown(*given: object) -> int:
        path.write_bytes(b"more than four")  # between the look and the opening
        handles.append(real(*given))  # type: ignore[arg-type]
        return handles[-1]

    monkeypatch.setattr(reading.os, "open", grown)
    with pytest.raises(OSError):
        reading.open_file(path, most=4)
    (handle,) = handles
    with pytest.raises(OSError):
        os.fstat(handle)


@pytest.mark.parametrize("there", [True, False])
def test_files_of_a_package_are_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    """Told even where they lack, so that an error can name the folder."""
    if there:
        (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    monkeypatch.setattr(Path, "is_dir", lambda path: there and path.parent == tmp_path)
    assert resources.resources_dir.__wrapped__() == tmp_path / "resources"
