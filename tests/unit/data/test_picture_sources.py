"""Folders and archives: names, parts and groups are understood; nothing escapes."""

import io
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from helpers.links import needs_links
from helpers.seven import Emotion
from helpers.sources import encoded, face, write_pictures

from emotion_gui.core.data.readers import SourceOptions, inspect_source, open_source
from emotion_gui.core.errors import ArchiveError, UnsupportedSourceError

TABLES = Path(__file__).parents[2] / "data" / "tables"


def read(path: Path, **options: object) -> dict:
    return {item.source: item for item in open_source(path, options=SourceOptions(**options))}


def test_classes_parts_and_case(tmp_path):
    write_pictures(
        tmp_path,
        [
            "Train/ANGER/a.png",
            "train/happiness/b.png",
            "validation/6/c.png",
            "test/3_happy/d.png",
            "test/Surprised/e.PNG",
        ],
    )
    items = read(tmp_path)
    # Where the system does not tell cases apart the second folder is the first.
    told = {name.lower(): (item.label, item.usage) for name, item in items.items()}
    assert told == {
        "train/anger/a.png": (Emotion.ANGRY, "train"),
        "train/happiness/b.png": (Emotion.HAPPY, "train"),
        "validation/6/c.png": (None, "val"),  # a number beside words is a person or session
        "test/3_happy/d.png": (Emotion.HAPPY, "test"),
        "test/surprised/e.png": (Emotion.SURPRISE, "test"),
    }


def test_prefixes_and_films(tmp_path):
    write_pictures(
        tmp_path,
        [
            "test/sad/PrivateTest_10131363.jpg.png",
            "test/sad/PublicTest_1.png",
            "Angry/AlexEmma_000846120_00000015.png",
            "happy/subject12/x.png",
        ],
    )
    items = read(tmp_path)
    assert items["test/sad/PrivateTest_10131363.jpg.png"].usage == "PrivateTest"
    assert items["test/sad/PublicTest_1.png"].usage == "PublicTest"
    assert items["Angry/AlexEmma_000846120_00000015.png"].group == "AlexEmma"
    assert items["happy/subject12/x.png"].group == "subject12"


def test_unknown_classes_are_left_out_or_given_a_meaning(tmp_path):
    write_pictures(tmp_path, ["happy/a.png", "contempt/b.png", "grin/c.png"])
    items = read(tmp_path)
    assert "'contempt' is not one of the data set" in items["contempt/b.png"].problem
    assert items["contempt/b.png"].excluded
    preview = inspect_source(tmp_path)
    assert preview.unknown_classes == {"contempt": 1, "grin": 1}
    assert preview.skipped_total == 2
    meant = read(tmp_path, class_names={"grin": Emotion.HAPPY, "contempt": None})
    assert meant["grin/c.png"].label == Emotion.HAPPY
    assert meant["contempt/b.png"].problem


def test_folders_without_a_known_class_hold_photographs(tmp_path):
    write_pictures(tmp_path, ["holiday/a.png", "b.png"], side=400)
    items = read(tmp_path)
    assert all(item.label is None and not item.problem for item in items.values())
    preview = inspect_source(tmp_path)
    assert (preview.kind, preview.unlabelled) == ("folder of photographs", 2)
    assert not preview.cropped
    assert read(tmp_path, label=Emotion.SAD)["b.png"].label == Emotion.SAD


