"""`analyse` on a drawn clip: figures, files, and what is refused before the work."""

from pathlib import Path

import pytest

from emotion_gui.core.data.sample_faces import write_sample_video


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    write_sample_video(path, seconds=0.4, seed=3, width=320, height=240)
    return path


@pytest.fixture
def analyse(cli, trained_folder):
    def run(*arguments: object):
        return cli("analyse", *arguments, "--model", "1", "--workspace", trained_folder)

    return run


def test_everything_at_once(analyse, clip, tmp_path) -> None:
    out = tmp_path / "out"
    (tmp_path / "coding.csv").write_text("start,end,label\n0,10,happy\n", encoding="utf-8")
    asked = ("--report", out, "--csv", "--xlsx", "--boris", "--elan", "--bids")
    ended = analyse(clip, *asked, "--coding", tmp_path / "coding.csv", "--json")
    assert ended.code == 0, ended.err
    (session,) = ended.json["sessions"]
    assert session["frames"] > 5
    figures = session["figures"][0]
    assert figures["seen_s"] > 0
    shares = [answer["share"]["value"] for answer in figures["answers"].values()]
    assert sum(shares) == pytest.approx(1)
    agreement = session["agreements"][0]
    assert sum(map(sum, agreement["seconds"])) == pytest.approx(figures["seen_s"], abs=0.01)
    written = {Path(name) for name in ended.json["files"]}
    assert written == set(out.iterdir())
    assert {path.name for path in written} >= {"report.html", "clip.csv", "clip.xlsx", "clip.eaf"}
    # The second time nothing is read again, and nothing is replaced without a word.
    again = analyse(clip, *asked)
    assert again.code == 1
    assert "--overwrite" in again.err
    again = analyse(clip, *asked, "--overwrite")
    assert again.code == 0
    assert "read before" in again.err


@pytest.mark.parametrize(
    "arguments",
    [("--csv",), ("--group", "a=b.mp4"), ("--group", "a", "--group", "b"), ("--pictures", "gif")],
)
def test_wrong_usage(analyse, clip, arguments) -> None:
    assert analyse(clip, *arguments).code == 2


def test_refused(analyse, clip, tmp_path) -> None:
    assert analyse(tmp_path / "none.mp4").code == 1
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ended = analyse(clip, "--coding", tmp_path / "bad.csv")
    assert ended.code == 1
    assert "what was coded" in ended.err
    ended = analyse(clip, "--group", "a=x.mp4", "--group", "b=y.mp4")
    assert ended.code == 1
    assert "no film of this name" in ended.err
