"""What the Train page knows about the training it watches. No Qt here."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.jobs import Progress
from emotion_gui.core.model.backbones import BACKBONES, BackboneSpec
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.spec import PAPER, PLUS, NetworkSpec
from emotion_gui.core.training.records import BatchRecord, EpochRecord
from emotion_gui.core.workspace.records import RunRow

_RECENT_EPOCHS = 5
_LEAST_STEP = 1 / 250  # of an epoch: long epochs draw no more points than short ones
_SETTLED_BATCHES, _SETTLED_SHARE = 16, 0.2  # a mean of fewer batches jumps
_NOT_RECIPE = {"seed", "split", "cell"}


@dataclass
class TrainSession:
    """Buffer between a training's reports and the timer that draws them.

    Attributes:
        title: name of the run.
        epochs: epochs asked for.
        batch_size: faces a step, for the time left before the first epoch ends.
        records: finished epochs, in order.
        batch: where the running epoch is.
        running: (position in epochs, mean loss so far) through the running epoch, 250 at most;
            begins after a few batches, when the mean has settled.
        batch_changed: something came since the last drawing.
        epochs_changed: an epoch ended since the last drawing.
    """

    title: str
    epochs: int
    batch_size: int = 64
    records: list[EpochRecord] = field(default_factory=list)
    batch: BatchRecord | None = None
    running: list[tuple[float, float]] = field(default_factory=list)
    batch_changed: bool = True
    epochs_changed: bool = True

    def take(self, progress: Progress) -> None:
        """Note one report of the job."""
        match progress.detail:
            case EpochRecord() as record:
                self.records = [r for r in self.records if r.epoch < record.epoch]
                self.records.append(record)
                self.running = []
                self.epochs_changed = True
            case BatchRecord() as batch:
                self.batch = batch
                self._go_on(batch)
            case _:
                return
        self.batch_changed = True

    def _go_on(self, batch: BatchRecord) -> None:
        """Another point of the running epoch, unless the last one is too near to be seen apart."""
        if batch.batch < min(_SETTLED_BATCHES, _SETTLED_SHARE * batch.batches):
            return
        last = self.running[-1][0] if self.running else self.safe_epoch
        if self.position > self.safe_epoch and self.position - last >= _LEAST_STEP:
            self.running.append((self.position, batch.loss))

    @property
    def safe_epoch(self) -> int:
        """The newest epoch that is on disk; 0 before the first."""
        return self.records[-1].epoch if self.records else 0

    @property
    def position(self) -> float:
        """Epochs done, the running one as a share."""
        if self.batch is None or self.batch.epoch <= self.safe_epoch:
            return float(self.safe_epoch)
        return self.batch.epoch - 1 + self.batch.batch / max(1, self.batch.batches)

    @property
    def images_per_second(self) -> float | None:
        """Training faces a second, of the running epoch or the last one."""
        if self.batch is not None and self.batch.epoch > self.safe_epoch:
            return self.batch.images_per_second
        return self.records[-1].images_per_second if self.records else None

    @property
    def eta_s(self) -> float | None:
        """Seconds left at the speed of the last epochs; None while unknown."""
        epoch_s = self._epoch_s()
        return None if epoch_s is None else max(0.0, self.epochs - self.position) * epoch_s

    def _epoch_s(self) -> float | None:
        if self.records:
            return statistics.median(r.seconds for r in self.records[-_RECENT_EPOCHS:])
        speed = self.images_per_second
        if not speed or self.batch is None:
            return None
        return self.batch.batches * self.batch_size / speed


def session_of(run: RunRow, entries: Sequence[Mapping[str, Any]]) -> TrainSession:
    """A stored run as if it had been watched; `entries` are its epochs."""
    return TrainSession(
        run.name,
        epochs=int(run.config.get("epochs", 1)),
        batch_size=int(run.config.get("batch_size", 64)),
        records=[EpochRecord.from_json(entry) for entry in entries],
    )


@dataclass(frozen=True)
class Best:
    """The best epoch of a run on the test part, with Wilson's 95 % interval."""

    epoch: int
    accuracy: float
    n: int
    interval: tuple[float, float]


def best_of(records: Sequence[EpochRecord]) -> Best | None:
    """The epoch whose weights are kept: the first of those with the highest test accuracy."""
    if not records:
        return None
    best = max(records, key=lambda record: (record.test_accuracy, -record.epoch))
    n = sum(sum(row) for row in best.confusion)
    correct = round(best.test_accuracy * n)
    return Best(best.epoch, best.test_accuracy, n, wilson_interval(correct, n))


@dataclass(frozen=True)
class RecipeMean:
    """What several trainings of one recipe came to: best test accuracy, mean and deviation."""

    name: str
    runs: int
    accuracy: float
    deviation: float


def recipe_means(runs: Sequence[RunRow]) -> list[RecipeMean]:
    """One entry a recipe that was trained more than once, in order of appearance.

    Seed, split and name may differ; a run without an accuracy does not count.
    """
    groups: dict[str, list[RunRow]] = {}
    for run in runs:
        if run.kind == "train" and isinstance(run.summary.get("test_accuracy"), float):
            recipe = {k: v for k, v in run.config.items() if k not in _NOT_RECIPE}
            key = json.dumps([run.dataset_id, recipe], sort_keys=True)
            groups.setdefault(key, []).append(run)
    means = []
    for own in groups.values():
        values = [float(run.summary["test_accuracy"]) for run in own]
        if len(own) > 1:
            mean, deviation = statistics.fmean(values), statistics.stdev(values)
            means.append(RecipeMean(own[0].name, len(own), mean, deviation))
    return means


def short_count(value: int) -> str:
    """`409 k`, `1.5 M`."""
    if value >= 1_000_000:
        return f"{value / 1e6:.1f} M"
    return f"{round(value / 1000)} k" if value >= 1000 else str(value)


def network_title(spec: NetworkSpec) -> str:
    """How people know a network: its family and its size."""
    size = short_count(parameter_count(spec))
    if isinstance(spec, BackboneSpec):
        return f"{BACKBONES[spec.backbone].title}, {size}"
    if spec.widths == PAPER.widths:
        return f"Paper, {size}"
    if spec.widths == PLUS.widths:
        return f"Plus, {size}"
    return f"{len(spec.modules) + 1} modules, {size}"


def network_of(config: Mapping[str, Any]) -> NetworkSpec | None:
    """The network of a stored run; None where its record holds none."""
    stored = config.get("network")
    if not isinstance(stored, Mapping):
        return None
    try:
        return NetworkSpec.from_json(dict(stored))
    except ConfigError:
        return None


def duration(seconds: float | None) -> str:
    """`8 min 12 s`, `2 h 05 min`, `40 s`; a dash while unknown."""
    if seconds is None:
        return "–"
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
