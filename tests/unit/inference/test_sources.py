import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.album import AlbumSource
from emotion_gui.core.inference.capture import CameraSource, StreamSource, without_credentials
from emotion_gui.core.inference.controls import LiveControls
from emotion_gui.core.inference.films import source as films_source
from emotion_gui.core.inference.frames import FrameSource, opened
from emotion_gui.core.inference.sources import (
    PicturesSource,
    VideoFileSource,
    list_cameras,
    open_source,
)
from emotion_gui.core.jobs import JobCancelled, JobContext
from tests.helpers.fake_sources import (
    FakeCapture,
    StreamServer,
    free_port,
    mjpeg_server,
    plain_frames,
    write_video,
)


def all_frames(source: FrameSource) -> list:
    with opened(source):
        return list(iter(source.read, None))


def read_to_the_end(source: FrameSource) -> None:
    while source.read() is not None:
        pass


def until_reconnecting(source: StreamSource) -> None:
    deadline_s = time.monotonic() + 30
    while not source.reconnecting:
        assert time.monotonic() < deadline_s
        with source._changed:
            source._changed.wait(0.02)


def test_a_video_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.avi", plain_frames(12))
    source = VideoFileSource(path)
    frames = all_frames(source)
    assert [frame.index for frame in frames] == list(range(12))
    assert frames[6].time_s == pytest.approx(6 / 30, abs=0.01)
    assert source.fps == pytest.approx(30)
    assert "160 x 120" in source.describe()


def test_a_paced_file_keeps_its_speed(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.avi", plain_frames(15))
    started_s = time.monotonic()
    frames = all_frames(VideoFileSource(path, paced=True))
    assert frames[-1].index == 14
    assert time.monotonic() - started_s >= 14 / 30 - 0.02


def test_a_paced_file_skips_what_is_over_when_it_is_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 100.0
    monkeypatch.setattr(films_source, "now_s", lambda: now_s)
    monkeypatch.setattr(films_source, "wait_until", lambda *given: None)
    source = VideoFileSource(write_video(tmp_path / "clip.avi", plain_frames(15)), paced=True)
    indices = []
    with opened(source):
        for moment_s in (100.0, 100.03, 100.31, 100.32, 200.0):
            now_s = moment_s
            frame = source.read()
            indices.append(None if frame is None else frame.index)
    assert indices == [0, 1, 9, 10, None]  # a frame that is due since the last one is not late


def test_a_paced_read_can_be_stopped(tmp_path: Path) -> None:
    path = write_video(tmp_path / "slow.avi", plain_frames(3), fps=1)
    stop = False
    context = JobContext(is_cancelled=lambda: stop)
    source = VideoFileSource(path, paced=True)
    with opened(source):
        source.read(context)
        stop = True
        with pytest.raises(JobCancelled):
            source.read(context)


def test_a_folder_of_pictures_shows_each_for_two_seconds_where_somebody_watches(
    tmp_path: Path,
) -> None:
    assert open_source(str(tmp_path), paced=True).fps == 0.5
    assert open_source(str(tmp_path)).fps == 0.0


def test_a_stream_that_is_not_open_yet_has_nothing_to_say() -> None:
    assert StreamSource("http://127.0.0.1/video").notes == ()


def test_pictures_are_stopped_before_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.zeros((8, 8, 3), np.uint8))
    (tmp_path / "b.png").write_bytes(b"nothing")
    source = PicturesSource([tmp_path])
    source.open()
    assert source.read() is not None
    with pytest.raises(JobCancelled):
        source.read(JobContext(is_cancelled=lambda: True))
    assert source.notes == ()  # it did not even look


@pytest.mark.parametrize("name", ["none.mp4", "none.png"])
def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(VideoSourceError) as caught:
        open_source(str(tmp_path / name)).open()
    assert caught.value.kind == "missing"


def test_a_text_file_is_not_a_video(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("no video", encoding="utf-8")
    with pytest.raises(VideoSourceError) as caught:
        all_frames(open_source(str(path)))
    assert caught.value.kind == "unreadable"


def test_pictures_of_a_folder_in_order_and_broken_ones_counted(tmp_path: Path) -> None:
    for name, value in (("b.png", 20), ("a.png", 10)):
        cv2.imwrite(str(tmp_path / name), np.full((30, 40), value, np.uint8))
    (tmp_path / "c.jpg").write_bytes(b"not a picture")
    (tmp_path / "readme.txt").write_text("x", encoding="utf-8")
    source = PicturesSource([tmp_path])
    frames = all_frames(source)
    assert [frame.name for frame in frames] == ["a.png", "b.png"]
    assert frames[0].picture.shape == (30, 40, 3)
    assert len(source.unreadable) == 1
    assert source.frame_count == 3  # of which one could not be read


def test_an_album_knows_how_many_pictures_it_has(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "c.png"):
        cv2.imwrite(str(tmp_path / name), np.full((30, 40), 9, np.uint8))
    album = AlbumSource([tmp_path], LiveControls())
    with opened(album):
        assert album.frame_count == 3


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VideoSourceError, match="no picture"):
        open_source(str(tmp_path)).open()


def test_what_a_text_means(tmp_path: Path) -> None:
    assert isinstance(open_source("camera:1"), CameraSource)
    assert isinstance(open_source("rtsp://host/x"), StreamSource)
    assert isinstance(open_source("http://host/x.png"), StreamSource)
    assert isinstance(open_source(str(tmp_path)), PicturesSource)
    assert isinstance(open_source("a.jpeg"), PicturesSource)
    assert isinstance(open_source("a.mkv"), VideoFileSource)
    with pytest.raises(VideoSourceError, match="camera:0"):
        open_source("camera:front")


