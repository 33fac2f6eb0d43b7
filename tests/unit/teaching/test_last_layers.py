"""What a lesson does to the last layers: the steps of a plain loop, and no others."""

from __future__ import annotations

import copy
import dataclasses
import time

import numpy as np
import pytest
import torch
from helpers.datasets import striped_faces
from helpers.stopping import stops_at_once, told_by

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.teaching.learning import LastLayers, measured_seconds
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.schedules import learning_rate_at

SPEC = NetworkSpec(((3,), (4,), (5,)), (True, True, True), dropout=0.0)
PRE = Preprocessing()
NOTHING = AugmentationConfig(rotation_deg=0, brightness=0, contrast=0, flip=0)
RECIPE = TrainConfig(
    network=SPEC,
    epochs=1,
    batch_size=32,
    learning_rate=0.01,
    schedule="cosine",
    weight_decay=0.3,
    label_smoothing=0.2,
    teacher="the network before",
    teacher_temperature=3.0,
    augmentation=NOTHING,
    precision="float32",
    device="cpu",
)


def network() -> EmotionCNN:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        return EmotionCNN(SPEC).eval()


def shown(count: int) -> FacePart:
    faces, labels = striped_faces(count, seed=2)
    return FacePart(faces, np.arange(count), labels, "train")


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(9)


def learner(recipe: TrainConfig = RECIPE, context: JobContext | None = None) -> LastLayers:
    return LastLayers(network(), recipe, PRE, context or JobContext())


def taught_by_hand(part: FacePart, own: torch.Tensor, recipe: TrainConfig) -> EmotionCNN:
    """Every batch: own answers and labels in their shares, AdamW, no decay of single numbers."""
    before, after = network(), network()
    labels, pixels = torch.from_numpy(part.labels), to_input(part.pixels(), PRE)
    learning = [*after.blocks[2].parameters(), *after.head.parameters()]
    groups = [
        {"params": [p for p in learning if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in learning if p.ndim == 1], "weight_decay": 0.0},
    ]
    search = torch.optim.AdamW(groups)
    order, warmth = torch.randperm(len(part), generator=seeded()), recipe.teacher_temperature
    batches = max(1, len(part) // recipe.batch_size)
    for number in range(batches):
        rows = order[number * recipe.batch_size :][: recipe.batch_size]
        for group in search.param_groups:
            group["lr"] = learning_rate_at(recipe, step=number, steps_per_epoch=batches)
        with torch.no_grad():
            wanted = torch.softmax(before(pixels[rows]) / warmth, 1)
        logits = after(pixels[rows])
        found = torch.log_softmax(logits / warmth, 1)
        by_answer = warmth**2 * (wanted * (wanted.log() - found)).sum(1)
        smooth = recipe.label_smoothing
        every = -torch.log_softmax(logits, 1)
        by_label = (1 - smooth) * every.gather(1, labels[rows, None])[:, 0] + smooth * every.mean(1)
        search.zero_grad()
        ((1 - own[rows]) * by_label + own[rows] * by_answer).mean().backward()
        search.step()
    return after


@pytest.mark.parametrize("count", [20, 150])
def test_a_lesson_is_these_steps(count: int) -> None:
    part, own = shown(count), torch.linspace(0, 1, count)
    last = learner()
    features = last.features(part, seeded())
    last.learn(features, torch.from_numpy(part.labels), own, seeded())
    wanted = taught_by_hand(part, own, RECIPE).state_dict()
    for name, value in last.network.state_dict().items():
        torch.testing.assert_close(value, wanted[name], rtol=2e-3, atol=2e-5)
    fixed = network().state_dict()
    for name, value in fixed.items():
        if "running" in name or name.startswith(("blocks.0", "blocks.1")):
            assert torch.equal(value, last.network.state_dict()[name]), name


@pytest.mark.parametrize("count", [1, 128, 129])
def test_what_lies_below_is_the_networks_own(count: int) -> None:
    """Of faces that nothing changes; asked for in pieces or not."""
    part = shown(count)
    last = learner()
    features = last.features(part, seeded())
    pixels = to_input(part.pixels(), PRE)
    with torch.no_grad():
        torch.testing.assert_close(features, network().features(pixels, stop=1))
        torch.testing.assert_close(last.answers(last.network, features), network()(pixels))


def test_faces_are_changed_at_random_by_the_generator_alone() -> None:
    part, changing = shown(5), dataclasses.replace(RECIPE, augmentation=AugmentationConfig())
    first, again = (learner(changing).features(part, seeded()) for _ in range(2))
    assert torch.equal(first, again)
    assert not torch.allclose(first, learner().features(part, seeded()))


def test_progress_goes_through_faces_and_steps_to_the_end() -> None:
    part = shown(160)

    def lesson(context: JobContext) -> None:
        last = learner(context=context)
        last.features(part, seeded(), told=False)
        features = last.features(part, seeded())
        last.learn(features, torch.from_numpy(part.labels), torch.zeros(160), seeded())

    reports = told_by(lesson)
    assert {report.total for report in reports} == {160 + 48}
    done = [report.done for report in reports]
    assert done == sorted(set(done))
    assert done[:2] == [128, 160]
    assert done[-1] == 160 + 48
    for after in (1, 2, 4):
        stops_at_once(lesson, after=after)


def test_answers_that_are_no_numbers_end_the_lesson() -> None:
    part, last = shown(20), learner()
    features = last.features(part, seeded())
    features[3] = torch.nan
    before = copy.deepcopy(last.network.state_dict())
    with pytest.raises(TrainingDivergedError):
        last.learn(features, torch.from_numpy(part.labels), torch.zeros(20), seeded())
    for name, value in last.network.state_dict().items():
        assert torch.equal(value, before[name])


def test_a_network_of_one_block_learns_in_its_head_alone() -> None:
    spec = NetworkSpec(((3,),), (True,), dropout=0.0)
    part = shown(20)
    last = LastLayers(
        EmotionCNN(spec).eval(), dataclasses.replace(RECIPE, network=spec), PRE, JobContext()
    )
    before = copy.deepcopy(last.network.state_dict())
    features = last.features(part, seeded())
    last.learn(features, torch.from_numpy(part.labels), torch.zeros(20), seeded())
    moved = {k for k, v in last.network.state_dict().items() if not torch.equal(v, before[k])}
    assert moved
    assert all(name.startswith("head.") for name in moved)


@pytest.mark.parametrize(("count", "few"), [(64, 64), (512, 128)])
def test_a_lesson_is_timed_on_a_few_faces(
    monkeypatch: pytest.MonkeyPatch, count: int, few: int
) -> None:
    """Every face that is shown goes forward and learns; one that is looked at goes forward."""
    checkpoint = Checkpoint(network(), CheckpointInfo(spec=SPEC))
    before = copy.deepcopy(checkpoint.network.state_dict())
    ticks = iter([100.0, 103.0, 200.0, 207.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks))
    state = torch.get_rng_state()
    seconds = measured_seconds(checkpoint, RECIPE, shown(count), looked_at=50, context=JobContext())
    assert seconds == pytest.approx((count * (3.0 + 7.0) + 50 * 3.0) / few)
    assert torch.equal(torch.get_rng_state(), state)
    for name, value in checkpoint.network.state_dict().items():
        assert torch.equal(value, before[name])
