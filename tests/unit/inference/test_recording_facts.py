"""What stands beside a recording: what it was made with, from which frame on."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from emotion_gui.core.inference.controls import LiveValues, Models, Recording
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.recording_facts import RecordingFacts
from emotion_gui.core.labels import SEVEN, LabelSet


def classifier(file: str, **run: object) -> SimpleNamespace:
    info = SimpleNamespace(run=run, plan=None, label_set=SEVEN)
    return SimpleNamespace(name=file, info=info, unsure_below=0.35)


def frame(index: int) -> Frame:
    return Frame(np.zeros((2, 2, 3), np.uint8), index, index / 30, 0.0, "")


class Source:
    address = "rtsp://user:secret@10.0.0.1/live"

    def describe(self) -> str:
        return "Hall"


@pytest.fixture
def facts(tmp_path: Path) -> RecordingFacts:
    recording = Recording(tmp_path / "a.mp4", tmp_path / "a.csv", tmp_path / "a.json")
    return RecordingFacts(recording, Source())  # type: ignore[arg-type]


def written(tmp_path: Path) -> dict[str, object]:
    return json.loads((tmp_path / "a.json").read_text("utf-8"))


def test_settings_are_noted_where_they_change(facts: RecordingFacts, tmp_path: Path) -> None:
    first = classifier("default", title="Bundled model", parameters=100)
    pipeline = SimpleNamespace(classifier=first, second=None)
    values = LiveValues(smoothing_s=0.41239)
    facts.note(frame(3), values, pipeline)  # type: ignore[arg-type]
    begun = written(tmp_path)  # at once, so that a crash leaves it
    assert "ended" not in begun
    facts.note(frame(4), values, pipeline)  # type: ignore[arg-type]
    other = SimpleNamespace(classifier=first, second=classifier("mine", name="Mine"))
    other.second.info.plan = object()
    other.second.info.label_set = LabelSet((SEVEN[3], SEVEN[4]))
    models = Models(Path("/m/a.safetensors"), Path("/m/b.safetensors"))
    changed = LiveValues(models=models, flip=True, unsure_below=0.5, max_faces=2)
    facts.note(frame(9), changed, other)  # type: ignore[arg-type]
    facts.finish(frames=20, rows=31, seconds=0.66666)
    found = written(tmp_path)
    assert {name: found[name] for name in ("format", "video", "table", "frames", "rows")} == {
        "format": 1,
        "video": "a.mp4",
        "table": "a.csv",
        "frames": 20,
        "rows": 31,
    }
    assert found["seconds"] == 0.667
    assert found["began"] == begun["began"]
    assert found["source"]["name"] == "Hall"
    assert "secret" not in json.dumps(found)
    one, two = found["settings"]
    assert (one["from_frame"], one["from_s"], one["smoothing_s"]) == (3, 0.1, 0.412)
    assert one["model"] == {
        "file": "default",
        "title": "Bundled model",
        "parameters": 100,
        "pruned": False,
        "unsure_below": 0.35,
    }
    assert (one["second_model"], one["mirror_averaging"], one["faces_at_most"]) == (None, False, 5)
    assert (two["from_frame"], two["mirror_averaging"], two["faces_at_most"]) == (9, True, 2)
    assert two["model"]["file"] == str(models.first)
    assert two["model"]["unsure_below"] == two["second_model"]["unsure_below"] == 0.5
    assert two["second_model"]["file"] == str(models.second)
    assert two["second_model"]["title"] == "Mine"
    assert two["second_model"]["pruned"] is True
    assert LabelSet.from_json(two["second_model"]["label_set"]) == other.second.info.label_set
    assert one["expected_mix"] == "training"
    assert one["neutral_baselines"] == []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
def test_others_may_not_read_it(facts: RecordingFacts, tmp_path: Path) -> None:
    facts.finish(frames=0, rows=0, seconds=0.0)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600


def test_no_facts_are_written_where_none_are_wanted(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.mp4", tmp_path / "a.csv")
    RecordingFacts(recording, Source()).finish(frames=1, rows=1, seconds=1.0)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
