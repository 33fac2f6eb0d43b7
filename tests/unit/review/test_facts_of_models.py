"""What sessions keep of the model that read a film, and when each answer of a recording was."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.review import recorded
from emotion_gui.core.review.sessions import model_facts


def classifier(run: dict[str, Any], **info: Any) -> Any:
    told = {"run": run, "plan": None, "spec": PAPER, "temperature": 1.25, "label_set": SEVEN}
    return SimpleNamespace(name="stem", unsure_below=0.4, info=SimpleNamespace(**(told | info)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"weights")
    return path


def test_a_model_is_told_by_its_run(file: Path) -> None:
    run = {
        "title": "Mine",
        "name": "run-1",
        "parameters": 123,
        "dataset": "FER2013",
        "test_accuracy": 0.6,
        "n": 50,
        "interval": [0.46, 0.72],
    }
    found = model_facts(classifier(run), file)
    assert (found.name, found.title, found.file) == ("stem", "Mine", str(file))
    assert found.digest == hashlib.sha256(b"weights").hexdigest()
    assert (found.parameters, found.pruned, found.trained_on) == (123, False, "FER2013")
    assert (found.accuracy, found.interval, found.n) == (0.6, (0.46, 0.72), 50)
    assert (found.temperature, found.unsure_below) == (1.25, 0.4)
    assert found.labels == SEVEN
    assert found.label_set is None


def test_what_a_run_does_not_say_is_worked_out_or_left_open(file: Path) -> None:
    counted = model_facts(classifier({"name": "run-1", "test_accuracy": 0.61, "n": 50}), file)
    assert counted.title == "run-1"
    assert counted.interval == wilson_interval(30, 50)
    bare = model_facts(classifier({}, plan=object(), label_set=own_set(("a", "b"))), file)
    assert (bare.title, bare.trained_on, bare.pruned) == ("stem", "", True)
    assert (bare.accuracy, bare.interval, bare.n) == (None, None, None)
    assert bare.parameters == 409_461  # counted: the network of METHOD
    assert bare.labels.names == ("a", "b")
    assert model_facts(classifier({"test_accuracy": 0.6, "n": 0}), file).interval is None


def test_a_recording_tells_its_model(file: Path) -> None:
    facts = {"file": str(file), "title": "Mine", "parameters": 7, "pruned": 1, "unsure_below": 0.3}
    found = recorded._model(facts)
    assert (found.name, found.title, found.file) == ("net", "Mine", str(file))
    assert found.digest == hashlib.sha256(b"weights").hexdigest()
    assert (found.parameters, found.pruned, found.unsure_below) == (7, True, 0.3)
    gone = recorded._model({"file": "/nowhere/old.safetensors"})
    assert (gone.title, gone.digest, gone.parameters) == ("old", "", None)
    assert (gone.pruned, gone.unsure_below, gone.temperature) == (False, 0.0, 1.0)


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_an_answer_belongs_to_the_nearest_picture(count: int) -> None:
    rng = np.random.default_rng(count)
    times = np.cumsum(rng.uniform(0.01, 0.5, count))
    wanted = np.concatenate([rng.uniform(-1, 5, 40), times])
    found = recorded._nearest(times, wanted)
    if not count:
        assert found.tolist() == [0] * 40
        return
    np.testing.assert_array_equal(found, np.abs(times - wanted[:, None]).argmin(axis=1))
