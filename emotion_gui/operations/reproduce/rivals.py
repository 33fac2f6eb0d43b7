"""The systems that the paper compares with, each on one split."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np
import numpy.typing as npt

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
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce.faces import DATASET, Divided, Division
from emotion_gui.operations.reproduce.request import digest

Integers = npt.NDArray[np.int64]


def training_of(division: Division, preset: Preset, seed: int) -> TrainRequest:
    """A preset on a split, with the seed of its repeat."""
    config = dataclasses.replace(preset.config, seed=seed + division.repeat - 1)
    key = digest(config.to_json(), division.protocol, division.repeat, division.split)
    name = f"{preset.title}, {division.protocol} {division.repeat}"
    return TrainRequest(DATASET, config, name, split=division.split, cell=key)


def train_network(
    workspace: Workspace, division: Division, preset: Preset, seed: int, context: JobContext
) -> RunRow:
    """The same trained; found again, or gone on with."""
    return trained_cell(workspace, training_of(division, preset, seed), context)


def network_trial(
    workspace: Workspace, division: Division, run: RunRow, system: str, context: JobContext
) -> Trial:
    """A trained network, judged."""
    faces = division.faces(workspace)
    loaded = load_checkpoint(workspace.checkpoint_path(run.run_id))
    logits = predict_logits(
        loaded.network, faces.judged.stored, loaded.info.preprocessing, context=context
    )
    return _trial(system, faces, np.asarray(logits.argmax(axis=1)))


def pruned_trial(
    workspace: Workspace,
    division: Division,
    run: RunRow,
    threshold_deg: float,
    context: JobContext,
) -> Trial:
    """A trained network pruned by the paper's rule, judged by a full pass."""
    faces = division.faces(workspace)
    judged = faces.judged
    loaded = load_checkpoint(workspace.checkpoint_path(run.run_id))
    session = LayerSession(
        loaded,
        train_faces=faces.learning.stored,
        eval_faces=judged.stored,
        eval_labels=judged.labels,
        context=context,
    )
    plan = session.plan(PruningOptions(threshold_deg=threshold_deg))
    logits = predict_logits(
        session.masked(plan), judged.stored, loaded.info.preprocessing, context=context
    )
    answers = np.asarray(logits.argmax(axis=1))
    found = _trial("paper-pruned", faces, answers)
    test = mcnemar(session.correct_before, answers == judged.labels)
    return dataclasses.replace(
        found,
        before=int(session.correct_before.sum()),
        p=test.p,
        note=f"{plan.maps_gone} of {plan.maps} maps gone",
    )


class Machines:
    """Support vector machines over descriptors that are taken once a face.

    Args:
        most: faces that one learns from at most.
        seed: of the first repeat.
    """

    def __init__(self, most: int, seed: int) -> None:
        self._most, self._seed = most, seed
        self._known: dict[tuple[Descriptor, bytes], npt.NDArray[np.float32]] = {}

    def trial(self, faces: Divided, kind: Descriptor, context: JobContext) -> Trial:
        """Learn on a split's train part (capped), answer its judged faces."""
        learning, judged = faces.learning, faces.judged
        seed = self._seed + faces.repeat - 1
        chosen = capped(learning.labels, self._most, seed=seed)
        answers = learn_and_answer(
            self._described(learning.pixels(chosen), kind, context),
            learning.labels[chosen],
            self._described(judged.pixels(), kind, context),
            seed=seed,
            context=context,
        )
        found = _trial(str(kind), faces, answers.answers)
        cap = "" if len(chosen) == len(learning) else f"learned from {len(chosen):,} faces, "
        return dataclasses.replace(
            found,
            learned_from=answers.learned_from,
            note=f"{cap}{answers.dimensions} dimensions, C = {answers.cost:g}",
        )

    def _described(
        self, faces: npt.NDArray[np.uint8], kind: Descriptor, context: JobContext
    ) -> npt.NDArray[np.float32]:
        parts = (Descriptor.PHOG, Descriptor.LPQ) if kind is Descriptor.BOTH else (kind,)
        names = [hashlib.blake2b(face.tobytes(), digest_size=16).digest() for face in faces]
        columns = []
        for part in parts:
            lacking = [n for n, name in enumerate(names) if (part, name) not in self._known]
            if lacking:
                described = describe(faces[lacking], part, context)
                for number, values in zip(lacking, described, strict=True):
                    self._known[part, names[number]] = values.astype(np.float32)
            columns.append(np.array([self._known[part, name] for name in names]))
        return np.concatenate(columns, axis=1)


def neuron_trials(
    faces: Divided, seed: int, epochs: int, context: JobContext
) -> tuple[Trial, Trial]:
    """Gedeon & Harris' network, whole and pruned."""
    learning, judged = faces.learning, faces.judged
    found = prune_neurons(
        learning.pixels(),
        learning.labels,
        judged.pixels(),
        seed=seed + faces.repeat - 1,
        epochs=epochs,
        context=context,
    )
    whole = _trial("neurons", faces, found.answers_before)
    pruned = dataclasses.replace(
        _trial("neurons-pruned", faces, found.answers_after),
        before=whole.correct,
        p=mcnemar(found.answers_before == judged.labels, found.answers_after == judged.labels).p,
        note=f"{found.similar} merged and {found.zeroed} zeroed of {found.neurons}",
    )
    return whole, pruned


def _trial(system: str, faces: Divided, answers: Integers) -> Trial:
    return Trial(
        system=system,
        protocol=faces.protocol,
        repeat=faces.repeat,
        learned_from=len(faces.learning),
        confusion=confusion_of(faces.judged.labels, answers),
    )
