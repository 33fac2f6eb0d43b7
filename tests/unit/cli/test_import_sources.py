"""SFEW's layout, FER+ votes and loose pictures through the command line."""

import csv
from contextlib import closing

from helpers.seven import LABELS
from helpers.sources import face, row_text, write_pictures

from emotion_gui.core.workspace.workspace import Workspace

_VOTES = (
    "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
)


def test_sfew_is_divided_by_film(cli, tmp_path):
    films = ("AlexEmma", "Juno", "Unstoppable", "Hangover")
    names = [
        f"{folder}/{film}_000846120_0000000{n}.png"
        for folder in ("Angry", "Happy")
        for film in films
        for n in range(3)
    ]
    write_pictures(tmp_path / "SFEW", names)
    target = tmp_path / "w"
    for kind in ("group", "spi"):
        ended = cli(
            "import",
            tmp_path / "SFEW",
            "--name",
            kind,
            "--split",
            kind,
            "--fold",
            2 if kind == "spi" else 1,
            "--detector none",
            "--workspace",
            target,
            "--json",
        )
        assert ended.code == 0
        assert ended.json["imported"] == 24
        with closing(Workspace.open(target)) as workspace:
            row = workspace.dataset(kind)
            (groups,) = workspace.face_columns(row.dataset_id, "group_name")
            final = {
                group
                for group, part in zip(groups, workspace.active_parts(row), strict=True)
                if part == 2
            }
            others = {g for g, p in zip(groups, workspace.active_parts(row), strict=True) if p != 2}
            assert final
            assert not final & others, "a film lies on both sides"


def test_votes_replace_the_labels(cli, tmp_path):
    rows = [row_text(0, face(n)) for n in range(3)]
    (tmp_path / "fer.csv").write_text("emotion,pixels,Usage\n" + "\n".join(rows), encoding="utf-8")
    votes = ["8,1,0,0,0,0,0,1,0,0", "0,9,0,0,0,0,0,0,1,0", "1,0,0,0,0,0,0,0,2,7"]
    lines = "".join(f"Training,fer{n}.png,{line}\n" for n, line in enumerate(votes))
    (tmp_path / "fer2013new.csv").write_text(_VOTES + lines, encoding="utf-8")
    ended = cli(
        "import",
        tmp_path / "fer.csv",
        "--name x",
        "--votes",
        tmp_path / "fer2013new.csv",
        "--workspace",
        tmp_path / "w",
        "--json",
    )
    assert ended.json["by_class"] == {"happy": 1, "neutral": 1}
    assert ended.json["by_status"] == {"ok": 2, "excluded": 1}


def test_folders_of_foreign_names_are_told_and_can_be_named(cli, tmp_path):
    write_pictures(tmp_path / "set", ["grin/a.png", "frown/b.png", "rest/c.png"])
    arguments = ("import", tmp_path / "set", "--workspace", tmp_path / "w", "--json")
    ended = cli(*arguments, "--name", "plain")
    assert ended.json["by_class"] == {"unlabelled": 3}
    assert "3 pictures have no label" in ended.err
    assert "frown, grin, rest" in ended.err
    names = ("--class-name", "grin=joy", "--class-name", "frown=4", "--class-name", "rest=out")
    ended = cli(*arguments, "--name", "named", *names)
    assert ended.json["by_class"] == {"happy": 1, "sad": 1}
    assert ended.json["by_status"] == {"ok": 2, "excluded": 1}
    assert "no label" not in ended.err
    for wrong in ("grin", "grin=grumpy"):
        assert cli(*arguments, "--name", "wrong", "--class-name", wrong).code == 1


