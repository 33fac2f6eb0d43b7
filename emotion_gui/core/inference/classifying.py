"""The network of a checkpoint, made fast for a few faces at a time."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from emotion_gui.core.faces.mtcnn_networks import single_thread
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.backbone_network import BackboneBlock
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input

# For a checkpoint that was never calibrated.
USUAL_UNSURE_BELOW = 0.35


class EmotionClassifier:
    """Gray faces in, calibrated logits out; the checkpoint itself is not changed."""

    def __init__(self, checkpoint: Checkpoint, *, name: str = "") -> None:
        self.info = checkpoint.info
        self.name = name
        self._network = _fused(checkpoint.network)

    @classmethod
    def load(cls, path: Path) -> EmotionClassifier:
        """Raises CheckpointError."""
        return cls(load_checkpoint(path), name=path.stem)

    @property
    def preprocessing(self) -> Preprocessing:
        return self.info.preprocessing

    @property
    def unsure_below(self) -> float:
        """The calibrated probability below which its answers are unsure, in [0, 1]."""
        measured = self.info.unsure_below
        return USUAL_UNSURE_BELOW if measured is None else measured

    def warm_up(self) -> None:
        """The first call costs far more than the later ones."""
        side = self.preprocessing.side
        self.logits(np.zeros((1, side, side), dtype=np.uint8))

    def logits(
        self, faces: npt.NDArray[np.uint8], *, flip: bool = False
    ) -> npt.NDArray[np.float32]:
        """One batch: faces (n, side, side) to logits (n, 7), divided by the temperature.

        With `flip` the mean of each face's and its mirror image's, as in `predict_logits`.
        """
        if not len(faces):
            return np.zeros((0, len(self.info.labels)), dtype=np.float32)
        with torch.inference_mode(), single_thread():
            batch = to_input(faces, self.preprocessing)
            if flip:
                batch = torch.cat((batch, batch.flip(3)))
            batch = batch.contiguous(memory_format=torch.channels_last)
            answer: torch.Tensor = self._network(batch)
            if flip:
                answer = answer.reshape(2, len(faces), -1).mean(dim=0)
            return np.asarray(answer.numpy() / self.info.temperature, dtype=np.float32)


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
