"""The packages that are told under About: from a file, or from what is installed."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core import components
from emotion_gui.core.components import Component, bundled_components, home_page, own_licence


def package(name: str, version: str, **facts: str) -> Any:
    """What importlib.metadata says of an installed package."""

    class Facts(dict[str, str]):
        json = facts

    return Facts(Name=name, Version=version)


INSTALLED = {
    "numpy": package("numpy", "2.1", license_expression="BSD-3-Clause", license="other"),
    "Pillow": package("Pillow", "11", license="MIT-CMU\nCopyright of many", home_page="https://p"),
    "av": package("av", "14"),
}


def facts_of(name: str) -> Any:
    if name not in INSTALLED:
        raise metadata.PackageNotFoundError(name)
    return INSTALLED[name]


def test_what_is_installed_is_told_by_name_with_the_first_line_of_its_licence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    needed = [
        "Pillow<12",
        "numpy>=2",
        "av [extra] == 14",
        "not-there>=1",
        "pytest>=8 ; extra == 'dev'",
    ]
    monkeypatch.setattr(components.metadata, "requires", lambda package: needed)
    monkeypatch.setattr(components.metadata, "metadata", facts_of)
    assert bundled_components(tmp_path / "none.json") == [
        Component("av", "14", ""),
        Component("numpy", "2.1", "BSD-3-Clause"),
        Component("Pillow", "11", "MIT-CMU", "https://p"),
    ]
    monkeypatch.setattr(components.metadata, "requires", lambda package: None)
    assert bundled_components(tmp_path / "none.json") == []


def test_what_is_bundled_is_told_as_the_file_has_it(tmp_path: Path) -> None:
    entry = {"name": "a", "version": "1", "licence": "MIT", "url": "u", "text": "\nwords\n"}
    (tmp_path / "licences.json").write_text(json.dumps([entry]), encoding="utf-8")
    found = bundled_components(tmp_path / "licences.json")
    assert found == [Component("a", "1", "MIT", "u", "words")]


@pytest.mark.parametrize(
    ("urls", "found"),
    [
        (["Source, https://s", "Releases , https://r"], "https://r"),
        (["Homepage, https://h", "Download, https://d"], "https://d"),
        (["Other, https://o"], ""),
        (None, ""),
    ],
)
def test_new_versions_are_where_the_package_says(
    monkeypatch: pytest.MonkeyPatch, urls: list[str] | None, found: str
) -> None:
    told = SimpleNamespace(get_all=lambda key: urls if key == "Project-URL" else None)
    monkeypatch.setattr(components.metadata, "metadata", lambda package: told)
    assert home_page() == found


def test_the_own_licence_is_beside_the_resources_above_them_or_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    resources = tmp_path / "app" / "resources"
    resources.mkdir(parents=True)
    monkeypatch.setattr(components, "resources_dir", lambda: resources)
    installed = tmp_path / "info" / "LICENSE"
    installed.parent.mkdir()
    installed.write_text("installed\n", encoding="utf-8")
    monkeypatch.setattr(
        components.metadata, "files", lambda package: [tmp_path / "info" / "RECORD", installed]
    )
    assert own_licence() == "installed"
    (resources.parent / "LICENSE").write_text("above\n", encoding="utf-8")
    assert own_licence() == "above"
    (resources / "LICENSE").write_text("\nbeside\n", encoding="utf-8")
    assert own_licence() == "beside"


def test_without_an_installed_package_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(package: str) -> Any:
        raise metadata.PackageNotFoundError(package)

    for name in ("requires", "metadata", "files"):
        monkeypatch.setattr(components.metadata, name, missing)
    monkeypatch.setattr(components, "resources_dir", lambda: tmp_path / "a" / "b")
    assert bundled_components(tmp_path / "none.json") == []
    assert home_page() == own_licence() == ""
