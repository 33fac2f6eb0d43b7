"""Pictures become faces on workers: in pieces, in the order of the source."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from emotion_gui.core.data.choices import SeveralChoice
from emotion_gui.core.data.face_making import FaceMaker, MadeFace
from emotion_gui.core.data.pictures import read_picture_file
from emotion_gui.core.data.readers import SourceItem
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.executors.in_order import Look, in_order
from emotion_gui.core.executors.workers import Workers
from emotion_gui.core.faces.detectors import DetectorKind, make_detector
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress

PICTURES_A_PIECE = 1_000
_SENT_BYTES_A_PIECE = 16 << 20  # where a picture travels with its piece


@dataclass(frozen=True)
class Making:
    """How pictures become faces.

    Attributes:
        detector: finds faces; None = the pictures are cropped faces.
        several: which face counts where a photograph shows several.
        preprocessing: how faces become 48x48.
    """

    detector: DetectorKind | None
    several: SeveralChoice
    preprocessing: Preprocessing

    def new_maker(self) -> FaceMaker:
        """One for each thread that makes faces."""
        return FaceMaker(
            detector=None if self.detector is None else make_detector(self.detector),
            several=self.several,
            preprocessing=self.preprocessing,
        )


@dataclass(frozen=True)
class ShownFile:
    """A picture by which a computer knows that it sees the same folder.

    Attributes:
        path: absolute.
        digest: of its bytes.
    """

    path: Path
    digest: bytes

    @classmethod
    def of(cls, path: Path) -> ShownFile:
        """Raises OSError where it cannot be read."""
        return cls(path, hashlib.blake2b(path.read_bytes(), digest_size=16).digest())


def sees(shown: ShownFile) -> bool:
    """Whether this computer has the same file under the same path."""
    try:
        return ShownFile.of(shown.path) == shown
    except OSError:
        return False


def make_on_workers(
    items: Iterable[SourceItem],
    way: Making,
    workers: Workers,
    context: JobContext,
    *,
    on_look: Look,
) -> Generator[list[MadeFace]]:
    """Outcomes of items in their order, as `face_making.make_all` gives them.

    Workers that see the source's folder read it themselves; to others, and of archives, the
    pictures travel with the pieces.

    Raises:
        WorkersError: the workers are gone.
        JobCancelled: a stop was asked for.
    """
    pieces = _Pieces(items, way, workers)
    with closing(in_order(workers, make_piece, iter(pieces), context, on_look=on_look)) as made:
        for number, outcomes in enumerate(made):
            if outcomes is None:  # this worker does not see the folder that others see
                outcomes = make_piece(pieces.under_way[number], way, None, context)
            del pieces.under_way[number]
            yield from outcomes


def make_piece(
    items: tuple[SourceItem, ...], way: Making, shown: ShownFile | None, context: JobContext
) -> list[list[MadeFace]] | None:
    """Outcomes of some items; None where this computer does not see their files."""
    if shown is not None and not sees(shown):
        return None
    maker = _maker(way)
    outcomes = []
    for number, item in enumerate(items):
        context.checkpoint()
        outcomes.append(maker.make(item))
        context.report(Progress(number + 1, len(items), f"{number + 1}/{len(items)}"))
    return outcomes


_own = threading.local()


def _maker(way: Making) -> FaceMaker:
    """Detectors are loaded once a thread."""
    if getattr(_own, "way", None) != way:
        _own.way, _own.maker = way, way.new_maker()
    maker: FaceMaker = _own.maker
    return maker


class _Pieces:
    """Cuts items into pieces.

    Attributes:
        under_way: the items of pieces by their number, until somebody takes them out.
    """

    def __init__(self, items: Iterable[SourceItem], way: Making, workers: Workers) -> None:
        self._items, self._way, self._workers = items, way, workers
        self._cut = 0
        self._seen: bool | None = None
        self.under_way: dict[int, tuple[SourceItem, ...]] = {}

    def __iter__(self) -> Iterator[tuple[tuple[SourceItem, ...], Making, ShownFile | None]]:
        piece: list[SourceItem] = []
        sent = 0
        for item in self._items:
            if item.file is not None and self._is_seen(item.file):
                item = replace(item, load=partial(read_picture_file, item.file.absolute()))
            elif item.load is not None:
                item, size = _with_bytes(item, item.load)
                sent += size
            piece.append(item)
            if len(piece) >= PICTURES_A_PIECE or sent >= _SENT_BYTES_A_PIECE:
                yield self._piece(tuple(piece))
                piece, sent = [], 0
        if piece:
            yield self._piece(tuple(piece))

    def _is_seen(self, file: Path) -> bool:
        """Whether all workers read the source's files themselves; asked once."""
        if self._seen is None:
            try:
                shown = ShownFile.of(file.absolute())
            except OSError:
                return False  # from one that cannot be read nobody learns anything
            self._seen = all(self._workers.everywhere(sees, shown))
        return self._seen

    def _piece(
        self, items: tuple[SourceItem, ...]
    ) -> tuple[tuple[SourceItem, ...], Making, ShownFile | None]:
        self.under_way[self._cut] = items
        self._cut += 1
        return items, self._way, _first_shown(items) if self._seen else None


def _first_shown(items: Iterable[SourceItem]) -> ShownFile | None:
    """The first of these files that can be read here."""
    for item in items:
        if item.file is not None:
            with contextlib.suppress(OSError):
                return ShownFile.of(item.file.absolute())
    return None


def _with_bytes(item: SourceItem, load: Callable[[], bytes]) -> tuple[SourceItem, int]:
    """The item with its picture, or with what reading it raised; and how many bytes that is."""
    try:
        data = load()
    except (EmotionGuiError, OSError) as error:
        return replace(item, load=partial(_raised, error), file=None), 0
    return replace(item, load=partial(_given, data), file=None), len(data)


def _given(data: bytes) -> bytes:
    return data


def _raised(error: Exception) -> bytes:
    raise error
