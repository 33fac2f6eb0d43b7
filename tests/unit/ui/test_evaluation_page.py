"""The Evaluate page: figures, matrix to faces, two models, the locked part, the report."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run
from helpers.parts import (
    choices_of,
    classes_of,
    face_detail_of,
    faces_card_of,
    first_of,
    headline_of,
    matrix_of,
    mistakes_of,
    result_of,
    side_of,
)
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import CheckpointError, StorageError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.ledger import openings, record_opening
from emotion_gui.core.evaluation.metrics import evaluate_predictions
from emotion_gui.core.evaluation.robustness import CAMERA_FAULTS, FaultTrial, Robustness
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.evaluate import Answers
from emotion_gui.operations.robustness import RobustnessRequest
from emotion_gui.ui.figures.source import shown_at
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.evaluation import EvaluatePage
from emotion_gui.ui.pages.evaluation.state import ModelLister
from emotion_gui.ui.plain_text import unwrapped

SLOW_MS = 30_000  # the first evaluation of a process imports torch
GOOD = ModelEntry("run-1", "Run 1: good", Path("good.safetensors"), 409_461, run_id=1)
POOR = ModelEntry("run-2", "Run 2: poor", Path("poor.safetensors"), 409_461, run_id=2)


@dataclass
class FakeEvaluation:
    """`good` mistakes the first face only; `poor` answers angry whatever it sees."""

    error: Exception | None = None
    known: dict[str, Acquaintance] = field(default_factory=dict)  # by the model's file
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    def __call__(
        self,
        checkpoint: Path,
        part: FacePart,
        *,
        flip: bool,
        context: JobContext,
        mix: object = None,
    ) -> EvaluationResult:
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
        known = self.known.get(checkpoint.stem, Acquaintance())
        return EvaluationResult(evaluation, logits, part.labels, part.rows, known)


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
        evaluator: FakeEvaluation | None = None,
        lister: ModelLister = two_models,
        **given: object,
    ) -> EvaluatePage:
        page = EvaluatePage(
            services, evaluator=evaluator or FakeEvaluation(), lister=lister, **given
        )
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
    page = make_page(lister=no_models)
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
    assert headline_of(page).accuracy.text() == "95.2 % right"
    assert headline_of(page).interval.text() == "95 % interval 77.3–99.2, n = 21"
    assert matrix_of(page).counts.trace() == 20
    assert not page.results.which.isVisible()
    assert page.state_text == "Run 1: good · stripes · test part · 21 faces"


def test_the_gallery_starts_with_the_mistakes_and_follows_the_matrix(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    assert mistakes_of(page).count == 1
    matrix_of(page).cell_clicked.emit(3, 3)
    assert mistakes_of(page).count == 3
    assert faces_card_of(page).title_label.text() == "happy, answered so"
    classes_of(page).class_chosen.emit(5)
    assert mistakes_of(page).count == 0
    assert faces_card_of(page).note_label.text() == "0 faces"


def test_a_chosen_face_shows_its_probabilities(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    mistakes_of(page).select([0])
    assert side_of(page).current == "face"
    assert max(face_detail_of(page).bars.values) == pytest.approx(0.961, abs=1e-3)
    assert "Labelled angry" in face_detail_of(page).words.text()


def test_two_models_side_by_side_with_mcnemar(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    fake = FakeEvaluation()
    page = make_page(fake)
    page.state.choose(second="run-2", flip=True)
    evaluated(page, qtbot)
    assert fake.asked == [("good", "test", True), ("poor", "test", True)]
    assert result_of(page) is not None
    compared = result_of(page).compared
    assert compared is not None
    assert compared.test is not None
    assert (compared.test.b, compared.test.c) == (18, 1)
    assert "more than chance explains" in page.figures.paired.text()
    page.results.which.choose("second")
    assert matrix_of(page).counts[:, 0].sum() == 21


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
    page = make_page(fake, lister=lambda workspace, context: [entry], open_file=opener(opened))
    choices_of(page).part_control.choose("validation")
    assert choices_of(page).lock.isVisible()
    assert not page.start_button.isEnabled()
    page.state.evaluate()
    choices_of(page).open_button.click()
    qtbot.waitUntil(lambda: len(opened) == 1, timeout=SLOW_MS)
    assert page.banner.title_label.text() == "Final report written"
    choices_of(page).open_button.click()
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=SLOW_MS)
    assert page.banner.title_label.text().startswith("Opened for this model on")
    assert opened[0] == opened[1]
    assert fake.asked == []
    (opening,) = openings(workspace, dataset="stripes")
    assert opening.model == "Run 1: good"
    assert "Opened once, " in choices_of(page).lock_label.text()


def test_a_broken_record_opens_nothing(make_page: PageMaker, workspace: Workspace) -> None:
    make_dataset(workspace)
    page = make_page()
    (workspace.path / "validation_openings.jsonl").write_text("{broken", encoding="utf-8")
    choices_of(page).part_control.choose("validation")
    assert not choices_of(page).open_button.isEnabled()
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
    run = make_run(workspace, name="r", kind="train", dataset_id=row.dataset_id, config={})
    assert run.run_id == GOOD.run_id
    page = make_page()
    page.state.choose(dataset="others")
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.open_run(run.run_id)
    assert result_of(page) is not None
    assert result_of(page).request.dataset == "stripes"
    assert result_of(page).request.part is Part.TEST


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
    judgement = Judgement(evaluation.correct, evaluation.n)
    answers = Answers(GOOD, evaluation, judgement, None, probabilities, labels, np.arange(3))
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
    run = make_run(workspace, name="real", kind="train", dataset_id=row.dataset_id, config={})
    save_checkpoint(workspace.checkpoint_path(run.run_id), EmotionCNN(PAPER), CheckpointInfo(PAPER))
    opened: list[Path] = []
    page = EvaluatePage(services, open_file=opener(opened))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.open_run(run.run_id)
    assert result_of(page) is not None
    assert first_of(page).evaluation.n == 14
    (entry,) = services.tasks.history.jobs
    assert entry.summary is not None
    assert "n = 14" in entry.summary.text
    assert entry.summary.show is not None
    with qtbot.waitSignal(services.events.page_requested, check_params_cb="evaluate".__eq__):
        entry.summary.show()
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
    assert str(tmp_path / "report.html") in unwrapped(page.banner.text_label.text())
    assert page.banner.kind == ("success" if answer else "warning")
    assert page.banner.action_button.text() == "Show in folder"


def known(learned: int, *, watched: int = 0, complete: bool = True) -> Acquaintance:
    """A model that knows the first of the 21 test faces."""
    faces = np.arange(21)
    return Acquaintance(faces < learned, faces < watched, complete)


def test_learned_faces_are_told_and_the_rest_stands_alone(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    fake = FakeEvaluation(known={"good": known(11, watched=21)})
    page = evaluated(make_page(fake), qtbot)
    headline = headline_of(page)
    assert headline.learned.text() == "11 of 21 faces were learned by this model."
    assert headline.learned.property("tone") == "warn"
    assert headline.rest.text().startswith("The other 10 alone: 100.0 % right, 95 % interval 72.2")
    assert headline.chosen.text().startswith("The best epoch, its own or of a network")


def test_a_model_that_does_not_tell_is_said_not_to(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    assert "is not known" in headline_of(page).learned.text()
    assert headline_of(page).rest.isHidden()
    assert headline_of(page).chosen.isHidden()


@pytest.mark.parametrize(
    ("first", "second", "tone"),
    [
        (known(0), known(0), "good"),  # all faces are new to both
        (known(17), known(0), ""),  # 4 are left: no difference is significant
        (known(0), Acquaintance(), ""),  # what the second learned is not known
        (known(0), known(0, complete=False), ""),
    ],
)
def test_two_models_are_coloured_by_the_faces_that_are_new_to_both(
    make_page: PageMaker,
    workspace: Workspace,
    qtbot: QtBot,
    first: Acquaintance,
    second: Acquaintance,
    tone: str,
) -> None:
    make_dataset(workspace)
    page = make_page(FakeEvaluation(known={"good": first, "poor": second}))
    page.state.choose(second="run-2")
    evaluated(page, qtbot)
    assert (page.figures.paired.property("tone") or "") == tone
    is_split = first.learned is not None and bool(first.learned.any())
    assert ("that neither has learned" in page.figures.paired.text()) == is_split


def test_figures_stand_under_their_own_part_only(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = evaluated(make_page(), qtbot)
    assert page.figures.isVisible()
    for values in (
        {"part": Part.TRAIN},
        {"part": Part.VALIDATION},
        {"model": "run-2"},
        {"flip": True},
        {"second": "run-2"},
    ):
        before = page.state.choice
        page.state.choose(**values)
        assert not page.figures.isVisible(), values
        assert not page.results.isVisible(), values
        assert not page.report_button.isEnabled()
        page.state.choose(**{name: getattr(before, name) for name in values})
        assert page.figures.isVisible(), "what was found is kept"
        assert page.results.isVisible()


def test_a_data_set_divided_once_more_loses_its_figures(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    row = make_dataset(services.workspace)
    page = evaluated(make_page(), qtbot)
    parts = np.repeat(np.arange(3, dtype=np.uint8), (100, 61, 14))
    split = services.workspace.add_split(
        row.dataset_id, name="again", kind="paper", seed=1, parts=parts
    )
    services.workspace.activate_split(row.dataset_id, split.split_id)
    services.events.datasets_changed.emit()
    assert result_of(page) is None
    assert not page.figures.isVisible()


def test_a_run_brings_its_own_data_set(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace, name="others")
    row = make_dataset(workspace, name="own")
    run = make_run(workspace, name="r", kind="train", dataset_id=row.dataset_id, config={})
    assert run.run_id == GOOD.run_id
    page = make_page()
    assert choices_of(page).model_box.current == "run-1"
    assert choices_of(page).dataset_box.current == "own"
    page.state.choose(dataset="others")
    page.state.choose(model="run-2")
    assert choices_of(page).dataset_box.current == "others", "run 2 is of no data set"
    page.state.choose(model="run-1")
    assert choices_of(page).dataset_box.current == "own"


def test_macro_f1_says_over_which_classes(
    make_page: PageMaker, workspace: Workspace, qtbot: QtBot
) -> None:
    make_dataset(workspace)
    page = make_page()
    page.state.choose(model="run-2")  # answers angry, always
    evaluated(page, qtbot)
    row = page.figures.facts.row("macro_f1")
    assert row.label.text() == "Macro-F1, 7 classes"
    assert "angry, disgust, fear" in row.toolTip()


def test_the_final_report_stays_where_it_belongs(
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
    opened: list[Path] = []

    def open_once(path: Path) -> bool:
        opened.append(path)
        return len(opened) == 1

    page = make_page(lister=lambda workspace, context: [entry], open_file=open_once)
    page.state.choose(part=Part.VALIDATION)
    assert not page.figures.isVisible()
    with qtbot.waitSignal(page.state.final_written, timeout=SLOW_MS):
        choices_of(page).open_button.click()
    assert page.final.isVisible()
    assert headline_of(page).interval.text().endswith("n = 14")
    page.final.open_button.click()
    assert opened[0] == opened[1] == page.state.final.report
    assert "No program opened it" in page.banner.text_label.text()
    page.state.choose(part=Part.TEST)
    assert not page.final.isVisible()
    page.state.choose(part=Part.VALIDATION)
    assert page.final.isVisible()
    again = make_page(lister=lambda workspace, context: [entry], open_file=opener(opened))
    again.state.choose(part=Part.VALIDATION)
    qtbot.waitUntil(again.final.isVisible, timeout=SLOW_MS)
    assert len(openings(workspace, dataset="stripes")) == 1
    assert len(opened) == 2, "a look at what is recorded opens nothing"


def faults_found(right: int, n: int = 20) -> Robustness:
    """Every trial has as many right answers, but the last, which has half of them."""
    clean = FaultTrial("", "", 0, 0.0, "", n, n, 1.0, 0.02)
    trials = [
        FaultTrial(fault.key, fault.label, k, fault.values[k - 1], fault.unit, n, right, 0.5, 0.1)
        for fault in CAMERA_FAULTS
        for k in (1, 2, 3)
    ]
    trials[-1] = dataclasses.replace(trials[-1], correct=right // 2)
    return Robustness(clean, tuple(trials), (0.4, 0.6))


class FakeFaults:
    """Answers at once, or waits to be stopped."""

    def __init__(self) -> None:
        self.asked: list[RobustnessRequest] = []
        self.waits = False

    def __call__(
        self, workspace: Workspace, request: RobustnessRequest, context: JobContext
    ) -> tuple[Robustness, ...]:
        self.asked.append(request)
        context.report(Progress(1, 37, "Blur"))
        while self.waits:
            context.checkpoint()
        return tuple(faults_found(10 + 2 * place) for place, _ in enumerate(request.models))


def test_faults_are_measured_shown_and_kept_by_the_choice(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    make_dataset(services.workspace)
    measure = FakeFaults()
    page = evaluated(make_page(measure_faults=measure), qtbot)
    card, view = page.faults, page.curves
    assert not card.facts.isVisible()
    measure.waits = True
    card.start_button.click()
    qtbot.waitUntil(lambda: card.words.text() == "Blur")
    card.stop_button.click()
    qtbot.waitUntil(lambda: card.start_button.isVisible())
    assert not card.found
    measure.waits = False
    with qtbot.waitSignal(card.measured):
        card.start_button.click()
    told = dict(card.facts.facts())
    assert told["Worst"] == "25.0 %"
    assert card.words.text() == "Worst: Hidden from an edge, 45 %"
    assert told["95 % interval"] == "40.0–60.0"
    card.curves_button.click()
    assert view.isVisible()
    assert view.table.item(11, 3).text() == "25.0 %"
    found = shown_at(view.table.viewport(), within=page)
    assert found is not None
    assert len(found.figure.table().rows) == 12  # type: ignore[union-attr]
    assert view.plot.figure().lines[-1].y[0] == 100.0  # type: ignore[union-attr]
    view.back_button.click()
    page.state.choose(flip=True)
    assert not card.isVisible()
    page.state.choose(flip=False)
    assert card.facts.isVisible()
    assert [request.flip for request in measure.asked] == [False, False]


def test_faults_of_two_models_stand_side_by_side(
    make_page: PageMaker, services: PageServices, qtbot: QtBot
) -> None:
    make_dataset(services.workspace)
    page = make_page(measure_faults=FakeFaults())
    page.state.choose(second=POOR.name)
    evaluated(page, qtbot)
    with qtbot.waitSignal(page.faults.measured):
        page.faults.start_button.click()
    assert dict(page.faults.facts.facts())["Worst"] == "25.0 % · 30.0 %"
    page.faults.curves_button.click()
    page.curves.which.button("second").click()
    assert page.curves.table.item(11, 3).text() == "30.0 %"
