"""What an epoch tells of itself, against the same figures worked out beside it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from helpers.pruning import small_stripes
from sklearn.metrics import confusion_matrix, log_loss
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import engine
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.records import BatchRecord, EpochRecord

STILL = AugmentationConfig(rotation_deg=0.0, brightness=0.0, contrast=0.0, flip=0.0)
CONFIG = TrainConfig(
    network=NetworkSpec(((4,), (6,)), (True, True), input_side=8),
    epochs=3,
    batch_size=14,
    learning_rate=1e-2,
    label_smoothing=0.0,
    ema=0.0,
    precision="float32",
    device="cpu",
    augmentation=STILL,
)


def part(count: int, seed: int) -> FacePart:
    faces, labels = small_stripes(count, side=8, seed=seed)
    return FacePart(faces, np.arange(count), labels)


TRAIN, TEST = part(70, 0), part(49, 1)


def learn(config: TrainConfig, state: TrainState) -> tuple[list[Progress], list[dict[str, object]]]:
    """Reports, and after each epoch whether it was the best and what the test part gives."""
    told: list[Progress] = []
    seen: list[dict[str, object]] = []

    def on_epoch(state: TrainState, is_best: bool) -> None:
        logits = predict_logits(state.evaluated, TEST.pixels(), Preprocessing())
        seen.append({"best": is_best, "logits": logits, "epoch": state.epoch})

    train_epochs(
        config,
        state,
        train=TRAIN,
        test=TEST,
        preprocessing=Preprocessing(),
        on_epoch=on_epoch,
        context=JobContext(told.append),
    )
    return told, seen


def test_each_epoch_is_judged_on_the_test_part() -> None:
    state = new_state(CONFIG)
    _, seen = learn(CONFIG, state)
    assert [record.epoch for record in state.records] == [1, 2, 3]
    best = -1.0
    for record, found in zip(state.records, seen, strict=True):
        logits = np.asarray(found["logits"])
        right = float((logits.argmax(axis=1) == TEST.labels).mean())
        assert record.test_accuracy == right
        chances = torch.softmax(torch.from_numpy(logits).double(), 1).numpy()
        loss = log_loss(TEST.labels, chances, labels=np.arange(7))
        assert record.test_loss == pytest.approx(loss, rel=1e-4)
        counts = confusion_matrix(TEST.labels, logits.argmax(axis=1), labels=np.arange(7))
        assert record.confusion == tuple(map(tuple, counts.tolist()))
        assert 0 <= record.train_accuracy <= 1
        assert record.seconds > 0
        assert record.images_per_second >= 70 / record.seconds
        assert found["best"] == (right > best)
        best = max(best, right)
    assert state.best_accuracy == best
    first = next(record for record in state.records if record.test_accuracy == best)
    assert state.best_epoch == first.epoch


def test_a_single_batch_has_the_loss_and_accuracy_of_the_network_before_it() -> None:
    config = dataclasses.replace(CONFIG, batch_size=70, epochs=1)
    state = new_state(config)
    before = copy.deepcopy(state.network).train()
    learn(config, state)
    with torch.no_grad():
        logits = before(to_input(TRAIN.pixels(), Preprocessing()))
    labels = torch.from_numpy(TRAIN.labels)
    (record,) = state.records
    assert record.train_loss == pytest.approx(float(nn.functional.cross_entropy(logits, labels)))
    assert record.train_accuracy == float((logits.argmax(dim=1) == labels).double().mean())


def test_batches_tell_where_they_are_and_their_mean_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_REPORT_INTERVAL_S", -1.0)
    state = new_state(CONFIG)
    told, _ = learn(CONFIG, state)
    batches = [report for report in told if isinstance(report.detail, BatchRecord)]
    epochs = [report for report in told if isinstance(report.detail, EpochRecord)]
    assert [report.done for report in batches] == list(range(1, 16))
    assert {report.total for report in told} == {15}
    assert [report.done for report in epochs] == [5, 10, 15]
    assert [report.detail for report in epochs] == state.records
    for number, report in enumerate(batches):
        detail = report.detail
        assert isinstance(detail, BatchRecord)
        assert (detail.epoch, detail.batch, detail.batches) == (1 + number // 5, 1 + number % 5, 5)
        assert detail.images_per_second > 0
    last = [report.detail for report in batches if report.done % 5 == 0]
    losses = [detail.loss for detail in last if isinstance(detail, BatchRecord)]
    assert losses == pytest.approx([record.train_loss for record in state.records])


@pytest.mark.parametrize(
    ("rights", "early_stop", "epochs", "best"),
    [
        ([2, 5, 5, 4, 4, 9], 2, 4, 2),
        ([2, 5, 5, 4, 4, 9], 0, 6, 6),
        ([2, 5, 5, 4, 4, 9], 3, 5, 2),
        ([5, 4, 6, 5, 5, 5], 2, 5, 3),
        ([0, 0, 0, 0, 0, 0], 1, 2, 1),
    ],
)
def test_a_training_ends_after_so_many_epochs_without_a_gain(
    monkeypatch: pytest.MonkeyPatch, rights: list[int], early_stop: int, epochs: int, best: int
) -> None:
    def answers(right: int) -> np.ndarray:
        chosen = np.where(np.arange(49) < right, TEST.labels, (TEST.labels + 1) % 7)
        return np.eye(7, dtype=np.float32)[chosen]

    made: Iterator[int] = iter(rights)
    monkeypatch.setattr(engine, "predict_logits", lambda *_, **__: answers(next(made)))
    state = new_state(CONFIG)
    learn(dataclasses.replace(CONFIG, epochs=6, early_stop=early_stop), state)
    assert (state.epoch, state.best_epoch) == (epochs, best)
    assert state.best_accuracy == pytest.approx(rights[best - 1] / 49)
    assert len(state.records) == epochs


def test_a_loss_that_is_no_number_ends_a_training() -> None:
    state = new_state(CONFIG)
    with torch.no_grad():
        state.network.head.conv.weight.fill_(torch.nan)
    with pytest.raises(TrainingDivergedError):
        learn(CONFIG, state)
    assert state.records == []


@pytest.mark.parametrize("decay", [0.15, 0.9])
def test_averaged_weights_are_the_moving_average_of_each_step(decay: float) -> None:
    """With a step an epoch; its memory is as short as the steps behind it at the start."""
    config = dataclasses.replace(CONFIG, ema=decay, batch_size=70, epochs=4)
    state = new_state(config)
    wanted = {name: value.clone() for name, value in state.network.state_dict().items()}

    def on_epoch(state: TrainState, is_best: bool) -> None:
        del is_best
        step = len(state.records) - 1
        share = 1 - min(decay, (1 + step) / (10 + step))
        assert state.averaged is not None
        for name, now in state.network.state_dict().items():
            if now.is_floating_point():
                wanted[name] = (1 - share) * wanted[name] + share * now
            else:  # a counter
                wanted[name] = now.clone()
        torch.testing.assert_close(dict(state.averaged.state_dict()), wanted)

    train_epochs(
        config,
        state,
        train=TRAIN,
        test=TEST,
        preprocessing=Preprocessing(),
        on_epoch=on_epoch,
        context=JobContext(),
    )
    assert len(state.records) == 4
