"""What the check found, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from emotion_gui.core.data.hygiene import TINY_PX, Finding, FindingKind
from emotion_gui.ui.translation import counted


@dataclass(frozen=True)
class FindingWords:
    """A finding's title, why it matters, and the remedy's button; "" where nothing can be done."""

    title: str
    text: str
    remedy: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("FindingWords", text)


def words_of(finding: Finding) -> FindingWords:
    """The words of a finding, with its counts."""
    title, text = _title(finding), _text(finding)
    return FindingWords(title, text, _remedy(finding) if finding.excluded else "")


def _title(finding: Finding) -> str:
    match finding.kind:
        case FindingKind.LEAKS:
            one = _tr("1 held-out face is also elsewhere")
            many = _tr("{n:,} held-out faces are also elsewhere")
        case FindingKind.NEAR_LEAKS:
            one = _tr("1 near copy across parts")
            many = _tr("{n:,} near copies across parts")
        case FindingKind.NEAR_COPIES:
            one = _tr("1 picture has near copies in its own part")
            many = _tr("{n:,} pictures have near copies in their own part")
        case FindingKind.CONFLICTS:
            one = _tr("1 picture carries different labels")
            many = _tr("{n:,} pictures carry different labels")
        case FindingKind.DUPLICATES:
            one = _tr("1 picture is there more than once")
            many = _tr("{n:,} pictures are there more than once")
        case FindingKind.FLAT:
            one, many = _tr("1 picture is flat"), _tr("{n:,} pictures are flat")
        case FindingKind.TINY:
            one, many = _tr("1 face is tiny"), _tr("{n:,} faces are tiny")
        case FindingKind.LABEL_ERRORS:
            one = _tr("1 label looks wrong to {model}")
            many = _tr("{n:,} labels look wrong to {model}")
        case _:
            return _tr("Classes differ in size")
    return counted(finding.count, one, many, **finding.facts)


def _text(finding: Finding) -> str:
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
                "Fewer than {px:.0f} pixels a side were enlarged to 48: there is little "
                "expression left to see."
            )
        case FindingKind.LABEL_ERRORS:
            text = _tr(
                "The network is at least {sure:.0%} sure of another emotion; most often {given} "
                "that looks {said}. It may be the network that is wrong: look first, keys 1-7 "
                "correct a label."
            )
        case _:
            text = _imbalance(finding)
    return text.format(px=TINY_PX, **finding.facts)


def _imbalance(finding: Finding) -> str:
    advice = _tr("Accuracy alone will flatter; look at macro-F1, or train with class weights.")
    if "missing" in finding.facts:
        detail = _tr("There are no faces for {missing}.")
    else:
        detail = _tr(
            "The largest class, {most}, has {most_faces:,} faces; {least} has {least_faces:,}."
        )
    return f"{detail} {advice}"


def _remedy(finding: Finding) -> str:
    match finding.kind:
        case FindingKind.LEAKS:
            one = _tr("Take 1 copy out, keep the held-out faces")
            many = _tr("Take {n:,} copies out, keep the held-out faces")
        case FindingKind.NEAR_LEAKS:
            one = _tr("Take 1 of them out, keep the held-out faces")
            many = _tr("Take {n:,} of them out, keep the held-out faces")
        case FindingKind.NEAR_COPIES | FindingKind.DUPLICATES:
            one = _tr("Keep the first of each, take 1 out")
            many = _tr("Keep the first of each, take {n:,} out")
        case FindingKind.CONFLICTS:
            one = many = _tr("Take all {n:,} of them out")
        case _:
            one, many = _tr("Take 1 out"), _tr("Take {n:,} out")
    return counted(len(finding.excluded), one, many)