def test_more_pictures_go_into_a_data_set(cli, tmp_path):
    write_pictures(tmp_path / "old", ["happy/a.png", "sad/b.png"])
    write_pictures(tmp_path / "new", ["happy/a.png", "happy/x.png", "sad/c.png", "sad/d.png"])
    where = ("--workspace", tmp_path / "w", "--json")
    assert cli("import", tmp_path / "old", "--name", "x", *where).code == 0
    ended = cli("import", tmp_path / "new", "--into", "x", *where)
    assert ended.code == 0
    told = {key: ended.json[key] for key in ("dataset", "imported", "added", "known", "left_out")}
    assert told == {"dataset": "x", "imported": 4, "added": 2, "known": 2, "left_out": 0}
    assert "divided again" in ended.err
    ended = cli("import", tmp_path / "new", "--into", "y", *where)
    assert ended.code == 1
    assert "x" in ended.err
    for wrong in ((), ("--name", "a", "--into", "x"), ("--into", "x", "--split", "paper")):
        assert cli("import", tmp_path / "new", *wrong, *where).code == 2


def test_loose_pictures_get_a_class(cli, tmp_path):
    write_pictures(tmp_path / "set", ["a.png", "b.png"])
    arguments = ("import", tmp_path / "set", "--name", "x", "--workspace", tmp_path / "w")
    assert cli(*arguments, "--label", "grumpy").code == 1
    ended = cli(*arguments, "--label", "sadness", "--json")
    assert ended.json["by_class"] == {"sad": 2}


def test_numbered_classes_are_refused_until_somebody_says_whose_they_are(cli, tmp_path):
    write_pictures(tmp_path / "set", [f"train/{n}/a{n}.png" for n in range(1, 8)])
    arguments = ("import", tmp_path / "set", "--workspace", tmp_path / "w", "--json")
    ended = cli(*arguments, "--name", "x")
    assert ended.code == 1
    assert "--labels rafdb|sfew|affectnet|ferplus|ckplus|none" in ended.err
    assert "in the order of RAF-DB (rafdb) the bundled model agrees with" in ended.err
    assert not list((tmp_path / "w").glob("datasets/*"))
    ended = cli(*arguments, "--name", "x", "--labels", "rafdb")
    assert ended.json["by_class"] == dict.fromkeys(LABELS, 1)
    assert ended.json["labels"]["order"] == "rafdb"
    assert ended.json["labels"]["meanings"]["1"] == "surprise"
    assert "1 = surprise, 2 = fear" in ended.err
    ended = cli(*arguments, "--name", "y", "--labels", "1=surprise,2=fear,3=out")
    assert ended.json["by_class"] == {"fear": 1, "surprise": 1, "unlabelled": 4}
    assert ended.json["labels"]["left_out"] == {"3": 1}
    ended = cli(*arguments, "--name", "z", "--labels", "none")
    assert ended.json["by_class"] == {"unlabelled": 7}
    ended = cli(*arguments, "--name", "q", "--labels", "fer2013")
    assert ended.code == 1
    assert "no folders are numbered as in FER2013" in ended.err


def test_what_class_names_become_is_said_before_anything_is_imported(cli, tmp_path):
    write_pictures(tmp_path / "set", ["Joy/a.png", "sadness/b.png", "calm/c.png", "contempt/d.png"])
    ended = cli("import", tmp_path / "set", "--name", "x", "--workspace", tmp_path / "w", "--json")
    assert ended.json["labels"] == {
        "order": "",
        "meanings": {"Joy": "happy", "sadness": "sad"},
        "left_out": {"calm": 1, "contempt": 1},
        "unlabelled": {},
    }
    said = ended.err.index("Joy = happy, sadness = sad")
    assert ended.err.index("left out: calm (1), contempt (1)") > said
    assert ended.err.count("Joy = happy") == 1


def test_an_import_of_nothing_is_refused(cli, tmp_path):
    (tmp_path / "bad.csv").write_text(
        "emotion,pixels,Usage\n" + "3,1 2 3,Training\n" * 9, encoding="utf-8"
    )
    where = ("--workspace", tmp_path / "w", "--json")
    ended = cli("import", tmp_path / "bad.csv", "--name", "x", *where)
    assert ended.code == 1
    assert "no face was imported, 9 left out (row 2: 3 pixels instead of 2,304" in ended.err
    write_pictures(tmp_path / "good", ["happy/a.png"])
    assert cli("import", tmp_path / "good", "--name", "x", *where).code == 0
    ended = cli("import", tmp_path / "bad.csv", "--into", "x", *where)
    assert ended.code == 1
    assert "no face was imported" in ended.err


