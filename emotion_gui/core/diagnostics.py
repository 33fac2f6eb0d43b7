"""A report for whoever is asked for help: versions, settings, and the end of the log.

It says nothing about the person: user and computer names, folders, addresses and names of files
that are not the program's own are replaced. Rather too much is replaced than too little.
"""

from __future__ import annotations

import getpass
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from emotion_gui.core.installed import PACKAGES
from emotion_gui.core.places import APP_NAME
from emotion_gui.core.runtime import system_words

LOG_LINES = 300
_LOG_BYTES = 400_000
_SHORTEST_NAME = 3  # shorter user names would blot out ordinary words
_VERSIONS = ("PySide6-Essentials", "torch", PACKAGES["cv2"], "av", "numpy")

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://[^\s\"'<>]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# What a person gave a name to. The words in front may belong to the name, so they go with it.
_OWN_FILE = re.compile(
    r"[^\n\"':;,()<>/\\|]*\.(?:jpe?g|png|bmp|webp|tiff?|pgm|ppm|gif|heic|mp4|mkv|avi|mov|webm|m4v"
    r"|mpe?g|wmv|csv|tsv|zip|tar|tgz|gz|xz|parquet|safetensors|onnx|json|html)\b",
    re.IGNORECASE,
)
# From a root (/, C:\, \\server, ~) to a quote, a colon with a space, a comma or the end of a line.
_PATH = re.compile(r"(?<![\w<>~/\\.])(?:[A-Za-z]:[\\/]|\\\\|~\\|~?/)(?:(?!: |, |; )[^\n\"'<>|])*")
_MODULE = re.compile(r"<(?:program|python)>[^\n\"'<>|:]*")
_OWN_PATHS = ("datasets", "runs", "workspace.sqlite3")


@dataclass(frozen=True)
class PrivateFacts:
    """What must not be in a report.

    Attributes:
        user: log-in name.
        computer: host name.
        home: home folder.
        workspace: folder of the workspace.
        program: folder that holds the package.
        python: folders of the interpreter and its packages.
        names: what the person called things (data sets, runs).
    """

    user: str
    computer: str
    home: Path
    workspace: Path
    program: Path
    python: tuple[Path, ...]
    names: tuple[str, ...] = ()


def private_facts(workspace: Path, names: Sequence[str] = ()) -> PrivateFacts:
    """Those of this process."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no such user on the system
        user = ""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(os.__file__).parent}
    return PrivateFacts(
        user=user,
        computer=_computer(),
        home=Path.home(),
        workspace=workspace,
        program=Path(__file__).resolve().parents[2],
        python=tuple(sorted(folders, key=lambda folder: -len(str(folder)))),
        names=tuple(names),
    )


def _computer() -> str:
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def scrub(text: str, facts: PrivateFacts) -> str:
    """The text without anything personal.

    The program's own files keep their path from `<program>`, those of Python from `<python>`,
    the workspace is `<workspace>`, the home folder `~`; all other paths are `<path>`.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\0{len(kept) - 1}\0"

    # Longest first: the program may lie in the home folder, the interpreter in the program.
    places = [
        *((folder, "<python>") for folder in facts.python),
        (facts.program, "<program>"),
        (facts.workspace, "<workspace>"),
    ]
    for folder, name in sorted(places, key=lambda place: -len(str(place[0]))):
        if len(folder.parts) > 1:
            text = re.sub(re.escape(str(folder)) + r"(?![\w-])", name, text)
    text = _MODULE.sub(keep, text)
    text = re.sub(r"<workspace>[^\n\"'<>|:]*", _own_part, text)
    text = _ADDRESS.sub("<address>", text)
    if len(facts.home.parts) > 1:
        text = re.sub(re.escape(str(facts.home)) + r"(?![\w-])", "~", text)
    text = _PATH.sub(lambda match: "~/<path>" if match.group()[0] == "~" else "<path>", text)
    text = _OWN_FILE.sub(" <file>", text)
    text = _MAIL.sub("<address>", text)
    text = _without_words(text, facts)
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match.group(1))], text)


def read_log_end(file: Path, *, lines: int = LOG_LINES) -> list[str]:
    """The last lines of a log; empty where there is none.

    Raises:
        OSError: the file is there but cannot be read.
    """
    if not file.is_file():
        return []
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _LOG_BYTES))
        text = stream.read().decode("utf-8", errors="replace")
    return text.splitlines()[-lines:]


def make_report(
    log: Sequence[str], facts: PrivateFacts, *, version: str, choices: Mapping[str, object]
) -> str:
    """Versions, overridden settings and the log, scrubbed.

    Args:
        log: lines, oldest first.
        facts: what to leave out.
        version: of the program.
        choices: settings that differ from their defaults.
    """
    system, machine = system_words()
    head = [
        f"{APP_NAME} {version}",
        f"Python {platform.python_version()}, {system}, {machine}, "
        f"{os.cpu_count() or 1} processors",
        *(f"{name} {_version(name)}" for name in _VERSIONS),
        *(f"setting {key} = {value}" for key, value in sorted(choices.items())),
        "",
    ]
    return scrub("\n".join([*head, *log]), facts) + "\n"


def _own_part(match: re.Match[str]) -> str:
    """What the workspace itself names may stay; the rest goes."""
    first = re.split(r"[\\/]", match.group())[1:2]
    return match.group() if first and first[0].strip() in _OWN_PATHS else "<workspace>"


def _without_words(text: str, facts: PrivateFacts) -> str:
    words = [*((name, "<name>") for name in facts.names)]
    words += [(facts.user, "<user>"), (facts.computer, "<computer>")]
    for word, instead in words:
        if len(word) >= _SHORTEST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", instead, text, flags=re.IGNORECASE)
    return text


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not found)"
