"""Pictures as a source: class folders, archives of them, photographs, loose files."""

from __future__ import annotations

import itertools
import os
import stat
import zipfile
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from emotion_gui.core.data.archives import archive_members
from emotion_gui.core.data.pictures import MAX_BYTES, decode_picture, is_picture_name
from emotion_gui.core.data.readers.file_names import NameFacts, read_name
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
from emotion_gui.core.data.readers.layout import PathReader, is_junk
from emotion_gui.core.data.readers.orders import GROUPS_ONLY
from emotion_gui.core.data.readers.votes import Votes, VotesUse, read_votes
from emotion_gui.core.errors import (
    EmotionGuiError,
    LabelsUnknownError,
    PictureError,
    UnsupportedSourceError,
)
from emotion_gui.core.labels import Emotion

_CROPPED_SIDE = 256
_CROPPED_SHARE = 0.9
_SHOWN_PROBLEMS = 20
_SHOWN_SIDE = 320


@dataclass
class Listing:
    """Where a source's pictures lie, without opening one.

    Attributes:
        pictures: number of pictures by folder (as parts) and what their own names tell.
        others: files that are no pictures and are left alone.
        refused: (name, reason) of archive members that must not be read.
    """

    pictures: Counter[tuple[tuple[str, ...], NameFacts]] = field(default_factory=Counter)
    others: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def count(self, folder: tuple[str, ...], name: str) -> None:
        self.pictures[folder, read_name(name)] += 1

    @property
    def total(self) -> int:
        return self.pictures.total()


def _text(name: str) -> str:
    """A file name that can be stored: bytes that are no text become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def walk_folder(root: Path) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
    """Folders with their pictures, sorted; links to folders are not followed.

    Yields:
        Folder as parts relative to `root`, names of its pictures, number of other files.
    """

    def refuse(error: OSError) -> None:
        if Path(error.filename or "") == root:
            raise UnsupportedSourceError(root, error.strerror or str(error)) from error

    for folder, subfolders, names in os.walk(root, onerror=refuse):
        subfolders[:] = sorted(name for name in subfolders if not is_junk((name,)))
        visible = [name for name in names if not name.startswith(".")]
        pictures = sorted(name for name in visible if is_picture_name(name))
        parts = Path(folder).relative_to(root).parts
        yield parts, pictures, len(visible) - len(pictures)


def list_folder(root: Path, files: tuple[Path, ...] = ()) -> Listing:
    """Count the pictures of a folder, or of the chosen files."""
    listing = Listing()
    if files:
        for file in files:
            listing.count((), file.name)
        return listing
    for parts, pictures, others in walk_folder(root):
        for name in pictures:
            listing.count(parts, name)
        listing.others += others
    return listing


def list_archive(path: Path) -> Listing:
    """Count the pictures of an archive."""
    listing = Listing()
    for member in archive_members(path):
        parts = PurePosixPath(member.name).parts
        if is_junk(parts):
            continue
        if member.problem:
            listing.refused.append((member.name, member.problem))
        elif is_picture_name(member.name):
            listing.count(parts[:-1], parts[-1])
        else:
            listing.others += 1
    return listing


def path_reader(listing: Listing, options: SourceOptions) -> PathReader:
    """How this source's paths are read."""
    return PathReader(listing.pictures, options.class_names, options.label, options.order)


def _decided(path: Path, listing: Listing, options: SourceOptions) -> PathReader:
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
    for parts, names, _ in walk_folder(root):
        folder = root.joinpath(*parts)
        for name in names:
            facts = reader.read(parts, name)
            source = "/".join((*map(_text, parts), _text(name)))
            item = SourceItem(
                source, facts.label, facts.usage, facts.group,
                load=None if facts.unknown else _FileLoader(folder / name),
                problem=_unknown(facts.unknown),
                excluded=bool(facts.unknown),
            )  # fmt: skip
            yield item if votes is None else _voted(item, votes, options.votes_use)


def _loose_items(options: SourceOptions) -> Iterator[SourceItem]:
    seen: Counter[str] = Counter()
    reader = path_reader(list_folder(Path(), options.files), options)
    for file in options.files:
        name = _text(file.name)
        seen[name] += 1
        source = name if seen[name] == 1 else f"{name} ({seen[name]})"
        facts = reader.read((), file.name)
        yield SourceItem(
            source, facts.label, facts.usage, facts.group,
            load=None if facts.unknown else _FileLoader(file),
            problem=_unknown(facts.unknown),
            excluded=bool(facts.unknown),
        )  # fmt: skip


