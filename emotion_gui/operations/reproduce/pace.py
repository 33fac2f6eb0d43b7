"""How long a reproduction will take on this machine: a few seconds of measuring tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.paper.support_vectors import Descriptor, describe, is_available
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.operations.reproduce.request import ReproduceRequest

_MEASURED_S = 1.0
_LEAST_STEPS = 3
_EPOCH_S = 0.15  # what an epoch costs besides its steps: judging, three files, one commit
_STUDY_S = 6.0  # of one network: curve, readings, criteria; more where faces are many
_FACE_STUDY_S = 6e-3
_VECTOR_S = 1.1e-6  # a pair of faces that a machine learns from, its cost chosen before
_NEURON_S = 6e-5  # a face and epoch
_IMPORT_S = 3e-4
_SFEW_SHARE, _SFEW_FACES = 0.8, 675
PRUNED_S = 0.6


@dataclass(frozen=True)
class MachinePace:
    """Seconds of this machine.

    Attributes:
        face_s: to learn from one face once, the paper's network.
        deep_face_s: the same of Alizadeh & Fazel's.
        describe_s: to describe a face by PHOG and LPQ.
    """

    face_s: float
    deep_face_s: float
    describe_s: float


@dataclass(frozen=True)
class Amount:
    """What the data are.

    Attributes:
        faces: usable ones.
        is_large: Table 1 takes 675 of them.
        halves: splits of the person-independent protocol that the films allow.
    """

    faces: int
    is_large: bool
    halves: int

    @property
    def small(self) -> int:
        """Faces of one random split."""
        return _SFEW_FACES if self.is_large else self.faces


def measure_pace(request: ReproduceRequest, context: JobContext) -> MachinePace:
    """Time a few steps of each network, and a few descriptions."""
    context.checkpoint()
    face_s = _step_s(request.rows()[0].config)
    context.checkpoint()
    deep_s = _step_s(request.deep().config)
    faces = np.random.default_rng(0).integers(0, 255, (16, 48, 48), dtype=np.uint8)
    started = now_s()
    describe(faces, Descriptor.BOTH, context)
    return MachinePace(face_s, deep_s, (now_s() - started) / len(faces))


def _step_s(config: TrainConfig) -> float:
    """Seconds a face of a training step, as a training makes them."""
    import torch

    from emotion_gui.core.training.engine import new_state
    from emotion_gui.core.training.steps import Stepper

    rng = np.random.default_rng(0)
    count = 2 * config.batch_size
    faces = rng.integers(0, 255, (count, 48, 48), dtype=np.uint8)
    part = FacePart(faces, np.arange(count), np.arange(count, dtype=np.int64) % 7)
    state = new_state(config)
    stepper = Stepper(config, state.network, state.optimizer, part, Preprocessing())
    stepper.training_mode()
    generator = torch.Generator().manual_seed(0)
    steps, started = 0, now_s()
    while steps < _LEAST_STEPS or now_s() - started < _MEASURED_S:
        if steps == 1:
            started = now_s()  # the first step is a slow one
        stepper.step(torch.randperm(count)[: config.batch_size], generator, rate=1e-3)
        steps += 1
    return (now_s() - started) / (steps - 1) / config.batch_size


def seconds_of(request: ReproduceRequest, amount: Amount, pace: MachinePace) -> Mapping[str, float]:
    """Seconds of each step by name, in the order in which they are done."""
    small = _SFEW_SHARE * amount.small
    whole = 0.89 * amount.faces  # FER2013's Training part beside the watched one
    vectors = min(small, request.most_vectors)

    def trained(epochs: int, faces: float, face_s: float) -> float:
        return epochs * (faces * face_s + _EPOCH_S)

    rows = sum(preset.config.epochs for preset in request.rows())
    found: dict[str, float] = {"table-1": request.splits * trained(rows, small, pace.face_s)}
    found["random-study"] = request.splits * (_STUDY_S + _FACE_STUDY_S * amount.small)
    found["random-systems"] = request.splits * (
        trained(request.deep().config.epochs, small, pace.deep_face_s)
        + 60 * small * _NEURON_S
        + _machines_s(vectors, amount.small / request.splits, pace)
        + PRUNED_S
    )
    if amount.halves:
        half = amount.faces / 2
        found["spi"] = amount.halves * (
            trained(request.whole().config.epochs, half, pace.face_s)
            + 60 * half * _NEURON_S
            + _machines_s(half, amount.faces / amount.halves, pace)
            + PRUNED_S
        )
    if amount.is_large:
        learned = min(whole, request.most_vectors)
        found["whole-training"] = request.whole_repeats * trained(
            request.whole().config.epochs, whole, pace.face_s
        )
        found["whole-study"] = request.whole_repeats * (_STUDY_S + _FACE_STUDY_S * amount.faces)
        found["whole-systems"] = (
            request.deep_repeats * trained(request.deep().config.epochs, whole, pace.deep_face_s)
            + _machines_s(learned, learned + amount.faces - whole, pace)
            + request.whole_repeats * 60 * whole * _NEURON_S
        )
    return found


def _machines_s(learned: float, described: float, pace: MachinePace) -> float:
    """Three machines on one split."""
    return 3 * _VECTOR_S * learned**2 + described * pace.describe_s if is_available() else 0.0
