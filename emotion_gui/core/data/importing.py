"""Import a source into the workspace: streamed, resumable, nothing dropped in silence."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from filelock import Timeout

from emotion_gui.core.data.face_file import FaceFile
from emotion_gui.core.data.face_making import FaceMaker, Outcome, SeveralChoice, make_all
from emotion_gui.core.data.import_sink import FreshFaces, ImportSink
from emotion_gui.core.data.label_report import LabelReport, label_report
from emotion_gui.core.data.readers import (
    FER_TABLE,
    FaceRows,
    SourceOptions,
    SourcePreview,
    inspect_source,
    open_source,
    open_stretches,
)
from emotion_gui.core.data.readers.votes import VotesUse
from emotion_gui.core.data.splits import (
    SPLIT_KINDS,
    Ungrouped,
    check_groups,
    part_counts,
    resolve_kind,
)
from emotion_gui.core.data.splitting import split_dataset
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import (
    ArchiveError,
    ConfigError,
    DatasetExistsError,
    DatasetFormatError,
    LabelsUnknownError,
    NothingImportedError,
    UngroupedFacesError,
    UnsupportedSourceError,
    WorkspaceError,
)
from emotion_gui.core.faces.detectors import DetectorKind, make_detector
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LABELS, Emotion
from emotion_gui.core.workspace.records import DatasetRow, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

__all__ = [
    "PROBLEM_LIMIT",
    "DetectorChoice",
    "FreshFaces",
    "ImportProblem",
    "ImportReport",
    "ImportRequest",
    "SeveralChoice",
    "import_dataset",
    "make_report",
    "request_of",
]

DetectorChoice = Literal["auto", "combined", "mtcnn", "haar", "none"]
PROBLEM_LIMIT = 100_000
_MAKERS = 4
_TOLD_REASONS = 3


@dataclass(frozen=True)
class ImportRequest:
    """What to import, and how.

    Attributes:
        source: a FER2013 CSV, a class folder, an archive, a folder of pictures, a picture.
        name: the data set's name; an unfinished import of the same name and source goes on.
        detector: `none` = already cropped; `auto` = cropped where the pictures look it,
            else the paper's combination.
        several: which face counts where a photograph shows several; `ask` stores the largest
            but marks the picture `several_faces`, out of use until a person chooses.
        split: `auto` (official where the source names parts, else paper), `paper`,
            `official`, `group`, `kfold`, `spi`, `none`.
        seed: of the split.
        fold: which fold or half, from 0, for `kfold` and `spi`.
        ungrouped: what becomes of pictures without a film or person where films or persons are
            kept together, see `splits.Ungrouped`.
        votes: a FER+ table (`fer2013new.csv`); its votes become soft labels.
        votes_use: what they do to the labels.
        label: class of pictures whose folder names none.
        class_names: meaning of folder names that are unknown; None = leave out.
        order: whose numbers the classes' numbers are, see `SourceOptions.order`.
        files: only these pictures of the folder `source`; empty = all.
        preprocessing: how faces become 48x48.
    """

    source: Path
    name: str
    detector: DetectorChoice = "auto"
    several: SeveralChoice = "largest"
    split: str = "auto"
    seed: int = 0
    fold: int = 0
    ungrouped: Ungrouped = "refuse"
    votes: Path | None = None
    votes_use: VotesUse = "majority"
    label: Emotion | None = None
    class_names: Mapping[str, Emotion | None] = field(default_factory=dict)
    order: str = ""
    files: tuple[Path, ...] = ()
    preprocessing: Preprocessing = field(default_factory=Preprocessing)


@dataclass(frozen=True)
class ImportProblem:
    """A picture that was not imported as `ok`."""

    source: str
    status: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """How an import ended.

    Attributes:
        dataset: its record, in state `ready`.
        imported: faces with status `ok`.
        skipped: every other picture or row.
        by_status: pictures by `SampleStatus` value.
        by_class: `ok` faces by label name (`unlabelled` where there is none).
        by_split: faces by part name.
        seconds: of this call; a resumed import counts its last stretch.
        problems: the skipped ones, each with its reason; at most 100,000.
        notes: sentences (choice of split, what `auto` decided).
        labels: what became of the source's own class names.
        left_alone: (name, reason) of files that are neither pictures nor the table, at most 1,000.
        left_alone_total: how many there were in this source.
    """

    dataset: DatasetRow
    imported: int
    skipped: int
    by_status: Mapping[str, int]
    by_class: Mapping[str, int]
    by_split: Mapping[str, int]
    seconds: float
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[str, ...] = ()
    labels: LabelReport = field(default_factory=LabelReport)
    left_alone: tuple[tuple[str, str], ...] = ()
    left_alone_total: int = 0

    def to_json(self) -> dict[str, object]:
        """The command line's keys; `dataset` is the name."""
        return {
            "dataset": self.dataset.name,
            "imported": self.imported,
            "skipped": self.skipped,
            "by_status": dict(self.by_status),
            "by_class": dict(self.by_class),
            "by_split": dict(self.by_split),
            "seconds": round(self.seconds, 3),
            "problems": [
                {"source": p.source, "status": p.status, "reason": p.reason} for p in self.problems
            ],
            "left_alone": [
                {"source": source, "reason": reason} for source, reason in self.left_alone
            ],
            "left_alone_total": self.left_alone_total,
            "notes": list(self.notes),
            "labels": self.labels.to_json(),
        }


