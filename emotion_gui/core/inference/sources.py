"""Where frames come from: `open_source` understands cameras, files, folders and addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.file_kinds import is_picture_file
from emotion_gui.core.data.folder_files import folder_files
from emotion_gui.core.data.pictures import decode_picture, is_animated, read_picture_file
from emotion_gui.core.errors import PictureError, VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.faces.cropping import as_bgr
from emotion_gui.core.inference.cameras import CameraInfo, list_cameras, read_address
from emotion_gui.core.inference.capture import (
    CameraSource,
    StreamSource,
    without_credentials,
)
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.frames import Frame, FrameSource, opened, wait_until
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.jobs import JobContext

__all__ = [
    "CameraInfo",
    "CameraSource",
    "Frame",
    "FrameSource",
    "PicturesSource",
    "StreamSource",
    "VideoFileSource",
    "file_path",
    "list_cameras",
    "open_source",
    "opened",
    "picture_files",
    "read_picture",
]

# A letter alone is a drive of Windows.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:[/\\]", re.IGNORECASE)
STREAM_SCHEMES = ("http://", "https://", "rtsp://", "rtmp://", "udp://", "tcp://")


class PicturesSource:
    """Stills, one after the other; what cannot be read is skipped and kept in `unreadable`."""

    def __init__(self, paths: Sequence[Path], *, seconds_each: float = 0.0) -> None:
        self._roots = tuple(paths)
        self._files: list[Path] = []
        self._next = 0
        self._seconds_each = seconds_each
        self._due_s = 0.0
        self.fps = 1 / seconds_each if seconds_each > 0 else 0.0
        self.frame_count: int | None = None
        self.unreadable: list[PictureError] = []

    @property
    def address(self) -> str:
        return ", ".join(str(path) for path in self._roots)

    def describe(self) -> str:
        name = self._roots[0].name if self._roots else ""
        count = len(self._files)
        return name if count == 1 else f"{name} · {count} pictures"

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(Note("left out: {error}", {"error": error}) for error in self.unreadable)

    def open(self, context: JobContext | None = None) -> None:
        del context  # files are there or not
        for root in self._roots:
            if not root.exists():
                raise VideoSourceError(str(root), "missing", "there is no such file or folder")
        self._files, self.unreadable = picture_files(self._roots)
        if not self._files:
            raise VideoSourceError(self.address, "unreadable", "there is no picture in it")
        self.frame_count = len(self._files)
        self._next = 0
        self._due_s = 0.0

    def read(self, context: JobContext | None = None) -> Frame | None:
        while self._next < len(self._files):
            if context is not None:
                context.checkpoint()
            path = self._files[self._next]
            index = self._next
            self._next += 1
            try:
                picture = read_picture(path)
            except PictureError as error:
                self.unreadable.append(error)
                continue
            wait_until(self._due_s, context)
            self._due_s = now_s() + self._seconds_each
            time_s = index * self._seconds_each
            return Frame(picture, index, time_s, now_s(), path.name)
        return None

    def close(self) -> None:
        self._next = len(self._files)


def read_picture(path: Path) -> Picture:
    """A picture file as BGR in full size, turned as its camera was held.

    Raises:
        PictureError: unreadable, damaged, not a picture, or too large.
    """
    try:
        data = read_picture_file(path)
    except OSError as error:
        raise PictureError(str(path), error.strerror or str(error)) from error
    pixels = decode_picture(data, str(path), max_side=None).pixels
    return as_bgr(pixels)


def picture_files(roots: Sequence[Path]) -> tuple[list[Path], list[PictureError]]:
    """Pictures among files and in folders, in the order of their names.

    Returns:
        The pictures, and what could not be looked into: links to nothing, closed folders.
    """
    files: list[Path] = []
    unreadable: list[PictureError] = []
    for root in roots:
        if not root.is_dir():
            files.append(root)
            continue
        inside: list[Path] = []
        for found in folder_files(root):
            path = root.joinpath(*found.parts)
            if found.problem:
                unreadable.append(PictureError(str(path), found.problem))
            elif is_picture_file(path):
                inside.append(path)
        files.extend(sorted(inside))
    return files, unreadable


def open_source(
    text: str,
    *,
    paced: bool = False,
    name: str = "",
    camera_size: tuple[int, int] = (1280, 720),
) -> FrameSource:
    """Make the source that a text means, without opening it yet.

    Args:
        text: `camera:0`, an http or rtsp address, a video, a picture or a folder of pictures.
        paced: show a file at its own speed instead of as fast as possible.
        name: of a camera, for people.
        camera_size: wanted width and height; a camera takes the nearest it can.

    Raises:
        VideoSourceError: `camera:` without the number of a camera, or an address of a kind that
            is not read.
    """
    kind, _, rest = text.partition(":")
    if kind == "camera":
        camera = read_address(text)
        if camera is None and rest.isascii() and rest.isdigit():
            raise VideoSourceError(text, "missing", "no such camera is plugged in")
        if camera is None:
            raise VideoSourceError(text, "missing", "a camera is written as camera:0")
        return CameraSource(camera.index, name=name, size=camera_size, backend=camera.backend)
    if text.lower().startswith(STREAM_SCHEMES):
        return StreamSource(text)
    path = file_path(text)
    if _ADDRESS.match(text) and not path.exists():
        raise VideoSourceError(
            without_credentials(text),
            "unreadable",
            f"addresses begin with {', '.join(STREAM_SCHEMES)}",
        )
    if path.is_dir() or (is_picture_file(path) and not is_animated(path)):
        return PicturesSource([path], seconds_each=2.0 if paced else 0.0)
    return VideoFileSource(path, paced=paced)


def file_path(text: str) -> Path:
    """The file or folder that a text names; `~` is the home folder unless a name begins so."""
    path = Path(text)
    if not path.exists():
        with suppress(RuntimeError):  # nobody of that name: it is the file's
            path = path.expanduser()
    return path
