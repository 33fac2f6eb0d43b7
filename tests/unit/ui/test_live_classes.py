"""Two models of different classes on Live: compared where a mapping is known, else said."""

from __future__ import annotations

import itertools
from pathlib import Path

from pytestqt.qtbot import QtBot

from emotion_gui.core.labels import EIGHT, GROUPS, SEVEN, LabelSet, own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.ui.pages.live.texts import classes_text
from emotion_gui.ui.pages.live.timeline import AXIS_PX, BAND_PX, LiveTimeline
from emotion_gui.ui.theme import Theme


def model(folder: Path, name: str, labels: LabelSet) -> Path:
    spec = NetworkSpec(((4,),), (True,), classes=len(labels))
    path = folder / f"{name}.safetensors"
    save_checkpoint(path, EmotionCNN(spec).eval(), CheckpointInfo(spec=spec, label_set=labels))
    return path


def test_how_two_models_are_compared_is_said(tmp_path: Path) -> None:
    seven, eight, groups, own = (
        model(tmp_path, name, labels)
        for name, labels in (
            ("seven", SEVEN),
            ("eight", EIGHT),
            ("groups", GROUPS),
            ("own", own_set(["calmly", "startled"])),
        )
    )
    assert classes_text(seven, seven) == ""
    for one, other in ((seven, eight), (groups, seven)):
        assert "where the classes mean the same" in classes_text(one, other)
    assert "nothing in common" in classes_text(seven, own)
    assert classes_text(seven, tmp_path / "gone.safetensors") == ""


def test_the_legend_of_twenty_classes_shows_each_sign(qtbot: QtBot, theme: Theme) -> None:
    timeline = LiveTimeline(theme)
    qtbot.addWidget(timeline)
    labels = own_set(f"class number {k}" for k in range(20))
    timeline.set_labels(labels)
    timeline.resize(400, timeline.sizeHint().height())
    picture = timeline.grab().toImage()
    top = BAND_PX + AXIS_PX
    ground = picture.pixelColor(0, picture.height() - 1)
    marked = [
        any(picture.pixelColor(x, y) != ground for y in range(top, picture.height()))
        for x in range(picture.width())
    ]
    assert sum(now and not before for before, now in itertools.pairwise([False, *marked])) == 20
