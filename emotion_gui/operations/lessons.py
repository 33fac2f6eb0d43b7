"""What a lesson is asked for, and what it comes to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import McNemar
from emotion_gui.core.teaching.recipe import TeachConfig, usual

if TYPE_CHECKING:
    from emotion_gui.core.workspace.records import RunRow


@dataclass(frozen=True)
class TeachRequest:
    """What is taught to whom.

    Attributes:
        model: checkpoint of the present network.
        title: how people call it.
        taught: data sets whose labelled faces teach.
        old: the data set that the network knows; "" where it is not there.
        name: of the run; made from the rest where it is empty.
        config: how; None = as is usual with, or without, old faces.
        device: as `TrainConfig.device`.
    """

    model: Path
    title: str
    taught: tuple[str, ...]
    old: str = ""
    name: str = ""
    config: TeachConfig | None = None
    device: str = "auto"

    @property
    def how(self) -> TeachConfig:
        """The recipe that counts."""
        return self.config or usual(with_old=bool(self.old))


@dataclass(frozen=True)
class Comparison:
    """The same faces, judged by the network before and after; `after` holds the paired test."""

    before: Judgement
    after: Judgement

    @property
    def gained(self) -> int:
        """Faces that are right now and were not, less those that were and are not."""
        return self.after.correct - self.before.correct

    @property
    def is_loss(self) -> bool:
        """Worse by more than chance explains."""
        return self.gained < 0 and self.after.is_significant

    def to_record(self) -> dict[str, object]:
        """As a run's summary keeps it."""
        test = self.after.test
        return {
            "before": self.before.to_record(),
            "after": self.after.to_record(),
            "mcnemar_p": self.after.p,
            "gained": self.gained,
            "changed": None if test is None else [test.b, test.c],
        }

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> Comparison:
        """Rebuild from `to_record` after a trip through JSON; raises KeyError or TypeError."""
        before, after = (Judgement.from_record(data[when]) for when in ("before", "after"))
        changed = data["changed"]
        test = None if changed is None else McNemar.of(*map(int, changed))
        return cls(before, dataclasses.replace(after, test=test))


@dataclass(frozen=True)
class KeptShare:
    """The network that keeps some share of a lesson, judged.

    Attributes:
        share: of what was learned, in [0, 1]; the rest is as it was.
        held_out: on the faces of the taught kind that were held out; None where there are none.
        old: on the old data's test part; None where it is not there.
    """

    share: float
    held_out: Comparison | None
    old: Comparison | None

    @property
    def is_better(self) -> bool:
        """More held-out faces are right, and nothing old is lost beyond chance."""
        gained = self.held_out is not None and self.held_out.gained > 0
        return gained and not (self.old is not None and self.old.is_loss)

    def to_record(self) -> dict[str, object]:
        """As a run's summary keeps it."""
        held_out = None if self.held_out is None else self.held_out.to_record()
        old = None if self.old is None else self.old.to_record()
        return {"share": self.share, "held_out": held_out, "old": old}

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> KeptShare:
        """Rebuild from `to_record` after a trip through JSON; raises KeyError or TypeError."""
        held_out, old = (
            None if data[name] is None else Comparison.from_record(data[name])
            for name in ("held_out", "old")
        )
        return cls(float(data["share"]), held_out, old)


@dataclass(frozen=True)
class Taught:
    """A lesson that is over; nothing is decided yet.

    Attributes:
        run: the taught network, as it is stored.
        checkpoint: its file; it keeps `share` of the lesson.
        faces: different faces that taught.
        old_faces: old faces that were shown between them.
        share: of what was learned that is kept, in [0, 1], unless a person takes another one.
        kept: the shares that were judged, smallest first; `share` is among them.
        seconds: that the lesson took, and with all comparisons.
    """

    run: RunRow
    checkpoint: Path
    faces: int
    old_faces: int
    share: float
    kept: tuple[KeptShare, ...]
    seconds: tuple[float, float]

    @property
    def chosen(self) -> KeptShare:
        """The share that the run's network keeps."""
        return next(kept for kept in self.kept if kept.share == self.share)


def closing_figures(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Of a run that keeps this share of its lesson, given as `KeptShare.to_record`.

    On the old test part where there is one, else on what was held out.
    """
    shown = kept["old"] or kept["held_out"]
    if shown is None:
        return {}
    before, after = (Judgement.from_record(shown[when]) for when in ("before", "after"))
    return {
        "test_accuracy": after.accuracy,
        "n": after.n,
        "interval": list(after.interval),
        "accuracy_before": before.accuracy,
        "mcnemar_p": shown["mcnemar_p"],
    }
