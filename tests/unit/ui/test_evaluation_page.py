"""The Evaluate page: figures, matrix to faces, two models, the locked part, the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import CheckpointError, StorageError
from emotion_gui.core.evaluation.ledger import openings, record_opening
from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.evaluate import Answers, ModelsJob
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.evaluation import EvaluatePage

SLOW_MS = 30_000  # the first evaluation of a process imports torch
GOOD = ModelEntry("run-1", "Run 1: good", Path("good.safetensors"), 409_461, run_id=1)
POOR = ModelEntry("run-2", "Run 2: poor", Path("poor.safetensors"), 409_461, run_id=2)


@dataclass
class Result:
    """What the page reads of an evaluation."""

    evaluation: object
    logits: np.ndarray
    labels: np.ndarray
    rows: np.ndarray


@dataclass
class FakeEvaluation:
    """`good` mistakes the first face only; `poor` answers angry whatever it sees."""

    error: Exception | None = None
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def __call__(
        self, checkpoint: Path, part: FacePart, *, flip: bool, context: JobContext
    ) -> Result:
        if self.error is not None:
            raise self.error
        self.asked.append((checkpoint.stem, part.name, flip))
        answers = part.labels.copy()
        if checkpoint.stem == "good":
            answers[0] = (answers[0] + 1) % 7
        else:
            answers[:] = 0
        logits = 5.0 * np.eye(7, dtype=np.float32)[answers]
        evaluation = evaluate_predictions(part.labels, logits)
        return Result(evaluation, logits, part.labels, part.rows)


def two_models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    return [GOOD, POOR]


def no_models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    return []


def opener(opened: list[Path], *, answer: bool = True) -> Callable[[Path], bool]:
    """Takes what the page wants to have shown; `answer` is what the system says."""

    def take(path: Path) -> bool:
        opened.append(path)
        return answer

    return take


PageMaker = Callable[..., EvaluatePage]


@pytest.fixture
def make_page(qtbot: QtBot, services: PageServices) -> PageMaker:
    def make(
        evaluate: FakeEvaluation | None = None, models: ModelsJob = two_models, **given: object
    ) -> EvaluatePage:
        page = EvaluatePage(services, evaluate=evaluate or FakeEvaluation(), models=models, **given)
        qtbot.addWidget(page)
        page.resize(1204, 660)
        page.show()
        page.activated()
        qtbot.waitUntil(lambda: not services.tasks.tasks)
        return page

    return make


def evaluated(page: EvaluatePage, qtbot: QtBot) -> EvaluatePage:
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.start_button.click()
    return page


def test_without_faces_or_models_the_page_says_what_comes_first(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    page = make_page(models=no_models)
    assert page.data_button.isVisible()
    make_dataset(services.workspace)
    services.events.datasets_changed.emit()
    assert not page.data_button.isVisible()
    with qtbot.waitSignal(
        services.events.page_requested, check_params_cb=lambda name: name == "train"
    ):
        page.train_button.click()


def test_accuracy_comes_with_n_and_interval(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    assert page.figures.first.accuracy.text() == "95.2 % right"
    assert page.figures.first.interval.text() == "95 % interval 77.3–99.2, n = 21"
    assert page.results.matrix.counts.trace() == 20
    assert not page.results.which.isVisible()
    assert page.state_text == "Run 1: good · stripes · test part · 21 faces"


def test_the_gallery_starts_with_the_mistakes_and_follows_the_matrix(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    assert page.results.grid.count == 1
    page.results.matrix.cell_clicked.emit(3, 3)
    assert page.results.grid.count == 3
    assert page.results.faces_card.title_label.text() == "happy, answered so"
    page.results.classes.class_chosen.emit(5)
    assert page.results.grid.count == 0
    assert page.results.faces_card.note_label.text() == "0 faces"


def test_a_chosen_face_shows_its_probabilities(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    page.results.grid.select([0])
    assert page.results.side.current == "face"
    assert max(page.results.detail.bars.values) == pytest.approx(0.961, abs=1e-3)
    assert "Labelled angry" in page.results.detail.words.text()


def test_two_models_side_by_side_with_mcnemar(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    fake = FakeEvaluation()
    page = make_page(fake)
    page.choices.second_box.choose("run-2")
    page.choices.flip_box.setChecked(True)
    evaluated(page, qtbot)
    assert fake.asked == [("good", "test", True), ("poor", "test", True)]
    assert page.outcome is not None
    assert page.outcome.paired is not None
    assert (page.outcome.paired.b, page.outcome.paired.c) == (18, 1)
    assert "more than chance explains" in page.figures.paired.text()
    page.results.which.choose("second")
    assert page.results.matrix.counts[:, 0].sum() == 21


def test_the_final_hurdle_opens_only_by_its_own_button_once_and_is_recorded(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    import torch

    from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import PAPER

    torch.manual_seed(0)
    make_dataset(workspace)
    file = tmp_path / "good.safetensors"
    save_checkpoint(file, EmotionCNN(PAPER), CheckpointInfo(PAPER))
    entry = dataclasses.replace(GOOD, file=file, run_id=None)
    fake, opened = FakeEvaluation(), []
    page = make_page(fake, models=lambda workspace, context: [entry], open_file=opener(opened))
    page.choices.part_control.choose("validation")
    assert page.choices.lock.isVisible()
    assert not page.start_button.isEnabled()
    page.start()
    page.choices.open_button.click()
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=SLOW_MS)
    assert page.banner.title_label.text() == "Final report written"
    page.choices.open_button.click()
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=SLOW_MS)
    assert page.banner.title_label.text().startswith("Opened for this model on")
    assert opened[0] == opened[1]
    assert fake.asked == []
    (opening,) = openings(workspace, dataset="stripes")
    assert opening.model == "Run 1: good"
    assert "Opened once, " in page.choices.lock_label.text()


def test_a_broken_record_opens_nothing(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    page = make_page()
    (workspace.path / "validation_openings.jsonl").write_text("{broken", encoding="utf-8")
    page.choices.part_control.choose("validation")
    assert not page.choices.open_button.isEnabled()
    assert page.banner.isVisible()


def test_openings_are_kept_in_order(workspace: Workspace) -> None:
    for model in ("one", "two"):
        record_opening(workspace, dataset="stripes", model=model, run_id=None)
    record_opening(workspace, dataset="other", model="three", run_id=3)
    assert [entry.model for entry in openings(workspace, dataset="stripes")] == ["one", "two"]
    (workspace.path / "validation_openings.jsonl").write_text('{"when": 1}\n', encoding="utf-8")
    with pytest.raises(StorageError):
        openings(workspace, dataset="stripes")


def test_another_page_asks_for_a_run(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    row = make_dataset(workspace)
    make_dataset(workspace, name="others")
    run = workspace.create_run(name="r", kind="train", dataset_id=row.dataset_id, config={})
    assert run.run_id == GOOD.run_id
    page = make_page()
    page.choices.dataset_box.choose("others")
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.open_run(run.run_id)
    assert page.outcome is not None
    assert page.outcome.order.dataset == "stripes"
    assert page.outcome.order.part is Part.TEST


@pytest.mark.allow_errors
def test_a_damaged_model_is_explained(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    broken = FakeEvaluation(error=CheckpointError(Path("good.safetensors"), "cut short"))
    page = make_page(broken)
    page.start_button.click()
    qtbot.waitUntil(page.banner.isVisible, timeout=SLOW_MS)
    assert page.banner.title_label.text() == "This model file cannot be used"
    assert page.start_button.isEnabled()


@pytest.mark.allow_errors
def test_an_empty_part_is_explained(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace, test=0)
    page = make_page()
    page.start_button.click()
    qtbot.waitUntil(page.banner.isVisible, timeout=SLOW_MS)
    assert page.banner.title_label.text() == "Too few faces"


def test_mistakes_are_sorted_by_confidence() -> None:
    probabilities = np.full((3, 7), 0.05)
    probabilities[0, 1], probabilities[1, 1], probabilities[2, 0] = 0.5, 0.7, 0.7
    labels = np.zeros(3, dtype=np.int64)
    evaluation = evaluate_predictions(labels, probabilities)
    answers = Answers(GOOD, evaluation, probabilities, labels, np.arange(3))
    assert answers.mistakes().tolist() == [1, 0]
    assert answers.mistakes(truth=1).tolist() == []
    assert answers.cell(0, 0).tolist() == [2]


@pytest.mark.slow
def test_a_real_model_and_its_report(
    qtbot: QtBot, services: PageServices, workspace: Workspace
) -> None:
    from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import PAPER

    row = make_dataset(workspace, train=70, test=14, validation=7)
    run = workspace.create_run(name="real", kind="train", dataset_id=row.dataset_id, config={})
    save_checkpoint(workspace.checkpoint_path(run.run_id), EmotionCNN(PAPER), CheckpointInfo(PAPER))
    opened: list[Path] = []
    page = EvaluatePage(services, open_file=opener(opened))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.open_run(run.run_id)
    assert page.outcome is not None
    assert page.outcome.first.evaluation.n == 14
    page.report_button.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=SLOW_MS)
    text = opened[0].read_text(encoding="utf-8")
    assert opened[0].parent == workspace.path / "reports"
    assert "95 % interval" in text


@pytest.mark.parametrize(("answer", "said"), [(True, "It is opened."), (False, "No program")])
def test_a_report_is_said_to_be_opened_only_if_it_was(
    services: PageServices, qtbot: QtBot, tmp_path: Path, answer: bool, said: str
) -> None:
    page = EvaluatePage(services, open_file=opener([], answer=answer))
    qtbot.addWidget(page)
    page._on_report(tmp_path / "report.html")
    assert said in page.banner.text_label.text()
    assert str(tmp_path / "report.html") in page.banner.text_label.text()
    assert page.banner.kind == ("success" if answer else "warning")
    assert page.banner.action_button.text() == "Show in folder"
