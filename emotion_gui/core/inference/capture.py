"""Cameras and streams: a reader thread keeps only the newest frame.

`cv2.VideoCapture.read` can block for many seconds. So it runs in a thread of its own, and
whoever waits for a frame can be stopped at any moment; frames that come too fast are dropped
at the source instead of growing old in a queue.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, cast

import cv2
import numpy as np

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.cameras import CameraInfo, camera_interfaces, why_closed
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.inference.decoded_stream import DecodedStream

logger = logging.getLogger(__name__)

OpenCapture = Callable[[int, int, list[int]], cv2.VideoCapture]

OPEN_TIMEOUT_S = 8.0
CAMERA_TIMEOUT_S = 30.0  # some take 20 seconds to their first picture under Windows
READ_TIMEOUT_S = 3.0
# Who has just let go of a camera (this program too) may hold it for a moment longer.
BUSY_S = 2.0
POLL_S = 0.05
WEB_SCHEMES = ("http://", "https://")

# Up to the last @ in front of the path: passwords may hold one themselves.
_LOGIN = re.compile(r"^([a-z][a-z0-9+.-]*:[/\\]*)[^/?#]*@", re.IGNORECASE)
_SECRETS = re.compile(
    r"((?:pass(?:word|wd|phrase)?|pwd|psw|pw|loginpas|token|secret|key|auth|sig(?:nature)?)=)"
    r"[^&;/?#]+",
    re.IGNORECASE,
)


class Capture(Protocol):
    """What pictures are read from: OpenCV's for cameras, our own for streams."""

    def read(self) -> tuple[bool, Any]: ...

    def release(self) -> None: ...


