"""Networks that share their lower layers, judged on the same faces for little more than one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.evaluation.predict import BATCH_SIZE, check_faces, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.teaching.learning import first_that_learns


def right_answers(
    networks: Sequence[EmotionCNN],
    part: FacePart,
    preprocessing: Preprocessing,
    context: JobContext,
) -> npt.NDArray[np.bool_]:
    """For each network and each face of a part, whether the network is right.

    Args:
        networks: that differ in nothing but the layers which a lesson teaches.
        part: the faces.
        preprocessing: of all of them.
        context: progress in faces; may cancel.

    Returns:
        Shape (networks, faces).

    Raises:
        ConfigError: faces of another shape than the networks' input.
        JobCancelled: a stop was asked for.
    """
    faces = part.pixels()
    check_faces(faces, networks[0])
    prepared = [ready(network) for network in networks]
    below = first_that_learns(networks[0]) - 1
    right = np.empty((len(networks), len(faces)), dtype=np.bool_)
    for start in range(0, len(faces), BATCH_SIZE):
        context.checkpoint()
        chosen = slice(start, start + BATCH_SIZE)
        with torch.inference_mode():
            shared = prepared[0].features(to_input(faces[chosen], preprocessing), stop=below)
            for row, network in enumerate(prepared):
                answers = network.from_features(shared, layer=below).argmax(dim=1).numpy()
                right[row, chosen] = answers == part.labels[chosen]
        done = min(start + BATCH_SIZE, len(faces))
        context.report(Progress(done=done, total=len(faces), text="Comparing"))
    return right
