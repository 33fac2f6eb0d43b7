"""The final part: opened once a model, recorded, never evaluated a second time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import CheckpointError, EmptyPartError, StorageError
from emotion_gui.core.evaluation import predict
from emotion_gui.core.evaluation.ledger import open_final_part, openings
from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.reports import final_report as module
from emotion_gui.core.reports.final_report import FinalOrder, final_report, moment, recorded_final
from emotion_gui.core.reports.report import Report, TextTable, interval_text, percent
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.edit_classes import rename


def model(folder: Path, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    path = folder / f"model{seed}.safetensors"
    save_checkpoint(path, EmotionCNN(PAPER), CheckpointInfo(PAPER, run={"dataset": "stripes"}))
    return path


@pytest.fixture
def order(workspace: Workspace, tmp_path: Path) -> FinalOrder:
    make_dataset(workspace)
    return FinalOrder("stripes", model(tmp_path), "Model A")


def test_figures_are_those_of_the_final_part(workspace: Workspace, order: FinalOrder) -> None:
    found = final_report(workspace, order)
    part = open_dataset(workspace, "stripes").part(Part.VALIDATION)
    loaded = load_checkpoint(order.checkpoint)
    for flip, evaluation in ((False, found.evaluation), (True, found.mirrored)):
        logits = predict.predict_logits(
            loaded.network, part.pixels(), loaded.info.preprocessing, flip=flip
        )
        assert evaluation == evaluate_predictions(part.labels, logits)
    assert not found.again
    assert [entry.model for entry in openings(workspace, dataset="stripes")] == ["Model A"]


def test_the_report_tells_data_protocol_figures_use_and_limits(
    workspace: Workspace, order: FinalOrder
) -> None:
    text = final_report(workspace, order).report.read_text(encoding="utf-8")
    (opening,) = openings(workspace, dataset="stripes")
    for words in (
        "Model A on the final part of stripes",
        "Final report",
        "Protocol",
        "paper (paper, seed 0)",
        "14 faces: used for this report alone",
        "line 1 of the workspace",
        opening.faces,
        opening.weights,
        "No other model was judged",
        "Model card",
        "Intended use",
        "Limits",
        "With the mirror image",
        "surprise",
    ):
        assert words in text, words


def test_both_looks_at_the_faces_are_one_bar(workspace: Workspace, order: FinalOrder) -> None:
    told: list[Progress] = []
    final_report(workspace, order, JobContext(told.append))
    assert [(one.done, one.total) for one in told] == [(14, 28), (28, 28)]


def test_tables_of_the_page_are_numbers_of_the_data(
    workspace: Workspace, order: FinalOrder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[Report] = []
    monkeypatch.setattr(module, "write_report", lambda path, page: pages.append(page))
    found = final_report(workspace, order)
    (page,) = pages
    assert [tile.label for tile in page.tiles] == [
        "Accuracy",
        "Balanced accuracy",
        "Macro-F1",
        "With the mirror image",
        "Calibration error",
    ]
    assert page.tiles[3].value == percent(found.mirrored.accuracy)
    assert page.tiles[3].note == interval_text(found.mirrored)
    assert [one.title for one in page.sections] == [
        "Protocol",
        "Figures of the final part",
        "Model card",
        "Intended use",
        "Limits",
    ]
    (table,) = (block for block in page.sections[0].blocks if isinstance(block, TextTable))
    rows = dict(table.rows)
    data = open_dataset(workspace, "stripes")
    counts = {part: int((data.parts == part).sum()) for part in Part}
    assert rows["Data set"] == f"stripes, {len(data.parts):,} faces"
    for name, part in (("Train part", Part.TRAIN), ("Test part", Part.TEST)):
        assert rows[name].startswith(f"{counts[part]} faces")
    assert rows["Opened"] == f"{moment(found.opening.when)}, line 1 of the workspace's ledger"


def test_moments_are_told_in_words() -> None:
    assert moment("2026-11-23T10:12:05+00:00") == "23 November 2026, 10:12 UTC"


def test_the_second_time_gives_what_was_recorded(
    workspace: Workspace, order: FinalOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recorded_final(workspace, order) is None
    first = final_report(workspace, order)
    page = first.report.read_bytes()

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("evaluated a second time")

    monkeypatch.setattr(predict, "predict_logits", never)
    second = final_report(workspace, order)
    assert second.again
    assert (second.evaluation, second.mirrored) == (first.evaluation, first.mirrored)
    assert recorded_final(workspace, order) == second
    assert second.label_set == SEVEN
    assert first.report.read_bytes() == page
    assert len(openings(workspace, dataset="stripes")) == 1


def test_figures_are_told_in_the_classes_of_the_faces(
    workspace: Workspace, order: FinalOrder
) -> None:
    dataset = workspace.dataset("stripes")
    rename(workspace, dataset.dataset_id, 0, "furious", JobContext())
    own = workspace.dataset("stripes").label_set
    final_report(workspace, order)
    found = recorded_final(workspace, order)
    assert found is not None
    assert found.label_set == own
    figures = found.report.with_suffix(".json")
    kept = json.loads(figures.read_text("utf-8"))
    del kept["label_set"]  # as an older version wrote it
    figures.write_text(json.dumps(kept), "utf-8")
    older = recorded_final(workspace, order)
    assert older is not None
    assert older.label_set.names == own.names


def test_another_model_is_another_opening_and_the_report_says_so(
    workspace: Workspace, order: FinalOrder, tmp_path: Path
) -> None:
    first = final_report(workspace, order)
    other = final_report(workspace, FinalOrder("stripes", model(tmp_path, seed=5), "Model B"))
    assert other.opening.number == 2
    page = other.report.read_text(encoding="utf-8")
    assert f"judged on these faces before: Model A ({moment(first.opening.when)})." in page


def test_a_report_says_how_many_of_its_faces_another_model_saw(
    workspace: Workspace, order: FinalOrder, tmp_path: Path
) -> None:
    dataset = open_dataset(workspace, "stripes")
    first = open_final_part(workspace, dataset, checkpoint=order.checkpoint, model="Model A")
    parts = np.roll(dataset.parts, 3)
    workspace.add_split(dataset.row.dataset_id, name="moved", kind="paper", seed=1, parts=parts)
    other = final_report(workspace, FinalOrder("stripes", model(tmp_path, seed=5), "Model B"))
    page = other.report.read_text(encoding="utf-8")
    assert f"Model A ({moment(first.opening.when)}, 11 of these faces)." in page


def test_a_report_that_was_cut_off_is_finished_under_the_same_line(
    workspace: Workspace, order: FinalOrder
) -> None:
    asked = []

    def stop_after_opening() -> bool:
        asked.append(1)
        return bool(openings(workspace, dataset="stripes"))

    with pytest.raises(JobCancelled):
        final_report(workspace, order, JobContext(is_cancelled=stop_after_opening))
    assert recorded_final(workspace, order) is None
    found = final_report(workspace, order)
    assert found.opening.number == 1
    assert len(openings(workspace, dataset="stripes")) == 1


def test_a_damaged_model_or_a_missing_part_opens_nothing(
    workspace: Workspace, order: FinalOrder, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"PK not a model")
    with pytest.raises(CheckpointError):
        final_report(workspace, FinalOrder("stripes", broken, "x"))
    make_dataset(workspace, name="open", validation=0)
    with pytest.raises(EmptyPartError):
        final_report(workspace, FinalOrder("open", order.checkpoint, "x"))
    assert openings(workspace, dataset="stripes") == openings(workspace, dataset="open") == []


def test_damaged_figures_are_explained(workspace: Workspace, order: FinalOrder) -> None:
    report = final_report(workspace, order).report
    figures = report.with_suffix(".json")
    data = json.loads(figures.read_text(encoding="utf-8"))
    assert np.trace(np.array(data["single"]["confusion"])) == data["single"]["correct"]
    figures.write_text("{", encoding="utf-8")
    with pytest.raises(StorageError, match="recorded figures"):
        recorded_final(workspace, order)
