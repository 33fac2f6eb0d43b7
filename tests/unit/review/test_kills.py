"""A process that marks and exports a film is killed at any moment: nothing half, nothing lost."""

import csv
import json
import random
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from helpers.seven import Emotion

from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.workspace.workspace import Workspace
from tests.helpers.review import rows_of_labels, stored_session

FACES = 300
WORK = """
import sys
from pathlib import Path
from emotion_gui.core.review.edits import Event, with_event
from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.film_outputs import OutputRequest, write_outputs
from emotion_gui.operations.review_film import UnkeptMarks

workspace = Workspace.open(Path(sys.argv[1]))
session = open_session(workspace, 1)
edits, marks = session.timeline.edits, UnkeptMarks(workspace)
request = OutputRequest(folder=Path(sys.argv[2]), kinds=frozenset({"csv", "elan", "boris"}))
while True:
    for _ in range(20):
        edits = with_event(edits, Event(len(edits.events) / 10, "Tür"))
        marks.put(1, edits)
        marks.keep()
        print(len(edits.events), flush=True)
    write_outputs(workspace, [1], request)
    print("exported", flush=True)
"""


@pytest.fixture
def workspace_path(tmp_path: Path) -> Path:
    path = tmp_path / "workspace"
    with Workspace.open(path) as workspace:
        stored_session(workspace, rows_of_labels({1: [int(Emotion.HAPPY)] * FACES}))
    return path


def killed(workspace: Path, output: Path, *, after: int, wait_s: float) -> list[str]:
    """What a process had told when it was killed, so many words and a while after its start."""
    command = [sys.executable, "-c", WORK, str(workspace), str(output)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(after)]
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.kill()
        told += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_marks_and_files_after_kills(workspace_path: Path, tmp_path: Path) -> None:
    drawn = random.Random(6)
    output = tmp_path / "out"
    marks = 0
    for words in (range(1, 20), range(22, 40)):  # among the first marks; among the files
        after, wait_s = drawn.choice(words), drawn.uniform(0, 0.05)
        told = killed(workspace_path, output, after=after, wait_s=wait_s)
        marks = max([marks, *(int(word) for word in told if word != "exported")])
        with Workspace.open(workspace_path) as workspace:
            edits = open_session(workspace, 1).timeline.edits
        assert len(edits.events) in {marks, marks + 1}  # kept, and perhaps not told any more
        assert [event.time_s for event in edits.events] == [
            k / 10 for k in range(len(edits.events))
        ]
        marks = len(edits.events)
        for path in output.glob("[!.]*"):
            read_whole(path)
    assert (output / "talk.eaf").exists()


def read_whole(path: Path) -> None:
    if path.name in {"talk.csv", "talk wide.csv"}:
        with path.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == FACES
    elif path.suffix == ".boris":
        (observation,) = json.loads(path.read_bytes())["observations"].values()
        assert observation["events"]
    elif path.suffix == ".eaf":
        assert ElementTree.fromstring(path.read_bytes()).findall("TIER")
