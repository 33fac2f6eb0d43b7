"""What a training reports while it runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.core.workspace.database import damage_told

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class BatchRecord:
    """Where a running epoch is, with its mean loss so far; reported 25 times a second."""

    epoch: int
    batch: int
    batches: int
    loss: float
    images_per_second: float


@dataclass(frozen=True)
class MemoryNotice:
    """The device's memory was full: each step now goes through in `pieces` pieces."""

    batch_size: int
    pieces: int


@dataclass(frozen=True)
class EpochRecord:
    """One finished epoch.

    Attributes:
        epoch: from 1.
        train_loss: mean over the epoch's augmented batches.
        train_accuracy: share right on the same augmented batches, in [0, 1].
        test_loss: cross-entropy on the test part (no smoothing).
        test_accuracy: share right on the test part, in [0, 1].
        learning_rate: at the end of the epoch.
        images_per_second: training faces over time spent training them.
        seconds: the whole epoch with its evaluation.
        confusion: counts on the test part, rows = truth.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    images_per_second: float
    seconds: float
    confusion: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EpochRecord:
        """What `to_json` was asked of.

        Raises:
            TypeError, ValueError: these are not the figures of an epoch.
        """
        values = dict(data)
        confusion = values.pop("confusion", ())
        if not all(isinstance(figure, int | float) for figure in values.values()):
            raise TypeError(values)
        return cls(**values, confusion=tuple(tuple(map(int, row)) for row in confusion))


def epochs_of(workspace: Workspace, run_id: int) -> list[EpochRecord]:
    """What was recorded while a run was trained, oldest first.

    Raises:
        WorkspaceError: the record of an epoch is damaged.
    """
    with damage_told(workspace.path, "epochs", f"of run {run_id}"):
        return [EpochRecord.from_json(entry) for entry in workspace.epochs(run_id)]
