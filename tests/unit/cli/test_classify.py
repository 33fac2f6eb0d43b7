"""`classify` on drawn pictures and a drawn clip."""

import contextlib
import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from helpers.int8 import measured_int8, unmeasured_int8
from helpers.links import needs_links
from helpers.seven import LABELS
from PIL import Image

from emotion_gui.core.data.sample_faces import (
    render_scene,
    write_sample_folder,
    write_sample_video,
)
from emotion_gui.core.workspace.workspace import Workspace
from tests.helpers.fake_sources import write_video


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`pair.jpg` with two faces, `empty.jpg` with none."""
    folder = tmp_path_factory.mktemp("pictures")
    scene = render_scene(count=2, seed=3, width=480, height=300)
    cv2.imwrite(str(folder / "pair.jpg"), scene.picture)
    cv2.imwrite(str(folder / "empty.jpg"), np.full((200, 200, 3), 90, np.uint8))
    return folder


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    write_sample_video(path, seconds=0.4, seed=3, width=320, height=240)
    return path


@pytest.fixture
def classify(cli, trained_folder):
    def run(*arguments: object):
        return cli("classify", *arguments, "--model", "1", "--workspace", trained_folder)

    return run


def test_pictures(classify, pictures, tmp_path) -> None:
    table = tmp_path / "faces.csv"
    ended = classify(pictures, "--json", "--csv", table)
    assert ended.code == 0, ended.err
    by_name = {Path(entry["file"]).name: entry["faces"] for entry in ended.json["results"]}
    assert by_name["empty.jpg"] == []
    assert len(by_name["pair.jpg"]) == 2
    for face in by_name["pair.jpg"]:
        assert {"box", "label", "probabilities", "confidence"} <= set(face)
        x, y, width, height = face["box"]
        assert 0 <= x < 480
        assert 0 <= y < 300
        assert 40 < width < 240
        assert 40 < height < 240
        assert tuple(face["probabilities"]) == LABELS
        assert sum(face["probabilities"].values()) == pytest.approx(1, abs=1e-3)
        assert face["probabilities"][face["label"]] == face["confidence"]
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["face"] for row in rows] == ["1", "2"]


def test_pictures_for_people(classify, pictures) -> None:
    ended = classify(pictures / "pair.jpg", pictures / "empty.jpg")
    assert ended.code == 0
    assert "empty.jpg: no face" in ended.out


@pytest.mark.parametrize("detector", ["mtcnn", "haar", "combined"])
def test_detectors(classify, pictures, detector: str) -> None:
    ended = classify(pictures / "pair.jpg", "--detector", detector, "--json")
    assert ended.code == 0, ended.err
    assert ended.json["results"][0]["faces"]


def test_pictures_that_are_faces_already(classify, tmp_path) -> None:
    write_sample_folder(tmp_path, count=7, seed=4)
    ended = classify(tmp_path, "--detector", "none", "--json")
    assert ended.code == 0, ended.err
    assert [len(entry["faces"]) for entry in ended.json["results"]] == [1] * 7
    assert ended.json["results"][0]["faces"][0]["box"] == [0, 0, 48, 48]


def test_mirror_averaging_does_not_see_sides(classify, tmp_path) -> None:
    (file,) = write_sample_folder(tmp_path / "one", count=1, seed=4)
    mirrored = tmp_path / "mirrored.png"
    cv2.imwrite(str(mirrored), cv2.flip(cv2.imread(str(file)), 1))

    def apart(*options: str) -> float:
        ended = classify(file, mirrored, "--detector", "none", "--json", *options)
        one, other = (entry["faces"][0]["probabilities"] for entry in ended.json["results"])
        return max(abs(one[label] - other[label]) for label in LABELS)

    assert apart("--flip") < 1e-3 < apart()


def test_a_damaged_picture_is_told_and_the_others_are_read(classify, pictures, tmp_path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"not a picture")
    ended = classify(pictures / "pair.jpg", tmp_path / "bad.jpg", "--json")
    assert ended.code == 0
    assert "bad.jpg" in ended.err
    assert [bool(entry["faces"]) for entry in ended.json["results"]] == [True, False]
    ended = classify(tmp_path / "bad.jpg", "--json")
    assert ended.code == 1
    assert ended.out == ""


def test_pictures_of_any_ending_are_read_and_none_vanishes(classify, pictures, tmp_path) -> None:
    with Image.open(pictures / "pair.jpg") as pair:
        pair.save(tmp_path / "a.jfif", "JPEG")
        pair.save(tmp_path / "b.avif")
        pair.save(tmp_path / "c.jpg", "GIF")
        pair.save(tmp_path / "d", "PNG")
        pair.save(tmp_path / "e.tga")
        twelve_bits = np.asarray(pair.convert("L"), dtype=np.uint16) * 16
        Image.fromarray(twelve_bits).save(tmp_path / "f.png")
    (tmp_path / "g.jpg").write_bytes((pictures / "pair.jpg").read_bytes()[:-2])
    (tmp_path / "h.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(90))
    (tmp_path / "._i.jpg").write_bytes(b"\0\x05\x16\x07" + bytes(90))
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    ended = classify(tmp_path, "--json")
    assert ended.code == 0, ended.err
    found = {Path(entry["file"]).name: len(entry["faces"]) for entry in ended.json["results"]}
    read = ("a.jfif", "b.avif", "c.jpg", "d", "e.tga", "f.png", "g.jpg")
    assert found == dict.fromkeys(read, 2) | {"h.heic": 0}
    assert "HEIC" in ended.err
    for name in ("a.jfif", "d"):  # by itself it is no film
        assert len(classify(tmp_path / name, "--json").json["results"][0]["faces"]) == 2


def test_an_animated_gif_is_a_film(classify, pictures, tmp_path) -> None:
    with Image.open(pictures / "pair.jpg") as pair:
        small = pair.resize((240, 150))
        small.save(tmp_path / "a.gif", save_all=True, append_images=[small.rotate(9)])
    assert classify(tmp_path / "a.gif", "--json").json["frames"] >= 1


@pytest.mark.parametrize("detector", ["auto", "none"])
def test_what_cannot_be_a_face_has_no_answer(classify, tmp_path, detector: str) -> None:
    noise = np.random.default_rng(0)
    pictures = {
        **{f"{side}.png": noise.integers(0, 256, (side, side)) for side in (1, 2, 8, 23)},
        "black.png": np.zeros((48, 48)),
        "flat.png": noise.integers(100, 106, (48, 48)),
        "thin.png": noise.integers(0, 256, (90, 2)),
    }
    for name, pixels in pictures.items():
        cv2.imwrite(str(tmp_path / name), pixels.astype(np.uint8))
    ended = classify(tmp_path, "--detector", detector, "--json")
    assert {Path(e["file"]).name: e["faces"] for e in ended.json["results"]} == {
        name: [] for name in pictures
    }


@needs_links
def test_links_in_a_folder_are_followed_or_told(classify, pictures, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "there").symlink_to(pictures)
    (tmp_path / "in" / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    ended = classify(tmp_path / "in", "--json")
    told = {Path(e["file"]).name: e.get("error", "") for e in ended.json["results"]}
    assert told.keys() == {"pair.jpg", "empty.jpg", "gone", "round"}
    assert "leads to nothing" in told["gone"]
    assert "holds it" in told["round"]


def test_a_video(classify, clip, tmp_path) -> None:
    table, film = tmp_path / "faces.csv", tmp_path / "boxes.mp4"
    ended = classify(clip, "--json", "--csv", table, "--video", film)
    assert ended.code == 0, ended.err
    values = ended.json
    assert {"frames", "seconds", "frames_per_second", "faces", "csv"} <= set(values)
    assert values["frames"] == 10
    assert values["faces"] == 10
    assert values["csv"] == str(table)
    with table.open(newline="", encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 10
    assert film.stat().st_size > 1000


def test_several_videos(classify, clip) -> None:
    ended = classify(clip, clip, "--seconds", "0.2", "--json")
    assert ended.code == 0, ended.err
    assert [film["frames"] for film in ended.json["videos"]] == [6, 6]


@pytest.mark.parametrize("name", ["missing.mp4", "camera:7", "camera:x", "missing.jpg"])
def test_what_is_not_there_is_refused(classify, name: str) -> None:
    ended = classify(name, "--json")
    assert ended.code == 1
    assert ended.out == ""
    assert "error: " in ended.err


@pytest.mark.parametrize(
    "options", [("--video", "o.mp4"), ("x.mp4", "--csv", "o.csv"), ("x.mp4", "--video", "o.mp4")]
)
def test_one_table_for_one_kind_of_input(classify, pictures, options) -> None:
    names = [pictures / "pair.jpg"]
    if options[-2:] == ("--video", "o.mp4") and len(options) == 3:
        names = ["y.mp4"]
    assert classify(*names, *options).code == 2


def test_one_of_a_kind_is_said_in_the_singular(classify, clip, tmp_path) -> None:
    got, picture = cv2.VideoCapture(str(clip)).read()
    assert got
    ended = classify(write_video(tmp_path / "one.avi", [picture]))
    assert "1 frame, " in ended.out
    assert "1 face of 1 person" in ended.out


def test_8_bits_that_are_slow_here_are_told(cli, tmp_path: Path) -> None:
    with contextlib.closing(Workspace.open(tmp_path / "workspace")) as workspace:
        small = unmeasured_int8(workspace)
    picture = tmp_path / "face.png"
    cv2.imwrite(str(picture), np.full((48, 48, 3), 90, np.uint8))

    def classified(model: object, *more: str):
        ended = cli("classify", picture, "--detector", "none", "--model", model, *more)
        assert ended.code == 0, ended.err
        return ended

    assert "8 bits" not in classified("paper").err  # in float
    assert "not measured yet" in classified(small).err
    measured_int8(small, ms=2.0, as_float_ms=1.0)
    slow = classified(small, "--json")
    assert "slower here" in slow.err
    assert slow.json["int8"] == "slower"
    measured_int8(small, ms=1.0, as_float_ms=2.0)
    quick = classified(small, "--json")
    assert "8 bits" not in quick.err
    assert quick.json["int8"] == "faster"
