"""Distinctiveness against other criteria, and all layers at half the multiplications, on FER2013.

    python scripts/pruning_comparison.py CHECKPOINT FER2013_FOLDER \\
        [--layers] [--epochs 3] [--out CSV]

FER2013_FOLDER holds `images.npy.xz`, a (n, 48, 48) uint8 array, and `labels.npz` with `label` and
`usage` (0 Training, 1 PublicTest). Rankings and fits come from Training, accuracies from
PublicTest.
"""

from __future__ import annotations

import argparse
import dataclasses
import lzma
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.comparison import ComparisonConfig, compare
from emotion_gui.core.pruning.comparison_table import (
    Candidate,
    ComparisonRow,
    WeightUpdate,
    write_comparison_csv,
)
from emotion_gui.core.pruning.criteria import SEARCHED, Criterion
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Spread
from emotion_gui.core.pruning.several_layers import plan_for_macs
from emotion_gui.core.training.finetune import finetune_network, train_from_scratch

RULES = (
    (Criterion.DISTINCTIVENESS, PruningPreset.CORRECTED),
    (Criterion.DISTINCTIVENESS, PruningPreset.REFIT),
    (Criterion.IMPORTANCE, PruningPreset.REFIT),
    *((criterion, PruningPreset.REFIT) for criterion in SEARCHED),
    (Criterion.L1, PruningPreset.PAPER),
    (Criterion.L1, PruningPreset.REFIT),
)
FINETUNED = (
    Candidate(Criterion.DISTINCTIVENESS, WeightUpdate.FITTED),
    Candidate(Criterion.IMPORTANCE, WeightUpdate.REFIT),
    Candidate(Criterion.L1, WeightUpdate.ZEROED),
    Candidate(Criterion.RANDOM, WeightUpdate.ZEROED),
)


@dataclass(frozen=True, eq=False)
class Faces:
    """FER2013's two parts and the network that all begins with."""

    checkpoint: Checkpoint
    train: FacePart
    test: FacePart
    context: JobContext

    def finetune(self, network: EmotionCNN, epochs: int) -> EmotionCNN:
        return finetune_network(
            network,
            self.train,
            self.test,
            teacher=self.checkpoint,
            epochs=epochs,
            context=self.context,
        )


def read_faces(checkpoint: Path, folder: Path, context: JobContext) -> Faces:
    with lzma.open(folder / "images.npy.xz") as file:
        images = np.load(file)
    table = np.load(folder / "labels.npz")
    labels = table["label"].astype(np.int64)
    parts = [
        FacePart(images, rows, labels[rows], name)
        for name, rows in (
            ("train", np.flatnonzero(table["usage"] == 0)),
            ("test", np.flatnonzero(table["usage"] == 1)),
        )
    ]
    return Faces(load_checkpoint(checkpoint), parts[0], parts[1], context)


def one_layer(faces: Faces, *, epochs: int, scratch: int, out: Path | None) -> None:
    """The comparison in the last layer; with `epochs`, some candidates again with fine-tuning."""
    config = ComparisonConfig(
        checkpoint=faces.checkpoint,
        train_faces=faces.train.pixels(),
        train_labels=faces.train.labels,
        eval_faces=faces.test.pixels(),
        eval_labels=faces.test.labels,
    )
    result = compare(config, faces.context)
    for row in (result.before, *result.rows):
        print_row(row)
    if out is not None:
        write_comparison_csv(out, [result.before, *result.rows])
    if epochs == 0:
        return
    preprocessing = faces.checkpoint.info.preprocessing
    tuned = dataclasses.replace(
        config,
        candidates=FINETUNED,
        magnitude=False,
        finetune=lambda network, count, context: faces.finetune(network, count),
        finetune_epochs=epochs,
        from_scratch=None
        if not scratch
        else lambda spec, context: train_from_scratch(
            spec, faces.train, faces.test, preprocessing, epochs=scratch, context=context
        ),
    )
    result = compare(tuned, faces.context)
    for row in result.rows:
        print_row(row)
    if out is not None:
        second = out.with_stem(f"{out.stem}-finetuned")
        write_comparison_csv(second, [result.before, *result.rows])


def print_row(row: ComparisonRow) -> None:
    band = "" if row.band is None else f"  draws {row.band.low:.3f} to {row.band.high:.3f}"
    print(
        f"{row.share:4.0%} {row.criterion:16s}{row.update:9s}{row.stage:13s}"
        f"{row.accuracy:6.1%} [{row.interval[0]:.1%}, {row.interval[1]:.1%}] "
        f"p {row.mcnemar.p:.3f}  {row.cost.parameters:>9,} {row.cost.macs:>11,} "
        f"{row.cost.ms:.3f} ms{band}",
        flush=True,
    )


def all_layers(faces: Faces, *, share: float, epochs: int, spread: Spread, count: int) -> None:
    """Every layer pruned to a share of the multiplications, with and without fine-tuning."""
    network, preprocessing = faces.checkpoint.network, faces.checkpoint.info.preprocessing
    step = max(1, -(-len(faces.train) // count))
    data = PruningData(faces.train.pixels()[::step], preprocessing, faces.train.labels[::step])
    judge = Judge(faces.test.pixels(), faces.test.labels, preprocessing)
    before = judge.right(network)
    judge = judge.against(before)
    print(f"unpruned {before.mean():.1%}, {network.spec.widths}")
    for rule, preset in RULES:
        options = PruningOptions(preset=preset)
        plan = plan_for_macs(
            network, data, share, rule=rule, options=options, spread=spread, context=faces.context
        )
        pruned = apply_plan(network, plan, data, context=faces.context).compacted
        stages = {"pruned": pruned}
        if epochs:
            stages[f"{epochs} epochs"] = faces.finetune(pruned, epochs)
        cost = complexity(pruned)
        ms = measure_latency((network, pruned))
        for stage, candidate in stages.items():
            found = judge(candidate)
            low, high = found.interval
            print(
                f"{rule:16s}{preset:10s}{spread:8s}{stage:10s}{found.accuracy:6.1%} "
                f"[{low:.1%}, {high:.1%}] p {found.p:.3f}  "
                f"{candidate.spec.widths} {cost.parameters:,} {cost.macs:,} "
                f"({cost.macs / complexity(network).macs:.1%}) {ms[0]:.3f} -> {ms[1]:.3f} ms",
                flush=True,
            )


def tell(progress: Progress) -> None:
    if sys.stderr.isatty():
        print(f"\r{progress.text[:70]:70s}", end="", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", action="store_true", help="all layers instead of the last")
    parser.add_argument("--share", type=float, default=0.5, help="of the MACs left (--layers)")
    parser.add_argument("--spread", type=Spread, default=Spread.UNIFORM, choices=list(Spread))
    parser.add_argument("--faces", type=int, default=8192, help="to measure layers on (--layers)")
    parser.add_argument("--epochs", type=int, default=0, help="of fine-tuning")
    parser.add_argument("--scratch", type=int, default=0, help="epochs from random weights")
    parser.add_argument("--out", type=Path, help="CSV of the comparison")
    given = parser.parse_args()
    faces = read_faces(given.checkpoint, given.folder, JobContext(tell))
    if given.layers:
        all_layers(
            faces, share=given.share, epochs=given.epochs, spread=given.spread, count=given.faces
        )
    else:
        one_layer(faces, epochs=given.epochs, scratch=given.scratch, out=given.out)


if __name__ == "__main__":
    main()
