"""MTCNN's three networks out of facenet_pytorch, made to take BGR bytes as they come.

Two exact rewrites of the first convolution save a pass over every picture: its input channels
are swapped (RGB to BGR), and the normalisation `(x - 127.5) / 128` is folded into its weights
and bias. That is exact because none of the convolutions pads.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core import torchvision_guard

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


@contextmanager
def _without_requests() -> Iterator[None]:
    """Import facenet_pytorch without the web library that it wants for downloads.

    Nothing is ever downloaded here: the weights are in the wheel. But urllib3, which comes with
    requests, binds a socket while it is imported, to see whether there is IPv6; and this product
    promises that none is opened but for a stream address that somebody typed.
    """
    names = ("requests", "requests.adapters")
    if any(name in sys.modules for name in names):
        yield
        return
    for name in names:
        sys.modules[name] = ModuleType(name)
    sys.modules["requests.adapters"].HTTPAdapter = object  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def fold_input(convolution: nn.Conv2d) -> None:
    """Make a first convolution take BGR values in 0-255 instead of normalised RGB.

    It must have a bias and not pad.
    """
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
        """Weights from the facenet_pytorch wheel."""
        with torchvision_guard.import_lock, _without_requests():
            torchvision_guard.install()
            from facenet_pytorch.models.mtcnn import ONet, PNet, RNet

        networks = []
        for network in (PNet(), RNet(), ONet()):
            network.eval().requires_grad_(requires_grad=False)
            fold_input(network.conv1)
            networks.append(network.to(memory_format=torch.channels_last))
        return cls(*networks)

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
