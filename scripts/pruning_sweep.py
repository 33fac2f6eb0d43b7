"""The paper's figure 2 on FER2013: accuracy against the threshold under every preset.

    python scripts/pruning_sweep.py CHECKPOINT FER2013_FOLDER [--finetune 2]

FER2013_FOLDER as in `pruning_comparison.py`. Angles and fits come from Training, accuracies from
PublicTest. Also tells the largest number of maps that goes without a significant loss.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pruning_comparison import Faces, read_faces

from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.compaction import compact
from emotion_gui.core.pruning.criteria import SEARCHED, Criterion
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset

THRESHOLDS_DEG = (0, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 45)
FINETUNED_DEG = (2, 3, 4, 5, 6, 8, 10)  # from 10 degrees on the same maps go


def sweep(session: LayerSession) -> None:
    """One line a threshold: maps gone, then the accuracy under the three presets."""
    print("deg   gone   paper  corrected  refit")
    for threshold in THRESHOLDS_DEG:
        previews = [
            session.preview(PruningOptions(preset=preset, threshold_deg=threshold))
            for preset in PruningPreset
        ]
        figures = "  ".join(f"{100 * p.accuracy:5.1f} (p {p.mcnemar.p:.3f})" for p in previews)
        print(f"{threshold:3d}  {previews[0].maps_gone:4d}  {figures}", flush=True)


def largest_without_loss(session: LayerSession) -> None:
    """For each order under Refit, the most maps of 256 that go while McNemar's p stays."""
    for order in (Criterion.DISTINCTIVENESS, Criterion.IMPORTANCE, *SEARCHED):
        options = PruningOptions(preset=PruningPreset.REFIT, order=order)
        best = None
        for count in range(8, session.maps, 8):
            preview = session.preview(options, count=count)
            is_loss = preview.judgement.correct < preview.correct_before
            if not is_loss or not preview.judgement.is_significant:
                best = preview
        if best is not None:
            print(
                f"{order}: {best.maps_gone} maps, {100 * best.accuracy:.2f} %, "
                f"p {best.mcnemar.p:.3f}",
                flush=True,
            )


def finetuned(session: LayerSession, faces: Faces, epochs: int) -> None:
    """Refit by threshold, compacted, then trained a little."""
    preprocessing = session.checkpoint.info.preprocessing
    judge = Judge(faces.test.pixels(), faces.test.labels, preprocessing, session.correct_before)
    for threshold in FINETUNED_DEG:
        plan = session.plan(PruningOptions(preset=PruningPreset.REFIT, threshold_deg=threshold))
        small = compact(session.masked(plan), plan)
        trained = faces.finetune(small, epochs)
        found = judge(trained)
        print(
            f"{threshold:3d}  {plan.maps_gone:4d}  {100 * found.accuracy:.1f} (p {found.p:.3f})",
            flush=True,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--finetune", type=int, default=0, help="epochs after Refit")
    options = parser.parse_args()
    faces = read_faces(options.checkpoint, options.folder, JobContext())
    session = LayerSession(
        faces.checkpoint,
        train_faces=faces.train.pixels(),
        eval_faces=faces.test.pixels(),
        eval_labels=faces.test.labels,
    )
    print(f"unpruned {100 * session.correct_before.mean():.2f} % of {session.n}", flush=True)
    sweep(session)
    largest_without_loss(session)
    if options.finetune:
        finetuned(session, faces, options.finetune)


if __name__ == "__main__":
    main()
