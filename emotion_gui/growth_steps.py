"""One step of `bench --only growth`, in a process of its own, so that its peak is its own.

`python -m emotion_gui.growth_steps STEP FOLDER COUNT` does one of `STEPS` to the workspace in
FOLDER and prints a line of JSON: seconds, processor seconds, both peaks in MB - of all that is
resident, and of that without what is only mapped from files - and what the step itself tells.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FaceDataset
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.workspace.workspace import Workspace

NAME = "growing"
_STILL = 20  # one face of so many is of a camera that sees nothing new
_RARE = 50  # one face of so many of the second class stays in it
_RATED_FACES = 4096
_SCROLLS = 100
_FIELD = 7  # lights along each side of a face, with what is between them
_LIGHT = 24.0  # their standard deviation, of 255

Figures = dict[str, float]


def make(workspace: Workspace, count: int) -> Figures:
    """Made faces through the import's own sink: many alike, one class rare."""
    from emotion_gui.core.data.face_file import FaceFile
    from emotion_gui.core.data.import_sink import ImportSink
    from emotion_gui.core.data.readers import FaceRows
    from emotion_gui.core.data.sample_faces import scale_faces
    from emotion_gui.core.jobs import JobContext

    row = workspace.create_dataset(name=NAME, source="generated", settings={})
    done, rng = 0, np.random.default_rng(3)
    still = np.array(next(scale_faces(count=1, seed=2)).faces[0]) // 2
    with FaceFile(workspace.dataset_dir(row.dataset_id), committed=0, side=48) as file:
        with ImportSink(workspace, row.dataset_id, file, JobContext(), total=count, done=0) as sink:
            for piece in scale_faces(count=count, seed=1):
                numbers = np.arange(done, done + len(piece.faces))
                faces, labels = np.array(piece.faces), np.array(piece.labels)
                faces = _own_light(rng, faces)
                seen = numbers % _STILL == 0
                faces[seen] = still + _grain(rng, int(seen.sum()))
                labels[(labels == 1) & (numbers % _RARE != 0)] = 3
                names = [f"row {number}" for number in numbers.tolist()]
                sink.add_rows(FaceRows(names, labels.tolist(), [""] * len(faces), faces))
                done += len(faces)
        file.finish()
    workspace.finish_dataset(row.dataset_id, content_hash="generated")
    return {}


