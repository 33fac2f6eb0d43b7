"""Pictures as a source: class folders, archives of them, photographs, loose files."""

from __future__ import annotations

import itertools
import zipfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.pictures import decode_picture, read_picture_file
from emotion_gui.core.data.readers.items import (
    CLASS_ARCHIVE,
    CLASS_FOLDERS,
    LOOSE_PICTURES,
    PHOTO_ARCHIVE,
    PHOTO_FOLDER,
    PICTURE_ARCHIVE,
    PICTURE_FOLDERS,
    PreviewFace,
    SourceItem,
    SourceOptions,
    SourcePreview,
)
from emotion_gui.core.data.readers.layout import PathReader
from emotion_gui.core.data.readers.orders import GROUPS_ONLY
from emotion_gui.core.data.readers.picture_listing import (
    FoundFile,
    PictureListing,
    file_text,
    list_archive,
    list_folder,
    walk_archive,
    walk_folder,
)
from emotion_gui.core.data.readers.votes import Votes, read_votes
from emotion_gui.core.errors import (
    EmotionGuiError,
    LabelsUnknownError,
    PictureError,
    UnsupportedSourceError,
)
from emotion_gui.core.labels import LabelSet

_CROPPED_SIDE = 256
_CROPPED_SHARE = 0.9
_SHOWN_PROBLEMS = 20
_SHOWN_SIDE = 320


def path_reader(listing: PictureListing, options: SourceOptions) -> PathReader:
    """How this source's paths are read."""
    return PathReader(
        listing.pictures, options.class_names, options.label, options.order, options.label_set
    )


def _decided(path: Path, listing: PictureListing, options: SourceOptions) -> PathReader:
    """How this source's paths are read, where that is known.

    Raises:
        LabelsUnknownError: its folders are numbered and nobody said in which order.
    """
    reader = path_reader(listing, options)
    if reader.question is not None:
        names = [order.name for order in reader.question.orders]
        raise LabelsUnknownError(path, sorted(reader.question.numbers), names)
    return reader


def open_folder(root: Path, options: SourceOptions) -> Generator[SourceItem]:
    """Every picture of a folder, or the chosen files in the order given."""
    if options.files:
        yield from _loose_items(options)
        return
    reader = _decided(root, list_folder(root), options)
    votes = None if options.votes is None else read_votes(options.votes)
    for found in walk_folder(root):
        if found.is_other:
            continue
        item = _file_item(found, found.source, reader, root.joinpath(*found.parts))
        yield item if votes is None else _voted(item, votes, options.votes_use, options.label_set)


def _file_item(found: FoundFile, source: str, reader: PathReader, file: Path) -> SourceItem:
    item = _item(found, source, reader, partial(read_picture_file, file))
    return item if item.load is None else replace(item, file=file)


def _item(
    found: FoundFile, source: str, reader: PathReader, load: Callable[[], bytes], problem: str = ""
) -> SourceItem:
    facts = reader.read(found.parts[:-1], found.parts[-1])
    problem = problem or found.problem
    return SourceItem(
        source,
        facts.label,
        facts.usage,
        facts.group,
        load=None if problem or facts.unknown else load,
        problem=problem or _unknown(facts.unknown),
        excluded=bool(facts.unknown) and not problem,
    )


def _loose_items(options: SourceOptions) -> Iterator[SourceItem]:
    seen: Counter[str] = Counter()
    reader = path_reader(list_folder(Path(), options.files), options)
    for file in options.files:
        name = file_text(file.name)
        seen[name] += 1
        source = name if seen[name] == 1 else f"{name} ({seen[name]})"
        yield _file_item(FoundFile((file.name,)), source, reader, file)


def _unknown(name: str) -> str:
    return f"class '{name}' is not one of the data set's classes" if name else ""


def _voted(item: SourceItem, votes: Votes, use: VotesUse, labels: LabelSet) -> SourceItem:
    row = votes.row_of(PurePosixPath(item.source).name)
    if row is None and use != "majority":
        return item
    if row is None:
        return SourceItem(
            item.source,
            item.label,
            item.usage,
            item.group,
            problem="the FER+ table has no votes for it",
            excluded=True,
        )
    verdict = votes.verdict(row, item.label, use, labels)
    if item.problem or not verdict.reason:
        return replace(
            item,
            label=verdict.label,
            usage=item.usage or votes.usages[row],
            soft_label=verdict.soft_label,
        )
    return SourceItem(
        item.source,
        item.label,
        item.usage or votes.usages[row],
        item.group,
        problem=verdict.reason,
        excluded=True,
        soft_label=verdict.soft_label,
    )


def open_archive(path: Path, options: SourceOptions) -> Generator[SourceItem]:
    """Every picture of an archive, in stored order; refused members carry a problem."""
    reader = _decided(path, list_archive(path), options)
    votes = None if options.votes is None else read_votes(options.votes)
    copies: Counter[str] = Counter()
    for found, member in walk_archive(path):
        if found.is_other:
            continue
        source, problem = _single_name(member.name, copies), ""
        if source != member.name:
            problem = "the archive holds another file of this name"
        item = _item(found, source, reader, member.read, problem)
        yield item if votes is None else _voted(item, votes, options.votes_use, options.label_set)


def _single_name(name: str, copies: Counter[str]) -> str:
    """The name, with a number behind it where an archive gives it to several files."""
    source = name
    while source in copies:
        copies[name] += 1
        source = f"{name} ({copies[name]})"
    copies[source] += 1
    return source


