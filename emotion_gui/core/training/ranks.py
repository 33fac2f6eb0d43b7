"""One training in several processes: each learns from its share of every batch.

`torchrun` starts the processes and tells each its number. All of them draw the same order and the
same changes of the whole batch, from (seed, epoch) as ever, and take their share of it; batch norm
and dropout see the whole batch. So many processes learn what one would, to rounding. The first
one alone evaluates, decides and writes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from emotion_gui.core.errors import ConfigError, WorkersError
from emotion_gui.core.model.emotion_cnn import EmotionCNN

_LEAST_SHARE = 2  # faces of a batch in each process


@dataclass(frozen=True)
class Ranks:
    """Which of the processes of a training this is.

    Attributes:
        rank: its number; 0 writes.
        count: of all processes.
    """

    rank: int = 0
    count: int = 1

    @property
    def are_many(self) -> bool:
        return self.count > 1

    @property
    def leads(self) -> bool:
        """Whether this process evaluates, decides and writes."""
        return self.rank == 0

    def mine(self, faces: int) -> slice:
        """This process's share of a batch."""
        return slice(self.rank * faces // self.count, (self.rank + 1) * faces // self.count)

    def check(self, batch_size: int) -> None:
        """Raises ConfigError where a batch cannot be divided."""
        if self.are_many and batch_size < _LEAST_SHARE * self.count:
            why = f"{self.count} processes need batches of at least {_LEAST_SHARE * self.count}"
            raise ConfigError("batch_size", batch_size, why)

    def total(self, value: torch.Tensor) -> torch.Tensor:
        """The sum over all processes."""
        if self.are_many:
            torch.distributed.all_reduce(value)
        return value

    def same(self, value: Any) -> Any:
        """What the first process has; of the others it is not asked."""
        if not self.are_many:
            return value
        held = [value]
        torch.distributed.broadcast_object_list(held, src=0)
        return held[0]

    @contextlib.contextmanager
    def across(self, network: EmotionCNN) -> Iterator[nn.Module]:
        """What is to be called instead of `network` while it learns."""
        if not self.are_many:
            yield network
            return
        changed: list[nn.Module] = []
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.forward = partial(_normalised, module, self)  # type: ignore[method-assign]
                changed.append(module)
            elif isinstance(module, nn.Dropout):
                module.forward = partial(_dropped, module, self)  # type: ignore[method-assign]
                changed.append(module)
        try:
            yield nn.parallel.DistributedDataParallel(network, forward_sync_buffers=False)
        finally:
            for module in changed:
                del module.forward


ALONE = Ranks()


def rank_asked_for() -> Ranks:
    """Which process `torchrun` has made this one; ALONE where it was not there."""
    count = os.environ.get("WORLD_SIZE", "1")
    rank = os.environ.get("RANK", "0")
    return Ranks(int(rank), int(count)) if count.isdecimal() and rank.isdecimal() else ALONE


@contextlib.contextmanager
def joined_ranks() -> Iterator[Ranks]:
    """The processes that `torchrun` started, met; ALONE without it.

    Raises:
        WorkersError: one of them is gone.
    """
    ranks = rank_asked_for()
    if not ranks.are_many:
        yield ALONE
        return
    has_cuda = torch.cuda.is_available()
    if has_cuda:
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    try:
        torch.distributed.init_process_group("nccl" if has_cuda else "gloo")
        yield ranks
    except RuntimeError as error:
        if not _is_about_the_line(error):
            raise
        why = "a process of this training is gone; finished epochs are kept: --resume goes on"
        raise WorkersError("torchrun", why) from error
    finally:
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


def _is_about_the_line(error: RuntimeError) -> bool:
    if isinstance(error, torch.distributed.DistError):
        return True
    text = str(error).lower()
    return any(word in text for word in ("gloo", "nccl", "connection", "peer", "socket", "timed"))


class _SumOfAll(torch.autograd.Function):
    """The sum over all processes, whose gradient comes back to each of them."""

    @staticmethod
    def forward(context: Any, value: torch.Tensor) -> torch.Tensor:
        del context
        summed = value.clone()
        torch.distributed.all_reduce(summed)
        return summed

    @staticmethod
    def backward(context: Any, gradient: torch.Tensor) -> torch.Tensor:
        return _SumOfAll.forward(context, gradient)


def _sum_of_all(value: torch.Tensor) -> torch.Tensor:
    summed: torch.Tensor = _SumOfAll.apply(value)  # type: ignore[no-untyped-call]
    return summed


def _normalised(layer: nn.BatchNorm2d, ranks: Ranks, x: torch.Tensor) -> torch.Tensor:
    """Batch norm over the whole batch.

    WORKAROUND: torch's SyncBatchNorm computes on graphics cards alone.
    """
    del ranks
    if not layer.training:
        return nn.BatchNorm2d.forward(layer, x)
    values = x.float()
    own = torch.tensor([float(values[:, 0].numel())], device=values.device)
    sums = _sum_of_all(torch.cat((values.sum(dim=(0, 2, 3)), own)))
    count = sums[-1].detach()
    mean = sums[:-1] / count
    centred = values - mean[None, :, None, None]
    variance = _sum_of_all(centred.square().sum(dim=(0, 2, 3))) / count
    _remember(layer, mean.detach(), variance.detach() * count / (count - 1))
    scale = torch.rsqrt(variance + layer.eps) * layer.weight
    return (centred * scale[None, :, None, None] + layer.bias[None, :, None, None]).to(x.dtype)


def _remember(layer: nn.BatchNorm2d, mean: torch.Tensor, variance: torch.Tensor) -> None:
    if layer.running_mean is None or layer.running_var is None:
        return
    if layer.num_batches_tracked is not None:
        layer.num_batches_tracked.add_(1)
    assert layer.momentum is not None  # a mean over all batches, which no network here keeps
    layer.running_mean.lerp_(mean, layer.momentum)
    layer.running_var.lerp_(variance, layer.momentum)


def _dropped(layer: nn.Dropout, ranks: Ranks, x: torch.Tensor) -> torch.Tensor:
    """Dropout with this process's share of the mask that one process would draw."""
    if not layer.training or not layer.p:
        return x
    faces = int(ranks.total(torch.tensor(len(x), device=x.device)))
    whole = x.new_ones((faces, *x.shape[1:]))
    if x.is_contiguous(memory_format=torch.channels_last):  # masks are drawn as memory lies
        whole = whole.contiguous(memory_format=torch.channels_last)
    return x * nn.functional.dropout(whole, layer.p)[ranks.mine(faces)]
