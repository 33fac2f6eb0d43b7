"""`remove-layer`: what could go, what cannot, and the network without a layer."""

import json

import pytest
from helpers.pruning import random_network

from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))


@pytest.fixture
def network(tmp_path):
    """A file with one layer that could go: the third reads 6 maps and hands on 6."""
    file = tmp_path / "network.safetensors"
    save_checkpoint(file, random_network(SPEC), CheckpointInfo(spec=SPEC))
    return file


def remove(cli, workspace, network, *more):
    return cli("remove-layer", network, "--dataset", "stripes", "--workspace", workspace, *more)


def test_every_layer_is_looked_at(cli, trained_folder, network) -> None:
    ended = remove(cli, trained_folder, network, "--json")
    assert ended.code == 0, ended.err
    lines = [json.loads(line) for line in ended.out.splitlines()]
    assert [line["layer"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line["layer"] for line in lines if line["feasible"]] == [3]
    assert lines[2]["mcnemar_p"] is not None


def test_a_layer_is_taken_out(cli, trained_folder, network, tmp_path) -> None:
    out = tmp_path / "out.safetensors"
    ended = remove(cli, trained_folder, network, "--layer", "3", "--out", out, "--json")
    assert ended.code == 0, ended.err
    kept = load_checkpoint(out)
    assert kept.network.spec.widths == (4, 6, 8, 8, 12)
    assert ended.json["macs_after"] < ended.json["macs_before"]
    assert kept.info.plan is not None
    assert kept.info.plan["removed"] is True


def test_a_layer_that_the_shapes_need_is_refused_in_words(
    cli, trained_folder, network, tmp_path
) -> None:
    out = tmp_path / "out.safetensors"
    for layer in ("2", "9"):
        ended = remove(cli, trained_folder, network, "--layer", layer, "--out", out)
        assert ended.code == 1
        assert not out.exists()
    assert remove(cli, trained_folder, network, "--layer", "3").code == 2
