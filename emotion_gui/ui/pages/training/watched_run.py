"""What the Train page knows about the training it watches."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.jobs import Progress
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.model.backbones import BACKBONES, BackboneSpec
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.spec import ALIZADEH_FAZEL, PAPER, PLUS, NetworkSpec
from emotion_gui.core.model.stored_spec import spec_from_json
from emotion_gui.core.training.config import Keep, TrainConfig
from emotion_gui.core.training.records import BatchRecord, EpochRecord
from emotion_gui.core.training.requests import config_of, labels_of
from emotion_gui.core.workspace.database import damaged_row
from emotion_gui.core.workspace.paths import found_models, found_path
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.ui.numbers import count, short_count
from emotion_gui.ui.translation import translator

_tr = translator("TrainPage")

_LEAST_STEP = 1 / 250  # of an epoch: long epochs draw no more points than short ones
_SETTLED_BATCHES, _SETTLED_SHARE = 16, 0.2  # a mean of fewer batches jumps
_NOT_RECIPE = {"seed", "split", "cell"}


@dataclass
class WatchedRun:
    """Buffer between a training's reports and the timer that draws them.

    Attributes:
        title: name of the run.
        dataset: name of the data set it learns from.
        config: its recipe; None where its record cannot be read.
        start_from: file of the checkpoint it began with; "" for fresh weights.
        epochs: epochs asked for.
        records: finished epochs, in order.
        batch: where the running epoch is.
        left_s: seconds that the training still takes, as the window's bottom line says it too.
        running: (position in epochs, mean loss so far) through the running epoch, 250 at most;
            begins after a few batches, when the mean has settled.
        labels: the classes that it learns.
        batch_changed: something came since the last drawing.
        epochs_changed: an epoch ended since the last drawing.
    """

    title: str
    epochs: int
    dataset: str = ""
    config: TrainConfig | None = None
    start_from: str = ""
    records: list[EpochRecord] = field(default_factory=list)
    batch: BatchRecord | None = None
    left_s: float | None = None
    running: list[tuple[float, float]] = field(default_factory=list)
    labels: LabelSet = SEVEN
    batch_changed: bool = True
    epochs_changed: bool = True

    def take(self, progress: Progress, *, left_s: float | None = None) -> None:
        """Note one report of the job, and how long it still takes."""
        self.left_s = left_s
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
    def kept(self) -> Kept | None:
        """The epoch that is kept so far; None before the first ended."""
        return kept_of(self.records, "best" if self.config is None else self.config.keep)

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


def stored_run(
    run: RunRow, records: Sequence[EpochRecord], *, dataset: str, workspace: Path
) -> WatchedRun:
    """A stored run as if it had been watched; `records` are its epochs."""
    start = run.config.get("start_from")
    try:
        epochs = int(run.config.get("epochs", 1))
    except (TypeError, ValueError, OverflowError) as error:
        raise damaged_row(workspace, "runs", run.run_id) from error
    return WatchedRun(
        run.name,
        epochs=epochs,
        dataset=dataset,
        config=_recipe_of(run, workspace),
        start_from=str(found_path(workspace, start)) if isinstance(start, str) else "",
        records=list(records),
        labels=_labels_of(run),
    )


def _labels_of(run: RunRow) -> LabelSet:
    try:
        return labels_of(run)
    except ConfigError:  # damaged, or written by a newer version
        return SEVEN


def _recipe_of(run: RunRow, workspace: Path) -> TrainConfig | None:
    try:
        config = config_of(run)
    except ConfigError:  # damaged, or written by a newer version
        return None
    return replace(config, teacher=found_models(workspace, config.teacher))


@dataclass(frozen=True)
class Kept:
    """The epoch whose weights a run keeps, with Wilson's 95 % interval on the test part.

    `chosen`: it is the best one on that very part, so its figure is a little kind.
    """

    epoch: int
    accuracy: float
    n: int
    interval: tuple[float, float]
    chosen: bool


def kept_of(records: Sequence[EpochRecord], keep: Keep = "best") -> Kept | None:
    """The last epoch, or the first of those with the highest test accuracy."""
    if not records:
        return None
    kept = records[-1]
    if keep == "best":
        kept = max(records, key=lambda record: (record.test_accuracy, -record.epoch))
    n = sum(sum(row) for row in kept.confusion)
    interval = wilson_interval(round(kept.test_accuracy * n), n)
    return Kept(kept.epoch, kept.test_accuracy, n, interval, chosen=keep == "best")


@dataclass(frozen=True)
class RecipeMean:
    """What several trainings of one recipe came to: best test accuracy, mean and deviation."""

    name: str
    runs: int
    accuracy: float
    deviation: float


def repeats(runs: Sequence[RunRow]) -> list[list[RunRow]]:
    """The trainings of one recipe together, in order of appearance.

    Seed, split and name may differ.
    """
    groups: dict[str, list[RunRow]] = {}
    for run in runs:
        if run.kind == "train":
            recipe = {k: v for k, v in run.config.items() if k not in _NOT_RECIPE}
            key = json.dumps([run.dataset_id, recipe], sort_keys=True)
            groups.setdefault(key, []).append(run)
    return list(groups.values())


def recipe_means(runs: Sequence[RunRow]) -> list[RecipeMean]:
    """One entry a recipe that was trained more than once, in order of appearance.

    Seed, split and name may differ; a run without an accuracy does not count.
    """
    known = [run for run in runs if isinstance(run.summary.get("test_accuracy"), float)]
    means = []
    for own in repeats(known):
        values = [float(run.summary["test_accuracy"]) for run in own]
        if len(own) > 1:
            mean, deviation = statistics.fmean(values), statistics.stdev(values)
            means.append(RecipeMean(own[0].name, len(own), mean, deviation))
    return means


def network_title(spec: NetworkSpec) -> str:
    """How people know a network: its family and its size."""
    size = short_count(parameter_count(spec))
    if isinstance(spec, BackboneSpec):
        return f"{BACKBONES[spec.backbone].title}, {size}"
    if spec.widths == PAPER.widths:
        return f"Paper, {size}"
    if spec.widths == PLUS.widths:
        return f"Plus, {size}"
    if spec.widths == ALIZADEH_FAZEL.widths:
        return f"Alizadeh & Fazel, {size}"
    return _tr("{n} modules, {size}").format(n=count(len(spec.modules) + 1), size=size)


def network_of(config: Mapping[str, Any]) -> NetworkSpec | None:
    """The network of a stored run; None where its record holds none."""
    stored = config.get("network")
    if not isinstance(stored, Mapping):
        return None
    try:
        return spec_from_json(dict(stored))
    except ConfigError:
        return None
