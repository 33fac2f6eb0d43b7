"""One interface for all that computes a network's answers."""

from __future__ import annotations

import copy
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.faces.mtcnn_networks import single_thread
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.backbone_network import BackboneBlock
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.onnx_graph import GraphSession, graph_of
from emotion_gui.core.model.quantized_network import QuantizedNetwork


class Engine(Protocol):
    """Gray faces in, logits out."""

    @property
    def name(self) -> EngineName: ...

    def logits(self, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """One batch: faces (n, side, side) to logits (n, classes), not yet calibrated."""
        ...


def make_engine(checkpoint: Checkpoint, name: EngineName, *, threads: int = 1) -> Engine:
    """The engine of this name for a network, which is not changed.

    Args:
        checkpoint: the network and how faces become its input.
        name: which; a quantized network is ONNX Runtime's, whatever is asked for.
        threads: for ONNX Runtime; torch works on the calling thread alone.
    """
    if name == "torch" and not isinstance(checkpoint.network, QuantizedNetwork):
        return TorchEngine(checkpoint)
    return OnnxRuntimeEngine(checkpoint, threads=threads)


class TorchEngine:
    """torch, made fast for a few faces at a time."""

    name: EngineName = "torch"

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._preprocessing = checkpoint.info.preprocessing
        self._network = _fused(checkpoint.network)

    def logits(self, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """See `Engine`."""
        with torch.inference_mode(), single_thread():
            batch = to_input(faces, self._preprocessing)
            answer = self._network(batch.contiguous(memory_format=torch.channels_last))
            return np.asarray(answer.numpy(), dtype=np.float32)


class OnnxRuntimeEngine:
    """ONNX Runtime on the CPU."""

    name: EngineName = "onnxruntime"

    def __init__(self, checkpoint: Checkpoint, *, threads: int = 1) -> None:
        self._preprocessing: Preprocessing = checkpoint.info.preprocessing
        if isinstance(checkpoint.network, QuantizedNetwork):
            graph = checkpoint.network.graph
        else:
            network = copy.deepcopy(checkpoint.network).cpu().eval()
            graph = graph_of(network, side=network.spec.input_side)
        self._session = GraphSession(graph, threads=threads)

    def logits(self, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """See `Engine`."""
        return self._session.run(to_input(faces, self._preprocessing).numpy())


def _fused(network: EmotionCNN) -> nn.Module:
    """A copy on the CPU with the own layers' batch norms folded into their convolutions."""
    fused = copy.deepcopy(network).cpu().eval()
    for block in (*fused.blocks, fused.head):
        if isinstance(block, BackboneBlock):
            continue
        assert isinstance(block.conv, nn.Conv2d)
        assert isinstance(block.bn, nn.BatchNorm2d)
        block.conv = fuse_conv_bn_eval(block.conv, block.bn)
        block.bn = nn.Identity()
    fused.requires_grad_(requires_grad=False)
    nn.Module.to(fused, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return fused