class NewestFrameSource:
    """What cameras and streams share; subclasses say how to open and what a failure means."""

    frame_count: int | None = None

    def __init__(self, address: str, *, stall_s: float, open_timeout_s: float) -> None:
        self.address = address
        self._stall_s, self._open_timeout_s = stall_s, open_timeout_s
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._error: VideoSourceError | None = None
        self._ready = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._size = (0, 0)
        self.fps = 0.0
        self.dropped = 0
        self.reconnecting = False

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know of the connection."""
        return ()

    def describe(self) -> str:
        width, height = self._size
        return f"{self.address} · {width} x {height}" if width else self.address

    def open(self, context: JobContext | None = None) -> None:
        """Start the reader and wait for the first frame.

        Raises:
            JobCancelled: a stop was asked for.
            VideoSourceError: it did not open, or gives no picture.
        """
        self.start()
        self._wait(context, self._open_timeout_s, lambda: self._newest is not None)

    def start(self) -> None:
        """Start the reader without waiting."""
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._run, name=f"reader {self.address}", daemon=True
            )
            self._thread.start()

    def read(self, context: JobContext | None = None) -> Frame | None:
        """The newest frame that was not read yet; waits for one."""
        self._wait(context, self._stall_s, lambda: self._newest is not None)
        with self._changed:
            frame, self._newest = self._newest, None
        return frame

    def close(self) -> None:
        """Tell the reader to let go; it does so as soon as the driver answers."""
        self._stop.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout=0.5)

    def _wait(self, context: JobContext | None, limit_s: float, done: Callable[[], bool]) -> None:
        deadline_s = now_s() + limit_s
        while True:
            if context is not None:
                context.checkpoint()
            with self._changed:
                if done():
                    return
                if self._error is not None:
                    raise self._error
                self._changed.wait(POLL_S)
            if now_s() > deadline_s:
                raise VideoSourceError(
                    self.address, "stalled", f"no picture came for {limit_s:.0f} seconds"
                )

    def _run(self) -> None:
        """In the reader thread."""
        capture: Capture | None = None
        try:
            capture = self._capture()
            self._pump(capture)
        except VideoSourceError as error:
            self._fail(error)
        except cv2.error as error:
            self._fail(VideoSourceError(self.address, "unreadable", str(error)))
        finally:
            if capture is not None:
                capture.release()

    def _pump(self, capture: Capture) -> None:
        started_s = now_s()
        failed_since_s: float | None = None
        index = 0
        while not self._stop.is_set():
            got, picture = capture.read()
            moment_s = now_s()
            if got and picture is not None:
                failed_since_s = None
                self.reconnecting = False
                self._put(np.asarray(picture, dtype=np.uint8), index, moment_s - started_s)
                index += 1
                continue
            failed_since_s = failed_since_s or moment_s
            self.reconnecting = True
            if moment_s - failed_since_s > self._stall_s:
                raise self._lost()
            self._stop.wait(0.2)
            self._recover(capture)

    def _put(self, picture: Picture, index: int, time_s: float) -> None:
        frame = Frame(picture, index, time_s, now_s())
        with self._changed:
            self.dropped += self._newest is not None
            self._newest = frame
            self._size = (picture.shape[1], picture.shape[0])
            self._changed.notify_all()

    def _fail(self, error: VideoSourceError) -> None:
        with self._changed:
            self._error = error
            self._changed.notify_all()

    def _capture(self) -> Capture:
        raise NotImplementedError

    def _recover(self, capture: Capture) -> None:
        """Try to go on after a failed read."""

    def _lost(self) -> VideoSourceError:
        raise NotImplementedError


class CameraSource(NewestFrameSource):
    """A camera of this computer.

    Args:
        index: as `list_cameras` has it.
        name: for people.
        size: wanted width and height; the camera takes the nearest it can.
        stall_s: how long it may give nothing before it counts as lost.
        backend: the only interface to try; 0 tries all of the system, the best one first.
        open_capture: makes the driver's object from index, interface, and pairs of properties.
    """

    def __init__(
        self,
        index: int,
        *,
        name: str = "",
        size: tuple[int, int] = (1280, 720),
        stall_s: float = 5.0,
        backend: int = 0,
        open_capture: OpenCapture = cv2.VideoCapture,
    ) -> None:
        prefixed = CameraInfo(index, name, backend)
        super().__init__(prefixed.address, stall_s=stall_s, open_timeout_s=CAMERA_TIMEOUT_S)
        self._index = index
        self._name = name or f"Camera {index}"
        self._wanted = size
        self._backends = [backend] if backend else camera_interfaces() or [int(cv2.CAP_ANY)]
        self._backend = self._backends[0]
        self._open_capture = open_capture

    def describe(self) -> str:
        width, height = self._size
        return f"{self._name} · {width} x {height}" if width else self._name

    def _capture(self) -> cv2.VideoCapture:
        deadline_s = now_s() + BUSY_S
        while True:
            for backend in self._backends:
                capture = self._opened(backend)
                if capture is not None:
                    self._backend = backend
                    self.fps = max(0.0, float(capture.get(cv2.CAP_PROP_FPS)))
                    return capture
            kind, reason = why_closed(self._index)
            if kind != "busy" or now_s() > deadline_s or self._stop.wait(0.1):
                raise VideoSourceError(self.address, kind, reason)

    def _opened(self, backend: int) -> cv2.VideoCapture | None:
        """The camera through one interface; None where it gives nothing there."""
        capture = open_camera(self._open_capture, self._index, backend, self._wanted)
        # Media Foundation opens what another program uses, and then gives no picture.
        if capture.isOpened() and (len(self._backends) == 1 or capture.read()[0]):
            return capture
        capture.release()
        return None

    def _recover(self, capture: Capture) -> None:
        """A camera that was unplugged and is back has to be opened anew."""
        capture = cast("cv2.VideoCapture", capture)
        if capture.open(self._index, self._backend, sized_opening(self._backend, self._wanted)):
            set_up(capture, self._backend, self._wanted)

    def _lost(self) -> VideoSourceError:
        kind, reason = why_closed(self._index)
        if kind == "missing":
            return VideoSourceError(self.address, "missing", "the camera was unplugged")
        return VideoSourceError(self.address, "stalled", f"the camera stopped ({reason})")


def open_camera(
    open_capture: OpenCapture, index: int, backend: int, size: tuple[int, int]
) -> cv2.VideoCapture:
    """A camera as near to the wanted size as it can; whether it is open has to be asked."""
    wanted = sized_opening(backend, size)
    capture = open_capture(index, backend, wanted)
    if wanted and not capture.isOpened():  # it does not take a size at opening
        capture.release()
        capture = open_capture(index, backend, [])
    if capture.isOpened():
        set_up(capture, backend, size)
    return capture


def sized_opening(backend: int, size: tuple[int, int]) -> list[int]:
    """What a camera is opened with, as OpenCV's pairs of property and value.

    With Media Foundation every later change of size negotiates anew, for 4 to 12 seconds.
    """
    if backend != cv2.CAP_MSMF:
        return []
    return [cv2.CAP_PROP_FRAME_WIDTH, size[0], cv2.CAP_PROP_FRAME_HEIGHT, size[1]]


def set_up(capture: cv2.VideoCapture, backend: int, size: tuple[int, int]) -> None:
    """What a camera is told once it is open."""
    if backend == cv2.CAP_MSMF:
        return
    # Motion JPEG: raw frames of this size do not fit through USB 2 at 30 a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


class StreamSource(NewestFrameSource):
    """An http or rtsp address; the only sockets that the application ever opens."""

    def __init__(
        self,
        address: str,
        *,
        open_timeout_s: float = OPEN_TIMEOUT_S,
        read_timeout_s: float = READ_TIMEOUT_S,
        stall_s: float = 20.0,
    ) -> None:
        # Errors, results and the log say where it is, not who may look.
        super().__init__(
            without_credentials(address), stall_s=stall_s, open_timeout_s=open_timeout_s
        )
        scheme, mark, rest = address.partition("://")
        self._url = scheme.lower() + mark + rest  # FFmpeg knows no RTSP://
        self._read_timeout_s = read_timeout_s
        self._decoded: DecodedStream | None = None

    def _capture(self) -> Capture:
        capture = self._web_capture() if self._is_web else self._network_capture()
        self._decoded = capture
        capture.open()
        self.fps = capture.fps
        return capture

    @property
    def _is_web(self) -> bool:
        return self._url.startswith(WEB_SCHEMES)

    def _web_capture(self) -> DecodedStream:
        from emotion_gui.core.inference.web_capture import WebCapture
        from emotion_gui.core.inference.web_stream import WebStream

        stream = WebStream(
            self._url,
            self.address,
            open_timeout_s=self._open_timeout_s,
            read_timeout_s=self._read_timeout_s,
        )
        return WebCapture(stream)

    def _network_capture(self) -> DecodedStream:
        from emotion_gui.core.inference.network_capture import NetworkCapture

        return NetworkCapture(
            self._url,
            self.address,
            open_timeout_s=self._open_timeout_s,
            read_timeout_s=self._read_timeout_s,
        )

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know of the connection."""
        return () if self._decoded is None else self._decoded.notes

    def _recover(self, capture: Capture) -> None:
        with suppress(VideoSourceError):  # it is tried again until it counts as lost
            cast("DecodedStream", capture).open()

    def _lost(self) -> VideoSourceError:
        return VideoSourceError(self.address, "stalled", "the stream broke off and is not back")


def without_credentials(address: str) -> str:
    """A stream's address without a user's name and password; anything else as it is.

    Cameras also take them behind the question mark, and some in the path.
    """
    kept = _LOGIN.sub(r"\1", address)
    return _SECRETS.sub(r"\1…", kept) if kept.partition("://")[1] else kept
