import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import CLEAN_LIMITS
from emotion_gui.core.inference.controls import LiveControls, with_neutral, without_neutral
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.neutral import NeutralBaseline, NeutralSettings, shift_of
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.smoothing import SmoothingSettings
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import CheckpointInfo
from emotion_gui.core.model.probabilities import softmax
from tests.helpers.fake_sources import ScriptedDetector

REST = np.array([0.2, -1.0, 0.3, -0.5, 2.0, -0.8, 0.9], np.float32)  # sad at rest


def ready(rest: np.ndarray, settings: NeutralSettings | None = None) -> NeutralBaseline:
    baseline = NeutralBaseline(6, settings)
    for k in range(40):
        baseline.update(rest, k / 10)
    assert baseline.ready
    return baseline


def test_a_face_that_looks_sad_at_rest_is_neutral_afterwards() -> None:
    assert softmax(REST).argmax() == Emotion.SAD
    shifted = softmax(ready(REST).update(REST, 5.0))
    assert shifted.argmax() == Emotion.NEUTRAL
    assert shifted[Emotion.NEUTRAL] == pytest.approx(0.7, abs=0.02)


def test_a_smile_is_still_a_smile_and_more_sadness_is_sad() -> None:
    baseline = ready(REST)
    for emotion in (Emotion.HAPPY, Emotion.SAD):
        moved = REST.copy()
        moved[emotion] += 5
        assert softmax(baseline.update(moved, 9.0)).argmax() == emotion


def test_answers_are_untouched_while_it_looks() -> None:
    baseline = NeutralBaseline(6)
    assert baseline.progress == 0.0
    np.testing.assert_array_equal(baseline.update(REST, 0.0), REST)
    np.testing.assert_array_equal(baseline.update(REST, 1.5), REST)
    assert baseline.progress == pytest.approx(0.4)  # two frames of the least five
    assert not baseline.ready


def test_a_face_that_is_neutral_at_rest_is_left_alone() -> None:
    rest = np.zeros(7, np.float32)
    rest[Emotion.NEUTRAL] = 6
    np.testing.assert_array_equal(ready(rest).update(REST, 9.0), REST)


def test_afterwards_the_face_at_rest_looks_neutral_just_as_surely_as_asked() -> None:
    """Whatever it looked like; the other classes share the rest, and no logit drifts away."""
    rest = np.log(np.array([[0.2, 0.1, 0.15, 0.05, 0.3, 0.1, 0.1]], np.float32))
    settings = NeutralSettings()
    shift = shift_of(rest, settings, neutral=6)
    answer = softmax(rest[0] + shift)
    assert answer[Emotion.NEUTRAL] == pytest.approx(settings.sure, abs=1e-5)
    others = np.delete(answer, Emotion.NEUTRAL)
    np.testing.assert_allclose(others, (1 - settings.sure) / len(others), rtol=1e-4)
    assert float(shift.mean()) == pytest.approx(0, abs=1e-6)


def test_a_baseline_taken_with_a_grin_is_limited() -> None:
    grin = np.zeros(7, np.float32)
    grin[Emotion.HAPPY] = 12
    baseline = ready(grin, NeutralSettings(most=3.0))
    shift = baseline.update(np.zeros(7, np.float32), 9.0)
    assert np.abs(shift).max() <= 3.0
    assert softmax(baseline.update(grin, 9.1)).argmax() == Emotion.HAPPY


def test_a_blink_in_between_does_not_count() -> None:
    baseline = NeutralBaseline(6)
    for k in range(40):
        values = REST.copy()
        values[Emotion.FEAR] += 8.0 * (k % 10 == 0)
        baseline.update(values, k / 10)
    np.testing.assert_allclose(baseline.update(REST, 9.0), ready(REST).update(REST, 9.0), atol=1e-5)


class SadClassifier:
    """Says the same about every face."""

    unsure_below = 0.35
    limits = CLEAN_LIMITS
    labels = SEVEN

    info = CheckpointInfo
    name = "sad"

    def __init__(self) -> None:
        from emotion_gui.core.faces.preprocessing import Preprocessing

        self.preprocessing = Preprocessing()

    def warm_up(self) -> None:
        pass

    def logits(self, faces: np.ndarray, *, flip: bool = False, mix: object = None) -> np.ndarray:
        return np.repeat(REST[None], len(faces), axis=0)


FACES = [FaceBox(20, 30, 60, 60, 0.9, "mtcnn"), FaceBox(150, 30, 50, 50, 0.9, "mtcnn")]


def run(
    pipeline: EmotionPipeline, controls: LiveControls, start: int, count: int, name: str = ""
) -> dict:
    faces = {}
    for k in range(start, start + count):
        pipeline.settings = PipelineSettings(
            smoothing=SmoothingSettings(0), neutral=controls.values.neutral
        )
        frame = Frame(np.full((120, 240, 3), 90, np.uint8), k, k / 10, 0.0, name)
        faces = {face.track_id: face for face in pipeline.process(frame).faces}
    return faces


def take_neutral(controls: LiveControls, track_id: int) -> None:
    controls.change(neutral=with_neutral(controls.values.neutral, track_id))


def test_only_the_face_it_was_taken_of_is_shifted_and_it_can_be_forgotten() -> None:
    pipeline = EmotionPipeline(
        SadClassifier(), ScriptedDetector(lambda picture: FACES), second=SadClassifier()
    )
    controls = LiveControls()
    assert controls.values.neutral == frozenset()
    faces = run(pipeline, controls, 0, 3)
    assert [face.neutral for face in faces.values()] == [None, None]
    take_neutral(controls, 1)
    faces = run(pipeline, controls, 3, 10)
    assert 0 < faces[1].neutral < 1
    assert faces[1].label == Emotion.SAD
    faces = run(pipeline, controls, 13, 30)
    assert faces[1].neutral == 1
    assert faces[1].label is faces[1].second.label == Emotion.NEUTRAL
    assert faces[1].answer.raw.argmax() == Emotion.SAD
    assert faces[2].neutral is None
    assert faces[2].label == Emotion.SAD
    controls.change(neutral=without_neutral(controls.values.neutral, 1))
    assert run(pipeline, controls, 43, 1)[1].label == Emotion.SAD


def test_a_second_wish_begins_anew_and_another_source_has_none() -> None:
    pipeline = EmotionPipeline(SadClassifier(), ScriptedDetector(lambda picture: FACES))
    controls = LiveControls()
    take_neutral(controls, 1)
    assert run(pipeline, controls, 0, 40)[1].neutral == 1
    first = controls.values.neutral
    take_neutral(controls, 1)
    assert len(controls.values.neutral) == 1
    assert controls.values.neutral != first
    assert run(pipeline, controls, 40, 2)[1].neutral < 1
    take_neutral(controls, 2)
    controls.change(neutral=frozenset())
    assert run(pipeline, controls, 42, 1)[1].neutral is None
    take_neutral(controls, 1)
    assert run(pipeline, controls, 43, 1, name="still.png")[1].neutral is None
