"""Numbers as the page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import PreviewFigures

SIGNIFICANT = 0.05
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def count_text(value: int) -> str:
    """With thousands separated: 32,640."""
    return f"{value:,}"


def percent_text(share: float) -> str:
    """64.9 % for 0.649."""
    return f"{100 * share:.1f} %"


def interval_text(interval: tuple[float, float]) -> str:
    """63.3–66.4 for (0.633, 0.664)."""
    return f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f}"


def p_text(p: float) -> str:
    """ "= 0.54", "= 0.004", or what it is below."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.01 else f"= {p:.2f}"


def macs_text(macs: int) -> str:
    """10.9 M."""
    return f"{macs / 1e6:.1f} M"


def bytes_text(size: int) -> str:
    """1.60 MB, or kB below one."""
    return f"{size / 1e6:.2f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def power_text(value: float) -> str:
    """3·10⁻⁷ for 3e-7; 0 for 0."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def accuracy_tone(figures: PreviewFigures) -> str:
    """Good if nothing is lost, warn for a loss within chance, bad for a real one."""
    if figures.accuracy >= figures.before:
        return "good"
    return "bad" if figures.p < SIGNIFICANT else "warn"
