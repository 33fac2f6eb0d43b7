"""MTCNN's three networks with facenet_pytorch's weights, made to take BGR bytes as they come.

The networks are written out here and the weights travel with the program: facenet_pytorch itself
brings torchvision along, which takes longer to import than torch, and a web library, which opens
a socket. Shapes: Zhang et al. 2016, figure 2.

Two exact rewrites of the first convolution save a pass over every picture: its input channels
are swapped (RGB to BGR), and the normalisation `(x - 127.5) / 128` is folded into its weights
and bias. That is exact because none of the convolutions pads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.resources import resources_dir

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


@contextmanager
def single_thread() -> Iterator[None]:
    """Run small networks on the calling thread alone.

    On tensors this small a second thread gains little on a quiet computer and loses everything
    on a busy one (OpenMP's workers spin while they wait for a core).
    """
    before = torch.get_num_threads()
    if before == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _Stage(nn.Module):
    """Convolutions, each with a PReLU and most with a pooling, then linear heads.

    Layers are named as in the weights' files. The first head is the probability of a face, and
    comes last in the answer.

    Args:
        convolutions: channels out, side of the kernel, and of the pooling behind it (0 = none).
        hidden: values in and out of the dense layer between them and the heads; None = the
            heads are convolutions themselves.
        heads: values each head gives.
    """

    def __init__(
        self,
        convolutions: tuple[tuple[int, int, int], ...],
        hidden: tuple[int, int] | None,
        heads: tuple[int, ...],
    ) -> None:
        super().__init__()
        channels = 3
        for k, (out, side, pool) in enumerate(convolutions, start=1):
            self.add_module(f"conv{k}", nn.Conv2d(channels, out, side))
            self.add_module(f"prelu{k}", nn.PReLU(out))
            if pool:
                self.add_module(f"pool{k}", nn.MaxPool2d(pool, 2, ceil_mode=True))
            channels = out
        self._trunk = tuple(self.children())
        depth = len(convolutions) + 1
        self._dense: tuple[nn.Module, ...] = ()
        if hidden is not None:
            self._dense = (nn.Linear(*hidden), nn.PReLU(hidden[1]))
            self.add_module(f"dense{depth}", self._dense[0])
            self.add_module(f"prelu{depth}", self._dense[1])
            depth += 1
        self._heads = tuple(
            nn.Conv2d(channels, count, 1) if hidden is None else nn.Linear(hidden[1], count)
            for count in heads
        )
        kind = "conv" if hidden is None else "dense"
        for k, head in enumerate(self._heads, start=1):
            self.add_module(f"{kind}{depth}_{k}", head)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        for layer in self._trunk:
            x = layer(x)
        if self._dense:
            x = x.permute(0, 3, 2, 1).flatten(1)  # the weights are from Caffe: width first
            for layer in self._dense:
                x = layer(x)
        surety, *others = (head(x) for head in self._heads)
        return (*others, surety.softmax(1))


def weights_file() -> Path:
    """The three networks' tensors; each name begins with its network's."""
    return resources_dir() / "detectors" / "mtcnn.safetensors"


def _loaded(network: _Stage, tensors: dict[str, torch.Tensor], name: str) -> nn.Module:
    network.load_state_dict({key: tensors[f"{name}.{key}"] for key in network.state_dict()})
    network.eval().requires_grad_(requires_grad=False)
    fold_input(network.get_submodule("conv1"))
    channels_last: nn.Module = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return channels_last


def fold_input(convolution: nn.Module) -> None:
    """Make a first convolution take BGR values in 0-255 instead of normalised RGB.

    It must have a bias and not pad.
    """
    assert isinstance(convolution, nn.Conv2d)
    with torch.no_grad():
        weight = convolution.weight
        assert convolution.bias is not None
        convolution.bias -= (127.5 / 128.0) * weight.sum(dim=(1, 2, 3))
        weight.copy_(weight.flip(1) / 128.0)


@dataclass(frozen=True)
class MtcnnNetworks:
    """Proposal, refinement and output network; raw BGR bytes in, arrays out."""

    pnet: nn.Module
    rnet: nn.Module
    onet: nn.Module

    @classmethod
    def load(cls) -> MtcnnNetworks:
        """With the weights that travel with the program.

        Raises:
            ConfigError: they are missing or damaged.
        """
        try:
            tensors = load_file(weights_file())
            pnet = _Stage(((10, 3, 2), (16, 3, 0), (32, 3, 0)), None, (2, 4))
            rnet = _Stage(((28, 3, 3), (48, 3, 3), (64, 2, 0)), (576, 128), (2, 4))
            onet = _Stage(
                ((32, 3, 3), (64, 3, 3), (64, 3, 2), (128, 2, 0)), (1152, 256), (2, 4, 10)
            )
            return cls(
                _loaded(pnet, tensors, "pnet"),
                _loaded(rnet, tensors, "rnet"),
                _loaded(onet, tensors, "onet"),
            )
        except (OSError, SafetensorError, KeyError, RuntimeError) as error:
            raise ConfigError(
                "detector", "mtcnn", "its weights are missing or damaged; install the program again"
            ) from error

    def propose(self, picture: Bytes) -> tuple[Floats, Floats]:
        """P-Net on one picture of the pyramid.

        Returns:
            Probability of a face, shape (rows, columns), and box regression, (4, rows, columns).
        """
        regression, probability = self._run(self.pnet, picture[np.newaxis])
        return probability[0, 1], regression[0]

    def refine(self, crops: Bytes) -> tuple[Floats, Floats]:
        """R-Net on crops (n, 24, 24, 3): probability (n,) and box regression (n, 4)."""
        regression, probability = self._run(self.rnet, crops)
        return probability[:, 1], regression

    def judge(self, crops: Bytes) -> tuple[Floats, Floats, Floats]:
        """O-Net on crops (n, 48, 48, 3): probability (n,), regression (n, 4), points (n, 10)."""
        regression, points, probability = self._run(self.onet, crops)
        return probability[:, 1], regression, points

    @staticmethod
    def _run(network: nn.Module, pictures: Bytes) -> tuple[Floats, ...]:
        """NHWC bytes in; permuted they are exactly torch's channels-last layout."""
        with torch.inference_mode(), single_thread():
            batch = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
            return tuple(output.numpy() for output in network(batch))
