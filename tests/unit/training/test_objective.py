"""Targets and losses: voters' shares, balanced classes, a teacher, memory that runs out."""

import dataclasses

import numpy as np
import pytest
import torch
from helpers.datasets import striped_faces
from scipy.special import log_softmax, softmax
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.engine import new_state, train_epochs
from emotion_gui.core.training.objective import Objective
from emotion_gui.core.training.records import MemoryNotice
from emotion_gui.core.training.schedules import learning_rate_at
from emotion_gui.core.training.steps import Stepper

SMALL = NetworkSpec(modules=((8,), (16,)), pooled=(True, True))
CONFIG = TrainConfig(
    network=SMALL,
    epochs=1,
    batch_size=16,
    label_smoothing=0.0,
    learning_rate=1e-2,
    device="cpu",
    precision="float32",
)
CPU = torch.device("cpu")


def part(labels: list[int] | None = None, votes: np.ndarray | None = None) -> FacePart:
    faces, own = striped_faces(70)
    given = own if labels is None else np.array(labels, dtype=np.int64)
    rows = np.arange(len(given))
    return FacePart(faces, rows, given, "train", lambda: votes)


def loss_of(config: TrainConfig, train: FacePart, logits: torch.Tensor) -> torch.Tensor:
    pixels = torch.rand(len(logits), 1, 48, 48)
    return Objective(config, train, CPU).loss(logits, pixels, torch.arange(len(logits)))[0]


def test_votes_are_mixed_into_the_targets_of_the_faces_that_have_them() -> None:
    votes = np.full((2, 7), np.nan, dtype=np.float32)
    votes[0] = [0.5, 0, 0.5, 0, 0, 0, 0]
    config = dataclasses.replace(CONFIG, soft_labels=0.6, label_smoothing=0.07)
    logits = torch.randn(2, 7, generator=torch.Generator().manual_seed(0))
    smooth = np.full((2, 7), 0.01)
    smooth[0, 0] = smooth[1, 3] = 0.94
    wanted = smooth.copy()
    wanted[0] = 0.4 * smooth[0] + 0.6 * votes[0]
    expected = -(torch.from_numpy(wanted) * torch.log_softmax(logits.double(), 1)).sum(1).mean()
    assert float(loss_of(config, part([0, 3], votes), logits)) == pytest.approx(float(expected))


def test_without_votes_the_labels_alone_decide() -> None:
    config = dataclasses.replace(CONFIG, soft_labels=1.0)
    logits = torch.randn(2, 7)
    plain = nn.functional.cross_entropy(logits, torch.tensor([0, 3]))
    assert float(loss_of(config, part([0, 3]), logits)) == float(plain)


def test_rare_classes_weigh_more_in_the_loss() -> None:
    """By the inverse of how many there are, of seven classes two of which occur."""
    config = dataclasses.replace(CONFIG, balance_classes="loss", label_smoothing=0.1)
    logits = torch.randn(4, 7, generator=torch.Generator().manual_seed(1))
    labels = [0, 0, 0, 1]
    weights = 4 / (7 * torch.tensor([3.0, 1, 1, 1, 1, 1, 1]))
    expected = nn.functional.cross_entropy(
        logits, torch.tensor(labels), weight=weights, label_smoothing=0.1
    )
    assert float(loss_of(config, part(labels), logits)) == pytest.approx(float(expected))


def orders_of(seed: int) -> list[list[int]]:
    """The faces of three epochs in the order in which they were learned."""
    train = part()
    drawn: list[int] = []

    class Watched(FacePart):
        def pixels(self, positions: np.ndarray | None = None) -> np.ndarray:
            assert positions is not None
            drawn.extend(positions.tolist())
            return train.pixels(positions)

    config = dataclasses.replace(CONFIG, epochs=3, batch_size=10, seed=seed)
    train_epochs(
        config,
        new_state(config),
        train=Watched(train.faces, train.rows, train.labels),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(),
    )
    return [drawn[start : start + 70] for start in range(0, 210, 70)]


