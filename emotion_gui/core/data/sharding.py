"""Which pictures of a source a shard of an import reads."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.core.data.import_request import ImportRequest, reading
from emotion_gui.core.data.readers import (
    FER_TABLE,
    FaceRows,
    SourceItem,
    open_source,
    open_stretches,
)
from emotion_gui.core.executors.shard import Shard

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext


@dataclass(frozen=True)
class ShardPlan:
    """What a shard is of; the same in all shards of one import but for `shard`.

    Attributes:
        name: of the data set that they become together.
        shard: which one.
        total: pictures of the source.
        names: a digest of what they are called, in their order.
    """

    name: str
    shard: Shard
    total: int
    names: str

    @property
    def places(self) -> range:
        """Of its pictures among those of the source."""
        return self.shard.places(self.total)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as a shard's settings hold them."""
        return {
            "name": self.name,
            "number": self.shard.number,
            "of": self.shard.of,
            "total": self.total,
            "names": self.names,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ShardPlan:
        """What `to_json` was asked of."""
        shard = Shard(int(values["number"]), int(values["of"]))
        return cls(str(values["name"]), shard, int(values["total"]), str(values["names"]))

    def title(self) -> str:
        """What the shard's own data set is called."""
        return f"{self.name}, {self.shard}"


def plan_shard(request: ImportRequest, kind: str, context: JobContext) -> ShardPlan | None:
    """Count the pictures of a source, and take a shard's part; None where all are wanted.

    Raises:
        DatasetFormatError, ArchiveError: as reading it.
        JobCancelled: a stop was asked for.
    """
    if request.shard is None:
        return None
    names = hashlib.blake2b(digest_size=16)
    total = 0
    for source in _sources(request, kind):
        if total % 1000 == 0:
            context.checkpoint()
        names.update(f"{source}\0".encode("utf-8", "surrogateescape"))
        total += 1
    return ShardPlan(request.name.strip(), request.shard, total, names.hexdigest())


def _sources(request: ImportRequest, kind: str) -> Iterator[str]:
    options = reading(request)
    if kind != FER_TABLE:
        with closing(open_source(request.source, options=options)) as items:
            for item in items:
                yield item.source
        return
    with closing(open_stretches(request.source, options=options)) as stretches:
        for piece in stretches:
            yield from piece.sources if isinstance(piece, FaceRows) else (piece.source,)


def at_places(
    pieces: Iterable[FaceRows | SourceItem], plan: ShardPlan | None
) -> Generator[FaceRows | SourceItem]:
    """Those pieces, or parts of them, that are in a shard; all without a plan."""
    if plan is None:
        yield from pieces
        return
    wanted, place = plan.places, 0
    for piece in pieces:
        if place >= wanted.stop:
            return
        count = len(piece) if isinstance(piece, FaceRows) else 1
        first, last = max(wanted.start - place, 0), min(wanted.stop - place, count)
        place += count
        if first >= last:
            continue
        if isinstance(piece, FaceRows):
            yield piece.without({*piece.sources[:first], *piece.sources[last:]})
        else:
            yield piece
