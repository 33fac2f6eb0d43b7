"""A self-contained HTML report: figures, tables and charts, no link to anything outside.

A report is built from a few kinds of blocks; one template renders them. The page of one
evaluation and the demonstration's page are made of the same blocks.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from emotion_gui import __version__
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.core.files import write_text
from emotion_gui.core.labels import SEVEN, LabelSet, own_set
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.checkpoint_info import CheckpointInfo
from emotion_gui.core.reports.charts import reliability_chart, training_curves
from emotion_gui.core.reports.learned_text import learned_lines
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.training.records import EpochRecord

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.robustness import Robustness

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class Tile:
    """One key figure with its name and what must be known beside it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words. `tone` is `plain`, `good` or `warn`."""

    kind: ClassVar[str] = "paragraph"
    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Chart:
    """An SVG drawing and what it shows in words (for screen readers, and below it)."""

    kind: ClassVar[str] = "chart"
    svg: str
    alt: str
    caption: str = ""
    narrow: bool = False


@dataclass(frozen=True)
class TextTable:
    """Text in rows; the first column is a heading, the others are figures."""

    kind: ClassVar[str] = "table"
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix: counts, rows = truth, columns = answer."""

    kind: ClassVar[str] = "matrix"
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    caption: str = ""

    def share(self, row: int, column: int) -> float:
        """Part of a row's faces, 0 to 1; 0 for an empty row."""
        total = sum(self.counts[row])
        return self.counts[row][column] / total if total else 0.0


@dataclass(frozen=True)
class CaptionedPicture:
    """A small picture (a data address) with a few words."""

    address: str
    text: str = ""


@dataclass(frozen=True)
class PictureRow:
    """Small pictures side by side."""

    kind: ClassVar[str] = "gallery"
    pictures: tuple[CaptionedPicture, ...]
    caption: str = ""


@dataclass(frozen=True)
class SceneFace:
    """A face found in a scene: its box in pixels, what the network says, how sure it is."""

    box: tuple[float, float, float, float]
    label: str
    confidence: float


@dataclass(frozen=True)
class PictureWithFaces:
    """A picture with the faces found in it."""

    kind: ClassVar[str] = "scene"
    address: str
    width: int
    height: int
    faces: tuple[SceneFace, ...]
    caption: str = ""


Block = Paragraph | Chart | TextTable | Matrix | PictureRow | PictureWithFaces


@dataclass(frozen=True)
class Section:
    """A heading, a sentence and blocks."""

    title: str
    blocks: tuple[Block, ...]
    intro: str = ""


@dataclass(frozen=True)
class Report:
    """The whole page; `labels` are the classes whose names and colours it shows."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...] = ()
    sections: tuple[Section, ...] = field(default=())
    labels: LabelSet = SEVEN


def write_report(path: Path, content: Report, *, private: bool = False) -> None:
    """Render and write a page, whole or not at all; `private` as in `atomic_path`.

    Raises:
        StorageError: the disk refused.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources_dir() / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made = datetime.now().astimezone().strftime("%d %B %Y, %H:%M")
    text = environment.get_template(_TEMPLATE).render(
        report=content, made=made, version=__version__
    )
    write_text(path, text, private=private)


@dataclass(frozen=True)
class JudgedModel:
    """One network on one part of a data set, as a report shows it.

    Attributes:
        title: for people.
        evaluation: its figures.
        judgement: the same on the faces alone that it did not learn.
        records: epochs of the training, where they are known.
        info: what the checkpoint says about itself.
    """

    title: str
    evaluation: Evaluation
    judgement: Judgement | None = None
    records: Sequence[EpochRecord] = ()
    info: CheckpointInfo | None = None


def _labels_of(model: JudgedModel) -> LabelSet:
    """The classes that a network was judged in."""
    names = tuple(entry.label for entry in model.evaluation.per_class)
    if model.info is not None and model.info.labels == names:
        return model.info.label_set
    return own_set(names)


def evaluation_report(
    title: str, model: JudgedModel, robustness: Robustness | None = None
) -> Report:
    """The report of one network on one part of a data set.

    Args:
        title: the network and the faces, in words.
        model: judged on these faces.
        robustness: its answers to the same faces under what cameras do, where they were asked for.
    """
    sections = [*_training_sections(model), *_judged_sections(model)]
    if robustness is not None:
        sections.append(robustness_section(robustness))
    if model.info is not None:
        sections += [model_section(model.info), use_section()]
    sections.append(limits_section())
    tiles = evaluation_tiles(model.evaluation)
    return Report(title, "Evaluation report", tiles, tuple(sections), _labels_of(model))


