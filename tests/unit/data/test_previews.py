"""What is told of a source before it is imported: which pictures are looked at, counts, votes."""

import io
import itertools
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from helpers.sources import encoded, face, row_text, write_pictures

from emotion_gui.core.data.readers import (
    FaceRows,
    SourceOptions,
    SourcePreview,
    inspect_source,
    open_source,
    open_stretches,
    tables,
)
from emotion_gui.core.labels import MOST_CLASSES

NAMES = [f"happy/{number:02}.png" for number in range(12)]


def as_folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, data in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def as_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def as_tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def shown(preview: SourcePreview) -> list[str]:
    return [face.source for face in preview.faces]


@pytest.mark.parametrize(
    ("make", "limit", "places"),
    [
        (as_folder, 4, [0, 3, 6, 9]),
        (as_zip, 4, [0, 3, 6, 9]),
        (as_zip, 5, [0, 2, 4, 6, 8]),
        (as_zip, 12, range(12)),
        (as_zip, 13, range(12)),
        (as_zip, 1, [0]),
        (as_zip, 0, []),
        (as_tar, 4, [0, 1, 2, 3]),  # what lies behind could only be had by reading all before
    ],
)
def test_the_pictures_shown_are_evenly_spread_or_a_tars_first(tmp_path, make, limit, places):
    path = make(tmp_path / "source", {name: encoded(face(1)) for name in NAMES})
    preview = inspect_source(path, limit=limit)
    assert shown(preview) == [NAMES[place] for place in places]
    assert preview.total == 12


def test_pictures_that_cannot_be_read_are_told_and_count_among_those_looked_at(tmp_path):
    members = {name: encoded(face(1)) for name in NAMES}
    members |= {NAMES[1]: b"x", NAMES[2]: b"y", "unknown/none.png": encoded(face(1))}
    preview = inspect_source(as_tar(tmp_path / "source", members), limit=5)
    assert shown(preview) == [NAMES[place] for place in (0, 3, 4)]
    assert [name for name, _ in preview.skipped] == [NAMES[1], NAMES[2]]
    assert all(reason for _, reason in preview.skipped)
    assert preview.skipped_total == 3  # and the folder that names no class
    assert preview.unknown_classes == {"unknown": 1}


def test_of_many_problems_the_first_are_named_and_all_are_counted(tmp_path):
    members = {f"happy/{number:02}.png": b"" for number in range(30)}
    preview = inspect_source(as_zip(tmp_path / "source", members), limit=30)
    assert [name for name, _ in preview.skipped] == list(members)[:20]
    assert (preview.skipped_total, preview.faces, preview.cropped) == (30, (), False)


@pytest.mark.parametrize(
    ("shapes", "cropped"),
    [
        ([(256, 256)], True),
        ([(257, 257)], False),
        ([(200, 190)], True),
        ([(190, 200)], True),
        ([(200, 189)], False),
        ([(189, 200)], False),
        ([(48, 48)] * 9 + [(30, 60)], True),
        ([(48, 48)] * 8 + [(30, 60)] * 2, False),
    ],
)
def test_small_squares_are_faces_already_where_nine_of_ten_are(tmp_path, shapes, cropped):
    members = {
        f"happy/{number}.png": encoded(np.zeros(shape, np.uint8))
        for number, shape in enumerate(shapes)
    }
    assert inspect_source(as_zip(tmp_path / "source", members)).cropped == cropped


COLUMNS = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
ALL_SAD = (0, 0, 0, 10, 0, 0, 0, 0, 0, 0)
NO_FACE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 10)


def voted(tmp_path: Path) -> tuple[Path, SourceOptions]:
    """Six pictures, and votes on four of them, each of another official part."""
    names = ["fer0.png", "fer1.png", "fer2.png", "Training_fer3.png", "alone.png", "broken.png"]
    write_pictures(tmp_path / "set", [f"happy/{name}" for name in names])
    (tmp_path / "set" / "happy" / "broken.png").write_bytes(b"")
    votes = [ALL_SAD, NO_FACE, ALL_SAD, ALL_SAD]
    usages = ["Training", "PublicTest", "PrivateTest", "PublicTest"]
    lines = [
        f"{usage},{name},{','.join(map(str, row))}"
        for usage, name, row in zip(usages, names, votes, strict=False)
    ]
    table = tmp_path / "votes.csv"
    table.write_text(f"Usage,Image name,{COLUMNS}\n" + "\n".join(lines), encoding="utf-8")
    return tmp_path / "set", SourceOptions(votes=table)


