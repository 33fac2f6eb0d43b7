"""Everything that is so on the Live page, as one value; what is shown follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.ui.pages.live.source import Source

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.controls import Recording
    from emotion_gui.core.inference.notes import Note
    from emotion_gui.core.inference.run_log import RunLog, RunResult
    from emotion_gui.operations.album import Album


class Phase(Enum):
    """How far a source is."""

    OFF = auto()
    OPENING = auto()  # nothing was seen yet
    ON = auto()
    SILENT = auto()  # it was seen, and gives nothing now
    STOPPING = auto()


class PendingStart(Enum):
    """What is to happen once cameras and models are known."""

    NOTHING = auto()
    START = auto()  # the chosen source, or the first camera
    BEGIN = auto()  # the same, or a drawn clip: a door of the Welcome page led here


class Scene(Enum):
    """What the large area of the page shows."""

    PICTURE = auto()  # frames, or a word about what is waited for
    PURPOSE = auto()  # the question before the first start
    ALBUM = auto()  # all faces of several stills
    RESULT = auto()
    INVITATION = auto()  # what to do first


class Ending(Enum):
    """How a source came to its end."""

    WHOLE = auto()
    STOPPED = auto()
    BROKEN = auto()


@dataclass(frozen=True)
class FinishedRun:
    """A source that was watched, for as long as its result is shown.

    Attributes:
        source: what was watched.
        ending: how it ended.
        result: what was answered.
        log: writes the table of answers.
        models: titles of those that looked.
        notes: what of the source could not be read.
        recordings: that were made meanwhile.
    """

    source: Source
    ending: Ending
    result: RunResult
    log: RunLog
    models: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    recordings: tuple[Recording, ...] = ()


@dataclass(frozen=True)
class LiveState:
    """What the page knows and does now.

    Attributes:
        in_front: the page is the one that is shown.
        cameras: that are plugged in.
        known: somebody has looked for cameras and models, and nobody is looking now.
        has_model: there is a network to read faces with.
        source: what a person chose.
        phase: of the source that is watched.
        pending: a start that waits until cameras and models are known.
        asking: the question of purpose is open.
        awaited: name of a camera that was unplugged while it was on; it goes on when it is back.
        recording: film and table are being written.
        sent_to: other programs that get the answers, in words; "" = none.
        collecting: unsure or disputed faces are kept by themselves.
        finished: the last run, until something else is started or chosen.
        album: all faces of the stills, while they are looked at together.
    """

    in_front: bool = False
    cameras: tuple[CameraInfo, ...] = ()
    known: bool = False
    has_model: bool = False
    source: Source = field(default_factory=Source)
    phase: Phase = Phase.OFF
    pending: PendingStart = PendingStart.NOTHING
    asking: bool = False
    awaited: str = ""
    recording: bool = False
    collecting: bool = False
    sent_to: str = ""
    finished: FinishedRun | None = None
    album: Album | None = None

    @property
    def running(self) -> bool:
        """A source is open, or about to open or close."""
        return self.phase is not Phase.OFF

    @property
    def waiting(self) -> bool:
        """Something is waited for that a person can stop waiting for."""
        return bool(self.awaited) or self.pending is not PendingStart.NOTHING

    @property
    def may_start(self) -> bool:
        """There is something to start with, or nobody knows yet."""
        return (self.source.ready and self.has_model) or not self.known

    @property
    def lacks_model(self) -> bool:
        return self.known and not self.has_model

    @property
    def may_keep(self) -> bool:
        """A snapshot or a recording would have something to show."""
        return self.phase in (Phase.OPENING, Phase.ON, Phase.SILENT)

    @property
    def watches_cameras(self) -> bool:
        """Look for cameras every few seconds: only while somebody sees it and none is on."""
        return self.in_front and not self.running

    @property
    def turns_pages(self) -> bool:
        """There are stills to go through."""
        return self.running and self.source.kind == "pictures"

    @property
    def scene(self) -> Scene:
        if self.running or self.waiting:
            return Scene.PICTURE if self.album is None else Scene.ALBUM
        if self.asking:
            return Scene.PURPOSE
        return Scene.INVITATION if self.finished is None else Scene.RESULT

    def with_cameras(self, cameras: Sequence[CameraInfo]) -> LiveState:
        """Others are plugged in: the first is taken when nothing was chosen yet."""
        source = self.source
        gone = source.address not in {camera.address for camera in cameras}
        if source.kind == "camera" and gone and not self.running:
            source = Source()
        if not source.ready and cameras:
            source = camera_source(cameras, cameras[0].address)
        return replace(self, cameras=tuple(cameras), source=source)


def camera_source(cameras: Sequence[CameraInfo], address: str) -> Source:
    """A camera by its address, under its name."""
    name = next((camera.name for camera in cameras if camera.address == address), address)
    return Source("camera", address, name)


def recorded_files(recording: Recording) -> tuple[Path, ...]:
    """All files of a recording."""
    facts = () if recording.facts is None else (recording.facts,)
    return (recording.video, recording.table, *facts)
