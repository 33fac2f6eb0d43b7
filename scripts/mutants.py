"""Small faults put into the core, one at a time: which of them would no test notice?

    python scripts/mutants.py record FOLDER                    # which test reaches which line
    python scripts/mutants.py record FOLDER --tests tests/unit/model  # these alone, once more
    python scripts/mutants.py sample FOLDER --n 300 --seed 7   # faults chosen by lot
    python scripts/mutants.py sample FOLDER --only core/pruning/planning.py --n 1000
    python scripts/mutants.py sample FOLDER --n 300 --seed 7 --patience 600  # survivors once more
    python scripts/mutants.py control FOLDER                   # the tests that failed, once more
    python scripts/mutants.py report FOLDER                    # killed, surviving, equivalent

A fault is one of: a comparison turned (`<` to `<=`, `==` to `!=`), a number changed, `and` and
`or` exchanged, a condition negated, an operator exchanged (`+` and `-`, `*` and `/`), two arguments
swapped, a statement left out, an index moved by one, True and False exchanged. It is put into a
copy of the tree in FOLDER, and the tests that reach its line run, the quickest first, until one
fails or their time is over. All fates stay in FOLDER/results.jsonl; `control` runs the tests that
failed once more, without any fault. Survivors that were looked at and change nothing that can be
seen are named in tests/equivalent_mutants.json with the reason.

Neither mutmut 3 (it copies functions into forks of one process, which torch and Qt do not survive,
and knows which test reaches a function, not a line) nor cosmic-ray 8 (it runs one command for
every fault, and draws no sample) did this well when it was written.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from small_faults.finding import Fault, faults
from small_faults.reaching import Reached

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.json"
SUBJECTS = ("emotion_gui/core", "emotion_gui/workers")
LEFT_OUT = ("tests/unit/packaging", "tests/unit/first_start")  # minutes each, or not the package
FIRST = 6
LIBRARIES = (
    *("numpy", "scipy.stats", "sklearn.metrics", "torch", "cv2", "safetensors.torch"),
    *("PySide6.QtWidgets", "PySide6.QtTest"),
)

_RECORDED = """\
[run]
source =
    {tree}/emotion_gui/core
    {tree}/emotion_gui/workers
data_file = {tree}/.coverage
parallel = true
patch = _exit
context = ${{PYTEST_CURRENT_TEST-}}
"""
# Processes that a test begins are recorded under its name; those that run the tests begin before.
# What is cached would be reached by the first test that asks for it alone.
_RECORDER = """\
import os
import sys

