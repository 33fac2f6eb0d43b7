"""Several processes do random things to one workspace; whenever they rest, all must be in order.

    python scripts/stress.py [--minutes 10] [--processes 3] [--seed 0] [--rest-s 20]

Each process draws its next operation by chance (`stress_work.py`: imports, additions, edits,
trash, classes, kept faces, trainings that are stopped and resumed, lessons, prunings, quantizing,
calibrations, films, marks, openings of the final part, reports, checks), on data sets, runs and
films that the others are at work on too. Refusals in words are counted; anything else that comes
out of an operation is a finding. Every `--rest-s` seconds all stand still, and the workspace must
hold: a sound database, no row without its face and no face that differs from its row, labels that
are classes, checkpoints that all open, every run, film and data set that was reported as finished,
unchanged, every opening of the final part in the ledger once, nothing half written, and no run
that is called running. One is returned where there is a finding.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import json
import multiprocessing
import re
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from threading import BrokenBarrierError
from typing import TYPE_CHECKING, Any

import stress_work
from stress_work import OPERATIONS, Nothing, Worker

from emotion_gui.core.errors import EmotionGuiError, StorageError
from emotion_gui.core.jobs import JobCancelled
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.check import check_workspace

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

_PRELOADED = ["__main__", "stress_work", "torch"]
_STUCK_S = 300.0


def main() -> int:
    """Run it all; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rest-s", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="emotion-stress-") as folder:
        return _stress(Path(folder), options)


def _stress(root: Path, options: argparse.Namespace) -> int:
    stress_work.make_sources(root / "sources")
    Workspace.open(root / "w").close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    barrier = context.Barrier(options.processes + 1)
    workers = [
        context.Process(target=_work, args=(root, number, options, barrier), daemon=True)
        for number in range(options.processes)
    ]
    for worker in workers:
        worker.start()
    findings: list[str] = []
    end_s = time.monotonic() + options.minutes * 60
    try:
        while True:
            barrier.wait(options.rest_s + _STUCK_S)  # all stand still
            found = problems_at_rest(root)
            findings += found
            left_s = end_s - time.monotonic()
            print(f"at rest, {left_s:5.0f} s to go: {'; '.join(found) or 'in order'}", flush=True)
            (root / "over").touch() if left_s <= 0 else None
            barrier.wait(_STUCK_S)
            if left_s <= 0:
                break
    except BrokenBarrierError:
        ended = [f"{worker.name} with {worker.exitcode}" for worker in workers]
        findings.append(f"the processes do not come to rest ({', '.join(ended)})")
        for worker in workers:
            worker.kill()
    for worker in workers:
        worker.join()
    return _report(root, options.processes, findings)


def _report(root: Path, processes: int, findings: list[str]) -> int:
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for number in range(processes):
        for line in _lines(root / f"told-{number}.jsonl"):
            done[line["operation"]] += line["outcome"] == "done"
            if line["outcome"] == "refused":
                refused[f"{line['operation']}: {line['words']}"] += 1
            elif line["outcome"] == "finding":
                findings.append(f"{line['operation']}: {line['words']}")
    for path in root.glob("fault-*.txt"):
        if text := path.read_text(encoding="utf-8"):
            findings.append(f"{path.name}: {text}")
    for words, count in sorted(refused.items()):
        print(f"{count:6} refused, {words}")
    counts = ", ".join(f"{name} {done[name]}" for name in OPERATIONS)
    print(f"{sum(done.values()):,} operations done ({counts}); {sum(refused.values()):,} refused")
    for words, count in Counter(findings).items():
        print(f"FINDING, {count} times: {words}")
    print(f"{len(findings)} findings")
    return int(bool(findings))


# -- one process ------------------------------------------------------------------------------


def _work(root: Path, number: int, options: argparse.Namespace, barrier: Barrier) -> None:
    import torch

    torch.set_num_threads(1)
    with (root / f"fault-{number}.txt").open("w", encoding="utf-8") as fault:
        faulthandler.enable(fault)
        seed = options.seed * 1_000 + number
        worker = Worker(root / "w", root / "sources", root / f"promises-{number}.jsonl", seed)
        told = root / f"told-{number}.jsonl"
        while not (root / "over").exists():
            end_s = time.monotonic() + options.rest_s
            while time.monotonic() < end_s:
                one_operation(worker, told)
            with contextlib.suppress(BrokenBarrierError):
                barrier.wait()
                barrier.wait()
        worker.close()


def one_operation(worker: Worker, told: Path) -> None:
    """Do one thing, drawn by chance, and tell how it ended."""
    names, entries = zip(*OPERATIONS.items(), strict=True)
    (name,) = worker.random.choices(names, [weight for _, weight in entries])
    outcome, words = "done", ""
    try:
        OPERATIONS[name][0](worker)
    except Nothing:
        return
    except JobCancelled:
        outcome = "stopped"
    except EmotionGuiError as error:
        # No disk is full here: the only thing to refuse is what another process is doing.
        is_fault = type(error) is StorageError
        outcome, words = ("finding" if is_fault else "refused"), _kind_of(error)
        if is_fault:
            words += f"\n{traceback.format_exc()}"
    except Exception:  # noqa: BLE001 - whatever comes out is what we look for
        outcome, words = "finding", traceback.format_exc()
    with told.open("a", encoding="utf-8") as file:
        line = {"operation": name, "outcome": outcome, "words": words}
        file.write(json.dumps(line) + "\n")


def _kind_of(error: Exception) -> str:
    """The words of an error without numbers, names and places."""
    return re.sub(r"/\S+|'[^']*'|[0-9,]+", "…", f"{type(error).__name__}: {error}")[:160]