def test_folders_of_foreign_names_come_unlabelled_or_are_given_a_meaning(tmp_path):
    names = ["grin/a.png", "frown/b.png", "frown/c.png", "rest/d.png", "e.png"]
    write_pictures(tmp_path / "set", names)
    preview = inspect_source(tmp_path / "set")
    assert (preview.kind, preview.unlabelled) == ("folders of pictures", 5)
    assert list(preview.nameless.items()) == [("frown", 2), ("grin", 1), ("rest", 1)]
    assert preview.unknown_classes == {}
    assert not any(item.problem for item in read(tmp_path / "set").values())

    meant = {"Grin": Emotion.HAPPY, "rest": None}
    items = read(tmp_path / "set", class_names=meant)
    assert items["grin/a.png"].label == Emotion.HAPPY
    assert items["rest/d.png"].excluded
    assert all(not items[n].problem and items[n].label is None for n in (names[1], "e.png"))
    preview = inspect_source(tmp_path / "set", options=SourceOptions(class_names=meant))
    assert (preview.kind, preview.nameless) == ("class folders", {"frown": 2})
    assert (preview.classes, preview.unknown_classes) == ({Emotion.HAPPY: 1}, {"rest": 1})

    archive = make_zip(tmp_path / "a.zip", {f"set/{name}": encoded(face(1)) for name in names})
    preview = inspect_source(archive)
    assert preview.kind == "archive of folders of pictures"
    assert preview.nameless == {"frown": 2, "grin": 1, "rest": 1, "set": 1}


LEFTOVERS = [
    "happy/._a.png",
    "happy/.hidden.png",
    "__MACOSX/happy/._a.png",
    "happy/.AppleDouble/a.png",
    ".Spotlight-V100/a.png",
    "happy/@eaDir/a.png/SYNOPHOTO_THUMB_M.png",
    "$RECYCLE.BIN/b.png",
    "System Volume Information/b.png",
    "#recycle/b.png",
    "happy/Thumbs.db",
    "happy/desktop.ini",
    "happy/Icon\r",
    "happy/.DS_Store",
    "PaxHeaders.1234/a.png",
    "happy/~$notes.docx",
]


def test_leftovers_of_systems_are_passed_over(tmp_path):
    possible = [name for name in LEFTOVERS if sys.platform != "win32" or "\r" not in name]
    write_pictures(tmp_path / "set", ["happy/a.png", *possible])
    archive = make_zip(
        tmp_path / "a.zip", dict.fromkeys(LEFTOVERS, b"x" * 9) | {"happy/a.png": encoded(face(1))}
    )
    for source in (tmp_path / "set", archive):
        assert list(read(source)) == ["happy/a.png"]
        preview = inspect_source(source)
        assert (preview.left_alone, preview.skipped_total) == ((), 0)


def test_files_that_are_no_pictures_are_named(tmp_path):
    write_pictures(tmp_path / "set", ["happy/a.png"])
    others = {
        "happy/notes.txt": "not a picture",
        "happy/clip.mp4": "a film, not a picture",
        "more.zip": "an archive inside; unpack it first",
        "README": "not a picture",
    }
    for name in others:
        (tmp_path / "set" / name).write_text("x", encoding="utf-8")
    archive = make_zip(
        tmp_path / "a.zip", dict.fromkeys(others, b"x") | {"happy/a.png": encoded(face(1))}
    )
    for source in (tmp_path / "set", archive):
        assert list(read(source)) == ["happy/a.png"]
        preview = inspect_source(source)
        assert dict(preview.left_alone) == others
        assert preview.left_alone_total == 4


@pytest.mark.parametrize("make", [None, "zip", "tar"])
def test_pictures_are_known_by_what_they_hold(tmp_path, make):
    members = {
        "happy/a.jfif": encoded(face(1), "JPEG"),
        "happy/b": encoded(face(1), "PNG"),
        "happy/c.bin": encoded(face(1), "GIF"),
        "happy/d.avif": encoded(face(1), "AVIF"),
        "happy/e.tga": encoded(face(1), "TGA"),
        "happy/f.heic": b"\0\0\0\x18ftypheic",
        "happy/g": encoded(face(1), "WEBP"),
    }
    if make is None:
        source = tmp_path / "set"
        (source / "happy").mkdir(parents=True)
        for name, data in members.items():
            (source / name).write_bytes(data)
    else:
        maker, name = (make_zip, "a.zip") if make == "zip" else (make_tar, "a.tar.gz")
        source = maker(tmp_path / name, members)
    loaded = {item.source: item.load() for item in open_source(source)}
    assert loaded == members


