"""How a training ended. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.workspace.records import RunRow


@dataclass(frozen=True)
class TrainOutcome:
    """A finished training. The split's final part was not looked at.

    Attributes:
        run: as it is stored.
        checkpoint: the weights that are kept.
        best_epoch: the one with the highest accuracy on the test part.
        kept_epoch: the one whose weights are kept: `best_epoch`, or the last one.
        records: all epochs.
        test: of the kept weights on the test part.
    """

    run: RunRow
    checkpoint: Path
    best_epoch: int
    kept_epoch: int
    records: list[EpochRecord]
    test: Evaluation
