"""Import a source into the workspace: streamed, resumable, nothing dropped in silence."""

from __future__ import annotations

import itertools
import logging
import os
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, replace

from emotion_gui.core.data.face_file import FaceFile
from emotion_gui.core.data.face_making import FaceMaker, MadeFace, make_all
from emotion_gui.core.data.import_report import ImportReport, make_report
from emotion_gui.core.data.import_request import (
    SHARD_KEY,
    ImportRequest,
    reading,
    settings_of,
    source_text,
)
from emotion_gui.core.data.import_sink import ImportSink
from emotion_gui.core.data.label_report import label_report
from emotion_gui.core.data.piecewise import Making, make_on_workers
from emotion_gui.core.data.readers import (
    FER_TABLE,
    FaceRows,
    SourceOptions,
    SourcePreview,
    inspect_source,
    open_source,
    open_stretches,
)
from emotion_gui.core.data.sharding import ShardPlan, at_places, plan_shard
from emotion_gui.core.data.splits import (
    SPLIT_KINDS,
    check_groups,
    resolve_kind,
)
from emotion_gui.core.data.splitting import split_dataset
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import (
    ArchiveError,
    BusyError,
    ConfigError,
    DatasetExistsError,
    DatasetFormatError,
    LabelsUnknownError,
    NothingImportedError,
    StorageError,
    UngroupedFacesError,
    UnsupportedSourceError,
)
from emotion_gui.core.executors.workers import Workers
from emotion_gui.core.faces.detectors import DetectorKind
from emotion_gui.core.jobs import JobContext, WithWords
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.core.workspace.workspace import Workspace

logger = logging.getLogger(__name__)

_MAKERS = 4
_TOLD_REASONS = 3


