"""Counts to a budget, layers taken out and cached answers, against the plain way to each."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch
from helpers.pruning import (
    DOUBLE,
    PRE,
    SMALL,
    measured,
    random_data,
    random_network,
    random_session,
    small_stripes,
    trained_on_stripes,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import mcnemar
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import activations, evaluator, whole_layers
from emotion_gui.core.pruning.activations import ObservedLayer, record, refit_inputs
from emotion_gui.core.pruning.evaluator import PlanEvaluator
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import bias_of, masked, next_convolution, recalibrated
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.several_layers import counts_for_macs
from emotion_gui.core.pruning.whole_layers import propose_removals, refit_without_layer

BUDGETED = NetworkSpec(((5, 8), (9,)), (True, True), input_side=12)
FOUR = NetworkSpec(((4,), (6,)), (True, True), input_side=8)
LARGER = NetworkSpec(((4,), (6,)), (True, False), input_side=8)


def macs(a: int, b: int, c: int) -> int:
    """Of `BUDGETED` with these widths: kernels of nine on 12x12, 12x12, 6x6 and 3x3 pixels."""
    return 9 * (144 * a + 144 * a * b + 36 * b * c + 9 * c * BUDGETED.classes)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 999), share=st.floats(0.1, 1.0), least=st.sampled_from([0, 0.25, 0.6]))
def test_maps_are_given_up_one_by_one_by_score(seed: int, share: float, least: float) -> None:
    random = np.random.default_rng(seed)
    scores = {layer: random.random(width) for layer, width in enumerate(BUDGETED.widths)}
    order = sorted(
        (score, layer)
        for layer, values in scores.items()
        for score in sorted(values)[: len(values) - max(1, int(np.ceil(least * len(values))))]
    )
    left = []
    for steps in range(len(order) + 1):
        gone = Counter(layer for _, layer in order[:steps])
        left.append(macs(5 - gone[0], 8 - gone[1], 9 - gone[2]) / macs(5, 8, 9))
    apart = np.abs(np.array(left) - share)
    best = int(apart.argmin())
    if best == 0 or apart[best] > 0.02:
        with pytest.raises(ConfigError, match=f"{left[best]:.3f}"):
            counts_for_macs(BUDGETED, scores, share, least_share=least)
    else:
        found = counts_for_macs(BUDGETED, scores, share, least_share=least)
        assert found == Counter(layer for _, layer in order[:best])


def _patches(values: torch.Tensor, *, mean: bool) -> np.ndarray:
    """What a convolution reads at every position, map-major; or the mean patch of each face."""
    found = nn.functional.unfold(values, 3, padding=1)
    rows = found.mean(dim=2) if mean else found.transpose(1, 2).flatten(0, 1)
    return np.asarray(rows.double().numpy())


@pytest.mark.parametrize("layer", [1, 3])
@pytest.mark.parametrize("most", [2048, 25])
def test_the_next_layer_is_fitted_by_least_squares(
    monkeypatch: pytest.MonkeyPatch, layer: int, most: int
) -> None:
    """Over every position before an inner layer, over mean patches before the head."""
    monkeypatch.setattr(whole_layers, "_FACES", most)
    network, data = random_network(DOUBLE), random_data(DOUBLE)
    smaller, explained = refit_without_layer(network, layer, data)
    step, is_last = -(-60 // most), layer == 3
    with torch.no_grad():
        pixels = to_input(data.faces[::step], PRE)
        before, after = (network.features(pixels, stop=stop) for stop in (layer - 1, layer))
        if network.pool_after[layer]:
            before = nn.functional.max_pool2d(before, 2)
        reader = next_convolution(network, layer)
        weight = reader.weight.flatten(1).double().numpy()
        wanted = _patches(after, mean=is_last) @ weight.T + bias_of(reader).double().numpy()
        rows = _patches(before, mean=is_last)
    rows = np.column_stack([rows, np.ones(len(rows))])
    around = np.square(wanted - wanted.mean(axis=0)).sum()
    best = np.square(wanted - rows @ np.linalg.lstsq(rows, wanted, rcond=None)[0]).sum()
    with torch.no_grad():
        fitted = next_convolution(smaller, layer - 1)
        made = rows[:, :-1] @ fitted.weight.flatten(1).double().numpy().T
        made += bias_of(fitted).double().numpy()
    reached = np.square(wanted - made).sum()
    assert 1 - explained == pytest.approx(reached / around, rel=0.05, abs=1e-6)
    assert reached <= best + 0.02 * around


def test_a_proposal_says_what_is_lost_and_whether_that_can_be_told() -> None:
    spec = NetworkSpec(((4, 4), (6, 6)), (True, True), input_side=8)
    network = trained_on_stripes(spec, side=8, steps=20).network
    train, labels = small_stripes(140, side=8)
    faces, truth = small_stripes(105, side=8, seed=1)
    right = predict_logits(network, faces, PRE).argmax(axis=1) == truth
    found = propose_removals(
        network, PruningData(train, PRE, labels), eval_faces=faces, eval_labels=truth
    )
    for one in (entry for entry in found if entry.feasible):
        assert one.network is not None
        assert one.judgement is not None
        now = predict_logits(one.network, faces, PRE).argmax(axis=1) == truth
        change, p = float(now.mean() - right.mean()), mcnemar(right, now).p
        assert one.recommended == (p >= 0.05 or change >= 0)
        assert f"{100 * change:+.1f} points to {now.mean():.1%} (McNemar p = {p:.3f})" in one.words
        assert ("can go" in one.words) == one.recommended
    assert not all(one.recommended for one in found if one.feasible)


@pytest.mark.parametrize(
    ("spec", "layer"),
    [(SMALL, 1), (SMALL, 2), (FOUR, 1), (LARGER, 0), (LARGER, 1)],
)
@pytest.mark.parametrize("kept", [True, False])
def test_cached_answers_are_those_of_a_full_pass(
    monkeypatch: pytest.MonkeyPatch, spec: NetworkSpec, layer: int, kept: bool
) -> None:
    """Maps of one value, of four and of more; with the layer's answers kept or too large for it."""
    if not kept:
        monkeypatch.setattr(evaluator, "_MOST_CACHED_BYTES", 0)
    network, data = random_network(spec), random_data(spec, count=300)
    assert data.labels is not None
    layered = measured(network, layer=layer, data=data)
    options = PruningOptions(preset=PruningPreset.REFIT)
    plan = plan_of_maps(layered.angles(options), options, [0, 2])
    cached = PlanEvaluator(network, data.faces, data.labels, PRE, layer=layer)
    full = predict_logits(masked(network, plan, layered.statistics), data.faces, PRE)
    found = cached.correct_under(plan, layered.statistics)
    assert found.tolist() == (full.argmax(axis=1) == data.labels).tolist()
    np.testing.assert_allclose(
        cached.logits, predict_logits(network, data.faces, PRE), rtol=1e-4, atol=1e-4
    )
    assert cached.is_instant == (layer == len(spec.widths) - 1)


