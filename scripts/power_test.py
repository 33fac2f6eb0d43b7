"""Cut the power at random moments and look what is on the disk.

    python scripts/power_test.py [--cuts 100] [--seed 0] [--only table training ...]

The pieces of work of `kill_test.py` take turns on a file system of their own (ext4 in a file, by
a loop device; Linux, as root). At a random moment, while the work goes on or up to some seconds
after it has ended, the device is copied as it is at that moment: what the file system still
keeps in memory is not in the copy, as after a power failure. The copy is mounted (its journal is
replayed) and must hold everything that was reported as done before the cut; then the work goes
on there and must end bit-equal to an undisturbed one. Every other file system is mounted with
`data=writeback,noauto_da_alloc,commit=60`, which keeps names and bytes apart for as long as ext4
may. Not tried by it: disks that lose what they said was written.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import kill_work
from kill_test import Bench

from emotion_gui.core.workspace.workspace import Workspace

_IMAGE_MB = 96
_AFTER_S = 11.0  # ext4 writes back by itself every 5 seconds; the cut may come later
_HARSH = "data=writeback,noauto_da_alloc,commit=60"
_STEADY_COPIES = 50


def main() -> int:
    """Run it all; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=list(kill_work.WORK), metavar="WORK")
    options = parser.parse_args()
    kinds = options.only or [kind for kind in kill_work.WORK if kind != "base"]
    rng = random.Random(options.seed)
    wrong, in_work = 0, 0
    with tempfile.TemporaryDirectory(prefix="emotion-power-") as folder:
        bench = Bench(Path(folder), rng)
        bench.prepare(kinds)
        for cut in range(options.cuts):
            kind = kinds[cut % len(kinds)]
            at_work, problems = _one_cut(bench, kind, rng, harsh=bool(cut % 2))
            wrong += bool(problems)
            in_work += at_work
            when = "at work" if at_work else "after"
            words = "; ".join(dict.fromkeys(problems)) or "bit-equal"
            print(f"{cut + 1:4} {kind}, {when}: {words}", flush=True)
    print(f"{options.cuts} cuts, {in_work} of them at work; {wrong} went wrong")
    return int(wrong > 0)


def _one_cut(bench: Bench, kind: str, rng: random.Random, *, harsh: bool) -> tuple[bool, list[str]]:
    """Whether the work was still going on, and what is wrong afterwards."""
    # Fresh names: a device that is still being let go of would show its old contents.
    image, copy = (bench.root / f"{name}-{rng.random()}.img" for name in ("disk", "cut"))
    with _mounted(_new_image(image), _HARSH if harsh else "defaults") as disk:
        target = disk / "w"
        shutil.copytree(bench.root / "base", target)
        os.sync()
        process = bench.begin(kind, target)
        process.join(rng.uniform(0, bench.seconds[kind]))
        if process.exitcode is None and rng.random() < 1 / 3:
            process.join()
        at_work = process.exitcode is None
        if not at_work:
            time.sleep(rng.uniform(0, _AFTER_S))
        promised = kill_work.reported(target)
        _copy_as_it_is(image, copy, process.pid if at_work else None)
        if at_work:
            process.kill()
        process.join()
    with _mounted(copy, "defaults") as disk:
        target = disk / "w"
        # The list itself is no part of the product: what it said before the cut counts.
        (target / kill_work.REPORTED).write_text(
            "".join(f"{name}\n" for name in promised), encoding="utf-8"
        )
        problems = bench.look(target)
        problems += _unrecorded(target)
        if not problems:
            process = bench.begin(kind, target)
            process.join()
            problems = bench.look(target)
            if process.exitcode:
                problems.append("the work does not go on")
        if not problems and kill_work.facts(kind, target) != bench.whole[kind]:
            problems.append("the result differs from the undisturbed one")
    for path in (image, copy):
        path.unlink()
    return at_work, problems


def _unrecorded(target: Path) -> list[str]:
    """Folders without a row: none may be left by what writes in the right order."""
    with contextlib.closing(Workspace.open(target)) as workspace:
        return [f"no row speaks of {folder.name}" for folder in workspace.unrecorded()]


def _new_image(image: Path) -> Path:
    with image.open("wb") as file:
        file.truncate(_IMAGE_MB << 20)
    command = ["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)]
    subprocess.run(command, check=True)
    return image


@contextlib.contextmanager
def _mounted(image: Path, options: str) -> Iterator[Path]:
    folder = image.parent / "disk"  # always the same: runs remember where they began
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", f"loop,{options}", str(image), str(folder)], check=True)
    try:
        yield folder
    finally:
        gc.collect()  # faces that are mapped keep the file system
        subprocess.run(["umount", str(folder)], check=True)


def _copy_as_it_is(image: Path, copy: Path, writer: int | None) -> None:
    """Copy the device while its writer stands still, until two readings are the same.

    Nothing is flushed: what the file system keeps back is not in the copy.
    """
    if writer is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(writer, signal.SIGSTOP)
    before = image.read_bytes()
    for _ in range(_STEADY_COPIES):
        again = image.read_bytes()
        if again == before:
            break
        before = again
    copy.write_bytes(before)


if __name__ == "__main__":
    sys.exit(main())
