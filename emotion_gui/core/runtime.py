"""Process-wide facts: threads, memory, device.

`prepare_process` must run before torch is first imported and before the application is built:
it only sets environment variables.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# The installer asks for it (packaging/windows/emotion-workbench.iss).
INSTALLER_MUTEX = "EmotionWorkbenchIsRunning"
# LOAD_LIBRARY_SEARCH_DEFAULT_DIRS, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR of libloaderapi.h.
_SEARCH_AS_PYTHON = 0x1000 | 0x100
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h


def prepare_process() -> None:
    """Set what torch, OpenCV and Qt read from the environment."""
    # libgomp's spinning workers collapse when another process keeps a core busy.
    os.environ.setdefault("GOMP_SPINCOUNT", "100")
    # Without it cuBLAS may answer differently from run to run, and refuses deterministic mode.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # Qt fills large shapes with a pool of threads and waits for them: under load 0.3 ms of
    # painting took the window's thread 8 ms, and there is nothing to gain on small pictures.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    # Cameras through Media Foundation open in seconds instead of up to a minute.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")


def import_cv2() -> None:
    """Import OpenCV and undo what its wheel does to Qt's environment.

    WORKAROUND: opencv-python points Qt at its own plugins and fonts
    (https://github.com/opencv/opencv-python/issues/386).
    """
    import cv2  # noqa: F401

    os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    os.environ.pop("QT_QPA_FONTDIR", None)


def import_matplotlib() -> None:
    """Import Matplotlib from any thread while others work; before any other import of it.

    WORKAROUND: its `ft2font` asks for Python's lock while Windows loads it (`P11X_DECLARE_ENUM`
    in `src/_enums.h`). An import gives Python's lock up and takes the loader's; a thread that has
    the former and needs the latter then waits as long as this one: for ever. Loaded by a call
    that keeps Python's lock it waits for nobody, and the import finds it there.
    """
    if sys.platform == "win32" and "matplotlib.ft2font" not in sys.modules:
        load = ctypes.PyDLL("kernel32").LoadLibraryExW
        load.argtypes, load.restype = (ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_uint32), None
        for file in _files_of("matplotlib", "ft2font*.pyd"):
            load(str(file), None, _SEARCH_AS_PYTHON)
    import matplotlib  # noqa: F401


def load_without_lock(package: str, *patterns: str) -> None:
    """Load libraries of a package that will be imported, while other threads go on working.

    Python's lock is held while an extension is loaded with all that it needs - for torch half a
    second from a warm disk, many from a cold one - and the window stands still meanwhile. Called
    through ctypes the system's loader runs without the lock; the import finds everything there.

    Args:
        package: only looked for; what lacks, or does not load, the import will say.
        patterns: of files below its folder, in order; libraries that do not call Python, or not
            before they are asked to.
    """
    if sys.platform == "win32":  # there ctypes and torch itself do it so
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for file in _files_of(package, *patterns):
        dlopen(os.fsencode(file), os.RTLD_NOW | os.RTLD_LOCAL)


def _files_of(package: str, *patterns: str) -> Iterator[Path]:
    """Of a package that is only looked for, not imported."""
    spec = importlib.util.find_spec(package)
    for place in () if spec is None else spec.submodule_search_locations or ():
        for pattern in patterns:
            yield from sorted(Path(place).glob(pattern))


@contextlib.contextmanager
def deterministic_algorithms(*, on: bool) -> Iterator[None]:
    """Inside, torch refuses operations whose result may differ between two runs (if `on`)."""
    import torch

    before = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(on or before)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before)


@contextlib.contextmanager
def keep_freed_memory() -> Iterator[None]:
    """Inside, glibc keeps freed memory for the next step instead of giving it back.

    A training step frees and asks for the same hundreds of megabytes again and again; fetching
    them anew from the system, page by page, takes a good part of its time on a CPU. Does nothing
    where the C library is another one.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt") or not hasattr(libc, "malloc_trim"):
        yield
        return
    libc.mallopt(_M_MMAP_THRESHOLD, 1 << 30)
    libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
    try:
        yield
    finally:
        # glibc's own upper bounds; its moving thresholds cannot be switched on again.
        libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20)
        libc.mallopt(_M_TRIM_THRESHOLD, 64 << 20)
        libc.malloc_trim(0)


