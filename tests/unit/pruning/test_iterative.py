"""Rounds of pruning and fine-tuning, and the fine-tuning that is offered for them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from helpers.pruning import PRE, SMALL, random_network, small_stripes, trained_on_stripes

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning import iterative
from emotion_gui.core.pruning.iterative import (
    IterativeConfig,
    IterativeRound,
    StopReason,
    prune_iteratively,
)
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.training.finetune import finetune_network, train_from_scratch

SIDE = SMALL.input_side
FACES, LABELS = small_stripes(140, side=SIDE)
TEST_FACES, TEST_LABELS = small_stripes(105, side=SIDE, seed=1)
REFIT = PruningOptions(preset=PruningPreset.REFIT)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return trained_on_stripes(SMALL, side=SIDE)


def unchanged(network: EmotionCNN, epochs: int) -> EmotionCNN:
    del epochs
    return network


def ruined(network: EmotionCNN, epochs: int) -> EmotionCNN:
    """Training that went wrong: every face gets the same answer."""
    del epochs
    with torch.no_grad():
        network.head.bn.weight.zero_()
    return network


def config_of(checkpoint: Checkpoint, **more: object) -> IterativeConfig:
    values: dict[str, object] = {
        "checkpoint": checkpoint,
        "train_faces": FACES,
        "eval_faces": TEST_FACES,
        "eval_labels": TEST_LABELS,
        "finetune": unchanged,
        "options": REFIT,
        **more,
    }
    return IterativeConfig(**values)  # type: ignore[arg-type]


def accuracy(network: EmotionCNN) -> float:
    logits = predict_logits(network, TEST_FACES, PRE)
    return float((logits.argmax(axis=1) == TEST_LABELS).mean())


@pytest.mark.parametrize("preset", list(PruningPreset))
def test_every_round_shrinks_the_layer_and_is_recorded(
    checkpoint: Checkpoint, preset: PruningPreset
) -> None:
    reports: list[Progress] = []
    config = config_of(
        checkpoint, options=PruningOptions(preset=preset), rounds=3, share=0.3, most_drop=1.0
    )
    result = prune_iteratively(config, JobContext(reports.append))
    assert result.stopped is StopReason.ROUNDS
    assert [entry.maps_left for entry in result.rounds] == [10, 7, 5, 3]
    assert [entry.number for entry in result.rounds] == [0, 1, 2, 3]
    assert [entry.maps_gone for entry in result.rounds] == [0, 3, 2, 2]
    assert result.network.spec.widths == (4, 6, 3)
    last = result.rounds[-1]
    assert last.accuracy == accuracy(result.network)
    assert last.accuracy_pruned == last.accuracy, "nothing was trained"
    assert last.interval[0] <= last.accuracy <= last.interval[1]
    costs = [entry.cost.macs for entry in result.rounds]
    assert costs == sorted(costs, reverse=True)
    details = [report.detail for report in reports if isinstance(report.detail, IterativeRound)]
    assert details == list(result.rounds)
    assert checkpoint.network.spec == SMALL


def test_the_plan_of_a_round_belongs_to_the_network_before(checkpoint: Checkpoint) -> None:
    result = prune_iteratively(config_of(checkpoint, rounds=2, most_drop=1.0), JobContext())
    plans = [entry.plan for entry in result.rounds[1:]]
    assert plans[0] is not None
    assert plans[1] is not None
    plans[0].check(checkpoint.network)
    assert plans[1].maps == plans[0].maps_left


def test_a_drop_over_the_limit_stops_and_gives_the_last_good_network(
    checkpoint: Checkpoint,
) -> None:
    calls = 0

    def at_first_good(network: EmotionCNN, epochs: int) -> EmotionCNN:
        nonlocal calls
        calls += 1
        assert epochs == 4
        return unchanged(network, epochs) if calls == 1 else ruined(network, epochs)

    config = config_of(
        checkpoint, finetune=at_first_good, rounds=5, share=0.1, epochs=4, most_drop=0.3
    )
    result = prune_iteratively(config, JobContext())
    assert result.stopped is StopReason.DROP
    assert [entry.kept for entry in result.rounds] == [True, True, False]
    assert result.network.spec.widths == (4, 6, 9)
    assert accuracy(result.network) == result.rounds[1].accuracy


def test_if_the_first_round_is_too_much_the_original_comes_back(checkpoint: Checkpoint) -> None:
    result = prune_iteratively(config_of(checkpoint, finetune=ruined), JobContext())
    assert result.network is checkpoint.network
    assert result.stopped is StopReason.DROP


def test_it_ends_when_no_map_is_left(checkpoint: Checkpoint) -> None:
    config = config_of(checkpoint, share=0.9, rounds=9, epochs=0, most_drop=1.0, layer=1)
    result = prune_iteratively(config, JobContext())
    assert result.stopped is StopReason.NOTHING_LEFT
    assert result.rounds[-1].maps_left == 1
    by_angle = config_of(checkpoint, share=None, options=PruningOptions(threshold_deg=0.0))
    result = prune_iteratively(by_angle, JobContext())
    assert result.stopped is StopReason.NOTHING_LEFT
    assert len(result.rounds) == 1


def test_it_can_be_stopped_and_refuses_nonsense(checkpoint: Checkpoint) -> None:
    with pytest.raises(JobCancelled):
        prune_iteratively(config_of(checkpoint), JobContext(is_cancelled=lambda: True))
    for bad in ({"share": 1.0}, {"rounds": 0}, {"epochs": -1}, {"most_drop": 2.0}):
        with pytest.raises(ConfigError):
            config_of(checkpoint, **bad)


def parts() -> tuple[FacePart, FacePart]:
    faces = np.concatenate([FACES, TEST_FACES])
    labels = np.concatenate([LABELS, TEST_LABELS])
    rows = np.arange(len(faces))
    cut = len(FACES)
    return (
        FacePart(faces, rows[:cut], labels[:cut], "train"),
        FacePart(faces, rows[cut:], labels[cut:], "test"),
    )


def test_finetuning_trains_a_copy_of_any_width(checkpoint: Checkpoint) -> None:
    train, test = parts()
    spec = SMALL.with_widths((3, 5, 8))
    network = random_network(spec)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    reports: list[Progress] = []
    tuned = finetune_network(
        network,
        train,
        test,
        teacher=checkpoint,
        epochs=8,
        learning_rate=1e-2,
        context=JobContext(reports.append),
    )
    assert tuned.spec == spec
    assert not tuned.training
    assert accuracy(tuned) > accuracy(network)
    assert all(torch.equal(network.state_dict()[name], before[name]) for name in before)
    assert reports[-1].done == reports[-1].total
    again = finetune_network(network, train, test, teacher=checkpoint, epochs=8, learning_rate=1e-2)
    for a, b in zip(tuned.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b), "the seed decides everything"
    same = finetune_network(network, train, test, teacher=checkpoint, epochs=0)
    assert same is not network
    for a, b in zip(same.parameters(), network.parameters(), strict=True):
        assert torch.equal(a, b)


def test_the_network_before_pruning_teaches(checkpoint: Checkpoint) -> None:
    train, test = parts()
    misleading = (train.labels + 1) % SMALL.classes  # labels alone bring the accuracy to zero
    tuned = finetune_network(
        checkpoint.network,
        FacePart(train.pixels(), np.arange(len(train)), misleading, "train"),
        test,
        teacher=checkpoint,
        epochs=12,
        learning_rate=1e-2,
    )
    assert accuracy(tuned) > 0.9


def test_training_from_scratch_makes_the_asked_shape() -> None:
    train, test = parts()
    spec = SMALL.with_widths((3, 5, 8))
    network = train_from_scratch(spec, train, test, PRE, epochs=1, seed=3)
    assert network.spec == spec
    assert not network.training
    with pytest.raises(JobCancelled):
        train_from_scratch(
            spec, train, test, PRE, epochs=1, context=JobContext(is_cancelled=lambda: True)
        )


def test_a_stop_during_the_proof_is_heard_before_training(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, trained = False, list[int]()

    def proved(*_: object) -> float:
        nonlocal stopped
        stopped = True
        return 0.0

    def finetune(network: EmotionCNN, epochs: int) -> EmotionCNN:
        trained.append(epochs)
        return network

    monkeypatch.setattr(iterative, "prove_equal", proved)
    with pytest.raises(JobCancelled):
        prune_iteratively(
            config_of(checkpoint, finetune=finetune), JobContext(is_cancelled=lambda: stopped)
        )
    assert not trained
