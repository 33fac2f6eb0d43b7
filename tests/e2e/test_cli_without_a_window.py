"""Every verb works where neither Qt nor a library of a screen is."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import pytest
from helpers.datasets import make_dataset

from emotion_gui.cli import register_verbs
from emotion_gui.cli.application import app
from emotion_gui.core.data.sample_faces import (
    write_sample_csv,
    write_sample_folder,
    write_sample_video,
)
from emotion_gui.core.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
# Libraries that a bare system lacks; and Qt's own, which want them.
_OF_A_SCREEN = (
    "libGL.",
    "libEGL.",
    "libGLX",
    "libX11",
    "libxcb",
    "libxkbcommon",
    "libwayland",
    "libglib-2.0",
    "libgthread",
    "libdbus",
    "libfontconfig",
    "libQt6",
)
# Runs verbs one after another in one process that cannot import the window's packages, and
# prints the exit codes and which libraries of a screen the process has loaded by then.
_PROGRAM = """
import contextlib, json, os, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "qtawesome"}:
            raise ImportError("libGL.so.1: cannot open shared object file", name=name)
sys.meta_path.insert(0, Blocked())
from emotion_gui.cli import main
codes = []
for arguments in json.load(sys.stdin):
    with contextlib.redirect_stdout(sys.stderr):
        codes.append(main(arguments))
maps = open("/proc/self/maps").read().split() if os.path.exists("/proc/self/maps") else []
print(json.dumps([codes, sorted({w for w in maps if w.startswith("/") and ".so" in w})]))
"""


def verbs(folder: Path) -> list[list[str]]:
    """A small use of every verb but the demonstration, which is these, and the window."""
    workspace = folder / "workspace"
    with contextlib.closing(Workspace.open(workspace)) as opened:
        make_dataset(opened)
    table = write_sample_csv(folder / "faces.csv", count=70, seed=1)
    pictures = folder / "pictures"
    write_sample_folder(pictures, count=7, seed=2)
    clip = folder / "clip.mp4"
    write_sample_video(clip, seconds=0.2, seed=3, width=320, height=240)
    there = ["--dataset", "stripes", "--workspace", str(workspace)]

    def out(name: str) -> list[str]:
        return ["--out", str(folder / name)]

    return [
        ["import", str(table), "--name", "table", "--workspace", str(workspace)],
        ["import", str(pictures), "--name", "photographs", "--workspace", str(workspace)],
        ["import", str(table), "--name", "whole", "--shard", "1/1", "--workspace", str(workspace)],
        ["merge", "--workspace", str(workspace)],
        ["train", *there, "--epochs", "1", "--batch-size", "35", "--name", "small"],
        ["sweep", *there, "--preset", "paper", "--epochs", "1"],
        ["evaluate", "run-1", *there, "--part", "test", "--report", str(folder / "report.html")],
        ["prune", "run-1", *there, "--maps", "128", "--compact", *out("pruned.safetensors")],
        ["quantize", "run-1", *there, *out("quantized.safetensors")],
        ["prune-rounds", "run-1", *there, "--rounds", "1", *out("rounds.safetensors")],
        ["prune-layers", "run-1", *there, *out("layers.safetensors")],
        ["remove-layer", "default", *there, "--layer", "3", *out("removed.safetensors")],
        ["compare", "run-1", *there, "--rule", "l1", "--share", "0.5"],
        ["contest", "run-1", *there, "--rule", "l1", "--share", "0.5"],
        ["export", "run-1", "--workspace", str(workspace), "--format", "onnx", *out("s.onnx")],
        ["classify", str(pictures), "--workspace", str(workspace)],
        ["analyse", str(clip), "--workspace", str(workspace)],
        ["classes", "--dataset", "table", "--workspace", str(workspace)],
        ["faces", str(clip), "--name", "film", "--workspace", str(workspace)],
        ["suggest", "--dataset", "film", "--accept-from", "0", "--workspace", str(workspace)],
        ["teach", "--faces", "table", "--model", "run-1", "--workspace", str(workspace)],
        ["runs", "--workspace", str(workspace)],
        ["cameras"],
        ["models", "--workspace", str(workspace)],
        ["check", "--workspace", str(workspace)],
        ["reproduce", "--data", str(table), "--estimate", *out("paper")],
        ["bench", "--only", "angles"],
    ]


@pytest.mark.slow
@pytest.mark.skipif(
    not re.search(r"GUI: +NONE", cv2.getBuildInformation()),
    reason="OpenCV is here in the build with windows, which brings their libraries along",
)
def test_every_verb_works_without_qt_and_a_screens_libraries(tmp_path: Path) -> None:
    given = verbs(tmp_path)
    register_verbs()
    known = {command.name for command in app.registered_commands}
    assert known - {arguments[0] for arguments in given} == {"demo", "gui"}
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "",
        "DISPLAY": "",
        "MPLBACKEND": "",
        "OMP_NUM_THREADS": "1",
    }
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps(given),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    codes, loaded = json.loads(ended.stdout)
    wrong = [arguments for arguments, code in zip(given, codes, strict=True) if code]
    assert wrong == [], ended.stderr
    # What a wheel brings along itself (PyAV: its own libxcb) is asked of no system.
    outside = [Path(file) for file in loaded if not re.search(r"/\w+\.libs/", file)]
    assert [file for file in outside if file.name.startswith(_OF_A_SCREEN)] == []


def test_measuring_the_window_says_which_library_lacks(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    words = "libglib-2.0.so.0: cannot open shared object file: No such file or directory"
    (tmp_path / "PySide6/__init__.py").write_text(
        f"raise ImportError({words!r})\n", encoding="utf-8"
    )
    ended = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "bench", "--only", "startup"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 1
    assert "libglib-2.0.so.0" in ended.stderr
    assert "libglib2.0-0" in ended.stderr or sys.platform != "linux"
    assert "Traceback" not in ended.stderr
