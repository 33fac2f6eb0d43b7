"""Words of the Data page for what the core names by codes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.data.readers.items import (
    CLASS_ARCHIVE,
    CLASS_FOLDERS,
    FER_TABLE,
    LOOSE_PICTURES,
    PHOTO_ARCHIVE,
    PHOTO_FOLDER,
    PICTURE_ARCHIVE,
    PICTURE_FOLDERS,
)
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.plain_text import shown_name
from emotion_gui.ui.translation import counted

_NAMED_FILES = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataPage", text)


def label_text(label: int | None) -> str:
    """ "happy", or "no label"."""
    return _tr("no label") if label is None or label < 0 else emotion_name(label)


def part_text(part: Part) -> str:
    """ "train", …, or "in no part"."""
    return {
        Part.TRAIN: _tr("train"),
        Part.TEST: _tr("test"),
        Part.VALIDATION: _tr("validation"),
        Part.NONE: _tr("in no part"),
    }[part]


def status_text(status: SampleStatus) -> str:
    """The status in words for people."""
    return {
        SampleStatus.OK: _tr("usable"),
        SampleStatus.NO_FACE: _tr("no face"),
        SampleStatus.SEVERAL_FACES: _tr("several faces"),
        SampleStatus.TOO_SMALL: _tr("too small"),
        SampleStatus.UNREADABLE: _tr("unreadable"),
        SampleStatus.DUPLICATE: _tr("duplicate"),
        SampleStatus.EXCLUDED: _tr("excluded"),
    }[status]


def kind_text(kind: str) -> str:
    """What a source was recognised as, to begin a sentence with."""
    return {
        FER_TABLE: _tr("FER2013 table"),
        CLASS_FOLDERS: _tr("Class folders"),
        PHOTO_FOLDER: _tr("Folder of photographs"),
        PICTURE_FOLDERS: _tr("Folders of pictures"),
        LOOSE_PICTURES: _tr("Pictures"),
        CLASS_ARCHIVE: _tr("Archive of class folders"),
        PHOTO_ARCHIVE: _tr("Archive of photographs"),
        PICTURE_ARCHIVE: _tr("Archive of folders of pictures"),
    }[kind]


def left_alone_text(files: Sequence[tuple[str, str]], total: int) -> str:
    """A sentence about files beside the pictures, the first by name."""
    names = ", ".join(shown_name(name) for name, _ in files[:_NAMED_FILES])
    more = ", …" if total > _NAMED_FILES else ""
    one = _tr("1 other file is left alone ({names}).")
    many = _tr("{shown} other files are left alone ({names}).")
    return counted(total, one, many, shown=numbers.count(total), names=names + more)


def order_text(title: str) -> str:
    """The name of an order of classes; names of data sets are the same in every language."""
    return {
        "FER2013 and contempt": _tr("FER2013 and contempt"),
        "Alphabet from 0": _tr("Alphabet from 0"),
        "Alphabet from 0, contempt": _tr("Alphabet from 0, contempt"),
    }.get(title, title)


def ungrouped_text(choice: str) -> str:
    """What becomes of faces without a film or person, in words."""
    return {
        "refuse": _tr("please choose"),
        "out": _tr("in no part"),
        "single": _tr("each by itself"),
    }[choice]


def split_text(kind: str) -> str:
    """The way of dividing in words."""
    return {
        "auto": _tr("Automatic"),
        "paper": _tr("Paper 80/10/10"),
        "official": _tr("Official parts"),
        "group": _tr("By film or person"),
        "kfold": _tr("Five folds"),
        "spi": _tr("Person independent"),
        "none": _tr("None"),
    }.get(kind, kind)
