"""What the process is prepared with."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from emotion_gui.core.runtime import load_without_lock

_LOADING = """
import sys, threading, time
from emotion_gui.core.runtime import load_without_lock
from emotion_gui.core.warmup import TORCH_LIBRARIES
loading = threading.Thread(target=load_without_lock, args=("torch", *TORCH_LIBRARIES))
turns = 0
loading.start()
while loading.is_alive():
    turns += 1
    time.sleep(0.001)
assert "torch" not in sys.modules
assert "libtorch_cpu" in open("/proc/self/maps", encoding="utf-8").read()
import torch
print(turns)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_other_threads_go_on_while_torchs_libraries_are_loaded() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _LOADING],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 5  # one or two where the lock is kept for half a second


def test_a_package_that_lacks_is_left_to_its_import(tmp_path: Path) -> None:
    (tmp_path / "half_a_package").mkdir()
    (tmp_path / "half_a_package" / "lib.so").write_bytes(b"no library")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        for package in ("no_such_package_here", "half_a_package"):
            load_without_lock(package, "*.so")
            assert package not in sys.modules
    with pytest.raises(ImportError, match="no_such_package_here"):
        importlib.import_module("no_such_package_here")


_DRAWING = """
import ctypes, threading
from emotion_gui.core.runtime import import_matplotlib
load = ctypes.PyDLL("kernel32").LoadLibraryW  # has Python's lock, asks for the loader's
load.argtypes = [ctypes.c_wchar_p]
ended = threading.Event()
def work():
    while not ended.is_set():
        load("version.dll")
threading.Thread(target=work, daemon=True).start()
import_matplotlib()
ended.set()
"""


@pytest.mark.skipif(sys.platform != "win32", reason="Windows has one lock for loading")
def test_the_first_drawing_waits_for_no_thread_that_loads_something() -> None:
    subprocess.run([sys.executable, "-c", _DRAWING], timeout=120, check=True)
