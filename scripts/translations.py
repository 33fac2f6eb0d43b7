"""Texts of the interface: from the sources into `.ts`, from `.ts` into `.qm`.

    python scripts/translations.py           update every .ts, build every .qm, print what lacks
    python scripts/translations.py --check   exit code 1 where a .ts or .qm is behind the sources

Sources are read as syntax trees, so implicit joins and helper functions are understood:
`self.tr("…")` in a class, `QCoreApplication.translate("context", "…")`, and `_tr("…")` of a
module with `_tr = translator("context")`. Texts of `core` and `operations`, which know no Qt, get
the context `core`.

A text with "%Ln" stands for a number of things: each language has a form a number of its own (two
in English and German: for one, for others). English needs a file for these alone.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "emotion_gui"
FOLDER = ROOT / "resources" / "translations"
CORE_CONTEXT = "core"
# Calls in core whose literal texts reach a person.
CORE_CALLS = (
    "CameraFault",
    "Note",
    "Preset",
    "Progress",
    "Reason",
    "Setting",
    "Told",
    "_share",
    "batches",
)
# Tables of core whose values reach a person.
CORE_TABLES = ("CRITERION_NAMES",)
# Of `core.fields.Field`; choices beside them.
FIELD_TEXTS = ("label", "title", "tip", "lowest", "unit")
LANGUAGES = ("de", "en")
SOURCE = "en"
FORM = "\x1f"
"""Between the plural forms of one text in `Catalogue.texts`."""
FORMS = 2  # of English and German

Key = tuple[str, str]  # (context, English text)


@dataclass
class Catalogue:
    """One language: what is translated, by context and English text."""

    language: str
    texts: dict[Key, str] = field(default_factory=dict)  # "" while not translated

    @property
    def missing(self) -> list[Key]:
        return [key for key, text in self.texts.items() if not text]

    @property
    def half_said(self) -> list[Key]:
        """Texts for a number of things of which not every form is there."""
        return [
            key
            for key, text in self.texts.items()
            if text and is_plural(key[1]) and text.count(FORM) + 1 != FORMS
        ]

    @property
    def share(self) -> float:
        """Translated share, 0 to 1."""
        return 1 - len(self.missing) / max(1, len(self.texts))


class _Texts(ast.NodeVisitor):
    """Collects the keys of one module."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[Key] = []
        self._classes: list[str] = []
        self._helper = _helper_context(tree)
        self.visit(tree)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = call_name(node)
        if name == "tr" and self._classes:
            self._add(self._classes[-1], node.args[0])
        elif name == "_tr" and self._helper:
            self._add(self._helper, node.args[0])
        elif name == "translate" and len(node.args) > 1:
            context = node.args[0]
            if isinstance(context, ast.Constant):
                self._add(str(context.value), node.args[1])
        self.generic_visit(node)

    def _add(self, context: str, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.found.append((context, node.value))
        elif isinstance(node, ast.IfExp):
            self._add(context, node.body)
            self._add(context, node.orelse)


def call_name(node: ast.Call) -> str:
    """`tr` of `self.tr(…)` and of `tr(…)`."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literals(node: ast.AST, wanted: Callable[[str], bool]) -> Iterator[str]:
    """Every literal text below a node that is wanted."""
    for below in ast.walk(node):
        value = below.value if isinstance(below, ast.Constant) else None
        if isinstance(value, str) and value and wanted(value):
            yield value


def is_plural(text: str) -> bool:
    """The text has a form for one thing and others for several."""
    return "%Ln" in text or "%n" in text


def _helper_context(tree: ast.Module) -> str | None:
    """The context of a module's `_tr = translator("context")`."""
    for node in tree.body:
        made = node.value if isinstance(node, ast.Assign) else None
        if isinstance(made, ast.Call) and call_name(made) == "translator":
            context = made.args[0]
            return str(context.value) if isinstance(context, ast.Constant) else None
    return None


def _table_texts(tree: ast.Module, context: str) -> Iterator[Key]:
    """Values of module-level dictionaries of texts that the module's `_tr` looks up."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield context, value.value


def _inner_table_texts(tree: ast.Module, context: str) -> Iterator[Key]:
    """The same for dictionaries inside functions, where only whole sentences count."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Dict):
                for text in literals(node, lambda text: text.endswith(".")):
                    yield context, text


def _core_texts(tree: ast.Module) -> Iterator[Key]:
    for made in tree.body:
        names = made.targets if isinstance(made, ast.Assign) else []
        if any(isinstance(name, ast.Name) and name.id in CORE_TABLES for name in names):
            yield from ((CORE_CONTEXT, text) for text in _values_of(made))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = call_name(node)
        if name in CORE_CALLS:
            for argument in (*node.args, *(word.value for word in node.keywords)):
                if not isinstance(argument, ast.JoinedStr | ast.Call):  # visited by themselves
                    yield from ((CORE_CONTEXT, text) for text in literals(argument, _is_text))
        elif name == "Field":
            yield from ((CORE_CONTEXT, text) for text in _field_texts(node))


def _error_texts(tree: ast.Module) -> Iterator[Key]:
    """Reasons of errors, which `reason_text` looks up in the context of core wherever they are."""
    for node in ast.walk(tree):
        name = call_name(node) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name.endswith("Error") and name[0].isupper():
            for argument in node.args:
                if isinstance(argument, ast.Constant) and " " in str(argument.value):
                    yield CORE_CONTEXT, str(argument.value)


def _values_of(made: ast.stmt) -> Iterator[str]:
    """The texts that a dictionary maps to."""
    for node in ast.walk(made):
        if isinstance(node, ast.Dict):
            for value in node.values:
                yield from literals(value, lambda text: True)


def _field_texts(node: ast.Call) -> Iterator[str]:
    """The words of a declared field: also those that look like keys, as "off" does."""
    for word in node.keywords:
        if word.arg in FIELD_TEXTS:
            yield from literals(word.value, lambda text: True)
        elif word.arg == "choices" and isinstance(word.value, ast.Tuple):
            for pair in word.value.elts:
                if isinstance(pair, ast.Tuple):
                    yield from literals(pair.elts[1], lambda text: True)


def _is_text(text: str) -> bool:
    return text[0].isupper() or " " in text


def collect() -> list[Key]:
    """Every translatable text of the sources, sorted, each once."""
    keys: set[Key] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keys.update(_Texts(tree).found)
        helper = _helper_context(tree)
        if helper is not None:
            keys.update(_table_texts(tree, helper))
            keys.update(_inner_table_texts(tree, helper))
        layer = path.relative_to(PACKAGE).parts[0]
        if layer in {"core", "operations"}:
            keys.update(_core_texts(tree))
        if layer in {"core", "operations", "ui", "workers"}:
            keys.update(_error_texts(tree))
    return sorted(key for key in keys if key[1])


def ts_path(language: str) -> Path:
    return FOLDER / f"{language}.ts"


def load(language: str) -> Catalogue:
    """The stored catalogue; an empty one when there is no file yet."""
    catalogue = Catalogue(language)
    path = ts_path(language)
    if not path.is_file():
        return catalogue
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            forms = [form.text or "" for form in message.iter("numerusform")]
            text = FORM.join(forms) if any(forms) else message.findtext("translation") or ""
            catalogue.texts[name, message.findtext("source", "")] = text
    return catalogue


def update(catalogue: Catalogue, keys: list[Key]) -> Catalogue:
    """The catalogue of exactly these texts; one that moved keeps its translation."""
    if catalogue.language == SOURCE:
        keys = [key for key in keys if is_plural(key[1])]
    elsewhere = {source: text for (_, source), text in catalogue.texts.items() if text}
    texts = {key: catalogue.texts.get(key) or elsewhere.get(key[1], "") for key in keys}
    return Catalogue(catalogue.language, texts)


def save(catalogue: Catalogue) -> None:
    """Write the `.ts` file in Qt Linguist's format, without line numbers."""
    root = ET.Element("TS", version="2.1", language=catalogue.language, sourcelanguage="en")
    parent, last = root, None
    for (context, source), text in catalogue.texts.items():
        if context != last:
            parent, last = ET.SubElement(root, "context"), context
            ET.SubElement(parent, "name").text = context
        plural = is_plural(source)
        message = ET.SubElement(parent, "message", {"numerus": "yes"} if plural else {})
        ET.SubElement(message, "source").text = source
        state = {} if text else {"type": "unfinished"}
        translated = ET.SubElement(message, "translation", state)
        if plural:
            for form in text.split(FORM) if text else [""] * FORMS:
                ET.SubElement(translated, "numerusform").text = form
        else:
            translated.text = text
    ET.indent(root)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    body = ET.tostring(root, encoding="unicode")
    ts_path(catalogue.language).write_text(f"{head}{body}\n", encoding="utf-8")


def release(language: str) -> None:
    """Build the `.qm` file that the program loads.

    Raises:
        subprocess.CalledProcessError: lrelease refused the file.
    """
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    target = FOLDER / f"{language}.qm"
    # A running program has the old file mapped, so it must not be written into.
    fresh = target.with_suffix(".new")
    command = [str(tool), "-silent", "-nounfinished", str(ts_path(language)), "-qm", str(fresh)]
    subprocess.run(command, check=True)
    fresh.replace(target)


def behind(language: str) -> list[str]:
    """What `update` would change, in words; empty when the file is up to date."""
    stored = load(language)
    wanted = set(update(stored, collect()).texts)
    return [
        *(f"new: {context}: {text}" for context, text in sorted(wanted - set(stored.texts))),
        *(f"gone: {context}: {text}" for context, text in sorted(set(stored.texts) - wanted)),
    ]


def main() -> int:
    """Update or check; 0 when all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, tell what is behind")
    check = parser.parse_args().check
    worst, shares = 0, list[str]()
    for language in LANGUAGES:
        if check:
            changes = behind(language)
            print("\n".join(changes))
            worst = max(worst, int(bool(changes)))
            continue
        catalogue = update(load(language), collect())
        save(catalogue)
        release(language)
        for context, text in (*catalogue.missing, *catalogue.half_said):
            print(f"{language} lacks: {context}: {text!r}")
        shares.append(f"{language}: {catalogue.share:.1%} of {len(catalogue.texts)} texts")
    if shares:
        print(", ".join(shares))
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