def comparison_report(
    title: str, first: JudgedModel, second: JudgedModel, compared: Judgement
) -> Report:
    """The report of two networks on the same faces, one beside the other.

    Args:
        title: the faces, in words.
        first: a network.
        second: the other one.
        compared: the second, tested against the first.
    """
    sections = [_beside_section(first, second, compared)]
    for model in (first, second):
        found = [*_training_sections(model), *_judged_sections(model)]
        if model.info is not None:
            found.append(model_section(model.info))
        sections += [replace(one, title=f"{model.title}: {one.title}") for one in found]
    tiles = tuple(
        Tile(model.title, percent(model.evaluation.accuracy), interval_text(model.evaluation))
        for model in (first, second)
    )
    sections += [use_section(), limits_section()]
    return Report(
        title, "Two networks on the same faces", tiles, tuple(sections), _labels_of(first)
    )


def _training_sections(model: JudgedModel) -> list[Section]:
    return [training_section(model.records)] if model.records else []


def _judged_sections(model: JudgedModel) -> list[Section]:
    found = [evaluation_section(model.evaluation)]
    if model.judgement is not None:
        found.insert(0, Section("Learned faces", (learned_paragraph(model.judgement),)))
    return found


def _beside_section(first: JudgedModel, second: JudgedModel, compared: Judgement) -> Section:
    one, other = first.evaluation, second.evaluation
    rows = (
        ("Accuracy", percent(one.accuracy), percent(other.accuracy)),
        ("95 % interval", _interval(one), _interval(other)),
        ("Balanced accuracy", percent(one.balanced_accuracy), percent(other.balanced_accuracy)),
        ("Macro-F1", f"{one.macro_f1:.3f}", f"{other.macro_f1:.3f}"),
        ("Right in two guesses", percent(one.top2), percent(other.top2)),
        ("Calibration error", percent(one.ece), percent(other.ece)),
        *(
            (f"Recall, {a.label}", percent(a.recall), percent(b.recall))
            for a, b in zip(one.per_class, other.per_class, strict=True)
        ),
    )
    caption = f"n = {one.n:,} faces, the same for both."
    blocks: list[Block] = [TextTable(("", first.title, second.title), rows, caption)]
    for words, judged in (("all faces", compared), ("faces that neither learned", compared.rest)):
        if judged is None or judged.test is None or judged.n == 0:
            continue
        better = second.title if judged.test.c > judged.test.b else first.title
        verdict = (
            f"{better} is right more often by more than chance explains"
            if judged.is_significant
            else "no difference beyond chance"
        )
        text = (
            f"On {words} (n = {judged.n:,}): {judged.test.b:,} right for {first.title} alone, "
            f"{judged.test.c:,} for {second.title} alone; McNemar's exact test, "
            f"p = {judged.p:.3g}: {verdict}."
        )
        blocks.append(Paragraph(text))
    return Section("Beside each other", tuple(blocks))


def _interval(evaluation: Evaluation) -> str:
    low, high = evaluation.interval
    return f"{100 * low:.1f}–{100 * high:.1f} %"


def evaluation_tiles(evaluation: Evaluation) -> tuple[Tile, ...]:
    """Accuracy, balanced accuracy, macro-F1 and calibration."""
    return (
        Tile("Accuracy", percent(evaluation.accuracy), interval_text(evaluation)),
        Tile("Balanced accuracy", percent(evaluation.balanced_accuracy), "mean recall"),
        Tile("Macro-F1", f"{evaluation.macro_f1:.3f}", _macro_f1_note(evaluation)),
        Tile("Calibration error", percent(evaluation.ece), "expected, 15 bins"),
    )


def _macro_f1_note(evaluation: Evaluation) -> str:
    """Two conventions are in use; they differ where a class was neither seen nor answered."""
    present, every = len(evaluation.macro_f1_classes), len(evaluation.per_class)
    if present == every:
        return f"mean over all {every} classes"
    seen = "the one class that was" if present == 1 else f"the {present} classes that were"
    return f"mean over {seen} seen or answered; {evaluation.macro_f1_all:.3f} over all {every}"


def learned_paragraph(judgement: Judgement) -> Paragraph:
    """How many of the faces the model had learned, and the figure on the others."""
    is_new = judgement.learned == 0 and judgement.complete
    return Paragraph(" ".join(learned_lines(judgement)), tone="good" if is_new else "warn")


def evaluation_section(evaluation: Evaluation, title: str = "Evaluation") -> Section:
    """Confusion matrix, scores a class, calibration."""
    labels = tuple(entry.label for entry in evaluation.per_class)
    rows = tuple(
        (
            entry.label,
            percent(entry.precision),
            percent(entry.recall),
            percent(entry.specificity),
            percent(entry.f1),
            f"{entry.support:,}",
        )
        for entry in evaluation.per_class
    )
    header = ("Class", "Precision", "Recall", "Specificity", "F1", "Faces")
    return Section(
        title,
        (
            Matrix(
                labels,
                evaluation.confusion,
                "Confusion matrix: counts; rows are the truth, columns the network's answer; "
                "the shade is the share of the row.",
            ),
            TextTable(
                header, rows, "Scores by class; a dash where a score has no case to rest on."
            ),
            Chart(
                reliability_chart(evaluation.reliability),
                "Bars of the share right in each bin of confidence",
                "Where bars meet the dashed line, the stated confidence can be trusted; pale "
                f"bars rest on few faces. Expected calibration error {percent(evaluation.ece)}.",
                narrow=True,
            ),
        ),
        f"{evaluation.correct:,} of {evaluation.n:,} faces right: {interval_text(evaluation)}.",
    )


