"""The page's background jobs: Qt-free functions, each importing torch only when it runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.core.pruning.criteria import SEARCHED
from emotion_gui.core.pruning.options import Normalisation, PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan, Plan
from emotion_gui.core.workspace.records import DatasetRow, Part, RunRow
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost, Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.layer_session import LayerSession, Preview

FACES_A_MAP = 3
EXPORT_SUFFIXES = (".safetensors", ".onnx", ".pt")
_LATENCY_RUNS = 200


@dataclass(frozen=True)
class Sources:
    """What can be pruned, and on what.

    Attributes:
        models: bundled ones and runs, with a readable checkpoint.
        layers: for each model's name, the names of its layers.
        datasets: finished data sets that have a split.
        own: for each run's model, the name of the data set that it is of.
    """

    models: tuple[ModelEntry, ...]
    layers: Mapping[str, tuple[str, ...]]
    datasets: tuple[DatasetRow, ...]
    own: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class MeasureRequest:
    """What to measure; `layer` counts from 0."""

    model: ModelEntry
    dataset: str
    layer: int


@dataclass(frozen=True, eq=False)
class Measured:
    """One measured layer, ready for any number of previews.

    Attributes:
        request: what was asked for.
        session: angles, plans and accuracies.
        dataset_id: of the data set.
        layer_name: for people.
        maps: maps of the layer.
        faces: the faces each map answers most, shape (maps, faces a map, side, side).
        orders: maps in cluster order, for each normalisation.
        train_count: faces that the angles were taken over.
        train_faces: those faces, for renewing batch norms.
        test_faces: faces that accuracies are judged on.
        test_labels: what they show.
        costs: of the original network.
        cost_of_a_map: what one map of the layer costs; every cost is linear in the maps.
    """

    request: MeasureRequest
    session: LayerSession
    dataset_id: int
    layer_name: str
    maps: int
    faces: npt.NDArray[np.uint8]
    orders: Mapping[Normalisation, npt.NDArray[np.int64]]
    train_count: int
    train_faces: npt.NDArray[np.uint8]
    test_faces: npt.NDArray[np.uint8]
    test_labels: npt.NDArray[np.int64]
    costs: Cost
    cost_of_a_map: Cost


@dataclass(frozen=True)
class PreviewFigures:
    """What a plan does to the accuracy.

    Attributes:
        gone: maps that go.
        maps: maps of the layer.
        accuracy: after pruning, in [0, 1].
        before: of the original network on the same faces.
        interval: Wilson's 95 % interval of `accuracy`.
        n: faces judged on.
        p: McNemar's exact test, before against after.
        judgement: the same, and the figures on the faces alone that were not learned.
        original: of the network before, likewise.
    """

    gone: int
    maps: int
    accuracy: float
    before: float
    interval: tuple[float, float]
    n: int
    p: float
    judgement: Judgement
    original: Judgement


@dataclass(frozen=True, eq=False)
class Compacted:
    """A compacted network with its proof.

    Attributes:
        plan: what was done.
        network: the smaller network.
        difference: largest difference of any logit, masked against compacted.
        faces: number of faces that was found on.
        ms_before: one face through the original, on one thread.
        ms_after: one face through the compacted network, measured in turns with the former.
        recalibrated: its accuracy on the test faces, where batch norms were renewed.
    """

    plan: LayerPlan
    network: EmotionCNN
    difference: float
    faces: int
    ms_before: float
    ms_after: float
    recalibrated: PreviewFigures | None = None


def load_sources(workspace: Workspace, context: JobContext) -> Sources:
    """Look up models and data sets; a reading job."""
    from emotion_gui.core.errors import CheckpointError
    from emotion_gui.core.model.checkpoint import read_info

    models, layers = [], {}
    for model in list_models(workspace, own_first=True):
        context.checkpoint()
        try:
            layers[model.name] = read_info(model.file).spec.layer_names()
        except CheckpointError:
            continue
        models.append(model)
    ready = (row for row in workspace.datasets() if row.is_ready and row.faces)
    datasets = tuple(row for row in ready if row.active_split)
    names = {row.dataset_id: row.name for row in datasets}
    of_runs = {run.run_id: run.dataset_id for run in workspace.runs()}
    own = {
        model.name: names[dataset_id]
        for model in models
        if (dataset_id := of_runs.get(model.run_id or 0)) in names
    }
    return Sources(tuple(models), layers, datasets, own)


def measure(workspace: Workspace, request: MeasureRequest, context: JobContext) -> Measured:
    """Record a layer over the training faces and prepare previews on the test faces.

    Raises:
        EmptyPartError: the split has no training or no test faces.
        CheckpointError: the model's file cannot be used.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.pruning.layer_session import LayerSession

    checkpoint = load_checkpoint(request.model.file)
    dataset = open_dataset(workspace, request.dataset)
    train = dataset.part(Part.TRAIN, minimum=2)
    test = dataset.part(Part.TEST)
    train_faces, test_faces = train.pixels(), test.pixels()
    session = LayerSession(
        checkpoint,
        train_faces=train_faces,
        eval_faces=test_faces,
        eval_labels=test.labels,
        layer=request.layer,
        context=context,
    )
    orders = _all_angles(session, context)
    context.report(Progress(done=0, text="Preparing the refit"))
    session.prepare_refit(context=context)
    if session.is_instant:  # some ten seconds; for inner layers too long to wait for
        context.report(Progress(done=0, text="Ranking the maps"))
        for order in SEARCHED:
            session.scores(PruningOptions(order=order), context=context)
    costs, one = _costs(session)
    return Measured(
        request=request,
        session=session,
        dataset_id=dataset.row.dataset_id,
        layer_name=checkpoint.info.spec.layer_names()[request.layer],
        maps=session.maps,
        faces=_most_active(session, train_faces),
        orders=orders,
        train_count=len(train_faces),
        train_faces=train_faces,
        test_faces=test_faces,
        test_labels=test.labels,
        costs=costs,
        cost_of_a_map=one,
    )


