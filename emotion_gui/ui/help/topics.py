"""The topics of the help, and their texts in the person's language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale

from emotion_gui.core.resources import resources_dir
from emotion_gui.ui.translation import translator

_tr = translator("help")

FIRST_TOPIC = "start"
KEYS_TOPIC = "keys"
METHOD_TOPIC = "method"
# Pages whose help has another name than they have.
_OF_PAGE = {"welcome": FIRST_TOPIC}


@dataclass(frozen=True)
class Topic:
    """One entry of the help; `key` also names its text."""

    key: str
    title: str


def topics() -> list[Topic]:
    """Every topic in reading order."""
    titles = {
        FIRST_TOPIC: _tr("First steps"),
        "data": _tr("Data"),
        "train": _tr("Train"),
        "evaluate": _tr("Evaluate"),
        "prune": _tr("Prune"),
        "live": _tr("Live"),
        "review": _tr("Review"),
        "settings": _tr("Settings"),
        KEYS_TOPIC: _tr("Keyboard"),
        METHOD_TOPIC: _tr("About the method"),
    }
    return [Topic(key, title) for key, title in titles.items()]


def topic_of_page(page: str) -> str:
    """The topic that explains a page."""
    return _OF_PAGE.get(page, page)


def help_dir() -> Path:
    """The folder with one folder a language, and `images`."""
    return resources_dir() / "help"


def picture_path(name: str, *, dark: bool) -> Path:
    """The picture of a page ("train") or a door ("door_live"), in the person's language."""
    file = f"{Path(name).name}_{'dark' if dark else 'light'}.png"
    own = help_dir() / "images" / QLocale().name().partition("_")[0] / file
    return own if own.is_file() else help_dir() / "images" / "en" / file


def read_topic(key: str, language: str = "") -> str:
    """A topic's text as HTML.

    Args:
        key: of a topic with a text of its own (not the keyboard map).
        language: such as "de" or "zh_CN"; the application's when left out. English stands in
            where a language has no such text.
    """
    wanted = language or QLocale().name()
    for name in (wanted, wanted.partition("_")[0], "en"):
        path = help_dir() / name / f"{key}.html"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"the help has no text {key!r}")
