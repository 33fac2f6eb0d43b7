"""Pruning to a goal: what is met, what is refused, what is kept."""

from __future__ import annotations

import contextlib
import json

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset

from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.goals import first_within, held_out
from emotion_gui.core.pruning.plan import load_plan
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.shape_costs import ShapeCosts

TINY = NetworkSpec(modules=((1,), (3,), (4,), (6,), (8,)))


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> tuple[object, ...]:
    """A tiny network, one layer of which has nothing to give, on a small data set."""
    folder = tmp_path_factory.mktemp("goal")
    with contextlib.closing(Workspace.open(folder / "workspace")) as workspace:
        make_dataset(workspace)
    torch.manual_seed(0)
    save_checkpoint(folder / "m.safetensors", EmotionCNN(TINY), CheckpointInfo(spec=TINY))
    there = ("--dataset", "stripes", "--workspace", folder / "workspace")
    return ("prune", folder / "m.safetensors", *there, "--json")


def test_a_size_is_met_in_8_bits_and_the_plan_is_written(cli, asked, tmp_path) -> None:
    out, plan = tmp_path / "a.safetensors", tmp_path / "plan.json"
    whole = ShapeCosts(TINY, in_8_bits=True).stored_bytes(TINY)
    wishes = f"--at-most-kb {(whole - 500) / 1000} --at-most-worse 100"
    ended = cli(*asked, "--out", out, "--plan", plan, wishes)
    assert ended.code == 0, ended.err
    values = ended.json
    kept = load_checkpoint(out)
    assert kept.network.stored_bytes() == values["bytes_after"] <= whole - 500
    assert values["quantized"]
    assert not values["missed"]
    assert list(kept.network.spec.widths) == values["maps_after"]
    gone = sum(values["maps_before"]) - sum(values["maps_after"])
    assert load_plan(plan).maps_gone == gone > 0
    assert len(values["layers"]) == len(values["maps_before"])
    for layer in values["layers"]:  # why not more: a price, or nothing is left to give
        assert layer["next"] is None or layer["next"]["saved_bytes"] > 0


def test_an_accuracy_alone_goes_as_far_as_held_out_faces_allow(cli, asked, tmp_path) -> None:
    ended = cli(*asked, "--out", tmp_path / "a.safetensors", "--at-most-worse 90 --float")
    assert ended.code == 0, ended.err
    assert ended.json["macs_after"] < ended.json["macs_before"] / 2
    assert not ended.json["quantized"]


@pytest.mark.parametrize(
    ("wishes", "where"),
    [
        ("--at-most-kb 0.5 --float", "the nearest that can be reached is"),
        ("--at-most-kb 9000", "within it without pruning"),
        ("--at-least 100", "the model itself reaches"),
    ],
)
def test_what_cannot_be_met_is_refused_with_where_it_ends(
    cli, asked, tmp_path, wishes: str, where: str
) -> None:
    ended = cli(*asked, "--out", tmp_path / "a.safetensors", wishes)
    assert ended.code == 1
    assert where in ended.err
    assert not (tmp_path / "a.safetensors").exists()


@pytest.mark.parametrize("other", ["--maps 3", "--layer 1", "--recalibrate", "--rule l1"])
def test_a_goal_chooses_the_rest_itself(cli, asked, tmp_path, other: str) -> None:
    words = f"--at-most-kb 100 {other}"
    assert cli(*asked, "--out", tmp_path / "a.safetensors", words).code == 2


def test_faces_are_held_out_of_the_fit_unless_there_are_too_few() -> None:
    fitted, held = held_out(5000, fitted=400, held=100)
    assert not set(fitted) & set(held)
    assert abs(len(held) - 100) <= 2
    assert np.ptp(held) > 4000
    assert [len(rows) for rows in held_out(3, fitted=400, held=100)] == [3, 3]


def test_the_first_place_that_fits_is_found() -> None:
    for first in range(6):
        assert first_within(5, lambda k, first=first: k >= first) == (first if first < 5 else None)


def test_the_goal_is_written_with_the_network(cli, asked, tmp_path) -> None:
    out = tmp_path / "a.safetensors"
    cli(*asked, "--out", out, "--at-most-kb 4 --float")
    info = load_checkpoint(out).info
    assert info.run["goal"]["at_most_kb"] == 4
    assert json.dumps(info.plan)
