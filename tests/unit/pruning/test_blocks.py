"""An inner block is moved until what reads it gives the original's outputs again."""

from __future__ import annotations

import copy
import dataclasses

import numpy as np
import pytest
import torch
from helpers.pruning import DOUBLE, PRE, SMALL, random_data, random_network

from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning import blocks
from emotion_gui.core.pruning.blocks import repair_block
from emotion_gui.core.pruning.compaction import compact
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.planning import plan_of_maps

LAYER, FACES = 1, 150


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def cut(spec: NetworkSpec = SMALL) -> tuple[EmotionCNN, EmotionCNN, PruningData]:
    """A network, the same without two maps of its second convolution, and faces."""
    network, data = random_network(spec), random_data(spec, count=FACES)
    options = PruningOptions(preset=PruningPreset.CORRECTED, repair=Repair.NONE)
    measured = LayerMeasurement(network, data, layer=LAYER)
    plan = plan_of_maps(measured.angles(options), options, [0, 2])
    return network, compact(masked(network, plan, measured.statistics), plan), data


def readers(network: EmotionCNN) -> tuple[int, ...]:
    return tuple(range(network.spec.widths[LAYER + 1]))


def error(network: EmotionCNN, changed: EmotionCNN, data: PruningData) -> float:
    """Mean squared error of what the next block gives over its variance; faces and mirrored."""
    pixels = to_input(data.faces, PRE)
    pixels[1::2] = pixels[1::2].flip(3)
    with torch.inference_mode():
        wanted, made = (one.features(pixels, stop=LAYER + 1) for one in (network, changed))
    return float((made - wanted).square().mean() / wanted.var())


@pytest.mark.parametrize("spec", [SMALL, DOUBLE])
def test_outputs_come_back(spec: NetworkSpec) -> None:
    network, smaller, data = cut(spec)
    kept = {id(one): copy.deepcopy(one.state_dict()) for one in (network, smaller)}
    both = repair_block(network, smaller, LAYER, data, readers=readers(network), passes=20)
    head = repair_block(
        network, smaller, LAYER, data, readers=readers(network), passes=20, filters=False
    )
    before = error(network, smaller, data)
    assert error(network, both, data) < error(network, head, data) < before
    assert error(network, both, data) < 0.6 * before
    for one in (network, smaller):  # neither is altered
        for name, value in one.state_dict().items():
            assert torch.equal(value, kept[id(one)][name])
    assert all(weight.requires_grad for weight in both.parameters())
    assert not both.training


def test_only_the_layer_and_its_reader_move() -> None:
    network, smaller, data = cut()
    for filters, moved in ((True, {1, 2}), (False, {2})):
        made = repair_block(
            network, smaller, LAYER, data, readers=readers(network), passes=1, filters=filters
        )
        changed = {
            int(name.split(".")[1]) if name.startswith("blocks.") else -1
            for name, value in made.state_dict().items()
            if not torch.equal(value, smaller.state_dict()[name])
        }
        assert changed == moved


def test_the_faces_decide_and_not_their_labels() -> None:
    network, smaller, data = cut()
    unlabelled = dataclasses.replace(data, labels=None)
    first, second = (
        repair_block(network, smaller, LAYER, one, readers=readers(network), passes=2)
        for one in (data, unlabelled)
    )
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)


def test_outputs_that_are_never_read_again_are_not_asked_for() -> None:
    """Where the next layer has lost maps, its others alone are compared."""
    network, smaller, data = cut()
    fewer = copy.deepcopy(smaller)
    kept = (1, 3, 4, 8)
    options = PruningOptions(preset=PruningPreset.CORRECTED, repair=Repair.NONE)
    measured = LayerMeasurement(smaller, data, layer=LAYER + 1)
    gone = [k for k in range(10) if k not in kept]
    plan = plan_of_maps(measured.angles(options), options, gone)
    fewer = compact(masked(smaller, plan, measured.statistics), plan)
    made = repair_block(network, fewer, LAYER, data, readers=kept, passes=20)
    pixels = to_input(data.faces, PRE)
    with torch.inference_mode():
        wanted = network.features(pixels, stop=LAYER + 1)[:, list(kept)]
        before, after = (
            float((one.features(pixels, stop=LAYER + 1) - wanted).square().mean())
            for one in (fewer, made)
        )
    assert after < 0.7 * before


def test_progress_is_told_to_the_end_and_a_stop_is_heard() -> None:
    network, smaller, data = cut()
    told: list[Progress] = []
    repair_block(
        network,
        smaller,
        LAYER,
        data,
        readers=readers(network),
        passes=3,
        context=JobContext(told.append),
    )
    shares = [one.done / one.total for one in told]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert any(0.0 < share <= 0.2 for share in shares)  # a fifth for the recording
    for stop in (1, 3):
        asked = 0

        def cancelled(stop: int = stop) -> bool:
            nonlocal asked
            asked += 1
            return asked > stop

        with pytest.raises(JobCancelled):
            repair_block(
                network,
                smaller,
                LAYER,
                data,
                readers=readers(network),
                context=JobContext(is_cancelled=cancelled),
            )


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    network, smaller, data = cut()
    kept = blocks._record(network, smaller, LAYER, readers(network), data, JobContext())
    a_face = 4 * (kept.inputs[0].numel() + kept.wanted[0].numel())
    assert len(kept.inputs) == len(kept.wanted) == FACES
    monkeypatch.setattr(blocks, "MOST_BYTES", 50 * a_face)
    fewer = blocks._record(network, smaller, LAYER, readers(network), data, JobContext())
    assert len(fewer.inputs) == len(fewer.wanted) == 50
    # Every third face; an input is what the front of the smaller network gives.
    pixels = to_input(data.faces[::3], PRE)
    pixels[1::2] = pixels[1::2].flip(3)
    with torch.inference_mode():
        inputs = smaller.between(pixels, start=0, stop=LAYER - 1)
        wanted = network.features(pixels, stop=LAYER + 1)
    np.testing.assert_allclose(fewer.inputs, inputs, atol=1e-5)
    np.testing.assert_allclose(fewer.wanted, wanted, atol=1e-5)
