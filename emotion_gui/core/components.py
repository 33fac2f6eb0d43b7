"""The packages that the program consists of, and their licences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from emotion_gui.core.resources import resources_dir

PACKAGE = "emotion-gui"
_HOME_LABELS = ("releases", "download", "homepage", "repository", "source")


@dataclass(frozen=True)
class Component:
    """One bundled package.

    Attributes:
        name: as its makers write it.
        version: may be empty.
        licence: short name, such as "MIT".
        url: its home page; may be empty.
        text: the licence in full; may be empty.
    """

    name: str
    version: str
    licence: str
    url: str = ""
    text: str = ""


def bundled_components(file: Path | None = None) -> list[Component]:
    """What is bundled, from `licences.json`; what is installed, where that file is missing."""
    path = resources_dir() / "licences.json" if file is None else file
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return _installed()
    return [
        Component(
            entry["name"], entry["version"], entry["licence"], entry["url"], entry["text"].strip()
        )
        for entry in entries
    ]


def home_page() -> str:
    """Where new versions are published, as the package names it; empty where it names none."""
    try:
        entries = metadata.metadata(PACKAGE).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    urls = {}
    for entry in entries:
        label, _, url = str(entry).partition(",")
        urls[label.strip().lower()] = url.strip()
    return next((urls[label] for label in _HOME_LABELS if label in urls), "")


def own_licence() -> str:
    """The program's own licence, where it was shipped along."""
    for folder in (resources_dir(), resources_dir().parent):
        path = folder / "LICENSE"
        if path.is_file():
            return path.read_text(encoding="utf-8").strip()
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return ""
    return next(
        (file.read_text(encoding="utf-8").strip() for file in files if file.name == "LICENSE"), ""
    )


def _installed() -> list[Component]:
    """The direct dependencies, as far as they are installed."""
    try:
        needed = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return []
    found = []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = requirement.split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip()
        try:
            facts = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        more = facts.json  # `facts[...]` has no answer for what is missing
        licence = str(more.get("license_expression") or more.get("license") or "")
        found.append(
            Component(
                facts["Name"],
                facts["Version"],
                licence.strip().partition("\n")[0],
                str(more.get("home_page") or ""),
            )
        )
    return sorted(found, key=lambda each: each.name.lower())
