"""Why a camera does not open, in words, on each system; one that is busy for a moment only."""

import cv2
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference import cameras, capture
from emotion_gui.core.inference.cameras import native_backend, why_closed
from emotion_gui.core.inference.capture import CameraSource
from emotion_gui.core.inference.frames import opened
from tests.helpers.fake_sources import FakeCapture


@pytest.mark.parametrize(
    ("there", "allowed", "kind", "words"),
    [
        (False, False, "missing", "plugged in"),
        (True, False, "refused", "group 'video'"),
        (True, True, "busy", "another program"),
    ],
)
def test_linux_says_why(
    monkeypatch: pytest.MonkeyPatch, *, there: bool, allowed: bool, kind: str, words: str
) -> None:
    monkeypatch.setattr(cameras.platform, "system", lambda: "Linux")
    monkeypatch.setattr(cameras.Path, "exists", lambda path: there)
    monkeypatch.setattr(cameras.os, "access", lambda path, mode: allowed)
    found, reason = why_closed(3)
    assert found == kind
    assert words in reason


@pytest.mark.parametrize(
    ("system", "words", "backend"),
    [
        ("Darwin", "Privacy & Security", cv2.CAP_AVFOUNDATION),
        ("Windows", "Privacy settings", cv2.CAP_MSMF),
        ("Linux", "", cv2.CAP_V4L2),
    ],
)
def test_each_system_has_its_way_to_cameras(
    monkeypatch: pytest.MonkeyPatch, system: str, words: str, backend: int
) -> None:
    monkeypatch.setattr(cameras.platform, "system", lambda: system)
    assert words in why_closed(3)[1]
    assert native_backend() == backend


def test_a_camera_that_another_program_has_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    device = FakeCapture()
    device.plugged.clear()
    monkeypatch.setattr(capture, "BUSY_S", 0.05)
    monkeypatch.setattr(capture, "why_closed", lambda index: ("busy", "another program has it"))
    source = CameraSource(3, open_capture=device)
    with pytest.raises(VideoSourceError, match="another program has it") as caught, opened(source):
        pytest.fail("it opened")
    assert caught.value.kind == "busy"


def test_a_camera_that_is_let_go_a_moment_later_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    device = FakeCapture()
    device.plugged.clear()
    asked: list[int] = []

    def why(index: int) -> tuple[str, str]:
        asked.append(index)
        if len(asked) == 2:
            device.plugged.set()
        return "busy", "another program has it"

    monkeypatch.setattr(capture, "why_closed", why)
    with opened(CameraSource(3, open_capture=device)) as source:
        frame = source.read()
    assert frame is not None
    assert asked == [3, 3]
