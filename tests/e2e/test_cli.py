"""The program as people start it: `python main.py …`."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.data.sample_faces import write_sample_csv, write_sample_video
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
MAIN = [sys.executable, str(ROOT / "main.py")]
LIMIT_S = 400  # of a verb that hangs; a busy machine is slow, not wrong


def run(*arguments: object, code: int = 0) -> list[dict[str, Any]]:
    """All lines of standard output, which must be JSON and nothing else."""
    ended = subprocess.run(
        [*MAIN, *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.slow
def test_from_a_table_to_a_pruned_network_that_reads_a_clip(tmp_path) -> None:
    table = write_sample_csv(tmp_path / "faces.csv", count=140, seed=1)
    clip = tmp_path / "clip.mp4"
    write_sample_video(clip, seconds=0.4, seed=3, width=320, height=240)
    small = tmp_path / "small.safetensors"
    there = ("--workspace", tmp_path / "workspace")
    (imported,) = run("import", table, "--name", "drawn", *there)
    assert imported["imported"] == 140
    *_, trained = run("train", "--dataset", "drawn", "--epochs", "1", *there)
    (pruned,) = run(
        "prune",
        trained["checkpoint"],
        "--dataset",
        "drawn",
        "--preset",
        "refit",
        "--maps",
        "200",
        "--compact",
        "--out",
        small,
        *there,
    )
    assert (pruned["maps_before"], pruned["maps_after"]) == (256, 56)
    (evaluated,) = run("evaluate", small, "--dataset", "drawn", "--part", "test", *there)
    assert evaluated["parameters"] == pruned["parameters_after"]
    assert evaluated["accuracy"] == pytest.approx(pruned["accuracy_after"])
    (classified,) = run("classify", clip, "--model", small, "--csv", tmp_path / "f.csv", *there)
    assert classified["frames"] == 10


def test_refusals_are_words(tmp_path) -> None:
    assert run("import", tmp_path / "none.csv", "--name", "x", code=1) == []
    assert run("import", code=2) == []


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_stops_a_training_cleanly(tmp_path) -> None:
    folder = tmp_path / "workspace"
    workspace = Workspace.open(folder)
    make_dataset(workspace)
    arguments = ["train", "--dataset", "stripes", "--epochs", "10000", "--json"]
    process = subprocess.Popen(
        [*MAIN, *arguments, "--workspace", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["epoch"] == 1
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert "Traceback" not in errors
    (run_row,) = workspace.runs()
    workspace.close()
    assert run_row.status is RunStatus.STOPPED
    assert "--resume 1" in errors
