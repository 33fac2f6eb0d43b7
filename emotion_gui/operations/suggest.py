"""Let a model suppose what unlabelled faces show; a person accepts or corrects it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import places_in
from emotion_gui.core.workspace.records import SampleStatus, Suggestion
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FaceDataset

_LOCK_S = 10.0


@dataclass(frozen=True)
class Suggested:
    """What a model supposes.

    Attributes:
        dataset: the data set.
        faces: unlabelled faces that it looked at.
        by_class: how many it puts first for each class of the data set.
        accepted: how many became labels at once, because that was asked for.
    """

    dataset: str
    faces: int
    by_class: dict[str, int]
    accepted: int = 0


def suggest_labels(
    workspace: Workspace,
    name: str,
    model: Path,
    context: JobContext,
    *,
    title: str,
    accept_from: float | None = None,
) -> Suggested:
    """Note what a model supposes of every face that has no label.

    Args:
        workspace: where the data set is.
        name: of the data set.
        model: checkpoint.
        context: progress, and a stop.
        title: how people call the model.
        accept_from: suppositions of at least this probability become labels at once; None for
            none, which is what a person who looks at them wants.

    Raises:
        NotFoundError: there is no such data set.
        CheckpointError: the model cannot be loaded.
        ConfigError: the faces do not fit the network, or the classes were changed meanwhile.
        BusyError: somebody else writes into the data set.
        JobCancelled: a stop was asked for; nothing was noted.
    """
    from emotion_gui.core.data.dataset import open_dataset
    from emotion_gui.core.data.editing import Target, accept

    if accept_from is not None and not 0 <= accept_from <= 1:
        raise ConfigError("accept_from", accept_from, "must lie between 0 and 1")
    dataset = open_dataset(workspace, name)
    number = dataset.row.dataset_id
    waiting = _waiting(workspace, number)
    keys = {face: key for key, face, _ in workspace.marks(number, faces=waiting)}
    found = _supposed(dataset, waiting, model, title, context)
    with workspace.hold_dataset(number, wait_s=_LOCK_S):
        if workspace.dataset_by_id(number).label_set != dataset.label_set:
            before = ", ".join(dataset.label_set.names)
            raise ConfigError("labels", before, "the classes are others by now")
        workspace.suggest({keys[face]: entry for face, entry in found.items() if face in keys})
    accepted = 0
    if accept_from is not None:
        sure = tuple(face for face, entry in found.items() if entry.confidence >= accept_from)
        accepted = accept(workspace, Target(number, sure)).count
    counts = Counter(entry.label for entry in found.values())
    names = {dataset.label_set.names[label]: counts[label] for label in sorted(counts)}
    return Suggested(name, len(waiting), names, accepted)


def _supposed(
    dataset: FaceDataset, faces: list[int], model: Path, title: str, context: JobContext
) -> dict[int, Suggestion]:
    """What a model puts first for each face, where the data set has that class."""
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.model.probabilities import softmax

    loaded = load_checkpoint(model)
    pixels = np.asarray(dataset.faces[faces])
    logits = predict_logits(loaded.network, pixels, loaded.info.preprocessing, context=context)
    shares = [softmax(row / loaded.info.temperature) for row in logits]
    best = [int(row.argmax()) for row in shares]
    told = places_in(loaded.info.label_set, dataset.label_set)
    return {
        face: Suggestion(place, float(row[label]), title)
        for face, row, label in zip(faces, shares, best, strict=True)
        if (place := told[label]) is not None
    }


def _waiting(workspace: Workspace, dataset_id: int) -> list[int]:
    """Faces that nobody has labelled, supposed ones among them."""
    statuses = {SampleStatus.OK.value, SampleStatus.SUGGESTED.value}
    labels, stored = workspace.face_columns(dataset_id, "label", "status")
    return [
        face
        for face, (label, status) in enumerate(zip(labels, stored, strict=True))
        if label is None and status in statuses
    ]
