"""A saved state that no training leaves is refused in words, before anything goes on with it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.states import changed_state, state_after

from emotion_gui.core.errors import TrainingStateError
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import new_state
from emotion_gui.core.training.resuming import load_state, state_bytes

NETWORK = NetworkSpec(((2,),), (True,), input_side=8)
CONFIGS = {
    "adamw": TrainConfig(network=NETWORK, epochs=3, ema=0.5, device="cpu"),
    "sgd": TrainConfig(network=NETWORK, epochs=3, optimizer="sgd", device="cpu"),
}
NAN, ENDLESS = float("nan"), float("inf")
Stored = dict[str, Any]
Change = Callable[[Stored], object]


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """States after two epochs, by optimizer."""
    return {kind: state_bytes(state_after(CONFIGS[kind], [0.25, 0.5])) for kind in CONFIGS}


def refused(path: Path, stored: bytes, kind: str) -> str:
    path.write_bytes(stored)
    with pytest.raises(TrainingStateError) as error:
        load_state(path, new_state(CONFIGS[kind]), epochs=3)
    return error.value.reason


def grouped(**values: object) -> Change:
    return lambda state: state["optimizer"]["param_groups"][0].update(values)


def filled(moment: str, value: float) -> Change:
    return lambda state: state["optimizer"]["state"][1][moment].fill_(value)


def replaced(moment: str, value: object) -> Change:
    return lambda state: state["optimizer"]["state"][1].update({moment: value})


def weighed(part: str, name: str, value: float) -> Change:
    return lambda state: state[part][name].fill_(value)


def recorded(**values: object) -> Change:
    return lambda state: state["records"][0].update(values)


def in_complex_numbers(state: Stored) -> None:
    name, weights = next(iter(state["network"].items()))
    state["network"][name] = torch.full(weights.shape, complex(NAN, NAN))


def in_another_order(state: Stored) -> None:
    state["optimizer"]["param_groups"][0]["params"].reverse()
    state["optimizer"]["param_groups"][1]["params"].reverse()


EITHER: dict[str, Change] = {
    "a group without a decay": lambda s: s["optimizer"]["param_groups"][0].pop("weight_decay"),
    "weights in another order": in_another_order,
    "a group too few": lambda s: s["optimizer"]["param_groups"].pop(),
    "the loss made larger": grouped(maximize=True),
    "nothing of the moments": lambda s: s["optimizer"].update(state={}),
    "moments of some weights": lambda s: s["optimizer"]["state"].pop(1),
    "moments of more weights": lambda s: s["optimizer"]["state"].update(
        {99: s["optimizer"]["state"][0]}
    ),
    "no number at all in a weight": in_complex_numbers,
    "weights in half": lambda s: s["network"].update(
        {name: tensor.half() for name, tensor in s["network"].items()}
    ),
    "a layer too few": lambda s: s["network"].popitem(),
    "a variance below zero": weighed("network", "head.bn.running_var", -1.0),
    "an endless mean": weighed("network", "head.bn.running_mean", ENDLESS),
    "batches below zero": weighed("network", "head.bn.num_batches_tracked", -1),
    "a loss that is no number": recorded(train_loss=NAN),
    "a loss below zero": recorded(train_loss=-1.0),
    "an endless loss": recorded(test_loss=ENDLESS),
    "a test loss below zero": recorded(test_loss=-1.0),
    "a loss that is too large an integer": recorded(train_loss=10**400),
    "a test accuracy of seven": recorded(test_accuracy=7.0),
    "a training accuracy below zero": recorded(train_accuracy=-0.5),
    "an accuracy that is true": recorded(train_accuracy=True),
    "a rate that is no number": recorded(learning_rate=NAN),
    "a rate below zero": recorded(learning_rate=-1.0),
    "seconds below zero": recorded(seconds=-1.0),
    "endless faces a second": recorded(images_per_second=ENDLESS),
    "an epoch that is a half": recorded(epoch=1.0),
    "answers below none": recorded(confusion=[[-1] * 7] * 7),
    "answers of other classes": recorded(confusion=[[1, 2], [3, 4]]),
    "endless answers": recorded(confusion=[[ENDLESS] * 7] * 7),
    "a figure too many": recorded(mood=1.0),
    "a best epoch that was not the best": lambda s: s.update(best_epoch=1, best_accuracy=0.25),
    "a best accuracy that no epoch had": lambda s: s.update(best_accuracy=0.75),
}
ADAM: dict[str, Change] = {
    "another variant of Adam": grouped(amsgrad=True),
    "a divisor of a milliard": grouped(eps=1e9),
    "a divisor that is no number": grouped(eps=NAN),
    "another memory": grouped(betas=(0.9, 0.5)),
    "another kind of decay": grouped(decoupled_weight_decay=False),
    "steps below zero": filled("step", -3.0),
    "fewer steps than epochs": filled("step", 1.0),
    "half a step": filled("step", 2.5),
    "steps that are no number": filled("step", NAN),
    "steps of each weight": replaced("step", torch.ones(2)),
    "steps that are no tensor": replaced("step", 3),
    "no steps": lambda s: s["optimizer"]["state"][1].pop("step"),
    "a first moment that is no number": filled("exp_avg", NAN),
    "a second moment below zero": filled("exp_avg_sq", -1.0),
    "no second moment": lambda s: s["optimizer"]["state"][1].pop("exp_avg_sq"),
    "a moment of other shape": replaced("exp_avg", torch.zeros(5)),
    "a moment in double": lambda s: s["optimizer"]["state"][1].update(
        exp_avg=s["optimizer"]["state"][1]["exp_avg"].double()
    ),
    "averages that are no numbers": weighed("averaged", "head.conv.weight", NAN),
    "an averaged variance below zero": weighed("averaged", "head.bn.running_var", -1.0),
    "a layer too few in the average": lambda s: s["averaged"].popitem(),
    "no average": lambda s: s.update(averaged=None),
}
SGD: dict[str, Change] = {
    "another momentum": grouped(momentum=0.5),
    "plain momentum": grouped(nesterov=False),
    "a dampened step": grouped(dampening=0.5),
    "an endless momentum": filled("momentum_buffer", ENDLESS),
    "no momentum yet": replaced("momentum_buffer", None),
    "a momentum of other shape": replaced("momentum_buffer", torch.zeros(5)),
    "an average that the recipe has none of": lambda s: s.update(averaged=s["network"]),
}
DAMAGES = {
    f"{kind}: {name}": (kind, change)
    for kind, own in (("adamw", ADAM), ("sgd", SGD))
    for name, change in {**EITHER, **own}.items()
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_no_training_leaves_is_refused(
    tmp_path: Path, whole: dict[str, bytes], damage: str
) -> None:
    kind, change = DAMAGES[damage]
    assert refused(tmp_path / "resume.pt", changed_state(whole[kind], change), kind)


@pytest.mark.parametrize("kind", CONFIGS)
def test_the_same_file_undamaged_is_taken(
    tmp_path: Path, whole: dict[str, bytes], kind: str
) -> None:
    path, state = tmp_path / "resume.pt", new_state(CONFIGS[kind])
    path.write_bytes(changed_state(whole[kind], lambda state: None))
    load_state(path, state, epochs=3)
    assert same(data_of(state_bytes(state)), data_of(whole[kind]))


def other_rate(state: Stored) -> None:
    for group in state["optimizer"]["param_groups"]:
        group["lr"] = 7.0


OLDER: dict[str, Change] = {
    "without a matrix": lambda s: s["records"][0].pop("confusion"),
    "without switches of later versions": lambda s: [
        group.pop(key)
        for group in s["optimizer"]["param_groups"]
        for key in ("amsgrad", "maximize", "foreach", "fused", "decoupled_weight_decay")
    ],
    "at another rate, which the next step sets": other_rate,
    "just below zero, as a distance to a teacher is rounded": recorded(train_loss=-1e-6),
}


@pytest.mark.parametrize("kind", OLDER)
def test_what_torch_or_older_versions_leave_is_taken(
    tmp_path: Path, whole: dict[str, bytes], kind: str
) -> None:
    path, state = tmp_path / "resume.pt", new_state(CONFIGS["adamw"])
    path.write_bytes(changed_state(whole["adamw"], OLDER[kind]))
    load_state(path, state, epochs=3)
    now, before = data_of(state_bytes(state)), data_of(whole["adamw"])
    assert same(now["optimizer"]["state"], before["optimizer"]["state"])
    fresh = new_state(CONFIGS["adamw"]).optimizer.state_dict()
    assert now["optimizer"]["param_groups"] == fresh["param_groups"]


def test_moments_that_share_their_memory_go_on_apart(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    """A tensor of a file may stand in two places, or repeat one number."""

    def share(stored: Stored) -> None:
        stored["optimizer"]["state"][1]["exp_avg"] = stored["optimizer"]["state"][1]["exp_avg_sq"]

    path, state = tmp_path / "resume.pt", new_state(CONFIGS["adamw"])
    path.write_bytes(changed_state(whole["adamw"], share))
    load_state(path, state, epochs=3)
    second = list(state.optimizer.state.values())[1]
    second["exp_avg"].fill_(1.0)
    assert not second["exp_avg_sq"].any()


def data_of(stored: bytes) -> Stored:
    data: Stored = torch.load(io.BytesIO(stored), weights_only=True)
    return data


def same(one: object, other: object) -> bool:
    """Bit for bit, through nested records and lists."""
    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(same(value, other[key]) for key, value in one.items())
        )
    return one == other


def places_of(stored: bytes) -> list[tuple[int, int]]:
    """Where each member's content begins in an archive, and its length."""
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        entries = [entry for entry in archive.infolist() if entry.file_size]
    sizes = [struct.unpack_from("<HH", stored, entry.header_offset + 26) for entry in entries]
    return [
        (entry.header_offset + 30 + sum(size), entry.file_size)
        for entry, size in zip(entries, sizes, strict=True)
    ]


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_flipped_bit_is_found_wherever_it_is(
    tmp_path: Path, whole: dict[str, bytes], share: float
) -> None:
    stored, path = whole["adamw"], tmp_path / "resume.pt"
    state = new_state(CONFIGS["adamw"])
    for number, (start, size) in enumerate(places_of(stored)):
        damaged = bytearray(stored)
        damaged[start + int(share * size)] ^= 1 << number % 8
        path.write_bytes(damaged)
        with pytest.raises(TrainingStateError):
            load_state(path, state, epochs=3)


def test_weights_that_are_marked_as_a_folder_are_refused(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    """torch reads no folder: its memory would hold whatever was there before."""
    stored = whole["adamw"]
    entry = stored.rindex(b"archive/data/3") - 46  # in the list at the end
    damaged = bytearray(stored)
    damaged[entry + 38] |= 0x10
    assert refused(tmp_path / "resume.pt", bytes(damaged), "adamw")
