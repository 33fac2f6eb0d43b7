"""What scripts, benchmarks and the making of packages take from the program is there."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def taken_from_the_program(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of each `from emotion_gui... import ...`, in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("emotion_gui"):
            yield from ((str(node.module), alias.name) for alias in node.names)


def is_there(module: str, name: str) -> bool:
    try:
        if hasattr(importlib.import_module(module), name):
            return True
        importlib.import_module(f"{module}.{name}")
    except ImportError:
        return False
    return True


@pytest.mark.parametrize("folder", ["bench", "scripts", "packaging"])
def test_everything_that_is_taken_from_the_program_is_there(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert len(files) > 5
    taken = {pair: path for path in files for pair in taken_from_the_program(path)}
    assert [(str(path), *pair) for pair, path in taken.items() if not is_there(*pair)] == []
