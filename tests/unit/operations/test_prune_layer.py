"""The session, the sweep and pruning in one go, on a tiny network."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, random_network

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.activations import (
    ObservedLayer,
    average_patches,
    layer_activations,
    layer_side,
    patches_at,
)
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import recalibrated
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset, Reduce
from emotion_gui.core.pruning.plan import LayerPlan, Plan
from emotion_gui.core.pruning.statistics import MomentAccumulator, active_taps
from emotion_gui.core.pruning.sweep import threshold_sweep
from emotion_gui.operations.keep import write_network
from emotion_gui.operations.layers import Budget, LayersRequest, prune_all_layers
from emotion_gui.operations.prune_layer import (
    PruneRequest,
    PruneResult,
    masked_by,
    prune_layer,
    record_layer,
)
from emotion_gui.operations.remove_layer import remove_layer
from emotion_gui.operations.rounds import RoundsRequest, prune_in_rounds
from emotion_gui.operations.subject import Subject

SPEC = NetworkSpec(((4,), (6,), (10,)), (True, True, True), input_side=8)
PRE = Preprocessing()
FACES = np.random.default_rng(0).integers(0, 256, (90, 8, 8), dtype=np.uint8)
LABELS = np.random.default_rng(1).integers(0, 7, 90)


@pytest.fixture
def checkpoint() -> Checkpoint:
    torch.manual_seed(3)
    network = EmotionCNN(SPEC)
    for block in network.blocks:
        torch.nn.init.normal_(block.bn.running_mean, std=0.2)
    torch.nn.init.uniform_(network.head.bn.running_var, 0.01, 0.1)
    return Checkpoint(network.eval(), CheckpointInfo(spec=SPEC, plan={"earlier": True}))


def session_of(checkpoint: Checkpoint, **more: object) -> LayerSession:
    return LayerSession(
        checkpoint,
        train_faces=FACES[:50],
        eval_faces=FACES[50:],
        eval_labels=LABELS[50:],
        **more,  # type: ignore[arg-type]
    )


def part(rows: slice, name: str) -> FacePart:
    numbers = np.arange(len(FACES))[rows]
    return FacePart(FACES, numbers, LABELS[rows], name)


def subject_of(checkpoint: Checkpoint, kind: type[Subject] = Subject) -> Subject:
    return kind(checkpoint, part(slice(0, 50), "train"), part(slice(50, None), "test"))


def pruned(
    checkpoint: Checkpoint,
    *,
    maps: int,
    layer: int | None = None,
    subject: Subject | None = None,
    **request: object,
) -> PruneResult:
    subject = subject or subject_of(checkpoint)
    session = record_layer(subject, layer, JobContext())
    plan = session.plan(PruningOptions(), count=maps)
    asked = PruneRequest(latency_runs=2, **request)  # type: ignore[arg-type]
    return prune_layer(subject, session, plan, asked, JobContext())


def test_layer_activations_are_the_block_outputs_in_order(checkpoint: Checkpoint) -> None:
    network = checkpoint.network
    with torch.inference_mode():
        expected = network.features(to_input(FACES, PRE), stop=0).numpy()
    mean = layer_activations(ObservedLayer(network, FACES, PRE, 0))
    assert np.allclose(mean, expected.mean(axis=(2, 3)), atol=1e-6)
    flat = layer_activations(ObservedLayer(network, FACES, PRE, 0), reduce=Reduce.FLATTEN)
    assert np.allclose(flat, expected.transpose(0, 2, 3, 1).reshape(-1, 4), atol=1e-6)
    last = layer_activations(ObservedLayer(network.train(), FACES, PRE, 2))
    assert last.shape == (90, 10)
    assert network.training, "the caller's network keeps its mode"


def test_layer_sides() -> None:
    spec = NetworkSpec(((2, 3), (4,), (5,)), (True, False, True), input_side=11)
    assert [layer_side(spec, k) for k in range(4)] == [11, 5, 5, 2]
    with pytest.raises(ConfigError):
        layer_side(spec, 4)


@pytest.mark.parametrize("side", [1, 2, 5])
def test_patches_are_what_unfold_gives(side: int) -> None:
    torch.manual_seed(0)
    values = torch.randn(3, 4, side, side)
    unfolded = torch.nn.functional.unfold(values, 3, padding=1).permute(0, 2, 1)
    rows = unfolded.reshape(3 * side * side, 4, 9)[:, :, list(active_taps(side))].flatten(1)
    assert torch.equal(patches_at(values, torch.arange(side * side)), rows)
    average = rows.reshape(3, side * side, -1).mean(dim=1)
    assert torch.allclose(average_patches(values), average, atol=1e-6)


def test_moments_match_numpy_for_values_far_from_zero() -> None:
    rows = np.random.default_rng(0).normal(1e3, 1e-2, (500, 3))
    moments = MomentAccumulator(3)
    for part in np.array_split(rows, 7):
        moments.add(part)
    moments.add(rows[:0])
    result = moments.result()
    assert np.allclose(result.mean, rows.mean(axis=0), rtol=1e-12)
    assert np.allclose(result.covariance, np.cov(rows.T, bias=True), rtol=1e-6)
    alpha, beta = result.fit(0, 1)
    slope, constant = np.polyfit(rows[:, 1] - 1e3, rows[:, 0], 1)
    assert alpha == pytest.approx(slope, rel=1e-5)
    assert alpha * 1e3 + beta == pytest.approx(constant)
    assert MomentAccumulator(2).result().fit(0, 1) == (0.0, 0.0)


def test_session_reports_progress_and_can_be_cancelled(checkpoint: Checkpoint) -> None:
    reports: list[Progress] = []
    session_of(checkpoint, context=JobContext(report=reports.append))
    assert [(r.done, r.total) for r in reports] == [(50, 50), (40, 40)]
    with pytest.raises(JobCancelled):
        session_of(checkpoint, context=JobContext(is_cancelled=lambda: True))


def test_session_views(checkpoint: Checkpoint) -> None:
    session = session_of(checkpoint)
    assert (session.maps, session.n, session.layer, session.is_instant) == (10, 40, 2, True)
    order = session.most_active_faces(3, 5)
    values = session.activations[order, 3]
    assert len(order) == 5
    assert values.tolist() == sorted(session.activations[:, 3], reverse=True)[:5]
    assert sorted(session.map_order().tolist()) == list(range(10))
    centred = session.angles(PruningOptions(normalisation=Normalisation.CENTRED))
    assert centred is session.angles(
        PruningOptions(PruningPreset.REFIT, 3.0, None, Normalisation.CENTRED)
    )
    assert session.importance.shape == (10,)
    with pytest.raises(PlanMismatchError):
        session.preview_plan(LayerPlan(2, 10, "other", PruningOptions()))


@pytest.mark.parametrize(
    ("faces", "labels"), [(FACES[:0], LABELS[:0]), (FACES, LABELS[:3]), (FACES, LABELS + 7)]
)
def test_session_refuses_what_does_not_fit(
    checkpoint: Checkpoint, faces: np.ndarray, labels: np.ndarray
) -> None:
    with pytest.raises(ConfigError):
        LayerSession(checkpoint, train_faces=FACES, eval_faces=faces, eval_labels=labels)
    with pytest.raises(ConfigError):
        LayerSession(checkpoint, train_faces=FACES[:1], eval_faces=FACES, eval_labels=LABELS)


def test_flattened_angles_of_an_inner_layer(checkpoint: Checkpoint) -> None:
    session = session_of(checkpoint, layer=0)
    assert not session.is_instant
    flat = session.angles(PruningOptions(reduce=Reduce.FLATTEN)).angles_deg
    assert not np.allclose(flat, session.angles().angles_deg)


def test_recalibration_renews_only_the_norms_behind(checkpoint: Checkpoint) -> None:
    network = checkpoint.network
    changed = recalibrated(network, FACES, PRE, layer=1)
    assert torch.equal(changed.blocks[1].bn.running_mean, network.blocks[1].bn.running_mean)
    with torch.inference_mode():
        before_head = network.features(to_input(FACES, PRE), stop=1)
        expected = network.blocks[2].conv(before_head).mean(dim=(0, 2, 3))
    assert torch.allclose(changed.blocks[2].bn.running_mean, expected, atol=1e-5)
    assert not changed.training


def test_sweep_goes_up_in_maps_and_knows_chance(checkpoint: Checkpoint) -> None:
    session = session_of(checkpoint)
    points = threshold_sweep(session, thresholds_deg=(0, 20, 60), random_seeds=3)
    assert [str(p.preset) for p in points[::3]] == ["paper", "corrected", "refit"]
    for start in (0, 3, 6):
        gone = [p.maps_gone for p in points[start : start + 3]]
        assert gone == sorted(gone)
        assert gone[0] == 0
        band = points[start].random
        assert band is not None
        assert band.low == band.mean == band.high == session.correct_before.mean()
    assert threshold_sweep(session, thresholds_deg=(5,), random_seeds=0)[0].random is None


@pytest.mark.parametrize("layer", [0, 2])
def test_prune_in_one_go(checkpoint: Checkpoint, tmp_path: Path, layer: int) -> None:
    result = pruned(checkpoint, layer=layer, maps=2, compact=True)
    out = write_network(result.pruned, tmp_path / "pruned.safetensors")
    data = json.loads(json.dumps(result.to_json()))
    assert set(data) >= {
        "layer",
        "maps_before",
        "maps_after",
        "similar",
        "complementary",
        "accuracy_before",
        "accuracy_after",
        "n",
        "mcnemar_p",
        "parameters_before",
        "parameters_after",
        "macs_before",
        "macs_after",
        "ms_before",
        "ms_after",
        "max_logit_difference",
    }
    assert data["layer"] == layer + 1
    assert data["maps_after"] == data["maps_before"] - 2
    assert data["parameters_after"] < data["parameters_before"]
    assert data["macs_after"] < data["macs_before"]
    assert data["max_logit_difference"] <= 1e-5
    saved = load_checkpoint(out)
    right = predict_logits(saved.network, FACES[50:], PRE).argmax(axis=1) == LABELS[50:]
    assert right.mean() == data["accuracy_after"]
    assert saved.info.plan is not None
    assert Plan.from_json(saved.info.plan).only_part == result.plan
    assert saved.info.plan["previous"] == {"earlier": True}


def test_a_kept_network_says_how_good_it_is_itself(checkpoint: Checkpoint) -> None:
    """Not how good the original was: that stood in files of the command line."""
    info = dataclasses.replace(checkpoint.info, run={"title": "one", "test_accuracy": 0.99, "n": 7})
    result = pruned(Checkpoint(checkpoint.network, info), maps=5, compact=True)
    kept = result.pruned.info()
    assert kept.run["test_accuracy"] == result.after.accuracy
    assert kept.run["n"] == 40
    assert kept.run["title"] == "one"


def test_a_masked_result_saves_nothing_and_says_so(checkpoint: Checkpoint) -> None:
    result = pruned(checkpoint, maps=5)
    assert result.plan.maps_left == 5
    assert result.cost_before.macs == result.cost_after.macs
    assert result.cost_before.parameters == result.cost_after.parameters
    assert not result.pruned.compacted
    assert result.network.spec == SPEC


class Shifting(Subject):
    """Its training answers class 4 from then on."""

    def finetune(
        self, network: EmotionCNN, epochs: int, context: JobContext, *, seed: int = 7
    ) -> EmotionCNN:
        del context
        assert network.spec.widths == (4, 6, 5)
        assert (epochs, seed) == (3, 11)
        with torch.no_grad():
            network.head.bn.bias[4] += 100.0
        return network.eval()


def test_fine_tuning_gets_the_compacted_network(checkpoint: Checkpoint) -> None:
    subject = subject_of(checkpoint, Shifting)
    result = pruned(checkpoint, maps=5, subject=subject, epochs=3, seed=11, recalibrate=True)
    kept = result.pruned.history
    assert (kept["compacted"], kept["finetuned"], kept["recalibrated"]) == (True, True, True)
    assert result.after.accuracy == np.mean(LABELS[50:] == 4)
    assert result.to_json()["finetuned"] is True


def test_rounds_keep_the_plans_of_all_rounds(checkpoint: Checkpoint) -> None:
    request = RoundsRequest(
        options=PruningOptions(), layer=None, share=0.2, rounds=2, epochs=0, most_drop=1.0
    )
    result = prune_in_rounds(subject_of(checkpoint), request, JobContext())
    assert result.pruned is not None
    last = result.pruned.history
    first = last["previous"]
    plans = [entry.plan for entry in result.trail[1:]]
    assert [Plan.from_json(data).only_part for data in (first, last)] == plans
    assert first["previous"] == {"earlier": True}
    assert set(first) == set(last)
    assert result.pruned.summary["maps_gone"] == sum(plan.maps_gone for plan in plans if plan)


def test_rounds_that_cost_too_much_leave_nothing_to_keep(checkpoint: Checkpoint) -> None:
    request = RoundsRequest(
        options=PruningOptions(), layer=None, share=0.9, rounds=1, epochs=0, most_drop=0.0
    )
    result = prune_in_rounds(subject_of(checkpoint), request, JobContext())
    if len(result.kept) == 1:
        assert result.pruned is None
        assert result.network is checkpoint.network


KEPT_KEYS = {"compacted", "recalibrated", "finetuned", "previous"}


@pytest.mark.parametrize("how", ["one layer", "all layers", "a layer out", "masked"])
def test_everything_that_is_kept_says_where_it_came_from_in_the_same_words(
    checkpoint: Checkpoint, how: str
) -> None:
    subject, context = subject_of(checkpoint), JobContext()
    if how == "one layer":
        made = pruned(checkpoint, maps=3, compact=True).pruned
    elif how == "masked":
        session = record_layer(subject, None, context)
        made = masked_by(subject, session, session.plan(PruningOptions(), count=3))
    elif how == "all layers":
        budget = Budget(share=0.574, rule=Criterion.L1, options=PruningOptions())
        made = prune_all_layers(subject, LayersRequest(plan=budget), context).pruned
    else:
        twice = random_network(DOUBLE)
        faces = np.random.default_rng(0).integers(0, 256, (90, 12, 12), dtype=np.uint8)
        halves = [
            FacePart(faces, np.arange(90)[rows], LABELS[rows])
            for rows in (slice(0, 50), slice(50, None))
        ]
        info = CheckpointInfo(spec=DOUBLE, plan={"earlier": True})
        made = remove_layer(Subject(Checkpoint(twice, info), *halves), 1, context).pruned
    assert set(made.history) >= KEPT_KEYS
    assert made.history["previous"] == {"earlier": True}
    assert made.history["compacted"] is (how != "masked")
    assert {"test_accuracy", "n", "interval", "accuracy_before", "mcnemar_p"} <= set(
        made.info().run
    )


def test_a_sweep_of_thresholds_stops_before_its_first_point(checkpoint: Checkpoint) -> None:
    said: list[Progress] = []
    context = JobContext(said.append, is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        threshold_sweep(
            session_of(checkpoint), thresholds_deg=(5,), random_seeds=0, context=context
        )
    assert not said