def test_every_epoch_learns_each_face_once_in_an_order_of_its_own() -> None:
    epochs = orders_of(seed=1)
    assert all(sorted(epoch) == list(range(70)) for epoch in epochs)
    assert list(range(70)) not in epochs
    assert len({tuple(epoch) for epoch in epochs}) == 3
    assert orders_of(seed=1) == epochs
    assert orders_of(seed=2) != epochs


def seen_by(balance: str) -> np.ndarray:
    """How often each class is drawn in an epoch over 60 + 10 faces of two classes."""
    train = part([0] * 60 + [1] * 10)
    drawn: list[int] = []

    class Watched(FacePart):
        def pixels(self, positions: np.ndarray | None = None) -> np.ndarray:
            drawn.extend(train.labels[positions].tolist())
            return train.pixels(positions)

    watched = Watched(train.faces, train.rows, train.labels)
    config = dataclasses.replace(CONFIG, balance_classes=balance, batch_size=10)
    train_epochs(
        config,
        new_state(config),
        train=watched,
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(),
    )
    return np.bincount(drawn, minlength=2)


def test_sampling_draws_the_classes_evenly() -> None:
    assert seen_by("off").tolist() == [60, 10]
    frequent, rare = seen_by("sampling")
    assert frequent + rare == 70
    assert 20 <= rare <= 50


def teacher(seed: int, spec: NetworkSpec = SMALL) -> Checkpoint:
    torch.manual_seed(seed)
    network = EmotionCNN(spec).eval()
    return Checkpoint(network, CheckpointInfo(spec))


def test_a_teacher_draws_the_answers_towards_its_own() -> None:
    train, wise = part(), teacher(5)
    config = dataclasses.replace(
        CONFIG, teacher="wise", teacher_weight=1.0, teacher_temperature=2.0
    )
    objective = Objective(config, train, CPU, [wise])
    pixels = torch.rand(8, 1, 48, 48)
    before = pixels.clone()
    with torch.no_grad():
        answers = wise.network((pixels - 0.5) / 0.25)
    same, _ = objective.loss(answers, pixels, torch.arange(8))
    other, _ = objective.loss(answers + torch.randn(8, 7), pixels, torch.arange(8))
    assert torch.equal(pixels, before)
    assert float(same) == pytest.approx(0.0, abs=1e-5)
    assert float(other) > 0.01


@pytest.mark.parametrize("temperature", [1.0, 3.0])
def test_a_teachers_share_is_hintons(temperature: float) -> None:
    """(1 - w) cross-entropy + w T^2 KL (arXiv 1503.02531), so that T does not weaken it."""
    wise, pixels = teacher(5), torch.rand(8, 1, 48, 48)
    config = dataclasses.replace(
        CONFIG, teacher="wise", teacher_weight=0.3, teacher_temperature=temperature
    )
    logits = torch.randn(8, 7, generator=torch.Generator().manual_seed(1))
    train = part()
    loss, _ = Objective(config, train, CPU, [wise]).loss(logits, pixels, torch.arange(8))
    with torch.no_grad():
        seen = (pixels - Preprocessing().mean) / Preprocessing().std
        told = softmax(wise.network(seen).numpy() / temperature, axis=1)
    said = log_softmax(logits.numpy() / temperature, axis=1)
    distance = (told * (np.log(told) - said)).sum(axis=1).mean()
    labels = -log_softmax(logits.numpy(), axis=1)[np.arange(8), train.labels[:8]].mean()
    assert float(loss) == pytest.approx(0.7 * labels + 0.3 * temperature**2 * distance, rel=1e-4)


