"""Teach a network faces that a person labelled, and compare it fairly with what it was."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.errors import ConfigError, EmptyPartError
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.teaching.recipe import TeachConfig, usual
from emotion_gui.core.workspace.paths import stored_path
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.pupils import KIND, divide
from emotion_gui.operations.taught_runs import FACTS, run_of

if TYPE_CHECKING:
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.teaching.lesson import Learned, Lesson


@dataclass(frozen=True)
class TeachRequest:
    """What is taught to whom.

    Attributes:
        model: checkpoint of the present network.
        title: how people call it.
        taught: data sets whose labelled faces teach.
        old: the data set that the network knows; "" where it is not there.
        name: of the run; made from the rest where it is empty.
        config: how; None = as is usual with, or without, old faces.
        device: as `TrainConfig.device`.
    """

    model: Path
    title: str
    taught: tuple[str, ...]
    old: str = ""
    name: str = ""
    config: TeachConfig | None = None
    device: str = "auto"

    @property
    def how(self) -> TeachConfig:
        """The recipe that counts."""
        return self.config or usual(with_old=bool(self.old))


@dataclass(frozen=True)
class Comparison:
    """The same faces, judged by the network before and after; `after` holds the paired test."""

    before: Judgement
    after: Judgement

    @property
    def gained(self) -> int:
        """Faces that are right now and were not, less those that were and are not."""
        return self.after.correct - self.before.correct

    @property
    def is_loss(self) -> bool:
        """Worse by more than chance explains."""
        return self.gained < 0 and self.after.is_significant


@dataclass(frozen=True)
class Taught:
    """A lesson that is over; nothing is decided yet.

    Attributes:
        run: the taught network, as it is stored.
        checkpoint: its file.
        faces: different faces that taught.
        old_faces: old faces that were shown between them.
        share: of what was learned that is kept, in [0, 1]; the rest would have cost old faces.
        held_out: on the faces of the taught kind that were held out; None where there are none.
        old: on the old data's test part; None where it is not there.
        seconds: that the lesson took, and with both comparisons.
    """

    run: RunRow
    checkpoint: Path
    faces: int
    old_faces: int
    share: float
    held_out: Comparison | None
    old: Comparison | None
    seconds: tuple[float, float]

    @property
    def is_better(self) -> bool:
        """More held-out faces are right, and nothing old is lost beyond chance."""
        gained = self.held_out is not None and self.held_out.gained > 0
        return gained and not (self.old is not None and self.old.is_loss)


def teach(workspace: Workspace, request: TeachRequest, context: JobContext) -> Taught:
    """Teach a copy of a network and judge both; the network itself is not touched.

    The run is stored once it is finished: nothing is left of a lesson that was stopped.

    Args:
        workspace: holds the data sets and gets the run.
        request: who learns what, and how.
        context: progress, and a stop between batches.

    Raises:
        CheckpointError: the network cannot be loaded.
        NotFoundError: a data set is not there.
        EmptyPartError: fewer than two faces teach.
        ConfigError: the network is quantized, or the faces do not fit it.
        LabelSetsDifferError: a class of the faces is none of the network's.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.teaching.lesson import teach_network

    started = time.perf_counter()
    ready = _prepared(workspace, request)
    before, lesson = ready.before, ready.lesson
    learned = teach_network(before, lesson, request.how, device=request.device, context=context)
    lesson_s = time.perf_counter() - started
    context.report(Progress(0, None, "Comparing"))
    held_out = _change(ready.held_out, before, learned.network, lesson, context)
    on_old = None
    if ready.old is not None:
        on_old = _change(ready.old, before, learned.network, lesson, context)
    seconds = (lesson_s, time.perf_counter() - started)
    found = _Outcome(request, before, learned, lesson, held_out, on_old, seconds)
    return _stored(workspace, found, ready.dataset_id)


def expected_seconds(workspace: Workspace, request: TeachRequest, context: JobContext) -> float:
    """About how long `teach` would take on this computer as busy as it is, comparisons included.

    Some faces are put through the network, and some steps are tried on a copy of it.

    Raises:
        as `teach`.
    """
    from emotion_gui.core.teaching.learning import measured_seconds

    context.checkpoint()
    began = time.perf_counter()
    ready = _prepared(workspace, request)
    reading_s = time.perf_counter() - began
    lesson = ready.lesson
    watched = 0 if lesson.watched is None else len(lesson.watched)
    judged = len(ready.held_out) + (0 if ready.old is None else len(ready.old))
    recipe = lesson.recipe(ready.before, request.how, device=request.device)
    learning_s = measured_seconds(
        ready.before, recipe, lesson.part, looked_at=watched + 2 * judged, context=context
    )
    return reading_s + learning_s


@dataclass(frozen=True, eq=False)
class _Ready:
    """Everything that a lesson needs, read and checked."""

    before: Checkpoint
    lesson: Lesson
    held_out: FacePart
    old: FacePart | None
    dataset_id: int


def _prepared(workspace: Workspace, request: TeachRequest) -> _Ready:
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.model.quantized_network import require_layers
    from emotion_gui.core.teaching.lesson import Lesson

    before = load_checkpoint(request.model)
    require_layers(before.network)
    datasets = [divide(workspace, name) for name in request.taught]
    old = open_dataset(workspace, request.old) if request.old else None
    for dataset in (*datasets, *(() if old is None else (old,))):
        _check(dataset, before)
    classes = before.info.label_set
    taught = _joined(datasets, Part.TRAIN, classes)
    if len(taught) < 2:
        raise EmptyPartError(", ".join(request.taught), "train", len(taught), 2)
    train = test = None
    if old is not None:
        train = old.part(Part.TRAIN).told_in(classes)
        if (old.parts == Part.TEST).any():
            test = old.part(Part.TEST).told_in(classes)
    lesson = Lesson.of(taught, train, request.how)
    held_out = _joined(datasets, Part.TEST, classes)
    return _Ready(before, lesson, held_out, test, datasets[0].row.dataset_id)


