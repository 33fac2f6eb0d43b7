"""Which maps go where an exact number is asked for, and how that is recorded."""

import dataclasses

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, SMALL, measured, random_data, random_network, random_session

from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.activations import ObservedLayer, evenly_spaced, record
from emotion_gui.core.pruning.answers import divergence
from emotion_gui.core.pruning.choosing import held_out_divergence, least_loss_order
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.fisher import exact_fisher_steps, response_root
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import affine_head, masked
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.core.pruning.planning import plan_of_maps
from emotion_gui.core.pruning.scores import lowest, score_maps, takeover_steps
from emotion_gui.core.pruning.sweep import random_band


@pytest.fixture(scope="module")
def session() -> LayerSession:
    return random_session()


@pytest.mark.parametrize("order", list(Criterion))
def test_the_lowest_maps_of_the_order_go(session: LayerSession, order: Criterion) -> None:
    options = PruningOptions(preset=PruningPreset.REFIT, order=order)
    plan = session.plan(options, count=4)
    layer = LayerMeasurement(session.network, random_data(), layer=2)
    expected = lowest(score_maps(order, layer, options=options), 4)
    assert plan.gone == tuple(expected.tolist())
    assert plan.wanted == 4
    assert LayerPlan.from_json(plan.to_json()) == plan
    assert plan.to_json()["options"]["order"] == str(order)  # type: ignore[index]


def test_without_an_order_plans_read_and_write_as_before(session: LayerSession) -> None:
    options = PruningOptions(preset=PruningPreset.REFIT)
    assert options.own_order is Criterion.IMPORTANCE
    assert (
        dataclasses.replace(options, preset=PruningPreset.PAPER).own_order
        is Criterion.DISTINCTIVENESS
    )
    assert "order" not in options.to_json()
    explicit = session.plan(dataclasses.replace(options, order=Criterion.IMPORTANCE), count=5)
    assert explicit.gone == session.plan(options, count=5).gone


def test_distinctiveness_still_merges_under_the_papers_rule(session: LayerSession) -> None:
    options = PruningOptions(order=Criterion.DISTINCTIVENESS)
    plan = session.plan(options, count=3)
    assert plan.merges == session.plan(PruningOptions(), count=3).merges


def test_the_threshold_goes_by_angle_whatever_the_order(session: LayerSession) -> None:
    options = PruningOptions(threshold_deg=40.0)
    ordered = dataclasses.replace(options, order=Criterion.L1)
    assert session.plan(ordered).gone == session.plan(options).gone


def test_the_surgeon_leaves_the_smaller_error_under_refit(session: LayerSession) -> None:
    """Optimal brain surgeon minimises what the refit cannot make up for."""
    pixels = to_input(random_data().faces, session.checkpoint.info.preprocessing)
    original = session.network(pixels).detach()
    lost = {}
    for order in (Criterion.OBS, Criterion.RANDOM):
        plan = session.plan(PruningOptions(preset=PruningPreset.REFIT, order=order), count=5)
        changed = session.masked(plan)(pixels).detach()
        lost[order] = float(np.mean((changed - original).numpy() ** 2))
    assert lost[Criterion.OBS] < lost[Criterion.RANDOM]


@pytest.mark.parametrize("gone", [3, 5, 7])
def test_fisher_keeps_the_answers_nearer_than_the_surgeon(gone: int) -> None:
    """It minimises the divergence of the probabilities; most of it where responses differ."""
    network, data = random_network(), random_data(count=400)
    with torch.no_grad():  # confident enough for the metrics to differ, and unlike each other
        network.head.bn.weight.copy_(torch.tensor([4.0, 0.1, 0.1, 0.1, 0.1, 0.1, 3.0]))
    session = LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=data.faces,
        eval_faces=data.faces,
        eval_labels=data.labels,
    )
    pixels = to_input(data.faces, session.checkpoint.info.preprocessing)
    before = torch.log_softmax(network(pixels).detach(), dim=1)
    divergence = {}
    for order in (Criterion.FISHER, Criterion.OBS, Criterion.RANDOM):
        plan = session.plan(PruningOptions(preset=PruningPreset.REFIT, order=order), count=gone)
        after = torch.log_softmax(session.masked(plan)(pixels).detach(), dim=1)
        divergence[order] = float((before.exp() * (before - after)).sum(dim=1).mean())
    assert divergence[Criterion.FISHER] < divergence[Criterion.OBS]
    assert divergence[Criterion.FISHER] < divergence[Criterion.RANDOM]


