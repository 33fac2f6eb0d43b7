"""`prune-layers`: the budget, the file and the plan."""

from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.layered_plan import load_layered_plan


def test_the_budget_is_met_in_every_layer(cli, trained_folder, tmp_path) -> None:
    out, plan = tmp_path / "a.safetensors", tmp_path / "plan.json"
    ended = cli("prune-layers", "1", "--dataset", "stripes", "--out", out, "--workspace",
                trained_folder, "--macs", "0.5", "--rule", "l1", "--plan", plan,
                "--json")  # fmt: skip
    assert ended.code == 0, ended.err
    values = ended.json
    assert abs(values["macs_after"] / values["macs_before"] - 0.5) <= 0.02
    assert values["max_logit_difference"] <= 1e-5
    kept = load_checkpoint(out)
    assert list(kept.network.spec.widths) == values["maps_after"]
    lost = [b - a for b, a in zip(values["maps_before"], values["maps_after"], strict=True)]
    assert all(count > 0 for count in lost)
    assert load_layered_plan(plan).maps_gone == values["maps_gone"] == sum(lost)


def test_a_budget_out_of_range_is_wrong_usage(cli, trained_folder, tmp_path) -> None:
    ended = cli("prune-layers", "1", "--dataset", "stripes", "--out", tmp_path / "a.safetensors",
                "--workspace", trained_folder, "--macs", "1.5")  # fmt: skip
    assert ended.code == 2