def _check(dataset: FaceDataset, before: Checkpoint) -> None:
    """Refuse faces and labels that the network cannot take."""
    spec = before.info.spec
    side = dataset.faces.shape[1] if len(dataset.faces) else spec.input_side
    if side != spec.input_side:
        raise ConfigError(
            "network.input_side",
            spec.input_side,
            f"the faces of this data set are {side} pixels wide",
        )


def _joined(datasets: list[FaceDataset], part: Part, classes: LabelSet) -> FacePart:
    """The faces of one part of several data sets, in memory, labelled as the network tells them."""
    name = part.name.lower()
    pieces = [
        dataset.faces_at(np.flatnonzero(dataset.parts == part), name).told_in(classes)
        for dataset in datasets
    ]
    faces = np.concatenate([piece.pixels() for piece in pieces])
    labels = np.concatenate([piece.labels for piece in pieces])
    return FacePart(faces, np.arange(len(faces)), labels, name, label_set=classes)


def _change(
    part: FacePart,
    before: Checkpoint,
    after: EmotionCNN,
    lesson: Lesson,
    context: JobContext,
) -> Comparison | None:
    """Both networks on the same faces; what either of them has learned is told apart."""
    from emotion_gui.core.evaluation.acquaintance import Acquaintance
    from emotion_gui.core.teaching.lesson import right_answers

    if not len(part):
        return None
    faces = part.pixels()
    first = right_answers(before.network, part, before, context)
    second = right_answers(after, part, before, context)
    known = Acquaintance.between(faces, lesson.learned(before))
    return Comparison(known.judge(first), known.judge(second, before=first))


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a lesson came to, before it is stored."""

    request: TeachRequest
    before: Checkpoint
    learned: Learned
    lesson: Lesson
    held_out: Comparison | None
    old: Comparison | None
    seconds: tuple[float, float]

    @property
    def facts(self) -> dict[str, object]:
        """For the run's configuration: who was taught what."""
        return {"taught": list(self.request.taught), "old": self.request.old}

    @property
    def summary(self) -> dict[str, Any]:
        """Closing figures: on the old test part where there is one, else on what was held out."""
        shown = self.old or self.held_out
        figures: dict[str, Any] = {
            "epochs_done": 1,
            "parameters": self.learned.network.parameter_count(),
        }
        if shown is not None:
            after = shown.after
            figures |= {
                "test_accuracy": after.accuracy,
                "n": after.n,
                "interval": list(after.interval),
                "accuracy_before": shown.before.accuracy,
                "mcnemar_p": after.p,
            }
        told = {"held_out": _record(self.held_out), "old": _record(self.old)}
        counts = {
            "faces": self.lesson.taught,
            "old_faces": self.lesson.old,
            "share": self.learned.share,
        }
        return {
            **figures,
            FACTS: {**told, **counts, "seconds": list(self.seconds), "decision": "open"},
        }


def _stored(workspace: Workspace, found: _Outcome, dataset_id: int) -> Taught:
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.training.requests import labels_record

    request, before = found.request, found.before
    parent = run_of(workspace, request.model)
    recipe = found.lesson.recipe(before, request.how, device=request.device)
    name = request.name.strip() or f"{request.title}, taught {found.lesson.taught} faces"
    with workspace.new_run(
        name=name,
        kind=KIND,
        dataset_id=dataset_id,
        parent_run=None if parent is None else parent.run_id,
        config={
            **recipe.to_json(),
            "start_from": stored_path(workspace.path, request.model),
            "pruned": before.info.plan is not None,
            **labels_record(before.info.label_set),
            FACTS: {**found.facts, **dataclasses.asdict(request.how)},
        },
    ) as run:
        number = run.run_id
        facts = {"id": number, "run_id": number, "name": name, "title": name}
        info = dataclasses.replace(
            before.info,
            run={**before.info.run, **facts, FACTS: found.facts, **_measured(found)},
            learned=found.lesson.learned(before),
        )
        path = workspace.checkpoint_path(number)
        with undone_by(lambda: workspace.fail_run(number)):
            save_checkpoint(path, found.learned.network, info)
            workspace.set_run_status(number, RunStatus.FINISHED, summary=found.summary)
        row = workspace.run(number)
    lesson = found.lesson
    return Taught(
        run=row,
        checkpoint=path,
        faces=lesson.taught,
        old_faces=lesson.old,
        share=found.learned.share,
        held_out=found.held_out,
        old=found.old,
        seconds=found.seconds,
    )


def _measured(found: _Outcome) -> Mapping[str, Any]:
    """What the checkpoint says of itself; the figures before are another network's."""
    names = ("test_accuracy", "n", "interval")
    return {name: found.summary[name] for name in names if name in found.summary}


def _record(change: Comparison | None) -> dict[str, object] | None:
    if change is None:
        return None
    return {
        "before": change.before.to_record(),
        "after": change.after.to_record(),
        "mcnemar_p": change.after.p,
        "gained": change.gained,
    }
