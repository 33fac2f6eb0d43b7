"""Films as they are meant to be seen: upright, in their shape, at their times, holes and all."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.films.clock import FilmClock
from emotion_gui.core.inference.films.deinterlacing import Deinterlacer
from emotion_gui.core.inference.films.orientation import Orientation
from emotion_gui.core.inference.films.packets import PacketOrder
from emotion_gui.core.inference.films.paths import film_file
from emotion_gui.core.inference.films.report import FilmReport, NoFilmError, no_film

if TYPE_CHECKING:
    from av.container.input import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

# One decodes while the pictures before are looked at. More would take the cores from the
# networks, and each holds pictures: a film of 8k takes 50 MB for one.
DECODER_THREADS = 2
USUAL_FPS = 25.0
# What a file promises in its header and its last picture may differ by that much.
LENGTH_TOLERANCE_S = 0.5
WIDEST_PIXEL = 8.0
CLOCK_STEPS = 1_000  # times are told to a millisecond
LONGEST_SIDE_PX = 16_384
# Codecs in which a picture that no other refers to can be passed over: the standard marks it.
_MARKED_CODECS = frozenset({"h264"})
# Before a picture that is wanted all are decoded again; who goes back a few frames finds them.
WHOLE_BEFORE_S = 0.4
DECODER_OPTIONS = {"max_pixels": str(64_000_000)}  # twice 8k; what claims more is not made room for


class FilmReader:
    """The pictures of one film, one after the other.

    `advance` decodes, `picture` converts: who is late decodes on without converting.

    Args:
        path: of the file.
        threads: of the decoder, each with a picture of its own.

    Raises:
        VideoSourceError: there is no such file, or no picture can be read from it.
    """

    def __init__(self, path: Path, *, threads: int = DECODER_THREADS) -> None:
        self._path, self._threads = path, threads
        self._open_files = contextlib.ExitStack()
        try:
            self._container = self._opened()
            self._stream, self._tracks = self._chosen_stream()
            self.fps = _nominal_fps(self._stream)
            self._promised_s = _promised_s(self._container, self._stream)
            self._listed = self._stream.frames
            self._order = PacketOrder(self._stream, self.fps)
            self._clock = FilmClock(self._stream, self.fps, self._order)
            self._seen = self._refused = self._incomplete = self._frames = 0
            self._cut_off = False
            self._passed_until: int | None = None  # what lies before is decoded as far as needed
            self.passes = True  # over what no picture depends on, after `enter_before`
            self._deinterlacer: Deinterlacer | None = None
            self._colours: VideoReformatter | None = None
            self._decoded = self._decode_all()
            self._current: VideoFrame | None = None
            # Only a picture tells how the film lies, and whether there is any.
            self._first: VideoFrame | None = self._first_picture()
            self._orientation = Orientation.of_frame(self._first)
            self.size = self._displayed_size(self._first)
        except BaseException as error:
            self.close()
            if isinstance(error, NoFilmError):
                raise VideoSourceError(str(path), "unreadable", error.reason) from error
            raise

    @property
    def frame_count(self) -> int | None:
        """How many pictures there should be; None where the file does not say."""
        return self._listed or round((self._promised_s or 0) * self.fps) or None

    @property
    def recorded_at(self) -> str:
        """When it was recorded by the file's own word, ISO 8601; "" where it says nothing."""
        for metadata in (self._stream.metadata, self._container.metadata):
            if words := metadata.get("creation_time", ""):
                return words
        return ""

    @property
    def report(self) -> FilmReport:
        """How whole the film is, as far as it was read; complete after the last `advance`."""
        clock, order = self._clock, self._order
        at_end = self._first is None and self._current is None
        missing_s = self._missing_s(clock.ends_s) if at_end else 0.0
        # What was refused has left a hole as well.
        unseen = max(0, round(order.holes_s * self.fps) - self._refused)
        lost_s = clock.late_start_s + missing_s
        return FilmReport(
            frames=self._frames,
            refused=self._refused,
            incomplete=self._incomplete,
            late_start_s=clock.late_start_s,
            ends_s=clock.ends_s,
            missing_s=missing_s,
            holes=order.holes if unseen else 0,
            holes_s=order.holes_s if unseen else 0.0,
            missing=self._refused + unseen + round(lost_s * self.fps),
            cut_off=self._cut_off,
            tracks=self._tracks,
        )

    def advance(self) -> float | None:
        """Decode the next picture.

        Returns:
            Its time in seconds from the film's beginning, later than that of the one before;
            None at the end.
        """
        while (frame := self._next()) is not None:
            time_s = self._clock.time_s(frame)
            if time_s is None:
                self._refused += 1
                continue
            self._frames += 1
            self._incomplete += frame.is_corrupt
            return time_s
        return None

    def enter_before(self, time_s: float) -> bool:
        """Go on at the last key frame before a time, for who looks at single pictures.

        The next `advance` gives its time as reading from the beginning does, unless the film's
        clock begins anew somewhere; `report` says nothing of use afterwards. Pictures well before
        the time that no other depends on are left out; where damage, which is mended from its
        neighbours, or half pictures are met on the way, `passes` becomes False, what follows is
        not to be trusted, and the film is to be entered again.

        Returns:
            False where the film cannot be entered in its middle.
        """
        import av

        stamp = self._clock.entered(time_s + 0.5 / CLOCK_STEPS)
        if stamp is None:
            return False
        try:
            self._container.seek(stamp, stream=self._stream, backward=True)
        except (av.FFmpegError, OSError, ValueError):
            return False
        self.pass_to(time_s)
        self._deinterlacer = None
        self._decoded = self._decode_all()
        self._first = self._current = None
        return True

    def pass_to(self, time_s: float) -> None:
        """Only pictures at a time, and shortly before it, are wanted; see `enter_before`."""
        self._passed_until = self._clock.stamp(time_s - WHOLE_BEFORE_S) if self.passes else None

    def key_between(self, begin_s: float, end_s: float) -> bool:
        """Whether reading could begin nearer to a time than at an earlier one, by the index.

        True where the film has no index: entering it anew is never wrong.
        """
        begin, end = self._clock.stamp(begin_s), self._clock.stamp(end_s)
        index = self._stream.index_entries
        if begin is None or end is None or not len(index):
            return True
        key = index.search_timestamp(end)
        return key < 0 or int(index[key].timestamp) > begin

    def _next(self) -> VideoFrame | None:
        self._current = self._first if self._first is not None else next(self._decoded, None)
        self._first = None
        return self._current

    @property
    def frame(self) -> VideoFrame:
        """What `advance` came to, as it was decoded; `displayed` makes a picture of it."""
        assert self._current is not None
        return self._current

    def picture(self) -> Picture:
        """The picture that `advance` came to, as it is displayed: BGR, whole, upright."""
        return self.displayed(self.frame)

    def displayed(self, frame: VideoFrame) -> Picture:
        """A frame of this film as it is displayed: BGR, whole, upright."""
        from av.video.reformatter import VideoReformatter

        if self._colours is None:
            self._colours = VideoReformatter()  # keeps its tables from picture to picture
        width, height = self._shaped_size(frame)
        # Bicubic as OpenCV's reader, whose pictures these equal to the bit where both can read;
        # one thread, since more gain nothing on pictures of this size.
        converted = self._colours.reformat(
            frame, width, height, "bgr24", interpolation="BICUBIC", threads=1
        )
        return self._orientation.upright(np.asarray(converted.to_ndarray(), dtype=np.uint8))

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        self._open_files.close()

    def _opened(self) -> InputContainer:
        import av

        try:
            file = film_file(self._path, "rb")
            if not isinstance(file, str):
                self._open_files.enter_context(file)
            # A playlist may name other files, but no address.
            container = av.open(
                file,
                "r",
                metadata_errors="replace",
                options=DECODER_OPTIONS,
                container_options={"protocol_whitelist": "file"},
            )
        except (OSError, ValueError, av.FFmpegError) as error:
            raise self._why_closed(error) from error
        return self._open_files.enter_context(container)

    def _why_closed(self, error: Exception) -> NoFilmError:
        if isinstance(error, PermissionError):
            return NoFilmError(error.strerror or str(error))
        try:
            return no_film(self._path)
        except OSError as again:
            return NoFilmError(again.strerror or str(again))

    def _chosen_stream(self) -> tuple[VideoStream, int]:
        """The track of pictures that is read, and how many there are."""
        from av.stream import Disposition

        found = self._container.streams
        films = [s for s in found.video if not s.disposition & Disposition.attached_pic]
        if not films:
            if found.video:
                raise NoFilmError("it holds a cover picture, but no film")
            if found.audio:
                raise NoFilmError("it holds sound only")
            raise NoFilmError("it holds no picture that can be read")
        best = found.best("video")
        stream = best if best in films else films[0]
        # A decoder that is not there is None, whatever the annotation says.
        if stream.codec_context is None:
            raise NoFilmError("its pictures are coded in a way that cannot be read here")
        stream.codec_context.thread_count = self._threads
        stream.codec_context.thread_type = "AUTO"
        return stream, len(films)

    def _first_picture(self) -> VideoFrame:
        for frame in self._decoded:
            return frame
        raise NoFilmError("it holds no picture that can be read")

    def _decode_all(self) -> Iterator[VideoFrame]:
        """Every picture that can be had, past every hole."""
        for packet in itertools.chain(self._packets(), (None,)):
            for frame in self._decode(packet):
                if frame.interlaced_frame or frame.is_corrupt:
                    self.passes = False
                if frame.interlaced_frame or self._deinterlacer is not None:
                    yield from self._whole_pictures(frame)
                else:
                    yield frame
        if self._deinterlacer is not None:
            yield from self._deinterlacer.flush()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        import av

        last: Packet[VideoStream] | None = None
        # A container that is damaged beyond reading on ends here; `report` sees that by time.
        with contextlib.suppress(av.FFmpegError):
            for packet in self._container.demux(self._stream):
                if not packet.size:
                    continue
                self._seen += 1
                self._order.see(packet)
                if last is not None:
                    yield last
                last = packet
        if last is not None and not last.is_corrupt:
            yield last
        elif last is not None:
            # Cut off in the middle. An error this late would take the pictures along that the
            # decoder's threads still hold.
            self._cut_off = True

    def _decode(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """The pictures that are ready; without a packet all that are left."""
        import av

        if self._passed_until is not None:
            self._pass_over(packet, self._passed_until)
        try:
            return self._stream.decode(packet)
        except av.FFmpegError:
            self._refused += 1
            self.passes = False
            return []

    def _pass_over(self, packet: Packet[VideoStream] | None, until: int) -> None:
        """On the way from a key frame to a picture a third of the decoder's work can be saved."""
        context = self._stream.codec_context
        if context.name in _MARKED_CODECS:
            passed = packet is not None and packet.pts is not None and packet.pts < until
            context.skip_frame = "NONREF" if passed else "DEFAULT"

    def _whole_pictures(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """Two half pictures of different moments, woven into one, as one whole picture."""
        if self._deinterlacer is None or not self._deinterlacer.takes(frame):
            if self._deinterlacer is not None:
                yield from self._deinterlacer.flush()
            self._deinterlacer = Deinterlacer(self._stream, frame)
        yield from self._deinterlacer.push(frame)

    def _shaped_size(self, frame: VideoFrame) -> tuple[int, int]:
        """Width and height with square pixels; nothing is ever made smaller."""
        aspect = float(self._stream.sample_aspect_ratio or 1)
        width, height = frame.width, frame.height
        if not 1 / WIDEST_PIXEL <= aspect <= WIDEST_PIXEL or abs(aspect - 1) < 0.01:
            return width, height
        shaped = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
        return shaped if max(shaped) <= LONGEST_SIDE_PX else (width, height)

    def _displayed_size(self, frame: VideoFrame) -> tuple[int, int]:
        width, height = self._shaped_size(frame)
        return (height, width) if self._orientation.transposed else (width, height)

    def _missing_s(self, ends_s: float) -> float:
        if self._promised_s is None:
            return 0.0
        # Files that list every picture are taken at their word; edit lists leave some out, so
        # the list alone proves nothing.
        listed = self._seen < self._listed
        exact = listed or "DURATION" in self._stream.metadata
        missing_s = self._promised_s - ends_s
        return missing_s if missing_s > (1.5 / self.fps if exact else LENGTH_TOLERANCE_S) else 0.0


def _nominal_fps(stream: VideoStream) -> float:
    """Pictures a second; a guess where they vary."""
    for rate in (stream.guessed_rate, stream.average_rate):
        if rate and 0 < rate <= 1000:
            return float(rate)
    return USUAL_FPS


def _promised_s(container: InputContainer, stream: VideoStream) -> float | None:
    """How long the pictures last by the file's own word; None where it gives none."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    words = stream.metadata.get("DURATION", "")  # Matroska's, as in 00:00:02.040000000
    with contextlib.suppress(ValueError):
        hours, minutes, seconds = (float(part) for part in words.split(":"))
        # It is a moment, as are all of its times: from zero, wherever the first picture lies.
        start_s = float((stream.start_time or 0) * (stream.time_base or 0))
        return hours * 3600 + minutes * 60 + seconds - max(0.0, start_s)
    # The whole file's length may be that of its sound.
    if container.duration and not container.streams.audio:
        return container.duration / 1_000_000
    return None
