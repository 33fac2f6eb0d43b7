"""Layers of a training by several processes do, in one process, what torch's own do."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
import torch
from helpers.pruning import random_network
from torch import nn

from emotion_gui.core.errors import ConfigError, WorkersError
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import ranks
from emotion_gui.core.training.ranks import ALONE, Ranks, joined_ranks, rank_asked_for


@pytest.fixture
def group() -> Iterator[None]:
    """A group of one."""
    torch.set_num_threads(1)
    store = torch.distributed.HashStore()
    torch.distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    try:
        yield
    finally:
        torch.distributed.destroy_process_group()


@pytest.mark.parametrize("momentum", [0.1, 0.3])
def test_batch_norm_over_all_processes_is_torchs(group: None, momentum: float) -> None:
    generator = torch.Generator().manual_seed(0)
    usual = nn.BatchNorm2d(3, momentum=momentum)
    with torch.no_grad():
        usual.weight.uniform_(0.5, 1.5, generator=generator)
        usual.bias.normal_(generator=generator)
    ours = copy.deepcopy(usual)
    pixels = torch.randn(5, 3, 4, 2, generator=generator) * 2 + 1
    first, second = (pixels.clone().requires_grad_(True) for _ in range(2))
    wanted, made = usual(first), ranks._normalised(ours, Ranks(0, 2), second)
    weights = torch.randn(wanted.shape, generator=generator)
    (wanted * weights).sum().backward()
    (made * weights).sum().backward()
    torch.testing.assert_close(made, wanted)
    assert first.grad is not None
    torch.testing.assert_close(second.grad, first.grad)
    for name in ("weight", "bias"):
        torch.testing.assert_close(getattr(ours, name).grad, getattr(usual, name).grad)
    for name, value in usual.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], value)
    ours.eval(), usual.eval()
    torch.testing.assert_close(ranks._normalised(ours, Ranks(0, 2), pixels), usual(pixels))


def test_batch_norm_without_a_memory_keeps_none(group: None) -> None:
    layer = nn.BatchNorm2d(2, track_running_stats=False)
    pixels = torch.randn(4, 2, 3, 3)
    torch.testing.assert_close(ranks._normalised(layer, Ranks(0, 2), pixels), layer(pixels))


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_a_share_of_the_mask_is_what_one_process_would_draw(
    monkeypatch: pytest.MonkeyPatch, layout: torch.memory_format
) -> None:
    whole = torch.rand(7, 3, 2, 2).contiguous(memory_format=layout)
    monkeypatch.setattr(Ranks, "total", lambda self, value: torch.tensor(7))
    layer = nn.Dropout(0.4).train()
    parts = []
    for rank in range(2):
        own = Ranks(rank, 2)
        torch.manual_seed(5)
        mine = whole[own.mine(7)].contiguous(memory_format=layout)
        parts.append(ranks._dropped(layer, own, mine))
    torch.manual_seed(5)
    torch.testing.assert_close(torch.cat(parts), nn.functional.dropout(whole, 0.4))
    assert ranks._dropped(layer.eval(), Ranks(0, 2), whole) is whole
    assert ranks._dropped(nn.Dropout(0.0).train(), Ranks(0, 2), whole) is whole


def test_shares_of_a_batch_are_all_of_it() -> None:
    for count in (1, 2, 3, 5):
        for faces in (0, 1, 7, 64):
            shares = [range(faces)[Ranks(rank, count).mine(faces)] for rank in range(count)]
            assert [face for share in shares for face in share] == list(range(faces))
            sizes = [len(share) for share in shares]
            assert max(sizes) - min(sizes) <= 1


def test_one_process_is_alone_and_leads() -> None:
    assert not ALONE.are_many
    assert ALONE.leads
    assert Ranks(0, 2).are_many
    assert Ranks(0, 2).leads
    assert not Ranks(1, 2).leads
    value = torch.ones(1)
    assert ALONE.total(value) is value
    assert ALONE.same("x") == "x"
    least = ranks._LEAST_SHARE
    Ranks(0, 3).check(3 * least)
    with pytest.raises(ConfigError):
        Ranks(0, 3).check(3 * least - 1)
    ALONE.check(1)


@pytest.mark.parametrize(
    ("rank", "count", "found"),
    [
        ("1", "4", Ranks(1, 4)),
        (None, None, ALONE),
        (None, "2", Ranks(0, 2)),
        ("x", "2", ALONE),
        ("0", "x", ALONE),
    ],
)
def test_who_torchrun_says_this_is(
    monkeypatch: pytest.MonkeyPatch, rank: str | None, count: str | None, found: Ranks
) -> None:
    for name, value in (("RANK", rank), ("WORLD_SIZE", count)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert rank_asked_for() == found


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("[gloo] Connection closed by peer", True),
        ("NCCL error", True),
        ("Timed out waiting", True),
        ("socket is gone", True),
        ("CUDA out of memory", False),
    ],
)
def test_which_errors_are_about_the_line(words: str, about: bool) -> None:
    assert ranks._is_about_the_line(RuntimeError(words)) is about


@pytest.mark.parametrize("cuda", [False, True])
def test_the_processes_meet_on_what_the_computer_has(
    monkeypatch: pytest.MonkeyPatch, cuda: bool
) -> None:
    steps: list[object] = []
    for name, value in (("RANK", "1"), ("WORLD_SIZE", "2"), ("LOCAL_RANK", "3")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "set_device", steps.append)
    monkeypatch.setattr(torch.distributed, "init_process_group", steps.append)
    with joined_ranks() as found:
        assert found == Ranks(1, 2)
    assert steps == ([3, "nccl"] if cuda else ["gloo"])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (torch.distributed.DistBackendError("x"), WorkersError),
        (RuntimeError("NCCL error"), WorkersError),
        (RuntimeError("CUDA out of memory"), RuntimeError),
    ],
)
def test_a_process_that_is_gone_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, error: RuntimeError, told: type[Exception]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.distributed, "init_process_group", lambda kind: None)
    with pytest.raises(told) as raised, joined_ranks():
        raise error
    assert ("--resume goes on" in str(raised.value)) is (told is WorkersError)


def test_a_network_is_shared_while_it_learns_and_its_own_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = random_network(NetworkSpec(((3,), (4,)), (True, True), dropout=0.5)).train()
    asked: list[tuple[object, ...]] = []
    for name in ("_normalised", "_dropped"):

        def layer_of_all(layer: object, own: object, x: torch.Tensor, name: str = name) -> object:
            asked.append((name, own))
            return x

        monkeypatch.setattr(ranks, name, layer_of_all)
    monkeypatch.setattr(
        nn.parallel,
        "DistributedDataParallel",
        lambda network, *, forward_sync_buffers: (network, forward_sync_buffers),
    )
    own, pixels = Ranks(1, 2), torch.zeros(2, 1, 48, 48)
    with own.across(network) as (called, synced):  # type: ignore[misc]
        called(pixels)
    assert called is network
    assert synced is False
    norms = sum(isinstance(layer, nn.BatchNorm2d) for layer in network.modules())
    drops = sum(isinstance(layer, nn.Dropout) for layer in network.modules())
    assert sorted(asked) == [*[("_dropped", own)] * drops, *[("_normalised", own)] * norms]
    assert drops >= 1
    network(pixels)
    assert len(asked) == drops + norms  # its own layers again
    with ALONE.across(network) as alone:
        assert alone is network
        alone(pixels)
    assert len(asked) == drops + norms


def test_what_all_processes_have_together_and_what_the_first_one_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tell(held: list[object], src: int) -> None:
        assert src == 0
        held[0] = f"first's for {held[0]}"

    monkeypatch.setattr(torch.distributed, "all_reduce", lambda value: value.mul_(3))
    monkeypatch.setattr(torch.distributed, "broadcast_object_list", tell)
    many, value = Ranks(1, 3), torch.tensor([1.0, 2.0])
    assert many.total(value).tolist() == [3.0, 6.0]
    assert many.same("mine") == "first's for mine"
