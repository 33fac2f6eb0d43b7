"""Numbers as people read them, in the language of the interface: one place for every format.

What is not known (None, or not a number) is a dash everywhere.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QDateTime, QLocale, Qt

from emotion_gui.core.escaping import TABLE_STYLES, use_table_style
from emotion_gui.core.evaluation.judgement import SIGNIFICANCE

UNKNOWN = "–"
_MINUS = "−"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float | None, digits: int = 0) -> str:
    """A plain number: `number(1234.5, 1)` = "1,234.5", German "1.234,5"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    # Rounded first: a tiny loss must not read "-0.0".
    return QLocale().toString(round(value, digits) + 0.0, "f", digits)


def significant(value: float, digits: int = 4) -> str:
    """A number by its first digits, however large or small: "0.6931", "1.2e-07"."""
    return QLocale().toString(float(value), "g", digits)  # an int has no such form


def rounded(value: float, digits: int = 2) -> float:
    """The nearest value with so many digits that count: `rounded(0.000987)` = 0.00099."""
    return float(f"{value:.{digits - 1}e}")


def power(value: float) -> str:
    """A value of which the size matters: "3·10⁻⁷" for 3e-7; "0" for 0."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def count(n: int) -> str:
    """A number of things: "32,640", German "32.640"."""
    return QLocale().toString(n)


def short_count(n: int) -> str:
    """A size of a network: "640", "409 k", "1.5 M"."""
    if n >= 1_000_000:
        return f"{number(n / 1e6, 1)} M"
    return f"{number(n / 1000)} k" if n >= 1000 else count(n)


def percent(share: float | None, digits: int = 1) -> str:
    """A share in percent: `percent(0.649)` = "64.9 %", German "64,9 %"."""
    if share is None or not math.isfinite(share):
        return UNKNOWN
    return f"{number(100 * share, digits)} %"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Two shares in percent without the sign: "63.3–66.4"."""
    return f"{number(100 * low, digits)}–{number(100 * high, digits)}"


def points(difference: float | None, digits: int = 1) -> str:
    """A difference of two shares in percentage points, signed: "+1.2", "−0.4", "0.0"."""
    return signed(None if difference is None else 100 * difference, digits)


def signed(value: float | None, digits: int = 1) -> str:
    """A difference: "+1.2", "−0.4", "0.0"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    rounded = round(value, digits)
    sign = "+" if rounded > 0 else _MINUS if rounded < 0 else ""
    return f"{sign}{number(abs(rounded), digits)}"


def p_value(p: float | None) -> str:
    """ "p = 0.03", "p = 1.00", "p = 0.004", "p < 0.001"; never rounded across 0.05."""
    if p is None or not math.isfinite(p):
        return f"p = {UNKNOWN}"
    if p < 0.001:
        return f"p < {number(0.001, 3)}"
    digits = 3 if p < 0.01 else 2
    # 0.0496 is significant: "0.05" beside a colour that says so would read as a mistake.
    while p < SIGNIFICANCE <= round(p, digits) and digits < 6:
        digits += 1
    return f"p = {number(p, digits)}"


def duration(seconds: float | None) -> str:
    """Time that a job took or still needs: "40 s", "2 min 05 s", "2 h 05 min"."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def clock(seconds: float | None) -> str:
    """A place in a film or recording: "0:09", "12:40", "1:02:09"."""
    if seconds is None or not math.isfinite(seconds):
        return UNKNOWN
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def clock_within(seconds: float, length_s: float) -> str:
    """A place in what lasts so long: the clock, or in the first ten seconds tenths: "1.5 s"."""
    return clock(seconds) if length_s >= 10 else f"{number(seconds, 1)} s"


def lasting(seconds: float | None) -> str:
    """How long somebody or something was seen: "0.04 s", "0.4 s", from ten seconds on "0:12"."""
    if seconds is None or not math.isfinite(seconds) or seconds >= 10:
        return clock(seconds)
    return f"{number(seconds, 2 if 0 < seconds < 0.1 else 1)} s"


def size(n_bytes: int | None) -> str:
    """The size of a file: "512 B", "34 kB", "1.60 MB", "2.10 GB"."""
    if n_bytes is None:
        return UNKNOWN
    if n_bytes < 1000:
        return f"{n_bytes} B"
    if n_bytes < 1e6:
        return f"{number(n_bytes / 1e3)} kB"
    if n_bytes < 1e9:
        return f"{number(n_bytes / 1e6, 2)} MB"
    return f"{number(n_bytes / 1e9, 2)} GB"


def use_tables(wanted: str) -> None:
    """Write tables as the setting "Tables for" says; `language`: with the numbers shown here."""
    style = TABLE_STYLES.get(wanted)  # type: ignore[call-overload]
    if style is None:
        style = TABLE_STYLES["semicolon" if QLocale().decimalPoint() == "," else "comma"]
    use_table_style(style)


def moment(when: str) -> str:
    """ISO 8601 as day and time here: "27.11.26, 23:05"; what is no moment as it is."""
    local = QDateTime.fromString(when, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale().toString(local, QLocale.FormatType.ShortFormat) or when


def time_of_day(when: str) -> str:
    """The same without the day: "23:05"."""
    local = QDateTime.fromString(when, Qt.DateFormat.ISODate).toLocalTime()
    return QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
