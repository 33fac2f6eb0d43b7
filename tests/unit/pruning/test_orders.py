"""Which maps go where an exact number is asked for, and how that is recorded."""

import dataclasses

import numpy as np
import pytest
from helpers.pruning import random_data, random_network

from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.pruning.measurement import LayerMeasurement
from emotion_gui.core.pruning.options import Preset, PruningOptions
from emotion_gui.core.pruning.plan import PruningPlan
from emotion_gui.core.pruning.rivals import Rival
from emotion_gui.core.pruning.scores import lowest, score_maps
from emotion_gui.core.pruning.session import PruningSession


@pytest.fixture(scope="module")
def session() -> PruningSession:
    network, data = random_network(), random_data()
    assert data.labels is not None
    return PruningSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=data.faces,
        train_labels=data.labels,
        eval_faces=data.faces,
        eval_labels=data.labels,
    )


@pytest.mark.parametrize("order", list(Rival))
def test_the_lowest_maps_of_the_order_go(session: PruningSession, order: Rival) -> None:
    options = PruningOptions(preset=Preset.REFIT, order=order)
    plan = session.plan(options, count=4)
    layer = LayerMeasurement(session.network, random_data(), layer=2)
    expected = lowest(score_maps(order, layer, options=options), 4)
    assert plan.gone == tuple(expected.tolist())
    assert plan.wanted == 4
    assert PruningPlan.from_json(plan.to_json()) == plan
    assert plan.to_json()["options"]["order"] == str(order)  # type: ignore[index]


def test_without_an_order_plans_read_and_write_as_before(session: PruningSession) -> None:
    options = PruningOptions(preset=Preset.REFIT)
    assert options.own_order is Rival.IMPORTANCE
    assert dataclasses.replace(options, preset=Preset.PAPER).own_order is Rival.DISTINCTIVENESS
    assert "order" not in options.to_json()
    explicit = session.plan(dataclasses.replace(options, order=Rival.IMPORTANCE), count=5)
    assert explicit.gone == session.plan(options, count=5).gone


def test_distinctiveness_still_merges_under_the_papers_rule(session: PruningSession) -> None:
    options = PruningOptions(order=Rival.DISTINCTIVENESS)
    plan = session.plan(options, count=3)
    assert plan.merges == session.plan(PruningOptions(), count=3).merges


def test_the_threshold_goes_by_angle_whatever_the_order(session: PruningSession) -> None:
    options = PruningOptions(threshold_deg=40.0)
    ordered = dataclasses.replace(options, order=Rival.L1)
    assert session.plan(ordered).gone == session.plan(options).gone


def test_the_surgeon_leaves_the_smaller_error_under_refit(session: PruningSession) -> None:
    """Optimal brain surgeon minimises what the refit cannot make up for."""
    from emotion_gui.core.model.inputs import to_input

    pixels = to_input(random_data().faces, session.checkpoint.info.preprocessing)
    original = session.network(pixels).detach()
    lost = {}
    for order in (Rival.SURGEON, Rival.RANDOM):
        plan = session.plan(PruningOptions(preset=Preset.REFIT, order=order), count=5)
        changed = session.masked(plan)(pixels).detach()
        lost[order] = float(np.mean((changed - original).numpy() ** 2))
    assert lost[Rival.SURGEON] < lost[Rival.RANDOM]