def _unknown(name: str) -> str:
    return f"class '{name}' is not one of the seven emotions" if name else ""


def _voted(item: SourceItem, votes: Votes, use: VotesUse) -> SourceItem:
    row = votes.row_of(PurePosixPath(item.source).name)
    if row is None and use != "majority":
        return item
    if row is None:
        return SourceItem(
            item.source, item.label, item.usage, item.group,
            problem="the FER+ table has no votes for it", excluded=True,
        )  # fmt: skip
    verdict = votes.verdict(row, item.label, use)
    if item.problem or not verdict.reason:
        return replace(
            item, label=verdict.label, usage=item.usage or votes.usages[row],
            soft_label=verdict.soft_label,
        )  # fmt: skip
    return SourceItem(
        item.source, item.label, item.usage or votes.usages[row], item.group,
        problem=verdict.reason, excluded=True, soft_label=verdict.soft_label,
    )  # fmt: skip


@dataclass(frozen=True)
class _FileLoader:
    path: Path

    def __call__(self) -> bytes:
        found = self.path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PictureError(self.path.name, "it is not a file")
        if found.st_size > MAX_BYTES:
            raise PictureError(self.path.name, f"the file is larger than {MAX_BYTES >> 20} MB")
        return self.path.read_bytes()


def open_archive(path: Path, options: SourceOptions) -> Generator[SourceItem]:
    """Every picture of an archive, in stored order; refused members carry a problem."""
    reader = _decided(path, list_archive(path), options)
    votes = None if options.votes is None else read_votes(options.votes)
    seen: set[str] = set()
    for member in archive_members(path):
        parts = PurePosixPath(member.name).parts
        if is_junk(parts) or not (member.problem or is_picture_name(member.name)):
            continue
        source = member.name
        problem = member.problem
        if source in seen:
            copy = sum(name == source or name.startswith(f"{source} (") for name in seen) + 1
            source = f"{source} ({copy})"
            problem = problem or "the archive holds another file of this name"
        seen.add(source)
        facts = reader.read(parts[:-1], parts[-1])
        item = SourceItem(
            source, facts.label, facts.usage, facts.group,
            load=None if problem or facts.unknown else member.read,
            problem=problem or _unknown(facts.unknown),
            excluded=bool(facts.unknown) and not problem,
        )  # fmt: skip
        yield item if votes is None else _voted(item, votes, options.votes_use)


@dataclass
class _Tally:
    """Pictures by what their paths tell."""

    meanings: dict[str, Emotion | None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    ungrouped: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    classes: Counter[Emotion | None] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    nameless: Counter[str] = field(default_factory=Counter)
    usages: Counter[str] = field(default_factory=Counter)

    def count_group(self, group: str, count: int) -> None:
        if group:
            self.groups.add(group)
        else:
            self.ungrouped += count


def _tally(listing: Listing, reader: PathReader) -> _Tally:
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
        if listing.refused:
            name, reason = listing.refused[0]
            raise UnsupportedSourceError(path, f"no picture can be used ({name}: {reason})")
        what = "archive" if archive else "folder"
        raise UnsupportedSourceError(path, f"there are no pictures in this {what}")
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
    notes = []
    if listing.others:
        files = "1 other file is" if listing.others == 1 else f"{listing.others:,} other files are"
        notes.append(f"{files} left alone.")
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
        classes={emotion: tally.classes[emotion] for emotion in Emotion if tally.classes[emotion]},
        unlabelled=tally.classes[None],
        unknown_classes=dict(tally.unknown.most_common()),
        nameless=dict(tally.nameless.most_common()),
        usages=dict(tally.usages),
        meanings=tally.meanings,
        question=reader.question,
        groups=len(tally.groups),
        ungrouped=tally.ungrouped,
        cropped=cropped,
        faces=faces,
        skipped=tuple(skipped[:_SHOWN_PROBLEMS]),
        skipped_total=left_out,
        notes=tuple(notes),
    )


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
            reason = error.reason if isinstance(error, PictureError) else str(error)
            problems.append((item.source, reason))
            continue
        longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
        square += longer <= _CROPPED_SIDE and shorter >= 0.95 * longer
        faces.append(PreviewFace(item.source, item.label, picture.pixels))
    return tuple(faces), problems, bool(faces) and square >= _CROPPED_SHARE * len(faces)
