"""Faces and logs are readable by their owner alone, whatever the umask says (POSIX)."""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run
from helpers.pruning import SMALL, random_network
from helpers.sources import write_table

from emotion_gui.core.data.face_rewriting import rewrite_face
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.evaluation.ledger import record_opening
from emotion_gui.core.files import atomic_path, make_folder, write_text
from emotion_gui.core.inference.films.writer import FilmWriter
from emotion_gui.core.inference.recording import Recorder
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.logs import add_file_log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Everybody may read everything, unless somebody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def others_may(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def test_a_new_workspace(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "deep" / "w")
    make_dataset(workspace)
    make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    folders = [workspace.path, *(p for p in workspace.path.rglob("*") if p.is_dir())]
    assert [str(folder) for folder in folders if others_may(folder)] == []
    assert [p.name for p in workspace.path.glob("workspace.sqlite3*") if others_may(p)] == []
    workspace.close()


def test_a_folder_that_somebody_made_keeps_its_rights_and_what_is_in_it_is_private(
    tmp_path: Path,
) -> None:
    (tmp_path / "w").mkdir()
    workspace = Workspace.open(tmp_path / "w")
    assert others_may(tmp_path / "w")
    assert [p.name for p in workspace.path.iterdir() if others_may(p)] == []
    workspace.close()


def test_whatever_is_written_into_a_workspace(tmp_path: Path) -> None:
    """Faces, networks that remember some, reports: however they come there."""
    write_table(tmp_path / "faces.csv", 30)
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        import_dataset(workspace, ImportRequest(tmp_path / "faces.csv", "faces", detector="none"))
        face = np.zeros((48, 48), dtype=np.uint8)
        rewrite_face(workspace, 1, workspace.sample_of_face(1, 0), face)
        make_run(workspace, name="a", kind="train", dataset_id=None, config={})
        save_checkpoint(
            workspace.checkpoint_path(1), random_network(SMALL), CheckpointInfo(spec=SMALL)
        )
        write_text(workspace.path / "runs" / "1" / "deeper" / "page.html", "")
        record_opening(workspace, dataset="faces", model="a network", run_id=None)
    files = [path for path in (tmp_path / "w").rglob("*") if path.is_file()]
    assert {"faces.npy", "best.safetensors", "page.html", "validation_openings.jsonl"} <= {
        path.name for path in files
    }
    assert [path.name for path in files if others_may(path) and path.stat().st_size] == []


def test_recordings(tmp_path: Path) -> None:
    film = FilmWriter(tmp_path / "a.mp4", fps=25)
    film.write(np.zeros((64, 64, 3), dtype=np.uint8), 0.0)
    film.close()
    Recorder(csv_path=tmp_path / "a.csv").close()
    write_text(tmp_path / "a.json", "{}", private=True)
    assert [p.name for p in tmp_path.iterdir() if others_may(p)] == []
    with atomic_path(tmp_path / "public.csv") as temporary:
        temporary.write_text("", encoding="utf-8")
    assert others_may(tmp_path / "public.csv"), "what a person exports is like their other files"


def test_logs(tmp_path: Path) -> None:
    handler = add_file_log(tmp_path / "logs")
    try:
        logging.getLogger("emotion_gui").info("a line")
        handler.doRollover()  # type: ignore[attr-defined]
        logging.getLogger("emotion_gui").info("another")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert not others_may(tmp_path / "logs")
    assert [p.name for p in (tmp_path / "logs").glob("emotion-workbench*") if others_may(p)] == []


def test_folders_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b" / "c", private=True)
    rights = [others_may(tmp_path / name) for name in ("a", "a/b", "a/b/c")]
    assert rights == [True, True, False]
