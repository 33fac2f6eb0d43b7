"""The final report: one model on the final part, once, with everything that belongs to it.

The figures and the page are kept in the workspace. Whoever asks again for the same model on the
same faces gets what was recorded; nothing is evaluated a second time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import ConfigError, StorageError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.ledger import (
    Opening,
    earlier_looks,
    find_opening,
    open_final_part,
)
from emotion_gui.core.evaluation.metrics import Evaluation, evaluate_predictions
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import LabelMatch, LabelSet, match_labels, own_set
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.reading import read_json
from emotion_gui.core.reports.report import (
    Paragraph,
    Report,
    Section,
    TextTable,
    Tile,
    evaluation_section,
    evaluation_tiles,
    interval_text,
    learned_paragraph,
    limits_section,
    model_section,
    percent,
    training_section,
    use_section,
    write_report,
)
from emotion_gui.core.training.records import epochs_of
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class FinalOrder:
    """Which model is judged.

    Attributes:
        dataset: name of the data set; its split in use says which faces are the final part.
        checkpoint: the model's file.
        model: what people call it.
        run_id: the run it came from, None for a file or a bundled model.
    """

    dataset: str
    checkpoint: Path
    model: str
    run_id: int | None = None


@dataclass(frozen=True)
class FinalRecord:
    """What was found when the final part was opened for a model.

    Attributes:
        opening: the line of the ledger.
        report: the page.
        evaluation: a single view of every face: the figure that counts.
        mirrored: the same with each face averaged with its mirror image.
        judgement: of the single view, with what the model had learned before.
        label_set: the classes that all of them are told in.
        again: these are the recorded figures of an earlier opening.
    """

    opening: Opening
    report: Path
    evaluation: Evaluation
    mirrored: Evaluation
    judgement: Judgement
    label_set: LabelSet
    again: bool = False


def recorded_final(workspace: Workspace, order: FinalOrder) -> FinalRecord | None:
    """The finished report of this model on these faces, where there is one; opens nothing.

    Raises:
        NotFoundError: no such data set.
        CheckpointError, StorageError: the model or the record cannot be read.
    """
    opening = find_opening(workspace, open_dataset(workspace, order.dataset), order.checkpoint)
    return None if opening is None else _recorded(workspace, opening)


def final_report(
    workspace: Workspace, order: FinalOrder, context: JobContext | None = None
) -> FinalRecord:
    """Judge a model on the final part and write its report, or give back the recorded one.

    The model is read before the part is opened, so that a damaged file opens nothing. A report
    that was cut off after the opening is finished under the same line of the ledger.

    Raises:
        NotFoundError, EmptyPartError: no such data set, or its split has no final part.
        CheckpointError: the model cannot be used.
        LabelSetsDifferError: it tells other classes, and no mapping is known.
        ConfigError: the faces do not fit the network.
        StorageError: the ledger or the report cannot be read or written.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.predict import check_faces

    context = context or JobContext()
    dataset = open_dataset(workspace, order.dataset)
    loaded = load_checkpoint(order.checkpoint)
    check_faces(dataset.faces[:0], loaded.network)
    earlier = find_opening(workspace, dataset, order.checkpoint)
    if earlier is not None:
        known = _recorded(workspace, earlier)
        if known is not None:
            return known
    match = match_labels(loaded.info.label_set, dataset.label_set)
    context.checkpoint()
    final = open_final_part(
        workspace,
        dataset,
        checkpoint=order.checkpoint,
        model=order.model,
        run_id=order.run_id,
    )
    faces = final.faces.told_in(match.common, places=match.of_data)
    pixels = faces.pixels()
    (single, right), (mirrored, _) = _both_views(loaded, match, pixels, faces.labels, context)
    acquaintance = Acquaintance.between(pixels, loaded.info.learned)
    record = FinalRecord(
        final.opening,
        final.opening.report_path(workspace),
        single,
        mirrored,
        acquaintance.judge(right),
        match.common,
    )
    _write(workspace, dataset, order, loaded, record)
    return record


def _both_views(
    loaded: Checkpoint,
    match: LabelMatch,
    pixels: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.int64],
    context: JobContext,
) -> list[tuple[Evaluation, npt.NDArray[np.bool_]]]:
    """What is right as the faces are, and averaged with their mirror images."""
    from emotion_gui.core.evaluation.predict import predict_logits

    temperature, names = loaded.info.temperature, match.common.names
    views = []
    for index, flip in enumerate((False, True)):
        logits = predict_logits(
            loaded.network,
            pixels,
            loaded.info.preprocessing,
            flip=flip,
            context=_Half(context, index, len(pixels)),
        )
        logits = match.answers(logits, temperature=temperature)
        judged = evaluate_predictions(labels, logits, temperature=temperature, names=names)
        views.append((judged, logits.argmax(axis=1) == labels))
    return views


