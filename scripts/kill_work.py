"""The pieces of work that `kill_test.py` kills, and what must be true of them afterwards.

Each piece goes on where the last process was stopped, as a person would: an unfinished import or
training is resumed, a pruning that was not kept is done again.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path

import kill_films
import kill_learning
import numpy as np
from PIL import Image

from emotion_gui.core.data import import_sink
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.data.dataset import open_dataset, open_faces
from emotion_gui.core.data.face_making import pixel_hash
from emotion_gui.core.data.face_rewriting import rewrite_face
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.sample_faces import write_sample_pictures
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import load_checkpoint, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import Plan, load_plan, save_plan
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.records import Part, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.subject import Subject

Work = Callable[[Workspace, Path], None]

REPORTED = "reported.txt"
_EXPORTS = "exports"
_SMALL = NetworkSpec(((8,), (16,), (24,)), (True, True, True))
_ROUNDS = 25
_THRESHOLDS_DEG = (20.0, 40.0, 60.0)


def report(workspace: Workspace, name: str) -> None:
    """What was promised to be finished; checked after every later kill."""
    with (workspace.path / REPORTED).open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")


def reported(folder: Path) -> list[str]:
    """Names that were reported; a killed process may have cut off the last line."""
    path = folder / REPORTED
    return [] if not path.exists() else path.read_text(encoding="utf-8").split("\n")[:-1]


# -- sources --------------------------------------------------------------------------------


def make_sources(folder: Path) -> None:
    """A table, class folders with a broken picture and a copy, photographs, and films."""
    folder.mkdir()
    write_table(folder / "base.csv", 280, seed=1)
    write_table(folder / "own.csv", 98, seed=5)
    write_table(folder / "table.csv", 4_000, seed=2)
    write_folder(folder / "folder", 500)
    write_sample_pictures(folder / "photographs", count=35, seed=3)
    kill_films.make_films(folder)


def _faces(count: int, seed: int) -> np.ndarray:
    """Noise with as many bright bars as the class says: easily learnt, quickly made."""
    faces = np.random.default_rng(seed).integers(60, 120, (count, 48, 48), dtype=np.uint8)
    for number, face in enumerate(faces):
        for bar in range(number % 7 + 1):
            face[2 + 6 * bar : 5 + 6 * bar] = 230
    return faces


def write_table(path: Path, count: int, *, seed: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("emotion,pixels,Usage\n")
        for number, face in enumerate(_faces(count, seed)):
            usage = ("Training", "Training", "PublicTest", "PrivateTest")[number // 7 % 4]
            file.write(f"{number % 7},{' '.join(map(str, face.ravel()))},{usage}\n")


def write_folder(folder: Path, count: int) -> None:
    for number, face in enumerate(_faces(count, seed=4)):
        path = folder / SEVEN.names[number % 7] / f"{number:05}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(face).save(path)
    first = sorted(folder.rglob("*.png"))[:2]
    first[0].write_bytes(first[0].read_bytes()[:60])
    first[1].with_name("copy.png").write_bytes(first[1].read_bytes())


# -- work -----------------------------------------------------------------------------------


def _base(workspace: Workspace, sources: Path) -> None:
    """What is finished before anything is killed: a data set, a run, a pruned run, a film."""
    import_dataset(workspace, ImportRequest(sources / "base.csv", "base"))
    train_run(workspace, TrainRequest("base", _recipe(2), name="base run"), JobContext())
    _prune(workspace, "base pruned", 30.0)
    kill_learning.make_own(workspace, sources / "own.csv")
    kill_films.analyse(
        workspace, sources / kill_films.SEEN_FILM, _checkpoint(workspace, "base run")
    )


def _import(source: str, detector: DetectorChoice, batch: int) -> Work:
    def work(workspace: Workspace, sources: Path) -> None:
        import_sink.BATCH_SAMPLES = batch
        rows = {row.name: row.state for row in workspace.datasets()}
        if rows.get("faces") != "ready":  # else it was killed on its way out
            request = ImportRequest(sources / source, "faces", detector=detector)
            import_dataset(workspace, request)
            report(workspace, "faces")

    return work


def _recipe(epochs: int) -> TrainConfig:
    return TrainConfig(
        preset="kills",
        network=_SMALL,
        epochs=epochs,
        batch_size=32,
        ema=0.9,
        device="cpu",
        augmentation=AugmentationConfig(shift=0.05, erase=0.2),
    )


def _train(name: str, *, from_base: bool) -> Work:
    def work(workspace: Workspace, sources: Path) -> None:
        del sources
        runs = {run.name: run for run in workspace.runs()}
        run = runs.get(name)
        if run is None:
            start = _checkpoint(workspace, "base run") if from_base else None
            request = TrainRequest("base", _recipe(5), name=name, start_from=start)
            train_run(workspace, request, JobContext())
        elif run.status is not RunStatus.FINISHED:
            resume_run(workspace, run.run_id, JobContext())
        else:
            return
        report(workspace, name)

    return work


def _prunings(workspace: Workspace, sources: Path) -> None:
    del sources
    for threshold in _THRESHOLDS_DEG:
        name = f"pruned at {threshold:.0f}"
        if all(run.name != name for run in workspace.runs()):
            _prune(workspace, name, threshold)
            report(workspace, name)


def _prune(workspace: Workspace, name: str, threshold_deg: float) -> None:
    dataset = open_dataset(workspace, "base")
    train, test = dataset.part(Part.TRAIN), dataset.part(Part.TEST)
    parent = next(run for run in workspace.runs() if run.name == "base run")
    subject = Subject(
        load_checkpoint(workspace.checkpoint_path(parent.run_id)),
        train,
        test,
        dataset_id=dataset.row.dataset_id,
        parent_run=parent.run_id,
    )
    session = record_layer(subject, None, JobContext())
    plan = session.plan(PruningOptions(threshold_deg=threshold_deg))
    result = prune_layer(subject, session, plan, PruneRequest(latency_runs=1), JobContext())
    save_run(workspace, result.pruned, name)


def _save(workspace: Workspace, sources: Path) -> None:
    """Faces rewritten and added, files written over again and again; ends in one known state."""
    del sources
    folder = workspace.path / _EXPORTS
    networks = [load_checkpoint(_checkpoint(workspace, n)) for n in ("base run", "base pruned")]
    run = next(run for run in workspace.runs() if run.name == "base pruned")
    ((_, plan),) = workspace.plans(run.run_id)
    (folder / "plan.json").parent.mkdir(exist_ok=True)
    for number in range(_ROUNDS):
        chosen = networks[number % 2]
        save_checkpoint(folder / "network.safetensors", chosen.network, chosen.info)
        _save_plan(folder / "plan.json", plan, wanted=number)
        _rewrite(workspace, 5 + number % 3, number)


def _save_plan(path: Path, plan: dict[str, object], *, wanted: int) -> None:
    (part,) = Plan.from_json(plan).parts
    save_plan(path, Plan((dataclasses.replace(part, wanted=wanted),)))


def _rewrite(workspace: Workspace, index: int, number: int) -> None:
    row = workspace.dataset("base")
    face = np.random.default_rng(number).integers(0, 255, (48, 48), dtype=np.uint8)
    sample = workspace.sample_of_face(row.dataset_id, index)
    rewrite_face(workspace, row.dataset_id, dataclasses.replace(sample, label=number % 7), face)


def _checkpoint(workspace: Workspace, name: str) -> Path:
    run = next(run for run in workspace.runs() if run.name == name)
    return workspace.checkpoint_path(run.run_id)


def _analyse(workspace: Workspace, sources: Path) -> None:
    model = _checkpoint(workspace, "base run")
    row = kill_films.analyse(workspace, sources / kill_films.NEW_FILM, model)
    report(workspace, row.name)


def _mark(workspace: Workspace, sources: Path) -> None:
    del sources
    kill_films.mark(workspace, report)


def _export(workspace: Workspace, sources: Path) -> None:
    del sources
    kill_films.export(workspace)


def _learn(workspace: Workspace, sources: Path) -> None:
    del sources
    kill_learning.learn(workspace, _checkpoint(workspace, "base run"), report)


def _change_classes(workspace: Workspace, sources: Path) -> None:
    del sources
    kill_learning.change_classes(workspace, report)


def _search(workspace: Workspace, sources: Path) -> None:
    del sources
    kill_learning.look_for_a_recipe(workspace, _recipe(2), report)


WORK: dict[str, Work] = {
    "base": _base,
    "table": _import("table.csv", "none", 64),
    "folder": _import("folder", "none", 16),
    "photographs": _import("photographs", "combined", 2),
    "training": _train("trained", from_base=False),
    "training-on": _train("trained on", from_base=True),
    "pruning": _prunings,
    "saving": _save,
    "analysing": _analyse,
    "marking": _mark,
    "exporting": _export,
    "teaching": _learn,
    "classes": _change_classes,
    "searching": _search,
}

# -- what must be true ----------------------------------------------------------------------


_LEARNING: dict[str, Callable[[Workspace], object]] = {
    "teaching": kill_learning.lesson_facts,
    "classes": kill_learning.class_facts,
    "searching": kill_learning.study_facts,
}


def facts(kind: str, folder: Path) -> object:
    """All that must be equal however often the work was killed; times are left out."""
    workspace = Workspace.open(folder)
    try:
        if kind == "saving":
            files = sorted((folder / _EXPORTS).iterdir())
            return {p.name: _digest(p) for p in files}, _dataset_facts(workspace, "base")
        if kind in _LEARNING:
            return _LEARNING[kind](workspace)
        if kind == "analysing":
            return kill_films.facts(workspace, kill_films.NEW_FILM)
        if kind == "marking":
            return kill_films.edits_facts(workspace)
        if kind == "exporting":
            return kill_films.output_facts(workspace)
        if kind.startswith("training"):
            return _training_facts(workspace, {"training": "trained"}.get(kind, "trained on"))
        if kind == "pruning":
            return [_pruned_facts(workspace, f"pruned at {t:.0f}") for t in _THRESHOLDS_DEG]
        return _dataset_facts(workspace, "faces")
    finally:
        workspace.close()


def bystanders(folder: Path) -> object:
    """What was finished before; `saving` changes some faces of the data set on purpose."""
    workspace = Workspace.open(folder)
    try:
        row = workspace.dataset("base")
        parts = workspace.active_parts(row).tobytes()
        return (
            row.content_hash,
            row.faces,
            parts,
            _training_facts(workspace, "base run"),
            _pruned_facts(workspace, "base pruned"),
            kill_films.facts(workspace, kill_films.SEEN_FILM),
        )
    finally:
        workspace.close()


def damage(folder: Path) -> list[str]:
    """Faces that do not fit their rows, and files of which only a part is there."""
    problems = []
    workspace = Workspace.open(folder)
    try:
        row = workspace.dataset("base")
        faces = open_faces(workspace, row)
        hashes = workspace.face_columns(row.dataset_id, "pixel_hash")[0]
        if [pixel_hash(face) for face in faces] != hashes:
            problems.append("a face does not fit its row")
        for path, load in (("network.safetensors", load_checkpoint), ("plan.json", load_plan)):
            try:
                if (folder / _EXPORTS / path).exists():
                    load(folder / _EXPORTS / path)
            except EmotionGuiError as error:
                problems.append(f"{path} is broken: {error}")
        problems += kill_films.damage(workspace) + kill_learning.damage(workspace)
    finally:
        workspace.close()
    return problems


def _dataset_facts(workspace: Workspace, name: str) -> object:
    row = workspace.dataset(name)
    folder = workspace.dataset_dir(row.dataset_id)
    samples = [{**vars(sample), "sample_id": None} for sample in workspace.samples(row.dataset_id)]
    return (
        row.state,
        row.content_hash,
        samples,
        workspace.active_parts(row).tobytes(),
        _digest(folder / "faces.npy"),
        sorted(path.name for path in folder.iterdir()),
    )


def _training_facts(workspace: Workspace, name: str) -> object:
    (run,) = (run for run in workspace.runs() if run.name == name)
    folder = workspace.run_dir(run.run_id)
    epochs = [
        {k: v for k, v in record.items() if k not in {"seconds", "images_per_second"}}
        for record in workspace.epochs(run.run_id)
    ]
    files = {path.name: _digest(path) for path in sorted(folder.iterdir())}
    return run.status, dict(run.summary), epochs, files


def _pruned_facts(workspace: Workspace, name: str) -> object:
    (run,) = (run for run in workspace.runs() if run.name == name)
    network = load_checkpoint(workspace.checkpoint_path(run.run_id)).network
    tensors = {key: value.numpy().tobytes() for key, value in network.state_dict().items()}
    files = sorted(path.name for path in workspace.run_dir(run.run_id).iterdir())
    return run.status, dict(run.summary), tensors, workspace.plans(run.run_id), files


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes()).hexdigest()
