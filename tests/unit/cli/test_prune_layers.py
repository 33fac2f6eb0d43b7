"""`prune-layers`: the budget, the file and the plan."""

import json

from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.plan import load_plan


def test_the_budget_is_met_in_every_layer(cli, trained_folder, tmp_path) -> None:
    out, plan = tmp_path / "a.safetensors", tmp_path / "plan.json"
    ended = cli(
        "prune-layers",
        "1",
        "--dataset stripes",
        "--out",
        out,
        "--workspace",
        trained_folder,
        "--macs 0.5 --rule l1",
        "--plan",
        plan,
        "--json",
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert abs(values["macs_after"] / values["macs_before"] - 0.5) <= 0.02
    assert values["max_logit_difference"] <= 1e-5
    kept = load_checkpoint(out)
    assert list(kept.network.spec.widths) == values["maps_after"]
    lost = [b - a for b, a in zip(values["maps_before"], values["maps_after"], strict=True)]
    assert all(count > 0 for count in lost)
    assert load_plan(plan).maps_gone == values["maps_gone"] == sum(lost)


def test_a_repair_follows_the_plan_and_is_replayed(cli, trained_folder, tmp_path) -> None:
    plan, files = tmp_path / "plan.json", [tmp_path / f"{name}.safetensors" for name in "abc"]
    asked = ("prune-layers", "1", "--dataset", "stripes", "--workspace", trained_folder, "--json")
    plain = cli(*asked, "--out", files[0], "--rule l1 --macs 0.5")
    words = "--rule l1 --macs 0.5 --repair both-sides"
    mended = cli(*asked, "--out", files[1], words, "--plan", plan)
    again = cli(*asked, "--out", files[2], "--replay", plan)
    assert [ended.code for ended in (plain, mended, again)] == [0, 0, 0], mended.err
    first, second, third = (load_checkpoint(file).network.state_dict() for file in files)
    assert all((second[name] == third[name]).all() for name in second)
    assert any((first[name] != second[name]).any() for name in first)


def test_a_budget_out_of_range_is_wrong_usage(cli, trained_folder, tmp_path) -> None:
    ended = cli(
        "prune-layers",
        "1",
        "--dataset stripes",
        "--out",
        tmp_path / "a.safetensors",
        "--workspace",
        trained_folder,
        "--macs 1.5",
    )
    assert ended.code == 2


def test_a_plan_is_replayed_and_refused_for_another_network(cli, trained_folder, tmp_path) -> None:
    plan, files = tmp_path / "plan.json", [tmp_path / f"{name}.safetensors" for name in "ab"]
    asked = ("prune-layers", "1", "--dataset", "stripes", "--workspace", trained_folder, "--json")
    first = cli(*asked, "--out", files[0], "--rule", "l1", "--macs", "0.7", "--plan", plan)
    assert first.code == 0, first.err
    again = cli(*asked, "--out", files[1], "--replay", plan)
    assert again.code == 0, again.err
    for key in ("maps_after", "accuracy_after", "maps_gone"):
        assert again.json[key] == first.json[key]
    one, two = (load_checkpoint(file).network.state_dict() for file in files)
    assert all((one[name] == two[name]).all() for name in one)
    parts = [part.to_json() | {"fingerprint": "0" * 32} for part in load_plan(plan).parts]
    plan.write_text(json.dumps({"format": 1, "parts": parts}), encoding="utf-8")
    refused = cli(*asked, "--out", tmp_path / "c.safetensors", "--replay", plan)
    assert refused.code == 1
    assert "does not fit this network" in refused.err
    assert not (tmp_path / "c.safetensors").exists()


def test_a_replayed_plan_brings_its_own_budget(cli, trained_folder, tmp_path) -> None:
    ended = cli(
        "prune-layers",
        "1",
        "--dataset stripes",
        "--workspace",
        trained_folder,
        "--out",
        tmp_path / "a.safetensors",
        "--replay plan.json --macs 0.5",
    )
    assert ended.code == 2
