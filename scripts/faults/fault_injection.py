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

import argparse
import atexit
import contextlib
import ctypes
import errno
import io
import json
import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verbs import Case

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kill_work's sources

_KINDS = ("write", "sync", "rename", "open", "folder", "remove", "read", "size", "close")
_LIMIT_S, _WORK_S = 1_200, 120  # a computer that is busy otherwise is slow; a loop works
_OLD = b"an older file\n"


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


@dataclass(frozen=True)
class Ended:
    """How a verb ended: exit code (negative: by a signal; None: it hung), and what it said."""

    code: int | None
    said: str
    failed: int
    where: str


def main() -> int:
    """Compile the library and begin anew with it loaded."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
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
    for case in verbs.CASES:
        if options.only and case.name not in options.only:
            continue
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
        _import_all()
        if self._in_child(lambda: make(self._disk)) != "":
            raise SystemExit("nothing could be prepared; see above")
        self._disk.rename(self._whole)

    def undisturbed(self, case: Case) -> str:
        """Learn how a verb ends by itself; words where it does not work."""
        self._fresh(case, old=False)
        ended = self._run(case, None, 0)
        self.calls = dict(zip(_KINDS, self._page.counts, strict=True))
        self._reference = json.loads(self._in_child(lambda: _looks(self._disk, case)))
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
        problems = [] if case.tells and ended.code == 1 else _of_ending(ended, self._disk)
        looks = self._in_child(lambda: _looks(self._disk, case))
        try:
            found = json.loads(looks)
        except ValueError:
            return [*problems, f"looking at it fails: {looks[-600:]}"]
        problems += found.pop("problems")
        for name in case.targets:
            now, then = found["targets"][name], self._reference["targets"][name]
            is_old = old and now == "old"
            if case.skips and "skipped " in ended.said and now is not None and not is_old:
                continue
            if ended.code == 0 and now != then:
                problems.append(f"exit 0, and {name} is {now}, not {then}")
            elif now not in (then, None) and not is_old and not case.streams:
                problems.append(f"{name} is half: {now}, not {then}")
            elif now is None and old:
                problems.append(f"the older {name} is gone")
        if ended.code == 1:
            again = self._run(case, None, 0, overwrite=True if case.targets else old)
            done = "already exists" in again.said and not case.repeats
            if again.code != 0 and not done:
                problems.append(f"does not work afterwards: {_shape(again.said)}")
        return problems

    # -- processes ------------------------------------------------------------------------

    def _fresh(self, case: Case, *, old: bool) -> None:
        shutil.rmtree(self._disk, ignore_errors=True)
        shutil.copytree(self._whole, self._disk)
        (self._disk / "out").mkdir()
        if old:
            for name in case.targets:
                (self._disk / "out" / name).write_bytes(_OLD)

    def _off(self) -> None:
        self._page.root = b""

    def _run(
        self, case: Case, fault: Fault | None, number: int, *, overwrite: bool = False
    ) -> Ended:
        argv = case.argv(self._disk) + (["--overwrite"] if overwrite else [])
        page = self._page
        page.counts = (ctypes.c_int64 * len(_KINDS))()
        page.failed, page.where = 0, b""
        page.kind = -1 if fault is None else _KINDS.index(fault.kind)
        page.error = 0 if fault is None else fault.error
        page.at, page.stays = number, 0 if fault is None else int(fault.stays)
        page.root = os.fsencode(self._disk)
        said = self._folder / "said"
        child = os.fork()
        if child == 0:
            _be_verb(argv, said)
        code = _waited(child)
        self._off()
        text = said.read_text(encoding="utf-8", errors="replace")
        return Ended(code, text, page.failed, os.fsdecode(page.where))

    def _in_child(self, action: Callable[[], str | None]) -> str:
        """What an action gives, done in a process of its own; nothing stays in this one."""
        answer = self._folder / "answer"
        child = os.fork()
        if child == 0:
            try:
                answer.write_text(action() or "", encoding="utf-8")
            except BaseException:  # noqa: BLE001 - told by its words
                answer.write_text(traceback.format_exc(), encoding="utf-8")
                traceback.print_exc()
            os._exit(0)
        _waited(child)
        return answer.read_text(encoding="utf-8")


def _import_all() -> None:
    """Once for all processes: what verbs import when they run."""
    import cv2
    import onnx  # noqa: F401
    import onnxruntime  # noqa: F401
    import torch

    from emotion_gui import cli
    from emotion_gui.core.runtime import prepare_process

    prepare_process()
    torch.set_num_threads(1)
    cv2.setNumThreads(0)
    cli.register_verbs()


def _be_verb(argv: list[str], said: Path) -> None:
    """In the process that is to stumble; never returns."""
    code = 70
    try:
        handle = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), write_through=True)
        sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), write_through=True)
        from emotion_gui import cli

        code = cli.main(argv)
        atexit._run_exitfuncs()
    except BaseException:  # noqa: BLE001 - nothing may return from here
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _waited(child: int) -> int | None:
    deadline_s = time.monotonic() + _LIMIT_S
    while time.monotonic() < deadline_s and _worked_s(child) < _WORK_S:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _worked_s(child: int) -> float:
    """Seconds of a processor."""
    fields = (
        Path(f"/proc/{child}/stat")
        .read_text(encoding="ascii", errors="replace")
        .rpartition(")")[2]
        .split()
    )
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _spread(count: int, points: int) -> Sequence[int]:
    """At most so many numbers from 1 to `count`, first and last among them."""
    if points == 1:
        return [1 + count // 2] if count else []
    if count <= points:
        return range(1, count + 1)
    return sorted({1 + round(step * (count - 1) / (points - 1)) for step in range(points)})


# -- what must be true ------------------------------------------------------------------------


def _of_ending(ended: Ended, disk: Path) -> list[str]:
    """What is wrong with the exit code and the words."""
    if ended.code is None:
        return ["hangs"]
    if ended.code not in (0, 1):
        return [f"ends with {ended.code}: {_shape(ended.said)}"]
    problems = []
    if "Traceback" in ended.said or "unexpected" in ended.said:
        problems.append(f"not in words: {_shape(ended.said)}")
    if ended.code == 1:
        lines = [line for line in ended.said.splitlines() if line.startswith("error: ")]
        text = "\n".join(ended.said.splitlines())
        if not lines:
            problems.append(f"exit 1 without a word: {_shape(ended.said)}")
        elif not any(
            name in text[text.index("error: ") :] for name in (str(disk), Path(ended.where).name)
        ):
            problems.append(f"names no path: {_shape(ended.said)}")
    return problems


def _shape(said: str) -> str:
    """The end of what was said, without numbers and places."""
    lines = [line for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if line.startswith("error: ")), "")
    last = last or (lines[-1] if lines else "")
    return re.sub(r"/\S+|[0-9]+", "…", last)[:200]


def _looks(disk: Path, case: Case) -> str:
    """The state of a disk on which nobody works, as JSON."""
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.check import check_workspace

    problems = []
    folders = [disk / "w", *disk.glob("out/*/workspace")]
    for folder in folders:
        if not (folder / "workspace.sqlite3").exists():
            continue
        try:
            Workspace.open(folder).close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            problems.append(f"the workspace does not open: {type(error).__name__}")
            continue
        problems += [
            f"check: {finding.kind}, {finding.trouble}"
            for finding in check_workspace(folder).findings
        ]
    left = [path.name for path in disk.rglob(".*.part")]
    left += [path.name for path in disk.glob("w/temporary/*")]
    problems += [f"left behind: {_shape(name)}" for name in left]
    targets = {name: _state(disk / "out" / name) for name in case.targets}
    return json.dumps({"problems": problems, "targets": targets})


def _state(path: Path) -> str | None:
    """What is at a target: nothing (None), the older file, or what can be told of a whole one."""
    if not path.exists():
        return None
    data = path.read_bytes()
    if data == _OLD:
        return "old"
    try:
        return _state_of(path, data)
    except Exception as error:  # noqa: BLE001 - a half file may stumble in any way
        return f"broken ({type(error).__name__}, {len(data)} bytes)"


def _state_of(path: Path, data: bytes) -> str:
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.pruning.plan import load_plan

    if path.suffix == ".safetensors":
        return f"{load_checkpoint(path).network.parameter_count()} parameters"
    if path.suffix == ".json":
        return f"{len(load_plan(path).parts)} parts"
    if path.suffix in (".csv", ".tex"):
        return f"{len(data.splitlines())} lines"
    if path.suffix == ".html":
        return "whole" if data.rstrip().endswith(b"</html>") else f"{len(data)} bytes of a page"
    if path.suffix == ".mp4":
        return f"{_frames(path)} frames"
    return f"{round(len(data), -2)} bytes"


def _frames(path: Path) -> int:
    import av

    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))


if __name__ == "__main__":
    sys.exit(main())
