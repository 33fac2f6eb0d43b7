"""From a network's logits to the probabilities that are shown, and whether to trust them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def softmax(
    logits: npt.NDArray[np.floating], *, temperature: float = 1.0
) -> npt.NDArray[np.float64]:
    """Probabilities along the last axis, in float64.

    Args:
        logits: shape (..., classes).
        temperature: the checkpoint's (`CheckpointInfo.temperature`); divides the logits, so that
            the order of the classes never changes (Guo et al., ICML 2017).
    """
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    np.exp(scaled, out=scaled)
    scaled /= scaled.sum(axis=-1, keepdims=True)
    return scaled