# -- at rest ----------------------------------------------------------------------------------


def problems_at_rest(root: Path) -> list[str]:
    """All that is wrong while nobody is at work."""
    folder = root / "w"
    Workspace.open(folder).close()  # what a process left is settled by the next opening
    problems = [
        f"{finding.kind} {finding.name}: {finding.trouble}"
        for finding in check_workspace(folder).findings
    ]
    promised = [line for path in root.glob("promises-*.jsonl") for line in _lines(path)]
    with contextlib.closing(sqlite3.connect(folder / "workspace.sqlite3")) as connection:
        problems += _rows_without_faces(connection)
        problems += _runs(folder, connection, promised)
        problems += _datasets(connection, promised)
        problems += _labels(connection)
        problems += _films(connection, promised)
    problems += _ledger(folder, promised)
    halves = [p.name for p in folder.glob("*/*/.*.part")] + [
        str(p.relative_to(folder)) for p in folder.glob("datasets/*/pending.npz")
    ]
    return problems + [f"half written: {name}" for name in halves]


def _rows_without_faces(connection: sqlite3.Connection) -> list[str]:
    """Faces are numbered from 0 without a gap, as many as the data set says."""
    rows = connection.execute(
        "SELECT datasets.id, faces, count(face_index), count(DISTINCT face_index),"
        " coalesce(max(face_index), -1) FROM datasets"
        " LEFT JOIN samples ON samples.dataset_id = datasets.id GROUP BY datasets.id"
    )
    return [
        f"data set {number}: {faces} faces, {count} rows with one, {distinct} places up to {top}"
        for number, faces, count, distinct, top in rows
        if not faces == count == distinct == top + 1
    ]


def _runs(
    folder: Path, connection: sqlite3.Connection, promised: list[dict[str, Any]]
) -> list[str]:
    """Nothing is called running; what finished is finished, with the same weights."""
    problems = []
    status = dict(connection.execute("SELECT id, status FROM runs").fetchall())
    epochs = dict(connection.execute("SELECT run_id, count(*) FROM epochs GROUP BY run_id"))
    problems += [
        f"run {number} is called running" for number in status if status[number] == "running"
    ]
    for promise in promised:
        if promise["kind"] != "run":
            continue
        number = promise["run"]
        if status.get(number) != "finished":
            problems.append(f"run {number} finished and is now {status.get(number)}")
        elif epochs.get(number, 0) != promise["epochs"]:
            problems.append(
                f"run {number} has {epochs.get(number, 0)} of {promise['epochs']} epochs"
            )
        elif (
            weights_digest(folder / "runs" / str(number) / "best.safetensors") != promise["weights"]
        ):
            problems.append(f"run {number} has other weights than when it finished")
    return problems


def _datasets(connection: sqlite3.Connection, promised: list[dict[str, Any]]) -> list[str]:
    """What was imported is there with no fewer faces, unless somebody set out to erase it."""
    erased = {promise["dataset"] for promise in promised if promise["kind"] == "erased"}
    rows = {
        number: (state, faces)
        for number, state, faces in connection.execute("SELECT id, state, faces FROM datasets")
    }
    problems = []
    for promise in promised:
        number = promise["dataset"] if promise["kind"] == "data set" else None
        if number is None or number in erased:
            continue
        state, faces = rows.get(number, ("gone", 0))
        if state != "ready" or faces < promise["faces"]:
            problems.append(
                f"data set {number} was ready with {promise['faces']}: {state}, {faces}"
            )
    return problems


def _labels(connection: sqlite3.Connection) -> list[str]:
    """Every label and every supposition is a class of its data set."""
    problems = []
    told = connection.execute("SELECT id, label_set FROM datasets").fetchall()
    for number, text in told:
        count = len(LabelSet.from_json(json.loads(text))) if text else len(SEVEN)
        for what, query in (
            ("labels", "SELECT max(label) FROM samples WHERE dataset_id = ?"),
            (
                "suppositions",
                "SELECT max(suggestions.label) FROM suggestions"
                " JOIN samples ON samples.id = sample_id WHERE dataset_id = ?",
            ),
        ):
            (top,) = connection.execute(query, (number,)).fetchone()
            if top is not None and top >= count:
                problems.append(f"data set {number}: {what} up to {top} of {count} classes")
    return problems


def _films(connection: sqlite3.Connection, promised: list[dict[str, Any]]) -> list[str]:
    """Films that were read stay read, unless somebody set out to remove them."""
    erased = {line["session"] for line in promised if line["kind"] == "a film that may go"}
    state = dict(connection.execute("SELECT id, state FROM sessions").fetchall())
    problems = [
        f"session {number} is called {state[number]}"
        for number in state
        if state[number] == "analysing"
    ]
    for promise in promised:
        number = promise["session"] if promise["kind"] == "film" else None
        if number is not None and number not in erased and state.get(number) != "ready":
            problems.append(f"session {number} was read and is now {state.get(number)}")
    return problems


def _ledger(folder: Path, promised: list[dict[str, Any]]) -> list[str]:
    """One line a number, no number left out, and every opening that was reported."""
    lines = _lines(folder / "validation_openings.jsonl")
    numbers = [line["number"] for line in lines]
    problems = []
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append(f"the ledger counts {numbers}")
    weights = {line["number"]: line["weights"] for line in lines}
    problems += [
        f"opening {promise['number']} is not in the ledger as it was reported"
        for promise in promised
        if promise["kind"] == "opening" and weights.get(promise["number"]) != promise["weights"]
    ]
    return problems


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
