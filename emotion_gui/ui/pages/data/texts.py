"""Texts of the Data page for what core names by codes, finds in a check, reports of an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.data.hygiene import TINY_PX, Finding, FindingKind
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
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name, word_name
from emotion_gui.ui.plain_text import shown_name
from emotion_gui.ui.translation import reason_text, translator

if TYPE_CHECKING:
    from emotion_gui.core.data.appending import Addition
    from emotion_gui.core.data.import_report import ImportReport

_NAMED_FILES = 3
_SHOWN_NAMES = 8
_SHOWN_REASONS = 3
_UNLABELLED = "unlabelled"

_tr = translator("DataPage")


def label_text(label: int | None, labels: LabelSet = SEVEN) -> str:
    """ "happy", or "no label"."""
    return _tr("no label") if label is None or label < 0 else emotion_name(label, labels)


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
        SampleStatus.SUGGESTED: _tr("suggested"),
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
    text = _tr("%Ln other files are left alone ({names}).", total)
    return text.format(names=names + more)


def order_text(title: str) -> str:
    """The name of an order of classes; names of data sets are the same in every language."""
    return {
        "FER2013 and contempt": _tr("FER2013 and contempt"),
        "Alphabet from 0": _tr("Alphabet from 0"),
        "Alphabet from 0, contempt": _tr("Alphabet from 0, contempt"),
    }.get(title, title)


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


@dataclass(frozen=True)
class OutcomeText:
    """What `Page.show_info` takes; `kind` is `info`, `success` or `warning`."""

    title: str
    text: str = ""
    hint: str = ""
    kind: str = "info"


def addition_text(addition: Addition) -> OutcomeText:
    """What came to a data set that was there before."""
    text = _tr("{known} were there already, {out} were left out.").format(
        known=numbers.count(addition.known), out=numbers.count(addition.left_out)
    )
    hints = []
    if addition.added:
        hints.append(_tr("They are in no part of the split yet: press “Divide again”."))
    if addition.unlabelled:
        hints.insert(0, _unlabelled_text(addition.unlabelled))
    kind = "warning" if addition.unlabelled else "info"
    return OutcomeText(_tr("%Ln faces added", addition.added), text, " ".join(hints), kind)


def import_text(report: ImportReport) -> OutcomeText:
    """What came of an import."""
    if not report.imported:
        why = "; ".join(
            f"{p.source}: {reason_text(p.reason)}" for p in report.problems[:_SHOWN_REASONS]
        )
        hint = _tr("“Left out” lists every picture with its reason.")
        return OutcomeText(_tr("No face was imported"), why, hint, "warning")
    title = _tr("%Ln faces imported in {seconds} s", report.imported).format(
        seconds=numbers.number(report.seconds, 1)
    )
    hints = []
    unlabelled = report.by_class.get(_UNLABELLED, 0)
    if unlabelled:
        hints.append(_unlabelled_text(unlabelled))
    if report.skipped:
        hints.append(_tr("%Ln pictures were left out; “Left out” says why.", report.skipped))
    kind = "warning" if unlabelled else "info" if hints else "success"
    return OutcomeText(title, " ".join(_import_notes(report)), " ".join(hints), kind)


def _import_notes(report: ImportReport) -> list[str]:
    """What an import says of its classes, its faces and its parts."""
    labels = report.labels
    of_classes = set(labels.sentences())
    told = [
        f"{shown_name(name)} = {label_text(label, labels.label_set)}"
        for name, label in labels.translated().items()
    ]
    said = [_tr("Class names are read as: {names}.").format(names=_listed(told))] if told else []
    if labels.left_out:
        out = [f"{shown_name(k)} ({numbers.count(n)})" for k, n in labels.left_out.items()]
        said.append(_tr("Not one of the classes, left out: {names}.").format(names=_listed(out)))
    if labels.unlabelled:
        names = _listed([shown_name(name) for name in labels.unlabelled])
        said.append(
            _tr(
                "%Ln pictures have no label; they lie in {names}.", sum(labels.unlabelled.values())
            ).format(names=names)
        )
    return [*said, *(reason_text(note) for note in report.notes if note not in of_classes)]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN_NAMES]) + (", …" if len(names) > _SHOWN_NAMES else "")


def _unlabelled_text(count: int) -> str:
    return _tr(
        "%Ln faces have no label: choose “no label” among the classes, then press 1–9.", count
    )


@dataclass(frozen=True)
class FindingText:
    """A finding's title, why it matters, and the remedy's button; "" where nothing can be done."""

    title: str
    text: str
    remedy: str = ""


def finding_text(finding: Finding) -> FindingText:
    """What the check found, with its counts."""
    remedy = _finding_remedy(finding) if finding.excluded else ""
    return FindingText(_finding_title(finding), _finding_reason(finding), remedy)


def _finding_title(finding: Finding) -> str:
    n = finding.count
    match finding.kind:
        case FindingKind.LEAKS:
            return _tr("%Ln held-out faces are also elsewhere", n)
        case FindingKind.NEAR_LEAKS:
            return _tr("%Ln near copies across parts", n)
        case FindingKind.NEAR_COPIES:
            return _tr("%Ln pictures have near copies in their own part", n)
        case FindingKind.CONFLICTS:
            return _tr("%Ln pictures carry different labels", n)
        case FindingKind.DUPLICATES:
            return _tr("%Ln pictures are there more than once", n)
        case FindingKind.FLAT:
            return _tr("%Ln pictures are flat", n)
        case FindingKind.TINY:
            return _tr("%Ln faces are tiny", n)
        case FindingKind.LABEL_ERRORS:
            return _tr("%Ln labels look wrong to {model}", n).format(**finding.facts)
        case _:
            return _tr("Classes differ in size")


def _finding_reason(finding: Finding) -> str:
    match finding.kind:
        case FindingKind.LEAKS:
            text = _tr(
                "The very same pixels lie in two parts of the split: the network is examined on "
                "what it has learnt by heart."
            )
        case FindingKind.NEAR_LEAKS:
            text = _tr(
                "Almost the same picture (another crop or compression) lies in two parts of the "
                "split."
            )
        case FindingKind.NEAR_COPIES:
            text = _tr(
                "Almost the same picture again (another crop, compression or moment of one film): "
                "it weighs more than others, but teaches nothing wrong."
            )
        case FindingKind.CONFLICTS:
            text = _tr(
                "Copies of one picture are labelled differently, so at least one label is wrong."
            )
        case FindingKind.DUPLICATES:
            text = _tr("Copies weigh double in training and in every figure.")
        case FindingKind.FLAT:
            text = _tr("The pixels hardly differ: there is no face to see.")
        case FindingKind.TINY:
            text = _tr(
                "Fewer than {px} pixels a side were enlarged to 48: there is little "
                "expression left to see."
            )
        case FindingKind.LABEL_ERRORS:
            text = _tr(
                "The network is at least {sure} sure of another emotion; most often {given} "
                "that looks {said}. It may be the network that is wrong: look first, keys 1-9 "
                "correct a label."
            )
        case _:
            return _imbalance_reason(finding)
    facts = {**_shown_facts(finding), "px": numbers.number(TINY_PX)}
    return text.format(**facts)


def _shown_facts(finding: Finding) -> dict[str, str]:
    """Facts as they are shown: emotions and figures in the language of the interface."""
    shown = {}
    for key, value in finding.facts.items():
        if isinstance(value, float):
            shown[key] = numbers.percent(value, 0)
        elif isinstance(value, int):
            shown[key] = numbers.count(value)
        else:
            words = str(value).split(", ")
            shown[key] = ", ".join(map(word_name, words))
    return shown


def _imbalance_reason(finding: Finding) -> str:
    advice = _tr("Accuracy alone will flatter; look at macro-F1, or train with class weights.")
    facts = _shown_facts(finding)
    if "missing" in facts:
        detail = _tr("There are no faces for {missing}.")
    else:
        detail = _tr(
            "The largest class, {most}, has {most_faces} faces; {least} has {least_faces}."
        )
    return f"{detail.format(**facts)} {advice}"


def _finding_remedy(finding: Finding) -> str:
    n = len(finding.excluded)
    match finding.kind:
        case FindingKind.LEAKS:
            return _tr("Take %Ln copies out, keep the held-out faces", n)
        case FindingKind.NEAR_LEAKS:
            return _tr("Take %Ln of them out, keep the held-out faces", n)
        case FindingKind.NEAR_COPIES | FindingKind.DUPLICATES:
            return _tr("Keep the first of each, take %Ln out", n)
        case FindingKind.CONFLICTS:
            return _tr("Take all %Ln of them out", n)
        case _:
            return _tr("Take %Ln out", n)