class _Half(JobContext):
    """The first or second pass over the faces: progress is moved, the rest is the same."""

    def __init__(self, whole: JobContext, index: int, faces: int) -> None:
        super().__init__(self._report, lambda: whole.cancelled)
        self._whole, self._start, self._total = whole, index * faces, 2 * faces

    def checkpoint(self) -> None:
        self._whole.checkpoint()

    def _report(self, progress: Progress) -> None:
        self._whole.report(Progress(self._start + progress.done, self._total, progress.text))


def _recorded(workspace: Workspace, opening: Opening) -> FinalRecord | None:
    report = opening.report_path(workspace)
    figures = report.with_suffix(".json")
    if not report.is_file():
        return None
    try:
        data = read_json(figures)
        single, mirrored = (Evaluation.from_json(data[name]) for name in ("single", "mirrored"))
        kept = data.get("judgement")  # records before 0.2 have none
        judgement = (
            Judgement(single.correct, single.n) if kept is None else Judgement.from_record(kept)
        )
        told = data.get("label_set")  # nor classes: those of 0.1 and before are the seven
        labels = (
            own_set(scores.label for scores in single.per_class)
            if told is None
            else LabelSet.from_json(told)
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, ConfigError) as error:
        raise StorageError(figures, "the recorded figures cannot be read") from error
    return FinalRecord(opening, report, single, mirrored, judgement, labels, again=True)


def _write(
    workspace: Workspace,
    dataset: FaceDataset,
    order: FinalOrder,
    loaded: Checkpoint,
    record: FinalRecord,
) -> None:
    """The page first, the figures last: they tell that both are complete."""
    single, mirrored = record.evaluation, record.mirrored
    sections = [
        _protocol_section(workspace, dataset, record),
        evaluation_section(single, "Figures of the final part"),
        model_section(loaded.info),
        use_section(),
        limits_section(_label_noise()),
    ]
    if order.run_id is not None:
        epochs = epochs_of(workspace, order.run_id)
        if epochs:
            sections.insert(2, training_section(epochs))
    tiles = (
        *evaluation_tiles(single)[:3],
        Tile("With the mirror image", percent(mirrored.accuracy), interval_text(mirrored)),
        *evaluation_tiles(single)[3:],
    )
    title = f"{order.model} on the final part of {order.dataset}"
    page = Report(title, "Final report", tiles, tuple(sections), record.label_set)
    write_report(record.report, page)
    figures = {
        "single": single.to_json(),
        "mirrored": mirrored.to_json(),
        "judgement": record.judgement.to_record(),
        "label_set": record.label_set.to_json(),
    }
    write_text(record.report.with_suffix(".json"), json.dumps(figures))


def _protocol_section(workspace: Workspace, dataset: FaceDataset, record: FinalRecord) -> Section:
    opening = record.opening
    counts = {part: int((dataset.parts == part).sum()) for part in Part if part is not Part.NONE}
    rows = [
        ("Data set", f"{dataset.row.name}, {dataset.row.faces:,} faces"),
        *_split_rows(workspace, dataset),
        ("Train part", f"{counts[Part.TRAIN]:,} faces: the weights were learnt from these"),
        ("Test part", f"{counts[Part.TEST]:,} faces: epochs and choices were made on these"),
        ("Final part", f"{counts[Part.VALIDATION]:,} faces: used for this report alone"),
        ("Views", "one look at each face; the mirrored average is given beside it"),
        ("Opened", f"{moment(opening.when)}, line {opening.number} of the workspace's ledger"),
        ("Faces, digest", opening.faces),
        ("Weights, digest", opening.weights),
    ]
    return Section(
        "Protocol",
        (
            TextTable(("", ""), tuple(rows)),
            learned_paragraph(record.judgement),
            _other_openings(workspace, opening),
        ),
        "The final part is locked until a report like this one opens it, and every opening is "
        "recorded before anything is seen.",
    )


def _split_rows(workspace: Workspace, dataset: FaceDataset) -> list[tuple[str, str]]:
    for split in workspace.splits(dataset.row.dataset_id):
        if split.split_id == dataset.row.active_split:
            return [("Split", f"{split.name} ({split.kind}, seed {split.seed})")]
    return []


def _other_openings(workspace: Workspace, opening: Opening) -> Paragraph:
    looks = earlier_looks(workspace, opening)
    if not looks:
        return Paragraph(
            "No other model was judged on these faces before: the figures are free of choice.",
            tone="good",
        )
    names = ", ".join(
        f"{look.opening.model} ({moment(look.opening.when)}"
        + (")" if look.opening.faces == opening.faces else f", {look.shared:,} of these faces)")
        for look in looks
    )
    return Paragraph(
        f"Other models were judged on these faces before: {names}. Whoever picks the best of "
        "several openings picks luck as well.",
        tone="warn",
    )


def _label_noise() -> Paragraph:
    return Paragraph(
        "Labels of faces collected from the web are noisy: people agree with those of FER2013 "
        "in about 65 (± 5) of 100 cases, so that an accuracy well above that follows the "
        "labelling rather than the faces."
    )


def moment(when: str) -> str:
    """`2026-11-23T10:12:05+00:00` as `23 November 2026, 10:12 UTC`."""
    return datetime.fromisoformat(when).strftime("%d %B %Y, %H:%M UTC")