def training_section(records: Sequence[EpochRecord]) -> Section:
    """Curves of loss and accuracy."""
    best = max(records, key=lambda record: record.test_accuracy)
    return Section(
        "Training",
        (
            Chart(
                training_curves(records),
                "Loss and accuracy against the epoch for the train and the test part",
                "Training figures are taken on augmented faces and without a pause within the "
                "epoch; test figures on unchanged faces at its end.",
            ),
        ),
        f"{len(records)} epochs; the best on the test part is epoch {best.epoch} with "
        f"{percent(best.test_accuracy)}.",
    )


def robustness_section(found: Robustness) -> Section:
    """Every fault at every strength, their mean and the worst."""
    low, high = found.interval
    worst = found.worst
    said = (
        f"{percent(found.mean_accuracy)} on average (95 % interval {100 * low:.1f}-"
        f"{100 * high:.1f}), at worst {percent(worst.accuracy)} ({worst.label}, {worst.words}); "
        f"{percent(found.clean.accuracy)} of the faces as they are. Each fault at three "
        f"strengths, n = {found.n:,} a trial."
    )
    rows = [
        (label, *(f"{percent(trial.accuracy)} ({trial.words})" for trial in trials))
        for label, trials in found.by_fault().items()
    ]
    header = ("Fault", "weak", "medium", "strong")
    return Section("Under what cameras do", (Paragraph(said), TextTable(header, tuple(rows))))


def model_section(info: CheckpointInfo) -> Section:
    """What the network is and what it was made from."""
    run = info.run
    config = run.get("config", {})
    rows = [
        ("Network", " - ".join(str(width) for width in (1, *info.spec.widths, info.spec.classes))),
        ("Parameters", f"{parameter_count(info.spec):,}"),
        ("Input", f"{info.spec.input_side} x {info.spec.input_side} gray face"),
        ("Classes", ", ".join(info.labels)),
        ("Trained on", str(run.get("dataset", "not recorded"))),
    ]
    if config:
        rows.append(
            (
                "Recipe",
                f"{config.get('preset', 'own')}: {config.get('optimizer')}, learning rate "
                f"{config.get('learning_rate'):g}, {config.get('epochs')} epochs, batches of "
                f"{config.get('batch_size')}, seed {config.get('seed')}",
            )
        )
    if info.plan is not None:
        rows.append(("Pruned", "yes: maps were merged or removed after training"))
    rows.append(("Temperature", f"{info.temperature:.3f} divides the logits"))
    if info.unsure_below is not None:
        rows.append(("Unsure", f"answers below {percent(info.unsure_below)} are shown as unsure"))
    return Section("Model card", (TextTable(("", ""), tuple(rows)),))


def use_section() -> Section:
    """What the network is for, and what not."""
    return Section(
        "Intended use",
        (
            Paragraph(
                "Learning, research and demonstration: naming the apparent expression of a "
                "roughly frontal face, and studying how a network comes to its answer."
            ),
            Paragraph(
                "Not for decisions about people, and not for medical, safety or police use. "
                "Fairness across age, skin colour and culture was not measured."
            ),
        ),
    )


def limits_section(*first: Paragraph) -> Section:
    """What the figures do not say; `first` is said before the rest."""
    return Section(
        "Limits",
        (
            *first,
            Paragraph(
                "The network names the apparent expression of a face in a picture. It does not "
                "know what a person feels: people smile without joy and grieve without tears."
            ),
            Paragraph(
                "Accuracy falls on faces that differ from those it was trained on - other ages, "
                "skin tones, cameras, poses, light. The interval covers chance in the choice of "
                "faces, neither such differences nor where another training of the same recipe "
                "would have ended."
            ),
            Paragraph(
                "Recognising emotions at work and in education is forbidden in the European "
                "Union, except for medical or safety reasons (AI Act, article 5(1)(f)).",
                tone="warn",
            ),
        ),
    )


def percent(value: float | None) -> str:
    """`0.615` as `61.5 %`, a dash for None."""
    return "–" if value is None else f"{100 * value:.1f} %"


def interval_text(evaluation: Evaluation) -> str:
    """`n = 3,589, 95 % interval 60.1–63.3 %`."""
    low, high = evaluation.interval
    return f"n = {evaluation.n:,}, 95 % interval {100 * low:.1f}–{100 * high:.1f} %"


def png_address(picture: npt.NDArray[np.uint8]) -> str:
    """A gray or BGR picture as a `data:` address."""
    import cv2

    _, data = cv2.imencode(".png", picture)
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()
