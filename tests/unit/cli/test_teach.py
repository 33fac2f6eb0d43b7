"""`teach`, `faces`, `suggest` and `runs`: the teach loop without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import striped_faces
from helpers.fake_sources import real_data

from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.workspace import Workspace


@pytest.fixture
def kept(trained: Path) -> Path:
    faces, labels = striped_faces(42, seed=3)
    order = np.argsort(labels, kind="stable")
    with Workspace.open(trained) as workspace:
        keep_faces(
            workspace,
            "Kept faces",
            [KeptFace(face=faces[k], source="film", label=int(labels[k])) for k in order],
            preprocessing=Preprocessing(),
        )
    return trained


def test_taught_compared_and_decided(cli, kept: Path) -> None:
    words = "--model run-1 --passes 4 --lr 0.003 --json"
    ended = cli("teach", "--faces", "Kept faces", words, "--workspace", kept)

    assert ended.code == 0, ended.err
    told = ended.json
    assert (told["faces"], told["parent"], told["old_data"]) == (28, 1, "stripes")
    assert told["held_out"]["n"] == 14
    assert (told["old"]["n"], "mcnemar_p" in told["old"]) == (21, True)
    assert told["decision"] == "open"
    assert [(kept["keep"], kept["share"]) for kept in told["kept"]] == [
        ("cautious", 0.15),
        ("balanced", 0.5),
        ("all", 1.0),
    ]
    assert (told["kept_share"], told["held_out"]) == (0.15, told["kept"][0]["held_out"])

    listed = cli("runs", "--adopt 2", "--sort accuracy", "--json", "--workspace", kept).json["runs"]
    (row,) = [row for row in listed if row["number"] == 2]
    assert (row["kind"], row["parent"], row["data_set"]) == ("teach", 1, "Kept faces + stripes")
    models = cli("models", "--json", "--workspace", kept).json["models"]
    assert "run-2" in {model["name"] for model in models}
    assert cli("runs", "--drop 2", "--workspace", kept).code == 0
    assert len(cli("runs", "--json", "--workspace", kept).json["runs"]) == 1


def test_another_share_of_a_lesson_is_adopted(cli, kept: Path) -> None:
    words = "--model run-1 --passes 20 --lr 0.05 --alone --keep balanced"
    ended = cli("teach", "--faces", "Kept faces", words, "--workspace", kept)
    assert ended.code == 0, ended.err
    row = next(line for line in ended.out.splitlines() if "all (100 %)" in line)
    assert "balanced (50 %) *" in ended.out

    listed = cli("runs", "--adopt 2 --keep all --json", "--workspace", kept).json["runs"]

    accuracy = next(row for row in listed if row["number"] == 2)["accuracy"]
    assert f"{100 * accuracy:.1f} % (" in row
    assert cli("runs", "--adopt 2 --keep half", "--workspace", kept).code == 1
    refused = cli("runs", "--adopt 2 --keep 0.3", "--workspace", kept)
    assert (refused.code, "0.15, 0.5, 1.0" in refused.err) == (1, True)
    assert cli("runs", "--keep all", "--workspace", kept).code == 2
    both = ("teach", "--faces", "Kept faces", "--keep all --stays 0.5", "--workspace", kept)
    assert cli(*both).code == 2


def test_alone_and_dropped_unless_better(cli, kept: Path) -> None:
    words = "--alone --passes 1 --lr 1e-9 --adopt if-better --json"
    told = cli("teach", "--faces", "Kept faces", words, "--model run-1", "--workspace", kept).json

    assert (told["old"], told["old_data"], told["old_faces"]) == (None, None, 0)
    assert (told["better"], told["decision"]) == (False, "dropped")


def test_runs_as_a_table(cli, kept: Path, tmp_path: Path) -> None:
    target = tmp_path / "runs.csv"
    edit = cli("runs", "--describe 1", "--tags a,b", "--notes", "mine, all", "--workspace", kept)
    assert edit.code == 0
    columns = "--columns number,tags,notes,low"
    ended = cli("runs", "--csv", target, "--tables plain", columns, "--workspace", kept)

    assert ended.code == 0
    header, line = target.read_text(encoding="utf-8").splitlines()
    assert header == "number,tags,notes,low"
    assert line.startswith('1,"a, b","mine, all",0.')
    assert cli("runs", "--csv", target, "--workspace", kept).code == 1
    assert "no run fits" in cli("runs", "--filter nothing", "--workspace", kept).out
    assert cli("runs", "--sort colour", "--workspace", kept).code == 1
    assert cli("runs", "--notes x", "--workspace", kept).code == 2
    same = cli("runs", "--diff", "1", "1", "--json", "--workspace", kept).json
    assert same == {"runs": [1, 1], "differences": []}


def test_suppositions_are_told_and_never_counted(cli, kept: Path) -> None:
    faces, _ = striped_faces(6, seed=5)
    with Workspace.open(kept) as workspace:
        fresh = [KeptFace(face=face, source="later") for face in faces]
        keep_faces(workspace, "New", fresh, preprocessing=Preprocessing())

    told = cli("suggest", "--dataset New --model run-1 --json", "--workspace", kept).json
    assert (told["faces"], sum(told["by_class"].values()), told["accepted"]) == (6, 6, 0)
    refused = cli("teach", "--faces New --model run-1", "--workspace", kept)
    assert refused.code == 1
    told = cli("suggest", "--dataset New --model run-1 --accept-from 0 --json", "--workspace", kept)
    assert told.json["accepted"] == 6


def test_a_film_gives_faces_of_one_person(cli, tmp_path: Path) -> None:
    film = real_data("videos") / "expressive_face.mp4"
    workspace = tmp_path / "workspace"
    words = "--name Film --every 0.5 --seconds 2 --json"
    told = cli("faces", film, words, "--workspace", workspace).json

    assert told["people"] == 1
    assert told["taken"] == told["added"] + told["thinned"] >= 4
    with Workspace.open(workspace) as opened:
        row = opened.dataset("Film")
        groups = set(opened.face_columns(row.dataset_id, "group_name")[0])
        assert groups == {"expressive_face.mp4, face 1"}
        assert len(opened.suggestions(row.dataset_id)) == told["added"]
        assert opened.label_counts(row.dataset_id) == {}
    again = cli("faces", film, words, "--workspace", workspace).json
    assert again["added"] == 0
