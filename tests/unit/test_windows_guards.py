"""Kinds of faults that show on Windows alone are found in the sources, on every system."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import emotion_gui

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(emotion_gui.__file__).parent
# The only place that gives OpenCV more than arrays: numbers of cameras, addresses of streams.
CAPTURES = ("core/inference/capture.py", "core/inference/camera_check.py")

# Calls of C++ that open files by names in the code page alone.
NARROW = {
    "cv2": {"imread", "imwrite", "imreadmulti", "VideoWriter", "VideoCapture", "haveImageReader"},
    "cv2.dnn": {"readNet", "readNetFromONNX", "readNetFromCaffe", "readNetFromTensorflow"},
    "cv2.FaceDetectorYN": {"create"},
}
# These may be given what lies in memory.
FROM_MEMORY = {
    ("cv2", "CascadeClassifier"),
    ("torch.jit", "load"),
    ("torch.jit", "save"),
    ("onnxruntime", "InferenceSession"),
}


def dotted(node: ast.expr) -> str:
    """`a.b.c`, or an empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def is_path(node: ast.expr) -> bool:
    """Whether an argument is the text of a path: `str(path)`, `"name"`, an f-string."""
    made = isinstance(node, ast.Call) and dotted(node.func) in {"str", "os.fspath", "fspath"}
    return made or isinstance(node, ast.Constant | ast.JoinedStr)


def narrow_calls(source: str) -> Iterator[int]:
    """Lines that hand a path to a call that knows the code page alone."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        owner, _, name = dotted(node.func).rpartition(".")
        if name in NARROW.get(owner, ()):
            yield node.lineno
        arguments = [*node.args, *(word.value for word in node.keywords)]
        if (owner, name) in FROM_MEMORY and any(map(is_path, arguments[:2])):
            yield node.lineno


def draws_unprepared(source: str) -> bool:
    """Whether a function imports Matplotlib and the module knows no `import_matplotlib`.

    An import that comes first and in a thread waits for ever beside one that loads something.
    """
    functions = [f for f in ast.walk(ast.parse(source)) if isinstance(f, ast.FunctionDef)]
    nodes = [node for function in functions for node in ast.walk(function)]
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [one.name for node in nodes if isinstance(node, ast.Import) for one in node.names]
    imports = {name.partition(".")[0] for name in names}
    return "matplotlib" in imports and "import_matplotlib()" not in source


def _mode(node: ast.Call, place: int) -> str:
    """The mode that a file is opened in; "r" where none is given."""
    given = [word.value for word in node.keywords if word.arg == "mode"] or node.args[place:]
    mode = given[0] if given else ast.Constant("r")
    return mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else "b"


def texts_without_encoding(source: str) -> Iterator[int]:
    """Lines that read or write text in whatever encoding the system prefers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_text(node):
            words = {word.arg for word in node.keywords}
            if "encoding" not in words:
                yield node.lineno


def _is_text(node: ast.Call) -> bool:
    words = {word.arg for word in node.keywords}
    if isinstance(node.func, ast.Name):
        return node.func.id == "open" and "b" not in _mode(node, 1)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in {"run", "Popen", "check_output"}:
        return bool(words & {"text", "universal_newlines"})
    if name in {"NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"}:
        return bool(node.args or "mode" in words) and "b" not in _mode(node, 0)
    if name == "open" and node.args and isinstance(node.args[0], ast.Constant):
        mode = node.args[0].value  # as of Path.open; other opens take names and objects
        return isinstance(mode, str) and bool(mode) and set(mode) <= set("rwaxt+")
    return (name, len(node.args)) in {("read_text", 0), ("write_text", 1)}


@pytest.mark.parametrize(
    "line",
    [
        "cv2.imread(str(path))",
        "cv2.VideoWriter(name, code, 30, size)",
        "cv2.CascadeClassifier(str(path))",
        "torch.jit.save(traced, str(temporary))",
        "torch.jit.load(str(path))",
        'onnxruntime.InferenceSession("a.onnx")',
        "cv2.dnn.readNetFromONNX(name)",
    ],
)
def test_the_guard_sees_narrow_calls(line: str) -> None:
    assert list(narrow_calls(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "cv2.VideoWriter.fourcc(*'MJPG')",
        "torch.jit.load(io.BytesIO(data))",
        "cv2.imdecode(data, 1)",
    ],
)
def test_the_guard_lets_memory_pass(line: str) -> None:
    assert not list(narrow_calls(line))


@pytest.mark.parametrize(
    "line",
    [
        "open(path)",
        "open(path, 'w')",
        "path.open('w')",
        "path.open('a', newline='')",
        "path.read_text()",
        "path.write_text(text)",
        "tempfile.NamedTemporaryFile('w')",
        "subprocess.run(words, text=True)",
    ],
)
def test_the_guard_sees_texts_without_an_encoding(line: str) -> None:
    assert list(texts_without_encoding(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "open(path, 'rb')",
        "path.open('wb')",
        "source.open(context)",
        "path.read_text(encoding='utf-8')",
        "write_text(path, text)",
        "archive.open('name.txt')",
    ],
)
def test_the_guard_lets_the_rest_pass(line: str) -> None:
    assert not list(texts_without_encoding(line))


def test_no_path_reaches_a_narrow_call() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in CAPTURES
        for line in narrow_calls(path.read_text(encoding="utf-8"))
    ]
    assert not found, "go through memory: C++ opens no path outside Windows' code page"


def test_whatever_draws_imports_matplotlib_in_its_way() -> None:
    assert draws_unprepared("def draw():\n    from matplotlib.figure import Figure")
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        if draws_unprepared(path.read_text(encoding="utf-8"))
    ]
    assert not found, "call core.runtime.import_matplotlib before the first import"


def test_every_text_has_its_encoding() -> None:
    folders = (PACKAGE, *(ROOT / name for name in ("packaging", "scripts", "bench", "tests")))
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for line in texts_without_encoding(path.read_text(encoding="utf-8"))
    ]
    assert not found, "say encoding='utf-8': Windows takes its code page"
