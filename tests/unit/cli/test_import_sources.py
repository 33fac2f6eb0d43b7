"""SFEW's layout, FER+ votes and loose pictures through the command line."""

from contextlib import closing

from helpers.sources import face, row_text, write_pictures

from emotion_gui.core.workspace import Workspace

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


def test_loose_pictures_get_a_class(cli, tmp_path):
    write_pictures(tmp_path / "set", ["a.png", "b.png"])
    arguments = ("import", tmp_path / "set", "--name", "x", "--workspace", tmp_path / "w")
    assert cli(*arguments, "--label", "grumpy").code == 1
    ended = cli(*arguments, "--label", "sadness", "--json")
    assert ended.json["by_class"] == {"sad": 2}
