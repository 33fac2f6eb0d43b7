"""The systems that the paper compares with, each on one split."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FaceDataset, FacePart
from emotion_gui.core.evaluation.metrics import mcnemar
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.paper.facts import Trial, confusion_of
from emotion_gui.core.paper.neurons import prune_neurons
from emotion_gui.core.paper.support_vectors import (
    Descriptor,
    capped,
    describe,
    learn_and_answer,
)
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.training.cells import trained_cell
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.workspace.records import Part, RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce.faces import DATASET, Division
from emotion_gui.operations.reproduce.request import digest

Integers = npt.NDArray[np.int64]


def train_network(
    workspace: Workspace, division: Division, preset: Preset, seed: int, context: JobContext
) -> RunRow:
    """A preset on a split, with the seed of its repeat; found again, or gone on with."""
    config = dataclasses.replace(preset.config, seed=seed + division.repeat - 1)
    key = digest(config.to_json(), division.protocol, division.repeat, division.split)
    name = f"{preset.title}, {division.protocol} {division.repeat}"
    request = TrainRequest(DATASET, config, name, split=division.split, cell=key)
    return trained_cell(workspace, request, context)


def network_trial(
    workspace: Workspace, division: Division, run: RunRow, system: str, context: JobContext
) -> Trial:
    """A trained network, judged."""
    dataset = division.open(workspace)
    judged = division.judged(dataset)
    loaded = load_checkpoint(workspace.checkpoint_path(run.run_id))
    logits = predict_logits(
        loaded.network, judged.stored, loaded.info.preprocessing, context=context
    )
    return _trial(system, division, dataset, judged, np.asarray(logits.argmax(axis=1)))


def pruned_trial(
    workspace: Workspace,
    division: Division,
    run: RunRow,
    threshold_deg: float,
    context: JobContext,
) -> Trial:
    """A trained network pruned by the paper's rule, judged by a full pass."""
    dataset = division.open(workspace)
    judged = division.judged(dataset)
    loaded = load_checkpoint(workspace.checkpoint_path(run.run_id))
    session = LayerSession(
        loaded,
        train_faces=dataset.part(Part.TRAIN).stored,
        eval_faces=judged.stored,
        eval_labels=judged.labels,
        context=context,
    )
    plan = session.plan(PruningOptions(threshold_deg=threshold_deg))
    logits = predict_logits(
        session.masked(plan), judged.stored, loaded.info.preprocessing, context=context
    )
    answers = np.asarray(logits.argmax(axis=1))
    found = _trial("paper-pruned", division, dataset, judged, answers)
    test = mcnemar(session.correct_before, answers == judged.labels)
    return dataclasses.replace(
        found,
        before=int(session.correct_before.sum()),
        p=test.p,
        note=f"{plan.maps_gone} of {plan.maps} maps gone",
    )


class Machines:
    """Support vector machines over descriptors that are taken once a face."""

    def __init__(self, workspace: Workspace, *, most: int, seed: int) -> None:
        self._workspace, self._most, self._seed = workspace, most, seed
        self._known: dict[tuple[Descriptor, int], npt.NDArray[np.float32]] = {}

    def trial(self, division: Division, kind: Descriptor, context: JobContext) -> Trial:
        """Learn on a split's train part (capped), answer its judged faces."""
        dataset = division.open(self._workspace)
        learning, judged = dataset.part(Part.TRAIN), division.judged(dataset)
        seed = self._seed + division.repeat - 1
        chosen = capped(learning.labels, self._most, seed=seed)
        answers = learn_and_answer(
            self._described(learning.faces, learning.rows[chosen], kind, context),
            learning.labels[chosen],
            self._described(judged.faces, judged.rows, kind, context),
            seed=seed,
            context=context,
        )
        found = _trial(str(kind), division, dataset, judged, answers.answers)
        cap = "" if len(chosen) == len(learning) else f"learned from {len(chosen):,} faces, "
        return dataclasses.replace(
            found,
            learned_from=answers.learned_from,
            note=f"{cap}{answers.dimensions} dimensions, C = {answers.cost:g}",
        )

    def _described(
        self,
        faces: npt.NDArray[np.uint8],
        rows: Integers,
        kind: Descriptor,
        context: JobContext,
    ) -> npt.NDArray[np.float32]:
        parts = (Descriptor.PHOG, Descriptor.LPQ) if kind is Descriptor.BOTH else (kind,)
        columns = []
        for part in parts:
            lacking = np.array([row for row in rows if (part, int(row)) not in self._known])
            if len(lacking):
                described = describe(np.asarray(faces[lacking]), part, context)
                for row, values in zip(lacking, described, strict=True):
                    self._known[part, int(row)] = values.astype(np.float32)
            columns.append(np.array([self._known[part, int(row)] for row in rows]))
        return np.concatenate(columns, axis=1)


def neuron_trials(
    workspace: Workspace, division: Division, seed: int, epochs: int, context: JobContext
) -> tuple[Trial, Trial]:
    """Gedeon & Harris' network, whole and pruned."""
    dataset = division.open(workspace)
    learning, judged = dataset.part(Part.TRAIN), division.judged(dataset)
    found = prune_neurons(
        learning.pixels(),
        learning.labels,
        judged.pixels(),
        seed=seed + division.repeat - 1,
        epochs=epochs,
        context=context,
    )
    whole = _trial("neurons", division, dataset, judged, found.answers_before)
    pruned = dataclasses.replace(
        _trial("neurons-pruned", division, dataset, judged, found.answers_after),
        before=whole.correct,
        p=mcnemar(found.answers_before == judged.labels, found.answers_after == judged.labels).p,
        note=f"{found.similar} merged and {found.zeroed} zeroed of {found.neurons}",
    )
    return whole, pruned


def _trial(
    system: str, division: Division, dataset: FaceDataset, judged: FacePart, answers: Integers
) -> Trial:
    return Trial(
        system=system,
        protocol=division.protocol,
        repeat=division.repeat,
        learned_from=len(dataset.part(Part.TRAIN)),
        confusion=confusion_of(judged.labels, answers),
    )
