"""What must hold for any network: compaction changes nothing, duplicates leave no trace."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emotion_gui.core.errors import EqualityProofError, PlanMismatchError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.compaction import compact, prove_equal
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import next_convolution
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset

MakeNetwork = Callable[[NetworkSpec, int], EmotionCNN]
MakeFaces = Callable[[int, int, int], np.ndarray]

PRE = Preprocessing()
SMALL = NetworkSpec(((5,), (6,), (8,)), (True, True, True), input_side=12)  # ends at 1x1
WIDE = NetworkSpec(((4, 5), (6, 8)), (True, True), input_side=12)  # ends at 3x3, as `plus` does
UNPOOLED = NetworkSpec(((5,), (6, 7)), (True, False), input_side=8)  # ends at 4x4


@st.composite
def specs(draw: st.DrawFn) -> NetworkSpec:
    modules = draw(
        st.lists(
            st.lists(st.integers(2, 7), min_size=1, max_size=2).map(tuple), min_size=1, max_size=3
        )
    )
    pooled = draw(st.lists(st.booleans(), min_size=len(modules), max_size=len(modules)))
    return NetworkSpec(tuple(modules), tuple(pooled), input_side=draw(st.sampled_from([8, 11])))


def session_of(
    network: EmotionCNN, make_faces: MakeFaces, layer: int, count: int = 70
) -> LayerSession:
    side = network.spec.input_side
    labels = np.random.default_rng(2).integers(0, network.spec.classes, count)
    return LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=make_faces(80, side, 4),
        eval_faces=make_faces(count, side, 5),
        eval_labels=labels,
        layer=layer,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    spec=specs(),
    seed=st.integers(0, 1000),
    preset=st.sampled_from(list(PruningPreset)),
    threshold=st.floats(5, 90),
    normalisation=st.sampled_from(list(Normalisation)),
    data=st.data(),
)
def test_masked_compacted_and_previewed_agree(
    make_network: MakeNetwork,
    make_faces: MakeFaces,
    spec: NetworkSpec,
    seed: int,
    preset: PruningPreset,
    threshold: float,
    normalisation: Normalisation,
    data: st.DataObject,
) -> None:
    network = make_network(spec, seed)
    before = copy.deepcopy(network.state_dict())
    layer = data.draw(st.integers(0, len(spec.widths) - 1))
    session = session_of(network, make_faces, layer)
    options = PruningOptions(preset=preset, threshold_deg=threshold, normalisation=normalisation)
    plan = session.plan(options)
    masked = session.masked(plan)
    smaller = compact(masked, plan)
    faces = make_faces(70, spec.input_side, 5)
    assert prove_equal(masked, smaller, faces, PRE) <= 1e-5
    assert smaller.spec.widths[layer] == len(plan.survivors) >= 1
    assert smaller.parameter_count() <= network.parameter_count()
    labels = np.random.default_rng(2).integers(0, spec.classes, 70)
    full = predict_logits(masked, faces, PRE).argmax(axis=1) == labels
    assert session.preview_plan(plan).correct == int(full.sum())
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, before[name]), "the original must never change"


@pytest.mark.parametrize("preset", list(PruningPreset))
@pytest.mark.parametrize("spec", [SMALL, WIDE, UNPOOLED])
def test_a_duplicated_map_merges_without_a_trace(
    make_network: MakeNetwork, make_faces: MakeFaces, spec: NetworkSpec, preset: PruningPreset
) -> None:
    for layer in range(len(spec.widths)):
        network = make_network(spec, layer)
        block = network.blocks[layer]
        with torch.no_grad():
            for tensor in (block.conv.weight, block.conv.bias, block.bn.weight, block.bn.bias):
                tensor[3] = tensor[1]
            for tensor in (block.bn.running_mean, block.bn.running_var):
                tensor[3] = tensor[1]
        session = session_of(network, make_faces, layer)
        options = PruningOptions(preset=preset, threshold_deg=0.001, ridge=1e-9)
        plan = session.plan(options)
        assert [(m.drop, m.keep) for m in plan.merges] == [(3, 1)]
        faces = make_faces(40, spec.input_side, 9)
        difference = predict_logits(session.masked(plan), faces, PRE) - predict_logits(
            network, faces, PRE
        )
        assert np.abs(difference).max() < (2e-4 if preset is PruningPreset.REFIT else 1e-5)


# A negative factor only without max-pooling: the maximum of -x is not minus that of x.
@pytest.mark.parametrize(
    ("spec", "factor"), [(SMALL, 0.5), (WIDE, 0.5), (UNPOOLED, 0.5), (UNPOOLED, -0.5)]
)
def test_corrected_is_exact_for_a_scaled_and_shifted_copy_before_the_head(
    make_network: MakeNetwork, make_faces: MakeFaces, spec: NetworkSpec, factor: float
) -> None:
    network = make_network(spec, 3)
    layer = len(spec.widths) - 1
    block = network.blocks[layer]
    with torch.no_grad():
        for tensor in (block.conv.weight, block.conv.bias, block.bn.running_mean):
            tensor[2] = tensor[0]
        block.bn.running_var[2] = block.bn.running_var[0]
        # Both far in ReLU's straight part: map 2 = factor * map 0 + constant.
        block.bn.weight[2], block.bn.bias[2] = factor * block.bn.weight[0], 9.0
        block.bn.bias[0] = 9.0
    session = session_of(network, make_faces, layer)
    options = PruningOptions(
        preset=PruningPreset.CORRECTED, threshold_deg=0.01, normalisation=Normalisation.CENTRED
    )
    plan = session.plan(options)
    (merge,) = plan.merges
    assert (merge.drop, merge.keep, str(merge.kind)) == (
        2,
        0,
        "similar" if factor > 0 else "complementary",
    )
    assert merge.alpha == pytest.approx(factor, abs=1e-4)
    assert merge.beta == pytest.approx(9.0 - factor * 9.0, abs=1e-3)
    faces = make_faces(40, spec.input_side, 9)
    difference = predict_logits(session.masked(plan), faces, PRE) - predict_logits(
        network, faces, PRE
    )
    assert np.abs(difference).max() < 1e-4


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_refit_beats_zeroing_on_the_responses(
    make_network: MakeNetwork, make_faces: MakeFaces, layer: int
) -> None:
    network = make_network(SMALL, 1)
    session = session_of(network, make_faces, layer)
    faces = make_faces(80, 12, 4)
    original = predict_logits(network, faces, PRE)
    errors = {}
    for preset in PruningPreset:
        plan = session.plan_of(PruningOptions(preset=preset), {1, 2})
        changed = predict_logits(session.masked(plan), faces, PRE)
        errors[preset] = float(np.square(changed - original).mean())
    assert (
        errors[PruningPreset.REFIT] < errors[PruningPreset.CORRECTED] < errors[PruningPreset.PAPER]
    )


def test_refit_is_the_least_squares_solution(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(WIDE, 5)
    layer = len(WIDE.widths) - 1
    session = session_of(network, make_faces, layer)
    faces = make_faces(80, 12, 4)
    plan = session.plan_of(PruningOptions(preset=PruningPreset.REFIT, ridge=0.0), {0, 4})
    changed = session.masked(plan)
    # No other bias or weight of a surviving map answers better over the same faces.
    original = predict_logits(network, faces, PRE).astype(np.float64)
    best = np.square(predict_logits(changed, faces, PRE) - original).mean()
    rng = np.random.default_rng(0)
    for _ in range(10):
        other = copy.deepcopy(changed)
        after = next_convolution(other, layer)
        with torch.no_grad():
            after.weight[:, list(plan.survivors)] += torch.from_numpy(
                rng.normal(0, 1e-2, (7, len(plan.survivors), 3, 3)).astype(np.float32)
            )
        assert np.square(predict_logits(other, faces, PRE) - original).mean() > best


def test_refit_without_losses_changes_nothing(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(SMALL, 1)
    session = session_of(network, make_faces, 2)
    plan = session.plan_of(PruningOptions(preset=PruningPreset.REFIT), set())
    for name, tensor in session.masked(plan).state_dict().items():
        assert torch.equal(tensor, network.state_dict()[name])


def test_compaction_refuses_a_map_that_still_speaks(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(SMALL, 1)
    session = session_of(network, make_faces, 2)
    plan = session.plan_of(PruningOptions(), {1})
    with pytest.raises(PlanMismatchError, match="mask it first"):
        compact(network, plan)


def test_the_proof_fails_for_another_network(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(SMALL, 1)
    session = session_of(network, make_faces, 2)
    plan = session.plan_of(PruningOptions(), {1})
    masked = session.masked(plan)
    smaller = compact(masked, plan)
    with torch.no_grad():
        smaller.head.conv.bias[0] += 1e-3
    with pytest.raises(EqualityProofError) as caught:
        prove_equal(masked, smaller, make_faces(5, 12, 0), PRE)
    assert caught.value.difference > 1e-5


def test_one_face_that_differs_is_enough_to_refuse(make_network: MakeNetwork) -> None:
    """Networks that differ in nothing but what a gray face does not show: one of 70 shows it."""
    network = make_network(SMALL, 1)
    changed = copy.deepcopy(network)
    with torch.no_grad():
        changed.blocks[0].conv.weight.mul_(1.05)
    gray = Preprocessing(mean=100 / 255)
    faces = np.full((70, 12, 12), 100, np.uint8)
    assert prove_equal(network, changed, faces, gray) <= 1e-5
    faces[41, 3:7, 3:7] = 220
    with pytest.raises(EqualityProofError):
        prove_equal(network, changed, faces, gray)


def test_the_proof_allows_rounding_of_very_large_logits(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(WIDE, 1)
    with torch.no_grad():
        network.head.bn.weight.mul_(1e4)
    session = session_of(network, make_faces, 1)
    plan = session.plan_of(PruningOptions(), {1, 3})
    masked = session.masked(plan)
    assert prove_equal(masked, compact(masked, plan), make_faces(20, 12, 0), PRE) <= 1e-5


@pytest.mark.parametrize("preset", list(PruningPreset))
@pytest.mark.parametrize("count", [None, 128, 191])
def test_preview_equals_the_full_pass_of_a_learnt_network(
    learnt: tuple[Checkpoint, np.ndarray, np.ndarray], preset: PruningPreset, count: int | None
) -> None:
    checkpoint, faces, labels = learnt
    session = LayerSession(
        checkpoint, train_faces=faces[:210], eval_faces=faces[210:], eval_labels=labels[210:]
    )
    assert 0.3 < session.correct_before.mean() <= 1.0, "it should have learnt something"
    options = PruningOptions(preset=preset, threshold_deg=12)
    preview = session.preview(options, count=count)
    masked = session.masked(preview.plan)
    logits = predict_logits(masked, faces[210:], PRE)
    assert preview.judgement.correct == int((logits.argmax(axis=1) == labels[210:]).sum())
    if count is not None:
        assert preview.maps_gone == count
        assert compact(masked, preview.plan).spec.widths == (16, 32, 64, 128, 256 - count)


def test_a_tie_goes_to_the_lower_class_as_in_the_full_pass(
    make_network: MakeNetwork, make_faces: MakeFaces
) -> None:
    network = make_network(SMALL, 1)
    with torch.no_grad():  # two classes that always answer the same
        for tensor in (network.head.conv.weight, network.head.conv.bias):
            tensor[4] = tensor[2]
        for name in ("weight", "bias", "running_mean", "running_var"):
            getattr(network.head.bn, name)[4] = getattr(network.head.bn, name)[2]
    faces = make_faces(70, 12, 5)
    answers = predict_logits(network, faces, PRE).argmax(axis=1)
    assert 2 in answers
    for label in (2, 4):
        checkpoint = Checkpoint(network, CheckpointInfo(spec=network.spec))
        session = LayerSession(
            checkpoint, train_faces=faces, eval_faces=faces, eval_labels=np.full(70, label)
        )
        nothing = dataclasses.replace(session.plan(PruningOptions(threshold_deg=0)))
        assert session.preview_plan(nothing).correct == int((answers == label).sum())
