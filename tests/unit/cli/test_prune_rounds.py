"""`prune-rounds`: the trail, the limit, and the network that is kept."""

import pytest

from emotion_gui.core.model.checkpoint import load_checkpoint


def test_rounds_are_told_and_the_last_good_one_is_written(cli, trained_folder, tmp_path) -> None:
    out = tmp_path / "a.safetensors"
    ended = cli(
        "prune-rounds",
        "1",
        "--dataset stripes",
        "--out",
        out,
        "--workspace",
        trained_folder,
        "--share 0.5 --rounds 2 --epochs 0 --most-drop 100 --preset refit --json",
    )
    assert ended.code == 0, ended.err
    trail, final = ended.lines[:-1], ended.lines[-1]
    assert [entry["maps_left"] for entry in trail] == [256, 128, 64]
    assert final["final"] is True
    assert final["stopped"] == "all rounds done"
    kept = load_checkpoint(out)
    assert kept.network.spec.widths[-1] == final["maps_left"] == 64
    assert kept.info.plan is not None
    assert kept.info.plan["previous"]["parts"][0]["maps"] == 256


@pytest.mark.parametrize("wrong", [("--share", "1"), ("--rounds", "0"), ("--epochs", "-1")])
def test_wrong_choices_are_wrong_usage(cli, trained_folder, tmp_path, wrong) -> None:
    ended = cli(
        "prune-rounds",
        "1",
        "--dataset stripes",
        "--out",
        tmp_path / "a.safetensors",
        "--workspace",
        trained_folder,
        *wrong,
    )
    assert ended.code == 2
    assert not (tmp_path / "a.safetensors").exists()