def test_the_first_map_that_fisher_gives_up_costs_least_of_all() -> None:
    """Against the curvature written out face by face, with every map tried."""
    layer = LayerMeasurement(random_network(), random_data(), layer=2)
    weight, bias = affine_head(layer.network, 1)
    classes, maps = weight.shape
    rows = torch.from_numpy(layer.recording.means).double()
    rows = torch.cat([rows, torch.ones(len(rows), 1)], dim=1)
    chances = torch.softmax(rows @ torch.cat([weight, bias[:, None]], dim=1).T, dim=1)
    curvature = sum(
        torch.kron(torch.outer(x, x), torch.diag(p) - torch.outer(p, p))
        for x, p in zip(rows, chances, strict=True)
    ) / len(rows)
    curvature += 1e-4 * curvature.diagonal()[: maps * classes].mean() * torch.eye(len(curvature))
    inverse, cost = torch.linalg.inv(curvature), []
    for index in range(maps):
        own = slice(index * classes, (index + 1) * classes)
        cost.append(
            float(weight[:, index] @ torch.linalg.solve(inverse[own, own], weight[:, index]))
        )
    assert exact_fisher_steps(layer).order[0] == int(np.argmin(cost))


@pytest.mark.parametrize(("spec", "layer"), [(SMALL, 1), (DOUBLE, 1), (DOUBLE, 3)])
def test_fisher_ranks_layers_of_larger_maps_too(spec: NetworkSpec, layer: int) -> None:
    """Inner layers and last layers whose maps are not 1x1 take the factored information."""
    network = random_network(spec)
    measured = LayerMeasurement(network, random_data(spec), layer=layer)
    scores = score_maps(Criterion.FISHER, measured)
    assert sorted(scores.tolist()) == list(range(spec.widths[layer]))
    root = response_root(measured)
    outputs = spec.widths[layer + 1] if layer + 1 < len(spec.widths) else spec.classes
    assert root.shape == (outputs, outputs)
    assert np.allclose(root, root.T)
    assert np.linalg.eigvalsh(root).max() > 0


def test_the_order_that_loses_least_on_held_out_faces_is_chosen() -> None:
    layer = measured()
    scores = {order: score_maps(order, layer) for order in (Criterion.IMPORTANCE, Criterion.RANDOM)}
    losses = {order: held_out_divergence(layer, lowest(scores[order], 5)) for order in scores}
    assert losses[Criterion.IMPORTANCE] != losses[Criterion.RANDOM]
    for candidates in (list(scores), list(scores)[::-1]):
        found = least_loss_order(layer, 5, scores.__getitem__, orders=candidates)
        assert losses[found] == min(losses.values())


