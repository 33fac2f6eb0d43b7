"""What the functions return: plain values and NumPy arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.labels import SEVEN

if TYPE_CHECKING:
    import pandas as pd

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FaceArray:
    """Labelled faces.

    Attributes:
        pixels: uint8, shape (n, 48, 48), gray.
        labels: shape (n,), positions in `classes`.
        classes: their names.
    """

    pixels: npt.NDArray[np.uint8]
    labels: Integers
    classes: tuple[str, ...] = SEVEN.names

    def __len__(self) -> int:
        return len(self.labels)

    def frame(self) -> pd.DataFrame:
        """One row a face with its label's code and name."""
        return _frame({"label": self.labels, "emotion": [self.classes[k] for k in self.labels]})


@dataclass(frozen=True)
class ImportedFaces:
    """A new data set.

    Attributes:
        dataset: its name.
        count: faces that came.
        left_out: other pictures by the reason.
        by_class: faces by the name of their class.
        by_part: faces by part of the split.
        notes: what should be known about it.
    """

    dataset: str
    count: int
    left_out: Mapping[str, int]
    by_class: Mapping[str, int]
    by_part: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A finished training; arrays have one value an epoch.

    Attributes:
        run: its number in the workspace.
        checkpoint: the network that was kept.
        kept_epoch: after which it was kept, from 1.
        accuracy: of it on the test part, in [0, 1].
        interval: Wilson's 95 % interval of that.
        n: faces of the test part.
        train_loss: mean over the augmented batches.
        train_accuracy: share right on the same batches.
        test_loss: cross-entropy on the test part.
        test_accuracy: share right on the test part.
    """

    run: int
    checkpoint: Path
    kept_epoch: int
    accuracy: float
    interval: tuple[float, float]
    n: int
    train_loss: Doubles
    train_accuracy: Doubles
    test_loss: Doubles
    test_accuracy: Doubles

    def frame(self) -> pd.DataFrame:
        """One row an epoch."""
        return _frame(
            {
                "epoch": np.arange(1, len(self.test_accuracy) + 1),
                "train_loss": self.train_loss,
                "train_accuracy": self.train_accuracy,
                "test_loss": self.test_loss,
                "test_accuracy": self.test_accuracy,
            }
        )


@dataclass(frozen=True, eq=False)
class Scores:
    """How a network did on some faces.

    Attributes:
        n: faces.
        accuracy: share right, in [0, 1].
        interval: Wilson's 95 % interval of it.
        accuracy_new: on those faces alone that the network has not learned; NaN where its file
            does not tell, or none is left.
        n_new: how many those are; None where the file does not tell.
        macro_f1: mean over the classes that were seen or answered.
        balanced_accuracy: mean recall.
        calibration_error: expected, 15 bins.
        confusion: shape (classes, classes), counts, rows = truth.
        precision: shape (classes,), NaN where a class was never answered.
        recall: shape (classes,), NaN where a class was never seen.
        specificity: shape (classes,).
        labels: shape (n,), the truth.
        predicted: shape (n,), the answers.
        probabilities: shape (n, classes).
        classes: names of the classes, in their order.
    """

    n: int
    accuracy: float
    interval: tuple[float, float]
    accuracy_new: float
    n_new: int | None
    macro_f1: float
    balanced_accuracy: float
    calibration_error: float
    confusion: Integers
    precision: Doubles
    recall: Doubles
    specificity: Doubles
    labels: Integers
    predicted: Integers
    probabilities: Doubles
    classes: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """One row a class: precision, recall, specificity, faces."""
        columns = {
            "precision": self.precision,
            "recall": self.recall,
            "specificity": self.specificity,
            "faces": self.confusion.sum(axis=1),
        }
        return _frame(columns, index=self.classes)


@dataclass(frozen=True)
class PrunedModel:
    """A pruned network beside the one that it was made of, on the same faces.

    Attributes:
        checkpoint: of the pruned network.
        run: its number in the workspace; None where it was written to a file of your choice.
        maps_before: of the layer.
        maps_after: of the layer.
        accuracy_before: on the test part.
        accuracy_after: on the test part.
        interval: Wilson's 95 % interval of `accuracy_after`.
        n: faces of the test part.
        p: McNemar's exact test of before against after.
        parameters_before: trainable values.
        parameters_after: trainable values.
        max_logit_difference: between the masked and the really smaller network.
    """

    checkpoint: Path
    run: int | None
    maps_before: int
    maps_after: int
    accuracy_before: float
    accuracy_after: float
    interval: tuple[float, float]
    n: int
    p: float
    parameters_before: int
    parameters_after: int
    max_logit_difference: float


@dataclass(frozen=True, eq=False)
class ReadFace:
    """A face in a picture.

    Attributes:
        box: x, y, width and height in pixels.
        emotion: the most likely class.
        unsure: the network is not sure enough to be believed.
        probabilities: shape (classes,), in the order of `classes`.
        classes: their names, the model's.
        obstacle: `small`, `dark` or `blurred`: the face is seen too badly for any answer; None
            where it is not.
    """

    box: tuple[float, float, float, float]
    emotion: str
    unsure: bool
    probabilities: Doubles
    classes: tuple[str, ...]
    obstacle: str | None = None


@dataclass(frozen=True)
class ReadPicture:
    """The faces of a picture, largest first; `error` says why it could not be read."""

    file: Path
    faces: tuple[ReadFace, ...] = ()
    error: str | None = None


@dataclass(frozen=True, eq=False)
class ReadFilm:
    """The faces of a film; arrays have one entry a face and frame.

    Attributes:
        frames: that were read.
        by_emotion: shown emotion, or `unsure`, and how many faces.
        frame_number: from 0.
        time_s: position in the film.
        person: number of the face while it is followed, from 1.
        boxes: shape (m, 4), x, y, width and height in pixels.
        probabilities: shape (m, classes), smoothed over time.
        classes: their names, the model's.
    """

    frames: int
    by_emotion: Mapping[str, int]
    frame_number: Integers
    time_s: Doubles
    person: Integers
    boxes: Doubles
    probabilities: Doubles
    classes: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """One row a face and frame."""
        columns: dict[str, object] = {
            "frame": self.frame_number,
            "time_s": self.time_s,
            "person": self.person,
        }
        columns |= {name: self.boxes[:, k] for k, name in enumerate(("x", "y", "width", "height"))}
        columns |= {name: self.probabilities[:, k] for k, name in enumerate(self.classes)}
        return _frame(columns)


@dataclass(frozen=True)
class ExportedModel:
    """A file for other programs; its answers were compared with the network's own."""

    file: Path
    bytes: int
    max_logit_difference: float


def _frame(columns: Mapping[str, object], index: tuple[str, ...] | None = None) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        raise EmotionGuiError("tables need pandas: pip install pandas") from error
    return pd.DataFrame(dict(columns), index=index)
