"""Tiny networks and faces for tests of pruning."""

import numpy as np
import numpy.typing as npt
import torch
from helpers.datasets import striped_faces

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData

PRE = Preprocessing()
SMALL = NetworkSpec(((4,), (6,), (10,)), (True, True, True), input_side=8)
"""Shaped like the paper's network: the last layer's maps are 1x1."""
DOUBLE = NetworkSpec(((4, 4), (6, 6)), (True, False), input_side=12)
"""Shaped like the wider preset: two convolutions a module."""


def random_network(spec: NetworkSpec = SMALL, *, seed: int = 3) -> EmotionCNN:
    """Random weights and batch-norm statistics, in evaluation mode."""
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = EmotionCNN(spec)
    for part in [*(block.bn for block in network.blocks), network.head.bn]:
        with torch.no_grad():
            part.weight.uniform_(0.5, 1.5, generator=generator)
            part.bias.normal_(0.2, 0.2, generator=generator)
        part.running_mean.normal_(0, 0.2, generator=generator)
        part.running_var.uniform_(0.2, 1.0, generator=generator)
    return network.eval()


def random_data(spec: NetworkSpec = SMALL, *, count: int = 60, seed: int = 0) -> PruningData:
    """Noise with labels."""
    rng = np.random.default_rng(seed)
    side = spec.input_side
    faces = rng.integers(0, 256, (count, side, side), dtype=np.uint8)
    return PruningData(faces, PRE, rng.integers(0, spec.classes, count))


def measured(
    network: EmotionCNN | None = None, *, layer: int = 2, data: PruningData | None = None
) -> LayerMeasurement:
    network = network or random_network()
    return LayerMeasurement(network, data or random_data(network.spec), layer=layer)


def random_session(layer: int | None = None) -> LayerSession:
    """A layer (the last) of a random network over noise, judged on the same faces."""
    return session_of(random_network(), random_data(), layer)


def session_of(network: EmotionCNN, data: PruningData, layer: int | None = None) -> LayerSession:
    """Judged on the faces that it is recorded on."""
    assert data.labels is not None
    return LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=data.faces,
        train_labels=data.labels,
        eval_faces=data.faces,
        eval_labels=data.labels,
        layer=layer,
    )


def small_stripes(
    count: int, *, side: int, seed: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """`striped_faces` at a smaller size, such as 8 pixels (one row a bar)."""
    faces, labels = striped_faces(count, seed=seed)
    rows = np.arange(side) * 48 // side + 3  # through the bars where the step is 6
    return np.ascontiguousarray(faces[:, rows][:, :, rows]), labels


def trained_on_stripes(spec: NetworkSpec, *, side: int, steps: int = 60) -> Checkpoint:
    """A network that tells most stripes apart, after a second of plain training."""
    from emotion_gui.core.model.inputs import to_input

    faces, labels = small_stripes(140, side=side)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = EmotionCNN(spec)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    pixels, targets = to_input(faces, PRE), torch.from_numpy(labels)
    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(network(pixels), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return Checkpoint(network.eval(), CheckpointInfo(spec=spec))
