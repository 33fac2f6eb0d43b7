"""Pause and cancel reach a job at its checkpoints; writes are whole or not at all."""

import threading
from pathlib import Path

import pytest
from helpers.seven import LABELS, Emotion

from emotion_gui.core.errors import CheckpointError, NotFoundError, StorageError
from emotion_gui.core.files import atomic_path, write_text
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress, without_reports
from emotion_gui.core.labels import parse_label
from emotion_gui.core.model.catalogue import list_models, resolve_checkpoint


def test_a_cancelled_job_ends_at_its_next_checkpoint() -> None:
    stop = threading.Event()
    context = JobContext(is_cancelled=stop.is_set)
    context.checkpoint()
    stop.set()
    with pytest.raises(JobCancelled):
        context.checkpoint()


def test_a_paused_job_waits_until_resumed() -> None:
    context = JobContext()
    context.pause()
    assert context.paused
    passed = threading.Event()
    thread = threading.Thread(target=lambda: (context.checkpoint(), passed.set()))
    thread.start()
    assert not passed.wait(timeout=0.1)
    context.resume()
    assert passed.wait(timeout=30)
    thread.join()


def test_a_step_that_reports_nothing_still_pauses_and_stops_with_the_whole() -> None:
    said, stop = list[Progress](), threading.Event()
    whole = JobContext(said.append, stop.is_set)
    step = without_reports(whole)
    step.report(Progress(1, 2))
    whole.pause()
    stop.set()
    with pytest.raises(JobCancelled):
        step.checkpoint()
    assert not said
    whole.resume()
    held = threading.Event()
    stop.clear()
    whole.pause()
    thread = threading.Thread(target=lambda: (step.checkpoint(), held.set()))
    thread.start()
    assert not held.wait(timeout=0.1), "the step went on while the whole was paused"
    whole.resume()
    assert held.wait(timeout=30)
    thread.join()


def test_cancelling_ends_a_pause() -> None:
    stop = threading.Event()
    context = JobContext(is_cancelled=stop.is_set)
    context.pause()
    stop.set()
    with pytest.raises(JobCancelled):
        context.checkpoint()


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "old")

    def half_write() -> None:
        with atomic_path(target) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_write()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_text(tmp_path / "file" / "below.txt", "x")
    assert "below.txt" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("Angry", Emotion.ANGRY),
        ("happiness", Emotion.HAPPY),
        ("3", Emotion.HAPPY),
        ("0_angry", Emotion.ANGRY),
        ("06-Neutral", Emotion.NEUTRAL),
        ("contempt", None),
        ("7", None),
        ("", None),
        ("surprised ", Emotion.SURPRISE),
    ],
)
def test_class_names_in_usual_spellings(text: str, emotion: Emotion | None) -> None:
    assert parse_label(text) == emotion


def test_labels_are_in_fer2013s_order() -> None:
    assert LABELS == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


def test_models_are_found_by_name_and_wrong_names_are_told(tmp_path: Path) -> None:
    for model in list_models():
        assert resolve_checkpoint(model.name) == model.file
        assert model.parameters > 0
    with pytest.raises(NotFoundError):
        resolve_checkpoint("no-such-model")
    with pytest.raises(CheckpointError):
        resolve_checkpoint(str(tmp_path / "gone.safetensors"))
