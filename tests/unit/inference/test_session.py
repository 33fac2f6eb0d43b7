"""Start, as the page has it: the source opens while the models load, and is let go in any case."""

import threading
from pathlib import Path

import pytest

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.inference import live, session
from emotion_gui.core.inference.capture import CameraSource, StreamSource
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues, Models
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.live import LiveUpdate, load_models
from emotion_gui.core.inference.session import live_session
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from tests.helpers.fake_sources import FakeCamera, FakeCapture, mjpeg_server


@pytest.fixture
def capture() -> FakeCapture:
    return FakeCapture()


@pytest.fixture
def camera(capture: FakeCapture, monkeypatch: pytest.MonkeyPatch) -> LiveRequest:
    def open_camera(text: str, **options: object) -> CameraSource:
        del text, options
        return CameraSource(57, name="Desk camera", open_capture=capture)

    monkeypatch.setattr(session, "open_source", open_camera)
    return LiveRequest(address="camera:57")


def readers() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith(("reader", "face search"))]


def model_in(folder: Path) -> Models:
    network = EmotionCNN().eval()
    save_checkpoint(folder / "m.safetensors", network, CheckpointInfo(network.spec))
    return Models(folder / "m.safetensors")


def test_a_camera_is_let_go_when_the_model_cannot_be_loaded(
    camera: LiveRequest, tmp_path: Path
) -> None:
    controls = LiveControls(LiveValues(models=Models(tmp_path / "missing.safetensors")))
    with pytest.raises(CheckpointError):
        live_session(camera, controls, JobContext(), lambda update: None)
    assert readers() == []


def test_a_camera_opens_while_the_models_load(
    camera: LiveRequest, capture: FakeCapture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_opened, stop = threading.Event(), threading.Event()
    opened_before: list[bool] = []
    seen: list[LiveUpdate] = []
    open_device = capture.open

    def open_and_tell(*given: object) -> bool:
        has_opened.set()
        return open_device(*given)

    def load(models: Models) -> object:
        opened_before.append(has_opened.wait(20))
        return load_models(models)

    def follow(update: LiveUpdate) -> None:
        seen.append(update)
        stop.set()

    monkeypatch.setattr(capture, "open", open_and_tell)
    monkeypatch.setattr(live, "load_models", load)
    controls = LiveControls(LiveValues(models=model_in(tmp_path)))
    with pytest.raises(JobCancelled):
        live_session(camera, controls, JobContext(is_cancelled=stop.is_set), follow)
    assert opened_before == [True]
    assert seen[0].source.startswith("Desk camera")
    assert readers() == []


def test_a_stop_before_the_models_loads_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Models] = []
    monkeypatch.setattr(live, "load_models", loaded.append)
    controls = LiveControls(LiveValues(models=Models(tmp_path / "m.safetensors")))
    stopped = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        session.run_source(FakeCamera([]), controls, stopped, lambda update: None)
    assert loaded == []


def test_opening_can_be_stopped() -> None:
    with mjpeg_server(stall=True) as address:
        source = StreamSource(address, open_timeout_s=1.0)
        context = JobContext(is_cancelled=lambda: True)
        with pytest.raises(JobCancelled), opened(source, context):
            pytest.fail("it gives no picture")
