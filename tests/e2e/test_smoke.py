"""`--smoke-test` as a package runs it: in a process of its own, with nothing of the user's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = (
    "window shown",
    "models ready",
    "camera interface there",
    "engines agree",
    "worker process without a window",
    "clip read live by the bundled model",
    "folder imported",
    "one epoch trained",
    "every page opened",
    "faces gone with the trash",
)


@pytest.mark.slow
def test_the_program_tests_itself_and_leaves_the_user_alone(tmp_path: Path) -> None:
    report, scratch = tmp_path / "report.json", tmp_path / "scratch"
    mine = tmp_path / "mine"
    scratch.mkdir()
    environment = os.environ | {
        "TMPDIR": str(scratch),
        "TEMP": str(scratch),
        "TMP": str(scratch),
        "EMOTION_GUI_WORKSPACE": str(mine),
    }
    ended = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--smoke-test", str(report)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, report.read_text(encoding="utf-8") + ended.stderr
    told = json.loads(report.read_text(encoding="utf-8"))
    assert [step["step"] for step in told["steps"]] == list(STEPS)
    assert told["errors"] == []
    assert not mine.exists()
    assert list(scratch.glob("emotion-*")) == []
