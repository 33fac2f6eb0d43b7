"""PCA and a support vector machine with a Gaussian kernel over PHOG and LPQ (Dhall et al. 2011)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from emotion_gui.core.evaluation.metrics import BoolArray
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.paper.texture import Faces, lpq, phog

Described = npt.NDArray[np.float32]

PIECE = 512  # faces between two looks at a stop
KEPT_VARIANCE = 0.98
MOST_DIMENSIONS = 300
COSTS = (1.0, 10.0, 100.0)
CHOSEN_ON = 1_500  # faces that the cost is chosen on, by cross-validation
FOLDS = 3


class Descriptor(StrEnum):
    """What the machine sees of a face."""

    PHOG = "phog"
    LPQ = "lpq"
    BOTH = "phog+lpq"


@dataclass(frozen=True)
class VectorAnswers:
    """What the machine made of the judged faces.

    Attributes:
        answers: shape (m,), emotions.
        cost: that cross-validation chose.
        dimensions: that PCA kept.
        learned_from: faces, after the cap.
    """

    answers: npt.NDArray[np.int64]
    cost: float
    dimensions: int
    learned_from: int

    def right(self, labels: npt.NDArray[np.int64]) -> BoolArray:
        """For each judged face, whether the answer is right."""
        return np.asarray(self.answers == labels)


def is_available() -> bool:
    """Whether scikit-learn, which the program does without elsewhere, is installed."""
    return find_spec("sklearn") is not None


def describe(faces: Faces, kind: Descriptor, context: JobContext) -> Described:
    """The descriptors of faces, shape (n, values)."""
    parts = []
    for start in range(0, len(faces), PIECE):
        context.checkpoint()
        piece = np.asarray(faces[start : start + PIECE])
        columns = []
        if kind is not Descriptor.LPQ:
            columns.append(phog(piece))
        if kind is not Descriptor.PHOG:
            columns.append(lpq(piece))
        parts.append(np.concatenate(columns, axis=1).astype(np.float32))
    return np.concatenate(parts)


def capped(labels: npt.NDArray[np.int64], most: int, *, seed: int) -> npt.NDArray[np.int64]:
    """At most `most` positions, each class keeping its share; all where there are fewer."""
    if len(labels) <= most:
        return np.arange(len(labels))
    rng = np.random.default_rng(seed)
    kept = [
        rng.permutation(np.flatnonzero(labels == label))[
            : max(1, round(most * float(np.mean(labels == label))))
        ]
        for label in np.unique(labels)
    ]
    return np.sort(np.concatenate(kept))


def learn_and_answer(
    learning: Described,
    labels: npt.NDArray[np.int64],
    judged: Described,
    *,
    seed: int,
    context: JobContext,
) -> VectorAnswers:
    """Scale, reduce, choose the cost within the learning faces, learn, answer.

    Raises:
        ImportError: scikit-learn is not installed; see `is_available`.
        JobCancelled: a stop was asked for between two steps.
    """
    from sklearn.decomposition import PCA
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    scaler = StandardScaler().fit(learning)
    most = min(MOST_DIMENSIONS, len(learning) - 1, learning.shape[1])
    reduction = PCA(most, svd_solver="randomized", random_state=seed)
    every = reduction.fit_transform(scaler.transform(learning))
    shares = np.cumsum(reduction.explained_variance_ratio_)
    kept = min(most, int(np.searchsorted(shares, KEPT_VARIANCE)) + 1)
    reduced = every[:, :kept]
    chosen = capped(labels, CHOSEN_ON, seed=seed)
    fewest = int(np.unique(labels[chosen], return_counts=True)[1].min())
    cost, best = COSTS[1], -1.0
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for candidate in COSTS if fewest >= FOLDS else ():
        context.checkpoint()
        machine = SVC(C=candidate, kernel="rbf", gamma="scale")
        score = cross_val_score(machine, reduced[chosen], labels[chosen], cv=folds).mean()
        if score > best:
            cost, best = candidate, float(score)
    context.checkpoint()
    machine = SVC(C=cost, kernel="rbf", gamma="scale", cache_size=500).fit(reduced, labels)
    answers = []
    for start in range(0, len(judged), PIECE):
        context.checkpoint()
        piece = reduction.transform(scaler.transform(judged[start : start + PIECE]))
        answers.append(machine.predict(piece[:, :kept]))
    return VectorAnswers(np.concatenate(answers).astype(np.int64), cost, kept, len(labels))
