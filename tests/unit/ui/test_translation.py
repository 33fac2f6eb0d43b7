"""The language of the interface, and that its files follow the sources."""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from emotion_gui.core import errors
from emotion_gui.core.settings import SETTINGS
from emotion_gui.ui import translation
from emotion_gui.ui.messages import describe

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))
try:
    import translations
finally:
    sys.path.remove(str(ROOT / "scripts"))

# What puts words before a person's eyes; a bare literal there cannot be translated.
SHOWING = {
    "setText",
    "setToolTip",
    "setWindowTitle",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setTitle",
    "setInformativeText",
    "addItem",
    "addTab",
    "addRow",
    "addAction",
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QAction",
    "QGroupBox",
}
# Names and addresses, the same in every language.
ALLOWED = {
    "MIT",
    "FER2013",
    "http://… rtsp://…",  # kinds of addresses
    "MTCNN",
    "Haar",
    "Adam",
    "AdamW",
    "http://… or rtsp://…",
    "learning_rate=1e-3,1e-4; epochs=10,20",
}
ENOUGH = 0.9


@pytest.fixture
def german(qapp: QApplication) -> Iterator[QApplication]:
    before = QLocale()
    assert translation.install(qapp, "de") == "de"
    yield qapp
    translation.install(qapp, "en")
    QLocale.setDefault(before)


def bare_texts(path: Path) -> list[str]:
    """Literals of two letters and more that are shown without `tr`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or translations.call_name(node) not in SHOWING:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value
                if sum(map(str.isalpha, text)) > 1 and text not in ALLOWED:
                    found.append(f"{path.name}:{node.lineno}: {text}")
    return found


def test_no_text_is_shown_without_translation() -> None:
    paths = sorted((ROOT / "emotion_gui" / "ui").rglob("*.py"))
    assert len(paths) > 50
    assert [text for path in paths for text in bare_texts(path)] == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_enough_is_translated(language: str) -> None:
    catalogue = translations.update(translations.load(language), translations.collect())
    assert catalogue.share >= ENOUGH, (
        "run scripts/translations.py and translate what it lists",
        catalogue.missing,
    )


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_keep_fields_and_mnemonics(language: str) -> None:
    def fields(text: str) -> set[str | None]:
        return {part[1] for part in string.Formatter().parse(text) if part[1] is not None}

    wrong = [
        (source, form)
        for (_, source), text in translations.load(language).texts.items()
        for form in text.split(translations.FORM)
        if form and (fields(source) != fields(form) or source.count("&") != form.count("&"))
    ]
    assert wrong == []


def test_built_file_holds_what_is_translated(german: QApplication) -> None:
    stored = translations.load("de").texts
    sample = [
        (key, text)
        for key, text in stored.items()
        if text and text != key[1] and not translations.is_plural(key[1])
    ]
    assert len(sample) > 1000
    shown = {key: german.translate(*key) for key, _ in sample}
    assert [key for key, text in sample if shown[key] != text] == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_number_of_things_has_its_form(language: str, qapp: QApplication) -> None:
    stored = translations.load(language)
    plural = {key: text for key, text in stored.texts.items() if translations.is_plural(key[1])}
    assert len(plural) > 40
    assert stored.half_said == []
    before = QLocale()
    translation.install(qapp, language)
    try:
        for (context, source), text in plural.items():
            for n, form in zip((1, 2), text.split(translations.FORM), strict=True):
                shown = form.replace("%Ln", str(n)).replace("%n", str(n))
                assert translation.translator(context)(source, n) == shown
        faces = translation.translator("Gallery")("%Ln faces", 28_709)
        assert faces == {"en": "28,709 faces", "de": "28.709 Gesichter"}[language]
    finally:
        translation.install(qapp, "en")
        QLocale.setDefault(before)


def test_an_update_keeps_translations_and_carries_them_over() -> None:
    old = translations.Catalogue("de", {("A", "Train"): "Training", ("A", "gone"): "weg"})
    new = translations.update(old, [("A", "Train"), ("B", "Train"), ("B", "new")])
    assert new.texts == {("A", "Train"): "Training", ("B", "Train"): "Training", ("B", "new"): ""}
    assert new.share == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("wanted", "preferred", "taken"),
    [
        ("system", ["de-AT", "en-US"], "de"),
        ("system", ["fi-FI", "de-DE"], "de"),
        ("system", ["fi-FI"], "en"),
        ("system", ["C"], "en"),
        ("en", ["de-DE"], "en"),
        ("de", ["en-US"], "de"),
        ("xx", ["de-DE"], "en"),
    ],
)
def test_language_is_chosen(wanted: str, preferred: list[str], taken: str) -> None:
    assert translation.choose(wanted, preferred) == taken


def test_every_language_of_the_setting_is_shipped() -> None:
    (row,) = [setting for setting in SETTINGS if setting.key == "ui/language"]
    assert {code for code, _ in row.field.choices} == {"system", *translation.offered()}


def test_an_error_of_core_is_told_in_german(german: QApplication) -> None:
    message = describe(errors.CheckpointError(Path("a.pt"), "it is not a file"))
    assert message.title == "Diese Modelldatei kann nicht verwendet werden"
    assert message.text == "a.pt: Es ist keine Datei."
    assert QLocale().language() == QLocale.Language.German


def test_what_core_says_in_english_stays_so(qapp: QApplication) -> None:
    assert translation.install(qapp, "en") == "en"
    assert translation.core_text("it is not a file") == "it is not a file"
