"""What is done to the trained networks: figure 1, figure 2, readings of the rule, equal budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.evaluation.explain import feature_maps
from emotion_gui.core.jobs import JobContext, part_of, without_reports
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.paper.facts import BudgetRow, CurvePoint, RuleReading, Study
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset
from emotion_gui.core.pruning.sweep import threshold_sweep
from emotion_gui.core.reports.figures import MapsFigure
from emotion_gui.core.workspace.records import Part, RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.compare_criteria import SHARES, CompareRequest, compare_criteria
from emotion_gui.operations.reproduce.faces import Division
from emotion_gui.operations.subject import Subject

THRESHOLDS_DEG = tuple(float(degrees) for degrees in range(46))
CRITERIA = tuple(Criterion)
_SHOWN_MAPS = 8

Trained = tuple[Division, RunRow]
_Picture = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Studied:
    """What pruning does to one network; all that is told of it in the end.

    Attributes:
        judged, learning: how many faces.
    """

    judged: int
    learning: int
    curve: list[CurvePoint]
    readings: list[RuleReading]
    budget: list[BudgetRow]


StudiedElsewhere = Callable[[Sequence[tuple[Subject, int]]], Iterable[Studied]]
"""Studies subjects, each with its repeat, in their order."""


def study(
    workspace: Workspace,
    trained: Sequence[Trained],
    threshold_deg: float,
    context: JobContext,
    *,
    elsewhere: StudiedElsewhere | None = None,
) -> Study:
    """Everything that pruning does to networks of one recipe, each on its own split."""
    subjects = [(_subject(workspace, division, run), division.repeat) for division, run in trained]

    def here() -> Iterator[Studied]:
        for number, (subject, repeat) in enumerate(subjects):
            part = part_of(context, start=number, size=1, total=len(subjects))
            yield study_one(subject, repeat, threshold_deg, part)

    found = list(here() if elsewhere is None else elsewhere(subjects))
    protocol = trained[0][0].protocol
    is_random = trained[0][0].split is not None
    shares = [one.judged / one.learning for one in found]
    return Study(
        protocol=protocol,
        n=round(float(np.mean([one.judged for one in found]))),
        test_share=float(np.mean(shares)) if is_random else 0.0,
        curve=tuple(point for one in found for point in one.curve),
        readings=tuple(reading for one in found for reading in one.readings),
        budget=tuple(row for one in found for row in one.budget),
    )


def study_one(subject: Subject, repeat: int, threshold_deg: float, context: JobContext) -> Studied:
    """The same of one network."""
    session = LayerSession(
        subject.checkpoint,
        train_faces=subject.learning.stored,
        eval_faces=subject.judged.stored,
        eval_labels=subject.judged.labels,
        context=without_reports(context),
    )
    return Studied(
        judged=len(subject.judged),
        learning=len(subject.learning),
        curve=_curve(session, repeat, context),
        readings=_readings(session, repeat, threshold_deg),
        budget=_budget(subject, repeat, context),
    )


def _subject(workspace: Workspace, division: Division, run: RunRow) -> Subject:
    dataset = division.open(workspace)
    return Subject(
        checkpoint=load_checkpoint(workspace.checkpoint_path(run.run_id)),
        learning=dataset.part(Part.TRAIN, minimum=2),
        judged=division.judged(dataset),
        dataset_id=dataset.row.dataset_id,
        parent_run=run.run_id,
    )


def _curve(session: LayerSession, repeat: int, context: JobContext) -> list[CurvePoint]:
    points = threshold_sweep(
        session,
        thresholds_deg=THRESHOLDS_DEG,
        random_seeds=0,
        context=part_of(context, start=0, size=1, total=3),
    )
    return [
        CurvePoint(str(p.preset), repeat, p.threshold_deg, p.maps_gone, p.accuracy) for p in points
    ]


def _readings(session: LayerSession, repeat: int, threshold_deg: float) -> list[RuleReading]:
    """Each way to read the paper's rule: how vectors are made, what becomes of weights."""
    found = []
    for normalisation in Normalisation:
        for rule in PruningPreset:
            for silent in (False, True):
                options = PruningOptions(
                    preset=rule,
                    threshold_deg=threshold_deg,
                    normalisation=normalisation,
                    remove_silent=silent,
                )
                shown = session.preview(options)
                found.append(
                    RuleReading(
                        str(normalisation),
                        str(rule),
                        silent,
                        repeat,
                        shown.maps_gone,
                        shown.before.accuracy,
                        shown.accuracy,
                        shown.mcnemar.p,
                    )
                )
    return found


def _budget(subject: Subject, repeat: int, context: JobContext) -> list[BudgetRow]:
    request = CompareRequest(
        options=PruningOptions(), criteria=CRITERIA, shares=SHARES, latency_runs=1
    )
    found = compare_criteria(
        subject, request, part_of(context, start=1, size=2, total=3, text="Comparing criteria")
    )
    return [
        BudgetRow(
            row.criterion,
            row.update,
            row.share,
            repeat,
            row.correct,
            row.n,
            row.mcnemar.p,
            row.cost.parameters,
        )
        for row in found.rows
    ]


def maps_figure(workspace: Workspace, division: Division, run: RunRow) -> MapsFigure:
    """Figure 1: the strongest maps of each module on one face, a happy one where there is one."""
    dataset = division.open(workspace)
    judged = division.judged(dataset)
    happy = np.flatnonzero(judged.labels == SEVEN.index("happy"))
    position = int(happy[0]) if len(happy) else 0
    face = judged.pixels(np.array([position]))[0]
    loaded: Checkpoint = load_checkpoint(workspace.checkpoint_path(run.run_id))
    rows: list[tuple[str, tuple[_Picture, ...]]] = [("face", (_rows(face),))]
    for layer in feature_maps(loaded.network, face, loaded.info.preprocessing):
        chosen = layer.order[:_SHOWN_MAPS]
        rows.append((layer.name, tuple(_rows(layer.maps[k]) for k in chosen)))
    label = SEVEN.names[int(judged.labels[position])]
    return MapsFigure(f"Strongest maps of each module on one face ({label})", tuple(rows))


def _rows(
    picture: npt.NDArray[np.generic],
) -> _Picture:
    return tuple(tuple(float(value) for value in row) for row in picture)
