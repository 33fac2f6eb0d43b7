"""A training on a worker: what goes there, and what comes back to the workspace."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FaceDataset, FacePart
from emotion_gui.core.executors.worker_side import ONE_AT_A_TIME, keep_value, read_shared
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.runtime import Environment, environment
from emotion_gui.core.training.beginning import first_state
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.ranks import ALONE, Ranks
from emotion_gui.core.training.resuming import load_state, state_bytes
from emotion_gui.core.workspace.paths import found_models
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True, eq=False)
class TrainingPiece:
    """A training with all that decides it; the same wherever it is done.

    Attributes:
        config: the recipe, for the classes of the faces.
        faces: name of the shared faces, see `share_faces`.
        parts: shape (n,), values of `Part` for all of them.
        preprocessing: how they were made.
        label_set: their classes.
        start: name of the shared file that it begins with; "" for fresh weights.
        start_name: of that file; its ending tells what it is.
        teachers: names of the shared checkpoints that teach.
        state: where an interrupted training goes on; None from the beginning.
    """

    config: TrainConfig
    faces: str
    parts: npt.NDArray[np.uint8]
    preprocessing: Preprocessing
    label_set: LabelSet
    start: str = ""
    start_name: str = ""
    teachers: tuple[str, ...] = ()
    state: bytes | None = None


@dataclass(frozen=True)
class Trained:
    """What a worker made of a piece.

    Attributes:
        last: the state after the last epoch, as `resuming.state_bytes` gives it.
        kept: the same after the epoch whose weights are kept.
        made_on: where it was trained.
    """

    last: bytes
    kept: bytes
    made_on: Environment


class Sharing:
    """Brings the faces and files of trainings to workers, each once.

    Args:
        workspace: with the data sets and models.
        share: keeps a value and gives its name; see `Workers.share`.
    """

    def __init__(self, workspace: Workspace, share: Callable[[bytes], str]) -> None:
        self._workspace, self._share = workspace, share
        self._shared: dict[object, str] = {}

    def piece(
        self,
        dataset: FaceDataset,
        config: TrainConfig,
        *,
        start: Path | None = None,
        state: bytes | None = None,
    ) -> TrainingPiece:
        """A training on a data set's split, ready to go out.

        Raises:
            CheckpointError, NotFoundError: a teacher is not known.
            OSError: a file cannot be read.
        """
        names = found_models(self._workspace.path, config.teacher).split(",")
        teachers = [resolve_checkpoint(name, self._workspace) for name in names if name]
        return TrainingPiece(
            config=config.for_classes(len(dataset.label_set)),
            faces=self._faces(dataset),
            parts=dataset.parts,
            preprocessing=dataset.preprocessing,
            label_set=dataset.label_set,
            start="" if start is None else self._file(start),
            start_name="" if start is None else start.name,
            teachers=tuple(self._file(path) for path in teachers),
            state=state,
        )

    def _faces(self, dataset: FaceDataset) -> str:
        number = dataset.row.dataset_id
        if number not in self._shared:
            self._shared[number] = self._share(_faces_bytes(dataset))
        return self._shared[number]

    def _file(self, path: Path) -> str:
        if path not in self._shared:
            self._shared[path] = self._share(path.read_bytes())
        return self._shared[path]


def _faces_bytes(dataset: FaceDataset) -> bytes:
    buffer = io.BytesIO()
    arrays: dict[str, npt.NDArray[Any]] = {
        "faces": np.asarray(dataset.faces),
        "labels": dataset.labels,
    }
    if (votes := dataset.soft_labels) is not None:
        arrays["votes"] = votes
    np.savez(buffer, **arrays)  # type: ignore[arg-type] # names are taken for options
    return buffer.getvalue()


def _read_faces(data: bytes) -> Mapping[str, npt.NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def train_piece(piece: TrainingPiece, context: JobContext) -> Trained:
    """Train to the end.

    Raises:
        ConfigError, CheckpointError: as `runs.train_run`.
        TrainingDivergedError: the loss is not finite.
        JobCancelled: a stop was asked for.
    """
    kept = piece.state or b""
    last = kept

    def on_epoch(state: TrainState, is_best: bool) -> None:
        nonlocal kept, last
        last = state_bytes(state)
        if is_best or piece.config.keep == "last":
            kept = last

    with ONE_AT_A_TIME:
        _train(piece, on_epoch, context)
    return Trained(last, kept, environment())


def _train(
    piece: TrainingPiece,
    on_epoch: Callable[[TrainState, bool], None],
    context: JobContext,
    ranks: Ranks = ALONE,
) -> None:
    with temporary_folder("emotion-piece-") as folder:
        state = _beginning(piece, folder)
        teachers = [_checkpoint(key, folder) for key in piece.teachers]
    train_epochs(
        piece.config,
        state,
        train=_part(piece, Part.TRAIN),
        test=_part(piece, Part.TEST),
        preprocessing=piece.preprocessing,
        on_epoch=on_epoch,
        context=context,
        teachers=teachers,
        ranks=ranks,
    )


def tell_helpers(ranks: Ranks, piece: TrainingPiece, values: Mapping[str, bytes]) -> None:
    """The first of several processes tells the others what they train together."""
    ranks.same((piece, dict(values)))


def help_train(ranks: Ranks, context: JobContext) -> None:
    """What the other processes do, until the first one has finished; they write nothing."""
    piece, values = ranks.same(None)
    for key, value in values.items():
        keep_value(key, value)
    _train(piece, lambda state, is_best: None, context, ranks)


def replay(
    trained: Trained,
    state: TrainState,
    on_epoch: Callable[[TrainState, bool], None],
    *,
    epochs: int,
) -> None:
    """Fill `state` with what a worker trained; tells of the epoch that is kept, and of the last.

    Raises:
        TrainingStateError: what came back is no state of this recipe.
    """
    with temporary_folder("emotion-piece-") as folder:
        path = folder / "resume.pt"
        for stored in dict.fromkeys((trained.kept, trained.last)):
            path.write_bytes(stored)
            load_state(path, state, epochs=epochs)
            on_epoch(state, stored is trained.kept)


def _part(piece: TrainingPiece, part: Part) -> FacePart:
    arrays = read_shared(piece.faces, _read_faces)
    rows = np.flatnonzero(piece.parts == part)
    return FacePart(
        arrays["faces"],
        rows,
        arrays["labels"][rows],
        part.name.lower(),
        functools.partial(arrays.get, "votes"),
        piece.label_set,
    )


def _beginning(piece: TrainingPiece, folder: Path) -> TrainState:
    if piece.state is not None:
        state = new_state(piece.config)
        path = folder / "resume.pt"
        path.write_bytes(piece.state)
        load_state(path, state, epochs=piece.config.epochs)
        return state
    start = None
    if piece.start:
        start = folder / piece.start_name
        start.write_bytes(read_shared(piece.start, bytes))
    return first_state(piece.config, start, piece.label_set)


def _checkpoint(key: str, folder: Path) -> Checkpoint:
    path = folder / "teacher.safetensors"
    path.write_bytes(read_shared(key, bytes))
    return load_checkpoint(path)
