"""Sources with made-up cameras, servers and clocks: what is dropped, waited for and refused."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference import camera_check, capture, read_ahead, sources
from emotion_gui.core.inference.camera_check import CameraTiming, timing_text
from emotion_gui.core.inference.capture import (
    CameraSource,
    NewestFrameSource,
    open_camera,
    sized_opening,
)
from emotion_gui.core.inference.decoded_stream import DecodedStream
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.read_ahead import ReadAhead
from emotion_gui.core.inference.sources import PicturesSource
from emotion_gui.core.jobs import JobCancelled, JobContext
from tests.helpers.fake_sources import FakeCamera, plain_frames

PICTURE = np.zeros((6, 8, 3), np.uint8)


class Moments:
    """A clock that moves on by what is waited for."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.stopped = False
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.now_s += seconds
        return self.stopped

    def is_set(self) -> bool:
        return self.stopped

    def set(self) -> None:
        self.stopped = True


class Told(NewestFrameSource):
    """Reads what a test tells it; 1 is a picture, 0 none."""

    def __init__(self, moments: Moments, script: str, *, stall_s: float = 1.0) -> None:
        super().__init__("told", stall_s=stall_s, open_timeout_s=8.0)
        self.moments, self.script = moments, iter(script)
        self.recovered = self.released = 0
        self.seen: list[tuple[int, float, bool]] = []
        self._stop: Any = moments

    def read(self, *arguments: object) -> Any:
        self.moments.now_s += 0.25
        step = next(self.script, None)
        if step is None:
            self.moments.set()
            return False, None
        self.seen.append((len(self.seen), self.moments.now_s, self.reconnecting))
        return (True, PICTURE) if step == "1" else (step == "n", None)

    def release(self) -> None:
        self.released += 1

    def _capture(self) -> Any:
        return self

    def _recover(self, capture: Any) -> None:
        self.recovered += 1

    def _lost(self) -> VideoSourceError:
        return VideoSourceError("told", "stalled", "gone")


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Moments:
    made = Moments()
    monkeypatch.setattr(capture, "now_s", made)
    return made


def test_the_newest_frame_is_kept_and_the_others_are_counted(moments: Moments) -> None:
    source = Told(moments, "111")
    assert source.describe() == "told"
    source._run()
    frame = NewestFrameSource.read(source)
    assert frame is not None
    assert (frame.index, frame.time_s, frame.captured_at) == (2, 0.75, 100.75)
    assert source.dropped == 2
    assert source.describe() == "told · 8 x 6"
    assert source.released == 1
    assert source.notes == ()


def test_a_source_that_fails_is_opened_again_until_it_counts_as_lost(moments: Moments) -> None:
    source = Told(moments, "0n01100001")
    source._run()
    # Looks a quarter of a second apart and a fifth between: 1.35 s after the first failure.
    assert [again for _, _, again in source.seen] == [False, *[True] * 3, False, False, *[True] * 3]
    assert source.recovered == 3 + 3
    assert moments.waits == [0.2] * 6
    with pytest.raises(VideoSourceError, match="gone"):
        source._wait(None, 1.0, lambda: False)
    assert source.released == 1


def test_a_reader_counts_its_failures_anew_behind_a_picture(moments: Moments) -> None:
    source = Told(moments, "0001000100010")
    source._run()
    assert source._error is None
    assert source.recovered == 11


def test_nothing_in_time_is_told_and_a_stop_is_obeyed(
    monkeypatch: pytest.MonkeyPatch, moments: Moments
) -> None:
    source = Told(moments, "")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        moments.now_s += 0.5

    monkeypatch.setattr(source._changed, "wait", wait)
    with pytest.raises(VideoSourceError, match="no picture came for 2 seconds"):
        source._wait(None, 2.0, lambda: False)
    assert len(waits) == 5  # at two seconds it is not yet over
    assert set(waits) == {0.05}
    with pytest.raises(JobCancelled):
        source._wait(JobContext(is_cancelled=lambda: True), 2.0, lambda: True)