def preview(session: LayerSession, plan: LayerPlan, context: JobContext) -> Preview:
    """For layers whose preview takes seconds."""
    return session.preview_plan(plan, context=context)


def compact_plan(
    measured: Measured, plan: LayerPlan, context: JobContext, *, recalibrate: bool = False
) -> Compacted:
    """Really remove the maps, prove equality on the test faces, measure one face's time.

    With `recalibrate`, the batch norms after the layer are renewed from the training faces.

    Raises:
        EqualityProofError: the compacted network answers otherwise; nothing is kept.
    """
    from emotion_gui.core.evaluation.complexity import measure_latency
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.pruning.compaction import compact, prove_equal
    from emotion_gui.core.pruning.masking import recalibrated

    session = measured.session
    context.report(Progress(done=0, total=3, text="Removing the maps"))
    masked_network = session.masked(plan)
    preprocessing = session.checkpoint.info.preprocessing
    if recalibrate:
        masked_network = recalibrated(
            masked_network, measured.train_faces, preprocessing, layer=plan.layer
        )
    smaller = compact(masked_network, plan)
    context.checkpoint()
    context.report(Progress(done=1, total=3, text="Proving equality"))
    difference = prove_equal(masked_network, smaller, measured.test_faces, preprocessing)
    accuracy = None
    if recalibrate:
        logits = predict_logits(smaller, measured.test_faces, preprocessing, context=context)
        accuracy = judged(session, logits.argmax(axis=1) == measured.test_labels)
    context.checkpoint()
    context.report(Progress(done=2, total=3, text="Measuring one face"))
    before, after = measure_latency([session.network, smaller], runs=_LATENCY_RUNS)
    return Compacted(
        plan=plan,
        network=smaller,
        difference=difference,
        faces=len(measured.test_faces),
        ms_before=before,
        ms_after=after,
        recalibrated=accuracy,
    )


def judged(session: LayerSession, right: npt.NDArray[np.bool_]) -> PreviewFigures:
    """Figures of a network that answers these test faces rightly."""
    judgement = session.judged(right)
    return PreviewFigures(
        gone=0,
        maps=session.maps,
        accuracy=judgement.accuracy,
        before=session.before.accuracy,
        interval=judgement.interval,
        n=judgement.n,
        p=judgement.p,
        judgement=judgement,
        original=session.before,
    )


def save_run(
    workspace: Workspace,
    measured: Measured,
    plan: LayerPlan,
    compacted: Compacted | None,
    name: str,
    context: JobContext,
) -> RunRow:
    """Keep the compacted (or, without one, the masked) network as a new run."""
    from emotion_gui.operations.keep import save_pruned_run

    context.checkpoint()
    session = measured.session
    network = session.masked(plan) if compacted is None else compacted.network
    return save_pruned_run(
        workspace,
        name=name,
        network=network,
        info=session.checkpoint.info,
        plan=Plan((plan,)),
        compacted=compacted is not None,
        parent_run=measured.request.model.run_id,
        dataset_id=measured.dataset_id,
        summary=_summary(session, plan, None if compacted is None else compacted.recalibrated),
    )


def export_model(
    measured: Measured,
    plan: LayerPlan,
    compacted: Compacted | None,
    target: Path,
    context: JobContext,
) -> Path:
    """Write the pruned network: `.onnx` and `.pt` (TorchScript) are checked against torch.

    Raises:
        ExportMismatchError: the written file answers otherwise; it is not kept.
        StorageError: the disk refused.
    """
    from emotion_gui.core.model.checkpoint import Checkpoint, save_checkpoint
    from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript

    context.checkpoint()
    session = measured.session
    network = session.masked(plan) if compacted is None else compacted.network
    info = dataclasses.replace(
        session.checkpoint.info, spec=network.spec, plan=Plan((plan,)).to_json()
    )
    suffix = target.suffix.lower()
    if suffix == ".onnx":
        export_onnx(Checkpoint(network, info), target)
    elif suffix == ".pt":
        export_torchscript(Checkpoint(network, info), target)
    else:
        save_checkpoint(target, network, info)
    return target


def _summary(
    session: LayerSession, plan: LayerPlan, recalibrated: PreviewFigures | None
) -> dict[str, Any]:
    facts: dict[str, Any] = {"maps_gone": plan.maps_gone, "recalibrated": recalibrated is not None}
    if recalibrated is not None:
        figures = recalibrated
        accuracy, before, p = figures.accuracy, figures.before, figures.p
        return facts | {
            "test_accuracy": accuracy, "n": figures.n, "interval": list(figures.interval),
            "accuracy_before": before, "mcnemar_p": p,
        }  # fmt: skip
    preview = session.preview_plan(plan)
    return facts | {
        "test_accuracy": preview.accuracy,
        "n": preview.n,
        "interval": list(preview.interval),
        "accuracy_before": preview.before.accuracy,
        "mcnemar_p": preview.mcnemar.p,
    }


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


def _most_active(session: LayerSession, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    picks = [session.most_active_faces(index, FACES_A_MAP) for index in range(session.maps)]
    return np.asarray(faces[np.stack(picks)])


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
