"""What a comparison of criteria is made of and what it reports; its table as CSV."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.escaping import CsvTable
from emotion_gui.core.evaluation.judgement import Cost, Judged, Judgement
from emotion_gui.core.files import atomic_path
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.sweep import RandomBand

MAGNITUDE = "magnitude"
SAME_SIZE = "same size"
# The names of the columns are older than those of the fields; tables made before must match.
COLUMNS = (
    "share",
    "rival",
    "repair",
    "stage",
    "maps_gone",
    "maps_left",
    "accuracy",
    "low",
    "high",
    "correct",
    "n",
    "mcnemar_b",
    "mcnemar_c",
    "mcnemar_p",
    "parameters",
    "zero_weights",
    "macs",
    "ms",
    "random_low",
    "random_mean",
    "random_high",
)


class WeightUpdate(StrEnum):
    """What becomes of the weights that read the maps that go.

    `zeroed`: nothing takes over (the Paper preset with maps chosen by hand).
    `merged`: the paper's rule, added to the weights of the most similar survivor.
    `fitted`: the Corrected preset's merge.
    `refit`: the Refit preset, for whatever maps the criterion chose.
    `rescaled`: ThiNet's, one least-squares factor a surviving map.
    `neuron-merging`, `grail`, `intra-fusion`, `folded`: see `takeovers`.
    """

    ZEROED = "zeroed"
    MERGED = "merged"
    FITTED = "fitted"
    REFIT = "refit"
    RESCALED = "rescaled"
    NEURON_MERGING = "neuron-merging"
    GRAIL = "grail"
    INTRA_FUSION = "intra-fusion"
    FOLDED = "folded"


class Stage(StrEnum):
    """How far a row's network went: pruned, then fine-tuned, or trained from nothing."""

    PRUNED = "pruned"
    FINETUNED = "fine-tuned"
    SCRATCH = "from scratch"


@dataclass(frozen=True)
class Candidate:
    """A ranking with a update.

    Raises:
        ConfigError: `merged` and `fitted` need partners, which only distinctiveness names, and
            `folded` needs clusters, which only folding does.
    """

    criterion: Criterion
    update: WeightUpdate

    def __post_init__(self) -> None:
        merges = self.update in (WeightUpdate.MERGED, WeightUpdate.FITTED)
        if merges and self.criterion is not Criterion.DISTINCTIVENESS:
            raise ConfigError("update", str(self.update), "only distinctiveness merges maps")
        if self.update is WeightUpdate.FOLDED and self.criterion is not Criterion.FOLDING:
            raise ConfigError("update", str(self.update), "only folding names clusters")


CANDIDATES: tuple[Candidate, ...] = (
    Candidate(Criterion.DISTINCTIVENESS, WeightUpdate.MERGED),
    Candidate(Criterion.DISTINCTIVENESS, WeightUpdate.FITTED),
    Candidate(Criterion.THINET, WeightUpdate.RESCALED),
    Candidate(Criterion.L1, WeightUpdate.NEURON_MERGING),
    Candidate(Criterion.L1, WeightUpdate.GRAIL),
    Candidate(Criterion.L1, WeightUpdate.INTRA_FUSION),
    Candidate(Criterion.FOLDING, WeightUpdate.FOLDED),
    *(Candidate(criterion, WeightUpdate.ZEROED) for criterion in Criterion),
    *(Candidate(criterion, WeightUpdate.REFIT) for criterion in Criterion),
)


@dataclass(frozen=True)
class ComparisonRow(Judged):
    """One network of the comparison.

    Attributes:
        share: of the layer's maps that was asked to go.
        criterion: the ranking; also `magnitude` (single weights) and `same size` (from scratch).
        update: what became of the outgoing weights; empty for the last two.
        stage: pruned, fine-tuned or from scratch.
        maps_gone: maps that went; 0 for `magnitude`.
        maps_left: maps that stayed.
        judgement: on the evaluation faces, tested against the unpruned network. For `random`
            this and the following belong to the draw of median accuracy.
        cost: of the compacted network; in time, all sizes of a comparison take turns.
        zero_weights: weights of it that are zero but stored (`magnitude`).
        band: accuracies of all draws, for `random` when pruned.
    """

    share: float
    criterion: str
    update: str
    stage: Stage
    maps_gone: int
    maps_left: int
    judgement: Judgement
    cost: Cost
    zero_weights: int = 0
    band: RandomBand | None = None

    def to_json(self) -> dict[str, object]:
        """Plain JSON values; `rival` and `repair` are the older names of two of them."""
        cost = self.cost
        return {
            "share": self.share,
            "criterion": self.criterion,
            "update": self.update,
            "rival": self.criterion,
            "repair": self.update,
            "stage": self.stage,
            "maps_gone": self.maps_gone,
            "maps_left": self.maps_left,
            **self.judgement.to_json(),
            "correct": self.correct,
            "mcnemar": dataclasses.asdict(self.mcnemar),
            "parameters": cost.parameters,
            "macs": cost.macs,
            "ms": cost.ms,
            "zero_weights": self.zero_weights,
            "band": None if self.band is None else dataclasses.asdict(self.band),
        }

    def cells(self) -> tuple[object, ...]:
        """Values in the order of `COLUMNS`; what does not apply is empty."""
        test, band, cost = self.mcnemar, self.band, self.cost
        return (
            self.share,
            self.criterion,
            self.update,
            str(self.stage),
            self.maps_gone,
            self.maps_left,
            self.accuracy,
            *self.interval,
            self.correct,
            self.n,
            test.b,
            test.c,
            test.p,
            cost.parameters,
            self.zero_weights,
            cost.macs,
            cost.ms,
            *(("", "", "") if band is None else (band.low, band.mean, band.high)),
        )


@dataclass(frozen=True)
class CriteriaComparison:
    """The table, by share, then in the order of the candidates.

    Attributes:
        layer: 0-based convolution.
        layer_name: the same for people.
        maps: of the layer before.
        before: the unpruned network as a row of share 0.
        rows: all others.
    """

    layer: int
    layer_name: str
    maps: int
    before: ComparisonRow
    rows: tuple[ComparisonRow, ...]

    def to_json(self) -> dict[str, object]:
        """Plain JSON values; `layer` counts from 1, as people do."""
        return {
            "layer": self.layer + 1,
            "layer_name": self.layer_name,
            "maps": self.maps,
            "before": self.before.to_json(),
            "rows": [row.to_json() for row in self.rows],
        }


def write_comparison_csv(path: Path, rows: Sequence[ComparisonRow]) -> None:
    """Write a comparison's rows as a table, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    with (
        atomic_path(path) as temporary,
        temporary.open("w", newline="", encoding="utf-8") as file,
    ):
        table = CsvTable(file)
        table.writerow(COLUMNS)
        table.writerows(row.cells() for row in rows)