def test_chosen_pictures_keep_their_order_and_get_a_label(tmp_path):
    write_pictures(tmp_path, ["b.png", "a.png", "other/a.png"])
    files = (tmp_path / "b.png", tmp_path / "a.png", tmp_path / "other" / "a.png")
    items = list(open_source(tmp_path, options=SourceOptions(files=files, label=Emotion.FEAR)))
    assert [item.source for item in items] == ["b.png", "a.png", "a.png (2)"]
    assert {item.label for item in items} == {Emotion.FEAR}


def test_one_picture_is_a_source(tmp_path):
    write_pictures(tmp_path, ["me.png"])
    preview = inspect_source(tmp_path / "me.png")
    assert (preview.kind, preview.total) == ("pictures", 1)


@needs_links
def test_links_are_followed_but_never_in_a_circle(tmp_path):
    write_pictures(tmp_path, ["set/happy/a.png", "elsewhere/b.png", "elsewhere/deep/c.png"])
    links = {
        "all": "set",
        "happy/self": "set/happy",
        "joy": "set/happy",
        "sad": "elsewhere",
        "sad_too": "elsewhere",
        "up": "",
        "angry": "gone",
        "round": "set/round",
    }
    for name, target in links.items():
        (tmp_path / "set" / name).symlink_to(tmp_path / target)
    items = read(tmp_path / "set")
    assert [n for n, item in items.items() if not item.problem] == [
        "happy/a.png",
        "sad/b.png",
        "sad/deep/c.png",
    ]
    told = {name: item.problem for name, item in items.items() if item.problem}
    assert told.keys() == links.keys() - {"sad"}
    assert all("a folder that holds it" in told[name] for name in ("all", "happy/self", "up"))
    assert told["joy"] == "the folder is read already, as happy"
    assert told["sad_too"] == "the folder is read already, as sad"
    assert "leads to nothing" in told["angry"]
    assert items["sad/b.png"].label == Emotion.SAD


@needs_links
def test_a_linked_class_is_read_or_named(tmp_path):
    with tarfile.open(TABLES / "one_linked_class.tar") as archive:
        # Not as an argument: Debian 12's Python 3.11.2 does not know it.
        archive.extraction_filter = lambda member, folder: member
        archive.extractall(tmp_path)
    items = read(tmp_path / "one_linked")
    assert "leads to nothing" in items["happy"].problem
    assert items.keys() == {"happy", "angry/x0.png", "angry/x1.png"}
    packed = read(TABLES / "one_linked_class.tar")
    assert "a link (to " in packed["one_linked/happy"].problem


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed here")
def test_a_closed_folder_is_named(tmp_path):
    write_pictures(tmp_path, ["happy/a.png", "sad/b.png"])
    (tmp_path / "sad").chmod(0)
    items = read(tmp_path)
    (tmp_path / "sad").chmod(0o700)
    assert "cannot be read" in items["sad"].problem


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text_can_be_stored(tmp_path):
    write_pictures(tmp_path, ["happy/a.png"])
    os.rename(tmp_path / "happy" / "a.png", os.fsencode(tmp_path / "happy") + b"/\xff.png")
    (source,) = read(tmp_path)
    assert source.encode()  # no lone surrogates
    (item,) = read(tmp_path).values()
    assert item.load()


@pytest.mark.parametrize("kind", ["empty", "missing", "text", "rar"])
def test_what_is_no_source_is_refused(tmp_path, kind):
    path = tmp_path / {"empty": "folder", "missing": "x.csv", "text": "a.bin", "rar": "a.rar"}[kind]
    if kind == "empty":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"just bytes\0")
    with pytest.raises(UnsupportedSourceError):
        inspect_source(path)


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_archives_read_like_folders_and_paths_cannot_leave(tmp_path, make):
    picture = encoded(face(1))
    path = make(
        tmp_path / ("a.zip" if make is make_zip else "a.tar.gz"),
        {
            "set/train/happy/a.png": picture,
            "../happy/b.png": picture,
            "/happy/c.png": picture,
            "set/train/sad/d.png": picture,
            "set/readme.txt": b"x",
        },
    )
    preview = inspect_source(path)
    assert preview.kind == "archive of class folders"
    assert preview.classes == {Emotion.HAPPY: 1, Emotion.SAD: 1}
    items = read(path)
    bad = [item for item in items.values() if item.problem]
    assert len(bad) == 2
    assert all("leads out of the archive" in item.problem for item in bad)
    assert items["set/train/happy/a.png"].usage == "train"
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]
    data = {i.source: i.load() for i in open_source(path) if i.load is not None}
    assert data == {"set/train/happy/a.png": picture, "set/train/sad/d.png": picture}


