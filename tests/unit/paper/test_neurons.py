"""The small network of 1991: it learns, is the same for the same seed, and may be stopped."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.paper import neurons
from emotion_gui.core.paper.neurons import NeuronPruning, prune_neurons

Faces = np.ndarray


def bright_places(count: int, seed: int) -> tuple[Faces, Faces]:
    """Seven classes, each with a bright row of its own in noise."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 7
    faces = rng.integers(0, 40, (count, 28, 28), dtype=np.uint8)
    for face, label in zip(faces, labels, strict=True):
        face[4 * label : 4 * label + 4] += 180
    return faces, labels


def pruned(seed: int = 1, *, told: list[Progress] | None = None) -> NeuronPruning:
    faces, labels = bright_places(140, 0)
    judged, _ = bright_places(35, 5)
    return prune_neurons(
        faces,
        labels,
        judged,
        seed=seed,
        epochs=30,
        neurons=24,
        context=JobContext(None if told is None else told.append),
    )


def test_it_learns_and_tells_its_epochs() -> None:
    told: list[Progress] = []
    before = torch.random.get_rng_state()
    found = pruned(told=told)
    assert torch.equal(torch.random.get_rng_state(), before)  # others' lots stay theirs
    assert [(one.done, one.total) for one in told] == [(k, 30) for k in range(1, 31)]
    assert (found.answers_before == np.arange(35) % 7).mean() > 0.9
    assert found.neurons == 24
    assert found.answers_after.shape == (35,)


def test_the_seed_decides_everything() -> None:
    faces, labels = bright_places(21, 0)
    inputs = neurons._inputs(faces)

    def weights(seed: int) -> list[torch.Tensor]:
        layers = neurons._trained(inputs, torch.from_numpy(labels), seed, 1, 4, JobContext())
        return [layer.weight for layer in layers]

    first, again, other = weights(1), weights(1), weights(2)
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(first, other, strict=True))


def test_faces_are_sixteen_pixels_wide_and_alike_in_light() -> None:
    faces = np.random.default_rng(0).integers(0, 256, (3, 32, 32), dtype=np.uint8)
    found = neurons._inputs(faces).numpy()
    means = faces.reshape(3, 16, 2, 16, 2).mean(axis=(2, 4)).reshape(3, 256)
    means -= means.mean(axis=1, keepdims=True)
    wanted = means / means.std(axis=1, keepdims=True, ddof=1)
    np.testing.assert_allclose(found, wanted, atol=1e-4)
    flat = neurons._inputs(np.full((1, 32, 32), 90, np.uint8))
    assert torch.count_nonzero(flat) == 0


def test_a_stop_is_heard_before_an_epoch() -> None:
    faces, labels = bright_places(14, 0)
    with pytest.raises(JobCancelled):
        prune_neurons(faces, labels, faces, seed=0, context=JobContext(is_cancelled=lambda: True))