def _own_light(rng: np.random.Generator, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Lit unevenly, each in its own way.

    So a million of them are a million faces: drawn ones alone are the more alike the more there
    are (a sixth of 28,709 looks like another, two thirds of 250,000), as photographs are not.
    """
    coarse = rng.normal(0.0, _LIGHT, (len(faces), _FIELD, _FIELD)).astype(np.float32)
    places = np.linspace(0, _FIELD - 1, faces.shape[1])
    hats = np.maximum(0.0, 1.0 - np.abs(places[:, None] - np.arange(_FIELD)[None])).astype("f4")
    field = np.einsum("yi,nij,xj->nyx", hats, coarse, hats, optimize=True)
    return np.clip(faces + field, 0, 255).astype(np.uint8)


def _grain(rng: np.random.Generator, count: int) -> npt.NDArray[np.uint8]:
    return rng.integers(0, 4, (count, 48, 48), dtype=np.uint8)


def split(workspace: Workspace, count: int) -> Figures:
    """By chance within each class, as a person would ask for."""
    from emotion_gui.core.data.splitting import split_dataset

    del count
    split_dataset(workspace, workspace.dataset(NAME).dataset_id, kind="paper")
    return {}


def check(workspace: Workspace, count: int) -> Figures:
    """What “Check data” does."""
    from emotion_gui.core.data.hygiene import check_dataset

    del count
    found = check_dataset(workspace, workspace.dataset(NAME).dataset_id)
    return {str(finding.kind): float(finding.count) for finding in found}


def epoch(workspace: Workspace, count: int) -> Figures:
    """Images a second over faces from all over the training part."""
    import dataclasses

    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.pruning.activations import evenly_spaced
    from emotion_gui.core.training.engine import new_state, train_epochs
    from emotion_gui.core.training.presets import preset
    from emotion_gui.core.workspace.records import Part

    del count
    dataset = _dataset(workspace)
    parts = [dataset.part(part) for part in (Part.TRAIN, Part.TEST)]
    train, test = (
        dataset.faces_at(part.rows[evenly_spaced(len(part), most)], part.name)
        for part, most in zip(parts, (_RATED_FACES, 256), strict=True)
    )
    config = dataclasses.replace(preset("paper").config, epochs=1, device="cpu")
    state = new_state(config)
    train_epochs(
        config,
        state,
        train=train,
        test=test,
        preprocessing=dataset.preprocessing,
        on_epoch=lambda state, is_best: None,
        context=JobContext(),
    )
    return {"images_per_second": state.records[-1].images_per_second}


def evaluate(workspace: Workspace, count: int) -> Figures:
    """All faces of the training part, the largest one."""
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.workspace.records import Part

    del count
    file, narrow = workspace.path / "narrow.safetensors", _narrow()
    save_checkpoint(file, narrow.network, narrow.info)
    found = evaluate_checkpoint(file, _dataset(workspace).part(Part.TRAIN), engine="torch")
    return {"faces": float(len(found.rows))}


def record(workspace: Workspace, count: int) -> Figures:
    """What Prune measures of the last layer, judged on the test part; then a slider's preview."""
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.pruning.options import PruningOptions
    from emotion_gui.core.workspace.records import Part
    from emotion_gui.operations.prune_layer import record_layer
    from emotion_gui.operations.subject import Subject

    del count
    dataset = _dataset(workspace)
    subject = Subject(_narrow(), dataset.part(Part.TRAIN), dataset.part(Part.TEST))
    session = record_layer(subject, None, JobContext())
    session.preview(PruningOptions(), count=64)
    began_s = time.process_time()
    session.preview(PruningOptions(), count=65)
    return {
        "faces": float(len(subject.learning)),
        "slider_ms": 1000 * (time.process_time() - began_s),
    }


def window(workspace: Workspace, count: int) -> Figures:
    """Open the page on it, then scroll from end to end."""
    from PySide6.QtCore import QEventLoop, QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from emotion_gui.app import create_app
    from emotion_gui.ui.pages.data import DataPage

    del count
    workspace.close()
    settings = QSettings(str(workspace.path / "bench.ini"), QSettings.Format.IniFormat)
    app = create_app([sys.argv[0]], workspace_path=workspace.path, settings=settings)
    app.window.resize(1280, 720)
    began_s = time.perf_counter()
    app.show(page="data")
    page = app.window.findChild(DataPage)
    ticks = QTimer()  # waiting for events, not spinning: the loading thread needs the core
    ticks.start(10)
    while page.controller.overview is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    ticks.stop()
    app.window.grab()
    opened_s = time.perf_counter() - began_s
    grid = page.controller.view.gallery.grid
    bar, times = grid.verticalScrollBar(), []
    for step in range(_SCROLLS):
        bar.setValue(bar.maximum() * step // _SCROLLS)
        began_s = time.thread_time()
        grid.viewport().repaint()
        times.append(1000 * (time.thread_time() - began_s))
    app.shutdown()
    return {"open_s": opened_s, "scroll_ms": sorted(times)[_SCROLLS // 2], "slowest_ms": max(times)}


def _dataset(workspace: Workspace) -> FaceDataset:
    from emotion_gui.core.data.dataset import open_dataset

    return open_dataset(workspace, NAME)


def _narrow() -> Checkpoint:
    """The paper's shape and its 256 maps of one value at the end, narrow before them."""
    import torch

    from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec

    torch.manual_seed(1)
    spec = NetworkSpec(modules=((2,), (4,), (4,), (8,), (256,)))
    return Checkpoint(EmotionCNN(spec).eval(), CheckpointInfo(spec=spec))


Step = Callable[["Workspace", int], Figures]
STEPS: dict[str, Step] = {
    "import": make,
    "split": split,
    "check": check,
    "epoch": epoch,
    "evaluate": evaluate,
    "record": record,
    "window": window,
}


class _Peaks:
    """Asks the system for this process's memory until it is told to stop; Linux only."""

    def __init__(self) -> None:
        self.whole_mb = self.own_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            fields = dict(
                line.split(":", 1)
                for line in Path("/proc/self/status").read_text("utf-8").splitlines()
                if ":" in line
            )
            whole, mapped = (int(fields[name].split()[0]) for name in ("VmRSS", "RssFile"))
            self.whole_mb = max(self.whole_mb, whole / 1024)
            self.own_mb = max(self.own_mb, (whole - mapped) / 1024)

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()


def main(step: str, folder: Path, count: int) -> None:
    """Do the step and print its line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from emotion_gui.core.runtime import prepare_process
    from emotion_gui.core.workspace.workspace import Workspace

    prepare_process()
    began_s, began_cpu_s, peaks = time.perf_counter(), time.process_time(), _Peaks()
    workspace = Workspace.open(folder)
    told = STEPS[step](workspace, count)
    figures: dict[str, Any] = {
        "seconds": time.perf_counter() - began_s,
        "processor_s": time.process_time() - began_cpu_s,
    }
    peaks.stop()
    figures |= {"peak_mb": peaks.whole_mb, "own_mb": peaks.own_mb, **told}
    sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
