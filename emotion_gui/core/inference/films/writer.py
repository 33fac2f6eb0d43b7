"""Films that keep their pictures' own times, and are whole or say so."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from emotion_gui.core.errors import StorageError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.files import make_private
from emotion_gui.core.inference.films.paths import film_file

if TYPE_CHECKING:
    from av.container.output import OutputContainer
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

# Ending -> container. All but AVI keep a time for every picture.
CONTAINERS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".avi": "avi",
}
# Of MPEG-4: its clock may have 65,535 steps a second at most, and in this one 24, 25, 30, 50, 60
# and 29.97 pictures a second are whole numbers.
CLOCK_HZ = 60_000
# The quantiser, 2 (best) to 31: pictures as good and files as large as OpenCV's writer made them.
QUALITY = 3
FASTEST_FPS = 240


class FilmWriter:
    """Writes pictures at their times; the file is made with the first one.

    Args:
        path: ends in one of `CONTAINERS`; MPEG-4, or Motion JPEG in AVI.
        fps: nominal pictures a second; for pictures that have no time of their own, and AVI's
            steps.

    Raises:
        StorageError: no film can be written under this name.
    """

    def __init__(self, path: Path, *, fps: float) -> None:
        if path.suffix.lower() not in CONTAINERS:
            raise StorageError(path, "no film can be written under this name; use .mp4 or .avi")
        self.path = path
        self.frames = 0
        self._fps = min(fps, FASTEST_FPS) if fps > 0 else 25.0
        self._size = (0, 0)
        self._open_files = ExitStack()
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._colours: VideoReformatter | None = None  # keeps its tables from picture to picture
        self._base = Fraction(1)
        self._first_s = self._last_s = 0.0
        self._last_step = 0

    def write(self, picture: Picture, time_s: float) -> None:
        """One picture more.

        Args:
            picture: uint8 BGR, shape (height, width, 3); shown in the size of the first one.
            time_s: when it is to be seen; where it does not grow, a picture at `fps` later.

        Raises:
            StorageError: the disk refused.
        """
        try:
            if self._container is None:
                self._open(picture)
                self._first_s = time_s
            step = self._step(time_s)
            self._encode(picture, step)
        except (OSError, ValueError) as error:  # FFmpeg's errors are of these kinds
            raise self._refused(error) from error
        self._last_s, self._last_step = time_s, step
        self.frames += 1

    def close(self) -> None:
        """Finish the film and look whether all of it is there; may be called twice.

        Raises:
            StorageError: the disk refused, or the film is not whole.
        """
        container, self._container = self._container, None
        if container is None:
            return
        assert self._stream is not None
        try:
            with self._open_files:
                container.mux(self._stream.encode(None))
            found = _count_frames(self.path)
        except (OSError, ValueError) as error:
            raise self._refused(error) from error
        # AVI counts its empty steps too.
        expected = self._last_step + 1 if self.path.suffix.lower() == ".avi" else self.frames
        if found != expected:
            raise StorageError(
                self.path, f"only {found} of {expected} pictures were written to this film"
            )

    def _open(self, picture: Picture) -> None:
        import av
        from av.video.reformatter import VideoReformatter

        kind = CONTAINERS[self.path.suffix.lower()]
        in_avi = kind == "avi"
        # A film that is cut off (power, a full disk, a kill) can still be read up to there.
        options = {"movflags": "hybrid_fragmented", "flush_packets": "1"}
        rate = Fraction(self._fps).limit_denominator(1001)
        make_private(self.path)  # faces are personal data
        file = film_file(self.path, "wb")
        if not isinstance(file, str):
            self._open_files.enter_context(file)
        container = av.open(file, "w", format=kind, container_options=options)
        self._open_files.enter_context(container)
        stream = container.add_stream("mjpeg" if in_avi else "mpeg4", rate=rate)
        self._size = (picture.shape[1], picture.shape[0])
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuvj420p" if in_avi else "yuv420p"
        # AVI has no times, only steps of one length; what is left out in between stays empty.
        self._base = 1 / rate if in_avi else Fraction(1, CLOCK_HZ)
        stream.codec_context.time_base = self._base
        stream.codec_context.thread_count = 1  # two gain nothing: the network needs the other core
        stream.codec_context.options = {"qmin": str(QUALITY), "qmax": str(QUALITY)}
        self._container, self._stream = container, stream
        self._colours = VideoReformatter()

    def _encode(self, picture: Picture, step: int) -> None:
        import av

        assert self._container is not None
        assert self._stream is not None
        assert self._colours is not None
        if (picture.shape[1], picture.shape[0]) != self._size:
            picture = np.asarray(cv2.resize(picture, self._size), dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame = self._colours.reformat(
            frame, format=self._stream.pix_fmt, interpolation="BICUBIC", threads=1
        )
        frame.pts, frame.time_base = step, self._base
        self._container.mux(self._stream.encode(frame))

    def _step(self, time_s: float) -> int:
        """The time in steps of the film's clock, always later than the one before."""
        if not self.frames:
            return 0
        if time_s <= self._last_s:
            return self._last_step + max(1, round(1 / (self._fps * float(self._base))))
        return max(self._last_step + 1, round((time_s - self._first_s) / float(self._base)))

    def _refused(self, error: OSError | ValueError) -> StorageError:
        return StorageError(self.path, getattr(error, "strerror", None) or str(error))


def _count_frames(path: Path) -> int:
    """How many pictures a finished film holds.

    Raises:
        OSError, ValueError: it cannot be read, which is what this is for.
    """
    import av

    file = film_file(path, "rb")
    with ExitStack() as open_files:
        if not isinstance(file, str):
            open_files.enter_context(file)
        container = open_files.enter_context(av.open(file, "r"))
        (stream,) = container.streams.video
        # Matroska's index does not say; then the packets are counted, none is decoded.
        return stream.frames or sum(packet.size > 0 for packet in container.demux(stream))
