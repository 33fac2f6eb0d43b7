"""Tables shaped like the paper's Table 1: train, prune, report - a row a setting and seed."""

from __future__ import annotations

import csv
import dataclasses
import io
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.session import PruningSession
from emotion_gui.core.records import Part
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.runs import TrainRequest, train_run
from emotion_gui.core.workspace import Workspace

_DEFAULT_THRESHOLD_DEG = 10.0


@dataclass(frozen=True)
class SweepRequest:
    """What to run through.

    Attributes:
        dataset: name of the data set; its split needs a validation part.
        presets: a row each; their `threshold_deg` is used for pruning (10 where there is none).
        repeats: how often each is trained, with seeds `seed`, `seed + 1`, …
        seed: of the first repeat; None takes each preset's own.
        epochs: instead of the presets' own; None leaves them.
    """

    dataset: str
    presets: tuple[Preset, ...]
    repeats: int = 1
    seed: int | None = None
    epochs: int | None = None


@dataclass(frozen=True)
class SweepRow:
    """One row of Table 1, plus what it takes to judge it.

    Attributes:
        preset: key of the recipe.
        run: number of the training run in the workspace.
        maps: maps of the last module before pruning.
        epochs: passes over the training part.
        learning_rate: constant rate, or the peak of the schedule.
        threshold: similar under this angle, complementary over 180 minus it, in degrees.
        mean_test_accuracy: mean over the epochs, in [0, 1].
        validation_accuracy: of the kept epoch, in [0, 1].
        maps_pruned: by the paper's literal rule.
        validation_accuracy_after: after pruning, without fine-tuning.
        n: validation faces.
        interval: Wilson's 95 % interval of `validation_accuracy_after`.
        mcnemar_p: before against after on the same faces.
        seed: of the training.
    """

    preset: str
    run: int
    maps: int
    epochs: int
    learning_rate: float
    threshold: float
    mean_test_accuracy: float
    validation_accuracy: float
    maps_pruned: int
    validation_accuracy_after: float
    n: int
    interval: tuple[float, float]
    mcnemar_p: float
    seed: int


@dataclass(frozen=True)
class SweepSummary:
    """The repeats of one preset: mean and standard deviation (None for a single run)."""

    preset: str
    repeats: int
    validation_accuracy: float
    validation_deviation: float | None
    after: float
    after_deviation: float | None
    maps_pruned: float


def sweep_rows(
    workspace: Workspace, request: SweepRequest, context: JobContext
) -> Iterator[SweepRow]:
    """Train and prune row by row; finished rows stay whatever happens to later ones.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the split lacks one of the three parts.
        JobCancelled: a stop was asked for.
    """
    dataset = open_dataset(workspace, request.dataset)
    for part in (Part.TRAIN, Part.TEST, Part.VALIDATION):
        dataset.part(part)
    total = len(request.presets) * request.repeats
    for number in range(total):
        preset = request.presets[number // request.repeats]
        first = preset.config.seed if request.seed is None else request.seed
        seed = first + number % request.repeats
        yield _row(workspace, request, preset, seed, _part_of(context, number, total))


def summarise(rows: Sequence[SweepRow]) -> list[SweepSummary]:
    """Mean and deviation over the repeats of each preset, in the order of first appearance."""
    summaries = []
    for preset in dict.fromkeys(row.preset for row in rows):
        own = [row for row in rows if row.preset == preset]
        before = [row.validation_accuracy for row in own]
        after = [row.validation_accuracy_after for row in own]
        summaries.append(
            SweepSummary(
                preset=preset,
                repeats=len(own),
                validation_accuracy=statistics.fmean(before),
                validation_deviation=statistics.stdev(before) if len(own) > 1 else None,
                after=statistics.fmean(after),
                after_deviation=statistics.stdev(after) if len(own) > 1 else None,
                maps_pruned=statistics.fmean(row.maps_pruned for row in own),
            )
        )
    return summaries


def write_sweep_csv(path: Path, rows: Sequence[SweepRow]) -> None:
    """All rows as a table, whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    names = [field.name for field in dataclasses.fields(SweepRow)]
    columns = [*names[: names.index("interval")], "interval_low", "interval_high",
               *names[names.index("interval") + 1 :]]  # fmt: skip
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, columns, lineterminator="\n")
    table.writeheader()
    for row in rows:
        values = dataclasses.asdict(row)
        values["interval_low"], values["interval_high"] = values.pop("interval")
        table.writerow(values)
    write_text(path, buffer.getvalue())


def _row(
    workspace: Workspace, request: SweepRequest, preset: Preset, seed: int, context: JobContext
) -> SweepRow:
    config = dataclasses.replace(
        preset.config, seed=seed, epochs=request.epochs or preset.config.epochs
    )
    name = f"sweep: {preset.key}, seed {seed}"
    outcome = train_run(workspace, TrainRequest(request.dataset, config, name), context)
    dataset = open_dataset(workspace, request.dataset)
    validation = dataset.part(Part.VALIDATION)
    checkpoint = load_checkpoint(outcome.checkpoint)
    session = PruningSession(
        checkpoint,
        train_faces=dataset.part(Part.TRAIN).pixels(),
        eval_faces=validation.pixels(),
        eval_labels=validation.labels,
        context=JobContext(is_cancelled=lambda: context.cancelled),
    )
    threshold = preset.threshold_deg or _DEFAULT_THRESHOLD_DEG
    after = session.preview(PruningOptions(threshold_deg=threshold))
    return SweepRow(
        preset=preset.key,
        run=outcome.run.run_id,
        maps=session.maps,
        epochs=len(outcome.records),
        learning_rate=config.learning_rate,
        threshold=threshold,
        mean_test_accuracy=statistics.fmean(r.test_accuracy for r in outcome.records),
        validation_accuracy=after.correct_before / after.n,
        maps_pruned=after.maps_gone,
        validation_accuracy_after=after.accuracy,
        n=after.n,
        interval=after.interval,
        mcnemar_p=after.mcnemar.p,
        seed=seed,
    )


def _part_of(context: JobContext, number: int, total: int) -> JobContext:
    """A context whose reports count as one of `total` equal pieces of the whole."""

    def report(progress: Progress) -> None:
        pieces = 1000
        share = progress.done / progress.total if progress.total else 0.0
        done = round(pieces * (number + min(1.0, share)))
        text = f"row {number + 1} of {total}, {progress.text}"
        context.report(Progress(done, pieces * total, text, progress.detail))

    part = JobContext(report, lambda: context.cancelled)
    part.checkpoint = context.checkpoint  # type: ignore[method-assign] # pause included
    return part
