"""Cameras, clips and streams for tests: arrays, small files, a server on 127.0.0.1."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.detectors import FaceBox
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

    is_live = True
    fps = 30.0
    frame_count = None
    address = "camera:9"

    def __init__(self, pictures: Sequence[np.ndarray], *, vanishes: bool = False) -> None:
        self.pictures = list(pictures)
        self.vanishes = vanishes
        self.opened = self.closed = 0
        self._next = 0

    def describe(self) -> str:
        return "Fake camera"

    def open(self) -> None:
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
        return Frame(self.pictures[index], index, index / self.fps, time.monotonic())

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
                        + str(len(data)).encode() + b"\r\n\r\n" + data + b"\r\n"
                    )  # fmt: skip
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