@pytest.mark.parametrize("number", ["100", "999999999999", "12345678901234567890"])
def test_numbers_that_no_camera_has(number: str) -> None:
    with pytest.raises(VideoSourceError, match="no such camera"):
        open_source(f"camera:{number}")


def test_a_scheme_in_capitals_is_a_scheme() -> None:
    with mjpeg_server() as address, opened(open_source("HTTP" + address[4:])) as source:
        assert source.read() is not None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:secret@host:554/a@b?c=@d", "rtsp://host:554/a@b?c=@d"),
        ("http://secret@host", "http://host"),
        ("http://me:se@cret@host/x", "http://host/x"),
        ("http://host/x@y", "http://host/x@y"),
        ("http://host?mail=a@b", "http://host?mail=a@b"),
    ],
)
def test_names_and_passwords_are_not_told(address: str, shown: str) -> None:
    source = StreamSource(address)
    assert source.address == source.describe() == shown
    assert without_credentials(shown) == shown


def test_a_refused_stream_does_not_tell_the_password() -> None:
    source = StreamSource(f"http://me:secret@127.0.0.1:{free_port()}/x")
    with pytest.raises(VideoSourceError) as caught, opened(source):
        pytest.fail("it opened")
    assert "secret" not in str(caught.value)


def test_a_camera_that_is_not_there() -> None:
    source = CameraSource(57)
    started_s = time.monotonic()
    with pytest.raises(VideoSourceError) as caught, opened(source):
        pytest.fail("it opened")
    assert caught.value.kind in {"missing", "busy", "refused"}
    assert time.monotonic() - started_s < 5


def test_cameras_have_names() -> None:
    for camera in list_cameras():
        assert camera.name
        assert camera.address == f"camera:{camera.index}"


def test_a_stream_gives_the_newest_frame_and_drops_the_rest() -> None:
    with mjpeg_server() as address:
        source = StreamSource(address)
        with opened(source):
            first = source.read()
            with source._changed:  # the reader says so with every frame
                # `first` may already have frames dropped before it: index of them.
                dropped = first.index + 2
                assert source._changed.wait_for(lambda: source.dropped >= dropped, timeout=20)
            second = source.read()
        assert first.picture.shape == (120, 160, 3)
        assert second.index > first.index + 2


def test_a_refused_address_is_said_at_once() -> None:
    source = StreamSource(f"http://127.0.0.1:{free_port()}/x")
    started_s = time.monotonic()
    with pytest.raises(VideoSourceError) as caught, opened(source):
        pytest.fail("it opened")
    assert caught.value.kind == "refused"
    assert time.monotonic() - started_s < 5


def test_a_silent_server_stalls_and_the_wait_can_be_stopped() -> None:
    with mjpeg_server(stall=True) as address:
        source = StreamSource(address, open_timeout_s=1.0, stall_s=5)
        with pytest.raises(VideoSourceError) as caught, opened(source):
            pytest.fail("it opened")
        assert caught.value.kind in {"stalled", "refused"}
        waiting = StreamSource(address, open_timeout_s=1.0)
        waiting.start()
        with pytest.raises(JobCancelled):
            waiting.read(JobContext(is_cancelled=lambda: True))
        waiting.close()


def test_a_stream_that_breaks_off_is_opened_again() -> None:
    with mjpeg_server(frames=5) as address:
        source = StreamSource(address, stall_s=8)
        with opened(source):
            indices = [source.read().index for _ in range(9)]
    assert indices == sorted(set(indices))
    assert indices[-1] >= 8


def test_a_camera_is_asked_for_its_size_again_when_it_is_back() -> None:
    device = FakeCapture()
    # Media Foundation gets its size with the opening (test_cameras).
    backend = int(cv2.CAP_V4L2)
    source = CameraSource(57, size=(640, 480), backend=backend, open_capture=device)
    with opened(source):
        source.read()
        device.plugged.clear()
        assert device.failed.wait(30)
        device.plugged.set()
        before = source.read().index
        while source.read().index <= before + 3:
            pass
    wanted = [value for key, value in device.values if key == cv2.CAP_PROP_FRAME_WIDTH]
    assert wanted == [640, 640]
    assert device.openings == 2


def test_an_unplugged_camera_is_said_and_its_reader_ends() -> None:
    device = FakeCapture()
    source = CameraSource(57, name="Desk camera", stall_s=0.3, open_capture=device)
    with opened(source):
        source.read()
        device.plugged.clear()
        with pytest.raises(VideoSourceError) as caught:
            read_to_the_end(source)
    assert caught.value.kind in {"missing", "stalled"}
    assert not device.isOpened()


def test_a_server_that_stalls_in_mid_stream_is_opened_again() -> None:
    with StreamServer() as server:
        source = StreamSource(server.address, read_timeout_s=0.3, stall_s=15)
        with opened(source):
            last = source.read().index
            server.stall()
            until_reconnecting(source)
            server.flow()
            indices = [source.read().index for _ in range(5)]
        assert indices[-1] > last + 3
        assert not source.reconnecting


def test_a_server_that_dies_and_returns_is_found_again() -> None:
    with StreamServer() as server:
        source = StreamSource(server.address, read_timeout_s=0.5, stall_s=15)
        with opened(source):
            last = source.read().index
            server.stop()
            until_reconnecting(source)
            server.start()
            indices = [source.read().index for _ in range(5)]
        assert indices[-1] > last + 3


def test_a_server_that_stays_away_is_said() -> None:
    with StreamServer() as server:
        source = StreamSource(server.address, read_timeout_s=0.3, stall_s=0.6)
        with opened(source):
            source.read()
            server.stop()
            with pytest.raises(VideoSourceError) as caught:
                read_to_the_end(source)
    assert caught.value.kind == "stalled"
