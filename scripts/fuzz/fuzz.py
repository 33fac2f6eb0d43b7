"""Damaged and hostile input for every reader; only our own errors may come out.

    python scripts/fuzz/fuzz.py --target table plan [--minutes 10] [--inputs 1000000]
                                [--out FOLDER] [--seed 0]
    python scripts/fuzz/fuzz.py --target all --minutes 10

A reader is left after so many minutes or inputs, whichever comes first. The damage is drawn anew
for every seed. What comes out beside `EmotionGuiError`, or takes
more than ten seconds of a processor or a gigabyte of memory, is counted by kind and its first
input kept in `--out`; each such case becomes a small test in `tests/unit/abuse/`. 1 is returned
where one was found.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from targets import TARGETS, Target

from emotion_gui.core.errors import EmotionGuiError

_KEPT_BYTES = 1 << 20
_SLOWEST_S = 10.0
_LARGEST_MB = 1_024.0
_TOLD_INPUTS = 50_000


@dataclass
class Findings:
    """What one target gave."""

    inputs: int = 0
    refused: int = 0
    found: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Run the targets one after the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", required=True, nargs="+", choices=[*TARGETS, "all"])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--inputs", type=int, default=1 << 62)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-found")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable()
    os.fsync = lambda fd: None  # most of the time of what writes its input
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries in C comment on every picture
    options.out.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for name in TARGETS if "all" in options.target else options.target:
        with tempfile.TemporaryDirectory(prefix="emotion-fuzz-", dir=_memory()) as folder:
            target = TARGETS[name](Path(folder))
            gc.collect()
            gc.freeze()  # torch's and OpenCV's objects, which no input makes garbage of
            findings = fuzz(name, target, options)
        wrong += len(findings.found)
        _tell(name, findings)
    return int(wrong > 0)


def _tell(name: str, findings: Findings) -> None:
    print(
        f"{name}: {findings.inputs:,} inputs in {time.process_time():,.0f} s of a processor, "
        f"{findings.refused:,} refused in words, {len(findings.found)} kinds of fault, "
        f"peak {_peak_mb():.0f} MB",
        flush=True,
    )


def fuzz(name: str, target: Target, options: argparse.Namespace) -> Findings:
    """Inputs until there are enough or the time is over."""
    findings, out = Findings(), options.out
    end_s = time.monotonic() + options.minutes * 60
    before_mb = _peak_mb()

    def one(data: object) -> None:
        nonlocal before_mb
        findings.inputs += 1
        began_s = time.process_time()  # other work on this computer does not count
        fault = _fault(target.read, data, findings)
        if not fault and time.process_time() - began_s > _SLOWEST_S:
            fault = "slow"
        if not fault and _peak_mb() - before_mb > _LARGEST_MB:
            fault, before_mb = "large", _peak_mb()
        if fault:
            if fault not in findings.found:
                kept = out / f"{name}-{len(findings.found)}.input"
                kept.write_bytes(
                    data if isinstance(data, bytes) else repr(data)[:_KEPT_BYTES].encode()
                )
                print(f"{name}: {fault}\n  {kept}", flush=True)
            findings.found[fault] += 1

    random = Random(options.seed)
    while findings.inputs < options.inputs and time.monotonic() < end_s:
        one(target.inputs(random))
        if findings.inputs % _TOLD_INPUTS == 0:
            _tell(name, findings)
    return findings


def _fault(read: Callable[[object], object], data: object, findings: Findings) -> str:
    """Where an error came from that nobody is prepared for, or ""."""
    try:
        read(data)
    except EmotionGuiError:
        findings.refused += 1
    except Exception as error:  # noqa: BLE001 - any other is what we look for
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if "emotion_gui" in f.filename
        ]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return f"{type(error).__name__} at {where}: {str(error)[:120]}"
    return ""


def _memory() -> str | None:
    """A folder in memory, where there is one: inputs are written a thousand times a second."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
