"""What `fault_injection.py` lets fail: every verb on a small workspace."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from kill_work import write_folder, write_table

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.executors.shard import Shard
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.catalogue import default_model, list_models
from emotion_gui.core.model.checkpoint import save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import train_run
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, queue_film
from emotion_gui.operations.merge import mark_sessions
from emotion_gui.operations.quantize import quantize
from emotion_gui.operations.subject import MeasureRequest, read_subject

_SMALL = NetworkSpec(((4,), (6, 6), (8,)), (True, True, True))
_FILMS = Path(__file__).parents[2] / "tests" / "data" / "films"


@dataclass(frozen=True)
class Case:
    """A verb with its options.

    Attributes:
        name: for the table of counts.
        words: its arguments; `{in}` and `{out}` are folders.
        targets: files below `{out}` that it writes.
        streams: the targets grow while it works: a part of them stays when it is refused.
        repeats: whether it may be done where it has been done (`import` may not).
        skips: an input that cannot be read is told, left out, and the rest is done.
        adds: it writes a folder of files, and asks before it replaces those of a first try.
        tells: damage is its answer, with exit code 1, and no error of its own.
    """

    name: str
    words: str
    targets: tuple[str, ...] = ()
    streams: bool = False
    repeats: bool = True
    skips: bool = False
    tells: bool = False
    adds: bool = False

    def argv(self, disk: Path) -> list[str]:
        """The command line on a disk that holds `in`, `out` and the workspace `w`."""
        places = {"in": str(disk / "in"), "out": str(disk / "out")}
        return [
            word.format(**places) for word in (*self.words.split(), "--workspace", str(disk / "w"))
        ]


_ON_BASE = "--dataset base"
_MODEL = "{in}/model.safetensors"
_INT8 = "{in}/int8.safetensors"
CASES = (
    Case("import a table", "import {in}/table.csv --name new --detector none", repeats=False),
    Case(
        "import a folder, with report",
        "import {in}/pictures --name new --detector none --report {out}/left.csv",
        ("left.csv",),
        repeats=False,
    ),
    Case("import an archive", "import {in}/pictures.zip --name new --detector none", repeats=False),
    Case("import into", "import {in}/table.csv --into base --detector none"),
    Case("import a shard", "import {in}/table.csv --name new --detector none --shard 1/2"),
    Case("merge", "merge {in}/shard-1 {in}/shard-2", repeats=False),
    Case("train", f"train {_ON_BASE} --preset quick --epochs 2 --widths 4,4,6,6,8 --device cpu"),
    Case("train --resume", "train --resume stopped", repeats=False),
    Case("train --final", f"train {_ON_BASE} --start-from {_MODEL} --epochs 1 --final"),
    Case(
        "evaluate", f"evaluate {_MODEL} {_ON_BASE} --report {{out}}/report.html", ("report.html",)
    ),
    Case("evaluate --source", f"evaluate {_MODEL} --source {{in}}/table.csv"),
    Case(
        "evaluate --final",
        f"evaluate run-1 {_ON_BASE} --final --report {{out}}/f.html",
        ("f.html",),
    ),
    Case("evaluate --calibrate", f"evaluate run-1 {_ON_BASE} --calibrate"),
    Case(
        "prune",
        f"prune {_MODEL} {_ON_BASE} --compact --maps 2 --out {{out}}/p.safetensors"
        " --plan {out}/p.json",
        ("p.safetensors", "p.json"),
    ),
    Case("prune to ONNX", f"prune {_MODEL} {_ON_BASE} --maps 2 --out {{out}}/p.onnx", ("p.onnx",)),
    Case(
        "prune --source", f"prune {_MODEL} --source {{in}}/table.csv --out {{out}}/p.pt", ("p.pt",)
    ),
    Case(
        "prune-rounds",
        f"prune-rounds {_MODEL} {_ON_BASE} --rounds 1 --epochs 1 --out {{out}}/r.safetensors",
        ("r.safetensors",),
    ),
    Case(
        "prune-layers",
        f"prune-layers {_MODEL} {_ON_BASE} --macs 0.7 --out {{out}}/l.safetensors"
        " --plan {out}/l.json",
        ("l.safetensors", "l.json"),
    ),
    Case(
        "prune to a goal",
        f"prune {_MODEL} {_ON_BASE} --at-most-kb 12 --at-most-worse 60 --out {{out}}/g.onnx"
        " --plan {out}/g.json",
        ("g.onnx", "g.json"),
    ),
    Case(
        "remove-layer",
        f"remove-layer {_MODEL} {_ON_BASE} --layer 3 --out {{out}}/o.safetensors",
        ("o.safetensors",),
    ),
    Case(
        "compare",
        f"compare {_MODEL} {_ON_BASE} --share 0.5 --rule obs --seeds 1 --csv {{out}}/c.csv",
        ("c.csv",),
    ),
    Case(
        "sweep",
        f"sweep {_ON_BASE} --preset paper-10-1e-3 --epochs 1 --csv {{out}}/s.csv"
        " --latex {out}/s.tex",
        ("s.csv", "s.tex"),
    ),
    Case(
        "sweep --study",
        f"sweep {_ON_BASE} --study {{out}}/study.journal --trials 1 --epochs 1"
        " --grid learning_rate=1e-3,2e-3",
    ),
    Case(
        "classify pictures",
        "classify {in}/pictures --detector none --csv {out}/p.csv",
        ("p.csv",),
        skips=True,
    ),
    Case(
        "classify a film",
        "classify {in}/film.mp4 --detector haar --seconds 0.6 --csv {out}/f.csv"
        " --video {out}/f.mp4",
        ("f.csv", "f.mp4"),
        streams=True,
    ),
    Case("export onnx", f"export {_MODEL} --format onnx --out {{out}}/e.onnx", ("e.onnx",)),
    Case(
        "export onnx-float16, samples",
        f"export {_MODEL} --format onnx-float16 --samples --out {{out}}/h.onnx",
        ("h.onnx",),
    ),
    Case(
        "export onnx-int8", f"export {_INT8} --format onnx-int8 --out {{out}}/i.onnx", ("i.onnx",)
    ),
    Case(
        "export safetensors",
        f"export {_MODEL} --format safetensors --out {{out}}/s.safetensors",
        ("s.safetensors",),
    ),
    Case(
        "export torchscript", f"export {_MODEL} --format torchscript --out {{out}}/e.pt", ("e.pt",)
    ),
    Case("models", "models"),
    Case("check", "check", tells=True),
    Case("classes, rename", "classes --dataset base --rename happy=glad", repeats=False),
    Case("classes, merge", "classes --dataset base --merge angry=sad", repeats=False),
    Case("classes, add", "classes --dataset base --add bored", repeats=False),
    Case("faces of a film", f"faces {{in}}/film.mp4 --name new --seconds 0.4 --model {_MODEL}"),
    Case("suggest", f"suggest {_ON_BASE} --model {_MODEL} --accept-from 0.1"),
    Case("teach", f"teach --faces base --model {_MODEL} --alone --passes 1 --adopt yes"),
    Case("runs to a table", "runs --csv {out}/runs.csv", ("runs.csv",)),
    Case("runs, described", "runs --describe 1 --notes words --tags one,two"),
    Case(
        "quantize",
        f"quantize {_MODEL} {_ON_BASE} --calibration 16 --no-blame --out {{out}}/q.safetensors",
        ("q.safetensors",),
    ),
    Case(
        "quantize to ONNX",
        f"quantize {_MODEL} {_ON_BASE} --calibration 16 --no-blame --out {{out}}/q.onnx",
        ("q.onnx",),
    ),
    Case(
        "analyse",
        f"analyse {{in}}/film.mp4 --model {_MODEL} --detector haar --engine torch"
        " --report {out}/film --csv --xlsx --boris --elan --bids --pictures png",
        adds=True,
    ),
    Case(
        "reproduce, estimated",  # a whole one takes minutes
        "reproduce --data {in}/base.csv --detector none --out {out}/paper --estimate",
    ),
    Case(
        "demo",
        "demo --faces 140 --photographs 7 --epochs 1 --out {out}/demo",
        ("demo/report.html",),
        repeats=False,
    ),
)
LONG_CASES = (
    Case(
        "reproduce",
        "reproduce --data {in}/base.csv --detector none --out {out}/paper --splits 2 --epochs 1"
        " --whole-epochs 1 --whole-repeats 1 --deep-epochs 1 --deep-repeats 0 --most-vectors 100",
    ),
)
"""Too long for hundreds of faults: a minute each."""


def prepare(disk: Path) -> None:
    """The inputs and a workspace with a data set, a finished run and one that was stopped."""
    sources = disk / "in"
    sources.mkdir(parents=True)
    write_table(sources / "base.csv", 290, seed=1)
    write_table(sources / "table.csv", 70, seed=2)
    write_folder(sources / "pictures", 21)
    with zipfile.ZipFile(sources / "pictures.zip", "w") as archive:
        for path in sorted((sources / "pictures").rglob("*.png")):
            archive.write(path, path.relative_to(sources / "pictures"))
    shutil.copy(_FILMS / "progressive.mp4", sources / "film.mp4")
    shutil.copy(_FILMS / "mirror_h.mp4", sources / "another.mp4")
    for number in (1, 2):
        _make_shard(sources, Shard(number, 2))
    workspace = Workspace.open(disk / "w")
    import_dataset(workspace, ImportRequest(sources / "base.csv", "base", detector="none"))
    recipe = TrainConfig(preset="", network=_SMALL, epochs=2, batch_size=32, device="cpu")
    outcome = train_run(workspace, TrainRequest("base", recipe, name="whole"), JobContext())
    shutil.copy(outcome.checkpoint, sources / "model.safetensors")
    _quantize(workspace, sources / "int8.safetensors")
    _stop_after_an_epoch(workspace, dataclasses.replace(recipe, epochs=3))
    workspace.close()


def _make_shard(sources: Path, shard: Shard) -> None:
    """A workspace with one part of a table and one of two films."""
    films = [sources / "film.mp4", sources / "another.mp4"]
    with contextlib.closing(Workspace.open(sources / f"shard-{shard.number}")) as workspace:
        import_dataset(
            workspace,
            ImportRequest(sources / "table.csv", "sharded", detector="none", shard=shard),
        )
        model = default_model().file
        asked = AnalyseRequest(model=model, detector="none", engine="torch", again=True)
        row = queue_film(workspace, films[shard.number - 1], asked)
        done = analyse_session(workspace, row.session_id, JobContext())
        mark_sessions(workspace, [done], films, shard)


def _quantize(workspace: Workspace, out: Path) -> None:
    (model,) = (entry for entry in list_models(workspace) if entry.run_id)
    subject = read_subject(workspace, MeasureRequest(model, "base", 1), JobContext())
    result = quantize(subject, QuantizeRequest(faces=16, blame=False), JobContext())
    save_checkpoint(out, result.network, result.info())


def _stop_after_an_epoch(workspace: Workspace, recipe: TrainConfig) -> None:
    ended = [False]

    def look(progress: Progress) -> None:
        ended[0] = ended[0] or type(progress.detail).__name__ == "EpochRecord"

    try:
        request = TrainRequest("base", recipe, name="stopped")
        train_run(workspace, request, JobContext(look, lambda: ended[0]))
    except JobCancelled:
        return
    raise SystemExit("the training did not stop")