def pytest_runtest_setup(item):
    os.environ["COVERAGE_PROCESS_START"] = {config!r}
    for name, module in list(sys.modules.items()):
        if name.startswith("emotion_gui."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
"""


def record(folder: Path, tests: Sequence[str]) -> None:
    """Copy the committed tree and run its tests, noting what each reaches.

    Args:
        folder: beside what is recorded already.
        tests: files or folders; all of them where none is named, and then anew.
    """
    tree, recorded = folder / "tree", folder / "recorded"
    shutil.rmtree(tree, ignore_errors=True)
    if not tests:
        shutil.rmtree(recorded, ignore_errors=True)
    kept = recorded / f"{len(list(recorded.glob('*'))) + 1:03}"
    kept.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", tree], check=True)
    for name in SUBJECTS:
        shutil.copytree(tree / name, kept / "source" / name)
    left_out = [part for name in LEFT_OUT for part in ("--ignore", name)]
    config = str(tree / ".coveragerc")
    Path(config).write_text(_RECORDED.format(tree=tree), "utf-8")
    (tree / "recorder.py").write_text(_RECORDER.format(config=config), "utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *(tests or ["tests"]),
            *left_out,
            "-p",
            "recorder",
            "--cov",
            f"--cov-config={config}",
            "--cov-context=test",
            "--cov-report=",
            f"--junitxml={kept / 'times.xml'}",
            "-q",
            "-n",
            "2",
        ],
        cwd=tree,
        env=_environment(),
        check=False,
    )
    shutil.copy(tree / ".coverage", kept / "coverage")


@dataclass(frozen=True)
class Draw:
    """Which faults are tried, and how.

    Attributes:
        only: files or folders below the package; none: all subjects.
        n: at most so many.
        seed: of the draw.
        jobs: so many are tried at a time, each in a tree of its own.
        patience_s: of the tests of one fault together, as long as they took when recorded.
    """

    only: Sequence[str]
    n: int
    seed: int
    jobs: int
    patience_s: float


def sample(folder: Path, draw: Draw) -> None:
    """Draw faults from all of them and try each.

    What an earlier call has tried is taken over, but for what survived less patience.

    Args:
        folder: `record`'s.
        draw: which.
    """
    os.environ.update(_environment())
    os.chdir(folder / "tree")
    known = {
        entry["key"]
        for entry in _stored(folder / "results.jsonl")
        if entry["fate"] != "survived" or entry["patience_s"] >= draw.patience_s
    }
    wanted = [Path("emotion_gui") / name for name in draw.only] or [Path(s) for s in SUBJECTS]
    files = [file for path in wanted for file in (sorted(path.rglob("*.py")) or [path])]
    every = [fault for file in files for fault in faults(file)]
    drawn = random.Random(draw.seed).sample(every, min(draw.n, len(every)))
    print(
        f"{len(drawn)} of {len(every)} faults in {len(files)} files, seed {draw.seed}", flush=True
    )
    _import_libraries()
    waiting = [(number, fault) for number, fault in enumerate(drawn, 1) if fault.key not in known]
    workers = []
    for job in range(draw.jobs):
        tree = folder / f"tree-{job}"
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(".", tree, symlinks=True)
        worker = os.fork()
        if not worker:
            _try_all(folder, tree, waiting[job :: draw.jobs], draw)
        workers.append(worker)
    for worker in workers:
        os.waitpid(worker, 0)


def _import_libraries() -> None:
    """Once, for all faults: each is tried in a fork, and importing them is most of a quick test.

    None of them starts a thread by being imported; the package itself is imported in the forks.
    """
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        importlib.import_module(name)


def _try_all(folder: Path, tree: Path, drawn: Sequence[tuple[int, Fault]], draw: Draw) -> None:
    os.chdir(tree)
    reached = Reached(folder)
    for number, fault in drawn:
        began = time.perf_counter()
        tests = reached.tests(fault)
        fate, by = ("unreached", "")
        if tests:
            fate, by = attempt(fault, tests, reached, draw.patience_s)
        entry = asdict(fault) | {
            "key": fault.key,
            "fate": fate,
            "by": by,
            "tests": len(tests),
            "seed": draw.seed,
            "patience_s": draw.patience_s,
            "seconds": round(time.perf_counter() - began, 1),
        }
        with (folder / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        print(f"{number:>4} {fate:<10} {fault.line:>4} {fault.key}", flush=True)
    os._exit(0)


def attempt(
    fault: Fault, tests: Sequence[str], reached: Reached, patience_s: float
) -> tuple[str, str]:
    """`killed` and the test that failed, or `survived` where all that there was time for passed."""
    path = Path(fault.file)
    original = path.read_bytes()
    changed = original[: fault.start] + fault.after.encode() + original[fault.end :]
    try:
        compile(changed, fault.file, "exec")
    except SyntaxError:
        return "impossible", ""
    chosen: list[str] = []
    total = 0.0
    for test in tests:
        total += reached.seconds(test)
        if chosen and total > patience_s:
            break
        chosen.append(test)
    try:
        path.write_bytes(changed)
        return _fate(chosen, total)
    finally:
        path.write_bytes(original)


def _fate(tests: Sequence[str], seconds: float, *flags: str) -> tuple[str, str]:
    """Of the tests in a fork: what they say of the tree in this folder."""
    said = Path("failed.txt").resolve()
    said.write_text("", "utf-8")
    child = os.fork()
    if not child:
        _run_tests(tests, int(30 + 3 * seconds), said, flags or ("-x",))
    deadline = time.monotonic() + 30 * (30 + seconds)  # it waits; a busy machine is slow, too
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.05)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        return "survived", ""
    return "killed", said.read_text("utf-8") or f"ended with {status}"


def _run_tests(tests: Sequence[str], seconds: int, said: Path, flags: Sequence[str]) -> NoReturn:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    output = os.open(os.devnull, os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.path.insert(0, str(Path.cwd()))
    quiet = ["-n", "0", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *flags]
    temporary = f"--basetemp={Path.cwd().with_suffix('.temporary')}"
    status = 0
    for chosen in (tests[:FIRST], tests[FIRST:]):  # most faults fall at once: collect few files
        if chosen and not status:
            Path("chosen.txt").write_text("\n".join(chosen), "utf-8")
            status = pytest.main([*quiet, temporary, "@chosen.txt"], plugins=[_Failed(said)])
    os._exit(status)


class _Failed:
    def __init__(self, said: Path) -> None:
        self._said = said

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with self._said.open("a", encoding="utf-8") as file:
                file.write(f"{report.nodeid}\n")


def control(folder: Path) -> None:
    """Run the tests that killed faults on the tree as it is: a fault that they fail on is none."""
    os.environ.update(_environment())
    entries = _stored(folder / "results.jsonl")
    killers = {str(entry.get("by", "")).partition("\n")[0] for entry in entries}
    tests = sorted(test for test in killers if "::" in test)
    os.chdir(folder / "tree")
    _import_libraries()
    fate, failed = _fate(tests, 10.0 * len(tests))
    print(f"{len(tests)} tests that killed a fault, without one: {fate}\n{failed}")


def _environment() -> dict[str, str]:
    # Of the tree in this folder, not of an installed copy; compiled files would be a second's old.
    own = {"PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    return {**os.environ, **own, "PYTHONPATH": "."}


def report(folder: Path) -> None:
    """Count, and list what survived; and what is named as equivalent though it cannot be made."""
    equivalent: dict[str, str] = json.loads(EQUIVALENT.read_text("utf-8"))
    os.chdir(ROOT)
    named = {Path(key.partition(": ")[0]) for key in equivalent}
    possible = {fault.key for file in named if file.exists() for fault in faults(file)}
    for key in equivalent.keys() - possible:
        print(f"no longer in the source: {key}")
    last = {entry["key"]: entry for entry in _stored(folder / "results.jsonl")}
    entries = [entry for entry in last.values() if entry["fate"] != "impossible"]
    for entry in entries:
        if entry["fate"] != "killed" and entry["key"] in equivalent:
            entry["fate"] = "equivalent"
    counts = Counter(entry["fate"] for entry in entries)
    for entry in entries:
        if entry["fate"] in ("survived", "unreached"):
            print(f"{entry['fate']} ({entry['tests']} tests), line {entry['line']}: {entry['key']}")
    judged = len(entries) - counts["equivalent"]
    killed = counts["killed"]
    share = 100 * killed / judged if judged else 0.0
    print(f"{dict(counts)}: {killed} of {judged} killed, {share:.1f} %")


def _stored(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> int:
    """Parse arguments and do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("step", choices=["record", "sample", "control", "report"])
    parser.add_argument("folder", type=Path, help="for the copy of the tree and the results")
    parser.add_argument("--n", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="faults tried at a time")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds of tests a fault")
    parser.add_argument("--tests", nargs="*", default=[], help="files or folders to record")
    parser.add_argument("--only", nargs="*", default=[], help="files or folders in emotion_gui")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.step == "record":
        record(folder, options.tests)
    elif options.step == "sample":
        asked = (options.only, options.n, options.seed, options.jobs, options.patience)
        sample(folder, Draw(*asked))
    elif options.step == "control":
        control(folder)
    else:
        report(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
