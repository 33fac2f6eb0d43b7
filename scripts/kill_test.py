"""Kill the product without warning at random moments and look what is left.

    python scripts/kill_test.py [--kills 100] [--seed 0] [--only table training ...]

Thirteen kinds of work take turns, each in a process of its own that is killed with SIGKILL after a
random time and started again until it ends by itself: importing a table, cropped pictures, and
photographs with a detector and its threads; training, and training from another checkpoint;
pruning and keeping the pruned run; saving (a face rewritten, a checkpoint and a plan file
written over); analysing a film, marking one, exporting its tables and report; lessons, changes
of classes, a search on a journal. After every kill
the workspace must open, its database be sound, everything that was reported as finished be there
once and unchanged, and nothing half written lie about. At the end the result must be bit-equal to
that of an undisturbed process.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import kill_films
import kill_learning
import kill_work

from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace

_MOST = 4  # kills of one piece of work; more would mostly hit its first moments
_PRELOADED = [
    "__main__",
    "kill_work",
    "torch",
    "cv2",
    "emotion_gui.core.data.importing",
    "emotion_gui.core.training.runs",
    "emotion_gui.operations.prune_layer",
    "emotion_gui.core.faces.mtcnn",
    "emotion_gui.core.review.analysis",
    "emotion_gui.core.reports.film_report",
    "emotion_gui.core.training.study",
    "emotion_gui.operations.teach",
]


def main() -> int:
    """Run it all; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=list(kill_work.WORK), metavar="WORK")
    options = parser.parse_args()
    kinds = options.only or [kind for kind in kill_work.WORK if kind != "base"]
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="emotion-kills-") as folder:
        bench = Bench(Path(folder), rng)
        bench.prepare(kinds)
        kills, rounds, wrong = 0, 0, 0
        while kills < options.kills:
            kind = kinds[rounds % len(kinds)]
            rounds += 1
            done, problems = bench.kill_until_done(kind, min(_MOST, options.kills - kills))
            kills += done
            wrong += bool(problems)
            words = "; ".join(dict.fromkeys(problems)) or "bit-equal"
            print(f"{kills:4} kills, {rounds:3} {kind}: {words}", flush=True)
        counts = ", ".join(f"{kind} {bench.kills[kind]}" for kind in kinds)
        print(f"{kills} kills in {rounds} pieces of work ({counts}); {wrong} of them went wrong")
    return int(wrong > 0)


class Bench:
    """Undisturbed results, and processes to be killed."""

    def __init__(self, root: Path, rng: random.Random) -> None:
        self.root, self._rng = root, rng
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)
        self.whole: dict[str, object] = {}
        self.seconds: dict[str, float] = {}
        self._bystanders: object = None
        self.kills: dict[str, int] = {}

    def prepare(self, kinds: list[str]) -> None:
        """Sources, a workspace with finished things in it, and every kind of work undisturbed."""
        kill_work.make_sources(self.root / "sources")
        base = self.root / "base"
        self._run("base", base)
        self._bystanders = kill_work.bystanders(base)
        for kind in kinds:
            target = self.root / f"whole-{kind}"
            shutil.copytree(base, target)
            self.seconds[kind] = self._run(kind, target)
            self.whole[kind] = kill_work.facts(kind, target)
            self.kills[kind] = 0
            print(f"undisturbed: {kind}, {self.seconds[kind]:.1f} s", flush=True)
            shutil.rmtree(target)

    def kill_until_done(self, kind: str, most: int) -> tuple[int, list[str]]:
        """Kill and start again until the work ends by itself: kills and what is wrong."""
        target = self.root / "killed"
        shutil.copytree(self.root / "base", target)
        kills, problems = 0, []
        while self._killed(kind, target, may_kill=kills < most):
            kills += 1
            problems += self.look(target)
        problems += self.look(target)
        if not problems and kill_work.facts(kind, target) != self.whole[kind]:
            problems.append("the result differs from the undisturbed one")
        self.kills[kind] += kills
        shutil.rmtree(target)
        return kills, problems

    def _killed(self, kind: str, target: Path, *, may_kill: bool) -> bool:
        with self._started(kind, target) as process:
            if may_kill:
                process.join(self._rng.uniform(0, self.seconds[kind]))
                if process.exitcode is None:
                    process.kill()
                    return True
            process.join()
            if process.exitcode:
                raise SystemExit(f"{kind} failed by itself; see above")
            return False

    def _run(self, kind: str, target: Path) -> float:
        with self._started(kind, target) as process:
            began_s = time.perf_counter()
            process.join()
            if process.exitcode:
                raise SystemExit(f"{kind} failed undisturbed; see above")
            return time.perf_counter() - began_s

    @contextlib.contextmanager
    def _started(
        self, kind: str, target: Path
    ) -> Iterator[multiprocessing.context.ForkServerProcess]:
        process = self.begin(kind, target)
        try:
            yield process
        finally:
            process.join()

    def begin(self, kind: str, target: Path) -> multiprocessing.context.ForkServerProcess:
        """A process whose work has begun."""
        ours, theirs = self._context.Pipe(duplex=False)
        arguments = (kind, target, self.root / "sources", theirs)
        process = self._context.Process(target=_work, args=arguments)
        process.start()
        theirs.close()
        ours.recv()
        ours.close()
        return process

    def look(self, target: Path) -> list[str]:
        """What is wrong with a workspace whose writer has just died."""
        problems = []
        with contextlib.closing(sqlite3.connect(target / "workspace.sqlite3")) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            problems.append(f"the database is damaged: {sound}")
        workspace = Workspace.open(target)
        try:
            finished = [run for run in workspace.runs() if run.status is RunStatus.FINISHED]
            ready = [row.name for row in workspace.datasets() if row.state == "ready"]
            names = [run.name for run in finished] + ready
            if len(set(names)) != len(names):
                problems.append(f"something is there twice: {names}")
            there = {*names, *kill_films.finished(workspace), *kill_learning.finished(workspace)}
            lost = set(kill_work.reported(target)) - there
            if lost:
                problems.append(f"finished and lost: {sorted(lost)}")
            running = [run.name for run in workspace.runs() if run.status is RunStatus.RUNNING]
            if running:
                problems.append(f"still called running: {running}")
            for run in finished:
                load_checkpoint(workspace.checkpoint_path(run.run_id))
        finally:
            workspace.close()
        halves = [p.name for p in target.glob("*/*/.*.part")]
        if halves:
            problems.append(f"half written: {halves}")
        if kill_work.bystanders(target) != self._bystanders:
            problems.append("what was finished before has changed")
        problems += kill_work.damage(target)
        return problems


def _work(kind: str, target: Path, sources: Path, started: Connection) -> None:
    """In the process that will be killed."""
    import torch

    torch.set_num_threads(1)
    started.send(True)
    workspace = Workspace.open(target)
    kill_work.WORK[kind](workspace, sources)
    workspace.close()


if __name__ == "__main__":
    sys.exit(main())