def test_links_in_archives_are_not_read(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        picture = encoded(face(1))
        info = tarfile.TarInfo("happy/a.png")
        info.size = len(picture)
        archive.addfile(info, io.BytesIO(picture))
        for kind, name in ((tarfile.SYMTYPE, "b"), (tarfile.LNKTYPE, "c"), (tarfile.CHRTYPE, "d")):
            link = tarfile.TarInfo(f"happy/{name}.png")
            link.type, link.linkname = kind, "/etc/passwd"
            archive.addfile(link)
    items = read(path)
    assert [bool(item.problem) for item in items.values()] == [False, True, True, True]
    assert "a link (to /etc/passwd), not a file" in items["happy/b.png"].problem
    assert "a device" in items["happy/d.png"].problem


def test_a_link_in_a_zip_is_not_read(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"happy/a.png": encoded(face(1))})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("happy/b.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link, not a file" in read(path)["happy/b.png"].problem


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = make_zip(
        tmp_path / "a.zip", {"happy/a.png": encoded(face(1)), "happy/bomb.png": bytes(30 << 20)}
    )
    items = read(path)
    assert "unpacks to more than 200 times" in items["happy/bomb.png"].problem
    assert not items["happy/a.png"].problem


def test_a_whole_archive_that_grows_too_much_is_refused(tmp_path, monkeypatch):
    from emotion_gui.core.data import archives

    monkeypatch.setattr(archives, "TOTAL_FREE_BYTES", 1 << 20)
    for make, name in ((make_zip, "a.zip"), (make_tar, "a.tar.gz")):
        path = make(tmp_path / name, {f"happy/{i}.png": bytes(2 << 20) for i in range(4)})
        with pytest.raises(ArchiveError, match="300 times its size"):
            read(path)


def test_a_cut_off_archive_is_refused(tmp_path):
    members = {f"happy/{i}.png": encoded(face(i)) for i in range(9)}
    for make, name in ((make_zip, "a.zip"), (make_tar, "a.tar.gz")):
        path = make(tmp_path / name, members)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(ArchiveError):
            read(path)


def test_two_files_of_one_name_are_told_apart(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("happy/a.png", encoded(face(1)))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("happy/a.png", encoded(face(2)))
    items = read(path)
    assert list(items) == ["happy/a.png", "happy/a.png (2)"]
    assert "another file of this name" in items["happy/a.png (2)"].problem


def test_many_files_of_one_name_cost_little(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for _ in range(3_000):
            archive.addfile(tarfile.TarInfo("happy/a.png"))
        archive.addfile(tarfile.TarInfo("happy/a.png (2)"))
    started = time.perf_counter()
    names = list(read(path))
    assert time.perf_counter() - started < 5
    assert len(set(names)) == len(names) == 3_000  # the last one is no picture
    assert names[:3] == ["happy/a.png", "happy/a.png (2)", "happy/a.png (3)"]


def test_a_table_in_an_archive_is_found(tmp_path):
    from helpers.sources import write_table

    write_table(tmp_path / "fer2013.csv", 6)
    data = (tmp_path / "fer2013.csv").read_bytes()
    for make, name in ((make_zip, "archive.zip"), (make_tar, "fer2013.tar.gz")):
        path = make(tmp_path / name, {"fer2013/README": b"x", "fer2013/fer2013.csv": data})
        assert inspect_source(path).kind == "FER2013 table"
        assert len(read(path)) == 6
