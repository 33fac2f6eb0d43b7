"""What every reader yields, and what a preview tells before anything is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.readers.layout import LabelQuestion
from emotion_gui.core.labels import SEVEN, LabelSet

Pixels = npt.NDArray[np.uint8]

FER_TABLE = "FER2013 table"
CLASS_FOLDERS = "class folders"
PHOTO_FOLDER = "folder of photographs"
PICTURE_FOLDERS = "folders of pictures"
LOOSE_PICTURES = "pictures"
CLASS_ARCHIVE = "archive of class folders"
PHOTO_ARCHIVE = "archive of photographs"
PICTURE_ARCHIVE = "archive of folders of pictures"


@dataclass(frozen=True)
class SourceItem:
    """One picture or table row of a source, not decoded yet unless it came as numbers.

    Exactly one of `pixels`, `load` and `problem` is set.

    Attributes:
        source: unique in the source: a path relative to it, or `row 17`.
        label: what the source says it shows; None when it says nothing.
        usage: official part (`Training`, `PublicTest`, `train`, `val`, …), or "".
        group: film or person, "" when unknown.
        pixels: a finished gray face, shape (48, 48).
        load: reads the encoded picture; may raise `PictureError`, `ArchiveError`, `OSError`.
        file: where `load` reads, if that is a file of its own that other processes see too.
        problem: why it cannot be used, in words.
        excluded: the problem is a decision (no such class), not damage.
        soft_label: a probability for each class from FER+ votes.
    """

    source: str
    label: int | None = None
    usage: str = ""
    group: str = ""
    pixels: Pixels | None = None
    load: Callable[[], bytes] | None = None
    problem: str = ""
    excluded: bool = False
    soft_label: tuple[float, ...] | None = None
    file: Path | None = None


@dataclass(frozen=True)
class FaceRows:
    """Finished faces that came as numbers, one after the other.

    Attributes:
        sources: unique in the source: `row 17`.
        labels: what the source says they show.
        usages: official parts, or "".
        faces: gray, shape (n, 48, 48).
        soft_labels: a probability for each class from FER+ votes; None = there are no votes.
    """

    sources: Sequence[str]
    labels: Sequence[int]
    usages: Sequence[str]
    faces: Pixels
    soft_labels: Sequence[tuple[float, ...] | None] | None = None

    def __len__(self) -> int:
        return len(self.sources)

    def items(self) -> Iterator[SourceItem]:
        """One by one."""
        softs = self.soft_labels or [None] * len(self)
        rows = zip(self.sources, self.labels, self.usages, self.faces, softs, strict=True)
        for source, label, usage, face, soft in rows:
            yield SourceItem(source, label, usage, pixels=face, soft_label=soft)

    def without(self, seen: AbstractSet[str]) -> FaceRows:
        """Those whose source is not in `seen`."""
        if seen.isdisjoint(self.sources):
            return self
        kept = [place for place, source in enumerate(self.sources) if source not in seen]
        return FaceRows(
            [self.sources[place] for place in kept],
            [self.labels[place] for place in kept],
            [self.usages[place] for place in kept],
            self.faces[kept],
            None if self.soft_labels is None else [self.soft_labels[place] for place in kept],
        )


@dataclass(frozen=True)
class PreviewFace:
    """A picture to look at before the import. `pixels` is gray or BGR, any size."""

    source: str
    label: int | None
    pixels: Pixels


@dataclass(frozen=True)
class SourceOptions:
    """How to read a source, beyond what it says itself.

    Attributes:
        label_set: the classes; every label is a place in it.
        label: the class of pictures whose folder names none.
        class_names: meaning of folder names we do not know; None = leave out. A name that is
            not in it is left out too, or unlabelled where no folder is named after a class.
        votes: FER+ table (`fer2013new.csv`).
        votes_use: what the votes do to the labels.
        files: only these pictures of the folder; empty means all of it.
        order: the order in which folders or a table's classes are numbered, a name of
            `orders.ORDERS` or `orders.GROUPS_ONLY`; "" = as the source says itself.
    """

    label_set: LabelSet = SEVEN
    label: int | None = None
    class_names: Mapping[str, int | None] = field(default_factory=dict)
    votes: Path | None = None
    votes_use: VotesUse = "majority"
    files: tuple[Path, ...] = ()
    order: str = ""


@dataclass(frozen=True)
class SourcePreview:
    """What was recognised in a source.

    Attributes:
        path: the file or folder.
        kind: in words, one of this module's constants.
        total: pictures or rows.
        label_set: the classes that it was read in.
        classes: pictures by label.
        unlabelled: pictures without a class.
        unknown_classes: pictures by folder name that means none of the classes, most first;
            they are left out.
        nameless: the same where no folder's name means one of the classes: they come unlabelled.
            Empty for a single folder, whose name need not be a class.
        usages: pictures by official part.
        own_names: names of folders, or words of a table, that could be classes of their own.
        meanings: what each name of a class means here; None = its pictures are left out.
        question: numbers that could be classes in several orders; the source cannot be read
            before somebody says which.
        groups: how many films or persons the names tell.
        ungrouped: pictures whose film or person is not known, among those that come.
        counted: rows that the counts come from where they are estimated; 0 = all were counted.
        cropped: pictures are faces already; no detector is needed.
        faces: a few pictures to show.
        skipped: a few (source, reason) of what will be left out.
        skipped_total: how many will be left out, as far as is known without decoding.
        left_alone: (name, reason) of the first files that are neither pictures nor the table.
        left_alone_total: how many there are.
    """

    path: Path
    kind: str
    total: int
    label_set: LabelSet = SEVEN
    classes: Mapping[int, int] = field(default_factory=dict)
    unlabelled: int = 0
    unknown_classes: Mapping[str, int] = field(default_factory=dict)
    nameless: Mapping[str, int] = field(default_factory=dict)
    usages: Mapping[str, int] = field(default_factory=dict)
    own_names: tuple[str, ...] = ()
    meanings: Mapping[str, int | None] = field(default_factory=dict)
    question: LabelQuestion | None = None
    groups: int = 0
    ungrouped: int = 0
    counted: int = 0
    cropped: bool = False
    faces: tuple[PreviewFace, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    skipped_total: int = 0
    left_alone: tuple[tuple[str, str], ...] = ()
    left_alone_total: int = 0

    @property
    def estimated(self) -> bool:
        """Whether the counts come from a part of a large source."""
        return self.counted > 0
