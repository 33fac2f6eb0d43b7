"""Import, train, evaluate, prune, sweep, export and models on small rendered data."""

import contextlib
import csv
import signal
from pathlib import Path

import pytest
from helpers.seven import LABELS

from emotion_gui.cli import train as train_module
from emotion_gui.core.data.sample_faces import write_sample_csv, write_sample_folder
from emotion_gui.core.evaluation.ledger import Opening, openings
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.workspace.workspace import Workspace


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample_csv(tmp_path_factory.mktemp("table") / "faces.csv", count=70, seed=1)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("folder")
    write_sample_folder(place, count=28, seed=2)
    return place


def recorded_openings(folder: Path) -> list[Opening]:
    with contextlib.closing(Workspace.open(folder)) as workspace:
        return openings(workspace, dataset="stripes")


def test_import(cli, table, tmp_path) -> None:
    ended = cli("import", table, "--name", "faces", "--workspace", tmp_path / "w", "--json")
    assert ended.code == 0, ended.err
    values = ended.json
    assert {
        "dataset",
        "imported",
        "skipped",
        "by_status",
        "by_class",
        "by_split",
        "seconds",
    } <= set(values)
    assert (values["dataset"], values["imported"], values["skipped"]) == ("faces", 70, 0)
    assert values["by_class"] == dict.fromkeys(LABELS, 10)
    assert sum(values["by_split"].values()) == 70


def test_import_for_people(cli, table, tmp_path) -> None:
    ended = cli("import", table, "--name", "faces", "--workspace", tmp_path / "w")
    assert "70 faces imported" in ended.out


def test_import_refuses_a_taken_name(cli, table, tmp_path) -> None:
    arguments = ("import", table, "--name", "faces", "--workspace", tmp_path / "w")
    assert cli(*arguments).code == 0
    ended = cli(*arguments)
    assert ended.code == 1
    assert "already exists" in ended.err


