"""Pruning to a goal: the survey, the way along it, what is met and what is refused."""

from __future__ import annotations

import dataclasses
import itertools
from functools import partial

import numpy as np
import pytest
from helpers.pruning import small_stripes, trained_on_stripes

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.engines import measuring
from emotion_gui.core.engines.names import Speed
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.goal_path import first_within, path_of
from emotion_gui.core.pruning.layer_survey import held_out
from emotion_gui.core.quantizing import shape_costs
from emotion_gui.operations.goal.prune import prune_to_goal
from emotion_gui.operations.goal.request import KB, GoalRequest
from emotion_gui.operations.goal.survey import GoalSurvey, faces_to_repair, fitted_and_held, survey
from emotion_gui.operations.keep import write_network
from emotion_gui.operations.subject import Subject

TINY = NetworkSpec(((6,), (1,), (8,)), (True, True, True), input_side=8)
"""Its second layer has nothing to give."""


@pytest.fixture(scope="module")
def subject() -> Subject:
    faces, labels = small_stripes(140, side=8)
    rows = np.arange(140)
    learning, judged = (
        FacePart(faces, rows[chosen], labels[chosen], name)
        for name, chosen in (("train", slice(105)), ("test", slice(105, 140)))
    )
    return Subject(trained_on_stripes(TINY, side=8, steps=30), learning, judged)


@pytest.fixture(scope="module")
def reported() -> list[object]:
    return []


@pytest.fixture(scope="module")
def found(subject, reported) -> GoalSurvey:
    return survey(subject, JobContext(lambda progress: reported.append(progress.detail)))


def test_the_survey_tells_each_cell_as_soon_as_it_is_measured(found, reported) -> None:
    told = [detail for detail in reported if isinstance(detail, Cell)]
    assert tuple(told) == found.survey.cells
    assert {cell.layer for cell in told} == {0, 2}
    assert [cell.gone for cell in found.survey.of(2)] == list(range(1, 8))


def test_the_report_says_what_a_layer_holds_and_could_give(found) -> None:
    first, second, third = found.layers
    assert (first.maps, second.maps, third.maps) == (6, 1, 8)
    assert first.stored_bytes == 4 * 6 * 9
    assert first.macs == 64 * 6 * 9
    assert second.removable == second.saved_bytes == second.saved_ms == 0
    gone = found.survey.removable(2)
    # Three kernels of the layer's reader and its own: 9 weights a map for each of its readers.
    assert third.saved_bytes == (0 if gone is None else 4 * 9 * gone.gone * (1 + TINY.classes))


def test_the_way_gives_up_what_is_cheapest_for_what_it_saves(found) -> None:
    path = path_of(found.survey, lambda spec: spec.weights)
    assert path[0].gone == (0, 0, 0)
    assert path[-1].gone == (5, 0, 7)
    for before, after in itertools.pairwise(path):
        assert sum(a != b for a, b in zip(before.gone, after.gone, strict=True)) == 1
        assert after.lost >= before.lost - 1e-12 or after.price < 0


def test_a_size_is_met_in_8_bits_and_kept_like_any_model(subject, found, tmp_path) -> None:
    wishes = GoalRequest(at_most_kb=10.6, at_most_worse=1.0)
    result = prune_to_goal(subject, wishes, JobContext(), found=found)
    assert result.bytes_after <= 10.6 * KB < result.bytes_before + 4000
    assert not result.missed
    written = write_network(result.kept, tmp_path / "small.onnx")
    assert written.stat().st_size == result.bytes_after
    kept = load_checkpoint(write_network(result.kept, tmp_path / "small.safetensors"))
    assert kept.info.spec == result.network.spec
    assert kept.info.plan is not None
    gone = sum(subject.network.spec.widths) - sum(result.network.spec.widths)
    assert result.plan.maps_gone == gone > 0
    for layer, reason in zip(found.layers, result.chosen.next_shares, strict=True):
        assert (reason is None) == (layer.maps == 1 or result.network.spec.widths[0] == 1)


def test_a_time_is_met_where_it_can_be(subject, found) -> None:
    within = GoalRequest(at_most_ms=1000.0, quantize=False)
    with pytest.raises(ConfigError, match="within it without pruning"):
        prune_to_goal(subject, within, JobContext(), found=found)
    beyond = GoalRequest(at_most_ms=1e-6, quantize=False)
    with pytest.raises(ConfigError, match="the nearest that can be reached is"):
        prune_to_goal(subject, beyond, JobContext(), found=found)


