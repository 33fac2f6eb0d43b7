"""Labels are decided from the whole layout and never guessed from numbers."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from helpers.seven import LABELS, Emotion
from helpers.sources import encoded, face, row_text

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.label_answers import parse_answers, understood
from emotion_gui.core.data.readers import (
    SourceOptions,
    SourcePreview,
    inspect_source,
    open_source,
)
from emotion_gui.core.data.readers.orders import ORDERS
from emotion_gui.core.errors import ConfigError, LabelsUnknownError

PICTURE = encoded(face(1))


def said_as(text: str) -> SourceOptions:
    return understood(parse_answers(text), SourcePreview(Path(), "", 0), SourceOptions())


def as_folder(root: Path, names: list[str]) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PICTURE)
    return root


def as_zip(root: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(root / "set.zip", "w") as archive:
        for name in names:
            archive.writestr(f"set/{name}", PICTURE)
    return root / "set.zip"


def as_windows_zip(root: Path, names: list[str]) -> Path:
    """Packed by .NET before 4.6.1: with backslashes."""
    with zipfile.ZipFile(root / "win.zip", "w") as archive:
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = "set\\" + name.replace("/", "\\")
            archive.writestr(info, PICTURE)
    return root / "win.zip"


def as_tar(root: Path, names: list[str]) -> Path:
    with tarfile.open(root / "set.tar.gz", "w:gz") as archive:
        for name in names:
            info = tarfile.TarInfo(f"set/{name}")
            info.size = len(PICTURE)
            archive.addfile(info, io.BytesIO(PICTURE))
    return root / "set.tar.gz"


@pytest.fixture(params=[as_folder, as_zip, as_tar])
def wrap(request):
    return request.param


def classes(path: Path, **options: object) -> dict[str, str | None]:
    """Class by file name without its ending."""
    items = open_source(path, options=SourceOptions(**options))
    return {
        Path(item.source).stem: None if item.label is None else LABELS[item.label]
        for item in items
        if not item.problem
    }


NUMBERED = {
    "RAF-DB": (
        [f"DATASET/{p}/{n}/{p}{n}.jpg" for p in ("train", "test") for n in range(1, 8)],
        {"rafdb", "sfew", "ckplus"},
    ),
    "AffectNet": (
        [f"{p}/{n}/{p}{n}.jpg" for p in ("train", "val") for n in range(8)],
        {"affectnet", "ferplus", "ckplus"},
    ),
    "AffectNet's class folders": (
        [f"train_class/class{n:03}/image{n}.jpg" for n in range(8)],
        {"affectnet"},
    ),
    "FER2013 by number": (
        [f"train/{n}/a{n}.png" for n in range(7)],
        {"fer2013", "affectnet", "alphabet"},
    ),
    "padded": ([f"{n:02}/a{n}.png" for n in range(7)], {"fer2013"}),
    "some of the seven": ([f"{n}/a{n}.png" for n in (0, 3, 4)], {"fer2013", "affectnet"}),
    "class then person": (
        [f"{n}/p{p}/a{n}{p}.png" for n in range(1, 8) for p in (1, 2)],
        {"rafdb"},
    ),
    "labelled by name": ([f"Label_{n}/a{n}.png" for n in range(7)], {"fer2013"}),
}


@pytest.mark.parametrize("kind", NUMBERED)
def test_numbers_alone_are_a_question(tmp_path, wrap, kind):
    names, orders = NUMBERED[kind]
    path = wrap(tmp_path, names)
    preview = inspect_source(path)
    assert preview.question is not None
    assert orders <= {order.name for order in preview.question.orders}
    assert preview.classes == {}, "nothing is guessed for the preview either"
    assert preview.faces
    assert all(shown.label is None for shown in preview.faces)
    with pytest.raises(LabelsUnknownError) as caught:
        list(open_source(path))
    assert "--labels" in str(caught.value)
    assert orders <= set(caught.value.orders)


def test_names_with_backslashes_are_read_like_any(tmp_path):
    path = as_windows_zip(tmp_path, NUMBERED["RAF-DB"][0])
    assert inspect_source(path).question is not None
    assert classes(path, order="rafdb")["train1"] == "surprise"


def test_one_number_alone_is_no_class(tmp_path):
    preview = inspect_source(as_zip(tmp_path, ["3/a.png", "3/b.png"]))
    assert preview.question is None
    assert preview.unlabelled == 2


def test_one_to_seven_is_not_fer2013s(tmp_path):
    as_folder(tmp_path, NUMBERED["RAF-DB"][0])
    question = inspect_source(tmp_path).question
    assert not {"fer2013", "fer2013c"} & {order.name for order in question.orders}
    assert question.orders[0].name == "rafdb"
    with pytest.raises(ConfigError, match="no folders are numbered as in FER2013"):
        inspect_source(tmp_path, options=SourceOptions(order="fer2013"))


def test_an_order_answers_the_question(tmp_path, wrap):
    path = wrap(tmp_path, NUMBERED["RAF-DB"][0])
    told = classes(path, order="rafdb")
    wanted = ("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral")
    assert told == {f"{p}{n}": w for p in ("train", "test") for n, w in enumerate(wanted, 1)}
    preview = inspect_source(path, options=SourceOptions(order="rafdb"))
    assert preview.question is None
    assert preview.meanings["1"] == Emotion.SURPRISE
    assert preview.usages == {"train": 7, "test": 7}


def test_contempt_is_left_out_by_name(tmp_path, wrap):
    path = wrap(tmp_path, NUMBERED["AffectNet"][0])
    told = classes(path, order="affectnet")
    assert told["train0"] == "neutral"
    assert told["val6"] == "angry"
    assert "train7" not in told
    preview = inspect_source(path, options=SourceOptions(order="affectnet"))
    assert preview.unknown_classes == {"7": 2}


def test_each_number_can_be_given_by_itself(tmp_path):
    as_folder(tmp_path, NUMBERED["AffectNet's class folders"][0])
    said = said_as("0=neutral, 1=happy, 7=out, 5 = disgust")
    assert said.order == ""
    told = classes(tmp_path, class_names=said.class_names)
    assert told["image1"] == "happy"
    assert told["image5"] == "disgust"
    assert "image7" not in told
    assert told["image2"] is None


def test_numbers_can_be_said_to_be_no_classes(tmp_path):
    as_folder(tmp_path, NUMBERED["RAF-DB"][0])
    items = list(open_source(tmp_path, options=SourceOptions(order="none")))
    assert {item.label for item in items} == {None}
    assert {item.group for item in items} == {str(n) for n in range(1, 8)}


@pytest.mark.parametrize("text", ["fer", "1", "1=", "1=grumpy", "=happy"])
def test_wrong_orders_are_refused(text):
    with pytest.raises(ConfigError):
        said_as(text)


@pytest.mark.parametrize("text", ["RAF-DB", "expw", "AffectNet", "Fer+", "CK+", "jaffe"])
def test_orders_are_known_by_usual_names(text):
    assert said_as(text).order in {*ORDERS, "none"}


GROUPS = {
    "CK+ as given out": (
        [
            "cohn-kanade-images/S005/001/S005_001_00000001.png",
            "cohn-kanade-images/S010/006/S010_006_00000001.png",
            *(f"cohn-kanade-images/S011/{n:03}/S011_{n:03}_00000002.png" for n in range(1, 7)),
        ],
        {"S005", "S010", "S011"},
    ),
    "persons": ([f"{n}/f{n}.png" for n in (1, 2, 3, 4)], {"1", "2", "3", "4"}),
    "days": ([f"{n:02}/i{n}.png" for n in (1, 2, 3, 15)], {"01", "02", "03", "15"}),
    "years": ([f"{n}/i{n}.png" for n in (2019, 2021)], {"2019", "2021"}),
    "many persons": ([f"{n}/i{n}.png" for n in range(1, 13)], {str(n) for n in range(1, 13)}),
    "named persons and sessions": (
        [f"{who}/{n}/{who}{n}.png" for who in ("anna", "ben") for n in (1, 2)],
        {"anna/1", "anna/2", "ben/1", "ben/2"},
    ),
    "subjects": ([f"subject{n}/i{n}.png" for n in (1, 2)], {"subject1", "subject2"}),
}


@pytest.mark.parametrize("kind", GROUPS)
def test_persons_sessions_and_days_are_groups(tmp_path, wrap, kind):
    names, groups = GROUPS[kind]
    path = wrap(tmp_path, names)
    preview = inspect_source(path)
    assert preview.question is None
    assert preview.classes == {}
    assert preview.ungrouped == 0
    items = list(open_source(path))
    assert {(item.label, item.problem) for item in items} == {(None, "")}
    assert {item.group for item in items} == groups


WORDS = {
    "a word above a number": (
        ["happy/1/a.png", "happy/2/b.png", "sad/1/c.png"],
        {"a": ("happy", "1"), "b": ("happy", "2"), "c": ("sad", "1")},
    ),
    "a word below a number": (
        ["1/happy/a.png", "2/happy/b.png", "2/sad/c.png"],
        {"a": ("happy", "1"), "b": ("happy", "2"), "c": ("sad", "2")},
    ),
    "a word beside a number": (
        ["happy/a.png", "sad/b.png", "3/c.png"],
        {"a": ("happy", ""), "b": ("sad", ""), "c": (None, "3")},
    ),
    "sessions below": (
        ["angry/S1/day2/a.png", "fear/S2/day1/b.png"],
        {"a": ("angry", "S1/day2"), "b": ("fear", "S2/day1")},
    ),
    "all seven numbers below": (
        [f"happy/{n}/a{n}.png" for n in range(7)],
        {f"a{n}": ("happy", str(n)) for n in range(7)},
    ),
    "numbers in front": (
        ["0_angry/a.png", "3 - Happy/b.png", "06.neutral/c.png"],
        {"a": ("angry", ""), "b": ("happy", ""), "c": ("neutral", "")},
    ),
    "the words of a folder's name": (
        ["happy_faces/a.png", "train_sad/b.png", "Fear (2)/c.png"],
        {"a": ("happy", ""), "b": ("sad", ""), "c": ("fear", "")},
    ),
    "a name in two codings": (
        ["Wu\u0308tend/a.png", "Wütend/b.png"],
        {"a": ("angry", ""), "b": ("angry", "")},
    ),
    "German": (
        ["Wütend/a.png", "FRÖHLICH/b.png", "überrascht/c.png", "Ekel/d.png"],
        {"a": ("angry", ""), "b": ("happy", ""), "c": ("surprise", ""), "d": ("disgust", "")},
    ),
    "Turkish capitals": (
        ["DİSGUST/a.png", "SURPRİSE/b.png"],
        {"a": ("disgust", ""), "b": ("surprise", "")},
    ),
    "Chinese": (["高兴/a.png", "悲伤/b.png"], {"a": ("happy", ""), "b": ("sad", "")}),
    "two letters of the JAFFE kind": (
        ["AN/a.png", "HA/b.png", "NE/c.png", "AF/d.png"],
        {"a": ("angry", ""), "b": ("happy", ""), "c": ("neutral", ""), "d": ("fear", "")},
    ),
    "initials of persons": (
        ["AN/a.png", "SU/b.png", "KM/c.png"],
        {"a": (None, "AN"), "b": (None, "SU"), "c": (None, "KM")},
    ),
    "JAFFE": (
        ["jaffe/KA.AN1.39.tiff", "jaffe/YM.HA3.54.tiff"],
        {"KA.AN1.39": ("angry", "KA"), "YM.HA3.54": ("happy", "YM")},
    ),
    "KDEF": (
        ["AF01/AF01AFS.JPG", "AF01/AF01SUHL.JPG", "BM12/BM12NEFR.JPG"],
        {
            "AF01AFS": ("fear", "F01"),
            "AF01SUHL": ("surprise", "F01"),
            "BM12NEFR": ("neutral", "M12"),
        },
    ),
    "RaFD": (
        [
            "Rafd090_01_Caucasian_female_angry_frontal.jpg",
            "Rafd090_33_Caucasian_male_happy_left.jpg",
        ],
        {
            "Rafd090_01_Caucasian_female_angry_frontal": ("angry", "Rafd 01"),
            "Rafd090_33_Caucasian_male_happy_left": ("happy", "Rafd 33"),
        },
    ),
    "a folder beats a coded name": (
        ["sad/KA.AN1.39.tiff", "happy/KA.HA1.29.tiff"],
        {"KA.AN1.39": ("sad", "KA"), "KA.HA1.29": ("happy", "KA")},
    ),
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_word_beats_a_number(tmp_path, wrap, kind):
    names, expected = WORDS[kind]
    path = wrap(tmp_path, names)
    assert inspect_source(path).question is None
    found = {
        Path(item.source).stem: (None if item.label is None else LABELS[item.label], item.group)
        for item in open_source(path)
    }
    assert found == expected


@pytest.mark.parametrize(
    "name",
    [
        "calm",
        "smile",
        "startled",
        "not_happy",
        "sadly surprised",
        "unhappy",
        "natural",
        "Disgraced",
        "dear",
    ],
)
def test_what_is_not_the_emotions_word_is_not_taken_for_one(tmp_path, name):
    as_folder(tmp_path, [f"{name}/a.png", "happy/b.png", "sad/c.png"])
    preview = inspect_source(tmp_path)
    assert preview.unknown_classes == {name: 1}
    assert preview.meanings == {"happy": Emotion.HAPPY, "sad": Emotion.SAD}


def test_own_classes_come_unlabelled_and_are_named(workspace, tmp_path):
    source = as_folder(tmp_path / "own", [f"{n}/{n}.png" for n in ("calm", "smile", "startled")])
    preview = inspect_source(source)
    assert preview.classes == {}
    assert preview.nameless == {"calm": 1, "smile": 1, "startled": 1}
    report = import_dataset(workspace, ImportRequest(source, "x", detector="none"))
    assert report.by_class == {"unlabelled": 3}
    assert report.to_json()["labels"]["unlabelled"] == {"calm": 1, "smile": 1, "startled": 1}
    named = {"calm": Emotion.NEUTRAL, "smile": Emotion.HAPPY, "startled": None}
    request = ImportRequest(source, "y", detector="none", class_names=named)
    told = import_dataset(workspace, request).to_json()["labels"]
    assert told["meanings"] == {"calm": "neutral", "smile": "happy"}
    assert told["left_out"] == {"startled": 1}


PARTS = {
    "FER+": ["FER2013Train", "FER2013Valid", "FER2013Test"],
    "sets": ["train_set", "val_set", "test_set"],
    "long sets": ["Training Set", "validation_set", "TestSet"],
    "AffectNet": ["train_class", "val_class", "test_class"],
    "images": ["images_train", "ImagesVal", "TEST-images"],
    "a project's own prefix": ["mydata_train", "mydata_valid", "mydata_test"],
    "years": ["train2017", "val2017", "test2017"],
    "upper case": ["TRAIN", "VALIDATION", "TESTING"],
}


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("order", ["part first", "class first"])
def test_official_parts_are_kept(tmp_path, wrap, kind, order):
    pairs = [(part, name) for part in PARTS[kind] for name in ("happy", "sad")]
    names = [
        f"{p}/{c}/{i}.png" if order == "part first" else f"{c}/{p}/{i}.png"
        for i, (p, c) in enumerate(pairs)
    ]
    path = wrap(tmp_path, names)
    usages = {Path(item.source).stem: item.usage for item in open_source(path)}
    assert usages == {str(i): ("train", "val", "test")[i // 2] for i in range(6)}
    assert inspect_source(path).classes == {Emotion.HAPPY: 3, Emotion.SAD: 3}
    assert not any(item.group for item in open_source(path))


def test_a_person_called_like_a_part_is_a_person(tmp_path):
    as_folder(tmp_path, ["happy/test_person_3/a.png", "sad/Training Day/b.png"])
    items = list(open_source(tmp_path))
    assert [item.usage for item in items] == ["", ""]
    assert [item.group for item in items] == ["test_person_3", "Training Day"]


@pytest.mark.parametrize(
    ("name", "film"),
    [
        ("HarryPotter_PhilosopherStone_012345678_00000012.png", "HarryPotter_PhilosopherStone"),
        ("AlexEmma_000846120_00000015.png", "AlexEmma"),
        ("21_000123456_00000033.png", "21"),
        ("2012_Doomsday_000123456_00000033.jpg", "2012_Doomsday"),
        ("Hangover 2 (2011)_000123456_00000033.jpg.png", "Hangover 2 (2011)"),
        ("Le_Fabuleux_Amélie_000123456_00000033.PNG", "Le_Fabuleux_Amélie"),
        ("IMG_20210304_120000.jpg", "IMG"),
    ],
)
def test_the_film_is_everything_before_the_two_times(tmp_path, name, film):
    as_folder(tmp_path, [f"Happy/{name}", "Sad/Juno_000123456_00000001.png"])
    groups = {item.source: item.group for item in open_source(tmp_path)}
    assert groups[f"Happy/{name}"] == film


def table(path: Path, header: str, labels: list[object]) -> Path:
    path.write_text(
        header + "\n" + "\n".join(row_text(n, face(0)) for n in labels) + "\n", encoding="utf-8"
    )
    return path


def test_fer2013s_own_column_is_its_format(tmp_path):
    path = table(tmp_path / "fer.csv", "emotion,pixels,Usage", [0, 3, 6])
    assert list(classes(path).values()) == ["angry", "happy", "neutral"]
    assert inspect_source(path).question is None
    path = table(tmp_path / "ck.csv", "emotion,pixels,Usage", list(range(8)))
    assert inspect_source(path).question is None, "7 is contempt there, and a bad row"


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("label,pixels,Usage", range(1, 8)),
        ("class,pixels,split", range(7)),
        ("emotion,pixels,Usage", range(1, 8)),
    ],
)
def test_numbers_in_a_foreign_column_are_a_question(workspace, tmp_path, header, numbers):
    path = table(tmp_path / "raf.csv", header, list(numbers))
    preview = inspect_source(path)
    assert preview.question.numbers == set(numbers)
    assert preview.classes == {}
    with pytest.raises(LabelsUnknownError, match="--labels"):
        import_dataset(workspace, ImportRequest(path, "x"))
    order = "rafdb" if 0 not in numbers else "affectnet"
    report = import_dataset(workspace, ImportRequest(path, "x", order=order))
    assert report.imported == 7
    first = min(numbers)
    assert next(iter(classes(path, order=order).values())) == ORDERS[order].codes[first]


def test_two_columns_that_could_hold_the_class_are_named(tmp_path):
    path = tmp_path / "both.csv"
    path.write_text("label,emotion,pixels\n1,2,3\n", encoding="utf-8")
    with pytest.raises(Exception, match="'label' and 'emotion' could both be meant"):
        inspect_source(path)
