"""The keyboard map. A test compares it with the shortcuts that the pages really have."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QKeySequence

from emotion_gui.ui.translation import translator

_tr = translator("help")

Key = str | QKeySequence.StandardKey
_Standard = QKeySequence.StandardKey


@dataclass(frozen=True)
class KeyRow:
    """Keys that do one thing.

    Attributes:
        keys: portable names such as "Ctrl+1", or Qt's standard keys.
        words: what they do.
        handled: the widget in focus takes them itself, no shortcut object exists.
    """

    keys: tuple[Key, ...]
    words: str
    handled: bool = False


@dataclass(frozen=True)
class KeyGroup:
    """The keys of one page or place; `page` is empty for those that work everywhere."""

    page: str
    title: str
    rows: tuple[KeyRow, ...]


def key_map() -> list[KeyGroup]:
    """Every key, in reading order."""
    return [
        KeyGroup("", _tr("Everywhere"), _everywhere()),
        KeyGroup("data", _tr("Data"), _data()),
        KeyGroup("train", _tr("Train"), _train()),
        KeyGroup("evaluate", _tr("Evaluate"), _evaluate()),
        KeyGroup("prune", _tr("Prune"), _prune()),
        KeyGroup("live", _tr("Live"), _live()),
        KeyGroup("review", _tr("Review"), _review()),
    ]


def sequence(key: Key) -> QKeySequence:
    """What Qt makes of a key of the map on this system."""
    return QKeySequence(key)


def keys_html() -> str:
    """The map as HTML."""
    parts = [
        f"<h1>{escape(_tr('Keyboard'))}</h1>",
        "<p>"
        + _tr(
            "Underlined letters: hold <b>Alt</b> and press the letter. <b>Tab</b> goes from "
            "control to control, <b>Space</b> presses, arrow keys choose."
        )
        + "</p>",
    ]
    for group in key_map():
        parts.append(f"<h2>{escape(group.title)}</h2><table cellspacing='0' cellpadding='4'>")
        parts += [
            f"<tr><td width='150'><b>{escape(_shown(row.keys))}</b></td>"
            f"<td>{escape(row.words)}</td></tr>"
            for row in group.rows
        ]
        parts.append("</table>")
    return "".join(parts)


def _shown(keys: tuple[Key, ...]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    names = [sequence(key).toString(native) for key in keys]
    if len(names) > 2 and names[0][-1].isdigit():
        return f"{names[0]} … {names[-1]}"
    return "  ".join(names)


def _everywhere() -> tuple[KeyRow, ...]:
    return (
        KeyRow(
            ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+6"),
            _tr("to the pages, in order"),
        ),
        KeyRow(("Ctrl+,",), _tr("Settings")),
        KeyRow(("F1",), _tr("help for this page")),
        KeyRow((_Standard.Copy,), _tr("copy the numbers of the plot or table that has the focus")),
        KeyRow(("Menu",), _tr("copy or save it, as a picture too; so does a right click"), True),
        KeyRow(("Ctrl+Q",), _tr("quit; what runs is stopped safely")),
    )


def _data() -> tuple[KeyRow, ...]:
    digits = tuple(str(number) for number in range(1, 10))
    return (
        KeyRow((_Standard.Open,), _tr("open a file")),
        KeyRow((_Standard.Undo,), _tr("undo")),
        KeyRow((_Standard.Redo,), _tr("redo")),
        KeyRow(digits, _tr("give the selected faces the first to the ninth class of the data set")),
        KeyRow(("X", "Del"), _tr("exclude the selected faces; in the list, delete the data set")),
        KeyRow(("Esc", "Alt+Left"), _tr("back from a preview or the webcam, nothing imported")),
        KeyRow(("Space",), _tr("take a picture with the webcam"), handled=True),
        KeyRow(("Return",), _tr("open a face's picture; there, take the marked box"), handled=True),
        KeyRow(("Left", "Right"), _tr("picture before and after"), handled=True),
        KeyRow(("B",), _tr("draw a new box; Shift with arrows moves it, + and - size it"), True),
        KeyRow(("Esc",), _tr("back to the faces"), handled=True),
        KeyRow(("Alt+Left",), _tr("back to the faces")),
    )


def _train() -> tuple[KeyRow, ...]:
    return (
        KeyRow((_Standard.Delete,), _tr("delete the selected runs (to the trash)")),
        KeyRow((_Standard.Undo,), _tr("undo")),
        KeyRow(("F2",), _tr("rename the run"), handled=True),
        KeyRow(("Alt+Left",), _tr("back from runs and sweep to the training")),
        KeyRow(
            tuple(str(number) for number in range(1, 10)),
            _tr("teaching: label the selected faces, in the order of the classes"),
        ),
        KeyRow(("Return",), _tr("teaching: accept what is supposed"), handled=True),
        KeyRow(("X", "Del"), _tr("teaching: take the selected faces out")),
    )


def _evaluate() -> tuple[KeyRow, ...]:
    arrows = ("Left", "Right", "Up", "Down")
    return (
        KeyRow(
            arrows,
            _tr("go to a cell of the table, or to another face"),
            True,
        ),
        KeyRow(
            ("Return",),
            _tr("show the faces of a cell or an emotion; look inside a face"),
            True,
        ),
        KeyRow(
            ("Esc", "Alt+Left"),
            _tr("back from a face to the figures, from the final report to the test part"),
        ),
    )


def _prune() -> tuple[KeyRow, ...]:
    return (
        KeyRow((_Standard.Undo,), _tr("undo")),
        KeyRow((_Standard.Redo,), _tr("redo")),
        KeyRow(("Space",), _tr("tick or untick the pair"), handled=True),
        KeyRow(("Alt+Left",), _tr("back from a study to one layer")),
    )


def _live() -> tuple[KeyRow, ...]:
    return (
        KeyRow(("F11",), _tr("fill the screen, and leave it")),
        KeyRow(("Esc",), _tr("leave the full screen")),
        KeyRow(("Esc", "Alt+Left"), _tr("not now, where the purpose is asked for")),
        KeyRow(("1", "2", "3"), _tr("choose a face by its number"), handled=True),
        KeyRow(("K",), _tr("keep the chosen face, to teach a network with")),
        KeyRow(("C",), _tr("hold: keep faces of the chosen person in the class"), handled=True),
    )


def _review() -> tuple[KeyRow, ...]:
    return (
        KeyRow(("P",), _tr("play the film, or stop it")),
        KeyRow((",", "."), _tr("one frame back, one frame on")),
        KeyRow(("S",), _tr("begin a section, and end it")),
        KeyRow(("E",), _tr("mark an event")),
        KeyRow(("X",), _tr("begin a time that does not count, and end it")),
        KeyRow(("K",), _tr("keep the face of the chosen person, to teach a network with")),
        KeyRow(
            ("+", "-", "0"),
            _tr("look closer, look farther, see all (over the bands)"),
            handled=True,
        ),
        KeyRow((_Standard.Undo,), _tr("undo")),
        KeyRow((_Standard.Redo,), _tr("redo")),
        KeyRow(("Esc", "Alt+Left"), _tr("not now, where the purpose is asked for")),
    )
