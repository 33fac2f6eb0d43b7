"""Which of the Python packages that the program needs are not there, asked without importing any.

Only Python's own library is imported here: this must be able to speak where nothing else is.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from emotion_gui.core.runtime import is_frozen
from emotion_gui.core.system_libraries import explain_import_error

# Module -> the package on PyPI, as pyproject.toml asks for it.
PACKAGES = {
    "PySide6": "PySide6-Essentials",
    "torch": "torch",
    "torchvision": "torchvision",
    "facenet_pytorch": "facenet-pytorch",
    "cv2": "opencv-python" if sys.platform == "win32" else "opencv-python-headless",
    "av": "av",
    "cv2_enumerate_cameras": "cv2-enumerate-cameras",
    "pyqtgraph": "pyqtgraph",
    "numpy": "numpy",
    "PIL": "Pillow",
    "safetensors": "safetensors",
    "filelock": "filelock",
    "platformdirs": "platformdirs",
    "typer": "typer",
    "rich": "rich",
    "onnx": "onnx",
    "onnxruntime": "onnxruntime",
    "jinja2": "Jinja2",
    "matplotlib": "matplotlib",
    "qtawesome": "qtawesome",
    "xlsxwriter": "XlsxWriter",
}
# The window's alone; every verb but `gui` does without.

WINDOW_MODULES = ("PySide6", "pyqtgraph", "qtawesome")
_NAMED = 4  # packages that a sentence holds


def missing_packages(*, window: bool) -> list[str]:
    """The packages that are not installed for this Python.

    Args:
        window: those count too that the window alone needs.
    """
    if is_frozen():
        return []
    modules = [name for name in PACKAGES if window or name not in WINDOW_MODULES]
    return [PACKAGES[name] for name in modules if find_spec(name) is None]


def describe_missing_packages(packages: list[str]) -> str:
    """What is missing, and the next step."""
    if len(packages) > _NAMED:
        words = f"{len(packages)} packages ({', '.join(packages[:_NAMED])} and others) are"
    elif len(packages) > 1:
        words = f"the packages {', '.join(packages)} are"
    else:
        words = f"the package {packages[0]} is"
    return f"{words} not installed for {sys.executable}. {setting_up()}"


def describe_import_error(error: ImportError) -> str:
    """An import that failed, in words: a library of the system, a package, or a broken one."""
    missed = explain_import_error(error)
    if missed is not None:
        return missed
    name = (error.name or "").partition(".")[0]
    if name == "emotion_gui":
        return f"something unexpected went wrong ({error}); --debug shows where"
    if isinstance(error, ModuleNotFoundError) and name in PACKAGES and find_spec(name) is None:
        return describe_missing_packages([PACKAGES[name]])
    whose = f"the package {PACKAGES[name]}" if name in PACKAGES else "a package"
    return f"{whose} is broken ({error}). {renewing()}"


def setting_up() -> str:
    """How what is missing comes: by the checkout's own start, or by pip."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "start.py").is_file():
        return "Install the program again: python -m pip install --upgrade emotion-gui"
    return f"To install what is missing and start: {_start(root)}"


def _start(root: Path) -> str:
    return f"py {root / 'start.py'}" if os.name == "nt" else f"sh {root / 'start.sh'}"


def renewing() -> str:
    """How a broken package is made whole."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "start.py").is_file():
        return "Install it again: python -m pip install --force-reinstall emotion-gui"
    return f"Remove the environment {sys.prefix} and start again: {_start(root)}"
