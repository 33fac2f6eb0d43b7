"""How many faces a repair keeps, the head that it finds, and when it stops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, SMALL, random_data, random_network
from helpers.stopping import told_by
from scipy.special import rel_entr, softmax

from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import blocks, both_sides
from emotion_gui.core.pruning.answers import AffineHead, divergence, nearest_head
from emotion_gui.core.pruning.both_sides import kept_faces, record_layer, repair_recorded
from emotion_gui.core.pruning.masking import bias_of

VALUES_BEFORE_LAST = {SMALL: 6 * 2 * 2, DOUBLE: 6 * 6 * 6}


@pytest.mark.parametrize("spec", VALUES_BEFORE_LAST)
@pytest.mark.parametrize("mirrored", [True, False])
@pytest.mark.parametrize(("spare", "kept"), [(0, 10), (-1, 9), (3, 10)])
def test_a_repair_keeps_as_many_faces_as_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, spec: NetworkSpec, mirrored: bool, spare: int, kept: int
) -> None:
    room = 10 * 4 * VALUES_BEFORE_LAST[spec] * (2 if mirrored else 1)
    monkeypatch.setattr(both_sides, "MOST_BYTES", room + spare)
    chosen = np.arange(90)[kept_faces(random_network(spec), 90, mirrored=mirrored)]
    assert len(chosen) == kept
    assert chosen[0] == 0
    assert len(set(np.diff(chosen).tolist())) == 1


def test_two_faces_stay_where_there_is_room_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(both_sides, "MOST_BYTES", 1)
    assert len(np.arange(90)[kept_faces(random_network(), 90, mirrored=True)]) == 2


@pytest.mark.parametrize("mirrored", [True, False])
def test_what_is_recorded_is_what_the_last_layer_reads(mirrored: bool) -> None:
    """Mirrored faces follow the plain ones of their batch; answers are the original's."""
    network, data = random_network(), random_data(count=300)
    told: list[Progress] = []
    context = JobContext(told.append)
    found = record_layer(network, network, data, mirrored=mirrored, context=context)
    pixels = to_input(data.faces, data.preprocessing)
    pieces = [
        turned
        for plain in torch.split(pixels, both_sides.BATCH_SIZE)
        for turned in ((plain, plain.flip(3)) if mirrored else (plain,))
    ]
    with torch.no_grad():
        every = torch.cat(pieces)
        torch.testing.assert_close(found.inputs, network.features(every, stop=1))
        wanted = torch.softmax(network(every).double(), 1)
    torch.testing.assert_close(found.wanted, wanted, rtol=1e-4, atol=1e-5)
    rows = 600 if mirrored else 300
    assert {report.total for report in told} == {rows}
    assert told[-1].done == rows


def test_a_changed_front_gives_the_inputs_and_the_originals_the_answers() -> None:
    network, changed, data = random_network(), random_network(seed=4), random_data()
    found = record_layer(network, changed, data, mirrored=False)
    pixels = to_input(data.faces, data.preprocessing)
    with torch.no_grad():
        torch.testing.assert_close(found.inputs, changed.features(pixels, stop=1))
        wanted = torch.softmax(network(pixels).double(), 1)
    torch.testing.assert_close(found.wanted, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("block", "runs"), [(2, 0), (0, 1)])
def test_a_front_that_both_have_is_run_once(block: int, runs: int) -> None:
    network, changed, data = random_network(), random_network(), random_data()
    with torch.no_grad():
        bias_of(changed.blocks[block].conv)[0] += 1
    seen: list[int] = []
    network.blocks[0].register_forward_hook(lambda *_: seen.append(1))
    found = record_layer(network, changed, data, mirrored=False)
    assert len(seen) == runs
    network.blocks[0]._forward_hooks.clear()
    with torch.no_grad():
        wanted = torch.softmax(network(to_input(data.faces, data.preprocessing)).double(), 1)
    torch.testing.assert_close(found.wanted, wanted, rtol=1e-4, atol=1e-5)


def test_maps_that_are_gone_in_front_are_not_read() -> None:
    network, data = random_network(), random_data()
    with torch.no_grad():
        network.blocks[2].conv.weight[:, [1, 4]] = 0
    found = record_layer(network, network, data, mirrored=False)
    pixels = to_input(data.faces, data.preprocessing)
    with torch.no_grad():
        wanted = network.features(pixels, stop=1)[:, [0, 2, 3, 5]]
    torch.testing.assert_close(found.inputs, wanted)


