"""What the process is prepared with."""

from __future__ import annotations

import subprocess
import sys

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


def test_a_package_that_lacks_is_left_to_its_import() -> None:
    load_without_lock("no_such_package_here", "*.so")
