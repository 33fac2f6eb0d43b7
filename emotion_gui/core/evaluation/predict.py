"""Logits of a network for many faces, a batch at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.engines.engine import Engine
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input

BATCH_SIZE = 256
_ENGINE_BATCH = 64  # ONNX Runtime is fastest where a layer's maps stay in the cache


def ready(network: EmotionCNN, device: torch.device | None = None) -> EmotionCNN:
    """A copy in evaluation mode, channels-last, on `device`; the given network stays as it is."""
    prepared = copy.deepcopy(network).eval()
    prepared.to(device=device or torch.device("cpu"))
    prepared.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return prepared


def predict_logits(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    *,
    flip: bool = False,
    batch_size: int = BATCH_SIZE,
    context: JobContext | None = None,
    device: torch.device | None = None,
    engine: Engine | None = None,
) -> npt.NDArray[np.float32]:
    """Answers of `network` in evaluation mode; the network itself is not touched.

    Args:
        network: in any mode, on any device.
        faces: gray faces, shape (n, side, side); what lies on the disk is read a batch at a time.
        preprocessing: the checkpoint's own.
        flip: average the *logits* of each face and its mirror image. Logits rather than
            probabilities, so that the result is again logits for the checkpoint's temperature.
        batch_size: faces a step; memory does not depend on n beyond the result.
        context: reports progress in faces and may cancel.
        device: where to run; the CPU by default.
        engine: computes the answers instead of torch; of the same network and preprocessing.

    Returns:
        Shape (n, classes), float32, in the order of `faces`.

    Raises:
        ConfigError: faces of another shape than the network's input.
        JobCancelled: a stop was asked for.
    """
    check_faces(faces, network)
    context = context or JobContext()
    answer = _by_torch(network, preprocessing, device) if engine is None else engine.logits
    batch_size = batch_size if engine is None else _ENGINE_BATCH
    logits = np.empty((len(faces), network.spec.classes), dtype=np.float32)
    for start in range(0, len(faces), batch_size):
        context.checkpoint()
        stop = min(start + batch_size, len(faces))
        batch = np.asarray(faces[start:stop])
        logits[start:stop] = answer(batch)
        if flip:
            logits[start:stop] = (logits[start:stop] + answer(batch[:, :, ::-1])) / 2
        context.report(Progress(done=stop, total=len(faces), text="Classifying faces"))
    return logits


def _by_torch(
    network: EmotionCNN, preprocessing: Preprocessing, device: torch.device | None
) -> Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.float32]]:
    prepared = ready(network, device)
    target = device or torch.device("cpu")

    def answer(faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        with torch.inference_mode():
            logits: torch.Tensor = prepared(to_input(faces, preprocessing).to(target))
            return np.asarray(logits.float().cpu().numpy())

    return answer


def check_faces(faces: Faces, network: EmotionCNN) -> None:
    """Refuse arrays that are not (n, side, side) bytes for this network.

    Raises:
        ConfigError: another number of axes, another side, or another kind of number.
    """
    side = network.spec.input_side
    if faces.ndim != 3 or faces.shape[1:] != (side, side):
        raise ConfigError("faces", faces.shape, f"needs shape (n, {side}, {side})")
    if faces.dtype != np.uint8:
        raise ConfigError("faces", str(faces.dtype), "needs bytes (uint8)")
