"""Shards of an import, made anywhere, become the data set that one import would have made."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.face_making import MadeFace, pixel_hash
from emotion_gui.core.data.import_report import ImportReport, make_report
from emotion_gui.core.data.import_request import SHARD_KEY, request_of
from emotion_gui.core.data.importing import finish, name_free, read_all, refuse_nothing, take_back
from emotion_gui.core.data.readers import FaceRows
from emotion_gui.core.data.sharding import ShardPlan
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import NothingImportedError, ShardsError
from emotion_gui.core.faces.stored import StoredFaces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.core.workspace.workspace import Workspace

_LEFT_ALONE = "left_alone"


@dataclass(frozen=True)
class FoundShard:
    """A shard and where it lies."""

    workspace: Workspace
    row: DatasetRow
    plan: ShardPlan

    def __str__(self) -> str:
        return f"{self.plan.shard} in {self.workspace.path}"


def find_shards(workspaces: Sequence[Workspace]) -> dict[str, list[FoundShard]]:
    """The shards of imports, by the names that they are to have together."""
    found: dict[str, list[FoundShard]] = {}
    for workspace in workspaces:
        for row in workspace.datasets():
            if SHARD_KEY in row.settings:
                with damage_told(workspace.path, "datasets", row.dataset_id):
                    plan = ShardPlan.from_json(row.settings[SHARD_KEY])
                found.setdefault(plan.name, []).append(FoundShard(workspace, row, plan))
    return found


def merge_shards(
    workspace: Workspace, shards: Sequence[FoundShard], context: JobContext
) -> ImportReport:
    """Put the shards of one import together; a merge that was cut off goes on.

    Raises:
        ShardsError: some are missing, unfinished, there twice, damaged, or of something else.
        NothingImportedError: there is no face in all of them.
        DatasetExistsError: the name is taken by a finished data set.
        StorageError: the disk refuses.
        JobCancelled: a stop was asked for.
    """
    started = time.perf_counter()
    ordered = sorted(shards, key=lambda shard: shard.plan.shard.number)
    _check(ordered)
    for shard in ordered:
        context.checkpoint()
        _check_pixels(shard)
    first = ordered[0].row
    settings = {
        key: value for key, value in first.settings.items() if key not in {SHARD_KEY, _LEFT_ALONE}
    }
    name = ordered[0].plan.name
    row = workspace.create_dataset(
        name=name, source=first.source, settings=settings, label_set=first.label_set
    )
    try:
        with workspace.hold_dataset(row.dataset_id):
            row = workspace.dataset_by_id(row.dataset_id)
            name_free(row)
            with damage_told(workspace.path, "datasets", row.dataset_id):
                request = request_of(row)
            made = partial(_made, ordered)
            read_all(workspace, row, request, ordered[0].plan.total, context, made)
            refuse_nothing(workspace, row.dataset_id, request)
            left = first.settings.get(_LEFT_ALONE, ())
            left_alone = [(str(name), str(why)) for name, why in left]
            workspace.note_left_alone(row.dataset_id, left_alone)
            notes = finish(workspace, row.dataset_id, request)
    except NothingImportedError:
        take_back(workspace, row.dataset_id)  # which nobody may hold
        raise
    seconds = time.perf_counter() - started
    return make_report(workspace, row.dataset_id, seconds=seconds, notes=notes)


def _made(
    shards: Sequence[FoundShard], seen: AbstractSet[str], context: JobContext
) -> Generator[FaceRows | list[MadeFace]]:
    """The samples of all shards in their order; the sink asks `context` after each."""
    del context
    for shard in shards:
        faces = StoredFaces.all_of(open_faces(shard.workspace, shard.row))
        for sample in shard.workspace.samples(shard.row.dataset_id):
            if sample.source not in seen:
                face = None if sample.face_index is None else faces[sample.face_index]
                yield [MadeFace(replace(sample, sample_id=None), face)]


def _check(shards: Sequence[FoundShard]) -> None:
    """Raises ShardsError where these are not all shards of one import, each once and whole."""
    first = shards[0]
    name, of = first.plan.name, first.plan.shard.of
    for shard in shards:
        if shard.plan.shard.of != of:
            raise ShardsError(name, f"{first} and {shard} are of different divisions")
        if (shard.plan.total, shard.plan.names) != (first.plan.total, first.plan.names):
            raise ShardsError(
                name,
                f"{first} saw {first.plan.total} pictures and {shard} saw {shard.plan.total}, or "
                "of other names: the source was changed between them",
            )
        if differing := _differing(first.row, shard.row):
            raise ShardsError(name, f"{first} and {shard} were read in different ways: {differing}")
        if not shard.row.is_ready:
            raise ShardsError(name, f"{shard} is not finished: run its command again")
    by_number = {shard.plan.shard.number: shard for shard in shards}
    for shard in shards:
        if by_number[shard.plan.shard.number] is not shard:
            twice = by_number[shard.plan.shard.number]
            raise ShardsError(name, f"{shard.plan.shard} is there twice: {shard} and {twice}")
    if missing := [str(number) for number in range(1, of + 1) if number not in by_number]:
        raise ShardsError(name, f"of {of} shards these are missing: {', '.join(missing)}")


def _differing(first: DatasetRow, other: DatasetRow) -> str:
    """What of two shards' settings is not the same; where they were read may be another path."""
    if first.label_set != other.label_set:
        return "classes"
    own = {SHARD_KEY, _LEFT_ALONE}
    keys = sorted((first.settings.keys() | other.settings.keys()) - own)
    return ", ".join(key for key in keys if first.settings.get(key) != other.settings.get(key))


def _check_pixels(shard: FoundShard) -> None:
    """Raises ShardsError where a shard is not what its import has left."""
    row, name = shard.row, shard.plan.name
    if content_hash(shard.workspace, row.dataset_id) != row.content_hash:
        raise ShardsError(name, f"{shard} was changed after it was made: make it again")
    faces = StoredFaces.all_of(open_faces(shard.workspace, row))
    for sample in shard.workspace.samples(row.dataset_id):
        if sample.face_index is not None and pixel_hash(faces[sample.face_index]) != (
            sample.pixel_hash
        ):
            raise ShardsError(
                name, f"{shard} is damaged: {sample.source} has other pixels; make it again"
            )