class Driver:
    """A camera's driver that may refuse a size at opening."""

    def __init__(self, *, sized: bool = True) -> None:
        self.sized, self.opened = sized, False
        self.asked: list[Any] = []

    def __call__(self, index: int, backend: int, wanted: list[int]) -> "Driver":
        self.asked.append((index, backend, wanted))
        self.opened = self.sized or not wanted
        return self

    def isOpened(self) -> bool:
        return self.opened

    def release(self) -> None:
        self.asked.append("release")

    def set(self, key: int, value: float) -> None:
        self.asked.append((key, value))


def test_what_a_camera_is_told() -> None:
    width, height = cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT
    told = [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (width, 640),
        (height, 480),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]
    driver: Any = Driver()
    open_camera(driver, 3, cv2.CAP_V4L2, (640, 480))
    assert driver.asked == [(3, cv2.CAP_V4L2, []), *told]
    wanted = [width, 640, height, 480]
    assert sized_opening(cv2.CAP_MSMF, (640, 480)) == wanted
    driver = Driver()
    open_camera(driver, 3, cv2.CAP_MSMF, (640, 480))
    assert driver.asked == [(3, cv2.CAP_MSMF, wanted)]
    driver = Driver(sized=False)
    open_camera(driver, 3, cv2.CAP_MSMF, (640, 480))
    assert driver.asked == [(3, cv2.CAP_MSMF, wanted), "release", (3, cv2.CAP_MSMF, [])]


def test_a_camera_is_told_by_its_name_or_its_number() -> None:
    for name, told in (("", "Camera 3"), ("Front", "Front")):
        source = CameraSource(3, name=name, backend=cv2.CAP_V4L2)
        assert (source.describe(), source.address) == (told, "camera:3")
        source._put(PICTURE, 0, 0.0)
        assert source.describe() == f"{told} · 8 x 6"


class Decoded(DecodedStream):
    def __init__(self, frames: list[Any]) -> None:
        super().__init__()
        self.script = iter(frames)
        self.ends = self.came = 0

    def start(self) -> None:
        def frames() -> Iterator[Any]:
            for each in self.script:
                if isinstance(each, Exception):
                    raise each
                yield each

        self._frames = frames()

    def _check_end(self) -> None:
        self.ends += 1

    def _picture_came(self) -> None:
        self.came += 1

    def _picture(self, frame: Any) -> Any:
        return frame


@pytest.mark.parametrize("last", [None, OSError(), VideoSourceError("a", "refused", "b")])
def test_pictures_until_the_server_ends(last: Exception | None) -> None:
    stream = Decoded([1, 2, *([] if last is None else [last])])
    assert stream.read() == (False, None)  # not open yet
    stream.start()
    assert [stream.read() for _ in range(3)] == [(True, 1), (True, 2), (False, None)]
    assert (stream.came, stream.ends) == (2, 2)


@pytest.mark.parametrize(
    ("average", "guessed", "fps"),
    [
        (25, 30, 25.0),
        (None, 30, 30.0),
        (0, 30, 30.0),
        (240, None, 240.0),
        (241, 30, 0.0),
        (-1, None, 0.0),
        (None, None, 0.0),
    ],
)
def test_the_rate_of_a_stream(average: Any, guessed: Any, fps: float) -> None:
    context = SimpleNamespace(thread_count=0)
    video = SimpleNamespace(average_rate=average, guessed_rate=guessed, codec_context=context)
    container: Any = SimpleNamespace(
        streams=SimpleNamespace(video=[video]), decode=lambda stream: [stream]
    )
    made = DecodedStream()
    assert list(made._decoded(container)) == [video]
    assert made.fps == fps
    assert context.thread_count == 1
    container.streams.video = []
    with pytest.raises(ValueError):
        made._decoded(container)


def test_frames_come_ahead_in_their_order_and_the_end_stays_the_end() -> None:
    camera = FakeCamera(plain_frames(9))
    source = ReadAhead(camera)
    assert (source.address, source.fps, source.frame_count) == ("camera:9", 30.0, None)
    assert (source.describe(), source.notes) == ("Fake camera", ())
    source.open()
    found = list(iter(source.read, None))
    assert [frame.index for frame in found] == list(range(9))
    assert source.read() is None
    source.close()
    source.close()
    assert (camera.opened, camera.closed) == (1, 1)


