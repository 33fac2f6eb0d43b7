"""Distinctiveness and other criteria at equal budget: as many maps gone, the same faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.criteria import USUAL, Criterion
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.subject import SEED, Subject

if TYPE_CHECKING:
    from emotion_gui.core.executors.workers import Workers
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.comparison import (
        ComparisonConfig,
        Entry,
        MeasuredComparison,
        RowsOf,
    )
    from emotion_gui.core.pruning.comparison_table import ComparisonRow, CriteriaComparison
    from emotion_gui.operations.subject_pieces import SentSubject

Rankings = Literal["few", "all"]
SHARES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, kw_only=True)
class CompareRequest:
    """Which criteria are compared, at which sizes; see `ComparisonConfig`.

    Attributes:
        options: normalisation of the angles, ridge of the refit.
        layer: 0-based convolution; the last by default.
        rankings: the usual ones or all.
        criteria: these instead, where any are named.
        magnitude: whether single weights by magnitude stand beside them.
        shares: of the layer's maps that go.
        seeds: draws of `random`.
        epochs: of fine-tuning, a second row for each; 0 leaves it out.
        scratch_epochs: of a network of each size from nothing; 0 leaves it out.
        seed: of all training.
        latency_runs: timed passes a size.
    """

    options: PruningOptions
    layer: int | None = None
    rankings: Rankings = declared(
        "few",
        Field(
            label="Who",
            title="Who competes",
            choices=(("few", "seven rankings"), ("all", "all sixteen")),
        ),
    )
    criteria: tuple[Criterion, ...] = ()
    magnitude: bool = True
    shares: tuple[float, ...] = SHARES
    seeds: int = 5
    epochs: int = declared(0, Field(label="Fine-tune epochs", high=100))
    scratch_epochs: int = declared(
        0,
        Field(
            label="Epochs from scratch",
            tip="A network of each size trained from random weights; 0 leaves it out",
            high=200,
        ),
    )
    seed: int = SEED
    latency_runs: int = 200


def compare_criteria(
    subject: Subject, request: CompareRequest, context: JobContext, *, executor: str = HERE
) -> CriteriaComparison:
    """Prune by every criterion and judge all on the same faces.

    Rankings see training faces only. Progress carries each row as its detail when it is judged.

    Args:
        subject: the model and its faces.
        request: who competes.
        context: progress, pause and cancel.
        executor: where the rows are worked out, see `core.executors.wish`; each worker measures
            the layer once. Times are taken here in the end.

    Raises:
        ConfigError: shares, draws or a layer that cannot be.
        EqualityProofError: compaction would change some network's answers.
        WorkersError: nobody works there, or not any more.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.executors.opening import open_workers
    from emotion_gui.core.pruning.comparison import compare

    with open_workers(executor) as workers:
        elsewhere = None if workers is None else _on_workers(workers, subject, request, context)
        return compare(_config(subject, request), context, elsewhere=elsewhere)


def compare_piece(
    sent: SentSubject, request: CompareRequest, entry: Entry, context: JobContext
) -> list[ComparisonRow]:
    """The rows of an entry, on a worker."""
    from emotion_gui.core.executors.worker_side import ONE_AT_A_TIME, made_once

    with ONE_AT_A_TIME:
        context.report(Progress(0, None, "measuring the layer"))
        comparison: MeasuredComparison = made_once(_measured, sent, request)
        context.report(Progress(0, None, entry.text))
        return comparison.rows(entry, context)


def _measured(sent: SentSubject, request: CompareRequest) -> MeasuredComparison:
    from emotion_gui.core.pruning.comparison import MeasuredComparison

    # It outlives the piece that is the first to need it, and has a context of its own.
    return MeasuredComparison(_config(sent.open(), request), JobContext())


def _on_workers(
    workers: Workers, subject: Subject, request: CompareRequest, context: JobContext
) -> RowsOf:
    from emotion_gui.core.executors.in_order import in_order
    from emotion_gui.operations.subject_pieces import send_subject, teller

    def rows(entries: Sequence[Entry]) -> Iterator[list[ComparisonRow]]:
        sent = send_subject(subject, workers.share)
        pieces = ((sent, request, entry) for entry in entries)
        tell = teller(context, len(entries), "Comparing criteria")
        yield from in_order(workers, compare_piece, pieces, context, on_look=tell)

    return rows


def _config(subject: Subject, request: CompareRequest) -> ComparisonConfig:
    from emotion_gui.core.pruning.comparison import ComparisonConfig
    from emotion_gui.core.pruning.comparison_table import CANDIDATES

    def finetune(network: EmotionCNN, epochs: int, context: JobContext) -> EmotionCNN:
        return subject.finetune(network, epochs, context, seed=request.seed)

    def from_scratch(spec: NetworkSpec, context: JobContext) -> EmotionCNN:
        return subject.train_from_scratch(spec, request.scratch_epochs, context, seed=request.seed)

    wanted = request.criteria or (USUAL if request.rankings == "few" else tuple(Criterion))
    return ComparisonConfig(
        checkpoint=subject.checkpoint,
        train_faces=subject.learning.stored,
        train_labels=subject.learning.labels,
        eval_faces=subject.judged.stored,
        eval_labels=subject.judged.labels,
        layer=request.layer,
        shares=request.shares,
        candidates=tuple(c for c in CANDIDATES if c.criterion in wanted),
        magnitude=request.magnitude,
        options=request.options,
        random_seeds=request.seeds,
        finetune=finetune,
        finetune_epochs=request.epochs,
        from_scratch=from_scratch if request.scratch_epochs else None,
        latency_runs=request.latency_runs,
    )


def write_comparison(target: Path, result: CriteriaComparison, context: JobContext) -> Path:
    """Write the table as CSV; returns the file.

    Raises:
        StorageError: the disk refused.
    """
    from emotion_gui.core.pruning.comparison_table import write_comparison_csv

    context.checkpoint()
    write_comparison_csv(target, [result.before, *result.rows])
    return target
