"""Send every verb a signal at a random moment, once or twice, and look what it leaves behind.

    python scripts/faults/signals.py [--only NAME ...] [--seed 0]

Linux. Each verb of `verbs.py` runs on a fresh copy of a small workspace, in a process of its own:
first undisturbed, then with SIGTERM, SIGINT and SIGHUP in turns, each once and, a moment later,
again. It must end with 130, or as it had ended where the signal came behind it; nothing temporary
and no half file may be left, the workspace passes `check`, and the same verb works afterwards. One
is returned where there is a finding.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trying
from trying import Ended

if TYPE_CHECKING:
    from verbs import Case

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_AGAIN_S = 0.4
_INTERRUPTED = 130


def main() -> int:
    """Run the chosen verbs; 1 where anything is wrong."""
    import verbs

    parser = trying.arguments(__doc__)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="emotion-signals-"))
    try:
        trying.import_all()
        if trying.in_child(lambda: verbs.prepare(folder / "whole"), folder / "answer"):
            raise SystemExit("nothing could be prepared; see above")
        findings = sum(_case(case, folder, chance) for case in trying.chosen(verbs.CASES, options))
    finally:
        shutil.rmtree(folder)
    print(f"{findings} findings")
    return int(findings > 0)


def _case(case: Case, folder: Path, chance: random.Random) -> int:
    """The number of findings."""
    disk = _fresh(folder)
    began_s = time.monotonic()
    code, said = trying.run_verb(case, disk, folder / "said")
    takes_s = time.monotonic() - began_s
    if code != 0:
        print(f"FINDING {case.name} fails undisturbed: {said[-300:]}")
        return 1
    whole = json.loads(_looks(case, disk, folder))
    ends: Counter[str] = Counter()
    findings = 0
    for number in _SIGNALS:
        for times in (1, 2):
            disk = _fresh(folder)
            moments_s = [chance.uniform(0.05, 0.95) * takes_s]
            moments_s += [chance.uniform(0.0, _AGAIN_S)] * (times - 1)
            ended = _signalled(case, disk, folder, number, moments_s)
            ends[f"exit {ended.code}"] += 1
            for problem in _problems(case, disk, folder, ended, whole):
                findings += 1
                print(f"FINDING {case.name}, {number.name} x {times}: {problem}")
                print("  " + "\n  ".join(ended.said.splitlines()[-6:]), flush=True)
    print(f"{case.name}: {dict(ends)}, {takes_s:.1f} s", flush=True)
    return findings


def _signalled(
    case: Case, disk: Path, folder: Path, number: signal.Signals, moments_s: list[float]
) -> Ended:
    def send(child: int) -> None:
        for moment_s in moments_s:
            time.sleep(moment_s)
            os.kill(child, number)  # it is waited for later: its number is not another's yet

    code, said = trying.run_verb(case, disk, folder / "said", begun=send)
    return Ended(code, said, 1, str(disk))


def _problems(
    case: Case, disk: Path, folder: Path, ended: Ended, whole: dict[str, Any]
) -> list[str]:
    problems = []
    if ended.code not in (0, _INTERRUPTED):
        problems.append(f"ends with {ended.code}: {trying.shape(ended.said)}")
    if "Traceback" in ended.said or "unexpected" in ended.said:
        problems.append(f"not in words: {trying.shape(ended.said)}")
    looks = _looks(case, disk, folder)
    try:
        found = json.loads(looks)
    except ValueError:
        return [*problems, f"looking at it fails: {looks[-600:]}"]
    problems += found["problems"] + trying.of_targets(case, ended, found, whole, old=False)
    if ended.code == _INTERRUPTED:
        overwrite = bool(case.targets) or case.adds
        again = trying.run_verb(case, disk, folder / "said", overwrite=overwrite)
        problems += trying.of_repeating(case, *again)
    return problems


def _fresh(folder: Path) -> Path:
    disk = folder / "disk"
    shutil.rmtree(disk, ignore_errors=True)
    shutil.copytree(folder / "whole", disk)
    (disk / "out").mkdir()
    return disk


def _looks(case: Case, disk: Path, folder: Path) -> str:
    return trying.in_child(lambda: trying.state_of_disk(disk, case), folder / "answer")


if __name__ == "__main__":
    sys.exit(main())