@pytest.mark.parametrize(("spare", "batches"), [(0, 2), (-1, 1)])
def test_an_inner_repair_keeps_as_many_faces_as_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, spare: int, batches: int
) -> None:
    """Of what the block reads (4 maps of 4x4 pixels) and gives (10 of one pixel)."""
    # 65 faces are two batches.
    monkeypatch.setattr(blocks, "MOST_BYTES", 65 * 4 * (4 * 4 * 4 + 10) + spare)
    told: list[Progress] = []
    network, data = random_network(), random_data(count=130)
    readers, context = tuple(range(10)), JobContext(told.append)
    blocks.repair_block(network, network, 1, data, readers=readers, passes=1, context=context)
    assert sum(report.text == "Repairing" for report in told) == batches


def test_divergence_is_the_mean_relative_entropy() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(size=(40, 5))
    wanted = softmax(random.normal(size=(40, 5)), axis=1)
    wanted[:5] = np.eye(5)  # answers that are certain
    expected = rel_entr(wanted, softmax(logits, axis=1)).sum(axis=1).mean()
    found = divergence(torch.from_numpy(wanted), torch.from_numpy(logits))
    assert found == pytest.approx(expected)


def answers(weight: torch.Tensor, bias: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    return torch.softmax(values @ weight.T + bias, 1)


def test_no_other_head_is_nearer() -> None:
    """Of a convex problem the gradient says so; inputs as unlike in size as features are."""
    generator = torch.Generator().manual_seed(1)
    values = torch.randn(300, 4, generator=generator, dtype=torch.float64)
    values = values @ torch.randn(4, 4, generator=generator, dtype=torch.float64)
    values = values * torch.tensor([100.0, 1.0, 0.01, 5.0]) + torch.tensor([3.0, -2.0, 1.0, 9.0])
    wanted = torch.softmax(2 * torch.randn(300, 3, generator=generator, dtype=torch.float64), 1)
    start = AffineHead(torch.ones(3, 4, dtype=torch.float64) / 100, torch.zeros(3))
    found = nearest_head(values, wanted, start, JobContext())
    beyond = answers(found.weight, found.bias, values) - wanted
    scaled = (values - values.mean(0)) / values.std(0)
    assert float((scaled.T @ beyond / 300).abs().max()) < 2e-4
    assert float(beyond.mean(0).abs().max()) < 2e-4


def test_a_stop_is_heard_in_the_search_for_a_head() -> None:
    generator = torch.Generator().manual_seed(1)
    values = torch.randn(50, 4, generator=generator, dtype=torch.float64)
    wanted = torch.softmax(torch.randn(50, 3, generator=generator, dtype=torch.float64), 1)
    start = AffineHead(torch.zeros(3, 4, dtype=torch.float64), torch.zeros(3, dtype=torch.float64))
    asked = 0

    def third() -> bool:
        nonlocal asked
        asked += 1
        return asked >= 3

    with pytest.raises(JobCancelled):
        nearest_head(values, wanted, start, JobContext(is_cancelled=third))
    assert asked == 3


def test_a_head_that_is_right_already_stays() -> None:
    network, data = random_network(), random_data()
    layer = record_layer(network, network, data, mirrored=False)
    made = repair_recorded(layer, network, tuple(range(10)), passes=1)
    assert made.before == pytest.approx(0.0, abs=1e-6)
    assert made.after <= made.before
    assert made.faces == len(data.faces)


def both(context: JobContext) -> object:
    """A map goes, and the first steps make up for it."""
    network, without, data = random_network(), random_network(), random_data()
    with torch.no_grad():
        without.head.conv.weight[:, 0] = 0
    kept = tuple(range(1, 10))
    return both_sides.repair_both_sides(network, without, kept, data, context=context)


def second(context: JobContext) -> object:
    """Nothing is to be gained by either rate."""
    network, data = random_network(), random_data()
    return both_sides.repair_both_sides(network, network, tuple(range(10)), data, context=context)


def inner(context: JobContext) -> object:
    network, data = random_network(), random_data(count=300)
    readers = tuple(range(10))
    return blocks.repair_block(network, network, 1, data, readers=readers, context=context)


@pytest.mark.parametrize("job", [both, second, inner])
def test_a_repairs_bar_goes_on_from_where_the_recording_ended(
    job: Callable[[JobContext], object],
) -> None:
    told = told_by(job)
    shares = [report.done / (report.total or 1) for report in told]
    recorded = [report.text.startswith("Recording") for report in told]
    begin = recorded.index(False)
    assert not any(recorded[begin:])
    assert 0 < shares[begin] - shares[begin - 1] < 0.05
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    if job is not second:
        assert shares.count(1.0) == 1
