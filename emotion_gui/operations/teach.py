"""Teach a network faces that a person labelled, and compare it fairly with what it was."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.errors import ConfigError, EmptyPartError
from emotion_gui.core.files import write_bytes
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.teaching.recipe import KEEPS
from emotion_gui.core.workspace.paths import stored_path
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.lessons import (
    Comparison,
    KeptShare,
    Taught,
    TeachRequest,
    closing_figures,
)
from emotion_gui.operations.pupils import KIND, divide, keep_division
from emotion_gui.operations.taught_runs import FACTS, kept_file, run_of

if TYPE_CHECKING:
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.teaching.lesson import Lesson


def teach(workspace: Workspace, request: TeachRequest, context: JobContext) -> Taught:
    """Teach a copy of a network and judge what it keeps; the network itself is not touched.

    Several shares of the lesson are judged side by side: what it teaches and what it costs go
    together, and a person decides by both (`taught_runs.adopt`). The run is stored once it is
    finished: nothing is left of a lesson that was stopped.

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
    shares = sorted({learned.share, *KEEPS.values()})
    networks = {share: learned.keeping(share) for share in shares}
    held_out = _changes(ready.held_out, ready, networks, context)
    on_old = _changes(ready.old, ready, networks, context)
    kept = tuple(map(KeptShare, shares, held_out, on_old))
    seconds = (lesson_s, time.perf_counter() - started)
    return _stored(workspace, _Outcome(request, ready, learned.share, networks, kept, seconds))


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
    datasets: tuple[FaceDataset, ...]


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
    return _Ready(before, lesson, held_out, test, tuple(datasets))


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


def _changes(
    part: FacePart | None,
    ready: _Ready,
    networks: Mapping[float, EmotionCNN],
    context: JobContext,
) -> list[Comparison | None]:
    """The network before against each of those after, on the same faces.

    What any of them has learned is told apart.
    """
    from emotion_gui.core.evaluation.acquaintance import Acquaintance
    from emotion_gui.core.teaching.judging import right_answers

    if part is None or not len(part):
        return [None] * len(networks)
    before = ready.before
    every = [before.network, *networks.values()]
    first, *others = right_answers(every, part, before.info.preprocessing, context)
    known = Acquaintance.between(part.pixels(), ready.lesson.learned(before))
    return [Comparison(known.judge(first), known.judge(each, before=first)) for each in others]


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a lesson came to, before it is stored; `networks` by the share that they keep."""

    request: TeachRequest
    ready: _Ready
    share: float
    networks: Mapping[float, EmotionCNN]
    kept: tuple[KeptShare, ...]
    seconds: tuple[float, float]

    @property
    def facts(self) -> dict[str, object]:
        """For the run's configuration: who was taught what."""
        return {"taught": list(self.request.taught), "old": self.request.old}

    @property
    def summary(self) -> dict[str, Any]:
        """Closing figures of the share that is kept, and all that were judged."""
        records = [kept.to_record() for kept in self.kept]
        chosen = next(record for record in records if record["share"] == self.share)
        lesson = self.ready.lesson
        return {
            "epochs_done": 1,
            "parameters": self.networks[self.share].parameter_count(),
            **closing_figures(chosen),
            FACTS: {
                **chosen,
                "kept": records,
                "faces": lesson.taught,
                "old_faces": lesson.old,
                "seconds": list(self.seconds),
                "decision": "open",
            },
        }


def _stored(workspace: Workspace, found: _Outcome) -> Taught:
    from emotion_gui.core.training.requests import labels_record

    request, ready = found.request, found.ready
    before, lesson = ready.before, ready.lesson
    parent = run_of(workspace, request.model)
    recipe = lesson.recipe(before, request.how, device=request.device)
    name = request.name.strip() or f"{request.title}, taught {lesson.taught} faces"
    for dataset in ready.datasets:
        keep_division(workspace, dataset)
    with workspace.new_run(
        name=name,
        kind=KIND,
        dataset_id=ready.datasets[0].row.dataset_id,
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
        with undone_by(lambda: workspace.fail_run(number)):
            _write(workspace, number, name, found)
            workspace.set_run_status(number, RunStatus.FINISHED, summary=found.summary)
        row = workspace.run(number)
    return Taught(
        run=row,
        checkpoint=workspace.checkpoint_path(number),
        faces=lesson.taught,
        old_faces=lesson.old,
        share=found.share,
        kept=found.kept,
        seconds=found.seconds,
    )


def _write(workspace: Workspace, number: int, name: str, found: _Outcome) -> None:
    """A checkpoint for each share, and the run's own, which is one of them."""
    from emotion_gui.core.model.checkpoint import save_checkpoint

    before = found.ready.before.info
    facts = {"id": number, "run_id": number, "name": name, "title": name, FACTS: found.facts}
    learned = found.ready.lesson.learned(found.ready.before)
    for kept in found.kept:
        # The figures before are another network's.
        measured = closing_figures(kept.to_record())
        told = ("test_accuracy", "n", "interval")
        own: dict[str, Any] = {key: measured[key] for key in told if key in measured}
        info = dataclasses.replace(before, run={**before.run, **facts, **own}, learned=learned)
        file = kept_file(workspace, number, kept.share)
        save_checkpoint(file, found.networks[kept.share], info)
        if kept.share == found.share:
            write_bytes(workspace.checkpoint_path(number), file.read_bytes())
