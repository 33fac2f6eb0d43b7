"""What `train` and `sweep` can be told beyond the data set: where it shows in what they leave."""

from __future__ import annotations

import contextlib
import csv
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.model import backbones
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.workspace.workspace import Workspace

FAST = ("--dataset", "stripes", "--epochs", "1", "--batch-size", "28", "--lr", "0.003")


def runs(folder: Path) -> list[dict[str, Any]]:
    """Configurations of the workspace's runs, newest first."""
    with contextlib.closing(Workspace.open(folder)) as workspace:
        return [dict(run.config) for run in workspace.runs()]


def weights(folder: Path, run: int) -> dict[str, torch.Tensor]:
    with contextlib.closing(Workspace.open(folder)) as workspace:
        return load_file(workspace.checkpoint_path(run))


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (("--balance", "sampling"), "balance_classes", "sampling"),
        (("--balance", "loss"), "balance_classes", "loss"),
        (("--early-stop", "3"), "early_stop", 3),
        (("--set", "ema=0.9", "--set", "optimizer=sgd"), "optimizer", "sgd"),
        (("--set", "ema=0.9"), "ema", 0.9),
        (("--deterministic",), "deterministic", True),
        (("--precision", "bfloat16"), "precision", "bfloat16"),
        (("--teacher", "run-1", "--teacher-temperature", "2"), "teacher_temperature", 2.0),
    ],
)
def test_an_option_is_part_of_the_recipe(cli, trained, options, field, value) -> None:
    ended = cli("train", *FAST, *options, "--workspace", trained, "--json")
    assert ended.code == 0, ended.err
    assert runs(trained)[0][field] == value


def test_widths_make_another_network_of_the_preset(cli, trained) -> None:
    ended = cli("train", *FAST, "--widths", "4,6,8,10,12", "--workspace", trained, "--json")
    assert ended.code == 0, ended.err
    assert runs(trained)[0]["network"]["modules"] == [[4], [6], [8], [10], [12]]
    assert weights(trained, 2)["blocks.4.conv.weight"].shape[:2] == (12, 10)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--soft-labels", "0.7"), "no face of this data set has votes"),
        (("--balance", "upwards"), "loss or sampling"),
        (("--teacher", "run-77"), "run-77"),
        (("--start-from", "run-77"), "run-77"),
        (("--new-head",), "choose what to start from"),
        (("--backbone", "vgg16"), "mobilenet_v3_small"),
        (("--widths", "8,8,8"), "needs 5 entries"),
        (("--set", "optimizer=lion"), "adam, adamw or sgd"),
        (("--set", "ema=0.9,0.99"), "one value"),
        (("--set", "threshold=8"), "one value"),
        (("--set", "speed=9"), "FIELD=VALUE"),
    ],
)
def test_values_that_make_no_sense_are_refused_in_words(cli, trained, options, words) -> None:
    before = runs(trained)
    ended = cli("train", *FAST, *options, "--workspace", trained)
    assert ended.code == 1
    assert ended.err.startswith("error: ")
    assert words in ended.err
    assert runs(trained) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--soft-labels", "1.5"),
        ("--backbone-weights", "weights.pth"),
        ("--backbone", "resnet18", "--start-from", "run-1"),
        ("--resume", "1"),
        ("--widths", "8,many"),
        ("--widths", "8,8,8,8,8", "--start-from", "run-1"),
    ],
)
def test_options_that_exclude_each_other_are_wrong_usage(cli, trained, options) -> None:
    assert cli("train", *FAST, *options, "--workspace", trained).code == 2


def test_a_teacher_changes_what_is_learned(cli, trained) -> None:
    both = [
        cli("train", *FAST, *options, "--workspace", trained, "--json").lines[0]["train_loss"]
        for options in ((), ("--teacher", "run-1", "--teacher-weight", "0.9"))
    ]
    assert both[0] != both[1]
    assert runs(trained)[0]["teacher"] == "run-1"


