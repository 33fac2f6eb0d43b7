"""What the processes of `stress.py` do to one workspace, drawn at random, and what they promise.

A promise is written beside the workspace after the operation that keeps it has returned; that a
data set is going to be erased is written before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
from kill_work import write_folder, write_table

from emotion_gui.core.data import editing
from emotion_gui.core.data.appending import append_to_dataset
from emotion_gui.core.data.class_editing import add_class, merge_classes, rename_class
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.editing import Target
from emotion_gui.core.data.face_rewriting import rewrite_face
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.keeping import KeptFace, keep_faces, take_back
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.report_csv import export_report_csv
from emotion_gui.core.data.splitting import split_dataset
from emotion_gui.core.evaluation.ledger import open_final_part
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference.films.writer import FilmWriter
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.catalogue import ModelEntry, default_model, list_models
from emotion_gui.core.model.checkpoint import load_checkpoint, save_checkpoint
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.core.review.edits import Event, Span, with_event, with_section
from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.scratch import scratch_folder
from emotion_gui.core.teaching.recipe import TeachConfig
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.records import DatasetRow, Part, RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import evaluate, taught_runs
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, queue_film
from emotion_gui.operations.check import check_workspace
from emotion_gui.operations.evaluate import EvaluateRequest
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.lessons import TeachRequest
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.pupils import KIND as TAUGHT
from emotion_gui.operations.quantize import quantize
from emotion_gui.operations.subject import MeasureRequest, read_subject
from emotion_gui.operations.suggest import suggest_labels
from emotion_gui.operations.teach import teach

_NAMES = [f"set {number}" for number in range(6)]
_FACES = 140
_SMALL = NetworkSpec(((4,), (6,)), (True, True))
_STOPPED = 3  # one in so many jobs is stopped on the way
_Found = TypeVar("_Found")


def make_sources(folder: Path) -> None:
    """Three tables and a folder of pictures, each with faces of its own."""
    folder.mkdir()
    for number in range(3):
        write_table(folder / f"table {number}.csv", _FACES * (1 + 3 * number), seed=number)
    write_folder(folder / "pictures", 30)
    films = folder.parent / "films"
    films.mkdir()
    for number in range(3):
        pictures = np.full((12, 96, 128, 3), 40 + number, dtype=np.uint8)
        film = FilmWriter(films / f"film {number}.mp4", fps=25)
        for index, picture in enumerate(pictures):
            film.write(picture, index / 25)
        film.close()


class Nothing(Exception):
    """There is nothing in the workspace now that the operation could be done to."""


class Worker:
    """One process at work: its own eyes on the workspace, its own chance, its own promises."""

    def __init__(self, folder: Path, sources: Path, promises: Path, seed: int) -> None:
        self._folder, self._sources, self._promises = folder, sources, promises
        self.random = Random(seed)
        self.workspace = Workspace.open(folder)

    def reopen(self) -> None:
        """Open once more: what another process is at work on must stay as it is."""
        self.workspace.close()
        self.workspace = Workspace.open(self._folder)

    def close(self) -> None:
        self.workspace.close()

    def _promise(self, kind: str, **facts: object) -> None:
        with self._promises.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **facts}) + "\n")

    # -- what is drawn ------------------------------------------------------------------------

    def _ready(self) -> DatasetRow:
        rows = [row for row in self.workspace.datasets() if row.is_ready and row.faces]
        return self._one(rows)

    def _run(self, *statuses: RunStatus) -> RunRow:
        runs = [run for run in self.workspace.runs() if run.status in statuses]
        return self._one(runs)

    def _model(self) -> ModelEntry:
        return self._one([model for model in list_models(self.workspace) if model.run_id])

    def _one(self, found: Sequence[_Found]) -> _Found:
        if not found:
            raise Nothing
        return self.random.choice(found)

    def _source(self) -> Path:
        return self._one(sorted(self._sources.iterdir()))

    def _context(self) -> JobContext:
        """One in some is stopped after a few reports."""
        if self.random.randrange(_STOPPED):
            return JobContext()
        left = [self.random.randrange(1, 12)]

        def count(progress: Progress) -> None:
            del progress
            left[0] -= 1

        return JobContext(count, lambda: left[0] < 0)

    # -- data sets ----------------------------------------------------------------------------

    def import_one(self) -> None:
        name = self.random.choice(_NAMES)
        request = ImportRequest(self._source(), name, detector="none")
        report = import_dataset(self.workspace, request, self._context())
        self._promise_faces(report.dataset)

    def add(self) -> None:
        request = ImportRequest(self._source(), self._ready().name, detector="none")
        addition = append_to_dataset(self.workspace, request, self._context())
        self._promise_faces(addition.report.dataset)

    def _promise_faces(self, row: DatasetRow) -> None:
        self._promise("data set", dataset=row.dataset_id, faces=row.faces)

    def edit(self) -> None:
        row = self._ready()
        faces = self.random.sample(range(row.faces), min(row.faces, 9))
        target = Target(row.dataset_id, faces)
        edits: list[Callable[[], object]] = [
            lambda: editing.relabel(self.workspace, target, self.random.randrange(7)),
            lambda: editing.exclude(self.workspace, target),
            lambda: editing.put_back(self.workspace, target),
        ]
        self.random.choice(edits)()

    def rewrite(self) -> None:
        row = self._ready()
        noise = np.random.default_rng(self.random.randrange(1 << 30))
        face = noise.integers(0, 255, (48, 48), dtype=np.uint8)
        sample = self.workspace.sample_of_face(row.dataset_id, self.random.randrange(row.faces))
        rewrite_face(self.workspace, row.dataset_id, sample, face)

    def divide(self) -> None:
        row = self._ready()
        seed = self.random.randrange(100)
        split_dataset(self.workspace, row.dataset_id, kind="paper", seed=seed)

    def look(self) -> None:
        row = self._ready()
        open_overview(self.workspace, row.dataset_id)
        export_report_csv(self.workspace, row.dataset_id, self._exports() / "report.csv")

    def trash(self) -> None:
        self.workspace.trash_dataset(self._ready().dataset_id)

    def restore(self) -> None:
        self.workspace.restore_dataset(self._one(self.workspace.trashed_datasets()).dataset_id)

    def erase(self) -> None:
        number = self._one(self.workspace.trashed_datasets()).dataset_id
        self._promise("erased", dataset=number)
        self.workspace.erase_dataset(number)

    def rename(self) -> None:
        self.workspace.rename_dataset(self._ready().dataset_id, self.random.choice(_NAMES))

    # -- runs ---------------------------------------------------------------------------------

    def train(self) -> None:
        epochs = self.random.randint(1, 3)
        recipe = TrainConfig(preset="", network=_SMALL, epochs=epochs, batch_size=32, device="cpu")
        start = self._model().file if self.random.random() < 0.2 else None
        request = TrainRequest(self._ready().name, recipe, name="trained", start_from=start)
        outcome = train_run(self.workspace, request, self._context())
        self._promise_run(outcome.run.run_id, epochs)

    def resume(self) -> None:
        run = self._run(RunStatus.STOPPED, RunStatus.INTERRUPTED, RunStatus.RUNNING)
        outcome = resume_run(self.workspace, run.run_id, self._context())
        self._promise_run(run.run_id, len(outcome.records))

    def prune(self) -> None:
        request = MeasureRequest(self._model(), self._ready().name, 1)
        context = self._context()
        subject = read_subject(self.workspace, request, context)
        session = record_layer(subject, None, context)
        plan = session.plan(PruningOptions(threshold_deg=self.random.uniform(20, 60)))
        wanted = PruneRequest(latency_runs=1, compact=self.random.random() < 0.5)
        result = prune_layer(subject, session, plan, wanted, context)
        run = save_run(self.workspace, result.pruned, "pruned", context)
        self._promise_run(run.run_id, 0)

    def _promise_run(self, run_id: int, epochs: int) -> None:
        weights = weights_digest(self.workspace.checkpoint_path(run_id))
        self._promise("run", run=run_id, epochs=epochs, weights=weights)

    def mark_run(self) -> None:
        every = tuple(RunStatus)
        run = self._run(*every)
        chosen = self.random.randrange(3)
        if chosen == 0:
            self.workspace.rename_run(run.run_id, f"run {self.random.randrange(99)}")
        elif chosen == 1:
            self.workspace.star_run(run.run_id, starred=not run.starred)
        else:
            self.workspace.trash_run(run.run_id)
            self.workspace.trash_run(run.run_id, restore=True)

    def calibrate(self) -> None:
        evaluate.calibrate(self.workspace, self._ready().name, self._model().file, self._context())

    def judge(self) -> None:
        request = EvaluateRequest(self._ready().name, Part.TEST, self._model())
        context = self._context()
        result = evaluate.evaluate(self.workspace, request, context)
        evaluate.write_report(self.workspace, result, context)

    def open_final(self) -> None:
        dataset, model = open_dataset(self.workspace, self._ready().name), self._model()
        weights = weights_digest(model.file)
        final = open_final_part(
            self.workspace, dataset, checkpoint=model.file, model=model.title, run_id=model.run_id
        )
        self._promise("opening", number=final.opening.number, weights=weights)

    def final_report(self) -> None:
        request = EvaluateRequest(self._ready().name, Part.VALIDATION, self._model())
        record = evaluate.final_report(self.workspace, request, self._context())
        weights = weights_digest(request.first.file)
        self._promise("opening", number=record.opening.number, weights=weights)

    # -- classes, kept faces, lessons ---------------------------------------------------------

    def change_classes(self) -> None:
        row = self._ready()
        places = range(len(row.label_set))
        label, into = self.random.sample(places, 2)
        name = f"class {self.random.randrange(12)}"
        changes: list[Callable[[], object]] = [
            lambda: rename_class(self.workspace, row.dataset_id, label, name),
            lambda: add_class(self.workspace, row.dataset_id, name),
            lambda: merge_classes(self.workspace, row.dataset_id, label, into),
        ]
        self.random.choice(changes)()

    def keep_faces(self) -> None:
        noise = np.random.default_rng(self.random.randrange(1 << 30))
        shown = noise.integers(0, 255, (6, 48, 48), dtype=np.uint8)
        labels = [self.random.choice((None, 0, 1, 2)) for _ in shown]
        faces = [
            KeptFace(face, f"film {number}", label)
            for number, (face, label) in enumerate(zip(shown, labels, strict=True))
        ]
        kept = keep_faces(self.workspace, "kept", faces, preprocessing=Preprocessing())
        if self.random.random() < 0.4:
            take_back(self.workspace, kept)

    def suggest(self) -> None:
        model = self._model()
        sure = self.random.choice((None, 0.3))
        suggest_labels(
            self.workspace,
            self._ready().name,
            model.file,
            self._context(),
            title=model.title,
            accept_from=sure,
        )

    def teach(self) -> None:
        model, taught = self._model(), self._ready().name
        old = self.random.choice(("", self._ready().name))
        config = TeachConfig(passes=1, old_faces=1.0 if old else 0.0)
        request = TeachRequest(model.file, model.title, (taught,), old, config=config, device="cpu")
        result = teach(self.workspace, request, self._context())
        self._promise_run(result.run.run_id, 0)

    def decide(self) -> None:
        taught = [run for run in self.workspace.runs() if run.kind == TAUGHT]
        run = self._one(taught)
        if self.random.random() < 0.5:
            taught_runs.adopt(self.workspace, run.run_id)
        else:
            taught_runs.drop(self.workspace, run.run_id)
            taught_runs.take_up_again(self.workspace, run.run_id)

    def quantize(self) -> None:
        request = MeasureRequest(self._model(), self._ready().name, 1)
        context = self._context()
        wanted = QuantizeRequest(faces=16, blame=False)
        result = quantize(read_subject(self.workspace, request, context), wanted, context)
        run = save_run(self.workspace, result, "quantized")
        self._promise_run(run.run_id, 0)

    # -- films --------------------------------------------------------------------------------

    def analyse(self) -> None:
        film = self._one(sorted((self._folder.parent / "films").iterdir()))
        again = self.random.random() < 0.5
        request = AnalyseRequest(
            model=default_model().file, detector="none", engine="torch", again=again
        )
        row = queue_film(self.workspace, film, request)
        done = analyse_session(self.workspace, row.session_id, self._context())
        self._promise("film", session=done.session_id, frames=int(done.facts["frames"]))

    def mark_film(self) -> None:
        found = [row for row in self.workspace.sessions() if row.is_ready]
        number = self._one(found).session_id
        session = open_session(self.workspace, number)
        begin_s = self.random.random()
        edits = with_section(session.timeline.edits, Span(begin_s, begin_s + 1, "a part"))
        edits = with_event(edits, Event(begin_s, "a moment"))
        self.workspace.change_session(number, edits=edits.to_json(), name=f"film {begin_s:.2f}")
        open_session(self.workspace, number)

    def move_film(self) -> None:
        number = self._one(self.workspace.sessions()).session_id
        chosen = self.random.randrange(3)
        self._promise("a film that may go", session=number)
        self.workspace.trash_session(number)
        if chosen == 0:
            self.workspace.trash_session(number, restore=True)
        elif chosen == 1:
            self.workspace.erase_session(number)

    # -- the rest -----------------------------------------------------------------------------

    def export(self) -> None:
        loaded = load_checkpoint(self._model().file)
        save_checkpoint(self._exports() / "shared.safetensors", loaded.network, loaded.info)

    def check(self) -> None:
        check_workspace(self._folder, self._context())

    def scratch(self) -> None:
        with scratch_folder(self._folder) as folder:
            (folder / "faces").write_bytes(b"faces")
            self.reopen()
            assert (folder / "faces").read_bytes() == b"faces"

    def _exports(self) -> Path:
        folder = self._folder.parent / "exports"
        folder.mkdir(exist_ok=True)
        return folder


OPERATIONS: dict[str, tuple[Callable[[Worker], None], int]] = {
    "reopen": (Worker.reopen, 8),
    "import": (Worker.import_one, 12),
    "add": (Worker.add, 6),
    "edit": (Worker.edit, 10),
    "rewrite a face": (Worker.rewrite, 10),
    "divide": (Worker.divide, 4),
    "overview": (Worker.look, 4),
    "trash": (Worker.trash, 5),
    "restore": (Worker.restore, 3),
    "erase": (Worker.erase, 3),
    "rename": (Worker.rename, 2),
    "train": (Worker.train, 10),
    "resume": (Worker.resume, 6),
    "prune": (Worker.prune, 6),
    "mark a run": (Worker.mark_run, 5),
    "calibrate": (Worker.calibrate, 4),
    "judge": (Worker.judge, 4),
    "open the final part": (Worker.open_final, 4),
    "final report": (Worker.final_report, 2),
    "change classes": (Worker.change_classes, 5),
    "keep faces": (Worker.keep_faces, 6),
    "suggest": (Worker.suggest, 4),
    "teach": (Worker.teach, 6),
    "decide on a lesson": (Worker.decide, 4),
    "quantize": (Worker.quantize, 4),
    "analyse a film": (Worker.analyse, 6),
    "mark a film": (Worker.mark_film, 5),
    "move a film": (Worker.move_film, 3),
    "export": (Worker.export, 4),
    "check": (Worker.check, 2),
    "scratch": (Worker.scratch, 2),
}
"""Name -> what is done, and how often beside the others."""
