"""The network of a checkpoint, made fast for a few faces at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.engines.engine import Engine, make_engine
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.readable import ReadingLimits
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.priors import ExpectedMix, mix_shift_if_told

# For a checkpoint that was never calibrated.
USUAL_UNSURE_BELOW = 0.35


class EmotionClassifier:
    """Gray faces in, calibrated logits out; the checkpoint itself is not changed.

    Args:
        checkpoint: the network.
        name: for people.
        file: where it lies, None for one that is in memory alone.
        engine: what computes; may be replaced at any time, from another thread too.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        name: str = "",
        file: Path | None = None,
        engine: EngineName = "torch",
    ) -> None:
        self.info = checkpoint.info
        self.name = name
        self.file = file
        self.engine: Engine = make_engine(checkpoint, engine)

    @classmethod
    def load(cls, path: Path, *, engine: EngineName = "torch") -> EmotionClassifier:
        """Raises CheckpointError."""
        return cls(load_checkpoint(path), name=path.stem, file=path, engine=engine)

    @property
    def preprocessing(self) -> Preprocessing:
        return self.info.preprocessing

    @property
    def labels(self) -> LabelSet:
        """Its classes."""
        return self.info.label_set

    @property
    def unsure_below(self) -> float:
        """The calibrated probability below which its answers are unsure, in [0, 1]."""
        measured = self.info.unsure_below
        return USUAL_UNSURE_BELOW if measured is None else measured

    @property
    def limits(self) -> ReadingLimits:
        """Of faces that it can read."""
        return self.info.limits

    def warm_up(self) -> None:
        """The first call costs far more than the later ones."""
        side = self.preprocessing.side
        self.logits(np.zeros((1, side, side), dtype=np.uint8))

    def logits(
        self,
        faces: npt.NDArray[np.uint8],
        *,
        flip: bool = False,
        mix: ExpectedMix | None = None,
    ) -> npt.NDArray[np.float32]:
        """One batch: faces (n, side, side) to logits (n, classes), divided by the temperature.

        With `flip` the mean of each face's and its mirror image's, as in `predict_logits`; with
        `mix` for faces of that mix of classes, where the model tells what it learned from.
        """
        if not len(faces):
            return np.zeros((0, len(self.info.labels)), dtype=np.float32)
        if flip:
            both = self.engine.logits(np.concatenate((faces, faces[:, :, ::-1])))
            answer = both.reshape(2, len(faces), -1).mean(axis=0)
        else:
            answer = self.engine.logits(faces)
        calibrated = np.asarray(answer / self.info.temperature, dtype=np.float32)
        shift = mix_shift_if_told(self.info, mix)
        return calibrated if shift is None else calibrated + shift
