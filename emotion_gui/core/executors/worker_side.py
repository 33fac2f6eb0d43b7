"""The half of the seam that runs on a worker."""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from emotion_gui import __version__
from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import WorkersError
from emotion_gui.core.executors.workers import Said, WorkerFacts
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.runtime import keep_freed_memory, prepare_process, processor_name

T = TypeVar("T")
_SAID_EVERY_S = 1.0
_MADE = 8  # of a job or two: faces of two parts, a checkpoint, what was measured of them
ONE_AT_A_TIME = threading.Lock()
"""For pieces that train: torch's random numbers, and its gradients' switches, are the process's."""

_values: dict[str, bytes] = {}
_stopped: set[str] = set()
_finished: Counter[str] = Counter()  # pieces, by their job's token
_lock = threading.Lock()


@dataclass(frozen=True)
class JobFacts:
    """What pieces of one job have in common.

    Attributes:
        token: tells the job from all others.
        version: of the program that asks.
        threads: for torch's arithmetic; sums are added in another order with another number.
    """

    token: str
    version: str
    threads: int


def work(
    job: JobFacts,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    say: Callable[[Said], None],
    is_stopped: Callable[[], bool],
) -> Any:
    """Do one piece.

    Raises:
        WorkersError: this worker has another version of the program.
    """
    if job.version != __version__:
        name = platform.node()  # noqa: TID251 # asked on a worker, where nobody waits
        raise WorkersError(name, f"worker {name} has {__version__}, this is {job.version}")
    prepare_process()
    _use_threads(job.threads)
    said_at = 0.0

    def report(progress: Progress) -> None:
        nonlocal said_at
        if progress.text and now_s() - said_at >= _SAID_EVERY_S:
            said_at = now_s()
            say(Said(progress.text, _finished[job.token]))

    try:
        # Dask starts its workers so that glibc gives freed memory back at once.
        with keep_freed_memory():
            result = function(*arguments, JobContext(report, is_stopped))
        _finished[job.token] += 1
        return result
    finally:
        if said_at:
            say(Said("", _finished[job.token]))  # it does nothing now


def _use_threads(count: int) -> None:
    """Of torch, which pieces that only look for faces may never load."""
    if "torch" not in sys.modules:
        os.environ["OMP_NUM_THREADS"] = str(count)  # it begins with as many
        return
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def stop_job(token: str) -> None:
    """Pieces of this job end at their next checkpoint."""
    _stopped.add(token)


def is_stopped(token: str) -> bool:
    """Whether `stop_job` was called here."""
    return token in _stopped


def keep_value(key: str, value: bytes) -> None:
    """What a job shares is here now."""
    with _lock:
        _values[key] = value


def drop_values(prefix: str) -> None:
    """A job has ended: what it shared may go."""
    with _lock:
        for key in [key for key in _values if key.startswith(prefix)]:
            del _values[key]
    made_once.cache_clear()


def shared(key: str) -> bytes:
    """What `Workers.share` brought here.

    Raises:
        KeyError: nothing of this name was shared.
    """
    return _values[key]


def read_shared(key: str, reader: Callable[[bytes], T]) -> T:
    """What a shared value means, read once a worker."""
    found: T = made_once(_read, key, reader)
    return found


def _read(key: str, reader: Callable[[bytes], T]) -> T:
    return reader(shared(key))


@functools.lru_cache(maxsize=_MADE)
def made_once(make: Callable[..., Any], *arguments: object) -> Any:
    """What a function of a module makes of these, once a worker, while its job lasts.

    For what many pieces need and none of them changes: faces, a measured layer.
    """
    return make(*arguments)


def own_facts(name: str = "") -> WorkerFacts:
    """What this worker is."""
    from importlib.metadata import version

    return WorkerFacts(
        name=name,
        program=__version__,
        python=platform.python_version(),
        torch=version("torch"),
        processor=processor_name(),
        memory_bytes=memory_bytes(),
    )


def memory_bytes() -> int:
    """What this process holds in memory; 0 where the system does not tell it this way."""
    if sys.platform == "win32":
        return _working_set_bytes()
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * int(os.sysconf("SC_PAGE_SIZE"))


class _MemoryCounters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        *(
            (name, ctypes.c_size_t)
            for name in ("most", "working_set", "a", "b", "c", "d", "e", "f")
        ),
    )


def _working_set_bytes() -> int:
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    counters = _MemoryCounters(size=ctypes.sizeof(_MemoryCounters))
    current = ctypes.c_void_p(-1)  # GetCurrentProcess
    told = kernel.K32GetProcessMemoryInfo(current, ctypes.byref(counters), counters.size)
    return int(counters.working_set) if told else 0
