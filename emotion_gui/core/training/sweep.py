"""Tables shaped like the paper's Table 1: train, prune, report - a row a setting and seed."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.evaluation.ledger import open_final_part
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.session import PruningSession
from emotion_gui.core.records import Part, RunRow, RunStatus
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.records import EpochRecord, TrainConfig
from emotion_gui.core.training.runs import TrainRequest, resume_run, train_run
from emotion_gui.core.training.subset import sfew_split
from emotion_gui.core.workspace import Workspace

Faces = Literal["all", "sfew"]
_DEFAULT_THRESHOLD_DEG = 10.0


@dataclass(frozen=True)
class SweepRequest:
    """What to run through.

    Attributes:
        dataset: name of the data set.
        presets: a setting each; their `threshold_deg` is used for pruning (10 where there is
            none).
        repeats: how often each is trained, with seeds `seed`, `seed + 1`, …
        seed: of the first repeat; None takes each preset's own.
        epochs: instead of the presets' own; None leaves them.
        faces: `all` on the active split; `sfew` on 675 faces with SFEW's class counts, every
            repeat with another split of them.
    """

    dataset: str
    presets: tuple[Preset, ...]
    repeats: int = 1
    seed: int | None = None
    epochs: int | None = None
    faces: Faces = "all"


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
        n: faces that were judged on.
        interval: Wilson's 95 % interval of `validation_accuracy_after`.
        mcnemar_p: before against after on the same faces.
        seed: of the training.
        part: `validation`, or `test` where the split has no final part: those faces also
            chose the epoch, so its figures are a little kind.
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
    part: str = "validation"


@dataclass(frozen=True)
class SweepSummary:
    """The repeats of one setting: means, and standard deviations (None for a single run)."""

    preset: str
    repeats: int
    mean_test_accuracy: float
    mean_test_deviation: float | None
    validation_accuracy: float
    validation_deviation: float | None
    after: float
    after_deviation: float | None
    maps_pruned: float
    maps_pruned_deviation: float | None


def sweep_rows(
    workspace: Workspace, request: SweepRequest, context: JobContext
) -> Iterator[SweepRow]:
    """Train and prune row by row; what an earlier call finished is taken over.

    A row belongs to its recipe, seed, threshold, faces and split: after a stop or a kill, or
    with more repeats, the same call trains only what is missing, and an interrupted training
    goes on from its last epoch. Rows whose run is in the trash are made anew.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the split lacks faces to learn or to watch, or an emotion is too rare.
        JobCancelled: a stop was asked for.
    """
    total = len(request.presets) * request.repeats
    splits = [_split(workspace, request, number) for number in range(request.repeats)]
    for number in range(total):
        preset = request.presets[number // request.repeats]
        repeat = number % request.repeats
        first = preset.config.seed if request.seed is None else request.seed
        config = dataclasses.replace(
            preset.config, seed=first + repeat, epochs=request.epochs or preset.config.epochs
        )
        context.checkpoint()
        cell = _Cell(workspace, request, preset, config, splits[repeat])
        yield cell.row(_part_of(context, number, total))


def _split(workspace: Workspace, request: SweepRequest, repeat: int) -> int | None:
    """The split of a repeat; None where the data set has no stored one."""
    if request.faces == "sfew":
        return sfew_split(workspace, request.dataset, number=repeat + 1).split_id
    return workspace.dataset(request.dataset).active_split


def summarise(rows: Sequence[SweepRow]) -> list[SweepSummary]:
    """Mean and deviation over the repeats of each preset, in the order of first appearance."""
    summaries = []
    for preset in dict.fromkeys(row.preset for row in rows):
        own = [row for row in rows if row.preset == preset]
        tests, before, after, pruned = (
            [float(getattr(row, name)) for row in own]
            for name in (
                "mean_test_accuracy", "validation_accuracy", "validation_accuracy_after",
                "maps_pruned",
            )
        )  # fmt: skip
        summaries.append(
            SweepSummary(
                preset, len(own),
                statistics.fmean(tests), _deviation(tests),
                statistics.fmean(before), _deviation(before),
                statistics.fmean(after), _deviation(after),
                statistics.fmean(pruned), _deviation(pruned),
            )
        )  # fmt: skip
    return summaries


def _deviation(values: Sequence[float]) -> float | None:
    return statistics.stdev(values) if len(values) > 1 else None


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


_LATEX_HEAD = (
    "maps", "epochs", "LR", "threshold", "mean test", "val", "pruned", "val after", "n",
    "95\\,\\% interval", "McNemar $p$", "seed",
)  # fmt: skip


def sweep_latex(rows: Sequence[SweepRow]) -> str:
    """The rows as a LaTeX table in the paper's order, accuracies in %.

    Each setting ends in a line with mean and standard deviation where it was repeated.
    """
    lines: list[tuple[str, ...]] = [_LATEX_HEAD]
    for summary in summarise(rows):
        own = [row for row in rows if row.preset == summary.preset]
        lines += [_latex_cells(row) for row in own]
        if len(own) > 1:
            lines.append(_latex_means(own[0], summary))
    body = [" & ".join(line) + r" \\" for line in lines]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{'r' * len(_LATEX_HEAD)}}}", r"\hline", body[0], r"\hline",
            *body[1:], r"\hline", r"\end{tabular}", "",
        ]
    )  # fmt: skip


def _latex_cells(row: SweepRow) -> tuple[str, ...]:
    low, high = row.interval
    return (
        str(row.maps), str(row.epochs), f"{row.learning_rate:g}",
        f"{row.threshold:g}, {180 - row.threshold:g}", f"{100 * row.mean_test_accuracy:.2f}",
        f"{100 * row.validation_accuracy:.2f}", str(row.maps_pruned),
        f"{100 * row.validation_accuracy_after:.2f}", str(row.n),
        f"{100 * low:.1f}--{100 * high:.1f}", f"{row.mcnemar_p:.2g}", str(row.seed),
    )  # fmt: skip


def _latex_means(row: SweepRow, summary: SweepSummary) -> tuple[str, ...]:
    def both(mean: float, deviation: float | None, factor: int = 100) -> str:
        return rf"${factor * mean:.1f} \pm {factor * (deviation or 0.0):.1f}$"

    return (
        str(row.maps), str(row.epochs), f"{row.learning_rate:g}",
        f"{row.threshold:g}, {180 - row.threshold:g}",
        both(summary.mean_test_accuracy, summary.mean_test_deviation),
        both(summary.validation_accuracy, summary.validation_deviation),
        both(summary.maps_pruned, summary.maps_pruned_deviation, 1),
        both(summary.after, summary.after_deviation),
        str(row.n), "", "", f"{summary.repeats} seeds",
    )  # fmt: skip


class _Cell:
    """One training of a sweep with its pruning, found again by what it is made of."""

    def __init__(
        self,
        workspace: Workspace,
        request: SweepRequest,
        preset: Preset,
        config: TrainConfig,
        split: int | None,
    ) -> None:
        self._workspace, self._preset, self._config, self._split = workspace, preset, config, split
        self._is_subset = request.faces != "all"
        self._threshold = preset.threshold_deg or _DEFAULT_THRESHOLD_DEG
        self._dataset = open_dataset(workspace, request.dataset, split=split)
        self._key = _digest(self._dataset, config, self._threshold)

    def row(self, context: JobContext) -> SweepRow:
        """The stored row, or one that is trained and pruned now."""
        run = self._run()
        if run is not None and "row" in run.summary:
            stored = dict(run.summary["row"])
            return SweepRow(**{**stored, "interval": tuple(stored["interval"])})
        if run is None:
            name = f"{self._preset.title}, seed {self._config.seed}"
            request = TrainRequest(
                self._dataset.row.name, self._config, name, split=self._split, cell=self._key
            )
            run = train_run(self._workspace, request, context).run
        elif run.status is not RunStatus.FINISHED:
            run = resume_run(self._workspace, run.run_id, context).run
        row = self._prune(run, context)
        summary = {"row": dataclasses.asdict(row)}
        self._workspace.set_run_status(run.run_id, RunStatus.FINISHED, summary=summary)
        return row

    def _run(self) -> RunRow | None:
        """The newest run of this cell; its checkpoint must still be there once it is finished."""
        for run in self._workspace.runs():
            if run.config.get("cell") != self._key:
                continue
            kept = self._workspace.checkpoint_path(run.run_id).is_file()
            if kept or run.status is not RunStatus.FINISHED:
                return run
        return None

    def _judged(self, run: RunRow) -> FacePart:
        if not (self._dataset.parts == Part.VALIDATION).any():
            return self._dataset.part(Part.TEST)
        if self._is_subset:
            return self._dataset.part(Part.VALIDATION)
        return open_final_part(
            self._workspace, self._dataset, model=run.name, run_id=run.run_id,
            checkpoint=self._workspace.checkpoint_path(run.run_id),
        ).faces  # fmt: skip

    def _prune(self, run: RunRow, context: JobContext) -> SweepRow:
        judged = self._judged(run)
        session = PruningSession(
            load_checkpoint(self._workspace.checkpoint_path(run.run_id)),
            train_faces=self._dataset.part(Part.TRAIN).pixels(),
            eval_faces=judged.pixels(),
            eval_labels=judged.labels,
            context=JobContext(is_cancelled=lambda: context.cancelled),
        )
        after = session.preview(PruningOptions(threshold_deg=self._threshold))
        records = [EpochRecord.from_json(e) for e in self._workspace.epochs(run.run_id)]
        return SweepRow(
            preset=self._preset.key,
            run=run.run_id,
            maps=session.maps,
            epochs=len(records),
            learning_rate=self._config.learning_rate,
            threshold=self._threshold,
            mean_test_accuracy=statistics.fmean(r.test_accuracy for r in records),
            validation_accuracy=after.correct_before / after.n,
            maps_pruned=after.maps_gone,
            validation_accuracy_after=after.accuracy,
            n=after.n,
            interval=after.interval,
            mcnemar_p=after.mcnemar.p,
            seed=self._config.seed,
            part=judged.name,
        )


def _digest(dataset: FaceDataset, config: TrainConfig, threshold: float) -> str:
    """The same for the same recipe on the same faces in the same parts.

    Of the recipe only what differs from the defaults counts: a field that a later version adds
    leaves the rows of this one finished.
    """
    facts: dict[str, Any] = {
        "config": _differences(config.to_json(), TrainConfig().to_json()),
        "threshold": threshold,
        "dataset": [dataset.row.dataset_id, dataset.row.content_hash],
        "labels": hashlib.blake2b(dataset.labels.tobytes(), digest_size=8).hexdigest(),
        "parts": hashlib.blake2b(dataset.parts.tobytes(), digest_size=8).hexdigest(),
    }
    text = json.dumps(facts, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _differences(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that are not as in `defaults`, also within nested records."""
    different: dict[str, Any] = {}
    for name, value in values.items():
        default = defaults.get(name)
        if isinstance(value, Mapping) and isinstance(default, Mapping):
            inner = _differences(value, default)
            if inner:
                different[name] = inner
        elif value != default:
            different[name] = value
    return different


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
