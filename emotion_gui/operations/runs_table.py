"""Runs that can be told apart: everything about each, filtered, sorted, compared, as a table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import ConfigError, EmotionGuiError, NotFoundError
from emotion_gui.core.escaping import CsvTable
from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.checkpoint_info import CheckpointInfo, read_info
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.presets import recipe_name
from emotion_gui.core.training.requests import config_of
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace

COLUMNS = (
    "number",
    "name",
    "kind",
    "status",
    "parent",
    "data_set",
    "label_set",
    "network",
    "maps",
    "parameters",
    "recipe",
    "seed",
    "epochs",
    "seconds",
    "accuracy",
    "low",
    "high",
    "n",
    "tags",
    "notes",
    "created",
)
"""Names of the columns, in the order in which they stand; also those of the CSV."""
_FLAT = "."


@dataclass(frozen=True)
class RunFacts:
    """Everything that a table says about a run; None and "" where it is not known.

    Attributes:
        run: its record.
        parent: number of the run that it was pruned, taught or trained on from.
        data_set: what it learned from, as people call it.
        label_set: its classes.
        network: the kind of its network.
        maps: feature maps of its convolutions together.
        parameters: trainable values.
        recipe: the recipe in short, in English.
        seed: of its training.
        epochs: that it was trained for.
        seconds: that its epochs, or its lesson, took.
        accuracy: on the test part, in [0, 1].
        interval: Wilson's 95 % interval of it.
        n: faces behind it.
    """

    run: RunRow
    parent: int | None = None
    data_set: str = ""
    label_set: str = ""
    network: str = ""
    maps: int | None = None
    parameters: int | None = None
    recipe: str = ""
    seed: int | None = None
    epochs: int | None = None
    seconds: float | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None
    n: int | None = None

    def value(self, column: str) -> object:
        """What stands in one of `COLUMNS`."""
        run = self.run
        low, high = self.interval or (None, None)
        own: dict[str, object] = {
            "number": run.run_id,
            "name": run.name,
            "kind": run.kind,
            "status": run.status.value,
            "low": low,
            "high": high,
            "tags": ", ".join(run.tags),
            "notes": run.notes,
            "created": run.created,
        }
        return own[column] if column in own else getattr(self, column)

    def matches(self, text: str) -> bool:
        """Whether every word of a filter stands in some column."""
        line = " ".join(str(self.value(column)) for column in COLUMNS).casefold()
        return all(word in line for word in text.casefold().split())


@dataclass(frozen=True)
class SettingDifference:
    """A setting that two runs have otherwise; None where one of them has none."""

    setting: str
    one: object
    other: object


class KnownHeaders:
    """What checkpoints say of themselves, read once as long as their file is the same."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], CheckpointInfo | None]] = {}
        self.lacking = False
        """Whether the last `run_facts` without reading met a file that nobody has read yet."""

    def of(self, path: Path, *, read: bool) -> CheckpointInfo | None:
        """What a file says; None where it cannot be read, or was not and must not be now."""
        try:
            facts = path.stat()
        except OSError:
            return None
        version = (facts.st_mtime_ns, facts.st_size)
        known = self._known.get(path)
        if known is not None and known[0] == version:
            return known[1]
        if not read:
            self.lacking = True
            return None if known is None else known[1]
        try:
            info = read_info(path)
        except EmotionGuiError:
            info = None
        self._known[path] = (version, info)
        return info


def run_facts(
    workspace: Workspace, headers: KnownHeaders | None = None, *, read: bool = True
) -> list[RunFacts]:
    """Of every run that is not in the trash, newest first.

    Args:
        workspace: holds the runs.
        headers: what was read before; None = read every file.
        read: whether files that nobody has read yet are read now; without, what they would tell
            is left out and `headers.lacking` says so.
    """
    known = headers or KnownHeaders()
    known.lacking = False
    names = {row.dataset_id: row.name for row in workspace.datasets()}
    seconds = workspace.epoch_seconds()
    return [
        _facts(run, names, seconds.get(run.run_id), _info(workspace, run, known, read=read))
        for run in workspace.runs()
    ]


def read_headers(workspace: Workspace, headers: KnownHeaders, context: JobContext) -> None:
    """Read what the runs' files say of themselves, as far as nobody has."""
    for run in workspace.runs():
        context.checkpoint()
        _info(workspace, run, headers, read=True)


def chosen_runs(
    facts: Sequence[RunFacts], *, text: str = "", sort: str = "number", falling: bool = True
) -> list[RunFacts]:
    """Those that fit a filter, in the order of a column; what is not known comes last.

    Raises:
        ConfigError: there is no such column.
    """
    check_columns((sort,))
    fitting = [fact for fact in facts if fact.matches(text)]
    known = [fact for fact in fitting if fact.value(sort) not in (None, "")]
    known.sort(key=lambda fact: _key(fact.value(sort)), reverse=falling)
    return known + [fact for fact in fitting if fact.value(sort) in (None, "")]


def check_columns(columns: Sequence[str]) -> None:
    """Raises ConfigError where one of them is not known."""
    for column in columns:
        if column not in COLUMNS:
            raise ConfigError("columns", column, f"choose one of {', '.join(COLUMNS)}")


def runs_csv(facts: Sequence[RunFacts], columns: Sequence[str] = COLUMNS) -> str:
    """The runs as CSV, a header first."""
    buffer = io.StringIO()
    table = CsvTable(buffer)
    table.writerow(columns)
    for fact in facts:
        values = (fact.value(column) for column in columns)
        table.writerow(["" if value is None else value for value in values])
    return buffer.getvalue()


