"""What is asked of Windows, answered by a made-up one."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core import files, runtime
from emotion_gui.core.executors import worker_side

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the real one answers there")


class Call:
    """A function of a library: remembers what it was given."""

    def __init__(self, answer: Any = 0) -> None:
        self.answer = answer
        self.given: list[tuple[Any, ...]] = []

    def __call__(self, *given: Any) -> Any:
        self.given.append(given)
        return self.answer(*given) if callable(self.answer) else self.answer


def kernel(monkeypatch: pytest.MonkeyPatch, **functions: Any) -> SimpleNamespace:
    library = SimpleNamespace(**{name: Call(answer) for name, answer in functions.items()})
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, **options: library, raising=False)
    return library


@pytest.mark.parametrize(
    ("handle", "waited", "error", "alive"),
    [(7, 0x102, 0, True), (7, 0, 0, False), (None, 0, 87, False), (None, 0, 5, True)],
)
def test_whether_a_process_runs(
    monkeypatch: pytest.MonkeyPatch, handle: int | None, waited: int, error: int, alive: bool
) -> None:
    library = kernel(monkeypatch, OpenProcess=handle, WaitForSingleObject=waited, CloseHandle=1)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: error, raising=False)
    assert files._is_alive_on_windows((1 << 32) + 5) is alive
    assert library.OpenProcess.given == [(0x00100000, 0, 5)]  # SYNCHRONIZE
    held = [given[0].value for given in library.CloseHandle.given]
    assert held == ([] if handle is None else [handle])
    # Nobody waits: it is only asked.
    assert [given[1] for given in library.WaitForSingleObject.given] == [0] * len(held)


@pytest.mark.parametrize(("told", "found"), [(1, 5_000_000), (0, 0)])
def test_memory_of_a_worker(monkeypatch: pytest.MonkeyPatch, told: int, found: int) -> None:
    def tell(process: Any, pointer: Any, size: int) -> int:
        assert process.value == ctypes.c_void_p(-1).value
        assert pointer._obj.size == size == ctypes.sizeof(pointer._obj)
        pointer._obj.working_set = 5_000_000
        return told

    kernel(monkeypatch, K32GetProcessMemoryInfo=tell)
    monkeypatch.setattr(worker_side.sys, "platform", "win32")
    assert worker_side.memory_bytes() == found


@pytest.mark.parametrize(("system", "frozen"), [("win32", True), ("win32", False), ("linux", True)])
def test_the_installer_sees_an_installed_program(
    monkeypatch: pytest.MonkeyPatch, system: str, frozen: bool
) -> None:
    made = Call()
    library = SimpleNamespace(kernel32=SimpleNamespace(CreateMutexW=made))
    monkeypatch.setattr(ctypes, "windll", library, raising=False)
    monkeypatch.setattr(runtime.sys, "platform", system)
    monkeypatch.setattr(runtime, "is_frozen", lambda: frozen)
    runtime.tell_installer()
    names = ["EmotionWorkbenchIsRunning", "Global\\EmotionWorkbenchIsRunning"]
    # Not owned: a second window must not wait for the first.
    wanted = [(None, False, name) for name in names] if system == "win32" and frozen else []
    assert made.given == wanted


def test_words_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime.sys, "platform", "win32")
    version = SimpleNamespace(platform_version=(10, 0, 22631))
    monkeypatch.setattr(sys, "getwindowsversion", lambda: version, raising=False)
    monkeypatch.setenv("PROCESSOR_ARCHITECTURE", "AMD64")
    monkeypatch.setenv("PROCESSOR_IDENTIFIER", "Some CPU")
    assert runtime.system_words() == ("Windows 10.0.22631", "AMD64")
    assert runtime.processor_name() == "Some CPU"
