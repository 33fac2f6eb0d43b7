"""Which cameras there are, by name."""

from __future__ import annotations

import logging
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be opened as `camera:<index>`."""

    index: int
    name: str

    @property
    def address(self) -> str:
        return f"camera:{self.index}"


def camera_interfaces() -> list[int]:
    """OpenCV's camera interfaces of this system, the best first; empty when this build has none.

    A build without them opens no camera at all: OpenCV's headless wheel for Windows is one.
    """
    known = {
        "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
        "darwin": (cv2.CAP_AVFOUNDATION,),
    }.get(sys.platform, (cv2.CAP_V4L2,))
    return [int(each) for each in known if cv2.videoio_registry.hasBackend(each)]


def native_backend() -> int:
    """OpenCV's camera interface of this system; any, where this build has none of its own."""
    return next(iter(camera_interfaces()), int(cv2.CAP_ANY))


def list_cameras() -> list[CameraInfo]:
    """The cameras that are plugged in now, each once; opens none of them."""
    from cv2_enumerate_cameras import enumerate_cameras

    try:
        found = list(enumerate_cameras(native_backend()))
    except (OSError, RuntimeError) as error:
        logger.warning("cameras cannot be listed: %s", error)
        return []
    cameras: dict[int, CameraInfo] = {}
    for camera in found:
        index = int(camera.index) % 100
        cameras.setdefault(index, CameraInfo(index, str(camera.name) or f"Camera {index}"))
    return sorted(cameras.values(), key=lambda camera: camera.index)


def why_closed(index: int) -> tuple[str, str]:
    """Kind and words for a camera that did not open."""
    if platform.system() == "Linux":
        device = Path(f"/dev/video{index}")
        if not device.exists():
            return "missing", "no such camera is plugged in"
        if not os.access(device, os.R_OK | os.W_OK):
            return "refused", f"you may not use {device}; add yourself to the group 'video'"
        return "busy", "another program is using this camera"
    if platform.system() == "Darwin":
        return "refused", "it is missing, or camera access is not allowed in Privacy & Security"
    return "busy", "it is missing, in use by another program, or not allowed in Privacy settings"
