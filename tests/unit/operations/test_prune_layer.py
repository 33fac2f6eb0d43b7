"""The session, the sweep and pruning in one go, on a tiny network."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.activations import (
    average_patches,
    layer_activations,
    layer_side,
    patches_at,
)
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import recalibrated
from emotion_gui.core.pruning.options import Normalisation, Preset, PruningOptions, Reduce
from emotion_gui.core.pruning.plan import LayerPlan, Plan
from emotion_gui.core.pruning.statistics import MomentAccumulator, active_taps
from emotion_gui.core.pruning.sweep import threshold_sweep
from emotion_gui.operations.prune_layer import PruneConfig, prune_checkpoint

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
        checkpoint, train_faces=FACES[:50], eval_faces=FACES[50:], eval_labels=LABELS[50:],
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def config_of(checkpoint: Checkpoint, **more: object) -> PruneConfig:
    values: dict[str, object] = {
        "checkpoint": checkpoint, "train_faces": FACES[:50], "eval_faces": FACES[50:],
        "eval_labels": LABELS[50:], "latency_runs": 2, **more,
    }  # fmt: skip
    return PruneConfig(**values)  # type: ignore[arg-type]


def test_layer_activations_are_the_block_outputs_in_order(checkpoint: Checkpoint) -> None:
    network = checkpoint.network
    with torch.inference_mode():
        expected = network.features(to_input(FACES, PRE), stop=0).numpy()
    mean = layer_activations(network, FACES, PRE, layer=0)
    assert np.allclose(mean, expected.mean(axis=(2, 3)), atol=1e-6)
    flat = layer_activations(network, FACES, PRE, layer=0, reduce=Reduce.FLATTEN)
    assert np.allclose(flat, expected.transpose(0, 2, 3, 1).reshape(-1, 4), atol=1e-6)
    last = layer_activations(network.train(), FACES, PRE, layer=2)
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
    assert centred is session.angles(PruningOptions(Preset.REFIT, 3.0, None, Normalisation.CENTRED))
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
    out = tmp_path / "pruned.safetensors"
    config = config_of(checkpoint, layer=layer, maps=2, compact=True, out=out)
    result = prune_checkpoint(config, JobContext())
    data = json.loads(json.dumps(result.to_json()))
    assert set(data) >= {
        "layer", "maps_before", "maps_after", "similar", "complementary", "accuracy_before",
        "accuracy_after", "n", "mcnemar_p", "parameters_before", "parameters_after",
        "macs_before", "macs_after", "ms_before", "ms_after", "max_logit_difference",
    }  # fmt: skip
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


def test_a_masked_result_saves_nothing_and_says_so(checkpoint: Checkpoint) -> None:
    result = prune_checkpoint(config_of(checkpoint, maps=5), JobContext())
    assert result.maps_after == 5
    before, after = result.cost_before, result.cost_after
    assert (before.parameters, before.macs) == (after.parameters, after.macs)
    assert not result.compacted
    assert result.checkpoint.network.spec == SPEC


def test_fine_tuning_gets_the_compacted_network(checkpoint: Checkpoint) -> None:
    seen: list[tuple[int, ...]] = []

    def shift(network: EmotionCNN) -> EmotionCNN:
        seen.append(network.spec.widths)
        with torch.no_grad():
            network.head.bn.bias[4] += 100.0
        return network.train()

    config = config_of(checkpoint, maps=5, finetune=shift, recalibrate=True)
    result = prune_checkpoint(config, JobContext())
    assert seen == [(4, 6, 5)]
    assert result.compacted
    assert result.finetuned
    assert result.after.accuracy == np.mean(LABELS[50:] == 4)
    assert not result.checkpoint.network.training
