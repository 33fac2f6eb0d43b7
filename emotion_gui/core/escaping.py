"""Names that others wrote, in files and places that read more into a text than a text.

A spreadsheet computes what begins with `=`, a terminal obeys control characters, a log is read a
line at a time, LaTeX has ten letters of its own. (Qt: `ui/plain_text`; HTML: the templates.)
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# Control characters (C0 and C1), and those that turn the direction or the line.
UNPRINTABLE = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x061C,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
)
_MARK = "\ufeff"
_VISIBLE = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in UNPRINTABLE}
_VISIBLE |= {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
_IN_JSON = {code: f"\\u{code:04x}" for code in UNPRINTABLE}
_NOT_IN_XML = {code: f"\\x{code:02x}" for code in range(0x20) if chr(code) not in "\t\n\r"}
_NOT_IN_XML |= {code: f"\\u{code:04x}" for code in (0xFFFE, 0xFFFF)}
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True, kw_only=True)
class TableStyle:
    """How a CSV is written for the program that opens it.

    Attributes:
        delimiter: between cells.
        decimal: in numbers.
        mark: it begins with a byte order mark, without which Excel takes UTF-8 for the system's
            code page on a double click. Programs that read plain UTF-8 take it for a letter.
    """

    delimiter: str = ","
    decimal: str = "."
    mark: bool = True


TableWord = Literal["comma", "semicolon", "plain"]
TABLE_STYLES: Mapping[TableWord, TableStyle] = {
    "comma": TableStyle(),
    # What spreadsheets expect where numbers have a decimal comma.
    "semicolon": TableStyle(delimiter=";", decimal=","),
    "plain": TableStyle(mark=False),
}
_style = TABLE_STYLES["comma"]


def table_style() -> TableStyle:
    """The style of whoever uses this process, in which tables begin from now on."""
    return _style


def use_table_style(style: TableStyle) -> None:
    """Choose it, once for the process, as a locale is: every table is opened by the same person."""
    global _style
    _style = style


class Digits(str):
    """A number that is written out already, with a point: `0.50`."""

    __slots__ = ()


class TextFile(Protocol):
    """What a `CsvTable` writes to."""

    def write(self, text: str, /) -> object: ...


class CsvTable:
    """Writes rows of a CSV, in which no spreadsheet finds a formula.

    A text that would be one gets an apostrophe in front; numbers stay, signs and all. Lines end
    in CR LF on every system.

    Args:
        file: UTF-8, opened with `newline=""`.
        style: None takes the person's own.
        lineterminator: behind each row.
    """

    def __init__(
        self,
        file: TextFile,
        *,
        style: TableStyle | None = None,
        lineterminator: str = "\r\n",
    ) -> None:
        style = style or table_style()
        if style.mark:
            file.write(_MARK)
        self._decimal = style.decimal
        self._rows = csv.writer(  # noqa: TID251
            file, delimiter=style.delimiter, lineterminator=lineterminator
        )

    def writerow(self, cells: Iterable[object]) -> None:
        """One row; None is an empty cell."""
        self._rows.writerow([self._cell(cell) for cell in cells])

    def writerows(self, rows: Iterable[Iterable[object]]) -> None:
        """Row after row."""
        for cells in rows:
            self.writerow(cells)

    def _cell(self, value: object) -> object:
        if isinstance(value, float | Digits):
            return value if self._decimal == "." else str(value).replace(".", self._decimal)
        if not isinstance(value, str) or not value.startswith(_FORMULAS):
            return value
        return value if _NUMBER.fullmatch(value) else f"'{value}"


def printable(text: str) -> str:
    r"""A text on one line, with what a terminal would obey made visible: `\x1b`, `\n`."""
    return text.translate(_VISIBLE)


def encodable(text: str) -> str:
    r"""A text without the halves of letters that bytes of file names become: `\udced`."""
    return text.encode("utf-8", "backslashreplace").decode()


def xml_text(text: str) -> str:
    r"""A text that XML can hold: `encodable`, and `\x01` for what no document may contain."""
    return encodable(text).translate(_NOT_IN_XML)


def printable_json(text: str) -> str:
    """The same value in JSON, without a character that a terminal would obey."""
    return text.translate(_IN_JSON)


def latex(text: str) -> str:
    r"""A text for LaTeX, letter for letter; on one line.

    In the first cell of a row `[` and `*` would be an option of the `\\` in front of it.
    """
    made = printable(text).translate(_LATEX)
    return f"{{}}{made}" if made.startswith(("[", "*")) else made
