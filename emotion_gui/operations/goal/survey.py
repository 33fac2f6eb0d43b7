"""Before anything goes: what each layer holds and could give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.engines.names import EngineName
    from emotion_gui.core.executors.workers import Workers
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.cell import Cell
    from emotion_gui.core.pruning.layer_survey import CellsOf, LayerSurvey, Survey
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.operations.subject_pieces import SentSubject

FITTED_FACES, HELD_FACES = 4096, 1024


@dataclass(frozen=True, kw_only=True)
class LayerReport:
    """What a layer holds and could give.

    Attributes:
        name: of the layer.
        maps: that it has.
        removable: the largest share up to which no loss can be told on held-out faces; 0 if none.
        stored_bytes: of its own weights.
        macs: its own multiplications.
        saved_bytes: of the whole network, were the removable maps gone.
        saved_macs: likewise.
        saved_ms: for one face by the fastest engine here.
    """

    name: str
    maps: int
    removable: float
    stored_bytes: int
    macs: int
    saved_bytes: int
    saved_macs: int
    saved_ms: float


@dataclass(frozen=True, eq=False, kw_only=True)
class GoalSurvey:
    """Every layer tried alone, and what each could give; a goal needs it only once.

    Attributes:
        survey: the cells.
        layers: the report.
        engine: the fastest for the network here; by it are the milliseconds.
        ms: of the whole network by it.
    """

    survey: Survey
    layers: tuple[LayerReport, ...]
    engine: EngineName
    ms: float


def survey(subject: Subject, context: JobContext, *, executor: str = HERE) -> GoalSurvey:
    """Try every layer alone on held-out training faces, and time what each could give.

    Progress carries each `Cell` as its detail.

    Args:
        subject: the model and its faces.
        context: progress, pause and cancel.
        executor: where layers are tried, see `core.executors.wish`. Times are taken here.

    Raises:
        ConfigError: no layer has a map to give.
        WorkersError: nobody works there, or not any more.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.executors.opening import open_workers
    from emotion_gui.core.pruning.layer_survey import survey_layers
    from emotion_gui.core.quantizing.shape_costs import ShapeCosts

    fitted, held = fitted_and_held(subject)
    with open_workers(executor) as workers:
        elsewhere = None if workers is None else _on_workers(workers, subject, context)
        found = survey_layers(subject.network, fitted, held, context=context, elsewhere=elsewhere)
    context.checkpoint()
    costs = ShapeCosts(subject.checkpoint.info, in_8_bits=False)
    free = [found.removable(layer) for layer in range(len(found.spec.widths))]
    specs = [_without(found.spec, cell) for cell in free]
    times = costs.milliseconds([found.spec, *specs])
    reports = [
        _report(found.spec, layer, cell, specs[layer], times[0] - times[layer + 1])
        for layer, cell in enumerate(free)
    ]
    return GoalSurvey(survey=found, layers=tuple(reports), engine=costs.engine, ms=times[0])


def survey_piece(
    sent: SentSubject, layer: int, context: JobContext
) -> list[tuple[Cell, LayerPlan]]:
    """A layer at every share, on a worker."""
    from emotion_gui.core.executors.worker_side import ONE_AT_A_TIME, made_once

    found = []
    with ONE_AT_A_TIME:
        layers: LayerSurvey = made_once(_layers, sent)
        for cell, part in layers.cells(layer, context):
            found.append((cell, part))
            context.report(Progress(len(found), None, f"layer {layer + 1}, {cell.gone} maps"))
    return found


def _layers(sent: SentSubject) -> LayerSurvey:
    from emotion_gui.core.pruning.layer_survey import LayerSurvey

    subject = sent.open()
    return LayerSurvey(subject.network, *fitted_and_held(subject), JobContext())


def _on_workers(workers: Workers, subject: Subject, context: JobContext) -> CellsOf:
    from emotion_gui.core.executors.in_order import in_order
    from emotion_gui.operations.subject_pieces import send_subject, teller

    def cells(layers: Sequence[int]) -> Iterator[list[tuple[Cell, LayerPlan]]]:
        sent = send_subject(subject, workers.share)
        tell = teller(context, len(layers), "Measuring the layers")
        pieces = ((sent, layer) for layer in layers)
        yield from in_order(workers, survey_piece, pieces, context, on_look=tell)

    return cells


def faces_to_repair(subject: Subject) -> PruningData:
    """All faces to learn from but those that are measured on, where there are enough."""
    from emotion_gui.core.pruning.layer_survey import held_out
    from emotion_gui.core.pruning.measurement import PruningData

    pixels = subject.learning.pixels()
    fitted, held = held_out(len(pixels), fitted=FITTED_FACES, held=HELD_FACES)
    if len(fitted) == len(held):
        return subject.everything
    is_fitted = np.ones(len(pixels), dtype=np.bool_)
    is_fitted[held] = False
    return PruningData(pixels[is_fitted], subject.preprocessing)


def fitted_and_held(subject: Subject) -> tuple[PruningData, PruningData]:
    """Training faces to fit to, and others to measure on."""
    from emotion_gui.core.pruning.layer_survey import held_out
    from emotion_gui.core.pruning.measurement import PruningData

    pixels, labels = subject.learning.pixels(), subject.learning.labels
    rows = held_out(len(pixels), fitted=FITTED_FACES, held=HELD_FACES)
    fitted, held = (PruningData(pixels[r], subject.preprocessing, labels[r]) for r in rows)
    return fitted, held


def _without(spec: NetworkSpec, cell: Cell | None) -> NetworkSpec:
    if cell is None:
        return spec
    widths = list(spec.widths)
    widths[cell.layer] -= cell.gone
    return spec.with_widths(widths)


def _report(
    spec: NetworkSpec, layer: int, cell: Cell | None, smaller: NetworkSpec, saved_ms: float
) -> LayerReport:
    own = spec.shapes[layer]
    return LayerReport(
        name=spec.layer_names()[layer],
        maps=spec.widths[layer],
        removable=0.0 if cell is None else cell.share,
        stored_bytes=4 * own.weights,
        macs=own.multiplications,
        saved_bytes=4 * (spec.weights - smaller.weights),
        saved_macs=spec.multiplications - smaller.multiplications,
        saved_ms=0.0 if cell is None else saved_ms,
    )