def test_train_prints_a_line_an_epoch_and_a_last_one(cli, trained) -> None:
    ended = cli(
        "train",
        "--dataset stripes --preset paper --epochs 2 --batch-size 35 --seed 5 --name mine",
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    *epochs, last = ended.lines
    assert [line["epoch"] for line in epochs] == [1, 2]
    for line in epochs:
        assert {"train_loss", "train_accuracy", "test_accuracy", "images_per_second"} <= set(line)
    assert {
        "run",
        "checkpoint",
        "best_epoch",
        "test_accuracy",
        "validation_accuracy",
        "n",
        "interval",
    } <= set(last)
    assert last["n"] == 21
    assert last["validation_accuracy"] is None
    assert recorded_openings(trained) == []
    assert last["name"] == "mine"
    assert 0 <= last["interval"][0] <= last["test_accuracy"] <= last["interval"][1] <= 1
    assert load_checkpoint(Path(last["checkpoint"])).info.run["config"]["seed"] == 5
    assert "epoch 2" in ended.err


def test_train_opens_the_final_part_only_when_asked(cli, trained) -> None:
    ended = cli(
        "train",
        "--dataset stripes --preset paper --epochs 1 --batch-size 35 --final --name mine",
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    assert 0 <= ended.lines[-1]["validation_accuracy"] <= 1
    assert ended.lines[-1]["validation_n"] == 14
    (opening,) = recorded_openings(trained)
    assert (opening.model, opening.run_id) == ("mine", ended.lines[-1]["run"])


def test_interrupted_training_goes_on(cli, trained, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = train_module._show_epoch

    def interrupt(run, progress) -> None:
        shown(run, progress)
        if getattr(progress.detail, "test_accuracy", None) is not None:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(train_module, "_show_epoch", interrupt)
    arguments = ("--workspace", trained, "--json")
    ended = cli("train", "--dataset", "stripes", "--epochs", "3", *arguments)
    assert ended.code == 130
    assert [line["epoch"] for line in ended.lines] == [1]
    assert "train --resume 2" in ended.err
    monkeypatch.setattr(train_module, "_show_epoch", shown)
    ended = cli("train", "--resume", "2", *arguments)
    assert ended.code == 0, ended.err
    assert [line.get("epoch") for line in ended.lines] == [2, 3, None]


def test_a_finished_run_is_not_resumed(cli, trained) -> None:
    ended = cli("train", "--resume", "1", "--workspace", trained)
    assert ended.code == 1
    assert "error: " in ended.err


def test_evaluate_on_a_part(cli, trained_folder) -> None:
    ended = cli(
        "evaluate",
        "run-1",
        "--dataset stripes --part test --flip",
        "--workspace",
        trained_folder,
        "--json",
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert {
        "n",
        "accuracy",
        "interval",
        "macro_f1",
        "balanced_accuracy",
        "per_class",
        "confusion",
        "parameters",
        "ece",
    } <= set(values)
    assert values["n"] == 21
    assert values["top2"] >= values["accuracy"]
    assert values["parameters"] == 409_461
    assert tuple(values["per_class"]) == LABELS
    assert set(values["per_class"]["happy"]) >= {"precision", "recall", "f1", "support"}
    assert [sum(row) for row in values["confusion"]] == [3] * 7


def test_the_final_part_is_judged_once(cli, trained, tmp_path) -> None:
    words = ("evaluate", "1", "--dataset", "stripes", "--final", "--workspace", trained, "--json")
    first = cli(*words, "--report", tmp_path / "out" / "final.html")
    assert first.code == 0, first.err
    assert (first.json["n"], first.json["again"]) == (14, False)
    assert "Final report" in (tmp_path / "out" / "final.html").read_text(encoding="utf-8")
    second = cli(*words)
    assert second.json == {**first.json, "again": True}
    assert "judged on these faces before" in second.err


def test_calibrating_stores_the_temperature(cli, trained) -> None:
    words = ("evaluate", "1", "--dataset", "stripes", "--workspace", trained, "--json")
    refused = cli(*words, "--calibrate")
    assert refused.code == 1
    assert "at least 70 faces" in refused.err
    assert cli(*words).json["temperature"] == 1.0


def test_evaluate_a_source_as_a_whole_and_write_a_report(cli, trained, folder, tmp_path) -> None:
    report = tmp_path / "report.html"
    ended = cli(
        "evaluate",
        trained / "runs" / "1" / "best.safetensors",
        "--source",
        folder,
        "--report",
        report,
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    assert ended.json["n"] == 28
    assert "<svg" in report.read_text(encoding="utf-8")


def test_evaluate_a_source_that_names_its_parts(cli, trained, table) -> None:
    ended = cli("evaluate", "1", "--source", table, "--workspace", trained, "--json")
    assert ended.code == 0, ended.err
    assert ended.json["n"] == 7  # PublicTest, a tenth


def test_evaluate_for_people(cli, trained_folder) -> None:
    ended = cli("evaluate", "1", "--dataset", "stripes", "--workspace", trained_folder)
    assert ended.code == 0
    assert "accuracy" in ended.out
    assert "surprise" in ended.out


PRUNE_KEYS = {
    "layer",
    "maps_before",
    "maps_after",
    "similar",
    "complementary",
    "accuracy_before",
    "accuracy_after",
    "n",
    "mcnemar_p",
    "parameters_before",
    "parameters_after",
    "macs_before",
    "macs_after",
    "ms_before",
    "ms_after",
    "max_logit_difference",
}


def test_prune_and_compact(cli, trained_folder, tmp_path) -> None:
    out = tmp_path / "small.safetensors"
    ended = cli(
        "prune",
        "1",
        "--dataset stripes --preset refit --maps 128 --compact",
        "--out",
        out,
        "--workspace",
        trained_folder,
        "--json",
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert set(values) >= PRUNE_KEYS
    assert (values["layer"], values["maps_before"], values["maps_after"]) == (5, 256, 128)
    assert values["parameters_before"] - values["parameters_after"] == 128 * 1218
    assert values["max_logit_difference"] <= 1e-5
    assert values["n"] == 21
    assert load_checkpoint(out).network.spec.widths[-1] == 128


def test_prune_by_threshold_masks_only(cli, trained_folder, folder, tmp_path) -> None:
    out = tmp_path / "masked.safetensors"
    ended = cli(
        "prune",
        "1",
        "--source",
        folder,
        "--threshold 12",
        "--out",
        out,
        "--workspace",
        trained_folder,
        "--json",
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert values["maps_after"] < 256
    assert values["parameters_before"] == values["parameters_after"]
    assert load_checkpoint(out).network.spec.widths[-1] == 256


def test_prune_another_layer_and_fine_tune(cli, trained_folder, tmp_path) -> None:
    out = tmp_path / "tuned.safetensors"
    ended = cli(
        "prune",
        "1",
        "--dataset stripes --layer 4 --preset corrected --maps 32 --finetune 1 --part test",
        "--out",
        out,
        "--workspace",
        trained_folder,
    )
    assert ended.code == 0, ended.err
    assert "module 4: 128 -> 96 maps" in ended.out
    assert load_checkpoint(out).network.spec.widths == (16, 32, 64, 96, 256)


def test_the_original_is_untouched(cli, trained, tmp_path) -> None:
    original = (trained / "runs" / "1" / "best.safetensors").read_bytes()
    cli(
        "prune",
        "1",
        "--dataset stripes --maps 9 --compact",
        "--out",
        tmp_path / "o.safetensors",
        "--workspace",
        trained,
    )
    assert (trained / "runs" / "1" / "best.safetensors").read_bytes() == original


def test_sweep_has_a_line_a_row(cli, trained, tmp_path) -> None:
    table = tmp_path / "table.csv"
    ended = cli(
        "sweep",
        "--dataset stripes --preset paper-10-1e-3 --preset paper-10-1e-4 --repeats 2",
        "--epochs 1",
        "--csv",
        table,
        "--workspace",
        trained,
        "--json",
    )
    assert ended.code == 0, ended.err
    rows = ended.lines
    assert len(rows) == 4
    for row in rows:
        assert {
            "maps",
            "epochs",
            "learning_rate",
            "threshold",
            "mean_test_accuracy",
            "validation_accuracy",
            "maps_pruned",
            "validation_accuracy_after",
            "n",
            "interval",
            "mcnemar_p",
            "seed",
        } <= set(row)
        assert row["n"] == 14
    assert [row["seed"] for row in rows] == [7, 8, 7, 8]
    assert {(row["which"], row["epoch"]) for row in rows} == {("last", 1)}
    assert len({row["network"] for row in rows}) == 4
    assert [row.get("final", False) for row in rows] == [False, False, False, True]
    assert [entry["repeats"] for entry in rows[-1]["summary"]] == [2, 2]
    with table.open(newline="", encoding="utf-8-sig") as file:
        written = list(csv.DictReader(file))
    assert [float(row["interval_low"]) for row in written] == [r["interval"][0] for r in rows]
    assert {row["which"] for row in written} == {"last"}


def test_sweep_can_judge_the_best_epoch_and_says_so(cli, trained) -> None:
    chosen = ("--preset", "paper-10-1e-3", "--preset", "paper-20-1e-3", "--epochs", "1")
    ended = cli(
        "sweep", "--dataset", "stripes", *chosen, "--keep", "best", "--workspace", trained, "--json"
    )
    assert ended.code == 0, ended.err
    assert {row["which"] for row in ended.lines} == {"best"}
    seeds = [row["seed"] for row in ended.lines]
    assert len(set(seeds)) == 2, "the same training twice would be one network in two rows"
    refused = cli("sweep", "--dataset", "stripes", "--keep", "worst", "--workspace", trained)
    assert (refused.code, "best or last" in refused.err) == (1, True)


@pytest.mark.parametrize("form", ["onnx", "torchscript"])
def test_export(cli, trained_folder, tmp_path, form: str) -> None:
    out = tmp_path / f"network.{form}"
    ended = cli(
        "export", "1", "--format", form, "--out", out, "--workspace", trained_folder, "--json"
    )
    assert ended.code == 0, ended.err
    values = ended.json
    assert values["bytes"] == out.stat().st_size
    assert values["max_logit_difference"] < 1e-4


def test_an_export_is_not_called_as_another_kind_is(cli, trained_folder, tmp_path) -> None:
    out = tmp_path / "netz.pt"
    ended = cli("export", "1", "--format", "onnx", "--out", out, "--workspace", trained_folder)
    assert ended.code == 2
    assert "netz.pt is called as torchscript is" in " ".join(ended.err.split())
    assert not out.exists()


def test_models(cli, trained_folder) -> None:
    ended = cli("models", "--workspace", trained_folder, "--json")
    assert ended.code == 0
    model = next(entry for entry in ended.json["models"] if entry["run"] == 1)
    assert {"name", "file", "parameters", "card"} <= set(model)
    assert model["parameters"] == 409_461
    assert Path(model["file"]).is_file()
    assert "409,461" in cli("models", "--workspace", trained_folder).out
