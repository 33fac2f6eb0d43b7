"""Which cameras there are, by name, and through which interface of the system."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2

logger = logging.getLogger(__name__)

SYSTEM = sys.platform
# The first that works is taken. Media Foundation knows no virtual cameras (OBS and the like).
_INTERFACES: dict[str, tuple[int, ...]] = {
    "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
    "darwin": (cv2.CAP_AVFOUNDATION,),
}
_NAMES = {
    cv2.CAP_MSMF: "MSMF",
    cv2.CAP_DSHOW: "DSHOW",
    cv2.CAP_AVFOUNDATION: "AVFOUNDATION",
    cv2.CAP_V4L2: "V4L2",
}
_PREFIXES = {cv2.CAP_DSHOW: "dshow"}  # in addresses, where it is not the system's first
_DIGITS = 2  # no system has so many; OpenCV takes larger numbers for other things


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be opened by its `address`.

    `backend` is an interface of OpenCV; 0 where the system's usual ones know it.
    """

    index: int
    name: str
    backend: int = 0

    @property
    def address(self) -> str:
        return f"camera:{_PREFIXES.get(self.backend, '')}{self.index}"


def read_address(text: str) -> CameraInfo | None:
    """What `camera:0` and `camera:dshow1` mean; None where it is no camera's number."""
    rest = text.partition(":")[2]
    for backend, prefix in ((0, ""), *_PREFIXES.items()):
        number = rest.removeprefix(prefix)
        if rest.startswith(prefix) and number.isascii() and number.isdigit():
            index = int(number)
            return CameraInfo(index, "", backend) if len(number) <= _DIGITS else None
    return None


def camera_interfaces() -> list[int]:
    """OpenCV's camera interfaces of this system, the best first; empty when this build has none.

    A build without them opens no camera at all: OpenCV's headless wheel for Windows is one.
    """
    known = _INTERFACES.get(SYSTEM, (cv2.CAP_V4L2,))
    return [int(each) for each in known if cv2.videoio_registry.hasBackend(each)]


def backend_name(backend: int) -> str:
    """As OpenCV calls it; OpenCV itself knows the names of its own system only."""
    return _NAMES[backend]


def list_cameras() -> list[CameraInfo]:
    """The cameras that are plugged in now, each once; opens none of them."""
    found: list[CameraInfo] = []
    for place, interface in enumerate(camera_interfaces()):
        known = Counter(camera.name for camera in found)
        for index, name in _listed(interface):
            if known[name]:  # the same one, seen through this interface too
                known[name] -= 1
            else:
                found.append(CameraInfo(index, name, interface if place else 0))
    return found


def _listed(backend: int) -> list[tuple[int, str]]:
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        found = list(enumerate_cameras(backend))
    except (OSError, RuntimeError, ImportError) as error:
        # ImportError: editions of Windows without Media Foundation lack a DLL that it needs.
        logger.warning("cameras cannot be listed: %s", error)
        return []
    cameras: dict[int, str] = {}
    for camera in found:
        index = int(camera.index) % 100
        cameras.setdefault(index, str(camera.name) or f"Camera {index}")
    return sorted(cameras.items())


def why_closed(index: int) -> tuple[str, str]:
    """Kind and words for a camera that did not open."""
    if SYSTEM == "linux":
        device = Path(f"/dev/video{index}")
        if not device.exists():
            return "missing", "no such camera is plugged in"
        if not os.access(device, os.R_OK | os.W_OK):
            return "refused", f"you may not use {device}; add yourself to the group 'video'"
        return "busy", "another program is using this camera"
    if SYSTEM == "darwin":
        return "refused", "it is missing, or camera access is not allowed in Privacy & Security"
    if all(index != number for each in camera_interfaces() for number, _ in _listed(each)):
        return "missing", "no such camera is plugged in"
    return "busy", "another program (Teams, a browser) is using it, or Privacy settings forbid it"
