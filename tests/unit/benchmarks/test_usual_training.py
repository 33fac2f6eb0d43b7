"""The training loop of the tutorials that ours is measured beside: its pictures and its count."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from emotion_gui.core.benchmarks import live, photographs, training
from emotion_gui.core.benchmarks.result import has_usual_libraries
from tests.helpers.benches import Clock

if not has_usual_libraries():
    pytest.skip("torchvision is not installed", allow_module_level=True)


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the guard of torchvision's import said."""
    told: list[bool] = []
    install = training.torchvision_guard.install
    monkeypatch.setattr(training.torchvision_guard, "install", lambda: told.append(install()))
    return told


def test_pictures_come_one_by_one_changed_as_much_as_ours(guarded: list[bool]) -> None:
    faces = np.zeros((3, 48, 48), np.uint8)
    faces[1, 12:36, 12:36] = 120
    pictures = training._PictureSet(faces, np.array([4, 2, 6]))
    assert len(guarded) == 1  # before anything of torchvision is imported
    assert len(pictures) == 3
    assert [pictures[k][1] for k in range(3)] == [4, 2, 6]
    black, _ = pictures[0]
    assert black.shape == (1, 48, 48)
    torch.testing.assert_close(black, torch.full_like(black, -2.0))  # (0 - 0.5) / 0.25
    torch.manual_seed(0)
    areas, middles = [], []
    for _ in range(100):
        values = (pictures[1][0][0] * 0.25 + 0.5) * 255
        square = values > 0.5 * float(values.max())
        areas.append(float(square.sum()) / 24**2)
        middles.append(float(square.nonzero().float().mean(0)[1]))
    assert 0.76 < min(areas) < 0.87 < 1.15 < max(areas) < 1.27  # a tenth on each side
    assert max(abs(middle - 23.5) for middle in middles) == pytest.approx(3.84, abs=1.5)


@pytest.mark.usefixtures("guarded")
def test_images_are_counted_from_the_first_batch_on(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (10, 48, 48), dtype=np.uint8)
    loop = training._UsualLoop(faces, np.arange(10) % 7)
    loop._network = nn.Sequential(nn.Flatten(), nn.Linear(48 * 48, 7))
    linear = loop._network[1]
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(linear.bias)
    slope = 1e-6 * 6 / 7
    loop._optimizer = torch.optim.SGD(loop._network.parameters(), lr=1e-6)
    asked: list[dict[str, Any]] = []
    now_s = [50.0]

    def loaded(pictures: object, **how: Any) -> Any:
        assert pictures is loop._pictures
        asked.append(how)
        for size in (4, 4, 2):
            now_s[0] += 2.0
            yield torch.ones(size, 1, 48, 48), torch.zeros(size, dtype=torch.long)

    monkeypatch.setattr(torch.utils.data, "DataLoader", loaded)
    monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: now_s[0]))
    # Six images in the four seconds behind the first batch, with which the workers came up.
    assert loop.rate() == 6 / 4.0
    assert asked == [
        {"batch_size": 128, "shuffle": True, "num_workers": 2, "drop_last": True},
    ]
    # Three steps, each by its own batch's slope: nobody is right yet, so all are alike.
    assert linear.bias.tolist() == pytest.approx([3 * slope, *[-slope / 2] * 6], rel=0.01)


class Detector:
    """Stands for facenet_pytorch's MTCNN."""

    made: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, **how: Any) -> None:
        self.made.append(how)
        self.seen: list[tuple[str, tuple[int, int]]] = []

    def __call__(self, picture: Any) -> None:
        self.seen.append((picture.mode, picture.size))


@pytest.mark.usefixtures("guarded")
def test_detectors_of_the_usual_loops_find_every_face(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "facenet_pytorch", SimpleNamespace(MTCNN=Detector))  # type: ignore[arg-type]
    monkeypatch.setattr(Detector, "made", [])
    files = (tmp_path / "a.png", tmp_path / "b.png")
    for file, size in zip(files, ((6, 4), (3, 5)), strict=True):
        Image.new("L", size).save(file)
    live._UsualLoop(None)  # type: ignore[arg-type]
    loop = photographs._UsualLoop(files)
    assert Detector.made == [
        {"keep_all": True, "min_face_size": 40},
        {"keep_all": True, "post_process": False},
    ]
    monkeypatch.setattr(photographs, "time", Clock(0.5))
    assert loop.rate() == 2 / 0.5
    assert loop._detector.seen == [("RGB", (6, 4)), ("RGB", (3, 5))]


def test_photographs_are_imported_all_faces_and_parts_alike_and_let_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps: list[Any] = []

    def import_dataset(workspace: Any, request: Any, context: object) -> None:
        assert workspace.path == tmp_path / "w"
        steps.append((request.source, request.detector, request.several, request.split))
        steps.append(request.files)
        if len(steps) > 2:
            raise OSError("the disk is full")

    opened: list[Any] = []
    open_workspace = photographs.Workspace.open

    def remembered(folder: Path) -> Any:
        opened.append(open_workspace(folder))
        monkeypatch.setattr(opened[-1], "close", lambda: steps.append("closed"))
        return opened[-1]

    monkeypatch.setattr(photographs, "import_dataset", import_dataset)
    monkeypatch.setattr(photographs.Workspace, "open", remembered)
    monkeypatch.setattr(photographs, "time", Clock(0.5))
    files = (tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.png")
    assert photographs._import_rate(tmp_path, files, tmp_path / "w") == 3 / 0.5
    assert steps == [(tmp_path, "combined", "all", "none"), files, "closed"]
    with pytest.raises(OSError):
        photographs._import_rate(tmp_path, files, tmp_path / "w")
    assert steps[-1] == "closed"
    monkeypatch.undo()
    for workspace in opened:
        workspace.close()
