"""Which cameras there are and through which interface; why one does not open; one that is slow."""

from __future__ import annotations

import builtins
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference import camera_check, cameras, capture
from emotion_gui.core.inference.camera_check import check_cameras, timing_text
from emotion_gui.core.inference.cameras import (
    CameraInfo,
    camera_interfaces,
    list_cameras,
    read_address,
    why_closed,
)
from emotion_gui.core.inference.capture import CameraSource
from emotion_gui.core.inference.controls import LiveRequest
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.inference.sources import open_source
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from tests.helpers.fake_sources import FakeCapture

MSMF, DSHOW = cv2.CAP_MSMF, cv2.CAP_DSHOW
SIZE = [cv2.CAP_PROP_FRAME_WIDTH, 1280, cv2.CAP_PROP_FRAME_HEIGHT, 720]


class Windows:
    """OpenCV's calls there: some cameras for each interface, with what they take and give."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.has = {MSMF, DSHOW}
        self.listed = {MSMF: ["Cam"], DSHOW: ["Cam"]}
        self.opens = {MSMF, DSHOW}
        self.gives = {MSMF, DSHOW}
        self.takes_size = True
        self.calls: list[tuple[int, int, list[int]]] = []
        self.set: list[int] = []
        monkeypatch.setattr(cameras, "SYSTEM", "win32")
        monkeypatch.setattr(cv2.videoio_registry, "hasBackend", self.has.__contains__)
        module = SimpleNamespace(enumerate_cameras=self._enumerate)
        monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", module)
        monkeypatch.setattr(capture, "BUSY_S", 0.05)

    def _enumerate(self, backend: int) -> list[SimpleNamespace]:
        names = self.listed[backend]
        return [SimpleNamespace(index=index, name=name) for index, name in enumerate(names)]

    def __call__(self, index: int, backend: int, wanted: list[int]) -> WindowsCapture:
        self.calls.append((index, backend, wanted))
        is_open = backend in self.opens and (self.takes_size or not wanted)
        return WindowsCapture(self, backend, is_open=is_open)


class WindowsCapture:
    def __init__(self, system: Windows, backend: int, *, is_open: bool) -> None:
        self._system, self._backend, self._is_open = system, backend, is_open

    def isOpened(self) -> bool:
        return self._is_open

    def read(self) -> tuple[bool, np.ndarray | None]:
        gives = self._is_open and self._backend in self._system.gives
        return gives, np.zeros((720, 1280, 3), dtype=np.uint8) if gives else None

    def set(self, key: int, value: float) -> bool:
        del value
        self._system.set.append(key)
        return True

    def get(self, key: int) -> float:
        del key
        return 30.0

    def release(self) -> None:
        self._is_open = False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    return Windows(monkeypatch)


# -- why one does not open -------------------------------------------------------------------


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
    monkeypatch.setattr(cameras, "SYSTEM", "linux")
    monkeypatch.setattr(cameras.Path, "exists", lambda path: there)
    asked: list[tuple[Path, int]] = []

    def access(path: Path, mode: int) -> bool:
        asked.append((path, mode))
        return allowed

    monkeypatch.setattr(cameras.os, "access", access)
    found, reason = why_closed(3)
    assert found == kind
    assert words in reason
    assert asked == [(Path("/dev/video3"), os.R_OK | os.W_OK)] * there


def test_the_mac_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cameras, "SYSTEM", "darwin")
    assert "Privacy & Security" in why_closed(3)[1]


def test_windows_tells_missing_from_in_use(windows: Windows) -> None:
    assert why_closed(0)[0] == "busy"
    assert "Teams" in why_closed(0)[1]
    assert why_closed(3)[0] == "missing"


# -- which there are -------------------------------------------------------------------------


def test_each_system_has_its_interfaces(monkeypatch: pytest.MonkeyPatch, windows: Windows) -> None:
    assert camera_interfaces() == [MSMF, DSHOW]
    windows.has.discard(MSMF)  # as OpenCV's wheel without windows has it
    assert camera_interfaces() == [DSHOW]
    windows.has.update((cv2.CAP_AVFOUNDATION, cv2.CAP_V4L2))
    monkeypatch.setattr(cameras, "SYSTEM", "darwin")
    assert camera_interfaces() == [cv2.CAP_AVFOUNDATION]
    monkeypatch.setattr(cameras, "SYSTEM", "linux")
    assert camera_interfaces() == [cv2.CAP_V4L2]


def test_virtual_cameras_appear_through_the_second_interface(windows: Windows) -> None:
    windows.listed = {MSMF: ["Cam", "Cam"], DSHOW: ["OBS Virtual Camera", "Cam", "Cam"]}
    found = list_cameras()
    assert [(camera.name, camera.address) for camera in found] == [
        ("Cam", "camera:0"),
        ("Cam", "camera:1"),
        ("OBS Virtual Camera", "camera:dshow0"),
    ]
    source = open_source(found[-1].address)
    assert isinstance(source, CameraSource)
    assert source.address == "camera:dshow0"


def test_of_two_cameras_of_one_kind_the_one_that_only_another_interface_knows_is_listed(
    windows: Windows,
) -> None:
    windows.listed = {MSMF: ["Cam"], DSHOW: ["Cam", "Cam"]}
    assert [camera.address for camera in list_cameras()] == ["camera:0", "camera:dshow1"]


def test_an_edition_without_media_foundation_lists_nothing_and_goes_on(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "cv2_enumerate_cameras")
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "cv2_enumerate_cameras":
            raise ImportError("DLL load failed while importing _windows_backend")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    assert list_cameras() == []


@pytest.mark.parametrize(
    ("text", "camera"),
    [
        ("camera:0", CameraInfo(0, "")),
        ("camera:12", CameraInfo(12, "")),
        ("camera:dshow1", CameraInfo(1, "", DSHOW)),
        ("camera:700", None),
        ("camera:dshow700", None),
        ("camera:", None),
        ("camera:dshow", None),
        ("camera:x0", None),
        ("camera:²", None),
    ],
)
def test_addresses(text: str, camera: CameraInfo | None) -> None:
    assert read_address(text) == camera
    assert camera is None or camera.address == text


# -- opening -----------------------------------------------------------------------------------


def test_windows_is_told_the_size_at_opening_and_never_again(windows: Windows) -> None:
    with opened(CameraSource(0, open_capture=windows)) as source:
        assert source.read() is not None
    assert windows.calls == [(0, MSMF, SIZE)]
    assert windows.set == []


def test_a_camera_that_takes_no_size_at_opening_opens_as_it_is(windows: Windows) -> None:
    windows.takes_size = False
    with opened(CameraSource(0, open_capture=windows)) as source:
        assert source.read() is not None
    assert windows.calls == [(0, MSMF, SIZE), (0, MSMF, [])]


@pytest.mark.parametrize("way", ["opens", "gives"])
def test_the_second_interface_is_tried_where_the_first_gives_nothing(
    windows: Windows, way: str
) -> None:
    getattr(windows, way).discard(MSMF)
    with opened(CameraSource(0, open_capture=windows)) as source:
        assert source.read() is not None
    assert windows.calls[-1] == (0, DSHOW, [])
    assert cv2.CAP_PROP_FOURCC in windows.set


def test_a_camera_in_use_is_told_as_that(windows: Windows) -> None:
    windows.gives.clear()  # as with Teams: it opens and gives nothing
    source = CameraSource(0, open_capture=windows)
    with pytest.raises(VideoSourceError, match="Teams") as caught, opened(source):
        pytest.fail("it opened")
    assert caught.value.kind == "busy"


def test_an_address_of_one_interface_tries_no_other(windows: Windows) -> None:
    source = CameraSource(0, backend=DSHOW, open_capture=windows)
    with opened(source):
        assert source.read() is not None
    assert windows.calls == [(0, DSHOW, [])]


def test_a_camera_has_half_a_minute_and_can_be_given_up_meanwhile() -> None:
    assert capture.CAMERA_TIMEOUT_S >= 20
    slow = FakeCapture()
    read = slow.read
    slow.read = lambda: (slow.failed.wait(30), read())[1]  # type: ignore[method-assign]
    source = CameraSource(3, open_capture=slow)
    given_up = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled), opened(source, given_up):
        pytest.fail("it opened")
    slow.failed.set()


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


# -- the check ---------------------------------------------------------------------------------


def test_the_check_measures_each_camera_through_each_interface(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_check, "_WATCHED_S", 0.01)
    windows.gives.discard(DSHOW)
    good, silent = check_cameras(JobContext(), open_capture=windows)
    assert (good.backend, silent.backend) == ("MSMF", "DSHOW")
    assert (silent.camera, silent.address) == ("Cam", "camera:0")
    assert good.size == (1280, 720)
    assert good.frames_per_second is not None
    assert good.frames_per_second > 0
    assert "1280 x 720" in timing_text(good)
    assert "no picture" in timing_text(silent)
    windows.opens.clear()
    told: list[Progress] = []
    closed = check_cameras(JobContext(told.append), open_capture=windows)
    assert timing_text(closed[0]).startswith("Cam (camera:0), MSMF: another program (Teams")
    assert [(each.done, each.total, each.text) for each in told] == [(0, 2, "Cam"), (1, 2, "Cam")]


def test_a_check_that_is_stopped_opens_no_camera(windows: Windows) -> None:
    with pytest.raises(JobCancelled):
        check_cameras(JobContext(is_cancelled=lambda: True), open_capture=windows)
    assert windows.calls == []


class _Clocked:
    """A camera whose every call takes its time: opening 1 s, a picture 0.25 s, a setting 0.5 s."""

    def __init__(self, clock: list[float]) -> None:
        self.clock, self.set_to = clock, []
        self.released = False

    def isOpened(self) -> bool:
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        self.clock[0] += 0.25
        return True, np.zeros((720, 1280, 3), np.uint8)

    def set(self, key: int, value: float) -> bool:
        self.clock[0] += 0.5
        self.set_to.append((key, value))
        return True

    def release(self) -> None:
        self.released = True


def test_a_cameras_times_are_those_of_its_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [10.0]
    camera = _Clocked(clock)

    def open_camera(opener: object, index: int, backend: int, size: object) -> _Clocked:
        assert (index, backend, size) == (0, DSHOW, LiveRequest("").camera_size)  # as Live does
        clock[0] += 1.0
        return camera

    monkeypatch.setattr(camera_check, "now_s", lambda: clock[0])
    monkeypatch.setattr(camera_check, "open_camera", open_camera)
    found = camera_check._timed(CameraInfo(0, "Cam", DSHOW), DSHOW, None, JobContext())  # type: ignore[arg-type]
    assert (found.camera, found.address, found.backend) == ("Cam", "camera:dshow0", "DSHOW")
    assert (found.open_s, found.first_s, found.size) == (1.0, 0.25, (1280, 720))
    assert found.frames_per_second == 4.0
    assert found.resize_s == 2 * 0.5 + 0.25
    assert camera.set_to == [
        (cv2.CAP_PROP_FRAME_WIDTH, camera_check._OTHER_SIZE[0]),
        (cv2.CAP_PROP_FRAME_HEIGHT, camera_check._OTHER_SIZE[1]),
    ]
    assert camera.released


@pytest.mark.parametrize("is_back", [True, False])
@pytest.mark.parametrize("backend", [MSMF, DSHOW])
def test_a_camera_that_is_back_is_opened_as_it_was(backend: int, is_back: bool) -> None:
    asked: list[tuple[object, ...]] = []
    told: list[int] = []

    class Capture:
        def open(self, *given: object) -> bool:
            asked.append(given)
            return is_back

        def set(self, key: int, value: float) -> bool:
            told.append(key)
            return True

    source = CameraSource(3, size=(1280, 720))
    source._backend = backend
    source._recover(Capture())  # type: ignore[arg-type]
    assert asked == [(3, backend, SIZE if backend == MSMF else [])]
    # Media Foundation has its size from the opening; nobody tells anything to what is away.
    assert (cv2.CAP_PROP_FRAME_WIDTH in told) is (is_back and backend == DSHOW)
