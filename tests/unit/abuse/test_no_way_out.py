"""Import, training, pruning, evaluation and Live from a file, watched by an audit hook."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.fake_sources import plain_frames, write_video
from tests.helpers.sources import write_table

ROOT = Path(__file__).parents[3]

WATCHED = """
import json, os, sys
FORBIDDEN = {
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname",
    "socket.__new__", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "os.startfile", "pickle.find_class", "shutil.unpack_archive",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
seen = {"forbidden": [], "written": []}
def watch(event, arguments):
    if event in FORBIDDEN:
        seen["forbidden"].append([event, repr(arguments)[:200]])
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITING:
        seen["written"].append(os.fsdecode(arguments[0]))
    elif event in {"os.rename", "os.remove", "os.mkdir"}:
        seen["written"].append(os.fsdecode(arguments[0]))
"""

WORK = """
from pathlib import Path
from emotion_gui.core.runtime import prepare_process
prepare_process()
import platform; platform.uname()  # asks the system once
from emotion_gui.core.warmup import warm_up
from emotion_gui.core.jobs import JobContext, JobCancelled
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.inference.controls import LiveControls, LiveRequest, LiveValues, Models
from emotion_gui.core.inference.session import live_session
from emotion_gui.core.model.catalogue import default_model
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.operations.keep import write_network
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.subject import Subject
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.workspace import Workspace
table, clip, folder = map(Path, sys.argv[1:4])
sys.addaudithook(watch)
warm_up(JobContext(), device="cpu", threads=1)
workspace = Workspace.open(folder / "workspace")
import_dataset(workspace, ImportRequest(table, "faces"))
recipe = TrainConfig(
    network=NetworkSpec(((4,), (6,)), (True, True)), epochs=2, batch_size=16, device="cpu"
)
epochs = []
def stop_after_one():
    return bool(workspace.runs() and workspace.epochs(workspace.runs()[0].run_id))
try:
    train_run(workspace, TrainRequest("faces", recipe), JobContext(is_cancelled=stop_after_one))
except JobCancelled:
    pass
run = resume_run(workspace, workspace.runs()[0].run_id, JobContext()).run
dataset = open_dataset(workspace, "faces")
train, test = dataset.part(Part.TRAIN), dataset.part(Part.TEST)
checkpoint = workspace.checkpoint_path(run.run_id)
evaluate_checkpoint(checkpoint, test)
subject = Subject(load_checkpoint(checkpoint), train, test)
session = record_layer(subject, None, JobContext())
plan = session.plan(PruningOptions())
pruned = prune_layer(subject, session, plan, PruneRequest(latency_runs=1), JobContext()).pruned
write_network(pruned, folder / "workspace" / "pruned.safetensors")
live_session(
    LiveRequest(address=str(clip)),
    LiveControls(LiveValues(models=Models(default_model().file))), JobContext(),
    lambda update: None,
)
workspace.close()
print(json.dumps(seen))
"""


@pytest.mark.slow
def test_no_socket_no_program_no_pickle_and_no_file_outside_the_workspace(tmp_path: Path) -> None:
    write_table(tmp_path / "fer2013.csv", 84)
    clip = write_video(tmp_path / "clip.avi", plain_frames(12))
    folder = tmp_path / "home"
    (folder / "tmp").mkdir(parents=True)
    environment = os.environ | {
        "HOME": str(folder),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp")),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("TORCHINDUCTOR_CACHE_DIR", None)  # set by torch in this process
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED + WORK, str(tmp_path / "fer2013.csv"), str(clip), folder],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout.strip().splitlines()[-1])
    assert seen["forbidden"] == []
    # torch probes the folder for temporary files and makes an empty one for its compiler.
    inside = (str(folder / "workspace"), str(folder / "tmp"), "/dev/", "/proc/")
    assert [path for path in seen["written"] if not path.startswith(inside)] == []
    assert any(path.endswith(".part") for path in seen["written"])  # that the watch sees anything


def calls() -> list[tuple[str, ast.Call]]:
    """Every call in the product's own code, with the name that it goes by."""
    found = []
    for path in sorted((ROOT / "emotion_gui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found.append((ast.unparse(node.func), node))
    return found


def test_nothing_is_unpickled_and_no_shell_is_asked() -> None:
    forbidden = {
        "pickle.load",
        "pickle.loads",
        "pickle.Unpickler",
        "os.system",
        "os.popen",
        "eval",
        "exec",
        "joblib.load",
        "torch.hub.load",
        "shutil.unpack_archive",
        "marshal.loads",
    }
    for name, node in calls():
        assert name not in forbidden, ast.unparse(node)
        options = {word.arg: ast.unparse(word.value) for word in node.keywords}
        assert options.get("shell", "False") == "False", ast.unparse(node)
        if name == "torch.load":
            assert options.get("weights_only") == "True", ast.unparse(node)
        if name in {"np.load", "numpy.load"}:
            assert options.get("allow_pickle") == "False", ast.unparse(node)
        if name.endswith((".extractall", ".extract")):
            raise AssertionError(ast.unparse(node))
