"""Writes beside a program that opens every new file for a moment, as virus scanners do.

    python scripts/busy_disk.py [--writes 1000] [--hold-ms 50]

Means something on Windows alone, where a file that is open can be neither replaced nor removed.
Prints how often a file was held, what failed, and what is left over; exit code 1 where one of
the writes was lost.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import patiently, write_bytes

TARGETS = 7  # replaced in turn, so that a target is often held when it is replaced
STOP = "stop"


def watch(folder: Path, hold_s: float) -> None:
    """Open everything that is new in a folder, each for a moment, until `STOP` is there."""
    seen: set[tuple[str, int, int]] = set()
    held = [0]

    def hold(path: Path) -> None:
        try:
            with path.open("rb"):
                held[0] += 1
                time.sleep(hold_s)
        except OSError:
            pass  # it is gone already

    threads: list[threading.Thread] = []
    while not (folder / STOP).exists():
        for path in list(folder.iterdir()):
            try:
                facts = path.stat()
            except OSError:
                continue
            key = (path.name, facts.st_mtime_ns, facts.st_size)
            if key not in seen:
                seen.add(key)
                threads.append(threading.Thread(target=hold, args=(path,)))
                threads[-1].start()
    for thread in threads:
        thread.join()
    print(held[0])


def write(folder: Path, count: int) -> dict[str, object]:
    """Replace some files many times; each must hold what was written to it last."""
    refused: list[str] = []
    lost = 0
    longest_s = 0.0
    for number in range(count):
        target = folder / f"file {number % TARGETS}.bin"
        data = number.to_bytes(4, "little") * 5000
        began = time.perf_counter()
        try:
            write_bytes(target, data)
        except StorageError as error:
            refused.append(str(error))
            continue
        longest_s = max(longest_s, time.perf_counter() - began)
        lost += target.read_bytes() != data
    return {"writes": count, "refused": refused, "lost": lost, "longest_s": round(longest_s, 3)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--hold-ms", type=float, default=50.0)
    parser.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.watch is not None:
        watch(given.watch, given.hold_ms / 1000)
        return 0
    with tempfile.TemporaryDirectory(prefix="busy-disk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        words = [sys.executable, __file__, "--watch", name, "--hold-ms", str(given.hold_ms)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as scanner:
            time.sleep(2)
            began = time.perf_counter()
            report = write(folder, given.writes)
            report["seconds"] = round(time.perf_counter() - began, 1)
            patiently((folder / STOP).touch)
            assert scanner.stdout is not None
            report["held"] = int(scanner.stdout.read())
        report["left_over"] = sorted(
            path.name
            for path in folder.iterdir()
            if path.name not in {STOP, *(f"file {number}.bin" for number in range(TARGETS))}
        )
    print(json.dumps(report, indent=1))
    return 1 if report["lost"] or report["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
