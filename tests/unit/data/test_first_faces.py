"""Faces are written where no folder is yet; a state that is refused says which file it is."""

from __future__ import annotations

from pathlib import Path

from emotion_gui.core.data.face_file import FaceFile
from emotion_gui.core.errors import TrainingStateError


def test_a_data_sets_folder_is_made_with_its_first_face(tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "7"
    FaceFile(folder, committed=0, side=8).close()
    assert (folder / "faces.npy.part").exists()


def test_a_refused_state_names_its_file_and_what_is_kept() -> None:
    error = TrainingStateError(Path("a.state"), "it is cut off", kept_run=3)
    assert (error.path, error.reason, error.kept_run) == (Path("a.state"), "it is cut off", 3)
    assert str(error) == (
        "checkpoint a.state: it is cut off; its checkpoint is kept: start a new run from run-3"
    )
    assert str(TrainingStateError(Path("a"), "gone")) == "checkpoint a: gone"