def test_a_vote_brings_its_own_rows_part_and_shares(tmp_path):
    path, options = voted(tmp_path)
    items = {Path(item.source).stem: item for item in open_source(path, options=options)}
    usages = {"fer0": "Training", "fer1": "PublicTest", "fer2": "PrivateTest"}
    assert {name: items[name].usage for name in usages} == usages
    assert items["Training_fer3"].usage == "Training", "its own name says so"
    sad = tuple(float(emotion == Emotion.SAD) for emotion in Emotion)
    decided = [items[name] for name in ("fer0", "fer2", "Training_fer3")]
    assert [(item.label, item.soft_label) for item in decided] == [(Emotion.SAD, sad)] * 3
    assert all(item.load is not None and not item.problem for item in decided)
    assert items["fer1"].problem == "most FER+ voters saw no face"
    assert (items["fer1"].label, items["fer1"].load) == (Emotion.HAPPY, None)
    assert items["fer1"].excluded
    assert items["alone"].problem == "the FER+ table has no votes for it"


def test_a_preview_counts_what_votes_say(tmp_path):
    path, options = voted(tmp_path)
    preview = inspect_source(path, options=options)
    assert preview.classes == {Emotion.SAD: 3}
    assert preview.usages == {"Training": 2, "PrivateTest": 1}
    assert (preview.ungrouped, preview.unlabelled) == (3, 0)
    assert [name for name, _ in preview.skipped] == [
        f"happy/{name}.png" for name in ("alone", "broken", "fer1")
    ]
    assert preview.skipped_total == 3
    assert preview.total == 6


