"""What a person switches while a source runs: recordings, and which models look."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emotion_gui.core.inference import live as live_module
from emotion_gui.core.inference.controls import LiveControls, LiveValues, Models, Recording
from emotion_gui.core.inference.display import DisplayClock
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.live import LiveUpdate, run_live
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.core.jobs import JobContext
from tests.helpers.fake_sources import FakeCamera, ScriptedDetector
from tests.helpers.scripted_model import Scripted, grey, pipeline


def test_each_recording_ends_when_it_is_switched_off(tmp_path: Path) -> None:
    """Whole while the source goes on, and the next one has its own frames alone."""
    one, two = (
        Recording(tmp_path / f"{k}.avi", tmp_path / f"{k}.csv", tmp_path / f"{k}.json")
        for k in "ab"
    )
    controls = LiveControls(LiveValues(recording=one, smoothing_s=0.0))
    ended: list[dict[str, Any]] = []
    recorded: list[tuple[int, float] | None] = []

    def post(update: LiveUpdate) -> None:
        seen = update.recorded
        recorded.append(None if seen is None else (seen.frames, round(seen.seconds, 3)))
        if update.frames in (2, 4):
            controls.change(recording=None if update.frames == 2 else two)
        if update.frames == 3:
            assert one.facts is not None
            ended.append(json.loads(one.facts.read_text("utf-8")))

    source = FakeCamera([grey(200)] * 7)
    run_live(source, pipeline(Scripted()), controls, JobContext(), post, clock=DisplayClock(1e9))
    one_by_one = [(1, 0.0), (2, 0.033), (3, 0.067)]
    assert recorded == [*one_by_one[:2], None, None, *one_by_one]
    assert two.facts is not None
    ended.append(json.loads(two.facts.read_text("utf-8")))
    assert [(each["frames"], each["rows"]) for each in ended] == [(2, 4), (3, 6)]
    assert [each["seconds"] for each in ended] == [0.033, 0.067]
    assert [each["settings"][0]["from_frame"] for each in ended] == [0, 4]


class Watching:
    """Writes down for which models an engine is looked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def watch(self, *classifiers: object) -> None:
        self.asked += classifiers


def test_other_models_look_from_the_next_frame_on_each_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = Models(Path("old")), Models(Path("new"), Path("other"))
    loaded = Scripted(times=0.5), Scripted(times=0.25)
    asked: list[Models] = []

    def load(models: Models) -> tuple[Scripted, Scripted]:
        asked.append(models)
        return loaded

    monkeypatch.setattr(live_module, "load_models", load)
    controls = LiveControls(LiveValues(models=old, smoothing_s=0.0))
    found: list[list[float]] = []

    def post(update: LiveUpdate) -> None:
        face = update.result.faces[0]
        answers = [face.answer, *([] if face.second is None else [face.second])]
        found.append([round(float(each.probabilities[0]), 1) for each in answers])
        controls.change(models=new)

    log, engines = RunLog(), Watching()
    run_live(
        FakeCamera([grey(204)] * 3),
        pipeline(Scripted()),
        controls,
        JobContext(),
        post,
        clock=DisplayClock(1e9),
        models=old,
        log=log,
        engines=engines,  # type: ignore[arg-type]
    )
    assert found == [[0.8], [0.4, 0.2], [0.4, 0.2]]
    assert asked == [new]  # once
    assert set(engines.asked) == set(loaded)
    assert log.result().models == (old, new)


def test_a_still_has_nothing_to_do_with_the_one_before_it(tmp_path: Path) -> None:
    """Neither its faces' numbers nor calm answers go on."""
    seen: list[list[tuple[int, float]]] = []

    def post(update: LiveUpdate) -> None:
        faces = update.result.faces
        seen.append([(face.track_id, round(float(face.probabilities[0]), 1)) for face in faces])

    class Album(FakeCamera):
        def read(self, context: JobContext | None = None) -> Frame | None:
            frame = super().read(context)
            return None if frame is None else replace(frame, name=f"{frame.index}.png")

    controls = LiveControls(LiveValues(smoothing_s=1e9))
    source = Album([grey(204), grey(51), grey(204)])
    run_live(source, pipeline(Scripted()), controls, JobContext(), post)
    assert [[share for _, share in faces] for faces in seen] == [[0.8] * 2, [0.2] * 2, [0.8] * 2]
    assert [[number for number, _ in faces] for faces in seen] == [[1, 2]] * 3


def test_what_a_detector_remembers_goes_on_with_its_film() -> None:
    class Remembering(ScriptedDetector):
        pictures = 0

        def memory(self) -> int:
            return self.pictures

        def remember(self, memory: int) -> None:
            self.pictures = memory

    first, second = (Remembering(lambda picture: []) for _ in "ab")
    first.pictures = 3
    state = EmotionPipeline(Scripted(), first).snapshot()
    EmotionPipeline(Scripted(), second).restore(json.loads(json.dumps(state)))
    assert second.pictures == 3
