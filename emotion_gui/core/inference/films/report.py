"""What a film lacked, in figures and in words; and why a file is no film."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.inference.notes import Note
from emotion_gui.core.reading import open_file

# Boxes of the MP4 family that may come first.
_MP4_BOXES = (b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip", b"styp", b"pnot")
_MATROSKA = b"\x1a\x45\xdf\xa3"


@dataclass(frozen=True)
class FilmReport:
    """How whole a film was, as far as it was read.

    Attributes:
        frames: pictures that were read.
        refused: pictures that could not be decoded and are left out.
        incomplete: pictures that were decoded although parts of them are damaged.
        late_start_s: so long nothing could be decoded; 0 where the first picture is there.
        ends_s: where the last picture ends, seconds from the first.
        missing_s: how much earlier that is than the file promises; 0 where it keeps its promise
            or makes none.
        holes: places in the middle whose pictures were passed over.
        holes_s: how long they are together.
        missing: pictures that are left out or were never there, about.
        cut_off: the last picture is there in part and is left out.
        tracks: tracks of pictures in the file, covers not counted; one is read.
    """

    frames: int = 0
    refused: int = 0
    incomplete: int = 0
    late_start_s: float = 0.0
    ends_s: float = 0.0
    missing_s: float = 0.0
    holes: int = 0
    holes_s: float = 0.0
    missing: int = 0
    cut_off: bool = False
    tracks: int = 1

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know; empty for a film that is whole."""
        notes: list[Note] = []
        figures = {"refused": self.refused, "count": self.frames + self.refused}
        if self.refused == 1:
            notes.append(Note("1 frame of {count} could not be read: the film is damaged", figures))
        elif self.refused:
            notes.append(
                Note("{refused} frames of {count} could not be read: the film is damaged", figures)
            )
        if self.incomplete == 1:
            notes.append(Note("1 frame could be read only in part"))
        elif self.incomplete:
            notes.append(
                Note("{count} frames could be read only in part", {"count": self.incomplete})
            )
        if self.late_start_s:
            notes.append(
                Note(
                    "the first {late_start_s:.1f} seconds could not be read: the recording begins "
                    "in the middle",
                    {"late_start_s": self.late_start_s},
                )
            )
        if self.holes:
            notes.append(
                Note(
                    "{holes_s:.1f} seconds in the middle could not be read: the film is damaged",
                    {"holes_s": self.holes_s},
                )
            )
        if self.missing_s:
            lengths = {"ends_s": self.ends_s, "whole_s": self.ends_s + self.missing_s}
            notes.append(
                Note(
                    "the film breaks off after {ends_s:.1f} of {whole_s:.1f} seconds: "
                    "the recording or download was not finished",
                    lengths,
                )
            )
        elif self.cut_off:
            notes.append(Note("the last frame is cut off and was left out"))
        if self.tracks > 1:
            tracks = {"tracks": self.tracks}
            notes.append(Note("the film has {tracks} tracks of pictures; only one is read", tracks))
        return tuple(notes)


class NoFilmError(Exception):
    """A file holds no film; says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def no_film(path: Path) -> NoFilmError:
    """Why FFmpeg cannot open a file, from what is in it.

    Raises:
        OSError: it cannot be read.
    """
    with open_file(path) as file:
        head = file.read(4096)
    if not head:
        return NoFilmError("the file is empty")
    if not any(head):
        return NoFilmError("it holds nothing yet: the recording or download was not finished")
    if head[4:8] in _MP4_BOXES and not _has_index(path):
        return NoFilmError("its index is missing: the recording or download was not finished")
    if head.startswith(_MATROSKA):
        return NoFilmError("it holds no picture: the recording or download was not finished")
    return NoFilmError("this is not a video file")


def _has_index(path: Path) -> bool:
    """Whether a file of the MP4 family has its index, whole."""
    size = path.stat().st_size
    with open_file(path) as file:
        place = 0
        while place + 8 <= size:
            file.seek(place)
            head = file.read(16)
            length = int.from_bytes(head[:4])
            if length == 1:  # a box over 4 GiB has its length behind its name
                length = int.from_bytes(head[8:16])
            if length == 0:  # up to the end of the file
                length = size - place
            if length < 8:
                return False
            if head[4:8] == b"moov":
                return place + length <= size
            place += length
    return False