def choose_device(wanted: str = "auto") -> torch.device:
    """CUDA, then Apple MPS, then CPU; or exactly the one asked for.

    Args:
        wanted: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`.

    Raises:
        ConfigError: the device asked for is not there.
    """
    import torch

    from emotion_gui.core.errors import ConfigError

    if wanted == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise ConfigError("device", wanted, "not a device name") from error
    missing = (device.type == "cuda" and not torch.cuda.is_available()) or (
        device.type == "mps" and not torch.backends.mps.is_available()
    )
    if missing:
        raise ConfigError("device", wanted, "this computer has no such device")
    return device


def pays_bfloat16(device: torch.device) -> bool:
    """Whether a training step is faster in bfloat16 than in float32 on this device.

    On graphics cards that compute in it, on CPUs with matrix units for it (Intel's AMX) and on
    AMD's with its instructions (from Zen 4 on: twice as fast, measured). Intel's without matrix
    units are slower with it, and so is every CPU that emulates it. On Apple's graphics nobody has
    measured it, so float32 stays.
    """
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type != "cpu":
        return False
    able = torch.cpu.get_capabilities()
    is_amd = str(able.get("cpu_name", "")).startswith("AMD")
    return bool(able.get("amx_bf16", False) or (is_amd and able.get("avx512_bf16", False)))


@dataclass(frozen=True)
class Environment:
    """What a run was made with; stored beside every checkpoint."""

    product: str
    python: str
    torch: str
    system: str
    machine: str
    cpus: int


def environment() -> Environment:
    """The versions and the machine in words."""
    from importlib.metadata import version

    from emotion_gui import __version__

    system, machine = system_words()
    return Environment(
        product=__version__,
        python=platform.python_version(),
        torch=version("torch"),
        system=system,
        machine=machine,
        cpus=os.cpu_count() or 1,
    )


def system_words() -> tuple[str, str]:
    """The system with its version, and the kind of processor: `Windows 10.0.22631`, `AMD64`.

    `platform` starts a query of 0.4 s for them on Windows, and asks for the computer's name.
    """
    if sys.platform == "win32":
        parts = sys.getwindowsversion().platform_version
        return f"Windows {'.'.join(map(str, parts))}", os.environ.get("PROCESSOR_ARCHITECTURE", "")
    facts = os.uname()
    return f"{facts.sysname} {facts.release}", facts.machine


def processor_name() -> str:
    """The processor's model, and whether it has instructions for int8 (VNNI), where it is told.

    Virtual computers give very different processors the same name.
    """
    if sys.platform == "win32":
        return os.environ.get("PROCESSOR_IDENTIFIER", "")
    if not sys.platform.startswith("linux"):
        return system_words()[1]
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return system_words()[1]
    facts = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    name = facts.get("model name") or system_words()[1]
    return f"{name} (VNNI)" if "vnni" in facts.get("flags", "") else name


def is_frozen() -> bool:
    """True inside a packaged install."""
    return bool(getattr(sys, "frozen", False))


def tell_installer() -> None:
    """Windows: let the installed program be seen, so that nobody replaces or removes it meanwhile.

    The names live as long as this process; one is seen from other people's sessions too.
    """
    if sys.platform == "win32" and is_frozen():
        for name in (INSTALLER_MUTEX, f"Global\\{INSTALLER_MUTEX}"):
            ctypes.windll.kernel32.CreateMutexW(None, False, name)


def release_memory() -> None:
    """Give freed memory back to the system, where the C library keeps it (glibc).

    Each job's thread takes its memory from a heap of its own, which glibc does not shrink by
    itself; after an hour of jobs hundreds of megabytes would lie about unused.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
