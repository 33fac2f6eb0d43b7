"""Pruning to a goal on the command line: what is written, what is refused as usage."""

from __future__ import annotations

import contextlib
import json

import pytest
import torch
from helpers.datasets import make_dataset

from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.plan import load_plan
from emotion_gui.core.workspace.workspace import Workspace

TINY = NetworkSpec(modules=((3,), (4,)), pooled=(True, True))


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> tuple[object, ...]:
    """A tiny network on a small data set."""
    folder = tmp_path_factory.mktemp("goal")
    with contextlib.closing(Workspace.open(folder / "workspace")) as workspace:
        make_dataset(workspace, train=42, test=14, validation=0)
    torch.manual_seed(0)
    save_checkpoint(folder / "m.safetensors", EmotionCNN(TINY), CheckpointInfo(spec=TINY))
    there = ("--dataset", "stripes", "--workspace", folder / "workspace")
    return ("prune", folder / "m.safetensors", *there, "--json")


def test_a_goal_is_met_and_written_with_its_plan(cli, asked, tmp_path) -> None:
    out, plan = tmp_path / "a.safetensors", tmp_path / "plan.json"
    wishes = "--at-most-kb 6.3 --at-most-worse 100 --float"
    ended = cli(*asked, "--out", out, "--plan", plan, wishes)
    assert ended.code == 0, ended.err
    values, kept = ended.json, load_checkpoint(out)
    assert not values["missed"]
    assert not values["quantized"]
    assert values["file_bytes"] == out.stat().st_size
    assert list(kept.network.spec.widths) == values["maps_after"]
    gone = sum(values["maps_before"]) - sum(values["maps_after"])
    assert load_plan(plan).maps_gone == gone > 0
    assert kept.info.run["goal"]["at_most_kb"] == 6.3
    assert json.dumps(kept.info.plan)


def test_a_goal_that_is_missed_writes_nothing_and_says_where_it_ends(cli, asked, tmp_path) -> None:
    ended = cli(*asked, "--out", tmp_path / "a.safetensors", "--at-most-kb 0.5 --float")
    assert ended.code == 1
    assert "the nearest that can be reached is" in ended.err
    assert not (tmp_path / "a.safetensors").exists()


@pytest.mark.parametrize("other", ["--maps 3", "--layer 1", "--recalibrate", "--rule l1"])
def test_a_goal_chooses_the_rest_itself(cli, asked, tmp_path, other: str) -> None:
    words = f"--at-most-kb 100 {other}"
    assert cli(*asked, "--out", tmp_path / "a.safetensors", words).code == 2
