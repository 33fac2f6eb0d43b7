"""Labels that a trained network contradicts with confidence: candidates for a second look.

A network that has learnt a face by heart agrees with its label, right or wrong, so a run that
was trained on these very faces finds fewer errors among them than among faces it never saw.
The final part is left alone: only a final report may look at it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.hygiene import Finding, FindingKind
from emotion_gui.core.data.overview import OK, open_overview
from emotion_gui.core.errors import EmptyPartError
from emotion_gui.core.evaluation.metrics import IntArray
from emotion_gui.core.faces.stored import StoredFaces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet, match_labels
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

# Sure of another class and nearly sure against the label: a face between two emotions is no error.
CONFIDENT = 0.9
UNLIKELY = 0.05
LIMIT = 2_000


def find_label_errors(
    workspace: Workspace,
    dataset_id: int,
    checkpoint: Path,
    context: JobContext | None = None,
    *,
    model: str,
) -> Finding | None:
    """Usable faces whose label the network gives at most 5 % while it is 90 % sure of another.

    Args:
        workspace: where the data set is.
        dataset_id: a finished data set.
        checkpoint: of a trained network; its calibration temperature is applied.
        context: progress in faces, and cancel.
        model: its name, for the words.

    Returns:
        At most 2,000 faces, the surest first; None where there are none.

    Raises:
        CheckpointError: the file cannot be used.
        LabelSetsDifferError: the network tells other classes, and no mapping is known.
        EmptyPartError: there is no labelled face outside the final part.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.model.probabilities import softmax

    overview = open_overview(workspace, dataset_id)
    loaded = load_checkpoint(checkpoint)
    classes = overview.row.label_set
    match = match_labels(loaded.info.label_set, classes)
    told = np.array([-1 if at is None else at for at in match.of_data])
    allowed = (overview.statuses == OK) & (overview.labels >= 0)
    allowed[allowed] = told[overview.labels[allowed]] >= 0
    allowed &= overview.parts != Part.VALIDATION
    rows = np.flatnonzero(allowed)
    if not len(rows):
        raise EmptyPartError(overview.row.name, "outside validation", 0)
    faces = StoredFaces(overview.faces, rows)
    logits = match.answers(
        predict_logits(loaded.network, faces, loaded.info.preprocessing, context=context),
        temperature=loaded.info.temperature,
    )
    answers = softmax(logits, temperature=loaded.info.temperature)
    labels = told[overview.labels[rows]].astype(np.int64)
    doubtful = _contradicted(answers, labels)
    if not len(doubtful):
        return None
    given, said = _commonest(labels[doubtful], answers[doubtful].argmax(axis=1), match.common)
    found = rows[doubtful].tolist()
    return Finding(
        FindingKind.LABEL_ERRORS,
        len(found),
        tuple((face,) for face in found),
        tuple(found),
        facts={"model": model, "sure": CONFIDENT, "given": given, "said": said},
    )


def _contradicted(answers: npt.NDArray[np.float64], labels: IntArray) -> IntArray:
    """Rows of `answers` that contradict their label, the surest first, at most `LIMIT`."""
    best, said = answers.max(axis=1), answers.argmax(axis=1)
    given = answers[np.arange(len(labels)), labels]
    rows = np.flatnonzero((said != labels) & (best >= CONFIDENT) & (given <= UNLIKELY))
    return rows[np.argsort(-best[rows], kind="stable")][:LIMIT]


def _commonest(given: IntArray, said: IntArray, labels: LabelSet) -> tuple[str, str]:
    """The confusion that stands most often: the label given, and what the network says."""
    pairs = np.bincount(given * len(labels) + said)
    most = int(pairs.argmax())
    return labels.names[most // len(labels)], labels.names[most % len(labels)]