def test_starting_from_a_run_brings_its_weights(cli, trained) -> None:
    still = ("--dataset", "stripes", "--epochs", "1", "--batch-size", "28", "--lr", "1e-9")
    assert cli("train", *still, "--start-from", "run-1", "--workspace", trained).code == 0
    assert runs(trained)[0]["start_from"].endswith(".safetensors")
    first, second = weights(trained, 1), weights(trained, 2)
    torch.testing.assert_close(second["head.conv.weight"], first["head.conv.weight"])


def test_a_preset_may_begin_with_a_bundled_model(cli, trained) -> None:
    """Unless something else is chosen."""
    still = ("--dataset", "stripes", "--preset", "robust", "--epochs", "1", "--batch-size", "28")
    slow = ("--lr", "1e-9", "--set", "weight_decay=0", "--workspace", trained)
    assert cli("train", *still, *slow).code == 0
    bundled = load_checkpoint(resolve_checkpoint("paper")).network.state_dict()
    torch.testing.assert_close(weights(trained, 2)["head.conv.weight"], bundled["head.conv.weight"])
    (newest, _) = runs(trained)
    assert newest["teacher"] == "default,paper"
    assert newest["augmentation"]["faults"] == 1
    assert cli("train", *still, *slow, "--start-from", "run-1", "--teacher-weight", "0.5").code == 0
    torch.testing.assert_close(
        weights(trained, 3)["head.conv.weight"], weights(trained, 1)["head.conv.weight"]
    )


def test_fresh_weights_on_a_small_set_are_told_of_the_bundled_start(cli, trained) -> None:
    """Not where a model is begun with, nor for rows of the paper, which begin fresh."""
    still = ("--dataset", "stripes", "--epochs", "1", "--batch-size", "28", "--workspace", trained)
    said = cli("train", *still)
    assert "140 faces to learn from" in said.err
    assert "--preset small-set" in said.err
    for other in (("--preset", "small-set"), ("--start-from", "run-1"), ("--preset", "paper")):
        ended = cli("train", *still, *other)
        assert ended.code == 0, ended.err
        assert "small-set" not in ended.err
    settings = runs(trained)[2]
    assert settings["preset"] == "small-set"
    assert settings["start_from"].endswith("default.safetensors")


def test_a_new_head_leaves_the_features_as_they_were(cli, trained) -> None:
    ended = cli("train", *FAST, "--start-from", "run-1", "--new-head", "--workspace", trained)
    assert ended.code == 0, ended.err
    first, second = weights(trained, 1), weights(trained, 2)
    assert all(torch.equal(first[name], second[name]) for name in first if "blocks." in name)
    assert not torch.equal(first["head.conv.weight"], second["head.conv.weight"])


def test_looking_for_a_learning_rate_stores_nothing(cli, trained) -> None:
    before = runs(trained)
    ended = cli("train", *FAST, "--find-lr", "--workspace", trained, "--json")
    assert ended.code == 0, ended.err
    values = ended.json
    assert len(values["rates"]) == len(values["losses"]) > 0
    assert values["rates"] == sorted(values["rates"])
    assert 1e-7 <= values["suggestion"] <= 0.1
    assert runs(trained) == before


@pytest.fixture(scope="module")
def backbone_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torchvision_guard.install()
    from torchvision import models

    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("backbone") / "random.pth"
    torch.save(models.mobilenet_v3_small(weights=None).state_dict(), path)
    return path