@pytest.mark.parametrize("rows", [4096, 7])
def test_a_loss_is_that_on_faces_which_nothing_was_fitted_to(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Every tenth face is judged by weights that the others were fitted to."""
    monkeypatch.setattr("emotion_gui.core.pruning.choosing._CHUNK_ROWS", rows)
    network, data = random_network(), random_data(count=95)
    held, options = np.arange(95) % 10 == 0, PruningOptions(preset=PruningPreset.REFIT)
    others = dataclasses.replace(data, faces=data.faces[~held], labels=None)
    plan = plan_of_maps(measured(network, data=data).angles(options), options, [1, 4])
    changed = masked(network, plan, measured(network, data=others).statistics)
    before, after = (
        torch.from_numpy(predict_logits(one, data.faces[held], data.preprocessing)).double()
        for one in (network, changed)
    )
    found = held_out_divergence(measured(network, data=data), np.array([1, 4]))
    assert found == pytest.approx(divergence(torch.softmax(before, 1), after), rel=1e-3)


def test_of_equal_orders_the_first_is_chosen_and_elsewhere_the_span_in_answer_space() -> None:
    same = np.arange(10.0)
    for candidates in ([Criterion.L1, Criterion.L2], [Criterion.L2, Criterion.L1]):
        assert least_loss_order(measured(), 3, lambda _: same, orders=candidates) is candidates[0]
    inner = measured(layer=1)
    assert least_loss_order(inner, 3, lambda _: same, orders=[Criterion.L1]) is Criterion.FISHER


def test_chance_is_the_lowest_mean_and_highest_of_as_many_draws(session: LayerSession) -> None:
    options = PruningOptions(preset=PruningPreset.REFIT)
    found = random_band(session, options, 6, seeds=4)
    drawn = [
        session.preview_plan(
            plan_of_maps(
                session.angles(options),
                options,
                sorted(np.random.default_rng(seed).permutation(session.maps)[:6].tolist()),
            )
        ).accuracy
        for seed in range(4)
    ]
    assert (found.low, found.high) == (min(drawn), max(drawn))
    assert found.mean == pytest.approx(np.mean(drawn))


def test_a_contribution_goes_that_one_other_takes_over() -> None:
    # 0 and 1 point nearly the same way: 1, the shorter, loses least; then 2, next to 3.
    vectors = np.array([[3.0, 0, 0], [1.0, 0, 0.1], [0, 1.0, 0.2], [0, 2.0, 0.0]])
    assert takeover_steps(vectors @ vectors.T).order.tolist()[:2] == [1, 2]


def test_means_past_the_limit_are_kept_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Angles and orders are those of before to a hundredth of a degree, and progress says so."""
    whole, said = measured(), []
    monkeypatch.setattr("emotion_gui.core.pruning.activations._MOST_WHOLE_BYTES", 0)
    context = JobContext(lambda progress: said.append(progress.text))
    network, data = random_network(), random_data()
    observed = ObservedLayer(network, data.faces, data.preprocessing, 2, context)
    half = LayerMeasurement(network, data, layer=2, recording=record(observed))
    assert half.recording.means.dtype == np.float16
    assert set(said) == {"Recording the maps in half precision"}
    for how in Normalisation:
        options = PruningOptions(normalisation=how)
        np.testing.assert_allclose(
            half.angles(options).angles_deg, whole.angles(options).angles_deg, atol=0.05
        )
    np.testing.assert_allclose(half.discriminant, whole.discriminant, rtol=0.01)
    np.testing.assert_array_equal(half.statistics.maps.mean, whole.statistics.maps.mean)


def test_means_that_half_precision_cannot_hold_are_kept_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("emotion_gui.core.pruning.activations._MOST_WHOLE_BYTES", 0)
    network, data = random_network(), random_data()
    with torch.no_grad():
        network.blocks[2].bn.weight.mul_(1e6)
    recording = record(ObservedLayer(network, data.faces, data.preprocessing, 2))
    assert recording.means.dtype == np.float32
    assert np.isfinite(recording.means).all()
    assert recording.means.max() > np.finfo(np.float16).max


@pytest.mark.parametrize(
    ("count", "most"), [(1, 1), (9, 4), (4096, 4096), (4097, 4096), (999, 100)]
)
def test_evenly_spaced_faces_are_never_more_than_asked_for(count: int, most: int) -> None:
    taken = range(count)[evenly_spaced(count, most)]
    assert len(taken) <= most
    assert 2 * len(taken) > min(most, count), "and not far fewer"
    assert taken[-1] + taken.step >= count, "from all over them"
