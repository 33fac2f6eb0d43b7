"""Every verb on a small disk that is full, or becomes full on the way.

    python scripts/faults/full_disk.py [--only NAME ...] [--long]

Linux, as root. Each verb of `verbs.py` runs on a fresh copy of a small workspace, on a disk of its
own (tmpfs): first undisturbed, which tells how much it needs; then with nothing free, and with a
quarter, a half and nine tenths of that. After each it must have ended with 0 and a whole result,
or with 1 and a line that names a path on the disk; nothing half written or temporary may be left;
an older file stays; the workspace passes `check`; and once there is room the same verb works. One
is returned where there is a finding.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trying
from trying import Ended

if TYPE_CHECKING:
    from verbs import Case

_DISK_MB = 256
_SHARES = (0.0, 0.25, 0.5, 0.9)
_BLOCK = 4_096


def main() -> int:
    """Run the chosen verbs; 1 where anything is wrong."""
    import verbs

    parser = trying.arguments(__doc__)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    cases = trying.chosen(verbs.LONG_CASES if options.long else verbs.CASES, options)
    # No TemporaryDirectory: it would be removed by the first child that ends.
    folder = Path(tempfile.mkdtemp(prefix="emotion-full-"))
    try:
        trying.import_all()
        whole = folder / "whole"
        if trying.in_child(lambda: verbs.prepare(whole), folder / "answer"):
            raise SystemExit("nothing could be prepared; see above")
        findings = sum(_case(case, whole, folder) for case in cases)
    finally:
        shutil.rmtree(folder)
    print(f"{findings} findings")
    return int(findings > 0)


def _case(case: Case, whole: Path, folder: Path) -> int:
    """The number of findings."""
    ends: Counter[str] = Counter()
    findings = 0
    for share, ended, problems in _tried(case, whole, folder):
        ends[f"exit {ended.code}"] += 1
        for problem in problems:
            print(f"FINDING {case.name}, {share:.0%} of what it needs: {problem}")
            print("  " + "\n  ".join(ended.said.splitlines()[-6:]), flush=True)
        findings += len(problems)
    print(f"{case.name}: {dict(ends)}", flush=True)
    return findings


def _tried(case: Case, whole: Path, folder: Path) -> Iterator[tuple[float, Ended, list[str]]]:
    """Each share of the room it needs, how it ended, and what is wrong then."""
    with _disk(whole, folder) as disk:
        before = _free(disk)
        ended = _run(case, disk, overwrite=False)
        needs = before - _free(disk)
        reference = json.loads(_looks(case, disk, folder))
    if ended.code != 0:
        yield 1.0, ended, ["fails undisturbed"]
        return
    for number, share in enumerate(_SHARES):
        old = bool(case.targets) and bool(number % 2) and case.name != "demo"
        with _disk(whole, folder) as disk:
            if old:
                trying.put_old(case, disk)
            ballast = _fill(disk, int(needs * share))
            ended = _run(case, disk, overwrite=old)
            is_told = case.tells and ended.code == 1
            problems = [] if is_told else trying.of_ending(ended, disk)
            ballast.unlink()  # a workspace cannot be opened where nothing is free at all
            problems += _left(case, disk, reference, ended, folder, old=old)
            if ended.code == 1:
                again = _run(case, disk, overwrite=bool(case.targets) or case.adds)
                problems += trying.of_repeating(case, again.code, again.said)
            yield share, ended, problems


def _left(
    case: Case, disk: Path, reference: dict[str, Any], ended: Ended, folder: Path, *, old: bool
) -> list[str]:
    looks = _looks(case, disk, folder)
    try:
        found = json.loads(looks)
    except ValueError:
        return [f"looking at it fails: {looks[-600:]}"]
    problems: list[str] = found["problems"]
    return problems + trying.of_targets(case, ended, found, reference, old=old)


def _looks(case: Case, disk: Path, folder: Path) -> str:
    return trying.in_child(lambda: trying.state_of_disk(disk, case), folder / "answer")


@contextlib.contextmanager
def _disk(whole: Path, folder: Path) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    size = f"size={_DISK_MB}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=True)
    try:
        shutil.copytree(whole, disk, dirs_exist_ok=True)
        (disk / "out").mkdir()
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _free(disk: Path) -> int:
    facts = os.statvfs(disk)
    return facts.f_bavail * facts.f_frsize


def _fill(disk: Path, room: int) -> Path:
    """Leave so many bytes free."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, _free(disk) - room // _BLOCK * _BLOCK)
    return ballast


def _run(case: Case, disk: Path, *, overwrite: bool) -> Ended:
    code, said = trying.run_verb(case, disk, disk.parent / "said", overwrite=overwrite)
    return Ended(code, said, 1, str(disk))


if __name__ == "__main__":
    sys.exit(main())
