"""A checkpoint on a part of a data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.engines.choosing import engine_for_many
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import BoolArray, Evaluation, evaluate_predictions
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN, LabelMatch, LabelSet, match_labels
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.priors import ExpectedMix, mix_shift
from emotion_gui.core.settings import EngineWish

Answerer = Callable[[Faces, "JobContext | None"], npt.NDArray[np.float32]]
"""Faces (n, side, side) to logits (n, classes); progress in faces, and a stop is heard."""


@dataclass(frozen=True)
class EvaluationResult:
    """Figures and the answers behind them, for galleries and paired tests.

    Attributes:
        evaluation: accuracy with interval, confusion matrix and the rest.
        logits: float32, shape (n, classes).
        labels: shape (n,).
        rows: shape (n,), indices into the data set's faces.
        acquaintance: which of the faces the network knows from its training.
        label_set: the classes that labels and logits are told in.
        notes: what a person should know where model and faces have different classes.
    """

    evaluation: Evaluation
    logits: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    acquaintance: Acquaintance = field(default_factory=Acquaintance)
    label_set: LabelSet = SEVEN
    notes: tuple[str, ...] = ()

    @property
    def right(self) -> BoolArray:
        """For each face, whether the answer is right."""
        return np.asarray(self.logits.argmax(axis=1) == self.labels)

    @property
    def judgement(self) -> Judgement:
        """Right answers on all faces, and on those alone that the network did not learn."""
        return self.acquaintance.judge(self.right)


def evaluate_checkpoint(
    checkpoint: Path,
    part: FacePart,
    *,
    flip: bool = False,
    mix: ExpectedMix | None = None,
    engine: EngineWish = "auto",
    context: JobContext | None = None,
) -> EvaluationResult:
    """Evaluate a checkpoint file on some faces, un-augmented.

    Args:
        checkpoint: a `.safetensors` file.
        part: labelled faces.
        flip: average each face with its mirror image.
        mix: of the model's classes that is expected; None = as in training.
        engine: what computes the answers.
        context: progress and cancel.

    Raises:
        CheckpointError: the file cannot be used.
        ConfigError: a mix is expected, and the model does not tell what it learned from.
        LabelSetsDifferError: it tells other classes, and no mapping is known.
        JobCancelled: a stop was asked for.
    """
    loaded = load_checkpoint(checkpoint)
    match = match_labels(loaded.info.label_set, part.label_set)
    part = part.told_in(match.common, places=match.of_data)
    faces, temperature = part.stored, loaded.info.temperature
    answer = answerer(
        loaded, checkpoint, match, flip=flip, mix=mix, engine=engine, faces=len(faces)
    )
    logits = answer(faces, context)
    evaluation = evaluate_predictions(
        part.labels, logits, temperature=temperature, names=match.common.names
    )
    return EvaluationResult(
        evaluation,
        logits,
        part.labels,
        part.rows,
        Acquaintance.between(faces, loaded.info.learned),
        match.common,
        tuple(match.sentences()),
    )


def answerer(
    loaded: Checkpoint,
    checkpoint: Path,
    match: LabelMatch,
    *,
    flip: bool = False,
    mix: ExpectedMix | None = None,
    engine: EngineWish = "auto",
    faces: int,
) -> Answerer:
    """How a checkpoint answers, in the classes that it and the faces have in common.

    Args:
        loaded: of the file.
        checkpoint: its file, by which the quickest engine is known.
        match: of its classes with those of the faces.
        flip: average each face with its mirror image.
        mix: of the model's classes that is expected; None = as in training.
        engine: what computes the answers.
        faces: how many there will be, over all calls.

    Raises:
        CheckpointError: the file cannot be read.
        ConfigError: a mix is expected, and the model does not tell what it learned from.
    """
    info = loaded.info
    shift = mix_shift(info, mix)
    computed_by = engine_for_many(loaded, checkpoint, engine, faces=faces)

    def answer(faces: Faces, context: JobContext | None) -> npt.NDArray[np.float32]:
        logits = predict_logits(
            loaded.network,
            faces,
            info.preprocessing,
            flip=flip,
            context=context,
            engine=computed_by,
        )
        if shift is not None:  # of calibrated logits
            logits = logits + np.float32(info.temperature) * shift
        return match.answers(logits, temperature=info.temperature)

    return answer
