"""A disk that is full or read-only: a message that names the path, and nothing half written."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset
from helpers.pruning import random_network
from helpers.sources import write_table

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, save_checkpoint
from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace

SMALL = NetworkSpec(((4,), (6,)), (True, True))
RECIPE = TrainConfig(network=SMALL, epochs=2, batch_size=32, device="cpu")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave nothing free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return ballast


def test_an_import_on_a_full_disk_is_told_and_goes_on_once_there_is_room(
    disk: Path, tmp_path: Path
) -> None:
    write_table(tmp_path / "fer2013.csv", 70)
    request = ImportRequest(tmp_path / "fer2013.csv", "faces")
    workspace = Workspace.open(disk / "w")
    ballast = fill(disk)
    with pytest.raises(StorageError) as caught:
        import_dataset(workspace, request)
    assert str(disk) in str(caught.value)
    ballast.unlink()
    assert import_dataset(workspace, request).imported == 70
    workspace.close()


def test_a_training_on_a_full_disk_keeps_what_it_has_and_can_be_resumed(disk: Path) -> None:
    workspace = Workspace.open(disk / "w")
    make_dataset(workspace, train=70, test=14, validation=7)
    ballasts: list[Path] = []

    def fill_after_an_epoch(progress: object) -> None:
        if workspace.runs() and workspace.epochs(workspace.runs()[0].run_id) and not ballasts:
            ballasts.append(fill(disk))

    with pytest.raises(StorageError) as caught:
        train_run(workspace, TrainRequest("stripes", RECIPE), JobContext(fill_after_an_epoch))
    assert str(disk) in str(caught.value)
    workspace.close()
    ballasts[0].unlink()
    workspace = Workspace.open(disk / "w")
    (run,) = workspace.runs()
    assert not list(workspace.run_dir(run.run_id).glob(".*.part"))
    assert resume_run(workspace, run.run_id, JobContext()).run.status is RunStatus.FINISHED
    workspace.close()


def test_files_on_a_full_disk_stay_as_they_were(disk: Path) -> None:
    target, text = disk / "a.safetensors", disk / "a.txt"
    network, info = random_network(SMALL), CheckpointInfo(spec=SMALL)
    save_checkpoint(target, network, info)
    write_text(text, "old")
    before = target.read_bytes()
    ballast = fill(disk)
    checkpoint = Checkpoint(network, info)
    for write in (
        lambda: save_checkpoint(target, network, info),
        lambda: write_text(text, "new" * 10_000),
        # torch's own writer of files would end the process here.
        lambda: export_torchscript(checkpoint, target),
        lambda: export_onnx(checkpoint, target),
    ):
        with pytest.raises(StorageError, match="No space"):
            write()
    assert (target.read_bytes(), text.read_text(encoding="utf-8")) == (before, "old")
    assert sorted(disk.iterdir()) == sorted([target, text, ballast])


def test_a_read_only_workspace_is_refused_by_name(disk: Path) -> None:
    Workspace.open(disk / "w").close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(StorageError) as caught:
        Workspace.open(disk / "w")
    assert str(disk / "w") in str(caught.value)
    with pytest.raises(StorageError):
        Workspace.open(disk / "new")
