"""Loops of the benches over tiny networks and few faces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from helpers.pruning import random_data, random_network

from emotion_gui.core.benchmarks import live, photographs, pruning, repair, robustness
from emotion_gui.core.benchmarks.faces import BenchFaces
from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.layer_survey import survey_layers
from emotion_gui.core.pruning.plan import Plan
from tests.helpers.benches import BlackFilm, Clock

SPEC = NetworkSpec(((12,), (16,), (24,)), (True, True, True), input_side=8)


class Boxes:
    """Finds what it is told to."""

    def __init__(self, boxes: Sequence[Sequence[float]] | None) -> None:
        self.boxes = boxes
        self.pictures: list[np.ndarray] = []

    def detect(self, picture: np.ndarray) -> tuple[Any, None]:
        self.pictures.append(picture)
        return (None if self.boxes is None else np.array(self.boxes)), None


def usual_loop(boxes: Sequence[Sequence[float]] | None) -> tuple[Any, list[torch.Tensor]]:
    """MTCNN and the classifier on every frame, with a detector that is told what it finds."""
    loop: Any = object.__new__(live._UsualLoop)
    seen: list[torch.Tensor] = []
    loop._detector, loop._network = Boxes(boxes), seen.append
    return loop, seen


def test_the_usual_loop_classifies_each_face_that_is_large_enough() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    boxes = [(10.7, 20.2, 70.9, 80.0), (-5.0, -8.0, 40.0, 50.0), (3, 3, 5, 5), (3, 3, 4, 90)]
    loop, seen = usual_loop([*boxes, (3, 3, 90, 4)])
    loop._classify(picture)
    wanted = [gray[20:80, 10:70], gray[0:50, 0:40], gray[3:5, 3:5]]
    assert len(seen) == 3
    for pixels, part in zip(seen, wanted, strict=True):
        assert pixels.shape == (1, 1, 48, 48)
        values = (cv2.resize(part, (48, 48)).astype(float) / 255 - 0.5) / 0.25
        np.testing.assert_allclose(pixels[0, 0].numpy(), values, atol=1e-5)
    np.testing.assert_array_equal(loop._detector.pictures[0], picture[:, :, ::-1])
    nothing, seen = usual_loop(None)
    nothing._classify(picture)
    assert seen == []


@pytest.mark.parametrize(("asked", "done"), [(3, 3), (99, 5)])
def test_the_usual_loop_counts_its_frames(
    monkeypatch: pytest.MonkeyPatch, asked: int, done: int
) -> None:
    loop, _ = usual_loop(None)
    monkeypatch.setattr(live, "VideoFileSource", BlackFilm)
    monkeypatch.setattr(live, "time", Clock(2.0))
    assert loop.rate(Path("clip"), frames=asked) == done / 2.0
    assert len(loop._detector.pictures) == done


def test_a_stop_is_heard_before_live_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[Frame] = []
    made = SimpleNamespace(warm_up=lambda: None, reset=lambda: None, process=frames.append)
    monkeypatch.setattr(live, "EmotionPipeline", lambda classifier: made)
    monkeypatch.setattr(live, "VideoFileSource", BlackFilm)
    monkeypatch.setattr(live, "has_usual_libraries", lambda: False)
    stopped = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        live._measure(live._Case("name", 1, 1.0), Path("clip"), "", stopped)
    assert frames == []


def test_made_activations_are_those_of_a_rectified_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "_SAMPLES", 300)
    found = pruning._activations()
    assert found.shape == (300, pruning._MAPS)
    assert found.dtype == np.float32
    assert (found.min(), found.max()) == (0.0, 1.0)
    assert 0.3 < (found == 0).mean() < 0.7


def test_rendered_faces_under_faults_are_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, int]] = []

    def drawn(**given: int) -> list[Any]:
        asked.append(given)
        faces = np.arange(6, dtype=np.uint8).reshape(6, 1, 1)
        labels = np.arange(6) + 10
        return [SimpleNamespace(faces=faces[k : k + 3], labels=labels[k : k + 3]) for k in (0, 3)]

    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)
    monkeypatch.setattr(robustness, "scale_faces", drawn)
    faces, labels, words = robustness._faces()
    assert faces.ravel().tolist() == list(range(6))
    assert labels.tolist() == list(range(10, 16))
    assert words == "rendered faces"
    assert asked == [{"count": 300, "seed": 1, "bases": 140}]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> tuple[EmotionCNN, BenchFaces]:
    """The paper's network in small, and noise in three parts; repair itself takes its time."""
    fitted, held, judged = (random_data(SPEC, count=40, seed=seed) for seed in (1, 2, 3))
    assert judged.labels is not None
    faces = BenchFaces(fitted, held, judged.faces, judged.labels, "noise")
    network = random_network(SPEC)
    monkeypatch.setattr(repair, "_GONE", (5, 22))
    monkeypatch.setattr(repair, "_TARGETS", {("spans", 5): 100.0})
    monkeypatch.setattr(repair, "_MEASURED", 20)
    monkeypatch.setattr(repair, "bench_faces", lambda: faces)
    loaded = SimpleNamespace(network=network)
    for name, value in {
        "load_checkpoint": lambda path: loaded,
        "record_layer": lambda *given, context: None,
        "repair_recorded": lambda made, start, left, context: SimpleNamespace(network=start),
        "apply_plan": lambda network, plan, *given, **named: SimpleNamespace(
            compacted=random_network(SPEC.with_widths(widths_of(plan)))
        ),
    }.items():
        monkeypatch.setattr(repair, name, value)
    return network, faces


