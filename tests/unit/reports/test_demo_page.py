"""The demonstration's page: every figure on it is one of the facts, by hand."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.reports import demo_report as page
from emotion_gui.core.reports.report import (
    Chart,
    Paragraph,
    PictureRow,
    PictureWithFaces,
    Report,
    Section,
    TextTable,
)
from emotion_gui.core.workspace.records import Part

NAMES = ("training_section", "evaluation_section", "model_section")


def judged(accuracy: float, low: float, high: float, n: int = 280) -> Any:
    figures = SimpleNamespace(
        accuracy=accuracy, interval=(low, high), n=n, correct=round(accuracy * n)
    )
    return SimpleNamespace(evaluation=figures)


def cost(parameters: int, macs: int, stored: int, ms: float) -> Any:
    return SimpleNamespace(parameters=parameters, macs=macs, stored_bytes=stored, ms=ms)


def dataset(labels: list[int], parts: list[Part]) -> Any:
    """Faces of growing contrast."""
    faces = np.zeros((len(labels), 4, 4), np.uint8)
    faces[:, ::2] = np.arange(len(labels))[:, None, None] + 10
    return SimpleNamespace(
        faces=faces,
        labels=np.array(labels),
        parts=np.array(parts),
        label_set=SEVEN,
    )


def facts(*, significant: bool = False, photos: bool = True) -> Any:
    plan = SimpleNamespace(
        maps=256, maps_left=192, maps_gone=64, merges=(1,) * 40, silences=(1,) * 24
    )
    pruning = SimpleNamespace(
        points=("points",),
        baseline=SimpleNamespace(interval=(0.7, 0.8)),
        chosen=SimpleNamespace(threshold_deg=22.5),
        preview=SimpleNamespace(plan=plan, accuracy=0.754, interval=(0.701, 0.802), n=1280),
        before=judged(0.75, 0.7, 0.8),
        after=judged(0.74, 0.69, 0.79),
        judgement=SimpleNamespace(
            p=0.04, is_significant=significant, test=SimpleNamespace(b=9, c=6, p=0.61)
        ),
        cost_before=cost(4000, 9000, 20 * 1024, 1.5),
        cost_after=cost(1000, 5000, 5 * 1024, 0.75),
        difference=3e-6,
        proof_faces=270,
        checkpoint=None,
    )
    scene = SimpleNamespace(
        picture=np.zeros((30, 50, 3), np.uint8), emotions=(3, 0), boxes=((0, 0, 9, 9),) * 2
    )
    drawn = dataset([0] * 14 + [3], [Part.TRAIN] * 14 + [Part.TEST])
    return SimpleNamespace(
        config=SimpleNamespace(faces=2800),
        faces_report=SimpleNamespace(imported=2790, skipped=10, seconds=1.26),
        photos_report=SimpleNamespace(imported=1065, skipped=5, seconds=2.0),
        dataset=drawn,
        photos=dataset([6, 6, 6], [Part.NONE, Part.TEST, Part.NONE]),
        training=SimpleNamespace(records=("epochs",)),
        on_photos=judged(0.5, 0.4, 0.6, n=66) if photos else None,
        pruning=pruning,
        info="info",
        scene=scene,
        found=(SimpleNamespace(box=(1.0, 2.0, 3.0, 4.0), label="happy", confidence=0.9),),
        seconds=61.6,
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the parts that have tests of their own are asked for."""
    found: dict[str, Any] = {}

    def remember(name: str, made: Any) -> None:
        def call(*given: object, **named: object) -> Any:
            found[name] = (given, named)
            return made

        monkeypatch.setattr(page, name, call)

    for name in NAMES:
        remember(name, Section(name, ()))
    remember("sweep_chart", "<svg/>")
    return found


def section(report: Report, title: str) -> Section:
    (found,) = (one for one in report.sections if one.title == title)
    return found


def table(found: Section) -> list[tuple[str, ...]]:
    (own,) = (block for block in found.blocks if isinstance(block, TextTable))
    return list(own.rows)