def write_runs(path: Path, facts: Sequence[RunFacts], columns: Sequence[str] = COLUMNS) -> None:
    """Write the runs as CSV.

    Raises:
        StorageError: the disk refused.
    """
    write_text(path, runs_csv(facts, columns))


def differences(workspace: Workspace, one: int, other: int) -> list[SettingDifference]:
    """The settings that two runs have otherwise.

    Raises:
        NotFoundError: one of them is not there.
    """
    first, second = (_settings(workspace, workspace.run(number)) for number in (one, other))
    keys = [*first, *(key for key in second if key not in first)]
    return [
        SettingDifference(key, first.get(key), second.get(key))
        for key in keys
        if first.get(key) != second.get(key)
    ]


def find_run(workspace: Workspace, text: str) -> RunRow:
    """The run of this number or name.

    Raises:
        NotFoundError: there is none.
    """
    rows = workspace.runs()
    for row in rows:
        if text in (str(row.run_id), f"run-{row.run_id}", row.name):
            return row
    raise NotFoundError("run", text, [f"{row.run_id} ({row.name})" for row in rows])


def _facts(
    run: RunRow, names: Mapping[int, str], seconds: float | None, info: CheckpointInfo | None
) -> RunFacts:
    spec = None if info is None else info.spec
    accuracy, n = run.summary.get("test_accuracy"), run.summary.get("n")
    if not isinstance(accuracy, float) or accuracy < 0:
        accuracy = n = None
    taught = run.summary.get("teaching")
    return RunFacts(
        run=run,
        parent=run.parent_run or _start(run),
        data_set=_data_set(run, names),
        label_set="" if info is None else set_name(info.label_set),
        network=_network(spec),
        maps=None if spec is None else sum(spec.widths),
        parameters=None if spec is None else parameter_count(spec),
        recipe=_recipe(run),
        seed=_whole(run.config.get("seed")),
        epochs=_whole(run.summary.get("epochs_done") or run.config.get("epochs")),
        seconds=taught["seconds"][1] if taught and "seconds" in taught else seconds,
        accuracy=accuracy,
        interval=None if accuracy is None else _interval(run, accuracy, n),
        n=n,
    )


def _info(
    workspace: Workspace, run: RunRow, headers: KnownHeaders, *, read: bool
) -> CheckpointInfo | None:
    """What the run's file says; None while there is none, or where it cannot be read."""
    if run.status is RunStatus.RUNNING:
        return None
    return headers.of(workspace.checkpoint_path(run.run_id), read=read)


def _start(run: RunRow) -> int | None:
    """Number of the run whose checkpoint began this one."""
    parts = Path(str(run.config.get("start_from", ""))).parts
    inside = len(parts) >= 3 and parts[-3] == "runs" and parts[-2].isdecimal()
    return int(parts[-2]) if inside else None


def _data_set(run: RunRow, names: Mapping[int, str]) -> str:
    taught = run.config.get("teaching")
    if taught:
        return " + ".join([*taught.get("taught", ()), *filter(None, [taught.get("old", "")])])
    return "" if run.dataset_id is None else names.get(run.dataset_id, "")


def set_name(labels: LabelSet) -> str:
    """What a set of classes is called: its classes where it has no name."""
    return labels.name or ", ".join(labels.names)


def _network(spec: NetworkSpec | None) -> str:
    if spec is None:
        return ""
    if isinstance(spec, BackboneSpec):
        return spec.backbone
    return "-".join(str(width) for width in spec.widths)


def _recipe(run: RunRow) -> str:
    if run.kind == "teach":
        facts = run.config.get("teaching", {})
        return (
            f"taught {run.summary.get('teaching', {}).get('faces', 0)} faces, "
            f"{facts.get('passes')} passes, LR {facts.get('learning_rate')}"
        )
    if run.kind != "train":
        words = {key: value for key, value in run.config.items() if value is not None}
        return ", ".join(f"{key} {value}" for key, value in words.items())
    try:
        return recipe_name(config_of(run))
    except EmotionGuiError:
        return ""


def _interval(run: RunRow, accuracy: float, n: object) -> tuple[float, float] | None:
    stored = run.summary.get("interval")
    if isinstance(stored, list | tuple) and len(stored) == 2:
        return (float(stored[0]), float(stored[1]))
    return wilson_interval(round(accuracy * n), n) if isinstance(n, int) and n else None


def _settings(workspace: Workspace, run: RunRow) -> dict[str, object]:
    """A run's configuration, flat, and what it was made on."""
    names = {row.dataset_id: row.name for row in workspace.datasets()}
    found: dict[str, object] = {"kind": run.kind, "data_set": _data_set(run, names)}
    _flatten(run.config, "", found)
    return found


def _flatten(values: Mapping[str, Any], prefix: str, found: dict[str, object]) -> None:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            _flatten(value, f"{name}{_FLAT}", found)
        else:
            found[name] = value


def _key(value: object) -> tuple[int, float | str]:
    """Numbers by size, words by their letters."""
    if isinstance(value, int | float):
        return (0, float(value))
    return (1, str(value).casefold())


def _whole(value: object) -> int | None:
    """A number as it is stored; None of what a damaged record holds instead."""
    return value if isinstance(value, int) else None