def widths_of(plan: Plan) -> list[int]:
    """What is left of each layer."""
    widths = list(SPEC.widths)
    for part in plan.parts:
        widths[part.layer] -= part.maps_gone
    return widths


def nats_lost(whole: EmotionCNN, small: EmotionCNN, faces: BenchFaces) -> float:
    pixels = (torch.from_numpy(np.asarray(faces.held.faces)).float()[:, None] / 255 - 0.5) / 0.25
    with torch.inference_mode():
        told, reached = (each(pixels).double().log_softmax(dim=1) for each in (whole, small))
    return float((told.exp() * (told - reached)).sum(dim=1).mean())


def right(network: EmotionCNN, faces: BenchFaces) -> float:
    pixels = (torch.from_numpy(faces.judged).float()[:, None] / 255 - 0.5) / 0.25
    with torch.inference_mode():
        answers = network(pixels).argmax(dim=1).numpy()
    return 100 * float((answers == faces.labels).mean())


def test_repair_of_the_last_module_is_told_row_by_row(
    tiny: tuple[EmotionCNN, BenchFaces],
) -> None:
    found = list(repair.bench_repair(JobContext(), ["repair_spans_*", "repair_angle_22"]))
    assert [row.name for row in found] == ["repair_angle_22", "repair_spans_5", "repair_spans_22"]
    assert [row.baseline for row in found] == pytest.approx([right(*tiny)] * 3)
    assert [row.met for row in found] == [None, True, None]
    assert [row.conditions.partition(",")[0] for row in found] == [
        "22 of 24 maps of module 5 gone by angle",
        "5 of 24 maps of module 5 gone by spans",
        "22 of 24 maps of module 5 gone by spans",
    ]
    nats = [
        [float(value) for value in re.findall(r"KL (\S+) nats", row.conditions)] for row in found
    ]
    assert all(before == after for before, after in nats)  # nothing is repaired here
    assert nats[1][0] < nats[2][0]  # the more is gone


def test_repair_of_all_layers_stays_within_its_share(
    tiny: tuple[EmotionCNN, BenchFaces],
) -> None:
    network, _ = tiny
    found = list(repair.bench_repair(JobContext(), ["repair_layers_*"]))
    assert [row.name for row in found] == [
        "repair_layers_half",
        "repair_layers_half_survey",
        "repair_layers_quarter",
        "repair_layers_quarter_survey",
    ]
    whole = network.spec.multiplications
    for row, share in zip(found, (0.5, 0.5, 0.25, 0.25), strict=True):
        widths, told = _told(row)
        left = SPEC.with_widths(widths).multiplications / whole
        assert told == pytest.approx(100 * left, abs=0.06)
        assert left <= share + 0.02 * (not row.name.endswith("survey"))
        assert left > share - 0.1
        small = random_network(SPEC.with_widths(widths))
        assert row.baseline == pytest.approx(right(*tiny))
        assert row.value == pytest.approx(right(small, tiny[1]))
        (nats,) = re.findall(r"KL (\S+) nats on held-out", row.conditions)
        assert float(nats) == pytest.approx(nats_lost(network, small, tiny[1]), rel=0.05)


def _told(row: BenchResult) -> tuple[list[int], float]:
    found = re.match(r"all layers to (\S+) maps, (\S+) % of the", row.conditions)
    assert found is not None
    return [int(width) for width in found[1].split("-")], float(found[2])


@pytest.mark.parametrize("share", [0.8, 0.25])
def test_the_cheapest_way_goes_no_farther_than_it_must(
    tiny: tuple[EmotionCNN, BenchFaces], share: float
) -> None:
    network, faces = tiny
    survey = survey_layers(network, faces.fitted, faces.held, context=JobContext())
    plan = repair._cheapest(network, faces.fitted, survey, share)
    widths = widths_of(plan)
    whole = SPEC.multiplications
    assert SPEC.with_widths(widths).multiplications <= share * whole
    more = [
        SPEC.with_widths([w + (k == part.layer) for k, w in enumerate(widths)]).multiplications
        for part in plan.parts
    ]
    assert max(more) > share * whole  # one map more in its last layer would be too many