def told(found: Section) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_tiles_and_pruning_are_told_in_numbers(asked: dict[str, Any]) -> None:
    made = facts()
    report = page.demo_report(made)
    assert report.subtitle == "From 2,800 drawn faces to a pruned network in 62 seconds"
    assert [(tile.value, tile.note) for tile in report.tiles] == [
        ("75.0 %", "validation, n = 280, 95 % interval 70.0–80.0 %"),
        ("256 → 192", "25 % removed, no training after it"),
        ("74.0 %", "same faces, McNemar p = 0.04"),
        ("1,000", "of 4,000: 75 % fewer"),
    ]
    pruned = section(report, "Pruning by distinctiveness")
    assert pruned.intro.startswith("64 of 256 maps are gone: 40 merged")
    assert "24 silenced" in pruned.intro
    assert table(pruned) == [
        ("Maps of module 5", "256", "192"),
        ("Accuracy, validation", "75.0 %", "74.0 %"),
        ("95 % interval", "70.0–80.0 %", "69.0–79.0 %"),
        ("Parameters", "4,000", "1,000"),
        ("Multiplications a face", "9,000", "5,000"),
        ("Stored size", "20 kB", "5 kB"),
        ("Time a face, one thread", "1.50 ms", "0.75 ms"),
    ]
    words = told(pruned)
    assert "test part (75.4 %, interval 70.1–80.2 %)" in words
    assert "no significant difference (McNemar, 9 faces only the original" in words
    assert "6 only the pruned one, p = 0.61)" in words
    assert "logit 3.0e-06 on 270 test faces" in words
    assert asked["sweep_chart"] == (
        (made.pruning.points,),
        {"chosen": made.pruning.chosen, "maps": 256, "interval": (0.7, 0.8)},
    )
    (chart,) = (block for block in pruned.blocks if isinstance(block, Chart))
    assert "(n = 1,280)" in chart.caption
    assert "22.5 degrees" in chart.caption
    worse = section(page.demo_report(facts(significant=True)), "Pruning by distinctiveness")
    assert ": a significant difference" in told(worse)


def test_sections_stand_in_the_order_of_the_work(asked: dict[str, Any]) -> None:
    made = facts()
    report = page.demo_report(made)
    assert [one.title for one in report.sections] == [
        "Faces",
        "training_section",
        "evaluation_section",
        "Pruning by distinctiveness",
        "A scene, by the pruned network",
        "model_section",
        "The same with your data",
        "Limits",
    ]
    assert asked["training_section"][0] == (made.training.records,)
    assert asked["evaluation_section"][0][0] is made.pruning.before.evaluation
    assert asked["model_section"][0] == ("info",)
    assert "are drawings" in told(section(report, "Limits"))


def test_what_was_imported_and_what_drawn_photographs_gave(asked: dict[str, Any]) -> None:
    found = section(page.demo_report(facts()), "Faces")
    assert [row[1:] for row in table(found)] == [
        ("2,790", "10", "1.3 s"),
        ("1,065", "5", "2.0 s"),
    ]
    assert "33 of 66 answers are right (n = 66, 95 % interval 40.0–60.0 %)" in told(found)
    assert told(section(page.demo_report(facts(photos=False)), "Faces")) == ""


def test_a_class_is_shown_by_its_clearest_face_of_the_first_dozen(asked: dict[str, Any]) -> None:
    made = facts()
    found = section(page.demo_report(made), "Faces")
    drawn, photos = (block for block in found.blocks if isinstance(block, PictureRow))
    assert [one.text for one in drawn.pictures] == ["angry", "happy"]
    assert [one.text for one in photos.pictures] == ["neutral"]
    for shown, source, row in (
        (drawn.pictures[0], made.dataset, 11),
        (drawn.pictures[1], made.dataset, 14),
        (photos.pictures[0], made.photos, 1),
    ):
        data = base64.b64decode(shown.address.partition(",")[2])
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        wanted = cv2.resize(source.faces[row], (192, 192), interpolation=cv2.INTER_CUBIC)
        np.testing.assert_array_equal(picture, wanted)


def test_the_scene_tells_who_was_drawn_and_who_was_found(asked: dict[str, Any]) -> None:
    found = section(page.demo_report(facts()), "A scene, by the pruned network")
    assert found.intro.startswith("1 of 2 faces found")
    (picture,) = found.blocks
    assert isinstance(picture, PictureWithFaces)
    assert (picture.width, picture.height) == (50, 30)
    assert picture.caption == "Drawn from left to right: happy, angry."
    (face,) = picture.faces
    assert (face.box, face.label, face.confidence) == ((1.0, 2.0, 3.0, 4.0), "happy", 0.9)
