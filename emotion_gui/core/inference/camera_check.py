"""How long each camera takes through each interface, for whoever asks why it is slow or absent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2

from emotion_gui.core.clock import now_s
from emotion_gui.core.inference.cameras import (
    CameraInfo,
    backend_name,
    camera_interfaces,
    list_cameras,
    why_closed,
)
from emotion_gui.core.inference.capture import OpenCapture, open_camera
from emotion_gui.core.jobs import JobContext, Progress

_WATCHED_S = 2.0
_OTHER_SIZE = (640, 480)


@dataclass(frozen=True)
class CameraTiming:
    """One camera through one interface; times in seconds, None where it did not come so far.

    Attributes:
        camera: its name.
        address: as `classify` takes it.
        backend: the interface, as OpenCV calls it.
        open_s: until the driver said that it is open.
        first_s: from then to the first picture.
        size: width and height that came, where 1280 x 720 were asked for.
        frames_per_second: over two seconds.
        resize_s: until a picture of another size came.
        problem: why there are no figures; empty where there are.
    """

    camera: str
    address: str
    backend: str
    open_s: float | None = None
    first_s: float | None = None
    size: tuple[int, int] | None = None
    frames_per_second: float | None = None
    resize_s: float | None = None
    problem: str = ""


def check_cameras(
    context: JobContext,
    *,
    open_capture: OpenCapture = cv2.VideoCapture,
    lister: Callable[[], list[CameraInfo]] = list_cameras,
) -> list[CameraTiming]:
    """Open every camera through every interface that this OpenCV has for the system.

    A driver that hangs holds the check; a stop is obeyed between the steps.
    """
    tries = [
        (camera, backend)
        for camera in lister()
        for backend in ((camera.backend,) if camera.backend else camera_interfaces())
    ]
    timings: list[CameraTiming] = []
    for done, (camera, backend) in enumerate(tries):
        context.checkpoint()
        context.report(Progress(done, len(tries), camera.name))
        timings.append(_timed(camera, backend, open_capture, context))
    return timings


def _timed(
    camera: CameraInfo, backend: int, open_capture: OpenCapture, context: JobContext
) -> CameraTiming:
    name, address, interface = camera.name, camera.address, backend_name(backend)
    began_s = now_s()
    capture = open_camera(open_capture, camera.index, backend, (1280, 720))
    try:
        open_s = now_s() - began_s
        if not capture.isOpened():
            return CameraTiming(name, address, interface, problem=why_closed(camera.index)[1])
        context.checkpoint()
        began_s = now_s()
        got, picture = capture.read()
        first_s = now_s() - began_s
        if not got or picture is None:
            return CameraTiming(name, address, interface, open_s, problem="it gives no picture")
        size = (int(picture.shape[1]), int(picture.shape[0]))
        rate = _rate(capture, context)
        return CameraTiming(
            name, address, interface, open_s, first_s, size, rate, _resized(capture)
        )
    finally:
        capture.release()


def _rate(capture: cv2.VideoCapture, context: JobContext) -> float:
    began_s, frames = now_s(), 0
    while now_s() - began_s < _WATCHED_S:
        context.checkpoint()
        if not capture.read()[0]:
            break
        frames += 1
    return frames / max(now_s() - began_s, 1e-6)


def _resized(capture: cv2.VideoCapture) -> float | None:
    began_s = now_s()
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, _OTHER_SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _OTHER_SIZE[1])
    return now_s() - began_s if capture.read()[0] else None


def timing_text(timing: CameraTiming) -> str:
    """One line for people and reports."""
    head = f"{timing.camera} ({timing.address}), {timing.backend}"
    if timing.open_s is None or timing.problem:
        return f"{head}: {timing.problem}"
    width, height = timing.size or (0, 0)
    resized = "no picture" if timing.resize_s is None else f"{timing.resize_s:.2f} s"
    return (
        f"{head}: open {timing.open_s:.2f} s, first picture {timing.first_s:.2f} s, "
        f"{width} x {height}, {timing.frames_per_second:.1f} frames/s, other size {resized}"
    )
