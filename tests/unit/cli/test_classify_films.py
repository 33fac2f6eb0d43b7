"""`classify` on films as people have them."""

import csv
import os
import shutil
import sys
from pathlib import Path

import pytest
from helpers.links import can_link
from PIL import Image

from tests.helpers.films import FILMS, TRUTH, frames_of
from tests.helpers.sources import face


@pytest.fixture
def classify(cli, trained_folder):
    def run(*arguments: object):
        return cli("classify", *arguments, "--model", "1", "--workspace", trained_folder)

    return run


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_what_a_film_lacks_is_in_the_json_and_told(classify) -> None:
    ended = classify(FILMS / "damaged_middle.mp4", "--json")
    assert ended.code == 0
    assert ended.json["frames"] == 46
    assert "4 frames of 50 could not be read" in ended.json["notes"][0]
    assert "4 frames of 50 could not be read" in ended.err
    assert classify(TRUTH, "--seconds", "0.2", "--json").json["notes"] == []


def test_an_unfinished_film_is_refused_with_the_reason(classify) -> None:
    ended = classify(FILMS / "no_index.mp4", "--json")
    assert ended.code == 1
    assert "the recording or download was not finished" in ended.err


def test_table_and_film_keep_the_times_of_a_varying_rate(classify, tmp_path: Path) -> None:
    table, film = tmp_path / "faces.csv", tmp_path / "boxes.mp4"
    ended = classify(FILMS / "vfr.mp4", "--csv", table, "--video", film, "--json")
    assert ended.code == 0, ended.err
    expected = [k / 25 for k in range(26)] + [1.2, 1.4, 1.6, 1.8]
    assert [float(row["time_s"]) for row in rows_of(table)] == pytest.approx(expected, abs=0.001)
    frames, _ = frames_of(film)
    assert [frame.time_s for frame in frames] == pytest.approx(expected, abs=0.001)


def test_boxes_are_in_the_pixels_that_are_shown(classify, tmp_path: Path) -> None:
    plain, mirrored = tmp_path / "plain.csv", tmp_path / "mirrored.csv"
    for name, table in (("progressive.mp4", plain), ("mirror_h.mp4", mirrored)):
        assert classify(FILMS / name, "--seconds", "0", "--csv", table).code == 2
        assert classify(FILMS / name, "--seconds", "0.1", "--csv", table).code == 0
    one, other = rows_of(plain)[0], rows_of(mirrored)[0]
    from_right = 640 - float(other["x"]) - float(other["width"])
    assert float(one["x"]) == pytest.approx(from_right, abs=12)
    assert float(one["y"]) == pytest.approx(float(other["y"]), abs=12)


@pytest.mark.parametrize("name", ["12:30 talk.mp4", "~x.mp4"])
def test_names_that_look_like_something_else(
    classify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(TRUTH, name)
    ended = classify(name, "--csv", "faces.csv", "--seconds", "0.1", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["frames"] == 3


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_names_that_are_not_utf8(classify, tmp_path: Path, options: list[str]) -> None:
    name = os.fsdecode(b"v\xeddeo.mp4")
    shutil.copy(TRUTH, tmp_path / name)
    out = tmp_path / os.fsdecode(b"b\xf6xes.avi")
    ended = classify(tmp_path / name, "--seconds", "0.1", "--video", out, *options)
    assert ended.code == 0, ended.err
    assert len(frames_of(out)[0]) == 3
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.fromarray(face(1)).save(pictures / os.fsdecode(b"\xe9.png"))
    table = tmp_path / "pictures.csv"
    ended = classify(pictures, "--detector", "none", "--csv", table, *options)
    assert ended.code == 0, ended.err
    assert rows_of(table)[0]["file"].endswith("\\udce9.png")


WAYS = ("itself", "spelling", "hardlink", *(("symlink", "link to it") if can_link() else ()))


@pytest.mark.parametrize("option", ["--video", "--csv"])
@pytest.mark.parametrize("way", WAYS)
def test_never_over_the_film_that_is_read(classify, tmp_path: Path, option: str, way: str) -> None:
    film = tmp_path / "a.mp4"
    shutil.copy(TRUTH, film)
    given, target = film, tmp_path / "b.mp4"
    if way == "itself":
        target = film
    elif way == "spelling":
        target = tmp_path / "." / "x" / ".." / "a.mp4"
        (tmp_path / "x").mkdir()
    elif way == "symlink":
        target.symlink_to(film)
    elif way == "hardlink":
        os.link(film, target)
    else:
        target.symlink_to(film)
        given, target = target, film
    for more in ([], ["--overwrite"]):
        ended = classify(given, option, target, *more)
        assert ended.code == 1
        assert "one of the inputs" in ended.err
        assert film.read_bytes() == TRUTH.read_bytes()


def test_an_existing_film_goes_only_with_the_word(classify, tmp_path: Path) -> None:
    film = tmp_path / "boxes.mp4"
    film.write_bytes(b"mine")
    words = (TRUTH, "--seconds", "0.1", "--video", film)
    assert classify(*words).code == 1
    assert film.read_bytes() == b"mine"
    assert classify(*words, "--overwrite").code == 0
    assert len(frames_of(film)[0]) == 3