@pytest.mark.parametrize(("spare", "kind"), [(0, np.float32), (-1, np.float16)])
def test_means_are_kept_whole_up_to_the_limit(
    monkeypatch: pytest.MonkeyPatch, spare: int, kind: type
) -> None:
    network, data = random_network(), random_data()
    monkeypatch.setattr(activations, "_MOST_WHOLE_BYTES", 60 * 10 * 4 + spare)
    assert record(ObservedLayer(network, data.faces, PRE, 2)).means.dtype == kind


@pytest.mark.parametrize("layer", [1, 3])
def test_a_refit_reads_patches_of_evenly_spaced_faces(
    monkeypatch: pytest.MonkeyPatch, layer: int
) -> None:
    """All positions of an inner layer where few faces leave room; mean patches before the head."""
    monkeypatch.setattr(activations, "_REFIT_FACES", 25)
    network, data = random_network(DOUBLE), random_data(DOUBLE)
    found = refit_inputs(ObservedLayer(network, data.faces, PRE, layer))
    with torch.no_grad():
        values = network.features(to_input(data.faces[::3], PRE), stop=layer)
    rows = _patches(values, mean=layer == 3)
    np.testing.assert_allclose(found.mean, rows.mean(axis=0), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(found.covariance, np.cov(rows.T, bias=True), rtol=1e-3, atol=1e-5)


def test_patches_are_drawn_where_all_of_them_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activations, "_REFIT_PATCHES", 60 * 5)
    network, data = random_network(DOUBLE), random_data(DOUBLE)
    observed = ObservedLayer(network, data.faces, PRE, 1)
    first, again = refit_inputs(observed), refit_inputs(observed)
    np.testing.assert_array_equal(first.covariance, again.covariance)
    with torch.no_grad():
        values = network.features(to_input(data.faces, PRE), stop=1)
    rows = _patches(values, mean=False)
    assert not np.allclose(first.mean, rows.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(first.mean, rows.mean(axis=0), atol=rows.std())


def test_there_are_no_more_patches_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of as many from each face that is taken: every third of 28, here, and one each."""
    monkeypatch.setattr(activations, "_REFIT_FACES", 10)
    monkeypatch.setattr(activations, "_REFIT_PATCHES", 18)
    network, data = random_network(DOUBLE), random_data(DOUBLE, count=28)
    found = refit_inputs(ObservedLayer(network, data.faces, PRE, 1))
    assert 1 < np.linalg.matrix_rank(found.covariance) < 18  # n rows around their mean: n - 1


def test_batch_norms_hold_the_average_of_all_batches() -> None:
    network, data = random_network(), random_data(count=700)
    changed = recalibrated(network, data.faces, PRE, layer=1)
    means, variances = [], []
    with torch.no_grad():
        for rows in np.array_split(np.arange(700), 700 // evaluator.BATCH_SIZE):
            said = network.blocks[2].conv(network.features(to_input(data.faces[rows], PRE), stop=1))
            means.append(said.mean(dim=(0, 2, 3)))
            variances.append(said.var(dim=(0, 2, 3)))
    norm = changed.blocks[2].bn
    torch.testing.assert_close(norm.running_mean, torch.stack(means).mean(0), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(norm.running_var, torch.stack(variances).mean(0), rtol=1e-3, atol=0)
    assert norm.momentum == network.blocks[2].bn.momentum


def test_two_faces_are_enough_to_measure_and_one_to_judge() -> None:
    network, data = random_network(), random_data()
    checkpoint = Checkpoint(network, CheckpointInfo(spec=network.spec))
    one, labels = data.faces[2:3], np.array([3])
    session = LayerSession(
        checkpoint, train_faces=data.faces[:2], eval_faces=one, eval_labels=labels
    )
    assert session.n == 1
    assert session.layer == 2
    assert session.preview(PruningOptions(), count=9).maps_gone == 9
    with pytest.raises(ConfigError):
        LayerSession(checkpoint, train_faces=one, eval_faces=one, eval_labels=labels)
    for bad in (np.array([7]), np.array([-1]), np.array([1, 2])):
        with pytest.raises(ConfigError):
            PlanEvaluator(network, one, bad, PRE, layer=2)


def test_faces_on_which_a_map_is_strongest_come_first() -> None:
    session = random_session()
    for index in (0, 9):
        found = session.most_active_faces(index, 4)
        assert (
            found.tolist() == np.argsort(-session.activations[:, index], kind="stable")[:4].tolist()
        )
    assert len(session.most_active_faces(0)) == 9
