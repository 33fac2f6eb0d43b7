"""How an import or an addition ended, in words for the banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from emotion_gui.ui.translation import counted, reason_text

if TYPE_CHECKING:
    from emotion_gui.core.data.appending import Addition
    from emotion_gui.core.data.import_report import ImportReport

_SHOWN_REASONS = 3
_UNLABELLED = "unlabelled"


@dataclass(frozen=True)
class OutcomeWords:
    """What `Page.show_info` takes; `kind` is `info`, `success` or `warning`."""

    title: str
    text: str = ""
    hint: str = ""
    kind: str = "info"


def _tr(text: str) -> str:
    return QCoreApplication.translate("OutcomeWords", text)


def addition_words(addition: Addition) -> OutcomeWords:
    """What came to a data set that was there before."""
    text = _tr("{known:,} were there already, {out:,} were left out.").format(
        known=addition.known, out=addition.left_out
    )
    hints = []
    if addition.added:
        hints.append(_tr("They are in no part of the split yet: press “Divide again”."))
    if addition.unlabelled:
        hints.insert(0, _unlabelled(addition.unlabelled))
    title = counted(addition.added, _tr("1 face added"), _tr("{n:,} faces added"))
    return OutcomeWords(title, text, " ".join(hints), "warning" if addition.unlabelled else "info")


def import_words(report: ImportReport) -> OutcomeWords:
    """What came of an import."""
    if not report.imported:
        why = "; ".join(
            f"{p.source}: {reason_text(p.reason)}" for p in report.problems[:_SHOWN_REASONS]
        )
        hint = _tr("“Left out” lists every picture with its reason.")
        return OutcomeWords(_tr("No face was imported"), why, hint, "warning")
    title = counted(
        report.imported,
        _tr("1 face imported in {s:.1f} s"),
        _tr("{n:,} faces imported in {s:.1f} s"),
        s=report.seconds,
    )
    hints = []
    unlabelled = report.by_class.get(_UNLABELLED, 0)
    if unlabelled:
        hints.append(_unlabelled(unlabelled))
    if report.skipped:
        hints.append(
            counted(
                report.skipped,
                _tr("1 picture was left out; “Left out” says why."),
                _tr("{n:,} pictures were left out; “Left out” says why."),
            )
        )
    kind = "warning" if unlabelled else "info" if hints else "success"
    return OutcomeWords(title, " ".join(report.notes), " ".join(hints), kind)


def _unlabelled(count: int) -> str:
    return counted(
        count,
        _tr("1 face has no label: choose “no label” among the classes, then press 1–7."),
        _tr("{n:,} faces have no label: choose “no label” among the classes, then press 1–7."),
    )