def write_rows(path: Path, rows: list[tuple[object, str]]) -> Path:
    lines = [
        row_text(label, np.full((48, 48), 100 + k % 9), usage)
        for k, (label, usage) in enumerate(rows)
    ]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines) + "\n", encoding="ascii")
    return path


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a table of 600 rows is estimated from two rows a window."""
    monkeypatch.setattr(tables, "_WINDOW_BYTES", 4 * 2304 * 3)


@pytest.mark.usefixtures("small_windows")
def test_an_estimate_is_from_all_over_the_table(tmp_path):
    rows = [(k // 100, "Training" if k < 450 else "PublicTest") for k in range(600)]
    rows[300:360] = [(9, "Training")] * 60
    preview = inspect_source(write_rows(tmp_path / "fer.csv", rows), limit=12)
    assert preview.estimated
    assert 24 <= preview.counted <= 24 * 3
    assert preview.total == pytest.approx(600, rel=0.1)
    assert sum(preview.classes.values()) == pytest.approx(540, rel=0.1)
    assert list(preview.classes) == [0, 1, 2, 3, 4, 5]
    for label in (0, 1, 2, 4, 5):
        assert preview.classes[label] == pytest.approx(100, rel=0.3)
    assert preview.usages["Training"] == pytest.approx(390, rel=0.15)
    assert preview.usages["PublicTest"] == pytest.approx(150, rel=0.3)
    assert preview.skipped_total == pytest.approx(60, rel=0.4)
    assert {name for name, _ in preview.skipped} == {"a row"}, "which one is not known"
    assert len(preview.faces) == 12
    assert {shown.label for shown in preview.faces} >= {0, 1, 2, 4, 5}
    sources = [shown.source for shown in preview.faces]
    assert sources[0] == "row 2"
    assert set(sources[1:]) == {""}
    assert preview.ungrouped == preview.total


@pytest.mark.parametrize(("bad", "named"), [(3, 3), (20, 20), (25, 20)])
def test_bad_rows_of_a_table_are_counted_and_the_first_named(tmp_path, bad, named):
    rows = [(0, "Training"), *[(9, "Training")] * bad, (6, "")]
    preview = inspect_source(write_rows(tmp_path / "fer.csv", rows))
    assert [name for name, _ in preview.skipped] == [f"row {k + 3}" for k in range(named)]
    assert preview.skipped_total == bad
    assert (preview.total, preview.counted, preview.unlabelled) == (bad + 2, 0, 0)
    assert preview.classes == {0: 1, 6: 1}
    assert preview.usages == {"Training": 1}
    assert shown(preview) == ["row 2", f"row {bad + 3}"]


@pytest.mark.parametrize(("limit", "places"), [(3, [0, 2, 4]), (7, range(7)), (9, range(7))])
def test_rows_shown_are_evenly_spread(tmp_path, limit, places):
    path = write_rows(tmp_path / "fer.csv", [(k, "Training") for k in range(7)])
    assert shown(inspect_source(path, limit=limit)) == [f"row {place + 2}" for place in places]


@pytest.mark.parametrize("count", [2, MOST_CLASSES, MOST_CLASSES + 1])
def test_the_words_of_a_table_can_be_own_classes_where_they_are_few(tmp_path, count):
    words = [f"word{number:03}" for number in range(count)]
    path = write_rows(tmp_path / "own.csv", [(word, "") for word in [*words[::-1], words[0]]])
    wanted = words if count <= MOST_CLASSES else []
    assert list(inspect_source(path).own_names) == wanted


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize(
    ("count_s", "looks"),
    [
        (101, 100),  # a row takes a second: it just will do
        (99, 20),  # after a fifth of the time it is known that it will not
        (40, 9),
        (4, 1),
    ],
)
def test_a_count_that_would_take_too_long_is_given_up_early(tmp_path, monkeypatch, count_s, looks):
    monkeypatch.setattr(tables, "_LINES_A_LOOK", 1)
    clock = itertools.count(1000)
    monkeypatch.setattr(tables, "now_s", lambda: next(clock))
    path = write_rows(tmp_path / "fer.csv", [(3, "Training")] * 100)
    monkeypatch.setattr(tables, "_WINDOW_BYTES", 9300)
    preview = inspect_source(path, count_s=count_s)
    assert preview.estimated == (looks < 100)
    assert next(clock) - 1000 - 1 == looks


def test_rows_come_in_stretches_between_the_bad_ones(tmp_path):
    bad = {0, 3, 4, 6}
    rows = [(9 if place in bad else 3, "Training") for place in range(7)]
    path = write_rows(tmp_path / "fer.csv", rows)
    pieces = list(open_stretches(path))
    told = [list(p.sources) if isinstance(p, FaceRows) else p.source for p in pieces]
    assert told == ["row 2", ["row 3", "row 4"], "row 5", "row 6", ["row 7"], "row 8"]


def test_of_a_table_whose_numbers_are_a_question_nothing_is_said_of_classes(tmp_path):
    path = write_rows(tmp_path / "raf.csv", [(label, "train") for label in range(1, 8)])
    preview = inspect_source(path)
    assert preview.question is not None
    assert (preview.total, preview.unlabelled) == (7, 7)
    assert (preview.classes, preview.skipped, preview.skipped_total) == ({}, (), 0)
    assert {face.label for face in preview.faces} == {None}


def test_while_the_classes_are_a_question_parts_and_broken_rows_are_counted(tmp_path):
    rows = [(label, part) for label in (1, 7) for part in ("train", "train", "test")]
    path = write_rows(tmp_path / "own.csv", rows)
    with path.open("a", encoding="utf-8") as file:
        file.write("7,1 2 3,test\n")
    preview = inspect_source(path)
    assert preview.question is not None
    assert preview.question.pictures == {1: 3, 7: 4}
    assert preview.usages == {"train": 4, "test": 2}
    assert (preview.total, preview.unlabelled, len(preview.faces)) == (7, 6, 6)
    assert preview.skipped == (("row 8", "3 pixels instead of 2,304"),)
    assert preview.skipped_total == 1


def test_what_is_damaged_is_not_left_out_by_choice(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("happy/a.png", "hats/b.png"):
            archive.writestr(name, encoded(face(1)))
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(name, encoded(face(1)))
    items = list(open_source(path))
    assert [item.source for item in items if not item.problem] == ["happy/a.png"]
    assert [item.source for item in items if item.excluded] == ["hats/b.png"]
    assert [item.source for item in items if "of this name" in item.problem] == [
        "happy/a.png (2)",
        "hats/b.png (2)",
    ]
