"""The training loop of the tutorials that ours is measured beside: its pictures and its count."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from emotion_gui.core.benchmarks import training
from emotion_gui.core.benchmarks.result import has_usual_libraries

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
