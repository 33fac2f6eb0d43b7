"""What teachers say of the face as it is: asked once a face, the mean over it and its mirror."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.training.objective import Objective
from tests.unit.training.test_objective import CONFIG, CPU, part, teacher


def test_the_target_of_a_face_is_the_mean_answer_to_it_and_its_mirror_image(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    train, wise = part(), teacher(5)
    config = dataclasses.replace(
        CONFIG, teacher="t", teacher_weight=1.0, teacher_temperature=2.0, teacher_sees="clean"
    )
    asked: list[list[int]] = []
    pixels = FacePart.pixels

    def looked_at(faces: FacePart, rows: np.ndarray) -> np.ndarray:
        asked.append(rows.tolist())
        return pixels(faces, rows)

    plain = (torch.from_numpy(train.pixels())[:, None].float() / 255 - 0.5) / 0.25
    with torch.no_grad():
        both = [wise.network(seen).div(2.0).softmax(dim=1) for seen in (plain, plain.flip(3))]
    targets = (both[0] + both[1]) / 2
    assert float((both[0] - both[1]).abs().max()) > 1e-4
    objective = Objective(config, train, CPU, [wise])
    monkeypatch.setattr(FacePart, "pixels", looked_at)
    for chosen in ([3, 9, 4], [9, 60, 3], [4, 60], [60]):
        logits = 2.0 * targets[chosen].log()
        loss, _ = objective.loss(logits, torch.rand(len(chosen), 1, 48, 48), torch.tensor(chosen))
        assert float(loss) == pytest.approx(0.0, abs=1e-5)
    assert asked == [[3, 9, 4], [60]]
    wrong, _ = objective.loss(2.0 * targets[[9]].log(), torch.rand(1, 1, 48, 48), torch.tensor([4]))
    assert float(wrong) > 1e-6
