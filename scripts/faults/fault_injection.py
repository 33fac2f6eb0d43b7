"""Let system calls fail under every verb, one by one, and look what it says and leaves behind.

    python scripts/faults/fault_injection.py [--points 8] [--only NAME ...]

Linux, with gcc. Each verb runs in a process of its own on a fresh copy of a small workspace, with
a library loaded (`shim.c`) that lets the n-th call of one kind fail below that folder: writing
(disk full from then on; an error once; half of it once, which must be gone on with), flushing,
renaming, opening, making folders, removing, reading, resizing, closing. n runs over at most
`--points` places of each kind, first and last among them. After each the exit code must be one of
the documented ones, 1 with a line `error: ...` that names a path and nothing unexpected; no target
may hold a half file, an old file in its place stays until the new one is whole; nothing temporary
is left; the workspace passes `check`; and where it was refused the same verb must work afterwards.
One is returned where there is a finding.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trying
from trying import Ended

if TYPE_CHECKING:
    import argparse

    from verbs import Case

_KINDS = ("write", "sync", "rename", "open", "folder", "remove", "read", "size", "close")


class Page(ctypes.Structure):
    """Shared with the library, as `struct page` in shim.c."""

    _fields_ = (
        ("root", ctypes.c_char * 1024),
        ("kind", ctypes.c_int32),
        ("error", ctypes.c_int32),
        ("at", ctypes.c_int64),
        ("stays", ctypes.c_int64),
        ("counts", ctypes.c_int64 * len(_KINDS)),
        ("failed", ctypes.c_int64),
        ("where", ctypes.c_char * 1024),
    )


@dataclass(frozen=True)
class Fault:
    """A kind of call that fails; error 0 = half is written; `stays`: all later ones fail, too."""

    kind: str
    error: int
    stays: bool = False

    def __str__(self) -> str:
        name = errno.errorcode[self.error] if self.error else "half"
        return f"{self.kind} {name}{' from then on' if self.stays else ''}"


FAULTS = (
    Fault("write", errno.ENOSPC, stays=True),
    Fault("write", errno.EIO),
    Fault("write", 0),
    Fault("sync", errno.EIO),
    Fault("sync", errno.ENOSPC, stays=True),
    Fault("rename", errno.EACCES, stays=True),
    Fault("rename", errno.EIO),
    Fault("open", errno.EACCES),
    Fault("open", errno.EMFILE, stays=True),
    Fault("folder", errno.ENOSPC, stays=True),
    Fault("remove", errno.EACCES),
    Fault("read", errno.EIO),
    Fault("size", errno.ENOSPC, stays=True),
    Fault("close", errno.EIO),
)


def main() -> int:
    """Compile the library and begin anew with it loaded."""
    parser = trying.arguments(__doc__)
    parser.add_argument("--points", type=int, default=8)
    options = parser.parse_args()
    if "FAULTS_PAGE" in os.environ:
        return _inject(Path(os.environ["FAULTS_PAGE"]).parent, options)
    with tempfile.TemporaryDirectory(prefix="emotion-faults-") as folder:
        library, page = Path(folder, "shim.so"), Path(folder, "page")
        source = Path(__file__).with_name("shim.c")
        subprocess.run(
            ["gcc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True
        )
        page.write_bytes(bytes(ctypes.sizeof(Page)))
        environment = {
            **os.environ,
            "LD_PRELOAD": str(library),
            "FAULTS_PAGE": str(page),
            "HOME": folder,
            "XDG_DATA_HOME": folder,
            "OMP_NUM_THREADS": "1",
        }
        return subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode


def _inject(folder: Path, options: argparse.Namespace) -> int:
    import verbs

    bench = Bench(folder)
    bench.prepare(verbs.prepare)
    findings: Counter[str] = Counter()
    total = 0
    for case in trying.chosen(verbs.CASES, options):
        faults = 0
        if refused := bench.undisturbed(case):
            findings[refused] += 1
            print(f"FINDING {refused}", flush=True)
            continue
        for fault, number, problems, ended in bench.tried(case, options.points):
            faults += 1
            for problem in problems:
                kind = f"{case.name}, {fault}: {problem}"
                if not findings[kind]:
                    print(f"FINDING {kind}\n  call {number}, {ended.where}, exit {ended.code}")
                    print("  " + "\n  ".join(ended.said.splitlines()[-6:]), flush=True)
                findings[kind] += 1
        total += faults
        print(f"{case.name}: {faults} faults, calls {bench.calls}, {bench.outcomes}", flush=True)
    print(f"{total:,} faults; {sum(findings.values())} findings of {len(findings)} kinds")
    return int(bool(findings))


class Bench:
    """A disk made anew for each fault, and processes that work on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._disk, self._whole = folder / "disk", folder / "whole"
        with (folder / "page").open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        self._page = Page.from_buffer(self._memory)
        self._off()
        self._reference: dict[str, Any] = {}
        self.calls: dict[str, int] = {}
        self.outcomes: dict[str, int] = {}

    def prepare(self, make: Callable[[Path], None]) -> None:
        """The disk as it is before any verb; all that is imported is imported here."""
        trying.import_all()
        if self._in_child(lambda: make(self._disk)) != "":
            raise SystemExit("nothing could be prepared; see above")
        self._disk.rename(self._whole)

    def undisturbed(self, case: Case) -> str:
        """Learn how a verb ends by itself; words where it does not work."""
        self._fresh(case, old=False)
        ended = self._run(case, None, 0)
        self.calls = dict(zip(_KINDS, self._page.counts, strict=True))
        self._reference = json.loads(self._looks(case))
        return "" if ended.code == 0 else f"{case.name} fails undisturbed: {ended.said}"

    def tried(self, case: Case, points: int) -> Iterator[tuple[Fault, int, list[str], Ended]]:
        """Every fault of a verb, after `undisturbed`, with what was wrong afterwards."""
        outcomes: Counter[str] = Counter()
        for fault in FAULTS:
            for number in _spread(self.calls[fault.kind], points):
                old = bool(case.targets) and number % 2 == 0 and case.name != "demo"
                self._fresh(case, old=old)
                ended = self._run(case, fault, number, overwrite=old)
                if not ended.failed:  # another turn of chance made fewer calls
                    outcomes["not reached"] += 1
                    continue
                outcomes[f"exit {ended.code}"] += 1
                yield fault, number, self._problems(case, fault, ended, old=old), ended
        self.outcomes = dict(outcomes)

    def _problems(self, case: Case, fault: Fault, ended: Ended, *, old: bool) -> list[str]:
        problems = [] if case.tells and ended.code == 1 else trying.of_ending(ended, self._disk)
        looks = self._looks(case)
        try:
            found = json.loads(looks)
        except ValueError:
            return [*problems, f"looking at it fails: {looks[-600:]}"]
        problems += found.pop("problems")
        problems += trying.of_targets(case, ended, found, self._reference, old=old)
        if ended.code == 1:
            again = self._run(case, None, 0, overwrite=bool(case.targets) or case.adds)
            problems += trying.of_repeating(case, again.code, again.said)
        return problems

    # -- processes ------------------------------------------------------------------------

    def _fresh(self, case: Case, *, old: bool) -> None:
        shutil.rmtree(self._disk, ignore_errors=True)
        shutil.copytree(self._whole, self._disk)
        (self._disk / "out").mkdir()
        if old:
            trying.put_old(case, self._disk)

    def _off(self) -> None:
        self._page.root = b""

    def _run(
        self, case: Case, fault: Fault | None, number: int, *, overwrite: bool = False
    ) -> Ended:
        page = self._page
        page.counts = (ctypes.c_int64 * len(_KINDS))()
        page.failed, page.where = 0, b""
        page.kind = -1 if fault is None else _KINDS.index(fault.kind)
        page.error = 0 if fault is None else fault.error
        page.at, page.stays = number, 0 if fault is None else int(fault.stays)
        page.root = os.fsencode(self._disk)
        code, said = trying.run_verb(case, self._disk, self._folder / "said", overwrite=overwrite)
        self._off()
        return Ended(code, said, page.failed, os.fsdecode(page.where))

    def _looks(self, case: Case) -> str:
        return self._in_child(lambda: trying.state_of_disk(self._disk, case))

    def _in_child(self, action: Callable[[], str | None]) -> str:
        return trying.in_child(action, self._folder / "answer")


def _spread(count: int, points: int) -> Sequence[int]:
    """At most so many numbers from 1 to `count`, first and last among them."""
    if points == 1:
        return [1 + count // 2] if count else []
    if count <= points:
        return range(1, count + 1)
    return sorted({1 + round(step * (count - 1) / (points - 1)) for step in range(points)})


if __name__ == "__main__":
    sys.exit(main())