@dataclass
class _Tally:
    """Pictures by what their paths tell."""

    meanings: dict[str, int | None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    ungrouped: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    classes: Counter[int | None] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    nameless: Counter[str] = field(default_factory=Counter)
    usages: Counter[str] = field(default_factory=Counter)

    def count_group(self, group: str, count: int) -> None:
        if group:
            self.groups.add(group)
        else:
            self.ungrouped += count


def _tally(listing: PictureListing, reader: PathReader) -> _Tally:
    tally = _Tally()
    for (parts, name), count in listing.pictures.items():
        facts = reader.combine(parts, name)
        if facts.named:
            tally.meanings[facts.named] = facts.label
        if facts.unknown:
            tally.unknown[facts.unknown] += count
            continue
        tally.classes[facts.label] += count
        tally.count_group(facts.group, count)
        if facts.nameless:
            tally.nameless[facts.nameless] += count
        if facts.usage:
            tally.usages[facts.usage] += count
    if len(tally.nameless) == 1 and not reader.labelled:
        tally.nameless.clear()  # the folder that somebody keeps pictures in
    return tally


def _tally_of_votes(items: Iterator[SourceItem], by_path: _Tally) -> _Tally:
    """What comes where votes have their say on labels, and what they leave out."""
    tally = _Tally(meanings=by_path.meanings, unknown=by_path.unknown)
    for item in items:
        if item.problem:
            tally.problems.append((item.source, item.problem))
            continue
        tally.classes[item.label] += 1
        tally.count_group(item.group, 1)
        if item.usage:
            tally.usages[item.usage] += 1
    if tally.classes[None]:
        tally.nameless = by_path.nameless
    return tally


def inspect_pictures(
    path: Path, options: SourceOptions, *, archive: bool, limit: int
) -> SourcePreview:
    """Preview of a folder, archive or some pictures.

    Raises:
        UnsupportedSourceError: there is no picture in it.
    """
    listing = list_archive(path) if archive else list_folder(path, options.files)
    if not listing.total:
        raise _without_pictures(path, listing)
    reader = path_reader(listing, options)
    tally = _tally(listing, reader)
    # What has to be asked does not keep anybody from seeing the pictures.
    shown = replace(options, order=GROUPS_ONLY) if reader.question else options
    open_items = open_archive if archive else open_folder
    if options.votes is not None:
        tally = _tally_of_votes(open_items(path, shown), tally)
    items = open_items(path, shown)
    tar = archive and not zipfile.is_zipfile(path)  # read from its beginning only
    faces, problems, cropped = _look(items, listing.total, limit, from_start=tar)
    if options.votes is not None:  # every picture was asked for, not only the ones to show
        skipped, left_out = tally.problems, len(tally.problems)
    else:
        skipped = [*listing.refused, *problems]
        left_out = len(skipped) + tally.unknown.total()
    if options.files:
        kind = LOOSE_PICTURES
    elif reader.labelled or options.label is not None:
        kind = CLASS_ARCHIVE if archive else CLASS_FOLDERS
    elif tally.nameless:
        kind = PICTURE_ARCHIVE if archive else PICTURE_FOLDERS
    else:
        kind = PHOTO_ARCHIVE if archive else PHOTO_FOLDER
    return SourcePreview(
        path,
        kind,
        total=listing.total + len(listing.refused),
        label_set=options.label_set,
        classes=dict(sorted((k, n) for k, n in tally.classes.items() if k is not None)),
        unlabelled=tally.classes[None],
        unknown_classes=dict(tally.unknown.most_common()),
        nameless=dict(tally.nameless.most_common()),
        usages=dict(tally.usages),
        own_names=reader.own_names,
        meanings=tally.meanings,
        question=reader.question,
        groups=len(tally.groups),
        ungrouped=tally.ungrouped,
        cropped=cropped,
        faces=faces,
        skipped=tuple(skipped[:_SHOWN_PROBLEMS]),
        skipped_total=left_out,
        left_alone=tuple(listing.named_others),
        left_alone_total=listing.others,
    )


def _without_pictures(path: Path, listing: PictureListing) -> UnsupportedSourceError:
    if listing.refused:
        name, reason = listing.refused[0]
        return UnsupportedSourceError(path, f"no picture can be used ({name}: {reason})")
    if listing.named_others:
        told = "; ".join(f"{name}: {reason}" for name, reason in listing.named_others[:3])
        return UnsupportedSourceError(path, f"there are no pictures in it ({told})")
    return UnsupportedSourceError(path, "there are no pictures in it")


def _look(
    items: Iterator[SourceItem], total: int, limit: int, *, from_start: bool
) -> tuple[tuple[PreviewFace, ...], list[tuple[str, str]], bool]:
    """Decode some pictures: faces to show, problems met, whether they are faces already."""
    step = 1 if from_start else max(1, total // max(1, limit))
    faces: list[PreviewFace] = []
    problems: list[tuple[str, str]] = []
    square = 0
    for item in itertools.islice(items, 0, None, step):
        if len(faces) + len(problems) >= limit:
            break
        if item.load is None:
            continue
        try:
            picture = decode_picture(item.load(), item.source, max_side=_SHOWN_SIDE)
        except (EmotionGuiError, OSError) as error:
            told = error.strerror if isinstance(error, OSError) else None
            reason = error.reason if isinstance(error, PictureError) else told or str(error)
            problems.append((item.source, reason))
            continue
        longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
        square += longer <= _CROPPED_SIDE and shorter >= 0.95 * longer
        faces.append(PreviewFace(item.source, item.label, picture.pixels))
    return tuple(faces), problems, bool(faces) and square >= _CROPPED_SHARE * len(faces)
