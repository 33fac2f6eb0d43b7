"""Sentences of the Train page that are made from figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.training.presets import PRESETS
from emotion_gui.core.training.records import MemoryNotice, TrainConfig
from emotion_gui.operations.train import PartCounts
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.training.watched_run import Best
from emotion_gui.ui.translation import counted
from emotion_gui.workers.task_manager import TaskState

if TYPE_CHECKING:
    from emotion_gui.core.training.runs import TrainOutcome


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainPage", text)


def run_name(config: TrainConfig) -> str:
    """What a run is called until the person names it."""
    preset = PRESETS.get(config.preset)
    if preset is not None and preset.threshold_deg is not None:
        one, many = _tr("Paper, 1 epoch, rate {rate:g}"), _tr("Paper, {n} epochs, rate {rate:g}")
    else:
        one, many = _tr("{preset}, 1 epoch"), _tr("{preset}, {n} epochs")
    title = config.preset if preset is None else preset.title
    return counted(config.epochs, one, many, preset=title, rate=config.learning_rate)


def finished(outcome: TrainOutcome) -> UserMessage:
    """How a training ended, with n and interval."""
    low, high = outcome.test.interval
    text = _tr(
        "“{name}”: {accuracy:.1f} % right on {n:,} test faces "
        "(95 % interval {low:.1f}–{high:.1f}), best epoch {epoch}."
    ).format(
        name=outcome.run.name, accuracy=100 * outcome.test.accuracy, n=outcome.test.n,
        low=100 * low, high=100 * high, epoch=outcome.best_epoch,
    )  # fmt: skip
    hint = _tr("“Evaluate” shows where it errs, face by face.")
    done, config = outcome.run.summary.get("epochs_done"), outcome.run.config
    if done is None or done >= config.get("epochs", 0):
        return UserMessage(_tr("Training finished"), text, hint)
    early = _tr("{n} epochs brought no better test accuracy, so it ended after {done} of {asked}.")
    words = early.format(n=config.get("early_stop"), done=done, asked=config.get("epochs"))
    return UserMessage(_tr("Training stopped early"), f"{text} {words}", hint)


def stopped(best: Best | None) -> UserMessage:
    """What is kept of a stopped training."""
    title = _tr("Training stopped")
    if best is None:
        return UserMessage(title, _tr("No epoch had ended yet, so there is nothing to keep."))
    text = _tr("The best epoch ({epoch}) is kept: {accuracy:.1f} % on test.").format(
        epoch=best.epoch, accuracy=100 * best.accuracy
    )
    return UserMessage(title, text, _tr("Runs › Resume goes on from the last finished epoch."))


def memory_full(notice: MemoryNotice) -> UserMessage:
    """The device's memory was full, and what the training does about it."""
    text = _tr("Each step of {n} faces now goes through in {pieces} pieces; it goes on.").format(
        n=notice.batch_size, pieces=notice.pieces
    )
    hint = _tr("A smaller batch or another device (Advanced) avoids it.")
    return UserMessage(_tr("Memory was full"), text, hint)


def state(task: TaskState | None, *, dataset: str, counts: PartCounts | None, seed: int) -> str:
    """The sentence below the title."""
    match task:
        case TaskState.STOPPING:
            return _tr("Stopping after this batch…")
        case TaskState.QUEUED:
            return _tr("Waiting for the step that changes the workspace now…")
        case TaskState.PAUSED:
            return _tr("Paused · every finished epoch is safe on disk")
    if counts is None:
        return _tr("No faces to learn from yet")
    if not counts.train:
        return _tr("{dataset} · not divided into parts yet").format(dataset=dataset)
    parts = (
        dataset,
        counted(counts.train, _tr("1 face to learn from"), _tr("{n:,} faces to learn from")),
        _tr("{n:,} watched every epoch").format(n=counts.test),
        _tr("seed {seed}").format(seed=seed),
    )
    return " · ".join(parts)