def test_faces_without_a_film_are_refused_where_films_are_kept_together(cli, tmp_path):
    films = ("Juno", "HarryPotter_PhilosopherStone", "21", "Hangover")
    names = [f"Angry/{film}_000846120_0000000{n}.png" for film in films for n in range(3)]
    write_pictures(tmp_path / "set", [*names, "Happy/me.png"])
    arguments = (
        "import",
        tmp_path / "set",
        "--name",
        "x",
        "--detector",
        "none",
        "--workspace",
        tmp_path / "w",
        "--json",
        "--split",
        "spi",
    )
    ended = cli(*arguments)
    assert ended.code == 1
    assert "--ungrouped out" in ended.err
    ended = cli(*arguments, "--ungrouped", "out")
    assert ended.json["by_split"]["none"] == 1


def test_votes_on_ferpluss_own_folders_label_every_face(cli, tmp_path):
    write_pictures(tmp_path / "set", ["FER2013Train/fer0.png", "FER2013Valid/fer1.png"])
    lines = "Training,fer0.png,8,1,0,0,0,0,0,1,0,0\nPublicTest,fer1.png,0,9,0,0,0,0,0,0,1,0\n"
    (tmp_path / "fer2013new.csv").write_text(_VOTES + lines, encoding="utf-8")
    ended = cli(
        "import",
        tmp_path / "set",
        "--name x",
        "--votes",
        tmp_path / "fer2013new.csv",
        "--workspace",
        tmp_path / "w",
        "--json",
    )
    assert ended.json["by_class"] == {"happy": 1, "neutral": 1}
    assert ended.json["by_split"] == {"train": 1, "test": 1, "validation": 0}
    assert "no label" not in ended.err


def test_all_that_was_left_out_is_written_with_its_reason(cli, tmp_path):
    write_pictures(tmp_path / "set", ["happy/a.png", "grin/b.png"])
    (tmp_path / "set" / "happy" / "c.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (tmp_path / "set" / "list.txt").write_text("x", encoding="utf-8")
    given = ("--detector", "none", "--workspace", tmp_path / "w", "--report", tmp_path / "r.csv")
    ended = cli("import", tmp_path / "set", "--name", "x", *given)
    assert ended.code == 0, ended.err
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8-sig") as file:
        told = {row["source"]: row["status"] for row in csv.DictReader(file)}
    assert told == {
        "grin/b.png": "excluded",
        "happy/c.heic": "unreadable",
        "list.txt": "left_alone",
    }
    assert cli("import", tmp_path / "set", "--name", "y", *given).code == 1
    assert cli("import", tmp_path / "set", "--name", "y", *given, "--overwrite").code == 0


def test_a_source_on_the_way_needs_its_order_too(cli, tmp_path):
    write_pictures(tmp_path / "set", [f"{n}/a{n}{i}.png" for n in range(1, 8) for i in range(3)])
    arguments = (
        "evaluate",
        "default",
        "--source",
        tmp_path / "set",
        "--detector",
        "none",
        "--part",
        "all",
        "--json",
    )
    ended = cli(*arguments)
    assert ended.code == 1
    assert "--labels rafdb|" in ended.err
    ended = cli(*arguments, "--labels", "rafdb")
    assert ended.json["n"] == 21


def test_folders_of_unknown_names_can_be_classes_of_their_own(cli, tmp_path):
    names = [f"{folder}/{n}.png" for folder in ("calm", "smile", "startled") for n in range(3)]
    write_pictures(tmp_path / "faces", names)
    call = ("import", tmp_path / "faces", "--detector none", "--workspace", tmp_path / "w")
    unlabelled = cli(*call, "--name", "unlabelled")
    assert unlabelled.code == 0
    assert "--labels own" in unlabelled.err
    own = cli(*call, "--name", "own", "--labels own")
    assert "calm 3, smile 3, startled 3" in own.out
    assert "--labels own" not in own.err
