"""The outcome of the published example as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from emotion_gui.ui.numbers import number, signed
from emotion_gui.ui.tokens import Tokens

if TYPE_CHECKING:
    from emotion_gui.core.pruning.published_example import ExampleCheck, Units
from emotion_gui.ui.translation import translator

_tr = translator("help")


def check_html(check: ExampleCheck, tokens: Tokens) -> str:
    """A verdict, the fifteen angles beside the print, and the pairs."""
    from emotion_gui.core.pruning.published_example import THRESHOLD_DEG, TOLERANCE_DEG

    agreeing = sum(angle.agrees for angle in check.angles)
    tone = tokens.good if check.passed else tokens.bad
    verdict = _tr("It agrees with the print.") if check.passed else _tr("It does not agree.")
    facts = _tr(
        "{agreeing} of {total} angles lie within {tolerance}° of the print; the greatest "
        "difference is {greatest}°."
    ).format(
        agreeing=agreeing,
        total=len(check.angles),
        tolerance=number(TOLERANCE_DEG, 1),
        greatest=number(max(abs(angle.difference_deg) for angle in check.angles), 2),
    )
    names = (_tr("Units"), _tr("Printed"), _tr("Computed"), _tr("Difference"), "")
    head = "".join(f"<th align='right'>{escape(name)}</th>" for name in names)
    rows = "".join(
        "<tr>"
        f"<td align='right'>{angle.units[0]} – {angle.units[1]}</td>"
        f"<td align='right'>{number(angle.published_deg, 1)}°</td>"
        f"<td align='right'>{number(angle.computed_deg, 2)}°</td>"
        f"<td align='right'>{signed(angle.difference_deg, 2)}°</td>"
        f"<td>{'✓' if angle.agrees else '✗'}</td></tr>"
        for angle in check.angles
    )
    pairs = _tr(
        "At {low}° and {high}°: similar {similar}; complementary {complementary}; merged {merged}."
    ).format(
        low=number(THRESHOLD_DEG),
        high=number(180 - THRESHOLD_DEG),
        similar=_listed(check.similar),
        complementary=_listed(check.complementary),
        merged=_listed(tuple(sorted(check.merges))),
    )
    return (
        f"<h2><a name='outcome'></a>{escape(_tr('Outcome'))}</h2>"
        f"<p><b style='color:{tone}'>{escape(verdict)}</b> {escape(facts)}</p>"
        f"<table cellspacing='0' cellpadding='4'><tr>{head}</tr>{rows}</table>"
        f"<p>{escape(pairs)}</p>"
    )


def _listed(pairs: tuple[Units, ...]) -> str:
    return ", ".join(f"{first}–{second}" for first, second in pairs) or "–"
