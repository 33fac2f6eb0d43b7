"""What of a reproduction workers do before its turn comes: trainings, studies, small systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.executors.in_order import in_order
from emotion_gui.core.executors.worker_side import ONE_AT_A_TIME, made_once
from emotion_gui.core.executors.workers import Workers
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.paper.facts import Protocol, Trial
from emotion_gui.core.paper.support_vectors import Descriptor
from emotion_gui.core.training.cells import find_cell, trained_cell
from emotion_gui.core.training.elsewhere import Sharing, TrainingPiece, train_piece
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce.faces import Divided, Division
from emotion_gui.operations.reproduce.rivals import Machines, neuron_trials
from emotion_gui.operations.reproduce.studies import Studied, study_one
from emotion_gui.operations.subject import Subject
from emotion_gui.operations.subject_pieces import (
    SentPart,
    SentSubject,
    send_part,
    send_subject,
    teller,
)


def train_ahead(
    workspace: Workspace,
    wanted: Sequence[TrainRequest],
    workers: Workers,
    context: JobContext,
) -> None:
    """Train what is not trained yet, and store it as if it had been trained here.

    Raises:
        WorkersError: the workers are gone; what was finished is kept.
        JobCancelled: a stop was asked for.
    """
    lacking = [request for request in wanted if not _is_trained(workspace, request)]
    sharing = Sharing(workspace, workers.share)
    pieces = ((_piece(workspace, sharing, request),) for request in lacking)
    tell = teller(context, len(lacking), "Training")
    with closing(in_order(workers, train_piece, pieces, context, on_look=tell)) as made:
        for request, trained in zip(lacking, made, strict=True):
            trained_cell(workspace, request, context, trained=trained)


def _is_trained(workspace: Workspace, request: TrainRequest) -> bool:
    known = find_cell(workspace, request.cell)
    return known is not None and known.status is RunStatus.FINISHED


def _piece(workspace: Workspace, sharing: Sharing, request: TrainRequest) -> TrainingPiece:
    known = find_cell(workspace, request.cell)
    state = None if known is None else workspace.run_dir(known.run_id) / RESUME_FILE
    read = state.read_bytes() if state is not None and state.is_file() else None
    dataset = open_dataset(workspace, request.dataset, split=request.split)
    return sharing.piece(dataset, request.config, state=read)


def studied_on(
    workers: Workers, threshold_deg: float, context: JobContext
) -> Callable[[Sequence[tuple[Subject, int]]], Iterator[Studied]]:
    """Who studies networks in `studies.study`: these workers."""

    def studied(subjects: Sequence[tuple[Subject, int]]) -> Iterator[Studied]:
        pieces = (
            (send_subject(subject, workers.share), repeat, threshold_deg)
            for subject, repeat in subjects
        )
        tell = teller(context, len(subjects), "Pruning")
        yield from in_order(workers, study_piece, pieces, context, on_look=tell)

    return studied


def study_piece(
    sent: SentSubject, repeat: int, threshold_deg: float, context: JobContext
) -> Studied:
    """What pruning does to one network, on a worker."""
    with ONE_AT_A_TIME:
        return study_one(sent.open(), repeat, threshold_deg, context)


@dataclass(frozen=True)
class SentDivision:
    """A division whose faces workers have."""

    protocol: Protocol
    repeat: int
    learning: SentPart
    judged: SentPart

    def open(self) -> Divided:
        """Who learns and who is judged; only on a worker."""
        return Divided(self.protocol, self.repeat, self.learning.open(), self.judged.open())


@dataclass(frozen=True)
class SmallSystem:
    """A system of the paper on one division.

    Attributes:
        name: of the system.
        division: whose faces.
        facts: what else its trials depend on.
        make: makes its trials of the faces, here or on a worker.
    """

    name: str
    division: Division
    facts: tuple[int, ...]
    make: Callable[[Divided, JobContext], list[Trial]]


def small_systems(
    division: Division, kinds: Sequence[Descriptor], most: int, seed: int, epochs: int
) -> list[SmallSystem]:
    """The support vector machines and the network of 1991, on one division."""
    found = [
        SmallSystem(str(kind), division, (most, seed), partial(_vectors, kind, most, seed))
        for kind in kinds
    ]
    neurons = partial(_neurons, seed, epochs)
    return [*found, SmallSystem("neurons", division, (seed, epochs), neurons)]


def _vectors(
    kind: Descriptor, most: int, seed: int, faces: Divided, context: JobContext
) -> list[Trial]:
    machines: Machines = made_once(Machines, most, seed)  # it keeps what it knows of faces
    return [machines.trial(faces, kind, context)]


def _neurons(seed: int, epochs: int, faces: Divided, context: JobContext) -> list[Trial]:
    return list(neuron_trials(faces, seed, epochs, context))


def tried_on(
    workspace: Workspace, systems: Sequence[SmallSystem], workers: Workers, context: JobContext
) -> Iterator[list[Trial]]:
    """The trials of each system, in their order.

    Raises:
        WorkersError: the workers are gone.
        JobCancelled: a stop was asked for.
    """

    def pieces() -> Iterator[tuple[object, ...]]:
        for system in systems:
            faces = system.division.faces(workspace)
            learning, judged = (
                send_part(part, workers.share) for part in (faces.learning, faces.judged)
            )
            yield (
                SentDivision(faces.protocol, faces.repeat, learning, judged),
                system.make,
            )

    tell = teller(context, len(systems), "Systems")
    yield from in_order(workers, system_piece, pieces(), context, on_look=tell)


def system_piece(
    sent: SentDivision, make: Callable[..., list[Trial]], context: JobContext
) -> list[Trial]:
    """The trials of a system, on a worker."""
    with ONE_AT_A_TIME:
        return make(sent.open(), context)
