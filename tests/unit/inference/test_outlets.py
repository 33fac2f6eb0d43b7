"""Answers that leave while a source is watched: what arrives, and that nothing leaves unasked."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.controls import LiveControls, LiveValues
from emotion_gui.core.inference.display import DisplayClock
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.live import LiveUpdate, run_live
from emotion_gui.core.inference.outlet_request import OutletRequest
from emotion_gui.core.inference.outlets import CHANNELS, Outlets
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.jobs import JobContext
from tests.helpers.fake_sources import FakeCamera, ScriptedDetector
from tests.helpers.scripted_model import TWO, Scripted, grey

osc_message = pytest.importorskip("pythonosc.osc_message")
CLASSES = ("calm", "smile", "startled")


def seen(*tops: int, index: int = 4) -> FrameResult:
    """A frame with faces whose answers are these classes."""
    frame = Frame(np.zeros((8, 8, 3), np.uint8), index, 0.25, 0.0)
    faces = []
    for number, top in enumerate(tops, start=1):
        values = np.full(3, 0.1)
        values[top] = 0.8
        answer = Answer(values, values, None, 0.9)
        crop = np.zeros((48, 48), np.uint8)
        faces.append(FaceResult(number, FaceBox(1.0, 2.0, 30.0, 40.0), crop, answer))
    return FrameResult(frame, tuple(faces), Timings(0, 0, 0, 0), False, 0.01)


@pytest.fixture
def receiver() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        yield listening


def messages(receiver: socket.socket, count: int) -> list[tuple[str, list[object]]]:
    found = []
    for _ in range(count):
        message = osc_message.OscMessage(receiver.recv(65536))
        found.append((message.address, list(message.params)))
    return found


def test_every_face_of_a_frame_arrives_with_its_classes(receiver: socket.socket) -> None:
    with Outlets() as outlets:
        outlets.use(OutletRequest(osc_port=receiver.getsockname()[1]), CLASSES)
        outlets.send(seen(1, 2), ["picture shown"])
    first, second, frame, event = messages(receiver, 4)
    assert first[0] == second[0] == "/emotion/face"
    assert first[1][:7] == pytest.approx([4, 0.25, 1, 1.0, 2.0, 30.0, 40.0])
    assert first[1][7] == "unsure"
    assert first[1][9::2] == list(CLASSES)
    assert second[1][10::2] == pytest.approx([0.1, 0.1, 0.8])
    assert frame == ("/emotion/frame", [4, pytest.approx(0.25), 2])
    assert event == ("/emotion/event", [pytest.approx(0.25), "picture shown"])


def test_it_follows_the_switch_and_other_classes(receiver: socket.socket) -> None:
    request = OutletRequest(osc_port=receiver.getsockname()[1])
    with Outlets() as outlets:
        outlets.send(seen(0, index=1))  # off at first
        outlets.use(request, CLASSES)
        outlets.send(seen(index=2))
        outlets.use(request, CLASSES[::-1])
        outlets.send(seen(0, index=3))
        outlets.use(None, CLASSES)
        outlets.send(seen(0, index=4))
    came = messages(receiver, 3)
    assert [values[0] for _, values in came] == [2, 3, 3]
    assert came[1][1][9::2] == list(CLASSES[::-1])
    receiver.setblocking(False)
    with pytest.raises(BlockingIOError):
        receiver.recv(10)


def test_nobody_listening_disturbs_nothing(receiver: socket.socket) -> None:
    port = receiver.getsockname()[1]
    receiver.close()
    with Outlets() as outlets:
        outlets.use(OutletRequest(osc_port=port), CLASSES)
        for index in range(5):
            outlets.send(seen(0, index=index))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
            late.bind(("127.0.0.1", port))
            late.settimeout(10)
            outlets.send(seen(0, index=5))  # the system tells the refusal of the one before
            outlets.send(seen(0, index=6))
            arrived = {address for address, _ in messages(late, 2)}
    assert arrived == {"/emotion/face", "/emotion/frame"}


@pytest.mark.parametrize(
    ("module", "request_"),
    [("pythonosc.udp_client", OutletRequest(osc_port=9)), ("pylsl", OutletRequest(lsl=True))],
)
def test_a_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, module: str, request_: OutletRequest
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with Outlets() as outlets, pytest.raises(ConfigError, match=r"emotion-gui\[outlets\]"):
        outlets.use(request_, CLASSES)


def test_marks_are_taken_once() -> None:
    controls = LiveControls()
    controls.mark("a")
    controls.mark("b")
    assert controls.take_marks() == ("a", "b")
    assert controls.take_marks() == ()


def test_answers_and_marks_of_a_run_leave_while_they_are_wanted(receiver: socket.socket) -> None:
    request = OutletRequest(osc_port=receiver.getsockname()[1])
    controls = LiveControls(LiveValues(smoothing_s=0.0))

    def post(update: LiveUpdate) -> None:
        controls.change(outlets=request if update.frames == 1 else None)
        controls.mark(f"after {update.frames}")

    detector = ScriptedDetector(lambda picture: [FaceBox(20, 30, 60, 60, 0.9, "mtcnn")])
    pipeline = EmotionPipeline(Scripted(), detector)
    source = FakeCamera([grey(200)] * 3)
    run_live(source, pipeline, controls, JobContext(), post, clock=DisplayClock(1e9))
    face, frame, event = messages(receiver, 3)
    assert face[1][:3] == [1, pytest.approx(1 / 30), 1]
    assert face[1][9::2] == list(TWO.names)
    assert frame[1][2] == 1
    assert event == ("/emotion/event", [pytest.approx(1 / 30), "after 1"])
    receiver.setblocking(False)
    with pytest.raises(BlockingIOError):
        receiver.recv(10)


def test_a_stream_of_the_lab_layer_carries_the_same() -> None:
    pylsl = pytest.importorskip("pylsl", exc_type=(ImportError, RuntimeError))
    with Outlets() as outlets:
        outlets.use(OutletRequest(lsl=True), CLASSES)
        (info,) = pylsl.resolve_byprop("type", "Expression", timeout=10)
        inlet = pylsl.StreamInlet(info)
        inlet.open_stream(timeout=10)
        assert info.channel_count() == len(CHANNELS) + 3
        outlets.send(seen(1, 2))
        samples = [inlet.pull_sample(timeout=10)[0] for _ in range(2)]
    assert samples[0][:3] == [4.0, 0.25, 1.0]
    assert np.isnan(samples[0][7])  # unsure
    assert samples[1][9:] == pytest.approx([0.1, 0.1, 0.8])