def test_a_teacher_that_sees_the_face_as_it_is_does_not_care_what_was_done_to_it() -> None:
    train = part()
    config = dataclasses.replace(
        CONFIG, teacher="t", teacher_weight=1.0, teacher_temperature=2.0, teacher_sees="clean"
    )
    objective = Objective(config, train, torch.device("cpu"), [teacher(1)])
    chosen = torch.arange(len(train))
    logits = torch.zeros(len(train), 7)
    plain = torch.from_numpy(train.pixels())[:, None].float() / 255
    first, _ = objective.loss(logits, plain, chosen)
    spoiled, _ = objective.loss(logits, torch.rand_like(plain), chosen)
    mirrored, _ = objective.loss(logits, plain.flip(3), chosen)
    assert first == spoiled == mirrored
    changed = Objective(
        dataclasses.replace(config, teacher_sees="changed"),
        train,
        torch.device("cpu"),
        [teacher(1)],
    )
    assert changed.loss(logits, plain, chosen)[0] != changed.loss(logits, 1 - plain, chosen)[0]


def what_the_teacher_saw(**values: object) -> torch.Tensor:
    """Pixels that a teacher is shown in one step of all 70 faces, in the faces' order."""
    augmentation = AugmentationConfig(rotation_deg=10, flip=0.5, noise=0.3)
    config = dataclasses.replace(
        CONFIG, batch_size=70, teacher="t", augmentation=augmentation, **values
    )
    shown: list[torch.Tensor] = []
    taught = teacher(1)
    taught.network.register_forward_pre_hook(lambda network, given: shown.append(given[0].clone()))
    state = new_state(config)
    stepper = Stepper(
        config, state.network, state.optimizer, part(), Preprocessing(), teachers=[taught]
    )
    stepper.training_mode()
    stepper.step(torch.arange(70), torch.Generator().manual_seed(3), rate=0.0)
    (pixels,) = shown
    return pixels


def test_a_teacher_may_see_the_crop_before_the_cameras_faults() -> None:
    crop, changed = (what_the_teacher_saw(teacher_sees=sees) for sees in ("crop", "changed"))
    config = AugmentationConfig(rotation_deg=10, flip=0.5)  # the same without the noise
    plain = torch.from_numpy(part().pixels())[:, None].float() / 255
    expected = augment(plain, config, torch.Generator().manual_seed(3))
    assert torch.equal(crop, normalise(expected.clone(), Preprocessing()))
    assert not torch.equal(crop, changed)


def test_a_teacher_answers_in_the_arithmetic_of_the_steps() -> None:
    config = dataclasses.replace(CONFIG, teacher="wise", teacher_weight=1.0)
    pixels, logits = torch.rand(8, 1, 48, 48), torch.randn(8, 7)
    losses = [
        float(
            Objective(
                dataclasses.replace(config, precision=precision), part(), CPU, [teacher(5)]
            ).loss(logits, pixels, torch.arange(8))[0]
        )
        for precision in ("float32", "bfloat16")
    ]
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], rel=0.02)


def test_several_teachers_teach_the_mean_of_their_probabilities() -> None:
    wise, wiser = teacher(5), teacher(6)
    config = dataclasses.replace(
        CONFIG, teacher="wise, wiser", teacher_weight=1.0, teacher_temperature=1.0
    )
    objective = Objective(config, part(), CPU, [wise, wiser])
    pixels = torch.rand(8, 1, 48, 48)
    with torch.no_grad():
        answers = [one.network((pixels - 0.5) / 0.25).softmax(dim=1) for one in (wise, wiser)]
    mean, _ = objective.loss(((answers[0] + answers[1]) / 2).log(), pixels, torch.arange(8))
    one, _ = objective.loss(answers[0].log(), pixels, torch.arange(8))
    assert float(mean) == pytest.approx(0.0, abs=1e-5)
    assert float(one) > 1e-4


def test_a_teacher_of_another_kind_or_missing_is_refused() -> None:
    config = dataclasses.replace(CONFIG, teacher="wise")
    with pytest.raises(ConfigError, match="not given"):
        Objective(config, part(), CPU)
    other = teacher(1, NetworkSpec(modules=((8,),), pooled=(True,), input_side=24))
    with pytest.raises(ConfigError, match="sees 24 pixels"):
        Objective(config, part(), CPU, [other])


