"""Cameras, clips and streams for tests: arrays, small files, a server on 127.0.0.1."""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.jobs import JobContext

ROOT = Path(__file__).parents[2]


def real_data(part: str) -> Path:
    """A folder of real data, or the test is skipped."""
    default = ROOT.parent / "shared" / "data"
    folder = Path(os.environ.get("EMOTION_GUI_DATA", default)) / part
    if not folder.exists():
        pytest.skip(f"no real data at {folder} (set EMOTION_GUI_DATA)")
    return folder


def plain_frames(count: int, *, width: int = 160, height: int = 120) -> list[np.ndarray]:
    """Gray pictures that get brighter."""
    return [np.full((height, width, 3), 40 + 3 * (k % 60), dtype=np.uint8) for k in range(count)]


class FakeCamera:
    """Gives arrays; may vanish after some frames."""

    fps = 30.0
    frame_count = None
    notes = ()
    address = "camera:9"

    def __init__(self, pictures: Sequence[np.ndarray], *, vanishes: bool = False) -> None:
        self.pictures = list(pictures)
        self.vanishes = vanishes
        self.opened = self.closed = 0
        self._next = 0

    def describe(self) -> str:
        return "Fake camera"

    def open(self, context: JobContext | None = None) -> None:
        self.opened += 1
        self._next = 0

    def read(self, context: JobContext | None = None) -> Frame | None:
        if context is not None:
            context.checkpoint()
        if self._next >= len(self.pictures):
            if self.vanishes:
                raise VideoSourceError(self.address, "missing", "the camera was unplugged")
            return None
        index = self._next
        self._next += 1
        return Frame(self.pictures[index], index, index / self.fps, now_s())

    def close(self) -> None:
        self.closed += 1


class ScriptedDetector:
    """Says where faces are by a function of the picture's mean; counts its work."""

    name = "mtcnn"

    def __init__(self, faces: Callable[[np.ndarray], list[FaceBox]]) -> None:
        self._faces = faces
        self.searches = self.looks = 0

    def detect(self, picture: np.ndarray) -> list[FaceBox]:
        self.searches += 1
        return sorted(self._faces(picture), key=lambda face: face.area, reverse=True)

    def judge(
        self, picture: np.ndarray, boxes: Sequence[FaceBox], *, threshold: float | None = None
    ) -> list[FaceBox | None]:
        self.looks += 1
        here = self._faces(picture)
        return [next((face for face in here if face.iou(box) > 0.3), None) for box in boxes]


def write_video(path: Path, pictures: Sequence[np.ndarray], *, fps: float = 30.0) -> Path:
    """An `.avi` (Motion JPEG) or `.mp4` (mp4v) file."""
    code = "MJPG" if path.suffix == ".avi" else "mp4v"
    size = (pictures[0].shape[1], pictures[0].shape[0])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), fps, size)
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FakeCapture:
    """Stands for `cv2.VideoCapture` on a camera that a test plugs in and out."""

    def __init__(self) -> None:
        self.plugged = threading.Event()
        self.plugged.set()
        self.failed = threading.Event()  # a read has failed
        self.values: list[tuple[int, float]] = []
        self.openings = 0
        self._opened = False

    def __call__(self, index: int, backend: int, wanted: list[int]) -> "FakeCapture":
        self.open(index, backend, wanted)
        return self

    def open(self, index: int, backend: int, wanted: list[int]) -> bool:
        del index, backend, wanted
        self._opened = self.plugged.is_set()
        self.openings += self._opened
        return self._opened

    def isOpened(self) -> bool:
        return self._opened

    def set(self, key: int, value: float) -> bool:
        self.values.append((key, value))
        return True

    def get(self, key: int) -> float:
        del key
        return 30.0

    def read(self) -> tuple[bool, np.ndarray | None]:
        threading.Event().wait(0.005)  # a camera gives its pictures one after the other
        self._opened = self._opened and self.plugged.is_set()
        if not self._opened:
            self.failed.set()
            return False, None
        return True, plain_frames(1)[0]

    def release(self) -> None:
        self._opened = False


class StreamServer:
    """Motion JPEG on 127.0.0.1 that a test can stall, end, and begin again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self._flowing = threading.Event()
        self._flowing.set()
        self._over = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/stream.mjpg"

    def stall(self) -> None:
        """Keep connections and say nothing."""
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()

    def __enter__(self) -> "StreamServer":
        self.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        del arguments
        self.stop()

    def start(self) -> None:
        self._over = over = threading.Event()
        flowing = self._flowing
        picture = cv2.imencode(".jpg", plain_frames(1)[0])[1].tobytes()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=b")
                self.end_headers()
                head = f"--b\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}"
                part = head.encode() + b"\r\n\r\n" + picture + b"\r\n"
                try:
                    while not over.wait(0.02):
                        if flowing.wait(0.02):
                            self.wfile.write(part)
                except ConnectionError:
                    pass

            def log_message(self, *arguments: object) -> None:
                del arguments

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """The server dies; its connections end."""
        self._over.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None


@contextmanager
def mjpeg_server(*, frames: int | None = None, stall: bool = False) -> Iterator[str]:
    """Serves Motion JPEG; ends after `frames`, or accepts and says nothing (`stall`)."""
    over = threading.Event()
    pictures = [cv2.imencode(".jpg", p)[1].tobytes() for p in plain_frames(10)]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if stall:
                over.wait(20)
                return
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=b")
            self.end_headers()
            sent = 0
            try:
                while not over.is_set() and (frames is None or sent < frames):
                    data = pictures[sent % len(pictures)]
                    self.wfile.write(
                        b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: "
                        + str(len(data)).encode()
                        + b"\r\n\r\n"
                        + data
                        + b"\r\n"
                    )
                    sent += 1
                    over.wait(0.02)
            except (ConnectionError, BrokenPipeError):
                pass

        def log_message(self, *arguments: object) -> None:
            del arguments

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/stream.mjpg"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
