"""Faces under what cameras do: the same for everybody, stronger by steps, judged with their n."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.evaluation.robustness import (
    CAMERA_FAULTS,
    CameraFault,
    Robustness,
    measure_robustness,
    spoiled,
)
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.operations.robustness import curves

NAMES = ("calm", "lively", "sleepy")


def faces(count: int = 12, side: int = 48) -> np.ndarray:
    rows, columns = np.mgrid[-1 : 1 : 1j * side, -1 : 1 : 1j * side]
    made = [128 + 100 * np.sin(5 * rows + n) * np.cos(4 * columns - n) for n in range(count)]
    return np.stack(made).round().astype(np.uint8)


@pytest.mark.parametrize("fault", CAMERA_FAULTS, ids=lambda fault: fault.key)
def test_a_fault_is_seeded_and_grows(fault: CameraFault) -> None:
    clean = faces()
    moved = []
    for strength in (1, 2, 3):
        made = spoiled(clean, fault, strength)
        assert made.shape == clean.shape
        assert made.dtype == np.uint8
        assert np.array_equal(made, spoiled(clean, fault, strength))
        moved.append(np.abs(made.astype(int) - clean).mean())
    assert 0 < moved[0] < moved[1] < moved[2]


@pytest.mark.parametrize("side", [48, 50])  # 50: no whole number of the blocks that are drawn
def test_what_a_face_meets_does_not_depend_on_the_batch(
    monkeypatch: pytest.MonkeyPatch, side: int
) -> None:
    wanted = [spoiled(faces(side=side), fault, 2) for fault in CAMERA_FAULTS]
    monkeypatch.setattr("emotion_gui.core.evaluation.robustness._BATCH", 5)
    for fault, whole in zip(CAMERA_FAULTS, wanted, strict=True):
        assert np.array_equal(spoiled(faces(side=side), fault, 2), whole), fault.key


@pytest.fixture(scope="module")
def network() -> EmotionCNN:
    torch.manual_seed(3)
    return EmotionCNN(NetworkSpec(((4,), (6,)), (True, True), input_side=48, classes=3)).eval()


def measured(network: EmotionCNN, context: JobContext | None = None) -> Robustness:
    def answer(seen: np.ndarray, quiet: JobContext | None) -> np.ndarray:
        return predict_logits(network, seen, Preprocessing(), context=quiet)

    return measure_robustness(answer, faces(), np.arange(12) % 3, names=NAMES, context=context)


def test_every_fault_is_judged_on_the_same_faces_for_any_classes(network: EmotionCNN) -> None:
    reports: list[Progress] = []
    found = measured(network, JobContext(report=reports.append))
    assert found == measured(network)
    assert len(found.trials) == 3 * len(CAMERA_FAULTS)
    assert {trial.n for trial in found.trials} == {found.n} == {12}
    assert (found.clean.fault, found.clean.strength, found.clean.value) == ("", 0, 0.0)
    shares = [trial.correct / 12 for trial in found.trials]
    assert found.mean_accuracy == pytest.approx(np.mean(shares))
    assert found.worst.accuracy == min(shares)
    assert found.interval[0] < found.mean_accuracy < found.interval[1]
    assert (reports[-1].done, reports[-1].total) == (37, 37)
    told = found.to_json()
    assert told["clean"]["accuracy"] == found.clean.accuracy  # type: ignore[index]
    assert len(told["trials"]) == 36  # type: ignore[arg-type]


def test_curves_begin_at_the_clean_face(network: EmotionCNN) -> None:
    found = measured(network)
    figure = curves(found, title="t")
    assert len(figure.lines) == 1 + len(CAMERA_FAULTS)
    for line in figure.lines:
        assert line.x == (0, 1, 2, 3)
        assert line.y[0] == pytest.approx(100 * found.clean.accuracy)
    table = figure.table()
    assert len(table.rows) == 37
    one = dict(zip(table.header, table.rows[5], strict=True))
    trial = found.trials[4]
    assert (one["fault"], one["strength"], one["value"]) == (trial.label, 2, trial.value)
    assert (one["n"], one["right, %"]) == (found.n, 100 * trial.accuracy)
    assert (one["low"], one["high"]) == tuple(100 * edge for edge in trial.interval)
    ends = [line.y[3] for line in figure.lines[1:]]
    assert figure.lines[0].y[3] == pytest.approx(np.mean(ends))


def test_a_stop_is_heard(network: EmotionCNN) -> None:
    with pytest.raises(JobCancelled):
        measured(network, JobContext(is_cancelled=lambda: True))
