"""Sentences of the Train page that are made from numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from emotion_gui.core.fields import Field, declared_fields
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import PRESETS, changes
from emotion_gui.core.training.records import MemoryNotice
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.operations.train import PartCounts
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.numbers import count, interval, percent
from emotion_gui.ui.pages.training.watched_run import Kept, network_title
from emotion_gui.ui.translation import core_text, translator
from emotion_gui.ui.widgets.form import value_text
from emotion_gui.ui.widgets.number_edit import number_text
from emotion_gui.workers.task import TaskState

if TYPE_CHECKING:
    from emotion_gui.core.training.outcome import TrainOutcome

_tr = translator("TrainPage")


def rate_text(rate: float) -> str:
    """A learning rate: every digit of it, in the language's decimal sign."""
    return number_text(rate)


def changed_text(config: TrainConfig, *, start: str = "") -> str:
    """ "Paper, changed: epochs 12, start from Best accuracy"; empty where nothing was changed."""
    found = _changes(config, start)
    if not found:
        return ""
    return _tr("{preset}, changed: {changes}").format(
        preset=_preset_title(config), changes=", ".join(found)
    )


def run_name(config: TrainConfig, *, start: str = "") -> str:
    """What a run is called until the person names it: the preset, and all that was changed."""
    changed = changed_text(config, start=start)
    if changed:
        return changed
    text = _tr("{preset}, %Ln epochs", config.epochs)
    if _is_paper(config):
        text = _tr("Paper, %Ln epochs, rate {rate}", config.epochs)
    preset = PRESETS.get(config.preset)
    title = config.preset if preset is None else core_text(preset.title)
    return text.format(preset=title, rate=rate_text(config.learning_rate))


def recipe_lines(run: RunRow) -> str:
    """A stored recipe, a field a line, for a tool tip."""
    entries = declared_fields(TrainConfig)
    lines = [
        f"{_name(entry.field)}: {value_text(entry.field, run.config[key])}"
        for key, entry in entries.items()
        if key in run.config
    ]
    return "\n".join(lines)


def _preset_title(config: TrainConfig) -> str:
    """The preset as it is, so that what was changed of it can be seen."""
    known = PRESETS[config.preset]
    if not _is_paper(config):
        return core_text(known.title)
    row = known.config
    return _tr("Paper, %Ln epochs, rate {rate}", row.epochs).format(
        rate=rate_text(row.learning_rate)
    )


def _is_paper(config: TrainConfig) -> bool:
    known = PRESETS.get(config.preset)
    return known is not None and known.threshold_deg is not None


def _changes(config: TrainConfig, start: str) -> list[str]:
    found = changes(config)
    texts = [f"{_name(change.field)} {_value(change.field, change.value)}" for change in found]
    if start:
        # It brings its network along, which is no change of its own then.
        texts = [text for text, change in zip(texts, found, strict=True) if change.key != "network"]
        texts.insert(0, _tr("start from {model}").format(model=start))
    return texts


def _name(field: Field) -> str:
    return core_text(field.label).replace("&", "")


def _value(field: Field, value: Any) -> str:
    return network_title(value) if isinstance(value, NetworkSpec) else value_text(field, value)


def finished(outcome: TrainOutcome) -> UserMessage:
    """How a training ended, with n and interval, and what the figure is of."""
    text = _tr(
        "“{name}”: {accuracy} right on {n} test faces (95 % interval {interval}), {kept}."
    ).format(
        name=outcome.run.name,
        accuracy=percent(outcome.test.accuracy),
        n=count(outcome.test.n),
        interval=interval(*outcome.test.interval),
        kept=kept_text(outcome.kept_epoch, chosen=outcome.run.config.get("keep") != "last"),
    )
    hint = _tr("“Evaluate” shows where it errs, face by face.")
    done, config = outcome.run.summary.get("epochs_done"), outcome.run.config
    if done is None or done >= config.get("epochs", 0):
        return UserMessage(_tr("Training finished"), text, hint)
    early = _tr("{n} epochs brought no better test accuracy, so it ended after {done} of {asked}.")
    words = early.format(
        n=count(config.get("early_stop", 0)), done=count(done), asked=count(config["epochs"])
    )
    return UserMessage(_tr("Training stopped early"), f"{text} {words}", hint)


def kept_text(epoch: int, *, chosen: bool) -> str:
    """Which epoch a figure is of, and whether it was chosen on the faces it is measured on."""
    if not chosen:
        return _tr("after the last epoch, {epoch}").format(epoch=count(epoch))
    return _tr("best epoch {epoch}, chosen on these faces: a little kind").format(
        epoch=count(epoch)
    )


def stopped(kept: Kept | None) -> UserMessage:
    """What is kept of a stopped training."""
    title = _tr("Training stopped")
    if kept is None:
        return UserMessage(title, _tr("No epoch had ended yet, so there is nothing to keep."))
    words = _tr("The best epoch ({epoch}) is kept: {accuracy} on test.")
    if not kept.chosen:
        words = _tr("The last epoch ({epoch}) is kept: {accuracy} on test.")
    text = words.format(epoch=count(kept.epoch), accuracy=percent(kept.accuracy))
    return UserMessage(title, text, _tr("Runs › Resume goes on from the last finished epoch."))


def memory_full(notice: MemoryNotice) -> UserMessage:
    """The device's memory was full, and what the training does about it."""
    text = _tr("Each step of {n} faces now goes through in {pieces} pieces; it goes on.").format(
        n=count(notice.batch_size), pieces=count(notice.pieces)
    )
    hint = _tr("A smaller batch or another device (Advanced) avoids it.")
    return UserMessage(_tr("Memory was full"), text, hint)


def state(
    task: TaskState | None, *, dataset: str, counts: PartCounts | None, seed: int, counting: bool
) -> str:
    """The sentence below the title."""
    match task:
        case TaskState.STOPPING:
            return _tr("Stopping after this batch…")
        case TaskState.QUEUED:
            return _tr("Waiting for the step that changes the workspace now…")
        case TaskState.PAUSED:
            return _tr("Paused · every finished epoch is safe on disk")
    if counting:
        return dataset
    if counts is None:
        return _tr("No faces to learn from yet")
    if not counts.train:
        return _tr("{dataset} · not divided into parts yet").format(dataset=dataset)
    parts = (
        dataset,
        _tr("%Ln faces to learn from", counts.train),
        _tr("{faces} watched every epoch").format(faces=count(counts.test)),
        _tr("seed {seed}").format(seed=seed),
    )
    return " · ".join(parts)


def shown_run(name: str, dataset: str, *, differs: bool) -> str:
    """Whose curves are drawn, and whether they are of another recipe than the one at the left."""
    parts: Iterable[str] = (
        name,
        dataset,
        _tr("another recipe than at the left") if differs else "",
    )
    return " · ".join(part for part in parts if part)