def as_if_int8_took(
    monkeypatch: pytest.MonkeyPatch, ms: float, *, once_small: float | None = None
) -> None:
    """The whole network, and what becomes of it; beside float engines that take a millisecond."""

    def speeds(in_8_bits: float, engines, **_) -> dict[object, Speed]:
        taken = {key: in_8_bits if key == "int8" else 1.0 for key in engines}
        return {key: Speed(one=one, many=one) for key, one in taken.items()}

    monkeypatch.setattr(shape_costs, "engine_speeds", partial(speeds, ms))
    monkeypatch.setattr(measuring, "engine_speeds", partial(speeds, once_small or ms))


def test_8_bits_that_are_slower_here_are_left_out(subject, found, monkeypatch) -> None:
    wishes = GoalRequest(at_most_worse=0.9)
    as_if_int8_took(monkeypatch, 2.0)
    slow = prune_to_goal(subject, wishes, JobContext(), found=found)
    assert slow.quantized is None
    assert slow.after == slow.after_pruning
    assert (slow.int8_pays, slow.to_json()["quantized"]) == (False, False)
    small = dataclasses.replace(wishes, at_most_kb=10.6)
    forced = prune_to_goal(subject, small, JobContext(), found=found)
    assert forced.quantized is not None  # the size asks for it
    assert forced.int8_pays is False
    as_if_int8_took(monkeypatch, 0.5, once_small=2.0)
    slow = prune_to_goal(subject, wishes, JobContext(), found=found)
    assert (slow.quantized, slow.int8_pays) == (None, False)
    assert slow.after == slow.after_pruning
    as_if_int8_took(monkeypatch, 0.5)
    quick = prune_to_goal(subject, wishes, JobContext(), found=found)
    assert quick.quantized is not None
    assert quick.int8_pays


def test_progress_never_goes_back(subject, found) -> None:
    shares = list[float]()

    def report(progress: Progress) -> None:
        shares.append(progress.done / (progress.total or 1))

    wishes = GoalRequest(at_most_kb=7.6, quantize=False)
    prune_to_goal(subject, wishes, JobContext(report), found=found)
    assert shares == sorted(shares)


def test_an_accuracy_alone_goes_as_far_as_held_out_faces_allow(subject, found) -> None:
    wishes = GoalRequest(at_most_worse=0.9, quantize=False, epochs=1)
    result = prune_to_goal(subject, wishes, JobContext(), found=found)
    assert result.network.multiplications() < subject.network.multiplications() / 2
    assert result.quantized is None
    assert result.pruned.finetuned


def test_more_than_the_model_reaches_is_refused(subject, found) -> None:
    with pytest.raises(ConfigError, match="the model itself reaches"):
        prune_to_goal(subject, GoalRequest(at_least=1.01), JobContext(), found=found)
    with pytest.raises(ConfigError, match="name a size, a time or an accuracy"):
        prune_to_goal(subject, GoalRequest(), JobContext(), found=found)


def test_it_can_be_stopped_at_any_cell(subject) -> None:
    cells = list[object]()
    context = JobContext(
        lambda progress: cells.append(progress.detail) if progress.detail else None,
        lambda: len(cells) >= 2,
    )
    with pytest.raises(JobCancelled):
        prune_to_goal(subject, GoalRequest(at_most_kb=1.0), context)
    assert len(cells) == 2


def test_faces_are_held_out_of_the_fit_unless_there_are_too_few() -> None:
    fitted, held = held_out(5000, fitted=400, held=100)
    assert not set(fitted) & set(held)
    assert abs(len(held) - 100) <= 2
    assert np.ptp(held) > 4000
    assert [len(rows) for rows in held_out(3, fitted=400, held=100)] == [3, 3]


def test_what_is_measured_on_is_not_repaired_on(subject) -> None:
    _, held = fitted_and_held(subject)
    repaired_on = faces_to_repair(subject)
    assert len(repaired_on.faces) + len(held.faces) == len(subject.learning)
    told = {face.tobytes() for face in held.faces}
    assert not told & {face.tobytes() for face in repaired_on.faces}


def test_the_first_place_that_fits_is_found() -> None:
    for first in range(6):
        assert first_within(5, lambda k, first=first: k >= first) == (first if first < 5 else None)
