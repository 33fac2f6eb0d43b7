"""What was put into the trash and emptied is really gone, though every page has shown it."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import datasets_of
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emotion_gui.app import App, create_app
from emotion_gui.core.errors import StorageError
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace

SPEC = NetworkSpec(modules=((4,), (6,), (8,), (12,), (24,)))


def is_mapped(file: Path) -> bool:
    """Whether this process has the file mapped (Linux tells)."""
    gc.collect()
    return str(file) in Path("/proc/self/maps").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a data set and a run on it."""
    import torch

    torch.manual_seed(0)
    workspace = Workspace.open(tmp_path / "w")
    dataset = make_dataset(workspace, name="mine", test=70)
    run = make_run(
        workspace,
        name="stripes",
        kind="train",
        dataset_id=dataset.dataset_id,
        config={},
        status=RunStatus.FINISHED,
    )
    info = CheckpointInfo(spec=SPEC, run={"name": "stripes"})
    save_checkpoint(workspace.checkpoint_path(run.run_id), EmotionCNN(SPEC).eval(), info)
    workspace.close()
    return tmp_path / "w"


@pytest.fixture
def app(qapp: QApplication, qtbot: QtBot, folder: Path, settings: QSettings) -> Any:
    made = create_app([], workspace_path=folder, settings=settings)
    made.warm_up = lambda: None
    qtbot.addWidget(made.window)
    made.show(page="data")
    yield made
    made.window.close()
    assert made.shutdown()


def use_everywhere(app: App, qtbot: QtBot) -> None:
    """Look at the data set, evaluate on it, measure a layer over it, run a study on it."""
    qtbot.waitUntil(lambda: app.window.page("data").controller.overview is not None)
    app.window.show_page("evaluate")
    evaluate = app.window.page("evaluate")
    qtbot.waitUntil(lambda: "run-1" in evaluate.state.models)
    evaluate.state.choose_run(1)
    qtbot.waitUntil(lambda: evaluate.state.result is not None)
    app.window.show_page("prune")
    prune = app.window.page("prune")
    prune.open_run(1)
    qtbot.waitUntil(lambda: prune.request is not None)
    prune.measure()
    qtbot.waitUntil(lambda: prune.editor.is_shown)
    app.window.show_page("train")
    app.window.show_page("live")
    app.window.show_page("data")


def test_no_page_keeps_what_the_trash_is_emptied_of(app: App, qtbot: QtBot) -> None:
    workspace = app.workspace
    (row,) = workspace.datasets()
    faces = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    use_everywhere(app, qtbot)
    if sys.platform == "linux":
        assert is_mapped(faces)
    page = app.window.page("data")
    datasets_of(page).delete_button.click()
    datasets_of(page).aside.empty_trash_wanted.emit()

    qtbot.waitUntil(lambda: not faces.parent.exists())
    qtbot.waitUntil(lambda: not app.tasks.tasks)
    assert workspace.trashed_datasets() == []
    if sys.platform == "linux":
        assert not is_mapped(faces)
    for name in ("evaluate", "prune", "train", "data"):
        app.window.show_page(name)  # made anew, and without the data set
    qtbot.waitUntil(lambda: not app.tasks.tasks)
    # What was made from the faces is told, and goes as well when that is asked for.
    assert "1 run and 0 reports" in page.banner.accessibleName()
    page.banner.action_button.click()
    qtbot.waitUntil(lambda: not workspace.run_dir(1).exists())
    qtbot.waitUntil(lambda: not app.tasks.tasks)
    assert workspace.runs() == []


def test_what_another_program_holds_is_told_and_tried_again(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    page, workspace = app.window.page("data"), app.workspace
    (row,) = workspace.datasets()

    def held(dataset_id: int, **given: float) -> None:
        raise StorageError(folder / "faces.npy", "another program has it", in_use=True)

    with monkeypatch.context() as patched:
        patched.setattr(workspace, "erase_dataset", held)
        datasets_of(page).delete_button.click()
        datasets_of(page).aside.empty_trash_wanted.emit()
        qtbot.waitUntil(lambda: "faces.npy" in page.banner.accessibleName())
    assert workspace.dataset_dir(row.dataset_id).exists()
