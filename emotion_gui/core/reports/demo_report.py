"""The page that the demonstration leaves behind."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FaceDataset
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.reports.charts import sweep_chart
from emotion_gui.core.reports.demo_facts import DemoFacts, PruningFacts
from emotion_gui.core.reports.report import (
    Block,
    CaptionedPicture,
    Chart,
    Paragraph,
    PictureRow,
    PictureWithFaces,
    Report,
    SceneFace,
    Section,
    TextTable,
    Tile,
    evaluation_section,
    interval_text,
    limits_section,
    model_section,
    percent,
    png_address,
    training_section,
)
from emotion_gui.core.workspace.records import Part

_SHOWN_SIDE = 96


def demo_report(facts: DemoFacts) -> Report:
    """All sections in the order of the work."""
    pruning = facts.pruning
    before, after = pruning.before.evaluation, pruning.after.evaluation
    plan = pruning.preview.plan
    saved = 1 - pruning.cost_after.parameters / pruning.cost_before.parameters
    tiles = (
        Tile("Accuracy", percent(before.accuracy), f"validation, {interval_text(before)}"),
        Tile(
            "Maps of module 5",
            f"{plan.maps} → {plan.maps_left}",
            f"{100 * plan.maps_gone / plan.maps:.0f} % removed, no training after it",
        ),
        Tile(
            "Accuracy after",
            percent(after.accuracy),
            f"same faces, McNemar p = {pruning.judgement.p:.2f}",
        ),
        Tile(
            "Parameters",
            f"{pruning.cost_after.parameters:,}",
            f"of {pruning.cost_before.parameters:,}: {100 * saved:.0f} % fewer",
        ),
    )
    sections = (
        _faces_section(facts),
        training_section(facts.training.records),
        evaluation_section(before, "Evaluation on the validation part"),
        _pruning_section(pruning),
        _scene_section(facts),
        model_section(facts.info),
        _own_data_section(),
        limits_section(
            Paragraph(
                "The faces of this demonstration are drawings with exaggerated, clean "
                "expressions. The figures show that every step works; they say nothing about "
                "photographs of people, on which the same network reaches far less."
            )
        ),
    )
    subtitle = (
        f"From {facts.config.faces:,} drawn faces to a pruned network in "
        f"{facts.seconds:.0f} seconds"
    )
    return Report("Emotion Workbench: demonstration", subtitle, tiles, sections)


def _faces_section(facts: DemoFacts) -> Section:
    faces, photos = facts.faces_report, facts.photos_report
    on_photos = facts.on_photos
    rows = (
        (
            "Drawn faces, 48 x 48 (table)",
            f"{faces.imported:,}",
            f"{faces.skipped:,}",
            f"{faces.seconds:.1f} s",
        ),
        (
            "Drawn photographs (MTCNN, then Haar)",
            f"{photos.imported:,}",
            f"{photos.skipped:,}",
            f"{photos.seconds:.1f} s",
        ),
    )
    blocks: list[Block] = [
        PictureRow(
            _samples(facts.dataset),
            "One face of each class, as the network sees it. People, poses, light and strength "
            "of expression vary; weak expressions are ambiguous, as in life.",
        ),
        TextTable(("Source", "Imported", "Skipped", "Time"), rows),
        PictureRow(
            _samples(facts.photos),
            "Faces that the detectors found in drawn photographs, cropped by the program.",
        ),
    ]
    if on_photos is not None:
        blocks.append(
            Paragraph(
                f"On these crops, none of which was trained on, {on_photos.evaluation.correct} of "
                f"{on_photos.evaluation.n} answers are right "
                f"({interval_text(on_photos.evaluation)})."
            )
        )
    return Section(
        "Faces",
        tuple(blocks),
        "Drawn by the program from facial action units - no photograph of a person is used.",
    )


def _samples(dataset: FaceDataset) -> tuple[CaptionedPicture, ...]:
    rows = np.flatnonzero(dataset.parts != Part.NONE)
    pictures = []
    for code, label in enumerate(dataset.label_set.names):
        own = rows[dataset.labels[rows] == code]
        if len(own):
            # The most contrasted of the first few: a clear example.
            few = own[:12]
            best = max(few.tolist(), key=lambda row: float(np.std(dataset.faces[row])))
            pictures.append(CaptionedPicture(_enlarged(dataset.faces[best]), label))
    return tuple(pictures)


def _enlarged(face: npt.NDArray[np.uint8]) -> str:
    size = (2 * _SHOWN_SIDE, 2 * _SHOWN_SIDE)
    return png_address(
        np.asarray(cv2.resize(np.asarray(face), size, interpolation=cv2.INTER_CUBIC), np.uint8)
    )


def _pruning_section(pruning: PruningFacts) -> Section:
    preview, plan = pruning.preview, pruning.preview.plan
    before, after = pruning.before.evaluation, pruning.after.evaluation
    a, b = pruning.cost_before, pruning.cost_after
    low, high = preview.interval
    rows = (
        ("Maps of module 5", f"{plan.maps}", f"{plan.maps_left}"),
        ("Accuracy, validation", percent(before.accuracy), percent(after.accuracy)),
        ("95 % interval", _interval(before.interval), _interval(after.interval)),
        ("Parameters", f"{a.parameters:,}", f"{b.parameters:,}"),
        ("Multiplications a face", f"{a.macs:,}", f"{b.macs:,}"),
        ("Stored size", f"{a.stored_bytes / 1024:,.0f} kB", f"{b.stored_bytes / 1024:,.0f} kB"),
        ("Time a face, one thread", f"{a.ms:.2f} ms", f"{b.ms:.2f} ms"),
    )
    test = pruning.judgement.test
    assert test is not None
    verdict = "a significant" if pruning.judgement.is_significant else "no significant"
    chart = Chart(
        sweep_chart(
            pruning.points,
            chosen=pruning.chosen,
            maps=plan.maps,
            interval=pruning.baseline.interval,
        ),
        "Accuracy on the test part against the threshold, and against the share of maps gone",
        f"Accuracy on the test part (n = {preview.n:,}). The dashed line is the choice: "
        f"{pruning.chosen.threshold_deg:g} degrees under Refit. The grey band is the 95 % "
        "interval of the unpruned network. Paper: the literal rule of 1991. Corrected: merging "
        "by a fit. Refit: the last module fitted anew to its own answers, without labels.",
    )
    return Section(
        "Pruning by distinctiveness",
        (
            chart,
            TextTable(("", "Before", "After"), rows),
            Paragraph(
                f"The threshold was chosen on the test part ({percent(preview.accuracy)}, "
                f"interval {100 * low:.1f}–{100 * high:.1f} %) and judged on the validation part: "
                f"{verdict} difference (McNemar, {test.b} faces only the original gets right, "
                f"{test.c} only the pruned one, p = {test.p:.2f})."
            ),
            Paragraph(
                "Compacted and masked network give the same answers: largest difference of a "
                f"logit {pruning.difference:.1e} on {pruning.proof_faces:,} test faces, the bound "
                "is 1e-05.",
                tone="good",
            ),
        ),
        f"{plan.maps_gone} of {plan.maps} maps are gone: {len(plan.merges)} merged into a map "
        f"that says the same, {len(plan.silences)} silenced.",
    )


def _interval(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f} %"


def _scene_section(facts: DemoFacts) -> Section:
    height, width = facts.scene.picture.shape[:2]
    drawn = ", ".join(SEVEN.names[emotion] for emotion in facts.scene.emotions)
    faces = tuple(SceneFace(face.box, face.label, face.confidence) for face in facts.found)
    return Section(
        "A scene, by the pruned network",
        (
            PictureWithFaces(
                png_address(facts.scene.picture),
                width,
                height,
                faces,
                f"Drawn from left to right: {drawn}.",
            ),
        ),
        f"{len(facts.found)} of {len(facts.scene.boxes)} faces found by the detectors; each "
        "crop went through the compacted network.",
    )


def _own_data_section() -> Section:
    commands = (
        ("Import", "emotion-gui import fer2013.csv --name FER2013"),
        ("Train", "emotion-gui train --dataset FER2013 --preset quick"),
        (
            "Prune",
            "emotion-gui prune run-1 --dataset FER2013 --preset refit --maps 128 "
            "--compact --out small.safetensors",
        ),
        ("Use", "emotion-gui classify clip.mp4 --model small.safetensors --csv faces.csv"),
    )
    return Section(
        "The same with your data",
        (TextTable(("", ""), commands),),
        "In the window (emotion-gui) or on the command line.",
    )
