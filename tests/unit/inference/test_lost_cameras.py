"""What is said where a camera or its driver fails, and how a request for answers reads."""

from __future__ import annotations

from typing import Any

import cv2
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference import capture, session
from emotion_gui.core.inference.album import AlbumSource
from emotion_gui.core.inference.capture import CameraSource, NewestFrameSource
from emotion_gui.core.inference.controls import LiveControls, LiveRequest
from emotion_gui.core.inference.outlet_request import OutletRequest


class Driver(NewestFrameSource):
    """Whose reading fails in OpenCV's own words."""

    def __init__(self) -> None:
        super().__init__("camera:7", stall_s=1.0, open_timeout_s=1.0)
        self.released = 0

    def read(self, *given: object) -> Any:
        raise cv2.error("the matrix is empty")

    def release(self) -> None:
        self.released += 1

    def _capture(self) -> Any:
        return self


def test_what_opencv_stumbles_with_is_told_of_the_camera() -> None:
    source = Driver()
    source._run()
    with pytest.raises(VideoSourceError, match="the matrix is empty") as told:
        NewestFrameSource.read(source)
    assert (told.value.kind, told.value.address) == ("unreadable", "camera:7")
    assert source.released == 1


@pytest.mark.parametrize(
    ("why", "kind", "reason"),
    [
        (("missing", "no such camera"), "missing", "the camera was unplugged"),
        (("busy", "another has it"), "stalled", "the camera stopped (another has it)"),
    ],
)
def test_a_camera_that_gives_nothing_more_was_unplugged_or_stopped(
    monkeypatch: pytest.MonkeyPatch, why: tuple[str, str], kind: str, reason: str
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(capture, "why_closed", lambda index: asked.append(index) or why)
    lost = CameraSource(7, name="Front")._lost()
    assert (lost.address, lost.kind, lost.reason) == ("camera:7", kind, reason)
    assert asked == [7]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (OutletRequest(), ""),
        (OutletRequest(osc_port=9000), "OSC 127.0.0.1:9000"),
        (OutletRequest(lsl=True), "LSL"),
        (OutletRequest(osc_port=1, lsl=True), "OSC 127.0.0.1:1, LSL"),
    ],
)
def test_where_answers_are_sent_to_in_words(request_: OutletRequest, words: str) -> None:
    assert str(request_) == words
    assert bool(request_) is bool(words)


def test_pictures_are_an_album_that_a_person_turns(tmp_path: Any) -> None:
    (tmp_path / "a.png").touch()
    controls = LiveControls()
    source = session._source(LiveRequest("", pictures=(tmp_path,)), controls)
    assert isinstance(source, AlbumSource)
    source.open()
    assert source.frame_count == 1
    source.close()
