"""Two models of different classes on Live: compared where a mapping is known, else said."""

from __future__ import annotations

from pathlib import Path

from emotion_gui.core.labels import EIGHT, GROUPS, SEVEN, LabelSet, own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.ui.pages.live.texts import classes_text


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