class SmallMemory:
    """Fails like a full device while a piece holds more faces than fit."""

    def __init__(self, fits: int) -> None:
        self.fits, self.sizes = fits, []

    def __call__(self, module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        self.sizes.append(len(inputs[0]))
        if len(inputs[0]) > self.fits:
            raise torch.OutOfMemoryError("no memory left")


def stepped(fits: int) -> tuple[EmotionCNN, list[MemoryNotice], SmallMemory]:
    config = dataclasses.replace(CONFIG, optimizer="sgd")
    state = new_state(config)
    state.network.eval()  # batch norm apart, pieces add up to the very same step
    memory, notices = SmallMemory(fits), []
    state.network.register_forward_pre_hook(memory)
    stepper = Stepper(
        config, state.network, state.optimizer, part(), Preprocessing(), on_memory=notices.append
    )
    stepper.step(torch.arange(16), torch.Generator().manual_seed(1), rate=0.1)
    return state.network, notices, memory


def test_a_full_memory_halves_the_pieces_and_makes_the_same_step() -> None:
    whole, nothing, _ = stepped(fits=16)
    halved, notices, memory = stepped(fits=4)
    assert nothing == []
    assert notices == [MemoryNotice(16, 2), MemoryNotice(16, 4)]
    assert memory.sizes == [16, 8, 4, 4, 4, 4]
    for a, b in zip(whole.parameters(), halved.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_pieces_of_two_faces_are_the_smallest() -> None:
    _, notices, memory = stepped(fits=2)
    assert notices[-1] == MemoryNotice(16, 8)
    assert memory.sizes == [16, 8, 4, *[2] * 8]


def test_a_memory_without_room_for_two_faces_is_explained() -> None:
    with pytest.raises(ConfigError, match="memory does not hold"):
        stepped(fits=1)


def test_other_failures_are_not_taken_for_a_full_memory() -> None:
    state = new_state(CONFIG)

    def fail(module: nn.Module, inputs: object) -> None:
        raise RuntimeError("shapes differ")

    state.network.register_forward_pre_hook(fail)
    stepper = Stepper(CONFIG, state.network, state.optimizer, part(), Preprocessing())
    with pytest.raises(RuntimeError, match="shapes differ"):
        stepper.step(torch.arange(16), torch.Generator(), rate=0.1)


def test_the_notice_reaches_whoever_watches() -> None:
    state = new_state(CONFIG)
    memory = SmallMemory(8)

    def while_training(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        if module.training:
            memory(module, inputs)

    state.network.register_forward_pre_hook(while_training)
    told: list[Progress] = []
    train_epochs(
        CONFIG,
        state,
        train=part(),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(told.append),
    )
    (notice,) = (each for each in told if each.detail == MemoryNotice(16, 2))
    assert (notice.done, notice.total) == (0, 4)  # whole batches of 16 of 70 faces


@pytest.mark.parametrize("schedule", ["one-cycle", "cosine"])
def test_every_step_has_the_rate_of_its_place_in_the_whole_training(schedule: str) -> None:
    config = dataclasses.replace(CONFIG, epochs=2, schedule=schedule)
    state = new_state(config)
    rates: list[float] = []

    def note(module: nn.Module, inputs: object) -> None:
        if module.training:
            rates.append(float(state.optimizer.param_groups[0]["lr"]))

    state.network.register_forward_pre_hook(note)
    train_epochs(
        config,
        state,
        train=part(),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(),
    )
    batches = len(rates) // 2
    assert batches == 4
    wanted = [
        learning_rate_at(config, step=step, steps_per_epoch=batches) for step in range(2 * batches)
    ]
    assert rates == pytest.approx(wanted)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_weights_decay_and_biases_and_norms_do_not(optimizer: str) -> None:
    """Told by a step without a gradient, or Adam's, which sees the decay as one."""
    config = dataclasses.replace(CONFIG, optimizer=optimizer, weight_decay=0.1, learning_rate=0.1)
    state = new_state(config)
    with torch.no_grad():
        for parameter in state.network.parameters():
            parameter.fill_(0.5)
            parameter.grad = torch.zeros_like(parameter)
    state.optimizer.step()
    for name, parameter in state.network.named_parameters():
        smaller = bool((parameter < 0.4999).all())
        assert smaller is (name.endswith("conv.weight")), name


def test_the_moving_average_forgets_where_it_began() -> None:
    """Its memory is short over the first steps: few steps in, random weights must not linger."""
    config = dataclasses.replace(CONFIG, ema=0.999, epochs=2)
    state = new_state(config)
    begun = state.network.blocks[0].conv.weight.detach().clone()
    train_epochs(
        config,
        state,
        train=part(),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(),
    )
    networks = (state.network, state.averaged)
    now, mean = (network.blocks[0].conv.weight.detach() for network in networks)
    assert float((mean - now).norm()) < 0.5 * float((mean - begun).norm())
    assert not torch.equal(mean, now)


def test_frozen_features_stay_and_the_head_learns() -> None:
    start = teacher(3).network
    config = dataclasses.replace(CONFIG, frozen_features=True)
    state = new_state(config, initial=start)
    head = state.network.head.conv.weight.detach().clone()
    assert not torch.equal(head, start.head.conv.weight)
    train_epochs(
        config,
        state,
        train=part(),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, best: None,
        context=JobContext(),
    )
    kept = state.network.blocks.state_dict()
    assert all(torch.equal(value, kept[name]) for name, value in start.blocks.state_dict().items())
    assert not torch.equal(head, state.network.head.conv.weight)


def test_deterministic_mode_holds_for_the_training_alone() -> None:
    config = dataclasses.replace(CONFIG, deterministic=True)
    modes: list[bool] = []
    train_epochs(
        config,
        new_state(config),
        train=part(),
        test=part(),
        preprocessing=Preprocessing(),
        on_epoch=lambda s, b: modes.append(torch.are_deterministic_algorithms_enabled()),
        context=JobContext(),
    )
    assert modes == [True]
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.parametrize("balanced", [False, True])
@pytest.mark.parametrize("voted", [False, True])
def test_the_mean_of_a_batch_is_that_of_its_parts_by_their_shares(
    balanced: bool, voted: bool
) -> None:
    """Faces that are left away for want of memory, or that another process has."""
    labels = [0] * 5 + [1] * 2 + [3] * 9
    votes = softmax(np.random.default_rng(0).normal(size=(16, 7)), axis=1).astype(np.float32)
    config = dataclasses.replace(
        CONFIG, balance_classes="loss" if balanced else "off", soft_labels=0.5 if voted else 0.0
    )
    objective = Objective(config, part(labels, votes if voted else None), CPU)
    generator = torch.Generator().manual_seed(1)
    chosen = torch.randperm(16, generator=generator)[:12]
    logits = torch.randn(12, 7, generator=generator)
    pixels = torch.rand(12, 1, 48, 48)
    whole, right = objective.loss(logits, pixels, chosen)
    pieces = [slice(0, 3), slice(3, 4), slice(4, 12)]
    shares = [objective.share_of(chosen[piece], chosen) for piece in pieces]
    assert sum(shares) == pytest.approx(1.0)
    parts = [objective.loss(logits[piece], pixels[piece], chosen[piece]) for piece in pieces]
    joined = sum(share * float(loss) for share, (loss, _) in zip(shares, parts, strict=True))
    assert joined == pytest.approx(float(whole), rel=1e-5)
    assert sum(int(hits) for _, hits in parts) == int(right)
    assert objective.share_of(chosen, chosen) == 1.0
