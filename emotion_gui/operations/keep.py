"""Keeps networks that were made of others, as runs and as files: pruned, quantised, or both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.checkpoint import CheckpointInfo
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.operations.subject import Subject

KIND = "prune"
_MEASURED = ("test_accuracy", "n", "interval")  # the original's, not the pruned network's


class KeptPlan(Protocol):
    """What was done to a network: to one layer, to several, or one taken out whole."""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values, enough to do it again."""

    def facts(self) -> dict[str, object]:
        """The few that a table of runs shows."""


class KeptNetwork(Protocol):
    """A network that was made of another, with what is to be known of its making."""

    @property
    def kind(self) -> str:
        """Of the run that it becomes."""

    @property
    def subject(self) -> Subject:
        """What it was made from."""

    @property
    def network(self) -> EmotionCNN:
        """It itself."""

    @property
    def plan(self) -> KeptPlan | None:
        """What a run keeps as its plan."""

    @property
    def config(self) -> dict[str, Any]:
        """How it was made, for a table of runs."""

    @property
    def summary(self) -> dict[str, Any]:
        """Closing figures."""

    def info(self, **run: object) -> CheckpointInfo:
        """What its checkpoint says of it; `run` are facts about the run that it becomes."""

    def written(self, file: Path, title: str) -> None:
        """Its checkpoint is on the disk."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Pruned:
    """A pruned network and all that is to be known of its making.

    Attributes:
        network: masked or compacted.
        subject: what it was made from.
        plans: what was done, one entry a round, the last one at the end.
        compacted: whether the maps are really gone or only masked.
        recalibrated: whether batch norms were renewed.
        finetuned: whether training followed.
        before: of the original.
        after: of the network, on the same faces.
        facts: further closing figures.
    """

    network: EmotionCNN
    subject: Subject
    plans: tuple[KeptPlan, ...]
    compacted: bool
    recalibrated: bool = False
    finetuned: bool = False
    before: Judgement
    after: Judgement
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def kind(self) -> str:
        return KIND

    @property
    def plan(self) -> KeptPlan:
        """What was done last."""
        return self.plans[-1]

    @property
    def config(self) -> dict[str, Any]:
        return {**self.plan.facts(), "compacted": self.compacted}

    @property
    def origin(self) -> CheckpointInfo:
        return self.subject.checkpoint.info

    @property
    def summary(self) -> dict[str, Any]:
        """Closing figures, as a run keeps them."""
        return {
            "test_accuracy": self.after.accuracy,
            "n": self.after.n,
            "interval": list(self.after.interval),
            "accuracy_before": self.before.accuracy,
            "mcnemar_p": self.after.p,
            "compacted": self.compacted,
            "recalibrated": self.recalibrated,
            "finetuned": self.finetuned,
            **{key: value for key, value in self.plan.facts().items() if key == "maps_gone"},
            **self.facts,
        }

    @property
    def history(self) -> dict[str, Any]:
        """The plan that a checkpoint carries, with all that came before it as `previous`."""
        previous = self.origin.plan
        for plan in self.plans:
            previous = {
                **plan.to_json(),
                "compacted": self.compacted,
                "recalibrated": self.recalibrated,
                "finetuned": self.finetuned,
                "previous": previous,
            }
        assert previous is not None
        return dict(previous)

    def info(self, **run: object) -> CheckpointInfo:
        """What its checkpoint says of it; `run` are facts about the run that it becomes."""
        kept = {key: value for key, value in self.origin.run.items() if key not in _MEASURED}
        return dataclasses.replace(
            self.origin,
            spec=self.network.spec,
            run={**kept, **run, **self.summary},
            plan=self.history,
            learned=self.subject.learned(trained=self.finetuned),
        )

    def written(self, file: Path, title: str) -> None:
        """Nothing more is known of it."""


def save_run(
    workspace: Workspace, kept: KeptNetwork, name: str, context: JobContext | None = None
) -> RunRow:
    """Store a network, its plan and its figures as a new run.

    The run shows up as finished only when its checkpoint and its plan are on disk; if either
    fails it goes to the trash as failed. The run it came from is not touched.

    Raises:
        ConfigError: the name is empty.
        StorageError: the disk or the database refused.
        JobCancelled: a stop was asked for before it began.
    """
    from emotion_gui.core.model.checkpoint import save_checkpoint

    if context is not None:
        context.checkpoint()
    title, subject = name.strip(), kept.subject
    if not title:
        raise ConfigError("name", name, "a run needs a name")
    figures = {**kept.summary, "parameters": kept.network.parameter_count()}
    with workspace.new_run(
        name=title,
        kind=kept.kind,
        dataset_id=subject.dataset_id,
        parent_run=subject.parent_run,
        config=kept.config,
    ) as run:
        number = run.run_id
        info = kept.info(name=title, title=title, run_id=number, parent_run=subject.parent_run)
        with undone_by(lambda: workspace.fail_run(number)):
            file = workspace.checkpoint_path(number)
            save_checkpoint(file, kept.network, info)
            if kept.plan is not None:
                workspace.save_plan(number, name=title, plan=kept.plan.to_json())
            workspace.set_run_status(number, RunStatus.FINISHED, summary=figures)
        kept.written(file, title)
        return workspace.run(number)


def write_network(kept: KeptNetwork, target: Path, context: JobContext | None = None) -> Path:
    """Write a network: `.onnx` and `.pt` (TorchScript) are checked against torch.

    Any other ending gives a checkpoint.

    Raises:
        ConfigError: TorchScript of a quantized network.
        ExportMismatchError: the written file answers otherwise; it is not kept.
        StorageError: the disk refused.
        JobCancelled: a stop was asked for before it began.
    """
    from emotion_gui.core.model.checkpoint import Checkpoint, save_checkpoint
    from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript

    if context is not None:
        context.checkpoint()
    checkpoint = Checkpoint(kept.network, kept.info())
    suffix = target.suffix.lower()
    if suffix == ".onnx":
        export_onnx(checkpoint, target)
    elif suffix == ".pt":
        export_torchscript(checkpoint, target)
    else:
        save_checkpoint(target, checkpoint.network, checkpoint.info)
        kept.written(target, str(checkpoint.info.run.get("title", "")))
    return target
