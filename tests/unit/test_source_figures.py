"""What the source tree promises about itself; circles are `lint-imports`' to find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
try:
    import source_figures as figures
finally:
    sys.path.remove(str(ROOT / "scripts"))

PRODUCT = figures.product_files(ROOT)
FOLDERS = ("emotion_gui", "tests", "scripts", "bench", "packaging")
EVERY = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
LONG_FOR_A_REASON: set[str] = set()  # lists of options that no table can replace, by name


def test_no_function_is_longer_than_a_screen() -> None:
    found = {name for _, name, _ in figures.long_functions(EVERY)}
    assert found - LONG_FOR_A_REASON == set()


def test_no_module_reaches_into_another() -> None:
    assert figures.private_access(PRODUCT) == []


def test_pages_and_verbs_import_no_maker_of_pruning_or_training() -> None:
    """What imports torch makes networks; the window and the verbs leave that to operations."""
    makers = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for folder in ("pruning", "training")
        for path in (ROOT / "emotion_gui/core" / folder).glob("*.py")
        if "\nimport torch\n" in path.read_text(encoding="utf-8")
    }
    assert len(makers) > 15
    found = [
        (path.name, module)
        for folder in ("ui", "cli")
        for path in (ROOT / "emotion_gui" / folder).rglob("*.py")
        for module in figures.run_time_imports(path)
        if module in makers
    ]
    assert found == []


def test_operations_import_nothing_heavy() -> None:
    """Pages and verbs import them to name what they ask for, long before it is asked."""
    folder = ROOT / "emotion_gui/operations"
    modules = [
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in (
            *folder.glob("*.py"),
            *(folder / "goal").glob("*.py"),
            folder / "reproduce/request.py",
        )
    ]
    code = (
        f"import importlib, sys\n[importlib.import_module(name) for name in {modules!r}]\n"
        "print({'torch', 'cv2', 'onnx', 'sklearn', 'av', 'PySide6'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "set()", done.stdout + done.stderr


def test_one_name_stands_for_one_thing() -> None:
    assert figures.shared_names(PRODUCT) == {}


def test_the_formatter_is_never_switched_off() -> None:
    assert figures.formatter_exceptions(EVERY) == 0


def test_the_figures_find_what_they_are_for(tmp_path: Path) -> None:
    package = tmp_path / figures.PACKAGE
    for name, text in {
        "a/__init__.py": "",
        "a/one.py": "from emotion_gui.b import two\n\n\ndef f():\n    return two._hidden\n",
        "b/__init__.py": "",
        "b/two.py": "def g():\n    from emotion_gui.a.three import h\n\n    h()\n",
        "a/three.py": "def h():\n" + "    h()\n" * 60 + "# fmt: " + "skip\n",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text, encoding="utf-8")
    files = figures.product_files(tmp_path)
    graph = figures.import_graph(tmp_path)
    assert figures.circles(graph) == []
    assert figures.folder_circles(graph) == [{"emotion_gui.a", "emotion_gui.b"}]
    assert [name for _, name, _ in figures.long_functions(files)] == ["h"]
    assert [name for *_, name in figures.private_access(files)] == ["_hidden"]
    assert figures.formatter_exceptions(files) == 1
    (package / "a" / "three.py").write_text("from emotion_gui.a import one\n", encoding="utf-8")
    figures.parsed.cache_clear()
    (group,) = figures.circles(figures.import_graph(tmp_path))
    assert group == {"emotion_gui.a.one", "emotion_gui.b.two", "emotion_gui.a.three"}
