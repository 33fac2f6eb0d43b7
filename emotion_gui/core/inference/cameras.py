"""Which cameras there are, by name."""

from __future__ import annotations

import logging
import os
import platform
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


def native_backend() -> int:
    """OpenCV's camera interface of this system."""
    if platform.system() == "Windows":
        return int(cv2.CAP_MSMF)
    if platform.system() == "Darwin":
        return int(cv2.CAP_AVFOUNDATION)
    return int(cv2.CAP_V4L2)


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
