"""`prune` with its choices, plan files and criteria, and `compare`."""

import csv as csv_files

import pytest

from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.pruning.choosing import ORDERS
from emotion_gui.core.pruning.plan import load_plan


def prune(cli, workspace, out, *more):
    return cli(
        "prune", "1", "--dataset stripes", "--out", out, "--workspace", workspace, "--json", *more
    )


def test_choices_are_recorded_in_the_plan_file(cli, trained_folder, tmp_path) -> None:
    plan = tmp_path / "plan.json"
    ended = prune(
        cli,
        trained_folder,
        tmp_path / "a.safetensors",
        "--preset",
        "corrected",
        "--threshold",
        "9",
        "--complementary",
        "150",
        "--normalisation",
        "centred",
        "--remove-silent",
        "--recalibrate",
        "--plan",
        plan,
    )
    assert ended.code == 0, ended.err
    options = load_plan(plan).only_part.options
    assert (options.threshold_deg, options.complementary_deg) == (9.0, 150.0)
    assert (options.normalisation, options.remove_silent) == ("centred", True)
    kept = load_checkpoint(tmp_path / "a.safetensors").info.plan
    assert kept is not None
    assert kept["recalibrated"] is True


def test_a_plan_file_is_replayed_to_the_same_network(cli, trained_folder, tmp_path) -> None:
    plan = tmp_path / "plan.json"
    first = prune(
        cli,
        trained_folder,
        tmp_path / "a.safetensors",
        "--preset",
        "refit",
        "--layer",
        "4",
        "--maps",
        "40",
        "--rule",
        "l1",
        "--compact",
        "--plan",
        plan,
    )
    assert first.code == 0, first.err
    assert load_plan(plan).only_part.options.order == "l1"
    again = prune(cli, trained_folder, tmp_path / "b.safetensors", "--compact", "--replay", plan)
    assert again.code == 0, again.err
    assert again.json["layer"] == 4
    assert again.json["maps_after"] == first.json["maps_after"] == 88
    assert again.json["accuracy_after"] == first.json["accuracy_after"]
    files = [tmp_path / f"{name}.safetensors" for name in "ab"]
    assert [load_checkpoint(f).network.spec.widths[3] for f in files] == [88, 88]


def test_a_plan_for_another_network_is_refused_in_words(cli, trained_folder, tmp_path) -> None:
    plan = tmp_path / "plan.json"
    choice = ("--preset", "paper", "--maps", "9", "--plan", plan)
    ended = prune(cli, trained_folder, tmp_path / "a.safetensors", *choice)
    assert ended.code == 0, ended.err
    plan.write_text(
        plan.read_text(encoding="utf-8").replace(load_plan(plan).fingerprint, "0" * 32),
        encoding="utf-8",
    )
    refused = prune(cli, trained_folder, tmp_path / "b.safetensors", "--replay", plan)
    assert refused.code == 1
    assert "does not fit this network" in refused.err
    assert not (tmp_path / "b.safetensors").exists()


def test_a_plain_number_of_maps_takes_what_loses_least(cli, trained_folder, tmp_path) -> None:
    plan = tmp_path / "plan.json"
    ended = prune(cli, trained_folder, tmp_path / "a.safetensors", "--maps", "200", "--plan", plan)
    assert ended.code == 0, ended.err
    told = {name: ended.json[name] for name in ("preset", "repair", "maps_after")}
    assert told == {"preset": "refit", "repair": "both-sides", "maps_after": 56}
    assert ended.json["order"] in ORDERS
    assert load_plan(plan).only_part.options.order == ended.json["order"]


def test_the_literal_rule_stays_as_it_is(cli, trained_folder, tmp_path) -> None:
    choice = ("--preset", "paper", "--maps", "9")
    ended = prune(cli, trained_folder, tmp_path / "a.safetensors", *choice)
    assert ended.code == 0, ended.err
    told = [ended.json[name] for name in ("preset", "order", "repair")]
    assert told == ["paper", "distinctiveness", "none"]


@pytest.mark.parametrize(
    "wrong",
    [("--rule", "l1"), ("--replay", "p.json", "--maps", "3"), ("--maps", "3", "--threshold", "3")],
)
def test_choices_that_exclude_each_other_are_wrong_usage(
    cli, trained_folder, tmp_path, wrong
) -> None:
    assert prune(cli, trained_folder, tmp_path / "a.safetensors", *wrong).code == 2


def test_compare_gives_a_row_a_rule_and_a_table_on_disk(cli, trained_folder, tmp_path) -> None:
    table = tmp_path / "contest.csv"
    ended = cli(
        "compare",
        "1",
        "--dataset stripes --share 0.5 --rule importance --rule random --seeds 2",
        "--csv",
        table,
        "--workspace",
        trained_folder,
        "--json",
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert (values["layer"], values["maps"], values["before"]["n"]) == (5, 256, 21)
    named = {(row["rival"], row["repair"]) for row in values["rows"]}
    assert named == {(row["criterion"], row["update"]) for row in values["rows"]}
    assert named == {(r, w) for r in ("importance", "random") for w in ("zeroed", "refit")}
    assert {row["maps_left"] for row in values["rows"]} == {128}
    with table.open(encoding="utf-8") as file:
        assert len(list(csv_files.DictReader(file))) == 5


def test_compare_prints_a_table_under_its_older_name_too(cli, trained_folder) -> None:
    ended = cli(
        "contest", "1", "--dataset stripes --share 0.5 --rule l1", "--workspace", trained_folder
    )
    assert ended.code == 0, ended.err
    assert "module 5, 256 maps, n = 21" in ended.out
    assert (
        cli(
            "contest", "1", "--dataset", "stripes", "--share", "1.5", "--workspace", trained_folder
        ).code
        == 1
    )


def test_a_rule_that_needs_labels_gets_the_training_labels(cli, trained_folder, tmp_path) -> None:
    out = tmp_path / "a.safetensors"
    ended = prune(cli, trained_folder, out, "--repair", "none", "--maps", "9", "--rule", "taylor")
    assert ended.code == 0, ended.err
    assert ended.json["maps_before"] - ended.json["maps_after"] == 9


@pytest.mark.parametrize("name", ["obs", "surgeon", "OBS"])
def test_obs_goes_by_its_older_name_too(cli, trained_folder, tmp_path, name) -> None:
    plan = tmp_path / "plan.json"
    ended = prune(
        cli,
        trained_folder,
        tmp_path / "a.safetensors",
        "--preset",
        "paper",
        "--maps",
        "9",
        "--rule",
        name,
        "--plan",
        plan,
    )
    assert ended.code == 0, ended.err
    assert load_plan(plan).only_part.options.order == "surgeon"  # as it stands in older plans


def test_an_unknown_criterion_is_wrong_usage(cli, trained_folder, tmp_path) -> None:
    ended = prune(cli, trained_folder, tmp_path / "a.safetensors", "--maps", "9", "--rule", "luck")
    assert ended.code == 2
    assert "obs" in ended.err