def test_a_head_on_a_backbone_is_a_run_like_any_other(
    cli, trained, backbone_file, tmp_path
) -> None:
    ended = cli(
        "train",
        *FAST,
        "--backbone mobilenet_v3_small",
        "--backbone-weights",
        backbone_file,
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    assert str(backbone_file) in ended.err
    file = Path(ended.lines[-1]["checkpoint"])
    loaded = load_checkpoint(file)
    assert isinstance(loaded.info.spec, BackboneSpec)
    stem = torch.load(backbone_file, weights_only=True)["features.0.0.weight"]
    assert torch.equal(
        loaded.network.state_dict()["blocks.0.trunk.0.0.weight"], stem.sum(1, keepdim=True)
    )

    judged = cli("evaluate", file, "--dataset", "stripes", "--workspace", trained, "--json").json
    assert judged["accuracy"] == pytest.approx(ended.lines[-1]["test_accuracy"])
    assert judged["parameters"] == loaded.network.parameter_count()
    assert (judged["prior"], judged["flip"]) == ("training", False)
    known = cli("models", "--workspace", trained, "--json").json["models"]
    assert judged["parameters"] in [model["parameters"] for model in known]
    pruned = cli(
        "prune",
        file,
        "--dataset stripes --maps 9",
        "--out",
        tmp_path / "p.safetensors",
        "--workspace",
        trained,
    )
    assert pruned.code == 1
    assert "only the program's own networks can be pruned" in pruned.err


def test_a_run_on_a_backbone_can_be_the_start_of_another(cli, trained, backbone_file) -> None:
    assert (
        cli(
            "train",
            *FAST,
            "--backbone mobilenet_v3_small",
            "--backbone-weights",
            backbone_file,
            "--workspace",
            trained,
        ).code
        == 0
    )
    still = ("--dataset", "stripes", "--epochs", "1", "--batch-size", "28", "--lr", "1e-9")
    ended = cli("train", *still, "--start-from", "run-2", "--workspace", trained)
    assert ended.code == 0, ended.err
    first, second = weights(trained, 2), weights(trained, 3)
    torch.testing.assert_close(first["head.conv.weight"], second["head.conv.weight"])


def test_missing_backbone_weights_tell_where_to_get_them(
    cli, trained, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backbones, "weights_folders", lambda: (tmp_path / "backbones",))
    ended = cli("train", *FAST, "--backbone", "resnet18", "--workspace", trained)
    assert ended.code == 1
    assert "https://download.pytorch.org/models/resnet18-f37072fd.pth" in ended.err
    assert str(tmp_path / "backbones") in ended.err


def test_a_grid_is_repeated_and_written_as_tables(cli, trained, tmp_path) -> None:
    table, latex = tmp_path / "grid.csv", tmp_path / "grid.tex"
    ended = cli(
        "sweep",
        "--dataset stripes --preset paper-10-1e-3 --repeats 2 --epochs 1 --seed 4",
        "--grid learning-rate=1e-3,1e-4 --grid threshold=5,9",
        "--csv",
        table,
        "--latex",
        latex,
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    rows = ended.lines
    assert len(rows) == 8
    assert {(row["learning_rate"], row["threshold"]) for row in rows} == {
        (1e-3, 5),
        (1e-3, 9),
        (1e-4, 5),
        (1e-4, 9),
    }
    assert {row["seed"] for row in rows} == {4, 5}
    with table.open(newline="", encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 8
    text = latex.read_text("utf-8")
    assert "\\begin{tabular}" in text
    assert "\\end{tabular}" in text


def test_the_printed_table_tells_learned_faces_in_one_line(cli, trained) -> None:
    ended = cli(
        "sweep",
        "--dataset stripes --preset paper-10-1e-3 --epochs 1 --repeats 2",
        "--workspace",
        trained,
    )
    assert ended.code == 0, ended.err
    told = [line for line in ended.out.splitlines() if "learned by these networks" in line]
    assert len(told) == 1


@pytest.mark.parametrize("line", ["depth=3", "epochs=many", "optimizer=lion", "epochs="])
def test_a_grid_that_means_nothing_is_refused(cli, trained_folder, line) -> None:
    ended = cli("sweep", "--dataset", "stripes", "--grid", line, "--workspace", trained_folder)
    assert ended.code == 1
    assert ended.err.startswith("error: ")


def test_table_1_is_not_mixed_with_others(cli, trained_folder) -> None:
    ended = cli(
        "sweep", "--dataset stripes --table1 --grid epochs=1", "--workspace", trained_folder
    )
    assert ended.code == 2
