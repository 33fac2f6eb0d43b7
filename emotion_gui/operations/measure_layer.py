"""Measure a layer: angles, what each map answers most, and what one map costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.pruning.criteria import SEARCHED
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, Repair
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.prune_layer import record_layer
from emotion_gui.operations.subject import MeasureRequest, Subject, read_subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost
    from emotion_gui.core.faces.stored import Faces
    from emotion_gui.core.pruning.criteria import Criterion
    from emotion_gui.core.pruning.ladder import Rung
    from emotion_gui.core.pruning.layer_session import LayerSession, Preview

FACES_A_MAP = 3


@dataclass(frozen=True, eq=False)
class Measured:
    """One measured layer, ready for any number of previews.

    Attributes:
        request: what was asked for.
        subject: model and faces.
        session: angles, plans and accuracies.
        faces: the faces each map answers most, shape (maps, faces a map, side, side).
        orders: maps in cluster order, for each normalisation.
        test_faces: faces that accuracies are judged on.
        costs: of the original network.
        cost_of_a_map: what one map of the layer costs; every cost is linear in the maps.
        proposed: the order by which half of the maps lose least on held-out training faces; None
            for inner layers, where looking takes too long to wait for.
    """

    request: MeasureRequest
    subject: Subject
    session: LayerSession
    faces: npt.NDArray[np.uint8]
    orders: Mapping[Normalisation, npt.NDArray[np.int64]]
    test_faces: Faces
    costs: Cost
    cost_of_a_map: Cost
    proposed: Criterion | None = None

    @property
    def maps(self) -> int:
        return self.session.maps

    @property
    def layer_name(self) -> str:
        return self.subject.network.spec.layer_names()[self.request.layer]


def measure(workspace: Workspace, request: MeasureRequest, context: JobContext) -> Measured:
    """Record a layer over the training faces and prepare previews on the test faces.

    Raises:
        EmptyPartError: the split has no training or no test faces.
        CheckpointError: the model's file cannot be used.
    """
    subject = read_subject(workspace, request, context)
    session = record_layer(subject, request.layer, context)
    orders = _all_angles(session, context)
    context.checkpoint()
    context.report(Progress(done=0, text="Preparing the refit"))
    session.prepare_refit(context=context)
    proposed = None
    if session.is_instant:  # some ten seconds; for inner layers too long to wait for
        context.checkpoint()
        context.report(Progress(done=0, text="Ranking the maps"))
        for order in SEARCHED:
            session.scores(PruningOptions(order=order), context=context)
        if session.maps > 1:
            proposed = session.best_order(
                max(1, session.maps // 2), context=without_reports(context)
            )
    costs, one = _costs(session)
    return Measured(
        request=request,
        subject=subject,
        session=session,
        faces=_most_active(session, subject),
        orders=orders,
        test_faces=subject.judged.stored,
        costs=costs,
        cost_of_a_map=one,
        proposed=proposed,
    )


def preview(session: LayerSession, plan: LayerPlan, context: JobContext) -> Preview:
    """For layers whose preview takes seconds, and plans that repair."""
    return session.preview_plan(plan, context=context)


def climb(
    measured: Measured, plan: LayerPlan, options: PruningOptions, context: JobContext
) -> dict[Criterion, Rung]:
    """Every step of the ladder of distinctiveness with as many maps gone as under `plan`.

    Milliseconds where previews are instant; for inner layers maps are ranked first, which takes
    seconds to minutes once, and each step then takes a pass over the faces. It may run beside
    previews of the same session: it adds rankings, and changes nothing that these read.

    Args:
        measured: any layer.
        plan: in force; judged itself where it is one of the steps.
        options: reading of the activations for the angles, and ridge of the refit.
        context: each step is reported as the detail of a `Progress`, `(order, rung)`; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.pruning.ladder import rung
    from emotion_gui.core.pruning.steps import RUNGS, step_of

    found: dict[Criterion, Rung] = {}
    quiet = without_reports(context)
    in_force = None if plan.options.repair is not Repair.NONE else plan
    for order in RUNGS:
        context.checkpoint()
        own = in_force if in_force is not None and step_of(in_force) is order else None
        found[order] = rung(
            measured.session, order, plan.maps_gone, options, in_force=own, context=quiet
        )
        detail = (order, found[order])
        context.report(Progress(len(found), len(RUNGS), "Judging the steps", detail))
    return found


def maps_on_face(measured: Measured, number: int) -> npt.NDArray[np.uint8]:
    """A test face beside every map on it, shape (maps, 2, side, side), each map by its own range.

    One face through the network: milliseconds.
    """
    import torch

    from emotion_gui.core.evaluation.predict import ready
    from emotion_gui.core.model.inputs import to_input

    session = measured.session
    face = measured.test_faces[number % len(measured.test_faces)]
    with torch.inference_mode():
        pixels = to_input(face[None], session.checkpoint.info.preprocessing)
        values = ready(session.network).features(pixels, stop=session.layer)[0].numpy()
    low = values.min(axis=(1, 2), keepdims=True)
    span = np.maximum(values.max(axis=(1, 2), keepdims=True) - low, 1e-9)
    places = np.arange(len(face)) * values.shape[1] // len(face)
    large = ((values - low) / span * 255).astype(np.uint8)[:, places][:, :, places]
    return np.stack([np.broadcast_to(face, large.shape), large], axis=1)


def _all_angles(
    session: LayerSession, context: JobContext
) -> dict[Normalisation, npt.NDArray[np.int64]]:
    """Angles under every normalisation, so that switching is instant; returns cluster orders."""
    orders = {}
    for step, normalisation in enumerate(Normalisation):
        context.checkpoint()
        context.report(Progress(done=step, total=len(Normalisation), text="Taking angles"))
        orders[normalisation] = session.map_order(PruningOptions(normalisation=normalisation))
    return orders


def _most_active(session: LayerSession, subject: Subject) -> npt.NDArray[np.uint8]:
    picks = [session.most_active_faces(index, FACES_A_MAP) for index in range(session.maps)]
    # Only these faces are read again, not the whole part.
    chosen, places = np.unique(np.stack(picks), return_inverse=True)
    faces = subject.learning.pixels(chosen)
    return np.asarray(faces[places.reshape(len(picks), FACES_A_MAP)])


def _costs(session: LayerSession) -> tuple[Cost, Cost]:
    """Costs of the network, and of one map of the layer."""
    from emotion_gui.core.evaluation.complexity import complexity
    from emotion_gui.core.evaluation.judgement import Cost
    from emotion_gui.core.model.emotion_cnn import EmotionCNN

    whole = complexity(session.network)
    widths = list(session.network.spec.widths)
    widths[session.layer] += 1
    more = complexity(EmotionCNN(session.network.spec.with_widths(widths)))
    one = Cost(
        parameters=more.parameters - whole.parameters,
        macs=more.macs - whole.macs,
        stored_bytes=more.stored_bytes - whole.stored_bytes,
    )
    return whole, one
