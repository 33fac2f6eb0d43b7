"""What every trial of a verb does: run it in a process of its own, and look what it left.

The scripts that try all verbs begin with `arguments` and `chosen`, run each with `run_verb`, and
hold what is left against an undisturbed run with `of_targets` and `of_repeating`.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import io
import json
import os
import re
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verbs import Case

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # kill_work's sources

OLD = b"an older file\n"
_LIMIT_S, _WORK_S = 1_200, 120  # a computer that is busy otherwise is slow; a loop works


@dataclass(frozen=True)
class Ended:
    """How a verb ended: exit code (negative: by a signal; None: it hung), and what it said."""

    code: int | None
    said: str
    failed: int
    where: str


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The options of both scripts."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    return parser


def chosen(cases: Sequence[Case], options: argparse.Namespace) -> list[Case]:
    """Those that were asked for."""
    return [case for case in cases if not options.only or case.name in options.only]


def import_all() -> None:
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


def run_verb(
    case: Case,
    disk: Path,
    said: Path,
    *,
    overwrite: bool = False,
    begun: Callable[[int], None] = lambda child: None,
) -> tuple[int | None, str]:
    """Exit code (as `Ended.code`) and words of a verb in a process of its own.

    `begun` gets the number of the process.
    """
    argv = case.argv(disk) + (["--overwrite"] if overwrite else [])
    child = os.fork()
    if child == 0:
        _be_verb(argv, said)
    begun(child)
    code = waited(child)
    return code, said.read_text(encoding="utf-8", errors="replace")


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
        from emotion_gui.cli.interrupts import end_in_order

        code = cli.main(argv)
        end_in_order(code)
        atexit._run_exitfuncs()
    except BaseException:  # noqa: BLE001 - nothing may return from here
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def waited(child: int) -> int | None:
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


def in_child(action: Callable[[], str | None], answer: Path) -> str:
    """What an action gives, done in a process of its own; nothing stays in this one."""
    child = os.fork()
    if child == 0:
        try:
            answer.write_text(action() or "", encoding="utf-8")
        except BaseException:  # noqa: BLE001 - told by its words
            answer.write_text(traceback.format_exc(), encoding="utf-8")
            traceback.print_exc()
        os._exit(0)
    waited(child)
    return answer.read_text(encoding="utf-8")


# -- what must be true ------------------------------------------------------------------------


def of_ending(ended: Ended, disk: Path) -> list[str]:
    """What is wrong with the exit code and the words."""
    if ended.code is None:
        return ["hangs"]
    if ended.code not in (0, 1):
        return [f"ends with {ended.code}: {shape(ended.said)}"]
    problems = []
    if "Traceback" in ended.said or "unexpected" in ended.said:
        problems.append(f"not in words: {shape(ended.said)}")
    if ended.code == 1:
        lines = [line for line in ended.said.splitlines() if line.startswith("error: ")]
        text = "\n".join(ended.said.splitlines())
        if not lines:
            problems.append(f"exit 1 without a word: {shape(ended.said)}")
        elif not any(
            name in text[text.index("error: ") :] for name in (str(disk), Path(ended.where).name)
        ):
            problems.append(f"names no path: {shape(ended.said)}")
    return problems


def put_old(case: Case, disk: Path) -> None:
    """An older file in the place of every result."""
    for name in case.targets:
        (disk / "out" / name).write_bytes(OLD)


def of_targets(
    case: Case, ended: Ended, found: dict[str, Any], whole: dict[str, Any], *, old: bool
) -> list[str]:
    """What is wrong with the results.

    Args:
        case: the verb.
        ended: how it ended.
        found, whole: as `state_of_disk` told, now and after an undisturbed run.
        old: whether there were older files.
    """
    problems = []
    for name in case.targets:
        now, then = found["targets"][name], whole["targets"][name]
        is_old = old and now == "old"
        if case.skips and "skipped " in ended.said and now is not None and not is_old:
            continue
        if ended.code == 0 and now != then:
            problems.append(f"exit 0, and {name} is {now}, not {then}")
        elif now not in (then, None) and not is_old and not case.streams:
            problems.append(f"{name} is half: {now}, not {then}")
        elif now is None and old:
            problems.append(f"the older {name} is gone")
    return problems


def of_repeating(case: Case, code: int | None, said: str) -> list[str]:
    """What is wrong with a verb that was run once more after it was refused."""
    if code == 0 or ("already exists" in said and not case.repeats):
        return []
    return [f"does not work afterwards: {shape(said)}"]


def shape(said: str) -> str:
    """The end of what was said, without numbers and places."""
    lines = [line for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if line.startswith("error: ")), "")
    last = last or (lines[-1] if lines else "")
    return re.sub(r"/\S+|[0-9]+", "…", last)[:200]


def state_of_disk(disk: Path, case: Case) -> str:
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
    problems += [f"left behind: {shape(name)}" for name in left]
    targets = {name: _state(disk / "out" / name) for name in case.targets}
    return json.dumps({"problems": problems, "targets": targets})


def _state(path: Path) -> str | None:
    """What is at a target: nothing (None), the older file, or what can be told of a whole one."""
    if not path.exists():
        return None
    data = path.read_bytes()
    if data == OLD:
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
    if path.suffix == ".pt":  # seconds in its facts have more or fewer digits
        with zipfile.ZipFile(path) as archive:
            return f"{len(archive.namelist())} parts, damaged: {archive.testzip()}"
    return f"{round(len(data), -2)} bytes"


def _frames(path: Path) -> int:
    import av

    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))
