"""SFEW's layout, FER+ votes and loose pictures through the command line."""

from contextlib import closing

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
            "import", tmp_path / "SFEW", "--name", kind, "--split", kind, "--fold",
            2 if kind == "spi" else 1, "--detector", "none", "--workspace", target, "--json",
        )  # fmt: skip
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
    (tmp_path / "fer.csv").write_text("emotion,pixels,Usage\n" + "\n".join(rows))
    votes = ["8,1,0,0,0,0,0,1,0,0", "0,9,0,0,0,0,0,0,1,0", "1,0,0,0,0,0,0,0,2,7"]
    lines = "".join(f"Training,fer{n}.png,{line}\n" for n, line in enumerate(votes))
    (tmp_path / "fer2013new.csv").write_text(_VOTES + lines)
    ended = cli(
        "import", tmp_path / "fer.csv", "--name", "x", "--votes", tmp_path / "fer2013new.csv",
        "--workspace", tmp_path / "w", "--json",
    )  # fmt: skip
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