def test_no_more_is_read_ahead_than_there_is_room_for() -> None:
    camera = FakeCamera(plain_frames(60))
    source = ReadAhead(camera)
    source.open()
    source.read()
    source.close()  # the thread waits for room, and ends
    assert camera._next <= 1 + read_ahead.DEPTH + 1
    assert camera.closed == 1


def test_what_breaks_off_is_raised_behind_the_last_frame_and_once() -> None:
    source = ReadAhead(FakeCamera(plain_frames(2), vanishes=True))
    source.open()
    assert [source.read() is not None for _ in range(2)] == [True, True]
    with pytest.raises(VideoSourceError, match="unplugged"):
        source.read()
    assert source.read() is None
    source.close()


def test_what_does_not_open_is_raised_at_once() -> None:
    class Shut(FakeCamera):
        def open(self, context: JobContext | None = None) -> None:
            raise VideoSourceError("a", "busy", "in use")

    camera = Shut([])
    source = ReadAhead(camera)
    with pytest.raises(VideoSourceError, match="in use"):
        source.open()
    source.close()
    assert camera.closed == 1
    with pytest.raises(JobCancelled):
        source.read(JobContext(is_cancelled=lambda: True))


def test_stills_come_at_their_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("b.png", "a.png", "d.png"):
        cv2.imwrite(str(tmp_path / name), PICTURE)
    (tmp_path / "c.png").write_bytes(b"nothing")
    now, waited = [50.0], []

    def wait_until(moment_s: float, context: Any) -> None:
        waited.append(moment_s)
        now[0] = max(now[0], moment_s)

    monkeypatch.setattr(sources, "now_s", lambda: now[0])
    monkeypatch.setattr(sources, "wait_until", wait_until)
    source = PicturesSource([tmp_path], seconds_each=2.0)
    assert source.fps == 0.5
    source.open()
    assert (source.frame_count, source.describe()) == (4, f"{tmp_path.name} · 4 pictures")
    frames: list[Frame] = list(iter(source.read, None))
    assert [(f.index, f.time_s, f.name) for f in frames] == [
        (0, 0.0, "a.png"),
        (1, 2.0, "b.png"),
        (3, 6.0, "d.png"),
    ]
    assert waited == [0.0, 52.0, 54.0]
    assert [type(note) for note in source.notes] == [Note]
    assert "c.png" in str(source.notes[0])
    source.open()
    source.close()
    assert source.read() is None
    quick = PicturesSource([tmp_path / "a.png"])
    quick.open()
    assert (quick.fps, quick.describe(), quick.address) == (0.0, "a.png", str(tmp_path / "a.png"))
    assert len(waited) == 3
    assert PicturesSource([]).describe() == " · 0 pictures"


def test_a_line_about_a_camera() -> None:
    timing = CameraTiming("Cam", "camera:0", "V4L2", 0.126, 1.004, (640, 360), 29.96, 0.25)
    assert timing_text(timing) == (
        "Cam (camera:0), V4L2: open 0.13 s, first picture 1.00 s, 640 x 360, 30.0 frames/s, "
        "other size 0.25 s"
    )
    none = CameraTiming("Cam", "camera:0", "V4L2", 0.1, 1.0, (640, 360), 30.0, None)
    assert timing_text(none).endswith("other size no picture")
    assert timing_text(CameraTiming("Cam", "camera:0", "V4L2", problem="busy")).endswith(": busy")


def test_the_rate_of_a_camera_is_over_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(camera_check, "now_s", lambda: now[0])

    class Camera:
        def __init__(self, count: int) -> None:
            self.left = count

        def read(self) -> tuple[bool, None]:
            now[0] += 0.25
            self.left -= 1
            return self.left >= 0, None

    endless: Any = Camera(99)
    assert camera_check._rate(endless, JobContext()) == 4.0
    assert endless.left == 99 - 8
    ends: Any = Camera(2)
    assert camera_check._rate(ends, JobContext()) == pytest.approx(2 / 0.75)