def import_dataset(
    workspace: Workspace, request: ImportRequest, context: JobContext | None = None
) -> ImportReport:
    """Import a source; on cancel everything committed stays, and the next call goes on.

    Args:
        workspace: where to.
        request: what and how.
        context: progress (`detail` is a `FreshFaces`), pause and cancel.

    Raises:
        UnsupportedSourceError, DatasetFormatError, ArchiveError: the source is refused.
        LabelsUnknownError: its classes are numbered and `order` does not say whose numbers.
        NothingImportedError: no face came of it; nothing is kept.
        ConfigError: the split needs films or persons that the source does not name.
        DatasetExistsError: the name is taken by a finished data set.
        WorkspaceError: another process is importing into this data set.
        StorageError: the disk is full or read-only; what was committed stays.
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    started = time.perf_counter()
    name = request.name.strip()
    if not name:
        raise ConfigError("name", request.name, "a data set needs a name")
    if request.split not in {"auto", "none", *SPLIT_KINDS}:
        resolve_kind(request.split, ())
    preview = inspect_source(request.source, options=reading(request), limit=16)
    _check(request, preview)
    detector = resolved_detector(request, preview)
    row = workspace.create_dataset(
        name=name, source=source_text(request), settings=_settings(request, detector, preview)
    )
    try:
        with workspace.dataset_lock(row.dataset_id):
            row = workspace.dataset_by_id(row.dataset_id)
            if row.state == "ready":  # another process finished it a moment ago
                raise DatasetExistsError(name)
            _read_all(workspace, row, request, detector, preview, context)
            refuse_nothing(workspace, row.dataset_id, request)
            workspace.note_left_alone(row.dataset_id, preview.left_alone)
            notes = _finish(workspace, row.dataset_id, request)
    except Timeout as error:
        raise WorkspaceError(workspace.path, f"another import of '{name}' is at work") from error
    except (UnsupportedSourceError, DatasetFormatError, ArchiveError):
        if workspace.sample_count(row.dataset_id) == 0:
            workspace.erase_dataset(row.dataset_id)
        raise
    if request.detector == "auto":
        notes.insert(0, _auto_note(detector))
    labels = label_report(preview, request.order)
    notes[:0] = labels.sentences()
    seconds = time.perf_counter() - started
    report = make_report(workspace, row.dataset_id, seconds=seconds, notes=notes, labels=labels)
    return replace(report, left_alone=preview.left_alone, left_alone_total=preview.left_alone_total)


def make_report(
    workspace: Workspace,
    dataset_id: int,
    *,
    seconds: float = 0.0,
    notes: Sequence[str] = (),
    labels: LabelReport | None = None,
) -> ImportReport:
    """The report of a finished data set, as it is now."""
    row = workspace.dataset_by_id(dataset_id)
    by_status = workspace.count_by(dataset_id, "status")
    by_label = workspace.label_counts(dataset_id)
    by_class = {LABELS[label]: n for label, n in sorted(by_label.items(), key=_label_order)
                if label is not None}  # fmt: skip
    if None in by_label:
        by_class["unlabelled"] = by_label[None]
    imported = by_status.get(SampleStatus.OK.value, 0)
    return ImportReport(
        dataset=row,
        imported=imported,
        skipped=sum(by_status.values()) - imported,
        by_status=by_status,
        by_class=by_class,
        by_split=part_counts(workspace.active_parts(row)),
        seconds=seconds,
        problems=tuple(
            ImportProblem(s.source, s.status.value, s.reason)
            for s in workspace.samples(dataset_id, problems_only=True, limit=PROBLEM_LIMIT)
        ),
        notes=tuple(notes),
        labels=labels or LabelReport(),
    )


def request_of(row: DatasetRow) -> ImportRequest:
    """The request that began an unfinished import, to go on with it."""
    settings = row.settings
    label = settings.get("label")
    votes = settings.get("votes")
    return ImportRequest(
        source=Path(row.source),
        name=row.name,
        detector=settings.get("detector", "auto"),
        several=settings.get("several", "largest"),
        split=settings.get("split", "auto"),
        seed=settings.get("seed", 0),
        fold=settings.get("fold", 0),
        ungrouped=settings.get("ungrouped", "refuse"),
        votes=None if votes is None else Path(votes),
        votes_use=settings.get("votes_use", "majority"),
        label=None if label is None else Emotion(label),
        class_names={
            name: None if code is None else Emotion(code)
            for name, code in settings.get("class_names", {}).items()
        },
        order=settings.get("order", ""),
        files=tuple(Path(file) for file in settings.get("files", ())),
        preprocessing=Preprocessing.from_json(settings["preprocessing"]),
    )


def _label_order(entry: tuple[int | None, int]) -> int:
    return -1 if entry[0] is None else entry[0]


def reading(request: ImportRequest) -> SourceOptions:
    """How the source of a request is read."""
    return SourceOptions(
        label=request.label,
        class_names=request.class_names,
        votes=request.votes,
        votes_use=request.votes_use,
        files=request.files,
        order=request.order,
    )


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
    """Take back an import that no face came of.

    Raises:
        NothingImportedError: so it was; the data set is erased.
    """
    if workspace.dataset_by_id(dataset_id).faces:
        return
    total = workspace.sample_count(dataset_id)
    first = workspace.samples(dataset_id, problems_only=True, limit=_TOLD_REASONS)
    workspace.erase_dataset(dataset_id)
    raise NothingImportedError(request.source, [(s.source, s.reason) for s in first], total)


def _auto_note(detector: DetectorKind | None) -> str:
    if detector is None:
        return "The pictures are cropped faces already; no detector was used."
    return f"The pictures are photographs; faces were found with the {detector} detector."


def source_text(request: ImportRequest) -> str:
    """Where from, as it is stored; bytes that are no text become escapes."""
    return os.fsencode(request.source.resolve()).decode("utf-8", "backslashreplace")


def _settings(
    request: ImportRequest, detector: DetectorKind | None, preview: SourcePreview
) -> dict[str, object]:
    """What must be the same for an unfinished import to go on."""
    return {
        "kind": preview.kind,
        "detector": detector or "none",
        "several": request.several,
        "split": request.split,
        "seed": request.seed,
        "fold": request.fold,
        **({} if request.ungrouped == "refuse" else {"ungrouped": request.ungrouped}),
        **({} if not request.order else {"order": request.order}),
        "votes": None if request.votes is None else str(request.votes.resolve()),
        **({} if request.votes is None else {"votes_use": request.votes_use}),
        "label": None if request.label is None else int(request.label),
        "class_names": {
            name: None if label is None else int(label)
            for name, label in sorted(request.class_names.items())
        },
        "files": [str(file) for file in request.files],
        "preprocessing": request.preprocessing.to_json(),
    }


def makers_for(
    request: ImportRequest, detector: DetectorKind | None
) -> tuple[Callable[[], FaceMaker], int]:
    """What turns items into faces, and how many of it may work at once."""

    def new_maker() -> FaceMaker:
        return FaceMaker(
            detector=None if detector is None else make_detector(detector),
            several=request.several,
            preprocessing=request.preprocessing,
        )

    # A member of an archive can only be read before the next one is asked for.
    several_at_once = detector is not None and request.source.is_dir()
    return new_maker, min(_MAKERS, os.cpu_count() or 1) if several_at_once else 1


def _read_all(
    workspace: Workspace,
    row: DatasetRow,
    request: ImportRequest,
    detector: DetectorKind | None,
    preview: SourcePreview,
    context: JobContext,
) -> None:
    """Read what is not stored yet; ends with every picture of the source committed."""
    seen = workspace.sample_sources(row.dataset_id)
    folder = workspace.dataset_dir(row.dataset_id)
    with FaceFile(folder, committed=row.faces, side=request.preprocessing.side) as file:
        sink = ImportSink(
            workspace, row.dataset_id, file, context, total=preview.total, done=len(seen)
        )
        with closing(_made(request, detector, preview, seen)) as made, sink:
            for piece in made:
                if isinstance(piece, FaceRows):
                    sink.add_rows(piece)
                else:
                    sink.add(piece)
        file.finish()


def _made(
    request: ImportRequest,
    detector: DetectorKind | None,
    preview: SourcePreview,
    seen: AbstractSet[str],
) -> Generator[FaceRows | list[Outcome]]:
    """What the source holds beside `seen`, in its order."""
    new_maker, workers = makers_for(request, detector)
    options = reading(request)
    if preview.kind != FER_TABLE:
        with closing(open_source(request.source, options=options)) as items:
            fresh = (item for item in items if item.source not in seen)
            with closing(make_all(fresh, new_maker, workers=workers)) as made:
                yield from made
        return
    maker = new_maker()
    with closing(open_stretches(request.source, options=options)) as stretches:
        for piece in stretches:
            if isinstance(piece, FaceRows):
                if rows := piece.without(seen):
                    yield maker.sized(rows)
            elif piece.source not in seen:
                yield maker.make(piece)


def _finish(workspace: Workspace, dataset_id: int, request: ImportRequest) -> list[str]:
    """Hash, split, and declare the data set ready."""
    (labels,) = workspace.face_columns(dataset_id, "label")
    notes: list[str] = []
    if request.split != "none" and any(label is not None for label in labels):
        notes += _divide(workspace, dataset_id, request)
    workspace.finish_dataset(dataset_id, content_hash=content_hash(workspace, dataset_id))
    return notes


def _divide(workspace: Workspace, dataset_id: int, request: ImportRequest) -> Sequence[str]:
    """Split as was wished; what cannot be must not cost the pictures that were read."""
    try:
        return split_dataset(
            workspace, dataset_id,
            kind=request.split, seed=request.seed, fold=request.fold,
            ungrouped=request.ungrouped,
        ).notes  # fmt: skip
    except (ConfigError, UngroupedFacesError) as error:
        why = f"Split '{request.split}' is not possible: {error}."
    if request.split != "official":  # whoever keeps persons apart does not want them mixed
        return [why, "The data set is not divided yet."]
    outcome = split_dataset(workspace, dataset_id, kind="paper", seed=request.seed)
    return [why, "Made 80/10/10 instead.", *outcome.notes]