def import_dataset(
    workspace: Workspace,
    request: ImportRequest,
    context: JobContext | None = None,
    *,
    workers: Workers | None = None,
) -> ImportReport:
    """Import a source; on cancel everything committed stays, and the next call goes on.

    Args:
        workspace: where to.
        request: what and how.
        context: progress (`detail` is a `FreshFaces`), pause and cancel.
        workers: where pictures become faces; None = in threads of this process. The data set is
            the same, face by face.

    Raises:
        UnsupportedSourceError, DatasetFormatError, ArchiveError: the source is refused.
        LabelsUnknownError: its classes are numbered and `order` does not say whose numbers.
        NothingImportedError: no face came of it; nothing is kept.
        ConfigError: the split needs films or persons that the source does not name.
        DatasetExistsError: the name is taken by a finished data set.
        BusyError: another process is importing into this data set.
        StorageError: the disk is full or read-only; what was committed stays.
        WorkersError: the workers are gone; what was committed stays, the next call goes on.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    said = WithWords(context)
    context = said.context
    started = time.perf_counter()
    name = _name(request)
    preview = inspect_source(request.source, options=reading(request), limit=16)
    _check(request, preview)
    detector = resolved_detector(request, preview)
    plan = plan_shard(request, preview.kind, context)
    settings = settings_of(request, detector, preview.kind)
    row = _created(workspace, request, name, settings, plan)
    try:
        with workspace.hold_dataset(row.dataset_id):
            row = workspace.dataset_by_id(row.dataset_id)
            name_free(row)
            way = _Reading(request, detector, preview, plan, workers, said)
            read_all(workspace, row, request, way.total, context, way.made)
            refuse_nothing(workspace, row.dataset_id, request)
            workspace.note_left_alone(row.dataset_id, preview.left_alone)
            notes = finish(workspace, row.dataset_id, request)
    except (UnsupportedSourceError, DatasetFormatError, ArchiveError):
        if workspace.sample_count(row.dataset_id) == 0:
            take_back(workspace, row.dataset_id)
        raise
    except NothingImportedError:
        take_back(workspace, row.dataset_id)
        raise
    if request.detector == "auto":
        notes.insert(0, _auto_note(detector))
    seconds = time.perf_counter() - started
    return _report(workspace, row.dataset_id, request, preview, seconds=seconds, notes=notes)


def _created(
    workspace: Workspace,
    request: ImportRequest,
    name: str,
    settings: Mapping[str, object],
    plan: ShardPlan | None,
) -> DatasetRow:
    """The data set, or the shard of it, that is filled."""
    return workspace.create_dataset(
        name=name if plan is None else plan.title(),
        source=source_text(request),
        settings=settings if plan is None else {**settings, SHARD_KEY: plan.to_json()},
        label_set=request.label_set,
    )


def _report(
    workspace: Workspace,
    dataset_id: int,
    request: ImportRequest,
    preview: SourcePreview,
    *,
    seconds: float,
    notes: list[str],
) -> ImportReport:
    labels = label_report(preview, request.order)
    notes = [*labels.sentences(), *notes]
    report = make_report(workspace, dataset_id, seconds=seconds, notes=notes, labels=labels)
    return replace(report, left_alone=preview.left_alone, left_alone_total=preview.left_alone_total)


def _name(request: ImportRequest) -> str:
    """Of the data set; raises ConfigError where it has none, or the split is none."""
    name = request.name.strip()
    if not name:
        raise ConfigError("name", request.name, "a data set needs a name")
    if request.split not in {"auto", "none", *SPLIT_KINDS}:
        resolve_kind(request.split, ())
    return name


def resolved_detector(request: ImportRequest, preview: SourcePreview) -> DetectorKind | None:
    """Which detector, or None for faces that are cropped already."""
    if preview.kind == FER_TABLE or request.detector == "none":
        return None
    if request.detector == "auto":
        return None if preview.cropped else "combined"
    return request.detector


def _check(request: ImportRequest, preview: SourcePreview) -> None:
    """Refuse what would go wrong only after all the work."""
    check_labels(request, preview)
    if request.split not in {"group", "spi"}:
        return
    coming = preview.unlabelled + sum(preview.classes.values())
    check_groups(request.split, found=preview.groups)
    if preview.ungrouped and request.ungrouped == "refuse":
        raise UngroupedFacesError(request.split, preview.ungrouped, coming)


def check_labels(request: ImportRequest, preview: SourcePreview) -> None:
    """Refuse a source whose classes are numbers that nobody gave a meaning.

    Raises:
        LabelsUnknownError: so it is.
    """
    if (question := preview.question) is not None:
        names = [order.name for order in question.orders]
        raise LabelsUnknownError(request.source, sorted(question.numbers), names)


def refuse_nothing(workspace: Workspace, dataset_id: int, request: ImportRequest) -> None:
    """Refuse an import that no face came of.

    Raises:
        NothingImportedError: so it was.
    """
    if workspace.dataset_by_id(dataset_id).faces or request.shard is not None:
        return  # the faces of a shard may all be in the others
    total = workspace.sample_count(dataset_id)
    first = list(workspace.samples(dataset_id, problems_only=True, limit=_TOLD_REASONS))
    raise NothingImportedError(request.source, [(s.source, s.reason) for s in first], total)


def name_free(row: DatasetRow) -> None:
    """Raises DatasetExistsError where another process finished it a moment ago."""
    if row.is_ready:
        raise DatasetExistsError(row.name)


def take_back(workspace: Workspace, dataset_id: int) -> None:
    """Nothing of an import stays; a file that cannot go yet must not hide why it was refused."""
    try:
        workspace.erase_dataset(dataset_id)
    except (StorageError, BusyError) as error:
        logger.warning("what was imported is not erased yet: %s", error)


def _auto_note(detector: DetectorKind | None) -> str:
    if detector is None:
        return "The pictures are cropped faces already; no detector was used."
    return f"The pictures are photographs; faces were found with the {detector} detector."


def makers_for(
    request: ImportRequest, detector: DetectorKind | None
) -> tuple[Callable[[], FaceMaker], int]:
    """What turns items into faces, and how many of it may work at once."""

    new_maker = Making(detector, request.several, request.preprocessing).new_maker
    # A member of an archive can only be read before the next one is asked for.
    several_at_once = detector is not None and request.source.is_dir()
    return new_maker, min(_MAKERS, os.cpu_count() or 1) if several_at_once else 1


def read_all(
    workspace: Workspace,
    row: DatasetRow,
    request: ImportRequest,
    total: int,
    context: JobContext,
    made_of: Callable[[AbstractSet[str], JobContext], Generator[FaceRows | list[MadeFace]]],
) -> None:
    """Store what is not stored yet; ends with every picture of the source committed.

    Args:
        workspace: where to.
        row: the data set, which this process holds.
        request: what it is made by.
        total: pictures of the source.
        context: progress, pause and cancel.
        made_of: gives the outcomes of pictures that are not among those it is told of.
    """
    seen = workspace.sample_sources(row.dataset_id)
    folder = workspace.dataset_dir(row.dataset_id)
    with FaceFile(folder, committed=row.faces, side=request.preprocessing.side) as file:
        sink = ImportSink(workspace, row.dataset_id, file, context, total=total, done=len(seen))
        with closing(made_of(seen, context)) as made, sink:
            for piece in made:
                if isinstance(piece, FaceRows):
                    sink.add_rows(piece)
                else:
                    sink.add(piece)
        file.finish()


@dataclass(frozen=True)
class _Reading:
    """How the pictures of a source become outcomes."""

    request: ImportRequest
    detector: DetectorKind | None
    preview: SourcePreview
    plan: ShardPlan | None
    workers: Workers | None
    said: WithWords

    @property
    def total(self) -> int:
        return self.preview.total if self.plan is None else len(self.plan.places)

    def made(
        self, seen: AbstractSet[str], context: JobContext
    ) -> Generator[FaceRows | list[MadeFace]]:
        """What the source holds beside `seen`, in its order."""
        options = reading(self.request)
        if self.preview.kind == FER_TABLE:
            yield from self._of_table(seen, options)
            return
        new_maker, threads = makers_for(self.request, self.detector)
        with closing(open_source(self.request.source, options=options)) as items:
            places = range(sys.maxsize) if self.plan is None else self.plan.places
            wanted = itertools.islice(items, places.start, places.stop)
            fresh = (item for item in wanted if item.source not in seen)
            if self.workers is None:
                outcomes = make_all(fresh, new_maker, workers=threads)
            else:
                way = Making(self.detector, self.request.several, self.request.preprocessing)
                outcomes = make_on_workers(
                    fresh,
                    way,
                    self.workers,
                    context,
                    on_look=lambda seen: self.said.say(seen.text()),
                )
            with closing(outcomes) as made:
                yield from made

    def _of_table(
        self, seen: AbstractSet[str], options: SourceOptions
    ) -> Generator[FaceRows | list[MadeFace]]:
        maker = makers_for(self.request, self.detector)[0]()
        with closing(open_stretches(self.request.source, options=options)) as stretches:
            for piece in at_places(stretches, self.plan):
                if isinstance(piece, FaceRows):
                    if rows := piece.without(seen):
                        yield maker.sized(rows)
                elif piece.source not in seen:
                    yield maker.make(piece)


def finish(workspace: Workspace, dataset_id: int, request: ImportRequest) -> list[str]:
    """Hash, split, and declare the data set ready."""
    (labels,) = workspace.face_columns(dataset_id, "label")
    notes: list[str] = []
    divides = request.split != "none" and request.shard is None
    if divides and any(label is not None for label in labels):
        notes += _divide(workspace, dataset_id, request)
    workspace.finish_dataset(dataset_id, content_hash=content_hash(workspace, dataset_id))
    return notes


def _divide(workspace: Workspace, dataset_id: int, request: ImportRequest) -> Sequence[str]:
    """Split as was wished; what cannot be must not cost the pictures that were read."""
    try:
        return split_dataset(
            workspace,
            dataset_id,
            kind=request.split,
            seed=request.seed,
            fold=request.fold,
            ungrouped=request.ungrouped,
        ).notes
    except (ConfigError, UngroupedFacesError) as error:
        why = f"Split '{request.split}' is not possible: {error}."
    if request.split != "official":  # whoever keeps persons apart does not want them mixed
        return [why, "The data set is not divided yet."]
    outcome = split_dataset(workspace, dataset_id, kind="paper", seed=request.seed)
    return [why, "Made 80/10/10 instead.", *outcome.notes]
