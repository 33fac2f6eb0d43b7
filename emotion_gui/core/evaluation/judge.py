"""Runs networks over the same faces and judges each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import BoolArray, IntArray
from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.faces.preprocessing import Preprocessing
    from emotion_gui.core.faces.stored import Faces
    from emotion_gui.core.model.emotion_cnn import EmotionCNN


@dataclass(frozen=True, eq=False)
class Judge:
    """Judges any number of networks on the same faces.

    Attributes:
        faces: uint8, shape (n, side, side).
        labels: shape (n,).
        preprocessing: the checkpoint's own.
        before: which faces the network before gets right; then every judgement has its test.
        known: which faces the networks have learned, the one before and those judged; None
            where that is not looked at.
        context: progress in faces; may cancel.
    """

    faces: Faces
    labels: IntArray
    preprocessing: Preprocessing
    before: BoolArray | None = None
    known: Acquaintance | None = None
    context: JobContext = dataclasses.field(default_factory=JobContext)

    def right(self, network: EmotionCNN) -> BoolArray:
        """For each face, whether the network is right (a tie goes to the lower class)."""
        from emotion_gui.core.evaluation.predict import predict_logits

        logits = predict_logits(network, self.faces, self.preprocessing, context=self.context)
        return np.asarray(logits.argmax(axis=1) == self.labels)

    def of(self, right: BoolArray) -> Judgement:
        """Judge by answers that are known already."""
        if self.known is None:
            return Judgement.of(right, before=self.before)
        return self.known.judge(right, before=self.before)

    def __call__(self, network: EmotionCNN) -> Judgement:
        """Run the network over the faces and judge it."""
        return self.of(self.right(network))

    def against(self, before: BoolArray) -> Judge:
        """The same judge, who compares with these answers."""
        return dataclasses.replace(self, before=before)
